package telegram_test

import (
	"context"
	"errors"
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
