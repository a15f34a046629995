package bots_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/moderation"
)

const phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"

// crowded is a house in which far more is to be done than hands are there: answers in private and in the lobby, and sanctions.
func crowded(h *house, p *platform) {
	h.roster = officials()
	h.cfg.Guard.Steps = map[moderation.Rule]moderation.Step{moderation.ByIdentical: moderation.ToBan}
	h.cfg.Guard.PerHour = 1000
	h.start()
	for n := range 60 {
		who := fmt.Sprint("member", n)
		h.must(h.hub.Accept(h.Context(), p.said("a"+who, p.direct(who), who, question), p.said("b"+who, p.room("lobby"), who, question)))
	}
	for n := range 10 {
		e := p.said(fmt.Sprint("c", n), p.room("lobby"), fmt.Sprint("eve", n), "hello")
		e.Message.From.Name = "Keyfold Support"
		h.must(h.hub.Accept(h.Context(), e))
	}
}

// deletions are the calls that delete.
func (p *platform) deletions() (out []call) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.calls {
		if c.Do == "delete" {
			out = append(out, c)
		}
	}
	return out
}

func TestASecretIsTakenAwayBeforeAllThatIsQueued(t *testing.T) {
	for name, deleting := range map[string]time.Duration{"at once": 0, "by slow calls": 1500 * time.Millisecond} {
		t.Run(name, func(t *testing.T) {
			inHouse(t, telegraphic, func(h *house, p *platform) {
				p.on(func(ctx context.Context, c call) error { // nothing is quick but deletions
					d := 40 * time.Second
					if c.Do == "delete" {
						d = deleting
					}
					select {
					case <-time.After(d):
						return nil
					case <-ctx.Done():
						return ctx.Err()
					}
				})
				crowded(h, p)
				<-time.After(time.Second)
				began, calls := time.Now(), p.count("")
				h.must(h.hub.Accept(h.Context(), p.said("s", p.room("lobby"), "ann", phrase)))
				<-time.After(2 * time.Second)
				gone := p.deletions()
				if len(gone) != 1 || gone[0].At.Sub(began) > 100*time.Millisecond || gone[0].N != calls+1 {
					t.Fatalf("after %d calls, deletions %+v", calls, gone)
				}
				if n := len(p.sends("I have deleted a message of yours")); n != 1 {
					t.Errorf("its author was told %d times", n)
				}
			})
		})
	}
}

func TestASecretIsTakenAwayRightAfterAPenaltyAndNotInside(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		var end time.Time
		p.on(func(_ context.Context, c call) error { // as an adapter answers whose chat is under a penalty: nothing goes out
			if c.Room == p.room("lobby") && time.Now().Before(end) {
				return chat.LimitedUntil(end)
			}
			return nil
		})
		end = time.Now().Add(30 * time.Second)
		crowded(h, p)
		h.must(h.hub.Accept(h.Context(), p.said("s", p.room("lobby"), "ann", phrase)))
		<-time.After(time.Minute)
		gone := p.deletions()
		if len(gone) != 2 || !gone[0].At.Before(end) || gone[1].At.Before(end) || gone[1].At.Sub(end) > 100*time.Millisecond {
			t.Fatalf("a penalty until %v, deletions %+v", end, gone)
		}
	})
}

func TestTheAuthorOfASecretIsToldWhatBecameOfIt(t *testing.T) {
	refuse := func(kinds ...string) func(context.Context, call) error {
		return func(_ context.Context, c call) error {
			for _, k := range kinds {
				if c.Do == k && (k != "send" || c.Room.Key != "lobby" && c.Room.Key != "mods") {
					return &chat.Fault{Class: chat.Denied}
				}
			}
			return nil
		}
	}
	for name, c := range map[string]struct {
		fault func(context.Context, call) error
		room  func(p *platform) chat.RoomID
		words string
	}{
		"deleted":                      {nil, func(p *platform) chat.RoomID { return p.direct("ann") }, "I have deleted a message of yours"},
		"not deleted":                  {refuse("delete"), func(p *platform) chat.RoomID { return p.direct("ann") }, "Please delete it now, I cannot"},
		"deleted, no private chat":     {refuse("send"), func(p *platform) chat.RoomID { return p.room("lobby") }, "@ I have deleted a message of yours"},
		"not deleted, no private chat": {refuse("delete", "send"), func(p *platform) chat.RoomID { return p.room("lobby") }, "@ A message of yours holds"},
	} {
		t.Run(name, func(t *testing.T) {
			inHouse(t, telegraphic, func(h *house, p *platform) {
				p.on(c.fault)
				h.start()
				h.tell(p.said("1", p.room("lobby"), "ann", phrase))
				if n := len(p.seen(c.room(p), c.words)); n != 1 {
					t.Errorf("%q was said %d times in %v", c.words, n, p.sends(""))
				}
			})
		})
	}
}
