package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/chat"
)

func TestEveryProblemOfTheConfigurationIsToldAtOnceWithItsLine(t *testing.T) {
	path := file(t, "frontdesk.yaml", `brand: {names: [Keyfold Wallet], domain: [x.org]}
officials:
  - {id: a, names: [A Person], telegram: [12, "x"]}
  - {id: a, kind: person, telegam: 5}
languages: [english!, en]
fallback: {vi: [klingon!], x!: [en]}
telegram:
  rooms: [123456789, "@mygroup", -1001234567890, -1001234567890/42, https://t.me/mygroup, "@5", lobby, ""]
  staff: -1001234567890/42
  moderatrs: -5
  languages: {-1001: klingon!}
  roles:
    representatives: ["@mei", -100123, 42, ""]
    moderators: 7
discord:
  rooms: [general, 1234567890123456789]
  roles: {leads: [12]}
  without_members_intent: maybe
desk:
  answer_as: robot
  reopen: 7d
  tickets_per_day: -1
answers: {per_minute: many, cooldown: -5m}
`)
	got := cli(t, "", "console", "--config", path, "--data", t.TempDir())
	if got.status != 1 {
		t.Errorf("status %d", got.status)
	}
	lines := strings.Split(strings.TrimSpace(got.err), "\n")
	if want := "frontdesk: configuration " + path + ":"; lines[0] != want {
		t.Errorf("begins %q", lines[0])
	}
	for i, want := range []string{
		"line 1: brand.domain: unknown key; expected one of contracts, domains, links, names",
		"line 2: officials: official a: this id is used twice",
		`line 3: officials[0].telegram: account ID "x" is not a number`,
		"line 4: officials[1].telegam: unknown key; expected one of discord, handles, id,",
		`line 5: languages[0]: "english!" is no language code`,
		`line 6: fallback.vi[0]: "klingon!" is no language code`,
		`line 6: fallback.x!: "x!" is no language code`,
		"line 8: telegram.rooms[0]: 123456789 is the number of an account, or of a group without its sign; a group's number is negative",
		`line 8: telegram.rooms[1]: "@mygroup" is a name or link; a group's number is negative, as in -1001234567890: it stands in the address`,
		`line 8: telegram.rooms[4]: "https://t.me/mygroup" is a name or link`,
		`line 8: telegram.rooms[5]: "@5" is a private chat`,
		`line 8: telegram.rooms[6]: "lobby" is no room`,
		"line 8: telegram.rooms[7]: is empty",
		`line 9: telegram.staff: "-1001234567890/42" is one topic; tickets open topics of their own in the whole group: write -1001234567890`,
		"line 10: telegram.moderatrs: unknown key; expected one of languages, log, moderators, queue, roles, rooms, shadow, staff",
		`line 11: telegram.languages.-1001: "klingon!" is no language code`,
		`line 13: telegram.roles.representatives[0]: "@mei" is no account number; expected the account's number, as in 123456789`,
		"line 13: telegram.roles.representatives[1]: -100123 is the number of a group",
		"line 13: telegram.roles.representatives[3]: is empty",
		"line 14: telegram.roles.moderators: expected a list, as in [first, second], found a single value",
		"line 15: discord.server: the ID of the server is missing; right-click the server",
		`line 16: discord.rooms[0]: "general" is no Discord ID; expected the 17 to 20 digits`,
		`line 17: discord.roles.leads[0]: "12" is no Discord ID`,
		`line 18: discord.without_members_intent: "maybe"; expected true or false`,
		`line 20: desk.answer_as: "robot"; expected person or team`,
		`line 21: desk.reopen: "7d"; expected a time such as 30s, 5m or 168h`,
		"line 22: desk.tickets_per_day: -1 is below zero",
		`line 23: answers.per_minute: "many"; expected a whole number`,
		"line 23: answers.cooldown: -5m0s is below zero",
	} {
		if i+1 >= len(lines) || !strings.HasPrefix(lines[i+1], want) {
			t.Fatalf("wants line %d to begin\n%s\nin\n%s", i+1, want, got.err)
		}
	}
	if len(lines) != 30 {
		t.Errorf("%d lines:\n%s", len(lines), got.err)
	}
}

func TestAConfigurationThatIsNoMappingIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"a: [\n":            "not YAML",
		"a: 1\na: 2\n":      "line 2: not YAML: mapping key",
		"- 1\n":             "line 1: the file: expected keys and values, found a list",
		"words":             "line 1: the file: expected keys and values, found a single value",
		"a: 1\n---\nb: 2\n": "a second YAML document",
		"desk: &x {}\n":     "line 1: desk: expected keys and values, found an anchor",
		"brand: \xff\n":     "frontdesk: configuration",
		"desk: {a: {b: 1}}": "line 1: desk.a: unknown key",
	} {
		got := cli(t, "", "console", "--config", file(t, "c.yaml", text), "--data", t.TempDir())
		if got.status != 1 || !strings.Contains(got.err, want) {
			t.Errorf("%q: status %d\n%s", text, got.status, got.err)
		}
	}
}

func TestAConfigurationIsReadAsItIsMeant(t *testing.T) {
	c, err := readConfiguration(file(t, "frontdesk.yaml", `
brand: {names: [Keyfold Wallet]}
languages: [zh, en]
fallback: {zh-Hant: [zh]}
telegram:
  rooms: [-1001234567890, "-1001234567891/42"]
  staff: -1001234567892
  languages: {-1001234567890: ru}
  shadow: [-1001234567890]
  roles: {representatives: [42, 43], moderators: ["43"]}
discord:
  server: 1234567890123456789
desk: {answer_as: team, reopen: 48h, tickets_per_day:}
answers: {cooldown: 0s, per_minute: 9}
`))
	if err != nil {
		t.Fatal(err)
	}
	h := c.hub
	tg, dc := h.Platforms[telegram.Platform], h.Platforms[discord.Platform]
	group := telegram.Room(-1001234567890, 0)
	for what, ok := range map[string]bool{
		"brand":                             h.Brand == "Keyfold Wallet",
		"languages":                         slices.Equal(h.Langs.Order, []string{"zh", "en"}) && slices.Equal(h.Langs.Instead["zh-Hant"], []string{"zh"}),
		"policy":                            h.Desk.Team && h.Desk.Reopen == 48*time.Hour && h.Desk.PerDay == 3,
		"no cooldown":                       h.Cooldown == 0 && h.PerMinute == 9,
		"rooms":                             len(tg.Watched) == 2 && tg.Watched[0] == group && tg.Watched[1] == telegram.Room(-1001234567891, 42),
		"a rehearsal":                       len(tg.Shadow) == 1 && tg.Shadow[0] == group && len(dc.Shadow) == 0,
		"a room's language":                 tg.Langs[group] == "ru",
		"queue and flags at staff":          tg.Place.Queue == tg.Place.Staff && tg.Moderators == tg.Place.Staff,
		"two offices":                       tg.Roles["43"] == chat.Representative|chat.Moderator && tg.Roles["42"] == chat.Representative,
		"the whole server":                  len(dc.Watched) == 1 && dc.Watched[0] == dc.Server,
		"an ID of 19 digits without quotes": dc.Server == discord.Room("1234567890123456789"),
	} {
		if !ok {
			t.Errorf("%s: %+v", what, h)
		}
	}
}

func TestARehearsalThatNobodySeesIsRefused(t *testing.T) {
	_, err := readConfiguration(file(t, "frontdesk.yaml", "discord:\n  server: 1234567890123456789\n  shadow: [1234567890123456780]\n"))
	if err == nil || !strings.Contains(err.Error(), "line 3: discord.shadow: nobody would see what would be answered; name the room for it under moderators") {
		t.Errorf("%v", err)
	}
}

func FuzzConfiguration(f *testing.F) {
	f.Add("brand: {names: [A]}\ntelegram: {rooms: [-1001234567890]}\n")
	f.Add("a: [\n")
	f.Add("&a a: *a\n")
	f.Add("desk: {reopen: 5m}\n---\n")
	f.Fuzz(func(t *testing.T, src string) {
		var s settings
		doc := readDocument([]byte(src), &s)
		s.community(doc)
		_ = doc.err()
	})
}
