package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"frontdesk/bots"
	"frontdesk/bots/discord"
	"frontdesk/bots/discord/discordtest"
	"frontdesk/bots/telegram/telegramtest"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// TestAKilledProcessLosesAndDoublesNothing runs the real program under load, kills it without warning after a random number
// of its calls, starts it again on the same data, and counts in the end what members and staff have seen.
func TestAKilledProcessLosesAndDoublesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("kills the program itself, where no race detector looks")
	}
	program := filepath.Join(t.TempDir(), "frontdesk")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	t.Run("telegram", func(t *testing.T) {
		t.Parallel()
		s := telegramtest.New(t, bots.Commands(catalogue(t))...)
		config := fmt.Sprintf("telegram:\n  rooms: [%q]\n  staff: %q\n  roles: {representatives: [%q]}\n",
			s.Room("lobby").Key, s.Room("staff").Key, s.Member("mei").Key)
		newVictim(t, s, program, config, seed, "TELEGRAM_TOKEN="+telegramtest.Token, "TELEGRAM_API_URL="+s.URL).live()
	})
	t.Run("discord", func(t *testing.T) {
		t.Parallel()
		s := discordtest.New()
		t.Cleanup(s.Close)
		config := fmt.Sprintf("discord:\n  server: %q\n  rooms: [%q]\n  support: %q\n  staff: %q\n  queue: %q\n  roles: {representatives: [%q]}\n",
			s.Guild(), s.Room("lobby").Key, s.Room("support").Key, s.Room("staff").Key, s.Room("staff").Key, s.Member("mei").Key)
		newVictim(t, s, program, config, seed, "DISCORD_TOKEN="+discordtest.Token, "DISCORD_API_URL="+s.URL()).live()
	})
}

// The load. Budgets of the platforms are the real ones, so there are many members and few words for each room.
const (
	deaths    = 5
	tickets   = 2  // opened before the first death
	fromStaff = 5  // lines of the staff in each ticket
	fromThem  = 2  // lines of its member
	privately = 60 // questions in private, each of another member
	publicly  = 7  // questions in the group, each of another member
)

// victim is a process that is killed and started again.
type victim struct {
	*testing.T
	chattest.Stage
	ctx   context.Context
	rand  *rand.Rand
	start func() *exec.Cmd

	running *exec.Cmd
	log     bytes.Buffer
	words   []*saying
	nonce   bool // a repeated send shows once
}

// saying is a message that must be answered, or relayed to another room.
type saying struct {
	room, member, text string
	to, reader         string // where the relay is to be seen; empty: an answer is wanted
	id                 chat.MessageID
}

