package bots

import (
	"errors"

	"frontdesk/chat"
)

// tellStaff says something where the moderators of a platform read, or else in its queue.
func (h *Hub) tellStaff(p chat.Platform, say *chat.Phrase) []chat.Action {
	c := h.cfg.Platforms[p]
	room := c.Moderators
	if room.IsZero() {
		room = c.Place.Queue
	}
	if room.IsZero() {
		return nil
	}
	return []chat.Action{h.reply(room, chat.MessageID{}, "", say)}
}

// reply says something in a room.
func (h *Hub) reply(room chat.RoomID, to chat.MessageID, lang string, say *chat.Phrase) chat.Action {
	return chat.Action{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{Phrase: say, Lang: lang, ReplyTo: to, Private: true}}}
}

// orRefusal turns a refusal into words for who asked.
func (h *Hub) orRefusal(as []chat.Action, err error, room chat.RoomID, to chat.MessageID, lang string) []chat.Action {
	var r *chat.Refusal
	if errors.As(err, &r) {
		a := h.reply(room, to, lang, r.Phrase)
		send, _ := a.Effect.(chat.Send)
		send.Post.Buttons = r.Buttons
		a.Effect = send
		return []chat.Action{a}
	}
	return as
}

// notRefusal is the error, unless it is a refusal.
func notRefusal(err error) error {
	var r *chat.Refusal
	if errors.As(err, &r) {
		return nil
	}
	return err
}
