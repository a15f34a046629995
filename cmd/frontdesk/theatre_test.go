package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
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

// patience bounds every wait, however slow the machine; nothing is measured against it.
const patience = 2 * time.Minute

// theatre is the whole program on one platform's stage, or on both.
type theatre struct {
	*testing.T
	chattest.Stage // of the step that is played
	stages         map[chat.Platform]chattest.Stage
	ctx            context.Context
	config         string // of frontdesk.yaml
	faq            string // the file
	env            environment
	vars           map[string]string // its variables
	data           string
	clock          clock

	hub    *bots.Hub
	stop   func()
	stderr *lockedBuffer
	line   int
	marks  map[string]int            // member@room → messages seen by the last expectation
	quiet  map[string]int            // member@room → … and by then, or when she spoke last
	said   map[string]chat.MessageID // member@room → the last message
	acts   int                       // steps of the script that did something
	known  map[string]sight          // member@room → what the last expectation saw
	probes int
	kept   map[string]string // by the verb keep
}

func newTheatre(t *testing.T) *theatre {
	end := time.Now().Add(patience)
	if last, ok := t.Deadline(); ok && last.Before(end) {
		end = last.Add(-time.Until(last) / 10) // so that a script that waits in vain tells where
	}
	ctx, cancel := context.WithDeadline(t.Context(), end)
	t.Cleanup(cancel)
	th := &theatre{
		T: t, ctx: ctx, data: t.TempDir(), faq: testFAQ, stages: map[chat.Platform]chattest.Stage{}, vars: map[string]string{},
		marks: map[string]int{}, quiet: map[string]int{}, known: map[string]sight{}, said: map[string]chat.MessageID{}, kept: map[string]string{}, stderr: &lockedBuffer{},
	}
	th.env.now, th.env.between = th.clock.now, th.clock.between
	th.env.get = func(name string) string { return th.vars[name] }
	return th
}

func onTelegram(t *testing.T) *theatre {
	th := newTheatre(t)
	th.buildTelegram()
	return th
}

func onDiscord(t *testing.T) *theatre {
	th := newTheatre(t)
	th.buildDiscord()
	return th
}

func onBoth(t *testing.T) *theatre {
	th := newTheatre(t)
	th.buildTelegram()
	th.buildDiscord()
	return th
}

func (th *theatre) buildTelegram() {
	s := telegramtest.New(th.T, bots.Commands(catalogue(th.T))...)
	th.config += fmt.Sprintf("telegram:\n  rooms: [%q]\n  staff: %q\n  moderators: %q\n  roles: {representatives: [%q, %q, %q], moderators: [%q, %q], leads: [%q]}\n",
		s.Room("lobby").Key, s.Room("staff").Key, s.Room("mods").Key, s.Member("ros").Key, s.Member("mei").Key, s.Member("kim").Key, s.Member("max").Key, s.Member("moe").Key, s.Member("lena").Key)
	th.env.telegram = telegram.Unlimited()
	th.vars["TELEGRAM_TOKEN"], th.vars["TELEGRAM_API_URL"] = telegramtest.Token, s.URL
	th.Stage, th.stages[telegram.Platform] = s, s
}

func (th *theatre) buildDiscord() {
	s := discordtest.New()
	s.Role("ros", representatives)
	th.Cleanup(s.Close)
	th.config += fmt.Sprintf("discord:\n  server: %q\n  rooms: [%q]\n  support: %q\n  staff: %q\n  queue: %q\n  moderators: %q\n  roles: {representatives: [%q, %q, %q], moderators: [%q, %q], leads: [%q]}\n",
		s.Guild(), s.Room("lobby").Key, s.Room("support").Key, s.Room("staff").Key, s.Room("staff").Key, s.Room("mods").Key, representatives, s.Member("mei").Key, s.Member("kim").Key, s.Member("max").Key, s.Member("moe").Key, s.Member("lena").Key)
	th.env.discord = discord.Limits{PerSecond: 10_000, Backoff: 5 * time.Millisecond, MaxWait: 50 * time.Millisecond, Identify: time.Millisecond}
	th.vars["DISCORD_TOKEN"], th.vars["DISCORD_API_URL"] = discordtest.Token, s.URL()
	th.Stage, th.stages[discord.Platform] = s, s
}

func catalogue(t *testing.T) *words.Catalogue {
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

const roster = `
brand: {names: [Keyfold Wallet], domains: [keyfold.example.org], links: [t.me/keyfold], contracts: ["0x52908400098527886E0F7030069857D2E4169EE7"]}
officials:
  - {id: support, kind: brand, role: support, names: [Keyfold Support], handles: [keyfold_help]}
languages: [en, zh]
`

// start runs the program until its bots listen.
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

// serving waits until all bots are connected: what was said before its first connection is nobody's business.
func (th *theatre) serving() {
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for len(down(th.hub)) > 0 {
		select {
		case <-look.C:
		case <-th.ctx.Done():
			th.Fatalf("a bot does not connect: %v\n%s", th.hub.Ready(), th.stderr)
		}
	}
}

// forger lets members press what no button offers them.
type forger interface {
	Payload(room, member, label string) string
	Forge(room, member, data string) error
}

// representatives is the role of ros on Discord.
const representatives = "1574231543012917001"

// dismiss takes the office from a representative: the role where there are roles, else the line in the configuration, which is
// read when the program starts.
func (th *theatre) dismiss(member string) error {
	if s, ok := th.Stage.(interface{ Unrole(member, group string) }); ok {
		s.Unrole(member, representatives)
		return nil
	}
	id := fmt.Sprintf("%q", th.Member(member).Key)
	if !strings.Contains(th.config, id) {
		return fmt.Errorf("%s has no office", member)
	}
	th.config = strings.ReplaceAll(th.config, id, `"1"`)
	th.stop()
	th.start()
	return nil
}

// basic begins with a small group, where the platform has such.
func (th *theatre) basic(room string) {
	if s, ok := th.stages[telegram.Platform].(interface{ Basic(string) }); ok {
		was := s.(chattest.Stage).Room(room).Key
		s.Basic(room)
		th.config = strings.ReplaceAll(th.config, was, s.(chattest.Stage).Room(room).Key)
	}
}

// logTo has the transcripts of closed tickets sent to a room of each platform.
func (th *theatre) logTo(room string) {
	for p, s := range th.stages {
		th.config = strings.Replace(th.config, string(p)+":\n", fmt.Sprintf("%s:\n  log: %q\n", p, s.Room(room).Key), 1)
	}
}

// settle returns when everything said so far has had its effects: later private questions have been answered, and nothing is
// due.
func (th *theatre) settle() {
	th.probes++
	probe := fmt.Sprintf("probe%d", th.probes)
	present := th.Stage
	for _, th.Stage = range th.stages {
		th.Stage.Open(probe, "")
		th.Stage.Say("@"+probe, probe, chattest.Said{Text: "are you there"})
		th.wait("a probe is answered", func() bool { return len(th.ofBot("@"+probe, probe)) > 0 })
	}
	th.Stage = present
	if err := th.hub.Settle(th.ctx); err != nil {
		th.Fatal(err)
	}
}

func (th *theatre) wait(what string, cond func() bool) {
	if err := th.Stage.Wait(th.ctx, cond); err != nil {
		th.Fatalf("line %d: waiting until %s: %v\n%s", th.line, what, err, th.stderr)
	}
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
