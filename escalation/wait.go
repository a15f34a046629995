package escalation

import (
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Answer is how long one ticket waited for its first answer.
type Answer struct {
	Opened time.Time     `json:"opened"`
	Took   time.Duration `json:"took"`
	Lang   string        `json:"lang,omitempty"`
}

// answers: the last first answers to tickets opened in an hour of the week, by the desk's wall clock: hour‖weekday‖subject‖tier.
// They stay beside [Figures], which count all answers of a day and language for good but know neither subject nor weekday, and whose
// quantiles are as coarse as their classes: what is promised to a member is read in seven small rows, not in six weeks of days.
var answers = store.Table[[]Answer]{Name: "answer_time"}

const (
	answersKept = 32                     // of one hour of the week
	answersFrom = 6 * 7 * 24 * time.Hour // older ones tell nothing any more
	answersMin  = 5                      // fewer promise nothing
)

func (d *Desk) answersKey(t *Ticket, day time.Weekday) []byte {
	hour := t.Opened.In(d.Policy.Hours.zone()).Hour()
	return store.Key(uint8(hour), uint8(day), string(t.Subject), t.Tier)
}

// remember keeps how long the ticket waited for its first answer.
func (d *Desk) remember(tx store.Tx, t *Ticket, at time.Time) error {
	took := at.Sub(t.Opened)
	if took < 0 {
		return nil // the clock was set back
	}
	key := d.answersKey(t, t.Opened.In(d.Policy.Hours.zone()).Weekday())
	kept, _, err := answers.Get(tx, key)
	if err != nil {
		return err
	}
	kept = append(recent(kept, at), Answer{Opened: t.Opened, Took: took, Lang: t.Lang})
	return answers.Put(tx, key, kept[max(0, len(kept)-answersKept):])
}

// recent are the answers of the last weeks; one of the future is from a clock that was wrong.
func recent(as []Answer, now time.Time) []Answer {
	return slices.DeleteFunc(as, func(a Answer) bool { return now.Sub(a.Opened) > answersFrom || a.Opened.After(now) })
}

// expected is within which time half and nearly all (nine of ten) tickets like this one, opened at its hour, were first
// answered in the last weeks: at the same hour of the same weekday, or of any day if that is too little to tell. It is false
// when nothing can be said.
func (d *Desk) expected(tx store.Tx, t *Ticket) (half, most time.Duration, ok bool, err error) {
	today := t.Opened.In(d.Policy.Hours.zone()).Weekday()
	var took []time.Duration
	for i := time.Weekday(0); i < 7; i++ {
		as, _, err := answers.Get(tx, d.answersKey(t, (today+i)%7))
		if err != nil {
			return 0, 0, false, err
		}
		for _, a := range recent(as, t.Opened) {
			took = append(took, a.Took)
		}
		if i == 0 && len(took) >= answersMin {
			break
		}
	}
	if len(took) < answersMin {
		return 0, 0, false, nil
	}
	slices.Sort(took)
	return rounded(quantile(took, 50)), rounded(quantile(took, 90)), true, nil
}

// quantile is the least value that so many percent of the sorted ones do not exceed.
func quantile(sorted []time.Duration, percent int) time.Duration {
	return sorted[(len(sorted)*percent+99)/100-1]
}

// rounded is a time as people tell it, never a shorter one.
func rounded(d time.Duration) time.Duration {
	step := time.Minute
	switch {
	case d > 2*time.Hour:
		step = time.Hour
	case d > 10*time.Minute:
		step = 5 * time.Minute
	}
	return max(step, (d + step - 1).Truncate(step))
}

// outlook tells a member when to expect an answer: when the desk opens, if it is closed, else what the last weeks tell. Nil: nothing
// can be said.
func (d *Desk) outlook(tx store.Tx, t *Ticket, at time.Time) (*chat.Phrase, error) {
	if p := d.opening(t, at); p != nil || !d.Policy.Hours.At(at) {
		return p, nil
	}
	half, most, ok, err := d.expected(tx, t)
	switch {
	case err != nil || !ok:
		return nil, err
	case half == most:
		return chat.Say("expect-within", "most", chat.Arg{Wait: most.String()}), nil
	}
	return chat.Say("expect-usually", "half", chat.Arg{Wait: half.String()}, "most", chat.Arg{Wait: most.String()}), nil
}

// opening tells when the desk opens, once for each opening; nil: it is open, or the member knows.
func (d *Desk) opening(t *Ticket, at time.Time) *chat.Phrase {
	next, ok := d.Policy.Hours.Next(at)
	if !ok || next.Equal(at) || next.Equal(t.Clock.Opens) {
		return nil
	}
	t.Clock.Opens = next
	return chat.Say("desk-opens", d.When(next)...)
}

// When are an instant's day, date, time and zone, by the desk's wall clock, as arguments of a phrase.
func (d *Desk) When(at time.Time) []any {
	zone := d.Policy.Hours.zone()
	at = at.In(zone)
	return []any{
		"day", chat.Say(weekdays[at.Weekday()]), "date", at.Format(time.DateOnly), "time", at.Format("15:04"), "zone", zone.String(),
	}
}

var weekdays = [7]string{"weekday-sun", "weekday-mon", "weekday-tue", "weekday-wed", "weekday-thu", "weekday-fri", "weekday-sat"}
