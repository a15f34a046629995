package bots_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestAnAnswerThatSeldomHelpsIsMutedReportedAndOfferedOnly(t *testing.T) {
	learning(t, func(h *house, p *platform) {
		h.cfg.Cooldown = 0
		h.cfg.Weekly.Off = true
		h.start()
		down := func(n int) {
			who, key := fmt.Sprint("voter", n), fmt.Sprint("ask", n)
			h.tell(p.said(key, p.room("lobby"), who, question))
			h.press(p, "down"+key, p.room("lobby"), who, "Didn't help")
		}
		for n := range 8 {
			if n%3 == 0 {
				<-time.After(24 * time.Hour) // no more of one day count
			}
			down(n)
		}
		if n := len(p.seen(p.room("mods"), "8 of 8 members say that deposit (en) did not help")); n != 1 {
			t.Fatalf("reported %d times: %+v", n, p.seen(p.room("mods"), ""))
		}
		if h.answers(p, "a", question, "Check the network") || !h.answers(p, "b", question, "Did you mean one of these?") {
			t.Error("given unasked")
		}
		h.tell(p.said("c", p.direct("bob"), "bob", question))
		if n := len(p.seen(p.direct("bob"), "Check the network")); n != 1 {
			t.Error("not given to who asks the bot")
		}
		if said := h.press(p, "lift", p.room("mods"), "bob", "Unmute"); !strings.Contains(said, "for the team") {
			t.Errorf("a stranger lifts it: %q", said)
		}
		if said := h.press(p, "lift2", p.room("mods"), "max", "Unmute"); !strings.Contains(said, "Max lifted it") {
			t.Errorf("lifting says %q", said)
		}
		if !h.answers(p, "d", question, "Check the network") {
			t.Error("not given after it was lifted")
		}
	})
}

func TestTheWeeklyListComesOnceAndSurvivesARestart(t *testing.T) {
	learning(t, func(h *house, p *platform) { // time begins on a Saturday
		h.faq = strings.Replace(gapFAQ, "  - id: backup\n", "  - id: backup\n    review: 2000-01-01\n", 1)
		h.start()
		h.tell(p.said("1", p.room("lobby"), "ann", unanswered), p.said("2", p.room("lobby"), "bob", question))
		told := func() (n int) {
			for _, m := range p.seen(p.room("mods"), "") {
				if strings.Contains(m.Text, "The last seven days") {
					n++
					if n == 1 && !strings.Contains(m.Text, "Answered                  1  50%") || !strings.Contains(m.Text, "Due for a review: backup") {
						t.Errorf("it says %q", m.Text)
					}
				}
			}
			return n
		}
		<-time.After(56 * time.Hour)
		if told() != 0 {
			t.Error("told before Monday, 09:00")
		}
		h.stop()
		<-time.After(30 * time.Minute)
		h.start()
		<-time.After(time.Hour)
		if told() != 1 || len(p.seen(p.room("mods"), "One question that no entry answers")) != 1 {
			t.Errorf("the moderators see %+v", p.seen(p.room("mods"), ""))
		}
		h.stop()
		<-time.After(7*24*time.Hour + time.Minute) // over the next date
		h.start()
		h.tell(p.said("3", p.room("lobby"), "bob", "How do I back up my wallet?"))
		<-time.After(24 * time.Hour)
		if told() != 2 {
			t.Errorf("told %d times", told())
		}
	})
}

func TestTheWeeklyListIsNotToldWhenThereIsNothingToSay(t *testing.T) {
	learning(t, func(h *house, p *platform) {
		h.start()
		<-time.After(15 * 24 * time.Hour)
		if told := p.seen(p.room("mods"), ""); len(told) > 0 {
			t.Errorf("told: %+v", told)
		}
	})
}

func TestStatsCountByEntryAndLanguage(t *testing.T) {
	learning(t, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("1", p.direct("ann"), "ann", question), p.said("2", p.room("mods"), "max", "/faq stats"), p.said("3", p.room("mods"), "max", "/faq stats deposit"))
		for _, words := range []string{"deposit: 1 · 0 👍 · 0 👎", "en: 1 · 0 👍 · 0 👎", "Last 7 days: 1 shown"} {
			if len(p.seen(p.room("mods"), words)) == 0 {
				t.Errorf("no %q in %+v", words, p.seen(p.room("mods"), ""))
			}
		}
	})
}
