package chat

import (
	"fmt"
	"strings"
)

// Platform names a chat platform: "telegram", "discord", "console".
type Platform string

// Title is the platform's name as people write it.
func (p Platform) Title() string {
	if p == "" {
		return ""
	}
	return strings.ToUpper(string(p[:1])) + string(p[1:])
}

// RoomID names a room: a group, a channel, a topic, a thread, a private chat, or the reply channel of one interaction.
// Key is opaque: only the room's adapter makes and parses it, but for private chats (see [Direct]).
type RoomID struct {
	Platform Platform
	Key      string
}

// MemberID names an account for good. Names and handles change, an ID never does, so rights hang on it alone.
type MemberID struct {
	Platform Platform
	Key      string
}

// MessageID names a message; its key holds whatever the adapter needs to find it again, its room included.
type MessageID struct {
	Platform Platform
	Key      string
}

// Direct is the private chat of the bot with a member. Adapters accept and report private chats under this name.
func Direct(m MemberID) RoomID { return RoomID{m.Platform, "@" + m.Key} }

// Direct reports whose private chat the room is.
func (r RoomID) Direct() (MemberID, bool) {
	key, ok := strings.CutPrefix(r.Key, "@")
	return MemberID{r.Platform, key}, ok
}

func (r RoomID) IsZero() bool    { return r == RoomID{} }
func (m MemberID) IsZero() bool  { return m == MemberID{} }
func (m MessageID) IsZero() bool { return m == MessageID{} }

func (r RoomID) String() string    { return join(r.Platform, r.Key) }
func (m MemberID) String() string  { return join(m.Platform, m.Key) }
func (m MessageID) String() string { return join(m.Platform, m.Key) }

func (r RoomID) MarshalText() ([]byte, error)    { return []byte(r.String()), nil }
func (m MemberID) MarshalText() ([]byte, error)  { return []byte(m.String()), nil }
func (m MessageID) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

func (r *RoomID) UnmarshalText(b []byte) (err error) {
	r.Platform, r.Key, err = split(b)
	return err
}

func (m *MemberID) UnmarshalText(b []byte) (err error) {
	m.Platform, m.Key, err = split(b)
	return err
}

func (m *MessageID) UnmarshalText(b []byte) (err error) {
	m.Platform, m.Key, err = split(b)
	return err
}

func join(p Platform, key string) string {
	if p == "" && key == "" {
		return ""
	}
	return string(p) + ":" + key
}

func split(b []byte) (Platform, string, error) {
	if len(b) == 0 {
		return "", "", nil
	}
	p, key, ok := strings.Cut(string(b), ":")
	if !ok || p == "" {
		return "", "", fmt.Errorf("chat: %q is no ID: want platform:key", b)
	}
	return Platform(p), key, nil
}
