package moderation

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAFlaggedNameIsLaidBesideTheGenuineOne(t *testing.T) {
	n := namesOf(t, 0)
	for _, c := range []struct{ what, text, official, genuine, want string }{
		{"other script", "Lumоra", "brand", "Lumora", "3 lookalike U+043E Cyrillic о for o"},
		{"capital", "Мarek Nowicki", "marek", "Marek Nowicki", "0 lookalike U+041C Cyrillic М for M"},
		{"digit", "Marek N0wicki", "marek", "Marek Nowicki", "7 lookalike «0» for o"},
		{"two letters for one", "rnarek Nowicki", "marek", "Marek Nowicki", "0 lookalike «rn» for M"},
		{"letter too many", "Lumorra", "brand", "Lumora", "4 added «r» is added"},
		{"letter missing", "Marek Nowiki", "marek", "Marek Nowicki", "10 missing «c» is missing"},
		{"invisible", "Lum\u200bora", "brand", "Lumora", "3 hidden U+200B is invisible"},
		{"turned", "\u202earomuL", "brand", "Lumora", "0 turned U+202E turns the text around"},
		{"office added", "Lumora Support", "brand", "Lumora", "7 added «Support» is added"},
		{"forged office", "Lumora Ѕupport", "brand", "Lumora", "7 added «Ѕupport» is added; 7 lookalike U+0405 Cyrillic Ѕ for S"},
		{"office only", "Аdmin", "help", "", "0 lookalike U+0410 Cyrillic А for A"},
		{"same", "marek nowicki", "marek", "Marek Nowicki", ""},
		{"handle", "marek_nowickl", "marek", "Marek Nowicki", "12 lookalike «l» for i"},
		{"Chinese", "流名钱包", "brand", "流明钱包", "1 replaced U+540D Han 名 for 明"},
	} {
		t.Run(c.what, func(t *testing.T) {
			genuine, differences := n.Explain(c.text, c.official)
			var got []string
			for _, d := range differences {
				got = append(got, fmt.Sprintf("%d %s %s", d.At, d.Kind, d))
			}
			if genuine != c.genuine || strings.Join(got, "; ") != c.want {
				t.Errorf("%q beside %q: %s; want %q: %s", c.text, genuine, strings.Join(got, "; "), c.genuine, c.want)
			}
		})
	}
	if _, d := n.Explain("Lumоra", "brand"); len(d) != 1 || d[0].Code != 'о' || d[0].Script != "Cyrillic" || d[0].Name != "CYRILLIC SMALL LETTER O" {
		t.Errorf("%+v", d)
	}
}

func FuzzExplain(f *testing.F) {
	n := namesOf(f, 0)
	for line := range strings.Lines(disguises) {
		f.Add(line, "brand")
	}
	f.Add("\u202e\u0301\xff"+strings.Repeat("\u0336", 500), "marek")
	f.Fuzz(func(t *testing.T, text, official string) {
		_, differences := n.Explain(text, official)
		if len(differences) > mostDifferences {
			t.Errorf("%d differences", len(differences))
		}
		if !slices.IsSortedFunc(differences, func(a, b Difference) int { return a.At - b.At }) {
			t.Error("not in order")
		}
		for _, d := range differences {
			if d.String() == "" || d.At > utf8.RuneCountInString(text)*18 {
				t.Errorf("%+v", d)
			}
		}
	})
}
