package frontdesk_test

import (
	"bufio"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"frontdesk"
	"frontdesk/faq"
)

var languages = []string{"en", "zh"}

func entries(t *testing.T) []faq.Entry {
	t.Helper()
	es, err := faq.Parse(frontdesk.FAQ())
	if err != nil {
		t.Fatal(err)
	}
	return es
}

func TestEveryDefaultEntryIsWholeInEachOfItsLanguages(t *testing.T) {
	const (
		button  = 40  // characters of a title: it becomes a button
		phone   = 500 // characters of an answer: one screen
		most    = 10  // questions in the languages that every entry speaks
		further = 3   // … in each further one
	)
	for _, e := range entries(t) {
		for _, lang := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(e.Langs(), languages)))) {
			if n := utf8.RuneCountInString(e.Title[lang]); n == 0 || n > button {
				t.Errorf("%s: the title in %s has %d characters, want 1 to %d", e.ID, lang, n, button)
			}
			if n := utf8.RuneCountInString(e.Answer[lang]); n == 0 || n > phone {
				t.Errorf("%s: the answer in %s has %d characters, want 1 to %d", e.ID, lang, n, phone)
			}
			least := further
			if slices.Contains(languages, lang) {
				least = most
			}
			if n := len(e.Questions[lang]); n < least {
				t.Errorf("%s: %d questions in %s, want %d", e.ID, n, lang, least)
			}
		}
	}
}

func TestNoDefaultQuestionIsAskedTwice(t *testing.T) {
	first := map[string]string{}
	for _, e := range entries(t) {
		for _, lang := range e.Langs() {
			for _, q := range e.Questions[lang] {
				key := strings.ToLower(strings.Trim(q, " ?？"))
				if other, dup := first[key]; dup {
					t.Errorf("%q asks for %s and for %s", q, other, e.ID)
				}
				first[key] = e.ID
			}
		}
	}
}

func TestEachSafetyRuleHasOneEntryToAnswerWith(t *testing.T) {
	for _, tag := range []string{faq.TagStolen, faq.TagSeed, faq.TagImpostor} {
		var with []string
		for _, e := range entries(t) {
			if slices.Contains(e.Tags, tag) {
				with = append(with, e.ID)
			}
			if tag == faq.TagStolen && slices.Contains(e.Tags, tag) && (!e.Urgent || e.Tier != "technical") {
				t.Errorf("%s: a theft is urgent and goes to the technical tier", e.ID)
			}
		}
		if len(with) != 1 {
			t.Errorf("%s: %d entries carry it (%v), want one", tag, len(with), with)
		}
	}
}

// What is official comes from the roster; the default FAQ cannot know it.
func TestTheDefaultFAQNamesNoAddressHandleOrSite(t *testing.T) {
	named := regexp.MustCompile(`(?i)https?:|www\.|@[a-z0-9]|\bt\.me\b|\b[a-z0-9-]+\.(com|org|net|io|app|me|gg|finance)\b`)
	for _, e := range entries(t) {
		for _, lang := range e.Langs() {
			if found := named.FindString(e.Answer[lang]); found != "" {
				t.Errorf("%s: the answer in %s names %q", e.ID, lang, found)
			}
		}
	}
}

func TestTheBlindQuestionsAskForEntriesInOtherWords(t *testing.T) {
	ids, asked := map[string]bool{}, map[string]bool{}
	for _, e := range entries(t) {
		ids[e.ID] = true
		for _, lang := range e.Langs() {
			for _, q := range e.Questions[lang] {
				asked[strings.ToLower(q)] = true
			}
		}
	}
	for _, set := range []string{"questions.tsv", "questions2.tsv"} {
		t.Run(set, func(t *testing.T) {
			f, err := os.Open(filepath.Join("faq/testdata/default", set))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			covered := map[string]bool{}
			s := bufio.NewScanner(f)
			for s.Scan(); s.Scan(); { // the first line is the header
				row := strings.Split(s.Text(), "\t")
				switch {
				case len(row) != 4:
					t.Errorf("%q has %d columns, want question, entry, language, class", s.Text(), len(row))
					continue
				case row[1] != "" && !ids[row[1]]:
					t.Errorf("%q asks for %s, which is no entry", row[0], row[1])
				case asked[strings.ToLower(row[0])]:
					t.Errorf("%q is a question of the FAQ itself", row[0])
				}
				covered[row[1]] = true
			}
			if err := s.Err(); err != nil {
				t.Fatal(err)
			}
			for id := range ids {
				if !covered[id] {
					t.Errorf("nobody asks for %s", id)
				}
			}
		})
	}
}
