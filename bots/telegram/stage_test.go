package telegram_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"frontdesk/bots/telegram"
	"frontdesk/bots/telegram/telegramtest"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// running is an adapter that serves on a server, until the test ends.
type running struct {
	*telegramtest.Server
	bot *telegram.Adapter
	in  *chattest.Recorder
	t   *testing.T
	ctx context.Context
}

func serve(t *testing.T) *running {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	r := &running{Server: telegramtest.New(t, chattest.Commands()...), in: chattest.NewRecorder(), t: t, ctx: ctx}
	r.bot = adapter(t, r.Server)
	stop := r.run()
	t.Cleanup(func() {
		stop()
		cancel()
		for _, c := range r.Complaints() {
			t.Errorf("complaint: %s", c)
		}
		for _, err := range r.in.Broken() {
			t.Errorf("malformed: %v", err)
		}
	})
	return r
}

// run starts the adapter and waits until it serves; what it returns stops it.
func (r *running) run() (stop func()) {
	r.t.Helper()
	ctx, cancel := context.WithCancel(r.ctx)
	done := make(chan error, 1)
	before := r.in.Served()
	go func() { done <- r.bot.Run(ctx, r.in) }()
	r.until(func() bool { return r.in.Served() > before })
	return func() {
		cancel()
		if err := <-done; err != nil {
			r.t.Errorf("Run: %v", err)
		}
	}
}

// until waits for something to become true of what was reported or of the server.
func (r *running) until(cond func() bool) {
	r.t.Helper()
	for !cond() {
		select {
		case <-time.After(time.Millisecond):
		case <-r.ctx.Done():
			r.t.Fatalf("never became true; reported:\n%s", r.in)
		}
	}
}

// event waits for an event that matches.
func event[E chat.Event](r *running, match func(E) bool) E {
	r.t.Helper()
	var found E
	r.until(func() bool {
		for _, e := range r.in.Events() {
			if e, ok := e.(E); ok && match(e) {
				found = e
				return true
			}
		}
		return false
	})
	return found
}

func (r *running) send(room string, p chat.Post) (chat.MessageID, error) {
	return r.bot.Send(r.ctx, "id", r.Room(room), chat.Outgoing{Post: p, Fetch: r.bot.Fetch})
}

func fault(t *testing.T, err error) *chat.Fault {
	t.Helper()
	var f *chat.Fault
	if !errors.As(err, &f) {
		t.Fatalf("%v is no fault", err)
	}
	return f
}

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
