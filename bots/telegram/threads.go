package telegram

import (
	"context"
	"errors"
	"strings"

	"frontdesk/chat"
)

const nameLimit = 128 // of a topic, UTF-16 units

// OpenThread opens a topic in the parent's group. Everybody in the group sees it, so it cannot be private to members.
// Telegram lists no topics: after an unknown outcome an empty one may stay behind.
func (a *Adapter) OpenThread(ctx context.Context, t chat.Thread) (chat.RoomID, error) {
	at, err := placeOf(t.Parent)
	if err != nil {
		return chat.RoomID{}, err
	}
	if at.chat > 0 {
		return chat.RoomID{}, &chat.Fault{Class: chat.Unsupported, Err: errors.New("telegram: a private chat has no topics")}
	}
	made, err := invoke[sent](ctx, a, createTopic, args{Chat: at.chat, Name: topicName(t.Name)}, 1, patient)
	if err != nil {
		return chat.RoomID{}, err
	}
	return Room(at.chat, made.Thread), nil
}

// EditThread renames a topic and opens or closes it; a locked topic is a closed one, for only administrators can write
// or open it then. Topics have no members: whoever is in the group reads them all.
func (a *Adapter) EditThread(ctx context.Context, room chat.RoomID, t chat.Thread) error {
	at, err := placeOf(room)
	switch {
	case err != nil:
		return err
	case at.thread == 0:
		return &chat.Fault{Class: chat.Unsupported, Err: errors.New("telegram: only topics can be renamed, opened and closed")}
	}
	topic := args{Chat: at.chat, Thread: at.thread}
	if t.Name != "" {
		named := topic
		named.Name = topicName(t.Name)
		if err := a.alter(ctx, editTopic, named); err != nil {
			return err
		}
	}
	switch t.State {
	case chat.Opened:
		return a.alter(ctx, reopenTopic, topic)
	case chat.Closed, chat.Locked:
		return a.alter(ctx, closeTopic, topic)
	}
	return nil
}

// alter makes a call for which nothing to change is no error.
func (a *Adapter) alter(ctx context.Context, m method, p args) error {
	if _, err := invoke[bool](ctx, a, m, p, 1, patient); !errors.Is(err, errSame) {
		return err
	}
	return nil
}

func topicName(name string) string {
	name = strings.TrimSpace(strings.ToValidUTF8(name, "\uFFFD"))
	if name == "" {
		return "…"
	}
	return shorten(name, nameLimit)
}
