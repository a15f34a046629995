package escalation

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

func TestQuantilesOfASpreadAreRightWithinATenth(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		var s, half Spread
		var all []time.Duration
		for i := range 2000 {
			d := time.Duration(math.Exp(r.NormFloat64()*1.5+7)) * time.Second
			all = append(all, d)
			if i%2 == 0 {
				s.Add(d)
			} else {
				half.Add(d)
			}
		}
		s.Plus(half)
		slices.Sort(all)
		for _, q := range []float64{0.5, 0.9} {
			got, want := s.Quantile(q), all[int(q*float64(len(all)))]
			if ratio := float64(got) / float64(want); ratio < 0.9 || ratio > 1.1 {
				t.Errorf("quantile %v is %v, want %v", q, got, want)
			}
		}
	}
}

func TestASpreadTakesEveryTime(t *testing.T) {
	var s Spread
	if s.Quantile(0.5) != 0 || s.Count() != 0 {
		t.Error("an empty one is not empty")
	}
	for _, d := range []time.Duration{-time.Hour, 0, 1, time.Second, 10 * time.Second, 11 * time.Second, math.MaxInt64} {
		s.Add(d)
	}
	if s.Count() != 7 || len(s) != spreadMost+1 {
		t.Errorf("%d times in %d buckets", s.Count(), len(s))
	}
	if last := bucketEnd(spreadMost - 1); last < 30*24*time.Hour {
		t.Errorf("a month is beyond the last bucket, which begins at %v", last)
	}
}
