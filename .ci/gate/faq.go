package main

import (
	"cmp"
	"os"
	"slices"

	"frontdesk/faq"
)

type match struct {
	Verdict    string
	Entry      string
	Confidence float64
	Candidates []struct{ Entry string }
}

// share counts how often something that could have been so was so.
type share struct{ yes, of int }

func (s *share) add(yes bool) {
	s.of++
	if yes {
		s.yes++
	}
}

// matching measures an FAQ on questions with the columns question, entry, language, class (the last two may be missing):
//
//	top-1, top-3           the right entry is first, among the first three, of questions that have one
//	top-1 new language     the same where the entry has no question in the asker's language; «top-1 of all» is both together
//	auroc                  confidence tells questions that have an entry from all else
//	precision, coverage    of what was answered, how much rightly; of what has an answer, how much was answered
//	recall, refused        of what has an answer, how much was answered rightly; of what has none, how much was not answered
//	silent on CLASS        not answered, of rows of that class without an entry
func matching(bin, yaml, tsv string) (map[string]float64, error) {
	src, err := os.ReadFile(yaml)
	if err != nil {
		return nil, err
	}
	entries, err := faq.Parse(src)
	if err != nil {
		return nil, err
	}
	asked := map[string]map[string][]string{}
	for i := range entries {
		asked[entries[i].ID] = entries[i].Questions
	}
	table, err := rows(tsv)
	if err != nil {
		return nil, err
	}
	lines := make([]string, len(table))
	for i, row := range table {
		lines[i] = row[0]
	}
	answers, err := ask[match](bin, lines, "faq", "match", "--faq", yaml, "--json")
	if err != nil {
		return nil, err
	}

	shares := map[string]*share{}
	count := func(metric string, yes bool) {
		if shares[metric] == nil {
			shares[metric] = &share{}
		}
		shares[metric].add(yes)
	}
	var in, out []float64
	for i, row := range table {
		a, want := answers[i], row[1]
		answered := a.Verdict == "answer"
		if answered {
			count("precision", a.Entry == want && want != "")
		}
		if want == "" {
			out = append(out, a.Confidence)
			count("refused", !answered)
			if len(row) > 3 {
				count("silent on "+row[3], !answered)
			}
			continue
		}
		in = append(in, a.Confidence)
		rank := slices.IndexFunc(a.Candidates, func(c struct{ Entry string }) bool { return c.Entry == want })
		count("coverage", answered)
		count("recall", answered && a.Entry == want)
		count("top-1 of all", rank == 0)
		count("top-3", rank >= 0 && rank < 3)
		if len(row) > 2 && row[2] != "" && len(asked[want][row[2]]) == 0 {
			count("top-1 new language", rank == 0)
		} else {
			count("top-1", rank == 0)
		}
	}
	figures := map[string]float64{}
	for metric, s := range shares {
		figures[metric] = float64(s.yes) / float64(s.of)
	}
	if len(in) > 0 && len(out) > 0 {
		figures["auroc"] = auroc(in, out)
	}
	return figures, nil
}

// auroc is the chance that a value of in is above one of out, ties counting half.
func auroc(in, out []float64) float64 {
	type point struct {
		at float64
		in bool
	}
	var all []point
	for _, v := range in {
		all = append(all, point{v, true})
	}
	for _, v := range out {
		all = append(all, point{v, false})
	}
	slices.SortFunc(all, func(a, b point) int { return cmp.Compare(a.at, b.at) })
	var wins, below float64
	for i := 0; i < len(all); {
		j, ins, outs := i, 0.0, 0.0
		for ; j < len(all) && all[j].at == all[i].at; j++ {
			if all[j].in {
				ins++
			} else {
				outs++
			}
		}
		wins += ins * (below + outs/2)
		below += outs
		i = j
	}
	return wins / float64(len(in)) / float64(len(out))
}
