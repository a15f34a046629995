package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"frontdesk/bots"
	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/chat"
	"frontdesk/escalation"
)

// timeSettings are when the desk is open, what it promises, and who is on duty when.
type timeSettings struct {
	Hours  *hoursSettings  `yaml:"hours"`
	Levels []levelSettings `yaml:"levels"` // in place of the default ones
	Rota   []shiftSettings `yaml:"rota"`
}

type hoursSettings struct {
	Zone     string            `yaml:"zone"`     // Asia/Shanghai; default: UTC
	Open     map[string]string `yaml:"open"`     // mon: 09:00-18:00, sat: 10:00-12:00 13:00-15:00, mon-fri: …; without it: always
	Holidays []string          `yaml:"holidays"` // 2026-12-25
}

type levelSettings struct {
	Tier     string          `yaml:"tier"`     // left out: any
	Urgency  string          `yaml:"urgency"`  // urgent or general; left out: any
	First    time.Duration   `yaml:"first"`    // to the first answer, in time for which the desk is open
	Next     time.Duration   `yaml:"next"`     // to every further one
	Solution time.Duration   `yaml:"solution"` // of which the member waited for the staff
	Alarm    []time.Duration `yaml:"alarm"`    // waits after which those on duty are called, then the leads; default: the promised time, and twice that
}

type shiftSettings struct {
	Who       map[string]string `yaml:"who"`       // a person's accounts: {telegram: 123456789, discord: 1234567890123456789}
	Languages []string          `yaml:"languages"` // left out: all
	Days      []string          `yaml:"days"`      // [mon-fri, sun]; left out: every day
	Hours     string            `yaml:"hours"`     // 09:00-18:00, 22:00-06:00; left out: the whole day
	Zone      string            `yaml:"zone"`      // left out: that of the desk's hours
	Tier      string            `yaml:"tier"`      // whose tickets they take; left out: any
}

func (s *timeSettings) apply(doc *document, c *bots.Config) {
	c.Desk.Hours = s.Hours.read(doc)
	if s.Levels != nil {
		c.Desk.Levels = nil
	}
	for i, l := range s.Levels {
		c.Desk.Levels = append(c.Desk.Levels, l.read(doc, fmt.Sprintf("desk.levels[%d]", i)))
	}
	for i, one := range s.Levels {
		for k, other := range s.Levels[:i] {
			if one.Tier == other.Tier && one.Urgency == other.Urgency {
				doc.report(fmt.Sprintf("desk.levels[%d]", i), "is for the same tickets as desk.levels[%d]", k)
			}
		}
	}
	s.tiers(doc, c.Desk.Claims)
	for i, shift := range s.Rota {
		c.Desk.Rota = append(c.Desk.Rota, shift.read(doc, fmt.Sprintf("desk.rota[%d]", i), c.Desk.Hours.Zone))
	}
}

// tiers reports those that tickets cannot have.
func (s *timeSettings) tiers(doc *document, claims escalation.Claims) {
	for i, l := range s.Levels {
		checkTier(doc, fmt.Sprintf("desk.levels[%d].tier", i), l.Tier, claims)
	}
	for i, shift := range s.Rota {
		checkTier(doc, fmt.Sprintf("desk.rota[%d].tier", i), shift.Tier, claims)
	}
}

func (s *hoursSettings) read(doc *document) (h escalation.Hours) {
	if s == nil {
		return h
	}
	h.Zone = readZone(doc, "desk.hours.zone", s.Zone)
	for _, key := range sorted(s.Open) {
		path := join("desk.hours.open", key)
		spans := readSpans(doc, path, s.Open[key])
		for _, day := range readDays(doc, path, key) {
			for _, span := range spans {
				h.Add(day, span)
			}
		}
	}
	for i, said := range s.Holidays {
		day, err := time.Parse(time.DateOnly, said)
		if err != nil {
			doc.report(fmt.Sprintf("desk.hours.holidays[%d]", i), "%q is no date; expected one as in 2026-12-25", said)
			continue
		}
		h.Holidays = append(h.Holidays, escalation.DateOf(day))
	}
	slices.SortFunc(h.Holidays, escalation.Date.Compare)
	if len(s.Open) == 0 && len(h.Holidays) > 0 {
		wholeWeek(&h)
	}
	return h
}

