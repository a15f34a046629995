package moderation

import (
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"frontdesk/chat"
	"frontdesk/store"
)

// appealMost is how much of an objection is kept, in bytes.
const appealMost = 4000

// Appeal takes what a member says against the last thing that was done about one of their accounts, once for each, and shows it to
// the leads with the flag. Ok tells whether anything is in force.
func (g *Guard) Appeal(tx store.Tx, m chat.Member, words, lang string, at time.Time) (as []chat.Action, ok bool, err error) {
	f, act, ok, err := g.inForce(tx, m.ID, at)
	if err != nil || !ok {
		return nil, false, err
	}
	a := &f.Acts[act]
	switch {
	case a.Appeal != nil && a.Appeal.Kept != "":
		return nil, true, chat.Refuse("guard-appeal-kept", "name", a.Appeal.Kept)
	case a.Appeal != nil:
		return nil, true, chat.Refuse("appeal-again")
	}
	if len(words) > appealMost {
		words = words[:appealMost]
		for !utf8.ValidString(words) && len(words) > appealMost-utf8.UTFMax {
			words = words[:len(words)-1]
		}
	}
	a.Appeal = &Appeal{By: m.ID, Words: words, Lang: lang, At: at}
	if err := g.note(tx, "guard-appeal", m, f.about(), at); err != nil {
		return nil, true, err
	}
	if room := g.Leads(f.Member.Platform); !room.IsZero() {
		post, err := g.card(tx, f)
		if err != nil {
			return nil, true, err
		}
		press := func(do string) chat.Button {
			return chat.Button{Phrase: chat.Say("button-" + do), Data: "g:" + f.number() + ":" + do + strconv.Itoa(act)}
		}
		p := chat.Say("guard-appeal-card", "name", m.Name, "text", words, "step", chat.Say("step-"+string(a.Do)))
		as = []chat.Action{{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{
			Phrase: p.And(post.Phrase), Buttons: [][]chat.Button{{press("lift"), press("uphold")}},
		}}}}
	}
	return as, true, put(tx, f)
}

// inForce is the newest act that a person still suffers from, over all linked accounts.
func (g *Guard) inForce(tx store.Tx, m chat.MemberID, at time.Time) (f Flag, act int, ok bool, err error) {
	accounts := []chat.MemberID{m}
	if g.Linked != nil {
		linked, err := g.Linked(tx, m)
		if err != nil {
			return f, 0, false, err
		}
		accounts = append(accounts, linked...)
	}
	var last time.Time
	for _, m := range accounts {
		all, err := FlagsOf(tx, m)
		if err != nil {
			return f, 0, false, err
		}
		for _, of := range all {
			for i, a := range of.Acts {
				over := a.Do.sanction() == "" || a.Undone != "" && !a.standing() || a.Failed != "" || !a.Until.IsZero() && a.Until.Before(at)
				if !over && (a.At.After(last) || !ok) {
					f, act, ok, last = of, i, true, a.At
				}
			}
		}
	}
	return f, act, ok, nil
}

// Review takes a lead's decision on an appeal: to lift everything that was done, which dismisses the flag, or to keep it. The member
// is told in private, as far as that is possible.
func (g *Guard) Review(tx store.Tx, id uint64, act int, lift bool, lead chat.Member, at time.Time) ([]chat.Action, error) {
	f, ok, err := Find(tx, id)
	switch {
	case err != nil:
		return nil, err
	case !lead.Role.Has(chat.Lead):
		return nil, chat.Refuse("appeal-leads")
	case !ok || act < 0 || act >= len(f.Acts) || f.Acts[act].Appeal == nil:
		return nil, chat.Refuse("press-stale")
	case f.Acts[act].Undone != "" && !f.Acts[act].standing():
		return nil, chat.Refuse("appeal-judged", "name", f.Acts[act].Undone)
	case f.Acts[act].Appeal.Kept != "":
		return nil, chat.Refuse("appeal-judged", "name", f.Acts[act].Appeal.Kept)
	}
	appeal := f.Acts[act].Appeal
	var as []chat.Action
	what, said := "guard-keep", "guard-appeal-denied"
	if lift {
		what, said = "guard-lift", "guard-appeal-granted"
		as = g.takeBack(&f, lead.Name)
		for i := range f.Acts { // there is nothing to take back of a kick; it is none of the member's fault any more
			if f.Acts[i].Do == ToKick && f.Acts[i].Undone == "" {
				f.Acts[i].Undone = lead.Name
			}
		}
		f.Ruling, f.By = Dismissed, lead.Name
	} else {
		appeal.Kept = lead.Name
	}
	if err := g.note(tx, what, lead, f.about(), at); err != nil {
		return nil, err
	}
	as = append(as, chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: chat.Direct(appeal.By), Post: chat.Post{
		Phrase: chat.Say(said), Lang: appeal.Lang,
	}}})
	edit, err := g.recard(tx, f)
	return slices.Concat(as, edit), joined(err, put(tx, f))
}
