package moderation

import (
	"unicode"
	"unicode/utf8"

	"frontdesk/moderation/skeleton"
)

// token is a word of a name that is not plain ASCII, in the ways it can be read.
type token struct {
	runes []rune
	first bool // begins a word; pieces of one word in several scripts follow each other
}

// lookFolded judges a text with other than ASCII characters: as it looks, as it is written, as it sounds, with shapes that
// only pass for letters next to others, and upside down.
func (v *vocabulary) lookFolded(s *scratch, text string, isHandle bool) finding {
	if len(text) > 8*longestName {
		text = text[:8*longestName]
	}
	runes := skeleton.Visible(text)
	best := v.lookRunes(s, runes, isHandle)
	if best.verdict == Identical {
		return best
	}
	if turned, ok := skeleton.Upright(runes); ok {
		if f := v.lookRunes(s, turned, isHandle); f.stronger(best) {
			best = f
		}
	}
	return best
}

func (v *vocabulary) lookRunes(s *scratch, runes []rune, isHandle bool) finding {
	best := finding{verdict: Clear}
	for _, way := range [...]func(*vocabulary, *scratch, []rune){
		(*vocabulary).readShapes, (*vocabulary).readWords, (*vocabulary).readSounds, (*vocabulary).readLoose,
	} {
		s.reading.reset()
		way(v, s, runes)
		s.reading.close()
		if len(s.reading.vis) == 0 {
			continue
		}
		if f := v.understand(&s.reading, isHandle); f.stronger(best) {
			best = f
		}
		if best.verdict == Identical {
			break
		}
	}
	return best
}

// readShapes writes every character as what it looks like.
func (v *vocabulary) readShapes(s *scratch, runes []rune) {
	r := &s.reading
	for first, i := true, 0; i < len(runes); i++ {
		c := runes[i]
		shape := v.fold.Shape(s.bytes[:0], c)
		s.bytes = shape
		switch {
		case c < utf8.RuneSelf && symbolAt(runes, i), lettersOnly(shape):
			if i > 0 && camel(runes[i-1], c) {
				first = true
			}
			r.folded = r.folded || c >= utf8.RuneSelf
			r.write(shape, first)
			first = false
		case unicode.IsMark(c):
		default:
			first = true
		}
	}
}

// lettersOnly reports a shape of letters and digits.
func lettersOnly(shape []byte) bool {
	for i := 0; i < len(shape); {
		c, size := utf8.DecodeRune(shape[i:])
		if kindOf(c) == separator {
			return false
		}
		i += size
	}
	return len(shape) > 0
}

// symbolAt is symbolLetter for runes.
func symbolAt(runes []rune, i int) bool {
	if look[byte(runes[i])] == byte(runes[i]) || kindOf(runes[i]) != separator {
		return false
	}
	after := i+1 < len(runes) && kindOf(runes[i+1]) != separator
	before := i > 0 && kindOf(runes[i-1]) != separator
	return after && before
}

func camel(before, c rune) bool {
	return c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z'
}

// readWords writes every word as its own script does, or as it looks where that makes a word we know: a name may have a
// forged brand beside an honest office.
func (v *vocabulary) readWords(s *scratch, runes []rune) {
	v.eachToken(s, runes, func(t token) {
		plain := v.fold.Append(nil, t.runes, v.fold.Plain)
		if !isLatinWord(plain) && !v.knows(plain) {
			if shape := v.fold.Append(nil, t.runes, v.fold.Shape); isLatinWord(shape) && (v.knows(shape) || mixed(t.runes)) {
				s.reading.folded = true
				plain = shape
			}
		} else if isLatinWord(plain) {
			plain = v.fold.Append(nil, t.runes, v.fold.Shape)
		}
		s.reading.write(plain, t.first)
	})
}

