package escalation_test

import (
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// TestWordsUnderWayWhileTheirTicketIsMergedAreSentAgainFromTheOther: the private chat refuses them after the merge. Whoever works
// on the ticket that goes on is told there, once.
func TestWordsUnderWayWhileTheirTicketIsMergedAreSentAgainFromTheOther(t *testing.T) {
	b := newHandBench(t)
	b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Reached(tx, ann.ID, true, noon) })
	rooms := map[uint64]chat.RoomID{1: topic, 2: {Platform: "telegram", Key: "-2/8"}}
	for _, s := range []escalation.Subject{escalation.General, escalation.Urgent} {
		as, _ := b.open(ann, s, string(s), noon)
		opening, ok := find(as, "open", "staff")
		if !ok {
			t.Fatalf("no staff room: %v", as)
		}
		b.done(opening, chat.Result{Room: rooms[ownerOf(opening)]})
	}
	sent, ok := find(b.says(1, mei, "Which network?", noon), "send", "line/2")
	if !ok {
		t.Fatal("the words are not sent")
	}
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		from, err := escalation.Find(tx, 1)
		if err != nil {
			return nil, err
		}
		into, err := escalation.Find(tx, 2)
		if err != nil {
			return nil, err
		}
		return b.d.Merge(tx, from, into, lea, noon)
	})
	fails := func() []chat.Action {
		as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) {
			return b.d.Failed(tx, &chat.Failed{Meta: chat.Meta{At: noon.Add(time.Hour)}, Action: sent, Fault: &chat.Fault{Class: chat.Denied}})
		})
		return as
	}
	as := fails()
	if a, ok := find(as, "send", "ticket/2/line/4"); !ok || a.Target() != chat.Direct(ann.ID) {
		t.Errorf("the words are not sent again: %v", as)
	}
	if rooms := said(as, "merged-lost"); len(rooms) != 1 || rooms[0] != b.ticket(2).StaffRoom {
		t.Fatalf("the failure is told in %v: %v", rooms, as)
	}
	if as := fails(); len(as) != 0 {
		t.Errorf("a second part's failure is told too: %v", as)
	}
}

// ownerOf is the ticket of an action.
func ownerOf(a chat.Action) uint64 {
	id, _, _ := escalation.ReadOwner(a.Owner)
	return id
}
