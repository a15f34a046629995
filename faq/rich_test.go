package faq

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"frontdesk/chat"
)

var testVars = Variables{
	"brand": "Keyfold", "official.site": "https://keyfold.example.org", "official.support": "@keyfold_help", "official.channel": "https://t.me/keyfold",
	"official.bot": "",
}

// shownAs writes a rendered answer on one line, spans as <kind=text>.
func shownAs(answer string) string {
	text, spans := Render(answer, testVars, "see /official")
	out := text
	for _, s := range spans {
		out += fmt.Sprintf(" <%s %s", s.Kind, text[s.Start:s.End])
		if s.URL != "" {
			out += " " + s.URL
		}
		out += ">"
	}
	return out
}

func TestRenderGivesTextAndWhatItsPartsMean(t *testing.T) {
	for in, want := range map[string]string{
		"plain text, 助记词 😀":                         "plain text, 助记词 😀",
		"a **bold** word":                           "a bold word <bold bold>",
		"**助记词** **b**":                             "助记词 b <bold 助记词> <bold b>",
		"type `12 words` now":                       "type 12 words now <code 12 words>",
		"**a `b` c**":                               "a b c <bold a > <code b> <bold  c>",
		"see [our site](https://example.org/x)":     "see our site <link our site https://example.org/x>",
		"**see [it](https://example.org)**":         "see it <bold see it> <link it https://example.org>",
		"- one\n  - two\n1. three":                  "• one\n  • two\n1. three",
		"Ask {brand} at {official.site}.":           "Ask Keyfold at keyfold.example.org. <link keyfold.example.org https://keyfold.example.org>",
		"[help]({official.site}/help)":              "help <link help https://keyfold.example.org/help>",
		"[{brand} on Telegram]({official.channel})": "Keyfold on Telegram <link Keyfold on Telegram https://t.me/keyfold>",
		"[{official.site}]({official.site})":        "https://keyfold.example.org <link https://keyfold.example.org https://keyfold.example.org>",
	} {
		if got := shownAs(in); got != want {
			t.Errorf("%q\ngot  %q\nwant %q", in, got, want)
		}
	}
}

func TestAVariableWithoutAValueIsNeverShownRaw(t *testing.T) {
	for in, want := range map[string]string{
		"Write to {official.bot}.":         "Write to see /official.",
		"Write to {official.bott}.":        "Write to see /official.",
		"[the bot]({official.bot}/x)":      "the bot (see /official)",
		"[{official.bot}]({official.bot})": "see /official (see /official)",
	} {
		if got := shownAs(in); got != want {
			t.Errorf("%q\ngot  %q\nwant %q", in, got, want)
		}
	}
}

func TestWhatIsNoMarkUpStaysAsItStands(t *testing.T) {
	for _, in := range []string{
		"2 ** 3 ** 4", "**open", "open**", "****", "** a **", "`open", "``", "[a]", "[a](b)", "[a](http://example.org)", "[](https://example.org)",
		"[a](https://example.org", "[a](javascript:alert(1))", "[a](tg://user?id=5)", "{Not a variable}", "{}", "{", "`{brand}", "<b>x</b>", "_x_", "# x",
		"*x*", "-x", "@everyone <@123> <#5>", "[a\nb](https://example.org)", "[a](https://localhost)", "\\*\\*", "https://example.org",
	} {
		in = strings.ReplaceAll(in, "{brand}", "brand")
		if got, spans := Render(in, testVars, "!"); got != in || len(spans) > 0 {
			t.Errorf("%q became %q %v", in, got, spans)
		}
	}
	if got := shownAs("`{brand}`"); got != "{brand} <code {brand}>" {
		t.Errorf("inside code: %q", got)
	}
}

func TestDeadVariablesComeWithAHint(t *testing.T) {
	e := Entry{
		Answer:  map[string]string{"en": "{brand} {official.bot} {official.bot} {site} [x]({official.sitee}) `{code}`", "zh": "{a.b.c}"},
		Buttons: []Button{{URL: "{official.bot}/x"}, {URL: "https://example.org", Text: map[string]string{"en": "{brand} {official.bots}"}}},
		Title:   map[string]string{"en": "{brand} and {anything}"},
	}
	var got []string
	for _, d := range testVars.Blanks(&e) {
		got = append(got, d.String())
	}
	want := []string{
		"answer (en): {official.bot} has no value: the roster (brand, officials) names nothing for it; add that, or leave the variable out",
		"answer (en): {site} is no variable; did you mean {official.site}?",
		"answer (en): {official.sitee} is no variable; did you mean {official.site}?",
		"answer (zh): {a.b.c} is no variable; there are {brand}, {official.channel}, {official.site}, {official.support}",
		"buttons: {official.bot} has no value: the roster (brand, officials) names nothing for it; add that, or leave the variable out",
		"buttons (en): {official.bots} is no variable; did you mean {official.bot}?",
		"title (en): {brand} is not filled in a title; write it out there",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func FuzzRender(f *testing.F) {
	f.Add("**a `b` [c](https://example.org) {brand}**\n- x\n1. {official.bot}")
	f.Add(strings.Repeat("**", 100) + strings.Repeat("[", 100) + strings.Repeat("`", 99))
	f.Fuzz(func(t *testing.T, answer string) {
		text, spans := Render(answer, testVars, "official")
		last := 0
		for _, s := range spans {
			if s.Start < last || s.Start >= s.End || s.End > len(text) {
				t.Fatalf("%q: span %+v in %d bytes", answer, s, len(text))
			}
			if utf8.ValidString(answer) && (!utf8.ValidString(text[s.Start:s.End])) {
				t.Fatalf("%q: span %+v cuts a character", answer, s)
			}
			if s.Kind != chat.Bold && s.Kind != chat.Code && s.Kind != chat.Link || s.Kind == chat.Link && !secureURL(s.URL) {
				t.Fatalf("%q: span %+v", answer, s)
			}
			last = s.Start
		}
		for _, name := range VariablesOf(answer) {
			if value := testVars[name]; value == "" && !strings.Contains(text, "official") {
				t.Fatalf("%q: {%s} is lost: %q", answer, name, text)
			}
		}
	})
}

func BenchmarkRender(b *testing.B) {
	for name, s := range map[string]string{
		"marks": strings.Repeat("**", 8<<10), "brackets": strings.Repeat("[", 16<<10), "ticks": strings.Repeat("` ", 8<<10), "braces": strings.Repeat("{a", 8<<10),
		"text": strings.Repeat("plain words ", 1300),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				Render(s, testVars, "official")
			}
		})
	}
}
