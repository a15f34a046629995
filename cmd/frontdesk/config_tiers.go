package main

import (
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
	if all := unknownTiers(src, c); len(all) > 0 {
		return fmt.Errorf("%s: %w", name, all)
	}
	return nil
}

// unknownTiers finds the entries of an FAQ file that name such tiers. A file that cannot be read has none: its import tells why.
func unknownTiers(src []byte, c escalation.Claims) faq.Problems {
	es, places, err := faq.ParsePlaces(src)
	if err != nil {
		return nil //nolint:nilerr // the import tells
	}
	look := inspector{lines: strings.Split(string(src), "\n"), places: places, claims: &c}
	for i := range es {
		look.tier(&es[i])
	}
	return look.found
}
