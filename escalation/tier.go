package escalation

import (
	"slices"
	"strings"

	"frontdesk/chat"
)

// Tiers that every desk has.
const (
	FirstLine = "first" // who takes new tickets; the tier of a ticket without one
	Technical = "technical"
)

// Tier is a team that tickets can be passed to.
type Tier struct {
	Name  string            // as in commands and in entries of the FAQ
	Title map[string]string // language → what people call it
	Team  []chat.MemberID   // who is called to its tickets; empty: whoever is on duty
}

// Tier is the tier of a ticket.
func (d *Desk) Tier(t *Ticket) Tier {
	name := t.Tier
	if name == "" {
		name = FirstLine
	}
	if tier, ok := d.Policy.Claims.Find(name); ok {
		return tier
	}
	return Tier{Name: name}
}

// Find is the tier of a name, whatever its case.
func (c Claims) Find(name string) (Tier, bool) {
	i := slices.IndexFunc(c.Tiers, func(t Tier) bool { return strings.EqualFold(t.Name, strings.TrimSpace(name)) })
	if i < 0 {
		return Tier{}, false
	}
	return c.Tiers[i], true
}

// After is the tier that a ticket is passed to if nobody says which; after the last one, there is none.
func (c Claims) After(t Tier) (Tier, bool) {
	i := slices.IndexFunc(c.Tiers, func(o Tier) bool { return o.Name == t.Name })
	if i < 0 || i+1 >= len(c.Tiers) {
		return Tier{}, false
	}
	return c.Tiers[i+1], true
}

// Called is the tier's title for a reader of a language.
func (t Tier) Called(lang string) chat.Arg {
	base, _, _ := strings.Cut(lang, "-")
	for _, l := range []string{lang, base, "en"} {
		if s := t.Title[l]; s != "" {
			return chat.Arg{Text: s}
		}
	}
	switch t.Name {
	case FirstLine:
		return chat.Arg{Phrase: chat.Say("tier-first")}
	case Technical:
		return chat.Arg{Phrase: chat.Say("tier-technical")}
	}
	return chat.Arg{Text: t.Name}
}
