package escalation

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// mark shows the state of a line on its original, where the platform has such marks. That a line arrived is shown only after
// something else was, or if the community wants to see it of all. The caller puts the line.
func (t *Ticket) mark(l *Line, m chat.Mark, always bool) []chat.Action {
	if l.Shown == m || m == chat.Delivered && l.Shown == "" && (!always || l.Side != StaffSide) {
		return nil
	}
	l.Shown = m
	room := t.writers(*l)
	if l.Message.IsZero() || room.Platform != l.Message.Platform {
		return nil
	}
	return []chat.Action{{
		Lane: room.String() + "~", Owner: t.owner("mark/" + number(int(l.Seq))), Priority: chat.Cosmetic,
		Effect: chat.Marking{Room: room, Message: l.Message, Mark: m},
	}}
}

// writers is the room in which a line was said.
func (t *Ticket) writers(l Line) chat.RoomID {
	if l.Side == StaffSide {
		return t.StaffRoom
	}
	return t.MemberRoom
}

// unmarked says in words that a line waits, where no mark could be shown. A failure is said in words in any case.
func (d *Desk) unmarked(tx store.Tx, t Ticket, seq string, e *chat.Failed) ([]chat.Action, error) {
	m, _ := e.Action.Effect.(chat.Marking)
	l, ok, err := lineNumbered(tx, &t, seq)
	if err != nil || !ok || m.Mark != chat.Waiting || l.Shown != chat.Waiting {
		return nil, err
	}
	return []chat.Action{t.aside(l, chat.Say("relay-waiting"))}, nil
}

// rebuildable reports whether a failure says that a room of the ticket is gone, and it is time to build it anew.
func (t *Ticket) rebuildable(e *chat.Failed) bool {
	room := e.Action.Target()
	_, private := room.Direct()
	return e.Fault.Class == chat.Gone && !private && e.At.Sub(t.Rebuilt) > rebuildEvery && (room == t.StaffRoom || room == t.MemberRoom)
}

func (t *Ticket) againButton(l Line) chat.Button {
	return chat.Button{Phrase: chat.Say("button-again"), Data: "t:" + t.number() + ":again" + number(int(l.Seq))}
}

// Delayed takes the news that a line is on its way longer than usual.
func (d *Desk) Delayed(tx store.Tx, e *chat.Delayed) ([]chat.Action, error) {
	id, what, ok := ReadOwner(e.Action.Owner)
	if !ok || e.Action.Kind() != "send" {
		return nil, nil
	}
	t, ok, err := Get(tx, id)
	if err != nil || !ok {
		return nil, err
	}
	l, ok, err := lineOwned(tx, &t, what)
	if err != nil || !ok || !l.Pending || t.left(l, e.Action.Target()) {
		return nil, err
	}
	as := t.mark(&l, chat.Waiting, false)
	return as, putLine(tx, &t, l)
}

// apologise tells both sides that a line did not arrive, and why. Its author can have it tried again.
func (d *Desk) apologise(tx store.Tx, t Ticket, l Line, e *chat.Failed) ([]chat.Action, error) {
	room := e.Action.Target()
	reason := chat.Say("fault-" + string(e.Fault.Class))
	said := chat.Say("relay-failed", "reason", reason)
	if e.Fault.Why == chat.TooLarge {
		said = chat.Say("relay-too-large", "limit", megabytes(d.largest(l.Files, room)))
	}
	as := append(t.mark(&l, chat.Undone, false), t.aside(l, said, t.againButton(l)))
	if e.Fault.Class == chat.Gone && room == t.StaffRoom && !t.oneRoom() { // in a room of both the author cannot be told: see unsaid
		as = append(as, d.inQueue(t, chat.Say("aside-queue", "number", t.number(), "name", d.author(l), "words", short(l.Text, replyShown), "text", said), t.againButton(l)))
	}
	if e.Fault.Class != chat.Denied && e.Fault.Class != chat.Gone {
		as = append(as, chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{
			Phrase: chat.Say("relay-failed-there", "name", d.author(l), "reason", reason), Lang: t.langOf(room),
		}}})
	}
	return as, putLine(tx, &t, l)
}

