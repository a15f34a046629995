package escalation

import (
	"math"
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// takeUp makes a representative who answers in a ticket that nobody holds its holder, as a claim does: the member is told, and
// the staff in its room.
func (d *Desk) takeUp(tx store.Tx, t *Ticket, rep chat.Member, at time.Time) ([]chat.Action, error) {
	if t.State != New {
		return nil, nil
	}
	as := d.hold(t, rep, at)
	if err := d.enter(tx, t, Claimed, rep, string(Answering), at); err != nil {
		return nil, err
	}
	as = append(as, d.toMember(t, newsTaken, d.taken(rep))...)
	as = append(as, d.amongStaff(t, chat.Say("claim-by-answer", "number", t.number(), "name", rep.Name))...)
	return append(as, d.handedOver(*t)...), nil
}

// retired frees all tickets of somebody who is a representative no more, forgets him as a colleague, and lets him out of the rooms
// of the other tickets: in steps, see [Desk.TickOffice].
func (d *Desk) retired(tx store.Tx, m chat.MemberID, at time.Time) (as []chat.Action, err error) {
	if err := colleagues.Delete(tx, store.Key(m)); err != nil {
		return nil, err
	}
	held, _, err := List(tx, Filter{Holder: m}, time.Time{}, 0, math.MaxInt)
	if err != nil {
		return nil, err
	}
	for _, t := range held {
		more, err := d.vacate(tx, t, at)
		if err != nil {
			return nil, err
		}
		as = append(as, more...)
	}
	var rest []uint64
	for e, err := range open.Scan(tx, nil, nil) {
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(held, func(t Ticket) bool { return t.ID == e.Value }) {
			rest = append(rest, e.Value)
		}
	}
	more, err := d.letOutOf(tx, m, rest, at)
	return append(as, more...), err
}

// OfficeOwner begins the owners of the timers by which somebody is let out of rooms, outStep is of how many tickets in one
// transaction.
const (
	OfficeOwner = "office/"
	outStep     = 50
)

var leavers = store.Table[leaver]{Name: "leaver"} // member

// leaver is somebody who is still to be let out of the rooms of tickets.
type leaver struct {
	Member  chat.MemberID `json:"member"`
	Tickets []uint64      `json:"tickets"`
}

// letOutOf lets somebody out of the rooms of the first of the tickets; for the others it is asked to go on.
func (d *Desk) letOutOf(tx store.Tx, m chat.MemberID, ids []uint64, at time.Time) (as []chat.Action, err error) {
	now, later := ids[:min(len(ids), outStep)], ids[min(len(ids), outStep):]
	for _, id := range now {
		t, ok, err := Get(tx, id)
		if err != nil {
			return nil, err
		}
		if !ok || !t.Open() {
			continue
		}
		more, err := d.retiredFrom(tx, t, m)
		if err != nil {
			return nil, err
		}
		as = append(as, more...)
	}
	if len(later) == 0 {
		return as, leavers.Delete(tx, store.Key(m))
	}
	as = append(as, chat.Action{Owner: OfficeOwner + m.String(), Effect: chat.Remind{At: at}})
	return as, leavers.Put(tx, store.Key(m), leaver{m, later})
}

// TickOffice goes on letting somebody out, unless the office was given back meanwhile. What is to be done lies in the store, so a
// restart loses nothing.
func (d *Desk) TickOffice(tx store.Tx, owner string, at time.Time) ([]chat.Action, error) {
	var l leaver
	for e, err := range leavers.Scan(tx, nil, nil) {
		if err != nil {
			return nil, err
		}
		if OfficeOwner+e.Value.Member.String() == owner {
			l = e.Value
		}
	}
	if c, ok, err := colleagues.Get(tx, store.Key(l.Member)); err != nil {
		return nil, err
	} else if ok && d.office(c.Member) {
		return nil, leavers.Delete(tx, store.Key(l.Member))
	}
	return d.letOutOf(tx, l.Member, l.Tickets, at)
}

func (d *Desk) retiredFrom(tx store.Tx, t Ticket, m chat.MemberID) ([]chat.Action, error) {
	called := len(t.Duty)
	as := d.letOut(&t, m)
	if len(t.Duty) == called {
		return as, nil
	}
	return as, put(tx, t)
}

// letOut takes somebody out of the staff's thread of an open ticket, and off those who are let into the next. Where threads have no
// members there is nothing to do, nor in the thread of somebody's own ticket.
func (d *Desk) letOut(t *Ticket, m chat.MemberID) []chat.Action {
	t.Duty = slices.DeleteFunc(slices.Clone(t.Duty), func(on chat.MemberID) bool { return on == m })
	p := d.Places[m.Platform]
	if t.StaffRoom.IsZero() || t.StaffRoom.Platform != m.Platform || t.StaffRoom == t.MemberRoom && t.Member == m {
		return nil
	}
	if (p.Staff.IsZero() || !d.Caps(p.Staff).Threads) && (p.Support.IsZero() || !d.Caps(p.Support).Threads) {
		return nil
	}
	return []chat.Action{{Priority: chat.Cosmetic, Effect: chat.Change{Room: t.StaffRoom, Thread: chat.Thread{Without: []chat.MemberID{m}}}}}
}

// vacate takes a ticket from a holder who is no representative any more. The queue is told, and the member if it was under way.
func (d *Desk) vacate(tx store.Tx, t Ticket, at time.Time) (as []chat.Action, err error) {
	was, held := t.Rep(), t.State.Held()
	if t.free(); held {
		if err := d.enter(tx, &t, New, Automatic, string(Retired), at); err != nil {
			return nil, err
		}
		as = d.toMember(&t, newsReleased, chat.Say("member-released"))
	}
	as = append(as, d.letOut(&t, was.ID)...)
	as = append(as, d.inQueueOf(&t, t.staffOn(), chat.Say("claim-retired", "number", t.number(), "name", was.Name))...)
	return d.moved(tx, t, as)
}

// retiredMeanwhile frees an open ticket whose holder the configuration no longer knows as a representative, by his own ID or by
// the groups he was seen with last.
func (d *Desk) retiredMeanwhile(tx store.Tx, t Ticket, at time.Time) ([]chat.Action, error) {
	if t.Holder.IsZero() || d.Office == nil {
		return nil, nil
	}
	c, ok, err := colleagues.Get(tx, store.Key(t.Holder))
	if err != nil {
		return nil, err
	}
	if !ok {
		c.Member = chat.Member{ID: t.Holder}
	}
	if d.office(c.Member) {
		return nil, nil
	}
	return d.vacate(tx, t, at)
}
