package picture

import (
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"maps"
	"math"
	"runtime"
	"slices"
	"sync"
	"testing"
)

// portrait is an official's picture.
type portrait struct {
	id, family string
	img        image.Image
}

// officials are portraits of every family, in short runs of one, without those that are too plain to protect anybody.
func officials(t testing.TB, each int) ([]portrait, *Gallery) {
	t.Helper()
	var out []portrait
	prints := map[string][]Print{}
	for _, family := range slices.Sorted(maps.Keys(families)) {
		if family == "initials" || testing.Short() && len(out) > 0 {
			continue
		}
		for n, seed := 0, uint64(0); n < each; seed++ {
			p := portrait{fmt.Sprintf("%s %d", family, seed), family, families[family](newStudio(seed), 160)}
			seen := Of(p.img)
			if seen.Plain() {
				continue
			}
			out, n = append(out, p), n+1
			prints[p.id] = []Print{seen}
		}
	}
	return out, NewGallery(prints)
}

func TestForgeriesOfOfficialsPicturesAreFound(t *testing.T) {
	t.Parallel()
	each := 4
	if testing.Short() {
		each = 1
	}
	portraits, gallery := officials(t, each)
	for _, f := range forgeries() {
		missed := map[string]int{}
		hashed := 0
		for i, p := range portraits {
			got, err := Read(f.do(newStudio(uint64(i)), p.img))
			if err != nil {
				t.Fatal(err)
			}
			if m, ok := gallery.Match(got); !ok || m.ID != p.id {
				missed[p.family]++
			}
			if apart(got.Hash(), Of(p.img).Hash()) <= 8 {
				hashed++
			}
		}
		misses, all := 0, len(portraits)
		for _, n := range missed {
			misses += n
		}
		part := func(n int) float64 { return 100 * float64(n) / float64(all) }
		t.Logf("%-24s %5.1f %% of %d (hash of the whole within 8 bits: %5.1f %%), missed %v", f.class, part(all-misses), all, part(hashed), missed)
		switch {
		case f.harmless && misses > 0:
			t.Errorf("%s: %d are missed, none may be", f.class, misses)
		case misses*10 > all:
			t.Errorf("%s: more than one in ten is missed", f.class)
		}
	}
}

func TestOtherPicturesAreLikeNobody(t *testing.T) {
	t.Parallel()
	each, others := 10, 4_000
	if testing.Short() {
		each, others = 2, 70
	}
	_, gallery := officials(t, each)
	names := slices.Sorted(maps.Keys(families))
	var all, near tally
	var group sync.WaitGroup
	for part := range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := part; i < others; i += runtime.GOMAXPROCS(0) {
				family := names[i%len(names)]
				p := Of(families[family](newStudio(uint64(1_000_000+i)), 32)) // smaller ones are blurred when they are compared, and blurs are alike
				if m, ok := gallery.Match(p); ok {
					t.Errorf("%s %d is like %s, distance %d", family, i, m.ID, m.Distance)
				}
				all.add(family)
				if slices.ContainsFunc(gallery.forms, func(f form) bool { return apart(p.Hash(), f.hash) <= 8 }) {
					near.add(family)
				}
			}
		})
	}
	group.Wait()
	t.Logf("of %v others, with a hash within 8 bits of an official's: %v", all.of, near.of)
}

// tally counts by family, for several at once.
type tally struct {
	mu sync.Mutex
	of map[string]int
}

func (c *tally) add(family string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.of == nil {
		c.of = map[string]int{}
	}
	c.of[family]++
}

func TestPlainPicturesProtectNobodyAndAreLikeNobody(t *testing.T) {
	flat := func(c color.Color) image.Image {
		img := image.NewRGBA(image.Rect(0, 0, 64, 64))
		draw.Draw(img, img.Rect, image.NewUniform(c), image.Point{}, draw.Src)
		return img
	}
	plain := map[string]image.Image{
		"black":       flat(color.Black),
		"transparent": flat(color.Transparent),
		"one pixel":   image.NewGray(image.Rect(0, 0, 1, 1)),
		"a gradient":  paintBy(64, func(x, y float64) rgb { return rgb{x, y, x} }),
		"two halves":  paintBy(64, func(x, _ float64) rgb { return rgb{math.Round(x), 0, 0} }),
		"pale":        recoloured(newStudio(1).glyphs(64), contrast(.03)),
	}
	for name, img := range plain {
		p := Of(img)
		if !p.Plain() {
			t.Errorf("%s is not plain", name)
		}
		g := NewGallery(map[string][]Print{"official": {p}})
		if _, ok := g.Match(p); ok {
			t.Errorf("%s is like itself", name)
		}
	}
}

func TestAMatchTellsWhatWasDone(t *testing.T) {
	img := newStudio(3).logo(160)
	other := newStudio(4).logo(160)
	g := NewGallery(map[string][]Print{"ann": {Of(img)}, "bob": {Of(other), Of(img)}})
	if m, ok := g.Match(Of(img)); !ok || m != (Match{ID: "ann"}) {
		t.Errorf("the same: %+v", m)
	}
	if m, ok := g.Match(Of(mirrored(img))); !ok || !m.Mirrored || m.Cropped {
		t.Errorf("mirrored: %+v", m)
	}
	if m, ok := g.Match(Of(cropped(img, .06, .06, .88))); !ok || m.Mirrored || !m.Cropped {
		t.Errorf("cropped: %+v", m)
	}
	if m, ok := g.Match(Print{}); ok {
		t.Errorf("no picture: %+v", m)
	}
	if m, ok := NewGallery(nil).Match(Of(img)); ok {
		t.Errorf("no officials: %+v", m)
	}
}

func TestAPrintIsKept(t *testing.T) {
	for name, img := range map[string]image.Image{"plain": newStudio(1).scene(80), "with a border": bordered(newStudio(1).scene(80), .1, rgb{})} {
		p := Of(img)
		if p.framed != (name == "with a border") {
			t.Errorf("%s: border %v", name, p.framed)
		}
		text, err := json.Marshal(p)
		if err != nil {
			t.Fatal(err)
		}
		var back Print
		if err := json.Unmarshal(text, &back); err != nil || back != p {
			t.Errorf("%s comes back another, %v", name, err)
		}
	}
	var p Print
	if err := p.UnmarshalBinary([]byte{layout + 1}); !errors.Is(err, ErrLayout) {
		t.Errorf("another version: %v", err)
	}
	if err := p.UnmarshalBinary(make([]byte, 40)); !errors.Is(err, ErrLayout) {
		t.Errorf("no version: %v", err)
	}
	if err := p.UnmarshalBinary([]byte{layout, 1}); err == nil {
		t.Error("a damaged print is read")
	}
}

func BenchmarkRead(b *testing.B) {
	data := asJPEG(newStudio(1).scene(640), 85)
	for b.Loop() {
		if _, err := Read(data); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkMatch(b *testing.B) {
	_, g := officials(b, 34) // 204
	s := newStudio(99)
	other, forged := Of(s.scene(160)), Of(mirrored(newStudio(3).face(160)))
	b.Run("another", func(b *testing.B) {
		for b.Loop() {
			g.Match(other)
		}
	})
	b.Run("forgery", func(b *testing.B) {
		for b.Loop() {
			g.Match(forged)
		}
	})
}
