package console_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"

	"frontdesk/bots/console"
	"frontdesk/chat"
)

// intake notes what it is told, and may answer.
type intake struct {
	chat.Intake
	events []chat.Event
	answer func(chat.Event)
	fail   error
}

func (i *intake) Accept(_ context.Context, es ...chat.Event) error {
	i.events = append(i.events, es...)
	for _, e := range es {
		if i.answer != nil {
			i.answer(e)
		}
	}
	return i.fail
}

func (i *intake) Settle(context.Context) error { return nil }
func (i *intake) Serving(chat.Platform, error) {}
func (i *intake) posts() (out []*chat.Posted)  { return of[*chat.Posted](i.events) }
func of[E chat.Event](events []chat.Event) (out []E) {
	for _, e := range events {
		if e, ok := e.(E); ok {
			out = append(out, e)
		}
	}
	return out
}

func config(in io.Reader, out io.Writer) console.Config {
	return console.Config{In: in, Out: out, Seats: []console.Seat{{Name: "you"}, {Name: "mei", Room: "queue"}}, Rooms: []string{"lobby", "queue"}, Greeting: []string{"Welcome."}}
}

// typed runs a console on lines and returns what it told and showed.
func typed(t *testing.T, lines ...string) (*intake, string) {
	t.Helper()
	in, out := &intake{}, &bytes.Buffer{}
	a := console.New(config(strings.NewReader(strings.Join(lines, "\n")), out))
	if err := a.Run(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	return in, out.String()
}

func post(text string, buttons ...chat.Button) chat.Outgoing {
	p := chat.Outgoing{Post: chat.Post{Text: text}}
	if buttons != nil {
		p.Buttons = [][]chat.Button{buttons}
	}
	return p
}

func TestWordsAreThoseOfTheSeatInItsRoom(t *testing.T) {
	in, out := typed(t, "hello", "/as mei", "", "in the queue", "/in lobby", "  @frontdesk hi  ", "/as Ann.2", "private")
	var got []string
	for _, p := range in.posts() {
		got = append(got, fmt.Sprintf("%s %s «%s» %v", p.Message.From.ID.Key, p.Room.Key, p.Message.Text, p.Message.Addressed))
	}
	if s := strings.Join(got, ", "); s != "you @you «hello» false, mei queue «in the queue» false, mei lobby «hi» true, ann.2 @ann.2 «private» false" {
		t.Errorf("got %s", s)
	}
	if !strings.HasPrefix(out, "Welcome.\n[private] you: hello\nYou are mei now, in [queue].\n") {
		t.Errorf("shows\n%s", out)
	}
	keys := map[string]bool{}
	for _, e := range in.events {
		keys[chat.MetaOf(e).Key] = true
	}
	if len(keys) != len(in.events) {
		t.Errorf("keys repeat: %v", keys)
	}
}

func TestALineThatEndsWithABackslashGoesOn(t *testing.T) {
	in, _ := typed(t, `one\`, `two\`, "three", `last\`)
	if in.posts()[0].Message.Text != "one\ntwo\nthree" || in.posts()[1].Message.Text != "last" {
		t.Errorf("%+v", in.events)
	}
}

func TestWhatIsTypedReachesTheBotAsItIsAndTheScreenHarmless(t *testing.T) {
	raw := "a\x1b[31mred\u202eback\a"
	in, out := typed(t, raw, "b\xffc", "/rename \x1b[2Jeve\u202e")
	if got := in.posts()[0].Message.Text; got != raw {
		t.Errorf("told %q", got)
	}
	if got := in.posts()[1].Message.Text; got != "b\uFFFDc" {
		t.Errorf("told %q", got)
	}
	if got := of[*chat.Changed](in.events)[0].Member.Name; got != "\x1b[2Jeve\u202e" {
		t.Errorf("told %q", got)
	}
	if strings.ContainsAny(out, "\x1b\a\u202e") {
		t.Errorf("shows %q", out)
	}
}

func TestARenamedSeatKeepsItsName(t *testing.T) {
	in, out := typed(t, "/rename Somebody Else", "hello")
	if m := in.posts()[0].Message.From; m.Name != "Somebody Else" || m.ID.Key != "you" || !strings.Contains(out, "[private] Somebody Else (you): hello") {
		t.Errorf("%+v\n%s", m, out)
	}
}

func TestAnEditIsOfTheLastMessageOfTheSeatInTheRoom(t *testing.T) {
	in, _ := typed(t, "/edit nothing yet", "first", "/in lobby", "second", "/in private", "/edit changed", "/edit changed again")
	es := of[*chat.Edited](in.events)
	if len(es) != 2 || es[0].Message.ID != in.posts()[0].Message.ID || es[1].Message.Text != "changed again" || es[0].Key == es[1].Key {
		t.Errorf("%+v", in.events)
	}
}

func TestANumberPressesAButtonOfTheNewestMessageThatHasSome(t *testing.T) {
	var out bytes.Buffer
	a := console.New(config(strings.NewReader("ask\n2\n3\n0\n-1\n1000\n/in lobby\n1\n"), &out))
	in := &intake{}
	var id chat.MessageID
	in.answer = func(e chat.Event) {
		p, ok := e.(*chat.Posted)
		if !ok || p.Message.Text != "ask" {
			return
		}
		reply := post("choose", chat.Button{Text: "One", Data: "1"}, chat.Button{Text: "Site", URL: "https://x.example"}, chat.Button{Text: "Two\x1b", Data: "2"})
		reply.ReplyTo = p.Message.ID
		id, _ = a.Send(t.Context(), "", p.Room, reply)
		_, _ = a.Send(t.Context(), "", p.Room, post("no buttons"))
	}
	if err := a.Run(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	ps := of[*chat.Pressed](in.events)
	if len(ps) != 1 || ps[0].Data != "2" || ps[0].On != id || ps[0].Answer != console.Room("!@you") || ps[0].Target.Text != "ask" {
		t.Fatalf("%+v", ps)
	}
	if len(in.posts()) != 2 { // 1000 is no button but a word
		t.Errorf("%+v", in.posts())
	}
	for _, want := range []string{"    Site: https://x.example\n    [1] One  [2] Two\n", "[private] you presses «Two»"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("does not show %q:\n%s", want, &out)
		}
	}
	if n := strings.Count(out.String(), "There is no such button"); n != 4 {
		t.Errorf("%d wrong numbers told:\n%s", n, &out)
	}
}

func TestAReplyNamesWhatItRepliesTo(t *testing.T) {
	var out bytes.Buffer
	a := console.New(config(strings.NewReader("/re\nfirst\n/re second\nask\n/re third\n"), &out))
	in := &intake{}
	in.answer = func(e chat.Event) {
		if p, ok := e.(*chat.Posted); ok && p.Message.Text == "ask" {
			_, _ = a.Send(t.Context(), "", p.Room, post("answer"))
		}
	}
	if err := a.Run(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	ps := in.posts()
	if r := ps[1].Message.ReplyTo; r == nil || r.ID != ps[0].Message.ID || ps[1].Message.Addressed {
		t.Errorf("%+v", ps[1].Message)
	}
	if r := ps[3].Message.ReplyTo; r == nil || r.Text != "answer" || r.From.Kind != chat.Self || !ps[3].Message.Addressed {
		t.Errorf("%+v", ps[3].Message)
	}
}

func TestWhatTheBotDoesIsShown(t *testing.T) {
	var out bytes.Buffer
	a := console.New(config(strings.NewReader(""), &out))
	ctx := t.Context()
	id, err := a.Send(ctx, "", console.Room("lobby"), post("two\n\nparts", chat.Button{Text: "Go", Data: "g"}))
	if err != nil {
		t.Fatal(err)
	}
	private := post("a secret")
	private.Private = true
	room, err := a.OpenThread(ctx, chat.Thread{Name: "#7 you", Mark: "#7", Members: []chat.MemberID{console.Member("you")}})
	_, err1 := a.Send(ctx, "", console.Room("!lobby"), private)
	err = errors.Join(err, err1, a.Edit(ctx, id, post("one part")), a.Delete(ctx, console.Room("lobby"), []chat.MessageID{id, id}),
		a.EditThread(ctx, room, chat.Thread{State: chat.Closed}))
	if err != nil {
		t.Fatal(err)
	}
	if f := chat.AsFault(a.Edit(ctx, id, post("late"))); f == nil || f.Class != chat.Gone {
		t.Errorf("editing what is gone: %v", f)
	}
	want := `[lobby] frontdesk: two

    parts
    [1] Go
[ticket-7] «#7 you» is opened with you
[lobby] frontdesk (only to you): a secret
[lobby] frontdesk (edited): one part
[lobby] a message of frontdesk is deleted
[ticket-7] is closed
`
	if out.String() != want {
		t.Errorf("shows\n%s", &out)
	}
	if again, err := a.OpenThread(ctx, chat.Thread{Name: "again", Mark: "#7"}); err != nil || again == room {
		t.Errorf("%v, %v", again, err)
	}
}

func TestTheInputsEndEndsTheConsole(t *testing.T) {
	in, _ := typed(t, "without a line feed")
	if len(in.posts()) != 1 {
		t.Error("the last line is lost")
	}
	if in, _ := typed(t, "/quit", "never"); len(in.events) > 0 {
		t.Error("read on after /quit")
	}
	a := console.New(config(iotest.ErrReader(errors.New("broken")), io.Discard))
	if err := a.Run(t.Context(), &intake{}); err == nil || err.Error() != "standard input: broken" {
		t.Errorf("got %v", err)
	}
	a = console.New(config(strings.NewReader("hello\nthere\n"), io.Discard))
	failing := &intake{fail: errors.New("no disk")}
	if err := a.Run(t.Context(), failing); !errors.Is(err, failing.fail) || len(failing.events) != 1 {
		t.Errorf("got %v", err)
	}
}

// On a terminal whatever arrives while somebody types stands on lines of its own, and the prompt follows it.
func TestOnATerminalThePromptStaysLast(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		in, stdin := io.Pipe()
		var out, log bytes.Buffer
		c := config(in, &out)
		c.Terminal = true
		a := console.New(c)
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- a.Run(ctx, &intake{}) }()
		shows := func(want string) {
			t.Helper()
			synctest.Wait()
			if out.String() != want {
				t.Errorf("shows %q, want %q", out.String(), want)
			}
			out.Reset()
		}
		shows("Welcome.\n[private] you> ")
		fmt.Fprintln(stdin, "hello")
		shows("[private] you> ") // what was typed stands there already
		if _, err := a.Send(ctx, "", console.Room("lobby"), post("news")); err != nil {
			t.Error(err)
		}
		shows("\r\x1b[K[lobby] frontdesk: news\n[private] you> ")
		fmt.Fprintln(a.Aside(&log), "a line of the log")
		shows("\r\x1b[K[private] you> ")
		if log.String() != "a line of the log\n" {
			t.Errorf("log %q", &log)
		}
		fmt.Fprintln(stdin, "/as mei")
		shows("You are mei now, in [queue].\n[queue] mei> ")
		cancel()
		shows("\n")
		if err := <-ended; err != nil {
			t.Error(err)
		}
		fmt.Fprintln(a.Aside(&log), "and a last one")
		shows("")
		stdin.Close()
	})
}

func TestTheAddressBehindALabelIsWrittenOut(t *testing.T) {
	var out bytes.Buffer
	a := console.New(config(strings.NewReader(""), &out))
	p := chat.Outgoing{Post: chat.Post{
		Text:    "See our guide on example.org now",
		Spans:   []chat.Span{{Kind: chat.Bold, Start: 0, End: 13}, {Kind: chat.Link, Start: 4, End: 13, URL: "https://example.org/guide"}, {Kind: chat.Link, Start: 17, End: 28, URL: "https://example.org"}},
		Files:   []chat.File{{Kind: chat.Photo, Name: "guide.png"}},
		Buttons: [][]chat.Button{{{Text: "Site", URL: "https://example.org"}, {Text: "Helped", Data: "up"}}},
	}}
	if _, err := a.Send(t.Context(), "", console.Room("lobby"), p); err != nil {
		t.Fatal(err)
	}
	want := `[lobby] frontdesk: See our guide (https://example.org/guide) on example.org now
    <photo guide.png>
    Site: https://example.org
    [1] Helped
`
	if out.String() != want {
		t.Errorf("shows\n%s", &out)
	}
}
