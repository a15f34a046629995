package bots

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"frontdesk/chat"
	"frontdesk/outbox"
	"frontdesk/store"
)

// job is one thing to do in a transaction: an event from outside, the end of a call, a timer, or the hub's own work.
type job struct {
	own     func(tx store.Tx) error // the hub's own work; nil for events
	event   chat.Event
	thought thought
	claim   *outbox.Claimed // settled with the event, or given back if event is nil
	back    *giveBack
	timer   *outbox.Timer
	done    *batch // who waits; nil for receipts
}

// giveBack is what becomes of a claim that is not settled.
type giveBack struct {
	at      time.Time
	counts  bool // it was an attempt
	cause   string
	unknown bool
}

// batch is one call of Accept: it is done when all its jobs are committed.
type batch struct {
	done chan struct{}
	mu   sync.Mutex
	left int
	err  error
}

func (b *batch) finish(err error) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil {
		b.err = err
	}
	if b.left--; b.left == 0 {
		close(b.done)
	}
}

// batchMax bounds one transaction.
const batchMax = 512

// Accept thinks about the events, in parallel if there are several, and returns when their effects are on disk.
func (h *Hub) Accept(ctx context.Context, events ...chat.Event) error {
	if len(events) == 0 {
		return nil
	}
	jobs := make([]*job, len(events))
	b := &batch{done: make(chan struct{}), left: len(events)}
	now := h.now()
	for i, e := range events {
		m := chat.MetaOf(e)
		if m.At.IsZero() {
			m.At = now
		}
		h.aliases.rename(m)
		jobs[i] = &job{event: e, done: b}
		h.metrics.received.WithLabelValues(string(chat.MetaOf(e).Room.Platform)).Inc()
	}
	h.thinkAll(jobs)
	return h.submit(ctx, b, jobs...)
}

// update does the hub's own work in the committer's next transaction, and returns when that is on disk. Like every
// transaction it may be run again.
func (h *Hub) update(ctx context.Context, work func(tx store.Tx) error) error {
	b := &batch{done: make(chan struct{}), left: 1}
	return h.submit(ctx, b, &job{own: work, done: b})
}

// submit gives jobs to the committer and waits until they are committed.
func (h *Hub) submit(ctx context.Context, b *batch, jobs ...*job) error {
	for _, j := range jobs {
		select {
		case h.jobs <- j:
		case <-ctx.Done():
			return ctx.Err()
		case <-h.quit:
			return ErrStopped
		}
	}
	select {
	case <-b.done:
		return b.err
	case <-ctx.Done():
		return ctx.Err()
	case <-h.quit:
		return ErrStopped
	}
}

func (h *Hub) thinkAll(jobs []*job) {
	if len(jobs) < 4 {
		for _, j := range jobs {
			j.thought = h.think(j.event)
		}
		return
	}
	var wg sync.WaitGroup
	n := min(runtime.GOMAXPROCS(0), len(jobs))
	for w := range n {
		wg.Go(func() {
			for i := w; i < len(jobs); i += n {
				jobs[i].thought = h.think(jobs[i].event)
			}
		})
	}
	wg.Wait()
}

