package bots

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"frontdesk/bots/figures"
	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/moderation"
	"frontdesk/store"
)

// ReportMost is how many days a report may have: older figures are not kept.
const ReportMost = 400

// Collect reads the figures of n days, 1 to ReportMost, that end with the day of at in the calendar of a zone, and what stands now.
// Top is what is asked most and not answered, see TopQuestions; it may be nil.
func Collect(tx store.Tx, zone *time.Location, at time.Time, n int, top []figures.Question) (*figures.Report, error) {
	last := at.In(zone)
	first := last.AddDate(0, 0, 1-n)
	r := &figures.Report{From: first.Format(time.DateOnly), To: last.Format(time.DateOnly), Zone: zone.String(), Questions: top}
	c := collector{Report: r, days: map[string]*times{}, hours: map[string]*times{}, langs: map[string]*times{}, tiers: map[string]*times{}}
	for d := range n {
		c.days[first.AddDate(0, 0, d).Format(time.DateOnly)] = &times{}
	}
	if err := c.questions(tx); err != nil {
		return nil, err
	}
	if err := c.tickets(tx); err != nil {
		return nil, err
	}
	midnight := time.Date(first.Year(), first.Month(), first.Day(), 0, 0, 0, 0, zone)
	if err := c.flags(tx, midnight, zone); err != nil {
		return nil, err
	}
	c.finish()
	return r, nil
}

// collector adds up what belongs together.
type collector struct {
	*figures.Report
	all                       times
	days, hours, langs, tiers map[string]*times
}

// times are counts with the waiting times that belong to them.
type times struct {
	figures.Counts
	first, solution escalation.Spread
}

func at(m map[string]*times, name string) *times {
	if m[name] == nil {
		m[name] = &times{}
	}
	return m[name]
}

// questions adds what became of questions.
func (c *collector) questions(tx store.Tx) error {
	for row, err := range askedOn.Scan(tx, nil, store.Key(c.From)) {
		if err != nil {
			return fmt.Errorf("report: %w", err)
		}
		a := row.Value
		if a.Day > c.To {
			break
		}
		for _, t := range []*times{&c.all, at(c.days, a.Day), at(c.langs, a.Lang)} {
			t.Counts = t.Plus(a.Of)
		}
	}
	return nil
}

// tickets adds what happened to tickets, and counts those that stand open.
func (c *collector) tickets(tx store.Tx) error {
	all, err := escalation.FiguresBetween(tx, c.From, c.To)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	for _, f := range all {
		n := figures.Counts{Opened: f.Opened, Reopened: f.Reopened, Claimed: f.Claimed, Solved: f.Solved, Closed: f.Closed, Ratings: f.Ratings}
		for _, t := range []*times{&c.all, at(c.days, f.Day), at(c.langs, f.Lang), at(c.tiers, f.Tier)} {
			t.Counts = t.Plus(n)
			for _, s := range f.Answers {
				t.first.Plus(s)
			}
			for _, s := range f.Solutions {
				t.solution.Plus(s)
			}
		}
		for hour, s := range f.Answers {
			at(c.hours, fmt.Sprintf("%02d", hour)).first.Plus(s)
		}
		for hour, s := range f.Solutions {
			at(c.hours, fmt.Sprintf("%02d", hour)).solution.Plus(s)
		}
	}
	standing := map[figures.Standing]int{}
	tallies, err := escalation.Tallies(tx)
	for _, t := range tallies {
		standing[figures.Standing{State: string(t.State), Tier: t.Tier}] += t.Count
	}
	for _, s := range escalation.States {
		for k, n := range standing {
			if k.State == string(s) {
				k.Count = n
				c.Standing = append(c.Standing, k)
			}
		}
	}
	slices.SortStableFunc(c.Standing, func(a, b figures.Standing) int {
		if a.State != b.State {
			return 0
		}
		return cmp.Compare(a.Tier, b.Tier)
	})
	return err
}

// flags adds what the guard reported.
func (c *collector) flags(tx store.Tx, since time.Time, zone *time.Location) error {
	raised, unjudged, err := moderation.FlagsSince(tx, since)
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	c.Flags.Open = unjudged
	for _, f := range raised {
		day := f.At.In(zone).Format(time.DateOnly)
		if day > c.To {
			break
		}
		c.Flags.Raised++
		at(c.days, day).Flagged++
		c.all.Flagged++
		switch f.Ruling {
		case moderation.Banned:
			c.Flags.Banned++
		case moderation.Muted:
			c.Flags.Muted++
		case moderation.Dismissed:
			c.Flags.Dismissed++
		}
	}
	return nil
}

// finish turns spreads into times.
func (c *collector) finish() {
	c.Sum, c.FirstAnswer, c.Solution = c.all.Counts, of(c.all.first), of(c.all.solution)
	c.Gaps = int(c.Sum.Unanswered)
	for _, day := range sorted(c.days) {
		t := c.days[day]
		c.Days = append(c.Days, figures.Day{Day: day, Counts: t.Counts, FirstAnswer: of(t.first), Solution: of(t.solution)})
	}
	parts := func(m map[string]*times) (out []figures.Part) {
		for _, name := range sorted(m) {
			t := m[name]
			out = append(out, figures.Part{Name: name, Counts: t.Counts, FirstAnswer: of(t.first), Solution: of(t.solution)})
		}
		return out
	}
	c.Hours, c.Languages, c.Tiers = parts(c.hours), parts(c.langs), parts(c.tiers)
}

func of(s escalation.Spread) figures.Times {
	return figures.Times{Count: s.Count(), Median: int64(s.Quantile(0.5).Seconds()), P90: int64(s.Quantile(0.9).Seconds())}
}

// topMost is how many unanswered questions a report names.
const topMost = 5

// TopQuestions are the groups of questions without an answer that most members asked, of those that [faq.Book.GroupGaps] found, as
// far as they are still kept.
func TopQuestions(tx store.Tx, found []faq.Group, now time.Time) (out []figures.Question, err error) {
	for _, g := range found {
		k, ruling, err := g.Read(tx, now)
		if err != nil || ruling != nil || len(k.Wordings) == 0 {
			continue // forgotten or settled meanwhile
		}
		if len(out) == topMost {
			break
		}
		out = append(out, figures.Question{Text: shorten(k.Wordings[0].Text), Asked: len(k.Gaps), Members: k.Askers})
	}
	return out, nil
}

// chartFile is a chart of the n days that end with a day, drawn when it is fetched.
func chartFile(last string, n int) chat.File {
	return chat.File{
		Platform: escalation.Archive, Key: fmt.Sprintf("chart:%s:%d", last, n), Kind: chat.Photo, Name: "figures-" + last + ".png", MIME: "image/png",
	}
}
