package outbox_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/outbox"
	"frontdesk/store"
	"frontdesk/store/bolt"
)

var (
	lobby = chat.RoomID{Platform: "telegram", Key: "-1"}
	staff = chat.RoomID{Platform: "telegram", Key: "-2"}
	noon  = time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
)

type box struct {
	*testing.T
	s store.Store
}

func open(t *testing.T) box {
	s, err := bolt.Open(filepath.Join(t.TempDir(), "t.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return box{t, s}
}

func (b box) do(fn func(tx store.Tx) error) {
	b.Helper()
	if err := b.s.Update(b.Context(), fn); err != nil {
		b.Fatal(err)
	}
}

func (b box) enqueue(room chat.RoomID, p chat.Priority, ids ...string) {
	b.Helper()
	b.do(func(tx store.Tx) error {
		for _, id := range ids {
			a := chat.Action{ID: id, Priority: p, Effect: chat.Send{Room: room, Post: chat.Post{Text: id}}}
			if err := outbox.Enqueue(tx, noon, a); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b box) claim(now time.Time, n int) (cs []outbox.Claimed) {
	b.Helper()
	b.do(func(tx store.Tx) (err error) {
		cs, err = outbox.Claim(tx, "telegram", now, "me", time.Minute, n, 0)
		return err
	})
	return cs
}

func ids(cs []outbox.Claimed) string {
	s := ""
	for _, c := range cs {
		s += c.Action.ID + " "
	}
	return s
}

func (b box) want(now time.Time, n int, want string) []outbox.Claimed {
	b.Helper()
	cs := b.claim(now, n)
	if got := ids(cs); got != want {
		b.Fatalf("claimed %q, want %q", got, want)
	}
	return cs
}

func TestALaneHandsOutOneActionAtATimeInOrder(t *testing.T) {
	b := open(t)
	b.enqueue(lobby, chat.Answers, "1", "2", "3")
	for _, id := range []string{"1 ", "2 ", "3 "} {
		cs := b.want(noon, 9, id)
		b.want(noon, 9, "") // the lane is taken
		b.do(func(tx store.Tx) error { return outbox.Settle(tx, cs[0], noon) })
	}
	b.want(noon, 9, "")
}

func TestHeadsOfHigherPriorityGoFirst(t *testing.T) {
	b := open(t)
	b.enqueue(lobby, chat.Cosmetic, "card")
	b.enqueue(staff, chat.Relay, "relay")
	b.enqueue(chat.RoomID{Platform: "telegram", Key: "!x"}, chat.Interaction, "press")
	b.enqueue(lobby, chat.Secret, "secret") // not in the lane of the room's words
	b.enqueue(chat.RoomID{Platform: "discord", Key: "1"}, chat.Interaction, "elsewhere")
	b.want(noon, 3, "press secret relay ")
	b.want(noon, 3, "card ")
}

func TestLeakedSecretsHaveHandsOfTheirOwnAndNoLaneBeforeThem(t *testing.T) {
	b := open(t)
	secret := func(id string) chat.Action {
		m := chat.MessageID{Platform: "telegram", Key: id}
		return chat.Action{ID: id, Priority: chat.Secret, Effect: chat.Delete{Room: lobby, Messages: []chat.MessageID{m}}}
	}
	b.enqueue(lobby, chat.Sanctions, "ban", "next ban")
	b.enqueue(chat.RoomID{Platform: "telegram", Key: "!x"}, chat.Interaction, "press", "press again")
	b.do(func(tx store.Tx) error { return outbox.Enqueue(tx, noon, secret("s1"), secret("s2"), secret("s3")) })
	more := func(n, more int) (cs []outbox.Claimed) {
		b.do(func(tx store.Tx) (err error) {
			cs, err = outbox.Claim(tx, "telegram", noon, "me", time.Minute, n, more)
			return err
		})
		return cs
	}
	if got := ids(more(1, 2)); got != "press s1 s2 " {
		t.Fatalf("claimed %q with one hand, and two more for secrets", got)
	}
	if got := ids(more(0, 0)); got != "" {
		t.Fatalf("claimed %q without a hand", got)
	}
	var at time.Time
	b.do(func(tx store.Tx) (err error) { at, err = outbox.NextDueOf(tx, "telegram", chat.Secret); return err })
	if !at.Equal(noon) {
		t.Errorf("the next secret is due at %v", at)
	}
	if got := ids(more(0, 1)); got != "s3 " {
		t.Fatalf("claimed %q with a hand for secrets alone", got)
	}
}

func TestOneRoomsFloodDoesNotHoldUpAnother(t *testing.T) {
	b := open(t)
	b.enqueue(lobby, chat.Answers, "a1", "a2")
	b.enqueue(staff, chat.Answers, "b1")
	cs := b.want(noon, 1, "a1 ")
	b.do(func(tx store.Tx) error { return outbox.Postpone(tx, cs[0], noon.Add(61*time.Second)) })
	b.want(noon, 9, "b1 ")
	cs = b.want(noon.Add(61*time.Second), 9, "b1 a1 ") // b1's lease has run out meanwhile
	if cs[1].Attempt != 1 || cs[1].Unknown {
		t.Errorf("a postponed action is at attempt %d, unknown %v", cs[1].Attempt, cs[1].Unknown)
	}
}

func TestAnAttemptCountsAndAnUnknownOutcomeIsRemembered(t *testing.T) {
	b := open(t)
	b.enqueue(lobby, chat.Relay, "1")
	for i := 1; i <= 3; i++ {
		at := noon.Add(time.Duration(i) * time.Second)
		c := b.want(at, 1, "1 ")[0]
		if c.Attempt != i || c.Unknown != (i == 3) {
			t.Fatalf("attempt %d, unknown %v at try %d", c.Attempt, c.Unknown, i)
		}
		b.do(func(tx store.Tx) error { return outbox.Retry(tx, c, at, "transient", i == 2) })
	}
}

func TestAStaleClaimCannotSettle(t *testing.T) {
	b := open(t)
	b.enqueue(lobby, chat.Relay, "1")
	first := b.want(noon, 1, "1 ")[0]
	second := b.want(noon.Add(time.Minute), 1, "1 ")[0]
	if !second.Unknown {
		t.Error("nobody knows what became of the first call, yet it is not marked")
	}
	for name, settle := range map[string]func(store.Tx) error{
		"Settle":   func(tx store.Tx) error { return outbox.Settle(tx, first, noon) },
		"Retry":    func(tx store.Tx) error { return outbox.Retry(tx, first, noon, "", false) },
		"Postpone": func(tx store.Tx) error { return outbox.Postpone(tx, first, noon) },
	} {
		if err := b.s.Update(t.Context(), settle); !errors.Is(err, outbox.ErrStale) {
			t.Errorf("%s by the first holder: %v, want ErrStale", name, err)
		}
	}
	b.do(func(tx store.Tx) error { return outbox.Settle(tx, second, noon) })
	if err := b.s.Update(t.Context(), func(tx store.Tx) error { return outbox.Settle(tx, second, noon) }); !errors.Is(err, outbox.ErrStale) {
		t.Errorf("settling twice: %v, want ErrStale", err)
	}
}

func TestClaimsOfAnEarlierStartAreVoid(t *testing.T) {
	b := open(t)
	b.enqueue(lobby, chat.Relay, "1")
	b.want(noon, 1, "1 ")
	b.do(func(tx store.Tx) error { return outbox.Recover(tx, "me, started again", noon) })
	if c := b.want(noon, 1, "1 ")[0]; !c.Unknown || c.Attempt != 2 {
		t.Errorf("attempt %d, unknown %v", c.Attempt, c.Unknown)
	}
}

func TestTimersRingOnceAndALaterDateReplacesAnEarlierOne(t *testing.T) {
	b := open(t)
	set := func(owner string, at time.Time) {
		b.do(func(tx store.Tx) error {
			return outbox.Enqueue(tx, noon, chat.Action{Owner: owner, Effect: chat.Remind{At: at}})
		})
	}
	ring := func(now time.Time) (s string) {
		b.do(func(tx store.Tx) error {
			ts, err := outbox.Ringing(tx, now, 10)
			for _, r := range ts {
				for i := range 2 {
					if ok, err := outbox.Stop(tx, r); ok != (i == 0) || err != nil {
						t.Errorf("stop %d of %s: %v, %v", i+1, r.Owner, ok, err)
					}
				}
				s += r.Owner + r.At.Format(" 15:04 ")
			}
			return err
		})
		return s
	}
	set("ticket/1", noon.Add(time.Hour))
	set("ticket/2", noon.Add(time.Minute))
	set("ticket/1", noon.Add(2*time.Hour))
	set("ticket/3", noon.Add(time.Minute))
	set("ticket/3", time.Time{})
	for _, c := range []struct {
		after time.Duration
		want  string
	}{{0, ""}, {time.Minute, "ticket/2 12:01 "}, {time.Hour, ""}, {3 * time.Hour, "ticket/1 14:00 "}, {9 * time.Hour, ""}} {
		if got := ring(noon.Add(c.after)); got != c.want {
			t.Errorf("after %v rang %q, want %q", c.after, got, c.want)
		}
	}
}

func TestSeenKeysAreForgottenAfterEightDaysInSmallSteps(t *testing.T) {
	b := open(t)
	for i := range 10 {
		b.do(func(tx store.Tx) error {
			return outbox.MarkSeen(tx, fmt.Sprint("k", i), noon.Add(time.Duration(i)*24*time.Hour))
		})
	}
	var from []byte
	steps := 0
	for {
		b.do(func(tx store.Tx) (err error) {
			from, err = outbox.Prune(tx, from, noon.Add(10*24*time.Hour), 3)
			return err
		})
		if steps++; from == nil {
			break
		}
	}
	if steps != 4 {
		t.Errorf("10 keys took %d steps of 3", steps)
	}
	b.do(func(tx store.Tx) error {
		for i := range 10 {
			if ok, err := outbox.Seen(tx, fmt.Sprint("k", i)); ok != (i >= 2) || err != nil {
				t.Errorf("key of day %d: seen %v, %v", i, ok, err)
			}
		}
		return nil
	})
}

func TestParkedEventsAreForgottenOldestFirst(t *testing.T) {
	b := open(t)
	parked := func(since time.Time) (s string) {
		b.do(func(tx store.Tx) error {
			ds, err := outbox.Parked(tx, since, 2)
			for _, d := range ds {
				s += d.Key + " "
			}
			return err
		})
		return s
	}
	for i := range 4 {
		b.do(func(tx store.Tx) error {
			return outbox.Park(tx, outbox.Dead{At: noon.Add(time.Duration(i) * time.Hour), Key: fmt.Sprint("k", i)})
		})
	}
	if got := parked(noon.Add(2 * time.Hour)); got != "k2 k3 " {
		t.Errorf("since two o'clock: %s", got)
	}
	for _, want := range []string{"k1 k2 ", "k2 k3 ", "k2 k3 "} {
		b.do(func(tx store.Tx) error { return outbox.PruneDead(tx, noon.Add(2*time.Hour), 1) })
		if got := parked(time.Time{}); got != want {
			t.Errorf("left: %s, want %s", got, want)
		}
	}
}

func TestNextDueIsTheEarliestLane(t *testing.T) {
	b := open(t)
	next := func() (at time.Time) {
		b.do(func(tx store.Tx) (err error) { at, err = outbox.NextDue(tx, "telegram"); return err })
		return at
	}
	if !next().IsZero() {
		t.Error("something is due in an empty outbox")
	}
	b.enqueue(lobby, chat.Cosmetic, "1")
	b.enqueue(staff, chat.Relay, "2")
	cs := b.claim(noon, 2)
	b.do(func(tx store.Tx) error { return outbox.Postpone(tx, cs[0], noon.Add(5*time.Second)) })
	if got := next(); !got.Equal(noon.Add(5 * time.Second)) {
		t.Errorf("next due at %v", got)
	}
}

func BenchmarkEnqueueClaimSettle(b *testing.B) {
	s, err := bolt.Open(filepath.Join(b.TempDir(), "t.db"), bolt.Options{NoSync: true})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	a := chat.Action{ID: "x", Priority: chat.Answers, Effect: chat.Send{Room: lobby, Post: chat.Post{Text: "An answer of some length."}}}
	for b.Loop() {
		err := s.Update(b.Context(), func(tx store.Tx) error {
			if err := outbox.Enqueue(tx, noon, a); err != nil {
				return err
			}
			cs, err := outbox.Claim(tx, "telegram", noon, "me", time.Minute, 8, 0)
			if err != nil {
				return err
			}
			return outbox.Settle(tx, cs[0], noon)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
