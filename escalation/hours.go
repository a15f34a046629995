package escalation

import (
	"slices"
	"time"
)

// Hours are when the desk is open: spans of each weekday, by the wall clock of a time zone, holidays excepted. The zero Hours
// are always open. A day of the wall clock may have 23 or 25 hours; all results are real time.
type Hours struct {
	Zone     *time.Location // nil: UTC
	Open     [7][]Span      // by time.Weekday: in order, apart from each other; see Spans
	Holidays []Date         // sorted; nothing of such a day is open
}

// Span is a part of a day, in minutes of its wall clock; To is at most 1440, which is midnight.
type Span struct{ From, To int }

// Date is a day of the calendar.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

const (
	dayMinutes = 24 * 60
	// horizon is how many days are looked at: a desk that does not open within two years has no next opening.
	horizon = 2 * 366
)

// DateOf is the day of an instant in its own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// Compare orders dates.
func (d Date) Compare(o Date) int {
	switch {
	case d.Year != o.Year:
		return d.Year - o.Year
	case d.Month != o.Month:
		return int(d.Month - o.Month)
	}
	return d.Day - o.Day
}

// Always reports whether the desk never closes.
func (h *Hours) Always() bool {
	for _, spans := range h.Open {
		if len(spans) > 0 {
			return false
		}
	}
	return len(h.Holidays) == 0
}

// Add opens the desk in a span of a weekday, joined with those it touches. A span that ends before it begins goes on over
// midnight.
func (h *Hours) Add(day time.Weekday, s Span) {
	if s.To < s.From {
		h.Add((day+1)%7, Span{0, s.To})
		s.To = dayMinutes
	}
	if s.From == s.To {
		return
	}
	all := append(slices.Clone(h.Open[day]), s)
	slices.SortFunc(all, func(a, b Span) int { return a.From - b.From })
	joined := all[:1]
	for _, next := range all[1:] {
		if last := &joined[len(joined)-1]; next.From <= last.To {
			last.To = max(last.To, next.To)
		} else {
			joined = append(joined, next)
		}
	}
	h.Open[day] = joined
}

// At reports whether the desk is open.
func (h *Hours) At(now time.Time) bool {
	for s := range h.from(now, 1) {
		return !s.from.After(now)
	}
	return false
}

// Next is when the desk opens, now if it is open. It is false when that is not within two years.
func (h *Hours) Next(now time.Time) (time.Time, bool) {
	for s := range h.from(now, horizon) {
		if s.from.After(now) {
			return s.from, true
		}
		return now, true
	}
	return time.Time{}, false
}

// After is when the desk has been open for a time since an instant. It is false when that is not within two years.
func (h *Hours) After(since time.Time, open time.Duration) (time.Time, bool) {
	if h.Always() {
		return since.Add(open), true
	}
	for s := range h.from(since, horizon) {
		begin := later(s.from, since)
		if rest := s.to.Sub(begin); rest < open {
			open -= rest
			continue
		}
		return begin.Add(open), true
	}
	return time.Time{}, false
}

// Between is how long the desk was open from one instant to another, 0 if the second is not later. Of more than two years
// only the first two are counted.
func (h *Hours) Between(from, to time.Time) (open time.Duration) {
	if !to.After(from) {
		return 0
	}
	if h.Always() {
		return to.Sub(from)
	}
	for s := range h.from(from, horizon) {
		if !s.from.Before(to) {
			break
		}
		end := s.to
		if end.After(to) {
			end = to
		}
		open += end.Sub(later(s.from, from))
	}
	return open
}

type period struct{ from, to time.Time }

// from yields what is open of a number of days, as far as it ends after now, in order. Yesterday's evening can reach into
// today only as today's own span, see Add.
func (h *Hours) from(now time.Time, days int) func(func(period) bool) {
	return func(yield func(period) bool) {
		if h.Always() {
			yield(period{now, now.AddDate(0, 0, horizon)})
			return
		}
		zone := h.zone()
		day := DateOf(now.In(zone))
		for range days {
			noon := time.Date(day.Year, day.Month, day.Day, 12, 0, 0, 0, zone)
			day = DateOf(noon)
			if spans := h.Open[noon.Weekday()]; len(spans) > 0 && !h.holiday(day) {
				for _, s := range spans {
					p := period{wallClock(day, s.From, zone), wallClock(day, s.To, zone)}
					if p.to.After(now) && p.to.After(p.from) && !yield(p) {
						return
					}
				}
			}
			day.Day++
		}
	}
}

func (h *Hours) zone() *time.Location {
	if h.Zone == nil {
		return time.UTC
	}
	return h.Zone
}

func (h *Hours) holiday(d Date) bool {
	_, found := slices.BinarySearchFunc(h.Holidays, d, Date.Compare)
	return found
}

// wallClock is the instant at which a zone's clocks show a minute of a day: the first if they show it twice, and the moment
// they are put forward if they skip it.
func wallClock(d Date, minute int, zone *time.Location) time.Time {
	t := time.Date(d.Year, d.Month, d.Day, 0, minute, 0, 0, zone)
	begin, end := t.ZoneBounds()
	_, offset := t.Zone()
	wanted := time.Date(d.Year, d.Month, d.Day, 0, minute, 0, 0, time.UTC)
	switch shown := t.Add(time.Duration(offset) * time.Second); {
	case shown.After(wanted):
		return begin
	case shown.Before(wanted):
		return end
	}
	if !begin.IsZero() {
		_, before := begin.Add(-time.Nanosecond).Zone()
		if again := time.Duration(before-offset) * time.Second; again > 0 && t.Sub(begin) < again {
			return t.Add(-again)
		}
	}
	return t
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
