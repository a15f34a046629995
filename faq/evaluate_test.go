package faq

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestReadRowsTakesHeaderNotesAndMissingColumns(t *testing.T) {
	got, err := ReadRows(strings.NewReader("question\tentry\tnote\tClass\tlang\nwhere is it\ta\tx\tterse\ten\nhello\t\t\n\nno tab\r\nlast\tb"))
	want := []Row{{Question: "where is it", Entry: "a", Lang: "en", Class: "terse"}, {Question: "hello"}, {Question: "no tab"}, {Question: "last", Entry: "b"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestEvaluateCounts(t *testing.T) {
	idx := walletIndex(t)
	r := Evaluate(idx, slices.Values([]Row{
		{Question: "Where is my withdrawal?", Entry: "withdraw-stuck", Lang: "en"}, {Question: "How do I add a custom token?", Entry: "add-token", Lang: "en"},
		{Question: "Why are gas fees so high?", Entry: "seed-lost", Lang: "fr"}, {Question: "gm frens"},
	}))
	near := func(name string, got, want float64) {
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	if r.InScope != 3 || r.OutOfScope != 1 {
		t.Errorf("%d in scope, %d out", r.InScope, r.OutOfScope)
	}
	near("top-1", r.Top1, 2.0/3)
	near("answered precision", r.AnsweredPrecision, 2.0/3)
	near("answered recall", r.AnsweredRecall, 2.0/3)
	near("out-of-scope recall", r.OutOfScopeRecall, 1)
	near("AUROC", r.AUROC, 1)
	if len(r.Confused) != 1 || r.Confused[0] != (Confusion{"seed-lost", "fees", 1}) {
		t.Errorf("confusions %+v", r.Confused)
	}
	if n := len(r.Coverage); n != 10 {
		t.Errorf("%d operating points", n)
	}
}

func TestEvaluateMeasuresLanguagesAndClassesByThemselves(t *testing.T) {
	idx := walletIndex(t)
	r := Evaluate(idx, slices.Values([]Row{
		{Question: "Where is my withdrawal?", Entry: "withdraw-stuck", Lang: "en"}, {Question: "gm frens", Lang: "en"},
		{Question: "Why are gas fees so high?", Entry: "seed-lost", Lang: "fr"}, {Question: "hello"},
	}))
	var got []string
	for _, p := range r.Parts {
		got = append(got, fmt.Sprintf("%s %s %d/%d %.0f %.0f", p.By, p.Value, p.InScope, p.OutOfScope, p.Top1, p.AUROC))
	}
	if want := []string{"lang – 0/1 0 0", "lang en 1/1 1 1", "lang fr 1/0 0 0"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestAUROCSharesTies(t *testing.T) {
	of := func(in, out []float64) float64 {
		var all []outcome
		for _, c := range in {
			all = append(all, outcome{row: Row{Entry: "x"}, v: Verdict{Confidence: c}})
		}
		for _, c := range out {
			all = append(all, outcome{v: Verdict{Confidence: c}})
		}
		return auroc(all)
	}
	for _, c := range []struct {
		in, out []float64
		want    float64
	}{
		{[]float64{.9, .8}, []float64{.1}, 1}, {[]float64{.5}, []float64{.5}, .5}, {[]float64{.9, .1}, []float64{.5}, .5},
		{[]float64{.2}, []float64{.7, .8}, 0}, {nil, []float64{1}, 0},
	} {
		if got := of(c.in, c.out); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("AUROC of %v against %v = %v, want %v", c.in, c.out, got, c.want)
		}
	}
}
