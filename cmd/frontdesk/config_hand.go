package main

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"frontdesk/bots"
	"frontdesk/faq"
)

// handSettings are what the staff has at hand, and how much of it a member may take.
type handSettings struct {
	Cooldown time.Duration   `yaml:"cooldown"`     // from one ticket of a member to the next; default: none
	OpenMax  int             `yaml:"open_tickets"` // of a member at a time; default: one for each subject
	Linking  linkingSettings `yaml:"linking"`
}

type linkingSettings struct {
	Lives time.Duration `yaml:"code_lives"` // default 10m
	Tries int           `yaml:"tries"`      // wrong codes of an account in an hour, default 5
}

// longestCooldown is as far back as a member's tickets are counted.
const longestCooldown = 24 * time.Hour

var replyID = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,63}$`)

func (s *handSettings) apply(doc *document, c *bots.Config) {
	limit(doc, "desk.cooldown", s.Cooldown, &c.Desk.Cooldown)
	if s.Cooldown > longestCooldown {
		doc.report("desk.cooldown", "%v is longer than a day; tickets_per_day bounds what a member may open in one", s.Cooldown)
	}
	limit(doc, "desk.open_tickets", s.OpenMax, &c.Desk.OpenMax)
	limit(doc, "desk.linking.code_lives", s.Linking.Lives, &c.Desk.Linking.Lives)
	limit(doc, "desk.linking.tries", s.Linking.Tries, &c.Desk.Linking.Tries)
}

// repliesSettings are canned replies: ID: text, or ID: {en: text, zh: text}.
type repliesSettings map[string]variants

// apply reads the replies. Variables are checked against what the roster fills; nil: it is not known.
func (s repliesSettings) apply(doc *document, roster faq.Variables, c *bots.Config) {
	c.Replies = map[string]map[string]string{}
	for _, id := range sorted(s) {
		path := join("replies", id)
		key := strings.ToLower(id)
		switch _, twice := c.Replies[key]; {
		case !replyID.MatchString(key):
			doc.report(path, "an ID is of letters, digits, - and _, 64 at most: it is what representatives type after /reply")
		case twice:
			doc.report(path, "is there already, in other letters")
		}
		c.Replies[key] = s[id].read(doc, path, c.Langs.Order[0], roster)
	}
}

// variants is a text in several languages. One text alone is in the first of the community's languages.
type variants struct {
	alone string
	langs map[string]string
}

// UnmarshalYAML reads a text, or texts by language.
func (v *variants) UnmarshalYAML(read func(any) error) error {
	if err := read(&v.alone); err == nil {
		return nil
	}
	return read(&v.langs)
}

// read checks what a reply consists of.
func (v variants) read(doc *document, path, first string, roster faq.Variables) map[string]string {
	texts := v.langs
	if v.langs == nil {
		texts = map[string]string{first: v.alone}
	}
	if len(texts) == 0 {
		doc.report(path, "has no text")
	}
	for _, lang := range sorted(texts) {
		at := path
		if v.langs != nil {
			at = join(path, lang)
			checkLanguage(doc, at, lang)
		}
		if strings.TrimSpace(texts[lang]) == "" {
			doc.report(at, "has no text")
		}
		for _, name := range roster.Unfilled(texts[lang]) {
			if roster != nil && !slices.Contains(bots.ReplyVariables(), name) {
				doc.report(at, "{%s} stands for nothing; there are {%s} and those of the FAQ's answers that the roster fills", name,
					strings.Join(bots.ReplyVariables(), "}, {"))
			}
		}
	}
	return texts
}
