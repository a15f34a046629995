package bots

import (
	"context"
	"strings"

	"github.com/sahilm/fuzzy"

	"frontdesk/chat"
)

// completions is the most that a platform shows.
const completions = 25

// Complete answers autocompletion from memory: entries by a few letters of ID or title, representatives and tiers by name, for those who may use the command.
func (h *Hub) Complete(ctx context.Context, p chat.Partial) []chat.Choice {
	c, ok := h.resume(p.Command)
	if !ok || c.command.For != 0 && !h.cfg.role(p.From).Has(c.command.For) {
		return nil
	}
	if p.Command == "reply" {
		return h.replyChoices(p.Value, completions)
	}
	if strings.HasPrefix(p.Command, "roster") {
		return h.officialChoices(ctx, p)
	}
	switch p.Option {
	case "rep":
		return h.repChoices(ctx, p)
	case "tier":
		return h.tierChoices(p.Value)
	}
	found := h.titles().find(p.Value, completions)
	if p.Option == "question" { // the question itself is wanted: the entry's title asks for it
		for i := range found {
			found[i].Value = found[i].Name
		}
	}
	return found
}

// nearest is the command that somebody may have meant.
func (h *Hub) nearest(c *call) string {
	var names []string
	for _, cmd := range h.commands {
		if cmd.For == 0 || c.by.Role.Has(cmd.For) {
			names = append(names, cmd.Name)
		}
	}
	for _, m := range fuzzy.Find(cutRunes(c.name, 32), names) {
		return names[m.Index]
	}
	for _, n := range names { // one letter too many kills a subsequence match: try the other way round
		if len(fuzzy.Find(n, []string{c.name})) > 0 || strings.HasPrefix(n, cutRunes(c.name, 3)) {
			return n
		}
	}
	return ""
}
