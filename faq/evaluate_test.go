package faq

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
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

// The gates lie a little below what was measured when they were set. Raise them with the engine; never lower one to pass.
func TestTheDevelopmentSetsAreAnsweredAsWellAsEver(t *testing.T) {
	root := os.Getenv("FRONTDESK_TESTDATA")
	if root == "" {
		t.Skip("FRONTDESK_TESTDATA is not set")
	}
	for set, gate := range map[string]struct{ top1, top3, auroc, precision, recall, refused float64 }{
		"banking":      {.81, .93, .825, .925, .48, .945},
		"banking-typo": {.745, .895, 0, .97, .265, 0},
		"assistant":    {.845, .94, .915, .97, .52, .975},
		"keyhaven":     {.815, .90, .885, .87, .385, .94},
	} {
		t.Run(set, func(t *testing.T) {
			dir := filepath.Join(root, "data/faq", set)
			r := Evaluate(Build(loadFile(t, dir), Options{}), slices.Values(readRows(t, dir)))
			t.Logf("top-1 %.3f, top-3 %.3f, AUROC %.3f, answered %.3f right, recall %.3f, refused %.3f, p50 %v, p99 %v",
				r.Top1, r.Top3, r.AUROC, r.AnsweredPrecision, r.AnsweredRecall, r.OutOfScopeRecall, r.P50, r.P99)
			for name, c := range map[string][2]float64{
				"top-1": {r.Top1, gate.top1}, "top-3": {r.Top3, gate.top3}, "AUROC": {r.AUROC, gate.auroc},
				"answered precision": {r.AnsweredPrecision, gate.precision}, "answered recall": {r.AnsweredRecall, gate.recall},
				"out-of-scope recall": {r.OutOfScopeRecall, gate.refused},
			} {
				if c[0] < c[1] {
					t.Errorf("%s fell to %.3f, gate %.3f", name, c[0], c[1])
				}
			}
		})
	}
}

func loadFile(t testing.TB, dir string) []Entry {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "faq.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	entries, err := Load(f)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func readRows(t testing.TB, dir string) []Row {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "questions.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := ReadRows(f)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
