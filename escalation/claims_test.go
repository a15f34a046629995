package escalation_test

import (
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// atDesk is a bench with the claims of a community that decided nothing, and a ticket that a staff topic belongs to.
func atDesk(t *testing.T) bench {
	b := newBench(t)
	b.d.Policy.Claims, b.d.Policy.Levels = escalation.DefaultClaims(), nil
	b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Reached(tx, ann.ID, true, noon) })
	as, _ := b.open(ann, escalation.General, "help", noon)
	opening, _ := find(as, "open", "/staff")
	b.done(opening, chat.Result{Room: topic})
	return b
}

func (b bench) writes(rep chat.Member, key string, at time.Time) []chat.Action {
	b.Helper()
	as, _ := b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
		return b.d.FromStaff(tx, t, &chat.Message{ID: chat.MessageID{Platform: "telegram", Key: key}, From: rep, Text: key}, at)
	})
	return as
}

func (b bench) ticks(id uint64, kind string, at time.Time) []chat.Action {
	b.Helper()
	as, _ := b.on(id, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
		return b.d.Tick(tx, &chat.Tick{Meta: chat.Meta{At: at}, Owner: "ticket/1/" + kind})
	})
	return as
}

// tells counts what is said to a room with a phrase, and who is pinged by it.
func tells(as []chat.Action, room chat.RoomID, phrase string) (n int, pinged []chat.MemberID) {
	for _, a := range as {
		if s, ok := a.Effect.(chat.Send); ok && s.Room == room && s.Post.Phrase != nil && s.Post.Phrase.ID == phrase {
			n, pinged = n+1, append(pinged, s.Post.Ping...)
		}
	}
	return n, pinged
}

func TestTwoWhoWriteInOneTicketAreToldOfEachOtherOnceAnHour(t *testing.T) {
	b := atDesk(t)
	told := func(as []chat.Action) (n int) {
		for _, phrase := range []string{"two-write", "two-write-held"} {
			k, pinged := tells(as, topic, phrase)
			if k > 0 && len(pinged) != 2 {
				t.Errorf("pinged: %v", pinged)
			}
			n += k
		}
		return n
	}
	for _, c := range []struct {
		rep   chat.Member
		after time.Duration
		want  int
	}{
		{mei, 0, 0}, {mei, time.Minute, 0}, {kim, 2 * time.Minute, 1}, {mei, 3 * time.Minute, 0}, {kim, 4 * time.Minute, 0},
		{lea, 5 * time.Minute, 1}, {kim, 6 * time.Minute, 0}, {mei, 70 * time.Minute, 0}, {kim, 71 * time.Minute, 1}, {kim, 200 * time.Minute, 1}, // Mei has it: she answered first
	} {
		as := b.writes(c.rep, c.after.String(), noon.Add(c.after))
		if n := told(as); n != c.want {
			t.Errorf("%s after %v: told %d times, want %d", c.rep.Name, c.after, n, c.want)
		}
		if _, ok := find(as, "send", "/line/"+string(rune('0'+b.ticket(1).Lines%10))); !ok && b.ticket(1).Lines < 10 {
			t.Errorf("%s after %v: the words were refused", c.rep.Name, c.after)
		}
	}
}

func TestASilentHolderLosesTheTicketAndTheQueueIsTold(t *testing.T) {
	b := atDesk(t)
	b.claim(1, mei)
	if as := b.ticks(1, "claim", noon.Add(29*time.Minute)); b.ticket(1).Holder != mei.ID {
		t.Errorf("after 29 minutes: %v", as)
	}
	as := b.ticks(1, "claim", noon.Add(31*time.Minute))
	if got := b.ticket(1); got.State != escalation.New || !got.Holder.IsZero() {
		t.Errorf("after half an hour it is %s with %q", got.State, got.Holding)
	}
	if n, _ := tells(as, forum, "claim-expired"); n != 1 {
		t.Error("the queue is not told")
	}
	if n, pinged := tells(as, topic, "claim-expired-here"); n != 1 || len(pinged) != 1 || pinged[0] != mei.ID {
		t.Error("its holder is not told")
	}
	if as := b.ticks(1, "claim", noon.Add(32*time.Minute)); len(as) > 0 {
		t.Errorf("it expires a second time: %v", as)
	}
}

func TestWhoMayCloseIsConfigured(t *testing.T) {
	b := atDesk(t)
	b.claim(1, mei)
	want(t, "by another", b.close(1, kim, noon), "claim-taken")
	b.d.Policy.Claims.Anyone = true
	want(t, "by anyone", b.close(1, kim, noon), "")
}

