package moderation

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// Names finds accounts whose names pose as the brand's or an official's. It is immutable and safe for concurrent use.
type Names struct {
	roster  *Roster
	words   *vocabulary
	scratch sync.Pool // of *scratch
}

// Likeness is how close a name is. The two tiers have budgets of error of their own.
type Likeness string

const (
	Clear     Likeness = "clear"
	Near      Likeness = "near"      // report it
	Identical Likeness = "identical" // sure enough to act on
)

// NameVerdict is what a name is like.
type NameVerdict struct {
	Verdict Likeness
	Like    string   // ID of the official it resembles; the brand's own official, or «brand», for the brand and for offices
	Score   float64  // 0 to 1
	Text    string   // which of the two it is about: the handle, without @, or the name; see Names.Explain
	Reasons []string // for people: the rule, and every character that is not what it seems
}

// NewNames returns the checks against a roster. The first call for it prepares them, which takes about 15 ms.
func NewNames(r *Roster) *Names { return r.names() }

func (r *Roster) makeNames() *Names {
	n := &Names{roster: r, words: newVocabulary(known(), r.keys)}
	n.scratch.New = func() any { return new(scratch) }
	return n
}

// Check judges a handle (with or without @) and a display name; either may be empty. It judges appearances alone: the caller
// exempts the officials' own accounts by their IDs. A plain name that is clear costs no allocation.
func (n *Names) Check(handle, name string) NameVerdict {
	s := n.scratch.Get().(*scratch)
	defer n.scratch.Put(s)
	if len(handle) > 0 && handle[0] == '@' {
		handle = handle[1:]
	}
	byName := n.words.look(s, name, false)
	byHandle := finding{verdict: Clear}
	if byName.verdict != Identical && handle != name {
		byHandle = n.words.look(s, handle, true)
		if rest := bared(handle); byHandle.verdict == Clear && rest != handle {
			byHandle = n.words.look(s, rest, true)
		}
	}
	switch {
	case byHandle.stronger(byName):
		return n.verdict(byHandle, "handle", handle)
	case byName.verdict != Clear:
		return n.verdict(byName, "name", name)
	}
	return NameVerdict{Verdict: Clear}
}

// bared cuts what people glue before a name to make a handle: «therealmarco».
func bared(handle string) string {
	for _, head := range [...]string{"the", "real", "its", "iam", "mr"} {
		if n := len(head); len(handle) >= n+8 && strings.EqualFold(handle[:n], head) {
			handle = handle[n:]
		}
	}
	return handle
}

func (f finding) stronger(than finding) bool {
	if f.verdict != than.verdict {
		return f.verdict == Identical || than.verdict == Clear
	}
	return f.score > than.score
}

func (n *Names) verdict(f finding, what, text string) NameVerdict {
	v := NameVerdict{Verdict: f.verdict, Score: f.score, Text: text}
	like := n.roster.spec.Officials
	i := f.who
	if i < 0 {
		i = n.roster.face(f.rule)
	}
	v.Like = "brand"
	whose := "the brand"
	if i >= 0 {
		v.Like, whose = like[i].ID, like[i].Name()
	}
	v.Reasons = append([]string{what + ": " + f.rule + " (" + whose + ")"}, n.words.fold.Explain(text)...)
	if f.letterOff {
		_, differences := n.Explain(text, v.Like)
		for _, d := range differences {
			if d.Kind == Added || d.Kind == Missing || d.Kind == Replaced {
				v.Reasons = append(v.Reasons, d.String())
			}
		}
	}
	return v
}

// face picks the official that stands for the brand: support where the name claims an office, else the brand itself.
func (r *Roster) face(rule string) int {
	brand, support := -1, -1
	for i, o := range r.spec.Officials {
		switch {
		case support < 0 && (o.Role == "support" || o.Role == "admin") && o.Kind != "person":
			support = i
		case brand < 0 && o.Kind == "brand":
			brand = i
		}
	}
	if brand < 0 || support >= 0 && rule != "the brand's name" {
		return max(support, brand)
	}
	return brand
}

// scratch is the memory of one check.
type scratch struct {
	reading, spare reading
	runes          []rune
	glyphs         []glyph
	bytes, word    []byte
	doubtful       []bool
	said           []saying
}

// look judges a text in all its readings and returns the strongest finding.
func (v *vocabulary) look(s *scratch, text string, isHandle bool) finding {
	symbols := false
	s.reading.pleads = pleads(text)
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return v.lookFolded(s, text, isHandle)
		}
		symbols = symbols || kindOf(rune(text[i])) == separator && symbolLetter(text, i)
	}
	r := &s.reading
	r.readASCII(text, false)
	best := v.understand(r, isHandle)
	if symbols && best.verdict != Identical {
		r.readASCII(text, true)
		if f := v.understand(r, isHandle); f.stronger(best) {
			best = f
		}
	}
	return best
}

// pleads reports a name that asks or calls for help: «Brand, help!», «where is support?».
func pleads(text string) bool {
	for len(text) > 0 && text[len(text)-1] == ' ' {
		text = text[:len(text)-1]
	}
	if strings.HasSuffix(text, "?") || strings.HasSuffix(text, "？") {
		return true
	}
	const call = "help!"
	n := len(text) - len(call)
	return n >= 0 && strings.EqualFold(text[n:], call)
}

