package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/color/palette"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"

	"golang.org/x/image/draw"
)

// forgery is what is done to a picture before somebody else wears it. Harmless ones happen on every platform.
type forgery struct {
	class    string
	harmless bool
	do       func(s studio, img image.Image) []byte
}

func forgeries() []forgery {
	var all []forgery
	add := func(class string, harmless bool, do func(s studio, img image.Image) image.Image) {
		all = append(all, forgery{class, harmless, func(s studio, img image.Image) []byte { return asJPEG(do(s, img), 85) }})
	}
	for _, quality := range []int{30, 50, 75, 95} {
		all = append(all, forgery{fmt.Sprintf("JPEG of quality %d", quality), true, func(_ studio, img image.Image) []byte { return asJPEG(img, quality) }})
	}
	all = append(all, forgery{"PNG", true, func(_ studio, img image.Image) []byte { return asPNG(img) }},
		forgery{"GIF of 256 colours", true, func(_ studio, img image.Image) []byte { return asGIF(img) }})
	for _, size := range []int{32, 64, 128, 512, 640} {
		add(fmt.Sprintf("resized to %d", size), true, func(_ studio, img image.Image) image.Image { return resized(img, size) })
	}
	add("brightened", true, func(s studio, img image.Image) image.Image {
		return recoloured(img, gain(s.between(1.05, 1.25), s.between(0, .06)))
	})
	add("darkened", true, func(s studio, img image.Image) image.Image { return recoloured(img, gain(s.between(.6, .9), 0)) })
	add("more contrast", true, func(s studio, img image.Image) image.Image { return recoloured(img, contrast(s.between(1.1, 1.5))) })
	add("less contrast", true, func(s studio, img image.Image) image.Image { return recoloured(img, contrast(s.between(.5, .9))) })
	add("gamma", true, func(s studio, img image.Image) image.Image { return recoloured(img, gamma(s.between(.7, 1.4))) })
	add("hue shifted", false, func(s studio, img image.Image) image.Image { return recoloured(img, hue(s.between(-.08, .08))) })
	add("cropped centrally", false, func(s studio, img image.Image) image.Image {
		cut := s.between(.02, .12)
		return cropped(img, cut/2, cut/2, 1-cut)
	})
	add("cropped elsewhere", false, func(s studio, img image.Image) image.Image {
		cut := s.between(.02, .12)
		return cropped(img, s.between(0, cut), s.between(0, cut), 1-cut)
	})
	add("bordered", false, func(s studio, img image.Image) image.Image { return bordered(img, s.between(.03, .15), s.colour()) })
	add("badged", false, func(s studio, img image.Image) image.Image { return badged(s, img) })
	add("mirrored", false, func(_ studio, img image.Image) image.Image { return mirrored(img) })
	add("mirrored and cropped", false, func(s studio, img image.Image) image.Image {
		cut := s.between(.02, .1)
		return cropped(mirrored(img), cut/2, cut/2, 1-cut)
	})
	add("circle on white", false, func(_ studio, img image.Image) image.Image { return masked(img, rgb{1, 1, 1}) })
	add("circle on black", false, func(_ studio, img image.Image) image.Image { return masked(img, rgb{}) })
	add("circle, badged", false, func(s studio, img image.Image) image.Image { return badged(s, masked(img, rgb{1, 1, 1})) })
	return all
}

