package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"frontdesk/bots"
	"frontdesk/bots/discord"
	"frontdesk/bots/discord/discordtest"
	"frontdesk/bots/telegram"
	"frontdesk/bots/telegram/telegramtest"
	"frontdesk/bots/words"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// TestTranscripts plays what users see, told line by line in testdata/transcripts, over both platforms' wire fakes.
//
//	say ann lobby TEXT              ann says TEXT; options before it: reply mention photo voice album forward=bob doc=a.pdf
//	edit ann lobby TEXT             her last message there is changed
//	delete ann lobby                … is deleted
//	press ann lobby LABEL           the newest button with that label
//	command ann lobby ask question=TEXT     a command, natively; a value goes on to the next name=
//	menu ann lobby verify           a command on the bot's newest message: from its menu, or by reply
//	use max lobby ann wrong        a command on the last message of ann
//	submit ann name=TEXT …          the form that is open for her
//	expect ann lobby TEXT           she sees a message not her own that holds TEXT: the last one she saw there, or a newer one
//	silence ann lobby               nothing of the bot came there since she spoke, or saw what was expected
//	gone ann lobby TEXT             no message that holds TEXT is there any more
//	restart · open ann [START] · block ann · join lobby ann · name ann HANDLE DISPLAY · fail METHOD HOW N
//
// «config KEY: …» adds a line to frontdesk.yaml, «faq FILE» plays on another FAQ. Rooms: member:1 and staff:1 are where member and staff meet in ticket 1. A line that begins with [telegram] or [discord]
// is played there only. Members mei (representative), max and moe (moderators) have their offices by ID.
func TestTranscripts(t *testing.T) {
	scripts, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(scripts) == 0 {
		t.Fatal("no transcripts", err)
	}
	for _, path := range scripts {
		script, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		for platform, open := range map[string]func(*testing.T) *theatre{"telegram": onTelegram, "discord": onDiscord} {
			t.Run(name+" on "+platform, func(t *testing.T) {
				t.Parallel()
				open(t).play(string(script))
			})
		}
	}
}

// patience bounds every wait, however slow the machine; nothing is measured against it.
const patience = 5 * time.Minute

// theatre is the whole program on one platform's stage.
type theatre struct {
	*testing.T
	chattest.Stage
	ctx    context.Context
	config string // of frontdesk.yaml
	faq    string // the file
	env    environment
	data   string

	hub    *bots.Hub
	stop   func()
	stderr *lockedBuffer
	line   int
	marks  map[string]int            // member@room → messages seen by the last expectation
	quiet  map[string]int            // member@room → … and by then, or when she spoke last
	said   map[string]chat.MessageID // member@room → the last message
	probes int
}

func onTelegram(t *testing.T) *theatre {
	s := telegramtest.New(t, bots.Commands(catalogue(t))...)
	th := newTheatre(t, s)
	th.config = fmt.Sprintf("telegram:\n  rooms: [%q]\n  staff: %q\n  moderators: %q\n  roles: {representatives: [%q], moderators: [%q, %q]}\n",
		s.Room("lobby").Key, s.Room("staff").Key, s.Room("mods").Key, s.Member("mei").Key, s.Member("max").Key, s.Member("moe").Key)
	th.env.telegram = telegram.Unlimited()
	th.setenv("TELEGRAM_TOKEN", telegramtest.Token, "TELEGRAM_API_URL", s.URL)
	return th
}

func onDiscord(t *testing.T) *theatre {
	s := discordtest.New()
	t.Cleanup(s.Close)
	th := newTheatre(t, s)
	th.config = fmt.Sprintf("discord:\n  server: %q\n  rooms: [%q]\n  support: %q\n  staff: %q\n  queue: %q\n  moderators: %q\n  roles: {representatives: [%q], moderators: [%q, %q]}\n",
		s.Guild(), s.Room("lobby").Key, s.Room("support").Key, s.Room("staff").Key, s.Room("staff").Key, s.Room("mods").Key, s.Member("mei").Key, s.Member("max").Key, s.Member("moe").Key)
	th.env.discord = discord.Limits{PerSecond: 10_000, Backoff: 5 * time.Millisecond, MaxWait: 50 * time.Millisecond, Identify: time.Millisecond}
	th.setenv("DISCORD_TOKEN", discordtest.Token, "DISCORD_API_URL", s.URL())
	return th
}

