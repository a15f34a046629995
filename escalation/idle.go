package escalation

import (
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Solve says that the staff thinks a ticket is solved. The member is asked; it closes by itself unless he says otherwise. Who
// may close may do this.
func (d *Desk) Solve(tx store.Tx, t Ticket, rep chat.Member, at time.Time) ([]chat.Action, error) {
	switch {
	case !t.Open():
		return nil, chat.Refuse("ticket-is-closed", "number", t.number())
	case t.State == Solved:
		return nil, chat.Refuse("solve-already", "number", t.number())
	}
	if err := t.heldBy(rep); err != nil && !d.Policy.Claims.Anyone {
		return nil, err
	}
	if err := d.enter(tx, &t, Solved, rep, "", at); err != nil {
		return nil, err
	}
	as := d.askSolved(&t)
	return d.moved(tx, t, as)
}

// askSolved asks the member whether a ticket is solved.
func (d *Desk) askSolved(t *Ticket) []chat.Action {
	ask := chat.Say("solved-ask", "number", t.number())
	if d.Policy.Claims.Solved > 0 {
		ask.And(chat.Say("solved-closes", "wait", chat.Arg{Wait: d.Policy.Claims.Solved.String()}))
	}
	return d.askMember(t, ask)
}

// askMember asks whether a ticket is still open, with a button for each answer. A member without a room is asked in the next one,
// and has the whole time from then on: see asksNow.
func (d *Desk) askMember(t *Ticket, p *chat.Phrase) []chat.Action {
	if t.MemberRoom.IsZero() {
		return nil
	}
	a := t.notice(t.MemberRoom, p, chat.MessageID{})
	a.Owner = t.owner("notice/" + newsAsked)
	send, _ := a.Effect.(chat.Send)
	send.Post.Buttons = [][]chat.Button{{
		{Phrase: chat.Say("button-not-solved"), Data: "t:" + t.number() + ":unsolved"},
		{Phrase: chat.Say("button-is-solved"), Data: "t:" + t.number() + ":confirm"},
	}}
	send.Post.Ping = []chat.MemberID{t.Member}
	a.Effect = send
	return []chat.Action{a}
}

// Unsolved takes the member's word that a ticket is not solved, or not forgotten: it is the staff's turn again. One that has
// closed meanwhile is reopened.
func (d *Desk) Unsolved(tx store.Tx, t Ticket, m chat.Member, at time.Time) ([]chat.Action, error) {
	if err := t.Of(tx, m.ID); err != nil {
		return nil, err
	}
	switch {
	case t.State == Closed:
		return d.Reopen(tx, t, m, nil, false, at)
	case t.State != Solved && t.State != WaitingMember:
		return nil, chat.Refuse("unsolved-known", "number", t.number())
	}
	as, err := d.undo(tx, &t, m, at)
	if err != nil {
		return nil, err
	}
	return d.moved(tx, t, as)
}

// undo takes a ticket up again that was solved or waited for its member. The caller tells the member and ends with moved.
func (d *Desk) undo(tx store.Tx, t *Ticket, by chat.Member, at time.Time) ([]chat.Action, error) {
	to := WaitingStaff
	if t.Holder.IsZero() {
		to = New
	}
	if err := d.enter(tx, t, to, by, string(Undone), at); err != nil {
		return nil, err
	}
	if own, err := t.owned(tx, by.ID); err != nil || !own {
		return nil, err
	}
	return d.stillOpen(t), nil
}

// stillOpen tells the holder, or if there is none the queue, that the member wants more.
func (d *Desk) stillOpen(t *Ticket) []chat.Action {
	p := chat.Say("still-open", "number", t.number(), "name", t.Name)
	if t.Holder.IsZero() {
		return d.inQueueOf(t, t.staffOn(), p)
	}
	return d.beforeStaff(t, p.Lines(chat.Say("called", "name", t.Rep().mention())), t.Holder)
}

// Confirm takes the member's word that a ticket is solved, and closes it.
func (d *Desk) Confirm(tx store.Tx, t Ticket, m chat.Member, at time.Time) ([]chat.Action, error) {
	if err := t.Of(tx, m.ID); err != nil {
		return nil, err
	}
	switch {
	case t.State == Closed:
		return nil, chat.Refuse("confirm-late", "number", t.number())
	case t.State != Solved && t.State != WaitingMember:
		return nil, chat.Refuse("unsolved-known", "number", t.number())
	}
	as, err := d.end(tx, &t, m, Confirmed, "", at)
	if err != nil {
		return nil, err
	}
	return d.moved(tx, t, as)
}

// solvedTimer closes a solved ticket whose member says nothing against it.
func (d *Desk) solvedTimer() timer {
	return timer{
		kind: "solved",
		due: func(t *Ticket) time.Time {
			if t.State != Solved || d.Policy.Claims.Solved == 0 {
				return time.Time{}
			}
			return lastOf(t.Since, t.Nudged).Add(d.Policy.Claims.Solved)
		},
		ring: func(tx store.Tx, t *Ticket, at time.Time) ([]chat.Action, error) {
			return d.end(tx, t, Automatic, Unchecked, "", at)
		},
	}
}

// idleTimer reminds a member whose turn it is, warns, and closes.
func (d *Desk) idleTimer() timer { return timer{kind: "idle", due: d.nudgeDue, ring: d.nudge} }

// step is a consequence of a member's silence.
type step struct {
	after time.Duration // since the last word
	what  string
}

// steps are all of them, in their order: a reminder, a warning half way to the end, the end.
func (c Claims) steps() []step {
	end := step{c.Close, "close"}
	if c.Remind <= 0 || c.Remind >= c.Close {
		return []step{end}
	}
	return []step{{c.Remind, "remind"}, {c.Remind + (c.Close-c.Remind)/2, "warn"}, end}
}

// nudgeDue is when the member's silence has its next consequence. After one that came late, as when the program did not run,
// the next ones keep their distance: nobody is closed without the time that was promised.
func (d *Desk) nudgeDue(t *Ticket) time.Time {
	if t.State != WaitingMember || d.Policy.Claims.Close == 0 {
		return time.Time{}
	}
	steps := d.Policy.Claims.steps()
	n := min(t.Nudges, len(steps)-1)
	due := lastOf(t.Since, t.Exchange).Add(steps[n].after)
	if n == 0 {
		return due
	}
	return lastOf(due, t.Nudged.Add(steps[n].after-steps[n-1].after))
}

// nudge does what the member's silence leads to now. The next word of the staff begins a new silence.
func (d *Desk) nudge(tx store.Tx, t *Ticket, at time.Time) ([]chat.Action, error) {
	steps := d.Policy.Claims.steps()
	now := steps[min(t.Nudges, len(steps)-1)]
	t.Nudges, t.Nudged = t.Nudges+1, at
	closes := chat.Arg{Wait: (d.Policy.Claims.Close - now.after).String()}
	switch now.what {
	case "remind":
		return d.askMember(t, chat.Say("idle-remind", "number", t.number(), "wait", closes)), nil
	case "warn":
		as := d.askMember(t, chat.Say("idle-warn", "number", t.number(), "wait", closes))
		return append(as, d.amongStaff(t, chat.Say("idle-warned", "number", t.number(), "name", t.Name, "wait", closes))...), nil
	}
	return d.end(tx, t, Automatic, Idle, "", at)
}
