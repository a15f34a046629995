package bots

import (
	"context"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"frontdesk/chat"
	"frontdesk/outbox"
	"frontdesk/store"
)

// Limits of a call. A lease outlasts its call, so that no action is ever in two hands.
const (
	callTime   = time.Minute
	kept       = 2 // hands for leaked secrets, beside those for all: slow calls do not hold them up
	leaseTime  = 2 * time.Minute
	retryFor   = 24 * time.Hour // then staff is told
	retryFirst = time.Second
	retryLast  = time.Minute
	secretLast = 5 * time.Second
	storePause = 500 * time.Millisecond // after a transaction that could not be committed
)

// drain is the committer's memory of what is under way. Only the committer's goroutine touches it, but for results.
type drain struct {
	h          *Hub
	results    chan *job
	calls      sync.WaitGroup
	free       map[chat.Platform]int // hands; below zero where leaked secrets have some of those kept for them
	kept       int
	next       time.Time // when the next lane or timer is due; zero: none
	looked     bool      // next is known
	busy       int
	cursors    map[string]string
	remembered time.Time
	failed     bool // the last transaction could not be committed
	settled    []chan struct{}
}

func newDrain(h *Hub) *drain {
	d := &drain{h: h, free: map[chat.Platform]int{}, cursors: map[string]string{}}
	total := 0
	if h.cfg.Calls > 1 { // where calls go one after the other, all do
		d.kept = kept
	}
	for p := range h.adapters {
		d.free[p] = max(h.cfg.Calls, 1)
		total += d.free[p] + d.kept
	}
	d.results = make(chan *job, total+1)
	return d
}

// napMax bounds how late a timer can be when the machine's clock was put forward, or the machine slept: a wait for an instant
// is one for a time, which neither shortens.
const napMax = time.Minute

// sleep tells how long the committer may sleep: 0 not at all, negative until something arrives.
func (d *drain) sleep(now time.Time) time.Duration {
	switch {
	case !d.looked:
		return 0
	case d.next.IsZero():
		return -1
	case d.next.After(now):
		return min(max(d.next.Sub(now), time.Millisecond), napMax)
	}
	return 0
}

// claim hands out due lanes to free hands, and finds out when the next one is due. Where nothing was written and nothing
// has come due, there is nothing new to find.
func (d *drain) claim(tx store.Tx, now time.Time, wrote bool) (out []outbox.Claimed, err error) {
	if !wrote && d.looked && (d.next.IsZero() || d.next.After(now)) {
		return nil, nil
	}
	d.looked, d.next = true, time.Time{}
	sooner := func(at time.Time) {
		if !at.IsZero() && (d.next.IsZero() || at.Before(d.next)) {
			d.next = at
		}
	}
	for p := range d.h.adapters {
		cs, err := outbox.Claim(tx, p, now, d.h.start, leaseTime, max(d.free[p], 0), min(d.free[p]+d.kept, d.kept))
		if err != nil {
			return nil, err
		}
		out = append(out, cs...)
		next := outbox.NextDue
		switch left := d.free[p] - len(cs); {
		case left <= -d.kept:
			continue // no free hand: a receipt will look again
		case left <= 0:
			next = secretDue
		}
		at, err := next(tx, p)
		if err != nil {
			return nil, err
		}
		sooner(at)
	}
	at, err := outbox.NextTimer(tx)
	sooner(at)
	return out, err
}

// secretDue tells when the next lane of a leaked secret is due.
func secretDue(tx store.Tx, p chat.Platform) (time.Time, error) {
	return outbox.NextDueOf(tx, p, chat.Secret)
}

// ringing makes jobs of the timers whose time has come.
func (d *drain) ringing(ctx context.Context) (jobs []*job) {
	now := d.h.now()
	if d.looked && (d.next.IsZero() || d.next.After(now)) {
		return nil
	}
	var ts []outbox.Timer
	err := d.h.store.View(ctx, func(tx store.Tx) (err error) {
		ts, err = outbox.Ringing(tx, now, batchMax)
		return err
	})
	if err != nil {
		d.h.log.Error().Err(err).Msg("timers could not be read")
	}
	for _, t := range ts {
		tick := &chat.Tick{Meta: chat.Meta{Key: "tick/" + t.Owner + "/" + t.At.UTC().Format(time.RFC3339Nano), At: now}, Owner: t.Owner, Due: t.At}
		jobs = append(jobs, &job{event: tick, timer: &t})
	}
	return jobs
}

// perform makes the calls. Each gives its result to the committer.
func (d *drain) perform(ctx context.Context, cs []outbox.Claimed) {
	for _, c := range cs {
		p := c.Action.Target().Platform
		d.free[p]--
		d.busy++
		d.calls.Go(func() { d.results <- d.h.perform(ctx, c) })
	}
}

// back counts a returned call.
func (d *drain) back(j *job) *job {
	d.free[j.claim.Action.Target().Platform]++
	d.busy--
	return j
}

// pause keeps the committer from spinning on a store that fails. Receipts are kept: their calls were made.
func (d *drain) pause(jobs []*job) {
	d.failed = true
	for _, j := range jobs {
		if j.claim != nil {
			d.free[j.claim.Action.Target().Platform]--
			d.busy++
			d.calls.Go(func() { d.results <- j })
		}
	}
}

