package discord_test

import (
	"strconv"
	"testing"

	"frontdesk/bots/discord"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// absent lets things happen while the bot is away, and starts it again as a new process.
func (x *scene) absent(meanwhile func()) {
	x.halt()
	meanwhile()
	cfg := config(x.t, x.Server)
	x.make(cfg)
	n := x.in.up()
	x.run()
	x.serves(n + 1)
}

func TestWhatWasWrittenInAGapIsReadInOrder(t *testing.T) {
	x := play(t)
	x.posted(x.say("before"))
	var ids []chat.MessageID
	x.absent(func() {
		for n := range 250 { // three pages
			ids = append(ids, x.say(strconv.Itoa(n)))
		}
	})
	ids = append(ids, x.say("live"))
	x.posted(ids[250])
	next := 0
	for _, e := range x.in.Events() {
		if e, ok := e.(*chat.Posted); ok && next < len(ids) && e.Message.ID == ids[next] {
			next++
		}
	}
	if next != len(ids) {
		t.Errorf("message %d is missing or out of order", next)
	}
}

func TestThreadsPostsAndPrivateChatsAreReadAfterAGap(t *testing.T) {
	x := play(t)
	x.posted(x.say("before"))
	x.posted(x.Say("@ann", "ann", chattest.Said{Text: "hello"}))
	if _, err := x.send("first", x.Room("@ben"), chat.Post{Text: "Hello Ben"}); err != nil {
		t.Fatal(err)
	}
	event(x, func(e *chat.Posted) bool { return e.Message.From.Kind == chat.Self && e.Room == x.Room("@ben") })
	thread, err := x.bot.OpenThread(x.ctx, chat.Thread{Parent: x.Room("support"), Name: "#7 help", Private: true, Members: []chat.MemberID{x.Member("ann")}})
	if err != nil {
		t.Fatal(err)
	}
	var ids []chat.MessageID
	x.absent(func() {
		x.Start("forum", "my post")
		x.Start("lobby", "my thread")
		for room, who := range map[string]string{"topic": "ann", "my post": "ann", "my thread": "ann", "@ann": "ann", "@ben": "ben", "#7": "ann"} {
			ids = append(ids, x.Say(room, who, chattest.Said{Text: "meanwhile in " + room}))
		}
	})
	for _, id := range ids {
		e := x.posted(id)
		if e.Message.Text == "meanwhile in #7" && (e.Room != thread || !e.In(x.Room("support")) || !e.In(x.Room("server"))) {
			t.Errorf("got room %s within %v", e.Room, e.Within)
		}
	}
}

func TestAFirstStartReadsNoHistory(t *testing.T) {
	x := open(t)
	old := x.say("long ago")
	x.run()
	x.serves(1)
	x.posted(x.say("now"))
	for _, e := range x.in.Events() {
		if e, ok := e.(*chat.Posted); ok && e.Message.ID == old {
			t.Error("history from before the first start is reported")
		}
	}
}

func TestARoomThatCannotBeReadHoldsNobodyUp(t *testing.T) {
	x := play(t)
	x.posted(x.say("before"))
	x.absent(func() {
		x.say("unreadable")
		x.Fail("GET /channels/"+x.Room("lobby").Key+"/messages", "403", 1)
	})
	x.posted(x.say("after"))
}

func TestHistoryIsReadOnceDiscordLets(t *testing.T) {
	x := play(t)
	x.posted(x.say("before"))
	var id chat.MessageID
	x.absent(func() {
		id = x.say("meanwhile")
		for _, how := range []string{"500", "429", "502 html"} {
			x.Fail("GET /channels/"+x.Room("lobby").Key+"/messages", how, 1)
		}
	})
	x.posted(id)
}

func TestCommandsAreRegisteredOnlyWhenTheyChanged(t *testing.T) {
	x := play(t)
	event(x, func(e *chat.Changed) bool { return e.Cursor.Key == "discord/commands" })
	x.absent(func() {})
	if n := x.Calls("PUT /applications"); n != 1 {
		t.Errorf("registered %d times", n)
	}
	x.halt()
	cfg := config(t, x.Server)
	cfg.Commands = cfg.Commands[:1]
	x.make(cfg)
	x.run()
	x.until("they are registered anew", func() bool { return x.Calls("PUT /applications") == 2 })
}

func TestABotOutsideItsServerSaysSo(t *testing.T) {
	x := open(t, func(c *discord.Config) { c.Server = "123456789012345678" })
	x.run()
	x.until("the hub is told", func() bool {
		x.in.mu.Lock()
		defer x.in.mu.Unlock()
		return len(x.in.served) > 0 && x.in.served[0] != nil
	})
}

func TestRolesAreKnownInHistoryAndPrivateChatsAfterARestart(t *testing.T) {
	x := play(t)
	x.Role("rep", "staff")
	x.posted(x.say("before"))
	var ids []chat.MessageID
	x.absent(func() { ids = append(ids, x.Say("lobby", "rep", chattest.Said{Text: "meanwhile"})) })
	ids = append(ids, x.Say("@rep", "rep", chattest.Said{Text: "in private"}), x.Say("@rep", "rep", chattest.Said{Text: "once more"}))
	for _, id := range ids {
		if e := x.posted(id); len(e.Message.From.Groups) != 1 || e.Message.From.Groups[0] != "staff" {
			t.Errorf("%q: from %+v", e.Message.Text, e.Message.From)
		}
	}
	if n := x.Calls("GET /guilds/" + x.Guild() + "/members/" + x.Member("rep").Key); n != 1 {
		t.Errorf("asked %d times", n)
	}
}
