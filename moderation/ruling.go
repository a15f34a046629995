package moderation

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// act does something about an account because of a flag, by itself or in somebody's name, and notes it. The account is told in
// private before it is sent away, as far as it can be reached, and how to object. The caller puts the flag.
func (g *Guard) act(tx store.Tx, f *Flag, s Step, by chat.Member, at time.Time) ([]chat.Action, error) {
	if s == ToReport {
		return nil, nil
	}
	if s == ToWarn && f.Message.IsZero() && !g.public(f.Room) {
		return nil, g.promise(tx, f)
	}
	a := Act{Do: s, By: by.Name, At: at}
	if s == ToMute {
		a.Until = at.Add(g.Policy.MuteFor)
	}
	if s == ToWarn {
		if now, err := Warn(tx, f.where(), "warn", f.Subject, warnAgain, at); err != nil || !now {
			return nil, err
		}
	}
	f.Acts = append(f.Acts, a)
	last := len(f.Acts) - 1
	if err := g.note(tx, "guard-"+string(s), by, f.about(), at); err != nil {
		return nil, err
	}
	if s == ToWarn {
		return []chat.Action{g.warning(f)}, nil
	}
	as := []chat.Action{g.notice(f, s), g.sanction(f, last, s.sanction(), a.Until)}
	if s != ToBan || g.Policy.Carry.Ask {
		return as, nil
	}
	more, err := g.carry(tx, f, last)
	return append(as, more...), err
}

func (g *Guard) sanction(f *Flag, act int, do chat.SanctionKind, until time.Time) chat.Action {
	return chat.Action{Owner: "sanction/" + f.number() + "/" + strconv.Itoa(act), Priority: chat.Sanctions, Effect: chat.Sanction{
		Do: do, Member: f.Member, Room: g.Server(f.Room), Until: until, Reason: f.about(),
	}}
}

// about is a flag in a line, for audits.
func (f *Flag) about() string {
	return "flag " + f.number() + ": " + string(f.RaisedBy()) + " " + f.Like
}

// noticeLives bounds how long a sanction waits for its notice.
const noticeLives = 20 * time.Second

// notice tells an account in private what is done about it. It goes in the sanction's lane, before it: a member who was banned
// from the only server that the bot shares can be told nothing more.
func (g *Guard) notice(f *Flag, s Step) chat.Action {
	return chat.Action{
		Lane: g.Server(f.Room).String() + "!", Priority: chat.Sanctions, Expires: f.Acts[len(f.Acts)-1].At.Add(noticeLives),
		Effect: chat.Send{Room: chat.Direct(f.Member), Post: chat.Post{
			Phrase: chat.Say("guard-notice-"+string(s), "rule", chat.Say("rule-"+string(f.RaisedBy()))).And(chat.Say("guard-notice-appeal")),
		}},
	}
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
	if r == Ours {
		return g.adopt(tx, &f, by, at)
	}
	if err := g.mayBeRuled(tx, &f, r); err != nil {
		return nil, err
	}
	if f.unseen() && r != Dismissed {
		return nil, chat.Refuse("press-stale")
	}
	if r == Dismissed {
		if err := g.heed(tx, &f, 1, at); err != nil {
			return nil, err
		}
	}
	f.Ruling, f.By = r, by.Name
	var as []chat.Action
	switch s := Step(r); {
	case s.sanction() == "":
		if err = g.note(tx, "guard-"+string(r), by, f.about(), at); err == nil {
			as = g.takeBack(&f, by.Name)
		}
	case !f.in(s, at):
		as = g.takeBack(&f, by.Name)
		var more []chat.Action
		more, err = g.act(tx, &f, s, by, at)
		as = append(as, more...)
	default:
		err = g.note(tx, "guard-"+string(r), by, f.about(), at)
	}
	if err != nil {
		return nil, err
	}
	edit, err := g.recard(tx, f)
	return append(as, edit...), joined(err, put(tx, f))
}

// mayBeRuled says why a moderator cannot have an account sanctioned: it is an official's, and who thinks otherwise takes it off the
// roster first.
func (g *Guard) mayBeRuled(tx store.Tx, f *Flag, r Ruling) error {
	if Step(r).sanction() == "" {
		return nil
	}
	e, err := g.Register.At(tx)
	if err != nil {
		return err
	}
	if o, official := e.Roster.ByAccount(f.Member); official {
		return chat.Refuse("flag-official", "name", o.Name(), "id", o.ID)
	}
	return nil
}

// in reports whether a sanction is in force already, so that a ruling only confirms it.
func (f *Flag) in(s Step, at time.Time) bool {
	return slices.ContainsFunc(f.Acts, func(a Act) bool { return a.Do == s && a.standing() && (a.Until.IsZero() || a.Until.After(at)) })
}

