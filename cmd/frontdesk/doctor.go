package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"frontdesk/bots"
	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/bots/words"
	"frontdesk/chat"
	"frontdesk/internal/control"
)

type doctorCmd struct {
	JSON bool `help:"One JSON object a finding and line." name:"json"`
}

// Run proves the set-up by doing: what the program needs on this machine, and what it may do on the platforms. Errors make the
// exit status 1, warnings alone leave it at 0. While a frontdesk serves from the data directory, that one examines its platforms.
func (c doctorCmd) Run(ctx context.Context, a *app, io streams, env environment) error {
	e := &examination{app: a, env: env}
	if err := e.all(ctx, io); err != nil {
		return err
	}
	w, err := words.Load()
	if err != nil {
		return err
	}
	return e.print(io.out, w, c.JSON)
}

// examination is what is found out about a set-up.
type examination struct {
	*app
	env      environment
	findings []areaFinding
}

// areaFinding is a finding and what it is about: configuration, tokens, data, store, http, faq, roster, clock, or a platform.
type areaFinding struct {
	Area string
	chat.Finding
}

// add takes findings over. Every platform's clock is the same one.
func (e *examination) add(area string, found ...chat.Finding) {
	for _, f := range found {
		at := area
		if strings.HasPrefix(f.Says.ID, "exam-clock-") {
			at = "clock"
			if e.has(at) {
				continue
			}
		}
		e.findings = append(e.findings, areaFinding{at, f})
	}
}

func (e *examination) has(area string) bool {
	for _, f := range e.findings {
		if f.Area == area {
			return true
		}
	}
	return false
}

func (e *examination) wrong(area string, says, fix *chat.Phrase) {
	e.add(area, chat.Finding{Level: chat.Wrong, Says: says, Fix: fix})
}

func (e *examination) doubt(area string, says, fix *chat.Phrase) {
	e.add(area, chat.Finding{Level: chat.Doubt, Says: says, Fix: fix})
}

// all examines everything; an error is ctx's.
func (e *examination) all(ctx context.Context, io streams) error {
	c := e.configuration()
	tokens := e.tokens(c)
	e.directory()
	serving := e.askServing(ctx, io)
	if !serving {
		e.store(ctx)
	}
	e.http(ctx, serving)
	e.faq(ctx, c, io)
	if c != nil {
		e.roster(c)
		e.offices(c)
	}
	if c != nil && !serving {
		if err := e.platforms(ctx, c, tokens); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// listenTime is how long another receiver of a bot's events is listened for: longer than others wait before they try again.
const listenTime = 6 * time.Second

// platforms examines each platform that has a token, with adapters that do not serve.
func (e *examination) platforms(ctx context.Context, c *configuration, tokens map[chat.Platform]string) error {
	w, err := words.Load()
	if err != nil {
		return err
	}
	d := &desk{words: w, log: zerolog.Nop(), metrics: prometheus.NewRegistry()}
	listen := e.env.listen
	if listen == 0 {
		listen = listenTime
	}
	for _, p := range sorted(tokens) {
		config := c.hub.Platforms[p]
		var ad chat.Adapter
		switch p {
		case telegram.Platform:
			ad, err = d.telegram(tokens[p], config, e.env)
		case discord.Platform:
			if c.Discord == nil {
				continue // which is a finding already
			}
			ad, err = d.discord(tokens[p], c.Discord, config, e.env)
		}
		if err != nil {
			e.wrong(string(p), chat.Say("exam-token", "problem", err.Error()), chat.Say("exam-token-fix"))
			continue
		}
		set := setupOf(config)
		set.Listen = listen
		if ex, ok := ad.(chat.Examiner); ok {
			e.add(string(p), ex.Examine(ctx, set)...)
		}
	}
	return nil
}

// setupOf is a platform's configuration as its adapter examines it.
func setupOf(p bots.PlatformConfig) chat.Setup {
	return chat.Setup{
		Watched: p.Watched, Support: p.Place.Support, Staff: p.Place.Staff, Queue: p.Place.Queue, Moderators: p.Moderators, Log: p.Place.Log,
		Offices: sorted(p.Roles), Try: true,
	}
}

// askServing has the process that serves from the data directory, if there is one, examine its platforms.
func (e *examination) askServing(ctx context.Context, io streams) bool {
	var out strings.Builder
	err := control.Call(ctx, e.Data, control.Request{Name: (&doctorErrand{}).name(), Args: []byte("{}")}, control.Streams{In: io.in, Out: &out, Err: io.err})
	if errors.Is(err, control.ErrNobody) {
		return false
	}
	for line := range strings.Lines(out.String()) {
		var f areaFinding
		if bad := json.Unmarshal([]byte(line), &f); bad != nil {
			err = errors.Join(err, bad)
			continue
		}
		e.add(f.Area, f.Finding)
	}
	if err != nil && ctx.Err() == nil {
		e.wrong("store", chat.Say("exam-serving", "directory", e.Data, "error", err.Error()), chat.Say("exam-serving-fix"))
	}
	return true
}

// doctorErrand examines the platforms of the process that serves.
type doctorErrand struct{}

func (*doctorErrand) name() string { return "doctor" }

// bare: what is wrong must be found wherever the FAQ cannot be read.
func (*doctorErrand) bare() {}

func (*doctorErrand) do(ctx context.Context, d *desk, io streams) error {
	enc := json.NewEncoder(io.out)
	for _, ad := range d.adapters {
		ex, ok := ad.(chat.Examiner)
		if !ok {
			continue
		}
		set := setupOf(d.places[ad.Platform()])
		set.Serving = true
		for _, f := range ex.Examine(ctx, set) {
			if err := enc.Encode(areaFinding{string(ad.Platform()), f}); err != nil {
				return err
			}
		}
	}
	return ctx.Err()
}

// print writes what was found; an error tells that there is one.
func (e *examination) print(out io.Writer, w *words.Catalogue, asJSON bool) error {
	count := map[chat.Level]int{}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, f := range e.findings {
		count[f.Level]++
		says, fix := w.Text(f.Says, "en"), w.Text(f.Fix, "en")
		var err error
		if asJSON {
			err = enc.Encode(struct {
				Level   chat.Level `json:"level"`
				Area    string     `json:"area"`
				Finding string     `json:"finding"`
				Fix     string     `json:"fix"`
				Code    string     `json:"code"`
			}{f.Level, f.Area, says, fix, strings.TrimPrefix(f.Says.ID, "exam-")})
		} else {
			_, err = fmt.Fprintf(out, "%-7s  %s: %s\n         → %s\n", f.Level, f.Area, strings.ReplaceAll(says, "\n", "\n         "), fix)
		}
		if err != nil {
			return err
		}
	}
	if !asJSON {
		fmt.Fprintf(out, "errors: %d, warnings: %d\n", count[chat.Wrong], count[chat.Doubt])
	}
	if n := count[chat.Wrong]; n > 0 {
		return fmt.Errorf("errors in the set-up: %d", n)
	}
	return nil
}
