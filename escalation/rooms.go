package escalation

import (
	"math"
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Reached remembers whether the bot may write to a member's private chat. A member who opens it gets waiting tickets.
func (d *Desk) Reached(tx store.Tx, m chat.MemberID, ok bool, at time.Time) ([]chat.Action, error) {
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
	ts, err := Here(tx, m)
	if err != nil {
		return nil, err
	}
	var as []chat.Action
	for _, t := range ts {
		more, err := d.join(tx, t, at)
		if err == nil && t.MemberRoom == chat.Direct(m) && len(t.Owed) > 0 {
			more, err = d.back(tx, t, at)
		}
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
	case t.Token != token || at.After(t.TokenEnds):
		return nil, chat.Refuse("link-used")
	}
	return d.join(tx, t, at)
}

// back tells in a room where the member can be reached again what could not be said there.
func (d *Desk) back(tx store.Tx, t Ticket, at time.Time) ([]chat.Action, error) {
	as, err := d.news(tx, &t, at)
	if err != nil {
		return nil, err
	}
	if t.Open() {
		as = append(as, d.asksNow(&t, at)...)
	}
	as = append(as, d.arm(&t)...)
	return as, put(tx, t)
}

// join connects a waiting ticket with the member's private chat. One that was closed meanwhile still delivers what was said.
func (d *Desk) join(tx store.Tx, t Ticket, at time.Time) ([]chat.Action, error) {
	if !t.MemberRoom.IsZero() || t.Token == "" {
		return nil, nil
	}
	if err := t.dropToken(tx); err != nil {
		return nil, err
	}
	t.MemberRoom, t.Told = chat.Direct(t.Member), !t.Open()
	t.Answer, t.Asked, t.Source = chat.RoomID{}, t.MemberRoom, chat.MessageID{}
	as := d.tell(&t)
	more, err := d.there(tx, &t, at)
	if err != nil {
		return nil, err
	}
	as = slices.Concat(as, more, d.arm(&t))
	return as, put(tx, t)
}

// tell says to the member, once, which number the ticket has, where it goes on and what happens next.
func (d *Desk) tell(t *Ticket) []chat.Action {
	if t.Told || t.MemberRoom.IsZero() && t.Token == "" {
		return nil
	}
	t.Told = true
	to := t.replyRoom()
	here := t.Asked == t.MemberRoom
	post := chat.Post{Lang: t.Lang, ReplyTo: t.Source, Private: true, Ping: []chat.MemberID{t.Member}}
	number := t.number()
	_, private := t.MemberRoom.Direct()
	switch {
	case here:
		post.Phrase, post.Buttons = chat.Say("ticket-open-here", "number", number).And(t.shownProof()), t.more()
	case t.MemberRoom.IsZero() && !d.Caps(t.Asked).DeepLinks:
		post.Phrase = chat.Say("handover-write", "number", number)
	case t.MemberRoom.IsZero():
		post.Phrase = chat.Say("handover-start", "number", number).And(chat.Say("handover-safe"))
		post.Buttons = [][]chat.Button{{{Phrase: chat.Say("button-open-chat"), Start: t.Token}}}
	case private:
		post.Phrase = chat.Say("handover-private", "number", number).And(chat.Say("handover-safe"))
		if d.Caps(t.Asked).DeepLinks {
			post.Buttons = [][]chat.Button{{{Phrase: chat.Say("button-open-chat"), Start: "hello"}}}
		}
	default:
		post.Phrase = chat.Say("handover-thread", "number", number, "room", t.link()).And(chat.Say("handover-safe"))
	}
	t.Answer = chat.RoomID{}
	elsewhere, outlook := !here && private, t.Outlook
	t.Outlook = nil
	if !elsewhere {
		post.Phrase.And(outlook)
	}
	as := []chat.Action{{Owner: t.owner("notice"), Priority: chat.Relay, Effect: chat.Send{Room: to, Post: post}}}
	if elsewhere {
		as = append(as, offering(t.notice(t.MemberRoom, chat.Say("ticket-open-here", "number", number).And(t.shownProof(), outlook), chat.MessageID{}), t.more()))
	}
	return as
}

// replyRoom is where the request is answered: the interaction, else the room it was made in.
func (t *Ticket) replyRoom() chat.RoomID {
	if !t.Answer.IsZero() {
		return t.Answer
	}
	return t.Asked
}

// notice is a word of the desk itself to the member.
func (t *Ticket) notice(room chat.RoomID, p *chat.Phrase, replyTo chat.MessageID) chat.Action {
	return chat.Action{Owner: t.owner("notice"), Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{
		Phrase: p, Lang: t.Lang, ReplyTo: replyTo, Private: true,
	}}}
}

