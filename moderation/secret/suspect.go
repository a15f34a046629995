package secret

import (
	"unicode"
	"unicode/utf8"
)

// suspect is the early exit: it reads a message once, allocates nothing, and says no to all but a few. What it says yes to
// is looked at properly; what it says no to holds no secret this package knows.
func (d *Detector) suspect(text string) bool {
	var s sieve
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			i++
			if s.ascii(c, d.words) {
				return true
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		i += size
		if s.rune(r, d.words) {
			return true
		}
	}
	return s.endWord(d.words)
}

// sieve counts what secrets are made of.
type sieve struct {
	packed   uint64 // the word so far, see pack
	letters  int
	foreign  bool // the word has letters that fold to plain ones
	listed   int  // list words since the last long gap
	gap      int  // other words since the last list word
	han      int  // Chinese list characters in a row
	words    int  // kana and hangul words
	inWord   bool // inside a kana or hangul word
	token    int  // bytes of letters, digits, - and _ in a row
	dashes   int
	digits   int
	numerals int // numbers that end in a comma
	digit    bool
}

const longestGap = 4 // words such as «five to twelve:» between parts of a phrase

func (s *sieve) ascii(c byte, l *lexicon) bool {
	s.inWord = false
	if lc := c | 0x20; 'a' <= lc && lc <= 'z' {
		s.packed = s.packed<<8 | uint64(lc)
		s.letters++
		s.token++
		s.digit, s.dashes = false, 0
		return s.token >= shortestSuspect
	}
	if (s.letters > 0 || s.foreign) && s.endWord(l) {
		return true
	}
	switch {
	case '0' <= c && c <= '9':
		s.digits++
		s.token++
		s.digit, s.dashes = true, 0
		return s.token >= shortestSuspect || s.digits >= 24
	case c == '-':
		s.dashes++
		s.token++
		return s.dashes == 5
	case c == '_':
		s.token++
	case c == ',':
		if s.digit {
			s.numerals++
		}
		s.token = 0
		return s.numerals >= 31
	default:
		s.token = 0
	}
	s.digit, s.dashes = false, 0
	return false
}

func (s *sieve) rune(r rune, l *lexicon) bool {
	switch {
	case r >= firstHan && r <= lastHan:
		s.inWord = false
		if s.endWord(l) {
			return true
		}
		s.token = 0
		if l.rows[r-firstHan] == 0 {
			s.han = 0
			return false
		}
		s.han++
		return s.han >= fewestListWords
	case r >= 0x3041 && r <= 0x30FF, r >= 0xAC00 && r <= 0xD7A3, r >= 0x1100 && r <= 0x11FF, r >= 0xFF66 && r <= 0xFF9F:
		if !s.inWord {
			s.words++
			s.inWord = true
		}
		return s.words >= fewestListWords
	case invisible(r):
		s.foreign = s.foreign || s.letters > 0
	case foldsToLatin(r):
		s.foreign = true
		s.letters++
		s.token++
		return s.token >= shortestSuspect
	default:
		s.token, s.inWord = 0, false
		letters := unicode.IsLetter(r)
		if s.endWord(l) {
			return true
		}
		if letters {
			s.letters = 9 // a word of another script: longer than any
		}
	}
	return false
}

// foldsToLatin covers accented, full-width, enclosed and mathematical letters and combining marks.
func foldsToLatin(r rune) bool {
	switch {
	case r >= 0xC0 && r <= 0x36F, r >= 0x1E00 && r <= 0x1EFF, r >= 0x2070 && r <= 0x24FF, r >= 0xFF10 && r <= 0xFF5A,
		r >= 0x1D400 && r <= 0x1D7FF, r >= 0x1F100 && r <= 0x1F1FF:
		return true
	}
	return false
}

// endWord counts the word that ends here; letters of another script in a row count as one unlisted word.
func (s *sieve) endWord(l *lexicon) bool {
	if s.letters == 0 && !s.foreign {
		return false
	}
	listed := s.foreign
	if !listed && s.letters >= 3 && s.letters <= 8 {
		_, listed = l.latin[s.packed]
	}
	if listed {
		s.listed++
		s.gap = 0
	} else if s.letters > 2 {
		if s.gap++; s.gap > longestGap {
			s.listed = 0
		}
	}
	s.packed, s.letters, s.foreign = 0, 0, false
	return s.listed >= fewestListWords
}
