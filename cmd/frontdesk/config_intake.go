package main

import (
	"fmt"
	"slices"
	"strings"

	"frontdesk/bots"
	"frontdesk/escalation/intake"
)

// intakeSettings are what a member is asked before a ticket goes to the team.
type intakeSettings struct {
	Off        bool                     `yaml:"off"`        // a ticket opens without a question
	Categories []categorySettings       `yaml:"categories"` // instead of the default ones, in the order of their buttons
	Fields     map[string]fieldSettings `yaml:"fields"`     // of one's own, to name in categories
	Explorers  map[string][]string      `yaml:"explorers"`  // network: hosts whose links are taken, bscscan.com; the first is linked to
}

type categorySettings struct {
	ID      string            `yaml:"id"`    // transaction, stolen, access, app, business, other, or one's own
	Title   map[string]string `yaml:"title"` // language: name
	Fields  []string          `yaml:"fields"`
	Tier    *string           `yaml:"tier"`
	Urgent  *bool             `yaml:"urgent"`  // the ticket opens first, with what to do at once
	Contact *string           `yaml:"contact"` // id or role of the official who is the better address
	Entry   *string           `yaml:"entry"`   // of the FAQ, that says what to do at once
}

type fieldSettings struct {
	Title    map[string]string `yaml:"title"` // language: question
	Kind     string            `yaml:"kind"`  // text (default), chain, hash, address, version
	Required bool              `yaml:"required"`
	Long     bool              `yaml:"long"`
}

const intakeKey = "desk.intake"

func (s intakeSettings) apply(doc *document, c *bots.Config) {
	c.Intake.Off = s.Off
	own := map[string]intake.Field{}
	for _, id := range sorted(s.Fields) {
		own[id] = s.Fields[id].read(doc, join(intakeKey+".fields", id), id)
	}
	if len(s.Categories) > 0 {
		c.Intake.Categories = nil
	}
	for i, set := range s.Categories {
		path := fmt.Sprintf("%s.categories[%d]", intakeKey, i)
		cat := set.read(doc, path, own)
		if _, twice := c.Intake.Category(cat.ID); twice {
			doc.report(path+".id", "%q is there already", cat.ID)
		}
		c.Intake.Categories = append(c.Intake.Categories, cat)
	}
	s.explorers(doc, c.Intake.Explorers)
}

// reserved are names that an intake uses itself.
var reserved = []string{"category", "form", "mend", "more", "helped", "ticket", "answer", "sure", "skip"}

func checkName(doc *document, path, name string) {
	if name == "" || len(name) > 20 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz") != "" || slices.Contains(reserved, name) {
		doc.report(path, "%q is no name here; expected up to 20 letters a–z, and none of %s", name, strings.Join(reserved, ", "))
	}
}

func (s fieldSettings) read(doc *document, path, id string) intake.Field {
	checkName(doc, path, id)
	if _, taken := intake.Standard(id); taken {
		doc.report(path, "%q is a field that there is; name it in a category without describing it", id)
	}
	checkTitle(doc, path, s.Title)
	f := intake.Field{ID: id, Kind: intake.Kind(s.Kind), Title: s.Title, Required: s.Required, Long: s.Long}
	switch f.Kind {
	case "":
		f.Kind = intake.Text
	case intake.Text, intake.Chain, intake.Hash, intake.Address, intake.Version:
	default:
		doc.report(path+".kind", "%q; expected text, chain, hash, address or version", s.Kind)
	}
	return f
}

func checkTitle(doc *document, path string, title map[string]string) {
	if len(title) == 0 {
		doc.report(path+".title", "is missing; expected language: words, as in {en: Which device?}")
	}
	for _, lang := range sorted(title) {
		checkLanguage(doc, join(path+".title", lang), lang)
		if strings.TrimSpace(title[lang]) == "" {
			doc.report(join(path+".title", lang), "is empty")
		}
	}
}

func (s categorySettings) read(doc *document, path string, own map[string]intake.Field) intake.Category {
	checkName(doc, path+".id", s.ID)
	cat, known := intake.DefaultCategory(s.ID)
	if !known {
		other, _ := intake.DefaultCategory("other")
		cat = intake.Category{ID: s.ID, Fields: other.Fields}
	}
	if !known || s.Title != nil {
		checkTitle(doc, path, s.Title)
		cat.Title = s.Title
	}
	if len(s.Fields) > 0 {
		cat.Fields = nil
	}
	for i, id := range s.Fields {
		f, ok := intake.Standard(id)
		if !ok {
			f, ok = own[id]
		}
		if !ok {
			doc.report(fmt.Sprintf("%s.fields[%d]", path, i), "%q is no field; expected happened, steps, error, when, chain, hash, address, version, or one described in desk.intake.fields", id)
			continue
		}
		cat.Fields = append(cat.Fields, f)
	}
	over(s.Tier, &cat.Tier)
	over(s.Urgent, &cat.Urgent)
	over(s.Contact, &cat.Contact)
	over(s.Entry, &cat.Entry)
	return cat
}

func over[T any](set *T, to *T) {
	if set != nil {
		*to = *set
	}
}

// explorers puts a network's own hosts in place of the default ones.
func (s intakeSettings) explorers(doc *document, to intake.Explorers) {
	for _, chain := range sorted(s.Explorers) {
		path := join(intakeKey+".explorers", chain)
		id, _, known := intake.Network(chain)
		if !known {
			id = chain
			checkName(doc, path, chain)
		}
		to[id] = nil
		for i, host := range s.Explorers[chain] {
			if !isHost(host) {
				doc.report(fmt.Sprintf("%s[%d]", path, i), "%q is no host; expected one without https:// and path, as in bscscan.com", host)
			}
			to[id] = append(to[id], host)
		}
	}
	seen := map[string]string{}
	for _, chain := range sorted(to) {
		for _, host := range to[chain] {
			if other, twice := seen[host]; twice {
				doc.report(intakeKey+".explorers", "%s is listed for %s and for %s; a link must tell the network", host, other, chain)
			}
			seen[host] = chain
		}
	}
}

func isHost(s string) bool {
	return strings.Contains(s, ".") && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789.-") == "" && !strings.HasPrefix(s, "www.") && strings.Trim(s, ".-") == s
}
