package bots

import (
	"testing"

	"frontdesk/chat"
)

func TestAThoughtThatPanicsLetsNothingOfItsEventThrough(t *testing.T) {
	h := &Hub{} // without a detector
	j := &job{event: &chat.Posted{Message: chat.Message{Text: "legal winner thank year"}}}
	h.thinkAll([]*job{j, {event: j.event}, {event: j.event}, {event: j.event}})
	if j.thought.err == nil {
		t.Error("nobody knows that the message was not looked at")
	}
}
