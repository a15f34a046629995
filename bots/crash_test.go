package bots_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/outbox"
	"frontdesk/store"
	"frontdesk/store/bolt"
	"frontdesk/store/storetest"
)

// TestACrashAtAnyMomentLosesAndDoublesNothing lives through a day at the desk again and again. Each time the process dies at
// another moment: at its nth write, or at its nth call, whose effect takes place or not. It starts again, the platform
// delivers again what was not acknowledged, and the day goes on. In the evening everything must have happened, once.
func TestACrashAtAnyMomentLosesAndDoublesNothing(t *testing.T) {
	t.Run("a ticket's day", func(t *testing.T) {
		sweep(t, func(d *day) { d.script, d.evening = ticketScript, d.ticketEvening })
	})
	t.Run("a gap's day", func(t *testing.T) {
		sweep(t, func(d *day) { d.faq, d.script, d.evening = gapFAQ, gapScript, d.gapEvening })
	})
	t.Run("an impostor's day", func(t *testing.T) {
		sweep(t, func(d *day) { d.roster, d.script, d.evening = officials(), impostorScript, d.impostorEvening })
	})
}

// parts is how many parts the deaths of a sweep are dealt out to, so that they keep all processors busy.
const parts = 21

// sweep lives a day with every death there is; with -short, as under the race detector, with those of a random part, whose name
// runs it again without -short.
func sweep(t *testing.T, prepare func(*day)) {
	write := func(d *day, n int) { d.dieAtWrite = n }
	before := func(d *day, n int) { d.dieAtCall = n }
	after := func(d *day, n int) { d.dieAtCall, d.effect = n, true }
	for _, c := range []struct {
		name string
		caps chat.Caps
		at   func(*day, int)
		step int
	}{
		{"without a nonce, at every write", telegraphic, write, 1},
		{"without a nonce, before the effect of each call", telegraphic, before, 1},
		{"without a nonce, after the effect of each call", telegraphic, after, 1},
		{"with a nonce, at every fifth write", nonced, write, 5}, // the writes of one transaction die the same death
		{"with a nonce, before the effect of each call", nonced, before, 1},
		{"with a nonce, after the effect of each call", nonced, after, 1},
	} {
		chosen := rand.IntN(parts)
		for part := range parts {
			if testing.Short() && part != chosen {
				continue
			}
			t.Run(fmt.Sprintf("%s, part %d", c.name, part), func(t *testing.T) {
				t.Parallel()
				for n, died := 1+part*c.step, true; died && !t.Failed(); n += parts * c.step {
					synctest.Test(t, func(t *testing.T) { died = live(t, c.caps, n, prepare, c.at) })
				}
			})
		}
	}
}

// live lives one day that dies at n, and tells whether it died at all.
func live(t *testing.T, caps chat.Caps, n int, prepare func(*day), at func(*day, int)) bool {
	p := newPlatform("test", caps)
	d := &day{house: newHouse(t, bolt.Options{NoSync: true}, p), p: p, n: n}
	prepare(d)
	at(d, n)
	p.on(d.hang)
	d.begin()
	for _, s := range d.script {
		if !d.happen(s) {
			return true
		}
	}
	d.evening()
	return d.died
}

// day is one run of the script.
type day struct {
	*house
	p       *platform
	n       int
	script  []step
	evening func() // looks at what the day has left

	dieAtWrite int
	dieAtCall  int
	effect     bool // the call at which the process dies has its effect

	crash *storetest.Crash
	hung  bool // the process hangs in its last call
	died  bool
}

// begin starts the process that is to die.
func (d *day) begin() {
	d.crash = &storetest.Crash{Store: d.file}
	d.store = d.crash
	d.start()
	if d.dieAtWrite > 0 { // setting up is not what this is about
		d.crash.DieIn(d.dieAtWrite)
	}
}

// again starts the process after its death: nothing of the one before is left but the file.
func (d *day) again() {
	d.stop()
	<-time.After(time.Second)
	d.crash, d.hung = &storetest.Crash{Store: d.file}, false
	d.store = d.crash
	d.start()
	synctest.Wait()
}

// dead reports whether the process is, and mourns.
func (d *day) dead() bool {
	synctest.Wait()
	is := d.crash.Dead() || d.hung
	d.died = d.died || is
	return is
}

// hang is the fate of the call at which the process dies: it never learns the outcome.
func (d *day) hang(ctx context.Context, c call) error {
	if c.N != d.dieAtCall {
		return nil
	}
	d.hung = true
	<-ctx.Done()
	if d.effect {
		return lost{ctx.Err()}
	}
	return &chat.Fault{Class: chat.Transient, Unknown: true, Err: ctx.Err()}
}

