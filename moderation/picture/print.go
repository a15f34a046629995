package picture

import (
	"encoding/base64"
	"errors"
	"fmt"
	"image"
)

// Print is what is remembered of a picture: a small grey copy of the whole and, where a border of one colour surrounds it, one
// of what is inside, each with its 64-bit perceptual hash. It cannot be turned back into the picture. The zero Print is that
// of no picture. Prints are comparable; equal prints are of the same picture as far as this package can tell.
type Print struct {
	whole, inner view
	framed       bool // there is an inner view
}

// Of takes the print of a decoded picture. What is not square is cut to its middle, as platforms do; transparent parts are white.
func Of(img image.Image) Print {
	c := paint(img)
	p := Print{whole: c.view(image.Rect(0, 0, width, width))}
	if box, ok := c.inside(); ok {
		p.inner, p.framed = c.view(box), true
	}
	return p
}

// Read decodes a picture and takes its print: 10 to 20 ms for a profile picture of 640 × 640 pixels.
func Read(data []byte) (Print, error) {
	img, err := Decode(data)
	if err != nil {
		return Print{}, err
	}
	return Of(img), nil
}

// Plain reports a picture with so little in it that others have the same: one colour, a gradient, two halves, or so pale that
// recompression changes it. It protects nobody.
func (p Print) Plain() bool { return p.whole.plain() && (!p.framed || p.inner.plain()) }

// Hash is the perceptual hash of the whole picture: which of its lowest 64 frequencies are strong.
func (p Print) Hash() uint64 { return p.whole.hash }

// layout is the first byte of a stored print.
const layout = 1

// ErrLayout is what a print stored by another version is refused with: it has to be taken anew.
var ErrLayout = errors.New("print is of another layout")

// MarshalBinary writes 586 bytes, 1171 of a picture with a border.
func (p Print) MarshalBinary() ([]byte, error) {
	out := make([]byte, 0, 1+2*viewBytes)
	out = p.whole.append(append(out, layout))
	if p.framed {
		out = p.inner.append(out)
	}
	return out, nil
}

// UnmarshalBinary reads what MarshalBinary wrote.
func (p *Print) UnmarshalBinary(b []byte) error {
	if len(b) == 0 || b[0] != layout {
		return ErrLayout
	}
	switch len(b) {
	case 1 + viewBytes:
		*p = Print{whole: readView(b[1:])}
	case 1 + 2*viewBytes:
		*p = Print{whole: readView(b[1:]), inner: readView(b[1+viewBytes:]), framed: true}
	default:
		return fmt.Errorf("print of %d bytes is damaged", len(b))
	}
	return nil
}

// MarshalText is MarshalBinary in base64, so that a Print stands in JSON.
func (p Print) MarshalText() ([]byte, error) {
	b, err := p.MarshalBinary()
	return base64.StdEncoding.AppendEncode(nil, b), err
}

// UnmarshalText reads what MarshalText wrote.
func (p *Print) UnmarshalText(text []byte) error {
	b, err := base64.StdEncoding.AppendDecode(nil, text)
	if err != nil {
		return fmt.Errorf("print: %w", err)
	}
	return p.UnmarshalBinary(b)
}