func asJPEG(img image.Image, quality int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func asPNG(img image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func asGIF(img image.Image) []byte {
	var b bytes.Buffer
	small := image.NewPaletted(img.Bounds(), palette.Plan9)
	draw.FloydSteinberg.Draw(small, small.Rect, img, image.Point{})
	if err := gif.Encode(&b, small, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func resized(img image.Image, size int) image.Image {
	out := image.NewRGBA(image.Rect(0, 0, size, size))
	draw.CatmullRom.Scale(out, out.Rect, img, img.Bounds(), draw.Src, nil)
	return out
}

func cropped(img image.Image, x, y, part float64) image.Image {
	size := float64(img.Bounds().Dx())
	cut := image.Rect(int(x*size+.5), int(y*size+.5), int((x+part)*size+.5), int((y+part)*size+.5))
	out := image.NewRGBA(img.Bounds())
	draw.CatmullRom.Scale(out, out.Rect, img, cut, draw.Src, nil)
	return out
}

func recoloured(img image.Image, by func(rgb) rgb) image.Image {
	out := image.NewRGBA(img.Bounds())
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			r, g, b, _ := img.At(x, y).RGBA()
			out.SetRGBA(x, y, by(rgb{float64(r) / 65535, float64(g) / 65535, float64(b) / 65535}).rgba())
		}
	}
	return out
}

func gain(factor, lift float64) func(rgb) rgb {
	return func(c rgb) rgb { return rgb{c.r*factor + lift, c.g*factor + lift, c.b*factor + lift} }
}

func contrast(factor float64) func(rgb) rgb { return gain(factor, .5-.5*factor) }

func gamma(power float64) func(rgb) rgb {
	return func(c rgb) rgb { return rgb{math.Pow(c.r, power), math.Pow(c.g, power), math.Pow(c.b, power)} }
}

// hue turns the colour wheel by a part of a turn.
func hue(turn float64) func(rgb) rgb {
	return func(c rgb) rgb {
		high, low := max(c.r, c.g, c.b), min(c.r, c.g, c.b)
		if high == low {
			return c
		}
		l, d := (high+low)/2, high-low
		var h float64
		switch high {
		case c.r:
			h = math.Mod((c.g-c.b)/d+6, 6)
		case c.g:
			h = (c.b-c.r)/d + 2
		default:
			h = (c.r-c.g)/d + 4
		}
		return hsl(math.Mod(h/6+turn+1, 1), d/(1-math.Abs(2*l-1)+1e-9), l)
	}
}

func bordered(img image.Image, part float64, c rgb) image.Image {
	out := image.NewRGBA(img.Bounds())
	draw.Draw(out, out.Rect, image.NewUniform(c.rgba()), image.Point{}, draw.Src)
	w := int(part * float64(out.Rect.Dx()))
	draw.CatmullRom.Scale(out, out.Rect.Inset(w), img, img.Bounds(), draw.Src, nil)
	return out
}

// badged puts a small round badge with a tick into a corner, as «verified» accounts wear.
func badged(s studio, img image.Image) image.Image {
	out := image.NewRGBA(img.Bounds())
	size := float64(out.Rect.Dx())
	r := s.between(.08, .15)
	x, y := 1-r-s.between(0, .06), 1-r-s.between(0, .06)
	if s.IntN(2) == 0 {
		x = 1 - x
	}
	if s.IntN(4) == 0 {
		y = 1 - y
	}
	badge := hsl(s.between(.3, .65), .9, .5).rgba()
	for py := range out.Rect.Dy() {
		for px := range out.Rect.Dx() {
			dx, dy := (float64(px)/size-x)/r, (float64(py)/size-y)/r
			switch d := math.Hypot(dx, dy); {
			case d > 1:
				out.Set(px, py, img.At(px, py))
			case d > .85, math.Abs(dy-.4+1.2*math.Abs(dx+.15)) < .2 && dy < .5:
				out.SetRGBA(px, py, color.RGBA{255, 255, 255, 255})
			default:
				out.SetRGBA(px, py, badge)
			}
		}
	}
	return out
}

func mirrored(img image.Image) image.Image {
	out := image.NewRGBA(img.Bounds())
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.Set(x, y, img.At(out.Rect.Dx()-1-x, y))
		}
	}
	return out
}

func masked(img image.Image, ground rgb) image.Image {
	out := image.NewRGBA(img.Bounds())
	half := float64(out.Rect.Dx()) / 2
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			if math.Hypot(float64(x)+.5-half, float64(y)+.5-half) < half {
				out.Set(x, y, img.At(x, y))
			} else {
				out.SetRGBA(x, y, ground.rgba())
			}
		}
	}
	return out
}
