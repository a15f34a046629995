package faq

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

const sample = `# our FAQ
entries:
  - id: withdraw-stuck
    title: {en: "Withdrawal stuck", zh: "提币卡住"}
    questions:
      en: ["Where is my withdrawal?", "stuck: since 2h"]
      zh: ["提币多久到账？"]
    not:
      en: ["How high are withdrawal fees?"]
    answer:
      en: |-
        Wait 30 minutes.

        Then write to us.
      zh: "请等待 30 分钟。"
    picture: stuck.png
    buttons: [{text: {en: "Explorer", zh: "浏览器"}, url: "https://explorer.example.org/tx"}, {text: {en: Site}, url: "{official.site}"}]
    tags: [withdraw, "safety:stolen"]
    tier: technical
    urgent: true
    source: help centre
    review: 2026-03-31
`

func TestParseReadsEveryKey(t *testing.T) {
	got, err := Parse([]byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	want := []Entry{{
		ID: "withdraw-stuck", Title: map[string]string{"en": "Withdrawal stuck", "zh": "提币卡住"},
		Questions: map[string][]string{"en": {"Where is my withdrawal?", "stuck: since 2h"}, "zh": {"提币多久到账？"}},
		Not:       map[string][]string{"en": {"How high are withdrawal fees?"}},
		Answer:    map[string]string{"en": "Wait 30 minutes.\n\nThen write to us.", "zh": "请等待 30 分钟。"},
		Picture:   "stuck.png",
		Buttons: []Button{
			{Text: map[string]string{"en": "Explorer", "zh": "浏览器"}, URL: "https://explorer.example.org/tx"},
			{Text: map[string]string{"en": "Site"}, URL: "{official.site}"},
		},
		Tags: []string{"withdraw", "safety:stolen"}, Tier: "technical", Urgent: true, Source: "help centre",
		Review: time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC),
	}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestParseNamesTheLineAndWhatWasExpected(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"an unknown key":          {"entries:\n  - id: a\n    answers: {en: x}\n", `line 3: an entry: unknown key "answers"; expected one of id`},
		"an unknown top key":      {"entry: []\n", `line 1: the file: unknown key "entry"; expected one of entries`},
		"a key twice":             {"entries:\n  - id: a\n    id: b\n", `line 3: `},
		"an id twice":             {"entries:\n  - {id: a, title: {en: x}, answer: {en: x}}\n  - {id: a, title: {en: x}, answer: {en: x}}\n", "line 3: entry a: the same id stands at line 2"},
		"no answer":               {"entries:\n  - id: a\n    title: {en: x}\n", "has no answer in any language"},
		"nothing to find it by":   {"entries:\n  - id: a\n    answer: {en: x}\n", "neither a title nor a question"},
		"a text without language": {"entries:\n  - id: a\n    title: hello\n", "line 3: title: expected keys and values (language codes such as en, zh), found a single value"},
		"a list of maps":          {"entries:\n  - id: a\n    questions:\n      en:\n        - what: ever\n", "line 5: questions in en: expected a text"},
		"a language that is none": {"entries:\n  - {id: a, title: {english: x}, answer: {en: x}}\n", `"english" is no language code`},
		"an empty question":       {"entries:\n  - {id: a, questions: {en: [\" \"]}, answer: {en: x}}\n", "an empty text in en"},
		"a bad date":              {"entries:\n  - id: a\n    review: soon\n", `line 3: review: expected a date such as 2026-03-31, found "soon"`},
		"a picture in a folder":   {"entries:\n  - id: a\n    title: {en: x}\n    answer: {en: x}\n    picture: ../x.png\n", "line 2: entry a: picture: \"../x.png\"; expected a file's name without a folder"},
		"a picture in the clear":  {"entries:\n  - {id: a, title: {en: x}, answer: {en: x}, picture: \"http://example.org/x.png\"}\n", "expected https://"},
		"a picture that is none":  {"entries:\n  - {id: a, title: {en: x}, answer: {en: x}, picture: x.exe}\n", "ends in .png"},
		"a button without text":   {"entries:\n  - {id: a, title: {en: x}, answer: {en: x}, buttons: [{url: \"https://example.org\"}]}\n", "button 1: has no text"},
		"a button to nowhere":     {"entries:\n  - {id: a, title: {en: x}, answer: {en: x}, buttons: [{text: {en: x}, url: \"javascript:x\"}]}\n", "button 1: url: \"javascript:x\"; expected https://"},
		"a button's unknown key":  {"entries:\n  - id: a\n    buttons:\n      - link: x\n", `line 4: a button: unknown key "link"; expected one of text, url`},
		"broken syntax":           {"entries:\n  - id: \"a\n", "line 2: not YAML"},
		"an alias":                {"entries:\n  - id: *x\n", "alias"},
		"a scalar file":           {"hello\n", "line 1: the file: expected keys and values (entries)"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse([]byte(c.in))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v\nwant …%s…", err, c.want)
			}
		})
	}
}

