package escalation

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Done takes the receipt of an action that belongs to a ticket.
func (d *Desk) Done(tx store.Tx, e *chat.Done) ([]chat.Action, error) {
	id, what, ok := ReadOwner(e.Action.Owner)
	if !ok {
		return nil, nil
	}
	t, ok, err := Get(tx, id)
	if err != nil || !ok {
		return nil, err
	}
	switch kind, rest, _ := strings.Cut(what, "/"); kind {
	case "line":
		return d.delivered(tx, t, rest, e)
	case "member", "staff":
		return d.opened(tx, t, what, e.Result.Room, e.At)
	case "home":
		return d.home(tx, t, e.Result.Answer != nil && e.Result.Answer.Found, e.At)
	case "past":
		return t.maybeTwice(e), nil
	case "card":
		return d.carded(tx, t, e.Result.Message)
	case "notice":
		return nil, d.noticed(tx, t, e.Result.Message)
	case "log":
		t.Logged = e.Result.Message
		return nil, put(tx, t)
	}
	return nil, nil
}

// carded remembers where the card lies and brings it up to date if the ticket has moved on meanwhile.
func (d *Desk) carded(tx store.Tx, t Ticket, m chat.MessageID) ([]chat.Action, error) {
	if !t.Card.IsZero() {
		return nil, nil // an edit, or a further part of a long card
	}
	if m.Platform != t.Queue.Platform { // it has moved on since
		return []chat.Action{t.cardElsewhere(m, d.Places[m.Platform].Queue)}, nil
	}
	t.Card = m
	var as []chat.Action
	if t.CardStale {
		t.CardStale = false
		var err error
		if as, err = d.card(tx, &t); err != nil {
			return nil, err
		}
	}
	return as, put(tx, t)
}

// noticesMax is how many of the desk's own words a reply can find the ticket by.
const noticesMax = 20

// noticed links one of the desk's own words to its ticket.
func (d *Desk) noticed(tx store.Tx, t Ticket, m chat.MessageID) error {
	if m.IsZero() || !t.Open() || len(t.Notices) >= noticesMax {
		return nil
	}
	t.Notices = append(t.Notices, m)
	if err := links.Put(tx, store.Key(m), link{Ticket: t.ID}); err != nil {
		return err
	}
	return put(tx, t)
}

// delivered joins a line with its copies. With the last receipt an edit or deletion that came meanwhile leaves, and a closed
// ticket may forget its words.
func (d *Desk) delivered(tx store.Tx, t Ticket, seq string, e *chat.Done) ([]chat.Action, error) {
	l, ok, err := lineNumbered(tx, &t, seq)
	if err != nil || !ok || t.left(l, e.Action.Target()) {
		return nil, err
	}
	switch effect := e.Action.Effect.(type) {
	case chat.Send:
		if !slices.Contains(l.Copies, e.Result.Message) {
			l.Copies = append(l.Copies, e.Result.Message)
		}
		l.Maybe = l.Maybe || e.Result.Maybe
		if err := linkTo(tx, &t, l, e.Result.Message); err != nil {
			return nil, err
		}
	case chat.Delete:
		l.Copies = slices.DeleteFunc(l.Copies, func(m chat.MessageID) bool { return slices.Contains(effect.Messages, m) })
	}
	var as []chat.Action
	if _, large := d.fitting(l.Files, e.Action.Target()); len(large) == 0 { // else a part of it never arrives
		as = t.mark(&l, chat.Delivered, d.Policy.MarkAll)
	}
	more, err := d.arrived(tx, &t, &l, e.Action)
	if err != nil {
		return nil, err
	}
	as = slices.Concat(as, more, t.maybeTwice(e))
	if len(t.Owed) == 0 || t.MemberRoom != e.Action.Target() {
		return as, nil
	}
	news, err := d.back(tx, t, e.At) // who could not be reached can
	return append(as, news...), err
}

// maybeTwice marks what was sent again, for nobody knows whether it had arrived.
func (t *Ticket) maybeTwice(e *chat.Done) []chat.Action {
	if !e.Result.Maybe {
		return nil
	}
	return []chat.Action{{Priority: chat.Cosmetic, Effect: chat.Send{Room: e.Action.Target(), Post: chat.Post{
		Phrase: chat.Say("relay-maybe-twice"), Lang: t.langOf(e.Action.Target()), ReplyTo: e.Result.Message, Quiet: true,
	}}}}
}

// arrived notes that a part of a line has its receipt, or never will; after the last one what waited for it is done.
func (d *Desk) arrived(tx store.Tx, t *Ticket, l *Line, a chat.Action) (as []chat.Action, err error) {
	if a.Last() {
		l.Pending = false
		switch {
		case l.Removed:
			as = d.takeBack(*t, *l)
		case l.Changed && len(l.Copies) > 0:
			if as, err = d.editCopies(tx, t, l); err != nil {
				return nil, err
			}
		}
	}
	if err := putLine(tx, t, *l); err != nil {
		return nil, err
	}
	if t.Open() || l.Pending {
		return as, nil
	}
	if err := settle(tx, t, false); err != nil {
		return nil, err
	}
	return as, put(tx, *t)
}

