package faq

import (
	"unicode/utf8"

	"frontdesk/faq/lexicon"
	"frontdesk/faq/text"
)

// block is one of the three families of features. Each is normalised by itself, so that a long message does not drown its
// few concepts in its many character sequences.
type block uint8

const (
	words    block = iota // stems, pairs of neighbours, pairs across one word; for Han and kana characters and pairs
	chars                 // sequences of 2–5 letters inside words; for Han and kana characters and pairs
	concepts              // concepts of the lexicon and pairs of them
	blocks
)

// feature is one thing a text has: a hash that names it, and how much its kind counts.
type feature struct {
	hash   uint64
	weight float32
	boost  float32 // below 1: not what the text says but what it may mean
	block  block
	pair   bool // of concepts
}

// Weights of the kinds of features, fixed on the development sets.
const (
	pairWeight    = 0.8  // two neighbouring words
	skipWeight    = 0.4  // two words around a third
	hanPairWeight = 0.5  // two neighbouring characters
	markedWeight  = 0.5  // a word with its diacritics, beside the folded form
	numberWeight  = 0.6  // the number itself
	classWeight   = 0.6  // that there is a number, a link …
	conceptPair   = 0.5  // two concepts of one message
	parentBoost   = 0.6  // in a question, what a concept is a kind of
	fixBoost      = 0.65 // a corrected word, against one that is there
)

// minGram and maxGram are how many letters the sequences of the character block have.
const minGram, maxGram = 3, 5

// maxTokens bounds how many tokens of a text become features; what lies behind is seen through its clauses only.
const maxTokens = 400

// maxConcepts bounds the concepts that form pairs.
const maxConcepts = 12

// extractor turns texts into features. Not safe in parallel; its result is valid until the next call.
type extractor struct {
	stemmer
	lexicon  *lexicon.Lexicon // whose concepts are found; nil: without their parents
	spelling *spelling        // nil: words are taken as they are
	boost    float32
	out      []feature
	hashes   []uint64 // of the content tokens
	fixes    []string
}

// features lists what t has, with repetitions. found are the lexicon's hits in t.
func (x *extractor) features(t text.Text, lang string, found []lexicon.Hit) []feature {
	x.out, x.hashes, x.boost = x.out[:0], x.hashes[:0], 1
	tokens := t.Tokens[:min(len(t.Tokens), maxTokens)]
	var before, last *text.Token // content tokens already seen
	for i := range tokens {
		tok := &tokens[i]
		if !tok.Content() {
			continue
		}
		x.token(tok, lang)
		n := len(x.hashes)
		if last != nil {
			w := float32(pairWeight)
			if tok.Single() && last.Single() {
				w = hanPairWeight
				x.add(pair(x.hashes[n-2], x.hashes[n-1], 5), 1, chars)
			}
			x.add(pair(x.hashes[n-2], x.hashes[n-1], 1), w, words)
		}
		if before != nil && !tok.Single() {
			x.add(pair(x.hashes[n-3], x.hashes[n-1], 2), skipWeight, words)
		}
		before, last = last, tok
	}
	x.concepts(found)
	return x.out
}

// token adds the features of one token by itself and remembers its hash for pairs.
func (x *extractor) token(tok *text.Token, lang string) {
	switch tok.Kind {
	case text.Han, text.Kana:
		h := hash(tok.Plain, 11)
		x.hashes = append(x.hashes, h)
		x.add(h, 1, words)
		x.add(pair(h, h, 6), 1, chars)
	case text.Number:
		x.hashes = append(x.hashes, hash("#", 12))
		x.add(hash(tok.Plain, 12), numberWeight, words)
		x.add(hash("#", 12), classWeight, words)
	case text.Class:
		h := hash(tok.Plain, 13)
		x.hashes = append(x.hashes, h)
		x.add(h, classWeight, words)
	default:
		stem := x.stem(tok.Plain, lang)
		if tok.Folded != tok.Plain {
			x.add(hash(tok.Plain, 14), markedWeight, words)
			stem = text.Fold(stem)
		}
		h := hash(stem, 15)
		x.hashes = append(x.hashes, h)
		x.add(h, 1, words)
		x.letters(tok.Folded)
		x.corrections(tok.Folded, lang)
	}
}

// corrections adds, beside an unknown word, the known words it may be a misspelling of. Pairs are made with the best.
func (x *extractor) corrections(w, lang string) {
	x.fixes = x.spelling.correct(w, x.fixes[:0])
	for i, fix := range x.fixes {
		x.boost = fixBoost
		h := hash(text.Fold(x.stem(fix, lang)), 15)
		x.add(h, 1, words)
		x.letters(fix)
		if i == 0 {
			x.hashes[len(x.hashes)-1] = h
		}
	}
	x.boost = 1
}

// letters adds the sequences of 2–5 letters of a word, its ends counted as letters. FNV is extended letter by letter, so all
// lengths from one start cost one pass.
func (x *extractor) letters(w string) {
	if utf8.RuneCountInString(w) < 2 {
		return
	}
	for i := -1; i < len(w); {
		h, n := uint64(fnvOffset^21*fnvPrime), 0
		j := i
		for ; n < maxGram; n++ {
			switch {
			case j < 0:
				h = (h ^ '_') * fnvPrime
				j = 0
			case j < len(w):
				_, size := utf8.DecodeRuneInString(w[j:])
				for k := j; k < j+size; k++ {
					h = (h ^ uint64(w[k])) * fnvPrime
				}
				j += size
			default:
				h = (h ^ '_') * fnvPrime
				j++
			}
			if n >= minGram-1 {
				x.add(finish(h), 1, chars)
			}
			if j > len(w) {
				break
			}
		}
		if i < 0 {
			i = 0
		} else {
			_, size := utf8.DecodeRuneInString(w[i:])
			i += size
		}
	}
}

// concepts adds what was found, pairs of it, and the parents: a fine concept hides the wide one that it is a case of, and
// another text may say only the wide one.
func (x *extractor) concepts(found []lexicon.Hit) {
	found = found[:min(len(found), maxConcepts)]
	for i := range found {
		a := uint64(found[i].Concept)
		x.add(finish(a+1<<40), 1, concepts)
		if x.lexicon != nil {
			for _, p := range x.lexicon.Concept(found[i].Concept).Parents {
				x.boost = parentBoost
				x.add(finish(uint64(p)+1<<40), 1, concepts)
				x.boost = 1
			}
		}
		for j := range i {
			if b := uint64(found[j].Concept); a != b {
				x.out = append(x.out, feature{finish(min(a, b)<<20 | max(a, b) | 1<<41), conceptPair, 1, concepts, true})
			}
		}
	}
}

func (x *extractor) add(h uint64, weight float32, b block) {
	x.out = append(x.out, feature{h, weight, x.boost, b, false})
}

const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// hash names a string; seed keeps the kinds of features apart.
func hash(s string, seed uint64) uint64 {
	h := fnvOffset ^ seed*fnvPrime
	for i := 0; i < len(s); i++ {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return finish(h)
}

func hashBytes(s []byte, seed uint64) uint64 {
	h := fnvOffset ^ seed*fnvPrime
	for _, c := range s {
		h = (h ^ uint64(c)) * fnvPrime
	}
	return finish(h)
}

func pair(a, b, seed uint64) uint64 { return finish(a*fnvPrime ^ b + seed<<32) }

// finish mixes the bits (the finaliser of MurmurHash3) and avoids zero, which marks an empty slot of a table.
func finish(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	h ^= h >> 33
	return max(h, 1)
}
