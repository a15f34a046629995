package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/chat"
)

// TestTheLedgerOfRandomDays runs the program over both wire fakes with random steps of members, representatives, restarts and
// faults of the platforms, and keeps a ledger: each message reaches the other side once, whole, and in the order of its writer, as
// edited last, and is taken back with its original if a representative deletes it; or else it is visibly failed to its writer. What
// may stand twice is what a call of unknown outcome sent, marked as such; it is counted apart.
//
// Without further wishes two short days run, one of a known seed and one of a random one. FRONTDESK_STEPS is how many steps there
// are in all, dealt out to days of at most stepsADay, each a new program; FRONTDESK_SEED is the first day's seed, the next day has
// the next. A day is named by its steps and its seed, with which it can be lived again, though not to the letter: the platforms and
// the program are as concurrent as they are. A failing one shows all rooms:
//
//	FRONTDESK_STEPS=10000 FRONTDESK_SEED=101 go test ./cmd/frontdesk -run Ledger -v -parallel 1 -timeout 60m
//
// What no platform can give is not demanded. Edits and deletions on Discord in a round in which nobody listened there for a while
// need not be heard, for it repeats none; edits that were not are counted. What is said on Discord while nobody listens is looked
// up in its room, so a restart waits for what was said, and a thread that both sides share is not deleted after a gap. A file is
// gone with the room it lies in, unless the desk had time to take a copy before the last round ended: then its words are told
// without it, after others. A room that was refused is asked for by the member's next word. Telegram tells nobody of a deletion.
// What was said when a ticket is closed, and has arrived, is forgotten: no new room is told it, no edit follows it. Private words
// for a ticket that is closed are met as a question, with a button under the answer, which their writer presses.
//
// Left out: rooms that are said to be gone and are not; a process that is killed (see TestAKilledProcessLosesAndDoublesNothing);
// blocking on Discord.
func TestTheLedgerOfRandomDays(t *testing.T) {
	if testing.Short() {
		t.Skip("a long run")
	}
	for _, d := range days(t) {
		t.Run(fmt.Sprintf("%d steps, seed %d", d.steps, d.seed), func(t *testing.T) {
			t.Parallel()
			l := &ledger{theatre: onBoth(t), rand: rand.New(rand.NewPCG(d.seed, 0)), removed: map[chat.RoomID]bool{}, refusals: map[string]int{}}
			l.ctx = t.Context() // a day takes as long as the machine needs
			l.live(d.steps)
		})
	}
}

// day is how much happens, and what.
type day struct {
	steps int
	seed  uint64
}

// days are those that are wished for.
func days(t *testing.T) (out []day) {
	steps, long := wish(t, "FRONTDESK_STEPS")
	seed, chosen := wish(t, "FRONTDESK_SEED")
	if !chosen {
		seed = uint64(time.Now().UnixNano()) % (1 << 32)
	}
	switch {
	case !long && !chosen:
		return []day{{stepsAShortDay, knownSeed}, {stepsAShortDay, seed}}
	case !long:
		return []day{{stepsAShortDay, seed}}
	}
	for ; steps > 0; seed++ {
		today := min(steps, stepsADay)
		out, steps = append(out, day{int(today), seed}), steps-today
	}
	return out
}

func wish(t *testing.T, name string) (n uint64, ok bool) {
	s, ok := os.LookupEnv(name)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n, true
}

const (
	stepsADay      = 500
	stepsAShortDay = 200
	knownSeed      = 11
	stepsARound    = 50 // then everything that was said is looked for
)

// ledger is a day: tickets of three members on each platform, whose staff's side moves from one to the other.
type ledger struct {
	*theatre
	rand    *rand.Rand
	matters []*matter
	removed map[chat.RoomID]bool
	tokens  int
	round   int
	deaf    int  // the last round in which nobody listened on Discord for a while; 0: none
	dropped bool // … since a room was torn: events may come late

	refusals map[string]int // said in the queue, by ticket, when last looked at

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
	token   string // its first word; no other message has it
	tail    string // the last one of a long message
	was     string // … its first before it was edited
	file    bool
	kept    bool // … of which the desk has had time to take a copy
	late    bool // its words may stand later
	staff   bool
	on      chat.Platform
	room    string
	id      chat.MessageID
	deleted bool // by its author
	done    bool // its ticket was closed when it had arrived: its words are forgotten
	goes    bool // it was said while the ticket was closed, and its writer has asked that it go on there
	failed  bool // it was said so where it was written
	twice   bool // … that it may have arrived twice, where it is read
	stale   bool // the edit did not arrive
	changed int  // the round in which it was edited or deleted
	unheard bool // … on Discord, where nobody listened in that round for a while
}

// live lives the day and counts.
func (l *ledger) live(steps int) {
	l.config += "board: {show: false}\ndesk: {close: anyone}\n"
	l.start()
	defer func() { l.stop() }()
	l.open()
	for step := 0; step < steps; step += stepsARound {
		l.round++
		l.tears(l.matters[l.rand.IntN(len(l.matters))])
		for range min(stepsARound, steps-step) {
			l.random()
		}
		l.calm()
		l.closes(l.matters[l.rand.IntN(len(l.matters))])
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
		if l.rand.IntN(2) == 0 { // a representative of the other platform takes it while its rooms are being opened
			l.wait(fmt.Sprint("ticket ", m.number, " is in the queue"), func() bool { return l.queued(m) })
			l.commands(m, "claim")
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

func (l *ledger) count(e *entry) {
	if e.failed {
		l.failed++
	}
	if e.twice {
		l.twice++
	}
	if e.stale && !e.failed {
		l.unedited++
	}
}
