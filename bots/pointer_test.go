package bots_test

import (
	"context"
	"testing"
	"time"
)

func TestAPointerNeedsAnAnswerToPointTo(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		sent := make(chan struct{})
		p.on(func(context.Context, call) error { <-sent; return nil }) // both are asked before the first answer is there
		h.must(h.hub.Accept(h.Context(), p.said("1", p.room("lobby"), "ann", question), p.said("2", p.room("lobby"), "bob", question)))
		close(sent)
		h.settle()
		if n := len(p.seen(p.room("lobby"), "Check the network")); n != 2 {
			t.Errorf("answered %d times before the first answer was there", n)
		}
		h.tell(p.said("3", p.room("lobby"), "carl", question))
		if n := len(p.seen(p.room("lobby"), "answered a moment ago")); n != 1 {
			t.Errorf("pointed %d times", n)
		}
	})
}

func TestAPointerExpiresWithItsQuestion(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("1", p.room("lobby"), "ann", question))
		late := p.said("2", p.room("lobby"), "bob", question)
		late.Message.Sent = time.Now().Add(-11 * time.Minute)
		h.tell(late)
		if n := len(p.seen(p.room("lobby"), "answered a moment ago")); n != 0 {
			t.Error("a pointer came for a question sent long ago")
		}
	})
}
