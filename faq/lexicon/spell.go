package lexicon

import (
	"slices"
	"unicode/utf8"
)

const (
	minSpell     = 5 // letters: shorter words have too many neighbours
	minStemSpell = 6 // letters of a stem: what follows it is not compared
	maxSpell     = 24

	minChanged = 7 // bytes of a word in which one letter may be another, rather than missing, doubled or swapped
)

// spelling finds words of forms that differ from a token by one letter (one left out, added, changed, or two neighbours
// swapped). It keeps a hash of every word with one letter removed, as in SymSpell (Garbe 2012).
type spelling struct {
	first []int32  // by the high half of a hash: its first slip; the last number closes the list
	low   []uint16 // by slip: the low half
	word  []int32  // … whose it is, those of one hash ascending
}

// spellings corrects to whole words and to stems.
type spellings struct{ words, stems spelling }

func newSpellings(all *symbols) spellings {
	slips := make([]slip, 0, all.text.Len())
	return spellings{newSpelling(all, false, minSpell, slips), newSpelling(all, true, minStemSpell, slips)}
}

// slip is a word with a letter missing, or none.
type slip struct {
	hash uint32
	word int32 // symbol
}

// newSpelling takes the words, or the stems. The slips are room to work in.
func newSpelling(all *symbols, stems bool, least int, slips []slip) spelling {
	for sym := range int32(all.len()) {
		if all.isStem[sym] != stems {
			continue
		}
		w := all.name(sym)
		if !correctable(w, least) {
			continue
		}
		slips = append(slips, slip{hashSkip(w, -1), sym})
		for i := range w {
			if h := hashSkip(w, i); h != slips[len(slips)-1].hash { // of a double letter, it is all the same which is missing
				slips = append(slips, slip{h, sym})
			}
		}
	}
	s := spelling{first: make([]int32, 1<<16+1), low: make([]uint16, len(slips)), word: make([]int32, len(slips))}
	for i := range slips {
		s.first[slips[i].hash>>16+1]++
	}
	for i := range s.first[1:] {
		s.first[i+1] += s.first[i]
	}
	free := slices.Clone(s.first)
	for _, v := range slips {
		at := &free[v.hash>>16]
		s.low[*at], s.word[*at] = uint16(v.hash), v.word
		*at++
	}
	return s
}

// correctable reports whether a word may be corrected or corrected to: letters only, Latin or Cyrillic, long enough.
func correctable(w string, least int) bool {
	n := 0
	for _, r := range w {
		if (r < 'a' || r > 'z') && (r < 0x430 || r > 0x45F) {
			return false
		}
		n++
	}
	return n >= least && n <= maxSpell
}

// hashSkip is FNV-1a over w without the character at byte skip, never 0.
func hashSkip(w string, skip int) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(w); i++ {
		if i == skip {
			_, n := utf8.DecodeRuneInString(w[i:])
			i += n - 1
			continue
		}
		h = (h ^ uint32(w[i])) * 16777619
	}
	return max(h, 1)
}

// correct appends the symbols of words one slip away from w that begin alike: people rarely miss the first letter, and words
// that differ there are mostly other words (rained, drained). For the same reason a changed letter needs a longer word.
// Stems are compared with the beginnings of w.
func (s *spellings) correct(all *symbols, w string, into []int32) []int32 {
	if !correctable(w, minSpell) {
		return into
	}
	from, runes := len(into), 0
	into = s.words.near(all, w, from, into)
	for i := range w {
		if runes >= minStemSpell-1 {
			into = s.stems.near(all, w[:i], from, into)
		}
		runes++
	}
	return s.stems.near(all, w, from, into)
}

// near appends the symbols of what is one slip away from w, unless into has them from index from on.
func (s *spelling) near(all *symbols, w string, from int, into []int32) []int32 {
	into = s.lookup(all, hashSkip(w, -1), w, from, into)
	for i := range w {
		into = s.lookup(all, hashSkip(w, i), w, from, into)
	}
	return into
}

func (s *spelling) lookup(all *symbols, h uint32, w string, from int, into []int32) []int32 {
	for i := s.first[h>>16]; i < s.first[h>>16+1]; i++ {
		if s.low[i] != uint16(h) || len(into)-from >= 8 {
			continue
		}
		cand := all.name(s.word[i])
		if cand[0] == w[0] && (len(cand) != len(w) || len(w) >= minChanged || sameLetters(w, cand)) &&
			oneSlip(w, cand) && !contains(into[from:], s.word[i]) {
			into = append(into, s.word[i])
		}
	}
	return into
}

// sameLetters reports whether two words of one length differ in order only.
func sameLetters(a, b string) bool {
	x := 0
	for i := range len(a) {
		x += int(a[i]) - int(b[i])
	}
	return x == 0
}

func contains(list []int32, v int32) bool {
	for _, x := range list {
		if x == v {
			return true
		}
	}
	return false
}

// oneSlip reports whether a and b differ by exactly one edit or one swap of neighbours. It compares bytes after cutting what the
// ends share, so it is exact for Latin and, because letters of one alphabet share their lead bytes or differ in both, good
// enough for Cyrillic.
func oneSlip(a, b string) bool {
	for a != "" && b != "" && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for a != "" && b != "" && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	la, lb := len(a), len(b)
	switch {
	case la <= 1 && lb <= 1:
		return la+lb > 0
	case la == 2 && lb == 2 && a[0] == b[1] && a[1] == b[0]:
		return true
	case (la == 0 && lb == 2 && b[0] >= 0x80) || (lb == 0 && la == 2 && a[0] >= 0x80):
		return true
	case la <= 2 && lb <= 2 && la > 0 && lb > 0:
		return a[0] >= 0x80 && b[0] >= 0x80
	}
	r, s := []rune(a), []rune(b)
	return len(r) == 2 && len(s) == 2 && r[0] == s[1] && r[1] == s[0]
}
