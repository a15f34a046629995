package escalation

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// board is the message in the room of a platform's cards that tells how the desk stands. It is edited when what it shows has
// changed, at most once in Policy.Board, and made anew if somebody deletes it.
type board struct {
	Room    chat.RoomID    `json:"room"`
	Message chat.MessageID `json:"message,omitzero"`
	Sending bool           `json:"sending,omitempty"`
	Shows   []byte         `json:"shows,omitempty"` // hash of what it shows
	Told    uint64         `json:"told,omitempty"`  // the revision of the queue that it shows
	Armed   bool           `json:"armed,omitempty"` // it is to be looked at again
	Looked  time.Time      `json:"looked,omitzero"` // when it was last found as it should be, or edited
	Pinned  bool           `json:"pinned,omitempty"`
}

var boards = store.Table[board]{Name: "board"} // platform

// BoardOwner begins the owner of a board's actions and timers: "board/telegram", and "board/telegram/pin".
const BoardOwner = "board/"

const boardNames = 12 // of those on duty

// Stir asks for a look at each board that does not show the queue as it is now. Who calls it says that something has moved;
// whatever moves until then is shown together.
func (d *Desk) Stir(tx store.Tx) (as []chat.Action, err error) {
	if d.Policy.Board <= 0 {
		return nil, nil
	}
	now, err := revisions.Last(tx)
	if err != nil {
		return nil, err
	}
	for p, place := range d.Places {
		room := place.Queue
		if room.IsZero() || !d.Caps(room).Edit {
			continue
		}
		b, _, err := boards.Get(tx, store.Key(string(p)))
		if err != nil {
			return nil, err
		}
		if b.Armed || b.Told == now && b.Room == room {
			continue
		}
		b.Armed = true
		if err := boards.Put(tx, store.Key(string(p)), b); err != nil {
			return nil, err
		}
		last := b.Looked
		if last.IsZero() {
			last = time.Unix(0, 0)
		}
		as = append(as, chat.Action{Owner: BoardOwner + string(p), Effect: chat.Remind{At: last.Add(d.Policy.Board)}})
	}
	return as, nil
}

// Shift notes that something else has moved that the boards show: who is on duty.
func (d *Desk) Shift(tx store.Tx) ([]chat.Action, error) {
	if _, err := revisions.Next(tx); err != nil {
		return nil, err
	}
	return d.Stir(tx)
}

// boardOf takes apart the owner of something of a board.
func boardOf(owner string) (p chat.Platform, pin bool) {
	rest, pin := strings.CutSuffix(strings.TrimPrefix(owner, BoardOwner), "/pin")
	return chat.Platform(rest), pin
}

// BoardTick looks at a board whose time has come.
func (d *Desk) BoardTick(tx store.Tx, e *chat.Tick) ([]chat.Action, error) {
	p, _ := boardOf(e.Owner)
	b, ok, err := boards.Get(tx, store.Key(string(p)))
	if err != nil || !ok {
		return nil, err
	}
	b.Armed = false
	return d.show(tx, p, b, e.At)
}

// show brings a board up to date. While it is being sent it waits for the receipt.
func (d *Desk) show(tx store.Tx, p chat.Platform, b board, at time.Time) ([]chat.Action, error) {
	room, key := d.Places[p].Queue, store.Key(string(p))
	if b.Room != room {
		b = board{Room: room}
	}
	b.Looked = at
	if room.IsZero() || b.Sending {
		return nil, boards.Put(tx, key, b)
	}
	ph, err := d.standing(tx, at)
	if err != nil {
		return nil, err
	}
	shows, err := json.Marshal(ph)
	if err != nil {
		return nil, err
	}
	if b.Told, err = revisions.Last(tx); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(shows)
	if !b.Message.IsZero() && bytes.Equal(sum[:8], b.Shows) {
		return nil, boards.Put(tx, key, b)
	}
	b.Shows, b.Sending = sum[:8], b.Message.IsZero()
	ph.Lines(chat.Say("board-updated", "time", chat.Arg{Time: at.UTC().Format(time.RFC3339)}))
	a := chat.Action{Owner: BoardOwner + string(p), Lane: room.String() + "=board", Priority: chat.Cosmetic}
	post := chat.Post{Phrase: ph, Quiet: true}
	if b.Sending {
		a.Effect = chat.Send{Room: room, Post: post}
	} else {
		a.Effect = chat.Edit{Room: room, Messages: []chat.MessageID{b.Message}, Post: post}
	}
	return []chat.Action{a}, boards.Put(tx, key, b)
}

// BoardDone takes the receipt of a board: a new one is pinned.
func (d *Desk) BoardDone(tx store.Tx, e *chat.Done) ([]chat.Action, error) {
	p, pin := boardOf(e.Action.Owner)
	b, ok, err := boards.Get(tx, store.Key(string(p)))
	if err != nil || !ok || b.Room != e.Action.Target() {
		return nil, err
	}
	var as []chat.Action
	switch {
	case pin:
		b.Pinned = true
	case b.Sending:
		b.Sending, b.Message = false, e.Result.Message
		as = d.pin(p, b)
	default:
		return nil, nil
	}
	if err := boards.Put(tx, store.Key(string(p)), b); err != nil {
		return nil, err
	}
	more, err := d.Stir(tx)
	return append(as, more...), err
}

