package bots

import (
	"context"
	"fmt"
	"sync"

	"frontdesk/chat"
	"frontdesk/store"
)

var aliasTable = store.Table[chat.RoomID]{Name: "alias"} // first ID → the ID it goes on under

// aliases keep every row under a room's first ID when its platform gives it another: events are renamed on the way in,
// actions on the way out.
type aliases struct {
	mu   sync.RWMutex
	now  map[chat.RoomID]chat.RoomID // first → now
	then map[chat.RoomID]chat.RoomID // now → first
}

func (a *aliases) load(ctx context.Context, s store.Store) error {
	err := s.View(ctx, func(tx store.Tx) error {
		for e, err := range aliasTable.Scan(tx, nil, nil) {
			if err != nil {
				return err
			}
			var first chat.RoomID
			if err := first.UnmarshalText(e.Key[:len(e.Key)-1]); err != nil {
				return err
			}
			a.set(first, e.Value)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("aliases: %w", err)
	}
	return nil
}

// keep writes an alias; learn makes it known once that is committed.
func (a *aliases) keep(tx store.Tx, from, to chat.RoomID) error {
	return aliasTable.Put(tx, store.Key(a.first(from)), to)
}

func (a *aliases) learn(from, to chat.RoomID) { a.set(a.first(from), to) }

func (a *aliases) set(first, to chat.RoomID) {
	if first == to {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.now == nil {
		a.now, a.then = map[chat.RoomID]chat.RoomID{}, map[chat.RoomID]chat.RoomID{}
	}
	a.now[first], a.then[to] = to, first
}

func (a *aliases) first(room chat.RoomID) chat.RoomID {
	a.mu.RLock()
	defer a.mu.RUnlock()
	if f, ok := a.then[room]; ok {
		return f
	}
	return room
}

func (a *aliases) current(room chat.RoomID) chat.RoomID {
	a.mu.RLock()
	defer a.mu.RUnlock()
	if n, ok := a.now[room]; ok {
		return n
	}
	return room
}

// rename puts an event's rooms under their first IDs.
func (a *aliases) rename(m *chat.Meta) {
	a.mu.RLock()
	none := len(a.then) == 0
	a.mu.RUnlock()
	if none {
		return
	}
	m.Room = a.first(m.Room)
	for i, w := range m.Within {
		m.Within[i] = a.first(w)
	}
}

// redirect sends an action to the room's present ID.
func (a *aliases) redirect(act chat.Action) chat.Action {
	switch e := act.Effect.(type) {
	case chat.Send:
		e.Room = a.current(e.Room)
		act.Effect = e
	case chat.Open:
		e.Thread.Parent = a.current(e.Thread.Parent)
		act.Effect = e
	case chat.Sanction:
		e.Room = a.current(e.Room)
		act.Effect = e
	case chat.Query:
		e.Room = a.current(e.Room)
		act.Effect = e
	}
	return act
}
