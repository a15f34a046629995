package bots

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/moderation"
	"frontdesk/outbox"
	"frontdesk/store"
)

// checkup is a moderator's wish to have the FAQ examined. It is kept until the findings are told, over restarts too: a large
// FAQ takes seconds, which no transaction may.
type checkup struct {
	Room    chat.RoomID    `json:"room"` // where the findings are told: a room, or the wish's own interaction
	ReplyTo chat.MessageID `json:"reply_to,omitzero"`
	Lang    string         `json:"lang"`
	At      time.Time      `json:"at"`
}

var checkups = store.Table[checkup]{Name: "checkup"} // room

// doctorCommand examines the FAQ.
func (d declarer) doctorCommand() command {
	return d.define("faq doctor", chat.Moderator, (*Hub).cmdFAQDoctor)
}

// cmdFAQDoctor keeps the wish and wakes the examiner, who reads it in a transaction after this one.
func (h *Hub) cmdFAQDoctor(tx store.Tx, c *call) ([]chat.Action, error) {
	w := checkup{Room: c.room(), Lang: c.lang, At: c.meta.At}
	if c.meta.Answer.IsZero() && !c.aside {
		w.ReplyTo = c.message
	}
	if err := checkups.Put(tx, store.Key(w.Room), w); err != nil {
		return nil, err
	}
	select {
	case h.wishes <- struct{}{}:
	default: // the examiner is to look anyway
	}
	return []chat.Action{c.say(chat.Say("doctor-begun"))}, nil
}

// examine carries out checkups and listings until ctx ends, beside the traffic. Who asks whether it is idle is told when no
// wish that was committed before is left.
func (h *Hub) examine(ctx context.Context) {
	for {
		var asked chan struct{}
		select {
		case <-ctx.Done():
			return
		case <-h.wishes:
		case asked = <-h.idle:
		}
		if err := errors.Join(survive(ctx, h.checkUp), survive(ctx, h.list)); err != nil && ctx.Err() == nil && !errors.Is(err, ErrStopped) {
			h.log.Error().Err(err).Msg("what was wished of the FAQ could not be done; the wish is kept until the next one, or the next start")
		}
		if asked != nil {
			close(asked)
		}
	}
}

// survive makes an error of a panic: what is done beside the traffic never ends it.
func survive(ctx context.Context, do func(context.Context) error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return do(ctx)
}

// checkUp examines the FAQ once for all who wait for it.
func (h *Hub) checkUp(ctx context.Context) error {
	var waiting []checkup
	err := h.update(ctx, func(tx store.Tx) error { // after whatever was committed with the wish
		waiting = waiting[:0]
		for row, err := range checkups.Scan(tx, nil, nil) {
			if err != nil {
				return err
			}
			waiting = append(waiting, row.Value)
		}
		return nil
	})
	if err != nil || len(waiting) == 0 {
		return err
	}
	var es []faq.Entry
	if err := h.store.View(ctx, func(tx store.Tx) (err error) { es, err = h.book.Export(tx); return err }); err != nil {
		return err
	}
	found, err := faq.Diagnose(ctx, es, faq.Checkup{
		Index: faq.Options{Workers: 1}, Now: h.now(), Variables: h.fills(), Unofficial: Unofficial(h.official().Directory, h.fills()),
	})
	if err != nil {
		return err
	}
	return h.update(ctx, func(tx store.Tx) error {
		now := h.now()
		for i, w := range waiting {
			if err := fulfil(tx, w); err != nil {
				return err
			}
			c := &call{meta: &chat.Meta{Room: w.Room, At: now}, lang: w.Lang, message: w.ReplyTo}
			a := c.say(diagnosis(found, len(es)))
			a.Priority = chat.Relay
			key := fmt.Sprintf("checkup/%s/%d", now.UTC().Format(time.RFC3339Nano), i)
			if err := outbox.Enqueue(tx, now, h.ready(key, a)...); err != nil {
				return err
			}
		}
		return nil
	})
}

// fulfil forgets a wish, unless somebody wished the same meanwhile: of what was written since, the findings say nothing.
func fulfil(tx store.Tx, w checkup) error {
	key := store.Key(w.Room)
	now, ok, err := checkups.Get(tx, key)
	if err != nil || !ok || !now.At.Equal(w.At) {
		return err
	}
	return checkups.Delete(tx, key)
}

// Unofficial finds what an entry may not show the readers of a language without somebody having looked: links, addresses and
// handles that the roster does not name, in title and answer, behind other words and on buttons too.
func Unofficial(d *moderation.Directory, vars faq.Variables) func(e *faq.Entry, lang string) []string {
	return func(e *faq.Entry, lang string) []string {
		text, spans := faq.Render(e.Answer[lang], vars, "")
		var hidden []moderation.Target
		for _, s := range spans {
			if s.Kind == chat.Link && s.URL != "" {
				hidden = append(hidden, moderation.Target{Shown: text[s.Start:s.End], URL: s.URL})
			}
		}
		for _, b := range e.Buttons {
			if url := vars.Address(b.URL); url != "" {
				hidden = append(hidden, moderation.Target{Shown: vars.Fill(inLang(b.Text, lang, Languages{}), ""), URL: url})
			}
		}
		return d.Unofficial(e.Title[lang]+"\n"+text, hidden...)
	}
}

// findingsTold is how many findings a report in a chat lists.
const findingsTold = 12

// marks of the severities.
var severityMark = map[faq.Severity]string{faq.Error: "❗", faq.Warning: "⚠️", faq.Note: "ℹ️"}

// diagnosis reports findings, worst first.
func diagnosis(found []faq.Finding, entries int) *chat.Phrase {
	n := len(found)
	if n == 0 {
		return chat.Say("doctor-healthy", "entries", strconv.Itoa(entries))
	}
	p := &chat.Phrase{ID: "doctor-head", Count: &n, Args: map[string]chat.Arg{"entries": {Text: strconv.Itoa(entries)}}}
	for i, f := range found {
		if i == findingsTold {
			p.And(chat.Say("doctor-more", "rest", strconv.Itoa(n-findingsTold)))
			break
		}
		what, do := Explain(f)
		p.And(chat.Say("doctor-line", "mark", severityMark[f.Severity], "what", what)).Lines(chat.Say("doctor-do", "do", do))
	}
	return p
}

// Explain puts a finding into words: what it is, and what to do.
func Explain(f faq.Finding) (what, do *chat.Phrase) {
	var shown []string
	for _, e := range f.Examples {
		shown = append(shown, shorten(e))
	}
	args := []any{
		"entry", f.Entry, "other", f.Other, "lang", f.Lang, "number", strconv.Itoa(f.Count), "of", strconv.Itoa(f.Of),
		"examples", "«" + strings.Join(shown, "», «") + "»",
	}
	return chat.Say("doctor-"+string(f.Defect), args...), chat.Say("todo-"+string(f.Defect), args...)
}
