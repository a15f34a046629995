package faq

import (
	"cmp"
	"iter"
	"slices"
	"time"
)

// Evaluation says how well an index answers a set of questions. Shares of nothing are 0.
type Evaluation struct {
	InScope, OutOfScope int

	Top1, Top3, MRR   float64 // of the questions in scope; a question beyond the candidates counts 0 in the MRR
	AnsweredPrecision float64 // of the answers given, the share that was right
	AnsweredRecall    float64 // of the questions in scope, the share answered rightly
	OutOfScopeRecall  float64 // of the questions out of scope, the share not answered
	SuggestedRight    float64 // of the offers, the share whose titles held the right entry
	SilentOutOfScope  float64 // of the questions out of scope, the share that met silence
	AUROC             float64 // of Confidence: in scope against out of scope
	P50, P99          time.Duration

	Reliability []Bin       // confidence against what came true, tenth by tenth
	Coverage    []Operating // precision when only the surest are answered
	Confused    []Confusion // the commonest mistakes, most frequent first
	Parts       []Part      `json:",omitempty"` // by language and class, where the rows tell them
}

// Bin is one row of the reliability table.
type Bin struct {
	From, To   float64
	Count      int
	Confidence float64 // mean
	Right      float64 // share
}

// Operating is what answering all questions at or above a confidence would give.
type Operating struct {
	Coverage   float64 // share of the questions in scope at or above it
	Confidence float64
	Precision  float64
}

// Confusion counts questions of Want for which Got was the best candidate; an empty Want is out of scope and answered.
type Confusion struct {
	Want, Got string
	Count     int
}

// maxConfusions is how many pairs a report lists.
const maxConfusions = 20

// outcome is one row's verdict.
type outcome struct {
	row  Row
	v    Verdict
	took time.Duration
}

func (o *outcome) right() bool { return o.row.Entry != "" && o.v.Entry == o.row.Entry }

// Evaluate matches every row as an unaddressed message and measures the verdicts. Rows may end early, and learn from each
// call of yield that one more is done. All figures but the latencies are the same on every run.
func Evaluate(x *Index, rows iter.Seq[Row]) Evaluation {
	var all []outcome
	for row := range rows {
		start := time.Now()
		v := x.Match(Query{Text: row.Question})
		all = append(all, outcome{row, v, time.Since(start)})
	}
	var r Evaluation
	r.rank(all)
	r.verdicts(all)
	r.AUROC = auroc(all)
	r.latency(all)
	r.reliability(all)
	r.coverage(all)
	r.confusions(all)
	r.parts(all)
	return r
}

func (r *Evaluation) rank(all []outcome) {
	for i := range all {
		o := &all[i]
		if o.row.Entry == "" {
			r.OutOfScope++
			continue
		}
		r.InScope++
		for n, c := range o.v.Candidates {
			if c.Entry != o.row.Entry {
				continue
			}
			if n == 0 {
				r.Top1++
			}
			if n < 3 {
				r.Top3++
			}
			r.MRR += 1 / float64(n+1)
		}
	}
	r.Top1, r.Top3, r.MRR = share(r.Top1, r.InScope), share(r.Top3, r.InScope), share(r.MRR, r.InScope)
}

func (r *Evaluation) verdicts(all []outcome) {
	var answered, right, refused, silent, offers, offeredRight int
	for i := range all {
		o := &all[i]
		switch o.v.Kind {
		case Answer:
			answered++
			if o.right() {
				right++
			}
		case Suggest:
			offers++
			if slices.Contains(o.v.Titles(), o.row.Entry) {
				offeredRight++
			}
		}
		if o.row.Entry == "" && o.v.Kind != Answer {
			refused++
			if o.v.Kind == Silent {
				silent++
			}
		}
	}
	r.AnsweredPrecision, r.AnsweredRecall = share(float64(right), answered), share(float64(right), r.InScope)
	r.OutOfScopeRecall, r.SilentOutOfScope = share(float64(refused), r.OutOfScope), share(float64(silent), r.OutOfScope)
	r.SuggestedRight = share(float64(offeredRight), offers)
}

// auroc is the chance that a question in scope has a higher confidence than one out of scope, by the sum of ranks.
func auroc(all []outcome) float64 {
	order := bySure(all)
	var in, out, sum float64
	for i := 0; i < len(order); {
		j, tiedIn, tiedOut := i, 0.0, 0.0
		for ; j < len(order) && order[j].v.Confidence == order[i].v.Confidence; j++ {
			if order[j].row.Entry != "" {
				tiedIn++
			} else {
				tiedOut++
			}
		}
		sum += tiedOut * (in + tiedIn/2)
		in, out, i = in+tiedIn, out+tiedOut, j
	}
	if in == 0 || out == 0 {
		return 0
	}
	return sum / (in * out)
}

// bySure orders outcomes by falling confidence.
func bySure(all []outcome) []outcome {
	order := slices.Clone(all)
	slices.SortStableFunc(order, func(a, b outcome) int { return -cmp.Compare(a.v.Confidence, b.v.Confidence) })
	return order
}

func (r *Evaluation) latency(all []outcome) {
	if len(all) == 0 {
		return
	}
	took := make([]time.Duration, len(all))
	for i := range all {
		took[i] = all[i].took
	}
	slices.Sort(took)
	r.P50, r.P99 = took[len(took)/2], took[len(took)*99/100]
}

func (r *Evaluation) reliability(all []outcome) {
	var bins [10]Bin
	for i := range all {
		b := &bins[min(int(all[i].v.Confidence*10), 9)]
		b.Count++
		b.Confidence += all[i].v.Confidence
		if all[i].right() {
			b.Right++
		}
	}
	for n := range bins {
		b := bins[n]
		b.From, b.To = float64(n)/10, float64(n+1)/10
		b.Confidence, b.Right = share(b.Confidence, b.Count), share(b.Right, b.Count)
		r.Reliability = append(r.Reliability, b)
	}
}

func (r *Evaluation) coverage(all []outcome) {
	order := bySure(all)
	in, right := 0, 0
	next := 0.1
	for n := range order {
		if order[n].row.Entry != "" {
			in++
		}
		if order[n].right() {
			right++
		}
		for next < 1.05 && r.InScope > 0 && float64(in) >= next*float64(r.InScope)-1e-9 {
			r.Coverage = append(r.Coverage, Operating{next, order[n].v.Confidence, float64(right) / float64(n+1)})
			next += 0.1
		}
	}
}

func (r *Evaluation) confusions(all []outcome) {
	count := map[Confusion]int{}
	for i := range all {
		o := &all[i]
		if o.row.Entry != "" && !o.right() || o.row.Entry == "" && o.v.Kind == Answer {
			count[Confusion{Want: o.row.Entry, Got: o.v.Entry}]++
		}
	}
	for c, n := range count {
		c.Count = n
		r.Confused = append(r.Confused, c)
	}
	slices.SortFunc(r.Confused, func(a, b Confusion) int {
		return cmp.Or(-cmp.Compare(a.Count, b.Count), cmp.Compare(a.Want, b.Want), cmp.Compare(a.Got, b.Got))
	})
	r.Confused = r.Confused[:min(len(r.Confused), maxConfusions)]
}

func share(part float64, of int) float64 {
	if of == 0 {
		return 0
	}
	return part / float64(of)
}
