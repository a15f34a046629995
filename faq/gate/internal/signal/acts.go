package signal

import (
	"unicode"
	"unicode/utf8"

	"frontdesk/faq/lexicon"
	"frontdesk/faq/text"
)

// maxPairs bounds the cues and concepts that are paired with each other.
const maxPairs = 12

// acts adds the cues, their pairs, and n-grams of the skeleton: the message with each cue, concept, link, number and mark
// reduced to one symbol, which is much the same in all languages.
func (e *Extractor) acts(tokens []text.Token, hits []lexicon.Hit, v *Vector) {
	for i, f := range v.cues {
		v.add(acts, seed('a').byte(byte(f.cue)))
		if i >= maxPairs {
			continue
		}
		for _, g := range v.cues[:i] {
			v.add(acts, seed('A').byte(min(byte(f.cue), byte(g.cue))).byte(max(byte(f.cue), byte(g.cue))))
		}
		for _, key := range v.names[:min(len(v.names), maxPairs)] {
			v.add(acts, seed('x').byte(byte(f.cue)).uint32(key))
		}
	}
	e.skeleton(tokens, hits, v)
	for i, s := range v.skel {
		if i >= 1 {
			v.add(acts, seed('2').uint32(v.skel[i-1]).uint32(s))
		}
		if i >= 2 {
			v.add(acts, seed('3').uint32(v.skel[i-2]).uint32(v.skel[i-1]).uint32(s))
		}
	}
}

// Symbols of the skeleton that are neither cue nor concept. Cues are 1–255, kinds of concepts start at kindSymbol.
const (
	kindSymbol = 0x100 + iota*0x100
	classSymbol
	markSymbol
	restSymbol
	edgeSymbol
)

func (e *Extractor) skeleton(tokens []text.Token, hits []lexicon.Hit, v *Vector) {
	push := func(s uint32) {
		if n := len(v.skel); n == 0 || v.skel[n-1] != s {
			v.skel = append(v.skel, s)
		}
	}
	push(edgeSymbol)
	cue, hit := 0, 0
	for i := 0; i < len(tokens); {
		for cue < len(v.cues) && v.cues[cue].start < i {
			cue++
		}
		for hit < len(hits) && hits[hit].Start < i {
			hit++
		}
		switch t := &tokens[i]; {
		case cue < len(v.cues) && v.cues[cue].start == i:
			push(uint32(v.cues[cue].cue))
			i = v.cues[cue].end
			continue
		case hit < len(hits) && hits[hit].Start == i && e.knows(hits[hit]):
			v.add(acts, seed('s').uint32(v.skel[len(v.skel)-1]).uint32(e.keys[hits[hit].Concept]))
			push(kindSymbol + uint32(e.kind[hits[hit].Concept]))
			i = max(hits[hit].End, i+1)
			continue
		case t.Kind == text.Class:
			push(classSymbol + uint32(t.Plain[1]))
		case t.Kind == text.Number:
			push(classSymbol)
		case t.Kind == text.Emoji:
			push(classSymbol + 1)
		case t.Kind == text.Mark:
			if t.Plain == "?" || t.Plain == "!" || t.Plain == "." || t.Plain == "," || t.Plain == "\n" {
				push(markSymbol + uint32(t.Plain[0]))
			}
		default:
			push(restSymbol)
		}
		i++
	}
	push(edgeSymbol)
}

// form adds what can be seen without reading: length, punctuation, what it starts with, links and mentions, shouting, and
// which of the acts that matter most occur together.
func (e *Extractor) form(t text.Text, tokens []text.Token, hits []lexicon.Hit, v *Vector) {
	var kinds [text.Emoji + 1]int
	var question, final, shout bool
	for i := range tokens {
		tok := &tokens[i]
		kinds[tok.Kind]++
		switch tok.Kind {
		case text.Class:
			v.add(form, seed('f').string(tok.Plain))
			if i == 0 {
				v.add(form, seed('f').string("first").string(tok.Plain))
			}
		case text.Mark:
			final = tok.Plain == "?"
			question = question || final
			shout = shout || tok.Plain == "!"
			if tok.End-tok.Start > 1 && tok.Start < tok.End {
				v.add(form, seed('f').string("run").string(tok.Plain))
			}
		case text.Emoji:
		default:
			final = false
		}
	}
	size := length(t.Words())
	v.add(form, seed('l').byte(size))
	v.add(form, seed('q').byte(bit(question)|bit(final)<<1).byte(size))
	v.add(form, seed('q').byte(bit(question)))
	v.add(form, seed('!').byte(bit(shout)))
	v.add(form, seed('E').byte(length(kinds[text.Emoji])))
	if kinds[text.Emoji] > 0 && 2*kinds[text.Emoji] >= len(tokens) {
		v.add(form, seed('f').string("pictures"))
	}
	v.add(form, seed('n').byte(min(byte(kinds[text.Number]), 3)))
	if shouting(t.Source) {
		v.add(form, seed('f').string("capitals"))
	}
	if len(v.cues) > 0 {
		v.add(form, seed('1').byte(byte(v.cues[0].cue)))
		v.add(form, seed('9').byte(byte(v.cues[len(v.cues)-1].cue)))
	}
	e.joint(question, hits, v)
}

// joint adds the combinations that decide: a question without a topic of ours, trouble that is over, trouble with «my» …
func (e *Extractor) joint(question bool, hits []lexicon.Hit, v *Vector) {
	var has uint32
	for _, f := range v.cues {
		has |= e.cues.roles[f.cue]
	}
	for _, h := range hits {
		if e.knows(h) {
			has |= roleOfKind(e.kind[h.Concept])
		}
	}
	if question {
		has |= roleMark
	}
	v.add(form, seed('J').uint32(has))
	v.add(form, seed('j').byte(1).uint32(has&(roleMark|roleAsk|roleTopic|roleTrouble)))
	v.add(form, seed('j').byte(2).uint32(has&(roleTrouble|roleSolved|roleMark|roleMine)))
	v.add(form, seed('j').byte(3).uint32(has&(roleAsk|roleMark|roleHelp|roleDesk)))
	v.add(form, seed('j').byte(4).uint32(has&(roleTopic|roleSolved|rolePast|roleDesk|roleMark|roleAsk)))
	v.add(form, seed('j').byte(5).uint32(has&(roleForeign|roleTopic|roleAsk|roleMine)))
	v.add(form, seed('j').byte(6).uint32(has&(roleMine|roleTrouble|roleTopic|roleDesk)))
}

// length puts a count into one of a few classes that grow with it.
func length(n int) byte {
	switch {
	case n <= 4:
		return byte(n)
	case n <= 6:
		return 5
	case n <= 9:
		return 6
	case n <= 14:
		return 7
	case n <= 25:
		return 8
	case n <= 50:
		return 9
	}
	return 10
}

// shouting reports whether the first letters of s are nearly all capitals.
func shouting(s string) bool {
	upper, lower := 0, 0
	for i := 0; i < len(s) && upper+lower < 64; {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		}
	}
	return upper >= 8 && upper > 4*lower
}

func bit(b bool) byte {
	if b {
		return 1
	}
	return 0
}
