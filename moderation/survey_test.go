package moderation

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// community answers what a survey asks, page by page, and lets its timers ring.
type community struct {
	scene
	members []chat.Member // that the platform tells
	denied  string        // the right without which it tells none
	admins  []chat.Member

	most  int // flags in one transaction
	said  []*chat.Phrase
	asked []chat.Subject
}

// round plays what a survey's actions lead to until there are none.
func (c *community) round(as []chat.Action, at time.Time) {
	c.Helper()
	for len(as) > 0 {
		a := as[0]
		as = as[1:]
		if e, ok := a.Effect.(chat.Send); ok && a.Owner == "" {
			c.said = append(c.said, e.Post.Phrase)
		}
		if !strings.HasPrefix(a.Owner, SurveyOwner+"/") {
			continue
		}
		before := rows(c.scene, flags)
		c.do(func(tx store.Tx) (err error) {
			var more []chat.Action
			switch e := a.Effect.(type) {
			case chat.Remind:
				at = e.At
				more, err = c.guard.TickSurvey(tx, &chat.Tick{Meta: chat.Meta{At: at}, Owner: a.Owner, Due: at})
			case chat.Query:
				c.asked = append(c.asked, e.About)
				if e.About == chat.AboutMembers && c.denied != "" {
					more, err = c.guard.SurveyFailed(tx, &chat.Failed{Meta: chat.Meta{At: at}, Action: a, Fault: &chat.Fault{Class: chat.Denied, Right: c.denied}})
					break
				}
				done := &chat.Done{Meta: chat.Meta{At: at}, Action: a, Result: chat.Result{Answer: c.page(e)}}
				more, err = c.guard.SurveyDone(tx, done)
			}
			as = append(as, more...)
			return err
		})
		c.most = max(c.most, rows(c.scene, flags)-before)
	}
}

// page is what the platform answers.
func (c *community) page(q chat.Query) *chat.Answer {
	if q.About == chat.AboutAdmins {
		return &chat.Answer{Found: true, Members: c.admins, Count: len(c.members)}
	}
	from := slices.IndexFunc(c.members, func(m chat.Member) bool { return m.ID.Key == q.Page }) + 1
	to := min(len(c.members), from+int(q.Most))
	a := &chat.Answer{Found: true, Members: c.members[from:to]}
	if to < len(c.members) {
		a.Next = c.members[to-1].ID.Key
	}
	return a
}

func people(t *testing.T, n int, name func(int) string) *community {
	c := &community{scene: alert(t, nil)}
	for i := range n {
		c.members = append(c.members, chat.Member{ID: account(1000 + i), Name: name(i), Handle: fmt.Sprint("wanderer_", i)})
	}
	return c
}

func (c *community) begin(dry bool) {
	c.Helper()
	var as []chat.Action
	c.do(func(tx store.Tx) (err error) {
		if dry {
			as, err = c.guard.DryRun(tx, lobby, "en", noon)
		} else {
			as, err = c.guard.TickPatrol(tx, &chat.Tick{Meta: chat.Meta{At: noon}, Owner: PatrolOwner, Due: noon})
		}
		return err
	})
	c.round(as, noon)
}

func TestTheDailyRoundFlagsWhoCameInUnseenAndNobodyTwice(t *testing.T) {
	c := people(t, 700, func(i int) string {
		if i == 650 {
			return "Keyfold Support"
		}
		return fmt.Sprint("Bright Wanderer of the Hills ", i)
	})
	c.begin(false)
	if n := rows(c.scene, flags); n != 1 {
		t.Fatalf("%d flags", n)
	}
	if f := c.flag(1); f.Member != account(1650) || f.Rule != ByIdentical {
		t.Errorf("%+v", f)
	}
	if len(c.said) != 0 {
		t.Errorf("a daily round tells nothing of itself: %v", c.said)
	}
	c.begin(false)
	if n := rows(c.scene, flags); n != 1 {
		t.Errorf("%d flags after the second round", n)
	}
}

func TestARoundThatFindsMuchGoesInSmallSteps(t *testing.T) {
	c := people(t, 600, func(int) string { return "Keyfold Support" })
	c.begin(false)
	if n, most := rows(c.scene, flags), stepLooks/flagCosts+2; n != 600 || c.most > most {
		t.Errorf("%d flags, %d of them in one transaction; %d may be", n, c.most, most)
	}
}

func TestASweepThatFindsMuchGoesInSmallSteps(t *testing.T) {
	c := people(t, 300, func(int) string { return "Harbour Master" })
	for _, m := range c.members {
		c.see(m, noon)
	}
	as := c.amend(Amendment{Part: PartName, Key: "Harbour Master", At: noon})
	steps := 0
	for at := noon; len(as) > 0; steps++ {
		var ring *chat.Remind
		for _, a := range as {
			if r, ok := a.Effect.(chat.Remind); ok && a.Owner == SweepOwner {
				ring = &r
			}
		}
		if as = nil; ring == nil {
			break
		}
		before := rows(c.scene, flags)
		at = ring.At
		c.do(func(tx store.Tx) (err error) {
			as, err = c.guard.TickSweep(tx, &chat.Tick{Meta: chat.Meta{At: at}, Owner: SweepOwner, Due: at})
			return err
		})
		if n := rows(c.scene, flags) - before; n > stepLooks/flagCosts+2 {
			t.Fatalf("%d flags in one transaction", n)
		}
	}
	if n := rows(c.scene, flags); n != 300 {
		t.Errorf("%d flags after %d steps", n, steps)
	}
}

func TestADryRunLooksAtAllOnceAndWritesNoFlag(t *testing.T) {
	c := people(t, 600, func(i int) string {
		if i%10 == 0 {
			return "Keyfold Support"
		}
		return fmt.Sprint("Bright Wanderer of the Hills ", i)
	})
	for _, m := range c.members[:100] { // seen before: told once all the same
		m.Name = "Ann"
		c.see(m, noon)
	}
	c.begin(true)
	if n := rows(c.scene, flags); n != 0 {
		t.Errorf("%d flags", n)
	}
	last := c.said[len(c.said)-1]
	if last.ID != "dryrun-head" || last.Args["count"].Text != "600" {
		t.Fatalf("%+v", last)
	}
	for _, then := range last.Then {
		if then.ID == "dryrun-rule" && then.Args["count"].Text != "60" {
			t.Errorf("%s would be flagged", then.Args["count"].Text)
		}
	}
}

func TestWhereMembersAreNotToldAdministratorsAndKnownOnesAreLookedAt(t *testing.T) {
	c := people(t, 5, func(int) string { return "Keyfold Support" })
	c.denied = "Server Members Intent"
	boss := chat.Member{ID: account(1), Name: "Keyfold Support", Groups: []string{chat.OwnerGroup}}
	c.admins = []chat.Member{boss}
	c.see(c.members[0], noon)
	c.begin(true)
	if want := []chat.Subject{chat.AboutMembers, chat.AboutAdmins}; !slices.Equal(c.asked, want) {
		t.Errorf("asked for %v", c.asked)
	}
	last := c.said[len(c.said)-1]
	if last.Args["count"].Text != "2" || !strings.Contains(said(last), "dryrun-lacks") || last.Then[0].Args["right"].Text != c.denied {
		t.Errorf("%s %+v", said(last), last)
	}
}
