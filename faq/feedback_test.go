package faq

import (
	"math"
	"testing"
)

func votes(n int, confidence, helped float64) []Feedback {
	out := make([]Feedback, n)
	for i := range out {
		out[i] = Feedback{confidence, float64(i%100) < helped*100}
	}
	return out
}

func TestFewVotesMoveAConfidenceLittleAndManyDecide(t *testing.T) {
	few, many := fitShift(votes(10, 0.9, 0)), fitShift(votes(300, 0.9, 0.5))
	if p := few.apply(0.9); p > 0.9 || p < 0.75 {
		t.Errorf("after ten answers that did not help .9 became %.3f", p)
	}
	if p := many.apply(0.9); math.Abs(p-0.5) > 0.08 {
		t.Errorf("after three hundred answers of which half helped .9 became %.3f", p)
	}
	if p := fitShift(votes(300, 0.8, 1)).apply(0.8); p < 0.93 {
		t.Errorf("after three hundred answers that helped .8 became %.3f", p)
	}
}

func TestRecalibrationKeepsTheOrder(t *testing.T) {
	upsideDown := append(votes(500, 0.98, 0), votes(500, 0.74, 1)...)
	s, last := fitShift(upsideDown), -1.0
	for p := 0.0; p <= 1; p += 0.01 {
		if got := s.apply(p); got <= last || got < 0 || got > 1 {
			t.Fatalf("%.2f became %v, the one below it %v", p, got, last)
		} else {
			last = got
		}
	}
}

func TestRecalibratedIndexesAnswerMoreCarefully(t *testing.T) {
	idx, q := walletIndex(t), Query{Text: "why is my withdrawal still pending today"}
	before := idx.Match(q)
	if before.Kind != Answer || before.Untaught != before.Confidence {
		t.Fatalf("before: %+v", before)
	}
	careful := idx.Recalibrated(votes(400, before.Untaught, 0.2))
	for name, x := range map[string]*Index{"recalibrated": careful, "and an entry applied": careful.Apply([]Entry{idx.entries[1]}, nil)} {
		v := x.Match(q)
		if v.Kind == Answer || v.Confidence > 0.5 || v.Entry != before.Entry || math.Abs(v.Untaught-before.Untaught) > 0.05 {
			t.Errorf("%s: %+v, before %+v", name, v, before)
		}
	}
	if v := careful.Recalibrated(nil).Match(q); v.Confidence != before.Confidence {
		t.Errorf("votes taken back: %v, before %v", v.Confidence, before.Confidence)
	}
	if v := idx.Match(q); v.Confidence != before.Confidence {
		t.Errorf("the old index changed to %v", v.Confidence)
	}
}
