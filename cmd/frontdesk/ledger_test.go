package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// TestTheLedgerOfRandomDays runs the program over both wire fakes with random steps of members, representatives, restarts and
// faults of the platforms, and keeps a ledger: each message reaches the other side once and in the order of its writer, or is
// visibly failed where it was written. What may stand twice is what a call of unknown outcome sent, marked as such; it is
// counted apart. So are edits that never reached a copy which stands there unchanged.
//
// The steps are dealt out to days of at most stepsADay, each a new program and seed. FRONTDESK_STEPS is how many steps there are
// in all, FRONTDESK_SEED the first day's seed; a failing day names its own:
//
//	FRONTDESK_STEPS=10000 FRONTDESK_SEED=1 go test ./cmd/frontdesk -run Ledger -v
//
// It runs on demand alone, for it still finds something on some seeds: a member's words in a Discord thread that came before the
// receipt of its opening are missing where the thread's history is told, and the opening of a staff thread that was refused is
// said in the queue, where the ledger does not look.
//
// Left out: tickets that close; threads that a member shares and that are deleted; deletions, files, texts of several parts; rooms
// that are deleted more often than they are built anew, or are said to be gone and are not; a process that is killed (see
// TestAKilledProcessLosesAndDoublesNothing); Try again; blocking on Discord. What is said on Discord while nobody listens is
// nobody's business: a restart waits for it, but for nothing else.
func TestTheLedgerOfRandomDays(t *testing.T) {
	wanted, ok := os.LookupEnv("FRONTDESK_STEPS")
	if !ok {
		t.Skip("a long run: FRONTDESK_STEPS says how long")
	}
	steps, err := strconv.Atoi(wanted)
	if err != nil {
		t.Fatal(err)
	}
	seed := uint64(time.Now().UnixNano())
	if s, ok := os.LookupEnv("FRONTDESK_SEED"); ok {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		seed = n
	}
	for day := uint64(0); steps > 0; day++ {
		today := min(steps, stepsADay)
		steps -= today
		t.Run(fmt.Sprintf("%d steps, seed %d", today, seed+day), func(t *testing.T) {
			t.Parallel()
			l := &ledger{theatre: onBoth(t), rand: rand.New(rand.NewPCG(seed+day, 0)), removed: map[chat.RoomID]bool{}}
			l.live(today)
		})
	}
}

const (
	stepsADay   = 500
	stepsARound = 50 // then everything that was said is looked for
)

// ledger is a day: tickets of three members on each platform, whose staff's side moves from one to the other.
type ledger struct {
	*theatre
	rand    *rand.Rand
	matters []*matter
	removed map[chat.RoomID]bool
	tokens  int

	said, failed, twice, unedited int
}

// matter is a ticket as the ledger knows it.
type matter struct {
	number  int
	member  string
	home    chat.Platform
	entries []*entry
	blocked bool
}

// entry is a message that somebody wrote in a ticket.
type entry struct {
	token  string // its only word; no other message has it
	was    string // … before it was edited
	staff  bool
	on     chat.Platform
	room   string
	id     chat.MessageID
	failed bool // it was said so where it was written
	twice  bool // … that it may have arrived twice, where it is read
	stale  bool // the edit did not arrive
}

// live lives the day and counts.
func (l *ledger) live(steps int) {
	l.config += "board: {show: false}\n"
	l.start()
	defer func() { l.stop() }()
	l.open()
	for step := 0; step < steps; step += stepsARound {
		l.tears(l.matters[l.rand.IntN(len(l.matters))])
		for range min(stepsARound, steps-step) {
			l.random()
		}
		l.calm()
	}
	for _, m := range l.matters {
		for _, e := range m.entries {
			l.count(e)
		}
	}
	l.Logf("%d messages, of which %d visibly failed; %d possible duplicates, %d edits that did not arrive", l.said, l.failed, l.twice, l.unedited)
}

