package main

import (
	"math"

	"frontdesk/faq/gate/internal/signal"
)

// Parameters of the fit, chosen by leaving groups and languages out of the corpus.
const (
	cost   = 0.5 // of a misplaced example against the length of the weights
	sweeps = 12
	folds  = 5
)

// fit solves the L2-regularised squared-hinge problem by dual coordinate descent (Hsieh et al. 2008, algorithm 1). Both classes
// carry the same total weight. The order of visits is fixed and every product is rounded by itself, so that the
// result is the same on every machine.
func fit(rows []row, use func(i int) bool) []float64 {
	var set []int
	var count [2]int
	for i := range rows {
		if use(i) {
			set = append(set, i)
			count[side(rows[i])]++
		}
	}
	w := make([]float64, 1<<signal.Bits)
	alpha := make([]float64, len(rows))
	random := uint64(1)
	for range sweeps {
		for k := len(set) - 1; k > 0; k-- {
			random = random*6364136223846793005 + 1442695040888963407
			j := int((random >> 33) % uint64(k+1))
			set[k], set[j] = set[j], set[k]
		}
		for _, i := range set {
			r := &rows[i]
			c := cost * float64(len(set)) / float64(2*count[side(*r)])
			diagonal := 1 / (2 * c)
			gradient := float64(r.sign*dot(w, r)) - 1 + float64(diagonal*alpha[i])
			next := max(0, alpha[i]-gradient/(r.norm+diagonal))
			if step := r.sign * (next - alpha[i]); step != 0 {
				for k, at := range r.index {
					w[at] += float64(step * r.value[k])
				}
				alpha[i] = next
			}
		}
	}
	return w
}

func side(r row) int {
	if r.sign > 0 {
		return 1
	}
	return 0
}

func dot(w []float64, r *row) float64 {
	sum := 0.0
	for k, at := range r.index {
		sum += float64(w[at] * r.value[k])
	}
	return sum
}

// heldOut gives every example the margin of a model that never saw its part.
func heldOut(rows []row, part func(i int) int, parts int) []float64 {
	margins := make([]float64, len(rows))
	for p := range parts {
		w := fit(rows, func(i int) bool { return part(i) != p })
		for i := range rows {
			if part(i) == p {
				margins[i] = dot(w, &rows[i])
			}
		}
	}
	return margins
}

// calibrate fits slope and offset of a logistic curve to margins (Platt 1999), both classes weighted alike, by Newton steps.
// The result is rounded, so that the last digits of math.Exp do not matter.
func calibrate(rows []row, margins []float64) (slope, offset float64) {
	var count [2]float64
	for _, r := range rows {
		count[side(r)]++
	}
	slope = 1
	for range 50 {
		var g0, g1, h00, h01, h11 float64
		for i, r := range rows {
			weight := 1 / count[side(r)]
			p := 1 / (1 + math.Exp(-(float64(slope*margins[i]) + offset)))
			d, h := weight*(p-float64(side(r))), weight*p*(1-p)
			g0, g1 = g0+float64(d*margins[i]), g1+d
			h00, h01, h11 = h00+float64(h*margins[i]*margins[i]), h01+float64(h*margins[i]), h11+h
		}
		det := float64(h00*h11) - float64(h01*h01)
		if det < 1e-12 {
			break
		}
		slope -= (float64(h11*g0) - float64(h01*g1)) / det
		offset -= (float64(h00*g1) - float64(h01*g0)) / det
	}
	return math.Round(slope*1e4) / 1e4, math.Round(offset*1e4) / 1e4
}

// train makes the model of a corpus: weights from all of it, calibration from groups that were held out.
func train(examples []example) (signal.Linear, error) {
	rows, err := featurise(examples)
	if err != nil {
		return signal.Linear{}, err
	}
	m := signal.Quantise(fit(rows, func(int) bool { return true }))
	part := byName(examples, func(e example) string { return e.Group })
	m.Slope, m.Offset = calibrate(rows, heldOut(rows, func(i int) int { return part[i] % folds }, folds))
	return m, nil
}

// byName numbers the names of the examples in the order of their appearance.
func byName(examples []example, name func(example) string) []int {
	numbers := map[string]int{}
	part := make([]int, len(examples))
	for i, e := range examples {
		n, ok := numbers[name(e)]
		if !ok {
			n = len(numbers)
			numbers[name(e)] = n
		}
		part[i] = n
	}
	return part
}
