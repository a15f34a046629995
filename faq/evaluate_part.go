package faq

import "cmp"

// Part is the figures of some of the questions: of one language, or of one class.
type Part struct {
	By    string // «lang» or «class»
	Value string

	InScope, OutOfScope               int
	Top1, Top3                        float64
	AnsweredPrecision, AnsweredRecall float64
	OutOfScopeRecall                  float64
	SilentOutOfScope                  float64
	AUROC                             float64 // 0 where the part has no questions out of scope
}

// parts measures each language and each class by itself, in the order of their names.
func (r *Evaluation) parts(all []outcome) {
	for _, by := range []struct {
		name string
		of   func(*Row) string
	}{{"lang", func(r *Row) string { return r.Lang }}, {"class", func(r *Row) string { return r.Class }}} {
		groups := map[string][]outcome{}
		for i := range all {
			v := by.of(&all[i].row)
			groups[v] = append(groups[v], all[i])
		}
		if _, untold := groups[""]; len(groups) == 1 && untold {
			continue
		}
		for _, value := range sortedKeys(groups) {
			var e Evaluation
			e.rank(groups[value])
			e.verdicts(groups[value])
			r.Parts = append(r.Parts, Part{
				By: by.name, Value: cmp.Or(value, "–"), InScope: e.InScope, OutOfScope: e.OutOfScope, Top1: e.Top1, Top3: e.Top3,
				AnsweredPrecision: e.AnsweredPrecision, AnsweredRecall: e.AnsweredRecall, OutOfScopeRecall: e.OutOfScopeRecall,
				SilentOutOfScope: e.SilentOutOfScope, AUROC: auroc(groups[value]),
			})
		}
	}
}
