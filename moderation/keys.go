package moderation

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"frontdesk/moderation/skeleton"
)

// key is a protected form of a name, a handle or the brand.
type key struct {
	text     string   // folded, without separators
	words    []string // of a person's own name, without brand and office
	sounds   []string // the words in Latin letters
	pinyin   bool     // a Chinese brand by its sound
	turned   bool     // the words are the other way round: only a name with a seam between words is meant
	pieces   []string // of a brand's name, as the roster writes it
	class    class
	official int // -1 for the brand
}

// The shortest keys that do not hit ordinary names.
const (
	leastLatin = 5
	leastHan   = 2
	leastOther = 3 // syllables
)

// protect derives the keys of a roster. Names that ordinary people bear stay unprotected, with a warning.
func protect(spec RosterSpec) ([]key, []Warning) {
	b := keyBuilder{vocabulary: known().bare}
	for _, name := range spec.Brand.Names {
		b.brand(name, -1)
	}
	for _, domain := range spec.Brand.Domains {
		if label, _, ok := strings.Cut(registrable(domain), "."); ok {
			b.siteLabel(label)
		}
	}
	for i, o := range spec.Officials {
		for _, name := range o.Names {
			switch {
			case o.Drawn && !b.distinctive(name):
				b.warn(o.ID, name, tooCommon)
			case o.Kind == "brand" && b.onlyBrand(name):
				b.brand(name, i)
			default:
				b.person(o, name, i)
			}
		}
		for _, h := range o.Handles {
			if o.Drawn && !b.distinctive(h) {
				b.warn(o.ID, h, tooCommon)
				continue
			}
			b.handle(o, h, i)
		}
	}
	return b.keys, b.warnings
}

// Why a key is not made, where that is not its length.
const (
	commonName = "is a common name and is protected only beside the brand or an office"
	tooCommon  = "might be anybody's name, and nobody has put it on the roster: it is not protected"
)

type keyBuilder struct {
	*vocabulary
	keys     []key
	warnings []Warning
}

func (b *keyBuilder) warn(official, name, reason string) {
	b.warnings = append(b.warnings, Warning{official, name, reason})
}

func (b *keyBuilder) brand(name string, official int) {
	text := b.compact(name)
	if reason := tooShort(text); reason != "" {
		b.warn("", name, reason)
		if b.coinedTicker(text) {
			b.keys = append(b.keys, key{text: text, class: alias, official: official})
		}
		return
	}
	b.keys = append(b.keys, key{text: text, class: brand, pieces: b.tokens(name), official: official})
	if sounds, ok := b.spoken(name); ok {
		b.keys = append(b.keys, key{text: sounds, class: brand, pinyin: utf8.RuneCountInString(text) <= 3, official: official})
	}
	if words := b.tokens(name); len(words) == 2 && len(text) >= 7 {
		b.keys = append(b.keys, key{text: words[1] + words[0], class: brand, turned: true, official: official})
	}
	for _, w := range b.words {
		short, cut := strings.CutSuffix(text, w.text)
		if w.class == product && cut && isASCII(text) && len(short) >= leastLatin && strings.HasPrefix(b.compact(b.tokens(name)[0]), short) {
			b.keys = append(b.keys, key{text: short, class: alias, official: official})
		}
		if w.class == product && cut && !isASCII(text) && utf8.RuneCountInString(short) >= leastHan {
			b.keys = append(b.keys, key{text: short, class: alias, official: official})
			if sounds, ok := b.spoken(short); ok {
				b.keys = append(b.keys, key{text: sounds, class: alias, pinyin: true, official: official})
			}
		}
	}
}

// coinedTicker reports four letters that are no one's name and no word: not protected by themselves, but beside an office and in
// links.
func (b *keyBuilder) coinedTicker(text string) bool {
	_, given := b.given[text]
	_, known := b.byText[string(visual(nil, []byte(text)))]
	return len(text) == leastLatin-1 && isLetters(text) && !given && !known && !commonWords[text]
}

