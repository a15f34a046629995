package bots

import (
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// lacking remembers which missing rights the staff has been told of, and when: room‖right.
var lacking = store.Table[time.Time]{Name: "lacking"}

// missing tells the staff once which right the bot lacks where.
func (h *Hub) missing(tx store.Tx, room chat.RoomID, right string) ([]chat.Action, error) {
	key := store.Key(room, right)
	if _, told, err := lacking.Get(tx, key); err != nil || told {
		return nil, err
	}
	if err := lacking.Put(tx, key, h.now()); err != nil {
		return nil, err
	}
	where := chat.Arg{Text: room.Key, Span: &chat.Span{Kind: chat.ToRoom, Room: room}}
	return h.tellStaff(room.Platform, chat.Say("right-missing", "room", where, "right", right)), nil
}

func forgetMissing(tx store.Tx, room chat.RoomID) error {
	var keys [][]byte
	for k := range tx.Scan(lacking.Name, store.Key(room), nil) {
		keys = append(keys, append([]byte(nil), k...))
	}
	for _, k := range keys {
		if err := lacking.Delete(tx, k); err != nil {
			return err
		}
	}
	return nil
}
