package bots

import (
	"maps"
	"slices"
	"strings"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// unofficial lists the links, handles and addresses that an entry would bring to members, in any language, that the roster
// does not name and that do not stand in the version in force.
func (h *Hub) unofficial(tx store.Tx, e faq.Entry) ([]string, error) {
	now, err := h.inForce(tx, e.ID)
	if err != nil {
		return nil, err
	}
	known := h.strange(now.Entry)
	return slices.DeleteFunc(h.strange(e), func(s string) bool { return slices.Contains(known, s) }), nil
}

// unofficialIn is unofficial for all that a draft changes.
func (h *Hub) unofficialIn(tx store.Tx, d draft) ([]string, error) {
	if len(d.Layer) == 0 {
		return h.unofficial(tx, d.Entry)
	}
	plan, err := h.book.PrepareIn(tx, d.Layer)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range plan.Changes() {
		more, err := h.unofficial(tx, e)
		if err != nil {
			return nil, err
		}
		out = append(out, more...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// strange lists them for an entry by itself.
func (h *Hub) strange(e faq.Entry) (out []string) {
	look := Unofficial(h.official().Directory, h.fills())
	for _, lang := range slices.Compact(slices.Sorted(slices.Values(append(sorted(e.Answer), sorted(e.Title)...)))) {
		for _, s := range look(&e, lang) {
			if !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// askSecond gives a draft to the moderators: one who did not write it has to approve what is not official.
func (h *Hub) askSecond(tx store.Tx, c *call, d draft, strange []string) ([]chat.Action, error) {
	room, why := h.secondRoom(c)
	if why != "" {
		return nil, chat.Refuse(why, "list", strings.Join(strange, ", "))
	}
	d.State = draftWaiting
	if err := d.put(tx); err != nil {
		return nil, err
	}
	card, err := h.cardOf(tx, d)
	if err != nil {
		return nil, err
	}
	c.update = true
	as := []chat.Action{c.say(chat.Say("draft-asked", "entry", d.name()))}
	if len(d.Layer) == 0 {
		as = append(as, chat.Action{Owner: previewOwner, Priority: chat.Relay, Effect: chat.Send{Room: room, Post: h.asMembersSee(d.Entry, d.Lang)}})
	}
	return append(as, chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: card}}), nil
}

// cardOf asks the moderators to approve a draft.
func (h *Hub) cardOf(tx store.Tx, d draft) (chat.Post, error) {
	p, _, err := h.aboutDraft(tx, d)
	if err != nil {
		return chat.Post{}, err
	}
	ask := chat.Say("second-ask", "name", d.By.Name, "entry", d.name()).And(p)
	return chat.Post{Phrase: ask, Buttons: [][]chat.Button{{d.button("button-approve", "approve"), d.button("button-reject", "reject")}}}, nil
}

// secondRoom is where a second moderator is asked, or what to say where nobody could be.
func (h *Hub) secondRoom(c *call) (room chat.RoomID, why string) {
	room = h.cfg.Platforms[c.by.ID.Platform].Moderators
	for _, p := range slices.Sorted(maps.Keys(h.cfg.Platforms)) {
		if room.IsZero() {
			room = h.cfg.Platforms[p].Moderators
		}
	}
	switch {
	case room.IsZero():
		return room, "second-no-room"
	case h.only(c.by.ID, chat.Moderator):
		return room, "second-nobody"
	}
	return room, ""
}

// sameOfficial reports whether two accounts are one official's on the roster.
func (h *Hub) sameOfficial(a, b chat.MemberID) bool {
	if a == b {
		return true
	}
	x, known := h.official().Roster.ByAccount(a)
	y, too := h.official().Roster.ByAccount(b)
	return known && too && x.ID == y.ID
}

// second takes the word of a second moderator on a draft that waits for one: never its author's, under any account of his.
func (h *Hub) second(tx store.Tx, c *call, d draft, do string) ([]chat.Action, error) {
	switch {
	case d.State != draftWaiting:
		return nil, chat.Refuse("draft-not-asked", "entry", d.name())
	case do == "show":
		card, err := h.cardOf(tx, d)
		if len(d.Layer) > 0 {
			return []chat.Action{c.post(card)}, err
		}
		return []chat.Action{c.preview(h.asMembersSee(d.Entry, d.Lang)), c.post(card)}, err
	case h.sameOfficial(d.By.ID, c.by.ID):
		return nil, chat.Refuse("draft-own")
	case do == "reject":
		d.State, d.Judge = draftRejected, c.by.Name
		if err := d.put(tx); err != nil {
			return nil, err
		}
		c.update = true
		return []chat.Action{
			c.say(chat.Say("second-rejected", "entry", d.name(), "author", d.By.Name, "name", c.by.Name)),
			h.tellAuthor(d, chat.Say("draft-was-rejected", "entry", d.name(), "name", c.by.Name, "text", d.Entry.Answer[d.Lang])),
		}, nil
	}
	as, err := h.publishAs(tx, c, d)
	if err != nil {
		return nil, err
	}
	after, _, err := drafts.Get(tx, store.Key(d.No))
	if err != nil || after.State != draftPublished {
		return as, err
	}
	return []chat.Action{
		c.say(chat.Say("second-approved", "entry", d.name(), "author", d.By.Name, "name", c.by.Name)),
		h.tellAuthor(d, chat.Say("draft-was-approved", "entry", d.name(), "name", c.by.Name)),
	}, nil
}

func (h *Hub) tellAuthor(d draft, said *chat.Phrase) chat.Action {
	return h.reply(d.Room, chat.MessageID{}, d.Reader, said)
}

// cmdFAQPending lists the drafts that wait for a second moderator.
func (h *Hub) cmdFAQPending(tx store.Tx, c *call) ([]chat.Action, error) {
	var rows [][]chat.Button
	n := 0
	p := &chat.Phrase{ID: "pending-head", Count: &n}
	for row, err := range drafts.Scan(tx, nil, nil) {
		d := row.Value
		if err != nil {
			return nil, err
		}
		if d.State != draftWaiting || d.over(c.meta.At) {
			continue
		}
		n++
		p.Lines(chat.Say("pending-line", "entry", d.name(), "name", d.By.Name, "time", whenArg(d.At)))
		if len(rows) < 5 {
			show := d.button("button-show", "show")
			show.Phrase = chat.Say("button-show", "entry", d.name())
			rows = append(rows, []chat.Button{show})
		}
	}
	if n == 0 {
		return []chat.Action{c.say(chat.Say("pending-none"))}, nil
	}
	return []chat.Action{c.say(p, rows...)}, nil
}
