package main

import (
	"path/filepath"
	"slices"
)

// guard is one engine of the moderation: how to ask it about a row, and which verdicts flag.
type guard struct {
	set    string
	line   func(row []string) string
	roster bool
	label  int // column of the label
	guilty string
	flags  []string
}

var guards = []guard{
	{"names", func(r []string) string { return r[1] + "\t" + r[2] }, true, 3, "impersonator", []string{"identical", "near"}},
	{"links", func(r []string) string { return r[0] }, true, 2, "lookalike", []string{"lookalike", "suspicious"}},
	{"secrets", func(r []string) string { return r[0] }, false, 1, "leak", []string{"leak", "hold"}},
}

type verdict struct{ Verdict string }

// guarding measures one engine:
//
//	recall               of the guilty, how many were flagged
//	no false alarm       of the innocent, how many were not
//	no false identical   of the innocent, how many did not get the verdict that may act by itself
func guarding(bin, dir string, g guard) (map[string]float64, error) {
	table, err := rows(filepath.Join(dir, g.set+".tsv"))
	if err != nil {
		return nil, err
	}
	lines := make([]string, len(table))
	for i, row := range table {
		lines[i] = g.line(row)
	}
	args := []string{"check", g.set, "--json"}
	if g.roster {
		args = append(args, "--roster", filepath.Join(dir, "roster.yaml"))
	}
	answers, err := ask[verdict](bin, lines, args...)
	if err != nil {
		return nil, err
	}
	var caught, spared, calm share
	for i, row := range table {
		flagged := slices.Contains(g.flags, answers[i].Verdict)
		if row[g.label] == g.guilty {
			caught.add(flagged)
		} else {
			spared.add(!flagged)
			calm.add(answers[i].Verdict != g.flags[0])
		}
	}
	return map[string]float64{
		"recall":                 float64(caught.yes) / float64(max(caught.of, 1)),
		"no false alarm":         float64(spared.yes) / float64(max(spared.of, 1)),
		"no false " + g.flags[0]: float64(calm.yes) / float64(max(calm.of, 1)),
	}, nil
}
