package main

import (
	"encoding/json"
	"strings"
	"testing"
)

const ailing = `entries:
  - id: site
    title: {en: "The official site"}
    questions: {en: ["where is the official site", "official site", "what is your website"]}
    answer: {en: "{official.site}, {official.nothing} and https://somewhere.example.net"}
    tags: ["safety:stolen", "safety:seed", "safety:impostor"]
  - id: web
    title: {en: "Web"}
    questions: {en: ["official site", "the web", "web wallet"]}
    answer: {en: "There is none."}
`

func TestTheDoctorExplainsWhatIsWrongAndFailsOnErrors(t *testing.T) {
	conf := file(t, "c.yaml", "brand: {names: [Keyfold Wallet], domains: [keyfold.example.org]}\n")
	faq := file(t, "faq.yaml", ailing)
	got := cli(t, "", "faq", "doctor", "--faq", faq, "--roster", conf)
	for _, want := range []string{
		"error    site (en): the variable «official.nothing» stands for nothing\n         → Name it in the roster",
		"error    site and web both have «official site» (en)\n",
		"note     site (en) points to what is not on the official list: «somewhere.example.net»",
		"entries: 2, errors: 2, ",
	} {
		if !strings.Contains(strings.ReplaceAll(got.out, "https://", ""), want) {
			t.Errorf("wants %q in\n%s", want, got.out)
		}
	}
	if got.status != 1 || !strings.Contains(got.err, "errors in the FAQ: 2") || strings.Contains(got.out, "official.site»") {
		t.Errorf("status %d\n%s%s", got.status, got.out, got.err)
	}
	without := cli(t, "", "faq", "doctor", "--faq", faq, "--json")
	for _, l := range strings.Split(strings.TrimSpace(without.out), "\n") {
		var f finding
		if err := json.Unmarshal([]byte(l), &f); err != nil || f.What == "" || f.Do == "" || f.Severity == "" {
			t.Errorf("%s: %v", l, err)
		}
		if f.Defect == "dead-variable" || f.Defect == "unofficial-link" {
			t.Errorf("judged without a roster: %s", l)
		}
	}
}

func TestTheDefaultFAQHasNoErrors(t *testing.T) {
	if testing.Short() {
		t.Skip("it trains several indexes")
	}
	got := cli(t, "", "faq", "doctor")
	if got.status != 0 {
		t.Errorf("status %d\n%s", got.status, got.out)
	}
}

func TestWhatIsInForceIsLookedAtWhenTheStoreIsNamed(t *testing.T) {
	data, question := t.TempDir(), file(t, "chat.txt", "Which hardware wallets are supported?\n")
	if got := cli(t, "", "faq", "import", file(t, "new.yaml", newEntry), "--data", data, "--faq", testFAQ); got.status != 0 {
		t.Fatalf("status %d\n%s", got.status, got.err)
	}
	for args, want := range map[string]string{
		"faq doctor --stored":                  "entries: 5, ",
		"faq doctor":                           "entries: 4, ",
		"faq replay " + question + " --stored": "  hardware  «",
		"faq match --stored --json":            `"entry":"hardware"`,
	} {
		got := cli(t, "Which hardware wallets are supported?\n", append(strings.Fields(args), "--data", data, "--faq", testFAQ)...)
		if got.status != 0 || !strings.Contains(got.out, want) {
			t.Errorf("%s: status %d\n%s%s", args, got.status, got.out, got.err)
		}
	}
}
