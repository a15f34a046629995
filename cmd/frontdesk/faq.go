package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"

	"frontdesk/faq"
	"frontdesk/store"
)

type bookCmd struct {
	Check  faqCheckCmd  `cmd:"" help:"Read the FAQ and name every mistake with its line."`
	Match  faqMatchCmd  `cmd:"" help:"Match one question a line from standard input."`
	Eval   faqEvalCmd   `cmd:"" help:"Measure the FAQ on a file of questions."`
	Export faqExportCmd `cmd:"" help:"Write the entries in force, edits by command included, as YAML."`
	Import faqImportCmd `cmd:"" help:"Put entries from a YAML file into the store, all or none."`
}

// entries reads and checks the FAQ named by --faq.
func entries(a *app) ([]faq.Entry, error) {
	src, name, err := readFAQ(faqPath(a.FAQ))
	if err != nil {
		return nil, err
	}
	es, err := faq.Parse(src)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return es, nil
}

type faqCheckCmd struct{}

func (faqCheckCmd) Run(a *app, io streams) error {
	es, err := entries(a)
	if err != nil {
		return err
	}
	questions := 0
	langs := map[string]int{}
	for _, e := range es {
		for lang, qs := range e.Questions {
			questions += len(qs)
			langs[lang] += len(qs)
		}
	}
	fmt.Fprintf(io.out, "%d entries, %d questions %v: in order\n", len(es), questions, langs)
	return nil
}

type faqMatchCmd struct {
	JSON      bool `help:"One JSON object a line." name:"json"`
	Addressed bool `help:"As if the bot had been spoken to."`
}

// match is a verdict as --json prints it.
type match struct {
	Question   string      `json:"question"`
	Verdict    string      `json:"verdict"`
	Entry      string      `json:"entry"`
	Confidence float64     `json:"confidence"`
	Candidates []candidate `json:"candidates"`
}

type candidate struct {
	Entry string  `json:"entry"`
	Score float64 `json:"score"`
}

func (c faqMatchCmd) Run(ctx context.Context, a *app, io streams) error {
	es, err := entries(a)
	if err != nil {
		return err
	}
	idx := faq.Build(es, faq.Options{})
	out := bufio.NewWriter(io.out)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	err = eachLine(ctx, io.in, func(line string) error {
		v := idx.Match(faq.Query{Text: line, Addressed: c.Addressed})
		m := match{Question: line, Verdict: v.Kind.String(), Entry: v.Entry, Confidence: v.Confidence, Candidates: []candidate{}}
		for _, k := range v.Candidates {
			m.Candidates = append(m.Candidates, candidate(k))
		}
		if c.JSON {
			err = enc.Encode(m)
		} else {
			_, err = fmt.Fprintf(out, "%-7s %.2f  %-24s %s\n", m.Verdict, m.Confidence, m.Entry, line)
		}
		if err == nil && isTerminal(io.out) {
			err = out.Flush()
		}
		return err
	})
	return errors.Join(err, out.Flush())
}

