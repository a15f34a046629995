package moderation

import (
	"strings"
	"unicode/utf8"

	"frontdesk/moderation/skeleton"
)

// class is what a word says in a name.
type class uint8

const (
	other   class = iota // nothing we know
	number               // digits
	strong               // an office by itself
	weak                 // an office beside something else
	venue                // a place of the community: an office, but members name themselves after it too
	trade                // what people are by profession: an office beside the brand, nothing among its like
	neutral              // «the», «24/7»
	region               // «Türkiye»: the same, but members name themselves after it too
	served               // «customer»: a mention unless an office stands beside it
	product              // «wallet»
	mention              // the name speaks about the brand, not for it
	brand                // the brand
	alias                // the brand without its product word; counts only beside an office
	person               // an official's whole name
	handle               // an official's handle
	part                 // one word of an official's name
)

// word is an entry of the vocabulary.
type word struct {
	text   string // folded, without separators
	visual string // text with look-alike letters merged, see visual
	single string // the same, but rn and vv as they are
	class  class
	who    int  // index of the official, -1 for none
	whole  bool // matches whole tokens only, never a piece of one
	pinyin bool // the brand by its sound: in two words it is a person's name as well
	turned bool // matches several tokens only, see key
	parts  []partOf
}

// partOf places a word in an official's name.
type partOf struct {
	name int // index into vocabulary.names
	bit  uint16
}

// fullName is a name whose words may come in any order.
type fullName struct {
	who  int
	all  uint16
	solo bool // too common to count alone: a single word, pinyin, or only a handle
}

// vocabulary finds all words that start at a place in a name, and protected words one edit away.
type vocabulary struct {
	fold   *skeleton.Folder
	words  []word
	names  []fullName
	byText map[string]int32       // visual form
	latin  [][]int32              // by the first three letters
	short  [utf8.RuneSelf][]int32 // shorter ones by the first
	script map[rune][]int32       // other scripts by the first character
	fuzzy  edits                  // visual forms of words worth an edit
	sound  map[string][]int32     // by phonetic form
	bones  map[string][]int32     // by consonants
	tunes  map[string]int32       // the brand by what most scripts write of it
	kana   map[string][]int32     // the brand by what Japanese keeps of its consonants
	given  map[string]struct{}
	pieces map[string]struct{} // words of the brand's names, in visual form
	sized  map[int][]int32     // protected words by length, for names with unreadable letters
	shapes map[string]int32    // office words of other scripts by what they look like
	alike  map[string]int32    // telling Chinese words by what they look like
	pinyin map[string]int32    // telling Chinese words by their reading
}

// newVocabulary holds the words of offices and the keys of a roster.
func newVocabulary(l *lore, keys []key) *vocabulary {
	v := listed(l, keys)
	v.index()
	return v
}

// listed is a vocabulary that knows its words and finds none: enough to read a roster, and a tenth of the memory.
func listed(l *lore, keys []key) *vocabulary {
	v := &vocabulary{
		fold: l.fold, given: l.given, byText: map[string]int32{}, latin: make([][]int32, 26*26*26), script: map[rune][]int32{},
		fuzzy: edits{words: map[uint64][]int32{}}, sound: map[string][]int32{}, bones: map[string][]int32{}, kana: map[string][]int32{}, tunes: map[string]int32{},
		sized: map[int][]int32{}, shapes: map[string]int32{}, pieces: map[string]struct{}{}, pinyin: map[string]int32{}, alike: map[string]int32{},
	}
	for _, k := range keys {
		v.protect(k)
	}
	for _, w := range l.office {
		v.add(w)
	}
	return v
}

// add puts a word in unless something at least as telling has its form already.
func (v *vocabulary) add(w word) {
	if w.visual == "" {
		w.visual, w.single = string(visual(nil, []byte(w.text))), string(single(nil, []byte(w.text)))
	}
	if w.visual == "" {
		return
	}
	if i, ok := v.byText[w.visual]; ok {
		old := &v.words[i]
		old.parts = append(old.parts, w.parts...)
		old.whole, old.turned, old.pinyin = old.whole && w.whole, old.turned && w.turned, old.pinyin || w.pinyin
		if rank(w.class) > rank(old.class) {
			old.class, old.who, old.text = w.class, w.who, w.text
		}
		return
	}
	v.byText[w.visual] = int32(len(v.words))
	v.words = append(v.words, w)
	if _, taken := v.byText[w.single]; !taken && w.class >= brand { // «marNowicki»: the r and the n of two words
		v.byText[w.single] = int32(len(v.words))
		w.visual = w.single
		v.words = append(v.words, w)
	}
}

