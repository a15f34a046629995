package faq

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestDiffTellsWhatChangedByFieldAndLanguage(t *testing.T) {
	a := Entry{
		ID: "a", Title: map[string]string{"en": "Fees"}, Answer: map[string]string{"en": "One.\nTwo.\nThree.", "zh": "一"},
		Questions: map[string][]string{"en": {"what fees", "why so high", "gas"}}, Tags: []string{"fees"},
		Buttons: []Button{{Text: map[string]string{"en": "Site"}, URL: "https://example.org"}},
	}
	b := Entry{
		ID: "a", Title: map[string]string{"en": " Fees "}, Answer: map[string]string{"en": "One.\n2.\nThree."},
		Questions: map[string][]string{"en": {"what fees", "gas", "who gets the fee"}, "tr": {"ücret"}}, Tags: []string{"fees"},
		Buttons: []Button{{Text: map[string]string{"en": "Our site"}, URL: "https://example.org"}},
		Urgent:  true, Review: time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC), Picture: "x.png",
	}
	want := []Change{
		{Field: "questions", Lang: "en", Removed: []string{"why so high"}, Added: []string{"who gets the fee"}},
		{Field: "questions", Lang: "tr", Added: []string{"ücret"}},
		{Field: "answer", Lang: "en", Removed: []string{"Two."}, Added: []string{"2."}},
		{Field: "answer", Lang: "zh", Removed: []string{"一"}},
		{Field: "picture", Added: []string{"x.png"}},
		{Field: "buttons", Lang: "en", Removed: []string{"Site → https://example.org"}, Added: []string{"Our site → https://example.org"}},
		{Field: "urgent", Added: []string{"true"}},
		{Field: "review", Added: []string{"2026-03-31"}},
	}
	if got := Diff(a, b); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if got := Diff(b, b); got != nil {
		t.Errorf("the same entry differs: %v", got)
	}
	t.Run("and shows it in lines", func(t *testing.T) {
		if got, want := Diff(a, b)[2].String(), "answer (en)\n  - Two.\n  + 2."; got != want {
			t.Errorf("got %q", got)
		}
	})
}

func TestDiffOfHugeTextsIsStillTrue(t *testing.T) {
	var x, y []string
	for i := range 3000 {
		x, y = append(x, fmt.Sprint("a", i)), append(y, fmt.Sprint("b", i))
	}
	removed, added := differing(append([]string{"same"}, x...), append([]string{"same"}, y...))
	if !slices.Equal(removed, x) || !slices.Equal(added, y) {
		t.Errorf("%d removed, %d added", len(removed), len(added))
	}
}

func FuzzDiffAppliedGivesTheOtherText(f *testing.F) {
	f.Add("a\nb\nc", "b\nd\nc")
	f.Fuzz(func(t *testing.T, x, y string) {
		a, b := strings.Split(x, "\n"), strings.Split(y, "\n")
		removed, added := differing(a, b)
		common := align(a, b)
		if len(removed)+len(common) != len(a) || len(added)+len(common) != len(b) {
			t.Fatalf("%q %q: %v %v %v", a, b, common, removed, added)
		}
		for i, p := range common {
			if a[p.a] != b[p.b] || i > 0 && (p.a <= common[i-1].a || p.b <= common[i-1].b) {
				t.Fatalf("%q %q: %v", a, b, common)
			}
		}
	})
}