func TestParseAcceptsAnEmptyFAQ(t *testing.T) {
	for _, in := range []string{"", "# nothing\n", "entries:\n", "entries: []\n"} {
		if got, err := Parse([]byte(in)); err != nil || len(got) != 0 {
			t.Errorf("Parse(%q) = %v, %v", in, got, err)
		}
	}
}

func TestExportRoundTrips(t *testing.T) {
	entries, err := Parse([]byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	entries = append(entries, Entry{
		ID: "404", Title: map[string]string{"no": "yes"},
		Questions: map[string][]string{"en": {"true", "1.5", "- x", "a: b # c", "\ttab", "quote \" and \\", "\u200bé\u0000\u2028😀", "~"}},
		Answer:    map[string]string{"en": "trailing \n", "zh": " leading\nsecond", "tr": "# a\n\n\nb", "pt-BR": "one\n  two: [x]\n---\n- three"},
	})
	var first, second bytes.Buffer
	if err := Export(&first, entries); err != nil {
		t.Fatal(err)
	}
	got, err := Parse(first.Bytes())
	if err != nil {
		t.Fatalf("%v in\n%s", err, first.String())
	}
	if !reflect.DeepEqual(got, entries) {
		t.Errorf("got  %+v\nwant %+v\n%s", got, entries, first.String())
	}
	if err := Export(&second, got); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Errorf("the second export differs (%v)", err)
	}
}

func TestParseLoadsTheDevelopmentSets(t *testing.T) {
	root := os.Getenv("FRONTDESK_TESTDATA")
	if root == "" {
		t.Skip("FRONTDESK_TESTDATA is not set")
	}
	files, _ := filepath.Glob(filepath.Join(root, "data/faq/*/faq.yaml"))
	if len(files) == 0 {
		t.Fatal("no development sets under FRONTDESK_TESTDATA")
	}
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		entries, err := Parse(src)
		if err != nil || len(entries) < 10 {
			t.Errorf("%s: %d entries, %v", name, len(entries), err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(sample)
	f.Add("entries: []\n---\n")
	f.Add("entries: [{id: a, title: {en: x}, answer: {en: \"a\\nb\"}}]")
	f.Fuzz(func(t *testing.T, src string) {
		entries, err := Parse([]byte(src))
		if err != nil {
			return
		}
		var out bytes.Buffer
		if err := Export(&out, entries); err != nil {
			t.Fatal(err)
		}
		again, err := Parse(out.Bytes())
		if err != nil || !reflect.DeepEqual(entries, again) {
			t.Fatalf("%v\n%+v\n%+v\n%s", err, entries, again, out.String())
		}
	})
}

func TestWhatLiesTooDeepIsRefusedBeforeItTakesTimeAndMemory(t *testing.T) {
	for _, s := range []string{"[", "[\n", "{a: ", "a: [", "- ", "? ", "&a ", "!a "} {
		_, err := Parse([]byte("entries:\n  " + strings.Repeat(s, 1<<16)))
		if err == nil || !strings.Contains(err.Error(), "lie too deep in each other") {
			t.Errorf("%q: got %.200v", s, err)
		}
	}
}
