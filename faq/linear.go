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
	minedNegatives  = 240     // the examples of other entries most like the entry's own
	negativesEach   = 5       // … but so many times the number of own examples, if that is more
	fewestNegatives = 60      // … in very large FAQs:
	mostNegatives   = 600_000 // all models together
	maxMiners       = 24      // own examples that look for negatives
	sweeps          = 8
	resweeps        = 3 // when starting from a model that was trained already
	costPositive    = 4.0
	costNegative    = 0.5
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
	values  []float32 // of the features of all cases
	nearest []float32 // by example: best likeness to an own example
	met     []int32   // examples whose nearest is set
	others  []int32   // those of them that are negatives
	cases   []trainCase
}

type trainCase struct {
	example int32
	sign    float32
	cost    float32
	alpha   float32
	square  float32 // ‖x‖² + 1 + 1/2C
	values  int32   // where its features' values begin
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
	x.opt.parallel(len(x.entries), func() func(int) {
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

// mine picks the negatives: the entry's «not» lines and the examples of others that look most like its own. The list is valid
// until the next call.
func (tr *trainer) mine(entry int32) []int32 {
	x := tr.x
	for _, i := range tr.met {
		tr.nearest[i] = 0
	}
	tr.met = append(tr.met[:0], x.against[entry]...)
	own := x.own[entry]
	step := max(1, len(own)/maxMiners)
	for n := 0; n < len(own); n += step {
		x.ask(tr.s, own[n])
		if x.large {
			x.estimate(tr.s)
			for _, i := range tr.s.order {
				tr.meet(i, tr.s.total[i])
			}
			continue
		}
		x.compare(tr.s)
		for i, v := range tr.s.total {
			tr.meet(int32(i), v)
		}
	}
	out := tr.others[:0]
	for _, i := range tr.met {
		if e := &x.examples[i]; e.entry != gone && (e.entry != entry || e.not) {
			out = append(out, i)
		}
	}
	limit := min(max(minedNegatives, negativesEach*len(own)), max(fewestNegatives, mostNegatives/len(x.entries)))
	tr.others = out
	slices.Sort(out)
	if len(out) > limit {
		out = tr.likest(out, limit)
	}
	return slices.Compact(out)
}

// likest keeps the n examples with the best likeness to an own example, of equal ones the first. They stay in their order.
func (tr *trainer) likest(list []int32, n int) []int32 {
	tr.values = tr.values[:0]
	for _, i := range list {
		tr.values = append(tr.values, tr.nearest[i])
	}
	floor := kthLargest(tr.values, n)
	equals := n
	for _, i := range list {
		if tr.nearest[i] > floor {
			equals--
		}
	}
	return slices.DeleteFunc(list, func(i int32) bool {
		if tr.nearest[i] == floor {
			equals--
			return equals < 0
		}
		return tr.nearest[i] < floor
	})
}

func (tr *trainer) meet(example int32, likeness float32) {
	if likeness > tr.nearest[example] {
		if tr.nearest[example] == 0 {
			tr.met = append(tr.met, example)
		}
		tr.nearest[example] = likeness
	}
}

func (tr *trainer) byNearest(a, b int32) int {
	return cmp.Or(-cmp.Compare(tr.nearest[a], tr.nearest[b]), cmp.Compare(a, b))
}

// trainedOn lists the examples that the last model was trained on.
func (tr *trainer) trainedOn() []int32 {
	out := make([]int32, len(tr.cases))
	for i := range tr.cases {
		out[i] = tr.cases[i].example
	}
	slices.Sort(out)
	return out
}

// retrain learns the model of one entry without the hidden examples, starting from the model that knew them.
func (tr *trainer) retrain(entry int32, hide *hidden) linear {
	x := tr.x
	if x.plain() {
		return linear{}
	}
	tr.cases = tr.cases[:0]
	known := x.models[entry].support // sorted by example, as is mined
	for _, i := range x.mined[entry] {
		for len(known) > 0 && known[0].example < i {
			known = known[1:]
		}
		if hide.examples[i] {
			continue
		}
		c := x.trainCase(entry, i)
		if len(known) > 0 && known[0].example == i {
			c.alpha = known[0].weight * c.sign
		}
		tr.cases = append(tr.cases, c)
	}
	for _, v := range x.models[entry].support {
		tr.bias += v.weight
		if hide.examples[v.example] {
			tr.bias -= v.weight
		}
	}
	return tr.solve(resweeps)
}

// extend teaches a model further negatives, starting from what it knows.
func (tr *trainer) extend(entry int32, negatives []int32) linear {
	x := tr.x
	tr.cases = tr.cases[:0]
	for _, v := range x.models[entry].support {
		c := x.trainCase(entry, v.example)
		c.alpha = v.weight * c.sign
		tr.cases = append(tr.cases, c)
	}
	for _, i := range negatives {
		tr.cases = append(tr.cases, x.trainCase(entry, i))
	}
	tr.bias = x.models[entry].bias
	return tr.solve(resweeps)
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
	slices.SortFunc(order, tr.byNearest)
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
	s.question.extent = extent{words: int(ex.words)}
	for _, q := range s.question.features[words] {
		if len(x.postings[q.feature]) == 1 {
			s.question.unknown += q.weight * q.weight
		}
	}
}

// resemble compares an example with all others, as if it were a question.
func (x *Index) resemble(s *scratch, example int32) {
	x.ask(s, example)
	x.compare(s)
}

// ask makes an example the question.
func (x *Index) ask(s *scratch, example int32) {
	ex := &x.examples[example]
	for b := range s.question.features {
		s.question.features[b] = s.question.features[b][:0]
	}
	for _, f := range ex.features {
		b := x.blockOf[f]
		s.question.features[b] = append(s.question.features[b], weighted{f, x.weights[f] * x.inverses[example][b]})
	}
}

// solve runs dual coordinate descent (Hsieh et al., 2008) over tr.cases, in a fixed pseudo-random order. A case that is far
// on the right side after a sweep is left alone from then on.
func (tr *trainer) solve(sweeps int) linear {
	tr.prepare()
	order := uint64(len(tr.cases))*2654435761 + 1
	active := len(tr.cases)
	for sweep := range sweeps {
		for i := active - 1; i >= 0; i-- {
			order = order*6364136223846793005 + 1442695040888963407
			j := int((order >> 33) % uint64(i+1))
			tr.cases[i], tr.cases[j] = tr.cases[j], tr.cases[i]
			c := &tr.cases[i]
			g := c.sign*(tr.dot(c)+tr.bias) - 1 + c.alpha/(2*c.cost)
			if next := max(c.alpha-g/c.square, 0); next != c.alpha {
				tr.bias += (next - c.alpha) * c.sign
				tr.add(c, (next-c.alpha)*c.sign)
				c.alpha = next
			} else if sweep > 0 && g > farAway {
				active--
				tr.cases[i], tr.cases[active] = tr.cases[active], tr.cases[i]
			}
		}
	}
	m := linear{bias: tr.bias, support: make([]support, 0, tr.supports())}
	tr.bias = 0
	for i := range tr.cases {
		c := &tr.cases[i]
		if c.alpha > minAlpha {
			m.support = append(m.support, support{c.example, c.alpha * c.sign})
		}
		for _, f := range tr.x.examples[c.example].features {
			tr.w[f] = 0
		}
	}
	slices.SortFunc(m.support, func(a, b support) int { return cmp.Compare(a.example, b.example) })
	return m
}

// supports counts the cases that the model will keep.
func (tr *trainer) supports() (n int) {
	for i := range tr.cases {
		if tr.cases[i].alpha > minAlpha {
			n++
		}
	}
	return n
}

const (
	farAway  = 0.2   // how far beyond the margin a case must be to be left alone
	minAlpha = 0.002 // supports below this are dropped: they change no ranking
)

// prepare gathers the values of all cases' features in one slice, and the primal weights of cases that have an alpha already.
func (tr *trainer) prepare() {
	x := tr.x
	tr.values = tr.values[:0]
	for i := range tr.cases {
		c := &tr.cases[i]
		ex := &x.examples[c.example]
		inverse := &x.inverses[c.example]
		c.values = int32(len(tr.values))
		c.square = 1 + 1/(2*c.cost)
		for b, beta := range x.beta {
			if inverse[b] > 0 {
				c.square += beta * beta
			}
		}
		for _, f := range ex.features {
			b := x.blockOf[f]
			tr.values = append(tr.values, x.weights[f]*inverse[b]*x.beta[b])
		}
		if c.alpha > 0 {
			tr.add(c, c.alpha*c.sign)
		}
	}
}

func (tr *trainer) dot(c *trainCase) float32 {
	features := tr.x.examples[c.example].features
	values := tr.values[c.values:][:len(features)]
	var sum float32
	for k, f := range features {
		sum += tr.w[f] * values[k]
	}
	return sum
}

func (tr *trainer) add(c *trainCase, by float32) {
	features := tr.x.examples[c.example].features
	values := tr.values[c.values:][:len(features)]
	for k, f := range features {
		tr.w[f] += by * values[k]
	}
}
