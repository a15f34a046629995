package faq

import (
	"fmt"

	"frontdesk/chat"
	"frontdesk/store"
)

// Count is what became of an entry in a language, since the store was made.
type Count struct {
	Entry      string `json:"entry"`
	Lang       string `json:"lang"`
	Shown      uint64 `json:"shown,omitempty"`
	Helped     uint64 `json:"helped,omitempty"`
	NotHelped  uint64 `json:"not_helped,omitempty"`
	Escalated  uint64 `json:"escalated,omitempty"`  // shown, and the asker went on to staff
	Suppressed uint64 `json:"suppressed,omitempty"` // would have been shown but for cooldown, rate limit or a quiet room
}

var counts = store.Table[Count]{Name: "answer_count"} // entry‖lang → Count

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
	err = count(tx, a.Entry, a.Lang, func(c *Count) {
		c.vote(a.Vote, -1)
		c.vote(v, 1)
	})
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
	if err := count(tx, a.Entry, a.Lang, func(c *Count) { c.Escalated++ }); err != nil {
		return err
	}
	a.Escalated = true
	return putAnswer(tx, a)
}

// Suppress counts an answer that was known and not given: a rate limit, a quiet room, shadow mode.
func Suppress(tx store.Tx, entry, lang string) error {
	return count(tx, entry, lang, func(c *Count) { c.Suppressed++ })
}

func countSaid(tx store.Tx, a Answered) error {
	switch a.Said {
	case SaidAnswer:
		return count(tx, a.Entry, a.Lang, func(c *Count) { c.Shown++ })
	case SaidPointer:
		return Suppress(tx, a.Entry, a.Lang)
	}
	return nil
}

// count changes the counters of an entry; what belongs to none is not counted.
func count(tx store.Tx, entry, lang string, by func(*Count)) error {
	if entry == "" {
		return nil
	}
	key := store.Key(entry, lang)
	c, _, err := counts.Get(tx, key)
	if err == nil {
		c.Entry, c.Lang = entry, lang
		by(&c)
		err = counts.Put(tx, key, c)
	}
	if err != nil {
		return fmt.Errorf("entry %s: counters: %w", entry, err)
	}
	return nil
}

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
		out = append(out, row.Value)
	}
	return out, nil
}
