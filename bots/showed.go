package bots

import (
	"strings"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/moderation"
	"frontdesk/store"
)

// shown takes a message that a member forwards to the private chat: who wrote it, and what it is. With an open ticket it goes there too.
func (h *Hub) shown(tx store.Tx, e *chat.Posted) (as []chat.Action, taken bool, err error) {
	m := &e.Message
	f := m.Forward
	if f == nil || !isDirect(&e.Meta) || f.From != nil && (f.From.ID == m.From.ID || f.From.Kind == chat.Self) {
		return nil, false, nil
	}
	ts, err := escalation.Here(tx, m.From.ID)
	if err != nil {
		return nil, false, err
	}
	c := &call{meta: &e.Meta, by: m.From, message: m.ID, lang: h.langOf(tx, m.From, e.Room, "")}
	say, flagged, as, err := h.show(tx, c, m, false)
	if err != nil || len(ts) > 0 && !flagged {
		return nil, false, err
	}
	return append([]chat.Action{c.say(say)}, as...), len(ts) == 0, nil
}

// show has the guard judge a message that was shown, and puts it into words with what to do.
func (h *Hub) show(tx store.Tx, c *call, m *chat.Message, insist bool) (say *chat.Phrase, flagged bool, as []chat.Action, err error) {
	s := moderation.Shown{By: c.by, Text: strings.Join(m.Everything(), "\n"), Insist: insist, At: c.meta.At}
	if m.Forward != nil {
		s.From, s.Name = m.Forward.From, m.Forward.Name
	}
	j, as, err := h.guard.Show(tx, s)
	if err != nil {
		return nil, false, nil, err
	}
	p := judged(j)
	switch {
	case j.Account.Standing == moderation.IsOfficial:
		return p, false, as, nil
	case j.Flagged:
		p.And(chat.Say("shown-do"), chat.Say("shown-told"))
	default:
		p.And(chat.Say("shown-report"))
	}
	return p, j.Flagged, as, nil
}

// judged puts into words who wrote a message and what it is. A hidden author is not known: a name proves nothing.
func judged(j moderation.Judgement) *chat.Phrase {
	p := chat.Say("verify-nobody")
	if j.Account.Query != "" {
		p = standing(j.Account.Query, j.Account)
		if j.Account.Subject == moderation.AnAccount && j.Account.Standing == moderation.Unknown {
			p.And(chat.Say("verify-hidden"))
		}
	}
	if j.Account.Standing != moderation.IsOfficial && j.Message.Standing == moderation.LooksLike {
		p.And(chat.Say("verify-message-bad"), instead(j.Message))
	}
	return p
}

// instead names what is official in place of what only looks like it.
func instead(a moderation.Answer) *chat.Phrase {
	if a.Instead == "" {
		return nil
	}
	return chat.Say("guard-warn-safe", "safe", a.Instead)
}

// reportCommand lets members point moderators to a message.
func (d declarer) reportCommand() command {
	c := d.define("report", 0, (*Hub).cmdReport)
	c.Menu, c.aside = true, true
	return c
}

// cmdReport reports the message that it is called on; in the private chat, one that was forwarded there.
func (h *Hub) cmdReport(tx store.Tx, c *call) ([]chat.Action, error) {
	switch {
	case c.target == nil:
		return []chat.Action{c.say(chat.Say("report-usage"))}, nil
	case isDirect(c.meta) && c.target.From.ID == c.by.ID:
		say, _, as, err := h.show(tx, c, c.target, true)
		if err != nil {
			return nil, err
		}
		return append([]chat.Action{c.say(say)}, as...), nil
	}
	room := c.meta.Room
	if n := len(c.meta.Within); n > 0 {
		room = c.meta.Within[n-1]
	}
	as, err := h.guard.Report(tx, moderation.Reported{
		By: c.by, Of: c.target.From, Room: room, Message: c.target.ID, Text: strings.Join(c.target.Everything(), "\n"), At: c.meta.At,
	})
	if err != nil {
		return nil, err
	}
	return append([]chat.Action{c.say(chat.Say("report-thanks"))}, as...), nil
}

// rooms are a platform's rooms that members read and in which the bot speaks unasked.
func (h *Hub) rooms(p chat.Platform) (out []chat.RoomID) {
	c := h.cfg.Platforms[p]
	for _, r := range c.Watched {
		if r != c.Server && !h.cfg.shadowed(&chat.Meta{Room: r}) {
			out = append(out, r)
		}
	}
	return out
}
