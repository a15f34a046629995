package faq

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// gap is question n of an asker.
func gap(n int, asker chat.MemberID, text string) Gap {
	return Gap{
		Question: message(n), Hash: TextHash(text), Asker: asker, Room: lobby, Text: text, Lang: "en", Why: WhySilent,
		At: dawn.Add(time.Duration(n) * time.Minute),
	}
}

// keep keeps gaps.
func (s shelf) keep(gaps ...Gap) {
	s.Helper()
	s.do(func(tx store.Tx) error {
		for _, g := range gaps {
			if _, err := KeepGap(tx, g); err != nil {
				return err
			}
		}
		return nil
	})
}

// rows counts what is in the tables of gaps.
func (s shelf) gapRows() (out string) {
	s.Helper()
	s.do(func(tx store.Tx) error {
		for _, table := range []string{"gap", "gap_message", "gap_ticket", gapBy} {
			n := 0
			for range tx.Scan(table, nil, nil) {
				n++
			}
			out += fmt.Sprint(n, " ")
		}
		n, err := gapsKept(tx)
		out += fmt.Sprint(n)
		return err
	})
	return out
}

func (s shelf) wantRows(when, want string) {
	s.Helper()
	if got := s.gapRows(); got != want {
		s.Errorf("%s: rows %s, want %s", when, got, want)
	}
}

// gapTo is what is kept of question n.
func (s shelf) gapTo(n int) (g Gap) {
	s.Helper()
	s.do(func(tx store.Tx) (err error) {
		g, _, err = GapTo(tx, message(n))
		return err
	})
	return g
}

func TestAGapIsKeptOnceAMessageAndFollowsIt(t *testing.T) {
	s := newShelf(t)
	s.keep(gap(1, cat, "how do i pair a ledger"))
	s.do(func(tx store.Tx) error {
		g, _, err := GapTo(tx, message(1))
		g.Ticket = 7
		return errors.Join(err, Followed(tx, g, &StaffReply{Message: message(50), By: "Mei", Text: "Over USB, in Settings."}))
	})
	s.wantRows("with a reply", "1 2 1 1 1")
	s.keep(gap(1, cat, "how do i pair a ledger"))
	if g := s.gapTo(1); g.Reply == nil || g.Ticket != 7 {
		t.Errorf("kept again: %+v", g)
	}
	s.keep(gap(1, cat, "how do i pair a trezor"))
	if g := s.gapTo(1); g.Reply != nil || g.Ticket != 0 || g.Text != "how do i pair a trezor" {
		t.Errorf("after an edit: %+v", g)
	}
	s.wantRows("after an edit", "1 1 0 1 1")
	s.do(func(tx store.Tx) error {
		return DropGap(tx, Gap{No: 3, Question: message(1), Asker: cat, At: dawn.Add(time.Minute)})
	})
	s.wantRows("dropped", "0 0 0 0 0")
}

func TestTheOldestGapMakesRoomWhenThereAreAsManyAsMayBe(t *testing.T) {
	s := newShelf(t)
	s.keep(gap(1, cat, "how do i pair a ledger"), gap(2, dan, "how do i pair a trezor"))
	s.do(func(tx store.Tx) error { return countGaps(tx, MaxGaps-2) })
	s.keep(gap(3, cat, "how do i pair a keystone"))
	if s.gapTo(1).No != 0 || s.gapTo(2).No == 0 || s.gapTo(3).No == 0 {
		t.Error("another than the oldest was dropped")
	}
	s.wantRows("after one more", fmt.Sprint("2 2 0 2 ", MaxGaps))
}

func TestNoMoreGapsAreKeptThanMayBeAndTheNewestStay(t *testing.T) {
	s := newShelf(t)
	const more = 50
	for n := 0; n < MaxGaps+more; {
		s.do(func(tx store.Tx) error {
			for end := n + 1000; n < min(end, MaxGaps+more); n++ {
				asker := chat.MemberID{Platform: "test", Key: fmt.Sprint("asker", n)}
				if kept, err := KeepGap(tx, gap(n, asker, fmt.Sprint("question ", n))); err != nil || !kept {
					return fmt.Errorf("question %d: kept %v: %w", n, kept, err)
				}
			}
			return nil
		})
	}
	s.wantRows("when full", fmt.Sprint(MaxGaps, MaxGaps, 0, MaxGaps, MaxGaps))
	if s.gapTo(more-1).No != 0 || s.gapTo(more).No == 0 || s.gapTo(MaxGaps+more-1).No == 0 {
		t.Error("others than the oldest were dropped")
	}
	s.do(func(tx store.Tx) error {
		open, err := OpenGaps(tx, 10)
		if len(open) != 10 || open[9].Question != message(MaxGaps+more-1) || open[0].Question != message(MaxGaps+more-10) {
			t.Errorf("the newest ten: %+v", open)
		}
		return err
	})
}

func TestOpenGapsAreFoundBehindManyThatAreSettled(t *testing.T) {
	s := newShelf(t)
	s.do(func(tx store.Tx) error {
		for n := range 400 {
			if _, err := KeepGap(tx, gap(n, chat.MemberID{Platform: "test", Key: fmt.Sprint(n)}, "how")); err != nil {
				return err
			}
			g, _, err := GapTo(tx, message(n))
			if n > 5 {
				g.Ruling = 1
			}
			if err := errors.Join(err, putGap(tx, g)); err != nil {
				return err
			}
		}
		open, err := OpenGaps(tx, 4)
		if len(open) != 4 || open[0].Question != message(2) || open[3].Question != message(5) {
			t.Errorf("open: %+v", open)
		}
		return err
	})
}

func TestGapsAreBoundedByAskerAndByTime(t *testing.T) {
	s := newShelf(t)
	for n := range GapsPerDay + 5 {
		s.keep(gap(n, cat, fmt.Sprint("question ", n)))
	}
	s.keep(gap(100, dan, strings.Repeat("x", 1<<20)))
	if len(s.gapTo(100).Text) > maxGapText {
		t.Error("a long question is kept whole")
	}
	s.wantRows("one asker's", fmt.Sprint(GapsPerDay+1, " ", GapsPerDay+1, " 0 ", GapsPerDay+1, " ", GapsPerDay+1))
	s.do(func(tx store.Tx) error {
		_, err := PruneGaps(tx, nil, dawn.Add(50*time.Minute), 1000)
		return err
	})
	s.wantRows("pruned", "1 1 0 1 1")
	s.do(func(tx store.Tx) error {
		n, err := ForgetAsker(tx, dan)
		if n != 1 {
			t.Errorf("%d questions forgotten", n)
		}
		return err
	})
	s.wantRows("forgotten", "0 0 0 0 0")
}
