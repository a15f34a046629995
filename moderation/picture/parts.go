package picture

import (
	"math"
	"slices"
)

// A view is compared in five regions: four corners of its disc, where badges sit, and the rest. Whatever four of them and the
// rest agree on is enough.
const (
	corners = 4
	regions = corners + 1

	radius = 11.0 // of the disc, in cells; the outermost ring is half another picture's
	inset  = 3.0  // from the middle to where a corner begins
)

// disc are the cells that are compared, region by region; ends are where each region ends.
var disc, ends = func() (cell []int, ends [regions]int) {
	for region := range regions {
		for i := range cells {
			if inDisc(i) && regionOf(i) == region {
				cell = append(cell, i)
			}
		}
		ends[region] = len(cell)
	}
	return slices.Clip(cell), ends
}()

func fromMiddle(i int) (x, y float64) {
	return float64(i%side) - (side-1)/2.0, float64(i/side) - (side-1)/2.0
}

func inDisc(i int) bool {
	x, y := fromMiddle(i)
	return math.Hypot(x, y) <= radius
}

func regionOf(i int) int {
	x, y := fromMiddle(i)
	if math.Abs(x) <= inset || math.Abs(y) <= inset {
		return corners
	}
	region := 0
	if x > 0 {
		region++
	}
	if y > 0 {
		region += 2
	}
	return region
}

// layer is one side of a view, its greys or its edges, with sums that a comparison needs.
type layer struct {
	values        []int8 // in the order of disc
	sums, squares [regions]int32
}

// layerOf takes values between -256 and 255.
func layerOf(g *gray) layer {
	l := layer{values: make([]int8, len(disc))}
	region := 0
	for at, i := range disc {
		for at == ends[region] {
			region++
		}
		x := int8(math.Round(min(max(float64(g[i])/2, math.MinInt8), math.MaxInt8)))
		l.values[at] = x
		l.sums[region] += int32(x)
		l.squares[region] += int32(x) * int32(x)
	}
	return l
}

// edges is what a picture has over its blurred self.
func (g *gray) edges() *gray {
	const reach = 2
	var out gray
	for _, i := range disc {
		x, y := i%side, i/side
		var sum, n float32
		for v := max(0, y-reach); v <= min(side-1, y+reach); v++ {
			for u := max(0, x-reach); u <= min(side-1, x+reach); u++ {
				if inside[v*side+u] {
					sum += g[v*side+u]
					n++
				}
			}
		}
		out[i] = g[i] - sum/n
	}
	return &out
}

var inside = func() (in [cells]bool) {
	for _, i := range disc {
		in[i] = true
	}
	return in
}()

// correlations compares two layers without each corner and, last, as a whole: 1 for the same, 0 for nothing in common.
func (l *layer) correlations(o *layer) (c [regions]float64) {
	var all moments
	each := l.moments(o)
	for _, m := range each {
		all.add(m, 1)
	}
	for left := range corners {
		rest := all
		rest.add(each[left], -1)
		c[left] = rest.correlation()
	}
	c[corners] = all.correlation()
	return c
}

func (l *layer) moments(o *layer) (m [regions]moments) {
	from := 0
	for region, to := range ends {
		var sum int32
		a, b := l.values[from:to], o.values[from:to]
		for i := range a {
			sum += int32(a[i]) * int32(b[i])
		}
		m[region] = moments{float64(to - from), float64(l.sums[region]), float64(o.sums[region]),
			float64(l.squares[region]), float64(o.squares[region]), float64(sum)}
		from = to
	}
	return m
}

// moments are sums over pairs of values: how many, of each side, of their squares, of their products.
type moments struct{ n, a, b, aa, bb, ab float64 }

func (m *moments) add(o moments, sign float64) {
	m.n += sign * o.n
	m.a, m.b = m.a+sign*o.a, m.b+sign*o.b
	m.aa, m.bb, m.ab = m.aa+sign*o.aa, m.bb+sign*o.bb, m.ab+sign*o.ab
}

func (m *moments) correlation() float64 {
	spread := (m.aa - m.a*m.a/m.n) * (m.bb - m.b*m.b/m.n)
	if spread < 1e-6 {
		return 0
	}
	return (m.ab - m.a*m.b/m.n) / math.Sqrt(spread)
}