func catalogue(t *testing.T) *words.Catalogue {
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func newTheatre(t *testing.T, s chattest.Stage) *theatre {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return &theatre{T: t, Stage: s, ctx: ctx, data: t.TempDir(), faq: testFAQ, marks: map[string]int{}, quiet: map[string]int{}, said: map[string]chat.MessageID{}, stderr: &lockedBuffer{}}
}

func (th *theatre) setenv(pairs ...string) {
	env := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		env[pairs[i]] = pairs[i+1]
	}
	th.env.get = func(name string) string { return env[name] }
}

const roster = `
brand: {names: [Keyfold Wallet], domains: [keyfold.example.org], links: [t.me/keyfold]}
officials:
  - {id: support, kind: brand, role: support, names: [Keyfold Support], handles: [keyfold_help]}
languages: [en, zh]
`

// start runs the program until its bot listens.
func (th *theatre) start() {
	path := filepath.Join(th.data, "frontdesk.yaml")
	if err := os.WriteFile(path, []byte(roster+th.config), 0o600); err != nil {
		th.Fatal(err)
	}
	ctx, cancel := context.WithCancel(th.ctx)
	started := make(chan *bots.Hub, 1)
	th.env.started = func(h *bots.Hub) { started <- h }
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{"run", "--config", path, "--data", filepath.Join(th.data, "store"), "--faq", th.faq, "--http", "off"},
			streams{strings.NewReader(""), io.Discard, th.stderr}, th.env)
	}()
	select {
	case th.hub = <-started:
	case code := <-done:
		cancel()
		th.Fatalf("the program ended with %d:\n%s", code, th.stderr)
	}
	before := th.stderr
	th.stop = func() {
		cancel()
		if code := <-done; code != 0 {
			th.Errorf("exit status %d:\n%s", code, before)
		}
	}
	th.serving()
}

// serving waits until the bot is connected: what was said before its first connection is nobody's business.
func (th *theatre) serving() {
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for th.hub.Ready()[th.Platform()] != nil {
		select {
		case <-look.C:
		case <-th.ctx.Done():
			th.Fatalf("the bot does not connect: %v\n%s", th.hub.Ready(), th.stderr)
		}
	}
}

func (th *theatre) play(script string) {
	for _, l := range strings.Split(script, "\n") {
		if extra, ok := strings.CutPrefix(l, "config "); ok {
			th.config += extra + "\n"
		} else if name, ok := strings.CutPrefix(l, "faq "); ok {
			th.faq = name
		}
	}
	th.start()
	defer func() {
		th.stop()
		for _, c := range th.Complaints() {
			th.Errorf("the platform complains: %s", c)
		}
		if th.Failed() {
			th.Logf("log:\n%s", th.stderr)
		}
	}()
	for i, l := range strings.Split(script, "\n") {
		th.line = i + 1
		l = strings.TrimSpace(l)
		if only, rest, ok := strings.Cut(l, "] "); ok && strings.HasPrefix(l, "[") {
			if only[1:] != string(th.Platform()) {
				continue
			}
			l = rest
		}
		if l == "" || l[0] == '#' || strings.HasPrefix(l, "config ") || strings.HasPrefix(l, "faq ") {
			continue
		}
		if err := th.step(l); err != nil {
			th.Fatalf("line %d: %s\n%v", th.line, l, err)
		}
	}
}

