package discord_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"frontdesk/bots/discord"
	"frontdesk/bots/discord/discordtest"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// hasty defers interactions at once.
func hasty(c *discord.Config) { c.Limits.Defer = time.Millisecond }

// deferred waits until an interaction was acknowledged without an answer.
func (x *scene) deferred(n int) {
	x.t.Helper()
	x.until("the interaction is deferred", func() bool { return x.Calls("answer") >= n })
}

// asked lets ann use /ask and returns the report.
func (x *scene) asked() *chat.Pressed {
	x.t.Helper()
	if err := x.Command("lobby", "ann", "ask", map[string]string{"question": "where is it"}, chat.MessageID{}); err != nil {
		x.t.Fatal(err)
	}
	return event(x, func(e *chat.Pressed) bool { return e.Command == "ask" })
}

// buttoned posts a button, lets ann press it and returns the report.
func (x *scene) buttoned() *chat.Pressed {
	x.t.Helper()
	if _, err := x.send("buttons", x.Room("lobby"), chat.Post{Text: "Did that help?", Buttons: [][]chat.Button{{{Text: "Yes", Data: "yes"}}}}); err != nil {
		x.t.Fatal(err)
	}
	if err := x.Press("lobby", "ann", "Yes"); err != nil {
		x.t.Fatal(err)
	}
	return event(x, func(e *chat.Pressed) bool { return e.Data == "yes" })
}

