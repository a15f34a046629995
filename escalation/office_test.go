package escalation_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

func TestWhoeverAnswersAFreeTicketTakesIt(t *testing.T) {
	b := atDesk(t)
	as := b.writes(mei, "// anybody?", noon)
	if t1 := b.ticket(1); t1.State != escalation.New || len(as) > 0 && said(as, "claim-by-answer") != nil {
		t.Fatalf("a note takes it: %s", t1.State)
	}
	as = b.writes(mei, "which network?", noon)
	if t1 := b.ticket(1); t1.Holder != mei.ID || t1.State != escalation.WaitingMember {
		t.Errorf("it is with %q, %s", t1.Holding, t1.State)
	}
	if n, _ := tells(as, topic, "claim-by-answer"); n != 1 {
		t.Errorf("its room is told %d times", n)
	}
	if n, _ := tells(as, chat.Direct(ann.ID), "member-claimed"); n != 1 {
		t.Errorf("the member is told %d times", n)
	}
	if as = b.writes(kim, "and which wallet?", noon); said(as, "claim-by-answer") != nil || b.ticket(1).Holder != mei.ID {
		t.Error("the second who answers takes it from the first")
	}
	b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { return b.d.Release(tx, tk, mei, noon) })
	b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
		return b.d.Reply(tx, tk, kim, "fees", false, chat.Post{Text: "Fees are …"}, noon)
	})
	if t1 := b.ticket(1); t1.Holder != kim.ID {
		t.Errorf("after a canned reply it is with %q", t1.Holding)
	}
}

// TestWhoLosesTheOfficeLosesTheTickets however the desk hears of it: at once, with the next word, by leaving, at a restart with
// another configuration.
func TestWhoLosesTheOfficeLosesTheTickets(t *testing.T) {
	plain := mei
	plain.Role = 0
	for name, hears := range map[string]func(b bench, tx store.Tx) ([]chat.Action, error){
		"an event": func(b bench, tx store.Tx) ([]chat.Action, error) { return b.d.Changed(tx, plain, noon) },
		"a word":   func(b bench, tx store.Tx) ([]chat.Action, error) { return b.d.Seen(tx, plain, noon) },
		"leaving":  func(b bench, tx store.Tx) ([]chat.Action, error) { return b.d.Left(tx, mei.ID, noon) },
		"a start":  func(b bench, tx store.Tx) ([]chat.Action, error) { return b.d.Rearm(tx, noon) },
	} {
		t.Run(name, func(t *testing.T) {
			b := atDesk(t)
			b.seen(noon, mei, kim)
			b.claim(1, mei)
			b.open(bob, escalation.General, "mine too", noon)
			b.claim(2, kim)
			b.d.Office = func(m chat.Member) chat.Role {
				if m.ID == kim.ID {
					return chat.Representative
				}
				return 0
			}
			as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) { return hears(b, tx) })
			if t1 := b.ticket(1); t1.State != escalation.New || !t1.Holder.IsZero() {
				t.Errorf("ticket 1 is %s with %q", t1.State, t1.Holding)
			}
			if t2 := b.ticket(2); t2.Holder != kim.ID {
				t.Errorf("ticket 2 is %s with %q", t2.State, t2.Holding)
			}
			if n, _ := tells(as, forum, "claim-retired"); n != 1 {
				t.Errorf("the queue is told %d times", n)
			}
			b.do(func(tx store.Tx) ([]chat.Action, error) {
				rs, err := escalation.Audit(tx, 1)
				if last := rs[len(rs)-1]; last.Why != string(escalation.Retired) {
					t.Errorf("the audit ends with %+v", last)
				}
				return nil, err
			})
			if again, _ := b.do(func(tx store.Tx) ([]chat.Action, error) { return hears(b, tx) }); said(again, "claim-retired") != nil {
				t.Error("it is told twice")
			}
		})
	}
}

