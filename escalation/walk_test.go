package escalation_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// model is what a ticket should do, told once more and in another way: as plain facts and the next date of each silence.
type model struct {
	state  string // "" before the first ticket
	holder string
	first  bool // on the first line, else technical
	ended  time.Time
	steps  int // of the member's silence that were done

	patience time.Time // the holder loses the ticket
	silence  time.Time // the next step of the member's silence
	solved   time.Time // a solved ticket closes
	turn     time.Time // since when the member's turn is
	log      []string  // states entered
}

const hour = time.Hour

func (m *model) held() bool {
	return m.state == "claimed" || m.state == "waiting_staff" || m.state == "waiting_member"
}

func (m *model) open() bool { return m.state != "" && m.state != "closed" }

// become enters a state. What it does not name has no date.
func (m *model) become(state string, now time.Time) {
	if state == m.state {
		return
	}
	m.state, m.log = state, append(m.log, state)
	switch state {
	case "claimed", "waiting_staff":
		m.patience = now.Add(30 * time.Minute)
	case "solved":
		m.solved = now.Add(48 * hour)
	case "new":
		m.holder = ""
	case "closed":
		m.ended = now
	}
	m.forget()
}

// forget takes away the dates that no longer mean anything.
func (m *model) forget() {
	if m.state != "claimed" && m.state != "waiting_staff" {
		m.patience = time.Time{}
	}
	if m.state != "waiting_member" {
		m.silence = time.Time{}
	}
	if m.state != "solved" {
		m.solved = time.Time{}
	}
}

// does tells what an act leads to; false: it is refused and changes nothing.
func (m *model) does(act, who string, now time.Time) bool {
	mine := m.holder == "" || m.holder == who || who == "lea"
	switch act {
	case "claim":
		return m.claim(who, now)
	case "release":
		if !m.held() || !mine {
			return false
		}
		m.become("new", now)
	case "close":
		if !m.open() || !mine {
			return false
		}
		m.become("closed", now)
	case "solve":
		if !m.open() || m.state == "solved" || !mine {
			return false
		}
		m.become("solved", now)
	case "pass":
		if !m.open() || !mine {
			return false
		}
		m.first = !m.first
		m.become("new", now)
	case "give to kim":
		return m.give("kim", mine, now)
	case "reopen":
		return m.reopen(now)
	default:
		m.words(act, who, now)
	}
	return true
}

func (m *model) claim(who string, now time.Time) bool {
	if !m.open() || m.holder != "" {
		return false
	}
	if m.state == "solved" {
		m.become("new", now)
	}
	m.holder = who
	m.become("claimed", now)
	return true
}

func (m *model) give(to string, mine bool, now time.Time) bool {
	if !m.open() || m.holder == to || !mine {
		return false
	}
	if m.state == "solved" {
		m.become("new", now)
	}
	m.holder = to
	if !m.held() {
		m.become("claimed", now)
	} else if !m.patience.IsZero() { // a held one waits for whom it waited for
		m.patience = now.Add(30 * time.Minute)
	}
	return true
}

func (m *model) reopen(now time.Time) bool {
	switch {
	case m.state == "solved" && m.holder != "":
		m.become("waiting_staff", now)
	case m.state == "solved":
		m.become("new", now)
	case m.state != "closed" || now.After(m.ended.Add(7*24*hour)):
		return false
	default:
		m.become("new", now)
	}
	return true
}

// words are what is said in the ticket's rooms; nobody is refused there.
func (m *model) words(act, who string, now time.Time) {
	if act == "says" && m.state == "new" { // whoever answers first takes it
		m.holder = who
		m.become("claimed", now)
	}
	switch {
	case act == "says" && m.held():
		m.become("waiting_member", now)
		m.steps, m.turn, m.silence = 0, now, now.Add(24*hour)
	case act == "notes" && m.holder == who && !m.patience.IsZero():
		m.patience = now.Add(30 * time.Minute)
	case act == "ann asks" && m.state == "solved":
		m.reopen(now)
	case act == "ann asks" && m.held():
		m.become("waiting_staff", now)
	case act == "ann thanks" && m.state == "waiting_member":
		m.steps, m.turn, m.silence = 0, now, now.Add(24*hour)
	}
}