// untold tells the staff that a new room could not be told what was said before. Words are told without a file that the platform
// does not give any more, as it lay in the room that is gone.
func (d *Desk) untold(tx store.Tx, t Ticket, e *chat.Failed) ([]chat.Action, error) {
	if t.rebuildable(e) {
		return d.rebuild(tx, t, e.Action.Target(), e.At)
	}
	var as []chat.Action
	if s, ok := e.Action.Effect.(chat.Send); ok && len(s.Post.Files) > 0 && s.Post.Text != "" {
		s.Post.Files = nil
		as = append(as, t.past(s.Room, s.Post))
	}
	return append(as, d.toQueue(t, chat.Say("relay-untold", "number", t.number(), "reason", chat.Say("fault-"+string(e.Fault.Class))))), nil
}

// unreachable keeps what the member could not get and goes the next best way: the same person's account on the other platform,
// else a mention with the deep link where the question was asked. The staff is told which.
func (d *Desk) unreachable(tx store.Tx, t Ticket, l Line, e *chat.Failed) ([]chat.Action, error) {
	room := e.Action.Target()
	who, _ := room.Direct()
	if err := reach.Put(tx, store.Key(who), false); err != nil {
		return nil, err
	}
	t.ToMember = min(t.ToMember, l.Seq-1)
	if t.MemberRoom != room {
		return nil, put(tx, t) // an earlier line has said so
	}
	if err := d.withdraw(tx, room, t.owner("line/")); err != nil {
		return nil, err
	}
	t.MemberRoom = chat.RoomID{}
	as := t.mark(&l, chat.Waiting, false)
	if err := putLine(tx, &t, l); err != nil {
		return nil, err
	}
	why := chat.Say("away-"+reasonOf(e.Fault), "name", t.Name)
	other, ok, err := d.otherAccount(tx, t.Member)
	switch {
	case err != nil:
		return nil, err
	case ok:
		more, err := d.goElsewhere(tx, &t, room.Platform, other, e.At)
		return append(append(as, t.aside(l, why.And(chat.Say("fallback-platform", "platform", other.Platform.Title())))), more...), err
	}
	if err := t.newToken(tx, e.At); err != nil {
		return nil, err
	}
	next := chat.Say("fallback-kept")
	if _, direct := t.Asked.Direct(); !direct && !t.Asked.IsZero() {
		next = chat.Say("fallback-mention")
		t.Told, t.Answer = false, chat.RoomID{}
		as = append(as, d.tell(&t)...)
	}
	return append(as, t.aside(l, why.And(next), t.againButton(l))), put(tx, t)
}

func reasonOf(f *chat.Fault) string {
	switch f.Why {
	case chat.Blocked, chat.ClosedDM, chat.LeftServer, chat.NeverOpened, chat.Deactivated:
		return string(f.Why)
	}
	return "unknown"
}

// otherAccount is an account of the same person to which the bot may write.
func (d *Desk) otherAccount(tx store.Tx, m chat.MemberID) (chat.MemberID, bool, error) {
	accounts, err := AccountsOf(tx, m)
	if err != nil {
		return chat.MemberID{}, false, err
	}
	for _, a := range accounts {
		ok, known, err := reach.Get(tx, store.Key(a))
		if err != nil {
			return a, false, err
		}
		if ok || !known && d.Caps(chat.Direct(a)).WritesFirst {
			return a, true, nil
		}
	}
	return chat.MemberID{}, false, nil
}

// Here returns the open tickets that go on in the private chat with an account: its own, and those of the same person that
// could not go on with another.
func Here(tx store.Tx, m chat.MemberID) ([]Ticket, error) {
	ts, err := OpenOfPerson(tx, m)
	return slices.DeleteFunc(ts, func(t Ticket) bool { return t.Member != m && t.MemberRoom != chat.Direct(m) }), err
}

// goElsewhere carries the member's side on in the private chat with another account of the same person, who is told so there.
func (d *Desk) goElsewhere(tx store.Tx, t *Ticket, from chat.Platform, to chat.MemberID, at time.Time) ([]chat.Action, error) {
	t.MemberRoom = chat.Direct(to)
	as := []chat.Action{t.notice(t.MemberRoom, chat.Say("fallback-here", "number", t.number(), "platform", from.Title()).And(t.shownProof()), chat.MessageID{})}
	more, err := d.there(tx, t, at)
	if err != nil {
		return nil, err
	}
	as = slices.Concat(as, more, d.arm(t))
	return as, put(tx, *t)
}