// readSounds is readWords with every word we do not know turned into the protected word it sounds like.
func (v *vocabulary) readSounds(s *scratch, runes []rune) {
	v.eachToken(s, runes, func(t token) {
		plain := v.fold.Append(nil, t.runes, v.fold.Plain)
		switch {
		case isLatinWord(plain):
			plain = v.fold.Append(nil, t.runes, v.fold.Shape)
		case v.knows(plain):
		default:
			if sound, ok := v.spoken(t.runes); ok {
				if k, _ := v.heard(sound); k >= 0 {
					sound = v.words[k].text
				}
				plain = []byte(sound)
				s.reading.heard = true
			}
		}
		s.reading.write(plain, t.first)
	})
}

func (v *vocabulary) spoken(runes []rune) (string, bool) {
	var out []byte
	for _, c := range runes {
		if unicode.Is(unicode.Han, c) { // one reading belongs to hundreds of characters
			return "", false
		}
		var ok bool
		if out, ok = v.fold.Sound(out, c); !ok {
			return "", false
		}
	}
	return string(out), len(out) > 0 && isLetters(out)
}

// readLoose writes every character as the letter it passes for, and completes words whose plain letters are a protected
// word's.
func (v *vocabulary) readLoose(s *scratch, runes []rune) {
	var word []byte
	var doubtful []bool
	first := true
	flush := func() {
		if k := v.unreadable(word, doubtful); k >= 0 {
			word = append(word[:0], v.words[k].text...)
		}
		s.reading.write(word, first)
		word, doubtful, first = word[:0], doubtful[:0], true
	}
	for i, c := range runes {
		shape := v.fold.Shape(s.bytes[:0], c)
		s.bytes = shape
		switch loose := v.fold.Loose(c); {
		case c < utf8.RuneSelf && isLatinWord(shape), loose == 0 && isLatinWord(shape):
			if i > 0 && camel(runes[i-1], c) {
				flush()
			}
			word = visual(word, shape)
		case loose != 0:
			word = append(word, look[loose])
		case unicode.IsLetter(c) && !unspaced(c):
			word = append(word, '?')
		case unicode.IsMark(c):
		default:
			flush()
		}
		s.reading.folded = s.reading.folded || c >= utf8.RuneSelf && len(word) > 0
		for len(doubtful) < len(word) {
			doubtful = append(doubtful, c >= utf8.RuneSelf)
		}
	}
	flush()
}

// eachToken splits a text at separators, at capitals of camel case, and where a script without spaces begins or ends.
func (v *vocabulary) eachToken(s *scratch, runes []rune, do func(token)) {
	start := -1
	first := true
	flush := func(end int) {
		if start >= 0 {
			do(token{runes[start:end], first})
			first = false
		}
		start = -1
	}
	for i, c := range runes {
		if kindOf(c) == separator && !v.decorated(c) {
			flush(i)
			first = true
			continue
		}
		if start >= 0 && (camel(runes[i-1], c) || unspaced(c) != unspaced(runes[i-1])) {
			flush(i)
			first = true
		}
		if start < 0 {
			start = i
		}
	}
	flush(len(runes))
}

// decorated reports symbols that are letters in a box, a circle or a font.
func (v *vocabulary) decorated(c rune) bool {
	if c < utf8.RuneSelf {
		return false
	}
	var buf [64]byte
	return isLatinWord(v.fold.Shape(buf[:0], c))
}

// knows reports that a token is made of the vocabulary's words.
func (v *vocabulary) knows(text []byte) bool {
	var r reading
	r.write(text, true)
	r.close()
	v.explain(&r)
	for _, s := range r.segments {
		if s.word == unknownWord {
			return false
		}
	}
	return len(r.segments) > 0
}

// mixed reports a token with plain Latin letters among others.
func mixed(runes []rune) bool {
	latin := false
	for _, c := range runes {
		latin = latin || c < utf8.RuneSelf
	}
	return latin
}

// isLatinWord reports letters a to z and digits.
func isLatinWord(text []byte) bool {
	for _, c := range text {
		if !isDigit(c) && (c < 'a' || c > 'z') {
			return false
		}
	}
	return len(text) > 0
}
