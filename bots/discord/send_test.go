package discord_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/bwmarrin/discordgo"

	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

func TestASendThatCameBackOverTheGatewayIsNotRepeated(t *testing.T) {
	x := play(t)
	x.Fail("send", "cut after", 1)
	_, err := x.send("once", x.Room("lobby"), chat.Post{Text: "hello"})
	x.fault(err, chat.Transient)
	x.posted(x.say("the echo is through"))
	before := x.Calls("send")
	id, err := x.send("once", x.Room("lobby"), chat.Post{Text: "hello"})
	if err != nil || id != x.Seen("lobby", "ann")[0].ID {
		t.Errorf("again: %v, %v", id, err)
	}
	if x.Calls("send") != before {
		t.Error("it was sent again")
	}
}

func TestTextThatGrowsByItsEscapesIsDeliveredWhole(t *testing.T) {
	x := play(t)
	text := strings.Repeat("*_~|`", 380)
	if _, err := x.send("long", x.Room("lobby"), chat.Post{Text: text}); err != nil {
		t.Fatal(err)
	}
	s := x.Seen("lobby", "ann")[0]
	if !strings.HasPrefix(text, strings.TrimSuffix(s.Text, "…")) || len(s.Files) != 1 {
		t.Errorf("got %+v", s)
	}
}

