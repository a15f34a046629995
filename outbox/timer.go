package outbox

import (
	"time"

	"frontdesk/store"
)

// timers: time‖owner → when; timerOf: owner → time, so that a later date replaces an earlier one.
var (
	timers  = store.Table[time.Time]{Name: "timer"}
	timerOf = store.Table[time.Time]{Name: "timer_of"}
)

// Timer is a date that has come.
type Timer struct {
	Owner string
	At    time.Time
}

func remind(tx store.Tx, owner string, at time.Time) error {
	old, ok, err := timerOf.Get(tx, []byte(owner))
	if err != nil {
		return err
	}
	if ok {
		if err := timers.Delete(tx, store.Key(old, owner)); err != nil {
			return err
		}
	}
	if at.IsZero() {
		return timerOf.Delete(tx, []byte(owner))
	}
	if err := timers.Put(tx, store.Key(at, owner), at); err != nil {
		return err
	}
	return timerOf.Put(tx, []byte(owner), at)
}

// Ringing returns up to n timers whose time has come, the earliest first. They stay until Stop.
func Ringing(tx store.Tx, now time.Time, n int) ([]Timer, error) {
	var out []Timer
	for e, err := range timers.Scan(tx, nil, nil) {
		if err != nil {
			return nil, err
		}
		if e.Value.After(now) || len(out) == n {
			break
		}
		out = append(out, Timer{Owner: string(e.Key[8 : len(e.Key)-1]), At: e.Value})
	}
	return out, nil
}

// Stop takes a timer away, in the transaction in which its owner is told. It reports false when the owner has moved the
// date or the timer has rung already: then nobody is to be told.
func Stop(tx store.Tx, t Timer) (bool, error) {
	at, ok, err := timerOf.Get(tx, []byte(t.Owner))
	if err != nil || !ok || !at.Equal(t.At) {
		return false, err
	}
	return true, remind(tx, t.Owner, time.Time{})
}

// NextTimer tells when the next timer rings; zero: none is set.
func NextTimer(tx store.Tx) (time.Time, error) {
	for e, err := range timers.Scan(tx, nil, nil) {
		return e.Value, err
	}
	return time.Time{}, nil
}
