package main

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"golang.org/x/text/language"

	"frontdesk/bots"
	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/moderation"
)

// settings is frontdesk.yaml.
type settings struct {
	moderation.RosterSpec `yaml:",inline"`

	Languages []string            `yaml:"languages"` // to fall back to, in order; the first is the rooms' default
	Fallback  map[string][]string `yaml:"fallback"`  // language: what its readers get before those, vi: [en]
	Telegram  *telegramRooms      `yaml:"telegram"`
	Discord   *discordRooms       `yaml:"discord"`
	Desk      deskSettings        `yaml:"desk"`
	Replies   repliesSettings     `yaml:"replies"`
	Answers   answersSettings     `yaml:"answers"`
	Learning  learningSettings    `yaml:"learning"`
	Digest    digestSettings      `yaml:"digest"`
	Privacy   privacySettings     `yaml:"privacy"`
	Board     boardSettings       `yaml:"board"`
	Guard     guardSettings       `yaml:"guard"`
	Backup    backupSettings      `yaml:"backup"`
}

type telegramRooms struct {
	Rooms      []string          `yaml:"rooms"`      // watched groups: -1001234567890, a topic of one: -1001234567890/42
	Staff      string            `yaml:"staff"`      // forum group in which tickets open their topics
	Queue      string            `yaml:"queue"`      // where the cards lie; default: the staff group's general topic
	Moderators string            `yaml:"moderators"` // where flags are reported
	Log        string            `yaml:"log"`        // where transcripts of closed tickets go
	Shadow     []string          `yaml:"shadow"`     // watched rooms where nothing is said unasked: moderators see what would be
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
	Log        string            `yaml:"log"`        // where transcripts of closed tickets go
	Shadow     []string          `yaml:"shadow"`     // channels and categories, as with telegram
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
	timeSettings     `yaml:",inline"`
	claimSettings    `yaml:",inline"`
	deliverySettings `yaml:",inline"`

	AnswerAs string        `yaml:"answer_as"` // person (default) or team
	Reopen   time.Duration `yaml:"reopen"`
	PerDay   int           `yaml:"tickets_per_day"`

	PileUp pileUpSettings `yaml:"pile_up"`

	Route string `yaml:"route"` // where the staff's rooms open: own (default), other, telegram, discord

	handSettings `yaml:",inline"`

	Intake intakeSettings `yaml:"intake"`
}

type answersSettings struct {
	Cooldown  *time.Duration `yaml:"cooldown"`
	PerMinute int            `yaml:"per_minute"`
}

// configuration is what an operator decided, checked.
type configuration struct {
	settings
	roster   *moderation.Roster
	warnings []moderation.Warning // keys of the roster that are too short to protect
	hub      bots.Config
}

