package faq

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"frontdesk/store"
)

// Mute tells that an answer was marked unhelpful so often that it is not given unasked any more: at most its title is offered.
// It holds for the words that were voted on; an edit of them ends it.
type Mute struct {
	Entry     string    `json:"entry"`
	Lang      string    `json:"lang"` // of the answer
	Text      string    `json:"text"` // TextHash of the answer
	Votes     int       `json:"votes"`
	NotHelped int       `json:"not_helped"`
	At        time.Time `json:"at"`
	Lifted    Author    `json:"lifted,omitzero"` // who unmuted it; earlier votes count no more
}

// InForce reports whether nobody has unmuted it.
func (m Mute) InForce() bool { return m.Lifted.At.IsZero() }

// The rule is conservative: at least muteVotes members have voted on these very words within muteTime, each counted once with
// the last vote, and the share of «didn't help» is above one half even at the lower end of its 95 % interval (Wilson 1927).
// That is 8 of 8, 8 of 9, 9 of 10, 10 of 12, 15 of 20. Of the questions of one day at most muteADay votes against count, so twenty
// accounts of one joker need three days, and moderators, who are told, one tap. The newest muteLooked votes are looked at.
const (
	muteVotes  = 8
	muteADay   = 3
	muteTime   = 30 * 24 * time.Hour
	muteShare  = 0.5
	muteLooked = 500
	wilsonZ    = 1.96
)

var mutes = store.Table[Mute]{Name: "muted"} // entry‖text

// Weigh looks at the votes on the answer that a was given and mutes it if the rule says so; fresh tells that this call did.
// Entries with a safety tag are never muted: whoever is being robbed is not helped by silence.
func Weigh(tx store.Tx, a Answered, now time.Time) (m Mute, fresh bool, err error) {
	v, ok, err := entries.Get(tx, []byte(a.Entry))
	if err != nil || !ok || v.Entry.safety() {
		return m, false, err
	}
	lang, current := v.Entry.answerOf(a.Text)
	key := store.Key(a.Entry, a.Text)
	if m, ok, err = mutes.Get(tx, key); err != nil || !current || ok && m.InForce() {
		return m, false, err
	}
	since := now.Add(-muteTime)
	if m.Lifted.At.After(since) {
		since = m.Lifted.At
	}
	votes, not, err := votesSince(tx, a, since)
	if err != nil || votes < muteVotes || wilson(not, votes) <= muteShare {
		return m, false, err
	}
	m = Mute{Entry: a.Entry, Lang: lang, Text: a.Text, Votes: votes, NotHelped: not, At: now}
	return m, true, mutes.Put(tx, key, m)
}

// votesSince counts the members who voted on the words of an answer and those whom it did not help, by their last vote and as
// far as the rule counts them.
func votesSince(tx store.Tx, a Answered, since time.Time) (all, not int, err error) {
	voters, against := map[string]bool{}, map[time.Time]int{}
	prefix := store.Key(a.Entry, a.Text)
	looked := 0
	for key := range tx.Scan(votesOn, prefix, nil) {
		v, ok, err := voted.Get(tx, key[len(prefix):])
		if err != nil {
			return 0, 0, fmt.Errorf("entry %s: votes: %w", a.Entry, err)
		}
		if looked++; looked > muteLooked {
			break
		}
		if !ok || v.At.Before(since) || voters[v.Voter] {
			continue
		}
		voters[v.Voter] = true
		day := dayOf(v.At)
		switch {
		case v.Helped:
			all++
		case against[day] < muteADay:
			against[day]++
			all, not = all+1, not+1
		}
	}
	return all, not, nil
}

// wilson is the lower end of the 95 % interval of a share.
func wilson(of, n int) float64 {
	if n == 0 {
		return 0
	}
	p, z2 := float64(of)/float64(n), wilsonZ*wilsonZ/float64(n)
	return (p + z2/2 - math.Sqrt(p*(1-p)*z2+z2*z2/4)) / (1 + z2)
}

func (e *Entry) safety() bool {
	return slices.ContainsFunc(e.Tags, func(tag string) bool { return strings.HasPrefix(tag, "safety:") })
}

// answerOf finds the language of the answer with a digest.
func (e *Entry) answerOf(hash string) (lang string, ok bool) {
	for _, lang := range sortedKeys(e.Answer) {
		if TextHash(e.Answer[lang]) == hash {
			return lang, true
		}
	}
	return "", false
}

// Muted returns the mutes in force of an entry, or of all for an empty ID, whose answers still have the words voted on.
func Muted(tx store.Tx, id string) ([]Mute, error) {
	var prefix []byte
	if id != "" {
		prefix = store.Key(id)
	}
	var all []Mute
	for row, err := range mutes.Scan(tx, prefix, nil) {
		if err != nil {
			return nil, fmt.Errorf("faq: muted: %w", err)
		}
		if row.Value.InForce() {
			all = append(all, row.Value)
		}
	}
	var out []Mute
	for _, m := range all {
		texts, err := answerTexts(tx, m.Entry)
		if err != nil {
			return nil, err
		}
		if slices.Contains(texts, m.Text) {
			out = append(out, m)
		}
	}
	return out, nil
}

// MutedAt finds the mute that was made at a time, in force or not; at most one is.
func MutedAt(tx store.Tx, at time.Time) (Mute, bool, error) {
	for row, err := range mutes.Scan(tx, nil, nil) {
		if err != nil {
			return Mute{}, false, fmt.Errorf("faq: muted: %w", err)
		}
		if row.Value.At.Equal(at) {
			return row.Value, true, nil
		}
	}
	return Mute{}, false, nil
}

// Unmute lifts the mutes of an entry: its votes are counted anew from now on. It returns how many it lifted.
func Unmute(tx store.Tx, id string, by Author) (int, error) {
	ms, err := Muted(tx, id)
	if err != nil {
		return 0, err
	}
	for _, m := range ms {
		m.Lifted = by
		if err := mutes.Put(tx, store.Key(m.Entry, m.Text), m); err != nil {
			return 0, fmt.Errorf("entry %s: muted: %w", id, err)
		}
	}
	return len(ms), nil
}

// PruneMutes forgets, among n rows from where the last call ended, what holds for no answer any more: its words have changed,
// or it was lifted so long ago that no earlier vote counts anyway.
func PruneMutes(tx store.Tx, from []byte, now time.Time, n int) (next []byte, err error) {
	return mutes.Sieve(tx, from, n, func(row store.Row[Mute]) (bool, error) {
		m := row.Value
		texts, err := answerTexts(tx, m.Entry)
		return !slices.Contains(texts, m.Text) || !m.InForce() && now.Sub(m.Lifted.At) > muteTime, err
	}, nil)
}
