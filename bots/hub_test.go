package bots_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk/bots"
	"frontdesk/chat"
	"frontdesk/outbox"
	"frontdesk/store"
	"frontdesk/store/bolt"
	"frontdesk/store/storetest"
)

// inHouse runs a test on a set clock, in a house with one platform.
func inHouse(t *testing.T, caps chat.Caps, test func(h *house, p *platform)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform("test", caps)
		h := newHouse(t, bolt.Options{NoSync: true}, p)
		test(h, p)
	})
}

// question is one that the FAQ answers with «Check the network».
const question = "Where is my deposit?"

// hook is a store whose transactions the test can delay, fail, or trap.
type hook struct {
	store.Store
	get func(row string) // sees each Get of «table/key» in an Update; nil: nobody

	mu     sync.Mutex
	before func() error // of each Update; an error is what the Update returns
}

func (s *hook) on(before func() error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before = before
}

func (s *hook) Update(ctx context.Context, fn func(store.Tx) error) error {
	s.mu.Lock()
	before := s.before
	s.mu.Unlock()
	if before != nil {
		if err := before(); err != nil {
			return err
		}
	}
	return s.Store.Update(ctx, func(tx store.Tx) error { return fn(hookTx{tx, s}) })
}

type hookTx struct {
	store.Tx
	s *hook
}

func (t hookTx) Get(table string, key []byte) ([]byte, error) {
	if t.s.get != nil {
		t.s.get(table + "/" + string(key))
	}
	return t.Tx.Get(table, key)
}

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

func TestConcurrentRequestsOfOneMemberGiveOneTicket(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		var wg sync.WaitGroup
		for n := range 100 {
			wg.Go(func() {
				if err := h.hub.Accept(h.Context(), p.said(fmt.Sprint(n), p.direct("ann"), "ann", fmt.Sprint("/support please ", n))); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		h.settle()
		if one, two := h.ticket(1), h.ticket(2); one.Lines != 100 || two.ID != 0 {
			t.Errorf("ticket 1 has %d lines of 100, ticket 2: %+v", one.Lines, two)
		}
		if n := p.count("open"); n != 1 {
			t.Errorf("%d topics", n)
		}
		if n := len(p.seen(h.ticket(1).StaffRoom, "please ")); n != 100 {
			t.Errorf("%d of 100 messages were relayed", n)
		}
	})
}

func TestALimitMovesTheLaneAndIsNoAttempt(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		p.on(func(_ context.Context, c call) error {
			switch {
			case c.N <= 5:
				return chat.LimitedUntil(time.Now().Add(30 * time.Second))
			case c.N == 6:
				return &chat.Fault{Class: chat.Transient}
			}
			return nil
		})
		h.must(h.hub.Accept(h.Context(), p.said("1", p.direct("ann"), "ann", question), p.said("2", p.direct("ann"), "ann", "How do I back up my wallet?")))
		<-time.After(5 * time.Minute)
		sends := p.sends("")
		for i := range 5 {
			if gap := sends[i+1].At.Sub(sends[i].At); gap < 30*time.Second || gap > 31*time.Second {
				t.Errorf("call %d came %v after a limit of 30 s", i+2, gap)
			}
		}
		if gap := sends[6].At.Sub(sends[5].At); gap > 2*time.Second {
			t.Errorf("the first failure was followed by %v, as if limits had been attempts", gap)
		}
		if len(sends) != 8 || !strings.Contains(sends[7].Text, "Back up") {
			t.Errorf("the lane lost its order: %+v", sends)
		}
	})
}

func TestTransientFailuresAreRetriedWithGrowingPauses(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		p.on(func(_ context.Context, c call) error {
			if c.N <= 9 {
				return &chat.Fault{Class: chat.Transient}
			}
			return nil
		})
		h.must(h.hub.Accept(h.Context(), p.said("1", p.direct("ann"), "ann", question)))
		<-time.After(10 * time.Minute)
		sends := p.sends("")
		if len(sends) != 10 {
			t.Fatalf("%d calls", len(sends))
		}
		for i, seconds := range []int{1, 2, 4, 8, 16, 32, 60, 60, 60} {
			want := time.Duration(seconds) * time.Second
			if gap := sends[i+1].At.Sub(sends[i].At); gap < want || gap > want*5/4+10*time.Millisecond {
				t.Errorf("pause %d is %v, want %v and a quarter of jitter at most", i+1, gap, want)
			}
		}
	})
}

