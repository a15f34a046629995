package moderation

import (
	"fmt"
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Spared is why the guard did less than the policy says.
type Spared string

const (
	SparedLimit     Spared = "limit"     // too much was done within the hour
	SparedAge       Spared = "age"       // the account is too old
	SparedStaff     Spared = "staff"     // the account holds an office, or is an official's
	SparedAdmin     Spared = "admin"     // it administers a group
	SparedChannel   Spared = "channel"   // a channel wrote, not an account
	SparedAnonymous Spared = "anonymous" // an administrator wrote in the group's name
	SparedBot       Spared = "bot"       // a bot or a webhook wrote
	SparedQuote     Spared = "quote"     // the message asks about what it quotes, or warns of it
	SparedBefore    Spared = "before"    // the account had the name before it was protected
	SparedFormer    Spared = "former"    // the account was an official's until now
)

// hour counts what the guard did by itself.
type hour struct {
	Began time.Time `json:"began"`
	Acts  int       `json:"acts"`
	Warns int       `json:"warns,omitempty"` // in public; they are counted apart
	Told  bool      `json:"told,omitempty"`  // that the limit is reached
}

var hours = store.Table[hour]{Name: "guard"}

var hourKey = []byte("hour")

// thisHour is the count that an act at a time falls into. An hour begins with its first act.
func thisHour(tx store.Tx, at time.Time) (hour, error) {
	h, _, err := hours.Get(tx, hourKey)
	if err != nil {
		return h, fmt.Errorf("guard: %w", err)
	}
	if passed := at.Sub(h.Began); passed >= time.Hour || passed <= -time.Hour { // events of two platforms may overtake each other
		h = hour{Began: at}
	}
	return h, nil
}

// ThisHour is how much the guard did by itself within the hour.
func (g *Guard) ThisHour(tx store.Tx, at time.Time) (int, error) {
	h, err := thisHour(tx, at)
	return h.Acts, err
}

// decision is what the guard does by itself about a flag, and what kept it from more.
type decision struct {
	policy InForce
	step   Step
	delete bool // the message is taken away
	spared Spared
	tell   bool // the moderators are told that the limit of the hour is reached: once in each
	limit  int
}

// leastWarnings may be given in an hour, however little else the guard may do.
const leastWarnings = 10

// aboutMessages reports a rule about what was written, whoever wrote it.
func (r Rule) aboutMessages() bool {
	return r == ByLink || r == BySuspicion || r == ByLure || r == ByAddress
}

// step is what the policy lets the guard do by itself about an account of an age. It counts what will be done.
func (p *Policy) step(tx store.Tx, r Rule, age time.Duration, spared Spared, at time.Time) (decision, error) {
	now, err := p.inForce(tx, r)
	if err != nil {
		return decision{}, err
	}
	d := decision{policy: now, step: now.Step, delete: now.Delete}
	report := func(why Spared) decision { return decision{policy: now, step: ToReport, spared: why} }
	harmless := d.step.sanction() == "" && !d.delete
	switch {
	case d.step == ToReport && !d.delete:
		return d, nil
	case spared != "":
		return report(spared), nil
	case p.Younger > 0 && age >= p.Younger && !(harmless && r.aboutMessages()): // such a warning names nobody
		return report(SparedAge), nil
	}
	h, err := thisHour(tx, at)
	if err != nil {
		return decision{}, err
	}
	done, most := &h.Acts, p.PerHour
	if harmless {
		done, most = &h.Warns, max(p.PerHour, leastWarnings)
	}
	if *done >= most {
		d = report(SparedLimit)
		d.tell, d.limit, h.Told = !h.Told, most, true
	} else {
		*done++
	}
	return d, hours.Put(tx, hourKey, h)
}

// spares is why an account is never acted on by itself; empty for those that may be. Names prove nothing: offices and
// administrators are known by their IDs.
func (g *Guard) spares(tx store.Tx, m chat.Member) (Spared, error) {
	switch {
	case m.Kind == chat.Channel:
		return SparedChannel, nil
	case m.Kind == chat.Anonymous:
		return SparedAnonymous, nil
	case m.Role.Staff():
		return SparedStaff, nil
	case m.Administers():
		return SparedAdmin, nil
	}
	e, err := g.Register.At(tx)
	if err != nil {
		return "", err
	}
	if _, official := e.Roster.ByAccount(m.ID); official {
		return SparedStaff, nil
	}
	if is, err := administers(tx, m.ID); err != nil || is {
		return SparedAdmin, err
	}
	if k, _, err := KnownOf(tx, m.ID); err != nil || k.Staff {
		return SparedStaff, err
	}
	return "", nil
}

// administrators remembers who administers a room, where messages do not tell it.
var administrators = store.Table[[]chat.MemberID]{Name: "administrator"} // room

// Administrators takes note of who administers a room, as its platform told.
func (g *Guard) Administrators(tx store.Tx, room chat.RoomID, all []chat.MemberID) error {
	was, _, err := administrators.Get(tx, store.Key(room))
	if err != nil || slices.Equal(was, all) {
		return err
	}
	return administrators.Put(tx, store.Key(room), all)
}

func administers(tx store.Tx, m chat.MemberID) (bool, error) {
	for row, err := range administrators.Scan(tx, []byte(string(m.Platform)+":"), nil) {
		if err != nil {
			return false, fmt.Errorf("administrators: %w", err)
		}
		if slices.Contains(row.Value, m) {
			return true, nil
		}
	}
	return false, nil
}