// siteLabel protects a site's own label unless it is an ordinary word, a name, or reserved for examples: such a site says little
// about who bears the word.
func (b *keyBuilder) siteLabel(label string) {
	_, given := b.given[label]
	_, known := b.byText[string(visual(nil, []byte(label)))]
	if utf8.RuneCountInString(label) < leastLatin || given || known || reservedLabels[label] {
		return
	}
	if commonWords[label] {
		b.keys = append(b.keys, key{text: b.compact(label), class: alias, official: -1})
		return
	}
	b.brand(label, -1)
}

// reservedLabels are set apart for documentation and tests (RFC 2606, RFC 6761).
var reservedLabels = hosts(`example test invalid localhost`)

// onlyBrand reports a name that is the brand's, with nothing of an office in it.
func (b *keyBuilder) onlyBrand(name string) bool {
	for _, k := range b.keys {
		if k.class == brand && k.text == b.compact(name) {
			return true
		}
	}
	return len(b.personal(name)) == len(b.tokens(name))
}

// person protects a whole name, and the part of it that is neither brand nor office in any order of its words.
func (b *keyBuilder) person(o Official, name string, official int) {
	text := b.compact(name)
	words := b.personal(name)
	own := strings.Join(words, "")
	if len(words) == 0 {
		return // «Brand Support» is what the grammar of names finds in any order and language
	}
	if _, common := b.given[own]; common && len(words) == 1 && own == text {
		b.warn(o.ID, name, commonName)
		b.keys = append(b.keys, key{text: text, class: part, words: words, official: official})
		return
	}
	if reason := tooShort(text); reason != "" {
		b.warn(o.ID, name, reason)
		return
	}
	whole := len(b.keys)
	b.keys = append(b.keys, key{text: text, class: person, words: words, official: official})
	if (len(words) > 1 || b.distinct(own)) && own != text && tooShort(own) == "" {
		b.keys = append(b.keys, key{text: own, class: person, official: official})
	}
	if family, given, ok := eastern(words); ok {
		b.keys = append(b.keys, key{text: given + family, class: person, words: []string{given, family}, official: official})
	}
	if sounds, ok := b.spokenWords(words); ok {
		b.keys = append(b.keys, key{text: strings.Join(sounds, ""), class: part, words: sounds, official: official})
	}
	switch sounds, ok := b.romanised(words); {
	case ok && len(words) == 1: // a Korean name, whose sound many share
		b.keys = append(b.keys, key{text: strings.Join(sounds, ""), class: part, words: sounds, official: official})
	case ok:
		b.keys[whole].sounds = sounds
	}
}

// romanised writes a name of two words in Cyrillic or Greek letters, or a Korean one, as its owner would in Latin ones.
func (b *keyBuilder) romanised(words []string) ([]string, bool) {
	if len(words) == 1 {
		family, given, ok := eastern(words)
		if !ok || !unicode.In([]rune(family)[0], unicode.Hangul) {
			return nil, false
		}
		words = []string{family, given}
	}
	var out []string
	for _, word := range words {
		var sound []byte
		for _, r := range word {
			var ok bool
			if !unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Hangul) {
				return nil, false
			}
			if sound, ok = b.fold.Sound(sound, r); !ok {
				return nil, false
			}
		}
		if !isLatinWord(sound) {
			return nil, false
		}
		out = append(out, string(sound))
	}
	return out, len(strings.Join(out, "")) >= leastLatin
}

// distinct reports a single word that is a whole name by itself: a family name and a given one in Chinese or Korean, or a
// Latin word longer than given names are.
func (b *keyBuilder) distinct(own string) bool {
	_, _, whole := eastern([]string{own})
	_, common := b.given[own]
	return whole || isASCII(own) && len(own) >= 9 && !common
}

// eastern splits a Chinese or Korean name of three characters into family and given name.
func eastern(words []string) (family, given string, ok bool) {
	if len(words) != 1 || utf8.RuneCountInString(words[0]) != 3 ||
		strings.ContainsFunc(words[0], func(r rune) bool { return !unicode.In(r, unicode.Han, unicode.Hangul) }) {
		return "", "", false
	}
	_, size := utf8.DecodeRuneInString(words[0])
	return words[0][:size], words[0][size:], true
}

