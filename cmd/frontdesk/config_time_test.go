package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/chat"
	"frontdesk/escalation"
)

func TestHoursLevelsAndRotaAreConfigured(t *testing.T) {
	c, err := readConfiguration(file(t, "frontdesk.yaml", roster+`
desk:
  hours:
    zone: Asia/Shanghai
    open: {mon-fri: 09:00-12:00 13:00-18:00, saturday: 22:00-02:00}
    holidays: [2026-12-25, 2026-01-01]
  levels:
    - {tier: technical, urgency: urgent, first: 30m, next: 1h, solution: 8h, alarm: [20m, 45m]}
    - {}
  rota:
    - {who: {telegram: 42, discord: 1234567890123456789}, languages: [zh-Hant, en], days: [mon-wed, sun], hours: 22:00-06:00, tier: technical}
    - {who: {telegram: 43}, zone: Europe/Berlin}
`))
	if err != nil {
		t.Fatal(err)
	}
	h := c.hub.Desk.Hours
	at := func(s string) time.Time {
		at, err := time.ParseInLocation("2006-01-02 15:04", s, h.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for now, want := range map[string]string{
		"2026-11-23 08:00": "2026-11-23 09:00", "2026-11-23 12:30": "2026-11-23 13:00", "2026-11-28 12:00": "2026-11-28 22:00",
		"2026-11-29 01:59": "2026-11-29 01:59", "2026-12-25 10:00": "2026-12-26 22:00",
	} {
		if next, ok := h.Next(at(now)); !ok || !next.Equal(at(want)) {
			t.Errorf("after %s it opens at %v, want %s", now, next, want)
		}
	}
	want := escalation.Level{
		Tier: "technical", Urgency: escalation.Urgent, First: 30 * time.Minute, Next: time.Hour, Solution: 8 * time.Hour,
		Alarm: []time.Duration{20 * time.Minute, 45 * time.Minute},
	}
	if got := c.hub.Desk.Levels; len(got) != 2 || got[0].Tier != want.Tier || got[0].Urgency != want.Urgency || got[0].First != want.First ||
		got[0].Next != want.Next || got[0].Solution != want.Solution || !slices.Equal(got[0].Alarm, want.Alarm) || got[1].First != 0 {
		t.Errorf("levels %+v", got)
	}
	rota := c.hub.Desk.Rota
	if len(rota) != 2 || !slices.Equal(rota[0].Who, []chat.MemberID{{Platform: discord.Platform, Key: "1234567890123456789"}, {Platform: telegram.Platform, Key: "42"}}) ||
		!slices.Equal(rota[0].Langs, []string{"zh", "en"}) || rota[0].Tier != "technical" || !rota[1].Hours.Always() {
		t.Fatalf("rota %+v", rota)
	}
	for now, on := range map[string]bool{"2026-11-23 05:59": true, "2026-11-23 06:00": false, "2026-11-26 05:00": true, "2026-11-26 23:00": false} {
		if rota[0].Hours.At(at(now)) != on {
			t.Errorf("at %s the shift is on: %v", now, !on)
		}
	}
}

func TestADeskThatDecidedNothingIsAlwaysOpenAndCallsTheStaff(t *testing.T) {
	c, err := readConfiguration(file(t, "frontdesk.yaml", roster+"desk: {hours: {holidays: [2026-12-25]}}\n"))
	if err != nil || len(c.hub.Desk.Levels) == 0 || c.hub.Desk.Levels[0].First == 0 {
		t.Fatalf("%+v, %v", c, err)
	}
	xmas := time.Date(2026, 12, 25, 12, 0, 0, 0, time.UTC)
	if next, ok := c.hub.Desk.Hours.Next(xmas); !ok || !next.Equal(xmas.Add(12*time.Hour)) {
		t.Errorf("with holidays alone it opens at %v", next)
	}
}

func TestEveryMistakeAboutTimeIsToldWithItsLine(t *testing.T) {
	_, err := readConfiguration(file(t, "frontdesk.yaml", `desk:
  hours:
    zone: Shanghai
    open:
      monday: 9-18
      someday: 09:00-18:00
      tue: 09:00-09:00
      wed: ""
    holidays: [25.12.2026]
    close: never
  levels:
    - {urgency: high, first: soon}
    - {first: -5m}
    - {tier: technical, alarm: [30m, 15m]}
    - {tier: technical}
    - {tier: tecnical}
  rota:
    - {languages: [english!], days: [weekend], hours: "9"}
    - {who: {mei: 5, telegram: "@mei", discord: 7}, zone: Mars}
`))
	if err == nil {
		t.Fatal("no mistake was found")
	}
	lines := strings.Split(err.Error(), "\n")
	for _, want := range []string{
		`line 3: desk.hours.zone: "Shanghai" is no time zone; expected a name as in Asia/Shanghai`,
		`line 5: desk.hours.open.monday: "9-18"; expected hours as in 09:00-18:00`,
		`line 6: desk.hours.open.someday: "someday" is no day`,
		`line 7: desk.hours.open.tue: "09:00-09:00"; expected hours`,
		`line 8: desk.hours.open.wed: is empty`,
		`line 9: desk.hours.holidays[0]: "25.12.2026" is no date`,
		`line 10: desk.hours.close: unknown key; expected one of holidays, open, zone`,
		`line 12: desk.levels[0].urgency: "high"; expected urgent or general`,
		`line 12: desk.levels[0].first: "soon"; expected a time`,
		`line 13: desk.levels[1].first: -5m0s is below zero`,
		`line 14: desk.levels[2].alarm[1]: 15m0s; expected waits that grow`,
		`line 15: desk.levels[3]: is for the same tickets as desk.levels[2]`,
		`line 16: desk.levels[4].tier: there is no tier "tecnical"; there are first, technical. Name it under desk.tiers`,
		`line 18: desk.rota[0].who: nobody is named`,
		`line 18: desk.rota[0].languages[0]: "english!" is no language code`,
		`line 18: desk.rota[0].days[0]: "weekend" is no day`,
		`line 18: desk.rota[0].hours: "9"; expected hours`,
		`line 19: desk.rota[1].who.mei: is no platform; expected telegram or discord`,
		`line 19: desk.rota[1].who.telegram: "@mei" is no account number`,
		`line 19: desk.rota[1].who.discord: "7" is no Discord ID`,
		`line 19: desk.rota[1].zone: "Mars" is no time zone`,
	} {
		if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, want) }) {
			t.Errorf("not told: %s", want)
		}
	}
	if t.Failed() {
		t.Log(err)
	}
}

