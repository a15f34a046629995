package moderation

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/text/unicode/runenames"

	"frontdesk/moderation/skeleton"
)

// Difference is one place where a name is not what it passes for.
type Difference struct {
	Kind   DifferenceKind
	At     int    // characters of the name before it
	Typed  string // what stands there; empty where something is missing
	For    string // what a reader takes it for, or what the genuine name has there; empty for nothing
	Code   rune   // first character of Typed, 0 for none
	Script string // of Code: «Cyrillic»; empty for signs that belong to none
	Name   string // Unicode's name of Code: «CYRILLIC SMALL LETTER A»
}

// DifferenceKind is the kind of a difference.
type DifferenceKind string

const (
	Lookalike DifferenceKind = "lookalike" // another character that looks the same
	Hidden    DifferenceKind = "hidden"    // a character that cannot be seen, or a mark on a letter
	Turned    DifferenceKind = "turned"    // text is shown in another order than it is written
	Added     DifferenceKind = "added"
	Missing   DifferenceKind = "missing"
	Replaced  DifferenceKind = "replaced"
)

// String names the characters: «U+0406 Cyrillic І for I».
func (d Difference) String() string {
	switch who := d.who(); d.Kind {
	case Hidden:
		return who + " is invisible"
	case Turned:
		return who + " turns the text around"
	case Added:
		return who + " is added"
	case Missing:
		return fmt.Sprintf("«%s» is missing", d.For)
	default:
		return who + " for " + d.For
	}
}

// who is the character that stands there, as people are told of it.
func (d Difference) who() string {
	who := fmt.Sprintf("«%s»", d.Typed)
	if d.Code >= 0x80 && len(d.Typed) == len(string(d.Code)) {
		who = fmt.Sprintf("U+%04X", d.Code)
		if d.Script != "" {
			who += " " + d.Script
		}
		if d.Kind == Lookalike || d.Kind == Replaced {
			who += " " + d.Typed
		}
	}
	return who
}

const (
	mostDifferences = 64
	comparedLetters = 160 // of a name; platforms allow 129
)

// Explain lays a name, or a handle, beside the names of an official (its ID in the roster; any other for the brand) and returns the
// genuine one it is most like, and every place where they differ, in order. Where no genuine name is like it, as with one
// that claims an office only or is written in another script, genuine is empty and the characters that are not what they seem
// are listed. It allocates; ask it about names that are flagged.
func (n *Names) Explain(text, official string) (genuine string, differences []Difference) {
	marks, forged := n.letters(text)
	best, least := []Difference(nil), 0
	for _, name := range n.genuine(official) {
		_, own := n.letters(name)
		d, cost := compare(forged, own)
		if cost <= 2*min(len(own), len(forged)) && (genuine == "" || cost < least) {
			genuine, best, least = name, d, cost
		}
	}
	out := append(marks, best...)
	for _, d := range seeming(forged) { // also in what was added
		if !slices.ContainsFunc(best, func(b Difference) bool { return b.At == d.At && b.Kind != Added }) {
			out = append(out, d)
		}
	}
	slices.SortStableFunc(out, func(a, b Difference) int { return a.At - b.At })
	for i := range out {
		out[i].describe()
	}
	return genuine, out[:min(len(out), mostDifferences)]
}

func (d *Difference) describe() {
	for _, r := range d.Typed {
		d.Code, d.Script, d.Name = r, skeleton.Script(r), runenames.Name(r)
		return
	}
}

// genuine lists the names and handles to compare with.
func (n *Names) genuine(official string) (names []string) {
	if o, ok := n.roster.ByID(official); ok {
		names = append(append(names, o.Names...), o.Handles...)
		if o.Kind == "person" {
			return names
		}
	}
	return append(names, n.roster.spec.Brand.Names...)
}

// sign is a visible character of a name.
type sign struct {
	r     rune
	at    int
	shape string // as a reader confuses it
	looks string // as it looks
}

// letters takes a name apart into what a reader sees, in his order, and what he does not.
func (n *Names) letters(text string) (hidden []Difference, seen []sign) {
	override, at := -1, -1
	end := func() {
		if override >= 0 {
			slices.Reverse(seen[override:])
			override = -1
		}
	}
	for _, r := range norm.NFC.String(text[:min(len(text), 8*comparedLetters)]) {
		at++
		switch {
		case r == 0x202E:
			end()
			hidden, override = append(hidden, Difference{Kind: Turned, At: at, Typed: string(r)}), len(seen)
		case skeleton.Invisible(r) || skeleton.Stacked(r):
			if r == 0x202C || r == 0x202D || r == 0x2069 {
				end()
			}
			hidden = append(hidden, Difference{Kind: Hidden, At: at, Typed: string(r)})
		case len(seen) < comparedLetters:
			s := sign{r: r, at: at, looks: n.words.fold.Glyph(r).Shape}
			if loose := n.words.fold.Loose(r); loose != 0 && !isLatinWord(s.looks) {
				s.looks = string(rune(loose))
			}
			s.shape = string(single(nil, []byte(s.looks)))
			seen = append(seen, s)
		}
	}
	end()
	return hidden[:min(len(hidden), mostDifferences)], seen
}

