package moderation

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// spate is how many flags an account has had since the first of a day: who takes name after name, or writes lure after lure, gets so
// many cards and no more.
type spate struct {
	Began time.Time `json:"began"`
	Flags int       `json:"flags"`
	Last  uint64    `json:"last"` // the newest of them
}

var spates = store.Table[spate]{Name: "spate"} // account

// mostFlags are the flags of an account that get a card of their own within a day.
const mostFlags = 5

// spateOf is what a new flag of an account falls into. What members report and show has limits of its own.
func spateOf(tx store.Tx, m chat.MemberID, f *Flag) (spate, error) {
	if r := f.RaisedBy(); r == ByReport || r == ByForward {
		return spate{}, nil
	}
	s, _, err := spates.Get(tx, store.Key(m))
	if err != nil {
		return s, fmt.Errorf("flags: %w", err)
	}
	if passed := f.At.Sub(s.Began); passed >= sameOffence || passed <= -sameOffence {
		s = spate{Began: f.At}
	}
	return s, nil
}

func (s spate) full() bool { return s.Flags >= mostFlags }

// add counts a flag.
func (s spate) add(tx store.Tx, m chat.MemberID, f *Flag) error {
	if s.Began.IsZero() {
		return nil
	}
	return spates.Put(tx, store.Key(m), spate{Began: s.Began, Flags: s.Flags + 1, Last: f.ID})
}

// PruneSpates forgets the counts of days that are over, looking at n of them from where the last call ended.
func PruneSpates(tx store.Tx, from []byte, now time.Time, n int) (next []byte, err error) {
	return spates.Sieve(tx, from, n, func(row store.Row[spate]) (bool, error) { return now.Sub(row.Value.Began) >= sameOffence, nil }, nil)
}

// Further is what was found in an account after its last card of the day.
type Further struct {
	Count int    `json:"count"`
	Last  string `json:"last,omitempty"` // the name that it took last, or what it wrote: see [Guard.Prune]
}

// further takes what was found in an account that has had its cards of the day: the policy is carried out, and the last card counts it.
// Nothing binds a ruling to it; the next day it may have a card.
func (g *Guard) further(tx store.Tx, m chat.Member, no uint64, f Flag) ([]chat.Action, error) {
	was, ok, err := Find(tx, no)
	if err != nil || !ok {
		return nil, err
	}
	now := f
	now.ID, now.Acts, now.Cards = was.ID, was.Acts, was.Cards
	now.Member, now.Name, now.Handle, now.Kind = m.ID, m.Name, m.Handle, m.Kind
	var as []chat.Action
	if !slices.ContainsFunc(was.Acts, func(a Act) bool { return a.Undone != "" }) { // what somebody took back stays so
		if as, err = g.respond(tx, m, &now); err != nil {
			return nil, err
		}
	}
	acted := len(now.Acts) > len(was.Acts) || now.Deleted && !was.Deleted
	was.Acts, was.Deleted = now.Acts, was.Deleted || now.Deleted
	if was.Further == nil {
		was.Further = &Further{}
	}
	was.Further.Count++
	if was.Further.Last = Cited(m.Name); !f.Message.IsZero() {
		was.Further.Last = Cited(f.Excerpt)
	}
	if n := was.Further.Count; acted || n&(n-1) == 0 { // the card grows slower than what it counts
		edit, err := g.recard(tx, was)
		if err != nil {
			return nil, err
		}
		as = append(as, edit...)
	}
	return as, put(tx, was)
}

// told is a line of the card.
func (f *Further) told() *chat.Phrase {
	if f == nil {
		return nil
	}
	return chat.Say("flag-further", "count", strconv.Itoa(f.Count), "last", unlinked(f.Last))
}
