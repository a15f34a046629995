package main

import (
	"errors"
	"fmt"
	"strings"

	"frontdesk/bots"
	"frontdesk/chat"
)

// rosterSettings are about who is official beside those whom the configuration lists.
type rosterSettings struct {
	Second bool              `yaml:"second"`               // another lead has to approve a change of the roster
	Admins adminsFrom        `yaml:"from_telegram_admins"` // true, or the groups whose administrators are listed
	Roles  map[string]string `yaml:"from_discord_roles"`   // ID of a role: its office, as people call it
	Office *bool             `yaml:"from_offices"`         // representatives, moderators and leads are listed; default: yes
}

// noticeSettings are about the pinned message that tells how to know who is official.
type noticeSettings struct {
	Rooms bool `yaml:"rooms"` // kept in every watched room; else a moderator's /notice on decides
}

// adminsFrom is true, or a list of groups.
type adminsFrom struct {
	all   bool
	rooms []string
}

// UnmarshalYAML reads true, false or a list of groups.
func (a *adminsFrom) UnmarshalYAML(read func(any) error) error {
	if err := read(&a.all); err == nil {
		return nil
	}
	var rooms []any
	if err := read(&rooms); err != nil {
		return errors.New("expected true, or a list of groups")
	}
	for _, r := range rooms {
		a.rooms = append(a.rooms, fmt.Sprint(r))
	}
	return nil
}

func (s *rosterSettings) apply(doc *document, c *bots.Config) {
	c.Roster = bots.RosterPolicy{Second: s.Second, Offices: s.Office == nil || *s.Office, Roles: s.Roles}
	groups := &idReader{doc: doc, parse: telegramRoom}
	c.Roster.Admins = groups.rooms("guard.roster.from_telegram_admins", s.Admins.rooms)
	if s.Admins.all {
		c.Roster.Admins = telegramGroups(c.Platforms["telegram"].Watched)
		if len(c.Roster.Admins) == 0 {
			doc.report("guard.roster.from_telegram_admins", "there are no groups; name them under telegram.rooms, or here")
		}
	}
	for _, id := range sorted(s.Roles) {
		path := join("guard.roster.from_discord_roles", id)
		if err := discordID(id); err != nil {
			doc.report(path, "%v", err)
		}
		if s.Roles[id] == "" {
			doc.report(path, "the office is missing, as in %s: moderator", id)
		}
	}
}

// telegramGroups are the groups of rooms: a topic has the administrators of its group.
func telegramGroups(rooms []chat.RoomID) (out []chat.RoomID) {
	seen := map[chat.RoomID]bool{}
	for _, r := range rooms {
		if g := groupOf(r); !seen[g] {
			seen[g] = true
			out = append(out, g)
		}
	}
	return out
}

func groupOf(r chat.RoomID) chat.RoomID {
	group, _, _ := strings.Cut(r.Key, "/")
	return chat.RoomID{Platform: r.Platform, Key: group}
}
