package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
)

func TestClaimsTiersAndSilenceAreConfigured(t *testing.T) {
	c, err := readConfiguration(file(t, "frontdesk.yaml", roster+`
desk:
  claim_expires: 0s
  close: anyone
  solved_closes: 24h
  silent_member: {remind: 2h, close: 8h}
  tiers:
    - {name: technical, title: {en: the engineers, zh: 工程师}, telegram: [42], discord: [1234567890123456789]}
    - {name: legal}
`))
	if err != nil {
		t.Fatal(err)
	}
	got := c.hub.Desk.Claims
	if got.Expires != 0 || !got.Anyone || got.Solved != 24*time.Hour || got.Remind != 2*time.Hour || got.Close != 8*time.Hour {
		t.Errorf("%+v", got)
	}
	var names []string
	for _, tier := range got.Tiers {
		names = append(names, tier.Name)
	}
	if !slices.Equal(names, []string{escalation.FirstLine, escalation.Technical, "legal"}) {
		t.Errorf("tiers %v", names)
	}
	engineers, _ := got.Find("Technical")
	if !slices.Equal(engineers.Team, []chat.MemberID{{Platform: "telegram", Key: "42"}, {Platform: "discord", Key: "1234567890123456789"}}) {
		t.Errorf("called: %v", engineers.Team)
	}
	if en, zh := engineers.Called("en-GB").Text, engineers.Called("zh-Hant").Text; en != "the engineers" || zh != "工程师" {
		t.Errorf("the tier is called %q and %q", en, zh)
	}
}

func TestACommunityThatDecidesNothingHasTwoTiersAndClaimsThatExpire(t *testing.T) {
	c, err := readConfiguration("")
	if err != nil {
		t.Fatal(err)
	}
	got := c.hub.Desk.Claims
	if got.Expires != 30*time.Minute || got.Anyone || got.Remind != 24*time.Hour || got.Close != 72*time.Hour || got.Solved != 48*time.Hour || len(got.Tiers) != 2 {
		t.Errorf("%+v", got)
	}
}

func TestProblemsWithClaimsAreToldWithTheirLine(t *testing.T) {
	_, err := readConfiguration(file(t, "frontdesk.yaml", `desk:
  claim_expires: -5m
  close: nobody
  silent_member: {remind: 8h, close: 2h}
  tiers:
    - {name: The Team, title: {klingon!: x}}
    - {name: legal, telegram: ["@mei"]}
    - {name: legal}
`))
	if err == nil {
		t.Fatal("it is taken")
	}
	for _, want := range []string{
		"line 2: desk.claim_expires: -5m0s is below zero",
		`line 3: desk.close: "nobody"; expected holder or anyone`,
		"line 4: desk.silent_member: the reminder (8h0m0s) does not come before the end (2h0m0s)",
		`line 6: desk.tiers[0].name: "The Team" is no name of a tier`,
		`line 6: desk.tiers[0].title.klingon!: "klingon!" is no language code`,
		`line 7: desk.tiers[1].telegram[0]: "@mei" is no account number`,
		`line 8: desk.tiers[2].name: "legal" is used twice`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("wants %q in\n%v", want, err)
		}
	}
}
