package faq

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestARowFromBeforePicturesAndButtonsStillReadsAndEqualsItself(t *testing.T) {
	const old = `{"ID":"a","Title":{"en":"x"},"Questions":null,"Not":null,"Answer":{"en":"y"},"Tags":null,"Tier":"","Urgent":false,"Source":"","Review":"0001-01-01T00:00:00Z"}`
	var e Entry
	if err := json.Unmarshal([]byte(old), &e); err != nil {
		t.Fatal(err)
	}
	if got := canonical(e); got != old {
		t.Errorf("got  %s\nwant %s", got, old)
	}
	with := e
	with.Picture, with.Buttons = "x.png", []Button{{Text: map[string]string{"en": "Go"}, URL: "https://example.org"}}
	if equal(e, with) {
		t.Error("a picture makes no difference")
	}
}

func TestAnEntryIsHeldToTheLimitsOfPictureAndButtons(t *testing.T) {
	button := Button{Text: map[string]string{"en": "Go"}, URL: "https://example.org"}
	for name, c := range map[string]struct {
		picture string
		buttons []Button
		want    string
	}{
		"no scheme but https":  {buttons: []Button{{button.Text, "http://example.org"}}, want: "expected https://"},
		"no password":          {buttons: []Button{{button.Text, "https://a:b@example.org"}}, want: "expected https://"},
		"no local host":        {buttons: []Button{{button.Text, "https://localhost/"}}, want: "expected https://"},
		"no spaces":            {buttons: []Button{{button.Text, "https://example.org/ x"}}, want: "expected https://"},
		"one line on a button": {buttons: []Button{{map[string]string{"en": "a\nb"}, button.URL}}, want: "has several lines"},
		"short buttons":        {buttons: []Button{{map[string]string{"en": strings.Repeat("字", 65)}, button.URL}}, want: "longer than 64"},
		"few buttons":          {buttons: []Button{button, button, button, button, button, button, button}, want: "at most 6"},
		"no hidden file":       {picture: ".env.png", want: "without a folder"},
		"no other drive":       {picture: "c:x.png", want: "without a folder"},
		"short names":          {picture: strings.Repeat("x", 600) + ".png", want: "longer than 512"},
	} {
		t.Run(name, func(t *testing.T) {
			e := Entry{ID: "a", Title: map[string]string{"en": "x"}, Answer: map[string]string{"en": "y"}, Picture: c.picture, Buttons: c.buttons}
			if err := e.keepable(); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want …%s…", err, c.want)
			}
		})
	}
}
