package escalation

import (
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/store"
)

// Done takes the receipt of an action that belongs to a ticket.
func (d *Desk) Done(tx store.Tx, e *chat.Done) ([]chat.Action, error) {
	id, what, ok := ReadOwner(e.Action.Owner)
	if !ok {
		return nil, nil
	}
	t, ok, err := Get(tx, id)
	if err != nil || !ok {
		return nil, err
	}
	switch kind, rest, _ := strings.Cut(what, "/"); kind {
	case "line":
		return d.delivered(tx, t, rest, e)
	case "member", "staff":
		return d.opened(tx, t, what, e.Result.Room)
	case "home":
		return d.home(tx, t, e.Result.Answer != nil && e.Result.Answer.Found)
	case "card":
		return d.carded(tx, t, e.Result.Message)
	}
	return nil, nil
}

// carded remembers where the card lies and brings it up to date if the ticket has moved on meanwhile.
func (d *Desk) carded(tx store.Tx, t Ticket, m chat.MessageID) ([]chat.Action, error) {
	if !t.Card.IsZero() {
		return nil, nil // a further part of a long card
	}
	t.Card = m
	var as []chat.Action
	if t.CardStale {
		t.CardStale = false
		var err error
		if as, err = d.card(tx, &t); err != nil {
			return nil, err
		}
	}
	return as, put(tx, t)
}

// delivered joins a line with its copy; an edit that came meanwhile leaves now.
func (d *Desk) delivered(tx store.Tx, t Ticket, seq string, e *chat.Done) ([]chat.Action, error) {
	l, ok, err := lineNumbered(tx, &t, seq)
	if err != nil || !ok {
		return nil, err
	}
	l.Copies = append(l.Copies, e.Result.Message)
	if err := linkTo(tx, &t, l, e.Result.Message); err != nil {
		return nil, err
	}
	var as []chat.Action
	if l.Changed && e.Action.Last() {
		l.Changed = false
		if as, err = d.editCopies(tx, &t, l); err != nil {
			return nil, err
		}
	}
	if e.Result.Maybe {
		as = append(as, chat.Action{Priority: chat.Cosmetic, Effect: chat.Send{Room: e.Action.Target(), Post: chat.Post{
			Phrase: chat.Say("relay-maybe-twice"), Lang: t.langOf(e.Action.Target()), ReplyTo: e.Result.Message, Quiet: true,
		}}})
	}
	return as, putLine(tx, &t, l)
}

func lineNumbered(tx store.Tx, t *Ticket, seq string) (Line, bool, error) {
	n, err := strconv.ParseUint(seq, 10, 64)
	if err != nil {
		return Line{}, false, nil //nolint:nilerr // an owner that is not ours
	}
	return lines.Get(tx, lineKey(t, n))
}

// Failed takes the end of an action that could not be done: the ticket goes on by the next best way.
func (d *Desk) Failed(tx store.Tx, e *chat.Failed) ([]chat.Action, error) {
	id, what, ok := ReadOwner(e.Action.Owner)
	if !ok {
		return nil, nil
	}
	t, ok, err := Get(tx, id)
	if err != nil || !ok {
		return nil, err
	}
	switch kind, rest, _ := strings.Cut(what, "/"); kind {
	case "line":
		return d.undelivered(tx, t, rest, e)
	case "home":
		return d.home(tx, t, false)
	case "member":
		return d.withoutThread(tx, t)
	case "staff":
		return []chat.Action{d.toQueue(t, chat.Say("staff-thread-failed", "number", t.number()))}, nil
	}
	return nil, nil
}

// withoutThread goes on in the member's private chat when no thread could be opened for the member.
func (d *Desk) withoutThread(tx store.Tx, t Ticket) ([]chat.Action, error) {
	place := d.Places[t.Member.Platform]
	said := d.toQueue(t, chat.Say("member-thread-failed", "number", t.number()))
	if place.Staff.IsZero() {
		return []chat.Action{said}, nil
	}
	wasShared := t.Shared
	t.Shared = false
	as, err := d.private(tx, &t, place)
	if err != nil {
		return nil, err
	}
	if !wasShared { // the staff thread was asked for already
		as = as[:len(as)-1]
	}
	more, err := d.flush(tx, &t)
	if err != nil {
		return nil, err
	}
	return append(append([]chat.Action{said}, as...), more...), put(tx, t)
}

// undelivered deals with a line that could not be shown on the other side.
func (d *Desk) undelivered(tx store.Tx, t Ticket, seq string, e *chat.Failed) ([]chat.Action, error) {
	l, ok, err := lineNumbered(tx, &t, seq)
	if err != nil || !ok {
		return nil, err
	}
	room := e.Action.Target()
	_, private := room.Direct()
	switch {
	case e.Fault.Class == chat.Gone && !private:
		return d.rebuild(tx, t, room)
	case (e.Fault.Class == chat.Unreachable || e.Fault.Class == chat.Gone) && private:
		return d.unreachable(tx, t, l, e)
	}
	reason := chat.Say("fault-" + string(e.Fault.Class))
	origin := t.StaffRoom
	if l.Side == MemberSide {
		origin = t.MemberRoom
	}
	as := []chat.Action{{Priority: chat.Relay, Effect: chat.Send{Room: origin, Post: chat.Post{
		Phrase: chat.Say("relay-failed", "reason", reason), Lang: t.langOf(origin), ReplyTo: l.Message,
	}}}}
	if e.Fault.Class != chat.Denied {
		as = append(as, chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{
			Phrase: chat.Say("relay-failed-there", "name", l.From, "reason", reason), Lang: t.langOf(room),
		}}})
	}
	return as, nil
}

// unreachable keeps what the member could not get, offers the deep link where the question was asked, and tells the staff.
func (d *Desk) unreachable(tx store.Tx, t Ticket, l Line, e *chat.Failed) ([]chat.Action, error) {
	if err := reach.Put(tx, store.Key(t.Member), false); err != nil {
		return nil, err
	}
	t.ToMember = min(t.ToMember, l.Seq-1)
	if t.MemberRoom.IsZero() {
		return nil, put(tx, t) // an earlier line has said so
	}
	as := []chat.Action{d.toStaff(t, chat.Say("relay-unreachable", "name", t.Name), l.Message)}
	t.MemberRoom = chat.RoomID{}
	if err := t.newToken(tx, e.At); err != nil {
		return nil, err
	}
	if _, direct := t.Asked.Direct(); !direct && d.Caps(t.Asked).DeepLinks {
		t.Told, t.Answer = false, chat.RoomID{}
		told := d.tell(&t)
		as = append(as, told...)
	}
	return as, put(tx, t)
}

// Tick takes a timer of a ticket.
func (d *Desk) Tick(tx store.Tx, e *chat.Tick) ([]chat.Action, error) {
	id, what, ok := ReadOwner(e.Owner)
	if !ok {
		return nil, nil
	}
	t, ok, err := Get(tx, id)
	if err != nil || !ok {
		return nil, err
	}
	switch kind, rest, _ := strings.Cut(what, "/"); {
	case kind == "album":
		return d.albumComplete(tx, t, rest)
	case kind == "lock" && !t.Open():
		return d.shut(&t, chat.Locked), nil
	}
	return nil, nil
}
