package bots

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"frontdesk/chat"
	"frontdesk/moderation"
)

// downloaded is the receipt of a profile picture.
func downloaded(content []byte, most int64) (chat.Action, *chat.Result) {
	a := chat.Action{Owner: moderation.PictureOwner + "/file", Effect: chat.Query{About: chat.AboutFile, File: &chat.File{Name: "picture"}, Most: most}}
	return a, &chat.Result{Answer: &chat.Answer{Content: content}}
}

func TestOnlyThePrintOfAProfilePictureGoesOn(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 64, 64))
	for i := range img.Pix {
		img.SetGray(i%64, i/64, color.Gray{uint8(i * i / 97)})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		content []byte
		most    int64
		bad     bool
	}{
		"whole":       {b.Bytes(), 1 << 20, false},
		"larger":      {b.Bytes(), 10, true},
		"broken off":  {b.Bytes()[:b.Len()/2], 1 << 20, true},
		"no picture":  {[]byte("<svg/>"), 1 << 20, true},
		"no contents": {nil, 1 << 20, true},
	} {
		a, r := downloaded(c.content, c.most)
		got := readFile(a, r)
		if (got.mistakes != nil) != c.bad || r.Answer.Content != nil {
			t.Errorf("%s: %v, %d bytes are kept", name, got.mistakes, len(r.Answer.Content))
		}
	}
}
