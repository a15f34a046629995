package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// random is one step.
func (l *ledger) random() {
	m := l.matters[l.rand.IntN(len(l.matters))]
	switch n := l.rand.IntN(100); {
	case n < 38:
		l.memberSays(m)
	case n < 70:
		l.staffSays(m)
	case n < 77:
		l.edits(m)
	case n < 80:
		l.deletes(m)
	case n < 85:
		l.commands(m, "claim")
	case n < 86:
		l.commands(m, "release")
	case n < 92:
		l.fault(m)
	case n < 94:
		l.triesAgain(m)
	case n < 96:
		l.blocks(m)
	case n < 98:
		l.disturbs()
	default:
		l.restarts()
	}
}

func (l *ledger) anyStage() chattest.Stage {
	return l.stages[[]chat.Platform{telegram.Platform, discord.Platform}[l.rand.IntN(2)]]
}

func (l *ledger) memberSays(m *matter) {
	if m.home == discord.Platform && l.removed[l.stages[m.home].Room(l.memberRoom(m))] || !l.sees(m) {
		return // there is no thread to write in just now
	}
	if m.blocked {
		return // who blocks the bot does not write to it
	}
	l.writes(m, &entry{token: l.token("m"), on: m.home, room: l.memberRoom(m)}, m.member)
}

// memberWrites lets a member write to the bot, where the ticket may have a thread or not.
func (l *ledger) memberWrites(m *matter) {
	l.writes(m, &entry{token: l.token("m"), on: m.home, room: "@" + m.member}, m.member)
}

// sees reports whether the member has a room to write in.
func (l *ledger) sees(m *matter) bool {
	return len(l.stages[m.home].Seen(l.memberRoom(m), m.member)) > 0
}

// staffSays lets a representative write where the staff's room is now.
func (l *ledger) staffSays(m *matter) {
	rooms := l.staffRooms(m)
	if len(rooms) == 0 {
		return
	}
	r := rooms[l.rand.IntN(len(rooms))]
	l.writes(m, &entry{token: l.token("r"), staff: true, on: r.on, room: r.name}, "mei")
}

// writes puts a message down and says it: a word, a file with a word, or so many words that Discord shows them in two messages.
func (l *ledger) writes(m *matter, e *entry, who string) {
	said := chattest.Said{Text: e.token}
	switch n := l.rand.IntN(20); {
	case n == 0:
		e.file, said.Photo = true, true
	case n == 1:
		e.file, said.Doc = true, "report.pdf"
	case n == 2 && e.on == telegram.Platform:
		e.tail = l.token("t")
		said.Text += strings.Repeat(" and so on", 300) + " " + e.tail
	}
	e.id = l.stages[e.on].Say(e.room, who, said)
	m.entries = append(m.entries, e)
	l.said++
}

// recent is one of the last messages that can be changed; nil: none.
func (l *ledger) recent(m *matter) *entry {
	if len(m.entries) == 0 {
		return nil
	}
	e := m.entries[len(m.entries)-1-l.rand.IntN(min(3, len(m.entries)))]
	if e.was != "" || e.deleted || e.done || e.file || e.tail != "" || m.blocked || l.removed[l.stages[e.on].Room(e.room)] {
		return nil
	}
	return e
}

func (l *ledger) edits(m *matter) {
	if e := l.recent(m); e != nil {
		e.was, e.token, e.changed = e.token, l.token("e"), l.round
		l.stages[e.on].Edit(e.id, e.token)
	}
}

// deletes takes a message back. Telegram tells nobody.
func (l *ledger) deletes(m *matter) {
	if e := l.recent(m); e != nil {
		e.deleted, e.changed = true, l.round
		l.stages[e.on].Delete(e.id)
	}
}

// commands lets the representative of either platform do something with the ticket.
func (l *ledger) commands(m *matter, name string) {
	l.command(l.anyStage(), m, name)
}

func (l *ledger) command(s chattest.Stage, m *matter, name string) {
	if err := s.Command("staff", "mei", name, map[string]string{"ticket": strconv.Itoa(m.number)}, chat.MessageID{}); err != nil {
		l.Fatal(err)
	}
}

// closes ends a ticket and opens it again, while both sides go on writing. What was said until then, and has arrived, is forgotten:
// no new room is told it, no edit follows it. What the staff says meanwhile is no part of the ticket, and what is said on the
// other platform at the same time may have been heard before.
func (l *ledger) closes(m *matter) {
	rooms := l.staffRooms(m)
	if len(rooms) == 0 {
		return
	}
	if err := l.hub.Settle(l.ctx); err != nil { // no room is being opened that would be told less
		l.Fatal(err)
	}
	s := l.stages[rooms[0].on]
	if err := s.Command(rooms[0].name, "mei", "close", nil, chat.MessageID{}); err != nil {
		return // the representative has not come into this thread
	}
	for _, e := range m.entries {
		e.done = true
	}
	l.staffSays(m)
	closed := len(m.entries)
	l.command(s, m, "reopen")
	l.staffSays(m)
	l.memberSays(m)
	l.until("all is said about a closed ticket", func() []string {
		l.goesOn(m)
		return l.look(m, "")
	})
	for i, e := range m.entries {
		e.done = e.done || i < closed || e.on != s.Platform() && !e.goes
	}
}

