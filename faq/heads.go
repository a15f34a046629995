package faq

import "math"

// heads turn what is known of the best candidate into probabilities: right = P(it is right | the question is in scope), and
// scope = P(the question is in scope).
type heads struct {
	right, scope []float64
}

const evidenceSize = 11

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
		float64(best.word),
		float64(best.char),
		float64(best.concept),
		float64(best.mean),
		float64(best.centroid),
		float64(s.question.unknown),
		math.Log(float64(1 + s.question.words)),
	}
}

// judge returns the two probabilities for the best candidate.
func (h *heads) judge(e *[evidenceSize]float64) (right, scope float64) {
	return sigmoid(dot(h.right, e[:])), sigmoid(dot(h.scope, e[:]))
}
