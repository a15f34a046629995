package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"frontdesk/bots"
	"frontdesk/chat"
	"frontdesk/moderation"
)

// policySettings are what the guard may do by itself. Without them it reports.
type policySettings struct {
	Policy map[string]string `yaml:"policy"` // rule: report, warn, mute, kick or ban
	Delete []string          `yaml:"delete"` // rules whose messages are taken away

	PerHour *int      `yaml:"per_hour"`            // mutes, kicks, bans and deletions in an hour; 0: none
	Age     *keepTime `yaml:"minimum_account_age"` // older accounts are only reported: 30d; 0: age does not matter
	MuteFor *keepTime `yaml:"mute_for"`            // 24h

	Carry carrySettings `yaml:"carry"`
}

// carrySettings are where else a ban acts.
type carrySettings struct {
	Groups    bool     `yaml:"groups"`    // in all watched groups
	Platforms bool     `yaml:"platforms"` // on the other platform, against linked accounts
	Rooms     []string `yaml:"rooms"`     // in these Telegram groups too
	Ask       bool     `yaml:"ask"`       // only when a moderator says so
}

// unsafe are the reasons why a rule may not do more by itself.
var unsafe = map[moderation.Rule]string{
	moderation.ByNear:      "names that are nearly an official's are too often somebody's own",
	moderation.ByPicture:   "a picture alone proves nothing; with a near name the rule is «both»",
	moderation.ByForward:   "whoever forwards a message could slander somebody with it",
	moderation.BySuspicion: "a suspicious link may be a harmless one",
	moderation.ByLure:      "people quote lures to warn of them, and only a mute ends by itself",
	moderation.ByAddress:   "people mistype addresses and ask about them, and only a mute ends by itself",
	moderation.ByReport:    "members may report somebody together, and only a mute ends by itself",
}

func (s *policySettings) apply(doc *document, c *bots.Config) {
	to := &c.Guard
	to.Steps, to.Delete = map[moderation.Rule]moderation.Step{}, map[moderation.Rule]bool{}
	for _, name := range sorted(s.Policy) {
		path, rule, step := join("guard.policy", name), moderation.Rule(name), moderation.Step(s.Policy[name])
		switch {
		case !slices.Contains(moderation.Rules, rule):
			doc.report(path, "is no rule; expected one of %s", list(moderation.Rules))
		case !slices.Contains(moderation.Steps, step):
			doc.report(path, "%q; expected one of %s", step, list(moderation.Steps))
		case !rule.Allows(step):
			doc.report(path, "%s is unsafe, %s is the most that %s may do by itself: %s", step, rule.Most(), rule, unsafe[rule])
		default:
			to.Steps[rule] = step
		}
	}
	var deletable []moderation.Rule
	for _, r := range moderation.Rules {
		if r.Deletes() {
			deletable = append(deletable, r)
		}
	}
	for i, name := range s.Delete {
		if rule := moderation.Rule(name); !rule.Deletes() {
			doc.report(fmt.Sprintf("guard.delete[%d]", i), "messages are never taken away for %q; expected some of %s", name, list(deletable))
		} else {
			to.Delete[rule] = true
		}
	}
	s.limits(doc, to)
	s.Carry.apply(doc, &to.Carry)
}

// longestMute is what every platform can do; longer ones are bans.
const longestMute = 28 * 24 * time.Hour

func (s *policySettings) limits(doc *document, to *moderation.Policy) {
	if s.PerHour != nil {
		to.PerHour = 0
		limit(doc, "guard.per_hour", *s.PerHour, &to.PerHour)
	}
	if s.Age != nil {
		to.Younger = time.Duration(*s.Age)
	}
	if s.MuteFor == nil {
		return
	}
	to.MuteFor = time.Duration(*s.MuteFor)
	if to.MuteFor < time.Minute || to.MuteFor > longestMute {
		doc.report("guard.mute_for", "%v; expected one minute to 28 days", to.MuteFor)
	}
}

func (s *carrySettings) apply(doc *document, to *moderation.Carry) {
	r := &idReader{doc: doc, parse: func(name string) (chat.RoomID, error) { return telegramGroup(strings.TrimPrefix(name, "telegram:")) }}
	to.Groups, to.Platforms, to.Ask, to.Rooms = s.Groups, s.Platforms, s.Ask, r.rooms("guard.carry.rooms", s.Rooms)
	if s.Ask && !to.On() {
		doc.report("guard.carry.ask", "there is nowhere to carry a ban to; set groups, platforms or rooms too")
	}
}

func list[T ~string](all []T) string {
	var out []string
	for _, s := range all {
		out = append(out, string(s))
	}
	return strings.Join(out, ", ")
}
