package escalation

import (
	"frontdesk/chat"
	"frontdesk/store"
)

// retell shows what was said up to a line in a room that is new, in one go: as much as fits at once into a post, each line with
// its author, and files where they belong. The desk's own words, which the reader's language makes, are posts of their own. What
// is edited later stands for itself: see [Desk.Edited].
func (d *Desk) retell(tx store.Tx, t *Ticket, upTo uint64, room chat.RoomID, staff bool) (as []chat.Action, err error) {
	caps := d.Caps(room)
	var page chat.Post
	turn := func() {
		if page.Text != "" {
			as = append(as, t.past(room, page))
		}
		page = chat.Post{}
	}
	for seq := uint64(1); seq <= upTo; seq++ {
		l, ok, err := lines.Get(tx, lineKey(t, seq))
		if err != nil {
			return nil, err
		}
		if !ok || !t.recounted(l, staff) {
			continue
		}
		if staff != (l.Side == StaffSide) { // its copies lie in the room that is gone
			l.Copies, l.Album, l.Pending, l.Changed, l.Maybe = nil, "", false, false, false
			as = append(as, t.mark(&l, chat.Delivered, false)...)
			if err := putLine(tx, t, l); err != nil {
				return nil, err
			}
		}
		post := d.recount(t, l, staff)
		if len(post.Files) > 0 || post.Phrase != nil {
			turn()
			as = append(as, t.past(room, post))
			continue
		}
		if caps.Text > 0 && caps.Unit.Len(page.Text)+1+caps.Unit.Len(post.Text) > caps.Text {
			turn()
		}
		page = joined(page, post)
	}
	turn()
	return as, nil
}

func (t *Ticket) past(room chat.RoomID, p chat.Post) chat.Action {
	p.Quiet = true
	return chat.Action{Owner: t.owner("past"), Priority: chat.Relay, Effect: chat.Send{Room: room, Post: p}}
}

// recounted reports whether a line is part of what a new room is told: notes only where the member does not read.
func (t *Ticket) recounted(l Line, staff bool) bool {
	switch {
	case l.Removed || l.Text == "" && l.Phrase == nil && len(l.Files) == 0 && l.Odd == "":
		return false
	case l.Side == Note:
		return staff && !t.oneRoom()
	case l.Side == System:
		return staff
	}
	return true
}

// recount is a line with its author.
func (d *Desk) recount(t *Ticket, l Line, staff bool) chat.Post {
	if p := l.Phrase; p != nil || l.Text == "" && len(l.Files) == 0 {
		if p == nil { // there was only what cannot be relayed
			p = chat.Say("relay-odd-there", "name", d.author(l), "kind", chat.Say("kind-"+known(l.Odd)))
		}
		post := chat.Post{Phrase: p}
		if !staff || t.Shared {
			post.Lang = t.Lang
		}
		return post
	}
	from := l.From
	if !staff && l.Side == StaffSide && d.Policy.Team {
		from = ""
	}
	if l.Side == Note {
		from = "✎ " + from
	}
	p := chat.Post{Text: l.Text, Spans: l.Spans, Files: d.lasting(t, l)}
	if from == "" {
		return p
	}
	return attributed(p, from)
}

// joined puts one text under another.
func joined(page, next chat.Post) chat.Post {
	if page.Text == "" {
		return next
	}
	at := len(page.Text) + 1
	page.Text += "\n" + next.Text
	for _, s := range next.Spans {
		s.Start, s.End = s.Start+at, s.End+at
		page.Spans = append(page.Spans, s)
	}
	return page
}
