package telegram_test

import (
	"testing"

	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

func TestATopicIsGoneWhenItsGroupIsUpgraded(t *testing.T) {
	r := serve(t)
	group := r.Room("staff")
	topic, err := r.bot.OpenThread(r.ctx, chat.Thread{Parent: group, Name: "#1 Ann"})
	if err != nil {
		t.Fatal(err)
	}
	r.Open("ann", "")
	private := r.Say("@ann", "ann", chattest.Said{Text: "stands for a poll"})
	r.Upgrade("staff")
	words, copied := chat.Post{Text: "hello"}, chat.Post{Relay: private}
	for _, c := range []struct {
		what string
		to   chat.RoomID
		post chat.Post
		want chat.Class
	}{
		{"words to the topic", topic, words, chat.Gone},
		{"a private message to the topic", topic, copied, chat.Gone},
		{"a private message to the group", group, copied, chat.HasMoved},
	} {
		_, err := r.bot.Send(r.ctx, c.what, c.to, chat.Outgoing{Post: c.post})
		if f := fault(t, err); f.Class != c.want {
			t.Errorf("%s: %v", c.what, f)
		}
	}
}
