package moderation

import (
	"bytes"
	"fmt"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// SweepOwner owns the timer of the sweep.
const SweepOwner = "sweep"

// How many members one transaction of a sweep or a survey looks at, and the pause before the sweep's next. A flag takes as long as a
// few dozen members without: transactions are to last 10 ms, twice that at the worst.
const (
	stepLooks  = 250
	flagCosts  = 8
	sweepPause = 250 * time.Millisecond
)

// effort is how much of a step has been done.
type effort struct {
	cost  int
	flags uint64 // raised until now; 0: not known yet
}

func (e *effort) enough() bool { return e.cost >= stepLooks }

// look counts a member that was looked at, and what that raised.
func (e *effort) look(tx store.Tx) error {
	n, err := flagNos.Last(tx)
	e.cost++
	if e.flags > 0 {
		e.cost += flagCosts * int(n-e.flags)
	}
	e.flags = n
	return err
}

// sweep is how far the known members have been checked.
type sweep struct {
	Began time.Time `json:"began"`
	From  []byte    `json:"from,omitempty"` // the next key of members
	Due   time.Time `json:"due"`
	Seen  int       `json:"seen,omitempty"`
}

var sweeps = store.Table[sweep]{Name: "guard"}

var sweepKey = []byte("sweep")

// Sweep has all known members checked against the roster of now, [stepLooks] in a transaction. One that is under way begins
// again: what it has checked, it checked against an older roster. It reports and does nothing else: whom it finds had the name before
// it was protected, and who holds an office could take any member's name.
func (g *Guard) Sweep(tx store.Tx, at time.Time) ([]chat.Action, error) {
	return g.goOn(tx, sweep{Began: at, Due: at})
}

func (g *Guard) goOn(tx store.Tx, s sweep) ([]chat.Action, error) {
	if err := sweeps.Put(tx, sweepKey, s); err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	return []chat.Action{{Owner: SweepOwner, Effect: chat.Remind{At: s.Due}}}, nil
}

// TickSweep checks the next members.
func (g *Guard) TickSweep(tx store.Tx, e *chat.Tick) ([]chat.Action, error) {
	s, ok, err := sweeps.Get(tx, sweepKey)
	if err != nil || !ok || !s.Due.Equal(e.Due) {
		return nil, err
	}
	next, from, err := someKnown(tx, s.From)
	if err != nil {
		return nil, fmt.Errorf("sweep: %w", err)
	}
	var as []chat.Action
	var done effort
	for n, m := range next {
		if done.enough() {
			next, from = next[:n], store.Key(m.ID)
			break
		}
		more, err := g.recheck(tx, m, e.At, SparedBefore)
		if err == nil {
			err = done.look(tx)
		}
		if err != nil {
			return nil, fmt.Errorf("sweep: %w", err)
		}
		as = append(as, more...)
	}
	s.Seen += len(next)
	if from == nil {
		return as, sweeps.Delete(tx, sweepKey)
	}
	s.From, s.Due = from, e.At.Add(sweepPause)
	more, err := g.goOn(tx, s)
	return append(as, more...), err
}

// acquaintance is a known member, and where it was seen last.
type acquaintance struct {
	chat.Member
	room chat.RoomID
}

// recheck judges a known member as if it were seen now.
func (g *Guard) recheck(tx store.Tx, m acquaintance, at time.Time, spared Spared) ([]chat.Action, error) {
	if m.room.IsZero() { // seen by an earlier version
		m.room = chat.Direct(m.ID)
	}
	m.Role = g.office(m.Member)
	return g.check(tx, m.Member, m.room, at, spared)
}

// someKnown are known members from a key on, and the key after them; nil: those were the last.
func someKnown(tx store.Tx, from []byte) (out []acquaintance, next []byte, err error) {
	for row, err := range members.Scan(tx, nil, from) {
		if err != nil {
			return nil, nil, err
		}
		if len(out) == stepLooks {
			return out, bytes.Clone(row.Key), nil
		}
		var id chat.MemberID
		if err := id.UnmarshalText(bytes.TrimSuffix(row.Key, []byte{0})); err != nil {
			return nil, nil, err
		}
		out = append(out, acquaintance{row.Value.member(id), row.Value.Room})
	}
	return out, nil, nil
}
