package escalation_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// clockwork is a bench whose timers of service levels ring as the outbox lets them.
type clockwork struct {
	bench
	now   time.Time
	armed time.Time
	calls []string // the alarms since the last look, as WHAT/WHO PINGS
}

func newClockwork(t *testing.T) *clockwork {
	c := &clockwork{bench: newBench(t), now: noon}
	c.d.Policy.Levels = escalation.DefaultLevels()
	c.meet(mei, lea)
	return c
}

// meet lets the bot see members of the staff.
func (c *clockwork) meet(who ...chat.Member) {
	for _, m := range who {
		c.do(func(tx store.Tx) ([]chat.Action, error) { return c.d.Seen(tx, m, c.now) })
	}
}

// take notes what a change of ticket 1 has brought.
func (c *clockwork) take(as []chat.Action, refused string) {
	c.Helper()
	if refused != "" {
		c.Fatalf("refused: %s", refused)
	}
	for _, a := range as {
		switch e := a.Effect.(type) {
		case chat.Remind:
			if a.Owner == "ticket/1/level" {
				c.armed = e.At
			}
		case chat.Send:
			if p := e.Post.Phrase; p != nil && strings.HasPrefix(p.ID, "alarm-") {
				who := ""
				for _, then := range p.Then {
					who = strings.TrimPrefix(then.ID, "alarm-")
				}
				call := strings.TrimPrefix(p.ID, "alarm-") + "/" + who
				for _, m := range e.Post.Ping {
					call += " " + m.Key
				}
				c.calls = append(c.calls, call)
			}
		}
	}
}

func (c *clockwork) asks(s escalation.Subject) {
	c.Helper()
	c.take(c.open(ann, s, "help "+c.now.String(), c.now))
}

func (c *clockwork) says(who chat.Member, text string) {
	c.Helper()
	c.take(c.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
		m := &chat.Message{ID: chat.MessageID{Platform: "telegram", Key: text + c.now.String()}, From: who, Text: text}
		if who.Role == 0 {
			return c.d.FromMember(tx, t, m, c.now, false, false)
		}
		return c.d.FromStaff(tx, t, m, c.now)
	}))
}

// at sets the clock and lets the timer ring if its time has come, as often as it is set anew for what is past.
func (c *clockwork) at(now time.Time) {
	c.Helper()
	c.now = now
	for i := 0; !c.armed.IsZero() && !c.armed.After(now); i++ {
		due := c.armed
		c.armed = time.Time{}
		c.take(c.do(func(tx store.Tx) ([]chat.Action, error) {
			return c.d.Tick(tx, &chat.Tick{Meta: chat.Meta{At: now}, Owner: "ticket/1/level", Due: due})
		}))
		if i > 5 {
			c.Fatal("the timer rings for ever")
		}
	}
}

func (c *clockwork) expect(calls ...string) {
	c.Helper()
	if got := strings.Join(c.calls, ", "); got != strings.Join(calls, ", ") {
		c.Errorf("at %v: alarms %q, want %q", c.now, got, calls)
	}
	c.calls = nil
}

func TestThoseOnDutyAreCalledOnceAndThenALead(t *testing.T) {
	c := newClockwork(t)
	c.asks(escalation.Urgent)
	c.at(noon.Add(14 * time.Minute))
	c.expect()
	c.at(noon.Add(15 * time.Minute))
	c.expect("answer/duty 8")
	c.at(noon.Add(29 * time.Minute))
	c.expect()
	c.at(noon.Add(30 * time.Minute))
	c.expect("answer/lead 7")
	c.at(noon.Add(100 * time.Hour))
	c.expect()
}

func TestAnAnswerSilencesTheAlarmUntilTheMemberWaitsAgain(t *testing.T) {
	c := newClockwork(t)
	c.asks(escalation.General)
	c.at(noon.Add(50 * time.Minute))
	c.says(mei, "please restart it")
	c.at(noon.Add(5 * time.Hour))
	c.expect()
	c.says(ann, "Thank you!")
	c.at(noon.Add(7 * time.Hour))
	c.expect()
	c.says(ann, "it is broken again")
	c.at(noon.Add(7*time.Hour + 40*time.Minute))
	c.says(ann, "hello?")
	c.at(noon.Add(8 * time.Hour))
	c.expect("answer/duty 8")
}

func TestAlarmsCountTheTimeForWhichTheDeskIsOpen(t *testing.T) {
	c := newClockwork(t)
	c.d.Policy.Hours = office(time.UTC)
	friday := time.Date(2026, 3, 6, 17, 50, 0, 0, time.UTC)
	c.at(friday)
	c.asks(escalation.General)
	monday := time.Date(2026, 3, 9, 9, 50, 0, 0, time.UTC)
	if !c.armed.Equal(monday) {
		t.Errorf("the alarm is set for %v, want %v", c.armed, monday)
	}
	c.at(monday.Add(-time.Minute))
	c.expect()
	c.at(monday)
	c.expect("answer/duty 8")
}

func TestASolutionTakesTheTimeForWhichTheStaffWasWaitedFor(t *testing.T) {
	c := newClockwork(t)
	c.d.Policy.Levels = []escalation.Level{{Solution: 2 * time.Hour}}
	c.asks(escalation.General)
	c.at(noon.Add(time.Hour))
	c.says(mei, "which version?")
	c.at(noon.Add(50 * time.Hour)) // it was the member's turn
	c.says(ann, "1.2.3")
	c.at(noon.Add(51*time.Hour - time.Minute))
	c.expect()
	c.at(noon.Add(51 * time.Hour))
	c.expect("solution/duty 8")
	c.at(noon.Add(53 * time.Hour))
	c.expect("solution/lead 7")
	c.at(noon.Add(99 * time.Hour))
	c.expect()
}

