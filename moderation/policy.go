package moderation

import (
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Policy is what the guard may do by itself. The zero value reports and does nothing else.
type Policy struct {
	Steps   map[Rule]Step
	PerHour int           // mutes, kicks and bans by itself in an hour, over all rules; beyond it the guard only reports
	Younger time.Duration // only accounts that are younger, or known for less, are acted on; 0: all
	MuteFor time.Duration
	Delete  map[Rule]bool // the message that raised the flag is taken away
}

// DefaultPolicy reports, and would do little at a time if it were allowed to do more.
func DefaultPolicy() Policy {
	return Policy{PerHour: 10, MuteFor: 24 * time.Hour}
}

// Step is how far the guard goes by itself, or a moderator went.
type Step string

const (
	ToReport Step = "report"
	ToWarn   Step = "warn" // in reply, where everybody reads
	ToMute   Step = "mute"
	ToKick   Step = "kick"
	ToBan    Step = "ban"
)

// Steps are all of them, from the least.
var Steps = []Step{ToReport, ToWarn, ToMute, ToKick, ToBan}

// sanction is what a step asks of the platform; empty for those that sanction nobody.
func (s Step) sanction() chat.SanctionKind {
	switch s {
	case ToMute:
		return chat.Mute
	case ToKick:
		return chat.Kick
	case ToBan:
		return chat.Ban
	}
	return ""
}

// reverse takes a step's sanction back; a kick cannot be.
func (s Step) reverse() chat.SanctionKind {
	switch s {
	case ToMute:
		return chat.Unmute
	case ToBan:
		return chat.Unban
	}
	return ""
}

// Spared is why the guard did less than the policy says.
type Spared string

const (
	SparedLimit Spared = "limit" // too much was done within the hour
	SparedAge   Spared = "age"   // the account is too old
)

// hour counts what the guard did by itself.
type hour struct {
	Began time.Time `json:"began"`
	Acts  int       `json:"acts"`
}

var hours = store.Table[hour]{Name: "guard"}

var hourKey = []byte("hour")

// step is what the policy lets the guard do about an account by itself, and what kept it from more. It counts what will be done.
func (p *Policy) step(tx store.Tx, r Rule, age time.Duration, at time.Time) (Step, Spared, error) {
	s := p.Steps[r]
	switch {
	case s == "":
		return ToReport, "", nil
	case s.sanction() == "":
		return s, "", nil
	case p.Younger > 0 && age >= p.Younger:
		return ToReport, SparedAge, nil
	}
	h, _, err := hours.Get(tx, hourKey)
	if err != nil {
		return ToReport, "", err
	}
	if passed := at.Sub(h.Began); passed >= time.Hour || passed < 0 {
		h = hour{Began: at}
	}
	if h.Acts >= p.PerHour {
		return ToReport, SparedLimit, nil
	}
	h.Acts++
	return s, "", hours.Put(tx, hourKey, h)
}
