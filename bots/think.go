package bots

import (
	"fmt"
	"runtime/debug"
	"strings"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/moderation/secret"
)

// thought is what can be known of an event before the transaction: pure, computed in parallel, stamped with the revision
// of what it was computed from.
type thought struct {
	leak    secret.Verdict
	wiped   []string // fields that held one
	watched watched
	beside  bool // a secret was taken out of what the event is about: the message replied to, or the menu's
	matched bool
	verdict faq.Verdict
	rev     faq.Revision

	entries  []faq.Entry // of a file that was read
	mistakes error       // … that has some
	tooLong  bool

	plan *faq.Prepared // of the import that a press publishes
	err  error         // thinking panicked: nothing of the event may go on but that it came
}

// think looks for secrets first of all and takes them out of the event, so that none gets any further. Then it asks the
// FAQ, if the message may be a question.
func (h *Hub) think(e chat.Event) (t thought) {
	defer func() {
		if p := recover(); p != nil {
			t = thought{err: fmt.Errorf("panic: %v", p)}
			h.log.Error().Str("event", kindOf(e)).Bytes("stack", debug.Stack()).Msg("thinking about an event panicked")
		}
	}()
	switch e := e.(type) {
	case *chat.Posted:
		t.leak = h.redact(&e.Message)
		t.beside = e.Message.ReplyTo != nil && h.redactReply(e.Message.ReplyTo)
		t.watched = h.watch(&e.Meta, &e.Message)
		h.match(&t, &e.Meta, &e.Message)
	case *chat.Edited:
		t.leak = h.redact(&e.Message)
		if e.Message.ReplyTo != nil {
			h.redactReply(e.Message.ReplyTo)
		}
		t.watched = h.watch(&e.Meta, &e.Message)
		h.match(&t, &e.Meta, &e.Message)
	case *chat.Pressed:
		t.leak, t.wiped = h.redactValues(e.Values)
		if role := h.cfg.role(e.From); role.Has(chat.Moderator) {
			t.plan = h.planImport(e.Data)
		}
		if m := e.Target; m != nil {
			t.beside = h.redact(m).Verdict == secret.Leak
			if m.ReplyTo != nil {
				h.redactReply(m.ReplyTo)
			}
		}
	}
	return t
}

// redactValues takes secrets out of the fields of a form, and tells which fields held one. A secret that is spread over fields is
// in all of them.
func (h *Hub) redactValues(values map[string]string) (leak secret.Verdict, wiped []string) {
	names := sorted(values)
	all := make([]string, 0, len(names))
	for _, name := range names {
		all = append(all, values[name])
		if l := h.secrets.Check(values[name]); l.Verdict == secret.Leak {
			leak, wiped, values[name] = l, append(wiped, name), h.secrets.Redact(values[name])
		}
	}
	if len(wiped) > 0 || len(names) < 2 {
		return leak, wiped
	}
	if leak = h.secrets.Check(strings.Join(all, " ")); leak.Verdict != secret.Leak {
		return secret.Verdict{}, nil
	}
	for _, name := range names {
		if values[name] != "" {
			values[name], wiped = "", append(wiped, name)
		}
	}
	return leak, wiped
}

// redactReply takes secrets out of what a message answers, and reports whether there were any.
func (h *Hub) redactReply(r *chat.Reply) bool {
	if h.secrets.Check(r.Text).Verdict != secret.Leak {
		return false
	}
	r.Text = h.secrets.Redact(r.Text)
	return true
}

// redact takes secrets out of a message and of all that stands in it.
func (h *Hub) redact(m *chat.Message) secret.Verdict {
	all := m.Text
	if len(m.Hidden) > 0 {
		all = strings.Join(m.Everything(), "\n")
	}
	v := h.secrets.Check(all)
	if v.Verdict == secret.Leak {
		m.Text, m.Spans, m.Hidden, m.Targets, m.Files = h.secrets.Redact(m.Text), nil, nil, nil, nil
	}
	return v
}

func (h *Hub) match(t *thought, meta *chat.Meta, m *chat.Message) {
	if t.leak.Verdict == secret.Leak || !h.mayAsk(meta, m) {
		return
	}
	idx, rev := h.book.Snapshot()
	t.matched, t.rev, t.verdict = true, rev, idx.Match(query(meta, m))
}

// mayAsk reports whether the message is one that the FAQ could answer at all.
func (h *Hub) mayAsk(meta *chat.Meta, m *chat.Message) bool {
	if m.From.Kind != chat.Person || m.ViaBot || m.Text == "" || m.Text[0] == '/' {
		return false
	}
	return isDirect(meta) || h.cfg.watched(meta)
}

func query(meta *chat.Meta, m *chat.Message) faq.Query {
	addressed := m.Addressed || isDirect(meta)
	return faq.Query{
		Text: m.Text, Addressed: addressed, Brief: !addressed, Reply: m.ReplyTo != nil && m.ReplyTo.From.Kind != chat.Self,
	}
}

func isDirect(m *chat.Meta) bool {
	_, direct := m.Room.Direct()
	return direct
}
