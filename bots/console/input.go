package console

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"frontdesk/chat"
)

const (
	lineMax = 1 << 20 // bytes of a line; a longer one is cut
	textMax = 4000    // characters of a message
	nameMax = 64      // characters of a display name, as on platforms
)

// Run reads lines until the input ends; each is accepted and all that follows from it shown before the next is read.
func (a *Adapter) Run(ctx context.Context, in chat.Intake) error {
	in.Serving(Platform, nil)
	a.say(a.cfg.Greeting...)
	lines, failed := make(chan string), make(chan error, 1)
	go a.read(ctx, lines, failed)
	defer a.leave()
	for {
		a.expect()
		select {
		case <-ctx.Done():
			return nil
		case err := <-failed:
			if errors.Is(err, io.EOF) {
				return nil
			}
			return fmt.Errorf("standard input: %w", err)
		case l := <-lines:
			a.entered()
			if l == "/quit" || l == "/exit" {
				return nil
			}
			if err := a.take(ctx, in, l); err != nil {
				return err
			}
		}
	}
}

// say shows lines of the console itself.
func (a *Adapter) say(lines ...string) {
	a.mu.Lock()
	defer a.unlock()
	for _, l := range lines {
		a.line(l)
	}
}

// expect says that a line is waited for: whatever is shown meanwhile is followed by the prompt.
func (a *Adapter) expect() {
	a.mu.Lock()
	defer a.unlock()
	a.waiting = true
}

// entered notes that the line was ended by whoever typed it.
func (a *Adapter) entered() {
	a.mu.Lock()
	defer a.unlock()
	a.waiting, a.prompted = false, false
}

// leave ends the line of a prompt that nobody will type behind.
func (a *Adapter) leave() {
	a.mu.Lock()
	defer a.unlock()
	if a.waiting = false; a.prompted {
		a.prompted = false
		fmt.Fprintln(a.cfg.Out)
	}
}

// read hands over lines. It may outlive Run by the read that is under way: standard input cannot be interrupted. A line that
// ends with a backslash goes on in the next one.
func (a *Adapter) read(ctx context.Context, lines chan<- string, failed chan<- error) {
	r := bufio.NewReaderSize(a.cfg.In, 64<<10)
	begun := ""
	for {
		l, err := readLine(r)
		if part, more := strings.CutSuffix(l, "\\"); more && err == nil && len(begun) < lineMax {
			begun += part + "\n"
			continue
		}
		if l, begun = strings.TrimSpace(begun+l), ""; l != "" {
			select {
			case lines <- l:
			case <-ctx.Done():
				return
			}
		}
		if err != nil {
			failed <- err
			return
		}
	}
}

func readLine(r *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		part, more, err := r.ReadLine()
		if b.Len() < lineMax {
			b.Write(part)
		}
		if err != nil || !more {
			return strings.ToValidUTF8(strings.TrimSpace(b.String()), "\uFFFD"), err
		}
	}
}

// take does what a line says: the console's own commands, a number that presses a button, or words.
func (a *Adapter) take(ctx context.Context, in chat.Intake, l string) error {
	if n := utf8.RuneCountInString(l); n > textMax {
		a.say(fmt.Sprintf("That has %d characters; a message here has at most %d. It was not sent.", n, textMax))
		return nil
	}
	word, rest, _ := strings.Cut(l, " ")
	rest = strings.TrimSpace(rest)
	var e chat.Event
	switch word {
	case "/as":
		a.as(rest)
	case "/in":
		a.in(rest)
	case "/seats":
		a.seats()
	case "/edit":
		e = a.edit(rest)
	case "/rename":
		e = a.rename(rest)
	case "/re":
		e = a.post(rest, true)
	default:
		if n, err := strconv.Atoi(l); err == nil && len(l) < 3 {
			e = a.press(n)
		} else {
			e = a.post(l, false)
		}
	}
	if e == nil {
		return nil
	}
	if err := in.Accept(ctx, e); err != nil {
		return err
	}
	return in.Settle(ctx)
}

func (a *Adapter) as(name string) {
	a.mu.Lock()
	defer a.unlock()
	name = strings.ToLower(name)
	if i := slices.IndexFunc(a.cfg.Seats, func(s Seat) bool { return s.Name == name }); i >= 0 {
		a.sit(a.cfg.Seats[i])
	} else if !newSeat(name) {
		a.line("Who? /as NAME: /seats lists who is there, any other name of letters and digits is a new member.")
		return
	} else {
		a.sit(Seat{Name: name})
	}
	a.line(fmt.Sprintf("You are %s now, in %s.", a.seat.Name, a.label(a.room)))
}

// newSeat reports whether a name can be a new member's.
func newSeat(name string) bool {
	return name != "" && name != Bot && utf8.RuneCountInString(name) <= 32 && !strings.ContainsFunc(name, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && r != '-' && r != '.'
	})
}

func (a *Adapter) in(room string) {
	a.mu.Lock()
	defer a.unlock()
	room = strings.TrimPrefix(room, "#")
	if room == "private" {
		room = "@" + a.seat.Name
	}
	_, open := a.titles[room]
	ticket, err := strconv.ParseUint(strings.TrimPrefix(room, "ticket-"), 10, 32) // of an earlier run, too
	isTicket := err == nil && room == fmt.Sprintf("ticket-%d", ticket)
	if !open && !isTicket && room != "@"+a.seat.Name && !slices.Contains(a.cfg.Rooms, room) {
		a.line("There is no such room. There are: " + strings.Join(append(slices.Clone(a.cfg.Rooms), "private"), ", ") + ", and the threads that were opened.")
		return
	}
	a.room = room
	a.line("You are in " + a.label(room) + ".")
}

