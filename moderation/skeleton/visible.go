package skeleton

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// Visible is [AppendVisible] to nothing.
func Visible(text string) []rune { return AppendVisible(make([]rune, 0, len(text)), text, false) }

// AppendVisible appends the characters a reader sees, in the order he sees them: right-to-left overrides are applied, other
// direction controls and every default-ignorable character are gone, blank-looking ones are spaces, emoji letters are letters.
// spelled says to read rows of flags as letters too.
func AppendVisible(out []rune, text string, spelled bool) []rune {
	override := -1 // where an overridden stretch began
	end := func() {
		if override >= 0 {
			slices.Reverse(out[override:])
			override = -1
		}
	}
	for _, r := range text {
		switch {
		case r == 0x202E:
			end()
			override = len(out)
		case r == 0x202C || r == 0x202D || r == 0x2069:
			end()
		case blank(r), badge(r):
			out = append(out, ' ')
		case Invisible(r):
		case r == utf8.RuneError:
			out = append(out, ' ')
		default:
			out = append(out, r)
		}
	}
	end()
	return letterFlags(out, spelled)
}

// Spells reports so many flags in a row that they may spell a word.
func Spells(text string) bool {
	n := 0
	for _, r := range text {
		if indicator(r) {
			if n++; n >= 4 {
				return true
			}
		} else if !Invisible(r) {
			n = 0
		}
	}
	return false
}

func indicator(r rune) bool { return r >= 0x1F1E6 && r <= 0x1F1FF }

// Invisible reports default-ignorable code points, all ranges, direction controls included.
func Invisible(r rune) bool {
	switch {
	case r < 0xAD:
		return false
	case r == 0xAD, r == 0x34F, r == 0x61C, r == 0x115F, r == 0x1160, r == 0x17B4, r == 0x17B5, r == 0x3164, r == 0xFEFF, r == 0xFFA0:
		return true
	case r >= 0x180B && r <= 0x180F, r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F,
		r >= 0xFE00 && r <= 0xFE0F, r >= 0xFFF0 && r <= 0xFFF8, r >= 0x1BCA0 && r <= 0x1BCA3, r >= 0x1D173 && r <= 0x1D17A,
		r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return false
}

// Stacked reports marks that can be put on any letter, one on top of the other.
func Stacked(r rune) bool {
	return r >= 0x300 && r <= 0x36F || r >= 0x1AB0 && r <= 0x1AFF || r >= 0x1DC0 && r <= 0x1DFF || r >= 0x20D0 && r <= 0x20FF || r >= 0xFE20 && r <= 0xFE2F
}

// badge reports signs that decorate a name: their letters mean nothing.
func badge(r rune) bool {
	return r == '™' || r == '®' || r == '©' || r == '℠' || r == '℗' || r >= 0x1F191 && r <= 0x1F19A
}

// blank reports characters that are not white space but look like it.
func blank(r rune) bool {
	return r == 0x2800 || r == 0x3164 || r == 0xFFA0 || r == 0x115F || r == 0x1160 || unicode.IsSpace(r)
}

// letterFlags turns regional indicators that are no flags into letters: single ones, runs that are not all known flags, and
// with spelled all that could spell a word.
func letterFlags(text []rune, spelled bool) []rune {
	for i := 0; i < len(text); {
		if !indicator(text[i]) {
			i++
			continue
		}
		from := i
		for i < len(text) && indicator(text[i]) {
			i++
		}
		flags := (i-from)%2 == 0 && !spelled
		for k := from; flags && k+1 < i; k += 2 {
			_, flags = countries[[2]byte{byte(text[k] - 0x1F1E6 + 'a'), byte(text[k+1] - 0x1F1E6 + 'a')}]
		}
		for k := from; k < i; k++ {
			if flags {
				text[k] = ' '
			} else {
				text[k] += 'a' - 0x1F1E6
			}
		}
	}
	return text
}

var countries = func() map[[2]byte]struct{} {
	const codes = "acadaeafagaiamaoaqarasatauawaxazbabbbdbebfbgbhbibjblbmbnbobqbrbsbtbvbwbybzcacccdcfcgchcickclcmcncocpcrcucvcwcxcyczdedgdjdkdmdodzeaeceeegeheresetfifjfkfmfofrgagbgdgegfggghgiglgmgngpgqgrgsgtgugwgyhkhmhnhrhthuicidieiliminioiqirisitjejmjojpkekgkhkikmknkpkrkwkykzlalblclilklrlsltlulvlymamcmdmemfmgmhmkmlmmmnmompmqmrmsmtmumvmwmxmymznancnenfngninlnonpnrnunzompapepfpgphpkplpmpnprpsptpwpyqarerorsrurwsasbscsdsesgshsisjskslsmsnsosrssstsvsxsysztatctdtftgthtjtktltmtntotrtttvtwtzuaugumunusuyuzvavcvevgvivnvuwfwsxkyeytzazmzw"
	m := map[[2]byte]struct{}{}
	var pair []byte
	for i := range len(codes) {
		if pair = append(pair, codes[i]); len(pair) == 2 {
			m[[2]byte(pair)] = struct{}{}
			pair = pair[:0]
		}
	}
	return m
}()

// Upright turns text that is written upside down, or reports false for text that is not.
func Upright(text []rune) ([]rune, bool) {
	turned := 0
	for _, r := range text {
		if _, ok := flipped[r]; ok && r >= utf8.RuneSelf {
			turned++
		}
	}
	if turned < 2 {
		return nil, false
	}
	out := make([]rune, len(text))
	for i, r := range text {
		if to, ok := flipped[unicode.ToLower(r)]; ok {
			r = to
		}
		out[len(text)-1-i] = r
	}
	return out, true
}

var flipped = map[rune]rune{
	'ɐ': 'a', 'q': 'b', 'ɔ': 'c', 'p': 'd', 'ǝ': 'e', 'ɟ': 'f', 'ƃ': 'g', 'ɓ': 'g', 'ɥ': 'h', 'ᴉ': 'i', 'ı': 'i', 'ɾ': 'j', 'ʞ': 'k', 'ʃ': 'l', '˥': 'l', 'ꞁ': 'l',
	'ɯ': 'm', 'u': 'n', 'd': 'p', 'b': 'q', 'ɹ': 'r', 'ʇ': 't', 'n': 'u', 'ʌ': 'v', 'ʍ': 'w', 'ʎ': 'y', '∀': 'a', 'Ɔ': 'c', 'Ǝ': 'e', 'Ⅎ': 'f', '⅁': 'g', 'פ': 'g',
	'ſ': 'j', '⅂': 'l', 'Ԁ': 'p', 'Ὁ': 'q', '┴': 't', '∩': 'u', 'Λ': 'v', '⅄': 'y',
}