func newVictim(t *testing.T, s chattest.Stage, program, config string, seed uint64, env ...string) *victim {
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute) // bounds every wait; nothing is measured against it
	t.Cleanup(cancel)
	dir := t.TempDir()
	path := filepath.Join(dir, "frontdesk.yaml")
	if err := os.WriteFile(path, []byte(config+"desk: {answer_as: team}\nanswers: {cooldown: 0s}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	v := &victim{T: t, Stage: s, ctx: ctx, rand: rand.New(rand.NewPCG(seed, 1)), nonce: s.Platform() == discord.Platform}
	v.start = func() *exec.Cmd {
		c := exec.CommandContext(ctx, program, "run", "--config", path, "--data", filepath.Join(dir, "data"), "--faq", "testdata/faq.yaml", "--http", "off")
		c.Env = append(os.Environ(), env...)
		c.Stdout, c.Stderr = &v.log, &v.log
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		return c
	}
	t.Cleanup(func() {
		if v.running != nil {
			v.kill()
		}
	})
	return v
}

// live opens tickets, lets everybody talk while the process dies again and again, and counts.
func (v *victim) live() {
	v.running = v.start()
	v.connect()
	for n := range tickets {
		v.open(n)
	}
	load := v.load()
	for n := range deaths {
		share := load[n*len(load)/deaths : (n+1)*len(load)/deaths]
		for _, s := range share[:len(share)*2/3] {
			v.say(s)
		}
		calls, more := v.Calls(""), 1+v.rand.IntN(25)
		v.until(fmt.Sprintf("%d more calls are made", more), func() bool { return v.Calls("") >= calls+more || v.done() })
		v.kill()
		for _, s := range share[len(share)*2/3:] { // nobody knows that the desk is down
			v.say(s)
		}
		v.running = v.start()
	}
	v.say(&saying{room: "lobby", member: "last", text: questions[0]})
	v.until("everything is answered and relayed", v.done)
	v.end()
	for _, s := range v.words {
		v.judge(s)
	}
	v.lost()
	for _, c := range v.Complaints() {
		v.Errorf("the platform complains: %s", c)
	}
	if v.Failed() {
		v.Logf("log:\n%s", &v.log)
	}
}

var questions = []string{"Where is my deposit?", "How do I back up my wallet?", "Why are the network fees so high?"}

// connect waits until the bot hears: what was said before its first connection is nobody's business.
func (v *victim) connect() {
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for n := 0; ; n++ {
		s := &saying{room: fmt.Sprint("@first", n), member: fmt.Sprint("first", n), text: questions[0]}
		s.id = v.Say(s.room, s.member, chattest.Said{Text: s.text})
		select {
		case <-again.C:
		case <-v.ctx.Done():
			v.Fatalf("the bot does not connect\n%s", &v.log)
		}
		if len(v.shown(s)) > 0 {
			return
		}
	}
}

// open lets a customer open ticket n+1 and waits until its rooms are there.
func (v *victim) open(n int) {
	who := customer(n)
	v.Open(who, "")
	if err := v.Command("lobby", who, "support", map[string]string{"text": "please help " + who}, chat.MessageID{}); err != nil {
		v.Fatal(err)
	}
	v.until("a ticket opens", func() bool {
		return holdsAny(v.Seen(v.staffRoom(n), "mei"), "please help "+who) && len(v.Seen(v.memberRoom(n), who)) > 0
	})
}

func customer(n int) string { return fmt.Sprint("customer", n) }

func (v *victim) staffRoom(n int) string {
	if v.nonce {
		return fmt.Sprint("#staff-", n+1)
	}
	return fmt.Sprint("#", n+1)
}

func (v *victim) memberRoom(n int) string {
	if v.nonce {
		return fmt.Sprint("#", n+1)
	}
	return "@" + customer(n)
}

// load is what everybody says, in an order by chance that keeps each room's own.
func (v *victim) load() (out []*saying) {
	for n := range tickets {
		for i := range fromStaff {
			out = append(out, &saying{room: v.staffRoom(n), member: "mei", text: fmt.Sprintf("staff line %d.%d.", n, i), to: v.memberRoom(n), reader: customer(n)})
		}
		for i := range fromThem {
			out = append(out, &saying{room: v.memberRoom(n), member: customer(n), text: fmt.Sprintf("member line %d.%d.", n, i), to: v.staffRoom(n), reader: "mei"})
		}
	}
	for n := range privately {
		who := fmt.Sprint("private", n)
		room := "@" + who
		if v.nonce { // Discord does not list private chats: of a bot that was down, a first word there is not known
			room = "lobby"
		}
		out = append(out, &saying{room: room, member: who, text: questions[n%len(questions)]})
	}
	for n := range publicly {
		out = append(out, &saying{room: "lobby", member: fmt.Sprint("public", n), text: questions[n%len(questions)]})
	}
	v.rand.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func (v *victim) say(s *saying) {
	s.id = v.Say(s.room, s.member, chattest.Said{Text: s.text})
	v.words = append(v.words, s)
}

func (v *victim) until(what string, cond func() bool) {
	v.Helper()
	if err := v.Wait(v.ctx, cond); err != nil {
		v.Fatalf("waiting until %s: %v; open:\n%s\nlog:\n%s", what, err, v.missing(), &v.log)
	}
}

// kill ends the process without giving it a chance.
func (v *victim) kill() {
	_ = v.running.Process.Kill()
	_ = v.running.Wait()
	v.running = nil
}

// end asks the process to end, and wants it to do so in good order.
func (v *victim) end() {
	if err := v.running.Process.Signal(os.Interrupt); err != nil {
		v.Error(err)
	}
	if err := v.running.Wait(); err != nil {
		v.Errorf("the end: %v", err)
	}
	v.running = nil
}

// shown are the copies of a saying's relay, or the answers to it.
func (v *victim) shown(s *saying) (out []chattest.Shown) {
	room, reader := s.to, s.reader
	if room == "" {
		room, reader = s.room, s.member
	}
	for _, m := range v.Seen(room, reader) {
		if m.From == "bot" && (s.to == "" && m.ReplyTo == s.id || s.to != "" && strings.Contains(m.Text, s.text)) {
			out = append(out, m)
		}
	}
	return out
}

// done reports whether all is said that must be. In a group without a nonce an answer whose outcome is unknown is dropped; the
// last one there is answered after all others.
func (v *victim) done() bool { return v.missing() == "" }

func (v *victim) missing() string {
	var b strings.Builder
	for _, s := range v.words {
		seen := v.shown(s)
		mayBeLost := s.room == "lobby" && !v.nonce && s.member != "last"
		switch {
		case len(seen) == 0 && !mayBeLost:
			fmt.Fprintf(&b, "%s in %s: %s\n", s.member, s.room, s.text)
		case s.to != "" && len(seen) > 1 && !v.marked(s, seen):
			fmt.Fprintf(&b, "no mark on the last of %d copies of: %s\n%+v\n", len(seen), s.text, v.Seen(s.to, s.reader))
		}
	}
	return b.String()
}

// judge checks how often a saying had its effect.
func (v *victim) judge(s *saying) {
	seen := v.shown(s)
	switch n := len(seen); {
	case n <= 1: // done has made sure of one
	case v.nonce:
		v.Errorf("%d times in spite of the nonce: %s of %s", n, s.text, s.member)
	case s.room == "lobby":
		v.Errorf("%d answers to one question in the group", n)
	case n > 1+deaths:
		v.Errorf("%d copies after %d deaths: %s of %s", n, deaths, s.text, s.member)
	case s.to != "" && !v.marked(s, seen):
		v.Errorf("%d copies and nobody is told: %s of %s", n, s.text, s.member)
	}
}

// lost checks that no more answers of the group are missing than calls were under way there: one at each death.
func (v *victim) lost() {
	n := 0
	for _, s := range v.words {
		if len(v.shown(s)) == 0 {
			n++
		}
	}
	if n > deaths {
		v.Errorf("%d answers were lost in %d deaths", n, deaths)
	}
}

// marked reports whether the last of several copies is marked as a possible duplicate; the others' outcomes nobody learned.
func (v *victim) marked(s *saying, copies []chattest.Shown) bool {
	for _, m := range v.Seen(s.to, s.reader) {
		if strings.Contains(m.Text, "may have arrived twice") && m.ReplyTo == copies[len(copies)-1].ID {
			return true
		}
	}
	return false
}

func holdsAny(seen []chattest.Shown, text string) bool {
	for _, s := range seen {
		if strings.Contains(s.Text, text) {
			return true
		}
	}
	return false
}