func lineNumbered(tx store.Tx, t *Ticket, seq string) (Line, bool, error) {
	n, err := strconv.ParseUint(seq, 10, 64)
	if err != nil {
		return Line{}, false, nil //nolint:nilerr // an owner that is not ours
	}
	return lines.Get(tx, lineKey(t, n))
}

// Failed takes the end of an action that could not be done: the ticket goes on by the next best way.
func (d *Desk) Failed(tx store.Tx, e *chat.Failed) ([]chat.Action, error) {
	id, what, ok := ReadOwner(e.Action.Owner)
	if !ok {
		return nil, nil
	}
	t, ok, err := Get(tx, id)
	if err != nil || !ok {
		return nil, err
	}
	switch kind, rest, _ := strings.Cut(what, "/"); kind {
	case "line":
		return d.undelivered(tx, t, rest, e)
	case "home":
		return d.home(tx, t, false, e.At)
	case "member":
		return d.withoutThread(tx, t, e.At)
	case "staff":
		return d.withoutRoom(tx, t, e.Action.Target().Platform)
	case "card":
		return d.cardLost(tx, t, e)
	case "alarm":
		return d.alarmLost(&t, e), nil
	case "mark":
		return d.unmarked(tx, t, rest, e)
	case "past":
		return d.untold(tx, t, e)
	case "aside":
		return d.unsaid(tx, t, rest, e)
	case "taken":
		return d.untaken(tx, t, rest, e)
	case "notice":
		return d.unsaidNotice(tx, t, rest, e)
	}
	return nil, nil
}

// cardLost makes room for another card: of one that could not be sent with the next change, of one that is gone at once.
func (d *Desk) cardLost(tx store.Tx, t Ticket, e *chat.Failed) ([]chat.Action, error) {
	edit := e.Action.Kind() == "edit"
	if edit && e.Fault.Class != chat.Gone {
		return nil, nil
	}
	t.Card, t.Carded, t.CardShows = chat.MessageID{}, false, nil
	var as []chat.Action
	if edit {
		var err error
		if as, err = d.card(tx, &t); err != nil {
			return nil, err
		}
	}
	return as, put(tx, t)
}

// withoutThread goes on in the member's private chat when no thread could be opened for the member. Where the staff has no
// room for that, the member is told that it takes longer, and the thread is asked for again.
func (d *Desk) withoutThread(tx store.Tx, t Ticket, at time.Time) ([]chat.Action, error) {
	t.asked("member", false)
	if d.staffPlace(&t).Staff.IsZero() {
		as := []chat.Action{d.inQueue(t, chat.Say("member-thread-delayed", "number", t.number()), t.roomsButton()...)}
		if !t.Told {
			t.Told = true
			as = append(as, t.notice(t.replyRoom(), chat.Say("handover-delayed", "number", t.number()).And(chat.Say("handover-safe")), t.Source))
		}
		return as, put(tx, t)
	}
	t.Shared = false
	as := []chat.Action{d.toQueue(t, chat.Say("member-thread-failed", "number", t.number()))}
	more, err := d.private(tx, &t, at)
	if err != nil {
		return nil, err
	}
	as = slices.Concat(as, more, d.arm(&t))
	return as, put(tx, t)
}

// rebuildEvery bounds how often a room is built anew.
const rebuildEvery = 10 * time.Minute

// undelivered deals with a line that could not be shown on the other side.
func (d *Desk) undelivered(tx store.Tx, t Ticket, seq string, e *chat.Failed) ([]chat.Action, error) {
	l, ok, err := lineNumbered(tx, &t, seq)
	if err != nil {
		return nil, err
	}
	if !ok {
		return d.lostInMerge(tx, t, seq, e)
	}
	room := e.Action.Target()
	_, private := room.Direct()
	if t.left(l, room) {
		return nil, nil // another message has discovered it: the new room gets this one
	}
	as, err := d.arrived(tx, &t, &l, e.Action)
	if err != nil {
		return nil, err
	}
	var more []chat.Action
	switch {
	case e.Action.Kind() == "edit":
		more, err = d.unchanged(tx, t, l, e)
	case e.Action.Kind() != "send":
		return as, nil // a part that an edit made superfluous
	case e.Fault.Class == chat.Gone && !private && e.At.Sub(t.Rebuilt) > rebuildEvery:
		more, err = d.rebuild(tx, t, room, e.At)
	case (e.Fault.Class == chat.Unreachable || e.Fault.Class == chat.Gone) && private:
		more, err = d.unreachable(tx, t, l, e)
	default:
		more, err = d.apologise(tx, t, l, e)
	}
	return append(as, more...), err
}

// Tick takes a timer of a ticket.
func (d *Desk) Tick(tx store.Tx, e *chat.Tick) ([]chat.Action, error) {
	id, what, ok := ReadOwner(e.Owner)
	if !ok {
		return nil, nil
	}
	t, ok, err := Get(tx, id)
	if err != nil || !ok {
		return nil, err
	}
	switch kind, _, _ := strings.Cut(what, "/"); {
	case kind == "album":
		return d.albumComplete(tx, t)
	case kind == "lock" && !t.Open():
		if err := t.dropToken(tx); err != nil {
			return nil, err
		}
		if err := settle(tx, &t, true); err != nil {
			return nil, err
		}
		return d.shut(&t, chat.Locked), put(tx, t)
	}
	return d.rang(tx, t, what, e.At)
}