// finish tells the outcome of a job that went alone; a receipt that could not be committed is kept.
func (d *drain) finish(j *job, err error) {
	j.done.finish(err)
	if err != nil {
		d.pause([]*job{j})
	}
}

// rest waits a moment after a transaction that could not be committed.
func (d *drain) rest(ctx context.Context) error {
	if !d.failed {
		return nil
	}
	d.failed = false
	select {
	case <-time.After(storePause):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// release tells those who wait that nothing is due.
func (d *drain) release() {
	if len(d.settled) == 0 || d.busy > 0 || len(d.h.jobs) > 0 || len(d.results) > 0 || d.sleep(d.h.now()) == 0 {
		return
	}
	for _, w := range d.settled {
		close(w)
	}
	d.settled = nil
}

func (d *drain) wait() {
	go func() {
		for range d.results { // calls that are still under way end here, their leases are void at the next start
			continue
		}
	}()
	d.calls.Wait()
	close(d.results)
}

// perform makes one call and tells what is to become of the claim. A call that panics will not do better next time.
func (h *Hub) perform(ctx context.Context, c outbox.Claimed) (j *job) {
	a, now := c.Action, h.now()
	meta := chat.Meta{Key: a.ID + "/done", Room: a.Target(), At: now}
	j = &job{claim: &c}
	fail := func(f *chat.Fault) *job {
		h.metrics.failed.WithLabelValues(string(a.Target().Platform), a.Kind(), string(f.Class)).Inc()
		meta.Key = a.ID + "/failed"
		j.event = &chat.Failed{Meta: meta, Action: a, Fault: f}
		return j
	}
	defer func() {
		if p := recover(); p != nil {
			h.log.Error().Str("action", a.Kind()).Str("room", a.Target().String()).Bytes("stack", debug.Stack()).Msg("a call panicked")
			j = fail(&chat.Fault{Class: chat.Invalid})
		}
	}()
	if !a.Expires.IsZero() && now.After(a.Expires) {
		return fail(&chat.Fault{Class: chat.Expired})
	}
	if c.Unknown && a.Priority == chat.Answers && a.Kind() == "send" && !h.caps(a.Target()).Idempotent {
		return fail(&chat.Fault{Class: chat.Expired, Unknown: true}) // a late duplicate is worse here than silence
	}
	call, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	r, err := chat.Perform(call, h.adapters, h.origins, h.aliases.redirect(a))
	meta.At = h.now()
	if err == nil {
		h.metrics.sent.WithLabelValues(string(a.Target().Platform), a.Kind()).Inc()
		h.metrics.latency.Observe(meta.At.Sub(c.Queued).Seconds())
		r.Maybe = c.Unknown && a.Kind() == "send" && !h.caps(a.Target()).Idempotent
		j.thought = readFile(a, &r)
		j.event = &chat.Done{Meta: meta, Action: a, Result: r}
		return j
	}
	f := chat.AsFault(err)
	switch {
	case f.Class == chat.Limited:
		j.back = &giveBack{at: laterOf(f.Until, meta.At.Add(10*time.Millisecond))}
		if f.Until.Sub(meta.At) > longWait {
			j.event = delayed(a, meta)
		}
	case f.Class == chat.HasMoved && !f.To.IsZero() && f.To != a.Target():
		h.aliases.learn(a.Target(), f.To)
		j.event = &chat.Moved{Meta: chat.Meta{Room: a.Target(), At: meta.At}, From: a.Target(), To: f.To}
		j.back = &giveBack{at: meta.At, counts: true, cause: string(f.Class)}
	case retriable(f) && meta.At.Sub(c.Queued) < retryFor:
		j.back = &giveBack{at: meta.At.Add(backoff(c.Attempt, a.Priority)), counts: true, cause: string(f.Class), unknown: f.Unknown}
		if c.Attempt > 1 { // once more is soon over
			j.event = delayed(a, meta)
		}
	default:
		return fail(f)
	}
	return j
}

// longWait is how long an action may wait for budget before its owner is told.
const longWait = 15 * time.Second

// delayed tells an action's owner, once, that it is tried again.
func delayed(a chat.Action, meta chat.Meta) chat.Event {
	if a.Owner == "" {
		return nil
	}
	meta.Key = a.ID + "/delayed"
	return &chat.Delayed{Meta: meta, Action: a}
}

// retriable faults may be over later. A refused token too: somebody will bring a new one, and nothing may be lost by then.
func retriable(f *chat.Fault) bool { return f.Class == chat.Transient || f.Class == chat.Fatal }

// backoff doubles from attempt to attempt, with a quarter of jitter. What is said of a secret is tried again sooner.
func backoff(attempt int, p chat.Priority) time.Duration {
	d := retryLast
	if p == chat.Secret {
		d = secretLast
	}
	if attempt < 7 {
		d = min(retryFirst<<(attempt-1), d)
	}
	return d + time.Duration(rand.Int64N(int64(d)/4+1))
}

func laterOf(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
