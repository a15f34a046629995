package bots

import (
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/moderation"
	"frontdesk/moderation/secret"
	"frontdesk/store"
)

// What was found in a message before the transaction, and the roster that it was judged by.
type watched struct {
	done  bool
	rev   moderation.Revision
	found moderation.Finding
}

// tellAgain is how often a room is told of the same thing because somebody asks.
const tellAgain = 10 * time.Minute

// watch judges a message where the guard reads: in watched rooms, in tickets' rooms and in private. Nothing is fetched.
func (h *Hub) watch(meta *chat.Meta, m *chat.Message) watched {
	if m.From.Kind == chat.Self || !h.reads(meta) || h.cfg.role(m.From).Staff() && !isDirect(meta) {
		return watched{}
	}
	e := h.official()
	return watched{true, e.Revision, read(e, m)}
}

// found is what was thought before the transaction, or is thought again if the roster has changed since.
func (h *Hub) found(tx store.Tx, m *chat.Message, t thought) (moderation.Finding, error) {
	e, err := h.guard.Register.At(tx)
	if err != nil || t.watched.done && t.watched.rev == e.Revision {
		return t.watched.found, err
	}
	return read(e, m), nil
}

// reads reports whether the guard reads what is said in an event's room.
func (h *Hub) reads(meta *chat.Meta) bool {
	p := h.cfg.Platforms[meta.Room.Platform].Place
	return isDirect(meta) || h.cfg.watched(meta) || meta.In(p.Support) || meta.In(p.Home) || meta.In(p.Staff)
}

// read gives a message to the engines, with all places where text or a link can hide. What it quotes of the message that it answers is
// the other's; what comes from an account on the roster is nobody's offence.
func read(e *moderation.Engines, m *chat.Message) moderation.Finding {
	if _, official := e.Roster.ByAccount(m.From.ID); official {
		return moderation.Finding{}
	}
	if f := m.Forward; f != nil && f.From != nil {
		if _, official := e.Roster.ByAccount(f.From.ID); official {
			return moderation.Finding{}
		}
	}
	text := m.Text
	for _, s := range m.Hidden {
		if m.ReplyTo == nil || !strings.Contains(m.ReplyTo.Text, s) {
			text += "\n" + s
		}
	}
	var hidden []moderation.Target
	for _, s := range m.Spans {
		if s.Kind == chat.Link && s.URL != "" && s.Start >= 0 && s.Start <= s.End && s.End <= len(m.Text) {
			hidden = append(hidden, moderation.Target{Shown: m.Text[s.Start:s.End], URL: s.URL})
		}
	}
	for _, t := range m.Targets {
		hidden = append(hidden, moderation.Target(t))
	}
	return e.Read(text, hidden...)
}

// wrote lets the guard act on what somebody wrote in a group. An offence is answered by nobody else. Members who ask about what they
// quote are no offenders: see [Hub.vouch].
func (h *Hub) wrote(tx store.Tx, meta *chat.Meta, m *chat.Message, t thought) (as []chat.Action, offence bool, err error) {
	if isDirect(meta) || !h.cfg.watched(meta) || m.From.Role.Staff() {
		return nil, false, nil
	}
	f, err := h.found(tx, m, t)
	if err != nil || f.Rule == "" {
		return nil, false, err
	}
	if _, ticket, err := escalation.In(tx, meta.Room); ticket || err != nil {
		return nil, false, err
	}
	if m.From.Kind == chat.Person && f.Asks {
		return nil, false, nil
	}
	c, command := h.parse(m.Text)
	if command && c.name == "verify" {
		return nil, false, nil
	}
	f.Asks = f.Asks || command // it is said to us, but others read it
	place := meta.Room
	if n := len(meta.Within); n > 0 {
		place = meta.Within[n-1]
	}
	as, exempt, err := h.guard.Wrote(tx, moderation.Written{
		By: m.From, Room: meta.Room, Place: place, Message: m.ID, Text: strings.Join(m.Everything(), "\n"), Found: f, At: meta.At,
	})
	return as, !exempt && !command, err
}

// vouch tells who asks, in private or by a question in a group, what is wrong with what the message quotes. Nothing else is said to
// it then: an answer about something else beside would vouch for it.
func (h *Hub) vouch(tx store.Tx, meta *chat.Meta, m *chat.Message, t thought) ([]chat.Action, bool, error) {
	direct := isDirect(meta)
	if m.From.Role.Staff() && !direct {
		return nil, false, nil
	}
	f, err := h.found(tx, m, t)
	if err != nil || f.Rule == "" {
		return nil, false, err
	}
	lang := h.langOf(tx, m.From, meta.Room, m.Text)
	post := chat.Post{Phrase: f.Verdict(), Lang: lang, ReplyTo: m.ID, Quiet: true}
	a := chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: meta.Room, Post: post}}
	switch {
	case !meta.Answer.IsZero():
		post.ReplyTo = chat.MessageID{}
		a.Priority, a.Effect = chat.Interaction, chat.Send{Room: meta.Answer, Post: post}
		return []chat.Action{a}, true, nil
	case direct:
		return []chat.Action{a}, true, nil
	}
	a.Priority, a.Expires = chat.Answers, answerUntil(meta, m)
	if !m.Addressed {
		if silent, err := h.keepsStill(tx, meta); silent || err != nil {
			return nil, true, err
		}
	}
	now, err := moderation.Warn(tx, meta.Room, "ask", f.Subject, tellAgain, meta.At)
	if err != nil || !now {
		return nil, true, err
	}
	return []chat.Action{a}, true, nil
}

// keepsStill reports a room in which nothing is said unasked now.
func (h *Hub) keepsStill(tx store.Tx, meta *chat.Meta) (bool, error) {
	quiet, err := h.quiet(tx, meta)
	if quiet || err != nil {
		return quiet, err
	}
	return h.inShadow(tx, meta)
}

// beside tells the staff of a ticket, in its room, that what a member wrote there is not what it looks like. The member is not
// blamed: who was lured quotes the lure.
func (h *Hub) beside(tx store.Tx, staff chat.RoomID, e *chat.Posted, t thought) ([]chat.Action, error) {
	f, err := h.found(tx, &e.Message, t)
	var p *chat.Phrase
	switch {
	case err != nil || staff.IsZero():
		return nil, err
	case t.leak.Verdict == secret.Leak && staff == e.Room:
		p = chat.Say("left-out-here", "text", e.Message.Text)
	case t.leak.Verdict == secret.Leak:
		p = chat.Say("left-out-leak")
	case t.held != nil:
		p = chat.Say("left-out-hold")
	case f.Rule == "":
		return nil, nil
	default:
		p = chat.Say("ticket-careful").Lines(chat.Say("guard-warn-because", "reason", f.Cause.Phrase()))
	}
	post := chat.Post{Phrase: p, Quiet: true}
	if staff == e.Room {
		post.ReplyTo = e.Message.ID
	}
	return []chat.Action{{Priority: chat.Relay, Effect: chat.Send{Room: staff, Post: post}}}, nil
}
