package faq

import (
	"cmp"
	"math"
	"slices"
)

// signals are what speaks for one entry.
type signals struct {
	linear   float32 // margin of its model
	word     float32 // best likeness in words
	char     float32 // … in characters
	concept  float32 // … in concepts
	mean     float32 // mean of the three best overall
	centroid float32 // mean over all its examples
	nearest  float32 // best overall
	title    float32 // best overall among its titles
	answer   float32 // … among its answers
	against  float32 // … among its «not» lines
	pooled
}

type candidate struct {
	entry int32
	score float32 // mixture
	share float64 // of the probability, among all candidates
	signals
}

// mixture weighs signals.
type mixture [mixed]float64

const mixed = 10

func (s *signals) mixed() [mixed]float64 {
	return [mixed]float64{
		float64(s.linear), float64(s.centroid), float64(s.title), float64(s.answer),
		float64(s.cover[words]), float64(s.cover[chars]),
		float64(s.like[words]), float64(s.like[chars]), float64(s.like[concepts]), float64(s.like[conceptPairs]),
	}
}

func (m *mixture) score(s *signals) float32 {
	v := s.mixed()
	return float32(dot(m[:], v[:]))
}

// maxCandidates is how many entries, the likest by their nearest examples, are scored by their linear models too.
const maxCandidates = 24

// rank fills s.scored with the candidates, best first. It needs s.like and s.total. skip hides examples and entries from it
// while calibrating; it is nil otherwise.
func (x *Index) rank(s *scratch, skip *hidden) {
	x.shortlist(s, skip)
	x.gatherPooled(s, skip)
	for i := range s.scored {
		c := &s.scored[i]
		x.gather(s, c, skip)
		if skip == nil {
			c.linear = x.models[c.entry].score(s.total)
		} else {
			c.linear = skip.model(c.entry).score(s.total)
		}
	}
	x.order(s)
}

// shortlist makes the entries with the likest examples candidates, their likeness the score.
func (x *Index) shortlist(s *scratch, skip *hidden) {
	s.scored = s.scored[:0]
	clear(s.nearest)
	if !x.large {
		for i, v := range s.total {
			if e := x.owner[i]; v > 0 && e >= 0 && (skip == nil || !skip.examples[i]) {
				s.nearest[e] = max(s.nearest[e], v*x.trust[i])
			}
		}
		for e, v := range s.nearest {
			s.consider(int32(e), v)
		}
		return
	}
	for _, e := range s.entries {
		var likest float32
		for _, i := range x.own[e] {
			if skip == nil || !skip.examples[i] {
				likest = max(likest, s.total[i]*x.trust[i])
			}
		}
		s.consider(e, likest)
	}
}

// consider keeps an entry among the candidates if it is one of the likest so far.
func (s *scratch) consider(entry int32, likeness float32) {
	n := len(s.scored)
	switch {
	case likeness == 0 || n == maxCandidates && likeness <= s.scored[n-1].score:
		return
	case n == maxCandidates:
		n--
	}
	c := candidate{entry: entry, score: likeness}
	s.scored = append(s.scored[:n], c)
	for ; n > 0 && s.scored[n-1].score < likeness; n-- {
		s.scored[n-1], s.scored[n] = c, s.scored[n-1]
	}
}

// order scores the candidates by the mixture and puts the best first.
func (x *Index) order(s *scratch) {
	for i := range s.scored {
		s.scored[i].score = x.mix.score(&s.scored[i].signals)
	}
	slices.SortFunc(s.scored, byScore)
	sum := 0.0
	for i := range s.scored {
		c := &s.scored[i]
		c.share = math.Exp(float64(c.score - s.scored[0].score))
		sum += c.share
	}
	for i := range s.scored {
		s.scored[i].share /= sum
	}
}

func byScore(a, b candidate) int {
	return cmp.Or(-cmp.Compare(a.score, b.score), cmp.Compare(a.entry, b.entry))
}

// gather computes the signals of one candidate but for the linear model's and what gatherPooled computes.
func (x *Index) gather(s *scratch, out *candidate, skip *hidden) {
	var second, third, sum float32
	n := 0
	for _, i := range x.own[out.entry] {
		if skip != nil && skip.examples[i] {
			continue
		}
		n++
		if s.total[i] == 0 {
			continue
		}
		t := x.trust[i]
		out.word = max(out.word, s.like[words][i]*t)
		out.char = max(out.char, s.like[chars][i]*t)
		out.concept = max(out.concept, s.like[concepts][i]*t)
		v := s.total[i] * t
		sum += v
		switch x.examples[i].kind {
		case asTitle:
			out.title = max(out.title, s.total[i])
		case asAnswer:
			out.answer = max(out.answer, s.total[i])
		}
		switch {
		case v > out.nearest:
			out.nearest, second, third = v, out.nearest, second
		case v > second:
			second, third = v, second
		case v > third:
			third = v
		}
	}
	if n > 0 {
		out.mean = (out.nearest + second + third) / float32(min(n, 3))
		out.centroid = sum / float32(n)
	}
	for _, i := range x.against[out.entry] {
		out.against = max(out.against, s.total[i])
	}
}
