package faq

import (
	"fmt"
	"slices"
	"time"

	"frontdesk/store"
)

// vote is the asker's word on an answer, kept longer than the answer itself and without a name: Voter is a digest that tells
// two members apart.
type vote struct {
	No         uint64    `json:"no"`
	Entry      string    `json:"entry"`
	Text       string    `json:"text"` // TextHash of the answer as shown
	Confidence float64   `json:"confidence,omitempty"`
	Helped     bool      `json:"helped,omitempty"`
	Voter      string    `json:"voter"`
	At         time.Time `json:"at"` // of the question
}

var voted = store.Table[vote]{Name: "vote"} // ^No → vote, newest first

const votesOn = "vote_on" // entry‖text‖^No → nothing, newest first

// Votes are kept for KeepVotes; the newest MaxFeedback of them recalibrate the index. Each member has one voice, the newest vote,
// and fewer than leastVoters change nothing: a handful of accounts cannot teach the bot to be silent, or bold.
const (
	KeepVotes   = 90 * 24 * time.Hour
	MaxFeedback = 2000
	leastVoters = 30
)

// keepVote writes the vote on an answer, or takes it away.
func keepVote(tx store.Tx, a Answered, v Vote) error {
	row := vote{
		No: a.No, Entry: a.Entry, Text: a.Text, Confidence: a.Confidence, Helped: v == Helped, Voter: TextHash(a.Asker.String()), At: a.At,
	}
	if v == NoVote || a.Entry == "" || a.Text == "" {
		return dropVote(tx, row)
	}
	if err := voted.Put(tx, store.Key(^a.No), row); err != nil {
		return err
	}
	return tx.Put(votesOn, store.Key(a.Entry, a.Text, ^a.No), []byte{})
}

func dropVote(tx store.Tx, v vote) error {
	if err := voted.Delete(tx, store.Key(^v.No)); err != nil {
		return err
	}
	return tx.Delete(votesOn, store.Key(v.Entry, v.Text, ^v.No))
}

// feedback returns what the newest votes say of the confidences they were given at. A vote on an answer whose text has changed
// since says nothing of the one there is now; an entry that the asker chose had no confidence. Going on to the staff is no
// vote: many good answers end with it.
func feedback(tx store.Tx) ([]Feedback, error) {
	texts, heard := map[string][]string{}, map[string]bool{}
	var out []Feedback
	n := 0
	for row, err := range voted.Scan(tx, nil, nil) {
		if err != nil {
			return nil, fmt.Errorf("faq: votes: %w", err)
		}
		if n++; n > MaxFeedback {
			break
		}
		v := row.Value
		if v.Confidence == 0 || heard[v.Voter] {
			continue
		}
		current, known := texts[v.Entry]
		if !known {
			if current, err = answerTexts(tx, v.Entry); err != nil {
				return nil, err
			}
			texts[v.Entry] = current
		}
		if slices.Contains(current, v.Text) {
			heard[v.Voter] = true
			out = append(out, Feedback{Confidence: v.Confidence, Helped: v.Helped})
		}
	}
	if len(out) < leastVoters {
		return nil, nil
	}
	return out, nil
}

// answerTexts are the digests of an entry's answers as they are now, in the order of their languages; none if it is gone.
func answerTexts(tx store.Tx, id string) (out []string, err error) {
	v, ok, err := entries.Get(tx, []byte(id))
	if err != nil || !ok {
		return nil, err
	}
	for _, lang := range sortedKeys(v.Entry.Answer) {
		out = append(out, TextHash(v.Entry.Answer[lang]))
	}
	return out, nil
}

// PruneVotes forgets votes on questions asked before the time before, looking at n of them from where the last call ended; it
// returns where the next one goes on, nil after the last.
func PruneVotes(tx store.Tx, from []byte, before time.Time, n int) (next []byte, err error) {
	return voted.Sieve(tx, from, n,
		func(row store.Row[vote]) (bool, error) { return row.Value.At.Before(before), nil },
		func(row store.Row[vote]) error { return dropVote(tx, row.Value) })
}
