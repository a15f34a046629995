package escalation

import (
	"bytes"
	"encoding/binary"
	"slices"
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

// spot is a ticket's place in the queue. One that was read lies in the transaction's memory and is gone with it.
type spot struct {
	rank  uint8
	since time.Time // the longer ago, the further in front
	id    uint64
	part  [parts][]byte
}

// Parts of a spot.
const (
	ofState = iota
	ofTier
	ofLang
	ofPlatform
	ofHolder // empty: nobody
	parts
)

// rankOf puts the tickets that nobody has before those whose member waits, these before those whose member is to answer, and
// the urgent first among each.
func rankOf(s State, urgent bool) uint8 {
	r := map[State]uint8{New: 0, Claimed: 2, WaitingStaff: 2, WaitingMember: 4, Solved: 6}[s]
	if !urgent {
		r++
	}
	return r
}

func (t *Ticket) spot() []byte {
	b := store.Key(rankOf(t.State, t.Subject == Urgent), t.Waiting(), t.ID)
	holder := ""
	if !t.Holder.IsZero() {
		holder = t.Holder.String()
	}
	for _, part := range [parts]string{string(t.State), t.Tier, t.Lang, string(t.Member.Platform), holder} {
		b = append(append(b, strings.ReplaceAll(part, "\x00", "")...), 0)
	}
	return b
}

// Waiting is since when the ticket waits for whom it waits.
func (t *Ticket) Waiting() time.Time {
	switch {
	case !t.Clock.Waits.IsZero():
		return t.Clock.Waits // the member does
	case t.Since.IsZero():
		return t.Opened // it was written before there were states to enter
	}
	return t.Since
}

const spotHead = 1 + 8 + 8 // rank, time, ID

func readSpot(key []byte) (s spot, ok bool) {
	if len(key) < spotHead {
		return s, false
	}
	s.rank, s.since, s.id = key[0], time.Unix(0, int64(binary.BigEndian.Uint64(key[1:9]))), binary.BigEndian.Uint64(key[9:17])
	rest := key[spotHead:]
	for i := range s.part {
		end := bytes.IndexByte(rest, 0)
		if end < 0 {
			return s, false
		}
		s.part[i], rest = rest[:end], rest[end+1:]
	}
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
	if t.Open() {
		is = t.spot()
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
	of := store.Key(string(s.part[ofState]), string(s.part[ofTier]), s.rank%2)
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
	Tier     string // [FirstLine]: those of no other tier
	Lang     string // "pt" lets pt-BR through
	Platform chat.Platform
	Older    time.Duration // waiting at least so long
	Holder   chat.MemberID
}

func (f *Filter) passes(s *spot, holder string, before time.Time) bool {
	return (f.State == "" || string(s.part[ofState]) == string(f.State)) &&
		(f.Tier == "" || string(s.part[ofTier]) == f.Tier || f.Tier == FirstLine && len(s.part[ofTier]) == 0) &&
		(f.Lang == "" || sameLang(s.part[ofLang], f.Lang)) &&
		(f.Platform == "" || string(s.part[ofPlatform]) == string(f.Platform)) &&
		(holder == "" || string(s.part[ofHolder]) == holder) &&
		(f.Older == 0 || !s.since.After(before))
}

// sameLang reports whether a language is the one asked for, or a kind of it.
func sameLang(lang []byte, asked string) bool {
	n := len(asked)
	return len(lang) >= n && strings.EqualFold(string(lang[:n]), asked) && (len(lang) == n || lang[n] == '-' || lang[n] == '_')
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
	total := -1 // not known
	if f == (Filter{}) {
		if total, err = queued(tx); err != nil {
			return nil, 0, err
		}
	}
	var ids []uint64
	walk(tx, func(s *spot) bool {
		if f.passes(s, holder, before) {
			if all >= skip && len(ids) < n {
				ids = append(ids, s.id)
			}
			all++
		}
		return total < 0 || len(ids) < n
	})
	all = max(all, total)
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

// queued is how many tickets are open.
func queued(tx store.Tx) (n int, err error) {
	for e, err := range counts.Scan(tx, nil, nil) {
		if err != nil {
			return 0, err
		}
		n += e.Value
	}
	return n, nil
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
				first = &spot{since: s.since, id: s.id}
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
func (d *Desk) Next(tx store.Tx, rep chat.Member, at time.Time) (Ticket, []chat.Action, error) {
	takes, err := d.takes(tx, rep, at)
	if err != nil {
		return Ticket{}, nil, err
	}
	var next uint64
	others := false
	walk(tx, func(s *spot) bool {
		switch {
		case string(s.part[ofState]) != string(New):
			return false // nobody has the tickets of the first two ranks, and only those
		case len(s.part[ofHolder]) > 0 || !takes(string(s.part[ofTier]), string(s.part[ofLang])):
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

// takes tells which tickets are for a representative to take: those of the tiers and languages that they are on duty for, all
// if they are not; of a tier with a team of its own only for its team and for leads.
func (d *Desk) takes(tx store.Tx, rep chat.Member, at time.Time) (func(tier, lang string) bool, error) {
	on, err := d.OnDuty(tx, at)
	if err != nil {
		return nil, err
	}
	on = slices.DeleteFunc(on, func(o Duty) bool { return o.Member.ID != rep.ID })
	return func(tier, lang string) bool {
		team := d.Tier(&Ticket{Tier: tier}).Team
		if len(team) > 0 && !slices.Contains(team, rep.ID) && !rep.Role.Has(chat.Lead) {
			return false
		}
		return len(on) == 0 || slices.ContainsFunc(on, func(o Duty) bool {
			return (o.Tier == "" || o.Tier == tier) && (len(o.Langs) == 0 || slices.Contains(o.Langs, BaseLang(lang)))
		})
	}, nil
}
