package secret

import (
	"sort"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// plainText is a message without its invisible characters and with full-width, enclosed and mathematical letters and
// digits in their plain form. lower has the same byte offsets as text.
type plainText struct {
	text, lower string
	size        int      // bytes of the original
	jumps       []offset // where plain and original offsets drift apart

	cues      []spokenCue // by their start, once cuesKnown: see nearestCue
	cuesKnown bool
}

type offset struct{ plain, original int }

// original maps an offset of the plain text back.
func (t *plainText) original(at int) int {
	if at >= len(t.text) {
		return t.size
	}
	i := sort.Search(len(t.jumps), func(i int) bool { return t.jumps[i].plain > at }) - 1
	if i < 0 {
		return at
	}
	return t.jumps[i].original + at - t.jumps[i].plain
}

func plain(text string) *plainText {
	t := &plainText{size: len(text)}
	body := make([]byte, 0, len(text))
	lower := make([]byte, 0, len(text))
	var buf [64]byte
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if drift := i - len(body); len(t.jumps) == 0 && drift != 0 ||
			len(t.jumps) > 0 && drift != t.jumps[len(t.jumps)-1].original-t.jumps[len(t.jumps)-1].plain {
			t.jumps = append(t.jumps, offset{len(body), i})
		}
		switch {
		case r < utf8.RuneSelf:
			body = append(body, byte(r))
			lower = append(lower, lowerASCII(byte(r)))
		case invisible(r):
		case r == utf8.RuneError && size == 1:
			body, lower = append(body, ' '), append(lower, ' ')
		default:
			for _, c := range string(compatible(buf[:0], text[i:i+size])) {
				body = utf8.AppendRune(body, c)
				if l := unicode.ToLower(c); utf8.RuneLen(l) == utf8.RuneLen(c) {
					c = l
				}
				lower = utf8.AppendRune(lower, c)
			}
		}
		i += size
	}
	t.text, t.lower = string(body), string(lower)
	return t
}

// compatible folds compatibility forms of one character, but leaves canonical ones (accents, voicing marks) alone.
func compatible(to []byte, char string) []byte {
	folded := norm.NFKC.AppendString(to, char)
	if len(folded) > 3*len(char) { // U+FDFA and its like are words, not letters
		return append(to[:0], char...)
	}
	return folded
}

// invisible covers what hides between the letters of a word: default-ignorable code points and the Braille blank.
func invisible(r rune) bool {
	switch {
	case r == 0xAD, r == 0x34F, r == 0x61C, r == 0x115F, r == 0x1160, r == 0x17B4, r == 0x17B5, r == 0x2800, r == 0x3164,
		r == 0xFEFF, r == 0xFFA0:
		return true
	case r >= 0x180B && r <= 0x180F, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F,
		r >= 0xFE00 && r <= 0xFE0F, r >= 0xFFF0 && r <= 0xFFF8, r >= 0x1BCA0 && r <= 0x1BCA3, r >= 0x1D173 && r <= 0x1D17A,
		r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return false
}

func lowerASCII(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
