package faq

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Count is what became of an entry in a language: since the store was made, or on some days.
type Count struct {
	Entry      string `json:"entry"`
	Lang       string `json:"lang"`
	Shown      uint64 `json:"shown,omitempty"`
	Helped     uint64 `json:"helped,omitempty"`
	NotHelped  uint64 `json:"not_helped,omitempty"`
	Escalated  uint64 `json:"escalated,omitempty"`  // shown, and the asker went on to staff
	Suppressed uint64 `json:"suppressed,omitempty"` // would have been shown but for cooldown, rate limit or a quiet room
}

// counter is a Count as it is kept, with the last day whose beginning is in dayStarts.
type counter struct {
	Count
	Day time.Time `json:"day,omitzero"`
}

var (
	counts    = store.Table[counter]{Name: "answer_count"} // entry‖lang
	dayStarts = store.Table[Count]{Name: "answer_day"}     // day‖entry‖lang → the Count before the first change of that day
)

// KeepDays is how far back CountsSince knows.
const KeepDays = 40 * 24 * time.Hour

// Judge records the asker's vote on an answer, which may change it later; NoVote takes it back. Errors: ErrNoAnswer,
// ErrNotAsker.
func Judge(tx store.Tx, no uint64, by chat.MemberID, v Vote) (Answered, error) {
	a, ok, err := AnswerNo(tx, no)
	switch {
	case err != nil:
		return a, err
	case !ok:
		return a, fmt.Errorf("answer %d: %w", no, ErrNoAnswer)
	case a.Asker != by:
		return a, fmt.Errorf("answer %d: %w", no, ErrNotAsker)
	case a.Vote == v:
		return a, nil
	}
	err = count(tx, a.Entry, a.Lang, a.At, func(c *Count) {
		c.vote(a.Vote, -1)
		c.vote(v, 1)
	})
	if err == nil {
		err = keepVote(tx, a, v)
	}
	if err != nil {
		return a, err
	}
	a.Vote = v
	return a, putAnswer(tx, a)
}

func (c *Count) vote(v Vote, by int) {
	switch v {
	case Helped:
		c.Helped = uint64(max(0, int(c.Helped)+by))
	case NotHelped:
		c.NotHelped = uint64(max(0, int(c.NotHelped)+by))
	}
}

// Escalate records that the asker of an answer went on to staff; a second time changes nothing, nor does a forgotten answer.
func Escalate(tx store.Tx, no uint64) error {
	a, ok, err := AnswerNo(tx, no)
	if err != nil || !ok || a.Escalated {
		return err
	}
	if err := count(tx, a.Entry, a.Lang, a.At, func(c *Count) { c.Escalated++ }); err != nil {
		return err
	}
	a.Escalated = true
	return putAnswer(tx, a)
}

// Suppress counts an answer that was known and not given: a rate limit, a quiet room, shadow mode.
func Suppress(tx store.Tx, entry, lang string, at time.Time) error {
	return count(tx, entry, lang, at, func(c *Count) { c.Suppressed++ })
}

func countSaid(tx store.Tx, a Answered) error {
	switch a.Said {
	case SaidAnswer:
		return count(tx, a.Entry, a.Lang, a.At, func(c *Count) { c.Shown++ })
	case SaidPointer:
		return Suppress(tx, a.Entry, a.Lang, a.At)
	}
	return nil
}

// count changes the counters of an entry; what belongs to none is not counted. The first change of a day keeps what they were.
func count(tx store.Tx, entry, lang string, at time.Time, by func(*Count)) error {
	if entry == "" {
		return nil
	}
	key := store.Key(entry, lang)
	c, _, err := counts.Get(tx, key)
	c.Entry, c.Lang = entry, lang
	if day := dayOf(at); err == nil && day.After(c.Day) {
		c.Day = day
		err = dayStarts.Put(tx, store.Key(day, entry, lang), c.Count)
	}
	if err == nil {
		by(&c.Count)
		err = counts.Put(tx, key, c)
	}
	if err != nil {
		return fmt.Errorf("entry %s: counters: %w", entry, err)
	}
	return nil
}

// dayOf is the beginning of a day in UTC.
func dayOf(at time.Time) time.Time { return at.UTC().Truncate(24 * time.Hour) }

// Counts returns the counters of an entry by language, or of all entries for an empty ID.
func Counts(tx store.Tx, entry string) ([]Count, error) {
	var prefix []byte
	if entry != "" {
		prefix = store.Key(entry)
	}
	var out []Count
	for row, err := range counts.Scan(tx, prefix, nil) {
		if err != nil {
			return nil, fmt.Errorf("faq: counters: %w", err)
		}
		out = append(out, row.Value.Count)
	}
	return out, nil
}

// CountsSince tells by how much the counters of an entry, or of all, have grown since the beginning of a day, in the order of
// Counts; those that have not are left out. A vote that comes on a later day than its answer counts for the answer's day, unless
// the entry was counted anew since. Days older than KeepDays may be missing.
func CountsSince(tx store.Tx, entry string, since time.Time) ([]Count, error) {
	before := map[[2]string]Count{}
	for row, err := range dayStarts.Scan(tx, nil, store.Key(dayOf(since))) {
		if err != nil {
			return nil, fmt.Errorf("faq: counters: %w", err)
		}
		key := [2]string{row.Value.Entry, row.Value.Lang}
		if _, known := before[key]; !known {
			before[key] = row.Value
		}
	}
	all, err := Counts(tx, entry)
	var out []Count
	for _, c := range all {
		if b, grown := before[[2]string{c.Entry, c.Lang}]; grown {
			out = append(out, c.minus(b))
		}
	}
	return out, err
}

// minus takes away the numbers of an earlier state of the counter; a vote that was taken back may have left it lower.
func (c Count) minus(o Count) Count {
	less := func(a, b uint64) uint64 { return a - min(a, b) }
	c.Shown, c.Helped, c.NotHelped = less(c.Shown, o.Shown), less(c.Helped, o.Helped), less(c.NotHelped, o.NotHelped)
	c.Escalated, c.Suppressed = less(c.Escalated, o.Escalated), less(c.Suppressed, o.Suppressed)
	return c
}

// Plus adds the numbers of another counter.
func (c Count) Plus(o Count) Count {
	c.Entry, c.Lang = cmp.Or(c.Entry, o.Entry), cmp.Or(c.Lang, o.Lang)
	c.Shown, c.Helped, c.NotHelped = c.Shown+o.Shown, c.Helped+o.Helped, c.NotHelped+o.NotHelped
	c.Escalated, c.Suppressed = c.Escalated+o.Escalated, c.Suppressed+o.Suppressed
	return c
}

// PruneDays forgets the beginnings of days before the time before, looking at n of them.
func PruneDays(tx store.Tx, before time.Time, n int) error {
	var gone [][]byte
	for k := range tx.Scan(dayStarts.Name, nil, nil) {
		if bytes.Compare(k, store.Key(dayOf(before))) >= 0 || len(gone) == n {
			break
		}
		gone = append(gone, slices.Clone(k))
	}
	for _, k := range gone {
		if err := dayStarts.Delete(tx, k); err != nil {
			return fmt.Errorf("faq: counters: %w", err)
		}
	}
	return nil
}
