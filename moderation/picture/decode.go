package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// Limits of what is decoded. They are checked against the header, before memory is taken for the pixels.
const (
	MaxBytes  = 5 << 20
	MaxPixels = 4096 * 4096

	maxMemory = 64 << 20 // for the pixels, as the decoder holds them
	maxScans  = 64       // of a progressive JPEG; each costs a walk over the whole picture, cameras and platforms write about ten
)

// ErrTooLarge is what pictures beyond the limits are refused with.
var ErrTooLarge = errors.New("picture is too large")

// Decode reads a JPEG, PNG, GIF or lossy or lossless WebP; of an animated GIF or PNG the first frame, while an animated WebP
// is an error. Whatever the bytes are, it takes at most about 100 MB for as long as it runs and does not panic.
func Decode(data []byte) (img image.Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			img, err = nil, fmt.Errorf("picture: %v", p)
		}
	}()
	f, ok := formatOf(data)
	if !ok {
		return nil, errors.New("picture is in no format that is read here")
	}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%w: %d bytes", ErrTooLarge, len(data))
	}
	head, err := f.config(data)
	if err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	if err := f.fits(head, data); err != nil {
		return nil, err
	}
	if img, err = f.decode(data); err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	if b := img.Bounds(); b.Dx() > head.Width || b.Dy() > head.Height || b.Empty() {
		return nil, errors.New("picture has no pixels, or more than it says")
	}
	return img, nil
}

// format is one way to write a picture. The decoders are called by name, so no other package's registration adds any.
type format struct {
	magic  string // «?» stands for any byte
	config func([]byte) (image.Config, error)
	decode func([]byte) (image.Image, error)
	pixel  func(image.Config, []byte) int // bytes that one pixel takes
}

func formatOf(data []byte) (format, bool) {
	for _, f := range [...]format{
		{"\xff\xd8\xff", from(jpeg.DecodeConfig), from(jpeg.Decode), jpegPixel},
		{"\x89PNG\r\n\x1a\n", from(png.DecodeConfig), from(png.Decode), modelPixel},
		{"GIF8?a", from(gif.DecodeConfig), from(gif.Decode), modelPixel},
		{"RIFF????WEBPVP8", from(webp.DecodeConfig), from(webp.Decode), modelPixel},
	} {
		if starts(data, f.magic) {
			return f, true
		}
	}
	return format{}, false
}

func from[T any](read func(io.Reader) (T, error)) func([]byte) (T, error) {
	return func(data []byte) (T, error) { return read(bytes.NewReader(data)) }
}

func starts(data []byte, magic string) bool {
	if len(data) < len(magic) {
		return false
	}
	for i := range len(magic) {
		if magic[i] != '?' && magic[i] != data[i] {
			return false
		}
	}
	return true
}

func (f format) fits(head image.Config, data []byte) error {
	pixels := int64(head.Width) * int64(head.Height)
	switch {
	case head.Width <= 0 || head.Height <= 0:
		return errors.New("picture has no pixels")
	case pixels > MaxPixels, pixels*int64(f.pixel(head, data)) > maxMemory:
		return fmt.Errorf("%w: %d × %d pixels", ErrTooLarge, head.Width, head.Height)
	case bytes.Count(data, scan) > maxScans && starts(data, string(scan[:1])):
		return fmt.Errorf("%w: too many scans", ErrTooLarge)
	}
	return nil
}

// Markers of a JPEG: inside its data FF is always followed by 00 or a restart.
var (
	scan        = []byte{0xFF, 0xDA}
	progressive = []byte{0xFF, 0xC2}
)

// jpegPixel counts three planes; a progressive picture keeps its coefficients beside them, four bytes each.
func jpegPixel(head image.Config, data []byte) int {
	planes := 4
	switch head.ColorModel {
	case color.GrayModel:
		planes = 1
	case color.YCbCrModel:
		planes = 3
	}
	if bytes.Contains(data, progressive) {
		return planes * (1 + 4)
	}
	return planes
}

func modelPixel(head image.Config, _ []byte) int {
	switch head.ColorModel {
	case color.GrayModel:
		return 1
	case color.Gray16Model:
		return 2
	case color.RGBA64Model, color.NRGBA64Model:
		return 8
	}
	if _, ok := head.ColorModel.(color.Palette); ok {
		return 1
	}
	return 4
}