func (d *Desk) pin(p chat.Platform, b board) []chat.Action {
	if b.Message.IsZero() || b.Pinned || !d.Caps(b.Room).Pins {
		return nil
	}
	return []chat.Action{{
		Owner: BoardOwner + string(p) + "/pin", Lane: b.Room.String() + "=board", Priority: chat.Cosmetic,
		Effect: chat.Pin{Room: b.Room, Message: b.Message},
	}}
}

// BoardFailed makes a board anew that is gone. One that could not be sent or edited for another reason is tried again when
// something moves; one that cannot be pinned works unpinned.
func (d *Desk) BoardFailed(tx store.Tx, e *chat.Failed) ([]chat.Action, error) {
	p, pin := boardOf(e.Action.Owner)
	b, ok, err := boards.Get(tx, store.Key(string(p)))
	if err != nil || !ok || pin || b.Room != e.Action.Target() {
		return nil, err
	}
	gone := !b.Sending && e.Fault.Class == chat.Gone
	b.Sending, b.Shows, b.Told = false, nil, 0
	if gone {
		b.Message, b.Pinned = chat.MessageID{}, false
		return d.show(tx, p, b, e.At)
	}
	return nil, boards.Put(tx, store.Key(string(p)), b)
}

// BoardDeleted makes a board anew whose deletion the platform has told.
func (d *Desk) BoardDeleted(tx store.Tx, m chat.MessageID, at time.Time) ([]chat.Action, error) {
	b, ok, err := boards.Get(tx, store.Key(string(m.Platform)))
	if err != nil || !ok || b.Message != m {
		return nil, err
	}
	b.Message, b.Pinned, b.Shows = chat.MessageID{}, false, nil
	return d.show(tx, m.Platform, b, at)
}

// repin pins a board that could not be pinned before: rights were given.
func (d *Desk) repin(tx store.Tx, p chat.Platform) ([]chat.Action, error) {
	b, ok, err := boards.Get(tx, store.Key(string(p)))
	if err != nil || !ok {
		return nil, err
	}
	return d.pin(p, b), nil
}

// standing tells how the desk stands: what is open, who has waited longest, who is there, and how long it takes.
func (d *Desk) standing(tx store.Tx, at time.Time) (*chat.Phrase, error) {
	tallies, err := Tallies(tx)
	if err != nil {
		return nil, err
	}
	p := chat.Say("board")
	if len(tallies) == 0 {
		p.Lines(chat.Say("queue-empty"))
	}
	p.Lines(byState(tallies)...)
	p.Lines(d.byTier(tallies)...)
	t, ok, err := Longest(tx)
	if err != nil {
		return nil, err
	}
	if ok {
		p.Lines(chat.Say("board-longest", "room", t.staffLink(), "name", t.Name, "time", chat.Arg{Time: t.Waiting().UTC().Format(time.RFC3339)}))
	}
	half, _, ok, err := d.expected(tx, &Ticket{Opened: at, Subject: General})
	if err != nil {
		return nil, err
	}
	if ok {
		p.Lines(chat.Say("board-wait", "wait", chat.Arg{Wait: half.String()}))
	}
	on, err := d.OnDuty(tx, at)
	if err != nil {
		return nil, err
	}
	return p.Lines(present(on)), nil
}

func byState(tallies []Tally) (out []*chat.Phrase) {
	for _, s := range States {
		n, urgent := 0, 0
		for _, t := range tallies {
			if t.State == s {
				n += t.Count
				if t.Urgent {
					urgent += t.Count
				}
			}
		}
		line := "board-state"
		if urgent > 0 {
			line = "board-state-urgent"
		}
		if n > 0 {
			out = append(out, chat.Say(line, "state", chat.Say("state-"+string(s)), "count", number(n), "urgent", number(urgent)))
		}
	}
	return out
}

// byTier counts the tickets of each tier, where there are others than those of the first line.
func (d *Desk) byTier(tallies []Tally) (out []*chat.Phrase) {
	n := map[string]int{}
	var names []string
	for _, t := range tallies {
		if n[t.Tier] == 0 {
			names = append(names, t.Tier)
		}
		n[t.Tier] += t.Count
	}
	slices.Sort(names)
	for _, name := range names {
		if len(names) > 1 || name != "" {
			out = append(out, chat.Say("board-tier", "tier", d.Tier(&Ticket{Tier: name}).Called(""), "count", number(n[name])))
		}
	}
	return out
}

// present names those on duty.
func present(on []Duty) *chat.Phrase {
	if len(on) == 0 {
		return chat.Say("board-nobody")
	}
	var names []string
	for i, o := range on {
		if i == boardNames {
			names = append(names, "…")
			break
		}
		name := o.Member.Name
		if len(o.Langs) > 0 {
			name += " (" + strings.Join(o.Langs, ", ") + ")"
		}
		names = append(names, name)
	}
	return chat.Say("board-duty", "names", strings.Join(names, " · "))
}