func TestAfterALongPauseASilentMemberStillGetsTheTimeThatWasPromised(t *testing.T) {
	b := atDesk(t)
	b.claim(1, mei)
	b.writes(mei, "which version?", noon)
	at := noon.Add(30 * 24 * time.Hour) // the program did not run for a month
	for _, c := range []struct {
		after time.Duration
		says  string
	}{{0, "idle-remind"}, {time.Hour, ""}, {24 * time.Hour, "idle-warn"}, {47 * time.Hour, ""}, {48 * time.Hour, "member-closed-idle"}, {49 * time.Hour, ""}} {
		as := b.ticks(1, "idle", at.Add(c.after))
		n := 0
		for _, phrase := range []string{"idle-remind", "idle-warn", "member-closed-idle"} {
			k, _ := tells(as, chat.Direct(ann.ID), phrase)
			if n += k; k > 0 && phrase != c.says {
				t.Errorf("after %v the member reads %s", c.after, phrase)
			}
		}
		if n == 0 != (c.says == "") {
			t.Errorf("after %v the member reads nothing, want %q", c.after, c.says)
		}
	}
}

func TestOnlyTheMemberSaysWhetherItIsSolved(t *testing.T) {
	b := atDesk(t)
	b.claim(1, mei)
	b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) { return b.d.Solve(tx, t, mei, noon) })
	press := func(do func(store.Tx, escalation.Ticket, chat.Member, time.Time) ([]chat.Action, error), m chat.Member) string {
		_, refused := b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) { return do(tx, t, m, noon) })
		return refused
	}
	want(t, "another's «not solved»", press(b.d.Unsolved, bob), "not-yours")
	want(t, "another's «solved»", press(b.d.Confirm, bob), "not-yours")
	want(t, "the staff's «solved»", press(b.d.Confirm, mei), "not-yours")
	want(t, "the member's", press(b.d.Unsolved, ann), "")
	want(t, "a second press", press(b.d.Unsolved, ann), "unsolved-known")
	want(t, "a stale «solved»", press(b.d.Confirm, ann), "unsolved-known")
	b.close(1, mei, noon)
	want(t, "«solved» after the end", press(b.d.Confirm, ann), "confirm-late")
	want(t, "«not solved» after the end", press(b.d.Unsolved, ann), "")
	if got := b.ticket(1).State; got != escalation.New {
		t.Errorf("the ticket is %s", got)
	}
}

func TestUnderTheTeamsNameNobodyIsNamedToTheMember(t *testing.T) {
	b := atDesk(t)
	b.d.Policy.Team = true
	b.claim(1, mei)
	all, _ := b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
		return b.d.Give(tx, t, mei, escalation.Rep{ID: kim.ID, Name: kim.Name}, "she knows", noon)
	})
	more, _ := b.on(1, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
		return b.d.Pass(tx, t, kim, escalation.Tier{Name: escalation.Technical}, "look at the node", noon)
	})
	for _, a := range append(all, more...) {
		if s, ok := a.Effect.(chat.Send); ok && s.Room == chat.Direct(ann.ID) {
			for _, arg := range s.Post.Phrase.Args {
				if arg.Text == mei.Name || arg.Text == kim.Name || arg.Text == "look at the node" || arg.Span != nil {
					t.Errorf("%s tells the member %q", s.Post.Phrase.ID, arg.Text)
				}
			}
		}
	}
}

func TestOpenTicketsGetTheirDatesAtAStart(t *testing.T) {
	b := newBench(t)
	b.d.Policy.Levels = nil
	b.open(ann, escalation.General, "help", noon)
	b.claim(1, mei)
	b.d.Policy.Claims = escalation.DefaultClaims() // the program is another one, or configured anew
	rearm := func() []chat.Action {
		as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Rearm(tx, noon) })
		return as
	}
	if a, ok := find(rearm(), "remind", "/claim"); !ok || !a.Effect.(chat.Remind).At.Equal(noon.Add(30*time.Minute)) {
		t.Errorf("the claim ends %v", a)
	}
	if as := rearm(); len(as) > 0 {
		t.Errorf("at the next start: %v", as)
	}
}

func TestATiersOwnPeopleAreCalledToItsTicketsAsFarAsTheyAreRepresentatives(t *testing.T) {
	b := newBench(t)
	b.d.Policy.Levels = nil
	b.d.Policy.Claims = escalation.Claims{Tiers: []escalation.Tier{{Name: escalation.FirstLine}, {Name: escalation.Technical, Team: []chat.MemberID{kim.ID, bob.ID}}}}
	b.d.Office = func(m chat.Member) chat.Role {
		if m.ID == kim.ID || m.ID == mei.ID {
			return chat.Representative
		}
		return 0
	}
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, as, err := b.d.Open(tx, escalation.Request{Member: ann, Subject: escalation.Urgent, Tier: escalation.Technical, Lang: "en", Room: group, At: noon})
		return as, err
	})
	if duty := b.ticket(1).Duty; len(duty) != 1 || duty[0] != kim.ID {
		t.Errorf("called when it opens: %v", duty)
	}
	b.open(ann, escalation.General, "my swap failed", noon)
	b.on(2, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
		tier, _ := b.d.Policy.Claims.Find(escalation.Technical)
		return b.d.Pass(tx, t, mei, tier, "look at the node", noon)
	})
	if got := b.ticket(2); got.Tier != escalation.Technical || len(got.Duty) != 1 || got.Duty[0] != kim.ID || got.Handover.Note != "look at the node" {
		t.Errorf("after it was passed on: tier %q, called %v, note %q", got.Tier, got.Duty, got.Handover.Note)
	}
}
