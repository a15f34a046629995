package telegram

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"frontdesk/chat"
)

const (
	answerPrefix = "!"
	toastLimit   = 200 // UTF-16 units
	alertFrom    = 60  // a longer toast is shown as an alert, to be read at leisure
	spinnerTime  = 2 * time.Second
	pressLife    = 15 * time.Minute
)

// press is a callback query. All that answering takes is in its room's key, so that it works after a restart.
type press struct {
	id      string
	at      place
	message int
	member  int64
}

// room is the press's answer room: "!ID/chat/thread/message/member".
func (p press) room() chat.RoomID {
	return chat.RoomID{Platform: Platform, Key: answerPrefix + strings.Join([]string{p.id, strconv.FormatInt(p.at.chat, 10),
		strconv.Itoa(p.at.thread), strconv.Itoa(p.message), strconv.FormatInt(p.member, 10)}, "/")}
}

func parsePress(room chat.RoomID) (press, error) {
	f := strings.Split(strings.TrimPrefix(room.Key, answerPrefix), "/")
	if len(f) != 5 || room.Platform != Platform || f[0] == "" {
		return press{}, invalid("%q is no answer room", room.Key)
	}
	var n [4]int64
	for i := range n {
		var err error
		if n[i], err = strconv.ParseInt(f[i+1], 10, 64); err != nil {
			return press{}, invalid("%q is no answer room", room.Key)
		}
	}
	return press{id: f[0], at: place{n[0], int(n[1])}, message: int(n[2]), member: n[3]}, nil
}

// answer is what Send does in a press's room. An update edits the message that carries the button; a short private
// text is the callback's toast; all else is a message. The callback is answered once, silently if with no toast.
func (a *Adapter) answer(ctx context.Context, id string, room chat.RoomID, p chat.Outgoing) (chat.MessageID, error) {
	pr, err := parsePress(room)
	switch {
	case err != nil:
		return chat.MessageID{}, err
	case p.Form != nil:
		return chat.MessageID{}, &chat.Fault{Class: chat.Unsupported, Err: errors.New("telegram: there are no forms")}
	}
	if p.Update && pr.message != 0 {
		a.hush(ctx, pr)
		err := a.edit(ctx, pr.at.chat, pr.message, p, urgent)
		if class(err) != chat.Gone {
			return Message(pr.at.chat, pr.message), err
		}
	}
	if p.Private && toastable(p.Post) && a.presses.claim(pr.id) {
		err := a.toast(ctx, pr, p.Text)
		if err == nil || !errors.Is(err, errStale) {
			return chat.MessageID{}, err
		}
	}
	if p.Private && pr.at.chat < 0 && len(p.Buttons) == 0 {
		return a.whisper(ctx, id, pr, p)
	}
	a.hush(ctx, pr)
	return a.post(ctx, id, pr.at, p, urgent)
}

// whisper says to one member of a group what no toast can hold: its beginning is the toast all the same, and the whole
// goes to the private chat. To a member without one the toast is all that can be shown. (A post with buttons is no
// whisper: they belong where they were asked for, so it stands in the group.)
func (a *Adapter) whisper(ctx context.Context, id string, pr press, p chat.Outgoing) (chat.MessageID, error) {
	toasted := false
	if strings.TrimSpace(p.Text) != "" && a.presses.claim(pr.id) {
		err := a.toast(ctx, pr, shorten(p.Text, toastLimit))
		if err != nil && !errors.Is(err, errStale) {
			return chat.MessageID{}, err
		}
		toasted = err == nil
	}
	a.hush(ctx, pr)
	p.ReplyTo = chat.MessageID{}
	m, err := a.post(ctx, id, place{chat: pr.member}, p, urgent)
	if toasted && class(err) == chat.Unreachable {
		return chat.MessageID{}, nil
	}
	return m, err
}

// toast answers the callback with text. A claim that came to nothing is given back.
func (a *Adapter) toast(ctx context.Context, pr press, text string) error {
	n := chat.UTF16.Len(text)
	err := a.answerCallback(ctx, pr, args{Text: text, Alert: n > alertFrom || strings.Contains(text, "\n")})
	if f := chat.AsFault(err); err != nil && !f.Unknown && !errors.Is(err, errStale) {
		a.presses.release(pr.id)
	}
	return err
}

// hush stops the client's spinner if nothing has yet.
func (a *Adapter) hush(ctx context.Context, pr press) {
	if !a.presses.claim(pr.id) {
		return
	}
	if err := a.answerCallback(ctx, pr, args{}); err != nil && !errors.Is(err, errStale) {
		a.log.Debug().Err(err).Msg("a callback stays unanswered")
	}
}

func (a *Adapter) answerCallback(ctx context.Context, pr press, p args) error {
	p.Callback = pr.id
	_, err := call[bool](ctx, a.client, answerCallback, p)
	return err
}

// spin answers a press silently if nobody has within two seconds. It returns then, or when ctx ends.
func (a *Adapter) spin(ctx context.Context, pr press) {
	answered := a.presses.open(pr.id)
	patience := time.NewTimer(spinnerTime)
	defer patience.Stop()
	select {
	case <-answered:
	case <-ctx.Done():
	case <-patience.C:
		a.hush(ctx, pr)
	}
}

// toastable reports whether a toast shows all of a post.
func toastable(p chat.Post) bool {
	for _, s := range p.Spans {
		if s.Kind == chat.Link || s.Kind == chat.ToMessage || s.Kind == chat.ToRoom {
			return false
		}
	}
	return len(p.Buttons) == 0 && len(p.Files) == 0 && strings.TrimSpace(p.Text) != "" && chat.UTF16.Len(p.Text) <= toastLimit
}

// shorten cuts a text to so many UTF-16 units, an ellipsis included.
func shorten(s string, limit int) string {
	if chat.UTF16.Len(s) <= limit {
		return s
	}
	n := 1
	for i, r := range s {
		if n += chat.UTF16.Len(string(r)); n > limit {
			return s[:i] + "…"
		}
	}
	return s
}

// presses knows which callbacks of the last 15 minutes are answered. One it does not know, from before a restart, is
// taken for unanswered.
type presses struct {
	mu    sync.Mutex
	state map[string]*pressState
	order []*pressState
}

type pressState struct {
	id       string
	seen     time.Time
	answered bool
	done     chan struct{}
}

// open notes a press; the channel is closed when it is answered.
func (p *presses) open(id string) <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.find(id).done
}

// claim gives the right to answer a callback, once.
func (p *presses) claim(id string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := p.find(id)
	if s.answered {
		return false
	}
	s.answered = true
	close(s.done)
	return true
}

// release gives back a claim whose answer did not go out.
func (p *presses) release(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if s := p.find(id); s.answered {
		s.answered, s.done = false, make(chan struct{})
	}
}

func (p *presses) find(id string) *pressState {
	now := time.Now()
	for len(p.order) > 0 && now.Sub(p.order[0].seen) > pressLife {
		delete(p.state, p.order[0].id)
		p.order = p.order[1:]
	}
	s, ok := p.state[id]
	if !ok {
		if p.state == nil {
			p.state = make(map[string]*pressState)
		}
		s = &pressState{id: id, seen: now, done: make(chan struct{})}
		p.state[id] = s
		p.order = append(p.order, s)
	}
	return s
}
