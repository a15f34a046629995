package chattest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"frontdesk/chat"
)

// Recorder is an Intake that keeps what is reported. Like the hub it takes an event once by its key, commits cursors
// with it, and can refuse.
type Recorder struct {
	mu      sync.Mutex
	changed chan struct{}

	events  []chat.Event // each key once, in order of acceptance
	all     []chat.Event // repetitions included
	broken  []error
	seen    map[string]bool
	memory  map[string]string
	refuse  int
	up      int
	serving error
	choices []chat.Choice
}

// NewRecorder returns an empty one.
func NewRecorder() *Recorder {
	return &Recorder{changed: make(chan struct{}), seen: make(map[string]bool), memory: make(map[string]string)}
}

// Accept keeps the events, unless it is to refuse.
func (r *Recorder) Accept(ctx context.Context, events ...chat.Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.refuse > 0 {
		r.refuse--
		return errors.New("refused")
	}
	for _, e := range events {
		m := chat.MetaOf(e)
		if err := Check(e); err != nil {
			r.broken = append(r.broken, err)
		}
		if m.Cursor.Key != "" {
			r.memory[m.Cursor.Key] = m.Cursor.Value
		}
		r.all = append(r.all, e)
		if m.Key != "" && r.seen[m.Key] {
			continue
		}
		r.seen[m.Key] = true
		r.events = append(r.events, e)
	}
	r.tell()
	return nil
}

// Complete returns what Suggest has set.
func (r *Recorder) Complete(context.Context, chat.Partial) []chat.Choice {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.choices
}

// Memory is the last accepted value of the key.
func (r *Recorder) Memory(_ context.Context, key string) ([]byte, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if v, ok := r.memory[key]; ok {
		return []byte(v), nil
	}
	return nil, nil
}

// Settle returns at once: nothing is ever due here.
func (r *Recorder) Settle(context.Context) error { return nil }

// Serving keeps what the adapter told last.
func (r *Recorder) Serving(_ chat.Platform, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil {
		r.up++
	}
	r.serving = err
	r.tell()
}

// Trouble is what the adapter told last of its platform; nil when that serves, or has not been told of yet.
func (r *Recorder) Trouble() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.serving
}

// Remember sets what Memory answers.
func (r *Recorder) Remember(key, value string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.memory[key] = value
}

// Refuse makes the next n calls of Accept fail.
func (r *Recorder) Refuse(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refuse = n
}

// Suggest sets what Complete answers.
func (r *Recorder) Suggest(cs ...chat.Choice) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.choices = cs
}

// Events returns what was accepted so far, each key once.
func (r *Recorder) Events() []chat.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]chat.Event(nil), r.events...)
}

// Broken returns why events were malformed.
func (r *Recorder) Broken() []error {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.broken
}

// Wait blocks until cond holds, looking again after every report, or until ctx ends. cond may read the Recorder's
// fields and must not call its methods.
func (r *Recorder) Wait(ctx context.Context, cond func() bool) error {
	for {
		r.mu.Lock()
		ok, changed := cond(), r.changed
		r.mu.Unlock()
		if ok {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// String lists what was accepted, for failing tests.
func (r *Recorder) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var b strings.Builder
	for _, e := range r.all {
		fmt.Fprintf(&b, "  %T %.300s\n", e, fmt.Sprintf("%+v", e))
	}
	return b.String()
}

// Served counts how often the adapter told that it serves.
func (r *Recorder) Served() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.up
}

// tell wakes the waiting; r.mu is held.
func (r *Recorder) tell() {
	close(r.changed)
	r.changed = make(chan struct{})
}

// Check tells what is wrong with an event an adapter reported, whatever its platform: rooms, keys, times, valid text,
// spans in range.
func Check(e chat.Event) error {
	m := chat.MetaOf(e)
	switch {
	case m.Key == "":
		return fmt.Errorf("%T has no key", e)
	case m.Room.IsZero():
		return fmt.Errorf("%T %s has no room", e, m.Key)
	case m.At.IsZero():
		return fmt.Errorf("%T %s has no time", e, m.Key)
	}
	switch e := e.(type) {
	case *chat.Posted:
		return checkMessage(m, &e.Message)
	case *chat.Edited:
		return checkMessage(m, &e.Message)
	case *chat.Pressed:
		if m.Answer.IsZero() || e.From.ID.IsZero() {
			return fmt.Errorf("press %s lacks its answer room or its member", m.Key)
		}
		if e.Target != nil {
			return checkMessage(m, e.Target)
		}
	case *chat.Joined:
		return checkMember(m, e.Member)
	case *chat.Left:
		return checkMember(m, e.Member)
	case *chat.Changed:
		return checkMember(m, e.Member)
	}
	return nil
}

func checkMember(m *chat.Meta, who chat.Member) error {
	if who.ID.Platform != m.Room.Platform || who.ID.Key == "" {
		return fmt.Errorf("event %s has member %q", m.Key, who.ID)
	}
	if who.Role != 0 {
		return fmt.Errorf("event %s: an adapter has set a role", m.Key)
	}
	return nil
}

func checkMessage(m *chat.Meta, msg *chat.Message) error {
	if msg.ID.IsZero() || msg.Sent.IsZero() {
		return fmt.Errorf("event %s: message %q lacks its ID or time", m.Key, msg.ID)
	}
	for _, s := range msg.Everything() {
		if !utf8.ValidString(s) {
			return fmt.Errorf("message %s holds invalid UTF-8", msg.ID)
		}
	}
	at := 0
	for _, s := range msg.Spans {
		if s.Start < at || s.End <= s.Start || s.End > len(msg.Text) {
			return fmt.Errorf("message %s: span %+v is out of order or of range", msg.ID, s)
		}
		if !boundary(msg.Text, s.Start) || !boundary(msg.Text, s.End) {
			return fmt.Errorf("message %s: span %+v cuts a character", msg.ID, s)
		}
		at = s.Start
	}
	return checkMember(m, msg.From)
}

func boundary(s string, at int) bool { return at == len(s) || utf8.RuneStart(s[at]) }
