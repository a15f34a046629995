package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"frontdesk/bots/telegram"
	"frontdesk/bots/telegram/telegramtest"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

func TestWhatTelegramRefusesIsClassified(t *testing.T) {
	for _, c := range []struct {
		how   string
		class chat.Class
		right string
	}{
		{"403 bot was blocked by the user", chat.Unreachable, ""},
		{"403 user is deactivated", chat.Unreachable, ""},
		{"403 bot can't initiate conversation with a user", chat.Unreachable, ""},
		{"403 bot was kicked from the supergroup chat", chat.Denied, "member of the chat"},
		{"400 message thread not found", chat.Gone, ""},
		{"400 TOPIC_DELETED", chat.Gone, ""},
		{"400 chat not found", chat.Gone, ""},
		{"400 not enough rights to send text messages to the chat", chat.Denied, "can_send_messages"},
		{"400 CHAT_WRITE_FORBIDDEN", chat.Denied, "can_send_messages"},
		{"400 can't parse entities", chat.Invalid, ""},
		{"400 something nobody has heard of", chat.Invalid, ""},
		{"401", chat.Fatal, ""},
		{"409", chat.Transient, ""},
		{"500", chat.Transient, ""},
		{"502 html", chat.Transient, ""},
		{"429 3", chat.Limited, ""},
	} {
		t.Run(c.how, func(t *testing.T) {
			t.Parallel()
			r := serve(t)
			r.Fail("sendMessage", c.how, 1)
			_, err := r.send("lobby", chat.Post{Text: "hello"})
			f := fault(t, err)
			if f.Class != c.class || f.Right != c.right {
				t.Errorf("got class %q, right %q: %v", f.Class, f.Right, f)
			}
			if want := c.how == "502 html"; f.Unknown != want {
				t.Errorf("unknown outcome: %v", f.Unknown)
			}
		})
	}
}

func TestTheTokenIsNeverInAnError(t *testing.T) {
	secret := strings.SplitN(telegramtest.Token, ":", 2)[1]
	r := serve(t)
	file := chat.File{Platform: telegram.Platform, Key: "photo:photo-file-1", Kind: chat.Photo}
	r.Say("lobby", "ann", chattest.Said{Photo: true})
	check := func(what string, err error) {
		t.Helper()
		for e := err; e != nil; e = errors.Unwrap(e) {
			if strings.Contains(fmt.Sprintf("%v %+v %#v", e, e, e), secret) {
				t.Errorf("%s: the error shows the token", what)
			}
		}
	}
	for _, how := range []string{"cut before", "cut after", "500", "502 html", "401"} {
		r.Fail("send", how, 1)
		_, err := r.send("lobby", chat.Post{Text: "hello"})
		check(how, err)
	}
	r.Close()
	_, err := r.send("lobby", chat.Post{Text: "hello"})
	check("closed", err)
	_, err = r.bot.Fetch(r.ctx, file)
	check("fetch", err)
	ctx, cancel := context.WithCancel(r.ctx)
	cancel()
	_, err = r.bot.Send(ctx, "id", r.Room("lobby"), chat.Outgoing{Post: chat.Post{Text: "hello"}})
	check("cancelled", err)
	for _, url := range []string{"http://127.0.0.1:1", "http://[::1", "ftp://x", "http://127.0.0.1:1/%zz"} {
		a, err := telegram.New(telegram.Config{Token: telegramtest.Token, URL: url})
		if err != nil {
			check(url, err)
			continue
		}
		in := chattest.NewRecorder()
		ctx, cancel := context.WithCancel(r.ctx)
		done := make(chan error, 1)
		go func() { done <- a.Run(ctx, in) }()
		r.until(func() bool { return in.Trouble() != nil })
		check(url, in.Trouble())
		cancel()
		check(url, <-done)
	}
}

func TestARefusedTokenEndsRunForGood(t *testing.T) {
	s := telegramtest.New(t)
	a, err := telegram.New(telegram.Config{Token: "1:wrong", URL: s.URL})
	if err != nil {
		t.Fatal(err)
	}
	in := chattest.NewRecorder()
	if f := fault(t, a.Run(t.Context(), in)); f.Class != chat.Fatal {
		t.Errorf("got %v", f)
	}
	if in.Trouble() == nil {
		t.Error("nobody was told")
	}
}

