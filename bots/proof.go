package bots

import (
	"slices"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// verifyHere confirms to whoever asks in a ticket's official room that it is one, by the words that stand nowhere else. Asked
// elsewhere by a member who has a ticket, it tells where that is.
func (h *Hub) verifyHere(tx store.Tx, c *call) ([]chat.Action, error) {
	ts, err := escalation.OpenOfPerson(tx, c.by.ID)
	if err != nil {
		return nil, err
	}
	own := len(ts)
	if t, ok, err := escalation.In(tx, c.meta.Room); err != nil {
		return nil, err
	} else if ok && t.Open() && !slices.ContainsFunc(ts, func(own escalation.Ticket) bool { return own.ID == t.ID }) {
		ts, own = append(ts, t), len(ts) // a representative asks
	}
	var official, elsewhere *chat.Phrase
	for n, t := range ts {
		switch {
		case t.MemberRoom.IsZero():
		case t.MemberRoom == c.meta.Room:
			if t, err = h.desk.Proven(tx, t); err != nil {
				return nil, err
			}
			proof := chat.Arg{Text: t.Proof, Span: &chat.Span{Kind: chat.Bold}}
			official = also(official, chat.Say("verify-thread", "number", ticketNumber(t), "proof", proof))
		case n < own:
			elsewhere = also(elsewhere, chat.Say("verify-elsewhere", "number", ticketNumber(t), "room", roomOf(t)))
		}
	}
	if official != nil {
		return []chat.Action{c.say(official.And(chat.Say("ticket-safe")))}, nil
	}
	return []chat.Action{c.say(also(chat.Say("verify-usage"), elsewhere))}, nil
}

func also(p, more *chat.Phrase) *chat.Phrase {
	if p == nil {
		return more
	}
	return p.And(more)
}

// roomOf names the room in which the member reads a ticket: a thread, or the private chat.
func roomOf(t escalation.Ticket) chat.Arg {
	if _, private := t.MemberRoom.Direct(); private {
		return chat.Arg{Phrase: chat.Say("private-chat")}
	}
	return chat.Arg{Text: t.Mark(), Span: &chat.Span{Kind: chat.ToRoom, Room: t.MemberRoom}}
}

// verifyProof says whether words are those of an open ticket of the asker's own. Said where others read, they prove nothing any
// more: the ticket gets new ones.
func (h *Hub) verifyProof(tx store.Tx, c *call, words string) ([]chat.Action, error) {
	t, ok, err := h.desk.Prove(tx, c.by.ID, words, c.meta.At)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return []chat.Action{c.say(chat.Say("verify-proof-not"))}, nil
	}
	p := chat.Say("verify-proof", "number", ticketNumber(t), "room", roomOf(t))
	if isDirect(c.meta) || !c.meta.Answer.IsZero() || c.meta.Room == t.MemberRoom {
		return []chat.Action{c.say(p)}, nil
	}
	as, err := h.desk.Reprove(tx, t)
	return append(as, c.say(p.And(chat.Say("verify-proof-burnt")))), err
}
