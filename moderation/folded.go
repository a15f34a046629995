package moderation

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"frontdesk/moderation/skeleton"
)

// glyph is a visible character of a name and what it may stand for.
type glyph struct {
	r     rune
	kind  kind
	latin bool // its shape is Latin letters or digits
	dense bool // of a script without spaces
	apart bool // of a script that nobody mixes with Latin letters inside a word
	skeleton.Glyph
}

// lookFolded judges a text with other than ASCII characters: as it looks, as it is written, as it sounds, with shapes that
// only pass for letters next to others, and upside down.
func (v *vocabulary) lookFolded(s *scratch, text string, isHandle bool) finding {
	if len(text) > 4*longestName {
		text = text[:4*longestName]
	}
	best := v.lookVisible(s, text, isHandle, false)
	if best.verdict != Identical && skeleton.Spells(text) {
		best = best.or(v.lookVisible(s, text, isHandle, true))
	}
	return best
}

func (v *vocabulary) lookVisible(s *scratch, text string, isHandle, spelled bool) finding {
	s.runes = skeleton.AppendVisible(s.runes[:0], text, spelled)
	if slices.ContainsFunc(s.runes, skeleton.Stacked) {
		s.runes = composed(s.runes)
	}
	if slices.ContainsFunc(s.runes, voiced) {
		s.runes = voicedJoined(s.runes)
	}
	best := v.lookRunes(s, s.runes, isHandle)
	if best.verdict == Identical {
		return best
	}
	if turned, ok := skeleton.Upright(s.runes); ok {
		best = best.or(v.lookRunes(s, turned, isHandle))
	}
	return best
}

// composed joins letters with the marks that belong to them and drops the rest.
func composed(runes []rune) []rune {
	return slices.DeleteFunc([]rune(norm.NFC.String(string(runes))), skeleton.Stacked)
}

// voiced reports the voicing marks of half-width katakana, which stand for themselves behind their letter.
func voiced(r rune) bool { return r == 0xFF9E || r == 0xFF9F }

// voicedJoined joins half-width katakana with their marks.
func voicedJoined(runes []rune) []rune {
	out := runes[:0]
	for _, r := range runes {
		if n := len(out); voiced(r) && n > 0 {
			pair := []rune(norm.NFKC.String(string([]rune{out[n-1], r})))
			out = append(out[:n-1], pair...)
			continue
		}
		out = append(out, r)
	}
	return out
}

func (v *vocabulary) lookRunes(s *scratch, runes []rune, isHandle bool) finding {
	native, decorated := v.glyphs(s, runes)
	best := finding{verdict: Clear}
	try := func(read func(*scratch) bool) {
		if best.verdict == Identical {
			return
		}
		s.reading.reset()
		worth := read(s)
		s.reading.close()
		if worth && len(s.reading.vis) > 0 {
			best = best.or(v.understand(&s.reading, isHandle))
		}
	}
	try(v.readShapes)
	if native {
		try(v.readWords)
		if chinese(s.glyphs) && v.worthGuessing(s.reading.segments) {
			try(v.readHomophones)
		}
		if maybeAlike(s.glyphs) {
			try(v.readAlike)
		}
		try(v.readSounds)
	}
	if native || decorated {
		try(v.readLoose)
	}
	if best.about && best.verdict == Near {
		best.verdict = Clear // read rightly it speaks about us
	}
	return best
}

// glyphs looks every character up. native: there are letters of other scripts; decorated: there are others with a Latin shape.
func (v *vocabulary) glyphs(s *scratch, runes []rune) (native, decorated bool) {
	s.glyphs = s.glyphs[:0]
	for i, r := range runes {
		g := glyph{r: r, kind: kindOf(r), Glyph: v.fold.Glyph(r)}
		g.latin = isLatinWord(g.Shape)
		if r >= utf8.RuneSelf {
			g.dense = g.kind == letter && unspaced(r)
			g.apart = r >= 0x590 && r < 0xE00
			decorated = decorated || g.latin && disguise(r) || v.fold.Loose(r) != 0
			native = native || g.kind == letter && !isLatinWord(g.Plain) && !unicode.IsMark(r) && !unicode.Is(unicode.Latin, r)
			if g.latin {
				g.kind = letter // in a box, a circle or a font
			}
		} else if g.kind == separator && symbolAt(runes, i) {
			g.latin = true
		}
		s.glyphs = append(s.glyphs, g)
	}
	s.dropBadge()
	return native, decorated
}

