// Package signal turns a message into the features that the gate weighs: words, characters, concepts of the lexicon, cues
// (what the message does: ask, wait, thank, advise …) and form. The trainer and the gate share it, so both always see the same.
package signal

import (
	"frontdesk/faq/lexicon"
	"frontdesk/faq/text"
)

// maxTokens bounds what is read of a message: its first half and its last, because a question comes at either end.
const maxTokens = 160

// Extractor computes features. It is immutable and safe for concurrent use.
type Extractor struct {
	cues *cues
	keys []uint32 // by dense concept id: hash of the stable name, so that new concepts move no old feature
	kind []lexicon.Kind
}

// New returns an extractor for hits of l and of lexicons extended from it. It fails when the embedded cues are malformed.
func New(l *lexicon.Lexicon) (*Extractor, error) {
	c, err := readCues(cueSource)
	if err != nil {
		return nil, err
	}
	e := &Extractor{cues: c, keys: make([]uint32, l.Len()), kind: make([]lexicon.Kind, l.Len())}
	for i := range e.keys {
		concept := l.Concept(int32(i))
		e.keys[i], e.kind[i] = uint32(seed('c').string(concept.ID)), concept.Kind
	}
	return e, nil
}

// Extract fills v with the features of t. Hits are those of the lexicon in t; concepts the extractor does not know are
// passed over.
func (e *Extractor) Extract(t text.Text, hits []lexicon.Hit, v *Vector) {
	v.reset()
	tokens, hits := window(t.Tokens, hits)
	v.words(tokens)
	v.chars(tokens)
	e.concepts(hits, v)
	t.Tokens = tokens
	e.cues.find(tokens, langsOf(t.Lang()), v)
	e.acts(tokens, hits, v)
	e.form(t, tokens, hits, v)
}

// window cuts the middle out of a long message; hits inside it are dropped, those behind it move with their tokens.
func window(tokens []text.Token, hits []lexicon.Hit) ([]text.Token, []lexicon.Hit) {
	cut := len(tokens) - maxTokens
	if cut <= 0 {
		return tokens, hits
	}
	const half = maxTokens / 2
	short := make([]text.Token, 0, maxTokens)
	short = append(append(short, tokens[:half]...), tokens[half+cut:]...)
	var kept []lexicon.Hit
	for _, h := range hits {
		switch {
		case h.End <= half:
			kept = append(kept, h)
		case h.Start >= half+cut:
			h.Start -= cut
			h.End -= cut
			kept = append(kept, h)
		}
	}
	return short, kept
}

// words adds what is said: words and numbers, pairs of neighbours; for scripts without spaces runs of one to three characters.
func (v *Vector) words(tokens []text.Token) {
	last, before := -1, -1
	for i := range tokens {
		t := &tokens[i]
		if !t.Content() {
			if t.Kind == text.Emoji {
				v.add(words, seed('e').string(t.Plain))
			}
			continue
		}
		w := spoken(t)
		v.add(words, seed('w').string(w))
		if last >= 0 {
			v.add(words, seed('b').string(spoken(&tokens[last])).byte(0).string(w))
		}
		if before >= 0 && t.Single() {
			v.add(words, seed('t').string(spoken(&tokens[before])).byte(0).string(spoken(&tokens[last])).byte(0).string(w))
		}
		before, last = last, i
	}
}

// spoken is the token as a word feature: amounts are all alike.
func spoken(t *text.Token) string {
	if t.Kind == text.Number {
		return "0"
	}
	return t.Folded
}

// chars adds the n-grams of three to five characters inside words, their borders included.
func (v *Vector) chars(tokens []text.Token) {
	const longest = 24
	for i := range tokens {
		if tokens[i].Kind != text.Word {
			continue
		}
		v.runes = append(v.runes[:0], '^')
		for _, r := range tokens[i].Folded {
			if len(v.runes) == longest {
				break
			}
			v.runes = append(v.runes, r)
		}
		v.runes = append(v.runes, '$')
		for from := range v.runes {
			h := seed('g')
			for k := from; k < len(v.runes) && k < from+5; k++ {
				h = h.uint32(uint32(v.runes[k]))
				if k >= from+2 {
					v.add(chars, h)
				}
			}
		}
	}
}

// concepts adds the concepts and the ordered pairs of those that follow each other.
func (e *Extractor) concepts(hits []lexicon.Hit, v *Vector) {
	last := -1
	for i := range hits {
		if !e.knows(hits[i]) {
			continue
		}
		key := e.keys[hits[i].Concept]
		v.names = append(v.names, key)
		v.add(concepts, seed('C').uint32(key))
		v.add(concepts, seed('k').byte(byte(e.kind[hits[i].Concept])))
		if last >= 0 {
			v.add(concepts, seed('P').uint32(e.keys[hits[last].Concept]).uint32(key))
		}
		last = i
	}
}

func (e *Extractor) knows(h lexicon.Hit) bool { return int(h.Concept) < len(e.keys) }
