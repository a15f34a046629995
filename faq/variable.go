package faq

import (
	"fmt"
	"slices"
	"strings"
)

// Variables are what an answer may take from the community's roster instead of writing it down, by name. A name whose value
// is empty is known and stands for nothing here: an answer should not use it. An address is given whole, https://…, and is
// shown without its scheme, as a link.
//
//	brand                 the community's name
//	official.site         its first domain, as an address
//	official.support      the handle of the first official whose role is support
//	official.channel      its first link, as an address
//	official.telegram     … its first link to t.me
//	official.discord      … its first link to discord.gg or discord.com
//	official.x            … its first link to x.com or twitter.com
//	official.github       … its first link to github.com
//	official.bot          the handle of the first official whose kind is bot
//	official.ID           the handle, else the name, of the official with that ID
type Variables map[string]string

// maxVariable is how long a variable's name may be, in bytes.
const maxVariable = 64

// Blank is a variable of an entry that stands for nothing.
type Blank struct {
	Name  string
	Field string // answer, buttons
	Lang  string // of the answer
	Hint  string // what to do about it
}

func (d Blank) String() string {
	where := d.Field
	if d.Lang != "" {
		where += " (" + d.Lang + ")"
	}
	return fmt.Sprintf("%s: {%s} %s", where, d.Name, d.Hint)
}

// Blanks lists the variables of an entry that have no value, each once for a field and language. Members are told of
// /official where one stands; a button that leads to one is not shown. In titles nothing is filled, so known names are listed.
func (v Variables) Blanks(e *Entry) []Blank {
	var out []Blank
	look := func(field, lang string, names []string) {
		for _, name := range names {
			if value, known := v[name]; value == "" {
				out = append(out, Blank{Name: name, Field: field, Lang: lang, Hint: v.hint(name, known)})
			}
		}
	}
	for _, lang := range e.Langs() {
		look("answer", lang, v.Unfilled(e.Answer[lang]))
	}
	for _, b := range e.Buttons {
		if name, _, ok := cutVariable(b.URL); ok {
			look("buttons", "", []string{name})
		}
		for _, lang := range sortedKeys(b.Text) {
			look("buttons", lang, v.Unfilled(b.Text[lang]))
		}
	}
	for _, lang := range sortedKeys(e.Title) {
		for _, name := range VariablesOf(e.Title[lang]) {
			if _, known := v[name]; known {
				out = append(out, Blank{Name: name, Field: "title", Lang: lang, Hint: "is not filled in a title; write it out there"})
			}
		}
	}
	return out
}

// Fill puts values in place of the variables of a plain text, and instead where there is none.
func (v Variables) Fill(s, instead string) string {
	var b strings.Builder
	for _, p := range labelPieces(s) {
		switch {
		case p.kind != variablePiece:
			b.WriteString(p.text)
		case v[p.text] == "":
			b.WriteString(instead)
		default:
			b.WriteString(strings.TrimSuffix(strings.TrimPrefix(v[p.text], "https://"), "/"))
		}
	}
	return b.String()
}

// Unfilled lists the variables of a text that have no value, each once.
func (v Variables) Unfilled(s string) []string {
	var out []string
	for _, name := range VariablesOf(s) {
		if v[name] == "" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// hint says what to do about a variable without a value.
func (v Variables) hint(name string, known bool) string {
	if known {
		return "has no value: the roster (brand, officials) names nothing for it; add that, or leave the variable out"
	}
	var have []string
	for _, other := range sortedKeys(v) {
		if near(name, other) {
			return "is no variable; did you mean {" + other + "}?"
		}
		if v[other] != "" {
			have = append(have, "{"+other+"}")
		}
	}
	if len(have) == 0 {
		return "is no variable, and the roster gives no other; leave it out"
	}
	return "is no variable; there are " + strings.Join(have, ", ")
}

// near reports whether two names differ in up to two letters, or in what stands before their last part.
func near(a, b string) bool {
	if a[strings.LastIndexByte(a, '.')+1:] == b[strings.LastIndexByte(b, '.')+1:] {
		return true
	}
	if len(a) > maxVariable || len(b) > maxVariable {
		return false
	}
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row := []int{i + 1}
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row = append(row, min(last[j]+cost, last[j+1]+1, row[j]+1))
		}
		last = row
	}
	return last[len(b)] <= 2
}

// VariablesOf lists the variables that a text uses, in order, repeated ones too. What stands in `code` is none.
func VariablesOf(s string) []string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		for _, t := range pieces(line) {
			switch t.kind {
			case variablePiece:
				out = append(out, t.text)
			case linkPiece:
				if name, _, ok := cutVariable(t.url); ok {
					out = append(out, name)
				}
				for _, t := range labelPieces(t.text) {
					if t.kind == variablePiece {
						out = append(out, t.text)
					}
				}
			}
		}
	}
	return slices.Clip(out)
}

// cutVariable splits a text that begins with a variable. Its name is of small letters, digits and . _ -.
func cutVariable(s string) (name, rest string, ok bool) {
	if !strings.HasPrefix(s, "{") {
		return "", s, false
	}
	for i := 1; i < len(s) && i <= maxVariable+1; i++ {
		switch c := s[i]; {
		case c == '}' && i > 1:
			return s[1:i], s[i+1:], true
		case (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '.' && c != '_' && c != '-':
			return "", s, false
		}
	}
	return "", s, false
}