func TestAnswersGoStaleInAnOutageAndWordsOfTicketsDoNot(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("1", p.direct("ann"), "ann", "/support"))
		p.on(func(context.Context, call) error { return &chat.Fault{Class: chat.Transient} })
		h.must(h.hub.Accept(h.Context(),
			p.said("2", p.room("lobby"), "bob", question),
			p.said("3", p.direct("ann"), "ann", "are you there"),
			p.said("4", p.direct("eve"), "eve", question),
		))
		<-time.After(11 * time.Minute)
		p.on(nil)
		<-time.After(2 * time.Minute)
		if n := len(p.seen(p.room("lobby"), "")); n > 0 {
			t.Error("the group got a stale answer")
		}
		for room, words := range map[chat.RoomID]string{h.ticket(1).StaffRoom: "are you there", p.direct("eve"): "Check the network"} {
			if n := len(p.seen(room, words)); n != 1 {
				t.Errorf("%q was shown %d times", words, n)
			}
		}
	})
}

func TestOnePlatformsOutageDoesNotDelayTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down, up := newPlatform("down", telegraphic), newPlatform("up", nonced)
		h := newHouse(t, bolt.Options{NoSync: true}, down, up)
		h.start()
		down.on(func(ctx context.Context, _ call) error { <-ctx.Done(); return ctx.Err() })
		for n := range 3 * bots.Default().Calls {
			who := fmt.Sprint("member", n)
			h.must(h.hub.Accept(h.Context(), down.said(who, down.direct(who), who, question)))
		}
		began := time.Now()
		for n := range 50 {
			who := fmt.Sprint("member", n)
			h.must(h.hub.Accept(h.Context(), up.said(who, up.direct(who), who, question)))
		}
		synctest.Wait()
		if n, late := len(up.sends("Check the network")), time.Since(began); n != 50 || late > 0 {
			t.Fatalf("%d of 50 answers after %v", n, late)
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

func TestAForgedOrForeignPayloadIsRefused(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.roster = officials()
		h.start()
		eve := p.member("eve")
		eve.Name = "Keyfold Support"
		h.tell(
			p.said("1", p.room("lobby"), "ann", question), p.said("2", p.direct("ann"), "ann", "/support"),
			&chat.Joined{Meta: chat.Meta{Key: "join", Room: p.room("lobby")}, Member: eve},
		)
		if len(p.seen(p.room("mods"), "Flag 1")) != 1 {
			t.Fatal("no flag")
		}
		before := h.ticket(1)
		payloads := []string{
			"a:1:up", "a:1:down", "a:1:staff", "a:1:0", "s:1:0", "a:2:staff", "a:-1:up", "a:18446744073709551616:up", "a::", "a",
			"t:1:claim", "t:1:close", "t:1:release", "t:1:reopen", "t:1:go", "t:1:solved", "t:1:unsolved", "t:1:confirm", "t:1:pass", "t:1:rate5", "t:9:claim", "t:1:", "t:1:rate",
			"t:1:send0", "t:1:again1", "t:1:details", "t:1:comment", "i:1:open", "i:1:not", "e:1:appeal", "e:1:grant", "z:1:yes", "v:1:go",
			"q:1:a1", "q:1:x1", "q:1:n1", "q:1:o1", "q:1:e1.0", "q:1:p1", "q:0:r1", "q:1:r1.1", "q:1:", "u:1:lift", "u:1:edit", "u:0:", "y:1:p", "p:0:", "p:0:x",
			"g:1:ban", "g:1:mute", "g:1:dismiss", "g:1:", "g:7:ban", "c:yes", "c:cancel", "c:", "f:faq add", "f:nothing:9", "f:",
			"", ":", "x:1:y", "\x00\xff", strings.Repeat("t:1:claim", 1<<17),
		}
		calls := p.count("sanction") + p.count("open") + p.count("change")
		for n, data := range payloads {
			h.tell(p.pressed(fmt.Sprint(n), p.room("lobby"), "bob", chat.MessageID{}, data))
			if n := len(p.seen(p.room(fmt.Sprint("interaction/", n)), "")); n != 1 {
				t.Errorf("%.20q was answered %d times", data, n)
			}
		}
		after := h.ticket(1)
		if after.State != before.State || after.Rating != before.Rating || after.Lines != before.Lines || h.ticket(2).ID != 0 {
			t.Errorf("the ticket changed: %+v", after)
		}
		if n := p.count("sanction") + p.count("open") + p.count("change"); n != calls {
			t.Errorf("%d things were done", n-calls)
		}
		h.view(func(tx store.Tx) error {
			dead, err := outbox.Parked(tx, time.Time{}, 10)
			if len(dead) > 0 {
				t.Errorf("parked: %+v", dead)
			}
			return err
		})
	})
}

