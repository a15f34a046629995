package moderation

import (
	"strings"

	"frontdesk/moderation/secret"
)

// nearest finds the word that a stretch of a reading is one forger's edit away from: a letter doubled, left out, put in,
// swapped with its neighbour, or replaced by one that looks or sounds alike.
func (v *vocabulary) nearest(r *reading, from, to int32, worth func(*word) bool) int32 {
	vis := r.vis[from:to]
	if len(vis) < 4 || !isLetters(vis) {
		return unknownWord
	}
	near := func(k int32) bool {
		w := &v.words[k]
		return worth(w) && !w.turned && !(w.pinyin && !slip(r.typed(from, to), w.text)) && (forged(vis, w.visual, w.class) || forged(vis, w.single, w.class) || swapped(r.typed(from, to), w.text)) &&
			!v.anotherPerson(r, w, from, to)
	}
	k := v.fuzzy.find(vis, near)
	if typed := r.typed(from, to); k < 0 && len(typed) != len(vis) {
		var buf [longestName]byte
		vis = single(buf[:0], typed)
		k = v.fuzzy.find(vis, near)
	}
	return k
}

// edit tells what an edit is worth: many names are one letter off a short brand, or have another vowel, unless it is a slip of
// the finger.
func (v *vocabulary) edit(r *reading, k, from, to int32) quality {
	w := &v.words[k]
	typed := r.typed(from, to)
	if w.class != brand || len(w.text) >= 8 || slip(typed, w.text) {
		return edited
	}
	if len(w.text) < 6 || len(typed) > len(w.text) {
		return doubtful
	}
	i := 0
	for i < len(typed) && typed[i] == w.text[i] {
		i++
	}
	if i == 0 {
		return doubtful
	}
	if i < len(typed) && len(typed) == len(w.text) && vowel(typed[i]) && vowel(w.text[i]) && typed[i]+w.text[i] != 'i'+'y' {
		return doubtful
	}
	return edited
}

// slip reports a letter typed twice, or two in the wrong order.
func slip(typed []byte, text string) bool {
	return swapped(typed, text) || len(typed) == len(text)+1 && doubledOf(string(typed), text)
}

// anotherPerson reports that the stretch holds a real name which the word does not sound like.
func (v *vocabulary) anotherPerson(r *reading, w *word, from, to int32) bool {
	if v.realWords(r, from, to) {
		return true
	}
	if w.class == brand || w.class == handle {
		return false
	}
	if v.severalWords(w) && v.otherWord(r, w, from, to) && phonetic(string(r.typed(from, to))) != phonetic(w.text) {
		return true
	}
	return v.otherName(r, w, int(from), int(to)) && phonetic(string(r.typed(from, to))) != phonetic(w.text)
}

// severalWords reports a name, or a word of one, that is written in several words: a coined name is not somebody else's.
func (v *vocabulary) severalWords(w *word) bool {
	for _, p := range w.parts {
		if v.names[p.name].all == 1 {
			return false
		}
	}
	return true
}

// otherWord reports an edit that makes another name as often as not: in a word of at most four letters («Khôi», «Khoa»), or of
// the first letter, by which names are told apart («Ahmood», «Mahmood»). A letter typed twice, or two in the wrong order, make
// none.
func (v *vocabulary) otherWord(r *reading, w *word, from, to int32) bool {
	if slip(r.typed(from, to), w.text) {
		return false
	}
	at, more := from, int(to-from)-len(w.visual)
	for at+1 < to && int(at-from) < len(w.visual) && r.vis[at] == w.visual[at-from] {
		at++
	}
	first, end := at, at+1
	for first > from && !r.starts[first] {
		first--
	}
	if first == at && more != 0 {
		before := at - 1
		for before > from && !r.starts[before] {
			before--
		}
		if _, known := v.byText[string(r.vis[max(before, from):at])]; at == from || known {
			return true
		}
		first = max(before, from) // a word cut where a letter is missing
	}
	for end < to && !r.starts[end] {
		end++
	}
	return int(end-first)-more < 5
}

// realWords reports a stretch whose words are all common ones or given names: «Silver Mable», «night_pick».
func (v *vocabulary) realWords(r *reading, from, to int32) bool {
	words := 0
	for i := from; i < to; {
		end := i + 1
		for end < to && !r.starts[end] {
			end++
		}
		typed := r.typed(i, end)
		if _, given := v.given[string(typed)]; !given && !common(typed) {
			return words == 0 && end == to && twoWords(typed)
		}
		words++
		i = end
	}
	return words > 0
}

// common reports a word that everybody knows, in any of several languages.
func common(word []byte) bool { return commonWords[string(word)] || secret.Listed(string(word)) }

// forged reports whether one edit of a kind that is worth its risk for this class turns the word into what was typed.
func forged(typed []byte, visual string, c class) bool {
	i := 0
	for i < len(typed) && i < len(visual) && typed[i] == visual[i] {
		i++
	}
	a, b := typed[i:], visual[i:]
	inner := i > 0 && len(a) > 0 && len(b) > 0
	n := len(visual)
	bold := c == brand && n >= 6 // a brand is no one's name
	switch {
	case len(a) == len(b)+1 && string(a[1:]) == b: // put in
		doubled := i > 0 && a[0] == typed[i-1] || len(b) > 0 && a[0] == b[0]
		return doubled || bold && (inner || n >= 8) || inner && n >= 6 && len(b) > 1
	case len(b) == len(a)+1 && b[1:] == string(a): // left out
		return bold && (n >= 8 || inner) && n >= 7 || inner && n >= 5 || len(a) == 0 && n >= 12
	case len(a) != len(b) || len(a) == 0:
		return false
	case len(a) > 1 && a[0] == b[1] && a[1] == b[0] && string(a[2:]) == b[2:]: // swapped
		return n >= 5
	case c == brand && n < 6: // many names are that near to a brand so short
		return string(a[1:]) == b[1:] && i > 0 && len(a) > 1 && confused(a[0], b[0]) && !(a[0] == 'u' || b[0] == 'u')
	case string(a[1:]) == b[1:]: // replaced
		return bold && (n >= 8 || neighbours(a[0], b[0])) || n >= 5 && (inner || len(a) == 1 && i > 0 || bold) && confused(a[0], b[0])
	}
	return false
}

