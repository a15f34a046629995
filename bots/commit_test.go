package bots_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk/chat"
	"frontdesk/outbox"
	"frontdesk/store"
	"frontdesk/store/storetest"
)

func TestAnEventIsAcknowledgedOnlyAfterItsCommit(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		s := &hook{Store: h.file}
		h.store = s
		h.start()
		synctest.Wait()
		commit := make(chan struct{})
		s.on(func() error { <-commit; return nil })
		done := make(chan error, 1)
		go func() { done <- h.hub.Accept(h.Context(), p.said("1", p.room("lobby"), "ann", question)) }()
		synctest.Wait()
		if len(done) > 0 || p.count("") > 0 {
			t.Fatalf("before the commit: acknowledged %v, %d calls", len(done) > 0, p.count(""))
		}
		close(commit)
		h.must(<-done)
		h.settle()
		if n := len(p.seen(p.room("lobby"), "Check the network")); n != 1 {
			t.Fatalf("%d answers", n)
		}
	})
}

func TestAStoreErrorIsReturnedAndNothingIsSent(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		s := &hook{Store: h.file}
		h.store = s
		h.start()
		synctest.Wait()
		full := errors.New("no space left on device")
		s.on(func() error { return full })
		e := p.said("1", p.room("lobby"), "ann", question)
		if err := h.hub.Accept(h.Context(), e); !errors.Is(err, full) {
			t.Fatalf("Accept returned %v", err)
		}
		if p.count("") > 0 {
			t.Fatal("something was sent that is on no disk")
		}
		s.on(nil)
		h.tell(p.said("1", p.room("lobby"), "ann", question)) // the platform delivers it again
		if n := len(p.seen(p.room("lobby"), "Check the network")); n != 1 {
			t.Fatalf("%d answers", n)
		}
	})
}

func TestAReceiptWaitsForAStoreThatFails(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		s := &hook{Store: h.file}
		h.store = s
		h.start()
		broken := func() error { return errors.New("input/output error") }
		p.on(func(context.Context, call) error { s.on(broken); return nil }) // the disk fails while the call is under way
		h.must(h.hub.Accept(h.Context(), p.said("1", p.room("lobby"), "ann", question)))
		<-time.After(10 * time.Minute) // longer than the claim's lease
		s.on(nil)
		h.settle()
		if n := p.count("send"); n != 1 {
			t.Fatalf("sent %d times", n)
		}
	})
}

func TestAReceiptThatCannotBeHandledWaitsForTheStoreToo(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		s := &hook{Store: h.file}
		h.store = s
		var sent, trapped atomic.Bool
		s.get = func(row string) {
			if sent.Load() && strings.HasPrefix(row, "answer/") && trapped.CompareAndSwap(false, true) {
				s.on(func() error { return errors.New("input/output error") })
				panic("a bug in a domain")
			}
		}
		h.start()
		p.on(func(context.Context, call) error { sent.Store(true); return nil })
		h.must(h.hub.Accept(h.Context(), p.said("1", p.direct("ann"), "ann", question)))
		<-time.After(10 * time.Minute)
		s.on(nil)
		h.settle()
		if n := p.count("send"); n != 1 || !trapped.Load() {
			t.Fatalf("sent %d times", n)
		}
	})
}

func TestAPanicParksItsEventAndTheRestOfTheBatchGoesOn(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.store = &hook{Store: h.file, get: func(row string) {
			if strings.HasPrefix(row, "member/") && strings.Contains(row, "carl") {
				panic("a bug in a domain")
			}
		}}
		h.start()
		h.tell(
			p.said("1", p.room("lobby"), "ann", question),
			p.said("2", p.room("lobby"), "carl", "my words stay private"),
			p.said("3", p.room("lobby"), "bob", "How do I back up my wallet?"),
		)
		for _, words := range []string{"Check the network", "Settings, then Back up"} {
			if n := len(p.seen(p.room("lobby"), words)); n != 1 {
				t.Errorf("%q was said %d times", words, n)
			}
		}
		if n := len(p.seen(p.room("mods"), "An event could not be handled (posted)")); n != 1 {
			t.Errorf("the staff was told %d times", n)
		}
		h.tell(p.said("2", p.room("lobby"), "carl", "my words stay private")) // delivered again: it stays parked
		h.view(func(tx store.Tx) error {
			dead, err := outbox.Parked(tx, time.Time{}, 10)
			if len(dead) != 1 || !strings.Contains(dead[0].Cause, "a bug in a domain") || strings.Contains(fmt.Sprint(dead), "private") {
				t.Errorf("parked: %+v", dead)
			}
			return err
		})
	})
}

func TestAnEventDeliveredAgainHasNoSecondEffect(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		ask := func() chat.Event { return p.said("1", p.room("lobby"), "ann", question) }
		help := func() chat.Event { return p.said("2", p.direct("ann"), "ann", "/support it is urgent") }
		h.tell(ask(), ask(), help())
		calls := p.count("")
		h.tell(help(), ask())
		h.stop()
		<-time.After(time.Second)
		h.start()
		h.tell(ask(), help())
		if n := p.count(""); n != calls || len(p.seen(p.room("lobby"), "Check the network")) != 1 || h.ticket(2).ID != 0 {
			t.Fatalf("%d calls after %d", n, calls)
		}
	})
}

func TestIgnoredChatterWritesNothing(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		s := &storetest.Crash{Store: h.file}
		h.store = s
		h.start()
		h.tell(p.said("1", p.room("lobby"), "ann", "good morning everyone"))
		writes := s.Writes()
		for n, text := range []string{"gm", "lol", "", "nice weather in Lisbon today", "who watched the match?", "🚀🚀🚀", "\u202eabc", strings.Repeat("ha", 1<<19), "\xff\xfe"} {
			h.tell(p.said(fmt.Sprint("chatter", n), p.room("lobby"), "ann", text))
			h.tell(p.said(fmt.Sprint("elsewhere", n), p.room("unwatched"), "ann", text+question))
		}
		if n := s.Writes() - writes; n != 0 || p.count("") > 0 {
			t.Fatalf("%d rows were written, %d calls made", n, p.count(""))
		}
	})
}

func TestACursorIsKeptWithoutASyncForEachEvent(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		s := &storetest.Crash{Store: h.file}
		h.store = s
		h.start()
		h.tell(p.said("1", p.room("lobby"), "ann", "good morning everyone"))
		<-time.After(time.Minute)
		writes := s.Writes()
		var last string
		for n := range 100 { // ten seconds of chatter
			e := p.said(fmt.Sprint("chatter", n), p.room("lobby"), "ann", "gm")
			last = fmt.Sprint(n)
			e.Cursor = chat.Cursor{Key: "offset", Value: last}
			h.tell(e)
			<-time.After(100 * time.Millisecond)
		}
		if n := s.Writes() - writes; n < 1 || n > 3 {
			t.Errorf("the cursor was written %d times in 10 s", n)
		}
		h.tell(p.said("2", p.room("lobby"), "ann", question)) // writes anyway
		if got, err := h.hub.Memory(h.Context(), "offset"); err != nil || string(got) != last {
			t.Errorf("the cursor is %q (%v), want %q", got, err, last)
		}
	})
}