func TestAnotherPollerIsTroubleAndNotTheEnd(t *testing.T) {
	r := serve(t)
	r.Fail("getUpdates", "409", 1)
	r.Disturb("drop")
	id := r.Say("lobby", "ann", chattest.Said{Text: "still there?"})
	event(r, func(e *chat.Posted) bool { return e.Message.ID == id })
	if r.in.Served() < 2 {
		t.Error("the trouble was not told")
	}
}

func TestATopicThatIsGoneSaysSo(t *testing.T) {
	r := serve(t)
	topic, err := r.bot.OpenThread(r.ctx, chat.Thread{Parent: r.Room("staff"), Name: "#7 gone soon"})
	if err != nil {
		t.Fatal(err)
	}
	r.Remove("#7")
	_, err = r.bot.Send(r.ctx, "id", topic, chat.Outgoing{Post: chat.Post{Text: "hello"}})
	if f := fault(t, err); f.Class != chat.Gone {
		t.Errorf("Send: %v", f)
	}
	if f := fault(t, r.bot.EditThread(r.ctx, topic, chat.Thread{State: chat.Closed})); f.Class != chat.Gone {
		t.Errorf("EditThread: %v", f)
	}
}

func TestAnUpgradedGroupGoesOnUnderItsNewName(t *testing.T) {
	r := serve(t)
	old := r.Room("mods")
	before, err := r.send("mods", chat.Post{Text: "before"})
	if err != nil {
		t.Fatal(err)
	}
	r.Upgrade("mods")
	e := event(r, func(e *chat.Moved) bool { return true })
	if e.From != old || e.To != r.Room("mods") {
		t.Errorf("moved from %s to %s", e.From, e.To)
	}
	_, err = r.bot.Send(r.ctx, "id", old, chat.Outgoing{Post: chat.Post{Text: "hello"}})
	if f := fault(t, err); f.Class != chat.HasMoved || f.To != r.Room("mods") {
		t.Errorf("got %v to %s", f, f.To)
	}
	if f := fault(t, r.bot.Edit(r.ctx, before, chat.Outgoing{Post: chat.Post{Text: "after"}})); f.Class != chat.Gone {
		t.Errorf("an old message: %v", f)
	}
}

func TestMissingRightsAreNamed(t *testing.T) {
	r := serve(t)
	r.Lack("lobby", "can_delete_messages", "can_restrict_members")
	e := event(r, func(e *chat.Changed) bool { return len(e.Missing) > 0 })
	if e.Member.Kind != chat.Self || strings.Join(e.Missing, " ") != "can_delete_messages can_restrict_members" {
		t.Errorf("got %+v", e)
	}
	id := r.Say("lobby", "ann", chattest.Said{Text: "leaked"})
	ours, err := r.send("lobby", chat.Post{Text: "ours"})
	if err != nil {
		t.Fatal(err)
	}
	for _, ids := range [][]chat.MessageID{{id}, {id, ours}} {
		if f := fault(t, r.bot.Delete(r.ctx, r.Room("lobby"), ids)); f.Class != chat.Denied || f.Right != "can_delete_messages" {
			t.Errorf("Delete: %v", f)
		}
	}
	if seen := r.Seen("lobby", "ann"); len(seen) != 1 || seen[0].ID != id {
		t.Errorf("our own stays beside a member's: %+v", seen)
	}
	err = r.bot.Sanction(r.ctx, chat.Sanction{Do: chat.Ban, Member: r.Member("ann"), Room: r.Room("lobby")})
	if f := fault(t, err); f.Class != chat.Denied || f.Right != "can_restrict_members" {
		t.Errorf("Sanction: %v", f)
	}
	r.Lack("staff", "can_manage_topics")
	_, err = r.bot.OpenThread(r.ctx, chat.Thread{Parent: r.Room("staff"), Name: "x"})
	if f := fault(t, err); f.Class != chat.Denied || f.Right != "can_manage_topics" {
		t.Errorf("OpenThread: %v", f)
	}
	a, err := r.bot.Look(r.ctx, chat.Query{About: chat.AboutRights, Room: r.Room("staff")})
	if err != nil || len(a.Missing) != 1 || a.Missing[0] != "can_manage_topics" {
		t.Errorf("Look: %+v, %v", a, err)
	}
}
