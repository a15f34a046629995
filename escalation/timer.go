package escalation

import (
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// timer is a kind of date that an open ticket may have. Due is computed from the ticket and the policy alone, so a restart, a
// jump of the clock or a change of the configuration moves it and loses nothing; zero is never. Ring is called once that
// time has come and must leave a ticket whose next date lies later, or never comes.
type timer struct {
	kind string
	due  func(t *Ticket) time.Time
	ring func(tx store.Tx, t *Ticket, at time.Time) ([]chat.Action, error)
}

// timers are all kinds there are.
func (d *Desk) timers() []timer {
	return []timer{d.claimTimer(), d.idleTimer(), d.solvedTimer(), {"level", d.levelDue, d.ringLevel}}
}

// arm asks for the ticket's timers whose dates have changed.
func (d *Desk) arm(t *Ticket) (as []chat.Action) {
	for _, k := range d.timers() {
		var at time.Time
		if t.Open() {
			at = k.due(t)
		}
		if at.Equal(t.Armed[k.kind]) {
			continue
		}
		as = append(as, chat.Action{Owner: t.owner(k.kind), Effect: chat.Remind{At: at}})
		armed := map[string]time.Time{}
		for kind, at := range t.Armed {
			armed[kind] = at
		}
		armed[k.kind] = at
		if at.IsZero() {
			delete(armed, k.kind)
		}
		t.Armed = armed
	}
	return as
}

// rang takes the end of one of the timers. It may come early, if the clock was set back: then it is asked for again.
func (d *Desk) rang(tx store.Tx, t Ticket, kind string, at time.Time) ([]chat.Action, error) {
	for _, k := range d.timers() {
		if k.kind != kind || !t.Open() {
			continue
		}
		delete(t.Armed, kind)
		var as []chat.Action
		if due := k.due(&t); !due.IsZero() && !at.Before(due) {
			var err error
			if as, err = k.ring(tx, &t, at); err != nil {
				return nil, err
			}
		}
		return d.moved(tx, t, as)
	}
	return nil, nil
}

// Rearm asks anew for the dates of all open tickets, at a start: those of an earlier version had none, and what was configured
// meanwhile moves them. Who is no representative any more loses his tickets.
func (d *Desk) Rearm(tx store.Tx, at time.Time) (as []chat.Action, err error) {
	var ids []uint64
	for e, err := range open.Scan(tx, nil, nil) {
		if err != nil {
			return nil, err
		}
		ids = append(ids, e.Value)
	}
	for _, id := range ids {
		t, ok, err := Get(tx, id)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		if freed, err := d.retiredMeanwhile(tx, t, at); err != nil {
			return nil, err
		} else if freed != nil {
			as = append(as, freed...)
			continue
		}
		if more := d.arm(&t); len(more) > 0 {
			as = append(as, more...)
			if err := put(tx, t); err != nil {
				return nil, err
			}
		}
	}
	return as, nil
}
