package chattest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"frontdesk/chat"
)

// failing is what an adapter promises when the platform, the network or the hub does not do its part.
func failing() []scene {
	hello := chat.Post{Text: "hello"}
	return []scene{
		{"a flood limit is reported with its end, and nothing is sent inside it", func(x *trial) {
			x.Fail("", "429", 1)
			_, err := x.try(x.Room("lobby"), hello)
			if f := x.fault(err, chat.Limited); !f.Until.After(time.Now()) {
				x.Errorf("limited until %s", f.Until)
			}
			before := x.Calls("")
			_, err = x.try(x.Room("lobby"), hello)
			x.fault(err, chat.Limited)
			if n := x.Calls("") - before; n != 0 {
				x.Errorf("%d calls inside the penalty", n)
			}
		}},
		{"a platform's own trouble is transient", func(x *trial) {
			for _, how := range []string{"500", "502 html"} {
				x.Fail("", how, 1)
				_, err := x.try(x.Room("lobby"), hello)
				x.fault(err, chat.Transient)
			}
			x.post(x.Room("lobby"), hello)
			x.reads("lobby", "ann", "hello")
		}},
		{"a missing right and a missing room are told apart", func(x *trial) {
			x.Fail("", "403", 1)
			_, err := x.try(x.Room("lobby"), hello)
			x.fault(err, chat.Denied)
			x.Fail("", "404", 1)
			_, err = x.try(x.Room("lobby"), hello)
			x.fault(err, chat.Gone)
		}},
		{"a deletion without the right is denied and names it", func(x *trial) {
			id := x.Say("lobby", "ann", Said{Text: "leaked"})
			x.posted(id)
			x.Fail("delete", "403", 1)
			if f := x.fault(x.bot.Delete(x.ctx, x.Room("lobby"), []chat.MessageID{id}), chat.Denied); f.Right == "" {
				x.Errorf("no right is named: %v", f)
			}
			x.shows("lobby", "ben", "the message", func(s Shown) bool { return s.ID == id })
		}},
		{"a connection cut before the call was done leaves nothing behind", func(x *trial) {
			x.Fail("", "cut before", 1)
			_, err := x.try(x.Room("lobby"), hello)
			x.fault(err, chat.Transient)
			x.misses("lobby", "ann", "hello")
			x.post(x.Room("lobby"), hello)
			x.reads("lobby", "ann", "hello")
		}},
		{"a connection cut after the call was done has an unknown outcome", func(x *trial) {
			x.Fail("", "cut after", 1)
			if _, err := x.try(x.Room("lobby"), hello); err != nil {
				if f := x.fault(err, chat.Transient); !f.Unknown {
					x.Errorf("%v is said to have no effect", err)
				}
			}
			x.reads("lobby", "ann", "hello")
			if !x.bot.Caps(x.Room("lobby")).Idempotent {
				return
			}
			x.post(x.Room("lobby"), hello)
			n := 0
			for _, s := range x.Seen("lobby", "ann") {
				if s.Text == "hello" {
					n++
				}
			}
			if n != 1 {
				x.Errorf("a repeated send shows %d times", n)
			}
		}},
		{"a call ends with its context", func(x *trial) {
			x.Fail("", "slow", 1)
			ctx, cancel := context.WithCancel(x.ctx)
			before := x.Calls("")
			done := make(chan error, 1)
			go func() {
				_, err := x.bot.Send(ctx, "slow", x.Room("lobby"), chat.Outgoing{Post: hello})
				done <- err
			}()
			if err := x.Stage.Wait(x.ctx, func() bool { return x.Calls("") > before }); err != nil {
				x.Errorf("no call was made: %v", err)
			}
			cancel()
			if err := <-done; err == nil {
				x.Errorf("a call that was cancelled succeeded")
			}
		}},
		{"a member who closes the door is unreachable", func(x *trial) {
			x.Open("ann", "")
			x.post(x.Room("@ann"), hello)
			x.Block("ann")
			_, err := x.try(x.Room("@ann"), chat.Post{Text: "hello again"}) // another action: the first one is done
			x.fault(err, chat.Unreachable)
			if !x.bot.Caps(x.Room("@ben")).WritesFirst {
				_, err = x.try(x.Room("@ben"), hello)
				x.fault(err, chat.Unreachable)
			}
		}},
		{"rooms and messages that make no sense are refused, not crashed on", func(x *trial) {
			for _, key := range []string{"", "nonsense", "@", "@nobody", "!", "!x/y", "-1/-1/-1", "99999999999999999999", "💥"} {
				room := chat.RoomID{Platform: x.Platform(), Key: key}
				_, err := x.try(room, hello)
				x.fault(err, chat.Invalid, chat.Gone, chat.Unreachable)
				x.bot.Caps(room)
				id := chat.MessageID{Platform: x.Platform(), Key: key}
				x.fault(x.bot.Edit(x.ctx, id, chat.Outgoing{Post: hello}), chat.Invalid, chat.Gone)
			}
		}},
		{"what the hub refuses is offered again", func(x *trial) {
			x.in.Refuse(2)
			x.posted(x.Say("lobby", "ann", Said{Text: "important"}))
		}},
		{"a repeated event bears the same key", func(x *trial) {
			id := x.Say("lobby", "ann", Said{Text: "once"})
			x.posted(id)
			x.Disturb("duplicate")
			x.posted(x.Say("lobby", "ann", Said{Text: "twice"}))
			n := 0
			for _, e := range x.in.Events() {
				if e, ok := e.(*chat.Posted); ok && e.Message.ID == id {
					n++
				}
			}
			if n != 1 {
				x.Errorf("one message has %d keys", n)
			}
		}},
		{"a dropped connection loses no message", func(x *trial) {
			x.posted(x.Say("lobby", "ann", Said{Text: "before"}))
			x.Disturb("drop")
			x.posted(x.Say("lobby", "ann", Said{Text: "after"}))
		}},
		{"an outage is told and outlived", func(x *trial) {
			x.posted(x.Say("lobby", "ann", Said{Text: "before"}))
			x.Disturb("outage")
			x.until("the outage is told", func() bool { return x.in.serving != nil })
			_, err := x.try(x.Room("lobby"), hello)
			x.fault(err, chat.Transient)
			id := x.Say("lobby", "ann", Said{Text: "during"})
			x.Disturb("recover")
			x.posted(id)
			x.until("the adapter serves again", func() bool { return x.in.serving == nil })
		}},
		{"a message written while the bot was away is reported after its restart", func(x *trial) {
			x.posted(x.Say("lobby", "ann", Said{Text: "before"}))
			x.halt()
			id := x.Say("lobby", "ann", Said{Text: "meanwhile"})
			x.start()
			x.posted(id)
		}},
		{"many rooms can be written to at once", func(x *trial) {
			x.Open("ann", "")
			var wg sync.WaitGroup
			rooms, readers := []string{"lobby", "topic", "staff", "mods", "@ann"}, []string{"ann", "ann", "rep", "mia", "ann"}
			for i := range 40 {
				wg.Go(func() {
					if _, err := x.try(x.Room(rooms[i%len(rooms)]), chat.Post{Text: fmt.Sprint("post ", i)}); err != nil {
						x.Errorf("post %d: %v", i, err)
					}
				})
			}
			wg.Wait()
			for i := range 40 {
				x.reads(rooms[i%len(rooms)], readers[i%len(rooms)], fmt.Sprint("post ", i))
			}
		}},
	}
}
