package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"frontdesk/bots"
	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/moderation"
)

// settings is frontdesk.yaml. Unknown keys are errors; every problem is told at once, with its line.
type settings struct {
	moderation.RosterSpec `yaml:",inline"`

	Languages []string        `yaml:"languages"` // to fall back to, in order; the first is the rooms' default
	Telegram  *telegramRooms  `yaml:"telegram"`
	Discord   *discordRooms   `yaml:"discord"`
	Desk      deskSettings    `yaml:"desk"`
	Answers   answersSettings `yaml:"answers"`
}

type telegramRooms struct {
	Rooms      []string          `yaml:"rooms"`      // watched groups: -1001234567890, a topic of one: -1001234567890/42
	Staff      string            `yaml:"staff"`      // forum group in which tickets open their topics
	Queue      string            `yaml:"queue"`      // where the cards lie; default: the staff group's general topic
	Moderators string            `yaml:"moderators"` // where flags are reported
	Languages  map[string]string `yaml:"languages"`  // room: language
	Roles      roleSettings      `yaml:"roles"`
}

type discordRooms struct {
	Server     string            `yaml:"server"`
	Rooms      []string          `yaml:"rooms"`      // watched channels and categories; empty: the whole server
	Support    string            `yaml:"support"`    // text channel whose private threads members are in
	Staff      string            `yaml:"staff"`      // text channel whose private threads only staff is in
	Queue      string            `yaml:"queue"`      // where the cards lie
	Moderators string            `yaml:"moderators"` // where flags are reported
	Languages  map[string]string `yaml:"languages"`
	Roles      roleSettings      `yaml:"roles"`
	NoMembers  bool              `yaml:"without_members_intent"`
	NoContent  bool              `yaml:"without_content_intent"`
}

// roleSettings name people by account ID, on Discord also by role ID.
type roleSettings struct {
	Representatives []string `yaml:"representatives"`
	Moderators      []string `yaml:"moderators"`
	Leads           []string `yaml:"leads"`
}

type deskSettings struct {
	AnswerAs string        `yaml:"answer_as"` // person (default) or team
	Reopen   time.Duration `yaml:"reopen"`
	PerDay   int           `yaml:"tickets_per_day"`
}

type answersSettings struct {
	Cooldown  *time.Duration `yaml:"cooldown"`
	PerMinute int            `yaml:"per_minute"`
}

// readSettings reads the configuration; without a file it is the default, whose roster uses example.org names.
func readSettings(path string) (*settings, error) {
	s := &settings{}
	if path == "" {
		s.RosterSpec = exampleRoster()
		return s, nil
	}
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("configuration: %w", err)
	}
	if err := yaml.UnmarshalWithOptions(src, s, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("configuration %s:\n%s", path, yaml.FormatError(err, false, true))
	}
	return s, nil
}

// exampleRoster stands in until a community names its own contacts: nothing official is ever invented.
func exampleRoster() moderation.RosterSpec {
	return moderation.RosterSpec{
		Brand: moderation.Brand{Names: []string{"Example Wallet"}, Domains: []string{"wallet.example.org"}, Links: []string{"t.me/example_wallet"}},
		Officials: []moderation.Official{
			{ID: "support", Kind: "brand", Role: "support", Names: []string{"Example Wallet Support"}, Handles: []string{"example_wallet_help"}},
		},
	}
}

// community is what the hub is told.
func (s *settings) community() (bots.Config, error) {
	c := bots.Default()
	if len(s.Languages) > 0 {
		c.Langs = s.Languages
	}
	if len(s.Brand.Names) > 0 {
		c.Brand = s.Brand.Names[0]
	}
	var problems []error
	switch s.Desk.AnswerAs {
	case "", "person":
	case "team":
		c.Desk.Team = true
	default:
		problems = append(problems, fmt.Errorf("desk.answer_as: %q; expected person or team", s.Desk.AnswerAs))
	}
	if s.Desk.Reopen > 0 {
		c.Desk.Reopen = s.Desk.Reopen
	}
	if s.Desk.PerDay > 0 {
		c.Desk.PerDay = s.Desk.PerDay
	}
	if s.Answers.Cooldown != nil {
		c.Cooldown = *s.Answers.Cooldown
	}
	if s.Answers.PerMinute > 0 {
		c.PerMinute = s.Answers.PerMinute
	}
	c.Platforms = map[chat.Platform]bots.PlatformConfig{}
	if s.Telegram != nil {
		p, err := s.Telegram.platform()
		problems = append(problems, err)
		c.Platforms[telegram.Platform] = p
	}
	if s.Discord != nil {
		p, err := s.Discord.platform()
		problems = append(problems, err)
		c.Platforms[discord.Platform] = p
	}
	if err := errors.Join(problems...); err != nil {
		return c, fmt.Errorf("configuration: %w", err)
	}
	return c, nil
}

