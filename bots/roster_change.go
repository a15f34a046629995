package bots

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/moderation"
	"frontdesk/store"
)

// rosterChange is a change of the roster that waits for a second lead.
type rosterChange struct {
	No     uint64               `json:"no"`
	Change moderation.Amendment `json:"change"` // with who asked for it, and when
	Room   chat.RoomID          `json:"room"`   // where who asked hears what became of it
	Reader string               `json:"reader,omitempty"`
	Judge  string               `json:"judge,omitempty"` // who approved or rejected it
	Was    []byte               `json:"was,omitempty"`   // hash of the official as it was when it was asked for
}

var (
	rosterChanges = store.Table[rosterChange]{Name: "roster_change"} // number
	changeNos     = store.Counter{Table: "author", Key: "roster_change"}
)

// keepChanges is how long a change waits for a second lead.
const keepChanges = 7 * 24 * time.Hour

func (r rosterChange) over(now time.Time) bool {
	return r.Judge != "" || now.Sub(r.Change.At) > keepChanges
}

// changeRoster changes the roster once its author has confirmed what he sees, and where the configuration wants that, another lead too.
// What cannot be, and a brand's name that would hit ordinary names, is refused before anybody is asked.
func (h *Hub) changeRoster(tx store.Tx, c *call, a moderation.Amendment) ([]chat.Action, error) {
	a.By, a.Name, a.At = c.by.ID, c.by.Name, c.meta.At
	about, err := h.aboutChange(tx, a)
	if err != nil {
		return nil, err
	}
	second := h.cfg.Roster.Second
	if second && h.only(c.by.ID, chat.Lead) {
		return nil, chat.Refuse("roster-second-nobody")
	}
	room, why := h.secondRoom(c)
	if second && why == "second-no-room" {
		return nil, chat.Refuse("roster-second-no-room")
	}
	button := "button-roster-do"
	if second {
		button = "button-roster-ask"
	}
	if yes, as, err := h.sure(tx, c, about, button); !yes {
		return as, err
	}
	if !second {
		as, err := h.amendRoster(tx, a, "")
		return append([]chat.Action{c.say(chat.Say("roster-done"))}, as...), err
	}
	r := rosterChange{Change: a, Room: h.amongModerators(c), Reader: c.lang}
	if r.Was, err = h.officialNow(tx, a); err != nil {
		return nil, err
	}
	if r.No, err = changeNos.Next(tx); err != nil {
		return nil, err
	}
	as := []chat.Action{c.say(chat.Say("roster-asked")), {Priority: chat.Relay, Effect: chat.Send{Room: room, Post: r.card(about)}}}
	return as, rosterChanges.Put(tx, store.Key(r.No), r)
}

// officialNow digests the official that a change is about, as it is before: a change carries all of an official, and one that was made
// meanwhile would be lost with its accounts.
func (h *Hub) officialNow(tx store.Tx, a moderation.Amendment) ([]byte, error) {
	spec, err := h.guard.Register.Written(tx)
	if err != nil {
		return nil, err
	}
	var now *moderation.Official
	for i := range spec.Officials {
		if a.Part == moderation.PartOfficial && spec.Officials[i].ID == a.Key {
			now = &spec.Officials[i]
		}
	}
	text, err := json.Marshal(now)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	return sum[:8], nil
}

// card asks a second lead.
func (r rosterChange) card(about *chat.Phrase) chat.Post {
	press := func(label, do string) chat.Button {
		return chat.Button{Phrase: &chat.Phrase{ID: label}, Data: "r:" + number(r.No) + ":" + do}
	}
	ask := chat.Say("roster-second", "name", r.Change.Name).And(about)
	return chat.Post{Phrase: ask, Buttons: [][]chat.Button{{press("button-approve", "approve"), press("button-reject", "reject")}}}
}

// aboutChange tells what a change is, and what of it will not be protected.
func (h *Hub) aboutChange(tx store.Tx, a moderation.Amendment) (*chat.Phrase, error) {
	warnings, err := h.guard.Register.Try(tx, a)
	if err != nil {
		return nil, err
	}
	part := chat.Say("roster-part-" + string(a.Part))
	switch o := a.Official; {
	case a.Part != moderation.PartOfficial && a.Gone:
		return chat.Say("roster-sure-off", "part", part, "value", a.Key), nil
	case a.Part != moderation.PartOfficial:
		if weak := weakLines(warnings, ""); a.Part == moderation.PartName {
			for _, w := range weak {
				if w.Args["name"].Text == a.Key {
					return nil, &chat.Refusal{Phrase: chat.Say("roster-refused").Lines(w)}
				}
			}
		}
		return chat.Say("roster-sure-on", "part", part, "value", a.Key), nil
	case a.Gone:
		return chat.Say("roster-sure-remove", "id", o.ID, "name", o.Name(), "office", o.Role, "accounts", accountsOf(*o)), nil
	default:
		p := chat.Say("roster-sure-add", "id", o.ID, "names", strings.Join(o.Names, " · "), "office", o.Role, "accounts", accountsOf(*o))
		return p.Lines(weakLines(warnings, o.ID)...), nil
	}
}

