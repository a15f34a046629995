package picture

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"

	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// studio makes pictures, the same ones for the same seed.
type studio struct {
	*rand.Rand
	letters *opentype.Font
}

func newStudio(seed uint64) studio {
	letters, err := opentype.Parse(gobold.TTF)
	if err != nil {
		panic(err)
	}
	return studio{rand.New(rand.NewPCG(seed, 7)), letters}
}

// families of profile pictures. Every call makes another one, size pixels wide.
var families = map[string]func(s studio, size int) image.Image{
	"logo":     studio.logo,
	"face":     studio.face,
	"pattern":  studio.pattern,
	"glyphs":   studio.glyphs,
	"plasma":   studio.plasma,
	"scene":    studio.scene,
	"initials": studio.initials, // others only: platforms make them, they are nobody's own
}

func (s studio) between(a, b float64) float64 { return a + (b-a)*s.Float64() }

type rgb struct{ r, g, b float64 }

func (s studio) colour() rgb { return hsl(s.Float64(), s.between(.3, 1), s.between(.1, .9)) }

// apart is a colour that can be seen on another.
func (s studio) on(ground rgb) rgb {
	for {
		if c := s.colour(); math.Abs(c.luma()-ground.luma()) > .2 {
			return c
		}
	}
}

func (c rgb) luma() float64 { return .3*c.r + .59*c.g + .11*c.b }

func mix(a, b rgb, t float64) rgb {
	return rgb{a.r + (b.r-a.r)*t, a.g + (b.g-a.g)*t, a.b + (b.b-a.b)*t}
}

func hsl(h, sat, l float64) rgb {
	c := (1 - math.Abs(2*l-1)) * sat
	part := func(n float64) float64 {
		k := math.Mod(n+h*12, 12)
		return l - c/2*max(-1, min(k-3, 9-k, 1))
	}
	return rgb{part(0), part(8), part(4)}
}

func (c rgb) rgba() color.RGBA {
	b := func(x float64) uint8 { return uint8(math.Round(255 * min(max(x, 0), 1))) }
	return color.RGBA{b(c.r), b(c.g), b(c.b), 255}
}

// draw paints a function over the unit square, with four looks a pixel.
func paintBy(size int, at func(x, y float64) rgb) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	for py := range size {
		for px := range size {
			var sum rgb
			for k := range 4 {
				c := at((float64(px)+.25+.5*float64(k&1))/float64(size), (float64(py)+.25+.5*float64(k>>1))/float64(size))
				sum = rgb{sum.r + c.r/4, sum.g + c.g/4, sum.b + c.b/4}
			}
			img.SetRGBA(px, py, sum.rgba())
		}
	}
	return img
}

// shape reports what lies within it.
type shape func(x, y float64) bool

func (s studio) shape(r float64) shape {
	cx, cy := s.between(.3, .7), s.between(.3, .7)
	turn, squash := s.between(0, 2*math.Pi), s.between(.5, 1)
	sin, cos := math.Sincos(turn)
	n := float64(3 + s.IntN(5))
	depth := s.between(.3, .8)
	kind := s.IntN(7)
	return func(x, y float64) bool {
		x, y = x-cx, y-cy
		x, y = x*cos-y*sin, (x*sin+y*cos)/squash
		d, angle := math.Hypot(x, y)/r, math.Atan2(y, x)
		switch kind {
		case 0: // ellipse
			return d < 1
		case 1: // ring
			return d < 1 && d > depth
		case 2: // polygon
			sector := math.Mod(angle+2*math.Pi, 2*math.Pi/n) - math.Pi/n
			return d*math.Cos(sector) < math.Cos(math.Pi/n)
		case 3: // star
			return d < 1-depth*.5*(1+math.Cos(n*angle))
		case 4: // crescent
			return d < 1 && math.Hypot(x/r-.5, y/r) > depth
		case 5: // bars
			return math.Abs(x) < r && math.Abs(y) < r && math.Mod(x/r+2, 2*depth) < depth
		default: // cross
			return math.Abs(x) < r && math.Abs(y) < r && (math.Abs(x) < r*depth/2 || math.Abs(y) < r*depth/2)
		}
	}
}

