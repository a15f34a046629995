package faq

import (
	"math"
	"slices"
	"sync"
)

// What an FAQ too small to learn from starts with, and what the learning is pulled towards: fitted on the development sets.
var (
	priorMixture = mixture{2.7, 2.8, 0.9, 1.6, 1.5, 1.9, 0.7, 0.3, 1.6, 5.2}
	bestAtHome   = []float64{-1.79, 0.62, 1.01, 1.02, -1.55, 1.03, -0.75, -0.15, 1.28, 1.97, 0.59, 1.27, 0.90, 0.28}
	bestAbroad   = []float64{-3.06, 1.40, 1.07, -0.31, 0.24, -0.88, 1.11, 0.37, 0.00, -0.02, -0.17, 0.21, 1.71, 0.55}
	threeAtHome  = []float64{-1.19, 0.16, 2.33, -0.38, -0.44, 0.73, -0.95, 0.13, 1.58, 2.16, 0.79, 1.45, 0.59, 0.47}
	threeAbroad  = []float64{-2.94, 0.85, 1.54, -0.54, 0.09, 0.16, 1.77, 0.70, 0.36, 0.24, -0.03, 0.55, 2.04, 0.41}
)

// moreAtHome raises the log odds in the field, whose rows to fit by held more questions without an entry than chats do.
const moreAtHome = 0.5

// Strength of the pull towards the priors, in questions. Held-out questions of an FAQ are tidier than what members type: what
// was learned from real messages, misspelt ones among them, yields only to many of them.
const (
	mixtureRidge = 20.0
	headRidge    = 300.0
)

const (
	folds       = 5
	scopeEvery  = 3   // of the probes out of scope, every n-th teaches, so that most probes are in scope
	maxProbes   = 800 // held-out questions that calibration looks at
	largeProbes = 400 // … in a large FAQ, where each takes longer
)

// probe is a held-out question, ranked by an index that has not seen it.
type probe struct {
	inScope    bool
	truth      int32
	candidates []candidate
	extent
}

// calibrate learns mixture and heads on held-out questions: in each fold a fifth of the entries is taken away, and a fifth of
// the questions of the others. The former's questions are out of scope then, the latter's in scope.
func (x *Index) calibrate() {
	x.mix = priorMixture
	probes := x.probe()
	x.mix = fitMixture(probes, priorMixture)
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
	most := maxProbes
	if x.large {
		most = largeProbes
	}
	runs := min(folds, 1+most*folds/2/total)
	every := max(1, 2*total*runs/folds/most)
	var out []probe
	for f := range runs {
		out = append(out, x.probeFold(f, every)...)
	}
	return out
}

// probeFold holds out fold f and ranks every n-th of its questions.
func (x *Index) probeFold(f, every int) []probe {
	hide := x.newHidden()
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
	out := make([]probe, (len(asked)+every-1)/every)
	x.opt.parallel(len(out), func() func(int) {
		s := x.newScratch()
		return func(n int) {
			i := asked[n*every]
			ex := &x.examples[i]
			x.askAgain(s, i)
			x.rank(s, hide)
			p := probe{inScope: !hide.entries[ex.entry] && hide.examples[i], truth: ex.entry, extent: s.question.extent}
			p.candidates = append(p.candidates, s.scored...)
			out[n] = p
		}
	})
	return out
}

// hidden are the examples and entries held out in a fold, and the models that have not seen them, trained when asked for.
type hidden struct {
	examples []bool
	entries  []bool
	models   []linear
	trained  []sync.Once
	trainers sync.Pool
}

func (x *Index) newHidden() *hidden {
	n := len(x.entries)
	return &hidden{
		examples: make([]bool, len(x.examples)), entries: make([]bool, n), models: make([]linear, n), trained: make([]sync.Once, n),
		trainers: sync.Pool{New: func() any { return x.newTrainer() }},
	}
}

