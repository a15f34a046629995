package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"frontdesk/bots"
	"frontdesk/bots/words"
	"frontdesk/faq"
	"frontdesk/moderation"
)

type faqDoctorCmd struct {
	which
	rosterFlags
}

// Run examines the FAQ. What is an error makes the exit status 1; warnings and notes leave it at 0. Without a roster, variables
// and links are not looked at: every one of them would be unknown.
func (c faqDoctorCmd) Run(ctx context.Context, a *app, io streams) error {
	es, err := c.entries(ctx, a, io)
	if err != nil {
		return err
	}
	checkup := faq.Checkup{Now: time.Now()}
	if c.Roster != "" || a.Config != "" {
		r, err := c.roster(a, io)
		if err != nil {
			return err
		}
		checkup.Variables = bots.Variables(r)
		checkup.Unofficial = bots.Unofficial(moderation.NewDirectory(moderation.NewLinks(moderation.NewNames(r))), checkup.Variables)
	}
	w, err := words.Load()
	if err != nil {
		return err
	}
	found, err := diagnose(ctx, es, checkup, io.err)
	if err != nil {
		return fmt.Errorf("examining %d entries: %w", len(es), err)
	}
	return printFindings(io.out, w, found, len(es), c.JSON)
}

// diagnose examines entries and shows how far that is. An interruption is waited for no longer than the training of an index
// that is under way, which is left behind.
func diagnose(ctx context.Context, es []faq.Entry, c faq.Checkup, screen io.Writer) ([]faq.Finding, error) {
	p := newProgress(screen, fmt.Sprintf("examining %d entries, percent", len(es)), 100)
	defer p.stop()
	c.Progress = func(done, total int) { p.done.Store(int64(100 * done / max(total, 1))) }
	type result struct {
		found []faq.Finding
		err   error
	}
	done := make(chan result, 1)
	go func() {
		found, err := faq.Diagnose(ctx, es, c)
		done <- result{found, err}
	}()
	select {
	case r := <-done:
		return r.found, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// finding is one as --json prints it.
type finding struct {
	Severity string     `json:"severity"`
	Defect   faq.Defect `json:"defect"`
	Entry    string     `json:"entry"`
	Other    string     `json:"other,omitempty"`
	Language string     `json:"language"`
	Count    int        `json:"count,omitempty"`
	Of       int        `json:"of,omitempty"`
	Examples []string   `json:"examples,omitempty"`
	What     string     `json:"what"`
	Do       string     `json:"do"`
}

func printFindings(out io.Writer, w *words.Catalogue, found []faq.Finding, entries int, asJSON bool) error {
	count := map[faq.Severity]int{}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, f := range found {
		count[f.Severity]++
		said, then := bots.Explain(f)
		what, do := w.Text(said, "en"), w.Text(then, "en")
		var err error
		if asJSON {
			err = enc.Encode(finding{f.Severity.String(), f.Defect, f.Entry, f.Other, f.Lang, f.Count, f.Of, f.Examples, what, do})
		} else {
			_, err = fmt.Fprintf(out, "%-7s  %s\n         → %s\n", f.Severity, what, do)
		}
		if err != nil {
			return err
		}
	}
	if !asJSON {
		fmt.Fprintf(out, "entries: %d, errors: %d, warnings: %d, notes: %d\n", entries, count[faq.Error], count[faq.Warning], count[faq.Note])
	}
	if n := count[faq.Error]; n > 0 {
		return fmt.Errorf("errors in the FAQ: %d", n)
	}
	return nil
}
