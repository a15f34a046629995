package escalation

import (
	"fmt"
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// State is where a ticket stands.
type State string

const (
	New           State = "new"            // waits for a representative
	Claimed       State = "claimed"        // somebody takes care of it, nothing was said since
	WaitingMember State = "waiting_member" // … and has spoken last
	WaitingStaff  State = "waiting_staff"  // … and the member has spoken last
	Solved        State = "solved"         // the staff thinks it is: the member may say otherwise, or it closes by itself
	Closed        State = "closed"
)

// States are all of them, in the order of a ticket's life.
var States = []State{New, Claimed, WaitingMember, WaitingStaff, Solved, Closed}

// Held reports whether a representative has taken a ticket of this state.
func (s State) Held() bool { return s == Claimed || s == WaitingMember || s == WaitingStaff }

// transitions are the states that may follow each other; "" is a ticket that does not exist yet.
var transitions = map[State][]State{
	"":            {New},
	New:           {Claimed, Solved, Closed},
	Claimed:       {New, WaitingMember, WaitingStaff, Solved, Closed},
	WaitingMember: {New, Claimed, WaitingStaff, Solved, Closed},
	WaitingStaff:  {New, Claimed, WaitingMember, Solved, Closed},
	Solved:        {New, WaitingStaff, Closed},
	Closed:        {New},
}

// enter is the one way in which a ticket changes its state: it refuses what the table does not allow and puts the change
// down in the audit. Nothing happens to a ticket that is there already. The caller puts the ticket.
func (d *Desk) enter(tx store.Tx, t *Ticket, to State, by chat.Member, why string, at time.Time) error {
	if t.State == to {
		return nil
	}
	if !slices.Contains(transitions[t.State], to) {
		return fmt.Errorf("ticket %d: from %q it cannot become %q", t.ID, t.State, to)
	}
	from, since := t.State, t.Since
	t.State, t.Since = to, at
	d.turned(t, from, at)
	if err := d.record(tx, t.ID, Record{What: string(to), By: by.ID, Name: by.Name, Why: why, At: at}); err != nil {
		return err
	}
	return d.entered(tx, t, from, since, at)
}

// memberSpoke makes it the staff's turn: a held ticket waits for its holder, a solved one is not. Mere thanks ask for nothing:
// they only end the member's silence.
func (d *Desk) memberSpoke(tx store.Tx, t *Ticket, m *chat.Message, at time.Time) error {
	t.waits(m, at)
	switch {
	case t.State == Solved && !goesOn(m):
		return nil
	case t.State.Held() && len(m.Files) == 0 && thanks(m.Text):
		t.Nudges, t.Nudged = 0, time.Time{}
		return nil
	case t.State == Solved && t.Holder.IsZero():
		return d.enter(tx, t, New, m.From, string(Undone), at)
	case t.State == Solved, t.State.Held():
		return d.enter(tx, t, WaitingStaff, m.From, "", at)
	}
	return nil
}

// staffSpoke makes it the member's turn, if somebody holds the ticket.
func (d *Desk) staffSpoke(tx store.Tx, t *Ticket, rep chat.Member, at time.Time) error {
	if err := d.answered(tx, t, at); err != nil {
		return err
	}
	if t.State.Held() {
		return d.enter(tx, t, WaitingMember, rep, "", at)
	}
	return nil
}

// Automatic stands for the desk itself where an actor is named: a timer, or the member's own words.
var Automatic = chat.Member{}
