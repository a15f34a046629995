package bots_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"frontdesk/chat"
)

// platform is a chat platform in memory. It remembers every call in order, shows what the calls brought, and fails or
// hangs on demand.
type platform struct {
	chat.Nothing
	name chat.Platform
	caps chat.Caps

	mu    sync.Mutex
	calls []call
	shown []*message
	rooms []string          // marks of the threads opened
	kept  map[string]string // files of members, by key
	files [][]byte          // what was sent
	// fault is asked about each call before it has its effect; nil or a nil error: it is done. Errors that wrap
	// errAnswerLost are returned after the effect.
	fault func(context.Context, call) error
}

// call is one request that the platform got.
type call struct {
	N    int // from 1
	Do   string
	ID   string // of the action, for sends
	Room chat.RoomID
	Text string
	At   time.Time
}

// message is a post of the bot as members see it.
type message struct {
	ID      chat.MessageID
	Action  string
	Room    chat.RoomID
	Text    string
	ReplyTo chat.MessageID
	Buttons [][]chat.Button
	Form    *chat.Form
	Relay   chat.MessageID
	Edits   int
}

// lost is the fault of a call that was done and whose answer did not arrive.
type lost struct{ error }

var (
	// telegraphic is what a platform without a nonce can do: a repeated send shows twice.
	telegraphic = chat.Caps{
		Text: 4096, Caption: 1024, Buttons: 8, Rows: 20, Edit: true, Delete: true, DeleteOthers: true, Topics: true,
		MessageLinks: true, DeepLinks: true, Toast: 200, Albums: 10,
	}
	// nonced is the same with idempotent sends.
	nonced = func() chat.Caps { c := telegraphic; c.Idempotent, c.WritesFirst = true, true; return c }()
)

func newPlatform(name chat.Platform, caps chat.Caps) *platform {
	return &platform{name: name, caps: caps}
}

func (p *platform) Platform() chat.Platform    { return p.name }
func (p *platform) Caps(chat.RoomID) chat.Caps { return p.caps }

func (p *platform) Run(ctx context.Context, in chat.Intake) error {
	in.Serving(p.name, nil)
	<-ctx.Done()
	return nil
}

// made notes a call and asks for its fault. It returns with the lock held if the call is to have its effect.
func (p *platform) made(ctx context.Context, c call) error {
	p.mu.Lock()
	c.N, c.At = len(p.calls)+1, time.Now()
	p.calls = append(p.calls, c)
	fault := p.fault
	if fault == nil {
		return nil
	}
	p.mu.Unlock()
	err := fault(ctx, c)
	p.mu.Lock()
	return err
}

func (p *platform) Send(ctx context.Context, id string, to chat.RoomID, o chat.Outgoing) (chat.MessageID, error) {
	err := p.made(ctx, call{Do: "send", ID: id, Room: to, Text: o.Text})
	defer p.mu.Unlock()
	if failed(err) {
		return chat.MessageID{}, err
	}
	if p.caps.Idempotent {
		for _, m := range p.shown {
			if m.Action == id {
				return m.ID, err
			}
		}
	}
	for _, f := range o.Files {
		r, err := o.Fetch(ctx, f)
		if err != nil {
			return chat.MessageID{}, err
		}
		content, err := io.ReadAll(r)
		if err != nil {
			return chat.MessageID{}, err
		}
		p.files = append(p.files, content)
	}
	m := &message{
		ID: chat.MessageID{Platform: p.name, Key: fmt.Sprintf("bot/%d", len(p.shown)+1)}, Action: id, Room: to, Text: o.Text,
		ReplyTo: o.ReplyTo, Buttons: o.Buttons, Form: o.Form, Relay: o.Relay,
	}
	p.shown = append(p.shown, m)
	return m.ID, err
}

func (p *platform) Edit(ctx context.Context, id chat.MessageID, o chat.Outgoing) error {
	err := p.made(ctx, call{Do: "edit", Text: o.Text})
	defer p.mu.Unlock()
	if m := p.find(id); m != nil && !failed(err) {
		m.Text, m.Buttons, m.Edits = o.Text, o.Buttons, m.Edits+1
	}
	return err
}

