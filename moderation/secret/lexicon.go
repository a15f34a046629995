package secret

import (
	"embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed words/*.txt
var lists embed.FS

// languages are the word lists of BIP-39 and, last, that of SLIP-39. Their order is that of the bits of listing.in.
var languages = [...]string{
	"english", "chinese_simplified", "chinese_traditional", "czech", "french", "italian", "japanese", "korean", "portuguese",
	"spanish", "slip39",
}

const (
	english     = 0
	simplified  = 1
	traditional = 2
	shamir      = 10
)

// listing tells in which lists a word is, and where.
type listing struct {
	in    uint16 // one bit a language
	index [len(languages)]uint16
}

// lexicon finds a word in all lists at once.
type lexicon struct {
	latin map[uint64]listing // words of up to eight plain letters, packed
	other map[string]listing // longer ones, and Japanese and Korean, decomposed
	han   []listing          // from U+4E00 on, few of them filled
	rows  []uint16           // row of han for each character, 0 for none
}

// lexiconOnce is the lexicon, which never changes, read once in a process.
var lexiconOnce = sync.OnceValue(loadLexicon)

// Listed reports a word of a list that phrases are made of: an everyday word of one of their languages.
func Listed(word string) bool { return lexiconOnce().find(word).in != 0 }

const firstHan, lastHan = 0x4E00, 0x9FFF

func loadLexicon() *lexicon {
	l := &lexicon{
		latin: make(map[uint64]listing, 12000),
		other: make(map[string]listing, 4096),
		han:   make([]listing, 1, 3000),
		rows:  make([]uint16, lastHan-firstHan+1),
	}
	for language, name := range languages {
		text, err := lists.ReadFile("words/" + name + ".txt")
		if err != nil {
			panic("secret: word list " + name + " is not embedded") // a broken build, never a run-time state
		}
		for index, word := range strings.Fields(string(text)) {
			l.add(word, language, uint16(index))
		}
	}
	return l
}

func (l *lexicon) add(word string, language int, index uint16) {
	set := func(e listing) listing {
		e.in |= 1 << language
		e.index[language] = index
		return e
	}
	if r, size := utf8.DecodeRuneInString(word); size == len(word) && r >= firstHan && r <= lastHan {
		row := &l.rows[r-firstHan]
		if *row == 0 {
			*row = uint16(len(l.han))
			l.han = append(l.han, listing{})
		}
		l.han[*row] = set(l.han[*row])
		return
	}
	packed, ok := pack(word)
	folded := word
	if !ok {
		folded = string(fold(nil, word))
		packed, ok = pack(folded)
	}
	if ok {
		l.latin[packed] = set(l.latin[packed])
		return
	}
	l.other[folded] = set(l.other[folded])
}

func (l *lexicon) find(word string) listing {
	if packed, ok := pack(word); ok {
		return l.latin[packed]
	}
	if r, size := utf8.DecodeRuneInString(word); size == len(word) {
		return l.character(r)
	}
	var buf [64]byte
	folded := fold(buf[:0], word)
	if packed, ok := pack(string(folded)); ok {
		return l.latin[packed]
	}
	return l.other[string(folded)]
}

func (l *lexicon) character(r rune) listing {
	if r < firstHan || r > lastHan {
		return listing{}
	}
	return l.han[l.rows[r-firstHan]]
}

// pack puts a word of up to eight ASCII letters into one number, in lower case.
func pack(word string) (uint64, bool) {
	if len(word) > 8 || word == "" {
		return 0, false
	}
	var p uint64
	for i := range len(word) {
		c := word[i] | 0x20
		if c < 'a' || c > 'z' {
			return 0, false
		}
		p = p<<8 | uint64(c)
	}
	return p, true
}

// fold decomposes a word and drops accents and case. Japanese voicing marks stay: they tell words apart.
func fold(to []byte, word string) []byte {
	if len(word) > 64 {
		return to // no list word is as long
	}
	for _, r := range norm.NFKD.String(word) {
		switch {
		case r == 0x3099 || r == 0x309A:
		case unicode.Is(unicode.Mn, r):
			continue
		case r >= 0x30A1 && r <= 0x30F6: // katakana to hiragana
			r -= 0x60
		default:
			r = unicode.ToLower(r)
		}
		to = utf8.AppendRune(to, r)
	}
	return to
}
