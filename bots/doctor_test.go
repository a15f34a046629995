package bots_test

import "testing"

func TestTheFAQIsExaminedOnceForWhoAsksEvenOverARestart(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		h.must(h.hub.Accept(h.Context(), p.said("1", p.room("mods"), "max", "/faq doctor"), p.said("2", p.room("mods"), "max", "/faq doctor")))
		h.stop()
		h.start()
		h.settle()
		if n := len(p.seen(p.room("mods"), "entries examined")); n != 1 {
			t.Errorf("the findings were told %d times", n)
		}
		if n := len(p.seen(p.room("mods"), "No entry carries the tag «safety:seed»")); n != 1 {
			t.Errorf("a finding was told %d times", n)
		}
	})
}

func TestNothingIsSettledWhileTheFAQIsBeingExamined(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		for i, n := range []string{"1", "2"} {
			h.tell(p.said(n, p.room("mods"), "max", "/faq doctor"))
			if told := len(p.seen(p.room("mods"), "entries examined")); told != i+1 {
				t.Errorf("told %d times, after being asked %d times", told, i+1)
			}
		}
	})
}

func TestMembersMayNotHaveTheFAQExamined(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("1", p.direct("ann"), "ann", "/faq doctor"))
		if n := len(p.seen(p.direct("ann"), "examine")); n != 0 {
			t.Errorf("%d posts", n)
		}
	})
}
