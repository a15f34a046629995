package moderation_test

import (
	"fmt"
	"strings"
	"testing"

	"frontdesk/moderation"
)

func TestWhatTheRosterDoesNotNameIsUnofficial(t *testing.T) {
	r, _, err := moderation.NewRoster(moderation.RosterSpec{
		Brand: moderation.Brand{Names: []string{"Keyfold Wallet"}, Domains: []string{"keyfold.example.org"}, Links: []string{"t.me/keyfold"},
			Contracts: []string{"0x00000000000000000000000000000000000000aa"}},
		Officials: []moderation.Official{{ID: "support", Kind: "brand", Role: "support", Names: []string{"Keyfold Support"}, Handles: []string{"keyfold_help"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	d := moderation.NewEngines(r).Directory
	for text, want := range map[string]string{
		"": "[]",
		"Open Settings, then Back up. It takes 12.5 minutes": "[]",
		"https://keyfold.example.org/help and t.me/keyfold":  "[]",
		"ask @keyfold_help or help@keyfold.example.org":      "[]",
		"ask @keyfold_he1p": "[@keyfold_he1p]",
		"see etherscan.io/tx/0x11 and etherscan.io/tx/0x11":   "[etherscan.io/tx/0x11]",
		"请看 evil.example.com 或 @somebody":                     "[evil.example.com @somebody]",
		"write to me@gmail.com":                               "[me@gmail.com]",
		"send to 0x00000000000000000000000000000000000000AA":  "[]",
		"send to 0x00000000000000000000000000000000000000ab.": "[0x00000000000000000000000000000000000000ab]",
		"hxxps://evil[.]com":                                  "[https://evil.com]",
		"\xff\xfe\u202e":                                      "[]",
	} {
		if got := fmt.Sprint(d.Unofficial(text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
	if got := d.Unofficial("our page", moderation.Target{Shown: "our page", URL: "https://elsewhere.example.com"}); fmt.Sprint(got) != "[https://elsewhere.example.com]" {
		t.Errorf("behind words: %v", got)
	}
	if got := d.Unofficial(strings.Repeat("a.com b.org c.net ", 50_000)); len(got) > 4 {
		t.Errorf("%d of a long text", len(got))
	}
}