// Undo takes back what was done because of a flag, on the platform too; the flag can be ruled upon again.
func (g *Guard) Undo(tx store.Tx, id uint64, by chat.Member, at time.Time) ([]chat.Action, error) {
	f, ok, err := Find(tx, id)
	if err != nil {
		return nil, err
	}
	if !ok || f.Ruling == "" && !slices.ContainsFunc(f.Acts, Act.standing) {
		return nil, chat.Refuse("undo-nothing", "number", strconv.FormatUint(id, 10))
	}
	ours := f.Ruling == Ours
	if ours && !by.Role.Has(chat.Lead) {
		return nil, chat.Refuse("ours-leads")
	}
	as := g.takeBack(&f, by.Name)
	if f.Ruling == Dismissed {
		if err := g.heed(tx, &f, -1, at); err != nil {
			return nil, err
		}
	}
	f.Ruling, f.By = "", ""
	edit, err := g.recard(tx, f)
	if err := errors.Join(err, put(tx, f), g.note(tx, "guard-undo", by, f.about(), at)); err != nil || !ours {
		return append(as, edit...), err
	}
	more, err := g.giveUp(tx, &f, by, at)
	return slices.Concat(as, edit, more), err
}

// standing reports whether a sanction is in force, or still is somewhere, as far as is known.
func (a Act) standing() bool {
	return a.Do.reverse() != "" && (a.here() || slices.ContainsFunc(a.Carried, func(e Elsewhere) bool { return e.Stuck != "" }))
}

// here reports whether it is in force where the account was seen.
func (a Act) here() bool { return a.Failed == "" && (a.Undone == "" || a.Stuck != "") }

// takeBack lifts the sanctions that are in force, wherever they were carried to. What could not be lifted before is tried again.
func (g *Guard) takeBack(f *Flag, by string) (as []chat.Action) {
	for i := range f.Acts {
		a := &f.Acts[i]
		if a.Do.reverse() == "" {
			continue
		}
		stood := a.here()
		if stood {
			as = append(as, g.sanction(f, i, a.Do.reverse(), time.Time{}))
		}
		for n := range a.Carried {
			if e := &a.Carried[n]; e.Failed == "" && (a.Undone == "" || e.Stuck != "") {
				stood, e.Stuck = true, ""
				as = append(as, g.carried(f, i, n, a.Do.reverse()))
			}
		}
		if stood {
			a.Undone, a.Stuck = by, ""
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

// Failed tells the moderators that a sanction, or taking one back, could not be carried out, and which right it takes.
func (g *Guard) Failed(tx store.Tx, e *chat.Failed) ([]chat.Action, error) {
	f, which, ok, err := owned(tx, e.Action.Owner, "sanction/")
	if err != nil || !ok {
		return nil, err
	}
	act, elsewhere, carried := strings.Cut(which, "/")
	i, bad := strconv.Atoi(act)
	if bad != nil || i < 0 || i >= len(f.Acts) {
		return nil, nil //nolint:nilerr // an owner that is not ours
	}
	a := &f.Acts[i]
	asked, _ := e.Action.Effect.(chat.Sanction)
	lift := a.Do.reverse() != "" && asked.Do == a.Do.reverse()
	if lift && e.Fault.Class == chat.Gone {
		return nil, nil // nothing is there to be lifted: it ran out, or somebody was quicker
	}
	failed, stuck := &a.Failed, &a.Stuck
	if n, bad := strconv.Atoi(elsewhere); carried && bad == nil && n >= 0 && n < len(a.Carried) {
		failed, stuck = &a.Carried[n].Failed, &a.Carried[n].Stuck
	} else {
		a.Right = e.Fault.Right
	}
	if lift {
		*stuck = string(e.Fault.Class)
	} else {
		*failed = string(e.Fault.Class)
	}
	as, err := g.recard(tx, f)
	if err := joined(err, put(tx, f)); err != nil || f.Cards.IsZero() {
		return nil, err
	}
	p := chat.Say("sanction-failed", "number", f.number(), "reason", chat.Say("fault-"+string(e.Fault.Class)))
	switch {
	case e.Fault.Right != "" && a.By == "" && !lift:
		p.And(chat.Say("sanction-needs", "right", e.Fault.Right, "step", chat.Say("policy-"+string(a.Do)), "rule", chat.Say("rule-"+string(f.RaisedBy()))))
	case e.Fault.Right != "":
		p.And(chat.Say("sanction-right", "right", e.Fault.Right))
	}
	return append(as, chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: f.Cards, Post: chat.Post{Phrase: p, ReplyTo: f.Card}}}), nil
}

func joined(first, second error) error {
	if first != nil {
		return first
	}
	return second
}
