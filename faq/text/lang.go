package text

import (
	"strings"
	"unicode/utf8"
)

// Lang guesses the language of a message: an ISO 639-1 code, or "" when nothing speaks for one. Scripts decide for Chinese,
// Japanese, Korean, Thai, Hindi, Russian, Ukrainian, Arabic and Persian; among Latin-script languages (en, vi, tr, id, es, pt,
// fr, de, and Hindi or Russian typed in Latin letters) frequent words and letters peculiar to one of them do. One Han
// character weighs as much as a Latin word, so «想cash out到银行» is Chinese. Same text, same answer.
func (t Text) Lang() string {
	var n [scripts]int
	for i := range t.Tokens {
		tok := &t.Tokens[i]
		switch tok.Kind {
		case Han:
			n[chinese] += 2
		case Kana:
			n[japanese]++
		case Word:
			n[scriptOf(tok.Plain)]++
		}
	}
	if n[japanese] > 1 && 8*n[japanese] > n[chinese] {
		return "ja"
	}
	best := latin
	for s := latin + 1; s < scripts; s++ {
		if n[s] > n[best] || n[s] == n[best] && best == latin && n[s] > 0 {
			best = s
		}
	}
	switch best {
	case chinese, japanese:
		return "zh"
	case cyrillic:
		return t.cyrillicLang()
	case arabic:
		return t.arabicLang()
	case latin:
		return t.latinLang()
	}
	return best.lang()
}

// Excludes reports that a text cannot be in a language, for it is in Latin letters and the language is not: «gas?» is no
// Chinese, though some Chinese question has that word. Where Lang guesses, it knows better: Hindi is typed in Latin letters.
func (t Text) Excludes(lang string) bool {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	switch base {
	case "zh", "ja", "ko", "th", "hi", "ru", "uk", "bg", "ar", "fa", "he", "el":
		return t.latin()
	}
	return false
}

// latin reports whether the words of a text are in Latin letters.
func (t Text) latin() bool {
	words := 0
	for i := range t.Tokens {
		switch tok := &t.Tokens[i]; tok.Kind {
		case Han, Kana:
			return false
		case Word:
			if scriptOf(tok.Plain) != latin {
				return false
			}
			words++
		}
	}
	return words > 0
}

type script int

const (
	latin script = iota
	chinese
	japanese
	cyrillic
	arabic
	hangul
	devanagari
	thai
	foreign // any other script: no guess
	scripts
)

func (s script) lang() string {
	switch s {
	case hangul:
		return "ko"
	case devanagari:
		return "hi"
	case thai:
		return "th"
	}
	return ""
}

func scriptOf(word string) script {
	r, _ := utf8.DecodeRuneInString(word)
	switch {
	case r < 0x0250, r >= 0x1E00 && r <= 0x1EFF:
		return latin
	case r >= 0x0400 && r <= 0x052F:
		return cyrillic
	case r >= 0x0600 && r <= 0x077F:
		return arabic
	case r >= 0x0900 && r <= 0x097F:
		return devanagari
	case r >= 0x0E00 && r <= 0x0E7F:
		return thai
	case r >= 0xAC00 && r <= 0xD7A3, r >= 0x1100 && r <= 0x11FF:
		return hangul
	}
	return foreign
}

func (t Text) cyrillicLang() string {
	for i := range t.Tokens {
		for _, r := range t.Tokens[i].Plain {
			switch r {
			case 'і', 'ї', 'є', 'ґ':
				return "uk"
			}
		}
	}
	return "ru"
}

func (t Text) arabicLang() string {
	fa := 0
	for i := range t.Tokens {
		switch t.Tokens[i].Plain {
		case "است", "این", "چرا", "چطور", "نمی", "من", "را", "چقدر", "کنم", "شده", "برای":
			fa += 2
		case "في", "على", "هل", "كيف", "لماذا", "ما", "لا", "إلى", "هذا":
			fa -= 2
		}
		for _, r := range t.Tokens[i].Plain {
			switch r {
			case 'پ', 'چ', 'ژ', 'گ', 'ی', 'ک':
				fa++
			case 'ي', 'ك', 'ة', 'ى':
				fa--
			}
		}
	}
	if fa > 0 {
		return "fa"
	}
	return "ar"
}

// latinLang adds up a point for each frequent word and two for each letter that only one of the languages uses.
func (t Text) latinLang() string {
	var score scores
	for i := range t.Tokens {
		tok := &t.Tokens[i]
		if tok.Kind != Word {
			continue
		}
		for set, l := frequent[tok.Plain], langEN; set != 0; set, l = set>>1, l+1 {
			score[l] += int(set & 1)
		}
		if tok.Plain != tok.Folded || hasMark(tok.Plain) {
			for _, r := range tok.Plain {
				if r >= utf8.RuneSelf {
					score.letter(r)
				}
			}
		}
	}
	best := langEN
	for l := langEN + 1; l < languages; l++ {
		if score[l] > score[best] {
			best = l
		}
	}
	if score[best] == 0 {
		return ""
	}
	return languageCodes[best]
}

func hasMark(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

type language int

const (
	langEN language = iota
	langVI
	langTR
	langID
	langES
	langPT
	langFR
	langDE
	langHI
	langRU
	languages
)

var languageCodes = [languages]string{"en", "vi", "tr", "id", "es", "pt", "fr", "de", "hi", "ru"}

type scores [languages]int

// letter adds what a letter with a mark says about the language.
func (s *scores) letter(r rune) {
	switch r {
	case 'ă', 'đ', 'ơ', 'ư':
		s[langVI] += 2
	case 'ı', 'ş', 'ğ':
		s[langTR] += 2
	case 'ñ':
		s[langES] += 2
	case 'ã', 'õ':
		s[langPT] += 2
		s[langVI]++
	case 'ö', 'ü':
		s[langTR]++
		s[langDE]++
	case 'ä', 'ß':
		s[langDE] += 2
	case 'ç':
		s[langTR]++
		s[langPT]++
		s[langFR]++
	case 'á', 'ó', 'í', 'ú':
		s[langES]++
		s[langPT]++
		s[langVI]++
	case 'é':
		s[langES]++
		s[langPT]++
		s[langFR]++
		s[langVI]++
	case 'è', 'î', 'û', 'ë', 'œ', 'ï':
		s[langFR] += 2
	case 'ê', 'à', 'â', 'ô', 'ù':
		s[langFR]++
		s[langVI]++
		s[langPT]++
	default:
		if r >= 0x1EA0 && r <= 0x1EF9 {
			s[langVI] += 2
		}
	}
}

// frequent holds, for each word, the set of languages that use it often, as bits in the order of languageCodes.
var frequent = frequentWords()

func frequentWords() map[string]uint16 {
	table := make(map[string]uint16, 1200)
	for l, words := range frequentLists {
		for w := range strings.FieldsSeq(words) {
			table[w] |= 1 << l
		}
	}
	return table
}
