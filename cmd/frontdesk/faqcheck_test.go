package main

import (
	"strings"
	"testing"
)

func TestCheckFindsWhatTheRosterAndTheFolderLack(t *testing.T) {
	path := file(t, "faq.yaml", `entries:
  - id: a
    title: {en: x}
    answer:
      en: |-
        Look at {official.site}
        or ask {official.bto}
      zh: "{official.bot}"
    picture: none.png
    buttons: [{text: {en: Go}, url: "{offical.site}/x"}]
  - {id: b, title: {en: y}, answer: {en: y}, picture: "https://elsewhere.example.com/x.png"}
`)
	roster := file(t, "roster.yaml", "brand: {names: [Keyfold Wallet], domains: [keyfold.example.org]}\n")
	everywhere := []string{
		"line 7: entry a: answer (en): {official.bto} is no variable; did you mean {official.bot}?\n  |         or ask {official.bto}",
		"line 9: entry a: picture \"none.png\": there is no such file beside faq.yaml; answers would go without it\n  |     picture: none.png",
		"line 10: entry a: buttons: {offical.site} is no variable; did you mean {official.site}?",
	}
	withRoster := []string{
		"line 8: entry a: answer (zh): {official.bot} has no value: the roster (brand, officials) names nothing for it",
		"line 11: entry b: picture \"https://elsewhere.example.com/x.png\": elsewhere.example.com is no https address on an official domain",
	}
	got := cli(t, "", "faq", "check", "--faq", path)
	for _, want := range everywhere {
		if got.status != 1 || !strings.Contains(got.err, want) {
			t.Errorf("no «%s» in status %d\n%s", want, got.status, got.err)
		}
	}
	for _, want := range withRoster {
		if strings.Contains(got.err, want) {
			t.Errorf("the example roster is held against it:\n%s", got.err)
		}
	}
	got = cli(t, "", "faq", "check", "--faq", path, "--roster", roster)
	for _, want := range append(everywhere, withRoster...) {
		if got.status != 1 || !strings.Contains(got.err, want) {
			t.Errorf("with a roster: no «%s» in status %d\n%s", want, got.status, got.err)
		}
	}
	if got := cli(t, "", "faq", "check", "--faq", testFAQ); got.status != 0 || !strings.Contains(got.out, "in order") {
		t.Errorf("status %d\n%s%s", got.status, got.out, got.err)
	}
}