// amendRoster changes the roster, keeps that in the audit, and does what follows at once for accounts, answers and notices.
func (h *Hub) amendRoster(tx store.Tx, a moderation.Amendment, approved string) ([]chat.Action, error) {
	before, err := h.guard.Register.At(tx)
	if err != nil {
		return nil, err
	}
	if a.Gone {
		a.Official = nil
	}
	if _, err := h.guard.Register.Amend(tx, a); err != nil {
		return nil, err
	}
	do := "add "
	if a.Gone {
		do = "remove "
	}
	why := ""
	if a.Official != nil {
		why = strings.Join(a.Official.Names, ", ") + " — " + a.Official.Role + " — " + accountsOf(*a.Official)
	}
	if approved != "" {
		why = strings.TrimPrefix(why+"; ", "; ") + "approved by " + approved
	}
	if err := h.desk.Witness(tx, escalation.Record{
		What: rosterAct + do + string(a.Part) + " " + a.Key, By: a.By, Name: a.Name, Why: why, At: a.At,
	}); err != nil {
		return nil, err
	}
	return h.followRoster(tx, before, a.Name, a.At)
}

// followRoster does what follows from a roster that was changed in the transaction.
func (h *Hub) followRoster(tx store.Tx, before *moderation.Engines, by string, at time.Time) ([]chat.Action, error) {
	as, err := h.guard.Follow(tx, before, by, at)
	if err != nil {
		return nil, err
	}
	more, err := h.stirNotices(tx, at, false)
	return append(as, more...), err
}

// only reports whether the configuration names nobody but this account, or the same person, for an office. A group may have any
// number of members.
func (h *Hub) only(m chat.MemberID, office chat.Role) bool {
	named := false
	for p, cfg := range h.cfg.Platforms {
		for key, role := range cfg.Roles {
			switch other := (chat.MemberID{Platform: p, Key: key}); {
			case !role.Has(office):
			case other == m:
				named = true
			case !h.sameOfficial(m, other):
				return false
			}
		}
	}
	return named
}

// pressedRoster takes a second lead's word on a change: never the word of who asked for it, under any account of his.
func (h *Hub) pressedRoster(tx store.Tx, c *call, no uint64, do string) ([]chat.Action, error) {
	if !c.by.Role.Has(chat.Lead) {
		return nil, chat.Refuse("roster-leads")
	}
	r, ok, err := rosterChanges.Get(tx, store.Key(no))
	if err != nil {
		return nil, err
	}
	if !ok || r.over(c.meta.At) {
		return nil, chat.Refuse("press-stale")
	}
	own, err := escalation.SamePerson(tx, r.Change.By, c.by.ID)
	switch {
	case err != nil:
		return nil, err
	case own || h.sameOfficial(r.Change.By, c.by.ID):
		return nil, chat.Refuse("roster-own")
	case do != "approve" && do != "reject":
		return nil, chat.Refuse("press-stale")
	}
	about, err := h.aboutChange(tx, r.Change)
	if err != nil && do == "approve" {
		return nil, err
	}
	if do == "approve" && r.Was != nil {
		if now, err := h.officialNow(tx, r.Change); err != nil {
			return nil, err
		} else if !bytes.Equal(now, r.Was) {
			return nil, chat.Refuse("roster-changed-since", "id", r.Change.Key)
		}
	}
	r.Judge = c.by.Name
	if r.Judge == "" {
		r.Judge = c.by.ID.Key
	}
	if err := rosterChanges.Put(tx, store.Key(no), r); err != nil {
		return nil, err
	}
	c.update = true
	said, told := chat.Say("roster-approved", "author", r.Change.Name, "name", r.Judge), chat.Say("roster-was-approved", "name", r.Judge)
	if do == "reject" {
		said, told = chat.Say("roster-rejected", "author", r.Change.Name, "name", r.Judge), chat.Say("roster-was-rejected", "name", r.Judge)
	}
	as := []chat.Action{c.say(said.And(about)), h.reply(r.Room, chat.MessageID{}, r.Reader, told.And(about))}
	if do == "reject" {
		return as, nil
	}
	more, err := h.amendRoster(tx, r.Change, r.Judge)
	return append(as, more...), err
}

// cmdRosterPending shows the changes that wait for a second lead.
func (h *Hub) cmdRosterPending(tx store.Tx, c *call) (as []chat.Action, err error) {
	for row, err := range rosterChanges.Scan(tx, nil, nil) {
		if err != nil {
			return nil, err
		}
		r := row.Value
		if r.over(c.meta.At) {
			continue
		}
		about, err := h.aboutChange(tx, r.Change)
		if notRefusal(err) != nil {
			return nil, err
		}
		as = append(as, c.post(r.card(about)))
	}
	if len(as) == 0 {
		return []chat.Action{c.say(chat.Say("roster-nothing-waits"))}, nil
	}
	return slices.Clip(as), nil
}
