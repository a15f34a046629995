package escalation

import (
	"cmp"

	"frontdesk/chat"
	"frontdesk/store"
)

// Edited carries an edit over. While the line is on its way, the new words wait in it and leave with the last receipt. Words
// that an edit makes a note are taken back from the member.
func (d *Desk) Edited(tx store.Tx, m *chat.Message) ([]chat.Action, bool, error) {
	t, l, ok, err := lineOfMessage(tx, m.ID)
	if err != nil || !ok || l.Message != m.ID {
		return nil, ok, err
	}
	if l.Side == StaffSide && !isNote(m.Text) {
		var masked bool
		if m, masked, err = d.faceless(tx, &t, m); err != nil {
			return nil, true, err
		}
		l.Masked = l.Masked || masked
	}
	if l.Text == m.Text || l.Side == Note {
		return nil, true, nil
	}
	if l.Side == StaffSide && !t.oneRoom() && isNote(m.Text) {
		as, err := d.Deleted(tx, m.ID)
		return as, true, err
	}
	l.Text, l.Spans = m.Text, m.Spans
	var as []chat.Action
	switch {
	case l.Pending:
		l.Changed = true
	case len(l.Copies) > 0:
		as, err = d.editCopies(tx, &t, &l)
	case t.handed(l):
		if err := putLine(tx, &t, l); err != nil {
			return nil, true, err
		}
		as, err = d.handOver(tx, &t, l.Seq, t.readers(l), l.Side != StaffSide)
		return as, true, err
	}
	if err != nil {
		return nil, true, err
	}
	return as, true, putLine(tx, &t, l)
}

// readers is the room of the other side: where a line is to be read.
func (t *Ticket) readers(l Line) chat.RoomID {
	if l.Side == StaffSide {
		return t.MemberRoom
	}
	return t.StaffRoom
}

// handed reports whether the other side's room had its turn with a line, though no copy of it is there: it was part of the
// history, or could not be delivered. Edited, it is shown by itself.
func (t *Ticket) handed(l Line) bool {
	mark := t.ToStaff
	if l.Side == StaffSide {
		mark = t.ToMember
	}
	return l.Seq <= mark && !t.readers(l).IsZero()
}

// recounts is the last line that the room where a line is to be read was told as history.
func (t *Ticket) recounts(l Line) uint64 {
	if l.Side == StaffSide {
		return t.MemberPast
	}
	return t.Past
}

// editCopies brings what stands on the other side up to date; its receipts tell which parts came and went.
func (d *Desk) editCopies(tx store.Tx, t *Ticket, l *Line) ([]chat.Action, error) {
	room := t.readers(*l)
	post, err := d.post(tx, t, *l, l.Side != StaffSide)
	if err != nil {
		return nil, err
	}
	post.Relay = chat.MessageID{}
	l.Pending, l.Changed = true, false
	return []chat.Action{{Owner: t.lineOwner(*l), Priority: chat.Relay, Effect: chat.Edit{Room: room, Messages: l.Copies, Post: post}}}, nil
}

// Deleted carries a deletion over: a representative's words disappear, of a member's the staff keeps the copy, marked. What
// was not delivered yet never is.
func (d *Desk) Deleted(tx store.Tx, id chat.MessageID) ([]chat.Action, error) {
	t, l, ok, err := lineOfMessage(tx, id)
	if err != nil || !ok || l.Message != id || l.Removed {
		return nil, err
	}
	l.Removed = true
	var as []chat.Action
	if !l.Pending {
		as = d.takeBack(t, l)
	}
	return as, putLine(tx, &t, l)
}

// takeBack removes or marks what stands on the other side. Words that a new room was told with others, as history, stay: a
// representative who deletes such is told so, and the staff of what the member deletes. So is a representative of a copy that may stand
// there without a name, as its sending had no answer.
func (d *Desk) takeBack(t Ticket, l Line) []chat.Action {
	switch {
	case len(l.Copies) == 0 && l.Side == StaffSide && !t.oneRoom() && l.Seq <= min(t.MemberPast, t.ToMember):
		l.Message = chat.MessageID{}
		return []chat.Action{t.aside(l, chat.Say("relay-untaken-told", "text", cmp.Or(short(l.Text, replyShown), "…")))}
	case len(l.Copies) == 0 && l.Side != StaffSide && l.Side != Note && l.Seq <= min(t.Past, t.ToStaff) && !t.StaffRoom.IsZero():
		return []chat.Action{d.toStaff(t, chat.Say("relay-deleted-told", "text", cmp.Or(short(l.Text, replyShown), "…")), chat.MessageID{})}
	case len(l.Copies) == 0:
		return nil
	case l.Side == StaffSide:
		as := []chat.Action{{Owner: t.owner("taken/" + number(int(l.Seq))), Priority: chat.Relay, Effect: chat.Delete{Room: t.MemberRoom, Messages: l.Copies}}}
		if l.Maybe {
			l.Message = chat.MessageID{}
			as = append(as, t.aside(l, chat.Say("relay-untaken-maybe", "text", cmp.Or(short(l.Text, replyShown), "…"))))
		}
		return as
	}
	return []chat.Action{d.toStaff(t, chat.Say("relay-deleted"), l.Copies[0])}
}
