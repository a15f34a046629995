package faq

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

var (
	lobby = chat.RoomID{Platform: "telegram", Key: "-1/2"}
	topic = chat.RoomID{Platform: "telegram", Key: "-1/20"}
	cat   = chat.MemberID{Platform: "telegram", Key: "7"}
	dan   = chat.MemberID{Platform: "telegram", Key: "77"}
)

func message(n int) chat.MessageID {
	return chat.MessageID{Platform: "telegram", Key: fmt.Sprintf("-1/%d", n)}
}

// said remembers an answer to message n.
func (s shelf) said(n int, what Said, entry string, at time.Time) (a Answered) {
	s.Helper()
	s.do(func(tx store.Tx) (err error) {
		a, err = Remember(tx, Answered{
			Question: message(n), Asker: cat, Room: lobby, Said: what, Entry: entry, Lang: "en", Hash: TextHash("q"), At: at,
		})
		return err
	})
	return a
}

func (s shelf) wantCounts(want string) {
	s.Helper()
	var got string
	s.do(func(tx store.Tx) error {
		cs, err := Counts(tx, "")
		for _, c := range cs {
			got += fmt.Sprintf("%s/%s %d %d %d %d %d; ", c.Entry, c.Lang, c.Shown, c.Helped, c.NotHelped, c.Escalated, c.Suppressed)
		}
		return err
	})
	if got != want {
		s.Errorf("counters %q, want %q", got, want)
	}
}

func TestAnAnswerIsFoundByQuestionReplyAndNumber(t *testing.T) {
	s := newShelf(t)
	a := s.said(1, SaidAnswer, "fees", dawn)
	b := s.said(2, SaidSuggest, "", dawn)
	s.do(func(tx store.Tx) error {
		return errors.Join(Replied(tx, a.No, message(10)), Replied(tx, a.No, message(11)))
	})
	s.do(func(tx store.Tx) error {
		return errors.Join(Replied(tx, a.No, message(11)), Replied(tx, 99, message(12)))
	})
	s.do(func(tx store.Tx) error {
		for name, find := range map[string]func() (Answered, bool, error){
			"the question":     func() (Answered, bool, error) { return AnswerTo(tx, message(1)) },
			"the first reply":  func() (Answered, bool, error) { return AnswerIn(tx, message(10)) },
			"the second reply": func() (Answered, bool, error) { return AnswerIn(tx, message(11)) },
			"the number":       func() (Answered, bool, error) { return AnswerNo(tx, a.No) },
		} {
			if got, ok, err := find(); !ok || err != nil || got.No != a.No || len(got.Replies) != 2 || !got.At.Equal(dawn) {
				t.Errorf("by %s: %+v, %v, %v", name, got, ok, err)
			}
		}
		for name, find := range map[string]func() (Answered, bool, error){
			"a reply as question":     func() (Answered, bool, error) { return AnswerTo(tx, message(10)) },
			"a question as reply":     func() (Answered, bool, error) { return AnswerIn(tx, message(1)) },
			"another message":         func() (Answered, bool, error) { return AnswerTo(tx, message(3)) },
			"another number":          func() (Answered, bool, error) { return AnswerNo(tx, 99) },
			"a reply that was no one": func() (Answered, bool, error) { return AnswerIn(tx, message(12)) },
		} {
			if _, ok, err := find(); ok || err != nil {
				t.Errorf("by %s: found, %v", name, err)
			}
		}
		return nil
	})
	if a.No == b.No {
		t.Error("two answers have one number")
	}
}

func TestAnEditedQuestionKeepsItsRowAndCountsOnce(t *testing.T) {
	s := newShelf(t)
	a := s.said(1, SaidSuggest, "", dawn)
	s.do(func(tx store.Tx) error { return Replied(tx, a.No, message(10)) })
	s.said(1, SaidAnswer, "fees", dawn.Add(time.Second))
	s.do(func(tx store.Tx) error { _, err := Judge(tx, a.No, cat, Helped); return err })
	again := s.said(1, SaidAnswer, "fees", dawn.Add(2*time.Second))
	if again.No != a.No || len(again.Replies) != 1 || again.Vote != Helped {
		t.Errorf("said again: %+v", again)
	}
	s.wantCounts("fees/en 1 1 0 0 0; ")
	other := s.said(1, SaidAnswer, "gas", dawn.Add(3*time.Second))
	if other.No != a.No || other.Vote != NoVote {
		t.Errorf("answered by another entry: %+v", other)
	}
	s.wantCounts("fees/en 1 1 0 0 0; gas/en 1 0 0 0 0; ")
	s.do(func(tx store.Tx) error {
		if _, ok, err := LastAnswer(tx, "fees", lobby, dawn); ok || err != nil {
			t.Error("the cooldown still knows what the answer was before", err)
		}
		if n := AnswersSince(tx, cat, dawn); n != 1 {
			t.Errorf("one question counts as %d answers", n)
		}
		return nil
	})
}

func TestASlashCommandWithoutAMessageHasItsNumberAlone(t *testing.T) {
	s := newShelf(t)
	s.do(func(tx store.Tx) error {
		one, err := Remember(tx, Answered{Asker: cat, Room: lobby, Said: SaidSuggest, Offered: []string{"a", "b"}, At: dawn})
		if err != nil {
			return err
		}
		two, err := Remember(tx, Answered{Asker: dan, Room: lobby, Said: SaidSuggest, At: dawn})
		if err != nil || one.No == two.No {
			t.Fatalf("two commands share number %d, %v", one.No, err)
		}
		one.Said, one.Entry = SaidAnswer, "b"
		chosen, err := Remember(tx, one)
		if err != nil || chosen.No != one.No {
			t.Errorf("a choice: %+v, %v", chosen, err)
		}
		return Forget(tx, one.No)
	})
}

