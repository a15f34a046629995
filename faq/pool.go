package faq

// facet is a block of features, concepts and their pairs apart.
type facet uint8

const (
	conceptPairs = facet(blocks)
	facets       = conceptPairs + 1
)

// pooled is what all examples of an entry together have in common with the question. A question may take its thing from one
// example of the right entry, its trouble from another and its wording from a third.
type pooled struct {
	cover [facets]float32 // share of the question, by weight, that any example has
	like  [facets]float32 // likeness to an example made of the best parts of all
}

func (p *pooled) add(f facet, cover, like float32) {
	p.cover[f] += cover
	p.like[f] += like
}

// facetOf tells where a feature of a block counts.
func (x *Index) facetOf(b block, feature int32) facet {
	if x.paired[feature] {
		return conceptPairs
	}
	return facet(b)
}

// gatherPooled fills in what the candidates have in common with the question. It needs s.scored.
func (x *Index) gatherPooled(s *scratch, skip *hidden) {
	if x.large {
		x.poolCandidates(s, skip)
		return
	}
	clear(s.pools)
	for b := range blocks {
		for _, q := range s.question.features[b] {
			f, cover, like := x.facetOf(b, q.feature), q.weight*q.weight, q.weight*x.weights[q.feature]
			last, best := nobody, float32(0)
			for _, i := range x.postings[q.feature] { // the examples of an entry are neighbours
				e := x.owner[i]
				if e < 0 || skip != nil && skip.examples[i] {
					continue
				}
				if e != last {
					if last >= 0 {
						s.pools[last].add(f, cover, like*best)
					}
					last, best = e, 0
				}
				best = max(best, x.inverses[i][b]*x.trust[i])
			}
			if last >= 0 {
				s.pools[last].add(f, cover, like*best)
			}
		}
	}
	for i := range s.scored {
		s.scored[i].pooled = s.pools[s.scored[i].entry]
	}
}

// poolCandidates reads the candidates' examples instead of the long postings of a large FAQ.
func (x *Index) poolCandidates(s *scratch, skip *hidden) {
	for b := range s.question.features {
		for _, q := range s.question.features[b] {
			s.value[q.feature] = q.weight
		}
	}
	for c := range s.scored {
		p := &s.scored[c].pooled
		own := x.own[s.scored[c].entry]
		for _, i := range own {
			if skip != nil && skip.examples[i] {
				continue
			}
			for _, f := range x.examples[i].features {
				w := s.value[f]
				if w == 0 {
					continue
				}
				b := x.blockOf[f]
				if part := x.inverses[i][b] * x.trust[i]; part > s.part[f] {
					cover := float32(0)
					if s.part[f] == 0 {
						cover = w * w
					}
					p.add(x.facetOf(b, f), cover, w*x.weights[f]*(part-s.part[f]))
					s.part[f] = part
				}
			}
		}
		for _, i := range own {
			for _, f := range x.examples[i].features {
				s.part[f] = 0
			}
		}
	}
	for b := range s.question.features {
		for _, q := range s.question.features[b] {
			s.value[q.feature] = 0
		}
	}
}