func TestLinksToMessagesAndRoomsAreWritten(t *testing.T) {
	x := play(t)
	id := x.say("the question")
	text := "as told here and in staff"
	_, err := x.send("links", x.Room("lobby"), chat.Post{Text: text, Spans: []chat.Span{
		{Kind: chat.ToMessage, Start: 8, End: 12, Message: id}, {Kind: chat.ToRoom, Start: 20, End: 25, Room: x.Room("staff")}}})
	if err != nil {
		t.Fatal(err)
	}
	want := "as told here (https://discord.com/channels/" + x.Guild() + "/" + id.Key + ") and in #staff"
	if got := x.texts("lobby", "ann")[0]; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAMissingRightIsNamed(t *testing.T) {
	x := play(t)
	for _, c := range []struct {
		room string
		deny int64
		want string
		do   func() error
	}{
		{"lobby", discordgo.PermissionSendMessages, "SEND_MESSAGES", func() error {
			_, err := x.send("a", x.Room("lobby"), chat.Post{Text: "a"})
			return err
		}},
		{"lobby", discordgo.PermissionViewChannel, "VIEW_CHANNEL", func() error {
			_, err := x.send("b", x.Room("lobby"), chat.Post{Text: "b"})
			return err
		}},
		{"support", discordgo.PermissionCreatePrivateThreads, "CREATE_PRIVATE_THREADS", func() error {
			_, err := x.bot.OpenThread(x.ctx, chat.Thread{Parent: x.Room("support"), Name: "#1", Private: true})
			return err
		}},
		{"lobby", discordgo.PermissionManageMessages, "MANAGE_MESSAGES", func() error {
			return x.bot.Delete(x.ctx, x.Room("lobby"), []chat.MessageID{x.say("leak")})
		}},
		{"lobby", discordgo.PermissionAddReactions, "ADD_REACTIONS", func() error { return x.bot.Mark(x.ctx, x.say("mark"), chat.Waiting) }},
	} {
		x.Deny(c.room, c.deny)
		e := event(x, func(e *chat.Changed) bool {
			return e.Room == x.Room(c.room) && strings.Contains(strings.Join(e.Missing, " "), c.want)
		})
		if e.Member.Kind != chat.Self {
			t.Errorf("got %+v", e)
		}
		if f := x.fault(c.do(), chat.Denied); f.Right != c.want {
			t.Errorf("%s: right is %q", c.want, f.Right)
		}
		x.Deny(c.room, 0)
	}
}

func TestOurWordsAreDeletedWithoutTheRightToDeleteOthers(t *testing.T) {
	x := play(t)
	var ids []chat.MessageID
	for _, text := range []string{"one", "two", "three"} {
		id, err := x.send(text, x.Room("lobby"), chat.Post{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	x.Deny("lobby", discordgo.PermissionManageMessages)
	if err := x.bot.Delete(x.ctx, x.Room("lobby"), ids[:2]); err != nil || len(x.texts("lobby", "ann")) != 1 {
		t.Errorf("%v, left %q", err, x.texts("lobby", "ann"))
	}
	theirs := x.say("leak")
	f := x.fault(x.bot.Delete(x.ctx, x.Room("lobby"), []chat.MessageID{theirs, ids[2]}), chat.Denied)
	if seen := x.Seen("lobby", "ann"); f.Right != "MANAGE_MESSAGES" || len(seen) != 1 || seen[0].ID != theirs {
		t.Errorf("right %q, left %+v", f.Right, seen)
	}
}

func TestAnExpiredAddressIsReadAnew(t *testing.T) {
	x := play(t)
	files := []chat.File{}
	files = append(files, x.posted(x.Say("lobby", "ann", chattest.Said{Photo: true})).Message.Files...)
	files = append(files, x.posted(x.Say("lobby", "ann", chattest.Said{Text: "look", Doc: "log.txt", Forward: "ben"})).Message.Files...)
	files = append(files, x.posted(x.Say("lobby", "ann", chattest.Said{Sticker: "wave"})).Message.Files...)
	x.Disturb("expire")
	if len(files) != 3 {
		t.Fatalf("got %d files", len(files))
	}
	for _, f := range files {
		r, err := x.bot.Fetch(x.ctx, f)
		if err != nil {
			t.Errorf("%s: %v", f.Key, err)
			continue
		}
		if b, err := io.ReadAll(r); err != nil || len(b) == 0 {
			t.Errorf("%s: %d bytes, %v", f.Key, len(b), err)
		}
		r.Close()
	}
}

func TestAFileOfUnknownLengthIsStoppedAtTheLimit(t *testing.T) {
	x := play(t)
	endless := func(context.Context, chat.File) (io.ReadCloser, error) { return io.NopCloser(zeros{}), nil }
	_, err := x.bot.Send(x.ctx, "huge", x.Room("lobby"), chat.Outgoing{Fetch: endless, Post: chat.Post{Text: "huge", Files: []chat.File{{Platform: "x", Key: "k", Kind: chat.Document}}}})
	x.fault(err, chat.Invalid)
	if got := x.texts("lobby", "ann"); len(got) != 0 {
		t.Errorf("ann reads %q", got)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestSanctionsTellTheAuditLogWhy(t *testing.T) {
	x := play(t)
	for _, s := range []chat.Sanction{{Do: chat.Mute, Reason: "冒充客服"}, {Do: chat.Mute, Until: time.Now().Add(99 * 24 * time.Hour), Reason: strings.Repeat("长", 600)}, {Do: chat.Unban}, {Do: chat.Kick}} {
		s.Member, s.Room = x.Member("eve"), x.Room("server")
		if err := x.bot.Sanction(x.ctx, s); err != nil {
			t.Errorf("%s: %v", s.Do, err)
		}
	}
	if got := x.Audit(); len(got) != 3 || got[0] != "PATCH eve: 冒充客服" {
		t.Errorf("audit log: %q", got)
	}
}

func TestMembersAreListed(t *testing.T) {
	x := play(t)
	x.Role("rep", "staff")
	x.Member("ann")
	a, err := x.bot.Look(x.ctx, chat.Query{About: chat.AboutMembers, Room: x.Room("server")})
	if err != nil || len(a.Members) != 3 || a.Next != "" || a.Members[0].Kind != chat.Self || a.Members[1].Groups[0] != "staff" {
		t.Errorf("got %+v, %v", a, err)
	}
	var paged []chat.Member
	for q := (chat.Query{About: chat.AboutMembers, Room: x.Room("server"), Most: 2}); ; q.Page = a.Next {
		if a, err = x.bot.Look(x.ctx, q); err != nil || len(a.Members) > 2 {
			t.Fatalf("page of %d, %v", len(a.Members), err)
		}
		if paged = append(paged, a.Members...); a.Next == "" {
			break
		}
	}
	if len(paged) != 3 || paged[0].ID == paged[1].ID || paged[1].ID == paged[2].ID {
		t.Errorf("by pages: %+v", paged)
	}
	a, err = x.bot.Look(x.ctx, chat.Query{About: chat.AboutPicture, Room: x.Room("server"), Member: x.Member("ann")})
	if err != nil || a.Found {
		t.Errorf("got %+v, %v", a, err)
	}
}

func TestRolesAreKnownInPrivateChats(t *testing.T) {
	x := play(t)
	x.Role("rep", "staff")
	event(x, func(e *chat.Changed) bool { return e.Member.ID == x.Member("rep") })
	e := x.posted(x.Say("@rep", "rep", chattest.Said{Text: "hi"}))
	if len(e.Message.From.Groups) != 1 || e.Message.From.Groups[0] != "staff" {
		t.Errorf("got %+v", e.Message.From)
	}
}

func TestCallsBeforeTheConnectionAreTransient(t *testing.T) {
	x := open(t)
	_, err := x.send("a", x.Room("lobby"), chat.Post{Text: "a"})
	x.fault(err, chat.Transient)
	if x.Calls("") != 0 {
		t.Error("something was called")
	}
}

func TestCloudflareStopsEverything(t *testing.T) {
	x := play(t)
	e := x.asked()
	x.Fail("send", "429 html", 1)
	_, err := x.send("a", x.Room("lobby"), chat.Post{Text: "a"})
	x.fault(err, chat.Limited)
	before := x.Calls("")
	_, err = x.send("b", e.Answer, chat.Post{Text: "b"})
	x.fault(err, chat.Limited)
	if x.Calls("") != before {
		t.Error("something was called")
	}
	x.until("the interaction is acknowledged after all", func() bool {
		_, err := x.send("b", e.Answer, chat.Post{Text: "b"})
		return err == nil
	})
}

func TestARefusedCallIsNotRepeatedUntilTheRightComesBack(t *testing.T) {
	x := play(t)
	x.Deny("lobby", discordgo.PermissionSendMessages)
	event(x, func(e *chat.Changed) bool { return e.Room == x.Room("lobby") && len(e.Missing) == 1 })
	for range 5 {
		_, err := x.send("a", x.Room("lobby"), chat.Post{Text: "a"})
		if f := x.fault(err, chat.Denied); f.Right != "SEND_MESSAGES" {
			t.Errorf("right %q", f.Right)
		}
	}
	if n := x.Calls("send"); n != 1 {
		t.Errorf("%d calls", n)
	}
	x.Deny("lobby", 0)
	event(x, func(e *chat.Changed) bool { return e.Room == x.Room("lobby") && len(e.Missing) == 0 })
	if _, err := x.send("a", x.Room("lobby"), chat.Post{Text: "a"}); err != nil {
		t.Error(err)
	}
}

func TestAnEditKeepsTheFiles(t *testing.T) {
	x := play(t)
	files := x.posted(x.Say("lobby", "ann", chattest.Said{Photo: true})).Message.Files
	id, err := x.send("p", x.Room("staff"), chat.Post{Text: "caption", Files: files})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"another", ""} {
		if err := x.bot.Edit(x.ctx, id, chat.Outgoing{Post: chat.Post{Text: text, Files: files}}); err != nil {
			t.Fatal(err)
		}
		if s := x.Seen("staff", "rep")[0]; s.Text != text || len(s.Files) != 1 {
			t.Errorf("got %+v", s)
		}
	}
}
