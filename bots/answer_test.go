package bots_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
)

// edited is a later text of a message.
func (p *platform) edited(e *chat.Posted, key, text string) *chat.Edited {
	m := e.Message
	m.Text, m.Sent = text, time.Now()
	return &chat.Edited{Meta: chat.Meta{Key: "edited/" + key, Room: e.Room}, Message: m}
}

func TestAnAnswerThatFailedIsGivenToTheEditedQuestion(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		p.on(func(context.Context, call) error { return &chat.Fault{Class: chat.Invalid} })
		first := p.said("1", p.room("lobby"), "ann", question)
		h.tell(first)
		p.on(nil)
		h.tell(p.edited(first, "1", "How do I back up my wallet?"))
		if n := len(p.seen(p.room("lobby"), "Settings, then Back up")); n != 1 {
			t.Errorf("answered %d times", n)
		}
	})
}

func TestWithdrawingByEditsDoesNotBuyMoreAnswers(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		first := p.said("1", p.room("lobby"), "ann", question)
		h.tell(first)
		for i := range 9 {
			h.tell(p.edited(first, fmt.Sprint(i, "a"), "see you all tomorrow then"), p.edited(first, fmt.Sprint(i, "b"), question))
		}
		if n := len(p.sends("Check the network")); n != h.cfg.PerMinute {
			t.Errorf("%d answers in a minute, want %d", n, h.cfg.PerMinute)
		}
	})
}

func TestACommandBeyondTheLimitIsToldSo(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		for i := range h.cfg.PerMinute + 2 {
			h.tell(p.slash(fmt.Sprint(i), p.room("lobby"), "ann", "ask", map[string]string{"question": question}))
		}
		for i := range h.cfg.PerMinute + 2 {
			words := "Check the network"
			if i >= h.cfg.PerMinute {
				words = "I answer a few questions a minute"
			}
			if n := len(p.seen(p.room(fmt.Sprint("interaction/", i)), words)); n != 1 {
				t.Errorf("question %d got %d answers like %q", i, n, words)
			}
		}
	})
}

// slash is a question asked by command, with its own room for the answer.
func (p *platform) slash(key string, room chat.RoomID, name, command string, values map[string]string) *chat.Pressed {
	e := p.pressed(key, room, name, chat.MessageID{}, "")
	e.Command, e.Values = command, values
	return e
}

func TestAChoiceReplacesTheTitlesAndOutlivesASmallEdit(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		hold := make(chan struct{})
		p.on(func(_ context.Context, c call) error {
			if c.N == 1 {
				<-hold
			}
			return nil
		})
		asked := p.said("1", p.room("lobby"), "ann", "how does backup or deposit work")
		asked.Message.Addressed = true
		h.must(h.hub.Accept(h.Context(), asked))
		titles := chat.MessageID{Platform: p.name, Key: "bot/1"} // shown already; its receipt is still on its way
		h.must(h.hub.Accept(h.Context(), p.pressed("2", p.room("lobby"), "ann", titles, "s:1:0")))
		close(hold)
		h.settle()
		shows := func(when string) {
			t.Helper()
			if m := p.find(titles); !strings.HasPrefix(m.Text, "Check the network") {
				t.Errorf("%s the message shows %q", when, m.Text)
			}
		}
		shows("After the choice")
		again := p.edited(asked, "3", "how does backup or deposit work??")
		h.tell(again)
		shows("After the edit")
	})
}
