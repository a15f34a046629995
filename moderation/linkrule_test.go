package moderation

import (
	"strings"
	"testing"
)

func TestALinkNamesItsRuleAndWhatIsSafeInstead(t *testing.T) {
	links := NewLinks(harboured(t, "tide"))
	for message, want := range map[string]Link{
		"https://tidemark.cc":                {Rule: BrandName, Official: "tidemark.io"},
		"https://tidemark-claim.com":         {Rule: BrandName, Official: "tidemark.com"},
		"https://tidernark.io":               {Rule: BrandName, Official: "tidemark.io"},
		"https://tidemarx.io":                {Rule: BrandLetter, Official: "tidemark.io"},
		"t.me/tidemark_annn":                 {Rule: SameHandle, Official: "@tidemark"},
		"@tidemark_care_b0t":                 {Rule: SameHandle, Official: "@tidemark_care_bot"},
		"https://telegrarn.me/x":             {Rule: PlatformLook, Shown: "telegram.me", Official: "t.me/tidemark"},
		"https://dlscord.gg/x":               {Rule: PlatformLook, Shown: "discord.gg", Official: "discord.gg/tidemark"},
		"[tidemark.io](https://evil.site)":   {Rule: ShowsHost, Shown: "tidemark.io", Official: "tidemark.io"},
		"[@nadia_tm](https://t.me/stranger)": {Rule: ShowsHandle, Shown: "@nadia_tm", Official: "@nadia_tm"},
		"http://203.0.113.4/tidemark":        {Rule: BareNumber, Official: "tidemark.io"},
	} {
		v := links.Check(message)
		if len(v.Links) != 1 {
			t.Errorf("%s: %+v", message, v)
			continue
		}
		got := v.Links[0]
		if got.Rule != want.Rule || got.Official != want.Official || got.Shown != want.Shown || got.Reason == "" || strings.Contains(got.Reason, "{") {
			t.Errorf("%s: %+v, want %+v", message, got, want)
		}
	}
}

func TestABrandIsProtectedWithoutTheWordForWhatItIs(t *testing.T) {
	r, _, err := NewRoster(RosterSpec{
		Brand:     Brand{Names: []string{"Keyfold Wallet"}, Domains: []string{"keyfold.example.org"}, Links: []string{"t.me/keyfold_official"}},
		Officials: []Official{{ID: "help", Kind: "brand", Role: "support", Handles: []string{"keyfold_help"}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	links := NewLinks(NewNames(r))
	for message, want := range map[string]LinkLevel{
		"t.me/keyfold": LinkLookalike, "t.me/keyf0ld": LinkLookalike, "@keyfold": LinkLookalike, "keyfold.net": LinkLookalike, "t.me/keyfold_support": LinkLookalike,
		"t.me/keyfold_official": LinkOfficial, "@keyfold_help": LinkOfficial, "https://keyfold.example.org/a": LinkOfficial,
		"@keyfold_fan": LinkClear, "t.me/keyfolk": LinkClear, "https://fold.org": LinkClear, "t.me/keyfold_saigon": LinkSuspicious, "@keyfold_saigon": LinkClear,
	} {
		if v := links.Check(message); v.Verdict != want {
			t.Errorf("%s is %+v, want %s", message, v, want)
		}
	}
}

// Texts made to keep a parser busy: one that took more than linear time would not end before the test's deadline.
func TestHostileTextsAreJudgedToTheirEnd(t *testing.T) {
	links := NewLinks(harboured(t, "tide"))
	for _, piece := range hostile {
		links.Check(strings.Repeat(piece, (1<<18)/len(piece)))
	}
}

var hostile = []string{
	"<a", "<a ", "<A href", "](", "[](", "[x](", "a.b", "a.com ", "tidemark.", "@", "://", "://[", "a,b", " .com", " dot ", "[dot]", "xn--", "%2e", "\u202ea", "点",
	"😀.com", "a\u0301.",
}

func BenchmarkHostileLinks(b *testing.B) {
	links := NewLinks(harboured(b, "tide"))
	for _, piece := range hostile {
		text := strings.Repeat(piece, (1<<18)/len(piece))
		b.Run(strings.ReplaceAll(piece, "/", "slash"), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				links.Check(text)
			}
		})
	}
}
