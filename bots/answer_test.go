package bots_test

import (
	"context"
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
