package escalation

import (
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// albumWait is how long the desk waits for the next part of an album.
const albumWait = time.Second

// FromMember takes a member's words into an open ticket. Choice names the ticket back to a member who has two.
func (d *Desk) FromMember(tx store.Tx, t Ticket, m *chat.Message, at time.Time, choice bool) ([]chat.Action, error) {
	t.Exchange = at
	as, err := d.say(tx, &t, lineOf(MemberSide, m, at))
	if err != nil {
		return nil, err
	}
	if choice {
		as = append(as, chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: t.MemberRoom, Post: chat.Post{
			Phrase: chat.Say("ticket-chosen", "number", t.number()), Lang: t.Lang, ReplyTo: m.ID, Quiet: true,
		}}})
	}
	return as, put(tx, t)
}

// FromStaff takes a representative's words, written in the ticket's own room, to the member.
func (d *Desk) FromStaff(tx store.Tx, t Ticket, m *chat.Message, at time.Time) ([]chat.Action, error) {
	if text, ok := strings.CutPrefix(m.Text, "//"); ok {
		return d.slashNote(tx, t, m, strings.TrimSpace(text), at)
	}
	t.Exchange = at
	as, err := d.say(tx, &t, lineOf(StaffSide, m, at))
	if err != nil {
		return nil, err
	}
	return as, put(tx, t)
}

// slashNote keeps a note written as «// …»: hidden where a relay lies between, seen already in a shared thread.
func (d *Desk) slashNote(tx store.Tx, t Ticket, m *chat.Message, text string, at time.Time) ([]chat.Action, error) {
	if t.MemberRoom == t.StaffRoom {
		return []chat.Action{d.toStaff(t, chat.Say("note-seen"), m.ID)}, nil
	}
	if _, err := addLine(tx, &t, Line{Side: Note, From: m.From.Name, Message: m.ID, Text: text, At: at}); err != nil {
		return nil, err
	}
	return nil, put(tx, t)
}

// say adds a line and hands over whatever the other side has not got. In a shared thread it was read already.
func (d *Desk) say(tx store.Tx, t *Ticket, l Line) ([]chat.Action, error) {
	var as []chat.Action
	if l.Album != "" {
		grown, ok, err := d.growAlbum(tx, t, l)
		if err != nil || ok {
			return grown, err
		}
		as = grown
	}
	l, err := addLine(tx, t, l)
	if err != nil {
		return nil, err
	}
	if l.Album != "" {
		return append(as, chat.Action{Owner: t.owner("album/" + l.Album), Effect: chat.Remind{At: l.At.Add(albumWait)}}), nil
	}
	more, err := d.flush(tx, t)
	return append(as, more...), err
}

// growAlbum adds a further picture to the last line if that is the same album, still waiting.
func (d *Desk) growAlbum(tx store.Tx, t *Ticket, part Line) ([]chat.Action, bool, error) {
	l, ok, err := lines.Get(tx, lineKey(t, t.Lines))
	if err != nil || !ok || l.Album != part.Album {
		return nil, false, err
	}
	l.Files = append(l.Files, part.Files...)
	if l.Text == "" {
		l.Text, l.Spans = part.Text, part.Spans
	}
	if err := putLine(tx, t, l); err != nil {
		return nil, false, err
	}
	if err := linkTo(tx, t, l, part.Message); err != nil {
		return nil, false, err
	}
	return []chat.Action{{Owner: t.owner("album/" + l.Album), Effect: chat.Remind{At: part.At.Add(albumWait)}}}, true, nil
}

// albumComplete hands over an album whose last part came a while ago.
func (d *Desk) albumComplete(tx store.Tx, t Ticket, album string) ([]chat.Action, error) {
	for seq := t.Lines; seq > 0; seq-- {
		l, ok, err := lines.Get(tx, lineKey(&t, seq))
		if err != nil {
			return nil, err
		}
		if !ok || l.Album != album {
			continue
		}
		as, err := d.flush(tx, &t)
		if err != nil {
			return nil, err
		}
		return as, put(tx, t)
	}
	return nil, nil
}

// flush hands to each room the lines after its mark. A room that is not there yet gets them when it opens.
func (d *Desk) flush(tx store.Tx, t *Ticket) ([]chat.Action, error) {
	var as []chat.Action
	for ; t.ToStaff < t.Lines && !t.StaffRoom.IsZero(); t.ToStaff++ {
		a, err := d.handOver(tx, t, t.ToStaff+1, t.StaffRoom, true)
		if err != nil {
			return nil, err
		}
		as = append(as, a...)
	}
	for ; t.ToMember < t.Lines && !t.MemberRoom.IsZero() && t.MemberRoom != t.StaffRoom; t.ToMember++ {
		a, err := d.handOver(tx, t, t.ToMember+1, t.MemberRoom, false)
		if err != nil {
			return nil, err
		}
		as = append(as, a...)
	}
	return as, nil
}

// handOver makes the action that shows a line in a room, if the room is to see it and has not seen it there.
func (d *Desk) handOver(tx store.Tx, t *Ticket, seq uint64, room chat.RoomID, staff bool) ([]chat.Action, error) {
	l, ok, err := lines.Get(tx, lineKey(t, seq))
	if err != nil || !ok {
		return nil, err
	}
	if !t.shows(l, staff) {
		return nil, nil
	}
	if l.Album != "" { // whoever hands it over ends the waiting
		l.Album = ""
		if err := putLine(tx, t, l); err != nil {
			return nil, err
		}
	}
	post, err := d.post(tx, t, l, staff)
	if err != nil {
		return nil, err
	}
	var as []chat.Action
	if post.Text != "" || len(post.Files) > 0 {
		as = append(as, chat.Action{Owner: t.owner("line/" + number(int(seq))), Priority: chat.Relay, Effect: chat.Send{Room: room, Post: post}})
	}
	if l.Odd != "" {
		as = append(as, d.odd(t, l, room)...)
	}
	return as, nil
}

