package figures

import (
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"strconv"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Colours of the chart. The panel is opaque, so that it looks the same in a dark and in a light client: everything on it has a
// contrast of at least 3:1 with it, text of 4.5:1 (WCAG 2.2, 1.4.3 and 1.4.11). Messages name the series by squares of these
// colours.
var (
	panel  = color.RGBA{0x22, 0x28, 0x33, 0xff}
	grid   = color.RGBA{0x7d, 0x87, 0x98, 0xff}
	digits = color.RGBA{0xe6, 0xea, 0xf0, 0xff}
	blue   = color.RGBA{0x5a, 0xa9, 0xf0, 0xff} // asked
	green  = color.RGBA{0x5f, 0xc9, 0x80, 0xff} // answered
	orange = color.RGBA{0xf5, 0xa0, 0x4a, 0xff} // opened
	purple = color.RGBA{0xc0, 0x94, 0xff, 0xff} // closed
)

// Size of a chart in pixels: two plots over each other, wide enough for a phone held upright.
const (
	width, height  = 1080, 720
	left, right    = 96, 28
	plotHigh       = 250
	firstTop       = 44
	secondTop      = 376
	letters        = 26 // pixels
	labelsInARow   = 7
	gapBetweenBars = 0.30 // of a day's width
)

// series is one kind of bars: how high they are, by day.
type series struct {
	of     func(Counts) uint64
	colour color.RGBA
}

// Chart writes a PNG with two plots of the days, one over the other: questions asked and answered, tickets opened and closed.
// It holds digits and dates alone. The same report gives the same bytes.
func (r *Report) Chart(w io.Writer) error {
	face, err := lettering()
	if err != nil {
		return fmt.Errorf("chart: %w", err)
	}
	c := canvas{image.NewRGBA(image.Rect(0, 0, width, height)), face}
	c.fill(c.Bounds(), panel)
	c.plot(r.Days, firstTop, series{func(n Counts) uint64 { return n.Asked }, blue}, series{func(n Counts) uint64 { return n.Answered }, green})
	c.plot(r.Days, secondTop, series{func(n Counts) uint64 { return n.Opened }, orange}, series{func(n Counts) uint64 { return n.Closed }, purple})
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(w, c.RGBA); err != nil {
		return fmt.Errorf("chart: %w", err)
	}
	return nil
}

func lettering() (font.Face, error) {
	f, err := opentype.Parse(goregular.TTF)
	if err != nil {
		return nil, err
	}
	return opentype.NewFace(f, &opentype.FaceOptions{Size: letters, DPI: 72, Hinting: font.HintingFull})
}

type canvas struct {
	*image.RGBA
	face font.Face
}

func (c canvas) fill(r image.Rectangle, with color.RGBA) {
	draw.Draw(c, r, image.NewUniform(with), image.Point{}, draw.Src)
}

// plot draws bars side by side, a group for each day, over a grid of three lines.
func (c canvas) plot(days []Day, top int, of ...series) {
	most := uint64(1)
	for _, d := range days {
		for _, s := range of {
			most = max(most, s.of(d.Counts))
		}
	}
	most = round(most)
	floor := top + plotHigh
	for i := range uint64(3) {
		value := most * i / 2
		y := floor - plotHigh*int(i)/2
		c.fill(image.Rect(left, y, width-right, y+1), grid)
		if i == 1 && most%2 != 0 {
			continue // no line is half a ticket
		}
		c.write(strconv.FormatUint(value, 10), left-14, y+letters/3, true)
	}
	if len(days) == 0 {
		return
	}
	share := float64(width-left-right) / float64(len(days))
	bar := share * (1 - gapBetweenBars) / float64(len(of))
	every := (len(days) + labelsInARow - 1) / labelsInARow
	for i, d := range days {
		at := float64(left) + share*(float64(i)+gapBetweenBars/2)
		for k, s := range of {
			n := s.of(d.Counts)
			high := int(float64(plotHigh) * float64(n) / float64(most))
			if n > 0 {
				high = max(high, 3) // one is seen beside a thousand
			}
			c.fill(image.Rect(int(at+bar*float64(k)), floor-high, int(at+bar*float64(k+1))-1, floor), s.colour)
		}
		if (len(days)-1-i)%every == 0 {
			c.centre(cmp.Or(short(d.Day), d.Day), int(at+share*(1-gapBetweenBars)/2), floor+letters+10)
		}
	}
}

// short is a date without its year.
func short(day string) string {
	if len(day) != len("2026-11-22") {
		return ""
	}
	return day[5:]
}

// round is the next number up that has one digit and zeros, or one digit and a half: an axis ends there.
func round(n uint64) uint64 {
	for step := uint64(1); ; step *= 10 {
		for _, d := range []uint64{1, 2, 4, 6, 8, 10} {
			if d*step >= n {
				return d * step
			}
		}
	}
}

func (c canvas) write(s string, x, y int, fromRight bool) {
	d := font.Drawer{Dst: c, Src: image.NewUniform(digits), Face: c.face, Dot: fixed.P(x, y)}
	if fromRight {
		d.Dot.X -= d.MeasureString(s)
	}
	d.DrawString(s)
}

func (c canvas) centre(s string, x, y int) {
	d := font.Drawer{Face: c.face}
	half := d.MeasureString(s).Round() / 2
	c.write(s, min(max(x-half, 4), width-2*half-4), y, false)
}