func (l *levelSettings) read(doc *document, path string) escalation.Level {
	out := escalation.Level{Tier: l.Tier, Urgency: escalation.Subject(l.Urgency), Alarm: l.Alarm}
	switch out.Urgency {
	case "", escalation.Urgent, escalation.General:
	default:
		doc.report(join(path, "urgency"), "%q; expected %s or %s", l.Urgency, escalation.Urgent, escalation.General)
	}
	limit(doc, join(path, "first"), l.First, &out.First)
	limit(doc, join(path, "next"), l.Next, &out.Next)
	limit(doc, join(path, "solution"), l.Solution, &out.Solution)
	for i, wait := range l.Alarm {
		if wait <= 0 || i > 0 && wait <= l.Alarm[i-1] {
			doc.report(fmt.Sprintf("%s.alarm[%d]", path, i), "%v; expected waits that grow, as in [15m, 30m]", wait)
		}
	}
	return out
}

func (s *shiftSettings) read(doc *document, path string, zone *time.Location) escalation.Shift {
	out := escalation.Shift{Tier: s.Tier}
	if len(s.Who) == 0 {
		doc.report(join(path, "who"), "nobody is named; expected accounts as in {telegram: 123456789}")
	}
	for _, platform := range sorted(s.Who) {
		id := chat.MemberID{Platform: chat.Platform(platform), Key: s.Who[platform]}
		if check, ok := accounts[id.Platform]; !ok {
			doc.report(join(path+".who", platform), "is no platform; expected %s or %s", telegram.Platform, discord.Platform)
		} else if err := check(id.Key); err != nil {
			doc.report(join(path+".who", platform), "%v", err)
		}
		out.Who = append(out.Who, id)
	}
	for i, lang := range s.Languages {
		checkLanguage(doc, fmt.Sprintf("%s.languages[%d]", path, i), lang)
		out.Langs = append(out.Langs, escalation.BaseLang(lang))
	}
	if out.Hours.Zone = zone; s.Zone != "" {
		out.Hours.Zone = readZone(doc, join(path, "zone"), s.Zone)
	}
	if len(s.Days) == 0 && s.Hours == "" {
		return out
	}
	spans := []escalation.Span{{From: 0, To: 24 * 60}}
	if s.Hours != "" {
		spans = readSpans(doc, join(path, "hours"), s.Hours)
	}
	days := s.Days
	if len(days) == 0 {
		days = []string{"mon-sun"}
	}
	for i, key := range days {
		for _, day := range readDays(doc, fmt.Sprintf("%s.days[%d]", path, i), key) {
			for _, span := range spans {
				out.Hours.Add(day, span)
			}
		}
	}
	return out
}

func wholeWeek(h *escalation.Hours) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		h.Add(day, escalation.Span{From: 0, To: 24 * 60})
	}
}

func readZone(doc *document, path, name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		doc.report(path, "%q is no time zone; expected a name as in Asia/Shanghai, Europe/Berlin or UTC", name)
		return nil
	}
	return zone
}

// accounts tell what is wrong with the number of an account.
var accounts = map[chat.Platform]func(string) error{telegram.Platform: telegramAccount, discord.Platform: discordID}

// readDays reads a day of the week, mon, or several, mon-fri, in English; of each name the first three letters count.
func readDays(doc *document, path, s string) (out []time.Weekday) {
	first, last, several := strings.Cut(strings.ToLower(strings.TrimSpace(s)), "-")
	from, ok := weekday(first)
	to := from
	if several && ok {
		to, ok = weekday(last)
	}
	if !ok {
		doc.report(path, "%q is no day; expected mon, tue, wed, thu, fri, sat, sun, or several as in mon-fri", s)
		return nil
	}
	for day := from; ; day = (day + 1) % 7 {
		if out = append(out, day); day == to {
			return out
		}
	}
}

func weekday(s string) (time.Weekday, bool) {
	s = strings.TrimSpace(s)
	for day := time.Sunday; day <= time.Saturday; day++ {
		if name := strings.ToLower(day.String()); len(s) >= 3 && strings.HasPrefix(name, s) {
			return day, true
		}
	}
	return 0, false
}

// readSpans reads parts of a day: 09:00-12:00 13:00-18:00, also over midnight; 00:00-24:00 is the whole of it.
func readSpans(doc *document, path, s string) (out []escalation.Span) {
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' }) {
		begin, end, _ := strings.Cut(part, "-")
		from, ok := readMinute(begin)
		to, fine := readMinute(end)
		if !ok || !fine || from == to || from == 24*60 {
			doc.report(path, "%q; expected hours as in 09:00-18:00, several with a space between", part)
			continue
		}
		out = append(out, escalation.Span{From: from, To: to})
	}
	if strings.TrimSpace(s) == "" {
		doc.report(path, "is empty; expected hours as in 09:00-18:00")
	}
	return out
}

// readMinute reads 09:30 or 24:00 as minutes from midnight.
func readMinute(s string) (int, bool) {
	if s == "24:00" {
		return 24 * 60, true
	}
	t, err := time.Parse("15:04", s)
	return t.Hour()*60 + t.Minute(), err == nil
}