func TestOfficesGoByIDAndByConfigurationAlone(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("1", p.direct("ann"), "ann", "/support"))
		topic := h.ticket(1).StaffRoom
		poser := p.member("mei")
		poser.ID.Key, poser.Groups, poser.Role = "poser", []string{"lead"}, chat.Lead // looks like mei, and says it leads
		try := func(key string) {
			for n, text := range []string{"/claim 1", "/close 1 bye", "/release 1", "/note 1 hm", "/solved 1", "/pass 1 technical x", "/transfer 1 me x", "/assign 1 me", "/audit 1", "/queue", "/reopen 1", "/quiet", "/faq delete deposit", "/faq add x y|z?|w"} {
				for i, room := range []chat.RoomID{p.room("lobby"), topic, p.direct("poser")} {
					e := p.said(fmt.Sprint(key, n, ".", i), room, "poser", text)
					e.Message.From = poser
					h.tell(e)
				}
			}
			e := p.said(key+"relay", topic, "poser", "send me your phrase")
			e.Message.From = poser
			b := p.pressed(key+"press", p.room("staff"), "poser", chat.MessageID{}, "t:1:claim")
			b.From = poser
			h.tell(e, b)
		}
		try("as a stranger")
		h.stop()
		<-time.After(time.Second)
		pc := h.cfg.Platforms["test"]
		pc.Roles = nil // mei's office is taken away
		h.cfg.Platforms["test"] = pc
		h.start()
		poser = p.member("mei")
		try("as a former one")
		if ticket := h.ticket(1); ticket.State != "new" || ticket.Lines > 0 {
			t.Errorf("the ticket changed: %+v", ticket)
		}
		if len(p.seen(p.direct("ann"), "phrase:")) > 0 || len(p.sends("send me your")) > 0 {
			t.Error("words of a stranger reached the member")
		}
		h.tell(p.said("2", p.room("lobby"), "bob", question))
		if len(p.seen(p.room("lobby"), "Check the network")) != 1 {
			t.Error("the room was silenced or the FAQ changed")
		}
	})
}

func TestUnknownCommandsAreSilentInGroups(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		for n, text := range []string{"/price", "/price@otherbot btc", "/faqq add", "/" + strings.Repeat("x", 1<<20), "/", "//", "/😀"} {
			h.tell(p.said(fmt.Sprint("group", n), p.room("lobby"), "ann", text))
		}
		if n := p.count("send"); n > 0 {
			t.Errorf("%d messages in a group", n)
		}
		h.tell(p.said("private", p.direct("ann"), "ann", "/suport"))
		if n := len(p.seen(p.direct("ann"), "Did you mean /support?")); n != 1 || p.count("send") != 1 {
			t.Errorf("in private: %+v", p.seen(p.direct("ann"), ""))
		}
	})
}

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

func TestARoomThatMovedGoesOnUnderItsFirstName(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		h.tell(
			&chat.Moved{Meta: chat.Meta{Key: "moved", Room: p.room("lobby")}, From: p.room("lobby"), To: p.room("super")},
		)
		h.tell(p.said("1", p.room("super"), "ann", question))
		h.stop()
		<-time.After(time.Second)
		h.start() // the alias is on disk
		h.tell(p.said("2", p.room("super"), "bob", "How do I back up my wallet?"))
		if n := len(p.seen(p.room("super"), "")); n != 2 {
			t.Errorf("%d of 2 answers in the room's new place", n)
		}
	})
}

func TestACallThatLearnsOfAMoveIsMadeAgainInTheNewPlace(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		p.on(func(_ context.Context, c call) error {
			if c.Room == p.room("lobby") {
				return &chat.Fault{Class: chat.HasMoved, To: p.room("super")}
			}
			return nil
		})
		h.tell(p.said("1", p.room("lobby"), "ann", question))
		if n := len(p.seen(p.room("super"), "Check the network")); n != 1 || p.count("send") != 2 {
			t.Errorf("%d answers, %d calls", n, p.count("send"))
		}
	})
}

func TestAMissingRightIsToldOnce(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		denied := func(_ context.Context, c call) error {
			if c.Room == p.room("lobby") {
				return &chat.Fault{Class: chat.Denied, Right: "can_send_messages"}
			}
			return nil
		}
		p.on(denied)
		for n, q := range []string{question, "How do I back up my wallet?", "My deposit has not arrived"} {
			h.tell(p.said(fmt.Sprint(n), p.room("lobby"), fmt.Sprint("member", n), q))
		}
		told := func() int { return len(p.seen(p.room("mods"), "can_send_messages")) }
		if n := told(); n != 1 {
			t.Fatalf("told %d times", n)
		}
		self := p.member("frontdesk")
		self.Kind = chat.Self
		h.tell(&chat.Changed{Meta: chat.Meta{Key: "granted", Room: p.room("lobby")}, Member: self})
		h.tell(&chat.Changed{Meta: chat.Meta{Key: "taken", Room: p.room("lobby")}, Member: self, Missing: []string{"can_send_messages"}})
		if n := told(); n != 2 {
			t.Errorf("told %d times after the right was given and taken again", n)
		}
	})
}
