package moderation

import (
	"errors"
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// adopt puts a flagged account on the roster, as a lead may: as one more of the official that it looks like, or else as a contact of
// its own, also if that official is listed by office. What follows for its flags is done by [Guard.Follow].
func (g *Guard) adopt(tx store.Tx, f *Flag, by chat.Member, at time.Time) ([]chat.Action, error) {
	if !by.Role.Has(chat.Lead) {
		return nil, chat.Refuse("ours-leads")
	}
	before, err := g.Register.At(tx)
	if err != nil {
		return nil, err
	}
	o, ok := before.Roster.ByID(f.Like)
	if !ok || o.Drawn { // what an office alone has listed goes with the office
		o = Official{ID: "contact-" + f.number(), Kind: "person", Names: []string{f.Name}}
		if f.Handle != "" {
			o.Handles = []string{f.Handle}
		}
	}
	if !slices.Contains(o.Accounts(), f.Member) {
		o.Own(f.Member)
	}
	f.Adopted, f.Ruling, f.By = o.ID, Ours, by.Name
	as := g.takeBack(f, by.Name)
	edit, err := g.recard(tx, *f)
	if err := joined(err, put(tx, *f)); err != nil {
		return nil, err
	}
	more, err := g.amend(tx, before, Amendment{Part: PartOfficial, Key: o.ID, Official: &o, By: by.ID, Name: by.Name, At: at}, by)
	return slices.Concat(as, edit, more), joined(err, g.note(tx, "guard-ours", by, f.about(), at))
}

// giveUp takes an account that was adopted off the roster again. The flag is open by then.
func (g *Guard) giveUp(tx store.Tx, f *Flag, by chat.Member, at time.Time) ([]chat.Action, error) {
	before, err := g.Register.At(tx)
	if err != nil {
		return nil, err
	}
	o, ok := before.Roster.ByAccount(f.Member)
	if !ok || o.ID != f.Adopted {
		return nil, nil // somebody changed the roster since
	}
	a := Amendment{Part: PartOfficial, Key: o.ID, By: by.ID, Name: by.Name, At: at}
	if o.disown(f.Member); len(o.Accounts()) == 0 && f.Like != o.ID {
		a.Gone = true
	} else {
		a.Official = &o
	}
	return g.amend(tx, before, a, by)
}

// amend changes the roster and does what follows.
func (g *Guard) amend(tx store.Tx, before *Engines, a Amendment, by chat.Member) ([]chat.Action, error) {
	var refused *chat.Refusal
	if _, err := g.Register.Amend(tx, a); errors.As(err, &refused) {
		return nil, err
	} else if err != nil {
		return nil, chat.Refuse("ours-refused", "reason", err.Error())
	}
	return g.Follow(tx, before, by.Name, a.At)
}