// dropBadge reads a single boxed letter that stands alone as the ornament it is.
func (s *scratch) dropBadge() {
	at := -1
	for i, g := range s.glyphs {
		switch {
		case !g.latin || !unicode.Is(unicode.So, g.r):
		case at >= 0:
			return // there are more of them: they spell
		default:
			at = i
		}
	}
	alone := func(i int) bool { return i < 0 || i >= len(s.glyphs) || s.glyphs[i].kind == separator }
	if at >= 0 && alone(at-1) && alone(at+1) {
		s.glyphs[at].kind, s.glyphs[at].latin = separator, false
	}
}

// readShapes writes every character as what it looks like.
func (v *vocabulary) readShapes(s *scratch) bool {
	first := true
	for i := range s.glyphs {
		g := &s.glyphs[i]
		switch {
		case g.latin, g.kind != separator && g.Shape != "":
			if i > 0 && camel(s.glyphs[i-1].r, g.r) {
				first = true
			}
			s.reading.folded = s.reading.folded || disguise(g.r) && g.Shape != g.Plain
			s.reading.write(g.Shape, first)
			first = false
		case g.kind == separator:
			first = true
		}
	}
	return true
}

// disguise reports letters that nobody needs to write his language: all but plain and accented ones.
func disguise(r rune) bool {
	return r >= 0x250 && !(r >= 0x1E00 && r <= 0x1EFF)
}

// symbolAt reports a symbol drawn for a letter, between two letters or digits.
func symbolAt(runes []rune, i int) bool {
	c := runes[i]
	return c < utf8.RuneSelf && look[byte(c)] != byte(c) && i > 0 && i+1 < len(runes) &&
		kindOf(runes[i-1]) != separator && kindOf(runes[i+1]) != separator
}

func camel(before, c rune) bool {
	return c >= 'A' && c <= 'Z' && before >= 'a' && before <= 'z'
}

// readWords writes every word as its own script does, or as it looks where that makes a word we know: a name may have a
// forged brand beside an honest office.
func (v *vocabulary) readWords(s *scratch) bool {
	s.eachToken(func(token []glyph, first bool) {
		s.reading.write(v.native(s, token), first)
	})
	return true
}

func (v *vocabulary) native(s *scratch, token []glyph) string {
	latin, ascii, disguised := true, false, false
	for i := range token {
		latin = latin && (isLatinWord(token[i].Plain) || unicode.Is(unicode.Latin, token[i].r))
		ascii = ascii || token[i].r < utf8.RuneSelf
		disguised = disguised || disguise(token[i].r)
	}
	if latin {
		return s.join(token, shapeOf)
	}
	plain := s.join(token, plainOf)
	if v.knows(s, plain) {
		return plain
	}
	shape := s.join(token, shapeOf)
	if k, ok := v.shapes[shape]; ok && ascii {
		s.reading.folded = true
		return v.words[k].text
	}
	if isLatinWord(shape) && (ascii || v.knows(s, shape)) {
		s.reading.folded = s.reading.folded || disguised
		return shape
	}
	return plain
}

func shapeOf(g *glyph) string { return g.Shape }
func plainOf(g *glyph) string { return g.Plain }

// join folds a token; a token of one character costs nothing.
func (s *scratch) join(token []glyph, form func(*glyph) string) string {
	if len(token) == 1 {
		return form(&token[0])
	}
	s.bytes = s.bytes[:0]
	for i := range token {
		s.bytes = append(s.bytes, form(&token[i])...)
	}
	return string(s.bytes)
}

// readSounds is readWords with every word we do not know, or two of them together, turned into the protected word it sounds
// like. Without one it is not worth understanding.
func (v *vocabulary) readSounds(s *scratch) bool {
	worth := false
	s.said = s.said[:0]
	s.eachToken(func(token []glyph, first bool) {
		said := saying{text: v.native(s, token), first: first}
		if !isLatinWord(said.text) && !v.knows(s, said.text) {
			said.sound, _ = v.spoken(s, token)
		}
		s.said = append(s.said, said)
	})
	r := &s.reading
	for i := 0; i < len(s.said); i++ {
		text, next := s.said[i].text, i
		if sound := s.said[i].sound; sound != "" {
			k, faint := v.heard(sound)
			if k < 0 && i+1 < len(s.said) && s.said[i+1].sound != "" {
				if k, faint = v.heard(sound + s.said[i+1].sound); k >= 0 && v.words[k].class == brand {
					next = i + 1
				} else {
					k = unknownWord
				}
			}
			switch {
			case k >= 0:
				text, r.heard, r.faint, worth = v.words[k].text, true, r.faint || faint, true
			case len(sound) >= 4: // shorter ones are office words of some language too often
				text = sound
				worth = worth || v.knows(s, sound)
			}
		}
		r.write(text, s.said[i].first)
		i = next
	}
	return worth
}

