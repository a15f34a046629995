package bots

import (
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// noticeDone takes the receipt of a notice: a new one is pinned.
func (h *Hub) noticeDone(tx store.Tx, e *chat.Done) ([]chat.Action, error) {
	room, n, ok, err := h.noticeOf(tx, e.Action.Owner)
	if err != nil || !ok || !n.Sending {
		return nil, err
	}
	n.Sending, n.Message = false, e.Result.Message
	if !n.On { // it was switched off meanwhile
		gone := chat.Action{Owner: noticeOffOwner + room.String(), Priority: chat.Cosmetic, Effect: chat.Delete{Room: room, Messages: []chat.MessageID{n.Message}}}
		return []chat.Action{gone}, notices.Put(tx, store.Key(room), n)
	}
	return h.pinNotice(room, n), notices.Put(tx, store.Key(room), n)
}

func (h *Hub) pinNotice(room chat.RoomID, n notice) []chat.Action {
	if !n.On || n.Message.IsZero() || n.Pinned || !h.caps(room).Pins {
		return nil
	}
	return []chat.Action{{
		Owner: noticePinOwner + room.String(), Lane: room.String() + "=notice", Priority: chat.Cosmetic, Effect: chat.Pin{Room: room, Message: n.Message},
	}}
}

// noticePinned notes that a notice is at the top, or which right it takes to put it there: the staff has been told.
func (h *Hub) noticePinned(tx store.Tx, owner, lacks string) error {
	room, n, ok, err := h.noticeOf(tx, owner)
	if err != nil || !ok {
		return err
	}
	n.Pinned, n.Lacks = lacks == "", lacks
	return notices.Put(tx, store.Key(room), n)
}

// repinNotices pins what could not be pinned before: rights were given.
func (h *Hub) repinNotices(tx store.Tx, room chat.RoomID) ([]chat.Action, error) {
	n, ok, err := notices.Get(tx, store.Key(room))
	if err != nil || !ok {
		return nil, err
	}
	if n.On && n.Message.IsZero() {
		return h.showNotice(tx, room, n, h.now())
	}
	return h.pinNotice(room, n), nil
}

// noticeFailed makes a notice anew that is gone; one that could not be sent is tried again when the roster changes or rights are given.
func (h *Hub) noticeFailed(tx store.Tx, e *chat.Failed) ([]chat.Action, error) {
	room, n, ok, err := h.noticeOf(tx, e.Action.Owner)
	if err != nil || !ok {
		return nil, err
	}
	gone := !n.Sending && e.Fault.Class == chat.Gone
	if n.Sending {
		n.Made, n.Lacks = time.Time{}, e.Fault.Right
	}
	n.Sending, n.Shows = false, nil
	if gone && n.On {
		n.Message, n.Pinned = chat.MessageID{}, false
		return h.showNotice(tx, room, n, e.At)
	}
	return nil, notices.Put(tx, store.Key(room), n)
}

// noticeStays tells in a notice that cannot be taken away any more that nobody keeps it.
func (h *Hub) noticeStays(e *chat.Failed) []chat.Action {
	d, ok := e.Action.Effect.(chat.Delete)
	if !ok || e.Fault.Class == chat.Gone {
		return nil
	}
	return []chat.Action{{Priority: chat.Cosmetic, Effect: chat.Edit{
		Room: d.Room, Messages: d.Messages, Post: chat.Post{Phrase: chat.Say("notice-over"), Quiet: true},
	}}}
}

// noticeDeleted makes a notice anew whose deletion the platform has told.
func (h *Hub) noticeDeleted(tx store.Tx, e *chat.Deleted, m chat.MessageID) ([]chat.Action, error) {
	n, ok, err := notices.Get(tx, store.Key(e.Room))
	if err != nil || !ok || n.Message != m {
		return nil, err
	}
	n.Message, n.Pinned, n.Shows = chat.MessageID{}, false, nil
	if !n.On {
		return nil, notices.Put(tx, store.Key(e.Room), n)
	}
	return h.showNotice(tx, e.Room, n, e.At)
}
