package moderation

import (
	"slices"
	"strconv"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// carry makes a ban act wherever the policy carries it, and notes where. The caller puts the flag.
func (g *Guard) carry(tx store.Tx, f *Flag, act int) (as []chat.Action, err error) {
	to, err := g.elsewhere(tx, f)
	if err != nil {
		return nil, err
	}
	f.Acts[act].Carried = to
	for n := range to {
		as = append(as, g.carried(f, act, n, f.Acts[act].Do.sanction()))
	}
	return as, nil
}

func (g *Guard) carried(f *Flag, act, n int, do chat.SanctionKind) chat.Action {
	e := f.Acts[act].Carried[n]
	return chat.Action{Owner: "sanction/" + f.number() + "/" + strconv.Itoa(act) + "/" + strconv.Itoa(n), Priority: chat.Sanctions, Effect: chat.Sanction{
		Do: do, Member: e.Member, Room: e.Room, Reason: f.about(),
	}}
}

// elsewhere is where a ban would be carried: the account's own platform first, then accounts that are linked to it. Officials and
// the staff are left out.
func (g *Guard) elsewhere(tx store.Tx, f *Flag) (out []Elsewhere, err error) {
	c, here := g.Policy.Carry, g.Server(f.Room)
	add := func(m chat.MemberID, rooms []chat.RoomID) {
		for _, r := range rooms {
			e := Elsewhere{Member: m, Room: r}
			if r.Platform == m.Platform && (m != f.Member || r != here) && !slices.Contains(out, e) {
				out = append(out, e)
			}
		}
	}
	if c.Groups {
		add(f.Member, g.Places(f.Member.Platform))
	}
	add(f.Member, c.Rooms)
	if !c.Platforms || g.Linked == nil {
		return out, nil
	}
	linked, err := g.Linked(tx, f.Member)
	if err != nil {
		return nil, err
	}
	for _, m := range linked {
		spared, err := g.spares(tx, chat.Member{ID: m, Role: g.office(chat.Member{ID: m})})
		if err != nil {
			return nil, err
		}
		if m != f.Member && spared == "" {
			add(m, g.Places(m.Platform))
			add(m, c.Rooms)
		}
	}
	return out, nil
}

func (g *Guard) office(m chat.Member) chat.Role {
	if g.Office == nil {
		return 0
	}
	return g.Office(m)
}

// Carry carries the ban of a flag elsewhere, when a moderator says so.
func (g *Guard) Carry(tx store.Tx, id uint64, by chat.Member, at time.Time) ([]chat.Action, error) {
	f, ok, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	act := slices.IndexFunc(f.Acts, func(a Act) bool { return a.Do == ToBan && a.standing() && len(a.Carried) == 0 })
	if !ok || act < 0 {
		return nil, chat.Refuse("press-stale")
	}
	as, err := g.carry(tx, &f, act)
	if err != nil {
		return nil, err
	}
	if len(as) == 0 {
		return nil, chat.Refuse("carry-nowhere")
	}
	if err := g.note(tx, "guard-carry", by, f.about(), at); err != nil {
		return nil, err
	}
	edit, err := g.recard(tx, f)
	return append(as, edit...), joined(err, put(tx, f))
}

// mayCarry reports whether the card offers to carry a ban: one stands that was carried nowhere, and there is somewhere.
func (g *Guard) mayCarry(tx store.Tx, f *Flag) (bool, error) {
	if !g.Policy.Carry.Ask || !g.Policy.Carry.On() {
		return false, nil
	}
	if !slices.ContainsFunc(f.Acts, func(a Act) bool { return a.Do == ToBan && a.standing() && len(a.Carried) == 0 }) {
		return false, nil
	}
	to, err := g.elsewhere(tx, f)
	return len(to) > 0, err
}
