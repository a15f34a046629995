// Package figures is what a community's front desk reports of its days: numbers, never names or words of members. It turns
// them into CSV and a chart; words are put to them elsewhere.
package figures

import "time"

// Report is what happened in some days, and what stands at the end of the last one.
type Report struct {
	From  string `json:"from"` // first day, in the calendar of Zone: 2026-11-22
	To    string `json:"to"`   // last day
	Zone  string `json:"zone"`
	Sum   Counts `json:"sum"`
	Days  []Day  `json:"days"` // each day from From to To, in order
	Flags Flags  `json:"flags"`

	FirstAnswer Times  `json:"first_answer"`
	Solution    Times  `json:"solution"`
	Hours       []Part `json:"hours"`     // by the hour in which the ticket was opened; those in which something was
	Languages   []Part `json:"languages"` // by the member's language
	Tiers       []Part `json:"tiers"`

	Standing  []Standing `json:"standing"`  // tickets that are not closed
	Questions []Question `json:"questions"` // what was asked most and no entry answers
	Gaps      int        `json:"gaps"`      // how many questions no entry answered
}

// Counts are how often things happened.
type Counts struct {
	Asked      uint64 `json:"asked"`      // questions that were met in any way, or kept because nothing fitted
	Answered   uint64 `json:"answered"`   // with an entry of the FAQ
	Helped     uint64 `json:"helped"`     // so their askers said
	NotHelped  uint64 `json:"not_helped"` // …
	Unanswered uint64 `json:"unanswered"` // kept as a question that no entry answers
	ToStaff    uint64 `json:"to_staff"`   // an answer was shown, and the asker went on to the staff
	Opened     uint64 `json:"opened"`     // tickets
	Reopened   uint64 `json:"reopened"`
	Claimed    uint64 `json:"claimed"`
	Solved     uint64 `json:"solved"`
	Closed     uint64 `json:"closed"`
	Flagged    uint64 `json:"flagged"` // accounts that look like an official

	Ratings [5]uint64 `json:"ratings"` // of one star, of two …
}

// Plus adds other counts.
func (c Counts) Plus(o Counts) Counts {
	c.Asked, c.Answered, c.Helped, c.NotHelped = c.Asked+o.Asked, c.Answered+o.Answered, c.Helped+o.Helped, c.NotHelped+o.NotHelped
	c.Unanswered, c.ToStaff, c.Flagged = c.Unanswered+o.Unanswered, c.ToStaff+o.ToStaff, c.Flagged+o.Flagged
	c.Opened, c.Reopened, c.Claimed, c.Solved, c.Closed = c.Opened+o.Opened, c.Reopened+o.Reopened, c.Claimed+o.Claimed, c.Solved+o.Solved, c.Closed+o.Closed
	for i, n := range o.Ratings {
		c.Ratings[i] += n
	}
	return c
}

// Rated is how many ratings there were, and their mean; 0 without any.
func (c Counts) Rated() (n uint64, mean float64) {
	var stars uint64
	for i, k := range c.Ratings {
		n, stars = n+k, stars+uint64(i+1)*k
	}
	if n == 0 {
		return 0, 0
	}
	return n, float64(stars) / float64(n)
}

// Day is one day of a report.
type Day struct {
	Day string `json:"day"`
	Counts
	FirstAnswer Times `json:"first_answer"`
	Solution    Times `json:"solution"`
}

// Part is what belongs to one hour, language or tier.
type Part struct {
	Name string `json:"name"` // "09", "zh", "technical"; a tier without a name is the first line
	Counts
	FirstAnswer Times `json:"first_answer"`
	Solution    Times `json:"solution"`
}

// Times are how long members waited, in seconds. They are read from a histogram and right within a tenth.
type Times struct {
	Count  uint64 `json:"count"`
	Median int64  `json:"median_s"`
	P90    int64  `json:"p90_s"`
}

// Of returns the times as durations.
func (t Times) Of() (median, p90 time.Duration) {
	return time.Duration(t.Median) * time.Second, time.Duration(t.P90) * time.Second
}

// Standing is how many tickets stand in a state at a tier.
type Standing struct {
	State string `json:"state"`
	Tier  string `json:"tier"`
	Count int    `json:"count"`
}

// Question is a group of questions that no entry answers.
type Question struct {
	Text    string `json:"text"` // without secrets, in the words of one of those who asked
	Asked   int    `json:"asked"`
	Members int    `json:"members"`
}

// Flags are what the guard reported, and what moderators made of it.
type Flags struct {
	Raised    int `json:"raised"`
	Open      int `json:"open"` // nobody has judged them yet, of whatever day
	Banned    int `json:"banned"`
	Muted     int `json:"muted"`
	Dismissed int `json:"dismissed"`
}

// Quiet reports whether nothing happened and nothing waits.
func (r *Report) Quiet() bool { return r.Sum == Counts{} && len(r.Standing) == 0 }
