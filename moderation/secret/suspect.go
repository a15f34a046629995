package secret

import (
	"unicode"
	"unicode/utf8"
)

// suspect is the early exit: it reads a message once, allocates nothing, and says no to all but a few. What it says yes to
// is looked at properly; what it says no to holds no secret this package knows.
func (d *Detector) suspect(text string) bool {
	s := sieve{text: text}
	for s.at < len(text) {
		c := text[s.at]
		if c < utf8.RuneSelf {
			if s.ascii(c, d.words) {
				return true
			}
			s.at++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[s.at:])
		if s.rune(r, d.words) {
			return true
		}
		s.at += size
	}
	return s.endWord(d.words) || s.longest >= fewestListWords && (s.cued || s.spoken || s.longest == s.chinese && validLength(s.longest))
}

// sieve counts what secrets are made of.
type sieve struct {
	text     string
	at       int    // where it is
	packed   uint64 // the word so far, see pack
	letters  int
	foreign  bool // the word has letters that fold to plain ones
	listed   int  // list words since the last long gap
	gap      int  // other words since the last list word
	han      int  // Chinese list characters in a row
	spaced   int  // and without two that touch
	touching bool // the last character was a Chinese one
	longest  int  // the longest such row
	chinese  int  // Chinese characters in all
	cued     bool // one of them is part of a cue
	spoken   bool // there are words of other scripts
	words    int  // kana and hangul words
	inWord   bool // inside a kana or hangul word
	token    int  // bytes of letters, digits, - and _ in a row
	dashes   int
	digits   int
	numerals int // numbers that end in a comma
	row      int // words of four and more letters without a shorter one
	digit    bool
}

const (
	longestWord = 12 // letters of the longest Latin list word, with room
	longestGap  = 4  // words such as «five to twelve:» between parts of a phrase
)

func (s *sieve) ascii(c byte, l *lexicon) bool {
	s.inWord = false
	s.touching = false
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
		return s.character(r, l)
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
		s.token, s.inWord, s.touching = 0, false, false
		letters := unicode.IsLetter(r)
		if s.endWord(l) {
			return true
		}
		if letters {
			s.letters = longestWord + 1 // a word of another script: longer than any
		}
	}
	return false
}

// character counts a Chinese one. A phrase stands with something between all characters, or with a cue, or alone.
func (s *sieve) character(r rune, l *lexicon) bool {
	s.chinese++
	switch r {
	case '助', '词', '詞', '语', '語', '种', '種', '备', '備', '恢', '句':
		s.cued = true
	}
	if l.rows[r-firstHan] == 0 {
		s.han, s.spaced, s.touching = 0, 0, true
		return false
	}
	if s.han++; s.touching {
		s.spaced = 0
	}
	s.spaced++
	s.touching = true
	s.longest = max(s.longest, s.han)
	return s.spaced >= fewestListWords
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
	s.spoken = true
	listed := s.foreign
	switch {
	case listed || s.letters < 3:
	case s.letters <= 8:
		_, listed = l.latin[s.packed]
	case s.letters <= longestWord && s.letters <= s.at:
		word := s.text[s.at-s.letters : s.at]
		_, listed = l.other[word]
		listed = listed || word[0] < 'a' || word[1] < 'a' // in capitals: a closer look will tell
	}
	if s.row++; s.letters <= moneroPrefix {
		s.row = 0
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
	return s.listed >= fewestListWords || s.row >= moneroWords-1
}
