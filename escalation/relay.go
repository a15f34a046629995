package escalation

import (
	"slices"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// albumWait is how long the desk waits for the next part of an album.
const albumWait = time.Second

// FromMember takes a member's words into an open ticket: said in its room, or afar. Choice names the ticket back to a member
// who has two.
func (d *Desk) FromMember(tx store.Tx, t Ticket, m *chat.Message, at time.Time, afar, choice bool) ([]chat.Action, error) {
	return d.fromMember(tx, t, m, at, chat.Direct(t.Member), afar, choice)
}

// fromMember names the ticket back in the room where a member spoke afar.
func (d *Desk) fromMember(tx store.Tx, t Ticket, m *chat.Message, at time.Time, room chat.RoomID, afar, choice bool) ([]chat.Action, error) {
	t.Exchange = at
	solved := t.State == Solved
	if err := d.memberSpoke(tx, &t, m, at); err != nil {
		return nil, err
	}
	l := lineOf(MemberSide, m, at)
	l.Afar = afar
	as, err := d.say(tx, &t, l)
	if err != nil {
		return nil, err
	}
	if solved && t.State != Solved {
		as = append(as, d.stillOpen(&t)...)
	}
	said := chat.Say("ticket-chosen", "number", t.number())
	if afar && !t.MemberRoom.IsZero() {
		said, choice = chat.Say("ticket-afar", "number", t.number(), "room", t.link()), true
	}
	if !t.MemberRoom.IsZero() {
		if opens := d.opening(&t, at); opens != nil {
			as = append(as, t.notice(t.MemberRoom, opens, chat.MessageID{}))
		}
	}
	if choice {
		as = append(as, chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{
			Phrase: said, Lang: t.Lang, ReplyTo: m.ID, Quiet: true,
		}}})
	}
	return d.moved(tx, t, as)
}

// link names the member's thread so that a reader can go there.
func (t *Ticket) link() chat.Arg {
	return chat.Arg{Text: t.title(t.Mark()), Span: &chat.Span{Kind: chat.ToRoom, Room: t.MemberRoom}}
}

// FromStaff takes a representative's words, written in the ticket's own room, to the member.
func (d *Desk) FromStaff(tx store.Tx, t Ticket, m *chat.Message, at time.Time) ([]chat.Action, error) {
	return d.fromStaff(tx, t, m, lineOf(StaffSide, m, at))
}

// Strayed takes words said in a room of the ticket that is not their writer's: in one that the ticket has left, where the
// writer is shown the way, or a representative's in the member's.
func (d *Desk) Strayed(tx store.Tx, t Ticket, m *chat.Message, room chat.RoomID, at time.Time) ([]chat.Action, error) {
	if m.From.ID == t.Member {
		return d.fromMember(tx, t, m, at, room, true, false)
	}
	l := lineOf(StaffSide, m, at)
	l.Here, l.Afar = room == t.MemberRoom, true
	as, err := d.fromStaff(tx, t, m, l)
	if !l.Here && !t.StaffRoom.IsZero() {
		as = append(as, d.pointer(&t, room))
	}
	return as, err
}

func (d *Desk) fromStaff(tx store.Tx, t Ticket, m *chat.Message, l Line) ([]chat.Action, error) {
	at := l.At
	if isNote(m.Text) {
		if t.oneRoom() || l.Here {
			return []chat.Action{d.toStaff(t, chat.Say("note-seen"), m.ID)}, nil
		}
		l.Side, l.Album = Note, ""
		l, err := addLine(tx, &t, l)
		if err != nil {
			return nil, err
		}
		t.acted(m.From, at)
		return d.moved(tx, t, d.secured(&t, l, 0))
	}
	said, masked, err := d.faceless(tx, &t, m)
	if err != nil {
		return nil, err
	}
	t.Exchange, l.Text, l.Spans, l.Masked = at, said.Text, said.Spans, masked
	taken, err := d.takeUp(tx, &t, m.From, at)
	if err != nil {
		return nil, err
	}
	met := d.wrote(&t, m.From, at)
	if err := d.staffSpoke(tx, &t, m.From, at); err != nil {
		return nil, err
	}
	as, err := d.say(tx, &t, l)
	if err != nil {
		return nil, err
	}
	return d.moved(tx, t, slices.Concat(taken, as, met))
}

