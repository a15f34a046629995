package main

import (
	"strings"
	"testing"

	"frontdesk/escalation"
)

// TestTiersThatTicketsCannotHaveAreRefusedWithTheirLine, wherever one is named: the error tells which there are.
func TestTiersThatTicketsCannotHaveAreRefusedWithTheirLine(t *testing.T) {
	_, err := readConfiguration(file(t, "frontdesk.yaml", roster+`
desk:
  tiers: [{name: engineers}]
  levels:
    - {tier: technical, first: 30m}
  rota:
    - {who: {telegram: "42"}, tier: night}
  intake:
    categories:
      - {id: transaction, tier: enginers}
      - {id: stolen}
`))
	for _, want := range []string{
		`desk.levels[0].tier: there is no tier "technical"; there are first, engineers. Name it under desk.tiers`,
		`desk.rota[0].tier: there is no tier "night"`,
		`desk.intake.categories[0].tier: there is no tier "enginers"`,
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("without %q: %v", want, err)
		}
	}
	c, err := readConfiguration(file(t, "frontdesk.yaml", roster+"desk: {tiers: [{name: engineers}]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	entries := file(t, "faq.yaml", `entries:
  - id: gas
    title: {en: Fees}
    questions: {en: [why are fees so high]}
    answer: {en: Because.}
    tier: technical
  - id: slow
    title: {en: Slow}
    questions: {en: [why is it slow]}
    answer: {en: Because.}
    tier: Engineers
`)
	err = checkEntryTiers(entries, c.hub.Desk.Claims)
	if want := `entry gas: there is no tier "technical"; there are first, engineers.`; err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "line 6") || strings.Contains(err.Error(), "slow") {
		t.Errorf("the FAQ's: %v", err)
	}
	if got := cli(t, "", "console", "--config", file(t, "frontdesk.yaml", roster+"desk: {tiers: [{name: engineers}]}\n"), "--faq", entries, "--data", t.TempDir()); got.status == 0 || !strings.Contains(got.err, `there is no tier "technical"`) {
		t.Errorf("status %d: %s%s", got.status, got.out, got.err)
	}
	if got := cli(t, "", "faq", "check", "--config", file(t, "frontdesk.yaml", roster+"desk: {tiers: [{name: engineers}]}\n"), "--faq", entries); got.status == 0 || !strings.Contains(got.err, `line 6: entry gas: there is no tier "technical"; there are first, engineers.`) || strings.Contains(got.err, "slow") {
		t.Errorf("check, status %d: %s%s", got.status, got.out, got.err)
	}
	if got := cli(t, "", "faq", "check", "--faq", entries); got.status != 0 {
		t.Errorf("check without a configuration, status %d: %s%s", got.status, got.out, got.err)
	}
}

func TestAChangedFileMustNameTiersThatTicketsCanHave(t *testing.T) {
	w := watch(t, faqOf("a=1"))
	if err := w.f.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.f.claims = &escalation.Claims{Tiers: []escalation.Tier{{Name: escalation.FirstLine}, {Name: "engineers"}}}
	bad := strings.Replace(faqOf("a=2"), "title", "tier: technical, title", 1)
	w.write(bad)
	w.look(true, w.f.path+`: line 2: entry a: there is no tier "technical"; there are first, engineers.`)
	w.look(false, "") // it is told once
	w.serves("a=1")
	w.write(strings.Replace(bad, "technical", "engineers", 1))
	w.look(true, "")
	w.serves("a=2")
}
