package bots

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"frontdesk/bots/figures"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/store"
)

// asked is what became of questions on one day, in one language. It holds nothing of any member.
type asked struct {
	Day  string         `json:"day"`
	Lang string         `json:"lang,omitempty"`
	Of   figures.Counts `json:"of"`
}

var askedOn = store.Table[asked]{Name: "asked"} // day‖language

// tally changes the counters of a day and a language.
func (h *Hub) tally(tx store.Tx, at time.Time, lang string, by func(*figures.Counts)) error {
	day := at.In(h.calendar()).Format(time.DateOnly)
	lang, _, _ = strings.Cut(lang, "-")
	key := store.Key(day, lang)
	a, _, err := askedOn.Get(tx, key)
	if err == nil {
		a.Day, a.Lang = day, lang
		by(&a.Of)
		err = askedOn.Put(tx, key, a)
	}
	if err != nil {
		return fmt.Errorf("figures of %s: %w", day, err)
	}
	return nil
}

// calendar is the zone by whose calendar days are told apart.
func (h *Hub) calendar() *time.Location { return h.cfg.Calendar() }

// tallySaid counts a question by how it was met.
func (h *Hub) tallySaid(tx store.Tx, a faq.Answered) error {
	return h.tally(tx, a.At, a.Lang, func(c *figures.Counts) {
		c.Asked++
		if a.Said == faq.SaidAnswer || a.Said == faq.SaidPointer {
			c.Answered++
		}
	})
}

// tallyGap counts a question that no entry answers. One that was met with titles or an offer was counted as asked before.
func (h *Hub) tallyGap(tx store.Tx, g faq.Gap) error {
	if !slices.Contains([]faq.Why{faq.WhySilent, faq.WhyUnchosen, faq.WhyOffered}, g.Why) {
		return nil
	}
	return h.tally(tx, g.At, g.Lang, func(c *figures.Counts) {
		c.Unanswered++
		if g.Why == faq.WhySilent {
			c.Asked++
		}
	})
}

// tallyVote counts an asker's vote, in place of an earlier one.
func (h *Hub) tallyVote(tx store.Tx, a faq.Answered, was, is faq.Vote) error {
	return h.tally(tx, a.At, a.Lang, func(c *figures.Counts) {
		for v, n := range map[faq.Vote]*uint64{faq.Helped: &c.Helped, faq.NotHelped: &c.NotHelped} {
			if was == v && *n > 0 {
				*n--
			}
			if is == v {
				*n++
			}
		}
	})
}

// pruneAsked forgets days before a time, n of them at the most.
func pruneAsked(tx store.Tx, before time.Time, n int) error {
	until := store.Key(before.UTC().Format(time.DateOnly))
	var gone [][]byte
	for k := range tx.Scan(askedOn.Name, nil, nil) {
		if bytes.Compare(k, until) >= 0 || len(gone) == n {
			break
		}
		gone = append(gone, slices.Clone(k))
	}
	for _, k := range gone {
		if err := askedOn.Delete(tx, k); err != nil {
			return err
		}
	}
	return nil
}

// counted tells the metrics of what the desk counts.
func (m *metrics) counted(c escalation.Counted) {
	switch tier := tierLabel(c.Tier); c.What {
	case "first_answer":
		m.firstAnswer.WithLabelValues(tier).Observe(c.Took.Seconds())
	case "solution":
		m.solution.WithLabelValues(tier).Observe(c.Took.Seconds())
	case "rating":
		m.ratings.WithLabelValues(string(rune('0' + c.Stars))).Inc()
	default:
		m.tickets.WithLabelValues(c.What, tier).Inc()
	}
}

// tierLabel names the first line, which has no name.
func tierLabel(tier string) string {
	if tier == "" {
		return "first"
	}
	return tier
}
