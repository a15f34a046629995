package picture

import (
	"encoding/binary"
	"math"
)

// view is a grey copy of a picture or a part of it, without brightness and contrast. Only its disc counts: platforms show no
// more, so the corners are a forger's to fill.
type view struct {
	hash  uint64
	depth uint8        // standard deviation of the grey, of 255
	cells [cells]uint8 // row by row
}

const (
	side  = 24          // pixels of a view
	cells = side * side // … in all
	span  = 6.0         // standard deviations that the levels of grey of a cell cover

	viewBytes = 8 + 1 + cells
)

// gray is a picture on its way to be a view; its unit is any.
type gray [cells]float32

// viewOf brings a copy to a mean and a contrast that all views have.
func viewOf(g *gray) view {
	mean, deviation := g.spread()
	v := view{hash: g.spectrum().hash(), depth: uint8(deviation)}
	for i := range g {
		scaled := 0.5
		if deviation > 0 {
			scaled += (float64(g[i]) - mean) / deviation / span
		}
		v.cells[i] = uint8(min(max(math.Round(scaled*math.MaxUint8), 0), math.MaxUint8))
	}
	return v
}

// spread is the mean and the standard deviation of what is in the disc.
func (g *gray) spread() (mean, deviation float64) {
	var sum, squares float64
	for _, i := range disc {
		x := float64(g[i])
		sum += x
		squares += x * x
	}
	n := float64(len(disc))
	mean = sum / n
	return mean, math.Sqrt(max(squares/n-mean*mean, 0))
}

func (v *view) gray() *gray {
	var g gray
	for i, c := range v.cells {
		g[i] = float32(c)
	}
	return &g
}

// mirrored is the view from behind.
func (v *view) mirrored() view {
	var g gray
	for i, c := range v.cells {
		g[i-i%side+side-1-i%side] = float32(c)
	}
	return viewOf(&g)
}

// plain reports that nobody can be told by it.
func (v *view) plain() bool {
	if v.depth < palest || v.voices() < fewestVoices {
		return true
	}
	_, edges := v.gray().edges().spread()
	return edges < softest
}

const (
	palest       = 8   // depth that recompression leaves alone
	fewestVoices = 5.0 // see voices; two halves have fewer
	softest      = 3.5 // standard deviation of the edges; a gradient's is less
)

// cropped is what a square of the view shows, in parts of its side.
func (v *view) cropped(x, y, size float64) view {
	from := v.gray()
	var g gray
	for i := range g {
		px := (x+size*(float64(i%side)+.5)/side)*side - .5
		py := (y+size*(float64(i/side)+.5)/side)*side - .5
		g[i] = float32(from.at(px, py))
	}
	return viewOf(&g)
}

// at interpolates between the four cells around a point.
func (g *gray) at(x, y float64) float64 {
	x, y = min(max(x, 0), side-1), min(max(y, 0), side-1)
	x0, y0 := min(int(x), side-2), min(int(y), side-2)
	fx, fy := x-float64(x0), y-float64(y0)
	i := y0*side + x0
	top := float64(g[i])*(1-fx) + float64(g[i+1])*fx
	bottom := float64(g[i+side])*(1-fx) + float64(g[i+side+1])*fx
	return top*(1-fy) + bottom*fy
}

func (v *view) append(to []byte) []byte {
	return append(append(binary.BigEndian.AppendUint64(to, v.hash), v.depth), v.cells[:]...)
}

func readView(b []byte) view {
	return view{binary.BigEndian.Uint64(b), b[8], [cells]uint8(b[9:])}
}
