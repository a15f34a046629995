// Package outbox keeps effects until they are done: keys of events already seen, actions in lanes, timers, and what
// could not be handled. It is written once on top of store.Tx; it calls no platform and starts no goroutine.
//
// Actions of one lane are handed out one after the other in the order they were enqueued. Lanes whose head is due are
// handed out by the head's priority, then by the time they have been due. A claim counts its attempt before the call is
// made and lasts for a lease; a claim that was not settled by then is handed out again, marked Unknown, and the earlier
// holder can no longer settle it.
package outbox

import (
	"errors"
	"fmt"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// ErrStale tells that a claim is no longer the holder's to settle.
var ErrStale = errors.New("outbox: the claim was given to another holder")

// lane is the state of a lane that holds actions; an empty lane has no row.
type lane struct {
	Platform chat.Platform `json:"platform"`
	Priority chat.Priority `json:"priority"`
	Due      time.Time     `json:"due"`              // not handed out before; while claimed: the end of the lease
	Holder   string        `json:"holder,omitempty"` // who has the head now
	Claim    uint64        `json:"claim,omitempty"`  // number of the claim, so that an older one of the same holder is known as stale
}

// row is an action on its lane.
type row struct {
	Action  chat.Action `json:"action"`
	Queued  time.Time   `json:"queued"`
	Attempt int         `json:"attempt,omitempty"`
	Unknown bool        `json:"unknown,omitempty"` // an earlier attempt may have had its effect
	Cause   string      `json:"cause,omitempty"`   // class of the last fault
}

// front is as much of a row as its lane needs to know: an action is long to read.
type front struct {
	Action struct {
		Priority chat.Priority `json:"priority"`
	} `json:"action"`
}

var (
	lanes   = store.Table[lane]{Name: "lane"}
	actions = store.Table[row]{Name: "action"}
	heads   = store.Table[front]{Name: "action"}
	seqs    = store.Counter{Table: "outbox", Key: "seq"}
	claims  = store.Counter{Table: "outbox", Key: "claim"}
)

const due = "due" // platform‖priority‖time‖lane → lane; one row for each lane that holds actions

func dueKey(name string, l lane) []byte {
	return store.Key(string(l.Platform), uint8(l.Priority), l.Due, name)
}

// Enqueue puts actions at the end of their lanes, to be done from now on. A Remind sets its owner's timer.
func Enqueue(tx store.Tx, now time.Time, as ...chat.Action) error {
	for _, a := range as {
		if r, ok := a.Effect.(chat.Remind); ok {
			if err := remind(tx, a.Owner, r.At); err != nil {
				return err
			}
			continue
		}
		if err := enqueue(tx, now, a); err != nil {
			return fmt.Errorf("action %s: %w", a.ID, err)
		}
	}
	return nil
}

func enqueue(tx store.Tx, now time.Time, a chat.Action) error {
	name := a.LaneOf()
	seq, err := seqs.Next(tx)
	if err != nil {
		return err
	}
	if err := actions.Put(tx, store.Key(name, seq), row{Action: a, Queued: now}); err != nil {
		return err
	}
	if _, ok, err := lanes.Get(tx, []byte(name)); ok || err != nil {
		return err
	}
	return putLane(tx, name, lane{}, lane{Platform: a.Target().Platform, Priority: a.Priority, Due: now})
}

// putLane moves the lane's row in the index of due lanes along with the lane. A zero next removes both.
func putLane(tx store.Tx, name string, old, next lane) error {
	if old.Platform != "" {
		if err := tx.Delete(due, dueKey(name, old)); err != nil {
			return err
		}
	}
	if next.Platform == "" {
		return lanes.Delete(tx, []byte(name))
	}
	if err := tx.Put(due, dueKey(name, next), []byte(name)); err != nil {
		return err
	}
	return lanes.Put(tx, []byte(name), next)
}

// head is the first action of a lane.
func head(tx store.Tx, name string) (key []byte, r row, ok bool, err error) {
	for e, err := range actions.Scan(tx, store.Key(name), nil) {
		return append([]byte(nil), e.Key...), e.Value, true, err
	}
	return nil, row{}, false, nil
}

// Pending counts the actions of a platform that are not done, and tells when the oldest was queued.
func Pending(tx store.Tx, p chat.Platform) (n int, oldest time.Time, err error) {
	for e, err := range actions.Scan(tx, []byte(string(p)+":"), nil) {
		if err != nil {
			return n, oldest, err
		}
		n++
		if oldest.IsZero() || e.Value.Queued.Before(oldest) {
			oldest = e.Value.Queued
		}
	}
	return n, oldest, nil
}