func (b *keyBuilder) handle(o Official, h string, official int) {
	text := b.compact(bareHandle(h))
	if reason := tooShort(text); reason != "" {
		b.warn(o.ID, h, reason)
		return
	}
	k := key{text: text, class: handle, official: official}
	if words := b.personal(h); o.Kind == "person" && len(words) > 1 && !slices.ContainsFunc(words, func(w string) bool { return len(w) < 3 }) {
		k.words = words
	}
	b.keys = append(b.keys, k)
}

func (b *keyBuilder) tokens(name string) []string {
	var out []string
	for _, f := range strings.FieldsFunc(name, func(r rune) bool { return kindOf(r) == separator }) {
		out = append(out, b.compact(f))
	}
	return out
}

// personal drops the brand's and offices' words of a name.
func (b *keyBuilder) personal(name string) []string {
	var own []string
	tokens, offices := b.tokens(name), false
	for _, t := range tokens {
		if !b.official(t) {
			own = append(own, t)
			continue
		}
		i, known := b.byText[string(visual(nil, []byte(t)))]
		offices = offices || !known || b.vocabulary.words[i].class != neutral
	}
	if !offices {
		return tokens // «Lê» is a family name, though «le» is French for the
	}
	return own
}

// official reports a word that is nothing but brand and office.
func (b *keyBuilder) official(token string) bool {
	if token == "" {
		return true
	}
	for _, k := range b.keys {
		if rest, ok := strings.CutPrefix(token, k.text); ok && (k.class == brand || k.class == alias) && b.official(rest) {
			return true
		}
	}
	if i, ok := b.byText[string(visual(nil, []byte(token)))]; ok && b.vocabulary.words[i].class != mention {
		return true
	}
	for at := range token {
		if i, ok := b.byText[token[:at]]; at > 3 && ok && b.vocabulary.words[i].class <= trade && !isASCII(token) && b.official(token[at:]) {
			return true
		}
	}
	return false
}

// spoken writes a Chinese name in pinyin; other scripts are compared by sound from the side of the name that is checked.
func (b *keyBuilder) spoken(name string) (string, bool) {
	words, ok := b.spokenWords([]string{b.compact(name)})
	return strings.Join(words, ""), ok
}

func (b *keyBuilder) spokenWords(words []string) ([]string, bool) {
	var out []string
	total := 0
	for _, w := range words {
		for _, r := range w {
			if !unicode.Is(unicode.Han, r) {
				return nil, false
			}
			reading := b.fold.Reading(r)
			if reading == "" {
				return nil, false
			}
			out = append(out, reading)
			total += len(reading)
		}
	}
	return out, total >= leastLatin
}

// tooShort says why a key would hit ordinary names, or nothing.
func tooShort(text string) string {
	n := utf8.RuneCountInString(text)
	least, unit := leastOther, "characters"
	switch {
	case isASCII(text):
		least, unit = leastLatin, "letters"
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }):
		least = leastHan
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, unicode.Cyrillic, unicode.Greek) }):
		least, unit = leastLatin, "letters"
	}
	if n >= least {
		return ""
	}
	return fmt.Sprintf("has fewer than %d %s and would hit ordinary names, so it is not protected", least, unit)
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func isLatin(r rune) bool {
	return r < utf8.RuneSelf || unicode.Is(unicode.Latin, r) || unicode.Is(unicode.Mn, r) && r < 0x370
}

// kind of a character in a name.
type kind uint8

const (
	separator kind = iota
	letter
	digit
)

func kindOf(r rune) kind {
	switch {
	case r < utf8.RuneSelf:
		switch c := r | 0x20; {
		case 'a' <= c && c <= 'z':
			return letter
		case '0' <= r && r <= '9':
			return digit
		}
		return separator
	case unicode.IsLetter(r), unicode.Is(unicode.M, r), skeleton.Invisible(r):
		return letter
	case unicode.IsDigit(r):
		return digit
	}
	return separator
}