func (th *theatre) step(l string) error {
	verb, rest := word(l)
	one, text := word(rest)
	two, tail := word(text)
	switch verb {
	case "say":
		return th.say(one, th.place(two), tail)
	case "edit":
		th.Stage.Edit(th.said[one+"@"+th.place(two)], tail)
	case "delete":
		th.Stage.Delete(th.said[one+"@"+th.place(two)])
	case "press":
		th.settle()
		return th.Stage.Press(th.place(two), one, tail)
	case "command":
		name, values := word(tail)
		if strings.HasPrefix(values, "/") { // a subcommand
			var sub string
			sub, values = word(values)
			name += " " + sub[1:]
		}
		return th.Stage.Command(th.place(two), one, name, named(values), chat.MessageID{})
	case "menu":
		th.settle()
		on, err := th.lastOfBot(th.place(two), one)
		if err != nil {
			return err
		}
		return th.Stage.Command(th.place(two), one, tail, nil, on)
	case "use":
		th.settle()
		author, name := word(tail)
		on, ok := th.said[author+"@"+th.place(two)]
		if !ok {
			return fmt.Errorf("%s has said nothing in %s", author, two)
		}
		return th.Stage.Command(th.place(two), one, name, nil, on)
	case "submit":
		th.wait("a form opens", func() bool { return th.Stage.Form(one) != nil })
		return th.Submit(one, named(text))
	case "expect":
		return th.expect(one, th.place(two), tail)
	case "silence":
		return th.silence(one, th.place(two))
	case "gone":
		return th.gone(one, th.place(two), tail)
	case "restart":
		th.settle()
		th.stop()
		th.start()
	case "open":
		th.Stage.Open(one, text)
	case "remove": // a thread or topic, on the platform itself
		th.settle()
		th.Stage.(interface{ Remove(string) }).Remove(th.place(one))
	case "lack": // rights in a room; none: all are given again
		th.Stage.(interface{ Lack(string, ...string) }).Lack(one, strings.Fields(text)...)
	case "leave": // the server
		th.Stage.(interface{ Leave(string) }).Leave(one)
	case "block":
		th.Stage.Block(one)
	case "join":
		th.Stage.Join(th.place(one), two)
	case "name":
		th.Stage.Name(one, tail, two)
	case "fail":
		how, n := word(text)
		times, err := strconv.Atoi(n)
		th.Stage.Fail(one, how, times)
		return err
	case "disturb":
		th.Stage.Disturb(rest)
	case "settle":
		th.settle()
	default:
		return fmt.Errorf("unknown step %q", verb)
	}
	return nil
}

// place resolves member:1 and staff:1.
func (th *theatre) place(room string) string {
	side, n, ok := strings.Cut(room, ":")
	switch {
	case !ok:
		return room
	case th.Platform() == discord.Platform && side == "staff" && strings.Contains(th.config, "team"):
		return "#staff-" + n
	case th.Platform() == discord.Platform || side == "staff":
		return "#" + n
	}
	return "@ann"
}

func (th *theatre) say(member, room, text string) error {
	var s chattest.Said
options:
	for {
		option, rest := word(text)
		name, value, _ := strings.Cut(option, "=")
		switch name {
		case "reply":
			th.settle()
			id, err := th.lastOfBot(room, member)
			if err != nil {
				return err
			}
			s.ReplyTo = id
		case "mention":
			s.Mention = true
		case "photo":
			s.Photo = true
		case "voice":
			s.Voice = true
		case "sticker":
			s.Sticker = "👍"
		case "album":
			s.Album = 2
		case "doc":
			s.Doc = value
		case "forward":
			s.Forward = value
		default:
			break options
		}
		text = rest
	}
	s.Text = text
	th.quiet[member+"@"+room] = len(th.others(room, member))
	th.said[member+"@"+room] = th.Stage.Say(room, member, s)
	return nil
}

func (th *theatre) lastOfBot(room, member string) (chat.MessageID, error) {
	seen := th.ofBot(room, member)
	if len(seen) == 0 {
		return chat.MessageID{}, errors.New("the bot has said nothing here")
	}
	return seen[len(seen)-1].ID, nil
}

