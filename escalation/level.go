package escalation

import (
	"cmp"
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Level is what a community promises for tickets of a tier and an urgency, in time for which the desk is open. Zero: nothing
// is promised, and nobody is called.
type Level struct {
	Tier     string  // "": any; [FirstLine]: that of tickets without one
	Urgency  Subject // "": any
	First    time.Duration
	Next     time.Duration
	Solution time.Duration

	// Alarm are waits for an answer, rising: after the first those on duty are called, after each further one the leads. Without
	// them it is after the promised time, and after twice that.
	Alarm []time.Duration
}

// DefaultLevels are those of a community that decided none: an answer within a quarter of an hour where it is urgent, within
// an hour otherwise.
func DefaultLevels() []Level {
	return []Level{
		{Urgency: Urgent, First: 15 * time.Minute, Next: 15 * time.Minute},
		{First: time.Hour, Next: time.Hour},
	}
}

// level is the one that fits the ticket best: by tier rather than by urgency, rather than any.
func (p *Policy) level(t *Ticket) (best Level) {
	rank := -1
	for _, l := range p.Levels {
		if l.Tier != "" && l.Tier != tierOf(t.Tier) || l.Urgency != "" && l.Urgency != t.Subject {
			continue
		}
		r := 0
		if l.Tier != "" {
			r += 2
		}
		if l.Urgency != "" {
			r++
		}
		if r > rank {
			best, rank = l, r
		}
	}
	return best
}

// tierOf is a tier, the first line if a ticket has none.
func tierOf(name string) string { return cmp.Or(name, FirstLine) }

// Clock is what the service levels count of a ticket. It runs while the member waits for the staff.
type Clock struct {
	Answered time.Time     `json:"answered,omitzero"` // the first answer
	Waits    time.Time     `json:"waits,omitzero"`    // since when the member waits; zero: does not
	Called   int           `json:"called,omitempty"`  // alarms that this wait has raised
	Worked   time.Duration `json:"worked,omitempty"`  // working time for which the member had waited before
	Late     int           `json:"late,omitempty"`    // alarms raised because there is no solution
	Opens    time.Time     `json:"opens,omitzero"`    // the opening of the desk that the member was told last
}

// wait starts the clock if it does not run. One that was started while the machine's clock ran ahead is set back with it.
func (c *Clock) wait(at time.Time) {
	if c.Waits.IsZero() || c.Waits.After(at) {
		c.Waits = at
	}
}

// rest stops the clock.
func (c *Clock) rest(h *Hours, at time.Time) {
	if !c.Waits.IsZero() {
		c.Worked += h.Between(c.Waits, at)
	}
	c.Waits, c.Called = time.Time{}, 0
}

// turned keeps the clock of a ticket that has entered a state: a new or reopened one waits, a solved or closed one does not.
func (d *Desk) turned(t *Ticket, from State, at time.Time) {
	switch {
	case from == "", from == Closed:
		t.Clock.Worked, t.Clock.Late = 0, 0
		t.Clock.wait(at)
	case t.State == Solved, t.State == Closed:
		t.Clock.rest(&d.Policy.Hours, at)
	}
}

// waits starts the clock at a member's words, but for mere thanks.
func (t *Ticket) waits(m *chat.Message, at time.Time) {
	if len(m.Files) > 0 || !thanks(m.Text) {
		t.Clock.wait(at)
	}
}

// answered stops the clock, and remembers how long a first answer took.
func (d *Desk) answered(tx store.Tx, t *Ticket, at time.Time) error {
	t.Clock.rest(&d.Policy.Hours, at)
	if !t.Clock.Answered.IsZero() {
		return nil
	}
	t.Clock.Answered = at
	if err := d.firstAnswer(tx, t, at); err != nil {
		return err
	}
	return d.remember(tx, t, at)
}

// alarm is the next call to the staff about a ticket, a pure function of it.
type alarm struct {
	at       time.Time
	solution bool // what is missing is the solution, else an answer
	stage    int  // 0: those on duty are called, else the leads
}

// nextAlarm is the ticket's next one; a zero time is never.
func (d *Desk) nextAlarm(t *Ticket) (a alarm) {
	c, l := t.Clock, d.Policy.level(t)
	if c.Waits.IsZero() || !t.Open() {
		return a
	}
	promised := l.Next
	if c.Answered.IsZero() {
		promised = l.First
	}
	steps := l.Alarm
	if len(steps) == 0 {
		steps = twice(promised)
	}
	if c.Called < len(steps) {
		a.at, _ = d.Policy.Hours.After(c.Waits, steps[c.Called])
		a.stage = c.Called
	}
	if steps = twice(l.Solution); c.Late < len(steps) {
		at, ok := d.Policy.Hours.After(c.Waits, max(0, steps[c.Late]-c.Worked))
		if ok && (a.at.IsZero() || at.Before(a.at)) {
			a = alarm{at: at, solution: true, stage: c.Late}
		}
	}
	return a
}

// twice are the alarms of a promise: when it is broken, and when as much time again has passed.
func twice(promised time.Duration) []time.Duration {
	if promised <= 0 {
		return nil
	}
	return []time.Duration{promised, 2 * promised}
}

func (d *Desk) levelDue(t *Ticket) time.Time { return d.nextAlarm(t).at }

// ringLevel raises the alarms whose time has come, each once: after a time in which nobody served, one call stands for all of
// its kind, made by the last.
func (d *Desk) ringLevel(tx store.Tx, t *Ticket, at time.Time) (as []chat.Action, err error) {
	var due []alarm
	for a := d.nextAlarm(t); !a.at.IsZero() && !a.at.After(at); a = d.nextAlarm(t) {
		count := &t.Clock.Called
		if a.solution {
			count = &t.Clock.Late
		}
		*count++
		due = slices.DeleteFunc(due, func(o alarm) bool { return o.solution == a.solution && (o.stage > 0) == (a.stage > 0) })
		due = append(due, a)
	}
	for _, a := range due {
		more, err := d.raise(tx, t, a, at)
		if err != nil {
			return nil, err
		}
		as = append(as, more...)
	}
	return as, nil
}

// raise calls those on duty where the staff of the ticket talks, or the leads where all of it reads; who is on another platform
// is called in the queue there. What the member reads is no place for it.
func (d *Desk) raise(tx store.Tx, t *Ticket, a alarm, at time.Time) (as []chat.Action, err error) {
	room, who := t.StaffRoom, "alarm-duty"
	if room.IsZero() || t.oneRoom() || t.Shared || a.stage > 0 {
		room = d.toQueue(*t, nil).Target()
	}
	if a.stage > 0 {
		who = "alarm-lead"
	}
	called, err := d.callees(tx, t, a.stage > 0, at)
	if err != nil {
		return nil, err
	}
	rooms := d.roomsOf(room, called)
	for _, room := range rooms {
		post := chat.Post{Phrase: d.alarmPhrase(t, a, room, at)}
		if len(called) == 0 {
			post.Phrase.Lines(chat.Say("alarm-nobody"))
		}
		for _, c := range called {
			if c.Member.ID.Platform == room.Platform {
				post.Phrase.Lines(chat.Say(who, "member", Rep{c.Member.ID, c.Member.Name}.mention()))
				post.Ping = append(post.Ping, c.Member.ID)
			}
		}
		if room == t.Queue {
			post.ReplyTo = t.Card
		}
		as = append(as, chat.Action{Owner: t.owner("alarm"), Priority: chat.Relay, Effect: chat.Send{Room: room, Post: post}})
	}
	return as, d.record(tx, t.ID, Record{What: who, At: at})
}

// alarmLost raises an alarm in the queue that could not be raised in the ticket's own room.
func (d *Desk) alarmLost(t *Ticket, e *chat.Failed) []chat.Action {
	send, ok := e.Action.Effect.(chat.Send)
	queue := d.toQueue(*t, nil).Target()
	if !ok || send.Room == queue || queue.IsZero() || queue.Platform != send.Room.Platform {
		return nil
	}
	send.Room, send.Post.ReplyTo = queue, chat.MessageID{}
	return []chat.Action{{Priority: chat.Relay, Effect: send}}
}

// alarmPhrase tells in a room what is missing, for how long, and where to go.
func (d *Desk) alarmPhrase(t *Ticket, a alarm, room chat.RoomID, at time.Time) *chat.Phrase {
	missing, waited := "alarm-answer", d.Policy.Hours.Between(t.Clock.Waits, at)
	if a.solution {
		missing = "alarm-solution"
		waited += t.Clock.Worked
	}
	p := chat.Say(missing, "number", t.number(), "name", t.Name, "subject", chat.Say("subject-"+string(t.Subject)),
		"state", t.Standing(), "wait", chat.Arg{Wait: max(waited, time.Minute).Truncate(time.Minute).String()})
	if !t.StaffRoom.IsZero() && room != t.StaffRoom {
		p.Lines(chat.Say("card-room", "room", t.staffLink()))
	}
	return p
}
