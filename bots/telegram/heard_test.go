package telegram_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"frontdesk/bots/telegram"
	"frontdesk/bots/telegram/telegramtest"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

func TestBlockingAndComingBackIsReported(t *testing.T) {
	r := serve(t)
	r.Open("ann", "token")
	event(r, func(e *chat.Posted) bool { return e.Message.Text == "/start token" && e.Room == r.Room("@ann") })
	r.Block("ann")
	event(r, func(e *chat.Left) bool { return e.Member.Kind == chat.Self && e.Room == r.Room("@ann") })
	r.Open("ann", "")
	event(r, func(e *chat.Joined) bool { return e.Member.Kind == chat.Self && e.Room == r.Room("@ann") })
}

func TestACommandForThisBotLosesItsNameAndOthersAreLeftAlone(t *testing.T) {
	r := serve(t)
	id := r.Say("lobby", "ann", chattest.Said{Text: "/ask@FrontDesk_bot where is @it?"})
	e := event(r, func(e *chat.Posted) bool { return e.Message.ID == id })
	if e.Message.Text != "/ask where is @it?" || !e.Message.Addressed {
		t.Errorf("got %+v", e.Message)
	}
	ours, err := r.send("lobby", chat.Post{Text: "hello"})
	if err != nil {
		t.Fatal(err)
	}
	id = r.Say("lobby", "ann", chattest.Said{Text: "/ask@other_bot where?", ReplyTo: ours})
	e = event(r, func(e *chat.Posted) bool { return e.Message.ID == id })
	if e.Message.Text != "/ask@other_bot where?" || e.Message.Addressed {
		t.Errorf("got %+v", e.Message)
	}
}

func TestWhoSpeaksIsToldApart(t *testing.T) {
	r := serve(t)
	for _, kind := range []chat.Kind{chat.Channel, chat.Anonymous, chat.Bot, chat.Person} {
		id := r.Say("lobby", "zoe"+string(kind), chattest.Said{Text: "hello", As: kind})
		if e := event(r, func(e *chat.Posted) bool { return e.Message.ID == id }); e.Message.From.Kind != kind {
			t.Errorf("%q arrives as %q", kind, e.Message.From.Kind)
		}
	}
}

func TestAnAdministratorsMessagesBearTheStanding(t *testing.T) {
	s := telegramtest.New(t)
	s.Role("mia", "admin")
	r := &running{Server: s, in: chattest.NewRecorder(), t: t, ctx: t.Context(), bot: adapter(t, s)}
	stop := r.run()
	defer stop()
	r.until(func() bool { return r.Calls("getChatAdministrators") >= 3 })
	r.Role("ola", "owner")
	groups := func(who string) string {
		var got string
		r.until(func() bool { // the list is taken in beside the feed
			id := r.Say("lobby", who, chattest.Said{Text: "hi"})
			got = strings.Join(event(r, func(e *chat.Posted) bool { return e.Message.ID == id }).Message.From.Groups, " ")
			return got != ""
		})
		return got
	}
	if g := groups("mia"); g != "admin" {
		t.Errorf("mia: %q", g)
	}
	if g := groups("ola"); g != "owner" {
		t.Errorf("ola: %q", g)
	}
}

func TestCommandsAreRegisteredOnceForEachSet(t *testing.T) {
	s := telegramtest.New(t)
	r := &running{Server: s, in: chattest.NewRecorder(), t: t, ctx: t.Context(), bot: adapter(t, s)}
	stop := r.run()
	r.until(func() bool { return r.Calls("getChatAdministrators") >= 3 }) // comes after the commands
	first := r.Calls("setMyCommands")
	if first != 4 { // private chats, groups, and two chats of staff
		t.Errorf("%d calls", first)
	}
	id := r.Say("lobby", "ann", chattest.Said{Text: "hi"}) // carries the cursor
	event(r, func(e *chat.Posted) bool { return e.Message.ID == id })
	stop()
	stop = r.run()
	defer stop()
	r.until(func() bool { return r.Calls("getChatAdministrators") >= 6 })
	if n := r.Calls("setMyCommands"); n != first {
		t.Errorf("%d calls more after a restart", n-first)
	}
}

func TestAnOldPositionIsNotGoneOnFrom(t *testing.T) {
	s := telegramtest.New(t)
	r := &running{Server: s, in: chattest.NewRecorder(), t: t, ctx: t.Context(), bot: adapter(t, s)}
	long := time.Now().Add(-8 * 24 * time.Hour).Unix()
	r.in.Remember("telegram/7000000001", fmt.Sprintf(`{"offset":900000000,"at":%d}`, long))
	id := r.Say("lobby", "ann", chattest.Said{Text: "numbers have started anew"})
	stop := r.run()
	defer stop()
	event(r, func(e *chat.Posted) bool { return e.Message.ID == id })
}

func TestAnUpdateThatIsNotUnderstoodDoesNotBlockTheNext(t *testing.T) {
	r := serve(t)
	for _, body := range []any{"text", 7, []int{1}, map[string]any{"message_id": "x"}, map[string]any{"chat": 5}, map[string]any{}, nil} {
		for _, kind := range []string{"message", "edited_message", "callback_query", "chat_member", "my_chat_member"} {
			r.Deliver(kind, body)
		}
	}
	id := r.Say("lobby", "ann", chattest.Said{Text: "after"})
	event(r, func(e *chat.Posted) bool { return e.Message.ID == id })
}

func TestContentsWithoutAWordArriveAsOdd(t *testing.T) {
	r := serve(t)
	base := func(field string, v any) map[string]any {
		return map[string]any{"message_id": 900, "date": 1, "chat": map[string]any{"id": -1001000000001, "type": "supergroup"},
			"from": map[string]any{"id": 5, "is_bot": false, "first_name": "A"}, field: v}
	}
	r.Deliver("message", base("poll", map[string]any{"id": "1", "question": "Send coins?", "options": []any{map[string]any{"text": "yes", "voter_count": 0}}}))
	e := event(r, func(e *chat.Posted) bool { return e.Message.Odd == "poll" })
	if strings.Join(e.Message.Hidden, "|") != "Send coins?|yes" {
		t.Errorf("hidden: %q", e.Message.Hidden)
	}
	m := base("hologram", map[string]any{"x": 1})
	m["message_id"] = 901
	r.Deliver("message", m)
	event(r, func(e *chat.Posted) bool { return e.Message.Odd == "hologram" })
	m = base("forum_topic_closed", map[string]any{})
	m["message_id"] = 902
	r.Deliver("message", m)
	id := r.Say("lobby", "ann", chattest.Said{Text: "after"})
	event(r, func(e *chat.Posted) bool { return e.Message.ID == id })
	for _, e := range r.in.Events() {
		if e, ok := e.(*chat.Posted); ok && e.Message.ID == telegram.Message(-1001000000001, 902) {
			t.Error("a service message is reported as written")
		}
	}
}
