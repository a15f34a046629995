package bots_test

import (
	"context"
	"testing"

	"frontdesk/chat"
)

func TestTheAuthorOfASecretIsToldWhatBecameOfIt(t *testing.T) {
	const phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
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
