package telegram

import (
	"errors"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk/chat"
)

// until is when a refused message may go; zero if it was let through.
func until(t *testing.T, err error) time.Time {
	t.Helper()
	if err == nil {
		return time.Time{}
	}
	var f *chat.Fault
	if !errors.As(err, &f) || f.Class != chat.Limited || f.Until.IsZero() {
		t.Fatalf("got %v", err)
	}
	return f.Until
}

// pass lets time pass on the set clock.
func pass(d time.Duration) { <-time.After(d) }

// flood writes to the chat for so long, whenever it may, and returns when the messages went.
func flood(t *testing.T, b *budget, id int64, d time.Duration) (sent []time.Time) {
	t.Helper()
	end := time.Now().Add(d)
	for time.Now().Before(end) {
		next := until(t, b.take(id, 1, patient))
		if next.IsZero() {
			sent = append(sent, time.Now())
			continue
		}
		if !next.After(time.Now()) {
			t.Fatalf("refused until %s, which is now", next)
		}
		pass(time.Until(next))
	}
	return sent
}

// most is how many of the times fall into any window of the length.
func most(times []time.Time, window time.Duration) int {
	best := 0
	for i := range times {
		n := 0
		for _, t := range times[i:] {
			if t.Sub(times[i]) < window {
				n++
			}
		}
		best = max(best, n)
	}
	return best
}

func TestAGroupGetsAtMostEighteenInAnyMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent := flood(t, newBudget(Limits{}), -100, 5*time.Minute)
		if n := most(sent, time.Minute); n != 18 {
			t.Errorf("%d in a minute", n)
		}
		if len(sent) < 5*18 {
			t.Errorf("%d in five minutes: the budget is not used", len(sent))
		}
	})
}

func TestAPrivateChatGetsOneASecondAfterAShortBurst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		sent := flood(t, newBudget(Limits{}), 100, time.Minute)
		if len(sent) < 60 || len(sent) > 60+chatBurst {
			t.Errorf("%d in a minute", len(sent))
		}
	})
}

func TestTheBotSendsAtMostThirtyInAnySecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(Limits{})
		var sent []time.Time
		for id := int64(1); time.Since(time.Unix(946684800, 0)) < 10*time.Second; id++ {
			if next := until(t, b.take(id, 1, patient)); !next.IsZero() {
				pass(time.Until(next))
				continue
			}
			sent = append(sent, time.Now())
		}
		if n := most(sent, time.Second); n > 30 || len(sent) < 250 {
			t.Errorf("%d in a second, %d in ten", n, len(sent))
		}
	})
}

func TestNothingGoesInsideAPenaltyAndOtherChatsDoNotCare(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(Unlimited())
		end := time.Now().Add(30 * time.Second)
		b.punish(-100, end)
		b.punish(-100, end.Add(-time.Second)) // a shorter one takes nothing back
		for _, h := range []haste{patient, urgent, atOnce} {
			for _, n := range []int{0, 1, 5} {
				if got := until(t, b.take(-100, n, h)); !got.Equal(end) {
					t.Errorf("until %s", got)
				}
			}
		}
		if err := b.take(-200, 1, patient); err != nil {
			t.Error(err)
		}
		pass(30 * time.Second)
		if err := b.take(-100, 1, patient); err != nil {
			t.Error(err)
		}
	})
}

func TestWhatIsUrgentGoesIntoTheReserve(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(Limits{Chat: 1000, Bot: 1000})
		for range 18 {
			if err := b.take(-100, 1, patient); err != nil {
				t.Fatal(err)
			}
			pass(10 * time.Millisecond)
		}
		if until(t, b.take(-100, 1, patient)).IsZero() {
			t.Fatal("not full")
		}
		for i := range reserve {
			if err := b.take(-100, 1, urgent); err != nil {
				t.Errorf("reserve %d: %v", i, err)
			}
		}
		if until(t, b.take(-100, 1, urgent)).IsZero() {
			t.Error("more than the platform allows")
		}
	})
}

func TestADeletionWaitsForNothingButAPenalty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		penalty := false
		w := &wire{answer: func(method string, _ url.Values) (int, string) {
			if method == "deleteMessages" && penalty {
				penalty = false
				return 429, `{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":7}}`
			}
			return 0, ""
		}}
		a := on(t, w)
		a.budget = newBudget(Limits{})
		lobby, secret := Room(-100, 0), []chat.MessageID{Message(-100, 9)}
		for a.budget.take(-100, 1, urgent) == nil { // all of the minute, the reserve too
			pass(time.Millisecond)
		}
		if _, err := a.Send(t.Context(), "id", lobby, chat.Outgoing{Post: chat.Post{Text: "words"}}); class(err) != chat.Limited {
			t.Fatalf("the minute is not spent: %v", err)
		}
		if err := a.Delete(t.Context(), lobby, secret); err != nil {
			t.Errorf("without budget: %v", err)
		}
		penalty = true
		began := time.Now()
		err := a.Delete(t.Context(), lobby, secret)
		end := until(t, err)
		if end.Sub(began) != 7*time.Second {
			t.Errorf("a penalty of 7 s ends after %v", end.Sub(began))
		}
		calls := w.count("deleteMessages")
		if err := a.Delete(t.Context(), lobby, secret); !until(t, err).Equal(end) || w.count("deleteMessages") != calls {
			t.Errorf("inside a penalty: %v", err)
		}
		pass(time.Until(end))
		if err := a.Delete(t.Context(), lobby, secret); err != nil {
			t.Errorf("right after a penalty: %v", err)
		}
	})
}

func TestAnAlbumWaitsUntilAllOfItFits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(Limits{Chat: 1000, Bot: 1000})
		if err := b.take(-100, 10, patient); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		pass(time.Second)
		if got := until(t, b.take(-100, 10, patient)); !got.Equal(start.Add(time.Minute)) {
			t.Errorf("until %s", got.Sub(start))
		}
		if err := b.take(-100, 8, patient); err != nil {
			t.Error(err)
		}
	})
}

func TestChatsThatAreQuietAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBudget(Unlimited())
		b.punish(-1, time.Now().Add(time.Hour))
		for id := range int64(40_000) {
			b.take(id+1, 1, patient)
			pass(10 * time.Millisecond)
		}
		if n := len(b.purses); n > 2*6000+fewChats*2 {
			t.Errorf("%d purses are kept", n)
		}
		if until(t, b.take(-1, 1, patient)).IsZero() == (time.Since(time.Unix(946684800, 0)) < time.Hour) {
			t.Error("the penalty was forgotten before its time")
		}
	})
}

func BenchmarkBudget(b *testing.B) {
	budget := newBudget(Unlimited())
	id := int64(0)
	for b.Loop() {
		id++
		budget.take(-(id % 200_000), 1, patient)
	}
}
