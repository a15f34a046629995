package main

import (
	"fmt"
	"regexp"
	"time"

	"frontdesk/bots"
	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/chat"
	"frontdesk/escalation"
)

// claimSettings are who may do what with a ticket, and what silence leads to. A time of 0s turns a thing off.
type claimSettings struct {
	Expires *time.Duration   `yaml:"claim_expires"` // of a silent holder
	CloseBy string           `yaml:"close"`         // holder (default; leads may always) or anyone
	Solved  *time.Duration   `yaml:"solved_closes"` // after a member was asked «is it solved?»
	Silent  *silenceSettings `yaml:"silent_member"`
	Tiers   []tierSettings   `yaml:"tiers"` // whom tickets can be passed to, beside the first line; default: technical
}

type silenceSettings struct {
	Remind *time.Duration `yaml:"remind"`
	Close  *time.Duration `yaml:"close"` // half way between the two the member is warned
}

type tierSettings struct {
	Name     string            `yaml:"name"`     // as in /pass and in entries
	Title    map[string]string `yaml:"title"`    // language: what members read
	Telegram []string          `yaml:"telegram"` // accounts that are called to its tickets; default: who is on duty for it
	Discord  []string          `yaml:"discord"`
}

func (s *claimSettings) apply(doc *document, c *bots.Config) {
	to := &c.Desk.Claims
	period(doc, "desk.claim_expires", s.Expires, &to.Expires)
	period(doc, "desk.solved_closes", s.Solved, &to.Solved)
	if s.Silent != nil {
		period(doc, "desk.silent_member.remind", s.Silent.Remind, &to.Remind)
		period(doc, "desk.silent_member.close", s.Silent.Close, &to.Close)
	}
	if to.Close > 0 && to.Remind >= to.Close {
		doc.report("desk.silent_member", "the reminder (%v) does not come before the end (%v)", to.Remind, to.Close)
	}
	switch s.CloseBy {
	case "", "holder":
	case "anyone":
		to.Anyone = true
	default:
		doc.report("desk.close", "%q; expected holder or anyone", s.CloseBy)
	}
	if s.Tiers == nil {
		return
	}
	to.Tiers = []escalation.Tier{{Name: escalation.FirstLine}}
	for i, t := range s.Tiers {
		tier := t.read(doc, fmt.Sprintf("desk.tiers[%d]", i))
		if tier.Name == escalation.FirstLine {
			to.Tiers[0] = tier
		} else if _, twice := to.Find(tier.Name); twice {
			doc.report(fmt.Sprintf("desk.tiers[%d].name", i), "%q is used twice", tier.Name)
		} else {
			to.Tiers = append(to.Tiers, tier)
		}
	}
}

// period takes over what is set; 0s is as good as never.
func period(doc *document, path string, set *time.Duration, to *time.Duration) {
	if set != nil {
		*to = 0
		limit(doc, path, *set, to)
	}
}

// tierName is what can be typed as one word, and fits a button.
var tierName = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,31}$`)

func (s tierSettings) read(doc *document, path string) escalation.Tier {
	t := escalation.Tier{Name: s.Name, Title: s.Title}
	if !tierName.MatchString(s.Name) {
		doc.report(join(path, "name"), "%q is no name of a tier; expected up to 32 of a-z, 0-9, _ and -, a letter first", s.Name)
	}
	for _, lang := range sorted(s.Title) {
		checkLanguage(doc, join(path+".title", lang), lang)
	}
	for _, on := range []struct {
		platform chat.Platform
		accounts []string
	}{{telegram.Platform, s.Telegram}, {discord.Platform, s.Discord}} {
		for i, key := range on.accounts {
			if err := accounts[on.platform](key); err != nil {
				doc.report(fmt.Sprintf("%s.%s[%d]", path, on.platform, i), "%v", err)
			}
			t.Team = append(t.Team, chat.MemberID{Platform: on.platform, Key: key})
		}
	}
	return t
}
