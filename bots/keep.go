package bots

import (
	"context"
	"errors"
	"slices"
	"time"

	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/moderation"
	"frontdesk/outbox"
	"frontdesk/store"
)

// Housekeeping goes in small steps, so that it holds up nobody.
const (
	keepEvery   = 10 * time.Second
	keepSlice   = 200 * time.Millisecond // of each round; what is left waits for the next one
	keepRest    = 10 * time.Minute       // after a round that left nothing
	keepStep    = 500                    // rows looked at in one transaction
	keepDead    = 30 * 24 * time.Hour
	remindLack  = 30 * 24 * time.Hour // then the staff is told again of a right that is missing
	recalibrate = time.Hour           // how often votes correct the confidences
	staleFAQ    = 0.10                // share of the FAQ that may be edited before the index is trained anew
)

// pruner forgets rows of one table that have had their time: it looks at n of them from where the last step ended, and
// returns where the next one goes on, nil after the last.
type pruner func(tx store.Tx, from []byte, now time.Time, n int) (next []byte, err error)

// pruners are immutable.
var pruners = []pruner{
	outbox.Prune,
	func(tx store.Tx, _ []byte, now time.Time, n int) ([]byte, error) {
		return nil, outbox.PruneDead(tx, now.Add(-keepDead), n)
	},
	func(tx store.Tx, from []byte, now time.Time, n int) ([]byte, error) {
		return faq.PruneAnswers(tx, from, now.Add(-faq.KeepAnswers), n)
	},
	faq.PruneMutes,
	func(tx store.Tx, from []byte, now time.Time, n int) ([]byte, error) {
		return faq.PruneVotes(tx, from, now.Add(-faq.KeepVotes), n)
	},
	func(tx store.Tx, _ []byte, now time.Time, n int) ([]byte, error) {
		return nil, faq.PruneDays(tx, now.Add(-faq.KeepDays), n)
	},
	func(tx store.Tx, _ []byte, now time.Time, n int) ([]byte, error) {
		return nil, errors.Join(escalation.PrunePiles(tx, now.Add(-week), n), escalation.PruneFeedback(tx, now.Add(-escalation.KeepFeedback), n))
	},
	func(tx store.Tx, _ []byte, now time.Time, n int) ([]byte, error) {
		return nil, escalation.PruneSpent(tx, now, n)
	},
	escalation.PruneTokens,
	escalation.PruneFormer,
	outdated(dialogs, dialog.over),
	outdated(shadows, func(s shadow, now time.Time) bool { return now.Sub(s.At) > keepQuestions }),
	outdated(shadowOf, func(s shadowed, now time.Time) bool { return now.Sub(s.At) > keepQuestions }),
	outdated(drafts, draft.over),
	outdated(shortcuts, shortcut.over),
	outdated(gatherings, gathering.over),
	outdated(forgot, func(at, now time.Time) bool { return now.Sub(at) > forgetEvery }),
	func(tx store.Tx, _ []byte, now time.Time, n int) ([]byte, error) {
		before := now.Add(-escalation.KeepFigures)
		return nil, errors.Join(escalation.PruneFigures(tx, before, n), pruneAsked(tx, before, n))
	},
	func(tx store.Tx, _ []byte, now time.Time, n int) ([]byte, error) {
		return nil, moderation.PruneHits(tx, now.Add(-moderation.KeepHits), n)
	},
	outdated(quietTable, func(until, now time.Time) bool { return !until.IsZero() && now.After(until) }),
	moderation.PruneWarned,
	outdated(holds, func(q hold, now time.Time) bool { return now.Sub(q.At) > keepHolds }),
	moderation.PruneSpates,
	moderation.PruneSuspects,
	func(tx store.Tx, _ []byte, now time.Time, n int) ([]byte, error) {
		return nil, moderation.PruneEchoed(tx, now, n)
	},
	outdated(rosterChanges, rosterChange.over),
	outdated(passes, func(at, now time.Time) bool { return now.Sub(at) > keepPasses }),
	moderation.PruneReporters,
	outdated(lacking, func(told, now time.Time) bool { return now.Sub(told) > remindLack }),
}

// outdated prunes the rows of a table that are old.
func outdated[T any](t store.Table[T], old func(row T, now time.Time) bool) pruner {
	return func(tx store.Tx, from []byte, now time.Time, n int) (next []byte, err error) {
		return t.Sieve(tx, from, n, func(row store.Row[T]) (bool, error) { return old(row.Value, now), nil }, nil)
	}
}