func (s studio) logo(size int) image.Image {
	ground := s.colour()
	ground2 := ground
	if s.IntN(3) == 0 {
		ground2 = s.colour()
	}
	n := 2 + s.IntN(4)
	shapes, colours := make([]shape, n), make([]rgb, n)
	for i := range n {
		shapes[i], colours[i] = s.shape(s.between(.12, .42)), s.on(ground)
	}
	return paintBy(size, func(x, y float64) rgb {
		c := mix(ground, ground2, y)
		for i, in := range shapes {
			if in(x, y) {
				c = colours[i]
			}
		}
		return c
	})
}

func (s studio) face(size int) image.Image {
	ground, shirt, hair := s.colour(), s.colour(), hsl(s.between(0, .12), s.between(.2, .8), s.between(.05, .7))
	skin := hsl(s.between(.04, .1), s.between(.3, .7), s.between(.3, .85))
	cx, cy, r := s.between(.35, .65), s.between(.35, .55), s.between(.14, .32)
	long, fringe, eye, mouth, tilt := s.between(.8, 2.2), s.between(-.7, .1), s.between(.05, .2), s.between(-.4, .4), s.between(-.3, .3)
	glasses, beard, hat, scenery := s.IntN(3) == 0, s.IntN(3) == 0, s.IntN(4) == 0, s.noise(3)
	busy := s.between(0, .8)
	sin, cos := math.Sincos(tilt)
	return paintBy(size, func(px, py float64) rgb {
		c := mix(ground, rgb{1, 1, 1}, busy*scenery(px, py))
		x, y := ((px-cx)*cos-(py-cy)*sin)/r, ((px-cx)*sin+(py-cy)*cos)/r
		head := x*x+y*y/1.5 < 1
		switch {
		case y > 1 && math.Abs(x) < .9+1.2*(y-1) && y > 1.3+.1*x*x:
			c = shirt
		case x*x+(y+.1)*(y+.1)/(long*long) < 1.3 && !head, head && y < fringe:
			c = hair
		case head:
			c = skin
		}
		if hat && y < -.7 && y > -1.6 && math.Abs(x) < 1.2 {
			c = shirt
		}
		ex := math.Abs(math.Abs(x) - .4)
		switch {
		case math.Hypot(ex, y) < eye:
			c = rgb{.05, .05, .1}
		case glasses && math.Abs(math.Hypot(ex, y)-.3) < .06:
			c = rgb{.1, .1, .1}
		case head && math.Abs(y-.6-mouth*x*x) < .07 && math.Abs(x) < .4:
			c = rgb{.7, .2, .2}
		case head && beard && y > .45:
			c = hair
		}
		return c
	})
}

// pattern is a gradient with noise, as wallpapers are.
func (s studio) pattern(size int) image.Image {
	a, b := s.colour(), s.colour()
	sin, cos := math.Sincos(s.between(0, 2*math.Pi))
	noise := s.noise(2 + s.IntN(3))
	strength := s.between(.3, .8)
	return paintBy(size, func(x, y float64) rgb {
		c := mix(a, b, .5+(x-.5)*cos+(y-.5)*sin)
		return mix(c, rgb{1 - c.r, 1 - c.g, 1 - c.b}, strength*noise(x, y))
	})
}

// noise are octaves of waves in all directions, between 0 and 1.
func (s studio) noise(octaves int) func(x, y float64) float64 {
	const waves = 4
	type wave struct{ x, y, phase, weight float64 }
	var ws []wave
	for o := range octaves {
		for range waves {
			f := 2 * math.Pi * math.Exp2(float64(o)) * s.between(.5, 1.2)
			sin, cos := math.Sincos(s.between(0, 2*math.Pi))
			ws = append(ws, wave{f * cos, f * sin, s.between(0, 2*math.Pi), math.Exp2(-.7 * float64(o))})
		}
	}
	return func(x, y float64) float64 {
		sum, all := 0.0, 0.0
		for _, w := range ws {
			sum += w.weight * sine(w.x*x+w.y*y+w.phase)
			all += w.weight
		}
		return min(max(.5+1.2*sum/all, 0), 1)
	}
}

