package bots_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk/bots"
	"frontdesk/chat"
	"frontdesk/store/bolt"
)

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