// keep forgets what has had its time, and trains the index anew when many edits have piled up. It ends with ctx.
func (h *Hub) keep(ctx context.Context) {
	tick := time.NewTicker(keepEvery)
	defer tick.Stop()
	pruners := append(slices.Clone(pruners), h.pruneGaps, h.pruneQuestions, h.pruneTickets, h.pruneAskers, h.pruneTranscripts, h.pruneFlags, h.pruneBodies, h.pruneBlocks, h.prunePortraits)
	var from []byte
	calibrated, due := h.now(), h.now()
	turn := 0 // of the pruners
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		var err error
		for began, done := h.now(), 0; err == nil && !began.Before(due) && h.now().Sub(began) < keepSlice; {
			if from, err = h.prune(ctx, pruners[turn], from); err == nil && from == nil {
				turn, done = (turn+1)%len(pruners), done+1
			}
			if done == len(pruners) {
				due, err = h.now().Add(keepRest), h.sweep(ctx)
				break
			}
		}
		if idx, _ := h.book.Snapshot(); err == nil && float64(idx.Pending()) > staleFAQ*float64(idx.Len()) {
			err, calibrated = h.book.Rebuild(ctx), h.now()
		}
		if err == nil && h.now().Sub(calibrated) > recalibrate {
			err, calibrated = h.book.Recalibrate(ctx), h.now()
		}
		if err != nil && ctx.Err() == nil {
			h.log.Warn().Err(err).Msg("housekeeping; it is tried again")
		}
	}
}

// pruneGaps forgets what moderators had long enough to look at.
func (h *Hub) pruneGaps(tx store.Tx, from []byte, now time.Time, n int) ([]byte, error) {
	before := now.Add(-h.cfg.KeepGaps)
	if len(from) == 0 {
		if err := faq.PruneListings(tx, before, n); err != nil {
			return nil, err
		}
	}
	return faq.PruneGaps(tx, from, before, n)
}

// pruneQuestions forgets the questions that were answered.
func (h *Hub) pruneQuestions(tx store.Tx, from []byte, now time.Time, n int) ([]byte, error) {
	return outdated(questions, func(q question, now time.Time) bool { return now.Sub(q.At) > h.cfg.Questions })(tx, from, now, n)
}

// pruneTickets forgets tickets that were closed long ago, once they cannot be reopened.
func (h *Hub) pruneTickets(tx store.Tx, from []byte, now time.Time, n int) ([]byte, error) {
	return h.desk.PruneTickets(tx, from, now.Add(-max(h.cfg.Desk.Keep.Tickets, h.cfg.Desk.Reopen)), n)
}

// pruneAskers forgets who asked about what is over as long as a closed ticket.
func (h *Hub) pruneAskers(tx store.Tx, from []byte, now time.Time, n int) ([]byte, error) {
	return escalation.PruneAskers(tx, from, now.Add(-h.cfg.Desk.Keep.Tickets), n)
}

// pruneBlocks forgets what was decided against members when it is over as long as a closed ticket.
func (h *Hub) pruneBlocks(tx store.Tx, from []byte, now time.Time, n int) ([]byte, error) {
	return escalation.PruneBlocks(tx, from, now.Add(-h.cfg.Desk.Keep.Tickets), n)
}

func (h *Hub) pruneTranscripts(tx store.Tx, from []byte, now time.Time, n int) ([]byte, error) {
	return escalation.PruneTranscripts(tx, from, now.Add(-h.cfg.Desk.Keep.Transcripts), n)
}

// pruneFlags forgets what was written in messages that were flagged.
func (h *Hub) pruneFlags(tx store.Tx, from []byte, now time.Time, n int) ([]byte, error) {
	return h.guard.Prune(tx, from, now, n)
}

func (h *Hub) pruneBodies(tx store.Tx, _ []byte, now time.Time, n int) ([]byte, error) {
	return nil, escalation.PruneBodies(tx, now.Add(-h.cfg.Desk.Keep.Bodies), n)
}

// prune makes one step of a pruner. A step that was given up at the end may still run: its result is nobody's then.
func (h *Hub) prune(ctx context.Context, p pruner, from []byte) ([]byte, error) {
	var next []byte
	if err := h.update(ctx, func(tx store.Tx) (err error) {
		next, err = p(tx, from, h.now(), keepStep)
		return err
	}); err != nil {
		return nil, err
	}
	return next, nil
}
