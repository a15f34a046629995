package faq

import (
	"cmp"
	"slices"
)

// Comparing with every example gets slow in large FAQs. Then the rarest features of the question choose the entries worth
// looking at, and only these are compared exactly.
const (
	largeExamples = 20000 // an FAQ with more examples is large
	postingBudget = 30000 // postings read for one question, rarest features first
	exactEntries  = 64    // entries compared exactly
	exactExamples = 256   // the likest examples that name them
	unknownEnough = 0.25  // share of unknown words from which letters help to choose
)

// compareSome is compare for large FAQs. s.entries are the entries worth scoring; likeness is exact for their examples, an
// estimate for other examples in s.touched, and zero for the rest.
func (x *Index) compareSome(s *scratch) {
	x.estimate(s)
	x.compareExactly(s)
}

// estimate chooses what is worth looking at: s.order are the likest examples and s.entries their entries, likest first, by
// the question's rarest features.
func (x *Index) estimate(s *scratch) {
	if s.value == nil {
		s.value, s.part = make([]float32, len(x.weights)), make([]float32, len(x.weights))
	}
	for _, i := range s.touched {
		s.total[i] = 0
		for b := range s.like {
			s.like[b][i] = 0
		}
	}
	s.touched, s.entries = s.touched[:0], s.entries[:0]
	x.touch(s)
	x.choose(s)
}

// touch estimates the likeness by the rarest features within the budget.
func (x *Index) touch(s *scratch) {
	s.rare = append(s.rare[:0], s.question.features[words]...)
	s.rare = append(s.rare, s.question.features[concepts]...)
	if s.question.unknown >= unknownEnough || len(s.rare) == 0 {
		s.rare = append(s.rare, s.question.features[chars]...)
	}
	slices.SortFunc(s.rare, func(a, b weighted) int {
		return cmp.Or(cmp.Compare(len(x.postings[a.feature]), len(x.postings[b.feature])), cmp.Compare(a.feature, b.feature))
	})
	budget := postingBudget
	for n, q := range s.rare {
		postings := x.postings[q.feature]
		if budget -= len(postings); budget < 0 && n > 0 {
			break
		}
		b := x.blockOf[q.feature]
		w := q.weight * x.weights[q.feature] * x.beta[b] * x.beta[b]
		for _, ex := range postings[:min(len(postings), postingBudget)] {
			if s.total[ex] == 0 {
				s.touched = append(s.touched, ex)
			}
			s.total[ex] += w * x.inverses[ex][b]
		}
	}
}

// choose fills s.entries with the entries of the likest examples.
func (x *Index) choose(s *scratch) {
	likest := append(s.order[:0], s.touched...)
	if len(likest) > exactExamples {
		likest = likest[:0]
		s.totals = s.totals[:0]
		for _, i := range s.touched {
			s.totals = append(s.totals, s.total[i])
		}
		floor := kthLargest(s.totals, exactExamples)
		for _, i := range s.touched {
			if s.total[i] > floor {
				likest = append(likest, i)
			}
		}
		for n := 0; n < len(s.touched) && len(likest) < exactExamples; n++ {
			if i := s.touched[n]; s.total[i] == floor {
				likest = append(likest, i)
			}
		}
	}
	s.order = likest
	slices.SortFunc(likest, func(a, b int32) int { return cmp.Or(-cmp.Compare(s.total[a], s.total[b]), cmp.Compare(a, b)) })
	for _, i := range likest {
		e := x.examples[i].entry
		if e < 0 || x.examples[i].not || slices.Contains(s.entries, e) {
			continue
		}
		if s.entries = append(s.entries, e); len(s.entries) == exactEntries {
			break
		}
	}
}

// kthLargest returns the k-th largest value, by quickselect, and disorders the values.
func kthLargest(v []float32, k int) float32 {
	for len(v) > 1 {
		pivot := v[len(v)/2]
		lo, hi := 0, len(v)-1
		for lo <= hi {
			for v[lo] > pivot {
				lo++
			}
			for v[hi] < pivot {
				hi--
			}
			if lo <= hi {
				v[lo], v[hi] = v[hi], v[lo]
				lo++
				hi--
			}
		}
		switch {
		case k-1 <= hi:
			v = v[:hi+1]
		case k-1 >= lo:
			v, k = v[lo:], k-lo
		default:
			return pivot
		}
	}
	return v[0]
}

// compareExactly computes the likeness to all examples of the chosen entries.
func (x *Index) compareExactly(s *scratch) {
	for b := range s.question.features {
		for _, q := range s.question.features[b] {
			s.value[q.feature] = q.weight * x.weights[q.feature]
		}
	}
	for _, e := range s.entries {
		for _, list := range [][]int32{x.own[e], x.against[e]} {
			for _, i := range list {
				if s.total[i] == 0 {
					s.touched = append(s.touched, i)
				}
				x.likeness(s, i)
			}
		}
	}
	s.refused = 0
	for _, i := range s.order {
		if x.examples[i].entry == nobody {
			x.likeness(s, i)
			s.refused = max(s.refused, s.total[i])
		}
	}
	for b := range s.question.features {
		for _, q := range s.question.features[b] {
			s.value[q.feature] = 0
		}
	}
}

func (x *Index) likeness(s *scratch, example int32) {
	var sum [blocks]float32
	for _, f := range x.examples[example].features {
		if v := s.value[f]; v != 0 {
			sum[x.blockOf[f]] += v
		}
	}
	s.total[example] = 0
	for b, v := range sum {
		v *= x.inverses[example][b]
		s.like[b][example] = v
		s.total[example] += x.beta[b] * x.beta[b] * v
	}
}