// expect waits for a message that holds the text, later than what the last expectation of this member here saw. An edit
// counts anew.
func (th *theatre) expect(member, room, text string) error {
	key := member + "@" + room
	var found bool
	err := th.Stage.Wait(th.ctx, func() bool {
		seen := th.others(room, member)
		for i := len(seen) - 1; i >= 0; i-- {
			if (i >= th.marks[key]-1 || seen[i].Edited) && holds(seen[i], text) {
				th.marks[key] = max(th.marks[key], i+1)
				th.quiet[key] = max(th.quiet[key], th.marks[key])
				found = true
				return true
			}
		}
		return false
	})
	if err != nil || !found {
		return fmt.Errorf("%s did not see it; in %s she sees:\n%s", member, room, show(th.Seen(room, member)))
	}
	return nil
}

func (th *theatre) silence(member, room string) error {
	th.settle()
	seen := th.others(room, member)
	for _, s := range seen[min(th.quiet[member+"@"+room], len(seen)):] {
		if s.From == "bot" {
			return fmt.Errorf("not silent; in %s %s sees:\n%s", room, member, show([]chattest.Shown{s}))
		}
	}
	return nil
}

func (th *theatre) gone(member, room, text string) error {
	err := th.Stage.Wait(th.ctx, func() bool {
		return !slices.ContainsFunc(th.Seen(room, member), func(s chattest.Shown) bool { return holds(s, text) })
	})
	if err != nil {
		return fmt.Errorf("still there:\n%s", show(th.Seen(room, member)))
	}
	th.marks[member+"@"+room] = len(th.others(room, member))
	return nil
}

// others are the messages in a room that the member did not write.
func (th *theatre) others(room, member string) (out []chattest.Shown) {
	for _, s := range th.Seen(room, member) {
		if s.From != member {
			out = append(out, s)
		}
	}
	return out
}

func (th *theatre) ofBot(room, member string) (out []chattest.Shown) {
	for _, s := range th.Seen(room, member) {
		if s.From == "bot" {
			out = append(out, s)
		}
	}
	return out
}

// settle returns when everything said so far has had its effects: a later private question has been answered, and nothing
// is due.
func (th *theatre) settle() {
	th.probes++
	probe := fmt.Sprintf("probe%d", th.probes)
	th.Stage.Open(probe, "")
	th.Stage.Say("@"+probe, probe, chattest.Said{Text: "are you there"})
	th.wait("a probe is answered", func() bool { return len(th.ofBot("@"+probe, probe)) > 0 })
	if err := th.hub.Settle(th.ctx); err != nil {
		th.Fatal(err)
	}
}

func (th *theatre) wait(what string, cond func() bool) {
	if err := th.Stage.Wait(th.ctx, cond); err != nil {
		th.Fatalf("line %d: waiting until %s: %v\n%s", th.line, what, err, th.stderr)
	}
}

// holds reports whether a message, with its buttons and files, holds the text.
func holds(s chattest.Shown, text string) bool {
	return strings.Contains(s.Text+" ["+strings.Join(s.Buttons, "] [")+"] <"+strings.Join(s.Files, "> <")+">", text)
}

func show(seen []chattest.Shown) string {
	var b strings.Builder
	for _, s := range seen {
		fmt.Fprintf(&b, "  %s: %s %q %v\n", s.From, s.Text, s.Buttons, s.Files)
	}
	return b.String()
}

// named reads name=VALUE name=VALUE; a value goes on to the next name=.
func named(s string) map[string]string {
	out := map[string]string{}
	name := ""
	for _, f := range strings.Fields(s) {
		if n, v, ok := strings.Cut(f, "="); ok && strings.Trim(n, "abcdefghijklmnopqrstuvwxyz") == "" && n != "" {
			name = n
			out[name] = v
		} else if name != "" {
			out[name] += " " + f
		}
	}
	maps.DeleteFunc(out, func(_, v string) bool { return v == "" })
	return out
}

func word(s string) (first, rest string) {
	first, rest, _ = strings.Cut(strings.TrimSpace(s), " ")
	return first, strings.TrimSpace(rest)
}

// lockedBuffer is what the program logs, readable while it runs.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
