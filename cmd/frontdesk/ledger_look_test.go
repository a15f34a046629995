package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/chat"
)

// roomOf is a room on a stage, as the one names it who reads there.
type roomOf struct {
	on   chat.Platform
	name string
}

func (l *ledger) memberRoom(m *matter) string {
	if m.home == telegram.Platform {
		return "@" + m.member
	}
	return fmt.Sprint("#", m.number)
}

// staffRooms are the rooms in which the staff works at the ticket now: one, or none if it was deleted. A room says itself that
// it was left.
func (l *ledger) staffRooms(m *matter) (out []roomOf) {
	topic, thread := fmt.Sprint("#", m.number), fmt.Sprint("#staff-", m.number)
	for _, r := range []roomOf{{telegram.Platform, topic}, {discord.Platform, thread}} {
		if l.lives(r) {
			out = append(out, r)
		}
	}
	if shared := (roomOf{discord.Platform, topic}); len(out) == 0 && m.home == discord.Platform && l.lives(shared) &&
		!l.stands(telegram.Platform, topic) && !l.stands(discord.Platform, thread) {
		return []roomOf{shared}
	}
	return out
}

// stands reports whether there ever was a room of that name.
func (l *ledger) stands(p chat.Platform, name string) bool { return !l.stages[p].Room(name).IsZero() }

// lives reports whether the bot works in a room: it has said something there, and not that the ticket goes on elsewhere.
func (l *ledger) lives(r roomOf) bool {
	id := l.stages[r.on].Room(r.name)
	if id.IsZero() || l.removed[id] {
		return false
	}
	works := false
	for _, s := range l.stages[r.on].Seen(r.name, "mei") {
		if s.From == "bot" && strings.HasPrefix(s.Text, "This ticket goes on in ") {
			return false
		}
		works = works || s.From == "bot"
	}
	return works
}

// queued reports whether the card of a ticket lies in a queue.
func (l *ledger) queued(m *matter) bool {
	for _, s := range l.stages {
		for _, shown := range s.Seen("staff", "mei") {
			if strings.HasPrefix(shown.Text, fmt.Sprintf("Ticket %d · ", m.number)) {
				return true
			}
		}
	}
	return false
}

// page is what stands in a room.
type page struct {
	at    map[string][]int // token → where it stands, counted in words
	twice map[string]bool  // … in a message that a note says may have arrived twice
	files map[string]bool  // … in a message with a file
}

func (l *ledger) read(r roomOf, reader string) page {
	p := page{map[string][]int{}, map[string]bool{}, map[string]bool{}}
	seen := l.stages[r.on].Seen(r.name, reader)
	maybe := map[chat.MessageID]bool{}
	for _, s := range seen {
		if strings.HasPrefix(s.Text, "This may have arrived twice") {
			maybe[s.ReplyTo] = true
		}
	}
	n := 0
	for _, s := range seen {
		if strings.HasPrefix(s.Text, "The member has deleted a message that this room was told") {
			continue // it names the words
		}
		for _, w := range strings.FieldsFunc(s.Text, func(r rune) bool { return !('a' <= r && r <= 'z' || '0' <= r && r <= '9') }) {
			n++
			p.at[w] = append(p.at[w], n)
			p.twice[w] = p.twice[w] || maybe[s.ID]
			p.files[w] = p.files[w] || len(s.Files) > 0
		}
	}
	return p
}

// look compares what was written in a ticket, on a platform or on all for "", with what stands in its rooms.
func (l *ledger) look(m *matter, on chat.Platform) (wrong []string) {
	member := []page{l.read(roomOf{m.home, l.memberRoom(m)}, m.member)}
	var staff []page
	rooms := l.staffRooms(m)
	for _, r := range rooms {
		staff = append(staff, l.read(r, "mei"))
	}
	last := map[string]*entry{} // of a writer, in a reader's room
	for _, e := range m.entries {
		if on != "" && e.on != on || e.done {
			continue
		}
		readers := staff
		if e.staff {
			readers = member
		}
		e.failed = e.failed || l.visiblyFailed(m, e)
		for _, what := range l.judge(e, readers, last) {
			wrong = append(wrong, fmt.Sprintf("ticket %d: %s (of %s) %s in %v", m.number, e, e.on, what, rooms))
		}
	}
	return wrong
}

// judge tells what is wrong with a message, as it stands where it is read.
func (l *ledger) judge(e *entry, readers []page, last map[string]*entry) (wrong []string) {
	stands := false
	for i, p := range readers {
		e.unheard = e.unheard || e.on == discord.Platform && e.changed > 0 && e.changed == l.deaf
		if e.deleted && e.staff && e.on == discord.Platform && !e.unheard && len(p.at[e.token]) > 0 && !e.failed {
			wrong = append(wrong, "stands though it was deleted")
		}
		e.stale = e.was != "" && len(p.at[e.token]) == 0 && len(p.at[e.was]) > 0
		at := p.at[e.token]
		if e.stale {
			at = p.at[e.was]
		}
		whole := (e.tail == "" || len(p.at[e.tail]) > 0) && (!e.file || p.files[e.token])
		stands = stands || len(at) > 0 && whole
		marked := p.twice[e.token] || p.twice[e.was] || p.twice[e.tail]
		e.twice = e.twice || len(at) > 1 && marked
		if n := max(len(at), len(p.at[e.tail])); n > 1 && !marked && e.id.Platform != "" {
			wrong = append(wrong, fmt.Sprintf("stands %d times", n))
		}
		if e.was != "" || e.deleted || e.failed || e.late || len(at) == 0 {
			continue // it may come later, by itself
		}
		writer := fmt.Sprint(i, e.staff, e.on, e.room)
		if before := last[writer]; before != nil && p.at[before.token][0] > at[0] {
			wrong = append(wrong, fmt.Sprintf("stands before %s", before))
		}
		last[writer] = e
	}
	switch {
	case e.failed || e.deleted:
	case !stands:
		wrong = append(wrong, "has not arrived whole")
	case e.stale && !e.unheard:
		wrong = append(wrong, "stands there unchanged")
	}
	return wrong
}

