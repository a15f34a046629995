package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold removes diacritics: Latin letters lose their marks (rút → rut, şifre → sifre, đ → d, ı → i, ß → ss), Arabic its vowel
// signs and letter variants (أ → ا, ي → ی), Cyrillic only ё → е: й is a letter of its own. Marks that stand alone stay, so that
// what is not empty does not become so.
func Fold(s string) string {
	i := 0
	for i < len(s) && s[i] < utf8.RuneSelf {
		i++
	}
	if i == len(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	latin := false
	for _, r := range s {
		switch {
		case r < utf8.RuneSelf:
			b.WriteRune(r)
			latin = true
			continue
		case r >= 0x00C0 && r <= 0x024F, r >= 0x1E00 && r <= 0x1EFF:
			latin = true
			if to := foldLetter(r); to != "" {
				b.WriteString(to)
				continue
			}
			b.WriteRune(latinBase(r))
			continue
		case unicode.Is(unicode.Mn, r):
			if latin || r >= 0x064B && r <= 0x065F || r == 0x0670 {
				continue
			}
		}
		latin = false
		b.WriteRune(foldRune(r))
	}
	if b.Len() == 0 {
		return s
	}
	return b.String()
}

// foldLetter lists the Latin letters whose mark is no combining character.
func foldLetter(r rune) string {
	switch r {
	case 'đ', 'ð':
		return "d"
	case 'ı':
		return "i"
	case 'ł':
		return "l"
	case 'ø', 'œ':
		return "o"
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	}
	return ""
}

// latinBases holds the first rune of the canonical decomposition of the Latin letters with marks.
var latinBases = func() map[rune]rune {
	table := make(map[rune]rune, 600)
	for _, block := range [][2]rune{{0x00C0, 0x024F}, {0x1E00, 0x1EFF}} {
		for r := block[0]; r <= block[1]; r++ {
			base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r)))
			table[r] = base
		}
	}
	return table
}()

func latinBase(r rune) rune { return latinBases[r] }

func foldRune(r rune) rune {
	switch r {
	case 'ё':
		return 'е'
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ى', 'ي':
		return 'ی'
	case 'ة':
		return 'ه'
	case 'ك':
		return 'ک'
	}
	return r
}