// ring is what a date that has come leads to; the clock may be far beyond it.
func (m *model) ring(kind string, now time.Time) {
	switch {
	case kind == "claim" && due(m.patience, now):
		m.become("new", now)
	case kind == "solved" && due(m.solved, now):
		m.become("closed", now)
	case kind == "idle" && due(m.silence, now):
		m.steps++
		if m.steps == 3 {
			m.become("closed", now)
			return
		}
		m.silence = now.Add(24 * hour)
		if regular := m.turn.Add(time.Duration(24*(m.steps+1)) * hour); regular.After(m.silence) {
			m.silence = regular
		}
	}
}

func due(at, now time.Time) bool { return !at.IsZero() && !at.After(now) }

// walker does to the desk what it does to the model, and carries the timers as the outbox would.
type walker struct {
	bench
	m      model
	id     uint64
	now    time.Time
	timers map[string]time.Time
	said   int
	random *rand.Rand
}

var reps = map[string]chat.Member{"mei": mei, "kim": kim, "lea": lea}

func (w *walker) take(as []chat.Action) {
	for _, a := range as {
		if r, ok := a.Effect.(chat.Remind); ok && r.At.IsZero() {
			delete(w.timers, a.Owner)
		} else if ok {
			w.timers[a.Owner] = r.At
		}
	}
}

// wait lets time pass: often a little, sometimes days. What rings meanwhile rings late as often as in time, as after a pause
// of the program; sometimes a timer rings early, as when the clock was set back: it must be set again.
func (w *walker) wait() {
	if owner, at := w.next(); at.After(w.now) && w.random.IntN(20) == 0 {
		w.tick(owner, at)
	}
	d := time.Duration(w.random.IntN(50)) * time.Minute
	if w.random.IntN(5) == 0 {
		d = time.Duration(w.random.IntN(80)) * hour
	}
	end := w.now.Add(d)
	for range 100 {
		owner, at := w.next()
		if owner == "" || at.After(end) {
			break
		}
		if w.random.IntN(2) == 0 {
			w.now = end // the program did not run when it was due
		} else if at.After(w.now) {
			w.now = at
		}
		w.tick(owner, at)
		if strings.HasPrefix(owner, fmt.Sprintf("ticket/%d/", w.id)) {
			w.m.ring(owner[strings.LastIndex(owner, "/")+1:], w.now)
		}
	}
	w.now = end
}

// tick gives the desk a timer, now.
func (w *walker) tick(owner string, at time.Time) {
	delete(w.timers, owner)
	as, _ := w.do(func(tx store.Tx) ([]chat.Action, error) {
		return w.d.Tick(tx, &chat.Tick{Meta: chat.Meta{At: w.now}, Owner: owner, Due: at})
	})
	w.take(as)
}

func (w *walker) next() (owner string, at time.Time) {
	for _, o := range slices.Sorted(maps.Keys(w.timers)) {
		if owner == "" || w.timers[o].Before(at) {
			owner, at = o, w.timers[o]
		}
	}
	return owner, at
}

// act does one thing to the desk; it returns how it was refused.
func (w *walker) act(act, who string) string {
	rep, d := reps[who], w.d
	w.said++
	message := func(from chat.Member, text string) *chat.Message {
		return &chat.Message{ID: chat.MessageID{Platform: "telegram", Key: fmt.Sprint("w", w.said)}, From: from, Text: text}
	}
	as, refused := w.on(w.id, func(tx store.Tx, t escalation.Ticket) ([]chat.Action, error) {
		if strings.HasPrefix(act, "ann ") && !t.Open() {
			return nil, nil // the hub asks for a reopening, which is an act of its own here
		}
		switch act {
		case "claim":
			return d.Claim(tx, t, rep, w.now)
		case "release":
			return d.Release(tx, t, rep, w.now)
		case "close":
			return d.Close(tx, t, rep, "", w.now)
		case "solve":
			return d.Solve(tx, t, rep, w.now)
		case "pass":
			tier := escalation.Tier{Name: escalation.Technical}
			if t.Tier == escalation.Technical {
				tier.Name = escalation.FirstLine
			}
			return d.Pass(tx, t, rep, tier, "see the log", w.now)
		case "give to kim":
			return d.Give(tx, t, rep, escalation.Rep{ID: kim.ID, Name: kim.Name}, "", w.now)
		case "reopen":
			return d.Reopen(tx, t, rep, nil, false, w.now)
		case "says":
			if !t.Open() {
				return nil, nil // the hub refuses it
			}
			return d.FromStaff(tx, t, message(rep, "try again"), w.now)
		case "notes":
			if !t.Open() {
				return nil, nil
			}
			return d.FromStaff(tx, t, message(rep, "// hm"), w.now)
		case "ann thanks":
			return d.FromMember(tx, t, message(ann, "thanks!"), w.now, false, false)
		}
		return d.FromMember(tx, t, message(ann, "it fails still"), w.now, false, false)
	})
	w.take(as)
	return refused
}

