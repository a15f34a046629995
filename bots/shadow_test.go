package bots_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// inShadow is a house whose lobby the configuration rehearses in.
func inShadow(t *testing.T, fn func(h *house, p *platform)) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		c := h.cfg.Platforms[p.name]
		c.Shadow = []chat.RoomID{p.room("lobby")}
		h.cfg.Platforms[p.name] = c
		h.start()
		fn(h, p)
	})
}

func TestAShadowedRoomIsSilentAndItsModeratorsAreNotFlooded(t *testing.T) {
	inShadow(t, func(h *house, p *platform) {
		for i := range 20 {
			h.tell(p.said(fmt.Sprint(i), p.room("lobby"), fmt.Sprint("member", i), question))
		}
		if n := p.count("send"); n != 6 || len(p.seen(p.room("lobby"), "")) != 0 {
			t.Fatalf("%d posts, of them in the lobby: %d", n, len(p.seen(p.room("lobby"), "")))
		}
		<-time.After(2 * time.Minute)
		h.settle()
		if n := len(p.seen(p.room("mods"), "14 further questions")); n != 1 {
			t.Errorf("what was left out was told %d times", n)
		}
		<-time.After(10 * time.Minute)
		h.tell(p.said("again", p.room("lobby"), "ann", "How do I back up my wallet?"))
		if n := len(p.seen(p.room("mods"), "Back up the wallet (backup, confidence")); n != 1 {
			t.Errorf("the next minute's question was shown %d times", n)
		}
	})
}

func TestAnEditInAShadowedRoomIsShownAgainOnlyIfItAsksForSomethingElse(t *testing.T) {
	inShadow(t, func(h *house, p *platform) {
		first := p.said("1", p.room("lobby"), "ann", question)
		h.tell(first)
		h.tell(p.edited(first, "a", question+"!"))
		if n := p.count("send"); n != 1 {
			t.Fatalf("%d posts for one question", n)
		}
		h.tell(p.edited(first, "b", "How do I back up my wallet?"))
		if n := len(p.seen(p.room("mods"), "(backup, confidence")); n != 1 {
			t.Errorf("the new question was shown %d times", n)
		}
	})
}

func TestAModeratorsWordOnAShadowCountsOnceAndOthersMayNot(t *testing.T) {
	inShadow(t, func(h *house, p *platform) {
		h.tell(p.said("1", p.room("lobby"), "ann", question))
		card := p.seen(p.room("mods"), "Where is my deposit?")[0]
		right := card.Buttons[0][0].Data
		h.tell(p.pressed("1", p.room("mods"), "mei", card.ID, right))
		for _, key := range []string{"2", "3"} {
			h.tell(p.pressed(key, p.room("mods"), "max", card.ID, right))
		}
		h.view(func(tx store.Tx) error {
			cs, err := faq.Counts(tx, "deposit")
			if err == nil && (len(cs) != 1 || cs[0].Helped != 1 || cs[0].Suppressed != 1 || cs[0].Shown != 0) {
				t.Errorf("counted %+v", cs)
			}
			return err
		})
		if now := p.seen(p.room("mods"), "Where is my deposit?")[0]; len(now.Buttons) > 0 || !strings.Contains(now.Text, "Right, says") {
			t.Errorf("the card is %+v", now)
		}
	})
}

func TestAWrongShadowIsAQuestionThatWaitsForAnAnswer(t *testing.T) {
	inShadow(t, func(h *house, p *platform) {
		h.tell(p.said("1", p.room("lobby"), "ann", "where is my deposit of knowledge"))
		card := p.seen(p.room("mods"), "of knowledge")[0]
		h.tell(p.pressed("1", p.room("mods"), "max", card.ID, card.Buttons[0][1].Data))
		h.view(func(tx store.Tx) error {
			gaps, err := faq.OpenGaps(tx, 10)
			if len(gaps) != 1 || gaps[0].Why != faq.WhyWrong || gaps[0].Asker.Key != "ann" || gaps[0].Nearest != "deposit" {
				t.Errorf("%+v", gaps)
			}
			return err
		})
		h.tell(p.said("2", p.room("lobby"), "bob", "where is my deposit of knowledge"))
		if n := len(p.seen(p.room("mods"), "bob")); n != 0 {
			t.Error("it would be answered so again")
		}
	})
}

func TestShadowNeedsARoomWhereSomebodySeesIt(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		c := h.cfg.Platforms[p.name]
		c.Moderators, c.Place.Queue = chat.RoomID{}, chat.RoomID{}
		h.cfg.Platforms[p.name] = c
		h.start()
		h.tell(p.said("1", p.room("lobby"), "max", "/shadow on"), p.said("2", p.room("lobby"), "ann", question))
		if len(p.seen(p.room("lobby"), "no moderators' room")) != 1 || len(p.seen(p.room("lobby"), "Check the network")) != 1 {
			t.Error("the room went silent, and nobody sees what would be said")
		}
	})
}
