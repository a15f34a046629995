package text

import (
	"unicode"
	"unicode/utf8"
)

// charClass is what a rune does to the scanner.
type charClass uint8

const (
	other charClass = iota // punctuation, symbols
	skip                   // invisible: dropped without a trace
	blank
	newline
	letter
	digit
	combining
	han
	kana
	emoji
)

// classify decides by ranges first: nearly all chat is ASCII, Han, Cyrillic or Latin with marks.
func classify(r rune) charClass {
	switch {
	case r < utf8.RuneSelf:
		return classifyASCII(byte(r))
	case r >= 0x4E00 && r <= 0x9FFF, r >= 0x3400 && r <= 0x4DBF, r >= 0x20000 && r <= 0x3FFFF, r == '々', r == '〇':
		return han
	case r >= 0x3041 && r <= 0x30FF && r != '・' && r != '゠':
		return kana
	case r >= 0x00C0 && r <= 0x024F && r != '×' && r != '÷', r >= 0x0400 && r <= 0x0481, r >= 0xAC00 && r <= 0xD7A3:
		return letter
	case invisible(r):
		return skip
	case r == 0x0085 || r == 0x2028 || r == 0x2029:
		return newline
	case unicode.IsSpace(r):
		return blank
	case unicode.IsLetter(r):
		return letter
	case unicode.IsMark(r):
		return combining
	case unicode.IsDigit(r):
		return digit
	case r >= 0x1F000 && r <= 0x1FAFF, r >= 0x2600 && r <= 0x27BF, r >= 0x2B00 && r <= 0x2BFF:
		return emoji
	case unicode.IsControl(r), r == utf8.RuneError:
		return blank
	}
	return other
}

func classifyASCII(c byte) charClass {
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		return letter
	case c >= '0' && c <= '9':
		return digit
	case c == '\n', c == '\r':
		return newline
	case c <= ' ', c == 0x7F, c == '_':
		return blank
	}
	return other
}

// invisible covers what changes nothing for a reader: zero-width spaces and joiners, direction marks, soft hyphens, variation
// selectors, the Arabic tatweel, tag characters, skin tones.
func invisible(r rune) bool {
	switch {
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F,
		r == 0x00AD, r == 0xFEFF, r == 0x180E, r == 0x034F, r == 0x115F, r == 0x1160, r == 0x3164, r == 0xFFA0,
		r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0000 && r <= 0xE0FFF, r == 0x0640, r >= 0x1F3FB && r <= 0x1F3FF:
		return true
	}
	return false
}

// straighten maps the many quotation marks and dashes that keyboards produce to one of each.
func straighten(r rune) rune {
	switch r {
	case '‘', '’', '‚', '‛', 'ʼ', '`', '´', '′', '＇':
		return '\''
	case '“', '”', '„', '‟', '«', '»', '「', '」', '『', '』', '″':
		return '"'
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return '-'
	case '。', '｡':
		return '.'
	case '、', '،', '؛':
		return ','
	case '؟':
		return '?'
	}
	return r
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