// TestTheDeskWalksAsItsModelDoes does random things to tickets, thousands of them, and after each compares state, holder,
// tier and every armed date with the model, and at the end the audit with all that the model has seen.
func TestTheDeskWalksAsItsModelDoes(t *testing.T) {
	steps := 4000
	if testing.Short() {
		steps = 800
	}
	for _, seed := range []uint64{1, 2, 3} {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			w := &walker{bench: newBench(t), now: noon, timers: map[string]time.Time{}, random: rand.New(rand.NewPCG(seed, 7))}
			w.d.Policy.Claims, w.d.Policy.PerDay, w.d.Policy.Levels = escalation.DefaultClaims(), 1<<30, nil
			logs := map[uint64][]string{}
			for n := range steps / 3 {
				w.step(n, logs)
			}
			logs[w.id] = w.m.log
			w.compareAudit(logs)
		})
	}
}

var acts = []string{"claim", "claim", "release", "close", "solve", "pass", "give to kim", "reopen", "says", "says", "says", "notes", "ann asks", "ann asks", "ann thanks"}

func (w *walker) step(n int, logs map[uint64][]string) {
	w.wait()
	if !w.m.open() && w.random.IntN(3) == 0 {
		logs[w.id] = w.m.log
		as, refused := w.open(ann, escalation.General, fmt.Sprint("help ", n), w.now)
		if refused != "" {
			w.Fatalf("step %d: no ticket is opened: %s", n, refused)
		}
		w.take(as)
		w.id++
		w.m = model{first: true}
		w.m.become("new", w.now)
	}
	if w.id == 0 {
		return
	}
	act, who := acts[w.random.IntN(len(acts))], []string{"mei", "kim", "lea"}[w.random.IntN(3)]
	before := w.m
	allowed := true
	if w.m.open() || !strings.HasPrefix(act, "ann ") && act != "says" && act != "notes" {
		allowed = w.m.does(act, who, w.now)
	}
	refused := w.act(act, who)
	if allowed != (refused == "") {
		w.Fatalf("step %d, %s by %s on %+v: the model allows it: %v, the desk refuses %q", n, act, who, before, allowed, refused)
	}
	w.compare(fmt.Sprintf("step %d, %s by %s on %+v", n, act, who, before))
}

func (w *walker) compare(after string) {
	t := w.ticket(w.id)
	holder := map[chat.MemberID]string{mei.ID: "mei", kim.ID: "kim", lea.ID: "lea"}[t.Holder]
	if string(t.State) != w.m.state || holder != w.m.holder || (t.Tier == "") != w.m.first {
		w.Fatalf("%s: the ticket is %s with %q, tier %q; the model is %+v", after, t.State, holder, t.Tier, w.m)
	}
	for kind, at := range map[string]time.Time{"claim": w.m.patience, "idle": w.m.silence, "solved": w.m.solved} {
		if got := w.timers[fmt.Sprintf("ticket/%d/%s", w.id, kind)]; !got.Equal(at) {
			w.Fatalf("%s: timer %s is set for %v, the model's for %v", after, kind, got, at)
		}
	}
}

// compareAudit compares the states in the audit of each ticket with those that the model entered, and follows the chain.
func (w *walker) compareAudit(logs map[uint64][]string) {
	w.do(func(tx store.Tx) ([]chat.Action, error) {
		for id, want := range logs {
			rs, err := escalation.Audit(tx, id)
			if err != nil {
				return nil, err
			}
			var got []string
			for _, r := range rs {
				if slices.Contains(escalation.States, escalation.State(r.What)) {
					got = append(got, r.What)
				}
			}
			if !slices.Equal(got, want) {
				w.Errorf("ticket %d: the audit has %v, the model %v", id, got, want)
			}
		}
		_, err := escalation.Verify(tx, nil)
		return nil, err
	})
}
