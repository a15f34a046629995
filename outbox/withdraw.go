package outbox

import (
	"strings"

	"frontdesk/chat"
	"frontdesk/store"
)

// Withdraw takes back the actions that wait for a room and whose owner's name begins so, and those of the lane that the owner has
// there for itself. One that is under way stays: its outcome will be told.
func Withdraw(tx store.Tx, room chat.RoomID, owner string) error {
	for _, lane := range []string{room.String(), chat.Action{Owner: owner, Effect: chat.Open{Thread: chat.Thread{Parent: room}}}.LaneOf()} {
		if err := withdraw(tx, lane, owner); err != nil {
			return err
		}
	}
	return nil
}

func withdraw(tx store.Tx, name, owner string) error {
	l, ok, err := lanes.Get(tx, []byte(name))
	if err != nil || !ok {
		return err
	}
	var gone [][]byte
	var first chat.Priority
	kept := 0
	for e, err := range actions.Scan(tx, store.Key(name), nil) {
		if err != nil {
			return err
		}
		if underway := l.Holder != "" && kept == 0; underway || !strings.HasPrefix(e.Value.Action.Owner, owner) {
			if kept++; kept == 1 {
				first = e.Value.Action.Priority
			}
			continue
		}
		gone = append(gone, append([]byte(nil), e.Key...))
	}
	for _, key := range gone {
		if err := actions.Delete(tx, key); err != nil {
			return err
		}
	}
	switch {
	case kept == 0:
		return putLane(tx, name, l, lane{})
	case l.Holder == "" && l.Priority != first:
		next := l
		next.Priority = first
		return putLane(tx, name, l, next)
	}
	return nil
}
