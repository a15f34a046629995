package moderation

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// PictureOwner begins the owners of what is asked about pictures, PicturesOwner owns the timer of when the next is.
const (
	PictureOwner  = "portrait"
	PicturesOwner = "portraits"
)

const (
	lookLives  = 10 * time.Minute
	lookAgain  = 7 * 24 * time.Hour // a picture looked at since then is not asked for in the sweep
	lookPause  = 250 * time.Millisecond
	lookRecall = 16 // prints that are compared in one transaction: each takes up to some milliseconds
)

// wanted is an account whose picture is to be looked at.
type wanted struct {
	Member chat.MemberID `json:"member"`
	Room   chat.RoomID   `json:"room,omitzero"`
}

// round is when the next picture is looked at, and how far the known members are, who have their turn when nobody else waits.
type round struct {
	Due   time.Time `json:"due,omitzero"`  // zero: nothing is to be done
	Rung  time.Time `json:"rung,omitzero"` // the last Due: a date rings once, and platforms that tell whole seconds name one twice
	Asked time.Time `json:"asked,omitzero"`
	Sweep bool      `json:"sweep,omitempty"`
	From  []byte    `json:"from,omitempty"`
}

var (
	wishes   = store.Table[wanted]{Name: "portrait_wanted"}  // turn‖time‖account
	waiting  = store.Table[[]byte]{Name: "portrait_waiting"} // account → its row there, so that each waits once
	rounds   = store.Table[round]{Name: "guard"}
	roundKey = []byte("portraits")
)

// perLook is the policy's budget as a pause between two looks.
func (p *Policy) perLook() time.Duration { return time.Minute / time.Duration(p.Pictures) }

// want has an account's picture looked at as soon as the budget allows.
func (g *Guard) want(tx store.Tx, m chat.Member, room chat.RoomID, at time.Time) ([]chat.Action, error) {
	if g.Policy.Pictures <= 0 || m.Kind != chat.Person && m.Kind != chat.Bot || !slices.Contains(g.Platforms, m.ID.Platform) {
		return nil, nil
	}
	if err := queue(tx, turnMember, wanted{m.ID, g.Server(room)}, at); err != nil {
		return nil, err
	}
	return g.wake(tx, at, false)
}

// Who has a turn before whom: what the officials wear has to be known first.
const (
	turnOfficial uint64 = iota
	turnMember
)

// queue lets an account wait for its turn. One that waits already keeps its place: what it wears by then is what is looked at.
func queue(tx store.Tx, turn uint64, w wanted, at time.Time) error {
	key, row := store.Key(w.Member), store.Key(turn, at, w.Member)
	_, waits, err := waiting.Get(tx, key)
	if err == nil && !waits {
		err = errors.Join(wishes.Put(tx, row, w), waiting.Put(tx, key, row))
	}
	if err != nil {
		return fmt.Errorf("portraits: %w", err)
	}
	return nil
}

// leave takes an account out of the queue, if it waits.
func leave(tx store.Tx, m chat.MemberID) error {
	row, waits, err := waiting.Get(tx, store.Key(m))
	if err == nil && waits {
		err = errors.Join(wishes.Delete(tx, row), waiting.Delete(tx, store.Key(m)))
	}
	if err != nil {
		return fmt.Errorf("portraits: %w", err)
	}
	return nil
}

// PlanPictures has the officials' pictures looked at, at a start, each day and when the roster changed; the known members' after
// that.
func (g *Guard) PlanPictures(tx store.Tx, at time.Time) ([]chat.Action, error) {
	if g.Policy.Pictures <= 0 {
		return nil, nil
	}
	e, err := g.Register.At(tx)
	if err != nil {
		return nil, err
	}
	for _, it := range e.Roster.sitters() {
		if room := g.somewhere(it.id.Platform); !room.IsZero() {
			if err := queue(tx, turnOfficial, wanted{it.id, room}, at); err != nil {
				return nil, err
			}
		}
	}
	return g.wake(tx, at, true)
}

// sitter is an account whose picture is an official's, or the file that the roster names.
type sitter struct {
	id   chat.MemberID
	file string
}

// sitters are whose pictures hang in the gallery, in the roster's order.
func (r *Roster) sitters() (out []sitter) {
	for _, o := range r.Officials() {
		for _, id := range o.Accounts() {
			out = append(out, sitter{id: id})
		}
		if o.Picture != "" {
			out = append(out, sitter{chat.MemberID{Platform: rosterShelf, Key: o.ID}, o.Picture})
		}
	}
	return out
}

