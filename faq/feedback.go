package faq

// Feedback is a member's word on an answer that was given: whether it helped, and Verdict.Untaught when it was given.
type Feedback struct {
	Confidence float64
	Helped     bool
}

// shift corrects a confidence by what feedback taught. The zero value leaves it as it is.
type shift struct{ up, sharper float64 }

// Strength of the belief that no correction is needed: ten votes move a confidence by a few hundredths, three hundred decide.
// sharpness makes one unit of sharper as hard to move as two of up.
const (
	shiftRidge  = 10.0
	sharpness   = 2.0
	leastSharp  = -0.75 // of shift.sharper: more confidence stays more, whatever the votes
	mostCertain = 6.0   // log odds at which votes count: a confidence of 1 and one of .998 teach the same
)

// Recalibrated returns the index with its confidences corrected by feedback on the answers of this or of earlier indexes of
// the FAQ, in place of any correction before. The order of candidates stays as it is, so does that of messages by
// confidence. Without feedback nothing is corrected. Apply keeps the correction, Build begins without one.
func (x *Index) Recalibrated(votes []Feedback) *Index {
	y := *x
	y.shift = fitShift(votes)
	return &y
}

// fitShift fits confidence' = σ(odds + up + sharper·(odds − bar)), the odds being logarithmic and the bar that of answers,
// near which votes lie.
func fitShift(votes []Feedback) shift {
	if len(votes) == 0 {
		return shift{}
	}
	bar := logit(answerAt)
	rows, helped := make([][]float64, len(votes)), make([]bool, len(votes))
	for i, v := range votes {
		odds := min(max(logit(v.Confidence), -mostCertain), mostCertain)
		rows[i], helped[i] = []float64{1, (odds - bar) / sharpness}, v.Helped
	}
	w := fitLogistic(rows, helped, []float64{bar, sharpness}, shiftRidge)
	return shift{up: w[0] - bar, sharper: max(w[1]/sharpness-1, leastSharp)}
}

// apply corrects one probability.
func (s shift) apply(p float64) float64 {
	if s == (shift{}) || p <= 0 || p >= 1 {
		return p
	}
	odds := logit(p)
	return sigmoid(odds + s.up + s.sharper*(odds-logit(answerAt)))
}
