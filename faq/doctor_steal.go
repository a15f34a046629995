package faq

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"sync/atomic"

	"frontdesk/faq/text"
)

// How the doctor asks: an index is trained without a part of the questions, which are then asked of it.
const (
	rounds     = 5     // each leaves out a fifth of every entry's questions
	fewRounds  = 1     // … of an FAQ with more than manyAsked questions, which takes long to train
	manyAsked  = 10000 // questions
	mostAsked  = 5000  // questions asked in all
	fewestLeft = 2     // texts an entry must keep, or leaving one out proves nothing
	fewStolen  = 2     // questions that make a pair worth a word, and of which as many answered wrongly make it a warning
	fewShare   = 10    // … one in so many of those asked
	muchShare  = 4     // … and one in so many makes it a warning
)

// held is one question to be asked of an index that has not seen it.
type held struct {
	entry int
	lang  string
	text  string
}

// repeated finds questions that two entries have word for word.
func repeated(entries []Entry) []Finding {
	type pair struct{ a, b int }
	first := map[uint64]int{} // wording → entry
	same := map[pair][]held{}
	for i := range entries {
		for _, q := range questionsOf(entries, i) {
			w := wording(text.Parse(q.text))
			a, ok := first[w]
			if !ok {
				first[w] = i
			} else if a != i {
				same[pair{a, i}] = append(same[pair{a, i}], q)
			}
		}
	}
	order := slices.SortedFunc(maps.Keys(same), func(p, q pair) int { return cmp.Or(cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b)) })
	var out []Finding
	for _, p := range order {
		qs := same[p]
		f := Finding{Defect: SameQuestion, Severity: Error, Entry: entries[p.a].ID, Other: entries[p.b].ID, Lang: qs[0].lang, Count: len(qs)}
		out = append(out, f.show(qs))
	}
	return out
}

// show puts some of the questions into a finding.
func (f Finding) show(qs []held) Finding {
	for _, q := range qs[:min(len(qs), mostExamples)] {
		f.Examples = append(f.Examples, q.text)
	}
	return f
}

func questionsOf(entries []Entry, i int) (out []held) {
	for _, lang := range sortedKeys(entries[i].Questions) {
		for _, q := range entries[i].Questions[lang] {
			out = append(out, held{i, lang, q})
		}
	}
	return out
}

// theft is what one entry took from another.
type theft struct {
	entry, by int
	questions []held
	answered  int // of them, how many would have been answered wrongly, not just offered
}

// thefts asks every entry's questions of indexes that have not seen them.
func thefts(ctx context.Context, entries []Entry, c Checkup) ([]Finding, error) {
	runs := rounds
	all := 0
	for i := range entries {
		for _, qs := range entries[i].Questions {
			all += len(qs)
		}
	}
	if all > manyAsked {
		runs = fewRounds
	}
	asked := make([]int, len(entries))
	pairs := map[[2]int]*theft{}
	for run := range runs {
		if err := round(ctx, entries, run, runs, c, asked, pairs); err != nil {
			return nil, fmt.Errorf("asking the entries' questions: %w", err)
		}
	}
	var out []Finding
	order := slices.SortedFunc(maps.Keys(pairs), func(p, q [2]int) int { return slices.Compare(p[:], q[:]) })
	for _, p := range order {
		t := pairs[p]
		if n := len(t.questions); t.answered < fewStolen && (n < fewStolen || fewShare*n < asked[t.entry]) {
			continue
		}
		f := Finding{Defect: Steals, Severity: Note, Entry: entries[t.entry].ID, Other: entries[t.by].ID, Count: len(t.questions), Of: asked[t.entry]}
		if t.answered >= fewStolen || muchShare*f.Count >= f.Of {
			f.Severity = Warning
		}
		out = append(out, f.show(t.questions))
	}
	return out, nil
}

// round trains one index and asks it what it has not seen.
func round(ctx context.Context, entries []Entry, run, runs int, c Checkup, asked []int, pairs map[[2]int]*theft) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	rest, qs := holdOut(entries, run)
	if most := mostAsked / runs; len(qs) > most { // evenly, so that every part of the FAQ has its say
		some := make([]held, most)
		for i := range some {
			some[i] = qs[i*len(qs)/most]
		}
		qs = some
	}
	x := Build(rest, c.Index)
	verdicts := make([]Verdict, len(qs))
	var done atomic.Int64
	c.Index.parallel(len(qs), func() func(int) {
		return func(i int) {
			if ctx.Err() != nil {
				return
			}
			verdicts[i] = x.Match(Query{Text: qs[i].text})
			if n := int(done.Add(1)); c.Progress != nil && n%32 == 0 {
				c.Progress(run*len(qs)+n, runs*len(qs))
			}
		}
	})
	if err := ctx.Err(); err != nil {
		return err
	}
	for i, q := range qs {
		v := &verdicts[i]
		asked[q.entry]++
		by, ok := x.byID[v.Entry]
		if !ok || int(by) == q.entry {
			continue
		}
		at := [2]int{q.entry, int(by)}
		if pairs[at] == nil {
			pairs[at] = &theft{entry: q.entry, by: int(by)}
		}
		pairs[at].questions = append(pairs[at].questions, q)
		if v.Kind == Answer {
			pairs[at].answered++
		}
	}
	return nil
}

// holdOut returns the entries without a part of their questions, and these. An entry that would keep too little keeps all.
func holdOut(entries []Entry, run int) (rest []Entry, out []held) {
	rest = slices.Clone(entries)
	for i := range entries {
		qs := questionsOf(entries, i)
		texts := len(qs) + len(entries[i].Title)
		kept := map[string][]string{}
		var gone []held
		for n, q := range qs {
			if (i+n)%rounds == run && texts-len(gone) > fewestLeft {
				gone = append(gone, q)
			} else {
				kept[q.lang] = append(kept[q.lang], q.text)
			}
		}
		rest[i].Questions = kept
		out = append(out, gone...)
	}
	return rest, out
}
