package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"frontdesk/bots"
	fig "frontdesk/bots/figures"
	"frontdesk/bots/words"
	"frontdesk/chat"
	"frontdesk/store"
)

type reportCmd struct {
	Days int    `help:"How many days, up to and with today; 400 at the most." default:"1"`
	Week bool   `help:"The last seven days." xor:"days"`
	CSV  bool   `help:"CSV, without names or words of members." name:"csv" xor:"format"`
	By   string `help:"The rows of the CSV: day, hour, language or tier." enum:"day,hour,language,tier" default:"day"`
	JSON bool   `help:"One JSON object." name:"json" xor:"format"`
	PNG  string `help:"Draw a chart into a file." name:"png" type:"path" placeholder:"FILE" xor:"format"`
	Lang string `help:"Language of the text." default:"en"`
}

// Run has the figures read and puts them into the form that was asked for.
func (c reportCmd) Run(ctx context.Context, a *app, io streams) error {
	cfg, err := readConfiguration(a.Config)
	if err != nil {
		return err
	}
	days := c.Days
	if c.Week {
		days = 7
	}
	if days < 1 || days > bots.ReportMost {
		return fmt.Errorf("--days %d: expected 1 to %d", days, bots.ReportMost)
	}
	var b bytes.Buffer
	if err := send(ctx, a, &report{Days: days, Zone: cfg.hub.Calendar().String()}, streams{in: io.in, out: &b, err: io.err}); err != nil {
		return err
	}
	if c.JSON {
		_, err := io.out.Write(b.Bytes())
		return err
	}
	var r fig.Report
	if err := json.Unmarshal(b.Bytes(), &r); err != nil {
		return fmt.Errorf("the figures do not read: %w", err)
	}
	switch {
	case c.CSV:
		return r.CSV(io.out, c.By)
	case c.PNG != "":
		var chart bytes.Buffer
		if err := r.Chart(&chart); err != nil {
			return err
		}
		return writeFile(c.PNG, chart.Bytes())
	}
	return c.text(&r, io)
}

// text prints the figures as the staff is told them.
func (c reportCmd) text(r *fig.Report, io streams) error {
	w, err := words.Load()
	if err != nil {
		return err
	}
	say := func(p *chat.Phrase) string { return w.Text(p, c.Lang) }
	var b strings.Builder
	b.WriteString(say(chat.Say("digest-days", "from", r.From, "to", r.To)) + " (" + r.Zone + ")\n\n")
	b.WriteString(bots.DigestTable(r, func(id string) string { return say(chat.Say(id)) }) + "\n")
	for i, q := range r.Questions {
		if i == 0 {
			b.WriteString("\n" + say(chat.Say("digest-questions")) + "\n")
		}
		fmt.Fprintf(&b, "%d. %s (%d)\n", i+1, q.Text, q.Members)
	}
	_, err = fmt.Fprint(io.out, b.String())
	return err
}

// report prints the figures of some days as one JSON object.
type report struct {
	Days int
	Zone string
}

func (*report) name() string { return "report" }

func (r *report) do(ctx context.Context, d *desk, io streams) error {
	zone, err := time.LoadLocation(r.Zone)
	if err != nil {
		return fmt.Errorf("time zone: %w", err)
	}
	if idx, _ := d.book.Snapshot(); idx == nil { // nobody serves: what is answered by now is not known yet
		if err := d.book.Rebuild(ctx); err != nil {
			return err
		}
	}
	found, err := d.book.GroupGaps(ctx)
	if err != nil {
		return err
	}
	var out *fig.Report
	if err := d.store.View(ctx, func(tx store.Tx) error {
		top, err := bots.TopQuestions(tx, found, time.Now())
		if err == nil {
			out, err = bots.Collect(tx, zone, time.Now(), r.Days, top)
		}
		return err
	}); err != nil {
		return err
	}
	enc := json.NewEncoder(io.out)
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}
