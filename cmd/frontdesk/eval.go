package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"frontdesk/faq"
)

type faqEvalCmd struct {
	which
	Questions string `help:"File of lines question<TAB>entry-id; an empty ID is out of scope; a header line may name further columns, lang and class." required:"true" type:"path" placeholder:"FILE"`
	JSON      bool   `help:"The figures as one JSON object." name:"json"`
}

func (c faqEvalCmd) Run(ctx context.Context, a *app, io streams) error {
	es, err := c.entries(ctx, a, io)
	if err != nil {
		return err
	}
	rows, err := readRows(c.Questions, es, io.err)
	if err != nil {
		return err
	}
	began := time.Now()
	idx := faq.Build(es, faq.Options{})
	built := time.Since(began)
	p := newProgress(io.err, "questions", len(rows))
	defer p.stop()
	r := faq.Evaluate(idx, func(yield func(faq.Row) bool) {
		for _, row := range rows {
			if ctx.Err() != nil || !yield(row) {
				return
			}
			p.done.Add(1)
		}
	})
	p.stop()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("stopped after %d of %d questions: %w", p.done.Load(), len(rows), err)
	}
	if c.JSON {
		return json.NewEncoder(io.out).Encode(r)
	}
	return printEvaluation(io.out, r, len(es), built)
}

// readRows reads a table of test questions. An ID that is no entry is told: nothing could ever be right there.
func readRows(path string, es []faq.Entry, warn io.Writer) ([]faq.Row, error) {
	src, err := readFile("--questions", path)
	if err != nil {
		return nil, err
	}
	rows, err := faq.ReadRows(bytes.NewReader(src))
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("--questions: %s holds none; expected lines of question<TAB>entry-id", path)
	}
	known := map[string]bool{"": true}
	for _, e := range es {
		known[e.ID] = true
	}
	for _, r := range rows {
		if !known[r.Entry] {
			known[r.Entry] = true // told once
			fmt.Fprintf(warn, "--questions: %q, the entry of «%.60s», is not in the FAQ: counted as wrong\n", r.Entry, r.Question)
		}
	}
	return rows, nil
}

func printEvaluation(out io.Writer, r faq.Evaluation, entries int, built time.Duration) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "entries\t%d, built in %v\n", entries, built.Round(time.Millisecond))
	fmt.Fprintf(w, "questions\t%d in scope, %d out of scope\n", r.InScope, r.OutOfScope)
	for _, f := range []struct {
		name  string
		value float64
	}{
		{"top-1", r.Top1}, {"top-3", r.Top3}, {"MRR", r.MRR}, {"answered precision", r.AnsweredPrecision}, {"answered recall", r.AnsweredRecall},
		{"offers that hold the right entry", r.SuggestedRight}, {"out of scope, not answered", r.OutOfScopeRecall},
		{"out of scope, met with silence", r.SilentOutOfScope}, {"AUROC of confidence", r.AUROC},
	} {
		fmt.Fprintf(w, "%s\t%.3f\n", f.name, f.value)
	}
	fmt.Fprintf(w, "latency\tp50 %v, p99 %v\n", r.P50.Round(time.Microsecond), r.P99.Round(time.Microsecond))
	fmt.Fprint(w, "\nconfidence\tcount\tmean\tright\n")
	for _, b := range r.Reliability {
		fmt.Fprintf(w, "%.1f–%.1f\t%d\t%.2f\t%.2f\n", b.From, b.To, b.Count, b.Confidence, b.Right)
	}
	fmt.Fprint(w, "\ncoverage\tat confidence\tprecision\n")
	for _, o := range r.Coverage {
		fmt.Fprintf(w, "%.2f\t%.2f\t%.3f\n", o.Coverage, o.Confidence, o.Precision)
	}
	printParts(w, r.Parts)
	if len(r.Confused) > 0 {
		fmt.Fprint(w, "\nwanted\tgot\tcount\n")
	}
	for _, c := range r.Confused {
		want := c.Want
		if want == "" {
			want = "(out of scope)"
		}
		fmt.Fprintf(w, "%s\t%s\t%d\n", want, c.Got, c.Count)
	}
	return w.Flush()
}

// printParts prints the figures by language and class. What a part has no questions for is left out.
func printParts(w io.Writer, parts []faq.Part) {
	by := ""
	for _, p := range parts {
		if p.By != by {
			by = p.By
			fmt.Fprintf(w, "\n%s\tin\ttop-1\ttop-3\tanswered precision\trecall\tout\tnot answered\tsilent\tAUROC\n", by)
		}
		in, out, both := []string{"", "", "", ""}, []string{"", ""}, ""
		if p.InScope > 0 {
			in = figures(p.Top1, p.Top3, p.AnsweredPrecision, p.AnsweredRecall)
		}
		if p.OutOfScope > 0 {
			out = figures(p.OutOfScopeRecall, p.SilentOutOfScope)
		}
		if p.InScope > 0 && p.OutOfScope > 0 {
			both = figures(p.AUROC)[0]
		}
		fmt.Fprintf(w, "%s\t%d\t%s\t%d\t%s\t%s\n", p.Value, p.InScope, strings.Join(in, "\t"), p.OutOfScope, strings.Join(out, "\t"), both)
	}
}

func figures(values ...float64) (out []string) {
	for _, v := range values {
		out = append(out, strconv.FormatFloat(v, 'f', 3, 64))
	}
	return out
}
