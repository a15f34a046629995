package escalation

import (
	"bytes"
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// tellStep is how many askers are told in one transaction, pingsInPost how many members one post of a room names.
const (
	tellStep    = 50
	pingsInPost = 10
)

// UpdateIncident gives the notice new words, and has all tickets and private chats told, and each room once.
func (d *Desk) UpdateIncident(tx store.Tx, id uint64, text string, by chat.Member, at time.Time) (Incident, []chat.Action, error) {
	return d.edition(tx, id, text, by, false, at)
}

// EndIncident ends one, with last words or without, and has every asker told.
func (d *Desk) EndIncident(tx store.Tx, id uint64, text string, by chat.Member, at time.Time) (Incident, []chat.Action, error) {
	return d.edition(tx, id, text, by, true, at)
}

func (d *Desk) edition(tx store.Tx, id uint64, text string, by chat.Member, end bool, at time.Time) (Incident, []chat.Action, error) {
	i, err := FindIncident(tx, id)
	text = short(strings.TrimSpace(text), incidentText)
	switch {
	case err != nil:
		return i, nil, err
	case !i.Open():
		return i, nil, chat.Refuse("incident-over", "number", strconv.FormatUint(id, 10))
	case text == "" && !end:
		return i, nil, chat.Refuse("incident-usage")
	}
	what := "incident update "
	if text != "" || end {
		i.Text = text
	}
	if i.By, i.Updated = by.Name, at; end {
		what, i.Ended, i.Waiting = "incident end ", at, nil
		if err := incidentLive.Delete(tx, store.Key(id)); err != nil {
			return i, nil, err
		}
	}
	i.Edition++
	if err := d.record(tx, 0, Record{What: what + strconv.FormatUint(id, 10), By: by.ID, Name: by.Name, Why: text, At: at}); err != nil {
		return i, nil, err
	}
	return i, []chat.Action{i.tellOn(at)}, incidents.Put(tx, store.Key(id), i)
}

// MatchIncident gives one other phrases to fit.
func (d *Desk) MatchIncident(tx store.Tx, id uint64, match []string) (Incident, error) {
	i, err := FindIncident(tx, id)
	if err != nil {
		return i, err
	}
	if !i.Open() {
		return i, chat.Refuse("incident-over", "number", strconv.FormatUint(id, 10))
	}
	if i.Match, err = d.terms(match); err != nil {
		return i, err
	}
	i.Chosen = false
	return i, incidents.Put(tx, store.Key(id), i)
}

// tellOn has the telling begin, or go on, in a transaction of its own.
func (i Incident) tellOn(at time.Time) chat.Action {
	return chat.Action{Owner: "incident/" + strconv.FormatUint(i.ID, 10), Effect: chat.Remind{At: at}}
}

// TickIncident attaches the next tickets that an incident began with, or once all are, tells the next askers the newest edition of
// its notice: rows say what is done, so a restart tells nobody twice and forgets nobody. Of one that has ended no more tickets
// become a part.
func (d *Desk) TickIncident(tx store.Tx, owner string, at time.Time) ([]chat.Action, error) {
	id, err := strconv.ParseUint(strings.TrimPrefix(owner, "incident/"), 10, 64)
	if err != nil {
		return nil, nil //nolint:nilerr // an owner that is not ours
	}
	i, ok, err := incidents.Get(tx, store.Key(id))
	if err != nil || !ok {
		return nil, err
	}
	if len(i.Waiting) > 0 && i.Open() {
		as, err := d.attachNext(tx, &i, at)
		if err == nil && len(i.Waiting) == 0 {
			as = append(as, i.tellOn(at)) // an edition may have come meanwhile
		}
		return as, joinErr(err, incidents.Put(tx, store.Key(id), i))
	}
	keys, rows, more, err := untold(tx, i)
	if err != nil {
		return nil, err
	}
	var as []chat.Action
	rooms := map[chat.RoomID][]asker{}
	var order []chat.RoomID
	for n, row := range rows {
		row.Told = i.Edition
		if err := askers.Put(tx, keys[n], row); err != nil {
			return nil, err
		}
		if row.Ticket != 0 {
			told, err := d.tellTicket(tx, i, row, at)
			if err != nil {
				return nil, err
			}
			as = append(as, told...)
			continue
		}
		if rooms[row.Room] == nil {
			order = append(order, row.Room)
		}
		rooms[row.Room] = append(rooms[row.Room], row)
	}
	for _, room := range order {
		told, err := d.tellRoom(tx, i, room, rooms[room], at)
		if err != nil {
			return nil, err
		}
		as = append(as, told...)
	}
	if more {
		as = append(as, i.tellOn(at))
	}
	return as, nil
}

// untold are the next askers who have not got this edition.
func untold(tx store.Tx, i Incident) (keys [][]byte, rows []asker, more bool, err error) {
	for e, err := range askers.Scan(tx, store.Key(i.ID), nil) {
		if err != nil {
			return nil, nil, false, err
		}
		if e.Value.Told >= i.Edition {
			continue
		}
		if len(rows) == tellStep {
			return keys, rows, true, nil
		}
		keys, rows = append(keys, bytes.Clone(e.Key)), append(rows, e.Value)
	}
	return keys, rows, false, nil
}

// tellTicket says the notice in a ticket that is still open; in the room of a closed one, at the end only. A member who has not
// come for the ticket yet hears of the end where it was asked for as well.
func (d *Desk) tellTicket(tx store.Tx, i Incident, row asker, at time.Time) (as []chat.Action, err error) {
	t, ok, err := Get(tx, row.Ticket)
	if err != nil || !ok || t.Incident != i.ID || !t.Open() && i.Open() {
		return nil, err
	}
	if !i.Open() && t.MemberRoom.IsZero() && !t.beingOpened() && !t.Asked.IsZero() {
		if as, err = d.tellRoom(tx, i, t.Asked, []asker{row}, at); err != nil {
			return nil, err
		}
	}
	if !t.Open() {
		as = append(as, d.toMember(&t, newsIncident, i.Notice())...)
		return as, put(tx, t)
	}
	said, err := d.say(tx, &t, Line{Side: StaffSide, Phrase: i.Notice(), Afar: true, At: at})
	if err != nil {
		return nil, err
	}
	return d.moved(tx, t, append(as, said...))
}

// tellRoom tells those who asked in a room: an update once for all, the end with their names, so that each hears of it.
func (d *Desk) tellRoom(tx store.Tx, i Incident, room chat.RoomID, who []asker, at time.Time) (as []chat.Action, err error) {
	post := func(lang string, p *chat.Phrase, ping []chat.MemberID) {
		as = append(as, chat.Action{Priority: chat.Answers, Effect: chat.Send{Room: room, Post: chat.Post{Phrase: p, Lang: lang, Ping: ping, Quiet: len(ping) == 0}}})
	}
	if _, direct := room.Direct(); direct {
		post(who[0].Lang, i.Notice(), nil)
		return as, nil
	}
	if i.Open() {
		key := store.Key(i.ID, room)
		if last, ok, err := shownIn.Get(tx, key); err != nil || ok && !i.Updated.After(last) {
			return nil, err // those before them were told in the same room
		}
		post(who[0].Lang, i.Notice(), nil)
		return as, shownIn.Put(tx, key, at)
	}
	for part := range slices.Chunk(who, pingsInPost) {
		p := chat.Say("incident-askers")
		var ping []chat.MemberID
		for _, a := range part {
			p.Lines(chat.Say("incident-asker", "member", chat.Arg{Text: a.Name, Span: &chat.Span{Kind: chat.Mention, Member: a.Member}}))
			ping = append(ping, a.Member)
		}
		post(part[0].Lang, i.Notice().And(p), ping)
	}
	return as, nil
}
