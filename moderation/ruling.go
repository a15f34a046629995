package moderation

import (
	"slices"
	"strconv"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// act does something about an account because of a flag, by itself or in somebody's name, and notes it. The caller puts the flag.
func (g *Guard) act(_ store.Tx, f *Flag, s Step, by string, at time.Time) ([]chat.Action, error) {
	if s == ToReport {
		return nil, nil
	}
	a := Act{Do: s, By: by, At: at}
	if s == ToMute {
		a.Until = at.Add(g.Policy.MuteFor)
	}
	f.Acts = append(f.Acts, a)
	if s == ToWarn {
		return []chat.Action{g.warning(f)}, nil
	}
	return []chat.Action{g.sanction(f, len(f.Acts)-1, s.sanction(), a.Until)}, nil
}

func (g *Guard) sanction(f *Flag, act int, do chat.SanctionKind, until time.Time) chat.Action {
	return chat.Action{Owner: "sanction/" + f.number() + "/" + strconv.Itoa(act), Priority: chat.Sanctions, Effect: chat.Sanction{
		Do: do, Member: f.Member, Room: g.Server(f.Room), Until: until, Reason: "flag " + f.number() + ": " + string(f.rule()) + " " + f.Like,
	}}
}

// Judge carries out a moderator's ruling. A flag is ruled upon once; what was done by itself and the ruling does not ask for
// is taken back.
func (g *Guard) Judge(tx store.Tx, id uint64, r Ruling, by chat.Member, at time.Time) ([]chat.Action, error) {
	f, ok, err := Find(tx, id)
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, chat.Refuse("press-stale")
	case f.Ruling != "":
		return nil, chat.Refuse("flag-ruled", "name", f.By, "ruling", chat.Say("ruling-"+string(f.Ruling)))
	}
	f.Ruling, f.By = r, by.Name
	var as []chat.Action
	switch r {
	case Banned:
		as, err = g.act(tx, &f, ToBan, by.Name, at)
	case Muted:
		as, err = g.act(tx, &f, ToMute, by.Name, at)
	default:
		as = g.takeBack(&f, by.Name)
	}
	if err != nil {
		return nil, err
	}
	edit, err := g.recard(tx, f)
	return append(as, edit...), joined(err, put(tx, f))
}

// Undo takes back what was done because of a flag, on the platform too; the flag can be ruled upon again.
func (g *Guard) Undo(tx store.Tx, id uint64, by chat.Member) ([]chat.Action, error) {
	f, ok, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	if !ok || f.Ruling == "" && !slices.ContainsFunc(f.Acts, Act.standing) {
		return nil, chat.Refuse("press-stale")
	}
	as := g.takeBack(&f, by.Name)
	f.Ruling, f.By = "", ""
	edit, err := g.recard(tx, f)
	return append(as, edit...), joined(err, put(tx, f))
}

// standing reports whether a sanction is in force, as far as is known.
func (a Act) standing() bool { return a.Undone == "" && a.Failed == "" && a.Do.reverse() != "" }

// takeBack lifts the sanctions that are in force.
func (g *Guard) takeBack(f *Flag, by string) (as []chat.Action) {
	for i := range f.Acts {
		if a := &f.Acts[i]; a.standing() {
			a.Undone = by
			as = append(as, g.sanction(f, i, a.Do.reverse(), time.Time{}))
		}
	}
	return as
}

// Done takes the receipt of a card.
func (g *Guard) Done(tx store.Tx, e *chat.Done) ([]chat.Action, error) {
	f, _, ok, err := owned(tx, e.Action.Owner, "flag/")
	if err != nil || !ok || !f.Card.IsZero() {
		return nil, err
	}
	f.Card = e.Result.Message
	return nil, put(tx, f)
}

// Failed tells the moderators that a sanction, or taking one back, could not be carried out.
func (g *Guard) Failed(tx store.Tx, e *chat.Failed) ([]chat.Action, error) {
	f, act, ok, err := owned(tx, e.Action.Owner, "sanction/")
	if err != nil || !ok {
		return nil, err
	}
	if i, bad := strconv.Atoi(act); bad == nil && i >= 0 && i < len(f.Acts) {
		f.Acts[i].Failed = string(e.Fault.Class)
		if err := put(tx, f); err != nil {
			return nil, err
		}
	}
	if f.Cards.IsZero() {
		return nil, nil
	}
	return []chat.Action{{Priority: chat.Relay, Effect: chat.Send{Room: f.Cards, Post: chat.Post{
		Phrase: chat.Say("sanction-failed", "number", f.number(), "reason", chat.Say("fault-"+string(e.Fault.Class))), ReplyTo: f.Card,
	}}}}, nil
}

func joined(first, second error) error {
	if first != nil {
		return first
	}
	return second
}
