package bots

import (
	"context"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/outbox"
	"frontdesk/store"
)

// Housekeeping goes in small steps, so that it holds up nobody.
const (
	keepEvery = 10 * time.Second
	keepStep  = 200  // rows looked at in one step
	staleFAQ  = 0.10 // share of the FAQ that may be edited before the index is trained anew
)

// keep forgets what has had its time: seen keys, old answers, questions; and trains the index anew when many edits have
// piled up. It ends with ctx.
func (h *Hub) keep(ctx context.Context) {
	tick := time.NewTicker(keepEvery)
	defer tick.Stop()
	var seen, answers, asked []byte
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := h.store.Update(ctx, func(tx store.Tx) (err error) {
			now := h.now()
			if seen, err = outbox.Prune(tx, seen, now, keepStep); err != nil {
				return err
			}
			if answers, err = faq.PruneAnswers(tx, answers, now.Add(-faq.KeepAnswers), keepStep); err != nil {
				return err
			}
			asked, err = pruneQuestions(tx, asked, now.Add(-keepQuestions), keepStep)
			return err
		})
		if idx, _ := h.book.Snapshot(); err == nil && float64(idx.Pending()) > staleFAQ*float64(idx.Len()) {
			err = h.book.Rebuild(ctx)
		}
		if err != nil && ctx.Err() == nil {
			h.log.Warn().Err(err).Msg("housekeeping; it is tried again")
		}
	}
}

// pruneQuestions forgets questions asked before a time, n at a time.
func pruneQuestions(tx store.Tx, from []byte, before time.Time, n int) (next []byte, err error) {
	var old [][]byte
	for e, err := range questions.Scan(tx, nil, from) {
		if err != nil {
			return nil, err
		}
		if n--; n < 0 {
			next = append([]byte(nil), e.Key...)
			break
		}
		if e.Value.At.Before(before) {
			old = append(old, append([]byte(nil), e.Key...))
		}
	}
	for _, k := range old {
		if err := questions.Delete(tx, k); err != nil {
			return nil, err
		}
	}
	return next, nil
}

// repTable: representative → when the bot saw them last.
var repTable = store.Table[time.Time]{Name: "rep"}

// Who counts as on duty: representatives named by their own ID, and those seen within dutyFor; at most dutyMax.
const (
	dutyFor  = 7 * 24 * time.Hour
	dutyMax  = 10
	dutyStep = time.Hour // how exactly the last time is kept
)

// onDuty notes that a representative was seen.
func (h *Hub) onDuty(tx store.Tx, m chat.Member, at time.Time) error {
	if m.Role&chat.Representative == 0 {
		return nil
	}
	key := store.Key(m.ID)
	last, ok, err := repTable.Get(tx, key)
	if err != nil || ok && at.Sub(last) < dutyStep {
		return err
	}
	return repTable.Put(tx, key, at)
}

// duty are the representatives of a platform to call to a new ticket.
func (h *Hub) duty(tx store.Tx, p chat.Platform, now time.Time) (out []chat.MemberID, err error) {
	roles := h.cfg.Platforms[p].Roles
	for _, key := range sorted(roles) {
		if roles[key]&chat.Representative != 0 && len(out) < dutyMax {
			out = append(out, chat.MemberID{Platform: p, Key: key})
		}
	}
	for e, err := range repTable.Scan(tx, []byte(string(p)+":"), nil) {
		if err != nil {
			return nil, err
		}
		var m chat.MemberID
		if err := m.UnmarshalText(e.Key[:len(e.Key)-1]); err != nil {
			return nil, err
		}
		if now.Sub(e.Value) < dutyFor && len(out) < dutyMax && roles[m.Key]&chat.Representative == 0 {
			out = append(out, m)
		}
	}
	return out, nil
}
