package moderation

import (
	"fmt"
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Follow draws what follows from a change of the roster, in the transaction that made it: an account that became an official's is
// cleared of its flags and freed, one that is nobody's any more is checked as everybody else, and if there is something new to
// protect all known members are. Before is what the transaction saw before the change; by is who made it.
func (g *Guard) Follow(tx store.Tx, before *Engines, by string, at time.Time) ([]chat.Action, error) {
	after, err := g.Register.At(tx)
	if err != nil || before.Revision == after.Revision {
		return nil, err
	}
	var as []chat.Action
	for _, m := range after.Roster.without(before.Roster) {
		more, err := g.welcome(tx, m, by)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m, err)
		}
		as = append(as, more...)
	}
	for _, m := range before.Roster.without(after.Roster) {
		more, err := g.release(tx, m, at)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m, err)
		}
		as = append(as, more...)
	}
	if !slices.Equal(after.Roster.sitters(), before.Roster.sitters()) {
		pictures, err := g.PlanPictures(tx, at)
		if err != nil {
			return nil, err
		}
		as = append(as, pictures...)
	}
	if !after.Roster.protectsMore(before.Roster) {
		return as, nil
	}
	more, err := g.Sweep(tx, at)
	return append(as, more...), err
}

// without are the accounts that are official here and not there, in the roster's order.
func (r *Roster) without(other *Roster) (out []chat.MemberID) {
	for _, o := range r.Officials() {
		for _, m := range o.Accounts() {
			if _, there := other.ByAccount(m); !there {
				out = append(out, m)
			}
		}
	}
	return out
}

// protectsMore reports whether the roster has keys that another has not.
func (r *Roster) protectsMore(other *Roster) bool {
	type form struct {
		text  string
		class class
	}
	known := make(map[form]bool, len(other.keys))
	for _, k := range other.keys {
		known[form{k.text, k.class}] = true
	}
	return slices.ContainsFunc(r.keys, func(k key) bool { return !known[form{k.text, k.class}] })
}

// welcome clears an account that became an official's: its flags are ruled to be ours, what was done about it is taken back.
func (g *Guard) welcome(tx store.Tx, m chat.MemberID, by string) (as []chat.Action, err error) {
	fs, err := FlagsOf(tx, m)
	if err != nil {
		return nil, err
	}
	for _, f := range fs {
		if f.Ruling == Ours || f.Ruling == Dismissed && !slices.ContainsFunc(f.Acts, Act.standing) {
			continue
		}
		as = append(as, g.takeBack(&f, by)...)
		f.Ruling, f.By = Ours, by
		card, err := g.recard(tx, f)
		if err != nil {
			return nil, err
		}
		as = append(as, card...)
		if err := put(tx, f); err != nil {
			return nil, err
		}
	}
	return as, nil
}

// release checks an account that was an official's until now. That its flags were ruled to be ours holds no longer. What it looks like
// is reported and left to people: until now it was right to look like that.
func (g *Guard) release(tx store.Tx, m chat.MemberID, at time.Time) ([]chat.Action, error) {
	fs, err := FlagsOf(tx, m)
	if err != nil {
		return nil, err
	}
	for _, f := range fs {
		if f.Ruling != Ours {
			continue
		}
		if err := judged.Delete(tx, store.Key(m, f.Subject)); err != nil {
			return nil, err
		}
	}
	k, known, err := KnownOf(tx, m)
	if err != nil || !known {
		return nil, err
	}
	return g.recheck(tx, acquaintance{k.member(m), k.Room}, at, SparedFormer)
}
