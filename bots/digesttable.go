package bots

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/width"

	"frontdesk/bots/figures"
)

// tableWide is how many columns a table has: a phone held upright shows as many in type of one width.
const tableWide = 32

// DigestTable is a report as lines of one width, label to the left and figures to the right. Label puts the name of a phrase into
// the reader's language.
func DigestTable(r *figures.Report, label func(string) string) string {
	t := table{label: label}
	n := r.Sum
	t.row("figure-asked", count(n.Asked))
	t.row("figure-answered", share(n.Answered, n.Asked))
	t.row("figure-helped", pair(n.Helped, n.NotHelped))
	t.row("figure-unanswered", count(n.Unanswered))
	t.row("figure-to-staff", count(n.ToStaff))
	t.row("figure-opened", count(n.Opened))
	t.some("figure-reopened", n.Reopened)
	t.row("figure-claimed", count(n.Claimed))
	t.some("figure-solved", n.Solved)
	t.row("figure-closed", count(n.Closed))
	if rated, mean := n.Rated(); rated > 0 {
		t.row("figure-rating", fmt.Sprintf("%.1f ★ (%d)", mean, rated))
		t.line(starLine(n.Ratings), "")
	}
	if f := r.Flags; f != (figures.Flags{}) {
		t.row("figure-flags", pair(uint64(f.Raised), uint64(f.Open)))
		if f.Banned+f.Muted > 0 {
			t.row("figure-banned", pair(uint64(f.Banned), uint64(f.Muted)))
		}
	}
	if r.FirstAnswer.Count+r.Solution.Count > 0 {
		t.gap()
		t.line("", label("figure-head"))
		t.row("figure-first", spans(r.FirstAnswer))
		t.row("figure-solution", spans(r.Solution))
		t.parts("figure-languages", r.Languages)
		t.parts("figure-hours", bands(r.Hours))
	}
	if len(r.Standing) > 0 {
		t.gap()
		total := 0
		for _, s := range r.Standing {
			total += s.Count
		}
		t.row("figure-standing", strconv.Itoa(total))
		for _, s := range r.Standing {
			name := "  " + label("state-"+s.State)
			if s.Tier != "" {
				name += ", " + s.Tier
			}
			t.line(name, strconv.Itoa(s.Count))
		}
	}
	return strings.TrimRight(t.String(), "\n")
}

// table gathers lines.
type table struct {
	strings.Builder
	label func(string) string
}

func (t *table) row(phrase, value string) { t.line(t.label(phrase), value) }

// some adds a row unless there is nothing to tell.
func (t *table) some(phrase string, n uint64) {
	if n > 0 {
		t.row(phrase, count(n))
	}
}

func (t *table) gap() { t.WriteByte('\n') }

// line puts a name to the left and a value to the right; the name gives way where both have no room.
func (t *table) line(name, value string) {
	room := tableWide - columns(value)
	if value != "" {
		room--
	}
	name = fit(name, max(room, 0))
	t.WriteString(name)
	if value != "" {
		t.WriteString(strings.Repeat(" ", max(tableWide-columns(name)-columns(value), 1)) + value)
	}
	t.WriteByte('\n')
}

// parts adds the first answers of each part, if there is more than one.
func (t *table) parts(phrase string, all []figures.Part) {
	var lines [][2]string
	for _, p := range all {
		if p.FirstAnswer.Count > 0 {
			lines = append(lines, [2]string{"  " + p.Name, spans(p.FirstAnswer)})
		}
	}
	if len(lines) < 2 {
		return
	}
	t.row(phrase, "")
	for _, l := range lines {
		t.line(l[0], l[1])
	}
}

// bandHours is how many hours of the day are told together; the report as JSON or CSV has each.
const bandHours = 4

// bands joins hours. Of the quantiles of hours none of all of them can be told, so the slowest hour's stand for its band.
func bands(hours []figures.Part) (out []figures.Part) {
	for _, p := range hours {
		hour, err := strconv.Atoi(p.Name)
		if err != nil {
			continue
		}
		from := hour / bandHours * bandHours
		name := fmt.Sprintf("%02d–%02d", from, from+bandHours)
		if len(out) == 0 || out[len(out)-1].Name != name {
			out = append(out, figures.Part{Name: name})
		}
		b := &out[len(out)-1].FirstAnswer
		b.Count += p.FirstAnswer.Count
		b.Median, b.P90 = max(b.Median, p.FirstAnswer.Median), max(b.P90, p.FirstAnswer.P90)
	}
	return out
}

func count(n uint64) string { return strconv.FormatUint(n, 10) }

func pair(a, b uint64) string { return count(a) + " / " + count(b) }

// share is a number with its part of a whole.
func share(n, of uint64) string {
	if of == 0 {
		return count(n)
	}
	return fmt.Sprintf("%d  %d%%", n, (n*100+of/2)/of)
}

func starLine(r [5]uint64) string {
	var parts []string
	for i, n := range r {
		parts = append(parts, fmt.Sprintf("%d★ %d", i+1, n))
	}
	return "  " + strings.Join(parts, " ")
}

// spans is median and nine of ten.
func spans(t figures.Times) string {
	if t.Count == 0 {
		return "–"
	}
	median, p90 := t.Of()
	return brief(median) + " / " + brief(p90)
}

// brief is a duration in at most two units.
func brief(d time.Duration) string {
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%dm", int(d.Round(time.Minute).Minutes()))
	case d < 24*time.Hour:
		d = d.Round(time.Minute)
		return fmt.Sprintf("%dh%02d", int(d.Hours()), int(d.Minutes())%60)
	}
	d = d.Round(time.Hour)
	return fmt.Sprintf("%dd %dh", int(d.Hours())/24, int(d.Hours())%24)
}

// columns is how much room a text takes in type of one width: characters of East Asia take two columns.
func columns(s string) (n int) {
	for _, r := range s {
		n++
		if k := width.LookupRune(r).Kind(); k == width.EastAsianWide || k == width.EastAsianFullwidth {
			n++
		}
	}
	return n
}

// fit cuts a text that has not enough room.
func fit(s string, room int) string {
	if columns(s) <= room {
		return s
	}
	used := 0
	for i, r := range s {
		if used += columns(string(r)); used >= room {
			return s[:i] + "…"
		}
	}
	return s
}
