package chat

import (
	"context"
	"net/http"
	"sync/atomic"
	"time"
)

// Examiner is an adapter that can prove whether what a community has set up on its platform works. It may be asked before Run has
// connected, and beside it.
type Examiner interface {
	// Examine asks the platform and, where it is told to, does what the desk will do. It returns what is wrong, the worst first
	// where one thing hides the others, and nothing when all is well. What it opens, it puts away again. Calls are made within
	// the budgets and not repeated; what could not be asked is a finding too.
	Examine(ctx context.Context, s Setup) []Finding
}

// Setup is what a community has decided for one platform.
type Setup struct {
	Watched                                []RoomID
	Support, Staff, Queue, Moderators, Log RoomID

	Offices []string // groups whose holders are staff: no sanction need reach them

	Serving bool          // a process receives this bot's events already, as it should
	Try     bool          // open a thread where threads will be opened, and register the commands; else only ask
	Listen  time.Duration // how long to listen for another receiver of the bot's events; 0: not
}

// Finding is something that is wrong, and what mends it: where to click, or what to type.
type Finding struct {
	Level     Level
	Says, Fix *Phrase
}

// Level is how bad a finding is.
type Level string

const (
	Wrong Level = "error"   // something does not work
	Doubt Level = "warning" // something works less well than it could
)

// How far a clock may be off before that is told, and before it is an error.
const (
	onTime = time.Minute
	tooOff = 5 * time.Minute
)

// Clock compares this machine's clock with a server's, by the dates of its answers. Its zero value has heard none.
type Clock struct{ ahead atomic.Pointer[time.Duration] }

// Heard takes the date of an answer that has just come.
func (c *Clock) Heard(h http.Header) {
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		ahead := time.Since(date)
		c.ahead.Store(&ahead)
	}
}

// Examine tells a clock that is off by a minute or more. Beyond five minutes answers count as too late before they are sent, or
// wait too long.
func (c *Clock) Examine() []Finding {
	ahead := c.ahead.Load()
	if ahead == nil || ahead.Abs() < onTime {
		return nil
	}
	by := ahead.Abs().Round(time.Second).String()
	f := Finding{Level: Doubt, Says: Say("exam-clock-ahead", "by", by), Fix: Say("exam-clock-fix")}
	if *ahead < 0 {
		f.Says = Say("exam-clock-behind", "by", by)
	}
	if ahead.Abs() >= tooOff {
		f.Level = Wrong
	}
	return []Finding{f}
}