// home takes the answer whether the member of a private chat is in the server.
func (d *Desk) home(tx store.Tx, t Ticket, found bool, at time.Time) ([]chat.Action, error) {
	place := d.Places[t.Member.Platform]
	t.asked("home", false)
	if found {
		as := d.threads(&t, place)
		return as, put(tx, t)
	}
	as, err := d.private(tx, &t, at)
	if err != nil {
		return nil, err
	}
	as = append(as, d.arm(&t)...)
	return as, put(tx, t)
}

// opened takes a room into use, once: its receipt may come after words that were said in it, see [Desk.Found]. A ticket that
// was closed meanwhile gets what was said and its farewell, and is put away.
func (d *Desk) opened(tx store.Tx, t Ticket, what string, room chat.RoomID, at time.Time) ([]chat.Action, error) {
	if room == t.MemberRoom || room == t.StaffRoom {
		return nil, nil
	}
	if err := byRoom.Put(tx, store.Key(room), t.ID); err != nil {
		return nil, err
	}
	t.asked(what, false)
	var as []chat.Action
	switch {
	case what == "staff" && t.unwanted(room), what == "member" && !t.MemberRoom.IsZero():
		as = d.leave(&t, room)
		as = append(as, d.retry(&t)...) // the one that is wanted may have failed while this one was on its way
		return as, put(tx, t)
	case what == "staff":
		if room.Platform == t.Moving {
			as = d.moveTo(&t, room)
		}
		t.StaffRoom = room
		as = append(as, d.intro(t))
	case t.Shared:
		t.MemberRoom, t.StaffRoom, t.Retold = room, room, t.Lines
	default:
		t.MemberRoom = room
	}
	if what == "member" && t.Open() {
		as = append(append(as, d.welcome(&t)), d.tell(&t)...)
	}
	fill := d.flush
	if what == "member" {
		fill = func(tx store.Tx, t *Ticket) ([]chat.Action, error) { return d.there(tx, t, at) }
	}
	rest, err := fill(tx, &t)
	if err != nil {
		return nil, err
	}
	as = append(as, rest...)
	card, err := d.card(tx, &t)
	if err != nil {
		return nil, err
	}
	as = append(as, card...)
	if as = append(as, d.arm(&t)...); !t.Open() {
		as = append(as, d.shut(&t, chat.Closed)...)
	}
	return as, put(tx, t)
}

// beingOpened reports whether the member's room is on its way, or where it is to be is looked up.
func (t *Ticket) beingOpened() bool { return t.Asking["member"] || t.Asking["home"] }

// asked notes whether a room of the ticket is being opened.
func (t *Ticket) asked(what string, yes bool) {
	switch {
	case !yes:
		delete(t.Asking, what)
	case t.Asking == nil:
		t.Asking = map[string]bool{what: true}
	default:
		t.Asking[what] = true
	}
}

// retry asks again for rooms whose opening failed.
func (d *Desk) retry(t *Ticket) (as []chat.Action) {
	place := d.Places[t.Member.Platform]
	if t.Asking["home"] || t.oneRoom() {
		return nil
	}
	_, private := t.MemberRoom.Direct()
	threads := !place.Support.IsZero() && t.Token == "" && !private
	if threads && t.MemberRoom.IsZero() && !t.Asking["member"] {
		as = append(as, t.opening("member", d.memberThread(t, place)))
	}
	if s := d.staffPlace(t); t.StaffRoom.IsZero() && !t.Asking["staff"] && !t.Shared && !s.Staff.IsZero() {
		as = append(as, t.opening("staff", d.staffThread(t, s)))
	}
	return as
}

