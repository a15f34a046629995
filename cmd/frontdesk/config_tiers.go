package main

import (
	"bytes"
	"fmt"
	"strings"

	"frontdesk/bots"
	"frontdesk/escalation"
	"frontdesk/faq"
)

// tierNames are those that tickets can have, as a problem names them.
func tierNames(c escalation.Claims) string {
	var names []string
	for _, t := range c.Tiers {
		names = append(names, t.Name)
	}
	return strings.Join(names, ", ")
}

// checkTier reports a tier that tickets cannot have; an empty name is none.
func checkTier(doc *document, path, name string, c escalation.Claims) {
	if _, ok := c.Find(name); name != "" && !ok {
		doc.report(path, "there is no tier %q; there are %s. Name it under desk.tiers", name, tierNames(c))
	}
}

// tiers reports those of categories that tickets cannot have. A category that is there of its own begins at the first line then.
func (s intakeSettings) tiers(doc *document, c *bots.Config) {
	for i, set := range s.Categories {
		if set.Tier != nil {
			checkTier(doc, fmt.Sprintf("%s.categories[%d].tier", intakeKey, i), *set.Tier, c.Desk.Claims)
		}
	}
}

// checkEntryTiers refuses an FAQ file whose entries name tiers that tickets cannot have. What is wrong with the file otherwise, its
// import tells; the embedded one names the default tiers, whichever there are.
func checkEntryTiers(path string, c escalation.Claims) error {
	if path = faqPath(path); path == "" {
		return nil
	}
	src, name, err := readFAQ(path)
	if err != nil {
		return nil //nolint:nilerr // the import tells
	}
	entries, places, err := faq.ParsePlaces(src)
	if err != nil {
		return nil //nolint:nilerr // … and this
	}
	lines := bytes.Split(src, []byte("\n"))
	var all faq.Problems
	for _, e := range entries {
		if _, ok := c.Find(e.Tier); e.Tier == "" || ok {
			continue
		}
		p := faq.Problem{
			Line: places[faq.Place{ID: e.ID, Field: "tier"}],
			What: fmt.Sprintf("entry %s: there is no tier %q; there are %s. Name it under desk.tiers of the configuration", e.ID, e.Tier, tierNames(c)),
		}
		if p.Line > 0 && p.Line <= len(lines) {
			p.Text = string(lines[p.Line-1])
		}
		all = append(all, p)
	}
	if len(all) == 0 {
		return nil
	}
	return fmt.Errorf("%s: %w", name, all)
}
