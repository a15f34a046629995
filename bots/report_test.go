package bots_test

import (
	"testing"
	"testing/synctest"

	"frontdesk/store/storetest"
)

func TestAReportIsSentAtOnce(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		h.settle()
		h.must(h.hub.Kept(h.Context(), "deposit"))
		h.must(h.hub.Refused(h.Context(), "line 6: entry gas"))
		synctest.Wait()
		for _, words := range []string{"deposit", "line 6: entry gas"} {
			if n := len(p.seen(p.room("mods"), words)); n != 1 {
				t.Errorf("the moderators were told of %q %d times", words, n)
			}
		}
	})
}

func TestAnotherBotsCommandWritesNothing(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		counted := &storetest.Crash{Store: h.file}
		h.store = counted
		h.start()
		h.tell(p.said("1", p.room("lobby"), "ann", "hello all"))
		before := counted.Writes()
		h.tell(p.said("2", p.room("lobby"), "ann", "/price btc"), p.said("3", p.room("lobby"), "ann", "/quiet"))
		if n := counted.Writes() - before; n != 0 {
			t.Errorf("%d rows were written", n)
		}
	})
}
