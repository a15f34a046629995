// Command gate measures the built program on the development sets and fails when a figure falls below its bar. It knows the
// program by its command line alone, as a user does: `faq match --json`, `check names|links|secrets --json`.
//
//	gate -bin ./frontdesk -faq faq.yaml,faq/testdata/default/questions.tsv,faq/testdata/default/questions2.tsv [-data DIR]
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// bars are the least figures, set → metric → value: where the engine stands, less noise; targets not reached yet are named
// beside. They are raised when the program gets better: a change that costs more than half a point is looked at. Metrics are told in faq.go and guard.go.
var bars = map[string]map[string]float64{
	"questions":  {"top-1": .80, "top-3": .94, "auroc": .92, "precision": .94, "coverage": .33, "silent on chatter": .98},
	"questions2": {"top-1": .85, "top-3": .95, "auroc": .935, "precision": .95, "coverage": .57, "silent on chatter": .98},
	"keyhaven": {
		"top-1": .81, "top-1 new language": .72 /* the target is .80 */, "top-1 of all": .815, "top-3": .90, "auroc": .89,
		"precision": .87, "coverage": .41, "recall": .41, "refused": .94, "silent on chatter": .98, "silent on near": .92,
	},
	"banking":      {"top-1": .81, "top-3": .93, "auroc": .825, "precision": .925, "coverage": .48, "recall": .48, "refused": .945},
	"banking-typo": {"top-1": .745, "top-3": .895, "precision": .97, "recall": .265},
	"assistant":    {"top-1": .845, "top-3": .94, "auroc": .915, "precision": .97, "coverage": .52, "recall": .52, "refused": .975},
	"names":        {"recall": .95, "no false alarm": .96, "no false identical": 1},
	"links":        {"recall": .95, "no false alarm": .95},
	"secrets":      {"recall": .95, "no false alarm": .94, "no false leak": 1}, // bare 64 hex digits are held and asked about
}

func main() {
	bin := flag.String("bin", "", "the built frontdesk")
	own := flag.String("faq", "", "FAQ.yaml,QUESTIONS.tsv,…: our own FAQ and its blind questions")
	data := flag.String("data", "", "folder with data/faq and data/guard; without it only our own set is measured")
	flag.Parse()

	var failed []error
	measure := func(set string, figures map[string]float64, err error) {
		if err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", set, err))
			return
		}
		failed = append(failed, judge(set, figures)...)
	}
	if yaml, tsvs, ok := strings.Cut(*own, ","); ok {
		for set := range strings.SplitSeq(tsvs, ",") {
			figures, err := matching(*bin, yaml, set)
			measure(strings.TrimSuffix(filepath.Base(set), ".tsv"), figures, err)
		}
	}
	if *data != "" {
		for _, set := range []string{"keyhaven", "banking", "banking-typo", "assistant"} {
			dir := filepath.Join(*data, "data/faq", set)
			figures, err := matching(*bin, filepath.Join(dir, "faq.yaml"), filepath.Join(dir, "questions.tsv"))
			measure(set, figures, err)
		}
		for _, g := range guards {
			figures, err := guarding(*bin, filepath.Join(*data, "data/guard"), g)
			measure(g.set, figures, err)
		}
	}
	if err := errors.Join(failed...); err != nil {
		fmt.Fprintf(os.Stderr, "\n%v\n", err)
		os.Exit(1)
	}
}

// judge prints a set's figures beside their bars and returns those that fell short.
func judge(set string, figures map[string]float64) []error {
	var short []error
	var names []string
	for name := range figures {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		bar, gated := bars[set][name]
		switch {
		case !gated:
			fmt.Printf("%-14s %-22s %.3f\n", set, name, figures[name])
		case figures[name] < bar:
			fmt.Printf("%-14s %-22s %.3f  FELL BELOW %.3f\n", set, name, figures[name], bar)
			short = append(short, fmt.Errorf("%s: %s is %.3f, must be %.3f", set, name, figures[name], bar))
		default:
			fmt.Printf("%-14s %-22s %.3f  ≥ %.3f\n", set, name, figures[name], bar)
		}
	}
	for name := range bars[set] {
		if _, ok := figures[name]; !ok {
			short = append(short, fmt.Errorf("%s: %s was not measured: the set has no row for it", set, name))
		}
	}
	return short
}
