package faq

import (
	"math"
	"slices"
)

// fitLogistic fits a logistic regression by damped Newton steps: the weights that maximise the likelihood of labels minus
// ridge·‖w − prior‖²/2. With few rows the prior stays. Every row has len(prior) values.
func fitLogistic(rows [][]float64, labels []bool, prior []float64, ridge float64) []float64 {
	fit := logisticFit{rows, labels, prior, ridge}
	w := slices.Clone(prior)
	value := fit.value(w)
	for range 30 {
		step := fit.step(w)
		size, better := 1.0, false
		for ; size > 1e-3 && !better; size /= 2 {
			next := make([]float64, len(w))
			for i := range w {
				next[i] = w[i] + size*step[i]
			}
			if v := fit.value(next); v > value+1e-7 {
				w, value, better = next, v, true
			}
		}
		if !better {
			break
		}
	}
	return w
}

type logisticFit struct {
	rows   [][]float64
	labels []bool
	prior  []float64
	ridge  float64
}

// value is what fitLogistic maximises.
func (f *logisticFit) value(w []float64) float64 {
	sum := 0.0
	for i := range w {
		sum -= f.ridge / 2 * (w[i] - f.prior[i]) * (w[i] - f.prior[i])
	}
	for n, row := range f.rows {
		v := dot(w, row)
		if f.labels[n] {
			v = -v
		}
		sum -= softplus(v)
	}
	return sum
}

// step is the Newton step at w.
func (f *logisticFit) step(w []float64) []float64 {
	d := len(w)
	hess, grad := make([][]float64, d), make([]float64, d)
	for i := range d {
		hess[i] = make([]float64, d)
		hess[i][i] = f.ridge
		grad[i] = f.ridge * (f.prior[i] - w[i])
	}
	for n, row := range f.rows {
		p := sigmoid(dot(w, row))
		err := -p
		if f.labels[n] {
			err = 1 - p
		}
		for i, x := range row {
			grad[i] += err * x
			for j := 0; j <= i; j++ {
				hess[i][j] += p * (1 - p) * x * row[j]
			}
		}
	}
	return solveSymmetric(hess, grad)
}

// softplus is log(1 + eᵛ).
func softplus(v float64) float64 {
	if v > 30 {
		return v
	}
	return math.Log1p(math.Exp(v))
}

// solveSymmetric solves a·x = b for a positive definite a, of which the lower half is given, by Cholesky decomposition. It
// overwrites a.
func solveSymmetric(a [][]float64, b []float64) []float64 {
	d := len(b)
	x := slices.Clone(b)
	for i := range d {
		for j := 0; j <= i; j++ {
			sum := a[i][j]
			for k := range j {
				sum -= a[i][k] * a[j][k]
			}
			if i == j {
				a[i][i] = math.Sqrt(max(sum, 1e-12))
			} else {
				a[i][j] = sum / a[j][j]
			}
		}
	}
	for i := range d {
		for k := range i {
			x[i] -= a[i][k] * x[k]
		}
		x[i] /= a[i][i]
	}
	for i := d - 1; i >= 0; i-- {
		for k := i + 1; k < d; k++ {
			x[i] -= a[k][i] * x[k]
		}
		x[i] /= a[i][i]
	}
	return x
}

func dot(w, row []float64) float64 {
	sum := 0.0
	for i, v := range row {
		sum += w[i] * v
	}
	return sum
}

func sigmoid(v float64) float64 { return 1 / (1 + math.Exp(-v)) }

func logit(p float64) float64 {
	p = min(max(p, 1e-6), 1-1e-6)
	return math.Log(p / (1 - p))
}