// saying is a word as it is written and, if it needs that to be known, as it is said.
type saying struct {
	text, sound string
	first       bool
}

func (v *vocabulary) spoken(s *scratch, token []glyph) (string, bool) {
	s.bytes = s.bytes[:0]
	for i := range token {
		if unicode.Is(unicode.Han, token[i].r) { // one reading belongs to hundreds of characters
			return "", false
		}
		var ok bool
		if s.bytes, ok = v.fold.Sound(s.bytes, token[i].r); !ok {
			return "", false
		}
		if i > 0 && unicode.In(token[i].r, unicode.Arabic, unicode.Hebrew) { // these letters are vowels inside a word
			switch last := &s.bytes[len(s.bytes)-1]; *last {
			case 'w':
				*last = 'u'
			case 'y':
				*last = 'i'
			}
		}
	}
	if !isLatinWord(s.bytes) {
		return "", false
	}
	return string(s.bytes), true
}

// readLoose writes every character as the letter it passes for, and completes words whose plain letters are a protected
// word's.
func (v *vocabulary) readLoose(s *scratch) bool {
	s.word, s.doubtful = s.word[:0], s.doubtful[:0]
	first := true
	flush := func() {
		if k := v.unreadable(s.word, s.doubtful); k >= 0 {
			s.word = append(s.word[:0], v.words[k].text...)
		}
		s.reading.write(string(s.word), first)
		s.word, s.doubtful, first = s.word[:0], s.doubtful[:0], true
	}
	for i := range s.glyphs {
		g := &s.glyphs[i]
		switch loose := v.fold.Loose(g.r); {
		case g.latin && (g.r < utf8.RuneSelf || loose == 0):
			if i > 0 && camel(s.glyphs[i-1].r, g.r) {
				flush()
			}
			s.bytes = append(s.bytes[:0], g.Shape...)
			s.word = visual(s.word, s.bytes)
		case loose != 0 && !(unicode.Is(unicode.Hiragana, g.r) && i > 0 && s.glyphs[i-1].dense): // an ending, as Japanese writes them
			s.word = append(s.word, look[loose])
		case g.kind == letter && !g.dense && !unicode.IsMark(g.r):
			s.word = append(s.word, '?')
		case unicode.IsMark(g.r):
		default:
			flush()
			if g.kind == letter { // «Brand 粉丝» is not «Brand»
				s.reading.write(g.Plain, i == 0 || !s.glyphs[i-1].dense)
			}
		}
		s.reading.folded = s.reading.folded || len(s.word) > 0 && disguise(g.r)
		for len(s.doubtful) < len(s.word) {
			s.doubtful = append(s.doubtful, g.r >= utf8.RuneSelf)
		}
	}
	flush()
	return true
}

// eachToken splits a name at separators, at capitals of camel case, and where a script without spaces begins or ends.
func (s *scratch) eachToken(do func(token []glyph, first bool)) {
	start := -1
	for i := range s.glyphs {
		g := &s.glyphs[i]
		if start >= 0 && (g.kind == separator || camel(s.glyphs[i-1].r, g.r) || g.dense != s.glyphs[i-1].dense || g.apart != s.glyphs[i-1].apart) {
			do(s.glyphs[start:i], true)
			start = -1
		}
		if start < 0 && g.kind != separator {
			start = i
		}
	}
	if start >= 0 {
		do(s.glyphs[start:], true)
	}
}

// knows reports that a token is made of the vocabulary's words.
func (v *vocabulary) knows(s *scratch, text string) bool {
	r := &s.spare
	r.reset()
	r.write(text, true)
	r.close()
	v.explain(r)
	for _, k := range r.segments {
		if k.word == unknownWord {
			return false
		}
	}
	return len(r.segments) > 0
}

// isLatinWord reports letters a to z and digits.
func isLatinWord[T string | []byte](text T) bool {
	for i := range len(text) {
		if c := text[i]; !isDigit(c) && (c < 'a' || c > 'z') {
			return false
		}
	}
	return len(text) > 0
}
