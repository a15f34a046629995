package faq

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Search returns the IDs of entries for words in their IDs, tags, titles, questions and answers, then of those that would be answered
// or offered for a question with these words, best first. Each word has to stand somewhere in an entry, as a part of a word too;
// one of fewer than three letters, in a script that sets words apart, as a whole word. It takes time linear in the texts of the FAQ.
func (x *Index) Search(query string) []string {
	words := strings.Fields(strings.ToLower(query))
	if len(words) == 0 {
		return nil
	}
	words = words[:min(len(words), maxSearched)]
	type hit struct {
		id    string
		score int
	}
	var hits []hit
	for id, n := range x.byID {
		if score := found(&x.entries[n], words); score > 0 {
			hits = append(hits, hit{id, score})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id)) })
	out := make([]string, 0, len(hits))
	known := make(map[string]bool, len(hits))
	for _, h := range hits {
		out, known[h.id] = append(out, h.id), true
	}
	v := x.Match(Query{Text: query, Addressed: true})
	if v.Kind == Silent {
		return out
	}
	for _, c := range v.Candidates {
		if !known[c.Entry] && c.Score >= nearEnough {
			out = append(out, c.Entry)
		}
	}
	return out
}

// All returns the entries in the order of their IDs.
func (x *Index) All() []Entry {
	out := make([]Entry, 0, len(x.byID))
	for _, n := range x.byID {
		out = append(out, x.entries[n])
	}
	slices.SortFunc(out, func(a, b Entry) int { return cmp.Compare(a.ID, b.ID) })
	return out
}

// Bounds of a search: its words, and how likely an entry without them must be.
const (
	maxSearched = 16
	nearEnough  = 0.15
)

// stands reports whether a text has a searched word; both are in small letters.
func stands(text, word string) bool {
	if utf8.RuneCountInString(word) > 2 || strings.ContainsFunc(word, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) }) {
		return strings.Contains(text, word)
	}
	return slices.Contains(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), word)
}

// found scores an entry by where the words stand; 0: one of them stands nowhere.
func found(e *Entry, words []string) (score int) {
	id := strings.ToLower(e.ID)
	for _, w := range words {
		in := func(texts ...string) bool {
			return slices.ContainsFunc(texts, func(s string) bool { return stands(strings.ToLower(s), w) })
		}
		inAny := func(langs map[string][]string) bool {
			for _, texts := range langs {
				if in(texts...) {
					return true
				}
			}
			return false
		}
		switch {
		case id == w:
			score += 9
		case in(e.ID), in(e.Tags...):
			score += 6
		case inAny(lists(e.Title)):
			score += 4
		case inAny(e.Questions):
			score += 2
		case inAny(lists(e.Answer)), in(e.Source, e.Tier):
			score++
		default:
			return 0
		}
	}
	return score
}
