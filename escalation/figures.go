package escalation

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"frontdesk/store"
)

// Figures are what happened in one day to the tickets of one language and tier. They hold nothing of any member, so they
// outlast the tickets.
type Figures struct {
	Day  string `json:"day"` // of the community's calendar: 2026-11-22
	Lang string `json:"lang,omitempty"`
	Tier string `json:"tier,omitempty"`

	Opened   uint64 `json:"opened,omitempty"`
	Reopened uint64 `json:"reopened,omitempty"`
	Claimed  uint64 `json:"claimed,omitempty"`
	Solved   uint64 `json:"solved,omitempty"`
	Closed   uint64 `json:"closed,omitempty"`

	// How long members waited, by the hour of the calendar in which their tickets were opened.
	Answers   map[int]Spread `json:"answers,omitempty"`   // for the staff's first word
	Solutions map[int]Spread `json:"solutions,omitempty"` // until it was solved or closed, of those that the staff had answered

	Ratings [5]uint64 `json:"ratings,omitzero"` // of one star, of two …
}

// Counted is something that Figures count, for whoever watches as it happens.
type Counted struct {
	What  string        // opened, reopened, claimed, solved, closed, first_answer, solution, rating
	Tier  string        // of the ticket
	Took  time.Duration // a first answer, a solution
	Stars int           // a rating
}

// Watch is how what happens is counted.
type Watch struct {
	Calendar *time.Location // by which days are told apart; nil: the zone of the working hours
	Counted  func(Counted)  // told of all that figures count; nil: nobody. A transaction that is run again tells it again
}

// KeepFigures is how long figures are kept.
const KeepFigures = 400 * 24 * time.Hour

var figures = store.Table[Figures]{Name: "figure"} // day‖language‖tier

// figure changes the figures of a ticket's language and tier on the day of at.
func (d *Desk) figure(tx store.Tx, t *Ticket, at time.Time, c Counted, by func(f *Figures, hour int)) error {
	f := Figures{Day: d.day(at), Lang: t.Lang, Tier: t.Tier}
	key := store.Key(f.Day, f.Lang, f.Tier)
	was, ok, err := figures.Get(tx, key)
	if err != nil {
		return fmt.Errorf("figures of %s: %w", f.Day, err)
	}
	if ok {
		f = was
	}
	by(&f, t.Opened.In(d.calendar()).Hour())
	if err := figures.Put(tx, key, f); err != nil {
		return fmt.Errorf("figures of %s: %w", f.Day, err)
	}
	if d.Watch.Counted != nil {
		c.Tier = t.Tier
		d.Watch.Counted(c)
	}
	return nil
}

// calendar is the zone by whose calendar days are told apart: that of the digest, else the desk's.
func (d *Desk) calendar() *time.Location {
	if d.Watch.Calendar == nil {
		return d.Policy.Hours.zone()
	}
	return d.Watch.Calendar
}

func (d *Desk) day(at time.Time) string { return at.In(d.calendar()).Format(time.DateOnly) }

// entered counts a state that a ticket has just entered from another one, in which it was since a time.
func (d *Desk) entered(tx store.Tx, t *Ticket, from State, since, at time.Time) error {
	add := func(what string, n func(*Figures) *uint64) error {
		return d.figure(tx, t, at, Counted{What: what}, func(f *Figures, _ int) { *n(f)++ })
	}
	var err error
	switch to := t.State; {
	case from == "":
		err = add("opened", func(f *Figures) *uint64 { return &f.Opened })
	case from == Closed:
		err = add("reopened", func(f *Figures) *uint64 { return &f.Reopened })
	case to.Held() && !from.Held() && from != Solved:
		err = add("claimed", func(f *Figures) *uint64 { return &f.Claimed })
	case to == Solved:
		err = add("solved", func(f *Figures) *uint64 { return &f.Solved })
	case to == Closed:
		err = add("closed", func(f *Figures) *uint64 { return &f.Closed })
	}
	if err != nil || t.State != Closed || t.Timed || t.Clock.Answered.IsZero() {
		return err
	}
	t.Timed = true
	took := at.Sub(t.Opened)
	if from == Solved {
		took = since.Sub(t.Opened)
	}
	return d.figure(tx, t, at, Counted{What: "solution", Took: took}, func(f *Figures, hour int) { addTo(&f.Solutions, hour, took) })
}

// firstAnswer counts how long the member waited for the staff's first word.
func (d *Desk) firstAnswer(tx store.Tx, t *Ticket, at time.Time) error {
	took := at.Sub(t.Opened)
	return d.figure(tx, t, at, Counted{What: "first_answer", Took: took}, func(f *Figures, hour int) { addTo(&f.Answers, hour, took) })
}

// rated counts a member's rating.
func (d *Desk) rated(tx store.Tx, t *Ticket, stars int, at time.Time) error {
	return d.figure(tx, t, at, Counted{What: "rating", Stars: stars}, func(f *Figures, _ int) { f.Ratings[stars-1]++ })
}

func addTo(hours *map[int]Spread, hour int, took time.Duration) {
	if *hours == nil {
		*hours = map[int]Spread{}
	}
	s := (*hours)[hour]
	s.Add(took)
	(*hours)[hour] = s
}

// FiguresBetween returns the figures of the days from first to last, both included, in the order of days, languages and tiers.
func FiguresBetween(tx store.Tx, first, last string) (out []Figures, err error) {
	for row, err := range figures.Scan(tx, nil, store.Key(first)) {
		if err != nil {
			return nil, fmt.Errorf("figures: %w", err)
		}
		if row.Value.Day > last {
			break
		}
		out = append(out, row.Value)
	}
	return out, nil
}

// PruneFigures forgets the figures of days before a time, n of them at the most.
func PruneFigures(tx store.Tx, before time.Time, n int) error {
	until := store.Key(before.UTC().Format(time.DateOnly))
	var gone [][]byte
	for k := range tx.Scan(figures.Name, nil, nil) {
		if bytes.Compare(k, until) >= 0 || len(gone) == n {
			break
		}
		gone = append(gone, slices.Clone(k))
	}
	for _, k := range gone {
		if err := figures.Delete(tx, k); err != nil {
			return fmt.Errorf("figures: %w", err)
		}
	}
	return nil
}
