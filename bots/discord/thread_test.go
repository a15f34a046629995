package discord_test

import (
	"strings"
	"testing"

	"github.com/bwmarrin/discordgo"

	"frontdesk/chat"
)

func TestAThreadIsNotOpenedTwice(t *testing.T) {
	x := play(t)
	th := chat.Thread{Parent: x.Room("support"), Name: "#12 Lost", Mark: "#12", Private: true, Members: []chat.MemberID{x.Member("ann")}}
	x.Fail("open", "cut after", 1)
	_, err := x.bot.OpenThread(x.ctx, th)
	if f := x.fault(err, chat.Transient); !f.Unknown {
		t.Errorf("got %v", f)
	}
	again, err := x.bot.OpenThread(x.ctx, th)
	if err != nil || again != x.Room("#12") {
		t.Fatalf("again: %v, %v", again, err)
	}
	other, err := x.bot.OpenThread(x.ctx, chat.Thread{Parent: x.Room("support"), Name: "#1 Other", Mark: "#1", Private: true})
	if err != nil || other == again {
		t.Errorf("#1 is taken for #12: %v", err)
	}
	if n := x.Calls("open"); n != 2 {
		t.Errorf("opened %d times", n)
	}
	if got := x.Threads(); len(got) != 3 || len(got[1].Members) != 1 { // "#1", "#12", "topic"
		t.Errorf("threads: %+v", got)
	}
}

func TestAMemberNamedLikeTicketsReadsNoneOfThem(t *testing.T) {
	x := play(t)
	x.Name("eve", "#2 #3", "eve")
	open := func(name, mark, member string) chat.RoomID {
		t.Helper()
		id, err := x.bot.OpenThread(x.ctx, chat.Thread{Parent: x.Room("support"), Name: name, Mark: mark, Private: true, Members: []chat.MemberID{x.Member(member)}})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	tell := func(room chat.RoomID, text string) {
		t.Helper()
		if _, err := x.send(text, room, chat.Post{Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	own := open("#1 #2 #3", "#1", "eve")
	tell(own, "for eve")
	tell(open("#2 Ann", "#2", "ann"), "for ann")
	x.restart()
	tell(open("#3 Ben", "#3", "ben"), "for ben")
	x.Fail("open", "500", 1)
	_, err := x.bot.OpenThread(x.ctx, chat.Thread{Parent: x.Room("support"), Name: "#4 Cat", Mark: "#4", Private: true})
	x.fault(err, chat.Transient)
	tell(open("#4 Cat", "#4", "cat"), "for cat")
	for name, want := range map[string]string{"#1 #2 #3": "for eve", "#2 Ann": "", "#3 Ben": "", "#4 Cat": ""} {
		if got := strings.Join(x.texts(name, "eve"), ", "); got != want {
			t.Errorf("eve reads %q in %s", got, name)
		}
	}
	if got := x.texts("#3 Ben", "ben"); len(got) != 1 {
		t.Errorf("ben reads %q", got)
	}
}

func TestOnlyAThreadOfUnknownOutcomeIsTaken(t *testing.T) {
	x := play(t)
	open := func(private bool) chat.RoomID {
		t.Helper()
		id, err := x.bot.OpenThread(x.ctx, chat.Thread{Parent: x.Room("support"), Name: "#7 Ann", Mark: "#7", Private: private})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	x.Start("support", "#7 of a member")
	first := open(true)
	if open(true) != first {
		t.Error("the thread whose answer came is opened twice")
	}
	x.restart()
	if open(true) != first {
		t.Error("an earlier process's silent thread is left behind")
	}
	x.restart()
	if open(false) == first {
		t.Error("a private thread is taken for a public one")
	}
	if _, err := x.send("words", first, chat.Post{Text: "of a member"}); err != nil {
		t.Fatal(err)
	}
	x.restart()
	if open(true) == first {
		t.Error("a thread in which something was said is taken for a new ticket's")
	}
	x.restart()
	x.Deny("support", discordgo.PermissionCreatePrivateThreads)
	th := chat.Thread{Parent: x.Room("support"), Name: "#8 Ann", Mark: "#8", Private: true}
	_, err := x.bot.OpenThread(x.ctx, th)
	x.fault(err, chat.Denied)
	before := x.Calls("GET ")
	_, err = x.bot.OpenThread(x.ctx, th)
	x.fault(err, chat.Denied)
	if x.Calls("GET ") != before {
		t.Error("after a refusal there is nothing to look for")
	}
}

func TestTheQuietestThreadMakesRoom(t *testing.T) {
	x := play(t)
	x.Crowd(2)
	open := func(name string) {
		t.Helper()
		if _, err := x.bot.OpenThread(x.ctx, chat.Thread{Parent: x.Room("support"), Name: name, Mark: name, Private: true}); err != nil {
			t.Fatal(err)
		}
	}
	open("#1")
	open("#2")
	if _, err := x.send("w", x.Room("#1"), chat.Post{Text: "still busy"}); err != nil {
		t.Fatal(err)
	}
	open("#3")
	for _, th := range x.Threads() {
		if want := map[bool]chat.ThreadState{true: chat.Closed, false: chat.Opened}[th.Name == "#2"]; th.State != want {
			t.Errorf("%s is %s", th.Name, th.State)
		}
	}
}

func TestWordsReachALockedThread(t *testing.T) {
	x := play(t)
	id, err := x.bot.OpenThread(x.ctx, chat.Thread{Parent: x.Room("support"), Name: "#5", Private: true, Members: []chat.MemberID{x.Member("ann")}})
	if err != nil {
		t.Fatal(err)
	}
	x.Lock("#5")
	if _, err := x.send("w", id, chat.Post{Text: "one more thing"}); err != nil || len(x.texts("#5", "ann")) != 1 {
		t.Errorf("%v, ann reads %q", err, x.texts("#5", "ann"))
	}
	x.Remove("#5")
	_, err = x.send("v", id, chat.Post{Text: "gone"})
	x.fault(err, chat.Gone)
	event(x, func(e *chat.Left) bool { return e.Room == id && e.Member.Kind == chat.Self })
}

func TestThreadsOpenInTextChannelsOnly(t *testing.T) {
	x := play(t)
	_, err := x.bot.OpenThread(x.ctx, chat.Thread{Parent: x.Room("forum"), Name: "#1", Private: true})
	x.fault(err, chat.Unsupported)
	if x.bot.Caps(x.Room("forum")).Threads || !x.bot.Caps(x.Room("support")).Threads {
		t.Error("caps tell otherwise")
	}
}

func TestAMemberWhoLeftCannotBeCalledIn(t *testing.T) {
	x := play(t)
	x.Leave("ann")
	th := chat.Thread{Parent: x.Room("support"), Name: "#9", Mark: "#9", Private: true, Members: []chat.MemberID{x.Member("ann")}}
	_, err := x.bot.OpenThread(x.ctx, th)
	x.fault(err, chat.Unreachable)
	th.Members = append(th.Members, x.Member("rep"))
	if _, err := x.bot.OpenThread(x.ctx, th); err != nil {
		t.Errorf("a representative is there: %v", err)
	}
}