// TestWhoLosesTheOfficeIsLetOutOfTheThreads, held or not, where threads have members; the next one opens without him.
func TestWhoLosesTheOfficeIsLetOutOfTheThreads(t *testing.T) {
	for name, threads := range map[string]bool{"where they have members": true, "where they have none": false} {
		t.Run(name, func(t *testing.T) {
			b := atDesk(t)
			b.d.Caps = func(chat.RoomID) chat.Caps { return chat.Caps{DeepLinks: true, Threads: threads} }
			b.seen(noon, mei, kim)
			as, _ := b.open(bob, escalation.General, "me too", noon)
			opening, _ := find(as, "open", "/staff")
			b.done(opening, chat.Result{Room: chat.RoomID{Platform: "telegram", Key: "-2/8"}})
			b.claim(1, mei)
			plain := mei
			plain.Role = 0
			as, _ = b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Changed(tx, plain, noon) })
			out := map[chat.RoomID]bool{}
			for _, a := range as {
				if c, ok := a.Effect.(chat.Change); ok && slices.Equal(c.Thread.Without, []chat.MemberID{mei.ID}) {
					out[c.Room] = true
				}
			}
			want := 0
			if threads {
				want = 2
			}
			if len(out) != want {
				t.Errorf("out of %v, want %d", out, want)
			}
			if t2 := b.ticket(2); slices.Contains(t2.Duty, mei.ID) || !slices.Contains(t2.Duty, kim.ID) {
				t.Errorf("the next thread lets in %v", t2.Duty)
			}
		})
	}
}

// TestASolvedTicketOfWhoLosesTheOfficeStaysSolved: nobody is called to it, and it closes in its time.
func TestASolvedTicketOfWhoLosesTheOfficeStaysSolved(t *testing.T) {
	b := atDesk(t)
	b.seen(noon, mei)
	b.claim(1, mei)
	b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { return b.d.Solve(tx, tk, mei, noon) })
	plain := mei
	plain.Role = 0
	b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Changed(tx, plain, noon.Add(time.Minute)) })
	if t1 := b.ticket(1); t1.State != escalation.Solved || !t1.Holder.IsZero() {
		t.Errorf("it is %s with %q", t1.State, t1.Holding)
	}
}

// TestALostOfficeIsTakenOutOfManyThreadsInSteps, in the background; one that was given back meanwhile stays in the others.
func TestALostOfficeIsTakenOutOfManyThreadsInSteps(t *testing.T) {
	for name, back := range map[string]bool{"for good": false, "given back meanwhile": true} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.d.Caps = func(chat.RoomID) chat.Caps { return chat.Caps{DeepLinks: true, Threads: true} }
			b.seen(noon, mei)
			const all, step = 120, 50
			for n := range all {
				m := chat.Member{ID: chat.MemberID{Platform: "telegram", Key: fmt.Sprint(1000 + n)}, Name: "M"}
				as, _ := b.open(m, escalation.General, fmt.Sprint("help ", n), noon)
				opening, _ := find(as, "open", "/staff")
				b.done(opening, chat.Result{Room: chat.RoomID{Platform: "telegram", Key: fmt.Sprint("-2/", 100+n)}})
			}
			plain := mei
			plain.Role = 0
			as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Changed(tx, plain, noon) })
			out := map[chat.RoomID]bool{}
			for steps := 1; ; steps++ {
				n := 0
				for _, a := range as {
					if c, ok := a.Effect.(chat.Change); ok && len(c.Thread.Without) == 1 {
						if n++; a.Priority != chat.Cosmetic {
							t.Fatal("it goes before the words of tickets")
						}
						out[c.Room] = true
					}
				}
				next, more := find(as, "remind", mei.ID.String())
				if n > step || steps > all {
					t.Fatalf("%d in step %d", n, steps)
				}
				if !more {
					break
				}
				if back {
					b.seen(noon, mei)
				}
				as, _ = b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.TickOffice(tx, next.Owner, noon) })
			}
			want := all
			if back {
				want = step
			}
			if len(out) != want {
				t.Errorf("out of %d threads, want %d", len(out), want)
			}
		})
	}
}
