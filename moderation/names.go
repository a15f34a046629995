package moderation

import (
	"slices"
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

	what string // «handle» or «name»
	rule nameRule
	how  nameHow
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
	if byName.verdict == Clear && !byName.about {
		byName = n.words.titledPiece(s, name)
	}
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

// titledPiece finds an official's whole name set apart from words we do not know, as people set their titles: «Name - …», «Name (…)».
func (v *vocabulary) titledPiece(s *scratch, name string) finding {
	pieces := 0
	for rest := name; pieces < 4; pieces++ {
		at := strings.IndexAny(rest, "|(/,•—–｜")
		if dash := strings.Index(rest, " -"); dash >= 0 && (at < 0 || dash < at) {
			at = dash
		}
		piece := rest
		if at >= 0 {
			piece = rest[:at]
		}
		if len(piece) < len(name) && strings.IndexByte(strings.TrimSpace(piece), ' ') > 0 {
			if f := v.look(s, piece, false); f.verdict == Identical && f.solid {
				return finding{verdict: Near, who: f.who, score: .7, rule: nameTitled}
			}
		}
		if at < 0 {
			break
		}
		_, size := utf8.DecodeRuneInString(rest[at:])
		rest = rest[at+size:]
	}
	return finding{verdict: Clear}
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

// or is the stronger of two readings' findings.
func (f finding) or(g finding) finding {
	if g.stronger(f) {
		f, g = g, f
	}
	f.about = f.about || g.about
	return f
}

func (f finding) stronger(than finding) bool {
	if f.verdict != than.verdict {
		return f.verdict == Identical || than.verdict == Clear
	}
	return f.score > than.score
}

func (n *Names) verdict(f finding, what, text string) NameVerdict {
	v := NameVerdict{Verdict: f.verdict, Score: f.score, Text: text, what: what, rule: f.rule, how: f.how}
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
	v.Reasons = append([]string{what + ": " + f.rule.sentence() + nameHows[f.how] + " (" + whose + ")"}, n.words.fold.Explain(text)...)
	if f.how == byLetter {
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
func (r *Roster) face(rule nameRule) int {
	brand, support := -1, -1
	for i, o := range r.spec.Officials {
		switch {
		case support < 0 && (o.Role == "support" || o.Role == "admin") && o.Kind != "person":
			support = i
		case brand < 0 && o.Kind == "brand":
			brand = i
		}
	}
	if brand < 0 || support >= 0 && rule != brandName {
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
	s.reading.pleads, s.reading.titled = pleads(text), titled(text)
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
		best = best.or(v.understand(r, isHandle))
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

// titled reports words that all begin with a capital and are parted by single spaces.
func titled(text string) bool {
	for i := range len(text) {
		begins := i == 0 || text[i-1] == ' '
		if c := text[i]; begins && !isUpper(c) || !begins && !isLower(c) && c != ' ' {
			return false
		}
	}
	return true
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
		case s.word >= 0 && v.words[s.word].turned && v.anyGiven(r, s.from, s.to):
			s.quality = doubtful
		case s.word >= 0 && v.words[s.word].pinyin && slices.Contains(r.starts[s.from+1:s.to], true):
			s.quality = doubtful
		case r.heard && s.word >= 0 && v.words[s.word].class >= brand:
			s.quality = spoken
		case s.word >= 0 && v.cutInTwo(r, s):
			s.quality = cut
			if r.titled && v.words[s.word].class == brand { // «Lu Mora» is somebody's name
				s.quality = doubtful
			}
		case s.word >= 0 && string(r.typed(s.from, s.to)) != v.words[s.word].text:
			s.quality = similar
		}
	}
	best := v.judge(r, isHandle)
	if !unknown || best.verdict == Identical {
		return best
	}
	best = best.or(v.corrected(r, isHandle))
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
	if t := r.typed(s.from, s.to); len(t) == len(w.text) && t[at-s.from] != w.text[at-s.from] {
		return false // «WaIlet»: no seam, but a letter that was forged
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

// anyGiven reports a given name among the words of a stretch: «Mark Keel» is somebody.
func (v *vocabulary) anyGiven(r *reading, from, to int32) bool {
	for at := from; at < to; {
		end := at + 1
		for end < to && !r.starts[end] {
			end++
		}
		if v.isGiven(r, at, end) {
			return true
		}
		at = end
	}
	return false
}

func (v *vocabulary) isGiven(r *reading, from, to int32) bool {
	_, given := v.given[string(r.typed(from, to))]
	return given
}
