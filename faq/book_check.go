package faq

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// Limits of an entry in a Book, beside those of Entry.Validate. They bound what one moderator can cost everybody.
const (
	MaxLangs     = 40        // languages of an entry
	maxLang      = 35        // bytes of a language code (RFC 5646, 4.4.1)
	MaxQuestions = 1000      // questions and «not» lines of an entry, all languages together
	MaxTags      = 32        // tags of an entry
	MaxTag       = 64        // bytes of a tag or tier
	MaxEntry     = 256 << 10 // bytes of all texts of an entry together
)

// checkNewID holds IDs made by command to what can be typed everywhere. A file may use the wider syntax of Validate.
func checkNewID(id string) error {
	if id == "" || len(id) > 64 {
		return fmt.Errorf("entry %.20q: an id has 1 to 64 characters, as in withdraw-stuck", id)
	}
	for _, c := range []byte(id) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return fmt.Errorf("entry %q: an id has small letters a–z, digits and hyphens only, as in withdraw-stuck", id)
		}
	}
	return nil
}

// check reports the first reason why a tidy entry cannot be kept.
func check(e *Entry) error {
	if !utf8.ValidString(e.ID) {
		return fmt.Errorf("entry %.20q: the id is not valid UTF-8", e.ID)
	}
	for _, langs := range []map[string][]string{lists(e.Title), e.Questions, e.Not, lists(e.Answer)} {
		for lang := range langs {
			if len(lang) > maxLang {
				return fmt.Errorf("entry %s: %.20q… is no language code; expected en, zh, pt-BR …", e.ID, lang)
			}
		}
	}
	if err := e.Validate(); err != nil {
		return err
	}
	lines, size := 0, len(e.Source)+len(e.Picture)
	langs := map[string]bool{}
	for _, b := range e.Buttons {
		size += len(b.URL)
		for lang, s := range b.Text {
			langs[lang] = true
			size += len(s)
			if !utf8.ValidString(s) {
				return fmt.Errorf("entry %s: a button's text in %s is not valid UTF-8", e.ID, lang)
			}
		}
	}
	for _, part := range []map[string][]string{lists(e.Title), e.Questions, e.Not, lists(e.Answer)} {
		for lang, texts := range part {
			langs[lang] = true
			lines += len(texts)
			for _, s := range texts {
				size += len(s)
				if !utf8.ValidString(s) {
					return fmt.Errorf("entry %s: a text in %s is not valid UTF-8", e.ID, lang)
				}
			}
		}
	}
	if !utf8.ValidString(e.Source) {
		return fmt.Errorf("entry %s: the source is not valid UTF-8", e.ID)
	}
	for _, tag := range append([]string{e.Tier}, e.Tags...) {
		if len(tag) > MaxTag || !utf8.ValidString(tag) {
			return fmt.Errorf("entry %s: a tag or tier has at most %d bytes of valid UTF-8", e.ID, MaxTag)
		}
	}
	switch year := e.Review.Year(); {
	case len(langs) > MaxLangs:
		return fmt.Errorf("entry %s: has %d languages; at most %d are allowed", e.ID, len(langs), MaxLangs)
	case lines-len(e.Title)-len(e.Answer) > MaxQuestions:
		return fmt.Errorf("entry %s: has %d questions; at most %d are allowed", e.ID, lines-len(e.Title)-len(e.Answer), MaxQuestions)
	case len(e.Tags) > MaxTags:
		return fmt.Errorf("entry %s: has %d tags; at most %d are allowed", e.ID, len(e.Tags), MaxTags)
	case size > MaxEntry:
		return fmt.Errorf("entry %s: its texts have %d bytes together; at most %d are allowed", e.ID, size, MaxEntry)
	case year < 0 || year > 9999:
		return fmt.Errorf("entry %s: the review date is in the year %d", e.ID, year)
	}
	return nil
}

// tidy returns a copy of an entry without surrounding spaces, empty texts and repeated lines, with LF for every line end and
// questions of one line, so that what says the same is the same. The copy shares nothing with the original.
func tidy(e Entry) Entry {
	e.Title, e.Answer = tidyTexts(e.Title), tidyTexts(e.Answer)
	e.Questions, e.Not = tidyLists(e.Questions), tidyLists(e.Not)
	e.Tags, e.Buttons = tidyLines(e.Tags), tidyButtons(e.Buttons)
	e.Tier, e.Source, e.Picture = strings.TrimSpace(e.Tier), strings.TrimSpace(lineEnds.Replace(e.Source)), strings.TrimSpace(e.Picture)
	if !e.Review.IsZero() {
		y, m, d := e.Review.Date()
		e.Review = time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return e
}

// What becomes of line ends.
var (
	lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")
	spaced   = strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ")
)

func tidyTexts(texts map[string]string) map[string]string {
	var out map[string]string
	for lang, s := range texts {
		if s = strings.TrimSpace(lineEnds.Replace(s)); s == "" {
			continue
		}
		if out == nil {
			out = make(map[string]string, len(texts))
		}
		out[lang] = s
	}
	return out
}

func tidyLists(langs map[string][]string) map[string][]string {
	var out map[string][]string
	for lang, texts := range langs {
		if texts = tidyLines(texts); texts == nil {
			continue
		}
		if out == nil {
			out = make(map[string][]string, len(langs))
		}
		out[lang] = texts
	}
	return out
}

func tidyLines(lines []string) []string {
	var out []string
	seen := make(map[string]bool, len(lines))
	for _, s := range lines {
		if s = strings.TrimSpace(spaced.Replace(s)); s != "" && !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return slices.Clip(out)
}