// shows reports whether the room of the staff, or else of the member, is to get a line.
func (t *Ticket) shows(l Line, staff bool) bool {
	switch {
	case l.Side == Note:
		return false
	case !staff:
		return l.Side == StaffSide
	case l.Seq <= t.Retold, l.Afar:
		return true
	}
	return l.Side != StaffSide && t.MemberRoom != t.StaffRoom
}

// post is a line as the room shows it.
func (d *Desk) post(tx store.Tx, t *Ticket, l Line, staff bool) (chat.Post, error) {
	p := chat.Post{Text: l.Text, Spans: l.Spans, Files: l.Files}
	named := staff && (l.Seq <= t.Retold || l.Side == System || l.Afar && t.MemberRoom == t.StaffRoom) || !staff && !d.Policy.Team
	if named && l.From != "" {
		p = attributed(p, l.From)
	} else {
		p.Relay = l.Message
	}
	if staff && l.Side == System {
		p.Quiet = true
	}
	var err error
	p.ReplyTo, err = peer(tx, l.ReplyTo)
	return p, err
}

// attributed puts the author's name before the text.
func attributed(p chat.Post, name string) chat.Post {
	head := name + ": "
	spans := []chat.Span{{Kind: chat.Bold, Start: 0, End: len(name)}}
	for _, s := range p.Spans {
		s.Start, s.End = s.Start+len(head), s.End+len(head)
		spans = append(spans, s)
	}
	p.Text, p.Spans = head+p.Text, spans
	return p
}

// odd tells both sides of something that cannot be relayed.
func (d *Desk) odd(t *Ticket, l Line, room chat.RoomID) []chat.Action {
	kind := chat.Say("kind-" + known(l.Odd))
	there := chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{
		Phrase: chat.Say("relay-odd-there", "name", l.From, "kind", kind), Lang: t.langOf(room),
	}}}
	origin := t.MemberRoom
	if room == t.MemberRoom {
		origin = t.StaffRoom
	}
	here := chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: origin, Post: chat.Post{
		Phrase: chat.Say("relay-odd", "kind", kind), Lang: t.langOf(origin), ReplyTo: l.Message,
	}}}
	return []chat.Action{there, here}
}

// known is a kind of message that there is a word for.
func known(odd string) string {
	switch odd {
	case "poll", "location", "contact", "game":
		return odd
	case "venue":
		return "location"
	}
	return "other"
}

// langOf is the language of a room's reader, as far as the desk knows it.
func (t *Ticket) langOf(room chat.RoomID) string {
	if room == t.MemberRoom || room == t.Asked {
		return t.Lang
	}
	return ""
}

// Edited carries an edit over. The words of an edit that comes before its line's receipt wait in the line.
func (d *Desk) Edited(tx store.Tx, m *chat.Message) ([]chat.Action, bool, error) {
	t, l, ok, err := lineOfMessage(tx, m.ID)
	if err != nil || !ok || l.Message != m.ID {
		return nil, ok, err
	}
	if l.Text == m.Text {
		return nil, true, nil
	}
	l.Text, l.Spans, l.Changed = m.Text, m.Spans, false
	var as []chat.Action
	switch {
	case len(l.Copies) > 0:
		as, err = d.editCopies(tx, &t, l)
	case l.Side == MemberSide && l.Seq <= t.ToStaff, l.Side == StaffSide && l.Seq <= t.ToMember:
		l.Changed = true
	}
	if err != nil {
		return nil, true, err
	}
	return as, true, putLine(tx, &t, l)
}

func (d *Desk) editCopies(tx store.Tx, t *Ticket, l Line) ([]chat.Action, error) {
	staff := l.Side == MemberSide
	room := t.MemberRoom
	if staff {
		room = t.StaffRoom
	}
	post, err := d.post(tx, t, l, staff)
	if err != nil {
		return nil, err
	}
	post.Relay = chat.MessageID{}
	return []chat.Action{{Priority: chat.Relay, Effect: chat.Edit{Room: room, Messages: l.Copies, Post: post}}}, nil
}

// Deleted carries a deletion over: a representative's words disappear, of a member's the staff keeps the copy, marked.
func (d *Desk) Deleted(tx store.Tx, id chat.MessageID) ([]chat.Action, error) {
	t, l, ok, err := lineOfMessage(tx, id)
	if err != nil || !ok || l.Message != id || len(l.Copies) == 0 {
		return nil, err
	}
	if l.Side == StaffSide {
		return []chat.Action{{Priority: chat.Relay, Effect: chat.Delete{Room: t.MemberRoom, Messages: l.Copies}}}, nil
	}
	return []chat.Action{d.toStaff(t, chat.Say("relay-deleted"), l.Copies[0])}, nil
}

// toStaff says something to the staff of a ticket, in its room.
func (d *Desk) toStaff(t Ticket, p *chat.Phrase, replyTo chat.MessageID) chat.Action {
	return chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: t.StaffRoom, Post: chat.Post{Phrase: p, ReplyTo: replyTo}}}
}
