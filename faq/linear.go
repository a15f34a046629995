package faq

import (
	"cmp"
	"slices"
)

// linear scores one entry: Σ weight·likeness(question, example) + bias. It is a linear L2-loss support vector machine, one entry
// against the rest, kept in its dual form, because the likeness to all examples is known anyway.
type linear struct {
	support []support
	bias    float32
}

type support struct {
	example int32
	weight  float32 // positive for the entry's own examples
}

// Training parameters, fixed on the development sets.
const (
	minedNegatives = 300 // the examples of other entries most like the entry's own
	sweeps         = 10
	costPositive   = 4.0
	costNegative   = 0.5
)

// score needs s.total.
func (m *linear) score(total []float32) float32 {
	f := m.bias
	for _, v := range m.support {
		f += v.weight * total[v.example]
	}
	return f
}

// trainer trains linear models. Not safe in parallel.
type trainer struct {
	x       *Index
	s       *scratch
	w       []float32 // primal weights by feature, all zero between two trainings
	bias    float32
	touched []int32
	nearest []float32 // by example: best likeness to an own example
	cases   []trainCase
}

type trainCase struct {
	example int32
	sign    float32
	cost    float32
	alpha   float32
	square  float32 // ‖x‖² + 1 + 1/2C
}

func (x *Index) newTrainer() *trainer {
	return &trainer{x: x, s: x.newScratch(), w: make([]float32, len(x.weights)), nearest: make([]float32, len(x.examples))}
}

// maxModels is how many entries get a model of their own; an FAQ with more goes by its nearest examples alone.
const maxModels = 20000

// plain reports that the index has no linear models.
func (x *Index) plain() bool { return len(x.entries) > maxModels }

func (x *Index) trainAll() {
	x.models, x.mined = make([]linear, len(x.entries)), make([][]int32, len(x.entries))
	if x.plain() {
		return
	}
	parallel(len(x.entries), func() func(int) {
		tr := x.newTrainer()
		return func(i int) {
			x.models[i] = tr.train(int32(i))
			x.mined[i] = tr.trainedOn()
		}
	})
}

// train learns the model of one entry from its examples and the mined negatives.
func (tr *trainer) train(entry int32) linear {
	x := tr.x
	if len(x.own[entry]) == 0 {
		return linear{bias: -1}
	}
	tr.cases = tr.cases[:0]
	for _, ex := range x.own[entry] {
		tr.cases = append(tr.cases, x.trainCase(entry, ex))
	}
	for _, ex := range tr.mine(entry) {
		tr.cases = append(tr.cases, x.trainCase(entry, ex))
	}
	return tr.solve(sweeps)
}

// mine picks the negatives: the entry's «not» lines and the examples of others that look most like its own.
func (tr *trainer) mine(entry int32) []int32 {
	x := tr.x
	clear(tr.nearest)
	own := x.own[entry]
	for _, ex := range own[:min(len(own), 24)] {
		x.resemble(tr.s, ex)
		for i, v := range tr.s.total {
			tr.nearest[i] = max(tr.nearest[i], v)
		}
	}
	var out []int32
	for i := range x.examples {
		if e := &x.examples[i]; e.entry != gone && (e.entry != entry || e.not) && (tr.nearest[i] > 0 || e.entry == entry) {
			out = append(out, int32(i))
		}
	}
	if len(out) > minedNegatives {
		slices.SortFunc(out, func(a, b int32) int {
			return cmp.Or(-cmp.Compare(tr.nearest[a], tr.nearest[b]), cmp.Compare(a, b))
		})
		out = out[:minedNegatives]
		slices.Sort(out)
	}
	return out
}

// trainedOn lists the examples that the last model was trained on.
func (tr *trainer) trainedOn() []int32 {
	out := make([]int32, len(tr.cases))
	for i := range tr.cases {
		out[i] = tr.cases[i].example
	}
	return out
}

// retrain learns the model of one entry without the hidden examples.
func (tr *trainer) retrain(entry int32, hide *hidden) linear {
	tr.cases = tr.cases[:0]
	for _, i := range tr.x.mined[entry] {
		if !hide.examples[i] {
			tr.cases = append(tr.cases, tr.x.trainCase(entry, i))
		}
	}
	return tr.solve(sweeps)
}

// extend teaches a model further negatives, starting from what it knows.
func (tr *trainer) extend(entry int32, negatives []int32) linear {
	x := tr.x
	tr.cases = tr.cases[:0]
	for _, v := range x.models[entry].support {
		c := x.trainCase(entry, v.example)
		c.alpha = v.weight * c.sign
		tr.cases = append(tr.cases, c)
		tr.add(v.example, v.weight)
	}
	for _, i := range negatives {
		tr.cases = append(tr.cases, x.trainCase(entry, i))
	}
	tr.bias = x.models[entry].bias
	return tr.solve(sweeps / 2)
}

