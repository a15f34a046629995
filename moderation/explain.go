package moderation

import (
	"math"
	"slices"
	"unicode/utf8"
)

// The price of explaining a stretch: few long words beat many short ones, and any word beats an unknown one.
const (
	wordCost    = 4
	numberCost  = 3
	runeCost    = 12 // of an unknown character in a script without spaces
	unknownCost = 60
)

// explain splits a reading into the vocabulary's words, numbers and unknown words, at the least cost. A Latin word is a whole
// token, several tokens, or a piece of a token whose other pieces are words too: «supportkeyhaven», but not «modesta».
func (v *vocabulary) explain(r *reading) {
	n := len(r.vis)
	r.segments = r.segments[:0]
	if n == 0 {
		return
	}
	r.cost, r.back, r.via = grow(r.cost, n+1), grow(r.back, n+1), grow(r.via, n+1)
	for i := range r.cost {
		r.cost[i] = math.MaxInt32
	}
	r.cost[0] = 0
	for i := range n {
		if r.cost[i] == math.MaxInt32 {
			continue
		}
		long, rest := v.startingWith(r.vis[i:])
		v.stepWords(r, i, long)
		v.stepWords(r, i, rest)
		r.stepUnknown(i)
	}
	r.trace()
}

func (v *vocabulary) stepWords(r *reading, i int, words []int32) {
	for _, k := range words {
		w := &v.words[k]
		if end := i + len(w.visual); end <= len(r.vis) && string(r.vis[i:end]) == w.visual && v.fits(r, w, i, end) {
			cost := int32(wordCost)
			if w.class == alias {
				cost++ // «Example Wallet Support» is the whole brand with an office, before it is its short form with «wallet support»
			}
			r.step(i, end, k, cost)
		}
	}
}

func (r *reading) step(from, to int, via int32, cost int32) {
	if total := r.cost[from] + cost; total < r.cost[to] {
		r.cost[to], r.back[to], r.via[to] = total, int32(from), via
	}
}

// stepUnknown goes over a number, an unknown word, or one character of a script that writes no spaces.
func (r *reading) stepUnknown(i int) {
	end := i + 1
	for end < len(r.vis) && !r.starts[end] {
		end++
	}
	digits := i
	for digits < end && isDigit(r.text[r.at[digits]]) {
		digits++
	}
	if digits > i && (digits == end || r.starts[i]) {
		r.step(i, digits, numberWord, numberCost)
	}
	if r.starts[i] {
		r.step(i, end, unknownWord, unknownCost)
	}
	if c, size := utf8.DecodeRune(r.vis[i:]); size > 1 && unspaced(c) {
		r.step(i, i+size, unknownWord, runeCost)
	}
}

// trace lists the segments of the cheapest way; neighbouring unknown characters become one.
func (r *reading) trace() {
	for at := int32(len(r.vis)); at > 0; at = r.back[at] {
		r.segments = append(r.segments, segment{from: r.back[at], to: at, word: r.via[at]})
	}
	for i, j := 0, len(r.segments)-1; i < j; i, j = i+1, j-1 {
		r.segments[i], r.segments[j] = r.segments[j], r.segments[i]
	}
	kept := r.segments[:0]
	for _, s := range r.segments {
		if n := len(kept); n > 0 && s.word == unknownWord && kept[n-1].word == unknownWord && !r.starts[s.from] {
			kept[n-1].to = s.to
			continue
		}
		kept = append(kept, s)
	}
	r.segments = kept
}

// startingWith lists the words that may start a text, long Latin ones and the rest; the caller compares.
func (v *vocabulary) startingWith(vis []byte) (long, rest []int32) {
	if len(vis) >= 3 && isLetters(vis[:3]) {
		long = v.latin[trigram(vis)]
	}
	if vis[0] < utf8.RuneSelf {
		return long, v.short[vis[0]]
	}
	first, _ := utf8.DecodeRune(vis)
	return nil, v.script[first]
}

// fits decides whether a stretch that looks like a word may be it.
func (v *vocabulary) fits(r *reading, w *word, from, to int) bool {
	if w.whole && !(r.starts[from] && r.ends[to]) {
		return false
	}
	if w.visual[0] >= utf8.RuneSelf {
		return true
	}
	if w.turned && !slices.Contains(r.starts[from+1:to], true) {
		return false // «Bridgestone» is not «Stone Bridge»
	}
	typed := r.typed(int32(from), int32(to))
	if string(typed) == w.text {
		return true
	}
	plain := isLetters(typed)
	switch w.class {
	case brand, alias:
		return !plain || len(w.text) >= 6 || clustered(typed, w.text)
	case person, part, handle:
		return (!plain || len(w.text) >= 6) && !v.otherName(r, w, from, to)
	}
	return !plain || len(w.text) > 4
}

// clustered reports an l that stands for an i between two consonants, where no language has it: «Brlvo».
func clustered(typed []byte, text string) bool {
	at := -1
	for i := range text {
		if typed[i] == text[i] {
			continue
		}
		if at >= 0 || typed[i] != 'l' || text[i] != 'i' {
			return false
		}
		at = i
	}
	return at > 0 && at+1 < len(text) && !vowel(text[at-1]) && !vowel(text[at+1])
}

// otherName reports a stretch with a word that is another real name: Marla is not Maria.
func (v *vocabulary) otherName(r *reading, w *word, from, to int) bool {
	for i := from; i < to; {
		end := i + 1
		for end < to && !r.starts[end] {
			end++
		}
		token := r.typed(int32(i), int32(end))
		if _, name := v.given[string(token)]; name && !contains(w.text, token) {
			return true
		}
		i = end
	}
	return false
}

func contains(text string, piece []byte) bool {
	for i := 0; i+len(piece) <= len(text); i++ {
		if text[i:i+len(piece)] == string(piece) {
			return true
		}
	}
	return false
}

// unspaced reports scripts that write words without spaces: Han, kana, Hangul, Thai, Lao, Khmer.
func unspaced(r rune) bool {
	switch {
	case r < 0xE00:
		return false
	case r <= 0xEFF, r >= 0x1100 && r <= 0x11FF, r >= 0x1780 && r <= 0x17FF, r >= 0x3005 && r <= 0x3007, r >= 0x3041 && r <= 0x30FF,
		r >= 0x31F0 && r <= 0x31FF, r >= 0x3400 && r <= 0x9FFF, r >= 0xAC00 && r <= 0xD7A3, r >= 0xF900 && r <= 0xFAFF,
		r >= 0xFF66 && r <= 0xFF9F, r >= 0x20000 && r <= 0x3134F:
		return true
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func grow(s []int32, n int) []int32 {
	if cap(s) < n {
		return make([]int32, n, 2*n)
	}
	return s[:n]
}
