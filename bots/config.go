package bots

import (
	"maps"
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/escalation/intake"
	"frontdesk/moderation"
)

// Config is what a community decided. It does not change while the Hub runs.
type Config struct {
	Brand     string                           // how the community calls itself, in greetings
	Langs     Languages                        // to fall back to
	Platforms map[chat.Platform]PlatformConfig // rooms and offices
	Desk      escalation.Policy
	Guard     moderation.Policy

	HoldDeletes bool // in groups, what may be a secret is taken away before its author is asked

	Roster    RosterPolicy
	Notices   bool          // every watched room has a pinned message that tells how to know who is official
	Intake    intake.Plan   // what is asked before a ticket goes to the team
	Cooldown  time.Duration // the same entry is not repeated in a room within this time
	KeepGaps  time.Duration // how long questions that nothing answered are kept; 0: they are not
	Weekly    Weekly        // when the moderators are told of them, with the figures of the week
	Daily     Daily
	Zone      *time.Location // by whose calendar figures are told; nil: that of the working hours
	Questions time.Duration  // how long the question that was answered is kept
	PerMinute int            // answers to one member in a minute
	Calls     int            // calls under way at once for one platform

	Replies map[string]map[string]string // canned replies: ID in small letters → language → text, marked up as the FAQ's answers
}

// PlatformConfig is what a community has on one platform.
type PlatformConfig struct {
	Watched    []chat.RoomID          // rooms in which questions are answered, with all that they contain
	Shadow     []chat.RoomID          // watched rooms where nothing is said unasked: the moderators see what would have been
	Moderators chat.RoomID            // where flags are reported
	Place      escalation.Place       // where tickets live
	Roles      map[string]chat.Role   // member key or group → offices
	Langs      map[chat.RoomID]string // rooms whose language is not the default
	Server     chat.RoomID            // where sanctions act; zero: in the room of the offence
}

// Default are the limits of a community that decided nothing.
func Default() Config {
	return Config{
		Langs:     Languages{Order: []string{"en", "zh"}},
		Desk:      escalation.Policy{Board: 20 * time.Second, Reopen: 7 * 24 * time.Hour, PerDay: 3, Linking: escalation.Linking{Lives: 10 * time.Minute, Tries: 5}, Levels: escalation.DefaultLevels(), PileUp: escalation.PileUp{Count: 5, Within: 30 * time.Minute}, Claims: escalation.DefaultClaims(), Keep: escalation.DefaultKeep()},
		Guard:     moderation.DefaultPolicy(),
		Intake:    intake.Default(),
		Cooldown:  5 * time.Minute,
		KeepGaps:  30 * 24 * time.Hour,
		Weekly:    Weekly{Day: time.Monday, Hour: 9},
		Daily:     Daily{Hour: 9},
		Questions: keepQuestions,
		PerMinute: 4,
		Calls:     16,
	}
}

// answerLives is how long an answer in a group may wait: nobody wants one to a question long forgotten.
const answerLives = 10 * time.Minute

// rename puts the configured rooms under their first IDs, which is how events name them: whoever gave a group's new ID after
// it was upgraded means the same room.
func (c *Config) rename(first func(chat.RoomID) chat.RoomID) {
	platforms := make(map[chat.Platform]PlatformConfig, len(c.Platforms))
	for name, p := range c.Platforms {
		p.Watched = slices.Clone(p.Watched)
		for i, w := range p.Watched {
			p.Watched[i] = first(w)
		}
		p.Shadow = slices.Clone(p.Shadow)
		for i, w := range p.Shadow {
			p.Shadow[i] = first(w)
		}
		langs := make(map[chat.RoomID]string, len(p.Langs))
		for room, lang := range p.Langs {
			langs[first(room)] = lang
		}
		p.Langs, p.Moderators, p.Server = langs, first(p.Moderators), first(p.Server)
		p.Place = escalation.Place{
			Support: first(p.Place.Support), Staff: first(p.Place.Staff), Queue: first(p.Place.Queue), Home: first(p.Place.Home),
			Log: first(p.Place.Log),
		}
		platforms[name] = p
	}
	c.Platforms = platforms
	c.Guard.Carry.Rooms = slices.Clone(c.Guard.Carry.Rooms)
	for i, r := range c.Guard.Carry.Rooms {
		c.Guard.Carry.Rooms[i] = first(r)
	}
}

// role maps immutable ID and groups to offices, by configuration alone.
func (c *Config) role(m chat.Member) chat.Role {
	roles := c.Platforms[m.ID.Platform].Roles
	r := roles[m.ID.Key]
	for _, g := range m.Groups {
		r |= roles[g]
	}
	return r
}

// named are the representatives given by their own ID, by platform and ID. A group's ID may be among them.
func (c *Config) named() (out []chat.MemberID) {
	for _, p := range slices.Sorted(maps.Keys(c.Platforms)) {
		for _, key := range sorted(c.Platforms[p].Roles) {
			if c.Platforms[p].Roles[key]&chat.Representative != 0 {
				out = append(out, chat.MemberID{Platform: p, Key: key})
			}
		}
	}
	return out
}

// watched reports whether unasked answers are given in the event's room.
func (c *Config) watched(m *chat.Meta) bool {
	for _, w := range c.Platforms[m.Room.Platform].Watched {
		if m.In(w) {
			return true
		}
	}
	return false
}

// shadowed reports whether the configuration puts the event's room, or one that contains it, into shadow mode.
func (c *Config) shadowed(m *chat.Meta) bool {
	return slices.ContainsFunc(c.Platforms[m.Room.Platform].Shadow, m.In)
}

// staffRoom reports whether only staff reads in the event's room.
func (c *Config) staffRoom(m *chat.Meta) bool {
	p := c.Platforms[m.Room.Platform]
	for _, r := range []chat.RoomID{p.Moderators, p.Place.Queue, p.Place.Staff, p.Place.Log} {
		if !r.IsZero() && m.In(r) {
			return true
		}
	}
	return false
}

// roomLang is the language of a room's readers.
func (c *Config) roomLang(room chat.RoomID) string {
	if l, ok := c.Platforms[room.Platform].Langs[room]; ok {
		return l
	}
	return c.Langs.Order[0]
}

// server is where sanctions act against an account that was seen in a room: the configured server, else that room; a
// private chat is none, so there it is the first watched room. Zero where there is none of them.
func (c *Config) server(seen chat.RoomID) chat.RoomID {
	p := c.Platforms[seen.Platform]
	if !p.Server.IsZero() {
		return p.Server
	}
	if _, direct := seen.Direct(); !direct || len(p.Watched) == 0 {
		return seen
	}
	return p.Watched[0]
}
