package faq

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// judged lets n members say that the answer with a text did not help, as many a day as count.
func (s shelf) judged(from, n int, text string, at time.Time) (m Mute, fresh int) {
	s.Helper()
	for i := range n {
		s.do(func(tx store.Tx) error {
			who := chat.MemberID{Platform: "test", Key: fmt.Sprint("voter", from+i)}
			at := at.Add(time.Duration(i/muteADay) * 24 * time.Hour)
			a, err := Remember(tx, Answered{
				Question: message(1000 + from + i), Asker: who, Room: lobby, Said: SaidAnswer, Entry: "fees", Lang: "en", At: at,
				Text: TextHash(text), Confidence: 0.9,
			})
			if err != nil {
				return err
			}
			if a, err = Judge(tx, a.No, who, NotHelped); err != nil {
				return err
			}
			now, is, err := Weigh(tx, a, at)
			if is {
				m, fresh = now, fresh+1
			}
			return err
		})
	}
	return m, fresh
}

func TestAnAnswerThatSeldomHelpsIsMutedOnceUntilItIsEdited(t *testing.T) {
	s, _ := listed(t)
	const old = "Fees go to the network."
	if _, fresh := s.judged(0, 7, old, dawn); fresh != 0 {
		t.Fatal("seven votes mute")
	}
	if _, fresh := s.judged(0, 7, old, dawn); fresh != 0 {
		t.Fatal("seven members who vote again mute")
	}
	m, fresh := s.judged(20, 3, old, dawn.Add(3*24*time.Hour))
	if fresh != 1 || m.Votes != 8 || m.NotHelped != 8 || m.Lang != "en" {
		t.Fatalf("muted %d times: %+v", fresh, m)
	}
	muted := func() (is bool) {
		s.do(func(tx store.Tx) (err error) {
			ms, err := Muted(tx, "fees")
			if err != nil {
				return err
			}
			is = len(ms) > 0
			return nil
		})
		return is
	}
	if !muted() {
		t.Error("not muted")
	}
	s.do(func(tx store.Tx) error { _, err := Unmute(tx, "fees", moderator); return err })
	if muted() {
		t.Error("muted after it was lifted")
	}
	if _, fresh := s.judged(40, 8, old, moderator.At.Add(time.Hour)); fresh != 1 || !muted() {
		t.Error("new votes do not mute again")
	}
	s.do(func(tx store.Tx) error {
		v, err := s.b.Get(tx, "fees")
		e := v.Entry
		e.Answer = map[string]string{"en": "They pay the network's validators."}
		_, err2 := s.b.Put(tx, e, moderator, v.Rev)
		return errors.Join(err, err2)
	})
	if muted() {
		t.Error("muted after an edit")
	}
	if _, fresh := s.judged(60, 8, old, colleague.At); fresh != 0 || muted() {
		t.Error("votes on the old words mute the new ones")
	}
}

// puppets let n accounts of one joker mark the answer as unhelpful, again and again, on one day.
func (s shelf) puppets(n, times int) (muted int) {
	s.Helper()
	for k := range n * times {
		s.do(func(tx store.Tx) error {
			who := chat.MemberID{Platform: "test", Key: fmt.Sprint("puppet", k%n)}
			a, err := Remember(tx, Answered{
				Question: message(5000 + k), Asker: who, Room: lobby, Said: SaidAnswer, Entry: "fees", Lang: "en", At: dawn.Add(time.Duration(k) * time.Minute),
				Text: TextHash("Fees go to the network."), Confidence: 0.9,
			})
			if err != nil {
				return err
			}
			if a, err = Judge(tx, a.No, who, NotHelped); err != nil {
				return err
			}
			_, fresh, err := Weigh(tx, a, a.At)
			if fresh {
				muted++
			}
			return err
		})
	}
	return muted
}

