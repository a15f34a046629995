package main

import (
	"bytes"
	"hash/fnv"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
)

// drawing is a picture of blots, another one for each name. A small one is recompressed too.
func drawing(name string, small bool) []byte {
	if name == "broken" {
		return []byte("\xff\xd8\xffno picture")
	}
	seed := fnv.New64a()
	_, _ = seed.Write([]byte(name))
	r := rand.New(rand.NewPCG(seed.Sum64(), 1))
	type blot struct {
		x, y, size float64
		colour     color.RGBA
	}
	blots := make([]blot, 12)
	for i := range blots {
		blots[i] = blot{r.Float64(), r.Float64(), .06 + .16*r.Float64(), color.RGBA{uint8(r.IntN(256)), uint8(r.IntN(256)), uint8(r.IntN(256)), 255}}
	}
	size, quality := 200, 90
	if small {
		size, quality = 160, 60
	}
	img := image.NewRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			c := color.RGBA{240, 240, 235, 255}
			for _, b := range blots {
				if math.Hypot(float64(x)/float64(size)-b.x, float64(y)/float64(size)-b.y) < b.size {
					c = b.colour
				}
			}
			img.SetRGBA(x, y, c)
		}
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}); err != nil {
		panic(err)
	}
	return out.Bytes()
}
