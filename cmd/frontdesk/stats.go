package main

import (
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"
	"time"

	"frontdesk/faq"
	"frontdesk/store"
)

type faqStatsCmd struct {
	ID   string `arg:"" optional:"" help:"Entry; default: all of them."`
	JSON bool   `help:"One JSON object a line: an entry in a language." name:"json"`
}

// Run prints what became of the answers, by entry and language.
func (c faqStatsCmd) Run(ctx context.Context, a *app, io streams) error {
	return send(ctx, a, &faqStats{ID: c.ID, JSON: c.JSON}, io)
}

// faqStats prints the counters of answers: since the store was made, and of the last 7 and 30 days.
type faqStats struct {
	ID   string
	JSON bool
}

// statistic is an entry in a language as --json prints it.
type statistic struct {
	Entry string `json:"entry"`
	Lang  string `json:"lang"`
	tally
	Week  tally `json:"last_7_days"`
	Month tally `json:"last_30_days"`
	Muted bool  `json:"muted"`
}

// tally is what became of answers in some time.
type tally struct {
	Shown      uint64 `json:"shown"`
	Helped     uint64 `json:"helped"`
	NotHelped  uint64 `json:"not_helped"`
	Escalated  uint64 `json:"escalated"`
	Suppressed uint64 `json:"suppressed"`
}

func tallyOf(c faq.Count) tally {
	return tally{Shown: c.Shown, Helped: c.Helped, NotHelped: c.NotHelped, Escalated: c.Escalated, Suppressed: c.Suppressed}
}

func (*faqStats) name() string { return "faq stats" }

func (f *faqStats) do(ctx context.Context, d *desk, io streams) error {
	var rows []statistic
	if err := d.store.View(ctx, func(tx store.Tx) (err error) {
		rows, err = statistics(tx, f.ID, time.Now())
		return err
	}); err != nil {
		return err
	}
	if f.JSON {
		enc := json.NewEncoder(io.out)
		enc.SetEscapeHTML(false)
		for _, r := range rows {
			if err := enc.Encode(r); err != nil {
				return err
			}
		}
		return nil
	}
	if len(rows) == 0 {
		_, err := fmt.Fprintln(io.out, "no answer was given yet")
		return err
	}
	w := tabwriter.NewWriter(io.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "entry\tlang\tshown\thelped\tdid not\tto staff\theld back\t7 days\t30 days\t")
	for _, r := range rows {
		muted := ""
		if r.Muted {
			muted = "muted"
		}
		fmt.Fprintf(w, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%s\n", r.Entry, r.Lang, r.Shown, r.Helped, r.NotHelped, r.Escalated, r.Suppressed,
			r.Week.Shown, r.Month.Shown, muted)
	}
	return w.Flush()
}

// statistics reads the counters of an entry, or of all for an empty ID, in the order of IDs and languages.
func statistics(tx store.Tx, id string, now time.Time) ([]statistic, error) {
	all, err := faq.Counts(tx, id)
	if err != nil {
		return nil, err
	}
	mutes, err := faq.Muted(tx, id)
	if err != nil {
		return nil, err
	}
	muted := map[[2]string]bool{}
	for _, m := range mutes {
		muted[[2]string{m.Entry, m.Lang}] = true
	}
	recent := func(days int) (map[[2]string]tally, error) {
		out := map[[2]string]tally{}
		cs, err := faq.CountsSince(tx, id, now.AddDate(0, 0, -days))
		for _, c := range cs {
			out[[2]string{c.Entry, c.Lang}] = tallyOf(c)
		}
		return out, err
	}
	week, err := recent(7)
	if err != nil {
		return nil, err
	}
	month, err := recent(30)
	if err != nil {
		return nil, err
	}
	var rows []statistic
	for _, c := range all {
		key := [2]string{c.Entry, c.Lang}
		rows = append(rows, statistic{Entry: c.Entry, Lang: c.Lang, tally: tallyOf(c), Week: week[key], Month: month[key], Muted: muted[key]})
	}
	return rows, nil
}