func (e *entry) String() string {
	if e.was != "" {
		return e.token + ", once " + e.was + ","
	}
	return e.token
}

// visiblyFailed reports whether its writer sees that a message did not arrive.
func (l *ledger) visiblyFailed(m *matter, e *entry) bool {
	if e.id.IsZero() {
		return false
	}
	rooms := append(l.staffRooms(m), roomOf{e.on, e.room})
	if !e.staff {
		rooms = append(rooms, roomOf{e.on, "@" + m.member}, roomOf{e.on, "lobby"}, roomOf{e.on, l.memberRoom(m)})
	}
	for _, s := range l.stages { // whoever cannot be told where it was written is told by its words
		for _, shown := range append(s.Seen("staff", "mei"), s.Seen("@"+m.member, m.member)...) {
			if strings.Contains(shown.Text, "could not be delivered") && strings.Contains(shown.Text, "«"+e.token+"»") {
				return true
			}
		}
	}
	for _, r := range rooms {
		who := "mei"
		if !e.staff {
			who = m.member
		}
		for _, s := range l.stages[r.on].Seen(r.name, who) {
			if s.ID == e.id && slices.ContainsFunc(s.Marks, func(sign string) bool { return signs[sign] == chat.Undone }) {
				return true
			}
			if e.deleted && strings.HasPrefix(s.Text, "What you deleted ") && strings.Contains(s.Text, e.token) {
				return true
			}
			if s.ReplyTo == e.id && slices.ContainsFunc(refusals, func(words string) bool { return strings.HasPrefix(s.Text, words) }) {
				return true
			}
		}
	}
	return false
}

// refusals are how a writer is told that words went nowhere.
var refusals = []string{"This message could not be delivered", "Not passed on", "This edit did not reach"}

// refused reports whether the queue has told since the last look that a room of the ticket could not be opened: then the next word
// asks for it again.
func (l *ledger) refused(m *matter) bool {
	n := 0
	for _, s := range l.stages {
		for _, shown := range s.Seen("staff", "mei") {
			if strings.HasPrefix(shown.Text, fmt.Sprintf("Ticket %d: ", m.number)) && strings.Contains(shown.Text, "could not be opened") {
				n++
			}
		}
	}
	before := l.refusals[m.member]
	l.refusals[m.member] = n
	return n > before
}

// asksAgain lets the members write whose tickets are said to lack a room.
func (l *ledger) asksAgain() {
	for _, m := range l.matters {
		if !m.blocked && l.refused(m) {
			l.memberWrites(m)
		}
	}
}

// missing is what is wrong with the entries that were written on a platform; on all for "".
func (l *ledger) missing(p chat.Platform) (wrong []string) {
	for _, m := range l.matters {
		wrong = append(wrong, l.look(m, p)...)
	}
	return wrong
}

// until puts the clock forward, a little at a time, until nothing is wrong any more.
func (l *ledger) until(what string, wrong func() []string) {
	l.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	var left []string
	for n, end := 0, time.Now().Add(exceptionAfter); time.Now().Before(end); n++ {
		if err := l.hub.Settle(l.ctx); err != nil {
			l.Fatal(err)
		}
		if left = wrong(); len(left) == 0 {
			return
		}
		if n%10 == 9 {
			l.asksAgain()
			l.clock.ahead.Add(int64(5 * time.Second))
		}
		select {
		case <-look.C:
		case <-l.ctx.Done():
		}
	}
	for p, s := range l.stages {
		for _, room := range []string{"lobby", "staff"} {
			seen := s.Seen(room, "mei")
			l.Logf("%s of %s:\n%s", room, p, show(seen[max(0, len(seen)-40):]))
		}
	}
	for _, m := range l.matters {
		topic, thread := fmt.Sprint("#", m.number), fmt.Sprint("#staff-", m.number)
		for _, r := range []roomOf{{telegram.Platform, topic}, {discord.Platform, thread}, {discord.Platform, topic}, {m.home, "@" + m.member}} {
			who := "mei"
			if strings.HasPrefix(r.name, "@") {
				who = m.member
			}
			if id := l.stages[r.on].Room(r.name); !id.IsZero() {
				l.Logf("ticket %d, %v, %s, deleted %v:\n%s", m.number, r, id, l.removed[id], show(l.stages[r.on].Seen(r.name, who)))
			}
		}
	}
	l.Fatalf("never %s:\n%s\n%s", what, strings.Join(left, "\n"), l.stderr)
}

// exceptionAfter is when what has not arrived never will, however loaded the machine: no platform's penalty lasts so long, and the
// clock is far ahead by then.
const exceptionAfter = 2 * time.Minute

// calm lets everybody come back and waits until the ledger is balanced.
func (l *ledger) calm() {
	for _, m := range l.matters {
		if m.blocked {
			m.blocked = false
			l.stages[m.home].Open(m.member, "")
		}
	}
	if err := l.hub.Settle(l.ctx); err != nil {
		l.Fatal(err)
	}
	l.asksAgain()
	l.until("everything has arrived once, in order, or is visibly failed", func() []string { return l.missing("") })
	if err := l.hub.Settle(l.ctx); err != nil {
		l.Fatal(err)
	}
	for _, m := range l.matters {
		for _, e := range m.entries {
			e.kept = true
		}
	}
	l.clock.ahead.Add(int64(15 * time.Minute)) // rooms are built anew only so often
}
