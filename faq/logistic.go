package faq

import "math"

// fitLogistic fits a logistic regression by Newton's method: the weights that maximise the likelihood of labels minus
// ridge·‖(w − prior)·scale‖²/2. With few rows the prior stays. Every row has len(prior) values.
func fitLogistic(rows [][]float64, labels []bool, prior []float64, ridge []float64) []float64 {
	d := len(prior)
	w := append([]float64(nil), prior...)
	hess, grad := make([][]float64, d), make([]float64, d)
	for i := range hess {
		hess[i] = make([]float64, d)
	}
	for range 25 {
		for i := range d {
			grad[i] = ridge[i] * (prior[i] - w[i])
			clear(hess[i])
			hess[i][i] = ridge[i]
		}
		for n, row := range rows {
			p := sigmoid(dot(w, row))
			err, v := -p, max(p*(1-p), 1e-6)
			if labels[n] {
				err = 1 - p
			}
			for i, x := range row {
				grad[i] += err * x
				for j := 0; j <= i; j++ {
					hess[i][j] += v * x * row[j]
				}
			}
		}
		step := solveSymmetric(hess, grad)
		move := 0.0
		for i := range d {
			w[i] += step[i]
			move = max(move, math.Abs(step[i]))
		}
		if move < 1e-6 {
			break
		}
	}
	return w
}

// solveSymmetric solves a·x = b for a positive definite a, of which the lower half is given, by Cholesky decomposition. It
// overwrites a.
func solveSymmetric(a [][]float64, b []float64) []float64 {
	d := len(b)
	x := append([]float64(nil), b...)
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
