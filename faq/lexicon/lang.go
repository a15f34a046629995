package lexicon

import "math/bits"

// judge decides which languages in Latin script the message may be in and kills the matches of the others. A marker word
// (the concepts of kind language) gives its languages two votes, every other token of a form that is not English as well
// gives one. English always stays, the strongest other language stays unless English is far ahead, and a single English
// word that is a marker of that language («can» is Vietnamese for «need») goes, as does English on words with diacritics.
func (s *search) judge() {
	for i := range s.found {
		m := &s.found[i]
		switch {
		case !m.latin || m.fuzzy || m.out.not:
		case s.kind(m) == language:
			s.vote(m.out.langs, 2)
		case m.out.langs&s.lex.english == 0:
			s.vote(m.out.langs, bits.OnesCount64(m.mask))
		}
	}
	best, english := 0, s.scores[bits.TrailingZeros32(s.lex.english)]
	for i, n := range s.scores {
		if s.lex.english&(1<<i) == 0 {
			best = max(best, n)
		}
	}
	allowed := s.lex.english
	if best > 0 && best*3 >= english*2 {
		for i, n := range s.scores {
			if n == best {
				allowed |= 1 << i
			}
		}
	}
	for i := range s.found {
		m := &s.found[i]
		m.dead = m.latin && m.out.langs&allowed == 0 || m.marked && m.out.langs == s.lex.english
	}
	if foreign := allowed &^ s.lex.english; foreign != 0 && best > english {
		s.disown(foreign)
	}
}

func (s *search) vote(langs uint32, n int) {
	for b := langs; b != 0; b &= b - 1 {
		s.scores[bits.TrailingZeros32(b)] += n
	}
}

// disown kills English hits on one word that is a marker of the message's language.
func (s *search) disown(foreign uint32) {
	for i := range s.found {
		marker := &s.found[i]
		if s.kind(marker) != language || marker.out.langs&foreign == 0 {
			continue
		}
		for j := range s.found {
			m := &s.found[j]
			if m.start == marker.start && m.mask == marker.mask && m.out.langs&foreign == 0 {
				m.dead = true
			}
		}
	}
}

// name returns the language of the form: of several, the one with the most votes, English before others, then the first.
func (s *search) name(langs uint32) string {
	best, top := bits.TrailingZeros32(langs), -1
	for b := langs; b != 0; b &= b - 1 {
		i := bits.TrailingZeros32(b)
		n := s.scores[i] * 2
		if s.lex.english == 1<<i {
			n++
		}
		if n > top {
			best, top = i, n
		}
	}
	return s.lex.langs[best]
}