// readConfiguration reads and checks the file; unknown keys are errors, and the error tells every problem at once, with its
// line. Without a file it is the default, whose roster uses example.org names.
func readConfiguration(path string) (*configuration, error) {
	c := &configuration{settings: settings{RosterSpec: exampleRoster()}}
	doc := &document{}
	if path != "" {
		src, err := readFile("--config", path)
		if err != nil {
			return nil, err
		}
		c.settings = settings{}
		doc = readDocument(src, &c.settings)
	}
	c.hub = c.community(doc)
	var err error
	var all interface{ Unwrap() []error }
	if c.roster, c.warnings, err = moderation.NewRoster(c.RosterSpec); errors.As(err, &all) {
		for _, err := range all.Unwrap() {
			doc.report("officials", "%v", err)
		}
	} else if err != nil {
		doc.report("officials", "%v", err)
	}
	var fills faq.Variables
	if c.roster != nil {
		fills = bots.Variables(c.roster)
	}
	c.Replies.apply(doc, fills, &c.hub)
	if err := doc.err(); err != nil {
		return nil, fmt.Errorf("configuration %s:\n%w", path, err)
	}
	return c, nil
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

// community is what the hub is told. What is wrong with the settings is reported to doc.
func (s *settings) community(doc *document) bots.Config {
	c := bots.Default()
	s.fallback(doc, &c.Langs)
	if len(s.Brand.Names) > 0 {
		c.Brand = s.Brand.Names[0]
	}
	switch s.Desk.AnswerAs {
	case "", "person":
	case "team":
		c.Desk.Team = true
	default:
		doc.report("desk.answer_as", "%q; expected person or team", s.Desk.AnswerAs)
	}
	limit(doc, "desk.reopen", s.Desk.Reopen, &c.Desk.Reopen)
	limit(doc, "desk.tickets_per_day", s.Desk.PerDay, &c.Desk.PerDay)
	limit(doc, "answers.per_minute", s.Answers.PerMinute, &c.PerMinute)
	if s.Answers.Cooldown != nil {
		c.Cooldown = 0
		limit(doc, "answers.cooldown", *s.Answers.Cooldown, &c.Cooldown)
	}
	s.Desk.PileUp.apply(doc, &c)
	s.Desk.Intake.apply(doc, &c)
	s.Desk.claimSettings.apply(doc, &c)
	s.Desk.Intake.tiers(doc, &c)
	s.Desk.timeSettings.apply(doc, &c) // which knows the tiers
	s.Desk.handSettings.apply(doc, &c)
	s.Learning.apply(doc, &c)
	c.Platforms = map[chat.Platform]bots.PlatformConfig{}
	if s.Telegram != nil {
		c.Platforms[telegram.Platform] = s.Telegram.platform(doc)
	}
	if s.Discord != nil {
		c.Platforms[discord.Platform] = s.Discord.platform(doc)
	}
	readRoute(doc, s.Desk.Route, &c)
	s.Digest.apply(doc, s.Learning, &c)
	s.Privacy.apply(doc, &c)
	s.Board.apply(doc, &c)
	s.Guard.apply(doc, &c)
	s.Backup.apply(doc)
	s.Desk.deliverySettings.apply(doc, &c)
	return c
}

// fallback reads the languages to fall back to.
func (s *settings) fallback(doc *document, to *bots.Languages) {
	if len(s.Languages) > 0 {
		to.Order = s.Languages
	}
	for i, l := range s.Languages {
		checkLanguage(doc, fmt.Sprintf("languages[%d]", i), l)
	}
	to.Instead = s.Fallback
	for _, from := range sorted(s.Fallback) {
		path := join("fallback", from)
		checkLanguage(doc, path, from)
		for i, l := range s.Fallback[from] {
			checkLanguage(doc, fmt.Sprintf("%s[%d]", path, i), l)
		}
	}
}

// limit takes over what is set; 0 is the default.
func limit[T ~int | ~int64](doc *document, path string, set T, to *T) {
	switch {
	case set < 0:
		doc.report(path, "%v is below zero; leave the key out for the default", set)
	case set > 0:
		*to = set
	}
}

func checkLanguage(doc *document, path, lang string) {
	if _, err := language.Parse(lang); err != nil || lang == "" {
		doc.report(path, "%q is no language code; expected en, zh, pt-BR …", lang)
	}
}

// languages reads which rooms have another language than the default.
func languages(r *idReader, key string, langs map[string]string) map[chat.RoomID]string {
	out := map[chat.RoomID]string{}
	for _, room := range sorted(langs) {
		path := join(key, room)
		checkLanguage(r.doc, path, langs[room])
		out[r.room(path, room)] = langs[room]
	}
	return out
}

func (t *telegramRooms) platform(doc *document) bots.PlatformConfig {
	r := &idReader{doc: doc, parse: telegramRoom}
	forum := &idReader{doc: doc, parse: telegramGroup}
	p := bots.PlatformConfig{
		Watched:    r.rooms("telegram.rooms", t.Rooms),
		Shadow:     r.rooms("telegram.shadow", t.Shadow),
		Moderators: r.room("telegram.moderators", t.Moderators),
		Place:      escalation.Place{Staff: forum.room("telegram.staff", t.Staff), Queue: r.room("telegram.queue", t.Queue)},
		Langs:      languages(r, "telegram.languages", t.Languages),
		Roles:      t.Roles.read(doc, "telegram.roles", telegramAccount),
	}
	p.Place.Log = r.room("telegram.log", t.Log)
	if p.Place.Queue.IsZero() {
		p.Place.Queue = p.Place.Staff
	}
	if p.Moderators.IsZero() {
		p.Moderators = p.Place.Queue
	}
	checkShadow(doc, "telegram.shadow", &p)
	return p
}

func (d *discordRooms) platform(doc *document) bots.PlatformConfig {
	r := &idReader{doc: doc, parse: discordRoom}
	server := r.room("discord.server", d.Server)
	p := bots.PlatformConfig{
		Watched:    r.rooms("discord.rooms", d.Rooms),
		Shadow:     r.rooms("discord.shadow", d.Shadow),
		Moderators: r.room("discord.moderators", d.Moderators),
		Server:     server,
		Langs:      languages(r, "discord.languages", d.Languages),
		Roles:      d.Roles.read(doc, "discord.roles", discordID),
		Place: escalation.Place{
			Support: r.room("discord.support", d.Support), Staff: r.room("discord.staff", d.Staff), Queue: r.room("discord.queue", d.Queue),
			Home: server,
		},
	}
	p.Place.Log = r.room("discord.log", d.Log)
	if d.Server == "" {
		doc.report("discord.server", "the ID of the server is missing; right-click the server with developer mode on: Copy Server ID")
	}
	if len(p.Watched) == 0 {
		p.Watched = []chat.RoomID{p.Server}
	}
	if p.Moderators.IsZero() {
		p.Moderators = p.Place.Queue
	}
	checkShadow(doc, "discord.shadow", &p)
	return p
}

// checkShadow refuses a shadow that nobody sees.
func checkShadow(doc *document, path string, p *bots.PlatformConfig) {
	if len(p.Shadow) > 0 && p.Moderators.IsZero() {
		doc.report(path, "nobody would see what would be answered; name the room for it under moderators")
	}
}

// read gives offices to the accounts named.
func (r roleSettings) read(doc *document, key string, check func(string) error) map[string]chat.Role {
	out := map[string]chat.Role{}
	for _, o := range []struct {
		name   string
		ids    []string
		office chat.Role
	}{{"representatives", r.Representatives, chat.Representative}, {"moderators", r.Moderators, chat.Moderator}, {"leads", r.Leads, chat.Lead}} {
		for i, id := range o.ids {
			if err := check(id); err != nil {
				doc.report(fmt.Sprintf("%s.%s[%d]", key, o.name, i), "%v", err)
			}
			out[id] |= o.office
		}
	}
	return out
}

func sorted[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
