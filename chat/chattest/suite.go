package chattest

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
)

// Setup is an adapter wired to a fresh stage. The adapter has no budgets (or very wide ones), watches the lobby with
// its topic, and knows staff and mods as rooms of staff. It registers [Commands].
type Setup struct {
	Adapter chat.Adapter
	Stage   Stage
}

// Commands are the commands an adapter under test registers.
func Commands() []chat.Command {
	en := func(s string) map[string]string { return map[string]string{"en": s} }
	return []chat.Command{
		{Name: "ask", About: en("Ask a question"), Private: true,
			Options: []chat.Option{{Name: "question", About: en("Your question"), Required: true, Long: true, Complete: true}}},
		{Name: "queue", About: en("Open tickets"), For: chat.Representative},
		{Name: "faq", About: en("Change the FAQ"), For: chat.Moderator, Subs: []chat.Command{
			{Name: "add", About: en("Add an entry"), Options: []chat.Option{{Name: "title", About: en("Its title"), Long: true}}},
			{Name: "show", About: en("Show an entry"), Options: []chat.Option{{Name: "entry", About: en("Its ID"), Required: true}}},
		}},
	}
}

// Run is the conformance suite: what every adapter promises, whatever its platform. Platforms differ through
// [chat.Caps] only. Each case gets a setup of its own; cases run in parallel, so setups must not share anything.
// The suite starts and stops the adapter; a case ends with the stage having no complaints.
func Run(t *testing.T, setup func(t *testing.T) Setup) {
	for _, part := range [][]scene{receiving(), pressing(), sending(), threading(), asking(), failing()} {
		for _, s := range part {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				s.play(begin(t, setup(t)))
			})
		}
	}
}

// scene is one promise, told as a sentence.
type scene struct {
	name string
	play func(*trial)
}

// patience bounds every wait of the suite; nothing is ever measured against it.
const patience = time.Minute

// trial is one running adapter on its stage.
type trial struct {
	Stage // what members do and see

	t    *testing.T
	bot  chat.Adapter
	in   *Recorder
	ctx  context.Context
	halt func() // stops the adapter and waits for it
}

func (x *trial) Errorf(format string, args ...any) { x.t.Helper(); x.t.Errorf(format, args...) }
func (x *trial) Fatalf(format string, args ...any) { x.t.Helper(); x.t.Fatalf(format, args...) }

func begin(t *testing.T, s Setup) *trial {
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	x := &trial{Stage: s.Stage, t: t, bot: s.Adapter, in: NewRecorder(), ctx: ctx}
	if a, b := s.Adapter.Platform(), s.Stage.Platform(); a != b {
		t.Fatalf("adapter of %s on a stage of %s", a, b)
	}
	x.start()
	t.Cleanup(func() {
		x.halt()
		cancel()
		for _, c := range s.Stage.Complaints() {
			t.Errorf("the platform complains: %s", c)
		}
		for _, err := range x.in.Broken() {
			t.Errorf("a malformed event: %v", err)
		}
	})
	return x
}

// start runs the adapter until it serves.
func (x *trial) start() {
	ctx, cancel := context.WithCancel(x.ctx)
	done := make(chan error, 1)
	before := x.in.Served()
	go func() { done <- x.bot.Run(ctx, x.in) }()
	x.halt = func() {
		cancel()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) && !errors.Is(err, context.DeadlineExceeded) {
			x.Errorf("Run ended with %v", err)
		}
		x.halt = func() {}
	}
	x.until("the adapter serves", func() bool { return x.in.up > before })
}

// until waits for a condition over what the adapter reported.
func (x *trial) until(what string, cond func() bool) {
	x.t.Helper()
	if err := x.in.Wait(x.ctx, cond); err != nil {
		x.Fatalf("waiting until %s: %v; reported so far:\n%s", what, err, x.in)
	}
}

// expect waits for an event of type E that matches, reported earlier or later.
func expect[E chat.Event](x *trial, what string, match func(E) bool) E {
	x.t.Helper()
	var found E
	x.until(what, func() bool {
		for _, e := range x.in.events {
			if e, ok := e.(E); ok && match(e) {
				found = e
				return true
			}
		}
		return false
	})
	return found
}

// posted waits for the report of a message.
func (x *trial) posted(id chat.MessageID) chat.Message {
	x.t.Helper()
	return expect(x, "message "+id.String()+" is reported", func(e *chat.Posted) bool { return e.Message.ID == id }).Message
}

// shows waits until the member sees a matching message in the room.
func (x *trial) shows(room, member, what string, match func(Shown) bool) Shown {
	x.t.Helper()
	var found Shown
	err := x.Stage.Wait(x.ctx, func() bool {
		for _, s := range x.Seen(room, member) {
			if match(s) {
				found = s
				return true
			}
		}
		return false
	})
	if err != nil {
		x.Fatalf("waiting until %s sees %s in %s: %v; seen: %+v", member, what, room, err, x.Seen(room, member))
	}
	return found
}

// reads waits until the member reads the text from the bot in the room.
func (x *trial) reads(room, member, text string) Shown {
	x.t.Helper()
	return x.shows(room, member, "«"+clip(text)+"»", func(s Shown) bool { return s.From == "bot" && s.Text == text })
}

// misses fails if the member sees the text in the room.
func (x *trial) misses(room, member, text string) {
	x.t.Helper()
	for _, s := range x.Seen(room, member) {
		if strings.Contains(s.Text, text) {
			x.Errorf("%s sees %q in %s", member, s.Text, room)
		}
	}
}

// post sends and fails the test on any error.
func (x *trial) post(room chat.RoomID, p chat.Post) chat.MessageID {
	x.t.Helper()
	id, err := x.try(room, p)
	if err != nil {
		x.Fatalf("Send to %s: %v", room, err)
	}
	return id
}

// try sends under an ID of its own for each text.
func (x *trial) try(room chat.RoomID, p chat.Post) (chat.MessageID, error) {
	return x.bot.Send(x.ctx, "send "+clip(p.Text), room, chat.Outgoing{Post: p, Fetch: x.bot.Fetch})
}

// fault demands that err is a fault of one of the classes.
func (x *trial) fault(err error, classes ...chat.Class) *chat.Fault {
	x.t.Helper()
	var f *chat.Fault
	if !errors.As(err, &f) {
		x.Fatalf("got error %v, want a *chat.Fault", err)
	}
	for _, c := range classes {
		if f.Class == c {
			return f
		}
	}
	x.Fatalf("got fault %v, want one of %v", f, classes)
	return nil
}

func clip(s string) string {
	if len(s) > 40 {
		return s[:40] + "…"
	}
	return s
}
