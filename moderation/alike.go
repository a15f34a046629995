package moderation

import (
	_ "embed"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed words/alike.txt
var alikeRows string

// alike maps Chinese characters to the one that a reader takes them for.
var alike = func() map[rune]rune {
	same := map[rune]rune{}
	for line := range strings.Lines(alikeRows) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for row := range strings.FieldsSeq(line) {
			first, _ := utf8.DecodeRuneInString(row)
			for _, c := range row {
				if _, taken := same[c]; !taken {
					same[c] = first
				}
			}
		}
	}
	return same
}()

func alikeForm(to []byte, r rune) []byte {
	if first, ok := alike[r]; ok {
		r = first
	}
	return utf8.AppendRune(to, r)
}

// indexAlike puts a Chinese word under what it looks like, if a guess at it is worth its risk.
func (v *vocabulary) indexAlike(i int32, w *word) {
	n := utf8.RuneCountInString(w.text)
	if w.class != strong && w.class != brand && w.class != person && w.text != "官方" || n < shortestGuess || n > longestGuess {
		return
	}
	var form []byte
	for _, r := range w.text {
		if !unicode.Is(unicode.Han, r) {
			return
		}
		form = alikeForm(form, r)
	}
	if old, ok := v.alike[string(form)]; !ok || rank(v.words[old].class) < rank(w.class) {
		v.alike[string(form)] = i
	}
}

// readAlike is readWords with stretches replaced by the telling words that they look like.
func (v *vocabulary) readAlike(s *scratch) bool {
	s.reading.alike = true
	return v.readGuesses(s, (*vocabulary).looksAlike)
}

// looksAlike finds the longest telling word that the glyphs from a place on look like.
func (v *vocabulary) looksAlike(s *scratch, from int) (word int32, end int) {
	var ends [longestGuess]int
	s.bytes = s.bytes[:0]
	n := 0
	for n < len(ends) && from+n < len(s.glyphs) && unicode.Is(unicode.Han, s.glyphs[from+n].r) {
		c, _ := utf8.DecodeRuneInString(s.glyphs[from+n].Plain)
		s.bytes = alikeForm(s.bytes, c)
		ends[n] = len(s.bytes)
		n++
	}
	for ; n >= shortestGuess; n-- {
		if k, ok := v.alike[string(s.bytes[:ends[n-1]])]; ok {
			return k, from + n
		}
	}
	return unknownWord, from
}

func maybeAlike(glyphs []glyph) bool {
	return slices.ContainsFunc(glyphs, func(g glyph) bool {
		first, ok := alike[g.r]
		return ok && first != g.r
	})
}
