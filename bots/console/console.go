// Package console is a chat on standard input and output: for the first look, for smoke tests, and as the smallest example
// of an adapter. One person plays all seats; every room is shown, private ones too. Nothing leaves the machine.
package console

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"time"

	"frontdesk/chat"
)

// Platform is the console's name.
const Platform chat.Platform = "console"

// Seat is a person to play.
type Seat struct {
	Name string // what /as takes, and the account's ID
	Room string // where the seat sits at first: a room, or "" for the private chat with the bot
	Role string // shown by /seats
}

// Config is what the console shows. The first seat is taken at the start.
type Config struct {
	In       io.Reader
	Out      io.Writer
	Terminal bool     // show a prompt and don't repeat what was typed
	Seats    []Seat   // who can be played
	Rooms    []string // public and staff rooms
	Greeting []string
	Now      func() time.Time // nil: time.Now
}

// Adapter is the console as a platform.
type Adapter struct {
	chat.Nothing
	cfg Config

	mu       sync.Mutex
	seat     Seat
	room     string // current room's key
	start    string // tells this run's messages from those of earlier ones
	messages int
	threads  int
	shown    map[string]*message // by key
	last     map[string]*message // room → newest message with buttons
	mine     map[string]*message // seat@room → newest message typed
	titles   map[string]string   // thread key → title
	names    map[string]string   // seat → display name, where /rename gave one
	waiting  bool                // for input
	prompted bool                // the cursor stands behind a prompt
}

// message is one post on the screen. Its text is as it was written; what is shown is printable.
type message struct {
	key     string
	number  int
	room    string
	from    string // seat, or Bot
	text    string
	buttons []chat.Button
	reply   *message
	private bool
	gone    bool
}

// Bot is the name of the bot on the console.
const Bot = "frontdesk"

// New makes a console; it reads nothing before Run.
func New(cfg Config) *Adapter {
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	a := &Adapter{
		cfg: cfg, shown: map[string]*message{}, last: map[string]*message{}, mine: map[string]*message{}, titles: map[string]string{},
		names: map[string]string{}, start: strconv.FormatInt(cfg.Now().UnixNano(), 36),
	}
	a.sit(cfg.Seats[0])
	return a
}

// Room is the ID of a room by its name.
func Room(name string) chat.RoomID { return chat.RoomID{Platform: Platform, Key: name} }

// Member is the ID of a seat.
func Member(seat string) chat.MemberID { return chat.MemberID{Platform: Platform, Key: seat} }

func (a *Adapter) Platform() chat.Platform { return Platform }

// Caps are those of a platform that can do nearly everything; forms are asked line by line.
func (a *Adapter) Caps(chat.RoomID) chat.Caps {
	return chat.Caps{
		Text: textMax, Caption: textMax, Unit: chat.Runes, Buttons: 5, Rows: 10, Ephemeral: true,
		Edit: true, Delete: true, DeleteOthers: true, Deletions: true, Marks: true, Pins: true,
		Threads: true, MessageLinks: true, WritesFirst: true, Idempotent: true,
	}
}

func (a *Adapter) Send(_ context.Context, _ string, to chat.RoomID, p chat.Outgoing) (chat.MessageID, error) {
	a.mu.Lock()
	defer a.unlock()
	m := &message{from: Bot, room: to.Key, text: text(p.Post), buttons: flat(p.Buttons)}
	if room, ok := strings.CutPrefix(to.Key, "!"); ok { // the answer to a press: only the seat that pressed sees it
		m.room, m.private = room, p.Private
	}
	m.reply = a.shown[p.ReplyTo.Key]
	a.keep(m)
	a.print(m, "")
	return chat.MessageID{Platform: Platform, Key: m.key}, nil
}

func (a *Adapter) Edit(_ context.Context, id chat.MessageID, p chat.Outgoing) error {
	a.mu.Lock()
	defer a.unlock()
	m := a.shown[id.Key]
	if m == nil || m.gone {
		return &chat.Fault{Class: chat.Gone}
	}
	m.text, m.buttons = text(p.Post), flat(p.Buttons)
	if len(m.buttons) > 0 {
		a.last[m.room] = m
	}
	a.print(m, " (edited)")
	return nil
}

func (a *Adapter) Pin(_ context.Context, id chat.MessageID) error {
	a.mu.Lock()
	defer a.unlock()
	m := a.shown[id.Key]
	if m == nil || m.gone {
		return &chat.Fault{Class: chat.Gone}
	}
	a.line(a.label(m.room) + " a message of " + m.from + " is pinned")
	return nil
}

func (a *Adapter) Delete(_ context.Context, _ chat.RoomID, ids []chat.MessageID) error {
	a.mu.Lock()
	defer a.unlock()
	for _, id := range ids {
		if m := a.shown[id.Key]; m != nil && !m.gone {
			m.gone = true
			a.line(fmt.Sprintf("%s a message of %s is deleted", a.label(m.room), m.from))
		}
	}
	return nil
}

func (a *Adapter) OpenThread(_ context.Context, t chat.Thread) (chat.RoomID, error) {
	a.mu.Lock()
	defer a.unlock()
	a.threads++
	key := "thread-" + strconv.Itoa(a.threads)
	if t.Mark != "" {
		key = "ticket-" + strings.TrimPrefix(t.Mark, "#")
	}
	if _, taken := a.titles[key]; taken {
		key += "-" + strconv.Itoa(a.threads)
	}
	a.titles[key] = t.Name
	var names []string
	for _, m := range t.Members {
		names = append(names, m.Key)
	}
	a.line(fmt.Sprintf("%s «%s» is opened with %s", a.label(key), t.Name, strings.Join(names, ", ")))
	return Room(key), nil
}

func (a *Adapter) EditThread(_ context.Context, room chat.RoomID, t chat.Thread) error {
	a.mu.Lock()
	defer a.unlock()
	for _, m := range t.Members {
		a.line(fmt.Sprintf("%s %s is added", a.label(room.Key), m.Key))
	}
	if t.State != chat.Same {
		a.line(fmt.Sprintf("%s is %s", a.label(room.Key), t.State))
	}
	return nil
}

func (a *Adapter) Sanction(_ context.Context, s chat.Sanction) error {
	a.mu.Lock()
	defer a.unlock()
	a.line(fmt.Sprintf("%s the bot acts on %s: %s", a.label(s.Room.Key), s.Member.Key, s.Do))
	return nil
}

func (a *Adapter) Mark(context.Context, chat.MessageID, chat.Mark) error { return nil }

func (a *Adapter) Look(_ context.Context, q chat.Query) (chat.Answer, error) {
	a.mu.Lock()
	defer a.unlock()
	return chat.Answer{Found: true, Members: []chat.Member{a.member(q.Member.Key)}}, nil
}

func (a *Adapter) member(seat string) chat.Member {
	m := chat.Member{ID: Member(seat), Name: seat, Handle: seat}
	if name := a.names[seat]; name != "" {
		m.Name = name
	}
	if seat == Bot {
		m.Kind = chat.Self
	}
	return m
}

// keep gives a message its key and remembers it.
func (a *Adapter) keep(m *message) {
	a.messages++
	m.key, m.number = a.start+"."+strconv.Itoa(a.messages), a.messages
	a.shown[m.key] = m
	if len(m.buttons) > 0 {
		a.last[m.room] = m
	}
}

func (a *Adapter) sit(s Seat) {
	a.seat, a.room = s, s.Room
	if s.Room == "" {
		a.room = "@" + s.Name
	}
}