// roomsButton asks again for a room that the ticket lacks: see [Desk.AskRooms].
func (t *Ticket) roomsButton() []chat.Button {
	if !t.StaffRoom.IsZero() {
		return nil // it lacks none: only a move has failed
	}
	return []chat.Button{{Phrase: chat.Say("button-again"), Data: "t:" + t.number() + ":rooms"}}
}

// AskRooms asks again for the rooms of a ticket that could not be opened, for a representative who has mended what was in the way.
func (d *Desk) AskRooms(tx store.Tx, t Ticket) ([]chat.Action, error) {
	as := d.retry(&t)
	switch {
	case len(as) > 0:
		return as, put(tx, t)
	case len(t.Asking) > 0:
		return nil, chat.Refuse("again-under-way")
	}
	return nil, chat.Refuse("rooms-there")
}

// Retry asks again for the missing rooms of a platform's open tickets: rights were given.
func (d *Desk) Retry(tx store.Tx, p chat.Platform) (as []chat.Action, err error) {
	ts, _, err := List(tx, Filter{}, time.Time{}, 0, math.MaxInt)
	if err != nil {
		return nil, err
	}
	for _, t := range ts {
		if t.Member.Platform != p && t.staffOn() != p {
			continue
		}
		more := d.retry(&t)
		if len(more) == 0 {
			continue
		}
		if err := put(tx, t); err != nil {
			return nil, err
		}
		as = append(as, more...)
	}
	board, err := d.repin(tx, p)
	return append(as, board...), err
}

// welcome is the first post in a thread that the member sees.
func (d *Desk) welcome(t *Ticket) chat.Action {
	member := chat.Arg{Text: t.Name, Span: &chat.Span{Kind: chat.Mention, Member: t.Member}}
	return chat.Action{Owner: t.owner("notice"), Priority: chat.Relay, Effect: chat.Send{Room: t.MemberRoom, Post: chat.Post{
		Phrase: chat.Say("ticket-welcome", "number", t.number(), "member", member).And(chat.Say("ticket-details"), chat.Say("ticket-safe"), t.shownProof()),
		Lang:   t.Lang, Ping: []chat.MemberID{t.Member}, Buttons: t.more(),
	}}}
}

// intro is the first post in a thread of the staff alone.
func (d *Desk) intro(t Ticket) chat.Action {
	p := chat.Say("staff-intro", "number", t.number(), "name", t.Name, "lang", t.Lang)
	if t.MemberRoom.IsZero() {
		p.And(chat.Say("staff-waiting"))
	}
	called(p, t.calledOn(t.StaffRoom.Platform))
	return chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: t.StaffRoom, Post: chat.Post{Phrase: p, Buttons: d.buttons(t), Ping: t.dutyOn(t.StaffRoom.Platform)}}}
}

// left reports whether a room is not the one where a line is to be read: it was given up meanwhile. A private chat stays.
func (t *Ticket) left(l Line, room chat.RoomID) bool {
	_, private := room.Direct()
	return !private && room != t.readers(l)
}

// rebuild opens a new room in place of one that is gone; what was said is told again there.
func (d *Desk) rebuild(tx store.Tx, t Ticket, room chat.RoomID, at time.Time) ([]chat.Action, error) {
	t.Former = append(t.Former, room) // what was said there just before is told of late
	for _, what := range []string{"line/", "past"} {
		if err := d.withdraw(tx, room, t.owner(what)); err != nil {
			return nil, err
		}
	}
	switch {
	case t.oneRoom():
		t.MemberRoom, t.StaffRoom, t.ToStaff, t.Told = chat.RoomID{}, chat.RoomID{}, 0, true
		t.Retold, t.Past = t.Lines, t.Lines
	case room == t.StaffRoom:
		t.StaffRoom, t.ToStaff, t.Retold, t.Past = chat.RoomID{}, 0, t.Lines, t.Lines
	default:
		t.MemberRoom, t.ToMember, t.MemberPast, t.Told = chat.RoomID{}, 0, t.Lines, true
	}
	t.Rebuilt = at
	as := d.retry(&t)
	return as, put(tx, t)
}
