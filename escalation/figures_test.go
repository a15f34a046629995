package escalation_test

import (
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// says lets somebody write in a ticket.
func (b bench) says(id uint64, who chat.Member, words string, at time.Time, files ...chat.File) []chat.Action {
	b.Helper()
	as, refused := b.on(id, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
		m := &chat.Message{ID: chat.MessageID{Platform: "telegram", Key: words}, From: who, Text: words, Files: files}
		if who.Role.Staff() {
			return b.d.FromStaff(tx, t, m, at)
		}
		return b.d.FromMember(tx, t, m, at, false, false)
	})
	want(b.T, words, refused, "")
	return as
}

func (b bench) figures() (out []escalation.Figures) {
	b.Helper()
	b.do(func(tx store.Tx) (_ []chat.Action, err error) {
		out, err = escalation.FiguresBetween(tx, "2026-01-01", "2026-12-31")
		return nil, err
	})
	return out
}

func TestFiguresCountADayByItsOwnCalendar(t *testing.T) {
	b := newBench(t)
	b.d.Watch.Calendar = time.FixedZone("UTC+8", 8*60*60)
	var watched []string
	b.d.Watch.Counted = func(c escalation.Counted) { watched = append(watched, c.What) }
	late := time.Date(2026, 3, 4, 15, 59, 0, 0, time.UTC) // a minute to midnight there
	b.open(ann, escalation.General, "help", late)
	b.claim(1, mei)
	b.says(1, mei, "what is it?", late.Add(10*time.Minute))
	b.says(1, mei, "well?", late.Add(20*time.Minute))
	want(t, "close", b.close(1, mei, late.Add(2*time.Hour)), "")
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		ticket, err := escalation.Find(tx, 1)
		if err != nil {
			return nil, err
		}
		return nil, b.d.Rate(tx, ticket, ann.ID, 4, late.Add(3*time.Hour))
	})
	all := b.figures()
	if len(all) != 2 || all[0].Day != "2026-03-04" || all[1].Day != "2026-03-05" || all[0].Lang != "en" {
		t.Fatalf("days: %+v", all)
	}
	first, next := all[0], all[1]
	if first.Opened != 1 || first.Claimed != 1 || next.Closed != 1 || next.Ratings != [5]uint64{0, 0, 0, 1, 0} {
		t.Errorf("counted %+v and %+v", first, next)
	}
	answer, solution := next.Answers[23], next.Solutions[23]
	if n := answer.Count(); n != 1 || (answer.Quantile(0.5)-10*time.Minute).Abs() > time.Minute {
		t.Errorf("%d first answers, after %v", n, answer.Quantile(0.5))
	}
	if took := solution.Quantile(0.9); solution.Count() != 1 || took < 108*time.Minute || took > 132*time.Minute {
		t.Errorf("solved after %v", took)
	}
	if got := strings.Join(watched, " "); got != "opened claimed first_answer closed solution rating" {
		t.Errorf("watched %s", got)
	}
}

func TestAReopenedTicketCountsItsFirstSolution(t *testing.T) {
	b := newBench(t)
	b.open(ann, escalation.General, "help", noon)
	b.claim(1, mei)
	b.says(1, mei, "so", noon.Add(time.Minute))
	b.close(1, mei, noon.Add(time.Hour))
	b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
		return b.d.Reopen(tx, t, ann, nil, false, noon.Add(2*time.Hour))
	})
	b.close(1, lea, noon.Add(40*time.Hour))
	var sum escalation.Figures
	for _, f := range b.figures() {
		sum.Closed, sum.Reopened = sum.Closed+f.Closed, sum.Reopened+f.Reopened
		for _, s := range f.Solutions {
			if sum.Solutions == nil {
				sum.Solutions = map[int]escalation.Spread{}
			}
			all := sum.Solutions[0]
			all.Plus(s)
			sum.Solutions[0] = all
		}
	}
	if sum.Closed != 2 || sum.Reopened != 1 || sum.Solutions[0].Count() != 1 {
		t.Errorf("counted %+v", sum)
	}
}

func TestFiguresOfLongAgoArePruned(t *testing.T) {
	b := newBench(t)
	b.open(ann, escalation.General, "help", noon.AddDate(0, 0, -2))
	b.open(bob, escalation.General, "help too", noon)
	b.do(func(tx store.Tx) ([]chat.Action, error) { return nil, escalation.PruneFigures(tx, noon, 100) })
	if all := b.figures(); len(all) != 1 || all[0].Day != "2026-03-04" {
		t.Errorf("left: %+v", all)
	}
}
