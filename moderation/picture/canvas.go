package picture

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

const width = 96 // pixels of a canvas

// canvas is a picture brought to one size. Opaque.
type canvas struct{ *image.RGBA }

// paint scales the middle square of a picture onto a white canvas; every pixel of the picture counts.
func paint(img image.Image) canvas {
	b := img.Bounds()
	size := min(b.Dx(), b.Dy())
	corner := b.Min.Add(image.Pt((b.Dx()-size)/2, (b.Dy()-size)/2))
	c := canvas{image.NewRGBA(image.Rect(0, 0, width, width))}
	draw.Draw(c.RGBA, c.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.BiLinear.Scale(c.RGBA, c.Bounds(), img, image.Rectangle{corner, corner.Add(image.Pt(size, size))}, draw.Over, nil)
	return c
}

// view shows what a box holds. Red, green and blue count the same, so that a shift of hue moves little.
func (c canvas) view(box image.Rectangle) view {
	small := image.NewRGBA(image.Rect(0, 0, side, side))
	draw.BiLinear.Scale(small, small.Bounds(), c.RGBA, box, draw.Src, nil)
	var g gray
	for i := range g {
		p := small.Pix[4*i:]
		g[i] = (float32(p[0]) + float32(p[1]) + float32(p[2])) / 3
	}
	return viewOf(&g)
}

// inside finds what a border of one colour surrounds, and reports whether there is a border at all. A border that goes all
// around is taken to be as wide everywhere as where it is thinnest, so what is inside keeps its proportions.
func (c canvas) inside() (image.Rectangle, bool) {
	edge := c.RGBAAt(0, 0)
	margin := func(line func(at int) image.Rectangle) int {
		n := 0
		for n < widestBorder && c.even(edge, line(n)) {
			n++
		}
		return n
	}
	left := margin(func(at int) image.Rectangle { return image.Rect(at, 0, at+1, width) })
	right := margin(func(at int) image.Rectangle { return image.Rect(width-1-at, 0, width-at, width) })
	top := margin(func(at int) image.Rectangle { return image.Rect(0, at, width, at+1) })
	bottom := margin(func(at int) image.Rectangle { return image.Rect(0, width-1-at, width, width-at) })
	x, y := min(left, right), min(top, bottom)
	if x > 0 && y > 0 {
		x, y = min(x, y), min(x, y)
	}
	return image.Rect(x, y, width-x, width-y), x+y > 0
}

const (
	widestBorder = width / 3
	tolerance    = 24 // of 255, in each channel: recompression ripples near what is inside
)

// even reports that all pixels of a row or column but a few are of one colour.
func (c canvas) even(edge color.RGBA, line image.Rectangle) bool {
	odd := 0
	for y := line.Min.Y; y < line.Max.Y; y++ {
		for x := line.Min.X; x < line.Max.X; x++ {
			if p := c.RGBAAt(x, y); far(p.R, edge.R) || far(p.G, edge.G) || far(p.B, edge.B) {
				odd++
			}
		}
	}
	return odd*50 <= line.Dx()*line.Dy()
}

func far(a, b uint8) bool { return a > b && a-b > tolerance || b > a && b-a > tolerance }
