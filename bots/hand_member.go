package bots

import (
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/moderation"
	"frontdesk/store"
)

// memberTickets is how many of a person's closed tickets /member tells of.
const memberTickets = 8

// cmdMember tells what the desk knows of a person, on all their accounts.
func (h *Hub) cmdMember(tx store.Tx, c *call) ([]chat.Action, error) {
	who, rest, ok, err := h.whom(tx, c, c.typed("member", "ticket"))
	if err != nil {
		return nil, err
	}
	if !ok || rest != "" {
		return nil, chat.Refuse("member-usage")
	}
	p := chat.Say("member-head", "name", accountName(who.Member), "id", who.ID.String())
	for _, tell := range []func(store.Tx, *call, *chat.Phrase, somebody) error{h.tellAccounts, h.tellTickets, h.tellBlocks, h.tellFlags} {
		if err := tell(tx, c, p, who); err != nil {
			return nil, err
		}
	}
	return []chat.Action{c.say(p)}, nil
}

// tellAccounts adds language, age, and the linked accounts.
func (h *Hub) tellAccounts(tx store.Tx, _ *call, p *chat.Phrase, who somebody) error {
	if s, ok, err := settings.Get(tx, store.Key(who.ID)); err != nil {
		return err
	} else if ok && s.Lang != "" {
		who.Lang = s.Lang
	}
	if who.Lang != "" {
		p.Lines(chat.Say("member-lang", "lang", ownName(who.Lang)))
	}
	if who.ticket != nil && !who.ticket.Made.IsZero() {
		p.Lines(chat.Say("member-made", "time", whenArg(who.ticket.Made)))
	}
	if !who.first.IsZero() {
		p.Lines(chat.Say("member-first", "time", whenArg(who.first)))
	}
	if staff, err := h.desk.OfStaff(tx, who.Member); err != nil {
		return err
	} else if staff {
		p.Lines(chat.Say("member-staff"))
	}
	linked, err := escalation.LinkedOf(tx, who.ID)
	if err != nil {
		return err
	}
	for _, m := range linked {
		other, err := h.somebody(tx, m)
		if err != nil {
			return err
		}
		p.Lines(chat.Say("member-also", "name", accountName(other.Member), "id", m.String()))
	}
	return nil
}

// tellTickets adds the open tickets and the last closed ones, with how they ended.
func (h *Hub) tellTickets(tx store.Tx, c *call, p *chat.Phrase, who somebody) error {
	open, err := escalation.OpenOfPerson(tx, who.ID)
	if err != nil {
		return err
	}
	for i, t := range open {
		line := chat.Say("member-open", "ticket", ticketArg(t), "subject", chat.Say("subject-"+string(t.Subject)), "state", t.Standing(),
			"wait", chat.Arg{Wait: c.meta.At.Sub(t.Opened).String()})
		addTo(p, line, i)
	}
	past, all, err := escalation.ClosedOf(tx, who.ID, memberTickets)
	if err != nil {
		return err
	}
	for i, t := range past {
		line := chat.Say("member-past", "ticket", ticketArg(t), "subject", chat.Say("subject-"+string(t.Subject)), "time", whenArg(t.Ended))
		if t.Reason != "" {
			line.Args["time"] = whenArg(t.Ended)
			line.Lines(chat.Say("member-reason", "reason", cutRunes(t.Reason, 120)))
		}
		if t.Into != 0 {
			line.Lines(chat.Say("member-into", "number", number(t.Into)))
		}
		if t.Rating > 0 {
			line.Lines(chat.Say("member-rated", "stars", strings.Repeat("★", t.Rating)))
		}
		addTo(p, line, i)
	}
	if all > len(past) {
		p.Lines(chat.Say("member-more", "count", strconv.Itoa(all-len(past))))
	}
	if len(open)+all == 0 {
		p.And(chat.Say("member-no-tickets"))
	}
	return nil
}

func (h *Hub) tellBlocks(tx store.Tx, c *call, p *chat.Phrase, who somebody) error {
	bs, err := escalation.BlocksOf(tx, who.ID)
	if err != nil {
		return err
	}
	past := 0
	for _, b := range bs {
		if b.In(c.meta.At) {
			p.And(chat.Say("member-blocked", "time", whenArg(b.Until), "by", b.ByName, "reason", b.Reason))
		} else {
			past++
		}
	}
	if past > 0 {
		p.And(chat.Say("member-blocked-before", "count", strconv.Itoa(past)))
	}
	return nil
}

func (h *Hub) tellFlags(tx store.Tx, _ *call, p *chat.Phrase, who somebody) error {
	accounts, err := escalation.AccountsOf(tx, who.ID)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		fs, err := moderation.FlagsOf(tx, a)
		if err != nil {
			return err
		}
		for _, f := range fs {
			ruling := chat.Say("member-unruled")
			if f.Ruling != "" {
				ruling = chat.Say("ruling-" + string(f.Ruling))
			}
			p.And(chat.Say("member-flag", "like", f.Like, "time", whenArg(f.At), "ruling", ruling))
		}
	}
	return nil
}

// addTo adds the first of several lines as a paragraph of its own.
func addTo(p, line *chat.Phrase, i int) {
	if i == 0 {
		p.And(line)
		return
	}
	p.Lines(line)
}

// ticketArg names a ticket so that the staff can go there.
func ticketArg(t escalation.Ticket) chat.Arg {
	a := chat.Arg{Text: t.Mark()}
	if !t.StaffRoom.IsZero() {
		a.Span = &chat.Span{Kind: chat.ToRoom, Room: t.StaffRoom}
	}
	return a
}