// The price of a difference, see compare.
const (
	alikeCost   = 1
	otherCost   = 5
	missingCost = 4
	addedCost   = 1 // whole words stand around a forged name
)

// compare aligns a name with the genuine one at the least cost and lists where they differ.
func compare(forged, own []sign) ([]Difference, int) {
	width := len(own) + 1
	cost := make([]int, (len(forged)+1)*width)
	for i := range len(forged) + 1 {
		for j := range width {
			if i+j > 0 {
				cost[i*width+j], _, _ = cheapest(cost, width, forged, own, i, j)
			}
		}
	}
	var out []Difference
	for i, j := len(forged), len(own); i+j > 0; {
		_, di, dj := cheapest(cost, width, forged, own, i, j)
		i, j = i-di, j-dj
		if d, differs := difference(forged[i:i+di], own[j:j+dj]); differs {
			d.At = len(forged)
			if i < len(forged) {
				d.At = forged[i].at
			}
			if n := len(out); n > 0 && d.joins(out[n-1]) {
				d.Typed, d.For = d.Typed+out[n-1].Typed, d.For+out[n-1].For
				out = out[:n-1]
			}
			out = append(out, d)
		}
	}
	return out, cost[len(cost)-1]
}

// joins reports a stretch that goes on in the next difference.
func (d Difference) joins(next Difference) bool {
	return d.Kind == next.Kind && (d.Kind == Added && next.At == d.At+len([]rune(d.Typed)) || d.Kind == Missing && next.At == d.At)
}

// cheapest is the least cost of laying i signs of a name beside j of the genuine one, and the last step of it.
func cheapest(cost []int, width int, forged, own []sign, i, j int) (least, di, dj int) {
	least = int(^uint(0) >> 1)
	try := func(price, a, b int) {
		if total := cost[(i-a)*width+j-b] + price; total < least {
			least, di, dj = total, a, b
		}
	}
	if i > 0 && j > 0 {
		try(price(forged[i-1], own[j-1]), 1, 1)
	}
	if i > 1 && j > 0 && pairs(forged[i-2], forged[i-1], own[j-1]) {
		try(alikeCost, 2, 1)
	}
	if i > 0 {
		try(addedCost, 1, 0)
	}
	if j > 0 {
		try(missingCost, 0, 1)
	}
	return least, di, dj
}

func price(a, b sign) int {
	switch {
	case a.r == b.r, unicode.ToLower(a.r) == unicode.ToLower(b.r), kindOf(a.r) == separator && kindOf(b.r) == separator:
		return 0
	case a.shape == b.shape && a.shape != "":
		return alikeCost
	}
	return otherCost
}

// pairs reports two letters drawn for one: rn for m, vv for w.
func pairs(a, b, own sign) bool {
	return own.shape == "m" && a.shape == "r" && b.shape == "n" || own.shape == "w" && a.shape == "v" && b.shape == "v"
}

// difference is what a step of the alignment says; differs is false for the same character.
func difference(forged, own []sign) (d Difference, differs bool) {
	for _, s := range forged {
		d.Typed += string(s.r)
	}
	for _, s := range own {
		d.For += string(s.r)
	}
	switch {
	case len(own) == 0:
		d.Kind = Added
	case len(forged) == 0:
		d.Kind = Missing
	case len(forged) == 2:
		d.Kind = Lookalike
	default:
		a, b := forged[0], own[0]
		switch price(a, b) {
		case 0:
			return d, false
		case alikeCost:
			d.Kind = Lookalike
		default:
			d.Kind = Replaced
		}
	}
	return d, strings.TrimSpace(d.Typed+d.For) != ""
}

// seeming lists the characters that look like Latin letters and are not: all of them in a font or a box, those of other scripts
// only beside Latin ones.
func seeming(forged []sign) (out []Difference) {
	latin := slices.ContainsFunc(forged, func(s sign) bool { return s.r < 0x80 && unicode.IsLetter(s.r) })
	for _, s := range forged {
		if s.r < 0x80 || !isLatinWord(s.looks) || unicode.IsDigit(s.r) || !unicode.IsLetter(s.r) && !unicode.IsSymbol(s.r) {
			continue
		}
		if script := skeleton.Script(s.r); latin || script == "" || script == "Latin" {
			out = append(out, Difference{Kind: Lookalike, At: s.at, Typed: string(s.r), For: skeleton.InCase(s.r, s.looks)})
		}
	}
	return out
}
