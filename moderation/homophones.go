package moderation

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// A Chinese word is forged with other characters that are read alike (课服 for 客服), or half in pinyin (官fang). Many innocent
// words sound like some word of ours, so a guess counts only beside a word that needs none, and only as near.

const (
	shortestGuess = 2 // characters
	longestGuess  = 8
)

// indexReading puts a word under its pinyin if a guess at it is worth its risk: the brand, a person, an office by itself.
func (v *vocabulary) indexReading(i int32, w *word) {
	n := utf8.RuneCountInString(w.text)
	if w.class != strong && w.class != brand && w.class != alias && w.class != person && w.text != "官方" || n < shortestGuess || n > longestGuess {
		return
	}
	var sound []byte
	for _, r := range w.text {
		reading := v.fold.Reading(r)
		if reading == "" {
			return
		}
		sound = append(sound, reading...)
	}
	if old, ok := v.pinyin[string(sound)]; !ok || rank(v.words[old].class) < rank(w.class) {
		v.pinyin[string(sound)] = i
	}
}

// worthGuessing reports a reading with unknown words beside a telling one, without which no guess counts.
func (v *vocabulary) worthGuessing(segments []segment) bool {
	unknown, telling := false, false
	for _, s := range segments {
		if s.word == unknownWord {
			unknown = true
		} else if s.word >= 0 {
			telling = telling || v.words[s.word].telling()
		}
	}
	return unknown && telling
}

// telling reports a word that says more than how somebody likes to be called.
func (w *word) telling() bool {
	return w.class != neutral && w.class != region && w.class != served && w.class != product && w.class != mention
}

func chinese(glyphs []glyph) bool {
	return slices.ContainsFunc(glyphs, func(g glyph) bool { return unicode.Is(unicode.Han, g.r) })
}

// readHomophones is readWords with stretches replaced by the telling words that are read alike.
func (v *vocabulary) readHomophones(s *scratch) bool {
	return v.readGuesses(s, (*vocabulary).homophone)
}

// readGuesses is readWords with stretches replaced by the words that guess finds at a place, -1 for none. Without one it is not
// worth understanding.
func (v *vocabulary) readGuesses(s *scratch, guess func(*vocabulary, *scratch, int) (word int32, end int)) bool {
	worth, first := false, true
	for i := 0; i < len(s.glyphs); {
		if s.glyphs[i].kind == separator {
			first = true
			i++
			continue
		}
		k, end := guess(v, s, i)
		if k < 0 {
			s.reading.write(s.glyphs[i].Plain, first || s.glyphs[i].dense != s.glyphs[i-1].dense)
			first = false
			i++
			continue
		}
		worth = s.guess(v.words[k].text, s.glyphs[i:end]) || worth
		i, first = end, true
	}
	return worth
}

// guess writes a word for the glyphs that are read like it, notes the characters that differ, and reports whether any do.
func (s *scratch) guess(text string, typed []glyph) (differs bool) {
	r, same := &s.reading, utf8.RuneCountInString(text) == len(typed)
	at := 0
	for _, c := range text {
		from := int32(len(r.vis))
		r.write(string(c), at == 0)
		if !same || typed[at].Plain != string(c) {
			r.guesses = append(r.guesses, span{from, int32(len(r.vis))})
			differs = true
		}
		at++
	}
	return differs
}

// homophone finds the longest telling word that the glyphs from a place on are read like; one of them must be Chinese.
func (v *vocabulary) homophone(s *scratch, from int) (word int32, end int) {
	var ends [longestGuess + 6]int // of the reading, by glyph
	s.bytes = s.bytes[:0]
	han, n := 0, 0
	for n < len(ends) && from+n < len(s.glyphs) && s.glyphs[from+n].kind != separator {
		g := &s.glyphs[from+n]
		switch reading := v.fold.Reading(g.r); {
		case reading != "":
			han++
			s.bytes = append(s.bytes, reading...)
		case isLatinWord(g.Shape):
			s.bytes = append(s.bytes, g.Shape...)
		default:
			return v.longest(s, from, ends[:n], han)
		}
		ends[n] = len(s.bytes)
		n++
	}
	return v.longest(s, from, ends[:n], han)
}

func (v *vocabulary) longest(s *scratch, from int, ends []int, han int) (word int32, end int) {
	for n := len(ends); han > 0 && n >= shortestGuess; n-- {
		if k, ok := v.pinyin[string(s.bytes[:ends[n-1]])]; ok && chinese(s.glyphs[from:from+n]) {
			return k, from + n
		}
	}
	return unknownWord, from
}

// guessed reports a stretch with characters put there for their homophones.
func (r *reading) guessed(from, to int32) bool { return r.guessedBytes(from, to) > 0 }

func (r *reading) guessedBytes(from, to int32) (n int32) {
	for _, g := range r.guesses {
		if from < g.to && to > g.from {
			n += g.to - g.from
		}
	}
	return n
}
