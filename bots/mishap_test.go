package bots_test

import (
	"context"
	"testing"
)

func TestACallThatPanicsFailsAndTheLaneGoesOn(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		p.on(func(_ context.Context, c call) error {
			if c.N == 1 {
				panic("a bug in an adapter")
			}
			return nil
		})
		h.start()
		h.tell(p.said("1", p.room("lobby"), "ann", question))
		h.tell(p.said("2", p.room("lobby"), "bob", "How do I back up my wallet?"))
		if n := len(p.seen(p.room("lobby"), "Settings, then Back up")); n != 1 {
			t.Errorf("the next answer was given %d times", n)
		}
		if n := p.count("send"); n != 2 {
			t.Errorf("%d calls, want the one that panicked and the next answer", n)
		}
	})
}
