package bots

import (
	"maps"
	"slices"
	"strings"

	"github.com/sahilm/fuzzy"

	"frontdesk/chat"
	"frontdesk/faq"
)

// titles are the entries' IDs and titles in memory, for completion by a few letters.
type titles struct {
	rev     faq.Revision
	choices []chat.Choice
	keys    []string
}

// titles are read again when the FAQ has changed.
func (h *Hub) titles() *titles {
	idx, rev := h.book.Snapshot()
	if t := h.named.Load(); t != nil && t.rev == rev {
		return t
	}
	t := &titles{rev: rev}
	for _, e := range idx.All() {
		for _, lang := range sorted(e.Title) {
			t.keys = append(t.keys, e.ID+" "+e.Title[lang])
			t.choices = append(t.choices, chat.Choice{Name: cutRunes(e.Title[lang], 100), Value: e.ID})
		}
	}
	h.named.Store(t)
	return t
}

// find returns up to n entries for a few letters, best first. The pattern is cut at 32 characters: beyond about 40 matches
// in a row the library's score overflows.
func (t *titles) find(pattern string, n int) (out []chat.Choice) {
	pattern = cutRunes(strings.TrimSpace(pattern), 32)
	if pattern == "" {
		return t.head(n)
	}
	seen := map[string]bool{}
	for _, m := range fuzzy.Find(pattern, t.keys) {
		c := t.choices[m.Index]
		if !seen[c.Value] {
			seen[c.Value] = true
			out = append(out, c)
		}
		if len(out) == n {
			break
		}
	}
	return out
}

func (t *titles) head(n int) (out []chat.Choice) {
	seen := map[string]bool{}
	for _, c := range t.choices {
		if !seen[c.Value] && len(out) < n {
			seen[c.Value] = true
			out = append(out, c)
		}
	}
	return out
}

func cutRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
