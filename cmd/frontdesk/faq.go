package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"frontdesk/faq"
)

type bookCmd struct {
	Check  faqCheckCmd  `cmd:"" help:"Read the FAQ and name every mistake with its line."`
	Match  faqMatchCmd  `cmd:"" help:"Match one question a line from standard input."`
	Eval   faqEvalCmd   `cmd:"" help:"Measure the FAQ on a file of questions."`
	Doctor faqDoctorCmd `cmd:"" help:"Find entries that take each other's questions, gaps in languages, dead variables, and say what to do."`
	Replay faqReplayCmd `cmd:"" help:"Show what the bot would have said to each message of a chat export."`
	Stats  faqStatsCmd  `cmd:"" help:"Print how often entries were shown, helped and did not."`
	Export faqExportCmd `cmd:"" help:"Write the entries in force, edits by command included, as YAML."`
	Import faqImportCmd `cmd:"" help:"Put entries from a YAML file into the store, all or none."`
}

// which chooses the FAQ that a command looks at.
type which struct {
	Stored bool `help:"Look at the entries in force, edits by command included, which lie in the store; not at the file."`
}

// source is the chosen FAQ as YAML, and what to call it.
func (w which) source(ctx context.Context, a *app, io streams) (src []byte, name string, err error) {
	if !w.Stored {
		return readFAQ(faqPath(a.FAQ))
	}
	var b bytes.Buffer
	err = send(ctx, a, &faqExport{}, streams{in: strings.NewReader(""), out: &b, err: io.err})
	return b.Bytes(), "the FAQ in the store", err
}

// entries reads and checks the chosen FAQ.
func (w which) entries(ctx context.Context, a *app, io streams) ([]faq.Entry, error) {
	src, name, err := w.source(ctx, a, io)
	if err != nil {
		return nil, err
	}
	es, err := faq.Parse(src)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return es, nil
}

type faqMatchCmd struct {
	which
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
	es, err := c.entries(ctx, a, io)
	if err != nil {
		return err
	}
	idx := faq.Build(es, faq.Options{})
	out := bufio.NewWriterSize(io.out, 64<<10)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	err = eachLine(ctx, flushing{&interruptible{ctx: ctx, in: io.in}, out}, func(line string) error {
		v := idx.Match(faq.Query{Text: line, Addressed: c.Addressed})
		m := match{Question: line, Verdict: v.Kind.String(), Entry: v.Entry, Confidence: v.Confidence, Candidates: []candidate{}}
		for _, k := range v.Candidates {
			m.Candidates = append(m.Candidates, candidate(k))
		}
		if c.JSON {
			return enc.Encode(m)
		}
		_, err := fmt.Fprintf(out, "%-7s %.2f  %-24s %s\n", m.Verdict, m.Confidence, m.Entry, line)
		return err
	})
	return errors.Join(err, out.Flush())
}
