package faq

import (
	"fmt"
	"slices"
	"strings"
)

// Change is what became of one field of an entry, in one language where the field has any. A text counts by its lines, so
// that only those that differ are told; what has moved is both removed and added.
type Change struct {
	Field   string // the key in faq.yaml: title, questions, answer …
	Lang    string // empty where the field has no languages
	Removed []string
	Added   []string
}

// String shows a change on several lines, as in
//
//	answer (en)
//	  - Wait an hour.
//	  + Wait 30 minutes.
func (c Change) String() string {
	var b strings.Builder
	b.WriteString(c.Field)
	if c.Lang != "" {
		fmt.Fprintf(&b, " (%s)", c.Lang)
	}
	for _, s := range c.Removed {
		b.WriteString("\n  - " + s)
	}
	for _, s := range c.Added {
		b.WriteString("\n  + " + s)
	}
	return b.String()
}

// Diff tells what makes b of a, in the order of the keys in a file, then of the languages. Entries that say the same differ in
// nothing, however they are spaced. The IDs are not compared.
func Diff(a, b Entry) []Change {
	a, b = tidy(a), tidy(b)
	was, is := fields(&a), fields(&b)
	var out []Change
	for i, f := range is {
		langs := append(sortedKeys(was[i].langs), sortedKeys(f.langs)...)
		slices.Sort(langs)
		for _, lang := range slices.Compact(langs) {
			c := Change{Field: f.name, Lang: lang}
			if c.Removed, c.Added = differing(was[i].langs[lang], f.langs[lang]); len(c.Removed)+len(c.Added) > 0 {
				out = append(out, c)
			}
		}
	}
	return out
}

// field is a key of an entry with its lines by language; "" is the language of what has none.
type field struct {
	name  string
	langs map[string][]string
}

func fields(e *Entry) []field {
	one := func(s string) map[string][]string {
		if s == "" {
			return nil
		}
		return map[string][]string{"": {s}}
	}
	urgent, review := "", ""
	if e.Urgent {
		urgent = "true"
	}
	if !e.Review.IsZero() {
		review = e.Review.Format(reviewLayout)
	}
	return []field{
		{"title", textLines(e.Title)}, {"questions", e.Questions}, {"not", e.Not}, {"answer", textLines(e.Answer)},
		{"picture", one(e.Picture)}, {"buttons", buttonLines(e.Buttons)}, {"tags", map[string][]string{"": e.Tags}},
		{"tier", one(e.Tier)}, {"urgent", one(urgent)}, {"source", one(e.Source)}, {"review", one(review)},
	}
}

func textLines(texts map[string]string) map[string][]string {
	out := make(map[string][]string, len(texts))
	for lang, s := range texts {
		out[lang] = strings.Split(s, "\n")
	}
	return out
}

func buttonLines(bs []Button) map[string][]string {
	out := map[string][]string{}
	for _, b := range bs {
		for lang, s := range b.Text {
			out[lang] = append(out[lang], s+" → "+b.URL)
		}
	}
	return out
}

// differing returns the lines of a that are not in b and those of b that are not in a, both in their order.
func differing(a, b []string) (removed, added []string) {
	for _, h := range hunks(a, b) {
		removed, added = append(removed, a[h.a:h.aEnd]...), append(added, b[h.b:h.bEnd]...)
	}
	return removed, added
}

// hunk is a stretch of one text, a to aEnd, in whose place another has b to bEnd.
type hunk struct{ a, aEnd, b, bEnd int }

// hunks are the stretches in which two texts differ, in order.
func hunks(a, b []string) (out []hunk) {
	i, j := 0, 0
	for _, t := range append(align(a, b), twin{len(a), len(b)}) {
		if i < t.a || j < t.b {
			out = append(out, hunk{i, t.a, j, t.b})
		}
		i, j = t.a+1, t.b+1
	}
	return out
}

// twin is a line of one text and the same line of another, by number.
type twin struct{ a, b int }

// alignCells bounds the table of align: a thousand lines against a thousand.
const alignCells = 1 << 20

// align finds a longest common subsequence, in ascending order. Beyond alignCells only what both begin and end with is
// common: still true, less fine.
func align(a, b []string) (out []twin) {
	head := 0
	for head < min(len(a), len(b)) && a[head] == b[head] {
		out = append(out, twin{head, head})
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	x, y := a[head:len(a)-tail], b[head:len(b)-tail]
	if len(x)*len(y) <= alignCells {
		for _, p := range subsequence(x, y) {
			out = append(out, twin{head + p.a, head + p.b})
		}
	}
	for i := tail; i > 0; i-- {
		out = append(out, twin{len(a) - i, len(b) - i})
	}
	return out
}

// subsequence is align by dynamic programming: best[i][j] is the length for x[i:] and y[j:].
func subsequence(x, y []string) (out []twin) {
	width := len(y) + 1
	best := make([]int32, (len(x)+1)*width)
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				best[i*width+j] = best[(i+1)*width+j+1] + 1
			} else {
				best[i*width+j] = max(best[(i+1)*width+j], best[i*width+j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(x) && j < len(y); {
		switch {
		case x[i] == y[j]:
			out = append(out, twin{i, j})
			i, j = i+1, j+1
		case best[(i+1)*width+j] >= best[i*width+j+1]:
			i++
		default:
			j++
		}
	}
	return out
}
