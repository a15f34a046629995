package lexicon

import "strings"

// symbols numbers the words and stems that occur in forms. A word and a stem of the same letters are two symbols.
type symbols struct {
	text   strings.Builder // of all symbols, one behind the other
	ends   []uint32        // by symbol: where its text ends
	isStem []bool
	words  numbering
	stems  numbering
	widest int // bytes of the longest stem
}

// numbering finds symbols by their text: an open-addressing table of 1 + symbol, 0 = empty, at most two thirds full.
type numbering struct {
	slots []int32
	n     int
}

func newSymbols() symbols {
	return symbols{words: numbering{slots: make([]int32, 1<<10)}, stems: numbering{slots: make([]int32, 1<<10)}}
}

func (s *symbols) len() int { return len(s.ends) }

// name returns the text of a symbol.
func (s *symbols) name(sym int32) string {
	from := uint32(0)
	if sym > 0 {
		from = s.ends[sym-1]
	}
	return s.text.String()[from:s.ends[sym]]
}

// word returns the symbol of a word.
func (s *symbols) word(w string) (int32, bool) { return s.find(&s.words, w, hashString(w)) }

// stem returns the symbol of a stem. hash is hashString(w), which who looks for all beginnings of a word knows already.
func (s *symbols) stem(w string, hash uint32) (int32, bool) { return s.find(&s.stems, w, hash) }

func (s *symbols) find(t *numbering, w string, hash uint32) (int32, bool) {
	i := s.slot(t, w, hash)
	return t.slots[i] - 1, t.slots[i] != 0
}

// slot returns where w is in a table, or where it belongs.
func (s *symbols) slot(t *numbering, w string, hash uint32) uint32 {
	mask := uint32(len(t.slots) - 1)
	for i := scramble(hash) & mask; ; i = (i + 1) & mask {
		if t.slots[i] == 0 || s.name(t.slots[i]-1) == w {
			return i
		}
	}
}

// addWord returns the symbol of a word, which is given one if it has none.
func (s *symbols) addWord(w string) int32 { return s.add(&s.words, w, false) }

// addStem is addWord for stems.
func (s *symbols) addStem(w string) int32 {
	s.widest = max(s.widest, len(w))
	return s.add(&s.stems, w, true)
}

func (s *symbols) add(t *numbering, w string, stem bool) int32 {
	i := s.slot(t, w, hashString(w))
	if n := t.slots[i]; n != 0 {
		return n - 1
	}
	if t.n*3 >= len(t.slots)*2 {
		old := t.slots
		t.slots = make([]int32, 2*len(old))
		for _, n := range old {
			if n != 0 {
				t.slots[s.slot(t, s.name(n-1), hashString(s.name(n-1)))] = n
			}
		}
		i = s.slot(t, w, hashString(w))
	}
	s.text.WriteString(w)
	s.ends = append(s.ends, uint32(s.text.Len()))
	s.isStem = append(s.isStem, stem)
	t.n++
	t.slots[i] = int32(len(s.ends))
	return t.slots[i] - 1
}

// numbered returns the numbering of the words, or the stems, among symbols that are complete.
func (s *symbols) numbered(stems bool) numbering {
	var t numbering
	for _, is := range s.isStem {
		if is == stems {
			t.n++
		}
	}
	size := 1 << 10
	for size*2 < t.n*3 {
		size *= 2
	}
	t.slots = make([]int32, size)
	mask := uint32(size - 1)
	for sym, is := range s.isStem {
		if is == stems {
			i := scramble(hashString(s.name(int32(sym)))) & mask
			for t.slots[i] != 0 {
				i = (i + 1) & mask
			}
			t.slots[i] = int32(sym) + 1
		}
	}
	return t
}

// hashString is FNV-1a; that of a longer text goes on where that of its beginning ended.
func hashString(w string) uint32 { return hashOn(hashBasis, w) }

const hashBasis = 2166136261

func hashOn(h uint32, w string) uint32 {
	for i := range len(w) {
		h = (h ^ uint32(w[i])) * 16777619
	}
	return h
}

// scramble brings the high bits of a hash, which are better mixed, into those that choose a slot.
func scramble(h uint32) uint32 { return h ^ h>>15 }
