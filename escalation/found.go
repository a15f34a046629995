package escalation

import (
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Found takes a thread or topic into use that the bot has opened for a ticket, as soon as anything that happens there tells its
// name. Whoever sees a room may speak in it before the call that opened it has its receipt, and its receipt may be lost for good:
// nothing that was said there is. A room that the desk knows is left as it is. One that the ticket does not need any more, for it
// got another one meanwhile, says where the ticket goes on.
func (d *Desk) Found(tx store.Tx, e *chat.Meta) ([]chat.Action, error) {
	if _, known, err := byRoom.Get(tx, store.Key(e.Room)); err != nil || known {
		return nil, err
	}
	mark, _, _ := strings.Cut(e.Title, " ")
	id, err := strconv.ParseUint(strings.TrimPrefix(strings.TrimPrefix(mark, "#"), "staff-"), 10, 64)
	if err != nil {
		return nil, nil //nolint:nilerr // not a ticket's
	}
	t, ok, err := Get(tx, id)
	if err != nil || !ok {
		return nil, err
	}
	place := d.Places[e.Room.Platform]
	is := func(th chat.Thread) bool {
		return !th.Parent.IsZero() && e.In(th.Parent) && e.Title == strings.TrimSpace(th.Name)
	}
	if th := d.memberThread(&t, place); t.Member.Platform == e.Room.Platform && is(th) {
		return d.found(tx, t, "member", th, e.Room, e.At)
	}
	if th := d.staffThread(&t, place); is(th) {
		return d.found(tx, t, "staff", th, e.Room, e.At)
	}
	return nil, nil
}

// found takes a room into use in place of its receipt: what was to be tried again for it is not, and whom the call was to add is
// added for certain.
func (d *Desk) found(tx store.Tx, t Ticket, what string, th chat.Thread, room chat.RoomID, at time.Time) (as []chat.Action, err error) {
	if t.Asking[what] {
		if err := d.withdraw(tx, th.Parent, t.owner(what)); err != nil {
			return nil, err
		}
		if who := t.invited(what, th); len(who) > 0 {
			as = append(as, chat.Action{Priority: chat.Relay, Effect: chat.Change{Room: room, Thread: chat.Thread{Members: who}}})
		}
	}
	more, err := d.opened(tx, t, what, room, at)
	return append(as, more...), err
}
