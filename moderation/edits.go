package moderation

// edits finds the words one letter away from a text: every word lies under itself and under itself with one letter left out.
// Texts are told apart by a rolling hash, so leaving a letter out costs a few multiplications and, nearly always, one look at
// a bit; who finds words compares them.
type edits struct {
	words map[uint64][]int32
	bits  [1 << 12]uint64 // of the hashes in words
}

const (
	hashBase   = 0x9E3779B97F4A7C15 | 1
	longestKey = 48 // letters of a text that is worth a search
)

var hashPowers = func() (p [longestKey + 1]uint64) {
	p[0] = 1
	for i := 1; i < len(p); i++ {
		p[i] = p[i-1] * hashBase
	}
	return p
}()

func hashOf[T string | []byte](text T) uint64 {
	h := uint64(0)
	for i := range len(text) {
		h = h*hashBase + uint64(text[i])
	}
	return h
}

func (e *edits) add(text string, word int32) {
	if len(text) > longestKey {
		return
	}
	put := func(h uint64) {
		if list := e.words[h]; len(list) == 0 || list[len(list)-1] != word {
			e.words[h] = append(list, word)
		}
		e.bits[h>>58|h>>40&0xFC0] |= 1 << (h >> 52 & 63)
	}
	put(hashOf(text))
	for i := range text {
		put(hashOf(text[:i] + text[i+1:]))
	}
}

// find calls do with every word near the text until do reports that it will have it.
func (e *edits) find(text []byte, do func(int32) bool) int32 {
	if len(text) > longestKey {
		return unknownWord
	}
	n := len(text)
	var prefix [longestKey + 1]uint64
	for i, c := range text {
		prefix[i+1] = prefix[i]*hashBase + uint64(c)
	}
	for i := -1; i < n; i++ {
		h := prefix[n]
		if i >= 0 {
			if i > 0 && text[i] == text[i-1] {
				continue
			}
			h = prefix[i]*hashPowers[n-1-i] + prefix[n] - prefix[i+1]*hashPowers[n-1-i]
		}
		if e.bits[h>>58|h>>40&0xFC0]>>(h>>52&63)&1 == 0 {
			continue
		}
		for _, k := range e.words[h] {
			if do(k) {
				return k
			}
		}
	}
	return unknownWord
}
