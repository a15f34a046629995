package outbox

import (
	"encoding/binary"
	"time"

	"frontdesk/store"
)

// Keep is how long seen keys are kept: longer than any platform delivers an event again.
const Keep = 8 * 24 * time.Hour

const seen = "seen" // event key → when it was seen, seconds

// Seen reports whether an event with the key has had its effects. An empty key was never seen.
func Seen(tx store.Tx, key string) (bool, error) {
	if key == "" {
		return false, nil
	}
	b, err := tx.Get(seen, []byte(key))
	return b != nil, err
}

// MarkSeen remembers an event; it belongs into the transaction with the event's effects.
func MarkSeen(tx store.Tx, key string, now time.Time) error {
	if key == "" {
		return nil
	}
	return tx.Put(seen, []byte(key), binary.BigEndian.AppendUint64(nil, uint64(now.Unix())))
}

// Prune forgets keys older than [Keep], looking at n keys from where the last call ended; it returns where the next
// one goes on, nil after the last key.
func Prune(tx store.Tx, from []byte, now time.Time, n int) (next []byte, err error) {
	var old [][]byte
	limit := uint64(now.Add(-Keep).Unix())
	for k, v := range tx.Scan(seen, nil, from) {
		if n == 0 {
			next = append([]byte(nil), k...)
			break
		}
		n--
		if len(v) != 8 || binary.BigEndian.Uint64(v) < limit {
			old = append(old, append([]byte(nil), k...))
		}
	}
	for _, k := range old {
		if err := tx.Delete(seen, k); err != nil {
			return nil, err
		}
	}
	return next, nil
}

// Dead is an event that could not be handled. It holds what it was about and why, never what anybody wrote.
type Dead struct {
	At    time.Time `json:"at"`
	Event string    `json:"event"` // its type
	Key   string    `json:"key"`
	Room  string    `json:"room"`
	Cause string    `json:"cause"`
}

var dead = store.Table[Dead]{Name: "dead"}

// Park keeps an event that could not be handled for somebody to look at.
func Park(tx store.Tx, d Dead) error { return dead.Put(tx, store.Key(d.At, d.Key), d) }

// Parked returns up to n events parked at or after since, the oldest first.
func Parked(tx store.Tx, since time.Time, n int) (out []Dead, err error) {
	for e, err := range dead.Scan(tx, nil, store.Key(since)) {
		if err != nil {
			return nil, err
		}
		if len(out) == n {
			break
		}
		out = append(out, e.Value)
	}
	return out, nil
}

// PruneDead forgets up to n events parked before a time.
func PruneDead(tx store.Tx, before time.Time, n int) error {
	var old [][]byte
	for e, err := range dead.Scan(tx, nil, nil) {
		if err != nil {
			return err
		}
		if len(old) == n || !e.Value.At.Before(before) {
			break // they lie in the order of their times
		}
		old = append(old, append([]byte(nil), e.Key...))
	}
	for _, k := range old {
		if err := dead.Delete(tx, k); err != nil {
			return err
		}
	}
	return nil
}
