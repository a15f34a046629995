package bots

import (
	"fmt"
	"runtime/debug"
	"strings"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/moderation/picture"
	"frontdesk/moderation/secret"
)

// thought is what can be known of an event before the transaction: pure, computed in parallel, stamped with the revision
// of what it was computed from.
type thought struct {
	leak    secret.Verdict
	held    *held
	wiped   []string // fields that held one
	watched watched
	beside  bool // a secret was taken out of what the event is about: the message replied to, or the menu's
	matched bool
	verdict faq.Verdict
	rev     faq.Revision

	entries  []faq.Entry // of a file that was read
	mistakes error       // … that has some
	tooLong  bool
	print    picture.Print // of a profile picture

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
		t.leak, t.held = h.redact(&e.Message)
		t.beside = e.Message.ReplyTo != nil && h.redactReply(e.Message.ReplyTo)
		t.watched = h.watch(&e.Meta, &e.Message)
		h.match(&t, &e.Meta, &e.Message)
	case *chat.Edited:
		t.leak, t.held = h.redact(&e.Message)
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
			leak, _ := h.redact(m)
			t.beside = leak.Verdict == secret.Leak
			if m.ReplyTo != nil {
				h.redactReply(m.ReplyTo)
			}
		}
	}
	return t
}

// redactValues takes secrets out of the fields of a form, and tells which fields held one; what is only suspected is left out too, but
// for a transaction's number where one is asked for. A secret that is spread over fields is
// in all of them.
func (h *Hub) redactValues(values map[string]string) (leak secret.Verdict, wiped []string) {
	names := sorted(values)
	all := make([]string, 0, len(names))
	for _, name := range names {
		all = append(all, values[name])
		switch l := h.secrets.Check(values[name]); {
		case l.Verdict == secret.Leak:
			leak, wiped, values[name] = l, append(wiped, name), h.secrets.Redact(values[name])
		case l.Verdict == secret.Hold && !(name == "hash" && h.secrets.Check("tx hash: "+values[name]).Verdict == secret.Clear):
			values[name] = h.secrets.Redact(values[name])
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

// redactReply takes secrets, sure or suspected, out of what a message answers, and reports whether there were sure ones.
func (h *Hub) redactReply(r *chat.Reply) bool {
	v := h.secrets.Check(r.Text)
	if v.Verdict != secret.Clear {
		r.Text = h.secrets.Redact(r.Text)
	}
	return v.Verdict == secret.Leak
}

// redact takes secrets, sure or suspected, out of a message and of all that stands in it, names of files too.
func (h *Hub) redact(m *chat.Message) (secret.Verdict, *held) {
	all := m.Text
	if len(m.Hidden) > 0 || len(m.Files) > 0 {
		parts := m.Everything()
		for _, f := range m.Files {
			parts = append(parts, f.Name)
		}
		all = strings.Join(parts, "\n")
	}
	v := h.secrets.Check(all)
	var aside *held
	if v.Verdict == secret.Hold {
		aside = &held{*m, h.secrets.Marks(all, h.salt)}
	}
	if v.Verdict != secret.Clear {
		m.Text, m.Spans, m.Hidden, m.Targets, m.Files = h.secrets.Redact(m.Text), nil, nil, nil, nil
	}
	return v, aside
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
