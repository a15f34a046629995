// Package skeleton folds the many ways of writing a word to one: homoglyphs (Unicode TR39), decorated, enclosed, turned and
// small-capital letters, invisible characters, direction tricks, simplified and traditional Chinese, other scripts by sound.
//
//go:generate go run generate.go
package skeleton

import (
	"embed"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed tables/*.txt
var tables embed.FS

// Folder holds the tables. It is safe for concurrent use, and folds a character to the same at any time.
type Folder struct {
	forms       *table // letterforms, ours: a letter drawn otherwise
	confusables *table // TR39, from ICU
	loose       *table // shapes that only pass for a letter next to others, ours
	simplified  *table
	latin       *table                      // by sound, from ICU
	pages       [0x200]atomic.Pointer[page] // by r>>8, of the ranges where folding costs something; made when first met
}

type page [0x100]Glyph

// Glyph is a character in its foldings.
type Glyph struct {
	Shape string // what it looks like, in lower case: ASCII where it looks like a Latin letter
	Plain string // as its own script writes it: compatibility forms folded, lower case, Chinese simplified
}

// New loads the tables: a few milliseconds, so make one and share it.
func New() *Folder {
	return &Folder{
		forms: load("letterforms"), confusables: load("confusables"), loose: load("loose"), latin: load("latin"), simplified: load("simplified"),
	}
}

// Glyph folds one character.
func (f *Folder) Glyph(r rune) Glyph {
	n := int(r >> 8)
	if n < 0 || n >= len(f.pages) || !worthPage(n) {
		return f.fold(r)
	}
	p := f.pages[n].Load()
	if p == nil {
		p = new(page)
		for low := range p {
			p[low] = f.fold(rune(n<<8 | low))
		}
		f.pages[n].Store(p) // who does the same meanwhile stores the same
	}
	return p[r&0xFF]
}

// worthPage reports the ranges where folding costs something and that texts come back to.
func worthPage(n int) bool {
	return n < 0x34 || n >= 0xA6 && n < 0xAC || n >= 0xF9 && n < 0x104 || n >= 0x1D4 && n < 0x1D8 || n == 0x1F1
}

func (f *Folder) fold(r rune) Glyph {
	plain := string(f.plain(nil, r))
	if unicode.In(r, unicode.Han, unicode.Hangul) { // no letter of ours looks like one of them, but for the loose
		return Glyph{plain, plain}
	}
	return Glyph{string(f.shape(nil, r)), plain}
}

// shape appends what a character looks like; ASCII is not mapped.
func (f *Folder) shape(to []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return append(to, lower(byte(r)))
	}
	if form, ok := f.forms.get(r); ok {
		return append(to, form...)
	}
	var in [utf8.UTFMax]byte
	var buf [64]byte
	parts := norm.NFKD.Append(buf[:0], in[:utf8.EncodeRune(in[:], r)]...)
	for len(parts) > 0 {
		part, size := utf8.DecodeRune(parts)
		parts = parts[size:]
		if !unicode.Is(unicode.Mn, part) && !unicode.Is(unicode.Me, part) {
			to = f.shapePart(to, part)
		}
	}
	return to
}

func (f *Folder) shapePart(to []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return append(to, lower(byte(r)))
	}
	if form, ok := f.forms.get(r); ok {
		return append(to, form...)
	}
	target, ok := f.confusables.get(r)
	if !ok {
		return utf8.AppendRune(to, unicode.ToLower(r))
	}
	for _, c := range target {
		switch form, ok := f.forms.get(c); {
		case ok:
			to = append(to, form...)
		case c < utf8.RuneSelf:
			to = append(to, lower(byte(c)))
		case !unicode.Is(unicode.Mn, c):
			to = utf8.AppendRune(to, unicode.ToLower(c))
		}
	}
	return to
}

func (f *Folder) plain(to []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return append(to, lower(byte(r)))
	}
	if s, ok := f.simplified.get(r); ok {
		return append(to, s...)
	}
	var in [utf8.UTFMax]byte
	var buf [64]byte
	for parts := norm.NFKC.Append(buf[:0], in[:utf8.EncodeRune(in[:], r)]...); len(parts) > 0; {
		part, size := utf8.DecodeRune(parts)
		parts = parts[size:]
		if part = spelling(part); part == 0 {
			continue
		}
		if s, ok := f.simplified.get(part); ok {
			part, _ = utf8.DecodeRuneInString(s)
		}
		to = utf8.AppendRune(to, unicode.ToLower(part))
	}
	return to
}

// spelling merges the ways a letter of Arabic or Hebrew script is typed: Persian and Urdu forms, seats of hamza, and nothing (0)
// for stretching and for the vowel points that most people leave out.
func spelling(r rune) rune {
	switch {
	case r < 0x591 || r > 0x6D3:
		return r
	case r <= 0x5BD, r == 0x5BF, r == 0x5C1, r == 0x5C2, r == 0x5C4, r == 0x5C5, r == 0x5C7, r == 'ـ', r >= 0x64B && r <= 0x65F, r == 0x670:
		return 0
	case r == 'آ', r == 'أ', r == 'إ', r == 'ٱ':
		return 'ا'
	case r == 'ی', r == 'ى', r == 'ے', r == 'ئ':
		return 'ي'
	case r == 'ک', r == 'ڪ':
		return 'ك'
	case r == 'ة', r == 'ۀ', r == 'ہ', r == 'ھ', r == 'ە':
		return 'ه'
	case r == 'ؤ':
		return 'و'
	}
	return r
}

// Sound appends how a character of another script is said, in Latin letters, and reports whether it knows.
func (f *Folder) Sound(to []byte, r rune) ([]byte, bool) {
	if r < utf8.RuneSelf {
		return append(to, lower(byte(r))), true
	}
	switch r {
	case 'ь', 'ъ', 'ー', '·', '・': // they soften, harden, lengthen and part
		return to, true
	}
	if s, ok := f.latin.get(r); ok {
		return append(to, s...), true
	}
	if r >= 0xAC00 && r <= 0xD7A3 {
		return hangul(to, r), true
	}
	if unicode.Is(unicode.Latin, r) {
		return append(to, f.Glyph(r).Shape...), true
	}
	return to, unicode.Is(unicode.M, r)
}

// Reading is a Chinese character's Mandarin reading without its tone, or nothing.
func (f *Folder) Reading(r rune) string {
	if unicode.Is(unicode.Han, r) {
		s, _ := f.latin.get(r)
		return s
	}
	return ""
}

// Loose is the letter a character passes for between others, or 0.
func (f *Folder) Loose(r rune) byte {
	if s, ok := f.loose.get(r); ok && s != "" {
		return s[0]
	}
	return 0
}

// hangul romanises a syllable by its parts (Revised Romanisation, without sound changes between syllables).
func hangul(to []byte, r rune) []byte {
	lead := [...]string{"g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"}
	vowel := [...]string{"a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"}
	tail := [...]string{"", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"}
	s := int(r - 0xAC00)
	to = append(to, lead[s/588]...)
	to = append(to, vowel[s%588/28]...)
	return append(to, tail[s%28]...)
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