// sine is looked up: the noise of ten thousand pictures takes billions of them.
func sine(x float64) float64 { return sines[int(x*(float64(len(sines))/(2*math.Pi))+1<<20)%len(sines)] }

var sines = func() (table [4096]float64) {
	for i := range table {
		table[i] = math.Sin(2 * math.Pi * float64(i) / float64(len(table)))
	}
	return table
}()

func (s studio) plasma(size int) image.Image {
	r, g, b := s.noise(5), s.noise(5), s.noise(5)
	common := s.noise(4)
	return paintBy(size, func(x, y float64) rgb {
		c := common(x, y)
		return rgb{(r(x, y) + 2*c) / 3, (g(x, y) + 2*c) / 3, (b(x, y) + 2*c) / 3}
	})
}

// scene is a sky over hills, with a sun and things before them.
func (s studio) scene(size int) image.Image {
	high, low, land := s.colour(), s.colour(), s.colour()
	hills, ground, clouds := s.noise(4), s.noise(5), s.noise(4)
	level, rough := s.between(.3, .8), s.between(.1, .5)
	sun := s.shape(s.between(.05, .15))
	house := s.shape(s.between(.1, .3))
	wall := s.on(land)
	return paintBy(size, func(x, y float64) rgb {
		switch {
		case house(x, y-.15):
			return wall
		case y > level+rough*(hills(x, .3)-.5):
			return mix(land, rgb{}, .6*ground(x, y))
		case sun(x, y+.2):
			return rgb{1, .95, .7}
		}
		return mix(mix(high, low, y), rgb{1, 1, 1}, .5*clouds(x, y))
	})
}

func (s studio) glyphs(size int) image.Image {
	ground := s.colour()
	img := paintBy(size, func(x, y float64) rgb { return mix(ground, rgb{1, 1, 1}, .3*y) })
	const signs = "ABCDEFGHJKLMNPQRSTUVWXYZabdefghkmnpqrstwyz23456789&@#%?"
	for range 3 + s.IntN(4) {
		s.write(img, string(signs[s.IntN(len(signs))]), s.on(ground), s.between(.3, .7), s.between(.1, .7), s.between(.3, .9))
	}
	return img
}

// initials are one or two letters on a flat colour or a gradient of one.
func (s studio) initials(size int) image.Image {
	ground := hsl(s.Float64(), s.between(.4, .9), s.between(.4, .6))
	darker := s.between(0, .35) * float64(s.IntN(2))
	img := paintBy(size, func(_, y float64) rgb { return mix(ground, rgb{}, darker*y) })
	text := string(rune('A' + s.IntN(26)))
	if s.IntN(2) == 0 {
		text += string(rune('A' + s.IntN(26)))
	}
	s.write(img, text, rgb{1, 1, 1}, .42, -1, .68)
	return img
}

// write puts letters into a picture, at a height and a baseline; x below 0 is its middle.
func (s studio) write(img draw.Image, text string, c rgb, height, x, y float64) {
	size := float64(img.Bounds().Dx())
	face, err := opentype.NewFace(s.letters, &opentype.FaceOptions{Size: height * size, DPI: 72})
	if err != nil {
		panic(err)
	}
	d := font.Drawer{Dst: img, Src: image.NewUniform(c.rgba()), Face: face}
	at := fixed.Int26_6(x * size * 64)
	if x < 0 {
		at = (fixed.I(int(size)) - d.MeasureString(text)) / 2
	}
	d.Dot = fixed.Point26_6{X: at, Y: fixed.Int26_6(y * size * 64)}
	d.DrawString(text)
}