func (x *Index) trainCase(entry, example int32) trainCase {
	if ex := &x.examples[example]; ex.entry == entry && !ex.not {
		return trainCase{example: example, sign: 1, cost: costPositive * ex.trust}
	}
	return trainCase{example: example, sign: -1, cost: costNegative}
}

// neighbours lists the entries whose examples are among the negatives nearest to the entry trained last.
func (tr *trainer) neighbours(entry int32) []int32 {
	order := tr.trainedOn()
	slices.SortFunc(order, func(a, b int32) int {
		return cmp.Or(-cmp.Compare(tr.nearest[a], tr.nearest[b]), cmp.Compare(a, b))
	})
	var out []int32
	for _, i := range order {
		e := tr.x.examples[i].entry
		if e < 0 || e == entry || len(tr.x.own[e]) == 0 || slices.Contains(out, e) {
			continue
		}
		if out = append(out, e); len(out) == maxNeighbours {
			break
		}
	}
	return out
}

// askAgain makes a held-out example the question, as if a member had written it: words of its own alone are unknown then.
func (x *Index) askAgain(s *scratch, example int32) {
	x.resemble(s, example)
	ex := &x.examples[example]
	s.question.words, s.question.unknown = int(ex.words), 0
	for _, q := range s.question.features[words] {
		if len(x.postings[q.feature]) == 1 {
			s.question.unknown += q.weight * q.weight
		}
	}
}

// resemble compares an example with all others, as if it were a question.
func (x *Index) resemble(s *scratch, example int32) {
	ex := &x.examples[example]
	for b := range s.question.features {
		s.question.features[b] = s.question.features[b][:0]
	}
	for _, f := range ex.features {
		b := x.blockOf[f]
		s.question.features[b] = append(s.question.features[b], weighted{f, x.weights[f] * ex.inverse[b]})
	}
	x.compare(s)
}

// solve runs dual coordinate descent (Hsieh et al., 2008) over tr.cases, in a fixed pseudo-random order.
func (tr *trainer) solve(sweeps int) linear {
	x := tr.x
	for i := range tr.cases {
		c := &tr.cases[i]
		c.square = 1 + 1/(2*c.cost)
		for b := range x.beta {
			if x.examples[c.example].inverse[b] > 0 {
				c.square += x.beta[b] * x.beta[b]
			}
		}
	}
	order := uint64(len(tr.cases))*2654435761 + 1
	for range sweeps {
		for i := len(tr.cases) - 1; i >= 0; i-- {
			order = order*6364136223846793005 + 1442695040888963407
			j := int((order >> 33) % uint64(i+1))
			tr.cases[i], tr.cases[j] = tr.cases[j], tr.cases[i]
			c := &tr.cases[i]
			g := c.sign*(tr.dot(c.example)+tr.bias) - 1 + c.alpha/(2*c.cost)
			next := max(c.alpha-g/c.square, 0)
			if d := next - c.alpha; d > 1e-4 || d < -1e-4 {
				c.alpha = next
				tr.bias += d * c.sign
				tr.add(c.example, d*c.sign)
			}
		}
	}
	m := linear{bias: tr.bias}
	tr.bias = 0
	for i := range tr.cases {
		if c := &tr.cases[i]; c.alpha > 0 {
			m.support = append(m.support, support{c.example, c.alpha * c.sign})
		}
		tr.clear(tr.cases[i].example)
	}
	slices.SortFunc(m.support, func(a, b support) int { return cmp.Compare(a.example, b.example) })
	return m
}

// value is the component of an example along feature f.
func (tr *trainer) dot(example int32) float32 {
	x := tr.x
	ex := &x.examples[example]
	var sum [blocks]float32
	for _, f := range ex.features {
		sum[x.blockOf[f]] += tr.w[f] * x.weights[f]
	}
	var total float32
	for b, v := range sum {
		total += v * ex.inverse[b] * x.beta[b]
	}
	return total
}

func (tr *trainer) add(example int32, by float32) {
	x := tr.x
	ex := &x.examples[example]
	for _, f := range ex.features {
		b := x.blockOf[f]
		tr.w[f] += by * x.weights[f] * ex.inverse[b] * x.beta[b]
	}
}

func (tr *trainer) clear(example int32) {
	for _, f := range tr.x.examples[example].features {
		tr.w[f] = 0
	}
}