func TestALateAnswerTakesThePlaceOfTheDeferredOne(t *testing.T) {
	x := play(t, hasty)
	e := x.asked()
	x.deferred(1)
	id, err := x.send("a", e.Answer, chat.Post{Text: "Only for you.", Private: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := x.texts("lobby", "ann"); len(got) != 1 || got[0] != "Only for you." {
		t.Errorf("ann reads %q", got)
	}
	if got := x.texts("lobby", "ben"); len(got) != 0 {
		t.Errorf("ben reads %q", got)
	}
	if err := x.bot.Edit(x.ctx, id, chat.Outgoing{Post: chat.Post{Text: "Changed."}}); err != nil || x.texts("lobby", "ann")[0] != "Changed." {
		t.Errorf("edit: %v, ann reads %q", err, x.texts("lobby", "ann"))
	}
	if err := x.bot.Delete(x.ctx, e.Answer, []chat.MessageID{id}); err != nil || len(x.texts("lobby", "ann")) != 0 {
		t.Errorf("delete: %v", err)
	}
}

func TestALatePublicAnswerIsReadByAll(t *testing.T) {
	x := play(t, hasty)
	e := x.asked()
	x.deferred(1)
	if _, err := x.send("a", e.Answer, chat.Post{Text: "For all."}); err != nil {
		t.Fatal(err)
	}
	if got := x.texts("lobby", "ben"); len(got) != 1 || got[0] != "For all." {
		t.Errorf("ben reads %q", got)
	}
}

func TestAnAnswerWhoseFileTakesItsTimeIsDeferredFirst(t *testing.T) {
	x := play(t)
	e := x.asked()
	slow := func(ctx context.Context, _ chat.File) (io.ReadCloser, error) {
		err := x.Wait(ctx, func() bool { return x.Calls("answer") > 0 })
		return io.NopCloser(strings.NewReader("picture")), err
	}
	post := chat.Post{Text: "Look here.", Private: true, Files: []chat.File{{Platform: "x", Key: "k", Kind: chat.Photo, Name: "k.png"}}}
	if _, err := x.bot.Send(x.ctx, "a", e.Answer, chat.Outgoing{Post: post, Fetch: slow}); err != nil {
		t.Fatal(err)
	}
	if got := x.Seen("lobby", "ann"); len(got) != 1 || got[0].Text != "Look here." || len(got[0].Files) != 1 {
		t.Errorf("ann sees %+v", got)
	}
	if got := x.texts("lobby", "ben"); len(got) != 0 {
		t.Errorf("ben reads %q", got)
	}
}

func TestADeferredButtonStaysSilent(t *testing.T) {
	x := play(t, hasty)
	e := x.buttoned()
	x.deferred(1)
	if got := x.texts("lobby", "ann"); len(got) != 1 {
		t.Errorf("ann reads %q", got)
	}
	if _, err := x.send("a", e.Answer, chat.Post{Text: "Thank you.", Update: true}); err != nil {
		t.Fatal(err)
	}
	if got := x.texts("lobby", "ben"); len(got) != 1 || got[0] != "Thank you." {
		t.Errorf("ben reads %q", got)
	}
	if _, err := x.send("b", e.Answer, chat.Post{Text: "And more.", Private: true}); err != nil {
		t.Fatal(err)
	}
	if got := x.texts("lobby", "ann"); len(got) != 2 || len(x.texts("lobby", "ben")) != 1 {
		t.Errorf("ann reads %q", got)
	}
}

func TestAFormThatComesTooLateIsBehindAButton(t *testing.T) {
	x := play(t, hasty)
	e := x.buttoned()
	x.deferred(1)
	if _, err := x.send("a", e.Answer, chat.Post{Form: &chat.Form{Data: "form:1", Title: "Tell us more", Fields: []chat.Field{{Name: "what", Label: "What happened?"}}}}); err != nil {
		t.Fatal(err)
	}
	if x.Form("ann") != nil {
		t.Fatal("a form opens by itself")
	}
	if err := x.Press("lobby", "ann", "Tell us more"); err != nil {
		t.Fatal(err)
	}
	x.until("the form opens", func() bool { return x.Form("ann") != nil })
	if err := x.Submit("ann", map[string]string{"what": "it broke"}); err != nil {
		t.Fatal(err)
	}
	got := event(x, func(e *chat.Pressed) bool { return e.Data == "form:1" })
	if got.Values["what"] != "it broke" {
		t.Errorf("got %+v", got)
	}
}

func TestAFormCannotAnswerAFormButAButtonCan(t *testing.T) {
	x := play(t)
	form := func(data string) *chat.Form {
		return &chat.Form{Data: data, Title: "Form " + data, Fields: []chat.Field{{Name: "f", Label: "Field"}}}
	}
	if _, err := x.send("1", x.buttoned().Answer, chat.Post{Form: form("one")}); err != nil {
		t.Fatal(err)
	}
	if err := x.Submit("ann", map[string]string{"f": "1"}); err != nil {
		t.Fatal(err)
	}
	e := event(x, func(e *chat.Pressed) bool { return e.Data == "one" })
	if _, err := x.send("2", e.Answer, chat.Post{Form: form("two")}); err != nil {
		t.Fatal(err)
	}
	if err := x.Press("lobby", "ann", "Form two"); err != nil {
		t.Fatal(err)
	}
	x.until("the second form opens", func() bool { return x.Form("ann") != nil })
}

func TestAnswersThatComeAfterARestartGoElsewhere(t *testing.T) {
	x := play(t)
	e := x.buttoned()
	x.absent(func() {})
	for _, p := range []chat.Post{{Text: "private", Private: true}, {Text: "public"}, {Text: "updated", Update: true}} {
		if _, err := x.send(p.Text, e.Answer, p); err != nil {
			t.Errorf("%s: %v", p.Text, err)
		}
	}
	if got := x.texts("@ann", "ann"); len(got) != 1 || got[0] != "private" {
		t.Errorf("the private chat shows %q", got)
	}
	if got := x.texts("lobby", "ben"); len(got) != 2 || got[0] != "updated" || got[1] != "public" {
		t.Errorf("the lobby shows %q", got)
	}
}

func TestAnswersAfterTheTokenExpiredGoElsewhere(t *testing.T) {
	x := play(t, hasty, func(c *discord.Config) { c.Limits.Lifetime = 30 * time.Millisecond })
	e := x.asked()
	x.until("the thinking is taken away", func() bool { return x.Calls("DELETE /webhooks") > 0 })
	if _, err := x.send("late", e.Answer, chat.Post{Text: "late", Private: true}); err != nil {
		t.Fatal(err)
	}
	if got := x.texts("@ann", "ann"); len(got) != 1 {
		t.Errorf("the private chat shows %q", got)
	}
}

func TestAnInteractionThatDiscordForgotIsAnsweredElsewhere(t *testing.T) {
	x := play(t)
	e := x.asked()
	x.Fail("answer", "404 10062", 1)
	if _, err := x.send("a", e.Answer, chat.Post{Text: "here", Private: true}); err != nil {
		t.Fatal(err)
	}
	if got := x.texts("@ann", "ann"); len(got) != 1 || got[0] != "here" {
		t.Errorf("the private chat shows %q", got)
	}
}

func TestAResponseWhoseOutcomeIsUnknownIsGivenOnce(t *testing.T) {
	x := play(t)
	e := x.asked()
	x.Fail("answer", "cut after", 1)
	_, err := x.send("a", e.Answer, chat.Post{Text: "once"})
	if f := x.fault(err, chat.Transient); !f.Unknown {
		t.Errorf("got %v", f)
	}
	id, err := x.send("a", e.Answer, chat.Post{Text: "once"})
	if err != nil || id.IsZero() {
		t.Errorf("again: %v, %v", id, err)
	}
	if got := x.texts("lobby", "ben"); len(got) != 1 {
		t.Errorf("ben reads %q", got)
	}
}

func TestCompletionIsAnsweredWhateverTheHubKnows(t *testing.T) {
	x := play(t)
	offered := func(want int) {
		t.Helper()
		read := x.Type("lobby", "ann", "ask", "question", "pass")
		var got []chat.Choice
		x.until("it is answered", func() (ok bool) { got, ok = read(); return ok })
		if len(got) != want {
			t.Errorf("offered %v", got)
		}
	}
	offered(0)
	x.in.Suggest(chat.Choice{Name: "Reset a password", Value: "reset"}, chat.Choice{Name: strings.Repeat("long ", 99), Value: "long"}, chat.Choice{})
	offered(2)
	many := make([]chat.Choice, 40)
	for i := range many {
		many[i] = chat.Choice{Name: "x", Value: "y"}
	}
	x.in.Suggest(many...)
	offered(25)
}

func TestInteractionsGoOnWhileAllElseIsLimited(t *testing.T) {
	x := play(t)
	e := x.asked()
	x.Fail("send", "429 global", 1)
	_, err := x.send("a", x.Room("lobby"), chat.Post{Text: "a"})
	x.fault(err, chat.Limited)
	_, err = x.send("b", x.Room("staff"), chat.Post{Text: "b"})
	x.fault(err, chat.Limited)
	if _, err := x.send("c", e.Answer, chat.Post{Text: "c"}); err != nil {
		t.Errorf("an interaction waits for the global limit: %v", err)
	}
}

func TestAMenuCommandBringsItsMessage(t *testing.T) {
	x := play(t, func(c *discord.Config) {
		c.Commands = append(c.Commands, chat.Command{Name: "verify", About: map[string]string{"en": "Is this official?", "zh": "这是官方的吗？"}, Menu: true, Private: true})
	})
	id := x.Say("lobby", "eve", chattest.Said{Text: "I am support"})
	if err := x.Command("lobby", "ann", "verify", nil, id); err != nil {
		t.Fatal(err)
	}
	e := event(x, func(e *chat.Pressed) bool { return e.Command == "verify" })
	if e.Target == nil || e.Target.ID != id || e.Target.From.ID != x.Member("eve") || e.Target.Text != "I am support" || e.From.Lang != "en-US" {
		t.Errorf("got %+v", e)
	}
}

func TestEqualButtonsAreToldApart(t *testing.T) {
	x := play(t)
	twice := [][]chat.Button{{{Text: "One", Data: "same"}, {Text: "Two", Data: "same"}, {Text: "Chat", Start: "token"}}}
	if _, err := x.send("b", x.Room("lobby"), chat.Post{Text: "choose", Buttons: twice}); err != nil {
		t.Fatal(err)
	}
	if err := x.Press("lobby", "ann", "Two"); err != nil {
		t.Fatal(err)
	}
	event(x, func(e *chat.Pressed) bool { return e.Data == "same" })
}

func TestAPrivateMessageCanBeReplacedByItsButton(t *testing.T) {
	for _, wait := range []bool{false, true} {
		x := play(t, func(c *discord.Config) {
			if wait {
				c.Limits.Defer = time.Millisecond
			}
		})
		e := x.asked()
		if wait {
			x.deferred(1)
		}
		hint := chat.Post{Text: "Shall we open a ticket?", Private: true, Buttons: [][]chat.Button{{{Text: "Open", Data: "open"}}}}
		if _, err := x.send("hint", e.Answer, hint); err != nil {
			t.Fatal(err)
		}
		if err := x.Press("lobby", "ann", "Open"); err != nil {
			t.Fatal(err)
		}
		p := event(x, func(e *chat.Pressed) bool { return e.Data == "open" })
		if wait {
			x.deferred(3)
		}
		if _, err := x.send("opened", p.Answer, chat.Post{Text: "Ticket 12 is open.", Update: true}); err != nil {
			t.Fatal(err)
		}
		if got := x.texts("lobby", "ann"); len(got) != 1 || got[0] != "Ticket 12 is open." {
			t.Errorf("deferred %v: ann reads %q", wait, got)
		}
	}
}

func TestErrorsTellNoToken(t *testing.T) {
	x := play(t)
	e := x.asked()
	for _, how := range []string{"500", "cut before", "403", "429", "502 html"} {
		x.Fail("answer", how, 1)
		_, err := x.send("a", e.Answer, chat.Post{Text: "a"})
		if err == nil || strings.Contains(err.Error(), "interaction-token") || strings.Contains(err.Error(), discordtest.Token) {
			t.Errorf("%s: got %v", how, err)
		}
	}
	if strings.Contains(e.Answer.String(), "interaction-token") {
		t.Errorf("the room's name holds the token: %s", e.Answer)
	}
}
