package bots

import (
	"context"

	"frontdesk/chat"
	"frontdesk/moderation"
	"frontdesk/moderation/secret"
	"frontdesk/store"
)

// Watched is what the guard would have made of an event.
type Watched struct {
	Secret  secret.Verdict // of the message: it would have been deleted, or its author asked in private
	Raised  []Raised
	Deleted bool // the message would have been taken away for a flag, this one or an earlier one
}

// Raised is a flag, with what the policy would have done, and in words, as moderators are told when they ask why.
type Raised struct {
	moderation.Flag
	Why   string
	Cause string // why the message is wrong, if it is about one
}

// Watch puts messages and members before the guard, and nobody else, in their order; what it returns lies beside them. Secrets are
// taken out of the messages themselves. Thinking is done in parallel, so give many at once.
func (r *Rehearsal) Watch(ctx context.Context, events ...chat.Event) ([]Watched, error) {
	jobs := make([]*job, len(events))
	for i, e := range events {
		jobs[i] = &job{event: e}
	}
	r.h.thinkAll(jobs)
	out := make([]Watched, len(events))
	err := r.h.store.Update(ctx, func(tx store.Tx) error {
		last, err := moderation.LastFlag(tx)
		if err != nil {
			return err
		}
		for i, j := range jobs {
			if out[i], err = r.watch(tx, j, last); err != nil {
				return err
			}
			if n := len(out[i].Raised); n > 0 {
				last = out[i].Raised[n-1].ID
			}
		}
		return nil
	})
	return out, err
}

// watch is what the guard would have made of one event, after the flag that is the last.
func (r *Rehearsal) watch(tx store.Tx, j *job, last uint64) (out Watched, err error) {
	if j.thought.err != nil {
		return out, j.thought.err
	}
	as, err := r.judge(tx, j)
	if err != nil {
		return out, err
	}
	out.Secret = j.thought.leak
	for _, a := range as {
		if _, del := a.Effect.(chat.Delete); del {
			out.Deleted = true
		}
	}
	raised, err := moderation.FlagsAfter(tx, last)
	for _, f := range raised {
		why, err := r.h.guard.Why(tx, f.ID)
		if err != nil {
			return out, err
		}
		one := Raised{Flag: f, Why: r.h.words.Text(why, "en")}
		if f.Cause != nil {
			one.Cause = r.h.words.Text(f.Cause.Phrase(), "en")
		}
		out.Raised = append(out.Raised, one)
	}
	return out, err
}

// judge goes the guard's part of an event's way: see [Hub.posted].
func (r *Rehearsal) judge(tx store.Tx, j *job) ([]chat.Action, error) {
	e, is := j.event.(*chat.Posted)
	if !is {
		return r.h.decide(tx, j)
	}
	if _, err := r.h.guard.Register.At(tx); err != nil {
		return nil, err
	}
	m := &e.Message
	m.From.Role = r.h.cfg.role(m.From)
	as, err := r.h.seen(tx, &e.Meta, m.From)
	if err != nil || j.thought.leak.Verdict == secret.Leak || j.thought.held != nil {
		return as, err
	}
	more, _, err := r.h.wrote(tx, &e.Meta, m, j.thought)
	return append(as, more...), err
}

// Flags are all that were raised, as they stand at the end.
func (r *Rehearsal) Flags(ctx context.Context) (out []moderation.Flag, err error) {
	err = r.h.store.View(ctx, func(tx store.Tx) error {
		out, err = moderation.FlagsAfter(tx, 0)
		return err
	})
	return out, err
}
