package escalation_test

import (
	"strconv"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// told is what a member who opens a ticket is told about the time; its figures are separated by spaces.
func (b bench) told(s escalation.Subject, at time.Time) string {
	b.Helper()
	asker := stranger()
	as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, as, err := b.d.Open(tx, escalation.Request{Member: asker, Subject: s, Lang: "en", Room: group, At: at})
		return as, err
	})
	for _, a := range as {
		e, _ := a.Effect.(chat.Send)
		if e.Post.Phrase == nil {
			continue
		}
		for _, p := range e.Post.Phrase.Then {
			switch p.ID {
			case "desk-opens":
				return "opens " + p.Args["day"].Phrase.ID + " " + p.Args["date"].Text + " " + p.Args["time"].Text + " " + p.Args["zone"].Text
			case "expect-usually":
				return p.Args["half"].Wait + " " + p.Args["most"].Wait
			case "expect-within":
				return p.Args["most"].Wait
			}
		}
	}
	return ""
}

// waited lets a member open a ticket that is answered after a time.
func (b bench) waited(opened time.Time, took time.Duration) {
	b.Helper()
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		t, as, err := b.d.Open(tx, escalation.Request{Member: stranger(), Subject: escalation.General, Lang: "zh", Room: group, At: opened})
		if err != nil {
			return nil, err
		}
		said := &chat.Message{ID: chat.MessageID{Platform: "telegram", Key: "answer" + strconv.FormatUint(t.ID, 10)}, From: mei, Text: "hello"}
		more, err := b.d.FromStaff(tx, t, said, opened.Add(took))
		return append(as, more...), err
	})
}

func TestTheExpectedWaitIsThatOfTheLastWeeksAtThisHour(t *testing.T) {
	b := newBench(t)
	b.d.Policy.Hours.Zone = zone(t, "Asia/Kathmandu") // whose hours begin at a quarter
	for i, minutes := range []int{4, 7, 3, 12} {
		b.waited(noon.Add(time.Duration(i)*time.Minute), time.Duration(minutes)*time.Minute)
	}
	if got := b.told(escalation.General, noon.Add(10*time.Minute)); got != "" {
		t.Errorf("promised %q of four answers", got)
	}
	b.waited(noon.Add(4*time.Minute), 61*time.Minute)
	if got := b.told(escalation.General, noon.Add(10*time.Minute)); got != "7m0s 1h5m0s" {
		t.Errorf("promised %q", got)
	}
	if got := b.told(escalation.Urgent, noon.Add(10*time.Minute)); got != "" {
		t.Errorf("promised %q where it is urgent", got)
	}
	if got := b.told(escalation.General, noon.Add(2*time.Hour)); got != "" {
		t.Errorf("promised %q at another hour", got)
	}
	if got := b.told(escalation.General, noon.Add(24*time.Hour)); got != "7m0s 1h5m0s" {
		t.Errorf("promised %q the next day at this hour", got)
	}
	if got := b.told(escalation.General, noon.Add(8*7*24*time.Hour)); got != "" {
		t.Errorf("promised %q two months later", got)
	}
	if got := b.told(escalation.General, noon.Add(-24*time.Hour)); got != "" {
		t.Errorf("promised %q before any of it, as after a clock was set back", got)
	}
}

func TestAnswersThatTookAlikeAreToldInOneFigureAndFewAreKept(t *testing.T) {
	b := newBench(t)
	for i := range 100 {
		b.waited(noon.Add(time.Duration(i)*time.Second), 3*time.Hour)
	}
	for i := range 40 {
		b.waited(noon.Add(10*time.Minute+time.Duration(i)*time.Second), 12*time.Minute)
	}
	if got := b.told(escalation.General, noon.Add(20*time.Minute)); got != "15m0s" {
		t.Errorf("promised %q", got)
	}
}

func TestOutsideTheHoursTheMemberIsToldOnceWhenTheDeskOpens(t *testing.T) {
	b := newBench(t)
	b.d.Policy.Hours = office(zone(t, "Asia/Shanghai"), escalation.Date{Year: 2026, Month: time.March, Day: 5})
	evening := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC) // 20:00 there
	if got, want := b.told(escalation.General, evening), "opens weekday-fri 2026-03-06 09:00 Asia/Shanghai"; got != want {
		t.Errorf("told %q, want %q", got, want)
	}
	if got := b.told(escalation.General, evening.Add(40*time.Hour)); got != "" {
		t.Errorf("told %q while it is open", got)
	}

	b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Reached(tx, ann.ID, true, noon) })
	b.open(ann, escalation.General, "help", evening.Add(-4*time.Hour))
	says := func(at time.Time) bool {
		as, _ := b.on(3, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
			return b.d.FromMember(tx, t, &chat.Message{ID: chat.MessageID{Platform: "telegram", Key: at.String()}, From: ann, Text: "more"}, at, false, false)
		})
		for _, a := range as {
			if e, _ := a.Effect.(chat.Send); e.Post.Phrase != nil && e.Post.Phrase.ID == "desk-opens" {
				return true
			}
		}
		return false
	}
	for _, c := range []struct {
		after time.Duration
		told  bool
	}{{-time.Hour * 3, false}, {0, true}, {time.Hour, false}, {38 * time.Hour, false}, {48 * time.Hour, true}} {
		if got := says(evening.Add(c.after)); got != c.told {
			t.Errorf("%v later: told %v", c.after, got)
		}
	}
}
