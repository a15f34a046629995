package escalation

import (
	"maps"
	"slices"

	"frontdesk/chat"
	"frontdesk/store"
)

// Route says on which platform the staff's room of a ticket opens: the member's own, the other one, or the one that it names.
type Route string

const (
	OwnRoute   Route = ""
	OtherRoute Route = "other"
)

// routed is the platform of a new ticket's staff room. One that has no room for the staff is passed over; where the route leads
// nowhere it is the member's own.
func (d *Desk) routed(own chat.Platform) chat.Platform {
	lacking := d.Places[own].Staff.IsZero() && d.Places[own].Support.IsZero()
	for _, p := range slices.Sorted(maps.Keys(d.Places)) {
		wanted := (d.Policy.Route == OtherRoute || lacking) && p != own || d.Policy.Route == Route(p)
		if wanted && !d.Places[p].Staff.IsZero() {
			return p
		}
	}
	return own
}

// staffOn is the platform on which the staff works at the ticket.
func (t *Ticket) staffOn() chat.Platform {
	if t.Staffed != "" {
		return t.Staffed
	}
	return t.Member.Platform
}

// staffPlace is where the staff's side of the ticket lives.
func (d *Desk) staffPlace(t *Ticket) Place { return d.Places[t.staffOn()] }

// meet brings a ticket and whoever takes it together: the representative comes into its room; where that is on another platform,
// a room is opened on the rep's own, and the ticket moves when it is there. A platform without a room for the staff stays
// without.
func (d *Desk) meet(t *Ticket, rep chat.MemberID) (as []chat.Action) {
	joins := chat.Thread{Members: []chat.MemberID{rep}}
	t.Moving = ""
	switch here := t.staffOn() == rep.Platform; {
	case here && !t.StaffRoom.IsZero():
		return []chat.Action{{Priority: chat.Relay, Effect: chat.Change{Room: t.StaffRoom, Thread: joins}}}
	case here:
		return nil // its room is being opened
	case d.sharable(t, rep.Platform):
		as = d.moveTo(t, t.MemberRoom)
		return append(as, chat.Action{Priority: chat.Relay, Effect: chat.Change{Room: t.MemberRoom, Thread: joins}})
	case d.Places[rep.Platform].Staff.IsZero():
		return nil
	}
	t.Moving = rep.Platform
	return []chat.Action{t.opening("staff", d.staffThread(t, d.Places[rep.Platform]))}
}

// sharable reports whether the member's own thread can be the staff's room as well.
func (d *Desk) sharable(t *Ticket, p chat.Platform) bool {
	_, private := t.MemberRoom.Direct()
	return t.MemberRoom.Platform == p && !private && !d.Policy.Team && d.Places[p].Staff.IsZero()
}

// moveTo makes a room that is there the staff's. The room they leave says where the ticket goes on and is put away for good, but
// one that the member is in stays the member's. The card lies in the new room's queue from now on.
func (d *Desk) moveTo(t *Ticket, room chat.RoomID) (as []chat.Action) {
	old, reopening := t.StaffRoom, t.Shared && t.MemberRoom.IsZero() && !t.Rebuilt.IsZero()
	t.StaffRoom, t.Staffed, t.Moving = room, room.Platform, ""
	t.Shared = room == t.MemberRoom
	t.ToStaff, t.Retold, t.Past = 0, t.Lines, t.Lines
	switch {
	case t.Shared:
		t.ToStaff = t.Lines
	case reopening: // the thread that both shared is gone: the member's next one is told everything
		t.ToMember, t.MemberPast = 0, t.Lines
	case !old.IsZero() && old == t.MemberRoom:
		t.ToMember, t.Common = t.Lines, t.Lines // the member has read there what was said
	}
	if !old.IsZero() && old != t.MemberRoom {
		as = append(as, d.leave(t, old)...)
	}
	if t.Carded && !t.Card.IsZero() {
		as = append(as, t.cardElsewhere(t.Card, t.Queue))
	}
	t.Queue = d.staffPlace(t).Queue
	t.Card, t.Carded, t.CardStale, t.CardShows = chat.MessageID{}, false, false, nil
	return as
}

// withoutRoom takes the news that no room could be opened for the staff on a platform: the queue is told, and the next word asks
// again. Nothing is lost by one that the ticket does not need, as it has a room, or moves to another platform just now.
func (d *Desk) withoutRoom(tx store.Tx, t Ticket, on chat.Platform) ([]chat.Action, error) {
	if t.Moving != "" && t.Moving != on {
		return nil, nil
	}
	needed := t.Moving == on || t.StaffRoom.IsZero()
	t.asked("staff", false)
	t.Moving = ""
	if !needed {
		return nil, put(tx, t)
	}
	return []chat.Action{d.inQueue(t, chat.Say("staff-thread-failed", "number", t.number()), t.roomsButton()...)}, put(tx, t)
}

func (d *Desk) withdraw(tx store.Tx, room chat.RoomID, owner string) error {
	if d.Withdraw == nil {
		return nil
	}
	return d.Withdraw(tx, room, owner)
}

// leave tells in a room of the staff where the ticket goes on, and puts the room away for good.
func (d *Desk) leave(t *Ticket, room chat.RoomID) []chat.Action {
	t.Former = append(t.Former, room)
	return []chat.Action{d.pointer(t, room), {Priority: chat.Relay, Effect: chat.Change{Room: room, Thread: chat.Thread{State: chat.Locked}}}}
}

func (d *Desk) pointer(t *Ticket, room chat.RoomID) chat.Action {
	return chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{
		Phrase: chat.Say("staff-moved", "room", t.staffLink(), "platform", t.staffOn().Title()),
	}}}
}

// staffLink names the staff's room so that a reader can go there, from another platform too.
func (t *Ticket) staffLink() chat.Arg {
	link := chat.Arg{Text: t.Mark()}
	if !t.StaffRoom.IsZero() {
		link.Span = &chat.Span{Kind: chat.ToRoom, Room: t.StaffRoom}
	}
	return link
}

// cardElsewhere makes a card in a queue that the ticket has left point to where it is now.
func (t *Ticket) cardElsewhere(card chat.MessageID, queue chat.RoomID) chat.Action {
	return chat.Action{Priority: chat.Cosmetic, Effect: chat.Edit{Room: queue, Messages: []chat.MessageID{card}, Post: chat.Post{
		Phrase: chat.Say("card-elsewhere", "number", t.number(), "room", t.staffLink(), "platform", t.staffOn().Title()),
		Quiet:  true,
	}}}
}

// unwanted reports whether a room that was opened for the staff is not needed any more: the ticket went elsewhere meanwhile.
func (t *Ticket) unwanted(room chat.RoomID) bool {
	return room.Platform != t.Moving && (room.Platform != t.staffOn() || !t.StaffRoom.IsZero())
}
