package bots_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
)

// council is a house with two leads, in which a change of the roster takes both. Say has somebody speak among the moderators, press
// use the newest button of that label there.
type council struct {
	*house
	p *platform
	n int
}

func inCouncil(t *testing.T, test func(c *council)) {
	t.Helper()
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.roster = officials()
		h.cfg.Roster.Second, h.cfg.Roster.Offices = true, false
		roles := h.cfg.Platforms["test"].Roles
		roles["lena"], roles["lou"] = chat.Lead, chat.Lead
		h.start()
		test(&council{house: h, p: p})
	})
}

func (c *council) say(who, text string) {
	c.Helper()
	c.n++
	c.tell(c.p.said(fmt.Sprint("say", c.n), c.p.room("mods"), who, text))
}

func (c *council) press(who, label string) {
	c.Helper()
	on, data := c.p.button(c.p.room("mods"), label)
	if data == "" {
		c.Fatalf("no button %q", label)
	}
	c.forge(who, on, data)
}

func (c *council) forge(who string, on chat.MessageID, data string) {
	c.Helper()
	c.n++
	c.tell(c.p.pressed(fmt.Sprint("press", c.n), c.p.room("mods"), who, on, data))
}

// want counts the messages that show the words now, wherever they stand.
func (c *council) want(words string, times int) {
	c.Helper()
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	n := 0
	for _, m := range c.p.shown {
		if strings.Contains(m.Text, words) {
			n++
		}
	}
	if n != times {
		c.Errorf("%q stands %d times, want %d", words, n, times)
	}
}

// domain asks for a change, and returns the button that approves it.
func (c *council) domain(who, name string) (on chat.MessageID, data string) {
	c.Helper()
	c.say(who, "/roster brand domain add "+name)
	c.press(who, "Ask a second lead")
	return c.p.button(c.p.room("mods"), "Approve")
}

func TestAnotherLeadApprovesAChangeOfTheRosterAndNobodyElse(t *testing.T) {
	inCouncil(t, func(c *council) {
		on, data := c.domain("lena", "keyfold.example.com")
		c.forge("lena", on, data)
		c.want("another lead has to approve it", 1)
		c.forge("max", on, data)
		c.want("was approved by", 0)
		c.forge("lou", on, data)
		c.want("was approved by Lou", 1)
		c.want("Lou approved your change", 1)
		c.forge("lou", on, data)
		c.want("This button is out of date", 1)
		c.say("lena", "/roster pending")
		c.want("No change of the roster waits", 1)
	})
}

func TestAChangeThatWaitedAWeekIsNotApprovedAnyMore(t *testing.T) {
	inCouncil(t, func(c *council) {
		on, data := c.domain("lena", "keyfold.example.com")
		c.say("lou", "/roster pending")
		c.want("A second lead has to approve it", 2)
		<-time.After(7*24*time.Hour + time.Hour)
		c.forge("lou", on, data)
		c.want("was approved by", 0)
		c.want("This button is out of date", 1)
		c.say("lou", "/roster pending")
		c.want("No change of the roster waits", 1)
	})
}

func TestAnOfficialThatChangedMeanwhileIsAskedForAgain(t *testing.T) {
	inCouncil(t, func(c *council) {
		c.tell(c.p.said("eve", c.p.direct("eve"), "eve", "hello"), c.p.said("bob", c.p.direct("bob"), "bob", "hello"))
		ask := func(account string) (chat.MessageID, string) {
			c.say("lena", "/roster add "+account+" =support")
			c.press("lena", "Ask a second lead")
			return c.p.button(c.p.room("mods"), "Approve")
		}
		firstOn, first := ask("@eve")
		secondOn, second := ask("@bob")
		if first == "" || first == second {
			c.Fatalf("buttons %q and %q", first, second)
		}
		c.forge("lou", firstOn, first)
		c.want("was approved by Lou", 1)
		c.forge("lou", secondOn, second) // it carries all of the official, without the first account
		c.want("support has been changed since this was asked for", 1)
		c.want("was approved by Lou", 1)
	})
}

func TestOfficialsAreCompletedForLeadsAlone(t *testing.T) {
	inCouncil(t, func(c *council) {
		for _, w := range []struct{ who, typed, want string }{{"lena", "", "support"}, {"lena", "key", "support"}, {"lena", "zzz", ""}, {"mei", "", ""}, {"ann", "", ""}} {
			var got []string
			for _, ch := range c.hub.Complete(c.Context(), chat.Partial{From: c.p.member(w.who), Command: "roster remove", Option: "official", Value: w.typed}) {
				got = append(got, ch.Value)
			}
			if strings.Join(got, " ") != w.want {
				t.Errorf("%s gets %q for %q", w.who, got, w.typed)
			}
		}
	})
}