// happen delivers one event, as often as it takes until it is acknowledged. It reports false when the day ends here: the
// answer whose button is to be pressed was lost, as it may be.
func (d *day) happen(s step) bool {
	d.Helper()
	deliver := s(d)
	if deliver == nil {
		d.shows(chat.Answers, d.p.room("lobby"), "Check the network")
		return false
	}
	for {
		err := d.hub.Accept(d.Context(), deliver())
		dead := d.dead()
		if dead {
			d.again()
		}
		if err == nil {
			return true
		}
		if !dead {
			d.Fatalf("death %d: %v", d.n, err)
		}
	}
}

// step makes an event from what its author sees; every delivery is a fresh copy of it.
type step func(*day) func() chat.Event

// ticketScript goes from a question to a closed ticket, with a change of the FAQ in between. Numbers are keys of messages.
var ticketScript = []step{
	says("1", "@ann", "ann", "/start"),
	says("2", "lobby", "ann", "Where is my deposit?"),
	presses("3", "lobby", "ann", "Didn't help"),
	presses("4", "lobby", "ann", "Talk to staff"),
	says("5", "@ann", "ann", "It was 100 USDT on Tuesday"),
	presses("6", "staff", "mei", "Claim"),
	says("7", "topic", "mei", "Which network did you use?"),
	says("8", "@ann", "ann", "TRON, I think"),
	edits("8", "@ann", "ann", "TRON, I am sure"),
	says("9", "mods", "max", "/faq add limits Daily limits | What is the daily limit?; daily withdrawal limit | 5000 a day."),
	says("9yes", "mods", "max", "Yes."),
	says("10", "lobby", "bob", "What is the daily limit?"),
	says("11", "topic", "mei", "/close found it"),
	presses("12", "@ann", "ann", "5 ★"),
}

// gapScript goes from a question that nothing answers to the answer that a moderator gives it.
var gapScript = []step{
	says("1", "lobby", "ann", unanswered),
	says("2", "lobby", "bob", unanswered),
	says("3", "mods", "max", "/gaps"),
	presses("4", "mods", "max", "1 →"),
	says("5", "lobby", "eve", unanswered),
}

var impostorScript = []step{
	joins("1", "lobby", "eve", "Keyfold Support"),
	presses("2", "mods", "max", "Ban"),
}

func says(key, room, who, text string) step {
	return func(d *day) func() chat.Event {
		where := d.place(room)
		return func() chat.Event { return d.p.said(key, where, who, text) }
	}
}

func edits(key, room, who, text string) step {
	return func(d *day) func() chat.Event {
		where := d.place(room)
		return func() chat.Event {
			said := d.p.said(key, where, who, text)
			said.Key += "/edited"
			return &chat.Edited{Meta: said.Meta, Message: said.Message}
		}
	}
}

func presses(key, room, who, label string) step {
	return func(d *day) func() chat.Event {
		where := d.place(room)
		on, data := d.p.button(where, label)
		if data == "" && room == "lobby" {
			return nil
		} else if data == "" {
			d.Fatalf("death %d: no button %q in %s", d.n, label, room)
		}
		return func() chat.Event { return d.p.pressed(key, where, who, on, data) }
	}
}

func joins(key, room, who, name string) step {
	return func(d *day) func() chat.Event {
		m := d.p.member(who)
		m.Name, m.Handle = name, ""
		return func() chat.Event {
			return &chat.Joined{Meta: chat.Meta{Key: "join/" + key, Room: d.place(room)}, Member: m}
		}
	}
}

func (d *day) place(room string) chat.RoomID {
	if name, ok := strings.CutPrefix(room, "@"); ok {
		return d.p.direct(name)
	} else if room == "topic" {
		return d.ticket(1).StaffRoom
	}
	return d.p.room(room)
}

// ticketEvening looks at what the ticket's day has left, on the platform and on disk.
func (d *day) ticketEvening() {
	t := d.ticket(1)
	topic, ann := t.StaffRoom, d.p.direct("ann")
	d.shows(chat.Answers, d.p.room("lobby"), "Check the network")
	d.shows(chat.Answers, d.p.room("lobby"), "5000 a day.")
	d.shows(chat.Relay, topic, "Where is my deposit?")
	d.shows(chat.Relay, topic, "It was 100 USDT on Tuesday")
	d.shows(chat.Relay, ann, "Which network did you use?")
	d.shows(chat.Relay, topic, "TRON, I ")
	if len(d.p.seen(topic, "TRON, I am sure")) == 0 {
		d.wrong("the edit was not carried over")
	}
	for room, words := range map[chat.RoomID][]string{
		ann:               {"front desk of Keyfold", "Ticket 1 is open", "Mei of the official team", "Ticket 1 is closed: found it"},
		d.p.room("staff"): {"Ticket 1 · general · closed"},
		d.p.room("mods"):  {"Added limits"},
		topic:             {"Ticket 1 of Ann"},
	} {
		for _, w := range words {
			d.shows(chat.Cosmetic, room, w)
		}
	}
	if n := len(d.p.rooms); n > 2 || n > 1 && (d.p.caps.Idempotent || !d.died) {
		d.wrong("%d topics were opened", n)
	}
	if t.State != escalation.Closed || t.Rating != 5 || t.Reason != "found it" {
		d.wrong("ticket 1 is %s, rated %d, %q", t.State, t.Rating, t.Reason)
	}
	if two := d.ticket(2); two.ID != 0 {
		d.wrong("a second ticket: %+v", two)
	}
	d.counted(faq.Count{Entry: "deposit", Lang: "en", Shown: 1, NotHelped: 1, Escalated: 1}, faq.Count{Entry: "limits", Lang: "en", Shown: 1})
	d.over()
}

