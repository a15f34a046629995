package main

import (
	"strings"
	"testing"
	"time"

	"frontdesk/moderation"
)

func TestTheGuardReportsUntilTheConfigurationLetsItDoMore(t *testing.T) {
	c, err := readConfiguration(file(t, "frontdesk.yaml", roster))
	if err != nil || len(c.hub.Guard.Steps) != 0 || c.hub.Guard.Carry.On() || c.hub.Guard.Excerpts != 90*24*time.Hour {
		t.Errorf("%+v, %v", c.hub.Guard, err)
	}
	c, err = readConfiguration(file(t, "frontdesk.yaml", roster+`
guard:
  policy: {identical: ban, near: report, both: mute, link: warn}
  delete: [link, lure]
  per_hour: 5
  minimum_account_age: 30d
  mute_for: 12h
  carry: {groups: true, platforms: true, rooms: [-1001234567890], ask: true}
privacy: {flags: 7d}
`))
	if err != nil {
		t.Fatal(err)
	}
	p := c.hub.Guard
	if p.Steps[moderation.ByIdentical] != moderation.ToBan || p.Steps[moderation.ByLink] != moderation.ToWarn || !p.Delete[moderation.ByLure] ||
		p.PerHour != 5 || p.Younger != 30*24*time.Hour || p.MuteFor != 12*time.Hour || p.Excerpts != 7*24*time.Hour {
		t.Errorf("%+v", p)
	}
	if !p.Carry.Groups || !p.Carry.Platforms || !p.Carry.Ask || len(p.Carry.Rooms) != 1 {
		t.Errorf("%+v", p.Carry)
	}
}

func TestUnsafePoliciesAreRefusedWithTheReasonAndTheLine(t *testing.T) {
	_, err := readConfiguration(file(t, "frontdesk.yaml", `brand: {names: [Keyfold Wallet]}
guard:
  policy:
    near: kick
    picture: mute
    identical: shout
    name: ban
  delete: [near]
  per_hour: -1
  mute_for: 1y
  carry: {ask: true, servers: []}
`))
	if err == nil {
		t.Fatal("it was taken")
	}
	for _, part := range []string{
		"line 4: guard.policy.near: kick is unsafe, report is the most that near may do by itself", "line 5: guard.policy.picture", "a picture alone proves nothing",
		`line 6: guard.policy.identical: "shout"; expected one of report, warn`, "line 7: guard.policy.name: is no rule", "line 8: guard.delete[0]",
		"line 9: guard.per_hour", "line 10: guard.mute_for", "line 11: guard.carry.ask", "guard.carry.servers: unknown key",
	} {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("nothing of %q in:\n%v", part, err)
		}
	}
}
