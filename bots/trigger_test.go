package bots_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"frontdesk/chat"
	"frontdesk/escalation"
)

// TestConcurrentTriggersAndTheirDuplicatesGiveOneTicket lets one member ask for people a hundred times at once, by command in
// three rooms and by the button under an answer; the platform delivers every one of these updates three times, two of them
// together, all of it concurrently and once more after a restart.
func TestConcurrentTriggersAndTheirDuplicatesGiveOneTicket(t *testing.T) {
	for name, caps := range map[string]chat.Caps{"on a platform without a nonce": telegraphic, "on a platform with a nonce": nonced} {
		t.Run(name, func(t *testing.T) {
			inHouse(t, caps, func(h *house, p *platform) {
				mine := h.cfg.Platforms[p.name]
				mine.Watched = append(mine.Watched, p.room("lounge"))
				h.cfg.Platforms[p.name] = mine
				h.start()
				triggers := manyTriggers(h, p)
				var wg sync.WaitGroup
				accept := func(e ...chat.Event) {
					if err := h.hub.Accept(h.Context(), e...); err != nil {
						t.Error(err)
					}
				}
				for _, trigger := range triggers {
					wg.Go(func() { accept(trigger(), trigger()) })
					wg.Go(func() { accept(trigger()) })
				}
				wg.Wait()
				h.settle()
				h.stop()
				h.start()
				for _, trigger := range triggers {
					h.tell(trigger())
				}
				synctest.Wait()
				oneTicket(h, p)
			})
		})
	}
}

// manyTriggers are a hundred requests of ann, each of which makes the event that it is anew: seventy-five by command, with
// the words «need0», «need1» …, and twenty-five presses on the button under an answer to «Where is my deposit?».
func manyTriggers(h *house, p *platform) (triggers []func() chat.Event) {
	lobby := p.room("lobby")
	h.tell(p.said("q", lobby, "ann", question))
	on, data := p.button(lobby, "Didn't help")
	h.tell(p.pressed("q", lobby, "ann", on, data))
	on, data = p.button(lobby, "Talk to staff")
	if data == "" {
		h.Fatal("no button leads to the staff")
	}
	rooms := []chat.RoomID{p.direct("ann"), lobby, p.room("lounge")}
	for n := range 100 {
		key := fmt.Sprint("trigger", n)
		if n%4 == 3 {
			triggers = append(triggers, func() chat.Event { return p.pressed(key, lobby, "ann", on, data) })
			continue
		}
		triggers = append(triggers, func() chat.Event {
			return p.said(key, rooms[n%3], "ann", fmt.Sprintf("/support it is need%d!", n))
		})
	}
	return triggers
}

// oneTicket looks at ticket, topic, card and words.
func oneTicket(h *house, p *platform) {
	h.Helper()
	t := h.ticket(1)
	if t.State != escalation.New || h.ticket(2).ID != 0 {
		h.Fatalf("ticket 1: %+v, ticket 2: %+v", t, h.ticket(2))
	}
	cards := 0
	for _, m := range p.seen(p.room("staff"), "Ticket 1") {
		if len(m.Buttons) > 0 {
			cards++
		}
	}
	if n := p.count("open"); n != 1 || cards != 1 {
		h.Errorf("%d topics and %d cards", n, cards)
	}
	var words []string
	for _, m := range p.seen(t.StaffRoom, "") {
		words = append(words, strings.FieldsFunc(m.Text, func(r rune) bool { return r == ' ' || r == '\n' || r == '!' })...)
	}
	for n := range 100 {
		want := 1
		if n%4 == 3 {
			want = 0 // a press has no words
		}
		if got := len(slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w != fmt.Sprint("need", n) })); got != want {
			h.Errorf("need%d stands %d times in the staff's room, want %d", n, got, want)
		}
	}
	if n := len(p.seen(t.StaffRoom, question)); n != 1 {
		h.Errorf("the question stands there %d times", n)
	}
}