// isNote reports whether a representative's line is a note among the staff: it begins with //, of any width.
func isNote(s string) bool {
	s = strings.ReplaceAll(strings.TrimSpace(s), "／", "/")
	return strings.HasPrefix(s, "//")
}

// say adds a line and hands over whatever the other side has not got. In a shared thread it was read already. A room whose
// opening failed is asked for again.
func (d *Desk) say(tx store.Tx, t *Ticket, l Line) ([]chat.Action, error) {
	as := d.retry(t)
	if l.Album != "" {
		grown, ok, err := d.growAlbum(tx, t, l)
		if err != nil || ok {
			return append(as, grown...), err
		}
	}
	l, err := addLine(tx, t, l)
	if err != nil {
		return nil, err
	}
	as = append(as, d.secured(t, l, 0)...)
	if l.Album != "" {
		return append(as, chat.Action{Owner: t.owner("album/" + l.Album), Effect: chat.Remind{At: l.At.Add(albumWait)}}), nil
	}
	if l.Side == StaffSide && t.shows(l, false) && t.MemberRoom.IsZero() {
		as = append(as, t.mark(&l, chat.Waiting, false)...)
		if err := putLine(tx, t, l); err != nil {
			return nil, err
		}
	}
	more, err := d.flush(tx, t)
	return append(as, more...), err
}

// growAlbum adds a further picture to the last line if that is the same album, still waiting. A caption that makes it a note
// makes all of it one.
func (d *Desk) growAlbum(tx store.Tx, t *Ticket, part Line) ([]chat.Action, bool, error) {
	l, ok, err := lines.Get(tx, lineKey(t, t.Lines))
	if err != nil || !ok || l.Album != part.Album {
		return nil, false, err
	}
	had := len(l.Files)
	l.Files, l.Parts, l.Masked = append(l.Files, part.Files...), append(l.Parts, part.Message), l.Masked || part.Masked
	if l.Text == "" {
		l.Text, l.Spans = part.Text, part.Spans
	}
	if err := putLine(tx, t, l); err != nil {
		return nil, false, err
	}
	if err := linkTo(tx, t, l, part.Message); err != nil {
		return nil, false, err
	}
	waits := chat.Action{Owner: t.owner("album/" + l.Album), Effect: chat.Remind{At: part.At.Add(albumWait)}}
	return append(d.secured(t, l, had), waits), true, nil
}

// albumComplete hands over an album whose last part came a while ago.
func (d *Desk) albumComplete(tx store.Tx, t Ticket) ([]chat.Action, error) {
	as, err := d.flush(tx, &t)
	if err != nil {
		return nil, err
	}
	if err := settle(tx, &t, false); err != nil {
		return nil, err
	}
	return as, put(tx, t)
}

// flush hands to each room the lines after its mark. A room that is not there yet gets them when it opens.
func (d *Desk) flush(tx store.Tx, t *Ticket) ([]chat.Action, error) {
	as, err := d.flushPast(tx, t)
	if err != nil {
		return nil, err
	}
	for ; t.ToStaff < t.Lines && !t.StaffRoom.IsZero(); t.ToStaff++ {
		a, err := d.handOver(tx, t, t.ToStaff+1, t.StaffRoom, true)
		if err != nil {
			return nil, err
		}
		as = append(as, a...)
	}
	for ; t.ToMember < t.Lines && !t.MemberRoom.IsZero() && !t.oneRoom(); t.ToMember++ {
		a, err := d.handOver(tx, t, t.ToMember+1, t.MemberRoom, false)
		if err != nil {
			return nil, err
		}
		as = append(as, a...)
	}
	return as, nil
}

// flushPast tells a new room what was said before, in one go.
func (d *Desk) flushPast(tx store.Tx, t *Ticket) (as []chat.Action, err error) {
	if t.ToStaff < t.Past && !t.StaffRoom.IsZero() {
		if as, err = d.retell(tx, t, t.Past, t.StaffRoom, true); err != nil {
			return nil, err
		}
		t.ToStaff = t.Past
	}
	if t.ToMember < t.MemberPast && !t.MemberRoom.IsZero() && !t.oneRoom() {
		more, err := d.retell(tx, t, t.MemberPast, t.MemberRoom, false)
		if err != nil {
			return nil, err
		}
		as, t.ToMember = append(as, more...), t.MemberPast
	}
	return as, nil
}

