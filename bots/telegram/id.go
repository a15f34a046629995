package telegram

import (
	"fmt"
	"strconv"
	"strings"

	"frontdesk/chat"
)

// Platform is this adapter's platform.
const Platform chat.Platform = "telegram"

// Room names a chat, or a topic of it if thread is not 0: "-100123", "-100123/42". A private chat (a positive ID) is
// named after its member: "@123". The General topic is its group.
func Room(id int64, thread int) chat.RoomID {
	switch {
	case id > 0:
		return chat.Direct(Member(id))
	case thread > 0:
		return chat.RoomID{Platform: Platform, Key: strconv.FormatInt(id, 10) + "/" + strconv.Itoa(thread)}
	}
	return chat.RoomID{Platform: Platform, Key: strconv.FormatInt(id, 10)}
}

// Member names an account, or the channel or group that speaks in its own name.
func Member(id int64) chat.MemberID {
	return chat.MemberID{Platform: Platform, Key: strconv.FormatInt(id, 10)}
}

// Message names a message. Its topic is no part of the name: Telegram does not always tell it.
func Message(room int64, id int) chat.MessageID {
	return chat.MessageID{Platform: Platform, Key: strconv.FormatInt(room, 10) + ":" + strconv.Itoa(id)}
}

// ParseRoom reads what an operator writes for a room: "-100123", "-100123/42", or "@123" for a private chat.
func ParseRoom(s string) (chat.RoomID, error) {
	at, err := parsePlace(strings.TrimSpace(s))
	if err != nil {
		return chat.RoomID{}, fmt.Errorf("telegram: %w", err)
	}
	return Room(at.chat, at.thread), nil
}

// place is where a message goes: a chat, and a topic in it or 0.
type place struct {
	chat   int64
	thread int
}

func (p place) room() chat.RoomID { return Room(p.chat, p.thread) }

func parsePlace(key string) (place, error) {
	if member, ok := strings.CutPrefix(key, "@"); ok {
		id, err := strconv.ParseInt(member, 10, 64)
		if err != nil || id <= 0 {
			return place{}, fmt.Errorf("%q is no private chat: want @ and a member's number", key)
		}
		return place{chat: id}, nil
	}
	group, topic, inTopic := strings.Cut(key, "/")
	id, err := strconv.ParseInt(group, 10, 64)
	if err != nil || id >= 0 {
		return place{}, fmt.Errorf("%q is no chat: want a negative number, with /topic if need be", key)
	}
	p := place{chat: id}
	if inTopic {
		if p.thread, err = strconv.Atoi(topic); err != nil || p.thread <= 0 {
			return place{}, fmt.Errorf("%q has no topic number after the slash", key)
		}
	}
	return p, nil
}

// placeOf finds a room of ours; one that is none is the caller's mistake.
func placeOf(room chat.RoomID) (place, error) {
	if room.Platform != Platform {
		return place{}, invalid("room %s is on another platform", room)
	}
	p, err := parsePlace(room.Key)
	if err != nil {
		return place{}, invalid("%v", err)
	}
	return p, nil
}

// messageOf finds a message's chat and number.
func messageOf(m chat.MessageID) (room int64, id int, err error) {
	group, number, ok := strings.Cut(m.Key, ":")
	if ok && m.Platform == Platform {
		if room, err = strconv.ParseInt(group, 10, 64); err == nil {
			if id, err = strconv.Atoi(number); err == nil && id > 0 && room != 0 {
				return room, id, nil
			}
		}
	}
	return 0, 0, invalid("%q names no message here", m)
}

// memberOf finds an account's number.
func memberOf(m chat.MemberID) (int64, error) {
	id, err := strconv.ParseInt(m.Key, 10, 64)
	if err != nil || id == 0 || m.Platform != Platform {
		return 0, invalid("%q names no account here", m)
	}
	return id, nil
}

func invalid(format string, args ...any) *chat.Fault {
	return &chat.Fault{Class: chat.Invalid, Err: fmt.Errorf("telegram: "+format, args...)}
}
