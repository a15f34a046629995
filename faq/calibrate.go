package faq

import (
	"math"
)

// What an FAQ too small to learn from starts with, and what the learning is pulled towards: fitted on the development sets.
var (
	priorMixture = mixture{4, 2, 2, 1, 2, 2}
	priorRight   = make([]float64, evidenceSize)
	priorScope   = make([]float64, evidenceSize)
)

// Strength of the pull towards the priors, in questions.
var (
	mixtureRidge = 1.0
	headRidge    = 4.0
)

const (
	folds     = 5
	maxProbes = 1500 // held-out questions that calibration looks at
)

// probe is a held-out question, ranked by an index that has not seen it.
type probe struct {
	inScope    bool
	truth      int32
	candidates []candidate
	words      int
	unknown    float32
}

// calibrate learns mixture and heads on held-out questions: in each fold a fifth of the entries is taken away, and a fifth of
// the questions of the others. The former's questions are out of scope then, the latter's in scope.
func (x *Index) calibrate() {
	x.mix = priorMixture
	probes := x.probe()
	x.mix = fitMixture(probes, priorMixture, mixtureRidge)
	x.heads = x.fitHeads(probes)
}

// foldOf says in which fold a question is held out; that of an entry is entry % folds.
func foldOf(entry, n int) int { return (entry + 1 + n) % folds }

func (x *Index) probe() []probe {
	total := 0
	for i := range x.examples {
		if ex := &x.examples[i]; ex.kind == asQuestion && !ex.not && ex.entry >= 0 {
			total++
		}
	}
	if total < 2 {
		return nil
	}
	runs := min(folds, 1+maxProbes*folds/2/total)
	every := max(1, 2*total*runs/folds/maxProbes)
	var out []probe
	for f := range runs {
		out = append(out, x.probeFold(f, every)...)
	}
	return out
}

// probeFold holds out fold f and ranks every n-th of its questions.
func (x *Index) probeFold(f, every int) []probe {
	hide := &hidden{examples: make([]bool, len(x.examples)), entries: make([]bool, len(x.entries))}
	var asked []int32
	for e := range x.entries {
		hide.entries[e] = e%folds == f
		n := 0
		for _, i := range x.own[e] {
			ask := x.examples[i].kind == asQuestion && (hide.entries[e] || foldOf(e, n) == f)
			hide.examples[i] = hide.entries[e] || ask
			if ask {
				asked = append(asked, i)
			}
			n++
		}
		if !hide.entries[e] && n == 1 {
			for _, i := range x.own[e] { // its only example stays: nobody could find it otherwise
				hide.examples[i] = false
			}
		}
	}
	models := make([]linear, len(x.entries))
	parallel(len(x.entries), func() func(int) {
		tr := x.newTrainer()
		return func(e int) {
			if !hide.entries[e] {
				models[e] = tr.retrain(int32(e), hide)
			}
		}
	})
	out := make([]probe, (len(asked)+every-1)/every)
	parallel(len(out), func() func(int) {
		s := x.newScratch()
		return func(n int) {
			i := asked[n*every]
			ex := &x.examples[i]
			x.askAgain(s, i)
			x.rank(s, models, hide)
			p := probe{inScope: !hide.entries[ex.entry] && hide.examples[i], truth: ex.entry, words: s.question.words, unknown: s.question.unknown}
			p.candidates = append(p.candidates, s.scored...)
			out[n] = p
		}
	})
	return out
}

// fitMixture learns non-negative weights of the signals: conditional logit over the candidates of each probe in scope, by
// projected gradient ascent from the prior and pulled towards it.
func fitMixture(probes []probe, prior mixture, ridge float64) mixture {
	m := prior
	n := 0.0
	for _, p := range probes {
		if p.inScope {
			n++
		}
	}
	if n == 0 {
		return m
	}
	rate := 4.0
	for range 300 {
		var grad mixture
		for i := range grad {
			grad[i] = ridge * (prior[i] - m[i])
		}
		for i := range probes {
			if p := &probes[i]; p.inScope {
				p.gradient(&m, &grad)
			}
		}
		for i := range m {
			m[i] = max(0, m[i]+rate*grad[i]/(n+ridge))
		}
	}
	return m
}

// gradient adds Σ (truth − expectation) of the signals.
func (p *probe) gradient(m, grad *mixture) {
	var share [maxCandidates]float64
	top, sum, truth := math.Inf(-1), 0.0, -1
	for i := range p.candidates {
		share[i] = float64(m.score(&p.candidates[i].signals))
		top = max(top, share[i])
		if p.candidates[i].entry == p.truth {
			truth = i
		}
	}
	if truth < 0 {
		return
	}
	for i := range p.candidates {
		share[i] = math.Exp(share[i] - top)
		sum += share[i]
	}
	for i := range p.candidates {
		v := p.candidates[i].mixed()
		by := -share[i] / sum
		if i == truth {
			by++
		}
		for k := range grad {
			grad[k] += by * v[k]
		}
	}
}

func (x *Index) fitHeads(probes []probe) heads {
	var s scratch
	var all, scoped [][]float64
	var in, right []bool
	for i := range probes {
		p := &probes[i]
		if len(p.candidates) == 0 {
			continue
		}
		s.scored = append(s.scored[:0], p.candidates...)
		s.question.words, s.question.unknown = p.words, p.unknown
		x.order(&s)
		e := s.evidence()
		row := append([]float64(nil), e[:]...)
		all, in = append(all, row), append(in, p.inScope)
		if p.inScope {
			scoped, right = append(scoped, row), append(right, s.scored[0].entry == p.truth)
		}
	}
	ridge := make([]float64, evidenceSize)
	for i := range ridge {
		ridge[i] = headRidge
	}
	return heads{right: fitLogistic(scoped, right, priorRight, ridge), scope: fitLogistic(all, in, priorScope, ridge)}
}
