package faq

import (
	"fmt"
	"strings"
	"time"
)

// Entry is one answer of the FAQ and the questions that ask for it. The maps are keyed by language code («en», «zh»,
// «pt-BR»). Entries given to Build, Apply and Export must not change afterwards.
type Entry struct {
	ID        string
	Title     map[string]string
	Questions map[string][]string
	Not       map[string][]string // what looks like a question of this entry and is not answered by it
	Answer    map[string]string   // plain text with a little mark-up, see Render
	Picture   string              `json:",omitempty"` // shown with the answer: a file beside faq.yaml, or an https URL on an official domain
	Buttons   []Button            `json:",omitempty"` // links below the answer
	Tags      []string            // also rule triggers: TagStolen, TagSeed, TagImpostor
	Tier      string              // the staff tier that takes over from this entry, «technical» for one; empty = the default
	Urgent    bool                // goes to the front of the staff's queue
	Source    string              // where the facts come from
	Review    time.Time           // date by which somebody should look at it again; zero = never
}

// Tags that bind an entry to a safety rule: the rule's triggers answer with the first entry that carries its tag.
const (
	TagStolen   = "safety:stolen"   // an account or wallet was taken over, coins are gone
	TagSeed     = "safety:seed"     // somebody asks for the seed phrase, or it was given away
	TagImpostor = "safety:impostor" // «support» wrote to me first
)

// MaxText is how long a title, question or answer may be, in bytes.
const MaxText = 16 << 10

// Langs returns the languages the entry has an answer in, sorted.
func (e *Entry) Langs() []string { return sortedKeys(e.Answer) }

// Validate reports the first thing that would keep an entry from being used. It is what Parse and every other way of making
// an entry check; the words are for the moderator who wrote it.
func (e *Entry) Validate() error {
	if err := checkID(e.ID); err != nil {
		return err
	}
	if len(e.Answer) == 0 {
		return fmt.Errorf("entry %s: has no answer in any language; give at least one, as in answer: {en: \"…\"}", e.ID)
	}
	questions := 0
	for _, part := range []struct {
		name  string
		langs map[string][]string
	}{{"title", lists(e.Title)}, {"questions", e.Questions}, {"not", e.Not}, {"answer", lists(e.Answer)}} {
		for _, lang := range sortedKeys(part.langs) {
			if !validLang(lang) {
				return fmt.Errorf("entry %s: %s: %q is no language code; expected en, zh, pt-BR …", e.ID, part.name, lang)
			}
			for _, s := range part.langs[lang] {
				switch {
				case strings.TrimSpace(s) == "":
					return fmt.Errorf("entry %s: %s: an empty text in %s", e.ID, part.name, lang)
				case len(s) > MaxText:
					return fmt.Errorf("entry %s: %s: a text in %s is longer than %d bytes", e.ID, part.name, lang, MaxText)
				}
				if part.name == "questions" {
					questions++
				}
			}
		}
	}
	if questions == 0 && len(e.Title) == 0 {
		return fmt.Errorf("entry %s: has neither a title nor a question in any language, so nobody could ever find it", e.ID)
	}
	if err := e.checkPicture(); err != nil {
		return err
	}
	return e.checkButtons()
}

func checkID(id string) error {
	switch {
	case id == "":
		return fmt.Errorf("an entry has no id; expected a short name such as withdraw-stuck")
	case id == Unwanted:
		return fmt.Errorf("entry %s: this id is reserved; expected a short name such as withdraw-stuck", id)
	case len(id) > 64:
		return fmt.Errorf("entry %.20s…: the id is longer than 64 bytes", id)
	}
	for _, r := range id {
		if r <= ' ' || strings.ContainsRune("\"'`<>{}[]|/\\,;@#", r) || r == 0x7F {
			return fmt.Errorf("entry %q: the id may not hold %q; expected letters, digits, - _ . :", id, r)
		}
	}
	return nil
}

// validLang accepts the shape of a language tag: a letter code of two or three, then parts of two to eight characters.
func validLang(s string) bool {
	for i, part := range strings.Split(s, "-") {
		if len(part) < 2 || len(part) > 8 || i == 0 && len(part) > 3 {
			return false
		}
		for _, c := range []byte(part) {
			if (c|0x20 < 'a' || c|0x20 > 'z') && (i == 0 || c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}

func lists(m map[string]string) map[string][]string {
	out := make(map[string][]string, len(m))
	for k, v := range m {
		out[k] = []string{v}
	}
	return out
}
