package escalation

import (
	"slices"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// News of a ticket that its member is told in its room. While there is no such room, because it is being opened or built anew or
// the member cannot be reached, the ticket owes them: once the member is there again, what is still true is told, see
// [Desk.news]. Behind newsPassed stands the tier that the member knew last.
const (
	newsTaken    = "taken"
	newsReleased = "released"
	newsPassed   = "passed/"
	newsReopened = "reopened"
	newsProof    = "proof"
	newsIncident = "incident"
	newsAsked    = "asked"
)

// toMember tells the member news of the ticket, or has it owe them. The caller puts the ticket.
func (d *Desk) toMember(t *Ticket, news string, p *chat.Phrase) []chat.Action {
	if t.MemberRoom.IsZero() {
		t.owe(news)
		return nil
	}
	a := t.notice(t.MemberRoom, p, chat.MessageID{})
	a.Owner = t.owner("notice/" + news)
	return []chat.Action{a}
}

// owe keeps news until the member can be told. Of a holder who came and went meanwhile the member never learns, and of tiers only
// the one that it was with before counts.
func (t *Ticket) owe(news string) {
	switch {
	case news == "":
	case news == newsReleased && t.owes(newsTaken):
		t.Owed = slices.DeleteFunc(slices.Clone(t.Owed), func(o string) bool { return o == newsTaken })
	case strings.HasPrefix(news, newsPassed) && slices.ContainsFunc(t.Owed, func(o string) bool { return strings.HasPrefix(o, newsPassed) }):
	case !t.owes(news):
		t.Owed = append(slices.Clone(t.Owed), news)
	}
}

func (t *Ticket) owes(news string) bool { return slices.Contains(t.Owed, news) }

// unsaidNotice takes the failure of a word of the desk's own to the member: the room is built anew if it is gone, and what was to
// be said there is owed.
func (d *Desk) unsaidNotice(tx store.Tx, t Ticket, news string, e *chat.Failed) ([]chat.Action, error) {
	room := e.Action.Target()
	if room != t.MemberRoom || e.Fault.Class != chat.Gone && e.Fault.Class != chat.Unreachable {
		return nil, nil
	}
	t.owe(news)
	if t.rebuildable(e) {
		return d.rebuild(tx, t, room, e.At)
	}
	if m, private := room.Direct(); private {
		if err := reach.Put(tx, store.Key(m), false); err != nil {
			return nil, err
		}
	}
	return nil, put(tx, t)
}

// there goes on with a member whose room is there from now on: tells the news, what was said, and what is asked of the member,
// whose time to answer begins now. One whose ticket was closed meanwhile is told so. The caller sets the timers and puts the ticket.
func (d *Desk) there(tx store.Tx, t *Ticket, at time.Time) ([]chat.Action, error) {
	as, err := d.news(tx, t, at)
	if err != nil {
		return nil, err
	}
	more, err := d.flush(tx, t)
	if err != nil {
		return nil, err
	}
	as = append(as, more...)
	if !t.Open() {
		return append(as, d.farewell(t)...), nil
	}
	return append(as, d.asksNow(t, at)...), nil
}

// asksNow begins the member's time to answer anew, and asks again whether the ticket is solved.
func (d *Desk) asksNow(t *Ticket, at time.Time) []chat.Action {
	switch t.State {
	case WaitingMember:
		t.Exchange, t.Nudges, t.Nudged = at, 0, time.Time{}
	case Solved:
		t.Nudged = at
		return d.askSolved(t)
	}
	return nil
}

// news tells what the ticket owes its member, as it is now: where it is, who has it, that its member is blocked.
func (d *Desk) news(tx store.Tx, t *Ticket, at time.Time) (as []chat.Action, err error) {
	owed := *t
	t.Owed = nil
	if t.Open() {
		as = d.newsOfOpen(t, owed)
	}
	if owed.owes(newsIncident) && !t.Open() {
		i, ok, err := incidents.Get(tx, store.Key(t.Incident))
		if err != nil {
			return nil, err
		}
		if ok {
			as = append(as, d.toMember(t, newsIncident, i.Notice())...)
		}
	}
	b, ok, err := Blocked(tx, t.Member, at)
	if err != nil || !ok || b.Ticket != t.ID {
		return as, err
	}
	told, err := d.tellBlocked(tx, b, t.Member, t, chat.Post{Phrase: b.Told(), Buttons: b.Appealing()})
	return append(as, told...), err
}

func (d *Desk) newsOfOpen(t *Ticket, owed Ticket) (as []chat.Action) {
	if owed.owes(newsReopened) {
		as = d.toMember(t, newsReopened, chat.Say("member-reopened", "number", t.number()))
	}
	if owed.owes(newsProof) {
		as = append(as, d.toMember(t, newsProof, t.reproved())...)
	}
	for _, o := range owed.Owed {
		knew, passed := strings.CutPrefix(o, newsPassed)
		if from, ok := d.Policy.Claims.Find(knew); passed && ok && from.Name != d.Tier(t).Name {
			as = append(as, d.tellPassed(t, from)...)
		}
	}
	switch {
	case !t.Holder.IsZero():
		as = append(as, d.toMember(t, newsTaken, d.taken(chat.Member{ID: t.Holder, Name: t.Holding}))...)
	case owed.owes(newsReleased):
		as = append(as, d.toMember(t, newsReleased, chat.Say("member-released"))...)
	}
	return as
}

// tellPassed tells the member with whom the ticket is now, and if it went up, that it takes longer.
func (d *Desk) tellPassed(t *Ticket, from Tier) []chat.Action {
	told, tier := "member-passed-back", d.Tier(t)
	if d.above(tier, from) {
		told = "member-passed"
	}
	return d.toMember(t, newsPassed+from.Name, chat.Say(told, "tier", tier.Called(t.Lang)))
}
