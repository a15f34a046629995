package main

import (
	"fmt"
	"strconv"
	"strings"

	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/chat"
)

// idReader reads the rooms of one platform and reports what is no room.
type idReader struct {
	doc   *document
	parse func(string) (chat.RoomID, error)
}

// room reads one; an empty name is none.
func (r *idReader) room(path, name string) chat.RoomID {
	if name == "" {
		return chat.RoomID{}
	}
	id, err := r.parse(name)
	if err != nil {
		r.doc.report(path, "%v", err)
	}
	return id
}

func (r *idReader) rooms(path string, names []string) (out []chat.RoomID) {
	for i, n := range names {
		at := fmt.Sprintf("%s[%d]", path, i)
		if n == "" {
			r.doc.report(at, "is empty; expected a room's ID")
			continue
		}
		out = append(out, r.room(at, n))
	}
	return out
}

// Where people find the numbers.
const (
	findGroup   = "a group's number is negative, as in -1001234567890: it stands in the address of the group in Telegram Web, after the #"
	findAccount = "expected the account's number, as in 123456789: a name can change hands, a number cannot"
	findDiscord = "expected the 17 to 20 digits that Copy ID gives with developer mode on (Settings, Advanced)"
)

// telegramRoom reads a group, or a topic of one after a slash.
func telegramRoom(s string) (chat.RoomID, error) {
	id, err := telegram.ParseRoom(s)
	if _, private := id.Direct(); err == nil && !private {
		return id, nil
	}
	switch number := strings.TrimPrefix(s, "@"); {
	case isNumber(s):
		return id, fmt.Errorf("%s is the number of an account, or of a group without its sign; %s (for a supergroup, -100 goes before it: -100%s)", s, findGroup, s)
	case strings.HasPrefix(s, "@") && isNumber(number):
		return id, fmt.Errorf("%q is a private chat; %s", s, findGroup)
	case strings.Contains(s, "t.me/"), strings.HasPrefix(s, "@"):
		return id, fmt.Errorf("%q is a name or link; %s", s, findGroup)
	}
	return id, fmt.Errorf("%q is no room; %s; a topic follows after a slash: -1001234567890/42", s, findGroup)
}

// telegramGroup reads a group in which topics are opened.
func telegramGroup(s string) (chat.RoomID, error) {
	if group, _, topic := strings.Cut(s, "/"); topic && !strings.Contains(s, "t.me") {
		return chat.RoomID{}, fmt.Errorf("%q is one topic; tickets open topics of their own in the whole group: write %s", s, group)
	}
	return telegramRoom(s)
}

func telegramAccount(s string) error {
	switch {
	case s == "":
		return fmt.Errorf("is empty; %s", findAccount)
	case strings.HasPrefix(s, "-") && isNumber(s[1:]):
		return fmt.Errorf("%s is the number of a group; %s", s, findAccount)
	case !isNumber(s):
		return fmt.Errorf("%q is no account number; %s", s, findAccount)
	}
	return nil
}

func discordRoom(s string) (chat.RoomID, error) { return discord.Room(s), discordID(s) }

func discordID(s string) error {
	if n, err := strconv.ParseUint(s, 10, 64); err != nil || n < 1<<22 { // below is no time at all: Discord's API reference, Snowflakes
		return fmt.Errorf("%q is no Discord ID; %s", s, findDiscord)
	}
	return nil
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