// rooms reads room names and gathers what is wrong with them.
type rooms struct {
	read func(string) (chat.RoomID, error)
	errs []error
}

func (r *rooms) room(key, name string) chat.RoomID {
	if name == "" {
		return chat.RoomID{}
	}
	id, err := r.read(name)
	if err != nil {
		r.errs = append(r.errs, fmt.Errorf("%s: %w", key, err))
	}
	return id
}

func (r *rooms) list(key string, names []string) (out []chat.RoomID) {
	for _, n := range names {
		out = append(out, r.room(key, n))
	}
	return out
}

func (r *rooms) langs(key string, langs map[string]string) map[chat.RoomID]string {
	out := map[chat.RoomID]string{}
	for name, lang := range langs {
		out[r.room(key, name)] = lang
	}
	return out
}

func (t *telegramRooms) platform() (bots.PlatformConfig, error) {
	r := &rooms{read: telegram.ParseRoom}
	p := bots.PlatformConfig{
		Watched:    r.list("telegram.rooms", t.Rooms),
		Moderators: r.room("telegram.moderators", t.Moderators),
		Place:      escalation.Place{Staff: r.room("telegram.staff", t.Staff), Queue: r.room("telegram.queue", t.Queue)},
		Langs:      r.langs("telegram.languages", t.Languages),
		Roles:      t.Roles.roles(),
	}
	if p.Place.Queue.IsZero() {
		p.Place.Queue = p.Place.Staff
	}
	if p.Moderators.IsZero() {
		p.Moderators = p.Place.Queue
	}
	return p, errors.Join(append(r.errs, t.Roles.check("telegram.roles"))...)
}

func (d *discordRooms) platform() (bots.PlatformConfig, error) {
	r := &rooms{read: snowflake}
	p := bots.PlatformConfig{
		Watched:    r.list("discord.rooms", d.Rooms),
		Moderators: r.room("discord.moderators", d.Moderators),
		Server:     r.room("discord.server", d.Server),
		Langs:      r.langs("discord.languages", d.Languages),
		Roles:      d.Roles.roles(),
		Place: escalation.Place{
			Support: r.room("discord.support", d.Support), Staff: r.room("discord.staff", d.Staff), Queue: r.room("discord.queue", d.Queue),
			Home: r.room("discord.server", d.Server),
		},
	}
	if d.Server == "" {
		r.errs = append(r.errs, errors.New("discord.server: the ID of the server is missing (right-click the server with developer mode on: Copy Server ID)"))
	}
	if len(p.Watched) == 0 {
		p.Watched = []chat.RoomID{p.Server}
	}
	if p.Moderators.IsZero() {
		p.Moderators = p.Place.Queue
	}
	return p, errors.Join(append(r.errs, d.Roles.check("discord.roles"))...)
}

func snowflake(s string) (chat.RoomID, error) {
	if n, err := strconv.ParseUint(s, 10, 64); err != nil || n < 1<<22 {
		return chat.RoomID{}, fmt.Errorf("%q is no Discord ID; expected 17 to 20 digits, from Copy ID with developer mode on", s)
	}
	return discord.Room(s), nil
}

func (r roleSettings) roles() map[string]chat.Role {
	out := map[string]chat.Role{}
	for ids, office := range map[*[]string]chat.Role{
		&r.Representatives: chat.Representative, &r.Moderators: chat.Moderator, &r.Leads: chat.Lead,
	} {
		for _, id := range *ids {
			out[id] |= office
		}
	}
	return out
}

// check holds offices to immutable IDs: a handle can change hands.
func (r roleSettings) check(key string) error {
	var errs []error
	for _, id := range slices.Concat(r.Representatives, r.Moderators, r.Leads) {
		if strings.Trim(id, "0123456789") != "" || id == "" {
			errs = append(errs, fmt.Errorf("%s: %q is no account or role ID; offices go by number, because names can change hands", key, id))
		}
	}
	return errors.Join(errs...)
}