func TestTheLevelOfATierGoesBeforeThatOfAnUrgency(t *testing.T) {
	c := newClockwork(t)
	c.d.Policy.Levels = []escalation.Level{
		{First: time.Hour}, {Urgency: escalation.Urgent, First: 20 * time.Minute}, {Tier: "technical", First: 40 * time.Minute},
		{Tier: "technical", Urgency: escalation.Urgent, Alarm: []time.Duration{5 * time.Minute, 6 * time.Minute, 7 * time.Minute}},
	}
	for i, want := range []struct {
		subject escalation.Subject
		tier    string
		after   time.Duration
	}{{escalation.General, "", time.Hour}, {escalation.Urgent, "", 20 * time.Minute}, {escalation.General, "technical", 40 * time.Minute}, {escalation.Urgent, "technical", 5 * time.Minute}} {
		m := ann
		m.ID.Key = string(rune('a' + i))
		as, refused := c.do(func(tx store.Tx) ([]chat.Action, error) {
			_, as, err := c.d.Open(tx, escalation.Request{Member: m, Subject: want.subject, Tier: want.tier, Room: group, At: noon})
			return as, err
		})
		a, ok := find(as, "remind", "/level")
		if e, _ := a.Effect.(chat.Remind); refused != "" || !ok || !e.At.Equal(noon.Add(want.after)) {
			t.Errorf("%+v: set for %v %s", want, e.At, refused)
		}
	}
}

func TestAnAlarmThatCannotBeRaisedInTheTicketsRoomGoesToTheQueue(t *testing.T) {
	c := newClockwork(t)
	c.asks(escalation.Urgent)
	c.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
		return c.d.Done(tx, &chat.Done{Meta: chat.Meta{At: noon}, Action: chat.Action{Owner: "ticket/1/staff"}, Result: chat.Result{Room: topic}})
	})
	fails := func(a chat.Action) []chat.Action {
		as, _ := c.do(func(tx store.Tx) ([]chat.Action, error) {
			return c.d.Failed(tx, &chat.Failed{Meta: chat.Meta{At: noon}, Action: a, Fault: &chat.Fault{Class: chat.Gone}})
		})
		return as
	}
	as, _ := c.do(func(tx store.Tx) ([]chat.Action, error) {
		return c.d.Tick(tx, &chat.Tick{Meta: chat.Meta{At: noon.Add(15 * time.Minute)}, Owner: "ticket/1/level"})
	})
	a, ok := find(as, "send", "/alarm")
	if !ok || a.Target() != topic {
		t.Fatalf("raised in %v", a.Target())
	}
	as = fails(a)
	if len(as) != 1 || as[0].Target() != forum {
		t.Errorf("then %+v", as)
	}
	if as = fails(chat.Action{Owner: "ticket/1/alarm", Effect: as[0].Effect}); len(as) != 0 {
		t.Errorf("and then %+v", as)
	}
}

func TestNobodyWhoLostTheOfficeIsCalled(t *testing.T) {
	c := newClockwork(t)
	c.d.Office = func(m chat.Member) chat.Role {
		if m.ID == mei.ID {
			return 0
		}
		return m.Role
	}
	c.asks(escalation.Urgent)
	c.at(noon.Add(15 * time.Minute))
	c.expect("answer/nobody")
}

func TestAlarmsAreRaisedOnceHoweverTheClockJumpsAndTheProgramRestarts(t *testing.T) {
	t.Run("a tick that comes early is asked for again", func(t *testing.T) {
		c := newClockwork(t)
		c.asks(escalation.Urgent)
		c.armed = noon // the clock ran ahead when it was set
		c.at(noon.Add(time.Minute))
		c.expect()
		if !c.armed.Equal(noon.Add(15 * time.Minute)) {
			t.Errorf("armed for %v", c.armed)
		}
	})
	t.Run("after a long sleep each calls once, and stays silent when the clock is set back", func(t *testing.T) {
		c := newClockwork(t)
		c.asks(escalation.Urgent)
		c.at(noon.Add(10 * time.Hour))
		c.expect("answer/duty 8", "answer/lead 7")
		c.at(noon.Add(time.Minute))
		c.at(noon.Add(20 * time.Hour))
		c.expect()
	})
	t.Run("words said with the clock ahead are waited for from the next ones on", func(t *testing.T) {
		c := newClockwork(t)
		c.at(noon.Add(24 * 365 * time.Hour))
		c.asks(escalation.Urgent)
		c.at(noon)
		c.says(ann, "anybody?")
		c.at(noon.Add(15 * time.Minute))
		if len(c.calls) != 1 {
			t.Errorf("alarms: %q", c.calls)
		}
	})
	t.Run("at random", func(t *testing.T) {
		for seed := range uint64(40) {
			c, r := newClockwork(t), rand.New(rand.NewPCG(seed, 7))
			c.asks(escalation.Urgent)
			waits, calls := true, 0
			for range 60 {
				c.at(c.now.Add(time.Duration(r.IntN(60)-15) * time.Minute))
				if calls += len(c.calls); !waits && len(c.calls) > 0 || calls > 2 {
					t.Fatalf("seed %d at %v: waits %v, %d alarms: %q", seed, c.now, waits, calls, c.calls)
				}
				c.calls = nil
				switch r.IntN(8) {
				case 0:
					c.says(ann, "and now?")
					waits = true
				case 1:
					c.says(mei, "look here")
					waits, calls = false, 0
				case 2: // restart: all that is known lies in the store
					d := *c.d
					c.d = &d
				}
			}
		}
	})
}