func (a *Adapter) seats() {
	a.mu.Lock()
	defer a.unlock()
	for _, s := range a.cfg.Seats {
		a.line(fmt.Sprintf("  %-6s %s", s.Name, s.Role))
	}
	for _, l := range keys {
		a.line("  " + l)
	}
}

// keys is what the console itself understands; everything else goes to the bot.
var keys = []string{
	"/as NAME        take a seat; any other name is a new member",
	"/in ROOM        go to a room: lobby, queue, staff, mods, private, ticket-1 …",
	"/re TEXT        reply to the newest message here",
	"/edit TEXT      change what you said last here",
	"/rename NAME    give yourself another display name",
	"@frontdesk …    speak to the bot in a group",
	"NUMBER          press that button of the newest message that has some",
	"… \\             a line that ends with a backslash goes on in the next one",
	"/quit           leave; so does the end of the input",
}

// post says something as the seat, in its room.
func (a *Adapter) post(s string, reply bool) chat.Event {
	a.mu.Lock()
	defer a.unlock()
	m := &message{from: a.seat.Name, room: a.room, text: s}
	if reply {
		if s == "" {
			a.line("/re TEXT replies to the newest message of this room.")
			return nil
		}
		m.reply = a.newest(a.room)
	}
	a.keep(m)
	a.mine[a.seat.Name+a.room] = m
	a.echo(m, "")
	return &chat.Posted{Meta: a.meta("post/" + m.key), Message: a.message(m)}
}

func (a *Adapter) edit(s string) chat.Event {
	a.mu.Lock()
	defer a.unlock()
	m := a.mine[a.seat.Name+a.room]
	if m == nil || m.gone || s == "" {
		a.line("/edit TEXT changes what you said last in this room.")
		return nil
	}
	m.text = s
	a.messages++
	a.echo(m, " (edited)")
	return &chat.Edited{Meta: a.meta(fmt.Sprintf("edit/%s/%d", m.key, a.messages)), Message: a.message(m)}
}

// rename gives the seat another display name, as a profile change does.
func (a *Adapter) rename(name string) chat.Event {
	a.mu.Lock()
	defer a.unlock()
	if name == "" || utf8.RuneCountInString(name) > nameMax {
		a.line(fmt.Sprintf("/rename NAME gives you another display name, of at most %d characters.", nameMax))
		return nil
	}
	a.messages++
	a.names[a.seat.Name] = name
	a.line(fmt.Sprintf("%s is called «%s» now.", a.seat.Name, printable(name)))
	m := a.meta(fmt.Sprintf("name/%d", a.messages))
	m.Room, m.Within = Room(a.cfg.Rooms[0]), nil
	return &chat.Changed{Meta: m, Member: a.member(a.seat.Name)}
}

// press presses a button of the newest message that has any.
func (a *Adapter) press(n int) chat.Event {
	a.mu.Lock()
	defer a.unlock()
	m := a.last[a.room]
	if m == nil || m.gone || n < 1 || n > len(m.buttons) {
		a.line("There is no such button in this room. A number presses a button of the newest message that has some.")
		return nil
	}
	b := m.buttons[n-1]
	a.messages++
	e := &chat.Pressed{Meta: a.meta(fmt.Sprintf("press/%d", a.messages)), From: a.member(a.seat.Name), On: chat.MessageID{Platform: Platform, Key: m.key}, Data: b.Data}
	e.Answer = Room("!" + a.room)
	if m.reply != nil {
		t := a.message(m.reply)
		e.Target = &t
	}
	if !a.cfg.Terminal {
		a.line(fmt.Sprintf("%s %s presses «%s»", a.label(a.room), a.seat.Name, printable(b.Text)))
	}
	return e
}

// echo repeats what was typed, where the terminal has not shown it.
func (a *Adapter) echo(m *message, note string) {
	if !a.cfg.Terminal {
		a.print(m, note)
	}
}

func (a *Adapter) meta(key string) chat.Meta {
	m := chat.Meta{Key: "console/" + a.start + "/" + key, Room: Room(a.room), At: a.cfg.Now()}
	if strings.HasPrefix(a.room, "ticket-") || strings.HasPrefix(a.room, "thread-") {
		m.Within = []chat.RoomID{Room("support")}
	}
	return m
}

func (a *Adapter) message(m *message) chat.Message {
	out := chat.Message{ID: chat.MessageID{Platform: Platform, Key: m.key}, From: a.member(m.from), Text: m.text, Sent: a.cfg.Now()}
	if rest, ok := strings.CutPrefix(m.text, "@"+Bot+" "); ok {
		out.Text, out.Addressed = strings.TrimSpace(rest), true
	}
	if r := m.reply; r != nil {
		out.ReplyTo = &chat.Reply{ID: chat.MessageID{Platform: Platform, Key: r.key}, From: a.member(r.from), Text: r.text}
		out.Addressed = out.Addressed || r.from == Bot
	}
	return out
}

// newest is the latest message of the room that is still there.
func (a *Adapter) newest(room string) (last *message) {
	for _, m := range a.shown {
		if m.room == room && !m.gone && (last == nil || m.number > last.number) {
			last = m
		}
	}
	return last
}