// understand explains a reading, first as it stands, then with each unknown word corrected by one edit.
func (v *vocabulary) understand(r *reading, isHandle bool) finding {
	v.explain(r)
	if len(r.segments) == 0 {
		return finding{verdict: Clear}
	}
	unknown := false
	for i := range r.segments {
		s := &r.segments[i]
		switch {
		case s.word == unknownWord:
			unknown = true
		case s.word >= 0 && r.guessed(s.from, s.to):
			s.quality = edited
		case r.heard && s.word >= 0 && v.words[s.word].class >= brand:
			s.quality = spoken
		case s.word >= 0 && v.cutInTwo(r, s):
			s.quality = cut
		case s.word >= 0 && string(r.typed(s.from, s.to)) != v.words[s.word].text:
			s.quality = similar
		}
	}
	best := v.judge(r, isHandle)
	if !unknown || best.verdict == Identical {
		return best
	}
	if f := v.corrected(r, isHandle); f.stronger(best) {
		best = f
	}
	return best
}

// cutInTwo reports one word written as two that mean nothing: «Lu Mora» may be somebody's name. A seam beside a word of its own is
// how names are written: «Key Haven», «help-desk».
func (v *vocabulary) cutInTwo(r *reading, s *segment) bool {
	w := &v.words[s.word]
	if w.visual[0] >= utf8.RuneSelf || len(w.visual) < 6 || w.class != brand && w.class != strong && w.class != person && w.class != handle {
		return false
	}
	at := s.from
	for i := s.from + 1; i < s.to; i++ {
		if r.starts[i] {
			if at > s.from {
				return false
			}
			at = i
		}
	}
	return at > s.from+1 && at < s.to-1 && !v.isWord(r, s.from, at) && !v.isWord(r, at, s.to) ||
		w.class == brand && at > s.from && v.isGiven(r, at, s.to) && !v.isPiece(r, at, s.to)
}

func (v *vocabulary) isWord(r *reading, from, to int32) bool {
	if k, ok := v.byText[string(r.vis[from:to])]; ok && v.words[k].class != mention {
		return true
	}
	return v.isPiece(r, from, to) || commonWords[string(r.typed(from, to))]
}

func (v *vocabulary) isPiece(r *reading, from, to int32) bool {
	_, piece := v.pieces[string(r.vis[from:to])]
	return piece
}

func (v *vocabulary) isGiven(r *reading, from, to int32) bool {
	_, given := v.given[string(r.typed(from, to))]
	return given
}

func (v *vocabulary) corrected(r *reading, isHandle bool) finding {
	n := int32(len(r.vis))
	if k := v.nearest(r, 0, n, wholeName); k >= 0 {
		return claim{worst: edited}.found(v.words[k].who, "the same name")
	}
	found := false
	for i := range r.segments {
		s := &r.segments[i]
		if s.word != unknownWord {
			continue
		}
		if whole, ok := v.glued(r, s.from, s.to); ok && len(r.segments) <= 2 {
			return claim{}.near(v.words[whole].who, .75, "the brand's or an official's name glued to an office, one letter off")
		}
		if k := v.nearest(r, s.from, s.to, anyWord); k >= 0 {
			s.word, s.quality, found = k, edited, true
		} else if k := v.soundsLike(r, s.from, s.to); k >= 0 {
			s.word, s.quality, found = k, edited, true
		}
	}
	if !found {
		return finding{verdict: Clear}
	}
	f := v.judge(r, isHandle)
	if f.verdict == Identical {
		f.verdict, f.score = Near, .8
	}
	return f
}

// glued splits a token into a protected name and an office of which one is an edit away: «brandsupportt».
func (v *vocabulary) glued(r *reading, from, to int32) (int32, bool) {
	const least = 5
	office := func(w *word) bool {
		return w.class == strong || w.class == weak || w.class == venue || w.class == trade
	}
	for at := from + least; at+least <= to; at++ {
		for _, side := range [...][4]int32{{from, at, at, to}, {at, to, from, at}} {
			k, ok := v.byText[string(r.vis[side[0]:side[1]])]
			if !ok {
				continue
			}
			switch w := &v.words[k]; {
			case wholeName(w):
				if v.nearest(r, side[2], side[3], office) >= 0 {
					return k, true
				}
			case office(w):
				if near := v.nearest(r, side[2], side[3], wholeName); near >= 0 {
					return near, true
				}
			}
		}
	}
	return unknownWord, false
}

// soundsLike finds a word of an official's name in another spelling of the same sound.
func (v *vocabulary) soundsLike(r *reading, from, to int32) int32 {
	typed := r.typed(from, to)
	if len(typed) < 5 || !isLetters(typed) || len(v.names) == 0 {
		return unknownWord
	}
	var buf [48]byte
	if list := v.sound[string(appendPhonetic(buf[:0], typed))]; len(list) > 0 {
		if w := &v.words[list[0]]; w.class == brand && len(w.text) < 6 {
			return unknownWord // many names sound like so short a brand
		}
		return list[0]
	}
	return unknownWord
}

func wholeName(w *word) bool { return w.class == brand || w.class == person || w.class == handle }
func anyWord(w *word) bool   { return w.class != handle }
