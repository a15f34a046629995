package escalation

import (
	"bytes"
	"strconv"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Feedback is what a member thinks, said with /feedback or beside a rating. The text holds no secrets: the caller took them out.
type Feedback struct {
	No     uint64        `json:"no"`
	Member chat.MemberID `json:"member"`
	Lang   string        `json:"lang,omitempty"`
	Text   string        `json:"text"`
	Ticket uint64        `json:"ticket,omitempty"` // it was said of
	Stars  int           `json:"stars,omitempty"`
	At     time.Time     `json:"at"`
}

var (
	feedback   = store.Table[Feedback]{Name: "feedback"}    // number
	feedbackOf = store.Table[bool]{Name: "feedback_member"} // member‖number
	feedbackNo = store.Counter{Table: "desk", Key: "feedback"}
)

// Bounds of feedback.
const (
	feedbackText  = 1000 // characters
	feedbackDaily = 5    // of one member in 24 hours
)

// KeepFeedback is how long feedback is kept.
const KeepFeedback = 180 * 24 * time.Hour

// Feedback keeps what a member thinks; a member who says too much in a day is refused.
func (d *Desk) Feedback(tx store.Tx, f Feedback) error {
	f.Text = short(f.Text, feedbackText)
	prefix, today := store.Key(f.Member), 0
	for e, err := range feedbackOf.Scan(tx, prefix, nil) {
		if err != nil {
			return err
		}
		before, ok, err := feedback.Get(tx, e.Key[len(prefix):])
		if err != nil {
			return err
		}
		if ok && f.At.Sub(before.At) < 24*time.Hour {
			today++
		}
	}
	if today >= feedbackDaily {
		return chat.Refuse("feedback-limit", "count", number(feedbackDaily))
	}
	var err error
	if f.No, err = feedbackNo.Next(tx); err != nil {
		return err
	}
	if err := feedbackOf.Put(tx, store.Key(f.Member, f.No), true); err != nil {
		return err
	}
	return feedback.Put(tx, store.Key(f.No), f)
}

// RecentFeedback is the newest n, oldest first.
func RecentFeedback(tx store.Tx, n int) (out []Feedback, err error) {
	last, err := feedbackNo.Last(tx)
	if err != nil {
		return nil, err
	}
	var from uint64
	if last > uint64(n) {
		from = last - uint64(n) + 1
	}
	for e, err := range feedback.Scan(tx, nil, store.Key(from)) {
		if err != nil {
			return nil, err
		}
		out = append(out, e.Value)
	}
	return out, nil
}

// PruneFeedback forgets feedback given before the time before, looking at n of it.
func PruneFeedback(tx store.Tx, before time.Time, n int) error {
	var gone []Feedback
	for e, err := range feedback.Scan(tx, nil, nil) {
		if err != nil {
			return err
		}
		if n--; n < 0 || e.Value.At.After(before) {
			break
		}
		gone = append(gone, e.Value)
	}
	return dropFeedback(tx, gone)
}

// ForgetFeedback drops all that a member said, and returns how much that was.
func ForgetFeedback(tx store.Tx, m chat.MemberID) (int, error) {
	all, err := FeedbackOf(tx, m)
	if err != nil {
		return 0, err
	}
	return len(all), dropFeedback(tx, all)
}

// FeedbackOf is all that a member said, oldest first.
func FeedbackOf(tx store.Tx, m chat.MemberID) (out []Feedback, err error) {
	prefix := store.Key(m)
	for e, err := range feedbackOf.Scan(tx, prefix, nil) {
		if err != nil {
			return nil, err
		}
		f, ok, err := feedback.Get(tx, bytes.Clone(e.Key[len(prefix):]))
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, f)
		}
	}
	return out, nil
}

func dropFeedback(tx store.Tx, gone []Feedback) error {
	for _, f := range gone {
		if err := feedback.Delete(tx, store.Key(f.No)); err != nil {
			return err
		}
		if err := feedbackOf.Delete(tx, store.Key(f.Member, f.No)); err != nil {
			return err
		}
	}
	return nil
}

// Comment takes the words to a rating, once.
func (d *Desk) Comment(tx store.Tx, t Ticket, m chat.Member, text string, at time.Time) error {
	if err := t.Of(tx, m.ID); err != nil {
		return err
	}
	switch {
	case t.Rating <= 0:
		return chat.Refuse("comment-unrated", "number", strconv.FormatUint(t.ID, 10))
	case t.Commented:
		return chat.Refuse("comment-again")
	}
	if err := d.Feedback(tx, Feedback{Member: m.ID, Lang: t.Lang, Text: text, Ticket: t.ID, Stars: t.Rating, At: at}); err != nil {
		return err
	}
	t.Commented = true
	return put(tx, t)
}