func (p *platform) Delete(ctx context.Context, room chat.RoomID, ms []chat.MessageID) error {
	err := p.made(ctx, call{Do: "delete", Room: room})
	defer p.mu.Unlock()
	if !failed(err) {
		p.shown = slices.DeleteFunc(p.shown, func(m *message) bool { return slices.Contains(ms, m.ID) })
	}
	return err
}

func (p *platform) OpenThread(ctx context.Context, t chat.Thread) (chat.RoomID, error) {
	err := p.made(ctx, call{Do: "open", Room: t.Parent, Text: t.Name})
	defer p.mu.Unlock()
	if failed(err) {
		return chat.RoomID{}, err
	}
	at := slices.Index(p.rooms, t.Mark)
	if at < 0 || !p.caps.Idempotent { // a platform with a nonce finds the thread by its mark
		at = len(p.rooms)
		p.rooms = append(p.rooms, t.Mark)
	}
	return p.room(fmt.Sprintf("topic/%d", at+1)), err
}

func (p *platform) EditThread(ctx context.Context, room chat.RoomID, t chat.Thread) error {
	defer p.mu.Unlock()
	return p.made(ctx, call{Do: "change", Room: room, Text: string(t.State)})
}

func (p *platform) Sanction(ctx context.Context, s chat.Sanction) error {
	defer p.mu.Unlock()
	return p.made(ctx, call{Do: "sanction", Room: s.Room, Text: string(s.Do) + " " + s.Member.Key})
}

func failed(err error) bool {
	_, done := err.(lost) //nolint:errorlint // it is never wrapped
	return err != nil && !done
}

func (p *platform) find(id chat.MessageID) *message {
	for _, m := range p.shown {
		if m.ID == id {
			return m
		}
	}
	return nil
}

// seen are the messages of the bot in a room whose text holds the words, oldest first.
func (p *platform) seen(room chat.RoomID, words string) (out []message) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.shown {
		if m.Room == room && strings.Contains(m.Text, words) {
			out = append(out, *m)
		}
	}
	return out
}

// button is the payload of the newest button in the room whose label holds the words; empty: there is none.
func (p *platform) button(room chat.RoomID, label string) (on chat.MessageID, data string) {
	for _, m := range slices.Backward(p.seen(room, "")) {
		for _, b := range slices.Concat(m.Buttons...) {
			if strings.Contains(b.Text, label) {
				return m.ID, b.Data
			}
		}
	}
	return chat.MessageID{}, ""
}

// count is how many calls of a kind were made; of every kind for "".
func (p *platform) count(do string) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.calls {
		if do == "" || c.Do == do {
			n++
		}
	}
	return n
}

// sends are the calls that sent the words, whether they succeeded or not.
func (p *platform) sends(words string) (out []call) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.calls {
		if c.Do == "send" && strings.Contains(c.Text, words) {
			out = append(out, c)
		}
	}
	return out
}

// on sets what happens to calls from now on.
func (p *platform) on(fault func(context.Context, call) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = fault
}

func (p *platform) room(key string) chat.RoomID { return chat.RoomID{Platform: p.name, Key: key} }

// member is an account of the platform; its key is its name.
func (p *platform) member(name string) chat.Member {
	return chat.Member{ID: chat.MemberID{Platform: p.name, Key: name}, Name: strings.ToUpper(name[:1]) + name[1:], Handle: name}
}

// direct is the private chat of the bot with a member.
func (p *platform) direct(name string) chat.RoomID { return chat.Direct(p.member(name).ID) }

// said is a message of a member; equal keys are the same message.
func (p *platform) said(key string, room chat.RoomID, name, text string) *chat.Posted {
	return &chat.Posted{
		Meta:    chat.Meta{Key: "said/" + string(p.name) + "/" + key, Room: room},
		Message: chat.Message{ID: chat.MessageID{Platform: p.name, Key: key}, From: p.member(name), Text: text},
	}
}

// pressed is a press on a button with its own room for the response.
func (p *platform) pressed(key string, room chat.RoomID, name string, on chat.MessageID, data string) *chat.Pressed {
	return &chat.Pressed{
		Meta: chat.Meta{Key: "press/" + string(p.name) + "/" + key, Room: room, Answer: p.room("interaction/" + key)},
		From: p.member(name), On: on, Data: data,
	}
}
