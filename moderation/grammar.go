package moderation

import "unicode/utf8"

// finding is what a reading says.
type finding struct {
	verdict Likeness
	who     int // index of the official, -1 for the brand
	score   float64
	rule    nameRule
	how     nameHow

	about bool // the name speaks about us or asks
	solid bool // it is a person's name of several words
}

// claim counts what the words of a name say.
type claim struct {
	strong, weak, product, mention, neutral, numbers, unknown int
	disguised                                                 bool  // an office word in look-alike letters
	brand, whole, handle, alias                               int32 // index of the word, or -1
	worst                                                     quality
	first                                                     int // name of which a single word stands there, or -1
	full                                                      int // name whose words all stand there, or -1
	segments                                                  int
	letters, named                                            int  // in unknown words; in words of officials' names
	foreign                                                   bool // words of another script than Latin
	faint                                                     bool // heard, but hardly
	solid                                                     bool // the full name has several words
	venues, trades                                            int  // of the weak ones
	regions, served                                           int
	plain                                                     bool // nothing is disguised
	guessed, sure                                             int  // telling words that are only homophones, and that are not
}

// judge applies the grammar of names to an explained reading.
func (v *vocabulary) judge(r *reading, isHandle bool) finding {
	c := v.count(r)
	switch {
	case c.guessed > 0 && c.sure == 0, c.worst == doubtful && c.strong+c.weak+c.product == 0:
		return finding{verdict: Clear}
	case c.segments == 1 && c.whole >= 0:
		f := c.found(v.words[c.whole].who, ruleSame)
		f.solid = c.solid
		return f
	case c.segments == 1 && c.brand >= 0 && !c.faint && !r.pleads:
		return c.found(v.words[c.brand].who, brandName)
	case c.segments == 1 && c.handle >= 0 && !r.pleads:
		return c.found(v.words[c.handle].who, sameHandle)
	case c.mention > 0, r.pleads:
		return finding{verdict: Clear, about: true}
	case c.segments == 1 && c.alias >= 0 && len(v.words[c.alias].text) == leastLatin-1 && isLetters(v.words[c.alias].text):
		return c.near(v.words[c.alias].who, .6, brandShort)
	}
	office := c.strong+c.weak > 0
	if f := v.judgePerson(c, office, isHandle); f.verdict != Clear {
		return f
	}
	if f := v.judgeBrand(c, office, isHandle); f.verdict != Clear {
		return f
	}
	return v.judgeOffice(c, isHandle)
}

func (v *vocabulary) judgePerson(c claim, office, isHandle bool) finding {
	var who int
	switch {
	case c.whole >= 0:
		who = v.words[c.whole].who
	case c.handle >= 0 && c.unknown == 0 && !c.solid:
		who = v.words[c.handle].who
		c.full = -1
	case c.full >= 0:
		who = v.names[c.full].who
		if v.names[c.full].solo && !office && c.brand < 0 && c.alias < 0 {
			return finding{verdict: Clear}
		}
	case c.handle >= 0 && c.unknown == 0:
		who = v.words[c.handle].who
	default:
		return finding{verdict: Clear}
	}
	if c.whole < 0 && c.full >= 0 && v.names[c.full].solo && c.brand < 0 && c.alias < 0 {
		if c.unknown > 0 || c.strong == 0 && !(c.weak > 0 && c.foreign) {
			return finding{verdict: Clear}
		}
		return c.near(who, .7, officeFirst)
	}
	switch {
	case c.unknown == 0 && c.numbers > 0 && !office && c.brand < 0:
		return c.near(who, .8, officialNumber)
	case c.unknown == 0:
		return c.found(who, officialName)
	case c.unknown <= 2 && (c.strong > 0 || c.brand >= 0):
		return c.near(who, .75, officialOffice)
	case c.unknown == 1 && c.solid && c.named >= 10 && (c.letters <= 2 || isHandle && c.letters == 3):
		return c.near(who, .7, officialLetters)
	}
	return finding{verdict: Clear}
}

func (v *vocabulary) judgeBrand(c claim, office, isHandle bool) finding {
	if c.brand < 0 && !(c.alias >= 0 && office) || c.faint && !office {
		return finding{verdict: Clear}
	}
	who := -1
	if c.brand >= 0 {
		who = v.words[c.brand].who
	}
	switch {
	case c.brand < 0 && commonWords[v.words[c.alias].text]:
		if c.unknown > 0 {
			return finding{verdict: Clear}
		}
		return c.near(who, .7, officeCommon)
	case office && c.strong == 0 && c.venues == c.weak && c.plain, c.regions > 0 && c.regions == c.neutral && !office && c.plain && !isHandle:
		return finding{verdict: Clear} // a place of the community is not an office
	case office && c.unknown == 0 && c.strong == 0 && c.venues == c.weak:
		return c.near(who, .75, brandPlace)
	case office && c.unknown == 0:
		return c.found(who, brandOffice)
	case office && c.unknown <= 2 && (c.strong > 0 || c.unknown == 1):
		return c.near(who, .75, brandAmong)
	case office || c.unknown > 0:
		return finding{verdict: Clear}
	case c.first >= 0:
		return c.near(v.names[c.first].who, .7, brandFirst)
	case c.product > 0, c.numbers > 0, isHandle && c.neutral > 0:
		return c.near(who, .7, brandWord)
	}
	return c.found(who, brandName)
}

