package escalation

import (
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Reached remembers whether the bot may write to a member's private chat. A member who opens it gets waiting tickets.
func (d *Desk) Reached(tx store.Tx, m chat.MemberID, ok bool) ([]chat.Action, error) {
	was, known, err := reach.Get(tx, store.Key(m))
	if err != nil || known && was == ok {
		return nil, err
	}
	if err := reach.Put(tx, store.Key(m), ok); err != nil {
		return nil, err
	}
	if !ok {
		return nil, nil
	}
	ts, err := OpenOf(tx, m)
	if err != nil {
		return nil, err
	}
	var as []chat.Action
	for _, t := range ts {
		more, err := d.join(tx, t)
		if err != nil {
			return nil, err
		}
		as = append(as, more...)
	}
	return as, nil
}

// Start redeems the token of a deep link. It works once, for a day, and for the ticket's own member only.
func (d *Desk) Start(tx store.Tx, token string, m chat.Member, at time.Time) ([]chat.Action, error) {
	id, ok, err := byToken.Get(tx, []byte(token))
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, chat.Refuse("link-used")
	}
	t, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	switch {
	case t.Member != m.ID:
		return nil, chat.Refuse("link-foreign")
	case !t.Open() || t.Token != token || at.After(t.TokenEnds):
		return nil, chat.Refuse("link-used")
	}
	return d.join(tx, t)
}

// join connects a waiting ticket with the member's private chat.
func (d *Desk) join(tx store.Tx, t Ticket) ([]chat.Action, error) {
	if !t.MemberRoom.IsZero() || t.Token == "" {
		return nil, nil
	}
	if err := byToken.Delete(tx, []byte(t.Token)); err != nil {
		return nil, err
	}
	t.Token, t.MemberRoom, t.Told = "", chat.Direct(t.Member), false
	t.Answer, t.Asked, t.Source = chat.RoomID{}, t.MemberRoom, chat.MessageID{}
	as := d.tell(&t)
	more, err := d.flush(tx, &t)
	if err != nil {
		return nil, err
	}
	return append(as, more...), put(tx, t)
}

// tell says to the member, once, which number the ticket has, where it goes on and what happens next.
func (d *Desk) tell(t *Ticket) []chat.Action {
	if t.Told || t.MemberRoom.IsZero() && t.Token == "" {
		return nil
	}
	t.Told = true
	to := t.Asked
	if !t.Answer.IsZero() {
		to = t.Answer
	}
	here := t.Asked == t.MemberRoom
	post := chat.Post{Lang: t.Lang, ReplyTo: t.Source, Private: true, Ping: []chat.MemberID{t.Member}}
	number := t.number()
	_, private := t.MemberRoom.Direct()
	switch {
	case here:
		post.Phrase = chat.Say("ticket-open-here", "number", number)
	case t.MemberRoom.IsZero():
		post.Phrase = chat.Say("handover-start", "number", number).And(chat.Say("handover-safe"))
		post.Buttons = [][]chat.Button{{{Phrase: chat.Say("button-open-chat"), Start: t.Token}}}
	case private:
		post.Phrase = chat.Say("handover-private", "number", number).And(chat.Say("handover-safe"))
		if d.Caps(t.Asked).DeepLinks {
			post.Buttons = [][]chat.Button{{{Phrase: chat.Say("button-open-chat"), Start: "hello"}}}
		}
	default:
		room := chat.Arg{Text: t.title(t.Mark()), Span: &chat.Span{Kind: chat.ToRoom, Room: t.MemberRoom}}
		post.Phrase = chat.Say("handover-thread", "number", number, "room", room).And(chat.Say("handover-safe"))
	}
	t.Answer = chat.RoomID{}
	as := []chat.Action{{Priority: chat.Relay, Effect: chat.Send{Room: to, Post: post}}}
	if !here && private {
		as = append(as, chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: t.MemberRoom, Post: chat.Post{
			Phrase: chat.Say("ticket-open-here", "number", number), Lang: t.Lang,
		}}})
	}
	return as
}

// home takes the answer whether the member of a private chat is in the server.
func (d *Desk) home(tx store.Tx, t Ticket, found bool) ([]chat.Action, error) {
	place := d.Places[t.Member.Platform]
	if found {
		as := d.threads(&t, place)
		return as, put(tx, t)
	}
	as, err := d.private(tx, &t, place)
	if err != nil {
		return nil, err
	}
	return as, put(tx, t)
}

// opened takes a room into use.
func (d *Desk) opened(tx store.Tx, t Ticket, what string, room chat.RoomID) ([]chat.Action, error) {
	if err := byRoom.Put(tx, store.Key(room), t.ID); err != nil {
		return nil, err
	}
	var as []chat.Action
	if what == "member" {
		t.MemberRoom = room
		if t.Shared {
			t.StaffRoom, t.Retold = room, t.Lines
		}
		as = append(as, d.welcome(t))
	} else {
		t.StaffRoom = room
		as = append(as, d.intro(t))
	}
	told := d.tell(&t)
	rest, err := d.flush(tx, &t)
	if err != nil {
		return nil, err
	}
	card, err := d.card(tx, &t)
	if err != nil {
		return nil, err
	}
	if !t.Open() {
		card = append(card, d.shut(&t, chat.Closed)...)
	}
	as = append(append(append(as, told...), rest...), card...)
	return as, put(tx, t)
}

// welcome is the first post in a thread that the member sees.
func (d *Desk) welcome(t Ticket) chat.Action {
	ping := []chat.MemberID{t.Member}
	member := chat.Arg{Text: t.Name, Span: &chat.Span{Kind: chat.Mention, Member: t.Member}}
	return chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: t.MemberRoom, Post: chat.Post{
		Phrase: chat.Say("ticket-welcome", "number", t.number(), "member", member).And(chat.Say("ticket-details"), chat.Say("ticket-safe")),
		Lang:   t.Lang, Ping: ping,
	}}}
}

// intro is the first post in a thread of the staff alone.
func (d *Desk) intro(t Ticket) chat.Action {
	p := chat.Say("staff-intro", "number", t.number(), "name", t.Name, "lang", t.Lang)
	if t.MemberRoom.IsZero() {
		p.And(chat.Say("staff-waiting"))
	}
	return chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: t.StaffRoom, Post: chat.Post{Phrase: p, Buttons: d.buttons(t), Ping: t.Duty}}}
}

// rebuild opens a new room in place of one that is gone; what was said is told again there.
func (d *Desk) rebuild(tx store.Tx, t Ticket, room chat.RoomID) ([]chat.Action, error) {
	if err := byRoom.Delete(tx, store.Key(room)); err != nil {
		return nil, err
	}
	place := d.Places[t.Member.Platform]
	var a chat.Action
	switch {
	case room == t.StaffRoom && room != t.MemberRoom:
		t.StaffRoom, t.ToStaff, t.Retold = chat.RoomID{}, 0, t.Lines
		a = t.opening("staff", d.staffThread(&t, place))
	case room == t.MemberRoom && t.Shared:
		t.MemberRoom, t.StaffRoom, t.ToStaff, t.Told = chat.RoomID{}, chat.RoomID{}, 0, true
		a = d.threads(&t, place)[0]
	case room == t.MemberRoom:
		t.MemberRoom, t.ToMember, t.Told = chat.RoomID{}, 0, true
		a = d.threads(&t, place)[0]
	default:
		return nil, nil // rebuilt already: another message discovered it first
	}
	return []chat.Action{a}, put(tx, t)
}