func TestTheCooldownKnowsTheLastAnswerInARoom(t *testing.T) {
	s := newShelf(t)
	a := s.said(1, SaidAnswer, "fees", dawn)
	s.said(2, SaidPointer, "fees", dawn.Add(time.Hour))
	last := func(entry string, room chat.RoomID, since time.Time) (no uint64) {
		s.do(func(tx store.Tx) error {
			got, ok, err := LastAnswer(tx, entry, room, since)
			if ok {
				no = got.No
			}
			return err
		})
		return no
	}
	for name, c := range map[string]struct {
		got, want uint64
	}{
		"in the window":                    {last("fees", lobby, dawn), a.No},
		"after the window":                 {last("fees", lobby, dawn.Add(1)), 0},
		"in another topic":                 {last("fees", topic, dawn), 0},
		"another entry with a like prefix": {last("fee", lobby, dawn), 0},
	} {
		if c.got != c.want {
			t.Errorf("%s: answer %d, want %d", name, c.got, c.want)
		}
	}
	s.do(func(tx store.Tx) error { return Forget(tx, a.No) })
	if no := last("fees", lobby, dawn); no != 0 {
		t.Errorf("a withdrawn answer still cools down: %d", no)
	}
	s.wantCounts("fees/en 1 0 0 0 1; ")
}

func TestAnswersToAMemberAreCountedInAWindow(t *testing.T) {
	s := newShelf(t)
	for i := range 5 {
		s.said(i, SaidAnswer, "fees", dawn.Add(time.Duration(i)*20*time.Second))
	}
	s.do(func(tx store.Tx) error {
		now := dawn.Add(80 * time.Second)
		if n := AnswersSince(tx, cat, now.Add(-time.Minute)); n != 4 {
			t.Errorf("%d answers in the last minute, want 4", n)
		}
		if n := AnswersSince(tx, dan, dawn); n != 0 { // 77 is not 7
			t.Errorf("%d answers to a member who never asked", n)
		}
		return nil
	})
}

func TestOnlyTheAskerVotesOnceAndMayChangeIt(t *testing.T) {
	s := newShelf(t)
	a := s.said(1, SaidAnswer, "fees", dawn)
	judge := func(by chat.MemberID, v Vote) error {
		return s.try(func(tx store.Tx) error { _, err := Judge(tx, a.No, by, v); return err })
	}
	if err := judge(dan, Helped); !errors.Is(err, ErrNotAsker) {
		t.Errorf("another member's vote: %v", err)
	}
	for _, c := range []struct {
		vote Vote
		want string
	}{
		{Helped, "fees/en 1 1 0 0 0; "}, {Helped, "fees/en 1 1 0 0 0; "}, {NotHelped, "fees/en 1 0 1 0 0; "}, {NoVote, "fees/en 1 0 0 0 0; "},
	} {
		if err := judge(cat, c.vote); err != nil {
			t.Fatal(err)
		}
		s.wantCounts(c.want)
	}
	s.do(func(tx store.Tx) error {
		return errors.Join(Escalate(tx, a.No), Escalate(tx, a.No), Suppress(tx, "gas", "zh", dawn), Escalate(tx, 99))
	})
	s.wantCounts("fees/en 1 0 0 1 0; gas/zh 0 0 0 0 1; ")
	s.do(func(tx store.Tx) error { return Forget(tx, a.No) })
	if err := judge(cat, Helped); !errors.Is(err, ErrNoAnswer) {
		t.Errorf("a vote on a forgotten answer: %v", err)
	}
}

func TestOldAnswersAreForgottenInSmallSteps(t *testing.T) {
	s := newShelf(t)
	for i := range 10 {
		a := s.said(i, SaidAnswer, fmt.Sprint("e", i%3), dawn.Add(time.Duration(i)*24*time.Hour))
		s.do(func(tx store.Tx) error { return Replied(tx, a.No, message(100+i)) })
	}
	s.said(0, SaidAnswer, "e0", dawn.Add(9*24*time.Hour)) // the oldest question, edited and answered again
	var from []byte
	for steps := 1; ; steps++ {
		s.do(func(tx store.Tx) (err error) {
			from, err = PruneAnswers(tx, from, dawn.Add(6*24*time.Hour), 3)
			return err
		})
		if from == nil {
			if steps != 4 {
				t.Errorf("10 answers took %d steps of 3", steps)
			}
			break
		}
	}
	s.do(func(tx store.Tx) error {
		for i := range 10 {
			want := i == 0 || i >= 6
			if _, ok, err := AnswerTo(tx, message(i)); ok != want || err != nil {
				t.Errorf("the answer of day %d: found %v, %v", i, ok, err)
			}
		}
		for table, want := range map[string]int{"answer": 5, "answer_message": 10, "answer_entry": 3, "answer_asker": 5} {
			n := 0
			for range tx.Scan(table, nil, nil) {
				n++
			}
			if n != want {
				t.Errorf("table %s has %d rows, want %d", table, n, want)
			}
		}
		return nil
	})
}

func BenchmarkRememberInABatchOfAHundred(b *testing.B) {
	s, i := newShelf(b), 0
	for b.Loop() {
		s.do(func(tx store.Tx) error {
			for range 100 {
				i++
				a := Answered{Question: message(i), Asker: cat, Room: lobby, Said: SaidAnswer, Entry: "fees", Lang: "en", At: dawn.Add(time.Duration(i))}
				if _, err := Remember(tx, a); err != nil {
					return err
				}
			}
			return nil
		})
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(i), "µs/answer")
}