// rank orders the classes a word could have.
func rank(c class) int {
	return map[class]int{part: 1, neutral: 2, region: 2, product: 3, served: 4, mention: 4, weak: 5, venue: 5, trade: 6, strong: 7, alias: 8, handle: 9, person: 10, brand: 11}[c]
}

// protect adds a key of the roster with its words.
func (v *vocabulary) protect(k key) {
	whole := word{text: k.text, class: k.class, who: k.official, turned: k.turned, pinyin: k.pinyin}
	if words := k.words[:min(len(k.words), 16)]; len(words) > 0 {
		place := len(v.names)
		v.names = append(v.names, fullName{who: k.official, all: 1<<len(words) - 1, solo: len(words) == 1 || k.class == part || k.class == handle})
		whole.parts = []partOf{{place, v.names[place].all}}
		for i, w := range words {
			v.add(word{text: w, class: part, who: k.official, whole: true, parts: []partOf{{place, 1 << i}}})
		}
		if n := len(k.sounds); n == len(words) {
			v.add(word{text: strings.Join(k.sounds, ""), class: k.class, who: k.official, parts: whole.parts})
			for i, w := range k.sounds {
				v.add(word{text: w, class: part, who: k.official, whole: true, parts: []partOf{{place, 1 << i}}})
			}
		}
	}
	for _, p := range k.pieces {
		v.pieces[string(visual(nil, []byte(p)))] = struct{}{}
	}
	v.add(whole)
}

func (v *vocabulary) index() {
	for i := range v.words {
		w := &v.words[i]
		first, size := utf8.DecodeRuneInString(w.visual)
		latin := isLetters(w.visual)
		pieces := w.class != mention && w.class != served && w.class != region && (utf8.RuneCountInString(w.visual) >= 4 || w.class == strong && latin)
		w.whole = w.whole || !pieces && !unspaced(first)
		switch {
		case latin && len(w.visual) >= 3:
			v.latin[trigram(w.visual)] = append(v.latin[trigram(w.visual)], int32(i))
		case size == 1:
			v.short[w.visual[0]] = append(v.short[w.visual[0]], int32(i))
		default:
			v.script[first] = append(v.script[first], int32(i))
		}
		v.indexEdits(int32(i), w, latin)
		v.indexReading(int32(i), w)
		v.indexAlike(int32(i), w)
	}
}

func (v *vocabulary) indexEdits(i int32, w *word, latin bool) {
	protected := w.class >= brand || len(w.parts) > 0
	if protected && w.class != alias || w.class == strong && latin && len(w.visual) >= 6 {
		v.sized[utf8.RuneCountInString(w.visual)] = append(v.sized[utf8.RuneCountInString(w.visual)], i)
	}
	if !latin {
		v.shapes[v.shape(w.text)] = i
		return
	}
	if protected {
		sound := phonetic(w.text)
		v.sound[sound] = append(v.sound[sound], i)
		bones := consonants(sound)
		v.bones[bones] = append(v.bones[bones], i)
		if w.class == brand {
			v.tunes[tune(sound)] = i
			if silent, ok := strings.CutSuffix(w.text, "e"); ok {
				v.sound[phonetic(silent)] = append(v.sound[phonetic(silent)], i)
			}
		}
		if kana := kanaBones(bones); kana != "" && w.class == brand {
			v.kana[kana] = append(v.kana[kana], i)
		}
	}
	least := 6
	switch w.class {
	case part:
		least = 4
	case strong, brand:
		least = 5
	case mention, neutral, region, served, product, alias, number, other:
		return
	}
	if len(w.visual) < least {
		return
	}
	v.fuzzy.add(w.visual, i)
	if w.single != w.visual {
		v.fuzzy.add(w.single, i)
	}
}

func (v *vocabulary) compact(text string) string { return compact(v.fold, text) }

// compact folds a word of a list or a roster the way names are folded: Latin by shape, other scripts as they are.
func compact(fold *skeleton.Folder, text string) string {
	var out []byte
	for _, r := range skeleton.Visible(text) {
		if kindOf(r) == separator {
			continue
		}
		if g := fold.Glyph(r); isLatin(r) {
			out = append(out, g.Shape...)
		} else {
			out = append(out, g.Plain...)
		}
	}
	return string(out)
}

// shape is what a folded text looks like.
func (v *vocabulary) shape(text string) string {
	var b strings.Builder
	for _, r := range text {
		b.WriteString(v.fold.Glyph(r).Shape)
	}
	return b.String()
}

func trigram[T string | []byte](s T) int {
	return int(s[0]-'a')*676 + int(s[1]-'a')*26 + int(s[2]-'a')
}

func isLetters[T string | []byte](s T) bool {
	for i := range len(s) {
		if s[i] < 'a' || s[i] > 'z' {
			return false
		}
	}
	return true
}
