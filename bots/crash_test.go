package bots_test

import (
	"context"
	"fmt"
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
	for platform, caps := range map[string]chat.Caps{"without a nonce": telegraphic, "with a nonce": nonced} {
		for death, at := range map[string]func(*day, int){
			"at every write":                 func(d *day, n int) { d.dieAtWrite = n },
			"before the effect of each call": func(d *day, n int) { d.dieAtCall = n },
			"after the effect of each call":  func(d *day, n int) { d.dieAtCall, d.effect = n, true },
		} {
			t.Run(platform+" "+death, func(t *testing.T) {
				t.Parallel()
				for n, died := 1, true; died && !t.Failed(); n++ {
					synctest.Test(t, func(t *testing.T) { died = live(t, caps, n, at) })
				}
			})
		}
	}
}

// live lives one day that dies at n, and tells whether it died at all.
func live(t *testing.T, caps chat.Caps, n int, at func(*day, int)) bool {
	p := newPlatform("test", caps)
	d := &day{house: newHouse(t, bolt.Options{NoSync: true}, p), p: p, n: n}
	at(d, n)
	p.on(d.hang)
	d.begin()
	for _, s := range script {
		d.happen(s)
	}
	d.p.on(nil)
	d.again() // what an earlier start left behind is done by now, or at this one
	d.evening()
	return d.died
}

// day is one run of the script.
type day struct {
	*house
	p *platform
	n int

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
		d.crash.N = d.crash.Writes() + d.dieAtWrite
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

// happen delivers one event, as often as it takes until it is acknowledged.
func (d *day) happen(s step) {
	d.Helper()
	deliver := s(d)
	for {
		err := d.hub.Accept(d.Context(), deliver())
		dead := d.dead()
		if dead {
			d.again()
		}
		if err == nil {
			return
		}
		if !dead {
			d.Fatalf("death %d: %v", d.n, err)
		}
	}
}

// step makes an event from what its author sees; every delivery is a fresh copy of it.
type step func(*day) func() chat.Event

// script is the day. Numbers are the keys of messages.
var script = []step{
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
	says("10", "lobby", "bob", "What is the daily limit?"),
	joins("11", "lobby", "eve", "Keyfold Support"),
	presses("12", "mods", "max", "Dismiss"),
	says("13", "topic", "mei", "/close found it"),
	presses("14", "@ann", "ann", "5 ★"),
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
		if data == "" {
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

// evening looks at what the day has left, on disk and on the platform.
func (d *day) evening() {
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
		ann:              {"front desk of Keyfold", "Ticket 1 is open", "Mei of the official team", "Ticket 1 is closed: found it"},
		d.p.room("staff"): {"Ticket 1 · general · closed"},
		d.p.room("mods"):  {"Added limits", "looks like Keyfold", "dismissed by Max"},
		topic:            {"Ticket 1 of Ann"},
	} {
		for _, w := range words {
			d.shows(chat.Cosmetic, room, w)
		}
	}
	if n := d.p.count("open"); n > 1 && (d.p.caps.Idempotent || n > 2) && d.dieAtCall == 0 {
		d.wrong("%d topics were opened", n)
	}
	d.onDisk(t)
}

// onDisk checks what must have happened exactly once, whatever the platform can do.
func (d *day) onDisk(t escalation.Ticket) {
	if t.State != escalation.Closed || t.Rating != 5 || t.Reason != "found it" {
		d.wrong("ticket 1 is %s, rated %d, %q", t.State, t.Rating, t.Reason)
	}
	if two := d.ticket(2); two.ID != 0 {
		d.wrong("a second ticket: %+v", two)
	}
	d.view(func(tx store.Tx) error {
		if dead, err := outbox.Parked(tx, 10); err != nil || len(dead) > 0 {
			d.wrong("parked: %+v (%v)", dead, err)
		}
		if n, _, err := outbox.Pending(tx, d.p.name); err != nil || n > 0 {
			d.wrong("%d actions are left (%v)", n, err)
		}
		for entry, want := range map[string]faq.Count{
			"deposit": {Entry: "deposit", Lang: "en", Shown: 1, NotHelped: 1, Escalated: 1},
			"limits":  {Entry: "limits", Lang: "en", Shown: 1},
		} {
			if got, err := faq.Counts(tx, entry); err != nil || len(got) != 1 || got[0] != want {
				d.wrong("counters of %s: %+v (%v)", entry, got, err)
			}
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
