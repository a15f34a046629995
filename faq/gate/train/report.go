package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"sort"
)

// report prints the size of the corpus and how well held-out parts of it are told apart, and returns the two totals.
func report(w io.Writer, examples []example, rows []row) (groups, languages float64) {
	sizes(w, examples)
	group := byName(examples, func(e example) string { return e.Group })
	lang := byName(examples, func(e example) string { return e.Lang })
	langs := slices.Max(lang) + 1
	fmt.Fprintln(w, "\nAUROC            all   per language and class")
	groups = separated(w, "groups held out", examples, heldOut(rows, func(i int) int { return group[i] % folds }, folds))
	languages = separated(w, "languages held out", examples, heldOut(rows, func(i int) int { return lang[i] }, langs))
	return groups, languages
}

func sizes(w io.Writer, examples []example) {
	count := map[[2]string]int{}
	langs, classes := map[string]int{}, map[string]int{}
	for _, e := range examples {
		count[[2]string{e.Class, e.Lang}]++
		langs[e.Lang]++
		classes[e.Class]++
	}
	columns := slices.Sorted(maps.Keys(langs))
	fmt.Fprintf(w, "%-10s %6s", "", "all")
	for _, l := range columns {
		fmt.Fprintf(w, " %5s", l)
	}
	for _, c := range slices.Sorted(maps.Keys(classes)) {
		fmt.Fprintf(w, "\n%-10s %6d", c, classes[c])
		for _, l := range columns {
			fmt.Fprintf(w, " %5d", count[[2]string{c, l}])
		}
	}
	fmt.Fprintf(w, "\n%-10s %6d", "all", len(examples))
	for _, l := range columns {
		fmt.Fprintf(w, " %5d", langs[l])
	}
	fmt.Fprintln(w)
}

// separated prints AUROC over everything, within each language, and of each class against the other side; it returns the first.
func separated(w io.Writer, name string, examples []example, margins []float64) float64 {
	of := func(keep func(example) bool) float64 {
		var in, out []float64
		for i, e := range examples {
			switch {
			case !keep(e):
			case e.Asks:
				in = append(in, margins[i])
			default:
				out = append(out, margins[i])
			}
		}
		return auroc(in, out)
	}
	total := of(func(example) bool { return true })
	fmt.Fprintf(w, "%-18s %.3f\n  ", name, total)
	langs, classes := map[string]bool{}, map[string]bool{}
	for _, e := range examples {
		langs[e.Lang], classes[e.Class] = true, true
	}
	for _, l := range slices.Sorted(maps.Keys(langs)) {
		fmt.Fprintf(w, " %s %.3f", l, of(func(e example) bool { return e.Lang == l }))
	}
	fmt.Fprint(w, "\n  ")
	for _, c := range slices.Sorted(maps.Keys(classes)) {
		fmt.Fprintf(w, " %s %.3f", c, of(func(e example) bool { return e.Asks != asks[c] || e.Class == c }))
	}
	fmt.Fprintln(w)
	return total
}

// auroc is the probability that a member of in scores above one of out.
func auroc(in, out []float64) float64 {
	sort.Float64s(out)
	sum := 0.0
	for _, x := range in {
		below := sort.SearchFloat64s(out, x)
		equal := below
		for equal < len(out) && out[equal] == x {
			equal++
		}
		sum += float64(below) + float64(equal-below)/2
	}
	return sum / float64(len(in)) / float64(len(out))
}
