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
		h.must(h.hub.Report(h.Context(), "deposit"))
		synctest.Wait()
		if n := len(p.seen(p.room("mods"), "deposit")); n != 1 {
			t.Errorf("the moderators were told %d times", n)
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
