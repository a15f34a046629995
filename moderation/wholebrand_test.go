package moderation

import "testing"

// TestTheWholeBrandIsReadBeforeItsShortForm, also where its second word makes an office with the next one, and a forged capital is no
// seam between two words.
func TestTheWholeBrandIsReadBeforeItsShortForm(t *testing.T) {
	for brand, names := range map[string]map[string]Likeness{
		"Example Wallet": {
			"Example Wallet Support": Identical, "ExampleWallet Support": Identical, "example wallet support team": Identical, "Example Wallet": Identical,
			"Example Support": Near,
		},
		"TPWallet": {"TPWaIlet Support": Identical, "TPWaIlet": Identical, "TPWalIet": Identical},
	} {
		r, _, err := NewRoster(RosterSpec{
			Brand:     Brand{Names: []string{brand}},
			Officials: []Official{{ID: "help", Kind: "brand", Role: "support", Names: []string{brand + " Support"}}},
		})
		if err != nil {
			t.Fatal(err)
		}
		for name, want := range names {
			if got := NewNames(r).Check("", name); got.Verdict != want || got.Like != "help" {
				t.Errorf("%s: %+v, want %s", name, got, want)
			}
		}
	}
}
