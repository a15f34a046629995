package bots_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk/bots"
	"frontdesk/outbox"
	"frontdesk/store"
)

func TestSettleReturnsWhenNothingIsDue(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		release := make(chan struct{})
		p.on(func(context.Context, call) error { <-release; return nil })
		h.must(h.hub.Accept(h.Context(), p.said("1", p.direct("ann"), "ann", "/support")))
		done := make(chan error, 1)
		go func() { done <- h.hub.Settle(h.Context()) }()
		synctest.Wait()
		if len(done) > 0 {
			t.Fatal("settled while a call is under way")
		}
		close(release)
		h.must(<-done)
		h.view(func(tx store.Tx) error {
			n, _, err := outbox.Pending(tx, "test")
			if n > 0 {
				t.Errorf("settled with %d actions left", n)
			}
			return err
		})
	})
}

func TestShuttingDownLetsWhatIsDueGoOut(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.drain = 8 * time.Second
		h.start()
		slow := func(ctx context.Context, _ call) error {
			select {
			case <-time.After(time.Second):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		p.on(slow)
		for n := range 3 {
			h.must(h.hub.Accept(h.Context(), p.said(fmt.Sprint(n), p.direct("ann"), "ann", question)))
		}
		h.stop()
		if n := len(p.seen(p.direct("ann"), "Check the network")); n != 3 {
			t.Errorf("%d of 3 went out", n)
		}
		if err := h.hub.Accept(h.Context(), p.said("late", p.direct("ann"), "ann", question)); !errors.Is(err, bots.ErrStopped) {
			t.Errorf("an event after the end: %v", err)
		}
	})
}

func TestShuttingDownDoesNotWaitForAPlatformThatHangs(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.drain = 8 * time.Second
		h.start()
		p.on(func(ctx context.Context, _ call) error { <-ctx.Done(); return ctx.Err() })
		h.must(h.hub.Accept(h.Context(), p.said("1", p.direct("ann"), "ann", question)))
		synctest.Wait()
		began := time.Now()
		h.stop()
		if took := time.Since(began); took > 8*time.Second {
			t.Errorf("it took %v", took)
		}
		p.on(nil)
		<-time.After(time.Second)
		h.start()
		h.settle()
		if n := len(p.seen(p.direct("ann"), "Check the network")); n != 1 {
			t.Errorf("%d answers after the next start", n)
		}
	})
}
