package escalation

import (
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Merge moves what was said in one open ticket to another and closes the first with a pointer; the member is told. Whoever does
// so must be able to act on both. Tickets of different people can be merged by a lead only, into a ticket whose member does not
// read the staff's room: the first one's words are context for the staff then, and no more.
func (d *Desk) Merge(tx store.Tx, from, into Ticket, rep chat.Member, at time.Time) ([]chat.Action, error) {
	same, err := d.mergeable(tx, &from, &into, rep)
	if err != nil {
		return nil, err
	}
	as, err := d.carry(tx, &from, &into, same, rep, at)
	if err != nil {
		return nil, err
	}
	from.Into = into.ID
	into.Related = slices.DeleteFunc(slices.Clone(into.Related), func(id uint64) bool { return id == from.ID })
	into.Exchange = at
	ended, err := d.end(tx, &from, rep, Merged, "", at)
	if err != nil {
		return nil, err
	}
	if as, err = d.moved(tx, from, append(as, ended...)); err != nil {
		return nil, err
	}
	for _, r := range []struct{ ticket, other uint64 }{{from.ID, into.ID}, {into.ID, from.ID}} {
		if err := d.record(tx, r.ticket, Record{What: string(ActMerged), By: rep.ID, Name: rep.Name, Why: number(int(r.other)), At: at}); err != nil {
			return nil, err
		}
	}
	return d.moved(tx, into, as)
}

// mergeable refuses what cannot be merged, and tells whether the tickets are one person's.
func (d *Desk) mergeable(tx store.Tx, from, into *Ticket, rep chat.Member) (same bool, err error) {
	if from.ID == into.ID {
		return false, chat.Refuse("merge-self")
	}
	for _, t := range []*Ticket{from, into} {
		if !t.Open() {
			return false, chat.Refuse("ticket-is-closed", "number", t.number())
		}
		if err := t.heldBy(rep); err != nil {
			return false, err
		}
	}
	if same, err = SamePerson(tx, from.Member, into.Member); err != nil || same {
		return same, err
	}
	switch {
	case !rep.Role.Has(chat.Lead):
		return false, chat.Refuse("merge-others", "from", from.number(), "into", into.number())
	case into.Shared || into.oneRoom():
		return false, chat.Refuse("merge-shared", "from", from.number(), "into", into.number())
	}
	return false, nil
}

// carry moves the lines of one ticket to the end of another. The member's words stay the member's, so that an edit follows
// them; what the staff said and the member has read is context there; what never reached the member still goes out.
func (d *Desk) carry(tx store.Tx, from, into *Ticket, same bool, rep chat.Member, at time.Time) (as []chat.Action, err error) {
	moving, err := takeLines(tx, from)
	if err != nil {
		return nil, err
	}
	head := chat.Say("merged-head", "from", from.number(), "name", rep.Name)
	if !into.StaffRoom.IsZero() && !into.oneRoom() {
		as = append(as, d.toStaff(*into, head, chat.MessageID{}))
	}
	for _, l := range moving {
		if l.Removed {
			continue
		}
		waits := l.Seq > from.ToMember && from.shows(l, false)
		copies, seq := l.Copies, l.Seq
		late := l.Side == StaffSide && l.Pending && !waits
		l = Line{
			Side: l.Side, From: l.From, Message: l.Message, Parts: l.Parts, Text: l.Text, Phrase: l.Phrase, Spans: l.Spans, Files: l.Files, Odd: l.Odd, At: l.At,
			Afar: true,
		}
		switch {
		case l.Side == Note:
			if !into.StaffRoom.IsZero() && !into.oneRoom() {
				as = append(as, d.toStaff(*into, chat.Say("note-shown", "number", from.number(), "name", l.From, "text", short(l.Text, replyShown)), chat.MessageID{}))
			}
		case l.Side == MemberSide && same, l.Side == System:
		case l.Side == StaffSide && same && waits:
			l.Afar = into.Shared || into.oneRoom()
		default:
			l.Side = System
		}
		if l, err = addLine(tx, into, l); err != nil {
			return nil, err
		}
		as = append(as, d.secured(into, l, 0)...)
		if late {
			if err := overtaken.Put(tx, lineKey(from, seq), link{into.ID, l.Seq}); err != nil {
				return nil, err
			}
		}
		for _, m := range slices.Concat(l.Parts, copies) { // a reply to any of them finds the ticket that goes on
			if err := linkTo(tx, into, l, m); err != nil {
				return nil, err
			}
		}
	}
	if same && len(moving) > 0 && into.State == WaitingMember && from.State != WaitingMember {
		if err := d.enter(tx, into, WaitingStaff, rep, "", at); err != nil {
			return nil, err
		}
	}
	more, err := d.flush(tx, into)
	return append(as, more...), err
}

// takeLines takes the lines out of a ticket, and what leads to them.
func takeLines(tx store.Tx, t *Ticket) (out []Line, err error) {
	for e, err := range lines.Scan(tx, store.Key(t.ID), nil) {
		if err != nil {
			return nil, err
		}
		out = append(out, e.Value)
	}
	for _, l := range out {
		if err := lines.Delete(tx, lineKey(t, l.Seq)); err != nil {
			return nil, err
		}
		for _, m := range slices.Concat([]chat.MessageID{l.Message}, l.Parts, l.Copies) {
			if m.IsZero() {
				continue
			}
			if err := links.Delete(tx, store.Key(m)); err != nil {
				return nil, err
			}
		}
	}
	t.ToStaff, t.ToMember, t.Retold = t.Lines, t.Lines, t.Lines
	return out, nil
}

// pointer tells the member of a ticket that was merged where it goes on.
func (t *Ticket) pointer() []chat.Action {
	if t.MemberRoom.IsZero() {
		return nil
	}
	return []chat.Action{t.notice(t.MemberRoom, chat.Say("member-merged", "number", t.number(), "into", number(int(t.Into))), chat.MessageID{})}
}

// stays refuses to open a closed ticket again that was merged, and whose member is blocked and wants it.
func (t *Ticket) stays(tx store.Tx, by chat.Member, at time.Time) error {
	if t.Into != 0 {
		return chat.Refuse("reopen-merged", "number", t.number(), "into", number(int(t.Into)))
	}
	if by.ID != t.Member {
		return nil
	}
	return barred(tx, t.Member, at)
}
