package bots

import (
	"cmp"
	"strings"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/faq/text"
	"frontdesk/store"
)

// How likely a message must be a call for help (Verdict.Help) to be kept when nothing was said to it, and when its author spoke
// to the bot. The first is high, for ignored chatter must cost nothing.
const (
	helpUnasked = 0.5
	helpAsked   = 0.25
)

// overheard keeps a question that nobody asked the bot and no entry answers. Chatter is ignored without a look at the store.
func (h *Hub) overheard(tx store.Tx, meta *chat.Meta, m *chat.Message, v faq.Verdict) error {
	if v.Help < helpUnasked || m.ReplyTo != nil && m.ReplyTo.From.Kind != chat.Self {
		return nil
	}
	return h.missed(tx, meta, m, v, faq.WhySilent, 0)
}

// met keeps a question that got no answer but titles, or the offer of the staff.
func (h *Hub) met(tx store.Tx, meta *chat.Meta, m *chat.Message, v faq.Verdict, said faq.Said) error {
	switch {
	case said == faq.SaidSuggest:
		return h.missed(tx, meta, m, v, faq.WhyUnchosen, 0)
	case said == saidOffer && v.Help >= helpAsked:
		return h.missed(tx, meta, m, v, faq.WhyOffered, 0)
	}
	return nil
}

// missed keeps a member's question as a gap in the FAQ.
func (h *Hub) missed(tx store.Tx, meta *chat.Meta, m *chat.Message, v faq.Verdict, why faq.Why, ticket uint64) error {
	if m.From.Role.Staff() {
		return nil
	}
	return h.keepGap(tx, m.Text, faq.Gap{
		Question: m.ID, Hash: faq.TextHash(m.Text), Asker: m.From.ID, Room: meta.Room, At: meta.At, Lang: v.Lang, Nearest: v.Entry,
		Why: why, Ticket: ticket,
	})
}

// failedOn keeps the question of an answer that did not help. Its text is there for two days.
func (h *Hub) failedOn(tx store.Tx, a faq.Answered, nearest string, why faq.Why, ticket uint64) error {
	q, ok, err := questions.Get(tx, store.Key(a.No))
	if err != nil || !ok || h.cfg.role(chat.Member{ID: a.Asker}).Staff() {
		return err
	}
	return h.keepGap(tx, q.Text, faq.Gap{
		Question: a.Question, Hash: faq.TextHash(q.Text), Asker: a.Asker, Room: a.Room, At: a.At,
		Lang: cmp.Or(text.Parse(q.Text).Lang(), a.Lang), Nearest: nearest, Why: why, Ticket: ticket,
	})
}

// wanted keeps what a ticket was opened with, if it is a question that no entry answers.
func (h *Hub) wanted(tx store.Tx, c *call, said string, ticket uint64) error {
	idx, _, err := h.book.At(tx)
	if err != nil {
		return err
	}
	v := idx.Match(faq.Query{Text: said, Addressed: true})
	if v.Kind == faq.Answer || v.Help < helpAsked {
		return nil
	}
	m := &chat.Message{ID: c.message, From: c.by, Text: said}
	if m.ID.IsZero() {
		m.ID = chat.MessageID{Platform: c.meta.Room.Platform, Key: "asked/" + c.meta.Key}
	}
	return h.missed(tx, c.meta, m, v, faq.WhyEscalated, ticket)
}

// keepGap keeps a gap unless its asker, or the community, does not want that.
func (h *Hub) keepGap(tx store.Tx, said string, g faq.Gap) error {
	if h.cfg.KeepGaps <= 0 || strings.TrimSpace(said) == "" {
		return nil
	}
	s, _, err := settings.Get(tx, store.Key(g.Asker))
	if err != nil || s.NoGaps {
		return err
	}
	g.Text = h.secrets.Redact(said)
	kept, err := faq.KeepGap(tx, g)
	if err != nil || !kept {
		return err
	}
	h.metrics.gaps.WithLabelValues(string(g.Why)).Inc()
	return h.tallyGap(tx, g)
}

// answeredAfterAll forgets the gap of a question that got its answer.
func (h *Hub) answeredAfterAll(tx store.Tx, question chat.MessageID) error {
	g, ok, err := faq.GapTo(tx, question)
	if err != nil || !ok || g.Ruling != 0 {
		return err
	}
	return faq.DropGap(tx, g)
}

// changedGap forgets a gap whose author has changed its words, and brings the staff's own words up to date. It tells whether
// the message was a gap: its new words may be one too.
func (h *Hub) changedGap(tx store.Tx, m *chat.Message) (was bool, err error) {
	if g, ok, err := faq.GapTo(tx, m.ID); err != nil || ok {
		if err != nil || g.Hash == faq.TextHash(m.Text) {
			return false, err
		}
		return true, faq.DropGap(tx, g)
	}
	g, ok, err := faq.GapReplied(tx, m.ID)
	if err != nil || !ok || g.Reply.Text == m.Text {
		return false, err
	}
	if !substantial(m.Text) {
		return false, faq.Followed(tx, g, nil)
	}
	return false, h.keepReply(tx, g, m)
}

// deletedGap forgets what was kept of a message.
func (h *Hub) deletedGap(tx store.Tx, id chat.MessageID) error {
	if g, ok, err := faq.GapTo(tx, id); err != nil || ok {
		if err != nil {
			return err
		}
		return faq.DropGap(tx, g)
	}
	g, ok, err := faq.GapReplied(tx, id)
	if err != nil || !ok {
		return err
	}
	return faq.Followed(tx, g, nil)
}

// followed keeps the first substantial words of a representative as what the staff answers to a gap: those said in the ticket
// that was opened from it.
func (h *Hub) followed(tx store.Tx, t escalation.Ticket, m *chat.Message) error {
	g, ok, err := faq.GapOfTicket(tx, t.ID)
	if err != nil || !ok || g.Reply != nil || !substantial(m.Text) {
		return err
	}
	return h.keepReply(tx, g, m)
}

// followedInGroup does the same with a reply to the question itself, where it was asked.
func (h *Hub) followedInGroup(tx store.Tx, m *chat.Message) error {
	if m.ReplyTo == nil || !m.From.Role.Staff() || !substantial(m.Text) {
		return nil
	}
	g, ok, err := faq.GapTo(tx, m.ReplyTo.ID)
	if err != nil || !ok || g.Reply != nil {
		return err
	}
	return h.keepReply(tx, g, m)
}