func FuzzHoursOfADayAreRead(f *testing.F) {
	for _, s := range []string{"09:00-18:00", "22:00-06:00 07:00-08:00", "00:00-24:00", "24:00-00:00", "9-18", "", "-", "：", "mon-fri"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		doc := &document{lines: map[string]int{}}
		var h escalation.Hours
		for _, day := range readDays(doc, "day", s) {
			h.Add(day, escalation.Span{From: 0, To: 24 * 60})
		}
		spans := readSpans(doc, "hours", s)
		for _, span := range spans {
			h.Add(time.Friday, span)
		}
		if len(spans) == 0 && doc.err() == nil {
			t.Errorf("%q means nothing and is no mistake", s)
		}
		for day, open := range h.Open {
			last := -1
			for _, span := range open {
				if span.From <= last || span.To <= span.From || span.To > 24*60 {
					t.Fatalf("%q opens day %d from %d to %d", s, day, span.From, span.To)
				}
				last = span.To
			}
		}
	})
}

// TestOneMistakeIsToldOnce: of a value of the wrong kind nothing more is said, and what contradicts itself is told with the remedy.
func TestOneMistakeIsToldOnce(t *testing.T) {
	for said, want := range map[string]string{
		"rota: [{who: 5}]":                       "desk.rota[0].who: expected keys and values, found a single value",
		"tiers: [technical]":                     "desk.tiers[0]: expected keys and values, found a single value",
		"tickets_per_day: [3]":                   "desk.tickets_per_day: expected a single value, found a list",
		"pile_up: {within: soon}":                `desk.pile_up.within: "soon"; expected a time such as 30s, 5m or 168h`,
		"pile_up: {tickets: 5, within: 0s}":      "desk.pile_up.within: 0s leaves no time in which tickets could be alike; expected a time such as 30m, or tickets: 0 for never",
		"silent_member: {remind: 3h, close: 2h}": "desk.silent_member: the reminder (3h0m0s) does not come before the end (2h0m0s)",
	} {
		path := file(t, "frontdesk.yaml", "desk:\n  "+said+"\n")
		got := cli(t, "", "console", "--config", path, "--data", t.TempDir())
		lines := strings.Split(strings.TrimSpace(got.err), "\n")
		if len(lines) != 2 || lines[1] != "line 2: "+want {
			t.Errorf("%s: %q", said, lines[1:])
		}
	}
}