// goesOn lets the member press «Continue» under what was answered to private words that the ticket did not get, as it was closed.
func (l *ledger) goesOn(m *matter) {
	label, room := fmt.Sprint("Continue ticket ", m.number), "@"+m.member
	for _, shown := range l.stages[m.home].Seen(room, m.member) {
		for _, e := range m.entries {
			if e.id == shown.ReplyTo && !e.goes && slices.Contains(shown.Buttons, label) {
				if err := l.stages[m.home].Press(room, m.member, label); err != nil {
					l.Fatal(err)
				}
				e.goes = true
			}
		}
	}
}

// triesAgain presses the newest «Try again» that there is, if any.
func (l *ledger) triesAgain(m *matter) {
	for _, r := range append(l.staffRooms(m), roomOf{telegram.Platform, "staff"}, roomOf{discord.Platform, "staff"}) {
		if l.stages[r.on].Press(r.name, "mei", "Try again") == nil {
			return
		}
	}
}

// asksBack presses the «Try again» that the member has got in private for words that went to a thread which is gone: nobody can
// write there, so that nothing else would ask for another one.
func (l *ledger) asksBack(m *matter) {
	if err := l.stages[m.home].Press("@"+m.member, m.member, "Try again"); err != nil {
		l.triesAgain(m) // it is told in the queue alone
	}
}

// fault lets one or two of the next calls fail, and gives them something to do.
func (l *ledger) fault(m *matter) {
	s := l.anyStage()
	hows := []string{"429", "500", "502 html", "cut before", "cut after", "cut after", "403"}
	how, n := hows[l.rand.IntN(len(hows))], 1+l.rand.IntN(2)
	if how == "403" || how == "cut after" {
		n = 1
	}
	call := "POST /channels"
	if s.Platform() == telegram.Platform {
		if call = "sendMessage"; l.rand.IntN(8) == 0 {
			call, n = "createForumTopic", 1
		}
		if how == "429" {
			how = "429 1" // second
		}
	}
	s.Fail(call, how, n)
	l.memberSays(m)
	l.staffSays(m)
}

// disturbs cuts the connection that events come by, or has the last one told twice.
func (l *ledger) disturbs() {
	s, how := l.anyStage(), []string{"drop", "duplicate"}[l.rand.IntN(2)]
	if how == "drop" && s.Platform() == discord.Platform {
		l.dropped, l.deaf = true, l.round
	}
	s.Disturb(how)
}

// blocks lets a member of Telegram block the bot, until the round's end, and the staff write all the same.
func (l *ledger) blocks(m *matter) {
	if m.home != telegram.Platform || m.blocked {
		return
	}
	m.blocked = true
	l.stages[m.home].Block(m.member)
	l.staffSays(m)
}

// tears deletes a room of the ticket, and lets those write on who can: of the staff alone, while something is on its way there; of
// the member alone; or the thread that both share, where nothing said before is unheard.
func (l *ledger) tears(m *matter) {
	rooms := l.staffRooms(m)
	thread := roomOf{m.home, l.memberRoom(m)}
	late := l.dropped
	l.dropped = false
	switch {
	case len(rooms) != 1:
	case rooms[0] != thread && (m.home == telegram.Platform || l.rand.IntN(2) == 0):
		l.memberSays(m)
		l.remove(rooms[0])
		l.memberSays(m)
	case late:
	case rooms[0] != thread:
		l.staffSays(m)
		l.remove(thread)
		l.staffSays(m)
	default:
		l.memberWrites(m)
		l.until("what was said in a shared thread is heard", func() []string { return l.look(m, "") })
		l.remove(thread)
		l.memberWrites(m)
		if l.rand.IntN(3) == 0 { // … and again: it is said where it can be seen
			l.until("the thread is there again", func() []string { return l.look(m, "") })
			if l.lives(thread) {
				l.remove(thread)
				l.memberWrites(m)
				lost := m.entries[len(m.entries)-1]
				l.until("a thread that is gone is told of", func() []string {
					if lost.failed = lost.failed || l.visiblyFailed(m, lost); lost.failed || l.lives(thread) {
						return nil
					}
					return []string{lost.String()}
				})
				if lost.failed {
					l.asksBack(m)
				}
			}
		}
	}
}

func (l *ledger) remove(r roomOf) {
	s := l.stages[r.on]
	l.removed[s.Room(r.name)] = true
	for _, m := range l.matters {
		for _, e := range m.entries {
			if e.file && !e.kept && e.room == r.name && e.on == r.on { // it is gone with its room, and its words are told after others
				e.file, e.late = false, true
			}
		}
	}
	s.(interface{ Remove(string) }).Remove(r.name)
}

// restarts ends the program and starts it again, when it has heard what was said on Discord.
func (l *ledger) restarts() {
	if slices.ContainsFunc(l.matters, func(m *matter) bool { return m.blocked }) {
		return
	}
	l.until("what was said on Discord is heard", func() []string { return l.missing(discord.Platform) })
	l.stop()
	l.start()
	l.dropped, l.deaf = true, l.round
}
