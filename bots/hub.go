package bots

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"frontdesk/bots/words"
	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/faq/text"
	"frontdesk/moderation"
	"frontdesk/moderation/secret"
	"frontdesk/outbox"
	"frontdesk/store"
)

// Parts are what a Hub works with.
type Parts struct {
	Store   store.Store
	Book    *faq.Book
	Roster  *moderation.Roster
	Secrets *secret.Detector
	Words   *words.Catalogue
	Log     zerolog.Logger
	Metrics prometheus.Registerer
	Origins chat.Origins     // where files lie beside the platforms: the pictures of entries
	Archive Keeper           // where attachments of tickets are kept; nil: nowhere
	Now     func() time.Time // nil: time.Now
}

// Hub takes events, decides, and does what follows. It implements chat.Intake.
type Hub struct {
	cfg      Config
	store    store.Store
	book     *faq.Book
	desk     *escalation.Desk
	guard    *moderation.Guard
	salt     []byte // of what is kept of suspected secrets
	secrets  *secret.Detector
	words    *words.Catalogue
	commands []command
	adapters chat.Adapters
	origins  chat.Origins
	archive  Keeper // nil: there is none
	filled   atomic.Pointer[filled]
	log      zerolog.Logger
	metrics  *metrics
	now      func() time.Time
	start    string // names this start in claims

	jobs    chan *job
	settle  chan chan struct{}
	wishes  chan struct{}      // rings when somebody wants the FAQ examined
	idle    chan chan struct{} // asks the examiner to tell when no wish is left
	quit    chan struct{}      // closed when the committer has ended
	aliases aliases
	named   atomic.Pointer[titles]
	life    context.Context //nolint:containedctx // bounds the reading of titles for completion; ends with the hub

	mu      sync.Mutex
	serving map[chat.Platform]error
}

// ErrStopped is what Accept returns when the hub has ended; nothing was lost, the adapter keeps the events.
var ErrStopped = errors.New("the hub has stopped")

// New makes a hub over a store whose exclusive owner it is: claims of earlier starts are void.
func New(ctx context.Context, cfg Config, p Parts, adapters ...chat.Adapter) (*Hub, error) {
	if p.Now == nil {
		p.Now = time.Now
	}
	h := &Hub{
		cfg: cfg, store: p.Store, book: p.Book, secrets: p.Secrets, words: p.Words, log: p.Log, now: p.Now,
		adapters: chat.Adapters{}, origins: chat.Origins{}, jobs: make(chan *job, 1024), settle: make(chan chan struct{}, 16), wishes: make(chan struct{}, 1), idle: make(chan chan struct{}), quit: make(chan struct{}),
		serving: map[chat.Platform]error{}, start: rand.Text(),
		life: context.WithoutCancel(ctx),
	}
	if err := store.CheckSchema(ctx, p.Store); err != nil {
		return nil, err
	}
	if err := h.aliases.load(ctx, p.Store); err != nil {
		return nil, err
	}
	h.cfg.rename(h.aliases.first)
	h.wishes <- struct{}{} // for what an earlier start left undone
	h.commands = catalogue(p.Words)
	h.guard = h.newGuard(p.Roster)
	h.metrics = newMetrics(p.Metrics)
	places := map[chat.Platform]escalation.Place{}
	maps.Copy(h.origins, p.Origins)
	h.origins[faq.Pictures] = exports{h, p.Origins[faq.Pictures]}
	h.origins[escalation.Archive] = records{h, p.Archive}
	if p.Archive != nil {
		h.archive, h.adapters[escalation.Archive] = p.Archive, p.Archive
	}
	for _, a := range adapters {
		h.adapters[a.Platform()], h.origins[a.Platform()] = a, a
		h.serving[a.Platform()] = errors.New("not connected yet")
		h.guard.Platforms = append(h.guard.Platforms, a.Platform())
		places[a.Platform()] = h.cfg.Platforms[a.Platform()].Place
	}
	h.desk = &escalation.Desk{Places: places, Policy: cfg.Desk, Caps: h.caps, Withdraw: outbox.Withdraw, Office: h.cfg.role, Named: h.cfg.named(), Alike: alike}
	if p.Metrics != nil {
		p.Metrics.MustRegister(scrape{h})
	}
	h.desk.Watch = escalation.Watch{Calendar: h.calendar(), Counted: h.metrics.counted}
	h.desk.Known = known
	h.desk.Suggest, h.desk.Fold = h.candidates, text.Fold
	if err := p.Store.Update(ctx, func(tx store.Tx) (err error) {
		if h.salt, err = loadSalt(tx); err != nil {
			return err
		}
		return errors.Join(outbox.Recover(tx, h.start, h.now()), h.planBoards(tx), h.planWeekly(tx, h.now()), h.planDaily(tx, h.now()),
			h.planPatrol(tx, h.now()), h.rearm(tx, h.now()), h.planDraw(tx, h.now()), h.planNotices(tx, h.now()), h.planPictures(tx, h.now()))
	}); err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	return h, nil
}

