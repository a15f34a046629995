package lexicon

import "unicode/utf8"

const (
	minSpell     = 5 // letters: shorter words have too many neighbours
	minStemSpell = 6 // letters of a stem: what follows it is not compared
	maxSpell     = 24

	minChanged = 7 // bytes of a word in which one letter may be another, rather than missing, doubled or swapped
)

// spelling finds words of forms that differ from a token by one letter (one left out, added, changed, or two neighbours
// swapped). It keeps a hash of every word with one letter removed, as in SymSpell (Garbe 2012).
type spelling struct {
	hash []uint32 // 0 = empty slot; entries of one hash follow each other
	word []int32  // symbol
}

// newSpelling takes the words, or the stems.
func newSpelling(all *symbols, stems bool, least int) spelling {
	n := 0
	for sym := range int32(all.len()) {
		if w := all.name(sym); all.isStem[sym] == stems && correctable(w, least) {
			n += len(w) + 1
		}
	}
	size := 1 << 10
	for size < n*3/2 {
		size <<= 1
	}
	s := spelling{hash: make([]uint32, size), word: make([]int32, size)}
	for sym := range int32(all.len()) {
		if w := all.name(sym); all.isStem[sym] == stems && correctable(w, least) {
			s.add(hashSkip(w, -1), sym)
			for i := range w {
				s.add(hashSkip(w, i), sym)
			}
		}
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

func (s *spelling) add(h uint32, sym int32) {
	mask := uint32(len(s.hash) - 1)
	i := scramble(h) & mask
	for s.hash[i] != 0 {
		if s.hash[i] == h && s.word[i] == sym {
			return
		}
		i = (i + 1) & mask
	}
	s.hash[i], s.word[i] = h, sym
}

// spellings corrects to whole words and to stems.
type spellings struct{ words, stems spelling }

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
	mask := uint32(len(s.hash) - 1)
	for i := scramble(h) & mask; s.hash[i] != 0; i = (i + 1) & mask {
		cand := all.name(s.word[i])
		if s.hash[i] == h && len(into)-from < 8 && cand[0] == w[0] && (len(cand) != len(w) || len(w) >= minChanged || sameLetters(w, cand)) &&
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
