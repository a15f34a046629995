package faq

import "math"

// heads turn what is known of the best candidates into probabilities, given that the message asks for help: best = P(the best
// is right), three = P(one of the best three is). What is right may be none of the FAQ's entries.
type heads struct {
	best, three []float64
	practice    float64 // what Index.practice gave
}

const evidenceSize = 14

// evidence describes how convincing the best candidate is.
func (s *scratch) evidence() [evidenceSize]float64 {
	best := &s.scored[0]
	var next candidate
	if len(s.scored) > 1 {
		next = s.scored[1]
	}
	return [evidenceSize]float64{
		1,
		min(max(logit(best.share), -4), 6) / 2,
		float64(best.linear),
		float64(best.linear - next.linear),
		float64(best.mean),
		float64(best.centroid),
		float64(best.like[words]),
		float64(best.like[chars]),
		float64(best.like[concepts]),
		float64(best.like[conceptPairs]),
		float64(best.title),
		float64(best.answer),
		float64(s.question.unknown),
		math.Log(float64(1 + s.question.words)),
	}
}

// judge returns the two probabilities.
func (h *heads) judge(e *[evidenceSize]float64) (best, three float64) {
	best = sigmoid(dot(h.best, e[:]))
	return best, max(best, sigmoid(dot(h.three, e[:])))
}
