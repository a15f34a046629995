package moderation

import (
	"slices"
	"strings"
	"unicode"
)

// Unofficial lists the links, @handles and chain addresses of a text that the roster does not name, each once, in the order in
// which they stand: what somebody else should look at before the text goes out in the community's name. Hidden are links
// behind other words. A text too long to be read whole is told by «…».
func (d *Directory) Unofficial(text string, hidden ...Target) (out []string) {
	add := func(s string) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	plain := normalise(text)
	found := extract(plain)
	for _, t := range hidden {
		found = append(found, candidate{text: strings.TrimSpace(t.URL), shown: normalise(t.Shown), masked: true})
	}
	for i, c := range found {
		if i == mostUnofficial {
			add("…")
			break
		}
		if c.text != "" && d.links.judge(c, plain).Verdict != LinkOfficial {
			add(c.text)
		}
	}
	inLink := func(s string) bool {
		return slices.ContainsFunc(found, func(c candidate) bool { return strings.Contains(c.text, s) })
	}
	for _, word := range strings.FieldsFunc(plain, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if isAddress(word) && !inLink(word) && d.address(word).Standing != IsOfficial {
			add(word)
		}
	}
	return out
}

// mostUnofficial bounds the links that are judged.
const mostUnofficial = 200
