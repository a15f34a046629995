package telegram_test

import (
	"context"
	"io"
	"strings"
	"testing"

	"frontdesk/bots/telegram"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

func TestAFileReachesAClosedTopic(t *testing.T) {
	r := serve(t)
	topic, err := r.bot.OpenThread(r.ctx, chat.Thread{Parent: r.Room("staff"), Name: "#8 closed"})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.bot.EditThread(r.ctx, topic, chat.Thread{State: chat.Closed}); err != nil {
		t.Fatal(err)
	}
	f := chat.File{Platform: "elsewhere", Key: "k", Kind: chat.Document, Name: "a.txt"}
	_, err = r.bot.Send(r.ctx, "id", topic, chat.Outgoing{Post: chat.Post{Text: "see", Files: []chat.File{f}},
		Fetch: func(context.Context, chat.File) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader("bytes")), nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	if seen := r.Seen("#8", "rep"); len(seen) != 1 || len(seen[0].Files) != 1 {
		t.Errorf("seen %+v", seen)
	}
	if th := r.Threads(); th[len(th)-1].State != chat.Closed {
		t.Errorf("the topic stays open: %+v", th)
	}
}

func TestAPictureIsFoundAndFetched(t *testing.T) {
	r := serve(t)
	r.Picture("eve", []byte("a face"))
	a, err := r.bot.Look(r.ctx, chat.Query{About: chat.AboutPicture, Member: r.Member("eve")})
	if err != nil || a.Picture == nil {
		t.Fatalf("got %+v, %v", a, err)
	}
	f, err := r.bot.Fetch(r.ctx, *a.Picture)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if b, _ := io.ReadAll(f); string(b) != "a face" {
		t.Errorf("fetched %q", b)
	}
	if a, err := r.bot.Look(r.ctx, chat.Query{About: chat.AboutPicture, Member: r.Member("ann")}); err != nil || a.Found {
		t.Errorf("no picture: %+v, %v", a, err)
	}
}

func TestAPollIsRelayedByCopying(t *testing.T) {
	r := serve(t)
	id := r.Say("lobby", "ann", chattest.Said{Text: "stands for a poll"})
	if _, err := r.send("staff", chat.Post{Relay: id}); err != nil {
		t.Fatal(err)
	}
	if seen := r.Seen("staff", "rep"); len(seen) != 1 || r.Calls("copyMessage") != 1 {
		t.Errorf("seen %+v", seen)
	}
	r.Delete(id)
	_, err := r.send("staff", chat.Post{Relay: id})
	if f := fault(t, err); f.Class != chat.Invalid {
		t.Errorf("an original that is gone: %v", f)
	}
}

func TestACopyTellsItsTargetsFaultsFromTheOriginals(t *testing.T) {
	r := serve(t)
	for _, c := range []struct {
		from, how string
		class     chat.Class
	}{
		{"-100999:7", "", chat.Invalid},
		{"-100999:7", "403 bot was kicked from the supergroup chat", chat.Invalid},
		{"-100999:7", "400 message thread not found", chat.Gone},
	} {
		if c.how != "" {
			r.Fail("copyMessage", c.how, 1)
		}
		_, err := r.send("staff", chat.Post{Relay: chat.MessageID{Platform: telegram.Platform, Key: c.from}})
		if f := fault(t, err); f.Class != c.class {
			t.Errorf("%s: %v", c.how, f)
		}
	}
	moved := r.Say("mods", "mia", chattest.Said{Text: "stands for a poll"})
	r.Upgrade("mods")
	_, err := r.bot.Send(r.ctx, "gone", chat.RoomID{Platform: telegram.Platform, Key: "-100999"}, chat.Outgoing{Post: chat.Post{Relay: moved}})
	if f := fault(t, err); f.Class != chat.Gone {
		t.Errorf("a target that is gone: %v", f)
	}
}

func TestATextBesideAStickerGoesByItself(t *testing.T) {
	r := serve(t)
	id := r.Say("lobby", "ann", chattest.Said{Sticker: "👋"})
	m := event(r, func(e *chat.Posted) bool { return e.Message.ID == id }).Message
	text, err := r.send("staff", chat.Post{Text: "Ann:", Files: m.Files})
	if err != nil {
		t.Fatal(err)
	}
	seen := r.Seen("staff", "rep")
	if len(seen) != 2 || seen[0].ID != text || seen[0].Text != "Ann:" || len(seen[1].Files) != 1 {
		t.Errorf("seen %+v", seen)
	}
	if err := r.bot.Delete(r.ctx, r.Room("staff"), []chat.MessageID{text}); err != nil || len(r.Seen("staff", "rep")) != 0 {
		t.Errorf("deleting both: %v", err)
	}
}

func TestAPostThatFailedHalfwayGoesOnThere(t *testing.T) {
	r := serve(t)
	id := r.Say("lobby", "ann", chattest.Said{Sticker: "👋"})
	m := event(r, func(e *chat.Posted) bool { return e.Message.ID == id }).Message
	send := func(id string) (chat.MessageID, error) {
		return r.bot.Send(r.ctx, id, r.Room("staff"), chat.Outgoing{Post: chat.Post{Text: "Ann:", Files: m.Files}})
	}
	r.Fail("sendSticker", "500", 1)
	_, err := send("once")
	if f := fault(t, err); f.Class != chat.Transient || !f.Unknown {
		t.Errorf("got %v", f)
	}
	text, err := send("once")
	if err != nil {
		t.Fatal(err)
	}
	if seen := r.Seen("staff", "rep"); len(seen) != 2 || seen[0].ID != text || len(seen[1].Files) != 1 {
		t.Errorf("text %s, seen %+v", text, seen)
	}
	if err := r.bot.Delete(r.ctx, r.Room("staff"), []chat.MessageID{text}); err != nil || len(r.Seen("staff", "rep")) != 0 {
		t.Errorf("deleting both parts: %v, left %+v", err, r.Seen("staff", "rep"))
	}
	r.Fail("sendSticker", "429 1", 1)
	_, err = send("again")
	if f := fault(t, err); f.Class != chat.Transient || !f.Unknown {
		t.Errorf("a part that was limited: %v", f)
	}
}

func TestACaptionIsEditedAsOne(t *testing.T) {
	r := serve(t)
	id := r.Say("lobby", "ann", chattest.Said{Photo: true, Text: "old"})
	m := event(r, func(e *chat.Posted) bool { return e.Message.ID == id }).Message
	sent, err := r.send("staff", chat.Post{Text: "old", Files: m.Files})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []chat.Post{{Text: "new", Files: m.Files}, {Text: "newer"}} {
		if err := r.bot.Edit(r.ctx, sent, chat.Outgoing{Post: p}); err != nil {
			t.Fatal(err)
		}
		if seen := r.Seen("staff", "rep"); seen[0].Text != p.Text {
			t.Errorf("seen %+v", seen)
		}
	}
}
