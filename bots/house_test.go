package bots_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"frontdesk/bots"
	"frontdesk/bots/words"
	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/moderation"
	"frontdesk/moderation/secret"
	"frontdesk/store"
	"frontdesk/store/bolt"
	"testing/synctest"
)

// house is a hub on platforms in memory, over a file that survives it. Its rooms are lobby (watched), staff (topics and
// cards) and mods; mei is a representative, max a moderator.
type house struct {
	testing.TB
	cfg      bots.Config
	file     *bolt.Store
	on       []*platform
	faq      string
	adapters []chat.Adapter // instead of the platforms themselves, if set
	roster   *moderation.Roster
	origins  chat.Origins
	archive  bots.Keeper           // nil: none
	metrics  prometheus.Registerer // nil: none

	store store.Store // what the hub is given: the file, or a wrapper around it
	hub   *bots.Hub
	stop  func() // ends the hub; nil: none runs
	drain time.Duration
	now   func() time.Time // nil: time.Now
}

const smallFAQ = `
entries:
  - id: deposit
    title: {en: "A deposit has not arrived"}
    questions: {en: ["Where is my deposit?", "My deposit has not arrived", "deposit missing"]}
    answer: {en: "Check the network and the transaction hash."}
  - id: backup
    title: {en: "Back up the wallet"}
    questions: {en: ["How do I back up my wallet?", "backup wallet"]}
    answer: {en: "Settings, then Back up."}
`

// What every hub shares is immutable and read once.
var (
	catalogue = sync.OnceValues(words.Load)
	detector  = sync.OnceValue(secret.New)
	nobody    = sync.OnceValue(func() *moderation.Roster { return roster() })
	officials = sync.OnceValue(func() *moderation.Roster {
		return roster(moderation.Official{ID: "support", Kind: "brand", Role: "support", Names: []string{"Keyfold Support"}})
	})
)

func roster(who ...moderation.Official) *moderation.Roster {
	r, _, err := moderation.NewRoster(moderation.RosterSpec{Officials: who})
	if err != nil {
		panic(err)
	}
	return r
}

// newHouse has an empty file with the FAQ and no hub yet.
func newHouse(t testing.TB, o bolt.Options, on ...*platform) *house {
	file, err := bolt.Open(filepath.Join(t.TempDir(), "desk.db"), o)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{TB: t, cfg: bots.Default(), file: file, store: file, on: on, faq: smallFAQ, roster: nobody()}
	h.cfg.Desk.Board = 0    // it would come in between
	h.cfg.Intake.Off = true // tickets open at once; transcripts tell what is asked before
	h.cfg.Brand = "Keyfold Wallet"
	h.cfg.Platforms = map[chat.Platform]bots.PlatformConfig{}
	for _, p := range on {
		h.cfg.Platforms[p.name] = bots.PlatformConfig{
			Watched: []chat.RoomID{p.room("lobby")}, Moderators: p.room("mods"),
			Place: escalation.Place{Staff: p.room("staff"), Queue: p.room("staff")},
			Roles: map[string]chat.Role{"mei": chat.Representative, "max": chat.Moderator},
		}
	}
	t.Cleanup(func() {
		if h.stop != nil {
			h.stop()
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// start opens the book and runs a hub until stop.
func (h *house) start() {
	h.Helper()
	ctx := h.Context()
	book, err := faq.OpenBook(ctx, h.store, faq.Options{})
	if err == nil {
		_, err = book.Base(ctx, []byte(h.faq), faq.Author{Name: "faq.yaml"})
	}
	if err != nil {
		h.Fatal(err)
	}
	w, err := catalogue()
	if err != nil {
		h.Fatal(err)
	}
	adapters := h.adapters
	for _, p := range h.on {
		if h.adapters == nil {
			adapters = append(adapters, p)
		}
	}
	h.hub, err = bots.New(ctx, h.cfg, bots.Parts{
		Store: h.store, Book: book, Roster: h.roster, Secrets: detector(), Words: w, Log: zerolog.Nop(), Origins: h.origins, Now: h.now,
		Archive: h.archive, Metrics: h.metrics,
	}, adapters...)
	if err != nil {
		h.Fatal(err)
	}
	h.run()
}

// run serves the hub until stop, which waits for its end.
func (h *house) run() {
	ctx, cancel := context.WithCancel(h.Context())
	done := make(chan error, 1)
	hub, drain := h.hub, h.drain
	go func() { done <- hub.Run(ctx, drain) }()
	h.stop = func() {
		h.stop = nil
		cancel()
		if err := <-done; err != nil {
			h.Error(err)
		}
	}
}

// must fails the test on an error.
func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// tell lets the hub accept events and returns when nothing is due any more.
func (h *house) tell(events ...chat.Event) {
	h.Helper()
	h.must(h.hub.Accept(h.Context(), events...))
	h.settle()
}

func (h *house) settle() {
	h.Helper()
	h.must(h.hub.Settle(h.Context()))
}

// view reads the file.
func (h *house) view(fn func(tx store.Tx) error) {
	h.Helper()
	h.must(h.file.View(h.Context(), fn))
}

// ticket is a ticket as it is on disk; a zero one if there is none.
func (h *house) ticket(id uint64) (t escalation.Ticket) {
	h.Helper()
	h.view(func(tx store.Tx) (err error) {
		t, _, err = escalation.Get(tx, id)
		return err
	})
	return t
}

// inHouse runs a test on a set clock, in a house with one platform.
func inHouse(t *testing.T, caps chat.Caps, test func(h *house, p *platform)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := newPlatform("test", caps)
		h := newHouse(t, bolt.Options{NoSync: true}, p)
		test(h, p)
	})
}

// question is one that the FAQ answers with «Check the network».
const question = "Where is my deposit?"