// somewhere is a place of a platform that is served, for questions that no room is needed for; the roster's own files are read in
// any platform's name.
func (g *Guard) somewhere(p chat.Platform) chat.RoomID {
	for _, served := range g.Platforms {
		if places := g.Places(served); len(places) > 0 && (p == served || p == rosterShelf) {
			return places[0]
		}
	}
	return chat.RoomID{}
}

// wake sets the timer of the next look, if none is set. A sweep that is under way begins again: whom it has seen, it compared with an
// older gallery.
func (g *Guard) wake(tx store.Tx, at time.Time, sweep bool) ([]chat.Action, error) {
	r, _, err := rounds.Get(tx, roundKey)
	if err != nil {
		return nil, fmt.Errorf("portraits: %w", err)
	}
	if sweep {
		r.Sweep, r.From = true, nil
	}
	if r.Due.IsZero() || r.Due.Before(at.Add(-lookLives)) { // or its timer was lost
		r.Due = at
		if next := r.Asked.Add(g.Policy.perLook()); next.After(at) {
			r.Due = next
		}
		if !r.Due.After(r.Rung) {
			r.Due = r.Rung.Add(time.Millisecond)
		}
	}
	return []chat.Action{{Owner: PicturesOwner, Effect: chat.Remind{At: r.Due}}}, rounds.Put(tx, roundKey, r)
}

// TickPictures looks at the next picture: of whoever came in or changed, or else of the next known member whose picture was not looked
// at for long. Prints that are known are compared anew if the officials' have changed.
func (g *Guard) TickPictures(tx store.Tx, e *chat.Tick) ([]chat.Action, error) {
	r, ok, err := rounds.Get(tx, roundKey)
	if err != nil || !ok || !r.Due.Equal(e.Due) || g.Policy.Pictures <= 0 {
		return nil, err
	}
	as, asked, more, err := g.nextWish(tx, e.At)
	if err == nil && !asked && !more && r.Sweep {
		as, asked, err = g.nextKnown(tx, &r, e.At)
		more = r.Sweep
	}
	if err != nil {
		return nil, fmt.Errorf("portraits: %w", err)
	}
	r.Rung = r.Due
	switch r.Due = (time.Time{}); {
	case asked:
		r.Asked, r.Due = e.At, e.At.Add(g.Policy.perLook())
	case more:
		r.Due = e.At.Add(lookPause)
	}
	if !r.Due.IsZero() {
		as = append(as, chat.Action{Owner: PicturesOwner, Effect: chat.Remind{At: r.Due}})
	}
	return as, rounds.Put(tx, roundKey, r)
}

// nextWish asks for the first picture that waits and can be asked for. More reports that others may.
func (g *Guard) nextWish(tx store.Tx, at time.Time) (as []chat.Action, asked, more bool, err error) {
	var done []chat.MemberID
	for row, err := range wishes.Scan(tx, nil, nil) {
		if err != nil {
			return nil, false, false, err
		}
		if more = asked || len(done) == lookRecall; more {
			break
		}
		if as, asked, err = g.ask(tx, row.Value, at); err != nil {
			return nil, false, false, err
		}
		done = append(done, row.Value.Member)
	}
	for _, m := range done {
		if err := leave(tx, m); err != nil {
			return nil, false, false, err
		}
	}
	return as, asked, more, nil
}

// nextKnown goes on with the known members until one has to be asked about.
func (g *Guard) nextKnown(tx store.Tx, r *round, at time.Time) (as []chat.Action, asked bool, err error) {
	h, err := g.gallery(tx)
	if err != nil {
		return nil, false, err
	}
	some, end, err := someKnown(tx, r.From)
	if err != nil {
		return nil, false, err
	}
	compared := 0
	for i, m := range some {
		p, _, err := portraits.Get(tx, store.Key(m.ID))
		if err != nil {
			return nil, false, err
		}
		_, read := p.read()
		switch {
		case at.Sub(p.At) > lookAgain:
			if as, asked, err = g.ask(tx, wanted{m.ID, g.Server(m.room)}, at); err != nil {
				return nil, false, err
			}
		case read && p.Against != h.revision:
			compared++
			more, err := g.unmask(tx, m.ID, p, at)
			if err != nil {
				return nil, false, err
			}
			as = append(as, more...)
		}
		if asked || compared == lookRecall {
			if i+1 < len(some) {
				end = store.Key(some[i+1].ID)
			}
			break
		}
	}
	r.From, r.Sweep = bytes.Clone(end), end != nil
	return as, asked, nil
}
