package bots

import (
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// relayed takes words that belong to a ticket.
func (h *Hub) relayed(tx store.Tx, e *chat.Posted, th thought) ([]chat.Action, bool, error) {
	m := &e.Message
	if isDirect(&e.Meta) {
		return h.relayedDirect(tx, e, th)
	}
	t, ok, err := escalation.In(tx, e.Room)
	if err != nil || !ok {
		return nil, false, err
	}
	switch {
	case m.From.ID == t.Member && !t.Open():
		if !h.desk.Reopenable(t, m, e.At) {
			return nil, true, nil
		}
		as, err := h.desk.Reopen(tx, t, m.From, m, false, e.At)
		return h.orRefusal(as, err, e.Room, m.ID, t.Lang), true, notRefusal(err)
	case m.From.ID == t.Member && e.Room != t.MemberRoom:
		as, err := h.desk.Strayed(tx, t, m, e.Room, e.At)
		return as, true, err
	case m.From.ID == t.Member:
		as, err := h.desk.FromMember(tx, t, m, e.At, false, false)
		if err != nil {
			return nil, true, err
		}
		more, err := h.beside(tx, t.StaffRoom, e, th)
		return append(as, more...), true, err
	case !m.From.Role.Has(chat.Representative):
		if e.Room != t.StaffRoom || t.StaffRoom == t.MemberRoom {
			return nil, true, nil
		}
		return []chat.Action{h.reply(e.Room, m.ID, "", chat.Say("relay-not-staff"))}, true, nil
	case !t.Open():
		return []chat.Action{h.reply(e.Room, m.ID, "", chat.Say("relay-closed", "number", ticketNumber(t)))}, true, nil
	}
	speak := h.desk.FromStaff
	if e.Room != t.StaffRoom {
		speak = func(tx store.Tx, t escalation.Ticket, m *chat.Message, at time.Time) ([]chat.Action, error) {
			return h.desk.Strayed(tx, t, m, e.Room, at)
		}
	}
	as, err := speak(tx, t, m, e.At)
	if err == nil {
		err = h.followed(tx, t, m)
	}
	return as, true, err
}

// relayedDirect takes a private message into the open ticket it belongs to: the reply-to decides, else with two of them the
// last exchange, and the bot names the number. A ticket that has a thread of its own gets it there.
func (h *Hub) relayedDirect(tx store.Tx, e *chat.Posted, th thought) ([]chat.Action, bool, error) {
	m := &e.Message
	ts, err := escalation.Here(tx, m.From.ID)
	if err != nil || len(ts) == 0 {
		return nil, false, err
	}
	t := ts[0]
	for _, o := range ts[1:] {
		if o.Exchange.After(t.Exchange) {
			t = o
		}
	}
	if m.ReplyTo != nil {
		if r, ok, err := escalation.TicketOf(tx, m.ReplyTo.ID); err != nil {
			return nil, false, err
		} else if ok && r.Open() && slices.ContainsFunc(ts, func(o escalation.Ticket) bool { return o.ID == r.ID }) {
			t = r
		}
	}
	as, err := h.desk.FromMember(tx, t, m, e.At, t.MemberRoom != e.Room, len(ts) > 1)
	if err != nil {
		return nil, true, err
	}
	more, err := h.beside(tx, t.StaffRoom, e, th)
	return append(as, more...), true, err
}

// hidden tells an administrator who writes in a ticket's staff room behind the group's name that nobody can know the office.
func (h *Hub) hidden(tx store.Tx, e *chat.Posted) ([]chat.Action, error) {
	t, ok, err := escalation.In(tx, e.Room)
	if err != nil || !ok || t.StaffRoom != e.Room {
		return nil, err
	}
	return []chat.Action{h.reply(e.Room, e.Message.ID, "", chat.Say("relay-anonymous"))}, nil
}