// Run serves until ctx ends, then drains: what is due goes out, within the given time. An adapter that ends is started
// again with growing pauses; one whose token was refused stays down and the others go on. When none is left, Run says why.
func (h *Hub) Run(ctx context.Context, drain time.Duration) error {
	work, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	done := make(chan error, 1)
	go func() { done <- h.commitLoop(work) }()
	var adapters sync.WaitGroup
	for p, a := range h.adapters {
		if p != escalation.Archive { // nothing ever happens there by itself
			adapters.Go(func() { h.supervise(ctx, a) })
		}
	}
	var beside sync.WaitGroup
	beside.Go(func() { h.keep(work) })
	beside.Go(func() { h.examine(work) })
	defer beside.Wait()
	defer stop()
	finished := make(chan struct{})
	go func() { adapters.Wait(); close(finished) }()
	select {
	case <-finished:
	case err := <-done:
		return err
	}
	last, cancel := context.WithTimeout(work, drain)
	if err := h.drained(last); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		h.log.Warn().Err(err).Msg("draining ended early; what is left goes out at the next start")
	}
	cancel()
	stop()
	if err := <-done; err != nil || ctx.Err() != nil {
		return err
	}
	return h.refused()
}

// refused is why nothing serves any more: every platform refused the bot for good.
func (h *Hub) refused() error {
	var errs []error
	for p, err := range h.Ready() {
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", p, err))
		}
	}
	return errors.Join(errs...)
}

// supervise keeps one adapter running.
func (h *Hub) supervise(ctx context.Context, a chat.Adapter) {
	pause := time.Second
	for ctx.Err() == nil {
		began := h.now()
		err := a.Run(ctx, h)
		if ctx.Err() != nil || err == nil {
			return
		}
		h.Serving(a.Platform(), err)
		log := h.log.Error().Str("platform", string(a.Platform())).Str("fault", string(chat.AsFault(err).Class)).Err(err)
		if chat.AsFault(err).Class == chat.Fatal {
			log.Msg("the platform refuses the bot; the others go on")
			return
		}
		if h.now().Sub(began) > time.Minute {
			pause = time.Second
		}
		log.Dur("pause", pause).Msg("the adapter ended; it is started again")
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
		pause = min(2*pause, time.Minute)
	}
}

// Serving notes whether a platform is reachable.
func (h *Hub) Serving(p chat.Platform, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.serving[p] = err
}

// Ready returns the state of each platform: nil is serving.
func (h *Hub) Ready() map[chat.Platform]error {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make(map[chat.Platform]error, len(h.serving))
	for p, err := range h.serving {
		out[p] = err
	}
	return out
}

// Kept tells the moderators of every platform which entries kept their text although faq.yaml changed under them.
// It waits until that is on disk, so a hub must be running.
func (h *Hub) Kept(ctx context.Context, entries string) error {
	return h.report(ctx, chat.Say("base-kept", "entries", entries))
}

// Refused tells them why a changed faq.yaml is not imported, and waits alike.
func (h *Hub) Refused(ctx context.Context, why string) error {
	return h.report(ctx, chat.Say("base-refused", "why", why))
}

func (h *Hub) report(ctx context.Context, say *chat.Phrase) error {
	return h.update(ctx, func(tx store.Tx) error {
		now := h.now()
		for p := range h.adapters {
			as := h.tellStaff(p, say)
			if err := outbox.Enqueue(tx, now, h.ready("base/"+now.UTC().Format(time.RFC3339Nano)+"/"+string(p), as...)...); err != nil {
				return err
			}
		}
		return nil
	})
}

// Memory is the last committed cursor of an adapter.
func (h *Hub) Memory(ctx context.Context, key string) (value []byte, err error) {
	err = h.store.View(ctx, func(tx store.Tx) error {
		b, err := tx.Get(memoryTable, []byte(key))
		if b != nil {
			value = append([]byte{}, b...)
		}
		return err
	})
	return value, err
}

const memoryTable = "memory"

// caps are the abilities of a room, none where its platform does not run.
func (h *Hub) caps(room chat.RoomID) chat.Caps {
	if a, ok := h.adapters[room.Platform]; ok {
		return a.Caps(room)
	}
	return chat.Caps{}
}
