package picture

import (
	"math"
	"math/bits"
	"slices"
)

// band is how many frequencies each way are looked at.
const band = 12

// spectrum are the lowest frequencies of the disc of a view, by the discrete cosine transform.
type spectrum [band * band]float64

func (g *gray) spectrum() *spectrum {
	round := *g
	mean, _ := g.spread()
	for i := range round {
		round[i] -= float32(mean)
		if !inDisc(i) {
			round[i] = 0
		}
	}
	var rows [side * band]float64
	for y := range side {
		for u := range band {
			var sum float64
			for x := range side {
				sum += float64(round[y*side+x]) * cosines[u][x]
			}
			rows[y*band+u] = sum
		}
	}
	var s spectrum
	for v := range band {
		for u := range band {
			var sum float64
			for y := range side {
				sum += rows[y*band+u] * cosines[v][y]
			}
			s[v*band+u] = sum
		}
	}
	return &s
}

// hash is the perceptual hash of 64 bits: which of the lowest 8 × 8 frequencies are above their median
// (hackerfactor.com, «Looks Like It», 2011).
func (s *spectrum) hash() uint64 {
	var low, ordered [64]float64
	for i := range low {
		low[i] = s[i/8*band+i%8]
	}
	ordered = low
	slices.Sort(ordered[1:])
	median := ordered[32]
	var h uint64
	for i, c := range low {
		if c > median {
			h |= 1 << (63 - i)
		}
	}
	return h
}

// voices tells how many frequencies carry the picture: the exponential of the entropy of their powers. A gradient or a disc
// has few, a letter a dozen, a photograph dozens.
func (v *view) voices() float64 {
	s := v.gray().spectrum()
	var total float64
	for _, c := range s[1:] {
		total += c * c
	}
	if total == 0 {
		return 0
	}
	var entropy float64
	for _, c := range s[1:] {
		if p := c * c / total; p > 0 {
			entropy -= p * math.Log(p)
		}
	}
	return math.Exp(entropy)
}

// cosines of the transform, orthonormal but for the first row, which nobody compares with the others.
var cosines = func() (c [band][side]float64) {
	for u := range c {
		for x := range c[u] {
			c[u][x] = math.Cos(math.Pi * float64(u) * (float64(x) + .5) / side)
		}
	}
	return c
}()

func apart(a, b uint64) int { return bits.OnesCount64(a ^ b) }
