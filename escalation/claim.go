package escalation

import (
	"cmp"
	"strconv"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Claim gives a ticket to a representative. One that somebody holds is refused with the holder's name.
func (d *Desk) Claim(tx store.Tx, t Ticket, rep chat.Member, at time.Time) ([]chat.Action, error) {
	switch {
	case !t.Open():
		return nil, chat.Refuse("ticket-is-closed", "number", t.number())
	case t.Holder == rep.ID:
		return nil, chat.Refuse("claim-yours", "number", t.number())
	case !t.Holder.IsZero():
		return nil, chat.Refuse("claim-taken", "number", t.number(), "name", t.Holding)
	}
	if t.State == Solved { // taken up again
		if err := d.enter(tx, &t, New, rep, string(Undone), at); err != nil {
			return nil, err
		}
	}
	as := d.hold(&t, rep, at)
	if err := d.enter(tx, &t, Claimed, rep, "", at); err != nil {
		return nil, err
	}
	as = append(as, d.retry(&t)...)
	as = append(as, d.toMember(&t, newsTaken, d.taken(rep))...)
	return d.moved(tx, t, append(as, d.handedOver(t)...))
}

// hold makes a representative the ticket's holder and brings the two together: see meet.
func (d *Desk) hold(t *Ticket, rep chat.Member, at time.Time) []chat.Action {
	t.Holder, t.Holding, t.Taken, t.Active = rep.ID, rep.Name, at, at
	return d.meet(t, rep.ID)
}

// free takes the ticket from its holder.
func (t *Ticket) free() {
	t.Holder, t.Holding, t.Taken, t.Active = chat.MemberID{}, "", time.Time{}, time.Time{}
}

// taken tells the member who takes care of the ticket, as far as that may be known.
func (d *Desk) taken(rep chat.Member) *chat.Phrase {
	if d.Policy.Team {
		return chat.Say("member-claimed-team")
	}
	return chat.Say("member-claimed", "name", rep.Name)
}

// Release gives a ticket back to the queue; its holder or a lead may.
func (d *Desk) Release(tx store.Tx, t Ticket, rep chat.Member, at time.Time) ([]chat.Action, error) {
	if !t.Open() {
		return nil, chat.Refuse("ticket-is-closed", "number", t.number())
	}
	if !t.State.Held() {
		return nil, chat.Refuse("release-free", "number", t.number())
	}
	if err := t.heldBy(rep); err != nil {
		return nil, err
	}
	t.free()
	if err := d.enter(tx, &t, New, rep, string(Released), at); err != nil {
		return nil, err
	}
	as := d.toMember(&t, newsReleased, chat.Say("member-released"))
	return d.moved(tx, t, as)
}

// Close ends a ticket; its holder or a lead may, and any representative if nobody holds it. The member is told and asked
// for a rating once; the words are forgotten when the last has been delivered; a word within Policy.Reopen opens it again.
func (d *Desk) Close(tx store.Tx, t Ticket, rep chat.Member, reason string, at time.Time) ([]chat.Action, error) {
	if !t.Open() {
		return nil, chat.Refuse("ticket-is-closed", "number", t.number())
	}
	if err := t.heldBy(rep); err != nil && !d.Policy.Claims.Anyone {
		return nil, err
	}
	as, err := d.end(tx, &t, rep, "", reason, at)
	if err != nil {
		return nil, err
	}
	return d.moved(tx, t, as)
}

// end closes a ticket, for a reason that somebody gave or for a cause. The caller ends with moved.
func (d *Desk) end(tx store.Tx, t *Ticket, by chat.Member, cause Cause, reason string, at time.Time) ([]chat.Action, error) {
	if err := open.Delete(tx, store.Key(t.Member, string(t.Subject))); err != nil {
		return nil, err
	}
	t.Ended, t.Reason, t.Cause = at, reason, cause
	if err := d.enter(tx, t, Closed, by, cmp.Or(reason, string(cause)), at); err != nil {
		return nil, err
	}
	as := d.farewell(t)
	as = append(as, d.shut(t, chat.Closed)...)
	as = append(as, chat.Action{Owner: t.owner("lock"), Effect: chat.Remind{At: at.Add(d.Policy.Reopen)}})
	more, err := d.preserve(tx, t, at)
	if err != nil {
		return nil, err
	}
	return append(as, more...), settle(tx, t, false)
}

// farewell tells the member and asks for a rating, the first time only. A member who cannot be reached is told where the
// question was asked; the deep link there still brings what was said.
func (d *Desk) farewell(t *Ticket) []chat.Action {
	if t.Into != 0 {
		return t.pointer()
	}
	if t.MemberRoom.IsZero() {
		if t.Token == "" {
			return nil // the room is being opened: it is said there
		}
		a := t.notice(t.Asked, chat.Say("closed-unread", "number", t.number()), t.Source)
		send, _ := a.Effect.(chat.Send)
		send.Post.Buttons = [][]chat.Button{{{Phrase: chat.Say("button-open-chat"), Start: t.Token}}}
		a.Effect = send
		return []chat.Action{a}
	}
	p := t.ending()
	if t.Reason != "" {
		p = chat.Say("member-closed-reason", "number", t.number(), "reason", t.Reason)
	}
	if _, private := t.MemberRoom.Direct(); !private {
		p.And(chat.Say("member-reopen", "wait", chat.Arg{Wait: d.Policy.Reopen.String()}))
	}
	post := chat.Post{Phrase: p, Lang: t.Lang}
	if t.Rating == 0 {
		t.Rating = -1
		p.And(chat.Say("rate-ask"))
		var row []chat.Button
		for n := 1; n <= 5; n++ {
			row = append(row, chat.Button{Text: strconv.Itoa(n) + " ★", Data: "t:" + t.number() + ":rate" + strconv.Itoa(n)})
		}
		post.Buttons = [][]chat.Button{row}
	}
	return []chat.Action{{Priority: chat.Relay, Effect: chat.Send{Room: t.MemberRoom, Post: post}}}
}

// shut puts the ticket's own rooms away; locked for good once it cannot be reopened.
func (d *Desk) shut(t *Ticket, s chat.ThreadState) (as []chat.Action) {
	for _, room := range t.threads() {
		as = append(as, chat.Action{Priority: chat.Relay, Effect: chat.Change{Room: room, Thread: chat.Thread{State: s}}})
	}
	return as
}

// threads are the rooms that belong to the ticket alone: no private chat.
func (t *Ticket) threads() (out []chat.RoomID) {
	if _, private := t.MemberRoom.Direct(); !private && !t.MemberRoom.IsZero() {
		out = append(out, t.MemberRoom)
	}
	if !t.StaffRoom.IsZero() && t.StaffRoom != t.MemberRoom {
		out = append(out, t.StaffRoom)
	}
	return out
}

// Reopen opens a closed ticket again, with the words that did it, said in its own room or afar, unless a newer one of the
// same subject is open. One that was only solved goes on with its holder.
func (d *Desk) Reopen(tx store.Tx, t Ticket, by chat.Member, m *chat.Message, afar bool, at time.Time) ([]chat.Action, error) {
	if t.State == Solved {
		as, err := d.undo(tx, &t, by, at)
		if err != nil {
			return nil, err
		}
		as = append(as, d.toMember(&t, newsReopened, chat.Say("member-reopened", "number", t.number()))...)
		return d.moved(tx, t, as)
	}
	if t.Open() {
		return nil, chat.Refuse("reopen-open", "number", t.number())
	}
	if err := t.stays(tx, by, at); err != nil {
		return nil, err
	}
	if at.After(t.Ended.Add(d.Policy.Reopen)) {
		return nil, chat.Refuse("reopen-late", "number", t.number())
	}
	key := store.Key(t.Member, string(t.Subject))
	if id, ok, err := open.Get(tx, key); err != nil {
		return nil, err
	} else if ok {
		return nil, chat.Refuse("reopen-other", "number", strconv.FormatUint(id, 10))
	}
	if err := open.Put(tx, key, t.ID); err != nil {
		return nil, err
	}
	t.free()
	t.Ended, t.Reason, t.Cause, t.Exchange = time.Time{}, "", "", at
	if err := d.enter(tx, &t, New, by, string(Reopened), at); err != nil {
		return nil, err
	}
	as := d.shut(&t, chat.Opened)
	as = append(as, chat.Action{Owner: t.owner("lock"), Effect: chat.Remind{}})
	if err := d.findMember(tx, &t, at); err != nil {
		return nil, err
	}
	as = append(append(as, d.retry(&t)...), d.tell(&t)...)
	as = append(as, d.toMember(&t, newsReopened, chat.Say("member-reopened", "number", t.number()).And(d.opening(&t, at)))...)
	if m != nil {
		l := lineOf(MemberSide, m, at)
		l.Afar = afar
		more, err := d.say(tx, &t, l)
		if err != nil {
			return nil, err
		}
		as = append(as, more...)
	}
	return d.moved(tx, t, as)
}

// Continue takes words that a member said privately, when no ticket was open for them, into one that was closed lately: by them it is
// opened again, or goes on if somebody has opened it meanwhile. What it has already is not taken twice.
func (d *Desk) Continue(tx store.Tx, t Ticket, by chat.Member, m *chat.Message, at time.Time) ([]chat.Action, error) {
	if !t.Open() || m == nil {
		return d.Reopen(tx, t, by, m, true, at)
	}
	if _, _, told, err := lineOfMessage(tx, m.ID); err != nil {
		return nil, err
	} else if told {
		return d.Reopen(tx, t, by, nil, true, at)
	}
	return d.FromMember(tx, t, m, at, t.MemberRoom != chat.Direct(m.From.ID), true)
}

// findMember gives a ticket without a member's room one: the private chat if it can be reached, else a new deep link.
func (d *Desk) findMember(tx store.Tx, t *Ticket, at time.Time) error {
	if !t.MemberRoom.IsZero() || t.beingOpened() || t.Shared {
		return nil
	}
	ok, _, err := reach.Get(tx, store.Key(t.Member))
	if err != nil {
		return err
	}
	if ok {
		t.MemberRoom, t.Told = chat.Direct(t.Member), true
		return t.dropToken(tx)
	}
	if err := t.dropToken(tx); err != nil {
		return err
	}
	t.Told, t.Answer = false, chat.RoomID{}
	return t.newToken(tx, at)
}

// Reopenable reports whether a message in the closed ticket's own room opens it again: any word but thanks.
func (d *Desk) Reopenable(t Ticket, m *chat.Message, at time.Time) bool {
	return !t.Open() && at.Before(t.Ended.Add(d.Policy.Reopen)) && goesOn(m)
}

// goesOn reports whether a message is more than thanks.
func goesOn(m *chat.Message) bool { return m.Text != "" && !thanks(m.Text) || len(m.Files) > 0 }

// Continuable is the ticket that was closed last of those that can still go on, whichever of a person's accounts it is of.
func (d *Desk) Continuable(tx store.Tx, m chat.MemberID, at time.Time) (last Ticket, found bool, err error) {
	accounts, err := AccountsOf(tx, m)
	if err != nil {
		return last, false, err
	}
	for _, a := range accounts {
		t, ok, err := latest(tx, a, at.Add(-d.Policy.Reopen))
		if err != nil {
			return last, false, err
		}
		if ok && (!found || t.Ended.After(last.Ended)) {
			last, found = t, true
		}
	}
	return last, found, nil
}

// Rate takes the member's rating, once.
func (d *Desk) Rate(tx store.Tx, t Ticket, m chat.MemberID, stars int, at time.Time) error {
	if err := t.Of(tx, m); err != nil {
		return err
	}
	switch {
	case t.Rating > 0:
		return chat.Refuse("rate-again")
	case stars < 1 || stars > 5:
		return chat.Refuse("press-stale")
	}
	t.Rating = stars
	if err := d.rated(tx, &t, stars, at); err != nil {
		return err
	}
	return put(tx, t)
}

// Note keeps a word of the staff among themselves. They read it in the ticket's room, if that is theirs alone, where it stands
// already if it was typed there; else in the queue.
func (d *Desk) Note(tx store.Tx, t Ticket, rep chat.Member, text string, in chat.RoomID, at time.Time) ([]chat.Action, error) {
	switch {
	case text == "":
		return nil, chat.Refuse("note-usage")
	case !t.Open():
		return nil, chat.Refuse("ticket-is-closed", "number", t.number())
	}
	if _, err := addLine(tx, &t, Line{Side: Note, From: rep.Name, Text: text, At: at}); err != nil {
		return nil, err
	}
	t.acted(rep, at)
	p := chat.Say("note-shown", "number", t.number(), "name", rep.Name, "text", text)
	switch {
	case t.StaffRoom.IsZero() || t.oneRoom():
		return d.moved(tx, t, []chat.Action{d.toQueue(t, p)})
	case t.StaffRoom == in:
		return d.moved(tx, t, nil)
	}
	return d.moved(tx, t, []chat.Action{d.toStaff(t, p, chat.MessageID{})})
}

// heldBy refuses a representative who neither holds the ticket nor leads; a free ticket is everyone's.
func (t *Ticket) heldBy(rep chat.Member) error {
	if t.Holder.IsZero() || t.Holder == rep.ID || rep.Role.Has(chat.Lead) {
		return nil
	}
	return &chat.Refusal{Phrase: chat.Say("claim-taken", "number", t.number(), "name", t.Holding).Lines(chat.Say("claim-ask"))}
}

// moved ends every change of a ticket: its timers are set, its card is brought up to date, it is put, and the boards hear of it.
func (d *Desk) moved(tx store.Tx, t Ticket, as []chat.Action) ([]chat.Action, error) {
	as = append(as, d.arm(&t)...)
	card, err := d.card(tx, &t)
	if err != nil {
		return nil, err
	}
	if err := put(tx, t); err != nil {
		return nil, err
	}
	board, err := d.Stir(tx)
	return append(append(as, card...), board...), err
}
