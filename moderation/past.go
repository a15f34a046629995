package moderation

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// flagsBack is how far back flags that nobody has judged are counted.
const flagsBack = 90 * 24 * time.Hour

// FlagsSince returns the flags raised at or after a time, oldest first, and how many of the last three months nobody has judged.
// It reads no older ones.
func FlagsSince(tx store.Tx, since time.Time) (out []Flag, unjudged int, err error) {
	last, err := flagNos.Last(tx)
	if err != nil {
		return nil, 0, fmt.Errorf("flags: %w", err)
	}
	from := since.Add(-flagsBack)
	first := sort.Search(int(last), func(i int) bool { // they are numbered in the order in which they were raised
		f, ok, e := flags.Get(tx, store.Key(uint64(i+1)))
		if e != nil {
			err = e
		}
		return ok && !f.At.Before(from)
	})
	if err != nil {
		return nil, 0, fmt.Errorf("flags: %w", err)
	}
	for row, err := range flags.Scan(tx, nil, store.Key(uint64(first+1))) {
		if err != nil {
			return nil, 0, fmt.Errorf("flags: %w", err)
		}
		if row.Value.Ruling == "" {
			unjudged++
		}
		if !row.Value.At.Before(since) {
			out = append(out, row.Value)
		}
	}
	return out, unjudged, nil
}

// Prune forgets what was written in messages that were flagged long ago, looking at n flags from where the last call ended. The flag
// stays, with why it was raised. Next is where to go on, nil after the last.
func (g *Guard) Prune(tx store.Tx, from []byte, now time.Time, n int) (next []byte, err error) {
	var old []Flag
	for row, err := range flags.Scan(tx, nil, from) {
		if err != nil {
			return nil, fmt.Errorf("flags: %w", err)
		}
		f := row.Value
		if n--; n < 0 {
			next = slices.Clone(row.Key)
			break
		}
		if now.Sub(f.At) <= g.Policy.Excerpts {
			break // they lie in the order in which they were raised
		}
		if f.Excerpt != "" || len(f.Witnesses) > 0 || f.Further != nil && f.Further.Last != "" || slices.ContainsFunc(f.Acts, func(a Act) bool { return a.Appeal != nil && a.Appeal.Words != "" }) {
			old = append(old, f)
		}
	}
	for _, f := range old {
		f.Excerpt, f.Witnesses = "", nil
		if f.Further != nil {
			f.Further.Last = ""
		}
		for i := range f.Acts {
			if a := f.Acts[i].Appeal; a != nil {
				a.Words = ""
			}
		}
		if err := put(tx, f); err != nil {
			return nil, fmt.Errorf("flag %d: %w", f.ID, err)
		}
	}
	return next, nil
}

// OpenFlags are the flags of the last three months that nobody has judged, the newest first, at most n of them; all is how many
// there are.
func OpenFlags(tx store.Tx, at time.Time, n int) (out []Flag, all int, err error) {
	raised, _, err := FlagsSince(tx, at.Add(-flagsBack))
	if err != nil {
		return nil, 0, err
	}
	for _, f := range slices.Backward(raised) {
		if f.Ruling != "" {
			continue
		}
		if all++; len(out) < n {
			out = append(out, f)
		}
	}
	return out, all, nil
}

// Forget erases what is known of an account: name, handle, the print of its picture, when it was first seen. Flags stay, with their
// evidence: they protect other members from an account that posed as an official, and a ruling would be void if its subject could erase it. It returns
// how many there are; of an account with flags nothing is erased.
func Forget(tx store.Tx, m chat.MemberID) (flagged int, err error) {
	fs, err := FlagsOf(tx, m)
	if err != nil || len(fs) > 0 {
		return len(fs), err
	}
	key := store.Key(m)
	if err := reporters.Delete(tx, key); err != nil {
		return 0, err
	}
	known, ok, err := members.Get(tx, key)
	if err != nil || !ok {
		return 0, err
	}
	if err := errors.Join(reindex(tx, chat.Member{ID: m}, known), portraits.Delete(tx, key), leave(tx, m)); err != nil {
		return 0, err
	}
	if known.Handle != "" {
		under := handleKey(m.Platform, known.Handle)
		if who, ok, err := handles.Get(tx, under); err != nil {
			return 0, err
		} else if ok && who == m {
			if err := handles.Delete(tx, under); err != nil {
				return 0, err
			}
		}
	}
	return 0, members.Delete(tx, key)
}

// KnownOf returns what is known of an account.
func KnownOf(tx store.Tx, m chat.MemberID) (Known, bool, error) { return members.Get(tx, store.Key(m)) }