func TestTwentyAccountsInOneDayMuteNothingAndShiftNothing(t *testing.T) {
	s, _ := listed(t)
	const q = "who gets the gas fees"
	before := s.verdict(q).Confidence
	if n := s.puppets(20, 10); n > 0 {
		t.Errorf("muted %d times", n)
	}
	if err := s.b.Recalibrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := s.verdict(q).Confidence; after != before {
		t.Errorf("%.3f became %.3f", before, after)
	}
	s.do(func(tx store.Tx) error {
		for i := range 100 {
			v := vote{No: uint64(9000 + i), Entry: "fees", Text: TextHash("Fees go to the network."), Confidence: 0.9, Helped: i%10 > 0, Voter: fmt.Sprint("member", i), At: dawn}
			if err := voted.Put(tx, store.Key(^v.No), v); err != nil {
				return err
			}
		}
		return nil
	})
	s.do(func(tx store.Tx) error {
		if fb, err := feedback(tx); len(fb) != 120 || err != nil {
			t.Errorf("%d voices of 120 members: %v", len(fb), err)
		}
		return nil
	})
}

func TestTheMuteRuleIsConservative(t *testing.T) {
	for _, c := range []struct {
		not, of int
		mutes   bool
	}{{8, 8, true}, {8, 9, true}, {7, 8, true}, {6, 8, false}, {10, 12, true}, {9, 12, false}, {15, 20, true}, {60, 100, true}, {59, 100, false}} {
		if got := wilson(c.not, c.of) > muteShare; got != c.mutes {
			t.Errorf("%d of %d: %.3f", c.not, c.of, wilson(c.not, c.of))
		}
	}
}

func TestVotesCorrectConfidencesAndThoseOnOldWordsDoNot(t *testing.T) {
	s, _ := listed(t)
	const q = "who gets the gas fees"
	before := s.verdict(q).Confidence
	s.judged(0, 60, "an answer of long ago", dawn)
	if err := s.b.Recalibrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := s.verdict(q).Confidence; after != before {
		t.Errorf("votes on old words changed %.3f to %.3f", before, after)
	}
	s.judged(100, 60, "Fees go to the network.", dawn)
	if err := s.b.Recalibrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	after := s.verdict(q).Confidence
	if after >= before {
		t.Errorf("60 votes against changed %.3f to %.3f", before, after)
	}
	idx, _ := openBook(t, s.s).Snapshot() // read at the start too
	if got := idx.Match(Query{Text: q}).Confidence; math.Abs(got-after) > 0.05 {
		t.Errorf("after a start %.3f, want %.3f", got, after)
	}
	s.do(func(tx store.Tx) error {
		_, err := PruneVotes(tx, nil, colleague.At.Add(muteTime), 1000)
		return errors.Join(err, func() error { _, err := PruneMutes(tx, nil, colleague.At, 1000); return err }())
	})
	s.do(func(tx store.Tx) error {
		if fb, err := feedback(tx); len(fb) > 0 || err != nil {
			t.Errorf("still there: %+v, %v", fb, err)
		}
		return nil
	})
}

func TestCountersOfDaysAddUp(t *testing.T) {
	s := newShelf(t)
	for day := range 10 {
		a := s.said(day, SaidAnswer, "fees", dawn.Add(time.Duration(day)*24*time.Hour))
		if day%2 == 0 {
			s.do(func(tx store.Tx) error { _, err := Judge(tx, a.No, cat, Helped); return err })
		}
	}
	s.said(100, SaidAnswer, "gas", dawn)
	since := func(days int, entry string) (out []Count) {
		s.do(func(tx store.Tx) (err error) {
			out, err = CountsSince(tx, entry, dawn.Add(time.Duration(9-days)*24*time.Hour))
			return err
		})
		return out
	}
	if got, want := since(2, "fees"), []Count{{Entry: "fees", Lang: "en", Shown: 3, Helped: 1}}; !slices.Equal(got, want) {
		t.Errorf("the last days: %+v", got)
	}
	if got, want := since(9, ""), []Count{{Entry: "fees", Lang: "en", Shown: 10, Helped: 5}, {Entry: "gas", Lang: "en", Shown: 1}}; !slices.Equal(got, want) {
		t.Errorf("all days: %+v", got)
	}
	if got := since(2, "gas"); len(got) > 0 {
		t.Errorf("days without an answer: %+v", got)
	}
	s.do(func(tx store.Tx) error { return PruneDays(tx, dawn.Add(8*24*time.Hour), 1000) })
	if got, want := since(9, ""), []Count{{Entry: "fees", Lang: "en", Shown: 2, Helped: 1}}; !slices.Equal(got, want) {
		t.Errorf("after pruning: %+v", got)
	}
	s.wantCounts("fees/en 10 5 0 0 0; gas/en 1 0 0 0 0; ")
}
