package faq

import (
	"cmp"
	"slices"
	"unicode/utf8"
)

// Words shorter than this are not corrected: too many others are one letter away.
const minCorrected = 4

// spelling proposes known words one edit away (a letter too many, too few, wrong, or two swapped) from an unknown one. It
// indexes the words with each letter left out (symmetric deletion, Garbe 2012), so a look-up costs a hash per letter.
type spelling struct {
	words   []knownWord
	number  map[string]int32
	deleted map[uint64][]int32 // hash of a word with one letter left out → words
	base    *spelling          // words that were there before
}

type knownWord struct {
	text string
	used int32 // in how many examples
}

func newSpelling(used map[string]int32) *spelling {
	s := &spelling{number: make(map[string]int32, len(used)), deleted: map[uint64][]int32{}}
	for _, w := range sortedKeys(used) {
		n := int32(len(s.words))
		s.words = append(s.words, knownWord{w, used[w]})
		s.number[w] = n
		if utf8.RuneCountInString(w) < minCorrected {
			continue
		}
		deletions(w, func(h uint64) {
			if at := s.deleted[h]; len(at) == 0 || at[len(at)-1] != n {
				s.deleted[h] = append(at, n)
			}
		})
	}
	return s
}

// with returns s with further words.
func (s *spelling) with(used map[string]int32) *spelling {
	fresh, base := map[string]int32{}, s
	if s.base != nil {
		for _, w := range s.words {
			fresh[w.text] = w.used
		}
		base = s.base
	}
	before := len(fresh)
	for w, n := range used {
		if _, known := base.number[w]; !known {
			fresh[w] += n
		}
	}
	if len(fresh) == before {
		return s
	}
	out := newSpelling(fresh)
	out.base = base
	return out
}

// knows reports whether w is spelt like a word of the FAQ.
func (s *spelling) knows(w string) bool {
	_, ok := s.number[w]
	return ok || s.base != nil && s.base.knows(w)
}

// correct appends to into the words that an unknown word may stand for, the most used first, at most two.
func (s *spelling) correct(w string, into []string) []string {
	if s == nil || len(w) > 48 || utf8.RuneCountInString(w) < minCorrected || s.knows(w) {
		return into
	}
	if s.base != nil {
		into = s.base.correct(w, into)
	}
	var found []int32
	try := func(h uint64) {
		for _, n := range s.deleted[h] {
			if !slices.Contains(found, n) && oneEdit(w, s.words[n].text) {
				found = append(found, n)
			}
		}
	}
	try(hash(w, deletionSeed))
	deletions(w, func(h uint64) {
		try(h)
	})
	slices.SortFunc(found, func(a, b int32) int {
		return cmp.Or(-cmp.Compare(s.words[a].used, s.words[b].used), cmp.Compare(a, b))
	})
	for _, n := range found[:min(len(found), 2)] {
		into = append(into, s.words[n].text)
	}
	return into
}

const deletionSeed = 31

// deletions calls yield with the hash of w, and of w with each letter left out.
func deletions(w string, yield func(uint64)) {
	yield(hash(w, deletionSeed))
	var buf [64]byte
	for i, r := range w {
		short := append(append(buf[:0], w[:i]...), w[i+utf8.RuneLen(r):]...)
		yield(hashBytes(short, deletionSeed))
	}
}

// oneEdit reports whether a and b are one insertion, deletion, substitution or swap of neighbours apart.
func oneEdit(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > 1 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if len(x) < len(y) {
		return slices.Equal(x[i:], y[i+1:])
	}
	if i == len(x) {
		return false
	}
	return slices.Equal(x[i+1:], y[i+1:]) ||
		i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && slices.Equal(x[i+2:], y[i+2:])
}