func (v *vocabulary) judgeOffice(c claim, isHandle bool) finding {
	office := c.strong + c.weak
	switch {
	case c.unknown > 0:
		if c.disguised && c.strong > 0 && c.unknown <= 2 {
			return c.near(-1, .6, officeDisguised)
		}
		return finding{verdict: Clear}
	case c.first >= 0:
		if c.strong == 0 {
			return finding{verdict: Clear}
		}
		return c.near(v.names[c.first].who, .6, officeFirst)
	case c.alias >= 0:
		return finding{verdict: Clear}
	case (c.worst == edited || c.worst == cut) && c.segments == 1: // one word, mistyped or cut: «Mo Derator»
		return finding{verdict: Clear}
	case c.strong > 0 && isHandle && (c.numbers > 0 || office == 1):
		return c.near(-1, .7, officeAlone)
	case c.strong > 0:
		return c.found(-1, officeAlone)
	}
	return finding{verdict: Clear}
}

func (c claim) found(who int, rule nameRule) finding {
	switch c.worst {
	case edited, doubtful:
		return finding{verdict: Near, who: who, score: .85, rule: rule, how: byLetter}
	case spoken:
		return finding{verdict: Near, who: who, score: .8, rule: rule, how: byScript}
	case cut:
		return finding{verdict: Near, who: who, score: .8, rule: rule, how: byCut}
	case similar:
		return finding{verdict: Identical, who: who, score: .97, rule: rule}
	}
	return finding{verdict: Identical, who: who, score: 1, rule: rule}
}

func (c claim) near(who int, score float64, rule nameRule) finding {
	return finding{verdict: Near, who: who, score: score, rule: rule}
}

// count adds up the segments, and puts the words of officials' names together.
func (v *vocabulary) count(r *reading) claim {
	c := claim{brand: -1, whole: -1, handle: -1, alias: -1, first: -1, full: -1, segments: len(r.segments), faint: r.faint}
	var names gathered
	for _, s := range r.segments {
		switch s.word {
		case unknownWord:
			c.unknown++
			c.letters += int(s.to - s.from)
		case numberWord:
			c.numbers++
		default:
			w := &v.words[s.word]
			c.worst = max(c.worst, s.quality)
			c.foreign = c.foreign || w.text[0] >= utf8.RuneSelf
			c.weigh(w, r, s)
			c.add(w, s, s.quality == similar || r.folded && w.text[0] < utf8.RuneSelf)
			names.add(w)
			if len(w.parts) > 0 {
				c.named += len(w.visual)
			}
		}
	}
	v.complete(&c, &names)
	c.plain = c.worst == exact && !r.folded
	if c.strong+c.weak == 0 {
		c.mention += c.served
	}
	return c
}

// weigh tells words that stand there from such as only sound like it.
func (c *claim) weigh(w *word, r *reading, s segment) {
	enough := int32(9) // bytes that are as they were typed: three Chinese characters
	if r.alike {
		enough = 6
	}
	guessed := r.guessedBytes(s.from, s.to)
	if guessed > 0 {
		c.guessed++
	}
	if w.telling() && (guessed == 0 || s.to-s.from-guessed >= enough) {
		c.sure++
	}
}

func (c *claim) add(w *word, s segment, disguised bool) {
	switch w.class {
	case strong:
		c.strong++
		c.disguised = c.disguised || disguised
	case weak:
		c.weak++
		c.disguised = c.disguised || disguised
	case venue:
		c.weak++
		c.venues++
		c.disguised = c.disguised || disguised
	case trade:
		c.weak++
		c.trades++
		c.disguised = c.disguised || disguised
	case product:
		c.product++
	case mention:
		c.mention++
	case neutral:
		c.neutral++
	case region:
		c.neutral++
		c.regions++
	case served:
		c.served++
	case brand:
		c.brand = s.word
	case alias:
		c.alias = s.word
	case person:
		c.whole = s.word
	case handle:
		c.handle = s.word
	}
}

// gathered are the words of officials' names that stand in a name.
type gathered struct {
	names [24]struct {
		name int
		bits uint16
		size int
	}
	n         int
	alone     int // words that are nothing else
	ambiguous int // words that are mentions too: «Minh» is a name and, in Vietnamese, «I»
}

func (g *gathered) add(w *word) {
	if len(w.parts) == 0 {
		return
	}
	switch w.class {
	case part:
		g.alone++
	case mention:
		g.ambiguous++
	}
places:
	for _, p := range w.parts {
		for i := range g.n {
			if at := &g.names[i]; at.name == p.name {
				at.bits |= p.bit
				at.size++
				continue places
			}
		}
		if g.n < len(g.names) {
			at := &g.names[g.n]
			at.name, at.bits, at.size = p.name, p.bit, 1
			g.n++
		}
	}
}

// complete finds the name whose words all stand there, and what the others' words mean.
func (v *vocabulary) complete(c *claim, g *gathered) {
	best := 0
	for _, at := range g.names[:g.n] {
		if name := v.names[at.name]; at.bits == name.all && (c.full < 0 || at.size > best || v.names[c.full].solo && !name.solo) {
			c.full, best = at.name, at.size
		}
	}
	if c.solid = c.full >= 0 && !v.names[c.full].solo; c.solid {
		c.mention -= g.ambiguous
	}
	switch {
	case best >= g.alone:
	case c.full < 0 && g.alone == 1 && g.n > 0 && g.names[0].bits&1 == 1:
		c.first = g.names[0].name
	default: // the other words of names stand there alone
		c.unknown += g.alone - best
	}
}
