package escalation

import (
	"math"
	"time"
)

// Spread counts waiting times by how long they were, so that a year of them takes no more room than a day. A quantile read from
// it is right within a tenth. The zero value is empty.
type Spread []uint32

// Bounds of what a Spread tells apart: each bucket ends spreadStep times later than the one before it.
const (
	spreadFirst = 10 * time.Second // the end of the first bucket
	spreadStep  = 1.2
	spreadMost  = 70 // buckets: the last one begins after a month
)

// Add counts a time.
func (s *Spread) Add(d time.Duration) {
	i := 0
	if d > spreadFirst {
		i = min(int(math.Ceil(math.Log(float64(d)/float64(spreadFirst))/math.Log(spreadStep))), spreadMost)
	}
	for len(*s) <= i {
		*s = append(*s, 0)
	}
	(*s)[i]++
}

// Plus adds the times of another Spread.
func (s *Spread) Plus(o Spread) {
	for len(*s) < len(o) {
		*s = append(*s, 0)
	}
	for i, n := range o {
		(*s)[i] += n
	}
}

// Count is how many times there are.
func (s Spread) Count() (n uint64) {
	for _, k := range s {
		n += uint64(k)
	}
	return n
}

// Quantile is the time that a share q of all did not exceed, 0 < q ≤ 1: the geometric middle of its bucket. It is 0 without any.
func (s Spread) Quantile(q float64) time.Duration {
	rank := q * float64(s.Count())
	for i, n := range s {
		if n > 0 && rank <= float64(n) {
			return seconds(math.Sqrt(max(bucketEnd(i-1).Seconds(), 1) * bucketEnd(i).Seconds()))
		}
		rank -= float64(n)
	}
	return 0
}

// bucketEnd is the longest time that a bucket holds.
func bucketEnd(i int) time.Duration {
	if i < 0 {
		return 0
	}
	return seconds(spreadFirst.Seconds() * math.Pow(spreadStep, float64(i)))
}

func seconds(s float64) time.Duration { return time.Duration(math.Round(s)) * time.Second }
