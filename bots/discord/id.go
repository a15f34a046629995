package discord

import (
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
)

// Room names a channel, thread, forum post or the server itself by its ID. Private chats are chat.Direct(member).
func Room(id string) chat.RoomID { return chat.RoomID{Platform: Platform, Key: id} }

// Member names an account by its ID.
func Member(id string) chat.MemberID { return chat.MemberID{Platform: Platform, Key: id} }

// messageID names a message by its channel and ID; for one that only the asker sees, the interaction follows.
func messageID(channel, id string) chat.MessageID {
	return chat.MessageID{Platform: Platform, Key: channel + "/" + id}
}

// place is where a message lies.
type place struct {
	channel, message string
	answer           string // the interaction whose token reaches it; empty for messages that everybody sees
}

func (p place) id() chat.MessageID {
	m := messageID(p.channel, p.message)
	if p.answer != "" {
		m.Key += "/" + p.answer
	}
	return m
}

func placeOf(m chat.MessageID) (place, error) {
	parts := strings.Split(m.Key, "/")
	if m.Platform != Platform || len(parts) < 2 || len(parts) > 3 || !isID(parts[0]) || !isID(parts[1]) || len(parts) == 3 && !isID(parts[2]) {
		return place{}, invalidf("%q is no message", m)
	}
	return place{channel: parts[0], message: parts[1], answer: strings.Join(parts[2:], "")}, nil
}

// isID reports whether s is a snowflake.
func isID(s string) bool {
	if len(s) == 0 || len(s) > 20 || s[0] < '1' || s[0] > '9' {
		return false
	}
	_, err := strconv.ParseUint(s, 10, 64)
	return err == nil
}

// newer orders snowflakes by time; an empty one is older than all.
func newer(a, b string) bool { return len(a) > len(b) || len(a) == len(b) && a > b }

// epoch is the first moment a snowflake can tell, in milliseconds (2015-01-01).
const epoch = 1420070400000

// Made is when an account was made, which its ID tells; zero: it is no account of Discord's.
func Made(m chat.MemberID) time.Time {
	if m.Platform != Platform || !isID(m.Key) {
		return time.Time{}
	}
	return moment(m.Key)
}

// moment is when a snowflake was made, to the millisecond.
func moment(id string) time.Time {
	n, _ := strconv.ParseUint(id, 10, 64)
	return time.UnixMilli(int64(n>>22) + epoch)
}