// handOver makes the action that shows a line in a room, if the room is to see it and has not seen it there. Copies of
// earlier rooms are forgotten: what is edited from now on is what stands here.
func (d *Desk) handOver(tx store.Tx, t *Ticket, seq uint64, room chat.RoomID, staff bool) ([]chat.Action, error) {
	l, ok, err := lines.Get(tx, lineKey(t, seq))
	if err != nil || !ok || !t.shows(l, staff) {
		return nil, err
	}
	if l.Album != "" && l.Side == StaffSide && isNote(l.Text) {
		l.Side, l.Album = Note, ""
		return nil, putLine(tx, t, l)
	}
	post, err := d.post(tx, t, l, staff)
	if err != nil {
		return nil, err
	}
	if staff && l.Side == StaffSide { // the staff's own words: the copies that count are the member's
		return []chat.Action{t.past(room, post)}, nil
	}
	var as []chat.Action
	var large []chat.File
	l.Album, l.Copies, l.Changed = "", nil, false
	post.Files, large = d.fitting(post.Files, room)
	as = append(as, d.tooLarge(t, &l, room, large)...)
	if l.Pending = post.Text != "" || post.Phrase != nil || len(post.Files) > 0; l.Pending {
		as = append(as, chat.Action{Owner: t.lineOwner(l), Priority: chat.Relay, Effect: chat.Send{Room: room, Post: post}})
	}
	if l.Odd != "" {
		as = append(as, d.odd(t, l, room)...)
	}
	return as, putLine(tx, t, l)
}

func (t *Ticket) lineOwner(l Line) string { return t.owner("line/" + number(int(l.Seq))) }

// shows reports whether the room of the staff, or else of the member, is to get a line.
func (t *Ticket) shows(l Line, staff bool) bool {
	switch {
	case l.Side == Note || l.Removed:
		return false
	case !staff:
		return l.Side == StaffSide && !l.Here && l.Seq > t.Common && !t.oneRoom() && !t.Shared
	case l.Seq <= t.Retold, l.Afar:
		return true
	}
	return l.Side != StaffSide && !t.oneRoom()
}

// post is a line as the room shows it.
func (d *Desk) post(tx store.Tx, t *Ticket, l Line, staff bool) (chat.Post, error) {
	p := chat.Post{Text: l.Text, Phrase: l.Phrase, Spans: l.Spans, Files: l.Files}
	if l.Phrase != nil && (!staff || t.oneRoom()) {
		p.Lang = t.Lang
	}
	named := staff && (l.Seq <= t.Retold || l.Side == System || l.Afar && (t.oneRoom() || l.Side == StaffSide)) || !staff && !d.Policy.Team
	if named && l.From != "" && l.Phrase == nil {
		p = attributed(p, l.From)
	} else if !l.Masked {
		p.Relay = l.Message
	}
	if staff && (l.Side == System || l.Side == MemberSide && l.Phrase != nil) {
		p.Quiet = true
	}
	var err error
	p.ReplyTo, err = peer(tx, l.ReplyTo)
	return p, err
}

// author is who said a line, as a room's readers may know it: under the policy «answer as the team» no name of the staff.
func (d *Desk) author(l Line) chat.Arg {
	if l.Side == StaffSide && d.Policy.Team {
		return chat.Arg{Phrase: chat.Say("the-team")}
	}
	return chat.Arg{Text: l.From}
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
		Phrase: chat.Say("relay-odd-there", "name", d.author(l), "kind", kind), Lang: t.langOf(room),
	}}}
	origin := t.MemberRoom
	switch {
	case room == t.MemberRoom:
		origin = t.StaffRoom
	case origin.IsZero() && t.Asked.Platform == l.Message.Platform:
		origin = t.Asked // said before there was a room
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

// toStaff says something to the staff of a ticket, in its room.
func (d *Desk) toStaff(t Ticket, p *chat.Phrase, replyTo chat.MessageID) chat.Action {
	return chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: t.StaffRoom, Post: chat.Post{Phrase: p, ReplyTo: replyTo}}}
}
