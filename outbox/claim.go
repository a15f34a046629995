package outbox

import (
	"fmt"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Claimed is the head of a lane, handed to one holder for the time of a lease.
type Claimed struct {
	Action  chat.Action
	Attempt int       // this one included
	Queued  time.Time // when it was enqueued
	Unknown bool      // an earlier attempt may have had its effect

	lane  string
	key   []byte
	claim uint64
}

// Claim hands out up to n heads of the platform's due lanes, those of higher priority first, and of leaked secrets some more. It
// counts the attempt; the transaction must be committed before the call is made. A lease must outlast its call's deadline.
func Claim(tx store.Tx, p chat.Platform, now time.Time, holder string, lease time.Duration, n, more int) ([]Claimed, error) {
	names := dueLanes(tx, p, now, n, more)
	out := make([]Claimed, 0, len(names))
	for _, name := range names {
		c, ok, err := claim(tx, name, now, holder, lease)
		if err != nil {
			return nil, fmt.Errorf("lane %s: %w", name, err)
		}
		if ok {
			out = append(out, c)
		}
	}
	return out, nil
}

func dueLanes(tx store.Tx, p chat.Platform, now time.Time, n, more int) (names []string) {
	for prio := chat.Interaction; prio <= chat.Cosmetic; prio++ {
		n := n
		if prio == chat.Secret {
			n += more
		}
		if len(names) >= n {
			continue
		}
		prefix := store.Key(string(p), uint8(prio))
		end := string(store.Key(string(p), uint8(prio), now))
		for k, v := range tx.Scan(due, prefix, nil) {
			if len(k) < len(end) || string(k[:len(end)]) > end || len(names) == n {
				break
			}
			names = append(names, string(v))
		}
	}
	return names
}

func claim(tx store.Tx, name string, now time.Time, holder string, lease time.Duration) (Claimed, bool, error) {
	l, _, err := lanes.Get(tx, []byte(name))
	if err != nil {
		return Claimed{}, false, err
	}
	key, r, ok, err := head(tx, name)
	if err != nil || !ok {
		return Claimed{}, false, err
	}
	if l.Holder != "" { // its lease has run out: nobody knows what became of the call
		r.Unknown = true
	}
	r.Attempt++
	if err := actions.Put(tx, key, r); err != nil {
		return Claimed{}, false, err
	}
	next := l
	next.Holder, next.Due = holder, now.Add(lease)
	if next.Claim, err = claims.Next(tx); err != nil {
		return Claimed{}, false, err
	}
	return Claimed{r.Action, r.Attempt, r.Queued, r.Unknown, name, key, next.Claim}, true, putLane(tx, name, l, next)
}

// held returns the claim's lane if it is still the holder's.
func held(tx store.Tx, c Claimed) (lane, error) {
	l, ok, err := lanes.Get(tx, []byte(c.lane))
	if err == nil && (!ok || l.Claim != c.claim || l.Holder == "") {
		err = ErrStale
	}
	return l, err
}

// heldRow returns the claim's lane and row if they are still the holder's.
func heldRow(tx store.Tx, c Claimed) (lane, row, error) {
	l, err := held(tx, c)
	if err != nil {
		return l, row{}, err
	}
	r, ok, err := actions.Get(tx, c.key)
	if err == nil && !ok {
		err = ErrStale
	}
	return l, r, err
}

// Settle removes a claimed action: it was done, or never will be. The lane's next action becomes due at once.
func Settle(tx store.Tx, c Claimed, now time.Time) error {
	l, err := held(tx, c)
	if err != nil {
		return err
	}
	if err := actions.Delete(tx, c.key); err != nil {
		return err
	}
	for next, err := range heads.Scan(tx, store.Key(c.lane), nil) {
		if err != nil {
			return err
		}
		return putLane(tx, c.lane, l, lane{Platform: l.Platform, Priority: next.Value.Action.Priority, Due: now})
	}
	return putLane(tx, c.lane, l, lane{})
}

// Retry gives a claimed action back, to be tried again at the time at. Unknown tells that the attempt may have had its effect.
func Retry(tx store.Tx, c Claimed, at time.Time, cause string, unknown bool) error {
	l, r, err := heldRow(tx, c)
	if err != nil {
		return err
	}
	r.Cause, r.Unknown = cause, r.Unknown || unknown
	return giveBack(tx, c, l, r, at)
}

// Postpone gives a claimed action back unsent: the attempt does not count.
func Postpone(tx store.Tx, c Claimed, until time.Time) error {
	l, r, err := heldRow(tx, c)
	if err != nil {
		return err
	}
	r.Attempt--
	return giveBack(tx, c, l, r, until)
}

func giveBack(tx store.Tx, c Claimed, l lane, r row, at time.Time) error {
	if err := actions.Put(tx, c.key, r); err != nil {
		return err
	}
	return putLane(tx, c.lane, l, lane{Platform: l.Platform, Priority: r.Action.Priority, Due: at, Claim: l.Claim})
}

// NextDue tells when the platform's next lane is due; zero: it has none. A lane under claim counts with its lease's end.
func NextDue(tx store.Tx, p chat.Platform) (next time.Time, err error) {
	for prio := chat.Interaction; prio <= chat.Cosmetic; prio++ {
		at, err := NextDueOf(tx, p, prio)
		if err != nil {
			return next, err
		}
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next, nil
}

// NextDueOf is NextDue for the lanes of one priority.
func NextDueOf(tx store.Tx, p chat.Platform, prio chat.Priority) (time.Time, error) {
	for _, v := range tx.Scan(due, store.Key(string(p), uint8(prio)), nil) {
		l, _, err := lanes.Get(tx, v)
		return l.Due, err
	}
	return time.Time{}, nil
}

// Recover voids the claims of earlier holders: only the owner of an exclusive store may call it, at its start. What
// they had in hand is due again, marked as of unknown outcome by the next claim.
func Recover(tx store.Tx, holder string, now time.Time) error {
	left := map[string]lane{}
	for e, err := range lanes.Scan(tx, nil, nil) {
		if err != nil {
			return err
		}
		if e.Value.Holder != "" && e.Value.Holder != holder {
			left[string(e.Key)] = e.Value
		}
	}
	for name, l := range left {
		next := l
		next.Due = now
		if err := putLane(tx, name, l, next); err != nil {
			return err
		}
	}
	return nil
}
