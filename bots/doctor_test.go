package bots_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"frontdesk/bots"
	"frontdesk/faq"
	"frontdesk/moderation"
)

func TestTheFAQIsExaminedOnceForWhoAsksEvenOverARestart(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		h.must(h.hub.Accept(h.Context(), p.said("1", p.room("mods"), "max", "/faq doctor"), p.said("2", p.room("mods"), "max", "/faq doctor")))
		h.stop()
		h.start()
		h.settle()
		if n := len(p.seen(p.room("mods"), "entries examined")); n != 1 {
			t.Errorf("the findings were told %d times", n)
		}
		if n := len(p.seen(p.room("mods"), "No entry carries the tag «safety:seed»")); n != 1 {
			t.Errorf("a finding was told %d times", n)
		}
	})
}

func TestNothingIsSettledWhileTheFAQIsBeingExamined(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		for i, n := range []string{"1", "2"} {
			h.tell(p.said(n, p.room("mods"), "max", "/faq doctor"))
			if told := len(p.seen(p.room("mods"), "entries examined")); told != i+1 {
				t.Errorf("told %d times, after being asked %d times", told, i+1)
			}
		}
	})
}

func TestMembersMayNotHaveTheFAQExamined(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("1", p.direct("ann"), "ann", "/faq doctor"))
		if n := len(p.seen(p.direct("ann"), "examine")); n != 0 {
			t.Errorf("%d posts", n)
		}
	})
}

func TestWhatIsNotOfficialIsFoundInEveryPartOfAnEntry(t *testing.T) {
	roster, _, err := moderation.LoadRoster([]byte("brand: {names: [Keyfold Wallet], domains: [keyfold.example.org]}\n"))
	if err != nil {
		t.Fatal(err)
	}
	look := bots.Unofficial(moderation.NewDirectory(moderation.NewLinks(moderation.NewNames(roster))), bots.Variables(roster))
	e := faq.Entry{
		Title:  map[string]string{"en": "Ask @somebody_else", "zh": "标题"},
		Answer: map[string]string{"en": "{official.site}, [the site](https://one.example.net), two.example.net", "zh": "答案"},
		Buttons: []faq.Button{
			{Text: map[string]string{"en": "Open"}, URL: "https://three.example.net/x"},
			{Text: map[string]string{"en": "Site"}, URL: "{official.site}/help"},
		},
	}
	if got := fmt.Sprint(look(&e, "en")); !holdsAll(got, "somebody_else", "one.example.net", "two.example.net", "three.example.net") || strings.Contains(got, "keyfold") {
		t.Error(got)
	}
	if got := fmt.Sprint(look(&e, "zh")); !holdsAll(got, "three.example.net") || strings.Contains(got, "one.") {
		t.Error(got)
	}
}

func holdsAll(s string, parts ...string) bool {
	return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(s, p) })
}

func TestAFindingShowsLittleOfATextOnOneLine(t *testing.T) {
	what, _ := bots.Explain(faq.Finding{Defect: faq.Steals, Examples: []string{strings.Repeat("词", 9000), "two\nlines \x1b[31m"}})
	if got := what.Args["examples"].Text; len([]rune(got)) > 300 || !strings.HasSuffix(got, "…», «two lines [31m»") {
		t.Errorf("%.300q", got)
	}
}