func (h *hidden) model(entry int32) *linear {
	h.trained[entry].Do(func() {
		tr := h.trainers.Get().(*trainer)
		h.models[entry] = tr.retrain(entry, h)
		h.trainers.Put(tr)
	})
	return &h.models[entry]
}

// fitMixture learns non-negative weights of the signals: conditional logit over the candidates of each probe in scope, by
// projected gradient ascent from the prior and pulled towards it.
func fitMixture(probes []probe, prior mixture) mixture {
	var choices []choice
	for i := range probes {
		if p := &probes[i]; p.inScope && len(choices) < maxChoices {
			if c, ok := p.choice(); ok {
				choices = append(choices, c)
			}
		}
	}
	m := prior
	rate := mixtureRate / (float64(len(choices)) + mixtureRate*mixtureRidge)
	for range mixtureSteps {
		var grad mixture
		for i := range grad {
			grad[i] = mixtureRidge * (prior[i] - m[i])
		}
		for i := range choices {
			choices[i].gradient(&m, &grad)
		}
		for i := range m {
			m[i] = max(0, m[i]+rate*grad[i])
		}
	}
	return m
}

// choice is the signals of the right entry and of its rivals.
type choice struct {
	truth  [mixed]float64
	rivals [][mixed]float64
}

// Bounds of the learning of the mixture.
const (
	maxChoices   = 600
	maxRivals    = 8
	mixtureSteps = 120
	mixtureRate  = 6
)

func (p *probe) choice() (c choice, ok bool) {
	for i := range p.candidates {
		v := p.candidates[i].mixed()
		if p.candidates[i].entry == p.truth {
			c.truth, ok = v, true
		} else if len(c.rivals) < maxRivals {
			c.rivals = append(c.rivals, v)
		}
	}
	return c, ok
}

// gradient adds Σ (truth − expectation) of the signals.
func (c *choice) gradient(m, grad *mixture) {
	var share [maxRivals]float64
	own := dot(m[:], c.truth[:])
	sum := 1.0
	for i := range c.rivals {
		share[i] = math.Exp(min(dot(m[:], c.rivals[i][:])-own, 50))
		sum += share[i]
	}
	for i := range c.rivals {
		by := share[i] / sum
		for k := range grad {
			grad[k] += by * (c.truth[k] - c.rivals[i][k])
		}
	}
}

// fitHeads learns from the probes, starting from what is known of the FAQ's field.
func (x *Index) fitHeads(probes []probe) heads {
	var s scratch
	var rows [][]float64
	var best, three []bool
	for i := range probes {
		p := &probes[i]
		if len(p.candidates) == 0 || !p.inScope && i%scopeEvery != 0 {
			continue
		}
		s.scored = append(s.scored[:0], p.candidates...)
		s.question.extent = p.extent
		x.order(&s)
		e := s.evidence()
		rows = append(rows, append([]float64(nil), e[:]...))
		right := slices.IndexFunc(s.scored, func(c candidate) bool { return p.inScope && c.entry == p.truth })
		best, three = append(best, right == 0), append(three, right >= 0 && right < maxTitles)
	}
	priorBest, priorThree := between(bestAbroad, bestAtHome, x.field), between(threeAbroad, threeAtHome, x.field)
	priorBest[0] += x.field * moreAtHome
	priorThree[0] += x.field * moreAtHome
	return heads{
		best: fitLogistic(rows, best, priorBest, headRidge), three: fitLogistic(rows, three, priorThree, headRidge), practice: x.practice(),
	}
}

// practice is the mean, over the entries, of the logarithm of the questions in the language with most.
func (x *Index) practice() float64 {
	sum := 0.0
	for _, own := range x.own {
		count := map[string]int{}
		most := 1
		for _, i := range own {
			if ex := &x.examples[i]; ex.kind == asQuestion {
				count[ex.lang]++
				most = max(most, count[ex.lang])
			}
		}
		sum += math.Log(float64(most))
	}
	return sum / float64(max(len(x.own), 1))
}

// between is a for share 0, b for share 1.
func between(a, b []float64, share float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] + share*(b[i]-a[i])
	}
	return out
}