// eachLine calls fn with every line, empty ones too. Lines end at LF only and may be long; invalid bytes become U+FFFD.
func eachLine(ctx context.Context, in io.Reader, fn func(string) error) error {
	r := bufio.NewReaderSize(in, 64<<10)
	for ctx.Err() == nil {
		line, err := r.ReadString('\n')
		if err != nil && (!errors.Is(err, io.EOF) || line == "") {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		line = strings.TrimSuffix(line, "\n")
		if !utf8.ValidString(line) {
			line = strings.ToValidUTF8(line, "\uFFFD")
		}
		if err := fn(line); err != nil {
			return err
		}
	}
	return ctx.Err()
}

type faqEvalCmd struct {
	Questions string `help:"File of lines question<TAB>entry-id; an empty ID is out of scope, a header line is skipped." required:"" type:"existingfile" placeholder:"FILE"`
	JSON      bool   `help:"The figures as one JSON object." name:"json"`
}

func (c faqEvalCmd) Run(ctx context.Context, a *app, io streams) error {
	es, err := entries(a)
	if err != nil {
		return err
	}
	rows, err := readRows(c.Questions, es)
	if err != nil {
		return err
	}
	began := time.Now()
	idx := faq.Build(es, faq.Options{})
	built := time.Since(began)
	if err := ctx.Err(); err != nil {
		return err
	}
	r := faq.Evaluate(idx, slices.Values(rows))
	if c.JSON {
		return json.NewEncoder(io.out).Encode(r)
	}
	return printEvaluation(io.out, r, len(es), built)
}

// readRows reads a table of test questions. An ID that is no entry is a mistake: nothing could ever be right there.
func readRows(path string, es []faq.Entry) ([]faq.Row, error) {
	src, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, fmt.Errorf("questions: %w", err)
	}
	known := map[string]bool{"": true}
	for _, e := range es {
		known[e.ID] = true
	}
	var rows []faq.Row
	for i, line := range strings.Split(strings.TrimRight(string(src), "\n"), "\n") {
		question, rest, ok := strings.Cut(strings.TrimSuffix(line, "\r"), "\t")
		id, _, _ := strings.Cut(rest, "\t")
		switch {
		case i == 0 && strings.EqualFold(question, "question"), question == "" && !ok:
			continue
		case !ok:
			return nil, fmt.Errorf("questions: %s:%d: no tab; expected question<TAB>entry-id", path, i+1)
		case !known[id]:
			return nil, fmt.Errorf("questions: %s:%d: %q is no entry of the FAQ", path, i+1, id)
		}
		rows = append(rows, faq.Row{Question: question, Entry: id})
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

type faqExportCmd struct {
	Out string `help:"File to write; default: standard output." short:"o" type:"path" placeholder:"FILE"`
}

// Run writes the entries in force.
func (c faqExportCmd) Run(ctx context.Context, a *app, io streams) error {
	d, err := open(ctx, a, &settings{}, io)
	if err != nil {
		return err
	}
	defer d.close()
	var es []faq.Entry
	if err := d.store.View(ctx, func(tx store.Tx) (err error) { es, err = d.book.Export(tx); return err }); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := faq.Export(&b, es); err != nil {
		return err
	}
	if c.Out == "" {
		_, err := io.out.Write(b.Bytes())
		return err
	}
	return writeFile(c.Out, b.Bytes())
}

// writeFile replaces a file at once or not at all, for its owner alone.
func writeFile(path string, b []byte) error {
	tmp, err := os.CreateTemp(dirOf(path), ".frontdesk-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone after the rename
	if _, err := tmp.Write(b); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

func dirOf(path string) string {
	if i := strings.LastIndexByte(path, os.PathSeparator); i >= 0 {
		return path[:i+1]
	}
	return "."
}

type faqImportCmd struct {
	File string `arg:"" help:"YAML file, as export writes it." type:"existingfile"`
}

// Run puts the entries of a file into the store as edits: they win over faq.yaml from then on.
func (c faqImportCmd) Run(ctx context.Context, a *app, io streams) error {
	src, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	es, err := faq.Parse(src)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	d, err := open(ctx, a, &settings{}, io)
	if err != nil {
		return err
	}
	defer d.close()
	by := faq.Author{Name: c.File, At: time.Now()}
	changed := 0
	err = d.store.Update(ctx, func(tx store.Tx) error {
		changed = 0
		for _, e := range es {
			var seen uint64
			v, err := d.book.Get(tx, e.ID)
			if err == nil {
				seen = v.Rev
			} else if !errors.Is(err, faq.ErrNotFound) {
				return err
			}
			after, err := d.book.Put(tx, e, by, seen)
			if err != nil {
				return err
			}
			if after.Rev != seen {
				changed++
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("nothing was imported: %w", err)
	}
	fmt.Fprintf(io.out, "%d of %d entries are new or changed\n", changed, len(es))
	return nil
}
