package bots_test

import (
	"testing"
	"time"
)

func TestTheFAQIsExaminedOnceForWhoAsksEvenOverARestart(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("1", p.room("mods"), "max", "/faq doctor"), p.said("2", p.room("mods"), "max", "/faq doctor"))
		h.stop()
		h.start()
		<-time.After(time.Minute)
		h.settle()
		if n := len(p.seen(p.room("mods"), "entries examined")); n != 1 {
			t.Errorf("the findings were told %d times", n)
		}
		if n := len(p.seen(p.room("mods"), "No entry carries the tag «safety:seed»")); n != 1 {
			t.Errorf("a finding was told %d times", n)
		}
	})
}

func TestMembersMayNotHaveTheFAQExamined(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("1", p.direct("ann"), "ann", "/faq doctor"))
		<-time.After(time.Minute)
		h.settle()
		if n := len(p.seen(p.direct("ann"), "examine")); n != 0 {
			t.Errorf("%d posts", n)
		}
	})
}
