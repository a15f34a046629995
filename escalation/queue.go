package escalation

import (
	"bytes"
	"encoding/binary"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// The queue is an index of the open tickets, most pressing first. Its keys hold all that filters ask for, so looking through
// it reads no ticket:
//
//	rank ‖ waiting since ‖ ID ‖ state ‖ tier ‖ language ‖ platform ‖ holder
//
// Only [put] writes it. Beside it are the key of each ticket and how many tickets there are of each state, tier and urgency.
const (
	queueTable = "ticket_queue" // key → nothing
	spotTable  = "ticket_spot"  // ID → key
)

var (
	counts    = store.Table[int]{Name: "ticket_count"}         // state‖tier‖urgent → open tickets
	revisions = store.Counter{Table: "desk", Key: "queue"}     // grows with each change of the queue
	indexed   = store.Counter{Table: "desk", Key: "queue_has"} // 1: the queue holds the tickets of earlier versions too
)

// spot is a ticket's place in the queue.
type spot struct {
	rank   uint8
	since  time.Time // the longer ago, the further in front
	id     uint64
	state  State
	tier   string
	lang   string
	on     chat.Platform
	holder string // as text; empty: nobody
}

// rankOf puts the tickets that nobody has before those whose member waits, these before those whose member is to answer, and
// the urgent first among each.
func rankOf(s State, urgent bool) uint8 {
	r := map[State]uint8{New: 0, Claimed: 2, WaitingStaff: 2, WaitingMember: 4, Solved: 6}[s]
	if !urgent {
		r++
	}
	return r
}

func (s *spot) urgent() bool { return s.rank%2 == 0 }

func (t *Ticket) spot() spot {
	s := spot{
		rank: rankOf(t.State, t.Subject == Urgent), since: t.Waiting(), id: t.ID, state: t.State, tier: t.Tier, lang: t.Lang, on: t.Member.Platform,
	}
	if !t.Holder.IsZero() {
		s.holder = t.Holder.String()
	}
	return s
}

// Waiting is since when the ticket waits for whom it waits.
func (t *Ticket) Waiting() time.Time {
	if t.Since.IsZero() {
		return t.Opened // it was written before there were states to enter
	}
	return t.Since
}

func (s *spot) key() []byte {
	b := store.Key(s.rank, s.since, s.id)
	for _, part := range []string{string(s.state), s.tier, s.lang, string(s.on), s.holder} {
		b = append(append(b, strings.ReplaceAll(part, "\x00", "")...), 0)
	}
	return b
}

const spotHead = 1 + 8 + 8 // rank, time, ID

func readSpot(key []byte) (s spot, ok bool) {
	if len(key) < spotHead {
		return s, false
	}
	s.rank, s.since, s.id = key[0], time.Unix(0, int64(binary.BigEndian.Uint64(key[1:9]))), binary.BigEndian.Uint64(key[9:17])
	rest := key[spotHead:]
	var part [5]string
	for i := range part {
		end := bytes.IndexByte(rest, 0)
		if end < 0 {
			return s, false
		}
		part[i], rest = string(rest[:end]), rest[end+1:]
	}
	s.state, s.tier, s.lang, s.on, s.holder = State(part[0]), part[1], part[2], chat.Platform(part[3]), part[4]
	return s, true
}

// enqueue brings the ticket's place in the queue up to date; a closed one has none.
func (t *Ticket) enqueue(tx store.Tx) error {
	id := store.Key(t.ID)
	was, err := tx.Get(spotTable, id)
	if err != nil {
		return err
	}
	was = bytes.Clone(was)
	var is []byte
	if s := t.spot(); t.Open() {
		is = s.key()
	}
	if bytes.Equal(was, is) {
		return nil
	}
	if was != nil {
		if err := leaveQueue(tx, was); err != nil {
			return err
		}
	}
	if is == nil {
		err = tx.Delete(spotTable, id)
	} else if err = joinQueue(tx, is); err == nil {
		err = tx.Put(spotTable, id, is)
	}
	if err != nil {
		return err
	}
	_, err = revisions.Next(tx)
	return err
}

func joinQueue(tx store.Tx, key []byte) error {
	if err := tx.Put(queueTable, key, []byte{}); err != nil {
		return err
	}
	return countSpot(tx, key, 1)
}

func leaveQueue(tx store.Tx, key []byte) error {
	if err := tx.Delete(queueTable, key); err != nil {
		return err
	}
	return countSpot(tx, key, -1)
}

func countSpot(tx store.Tx, key []byte, by int) error {
	s, ok := readSpot(key)
	if !ok {
		return nil
	}
	of := store.Key(string(s.state), s.tier, s.rank%2)
	n, _, err := counts.Get(tx, of)
	if err != nil {
		return err
	}
	if n += by; n == 0 {
		return counts.Delete(tx, of)
	}
	return counts.Put(tx, of, n)
}

// IndexQueue puts the open tickets of a store that was written before there was a queue into it. It looks at open tickets
// only, and once.
func IndexQueue(tx store.Tx) error {
	n, err := indexed.Last(tx)
	if err != nil || n > 0 {
		return err
	}
	var ids []uint64
	for e, err := range open.Scan(tx, nil, nil) {
		if err != nil {
			return err
		}
		ids = append(ids, e.Value)
	}
	for _, id := range ids {
		t, ok, err := Get(tx, id)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if err := t.enqueue(tx); err != nil {
			return err
		}
	}
	_, err = indexed.Next(tx)
	return err
}

// Filter chooses tickets of the queue; what is zero lets all through.
type Filter struct {
	State    State
	Tier     string // "first": those of no other tier
	Lang     string // "pt" lets pt-BR through
	Platform chat.Platform
	Older    time.Duration // waiting at least so long
	Holder   chat.MemberID
}

// noTier names the tier of tickets that have none.
const noTier = "first"

// passes compares as text, so nothing is made for tickets that do not pass.
func (f *Filter) passes(s *spot, holder string, before time.Time) bool {
	return (f.State == "" || s.state == f.State) &&
		(f.Tier == "" || s.tier == f.Tier || f.Tier == noTier && s.tier == "") &&
		(f.Lang == "" || sameLang(s.lang, f.Lang)) &&
		(f.Platform == "" || s.on == f.Platform) &&
		(holder == "" || s.holder == holder) &&
		(f.Older == 0 || !s.since.After(before))
}

// sameLang reports whether a language is the one asked for, or a kind of it.
func sameLang(lang, asked string) bool {
	lang, asked = strings.ToLower(lang), strings.ToLower(asked)
	rest, ok := strings.CutPrefix(lang, asked)
	return ok && (rest == "" || rest[0] == '-' || rest[0] == '_')
}

// walk goes through the queue in its order until fn says no.
func walk(tx store.Tx, fn func(s *spot) bool) {
	for key := range tx.Scan(queueTable, nil, nil) {
		if s, ok := readSpot(key); ok && !fn(&s) {
			break
		}
	}
}

// List returns n of the tickets that pass, beginning after the first skip of them, and how many pass in all.
func List(tx store.Tx, f Filter, now time.Time, skip, n int) (ts []Ticket, all int, err error) {
	holder := ""
	if !f.Holder.IsZero() {
		holder = f.Holder.String()
	}
	before := now.Add(-f.Older)
	var ids []uint64
	walk(tx, func(s *spot) bool {
		if f.passes(s, holder, before) {
			if all >= skip && len(ids) < n {
				ids = append(ids, s.id)
			}
			all++
		}
		return true
	})
	for _, id := range ids {
		t, ok, err := Get(tx, id)
		if err != nil {
			return nil, 0, err
		}
		if ok {
			ts = append(ts, t)
		}
	}
	return ts, all, nil
}

// Tally is how many open tickets there are of a kind.
type Tally struct {
	State  State
	Tier   string
	Urgent bool
	Count  int
}

// Tallies are the open tickets counted, in the order of states and tiers. Nothing is counted anew.
func Tallies(tx store.Tx) (out []Tally, err error) {
	for _, s := range States {
		for e, err := range counts.Scan(tx, store.Key(string(s)), nil) {
			if err != nil {
				return nil, err
			}
			tier := e.Key[len(s)+1:]
			out = append(out, Tally{State: s, Tier: string(tier[:len(tier)-2]), Urgent: tier[len(tier)-1] == 0, Count: e.Value})
		}
	}
	return out, nil
}

// Longest is the ticket that has waited longest for the staff; false if none does.
func Longest(tx store.Tx) (t Ticket, ok bool, err error) {
	var first *spot
	for _, rank := range []uint8{rankOf(New, true), rankOf(New, false), rankOf(WaitingStaff, true), rankOf(WaitingStaff, false)} {
		for key := range tx.Scan(queueTable, []byte{rank}, nil) {
			if s, ok := readSpot(key); ok && (first == nil || s.since.Before(first.since)) {
				first = &s
			}
			break
		}
	}
	if first == nil {
		return t, false, nil
	}
	return Get(tx, first.id)
}

// Next claims for a representative the most pressing ticket that nobody has and that is for them to take.
func (d *Desk) Next(tx store.Tx, rep chat.Member, takes func(tier, lang string) bool, at time.Time) (Ticket, []chat.Action, error) {
	var next uint64
	others := false
	walk(tx, func(s *spot) bool {
		switch {
		case s.state != New:
			return false // nobody has the tickets of the first two ranks, and only those
		case s.holder != "" || !takes(s.tier, s.lang):
			others = true
			return true
		}
		next = s.id
		return false
	})
	switch {
	case next == 0 && others:
		return Ticket{}, nil, chat.Refuse("next-others")
	case next == 0:
		return Ticket{}, nil, chat.Refuse("next-none")
	}
	t, err := Find(tx, next)
	if err != nil {
		return t, nil, err
	}
	as, err := d.Claim(tx, t, rep, at)
	return t, as, err
}
