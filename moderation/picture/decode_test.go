package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color/palette"
	"image/gif"
	"testing"
)

// header is the beginning of a PNG that claims a size.
func header(width, height uint32, depth, colour byte) []byte {
	chunk := binary.BigEndian.AppendUint32([]byte("IHDR"), width)
	chunk = append(binary.BigEndian.AppendUint32(chunk, height), depth, colour, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), chunk...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
}

func TestHugePicturesAreRefusedBeforeMemoryIsTaken(t *testing.T) {
	jpeg := asJPEG(newStudio(1).logo(32), 80)
	scans := append(bytes.Clone(jpeg[:len(jpeg)-2]), bytes.Repeat([]byte{0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0}, 1000)...)
	for name, data := range map[string][]byte{
		"wide":                         header(65_535, 65_535, 8, 2),
		"of 16 bits a channel":         header(4096, 4096, 16, 6),
		"of many bytes":                append(asPNG(newStudio(1).logo(32)), make([]byte, MaxBytes)...),
		"a JPEG of a thousand scans":   scans,
		"a large progressive JPEG":     {0xFF, 0xD8, 0xFF, 0xC2, 0, 17, 8, 0x10, 0, 0x10, 0, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xFF, 0xDA, 0, 8},
		"a WebP of sixteen thousand":   []byte("RIFF\x1e\x00\x00\x00WEBPVP8L\x12\x00\x00\x00\x2f\xff\xff\xff\x0f\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
		"a GIF of sixty-five thousand": []byte("GIF89a\xff\xff\xff\xff\x80\x00\x00\x00\x00\x00\xff\xff\xff,"),
	} {
		allocated := testing.AllocsPerRun(1, func() {
			if _, err := Decode(data); !errors.Is(err, ErrTooLarge) {
				t.Errorf("%s: %v", name, err)
			}
		})
		if allocated > 1000 {
			t.Errorf("%s: %v allocations", name, allocated)
		}
	}
}

func TestBrokenPicturesAreErrors(t *testing.T) {
	whole := asPNG(newStudio(1).logo(64))
	for name, data := range map[string][]byte{
		"empty":            nil,
		"text":             []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"),
		"a BMP":            append([]byte("BM"), make([]byte, 100)...),
		"cut off":          whole[:len(whole)/2],
		"a header":         header(64, 64, 8, 2),
		"without pixels":   header(0, 5, 8, 2),
		"damaged":          append(bytes.Clone(whole[:60]), bytes.Repeat([]byte{7}, 400)...),
		"JPEG's magic":     []byte("\xff\xd8\xff"),
		"an animated WebP": []byte("RIFF\x2a\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02\x00\x00\x00\x0f\x00\x00\x0f\x00\x00ANIM\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
	} {
		if img, err := Decode(data); err == nil {
			t.Errorf("%s is read as %v", name, img.Bounds())
		}
	}
}

func TestTheFirstFrameOfAnAnimationCounts(t *testing.T) {
	first, second := newStudio(1).logo(64), newStudio(2).logo(64)
	g := new(gif.GIF)
	for _, img := range []image.Image{first, second} {
		frame := image.NewPaletted(img.Bounds(), palette.Plan9)
		for i := range frame.Pix {
			frame.Set(i%64, i/64, img.At(i%64, i/64))
		}
		g.Image, g.Delay = append(g.Image, frame), append(g.Delay, 10)
	}
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	p, err := Read(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if m, ok := NewGallery(map[string][]Print{"first": {Of(first)}, "second": {Of(second)}}).Match(p); !ok || m.ID != "first" {
		t.Errorf("%+v", m)
	}
}

// FuzzRead asks of any bytes that they are read or refused, and of a print that it survives being stored and compared.
func FuzzRead(f *testing.F) {
	small := newStudio(1).logo(24)
	f.Add(asPNG(small))
	f.Add(asJPEG(small, 50))
	f.Add(asGIF(small))
	f.Add([]byte("RIFF\x1e\x00\x00\x00WEBPVP8L\x12\x00\x00\x00\x2f\x00\x00\x00\x00\x07\x10\x11\x11\x88\x88\xfe\x07\x00\x00\x00\x00\x00"))
	gallery := NewGallery(map[string][]Print{"official": {Of(newStudio(2).face(64))}})
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		p, err := Read(data)
		if err != nil {
			return
		}
		gallery.Match(p)
		NewGallery(map[string][]Print{"x": {p}}).Match(p)
		b, err := p.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var back Print
		if err := back.UnmarshalBinary(b); err != nil || back != p {
			t.Errorf("a print comes back another: %v", err)
		}
	})
}
