package discord_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"frontdesk/bots/discord"
	"frontdesk/bots/discord/discordtest"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// patience bounds every wait; nothing is measured against it.
const patience = time.Minute

// scene is one adapter on its fake, with all that it logged.
type scene struct {
	*discordtest.Server
	t    *testing.T
	ctx  context.Context
	cfg  discord.Config
	bot  *discord.Adapter
	in   *recorder
	logs *syncBuffer
	done chan error
	halt func()
}

// recorder adds to the suite's what these tests ask for.
type recorder struct {
	*chattest.Recorder

	mu     sync.Mutex
	served []error
	change chan struct{}
	block  chan struct{} // not nil: Accept waits for it
}

func (r *recorder) Serving(p chat.Platform, err error) {
	r.mu.Lock()
	r.served = append(r.served, err)
	close(r.change)
	r.change = make(chan struct{})
	r.mu.Unlock()
	r.Recorder.Serving(p, err)
}

func (r *recorder) Accept(ctx context.Context, events ...chat.Event) error {
	r.mu.Lock()
	block := r.block
	r.mu.Unlock()
	if block != nil {
		select {
		case <-block:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	err := r.Recorder.Accept(ctx, events...)
	r.mu.Lock()
	close(r.change)
	r.change = make(chan struct{})
	r.mu.Unlock()
	return err
}

// up counts how often the hub was told that Discord serves.
func (r *recorder) up() (n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, err := range r.served {
		if err == nil {
			n++
		}
	}
	return n
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// open makes a scene that is not running yet.
func open(t *testing.T, change ...func(*discord.Config)) *scene {
	s := discordtest.New()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	x := &scene{Server: s, t: t, ctx: ctx, in: &recorder{Recorder: chattest.NewRecorder(), change: make(chan struct{})}, logs: &syncBuffer{}, halt: func() {}}
	cfg := config(t, s)
	cfg.Log = zerolog.New(x.logs).Level(zerolog.DebugLevel)
	for _, c := range change {
		c(&cfg)
	}
	x.make(cfg)
	t.Cleanup(func() {
		x.halt()
		cancel()
		s.Close()
		for _, c := range s.Complaints() {
			t.Errorf("Discord complains: %s", c)
		}
		if logs := x.logs.String(); strings.Contains(logs, discordtest.Token) || strings.Contains(logs, "interaction-token") {
			t.Errorf("a token is in the log:\n%s", logs)
		}
	})
	return x
}

func (x *scene) make(cfg discord.Config) {
	bot, err := discord.New(cfg)
	if err != nil {
		x.t.Fatal(err)
	}
	x.bot, x.cfg = bot, cfg
}

// restart puts a new process in the place of the running one.
func (x *scene) restart() {
	x.t.Helper()
	x.halt()
	x.make(x.cfg)
	n := x.in.up()
	x.run()
	x.serves(n + 1)
}

// play makes a scene that serves.
func play(t *testing.T, change ...func(*discord.Config)) *scene {
	x := open(t, change...)
	x.run()
	x.serves(1)
	return x
}

// run starts the adapter.
func (x *scene) run() {
	ctx, cancel := context.WithCancel(x.ctx)
	x.done = make(chan error, 1)
	done, bot := x.done, x.bot
	go func() { done <- bot.Run(ctx, x.in) }()
	x.halt = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
			x.t.Errorf("Run ended with %v", err)
		}
	})
}

// until waits for a condition over the stage and the reports; it is asked again after every change of either.
func (x *scene) until(what string, cond func() bool) {
	x.t.Helper()
	ctx, cancel := context.WithCancel(x.ctx)
	defer cancel()
	var mu sync.Mutex
	holds := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return ctx.Err() != nil || cond()
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		defer cancel()
		_ = x.Wait(ctx, holds)
	})
	for {
		x.in.mu.Lock()
		change := x.in.change
		x.in.mu.Unlock()
		if holds() {
			break
		}
		select {
		case <-change:
		case <-ctx.Done():
		}
	}
	cancel()
	wg.Wait()
	if x.ctx.Err() != nil {
		x.t.Fatalf("waiting until %s; log:\n%s\nevents:\n%s", what, x.logs, x.in)
	}
}

// serves waits until the hub was told n times that Discord serves.
func (x *scene) serves(n int) {
	x.t.Helper()
	x.until("Discord serves", func() bool { return x.in.up() >= n })
}

// posted waits for the report of a message.
func (x *scene) posted(id chat.MessageID) *chat.Posted {
	x.t.Helper()
	return event(x, func(e *chat.Posted) bool { return e.Message.ID == id })
}

// event waits for an event that matches.
func event[E chat.Event](x *scene, match func(E) bool) E {
	x.t.Helper()
	var found E
	x.until("the event is reported", func() bool {
		for _, e := range x.in.Events() {
			if e, ok := e.(E); ok && match(e) {
				found = e
				return true
			}
		}
		return false
	})
	return found
}

// say lets ann speak in the lobby.
func (x *scene) say(text string) chat.MessageID {
	return x.Say("lobby", "ann", chattest.Said{Text: text})
}

// send posts as the drain would.
func (x *scene) send(id string, room chat.RoomID, p chat.Post) (chat.MessageID, error) {
	return x.bot.Send(x.ctx, id, room, chat.Outgoing{Post: p, Fetch: x.bot.Fetch})
}

// fault demands a fault of the class.
func (x *scene) fault(err error, class chat.Class) *chat.Fault {
	x.t.Helper()
	var f *chat.Fault
	if !errors.As(err, &f) || f.Class != class {
		x.t.Fatalf("got %v, want a fault of class %s", err, class)
	}
	return f
}

// texts are what a member reads from the bot in a room.
func (x *scene) texts(room, member string) (out []string) {
	for _, s := range x.Seen(room, member) {
		if s.From == "bot" {
			out = append(out, s.Text)
		}
	}
	return out
}