// open opens the tickets, one after the other, so that each knows its number.
func (l *ledger) open() {
	for i, name := range []string{"ann", "bob", "cat", "dan", "eve", "fay"} {
		m := &matter{number: i + 1, member: name, home: telegram.Platform}
		if i%2 == 1 {
			m.home = discord.Platform
		}
		l.matters = append(l.matters, m)
		l.Stage = l.stages[m.home]
		l.Stage.Open(name, "")
		if err := l.Stage.Command("lobby", name, "support", map[string]string{"text": "swaps fail " + l.token("m")}, chat.MessageID{}); err != nil {
			l.Fatal(err)
		}
		l.wait(fmt.Sprint("ticket ", m.number, " has its rooms"), func() bool {
			return len(l.staffRooms(m)) == 1 && len(l.stages[m.home].Seen(l.memberRoom(m), name)) > 0
		})
	}
}

func (l *ledger) token(kind string) string {
	l.tokens++
	return fmt.Sprint(kind, l.tokens)
}

// random is one step.
func (l *ledger) random() {
	m := l.matters[l.rand.IntN(len(l.matters))]
	switch n := l.rand.IntN(100); {
	case n < 40:
		l.memberSays(m)
	case n < 75:
		l.staffSays(m)
	case n < 82:
		l.edits(m)
	case n < 87:
		l.commands(m, "claim")
	case n < 88:
		l.commands(m, "release")
	case n < 95:
		l.fault(m)
	case n < 96:
		l.blocks(m)
	case n < 98:
		l.anyStage().Disturb([]string{"drop", "duplicate"}[l.rand.IntN(2)])
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
	e := &entry{token: l.token("m"), on: m.home, room: l.memberRoom(m)}
	e.id = l.stages[m.home].Say(l.memberRoom(m), m.member, chattest.Said{Text: e.token})
	m.entries = append(m.entries, e)
	l.said++
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
	e := &entry{token: l.token("r"), staff: true, on: r.on, room: r.name}
	e.id = l.stages[r.on].Say(r.name, "mei", chattest.Said{Text: e.token})
	m.entries = append(m.entries, e)
	l.said++
}

// edits changes one of the last messages.
func (l *ledger) edits(m *matter) {
	if len(m.entries) == 0 {
		return
	}
	e := m.entries[len(m.entries)-1-l.rand.IntN(min(3, len(m.entries)))]
	if e.was != "" || m.blocked {
		return
	}
	e.was, e.token = e.token, l.token("e")
	l.stages[e.on].Edit(e.id, e.token)
}

// commands lets the representative of either platform do something with the ticket.
func (l *ledger) commands(m *matter, name string) {
	if err := l.anyStage().Command("staff", "mei", name, map[string]string{"ticket": strconv.Itoa(m.number)}, chat.MessageID{}); err != nil {
		l.Fatal(err)
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
	if s.Platform() == telegram.Platform {
		if how == "429" {
			how = "429 1" // second
		}
		s.Fail("sendMessage", how, n)
	} else {
		s.Fail("POST /channels", how, n)
	}
	l.memberSays(m)
	l.staffSays(m)
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

// tears deletes the room of the staff alone while something is on its way there, and lets the member write on.
func (l *ledger) tears(m *matter) {
	rooms := l.staffRooms(m)
	if len(rooms) != 1 || rooms[0] == (roomOf{m.home, l.memberRoom(m)}) {
		return
	}
	r := rooms[0]
	s := l.stages[r.on]
	l.memberSays(m)
	l.removed[s.Room(r.name)] = true
	s.(interface{ Remove(string) }).Remove(r.name)
	l.memberSays(m)
}

// restarts ends the program and starts it again, when it has heard what was said on Discord.
func (l *ledger) restarts() {
	if slices.ContainsFunc(l.matters, func(m *matter) bool { return m.blocked }) {
		return
	}
	l.until("what was said on Discord is heard", func() []string { return l.missing(discord.Platform) })
	l.stop()
	l.start()
}

func (l *ledger) count(e *entry) {
	if e.failed {
		l.failed++
	}
	if e.twice {
		l.twice++
	}
	if e.stale {
		l.unedited++
	}
}