// TryAgain sends a line once more that did not arrive. Its author's side may: the staff, or the member.
func (d *Desk) TryAgain(tx store.Tx, t Ticket, seq string, by chat.Member) ([]chat.Action, error) {
	l, ok, err := lineNumbered(tx, &t, seq)
	if err != nil {
		return nil, err
	}
	own, err := t.owned(tx, by.ID)
	if err != nil {
		return nil, err
	}
	switch {
	case !ok || l.Removed:
		return nil, chat.Refuse("again-gone")
	case !by.Role.Has(chat.Representative) && !(own && l.Side == MemberSide):
		return nil, chat.Refuse("not-yours")
	case len(l.Copies) > 0, l.Seq <= t.recounts(l) && l.Shown != chat.Undone:
		return nil, chat.Refuse("again-done")
	case l.Pending && t.handed(l) && !t.readers(l).IsZero():
		return nil, chat.Refuse("again-under-way")
	}
	t.Rebuilt = time.Time{} // somebody watches: a room that is gone is built anew, however often that was
	as := d.retry(&t)
	if l.Side == StaffSide && t.MemberRoom.IsZero() && !t.Asking["member"] {
		t.MemberRoom = chat.Direct(t.Member)
	}
	if t.handed(l) {
		more, err := d.handOver(tx, &t, l.Seq, t.readers(l), l.Side != StaffSide)
		return append(as, more...), joinErr(err, put(tx, t))
	}
	more, err := d.flush(tx, &t)
	return append(as, more...), joinErr(err, put(tx, t))
}

func joinErr(first, second error) error {
	if first != nil {
		return first
	}
	return second
}

// Left tells the staff of a member who went away from where the ticket's thread is; the talk goes on with another account of
// the same person, if there is one.
func (d *Desk) Left(tx store.Tx, m chat.MemberID, at time.Time) (as []chat.Action, err error) {
	if c, ok, err := colleagues.Get(tx, store.Key(m)); err != nil {
		return nil, err
	} else if c.Member.Groups = nil; ok && !d.office(c.Member) {
		return d.retired(tx, m, at)
	}
	ts, err := OpenOf(tx, m)
	if err != nil {
		return nil, err
	}
	for _, t := range ts {
		if _, private := t.MemberRoom.Direct(); private || t.MemberRoom.IsZero() || t.MemberRoom.Platform != m.Platform {
			continue
		}
		as = append(as, d.toStaff(t, chat.Say("away-left", "name", t.Name), chat.MessageID{}))
	}
	return as, nil
}

// fitting divides files into those that a room can be sent and those that are too large for it, or to be fetched for it. A file
// whose size nobody told is tried.
func (d *Desk) fitting(files []chat.File, room chat.RoomID) (fit, large []chat.File) {
	for _, f := range files {
		if limit := d.largest([]chat.File{f}, room); limit > 0 && f.Size > limit {
			large = append(large, f)
			continue
		}
		fit = append(fit, f)
	}
	return fit, large
}

// largest is how large files may be that are to go to a room, in bytes; 0: nothing is in the way.
func (d *Desk) largest(files []chat.File, room chat.RoomID) (limit int64) {
	caps := d.Caps(room)
	for _, f := range files {
		if f.Platform == room.Platform && caps.Resends {
			continue
		}
		most := caps.Upload
		if from := d.Caps(chat.RoomID{Platform: f.Platform}).Download; from > 0 && (most == 0 || from < most) {
			most = from
		}
		if limit == 0 || most < limit {
			limit = most
		}
	}
	return limit
}

// tooLarge tells the author of files that do not fit, with the limit, and the readers that there was something.
func (d *Desk) tooLarge(t *Ticket, l *Line, room chat.RoomID, large []chat.File) []chat.Action {
	if len(large) == 0 {
		return nil
	}
	limit := megabytes(d.largest(large, room))
	as := append(t.mark(l, chat.Undone, false), t.aside(*l, chat.Say("relay-too-large", "limit", limit)))
	return append(as, chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{
		Phrase: chat.Say("relay-too-large-there", "name", d.author(*l), "limit", limit), Lang: t.langOf(room),
	}}})
}

func megabytes(n int64) string { return strconv.FormatInt(n>>20, 10) + " MB" }

// lineOwned is the line that an action's owner names: "line/3".
func lineOwned(tx store.Tx, t *Ticket, what string) (Line, bool, error) {
	var seq uint64
	if _, err := fmt.Sscanf(what, "line/%d", &seq); err != nil {
		return Line{}, false, nil //nolint:nilerr // an owner that is no line
	}
	return lines.Get(tx, lineKey(t, seq))
}