// swapped reports two neighbours that changed places, also such as look alike.
func swapped(typed []byte, text string) bool {
	if len(typed) != len(text) {
		return false
	}
	i := 0
	for i < len(text) && typed[i] == text[i] {
		i++
	}
	return i > 0 && i+1 < len(text) && typed[i] == text[i+1] && typed[i+1] == text[i] && string(typed[i+2:]) == text[i+2:]
}

// confused reports letters that look or sound alike.
func confused(a, b byte) bool {
	if vowel(a) && vowel(b) {
		return true
	}
	if a > b {
		a, b = b, a
	}
	switch string([]byte{a, b}) {
	case "mn", "uv", "ce", "hn", "co", "vy", "ij", "ft", "it", "ae", "cg", "nr", "kx", "dh", "pq", "ck", "sz", "iy", "vw", "fv",
		"dt", "bp", "gj", "ks", "nu", "eo", "bd", "gy", "hk", "bh", "dg", "uw", "xz", "cs", "ef", "fp":
		return true
	}
	return false
}

// neighbours reports keys next to each other: a slip of the finger, or a host registered for one.
func neighbours(a, b byte) bool {
	const keys = "qwertyuiop|asdfghjkl;|zxcvbnm"
	i, j := strings.IndexByte(keys, a), strings.IndexByte(keys, b)
	switch d := j - i; {
	case i < 0 || j < 0:
		return false
	case d < 0:
		return neighbours(b, a)
	default:
		return d == 1 || d == 10 || d == 11
	}
}

func vowel(c byte) bool {
	switch c {
	case 'a', 'e', 'i', 'o', 'u', 'y':
		return true
	}
	return false
}

// unreadable finds the protected word a stretch is if its doubtful letters, those that were not typed as plain ones, stand
// for any letter. At most a third of the letters may differ, a quarter where none is plain, and four must be the same.
func (v *vocabulary) unreadable(vis []byte, doubtful []bool) int32 {
	budget, plain := len(vis)/4, 0
	for _, d := range doubtful {
		if !d {
			plain++
		}
	}
	if plain > 0 {
		budget = len(vis) / 3
	}
	if plain == len(vis) || len(vis)-budget < 4 {
		return unknownWord
	}
	for _, k := range v.sized[len(vis)] {
		w := &v.words[k]
		if len(w.visual) != len(vis) {
			continue
		}
		wrong := 0
		for i := range vis {
			if vis[i] == w.visual[i] {
				continue
			}
			if wrong++; !doubtful[i] {
				wrong = len(vis)
				break
			}
		}
		if wrong <= budget {
			return k
		}
	}
	return unknownWord
}

// heard finds the protected word that another script's word sounds like: by its whole sound, or by its consonants where
// there are enough of them. With three it is faint: something else has to speak for it.
func (v *vocabulary) heard(sound string) (word int32, faint bool) {
	said := phonetic(sound)
	if list := v.sound[said]; len(list) > 0 {
		return list[0], false
	}
	if short := strings.ReplaceAll(said, "eu", ""); short != said { // a Korean syllable's, where the word has no vowel
		if k, faint := v.heard(short); k >= 0 {
			return k, faint
		}
	}
	bones := consonants(said)
	if k, ok := v.tunes[tune(said)]; ok && len(bones) >= 3 {
		return k, false
	}
	for _, k := range v.bones[bones] {
		w := &v.words[k]
		if w.class == part && strings.HasSuffix(said, "a") != strings.HasSuffix(w.text, "a") {
			continue // «Каримова» is not Karimov
		}
		if w.class == part && len(bones) >= 2 && vowel(said[0]) == vowel(w.text[0]) && (said[0] == phonetic(w.text)[0] || !vowel(said[0])) || len(bones) >= 4 {
			return k, false
		}
		if own := len(w.text); w.class == brand && len(bones) == 3 && len(said) <= own+2 && len(said) >= own-2 {
			return k, true
		}
	}
	for _, k := range v.kana[kanaBones(bones)] {
		return k, true
	}
	return unknownWord, false
}

// tune is what of a word every script writes: its consonants, and of its vowels high and low ones, but for a.
func tune(said string) string {
	var out []byte
	for i := range len(said) {
		c := said[i]
		switch c {
		case 'e', 'y':
			c = 'i'
		case 'u':
			c = 'o'
		case 'a':
			continue
		case 'i', 'o':
		default:
			if c = consonants(said[i : i+1])[0]; c == 'v' {
				c = 'b'
			}
		}
		if n := len(out); n == 0 || out[n-1] != c {
			out = append(out, c)
		}
	}
	return string(out)
}

// kanaBones is what of a word's consonants survives in Japanese, which has no v and no r that ends a syllable. Short ones say
// nothing.
func kanaBones(bones string) string {
	kept := strings.Map(func(c rune) rune {
		switch c {
		case 'r':
			return -1
		case 'v':
			return 'b'
		}
		return c
	}, bones)
	if len(kept) < 4 {
		return ""
	}
	return kept
}