// gapEvening looks at what became of the gap: one question more, in one version, and an answer.
func (d *day) gapEvening() {
	var g faq.Gap
	var v faq.Version
	d.view(func(tx store.Tx) (err error) {
		if g, _, err = faq.GapTo(tx, chat.MessageID{Platform: d.p.name, Key: "2"}); err == nil {
			v, err = faq.NewBook(d.file, faq.Options{}).Get(tx, g.Nearest)
		}
		return err
	})
	added := 0
	for _, q := range v.Entry.Questions["en"] {
		if q == unanswered {
			added++
		}
	}
	if added != 1 || g.Ruling != 1 || v.By.Name != "Max" {
		d.wrong("%s has the question %d times, by %s; the gap is under ruling %d", v.Entry.ID, added, v.By.Name, g.Ruling)
	}
	d.shows(chat.Answers, d.p.room("lobby"), answerOf[v.Entry.ID])
	d.over()
}

// impostorEvening looks at what became of the impostor: one flag, one ban.
func (d *day) impostorEvening() {
	d.shows(chat.Cosmetic, d.p.room("mods"), "Flag 1")
	for _, m := range d.p.seen(d.p.room("mods"), "Flag 1") {
		if strings.Contains(m.Text, "banned by Max") {
			continue
		}
		if !d.died || d.p.caps.Idempotent {
			d.wrong("the card does not tell the ruling: %s", m.Text)
		}
	}
	if n := len(d.p.seen(d.p.room("mods"), "Flag 2")); n > 0 {
		d.wrong("a second flag")
	}
	if n := d.p.count("sanction"); n == 0 || n > 2 || n == 2 && !d.died {
		d.wrong("%d sanctions", n)
	}
	d.over()
}

// counted checks what must have happened exactly once, whatever the platform can do.
func (d *day) counted(want ...faq.Count) {
	d.view(func(tx store.Tx) error {
		for _, w := range want {
			if got, err := faq.Counts(tx, w.Entry); err != nil || len(got) != 1 || got[0] != w {
				d.wrong("counters of %s: %+v (%v)", w.Entry, got, err)
			}
		}
		return nil
	})
}

// over checks that nothing is left to be done.
func (d *day) over() {
	d.view(func(tx store.Tx) error {
		if dead, err := outbox.Parked(tx, time.Time{}, 10); err != nil || len(dead) > 0 {
			d.wrong("parked: %+v (%v)", dead, err)
		}
		if n, _, err := outbox.Pending(tx, d.p.name); err != nil || n > 0 {
			d.wrong("%d actions are left (%v)", n, err)
		}
		return nil
	})
}

// shows checks how often members see something: once; never twice where sends have a nonce. Elsewhere an outcome that
// nobody knows is settled by silence for an answer, and by saying it once more for a ticket's words, marked as such.
func (d *day) shows(p chat.Priority, room chat.RoomID, words string) {
	d.Helper()
	seen := d.p.seen(room, words)
	switch n := len(seen); {
	case n == 1:
	case d.p.caps.Idempotent || !d.died:
		d.wrong("%q was shown %d times", words, n)
	case p == chat.Answers && n == 0 && d.dieAtCall > 0 && !d.effect:
		if c := d.p.calls[d.dieAtCall-1]; c.Room != room || !strings.Contains(c.Text, words) {
			d.wrong("%q was lost, though the call of unknown outcome was another one", words)
		}
	case p == chat.Relay && n == 2:
		if !d.marked(seen[1]) {
			d.wrong("%q was shown twice and nobody is told", words)
		}
	case p == chat.Cosmetic && n == 2:
	default:
		d.wrong("%q was shown %d times", words, n)
	}
}

// marked reports whether the message is marked as a possible duplicate.
func (d *day) marked(m message) bool {
	for _, s := range d.p.seen(m.Room, "may have arrived twice") {
		if s.ReplyTo == m.ID {
			return true
		}
	}
	return false
}

func (d *day) wrong(format string, args ...any) {
	d.Helper()
	d.Errorf("death %d: %s", d.n, fmt.Sprintf(format, args...))
}
