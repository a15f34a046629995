package picture

import (
	"maps"
	"math"
	"slices"
)

// Gallery holds the officials' pictures in every form in which a forger shows them. It is immutable and safe for concurrent use.
type Gallery struct{ forms []form }

// Match is whose picture another one is like.
type Match struct {
	ID       string // of the official
	Distance int    // 0 (the same) to 100 (just like enough)
	Cropped  bool   // it is a part of the official's
	Mirrored bool
}

// NewGallery hangs pictures by the officials' IDs; an official may have several. Plain ones are left out: their owners cannot
// be told from others by them.
func NewGallery(portraits map[string][]Print) *Gallery {
	g := new(Gallery)
	for _, id := range slices.Sorted(maps.Keys(portraits)) {
		for _, p := range portraits[id] {
			g.hang(id, p)
		}
	}
	return g
}

// form is one view of an official's picture.
type form struct {
	id      string
	cropped bool
	look
}

func (g *Gallery) hang(id string, p Print) {
	add := func(v view, cropped bool) {
		g.forms = append(g.forms, form{id, cropped, lookOf(&v)})
	}
	if p.framed && !p.inner.plain() {
		add(p.inner, false)
	}
	if p.whole.plain() {
		return
	}
	add(p.whole, false)
	for _, c := range [...]struct {
		cut   float64 // part of the side that is gone
		steps int     // places of what is left, each way
	}{{.02, 1}, {.04, 2}, {.07, 3}, {.11, 4}, {.15, 1}, {.18, 1}} {
		for k := range c.steps * c.steps {
			x, y := c.cut/2, c.cut/2
			if c.steps > 1 {
				x = c.cut * float64(k%c.steps) / float64(c.steps-1)
				y = c.cut * float64(k/c.steps) / float64(c.steps-1)
			}
			add(p.whole.cropped(x, y, 1-c.cut), true)
		}
	}
}

// look is a view made ready for comparing.
type look struct {
	hash        uint64
	grey, edges layer
}

func lookOf(v *view) look {
	g := v.gray()
	l := look{hash: v.hash, edges: layerOf(g.edges())}
	for i := range g {
		g[i] -= math.MaxUint8 / 2.0
	}
	l.grey = layerOf(g)
	return l
}

// Match finds the official whose picture is most like another one, whatever was done to that. It costs about three
// milliseconds with 200 officials. Of two that are equally like it the first by ID is named.
func (g *Gallery) Match(p Print) (Match, bool) {
	best, found := Match{Distance: math.MaxInt}, false
	for _, l := range p.looks() {
		for i := range g.forms {
			f := &g.forms[i]
			if apart(f.hash, l.hash) > farthestHash {
				continue
			}
			if d := f.distance(&l.look); d <= 100 && d < best.Distance {
				best, found = Match{f.id, d, f.cropped, l.mirrored}, true
			}
		}
	}
	return best, found
}

// The limits, from thousands of forgeries and tens of thousands of other pictures in the tests.
const (
	farthestHash = 24   // bits: a first sieve; forgeries with a badge reach 23, strangers are at 32
	leastGrey    = 0.88 // correlation of the greys: a sieve too
	greyWeight   = 3    // of what the greys lack against what the edges lack, which tell pictures of one composition apart
	farthest     = 0.32 // sum of both
	excused      = 1.5  // times as far, if a corner is left out
)

// distance is how far two views are from being the same, in parts of a hundred of what is allowed. One corner may differ if the
// rest agrees the better.
func (l *look) distance(o *look) int {
	grey := l.grey.correlations(&o.grey)
	if slices.Max(grey[:]) < leastGrey {
		return math.MaxInt
	}
	edges := l.edges.correlations(&o.edges)
	least := math.Inf(1)
	for i := range grey {
		apart := greyWeight*(1-grey[i]) + 1 - edges[i]
		if i < corners {
			apart *= excused
		}
		least = min(least, apart)
	}
	return int(math.Ceil(100 * least / farthest))
}

type worn struct {
	look
	mirrored bool
}

// looks are the ways in which a picture is compared.
func (p *Print) looks() []worn {
	var out []worn
	for _, v := range [...]*view{&p.whole, &p.inner} {
		if v.depth == 0 || v.voices() < fewestVoices/2 {
			continue
		}
		m := v.mirrored()
		out = append(out, worn{lookOf(v), false}, worn{lookOf(&m), true})
	}
	return out
}