// failure is an error in deciding about one job of a transaction.
type failure struct {
	job *job
	err error
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// commitLoop is the one writer: it takes whatever has arrived, commits it, and hands out what is due.
func (h *Hub) commitLoop(ctx context.Context) error {
	defer close(h.quit)
	d := newDrain(h)
	defer d.wait()
	for {
		jobs, waiters, err := h.gather(ctx, d)
		if err != nil {
			return nil // the context has ended: that is how the loop is told to
		}
		h.commitAll(ctx, d, jobs)
		d.settled = append(d.settled, waiters...)
		d.release()
	}
}

// gather waits for something to do: a job, a due lane or timer, somebody who wants to know that nothing is due.
func (h *Hub) gather(ctx context.Context, d *drain) (jobs []*job, waiters []chan struct{}, err error) {
	if err := d.rest(ctx); err != nil {
		return nil, nil, err
	}
	wait := d.sleep(h.now())
	var alarm <-chan time.Time
	if wait > 0 {
		t := time.NewTimer(wait)
		defer t.Stop()
		alarm = t.C
	}
	if wait != 0 {
		select {
		case j := <-h.jobs:
			jobs = append(jobs, j)
		case j := <-d.results:
			jobs = append(jobs, d.back(j))
		case w := <-h.settle:
			waiters = append(waiters, w)
		case <-alarm:
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
	}
	for len(jobs) < batchMax {
		select {
		case j := <-d.results:
			jobs = append(jobs, d.back(j))
			continue
		default:
		}
		select {
		case j := <-h.jobs:
			jobs = append(jobs, j)
			continue
		case w := <-h.settle:
			waiters = append(waiters, w)
			continue
		default:
		}
		break
	}
	return jobs, waiters, ctx.Err()
}

// commitAll commits the jobs in one transaction. One that fails takes all others back: they are run again without it, and
// it goes alone, then to the dead.
func (h *Hub) commitAll(ctx context.Context, d *drain, jobs []*job) {
	jobs = append(jobs, d.ringing(ctx)...)
	for {
		err := h.commit(ctx, d, jobs)
		var f *failure
		if !errors.As(err, &f) {
			for _, j := range jobs {
				j.done.finish(err)
			}
			if err != nil {
				h.log.Error().Err(err).Int("jobs", len(jobs)).Msg("nothing was committed; it is tried again")
				d.pause(jobs)
			}
			return
		}
		rest := make([]*job, 0, len(jobs))
		for _, j := range jobs {
			if j != f.job {
				rest = append(rest, j)
			}
		}
		h.alone(ctx, d, f)
		jobs = rest
	}
}

// alone gives a failed job a transaction of its own; what fails again is parked, without a word of what anybody wrote.
func (h *Hub) alone(ctx context.Context, d *drain, f *failure) {
	err := h.commit(ctx, d, []*job{f.job})
	if !errors.As(err, &f) {
		d.finish(f.job, err)
		return
	}
	if f.job.own != nil {
		f.job.done.finish(f.err)
		return
	}
	m := chat.MetaOf(f.job.event)
	h.metrics.dead.Inc()
	h.log.Error().Str("event", kindOf(f.job.event)).Str("room", m.Room.String()).Err(f.err).Msg("an event could not be handled; it is parked")
	d.finish(f.job, h.store.Update(ctx, func(tx store.Tx) error {
		if err := h.take(tx, f.job); err != nil {
			return err
		}
		if err := outbox.MarkSeen(tx, m.Key, m.At); err != nil {
			return err
		}
		if err := outbox.Park(tx, outbox.Dead{At: m.At, Event: kindOf(f.job.event), Key: m.Key, Room: m.Room.String(), Cause: f.err.Error()}); err != nil {
			return err
		}
		return outbox.Enqueue(tx, m.At, h.ready(m.Key+".dead", h.tellStaff(m.Room.Platform, chat.Say("dead-event", "event", kindOf(f.job.event)))...)...)
	}))
}

// commit runs the jobs in one transaction and hands out what is due in the same one: a sync serves both.
func (h *Hub) commit(ctx context.Context, d *drain, jobs []*job) error {
	var claimed []outbox.Claimed
	began, clock := h.now(), time.Now()
	err := h.store.Update(ctx, func(tx store.Tx) error {
		claimed = claimed[:0]
		t := &writes{Tx: tx}
		for _, j := range jobs {
			if err := h.run(t, j); err != nil {
				return &failure{j, err}
			}
		}
		if err := h.remember(t, d, jobs); err != nil {
			return err
		}
		var err error
		claimed, err = d.claim(t, began, t.n > 0)
		return err
	})
	h.publish(ctx)
	if err != nil {
		d.looked = false
		return err
	}
	h.metrics.batch.Observe(float64(len(jobs)))
	h.metrics.commit.Observe(time.Since(clock).Seconds())
	for _, j := range jobs {
		if m, ok := j.event.(*chat.Moved); ok {
			h.aliases.learn(m.From, m.To)
		}
	}
	d.perform(ctx, claimed)
	return nil
}

// publish makes committed edits of the FAQ the snapshot that thinking uses.
func (h *Hub) publish(ctx context.Context) {
	if err := h.book.Publish(ctx); err != nil {
		h.log.Warn().Err(err).Msg("the new FAQ is not published yet; questions are matched inside the transaction")
	}
}

// run does one job. A panic in a domain counts as its error.
func (h *Hub) run(tx *writes, j *job) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
			h.log.Error().Str("event", kindOf(j.event)).Bytes("stack", debug.Stack()).Msg("a domain panicked")
		}
	}()
	if j.own != nil {
		return j.own(tx)
	}
	before := tx.n
	if err := h.take(tx, j); err != nil {
		if errors.Is(err, outbox.ErrStale) {
			return nil
		}
		return err
	}
	if j.event == nil || j.timer != nil && tx.n == before {
		return nil // given back; or a timer whose owner has moved the date
	}
	m := chat.MetaOf(j.event)
	if dup, err := outbox.Seen(tx, m.Key); err != nil || dup {
		return err
	}
	if j.thought.err != nil {
		return j.thought.err
	}
	before = tx.n
	as, err := h.decide(tx, j)
	if err != nil {
		return err
	}
	if len(as) == 0 && tx.n == before {
		return nil
	}
	if err := outbox.Enqueue(tx, m.At, h.ready(m.Key, as...)...); err != nil {
		return err
	}
	return outbox.MarkSeen(tx, m.Key, m.At)
}

// take settles what the job ends: its claim, its timer.
func (h *Hub) take(tx store.Tx, j *job) error {
	switch {
	case j.timer != nil:
		_, err := outbox.Stop(tx, *j.timer)
		return err
	case j.claim == nil:
		return nil
	case j.back == nil:
		return outbox.Settle(tx, *j.claim, h.now())
	case j.back.counts:
		return outbox.Retry(tx, *j.claim, j.back.at, j.back.cause, j.back.unknown)
	}
	return outbox.Postpone(tx, *j.claim, j.back.at)
}

// remember writes the adapters' cursors: with whatever else is written, else at most every few seconds.
func (h *Hub) remember(tx *writes, d *drain, jobs []*job) error {
	for _, j := range jobs {
		if j.event == nil {
			continue
		}
		if c := chat.MetaOf(j.event).Cursor; c.Key != "" {
			d.cursors[c.Key] = c.Value
		}
	}
	now := h.now()
	if len(d.cursors) == 0 || tx.n == 0 && now.Sub(d.remembered) < cursorEvery {
		return nil
	}
	for k, v := range d.cursors {
		if err := tx.Put(memoryTable, []byte(k), []byte(v)); err != nil {
			return err
		}
	}
	d.cursors, d.remembered = map[string]string{}, now
	return nil
}

const cursorEvery = 5 * time.Second
