package faq

import (
	"math"

	"frontdesk/faq/lexicon"
	"frontdesk/faq/text"
)

// scratch is the working memory of one question. It is pooled per Index, because its sizes are the index's.
type scratch struct {
	extractor
	question
	stamp   uint32
	seen    []uint32          // by feature: stamp of the question that has it
	like    [blocks][]float32 // by example: cosine in each block
	total   []float32         // by example: beta-weighted sum of the cosines
	nearest []float32         // by entry: likeness to its likest example
	scored  []candidate
	pools   []pooled // by entry
	refused float32  // likeness to the likest of the examples that nobody should answer

	// For large FAQs only.
	touched []int32   // examples whose likeness is not zero
	entries []int32   // entries worth scoring
	value   []float32 // by feature: its weight in the question
	part    []float32 // by feature: its weight in the examples of one entry
	rare    []weighted
	order   []int32
	totals  []float32
}

// question is what a text has in common with the vocabulary.
type question struct {
	features [blocks][]weighted
	extent
}

// extent is how much a text says.
type extent struct {
	words   int     // content tokens
	unknown float32 // share of its words (by weight) that no example has
}

type weighted struct {
	feature int32
	weight  float32
}

func (x *Index) newScratch() *scratch {
	s := &scratch{seen: make([]uint32, len(x.weights)), total: make([]float32, len(x.examples))}
	s.spelling, s.lexicon = x.spelling, x.knowledge.lexicon
	if !x.large {
		s.nearest, s.pools = make([]float32, len(x.entries)), make([]pooled, len(x.entries))
	}
	for b := range s.like {
		s.like[b] = make([]float32, len(x.examples))
	}
	return s
}

func (x *Index) borrow() *scratch {
	if s, ok := x.pool.Get().(*scratch); ok {
		return s
	}
	return x.newScratch()
}

// read fills s.question from the features of a text.
func (x *Index) read(s *scratch, t text.Text, lang string, found []lexicon.Hit) {
	s.stamp++
	for b := range s.question.features {
		s.question.features[b] = s.question.features[b][:0]
	}
	var known, unknown [blocks]float64
	for _, f := range s.extractor.features(t, lang, found) {
		n, ok := x.lookup(f.hash)
		if !ok || len(x.postings[n]) == 0 {
			w := float64(f.weight * f.boost * x.unseen)
			unknown[f.block] += w * w
			continue
		}
		if s.seen[n] == s.stamp {
			continue
		}
		s.seen[n] = s.stamp
		w := x.weights[n] * f.boost
		s.question.features[f.block] = append(s.question.features[f.block], weighted{int32(n), w})
		known[f.block] += float64(w) * float64(w)
	}
	for b := range known {
		if known[b] == 0 {
			continue
		}
		inv := float32(1 / math.Sqrt(known[b]+unknown[b])) // what is unknown makes everything less alike
		for i := range s.question.features[b] {
			s.question.features[b][i].weight *= inv
		}
	}
	s.question.unknown = 0
	if all := known[words] + unknown[words]; all > 0 {
		s.question.unknown = float32(unknown[words] / all)
	}
	s.question.words = len(s.hashes)
}

// compare fills s.like and s.total: the likeness of the question to every example, or, in a large FAQ, to the examples worth
// looking at.
func (x *Index) compare(s *scratch) {
	if x.large {
		x.compareSome(s)
		return
	}
	for b := range s.like {
		like := s.like[b]
		clear(like)
		if x.beta[b] == 0 {
			continue
		}
		for _, q := range s.question.features[b] {
			w := q.weight * x.weights[q.feature]
			for _, ex := range x.postings[q.feature] {
				like[ex] += w
			}
		}
	}
	total, inverses := s.total, x.inverses[:len(s.total)]
	inWords, inChars, inConcepts := s.like[words][:len(total)], s.like[chars][:len(total)], s.like[concepts][:len(total)]
	ofWords, ofChars, ofConcepts := x.beta[words]*x.beta[words], x.beta[chars]*x.beta[chars], x.beta[concepts]*x.beta[concepts]
	for ex := range total {
		inverse := &inverses[ex]
		w, c, k := inWords[ex]*inverse[words], inChars[ex]*inverse[chars], inConcepts[ex]*inverse[concepts]
		inWords[ex], inChars[ex], inConcepts[ex] = w, c, k
		total[ex] = ofWords*w + ofChars*c + ofConcepts*k
	}
	s.refused = 0
	for _, ex := range x.unwanted {
		s.refused = max(s.refused, total[ex])
	}
}
