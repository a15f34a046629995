package faq

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"

	"frontdesk/faq/text"
)

//go:embed rules.txt
var rulesSource string

// safetyRules are compiled at the first use; the tests compile the same bytes.
var safetyRules = sync.OnceValue(func() *rules {
	r, err := compileRules(rulesSource)
	if err != nil {
		panic(fmt.Sprintf("embedded rules: %v", err))
	}
	return r
})

// reach is how far apart, in tokens, the groups of a rule may stand; Han and kana characters count as half.
const reach = 14

// maxSightings bounds the phrases of one message that are looked at.
const maxSightings = 64

// rules recognise messages about safety without regard to any FAQ. A look-up per token, so they cost nothing on chatter.
type rules struct {
	rules   []rule
	phrases map[string][]phrase // by the first two letters of their first token
}

type rule struct {
	tag    string
	groups int // bit n set: group n; exceptions are the group after the last
}

type phrase struct {
	rule, group int
	tokens      []string // folded
	open        bool     // the last token may go on
}

func compileRules(src string) (*rules, error) {
	r := &rules{phrases: map[string][]phrase{}}
	for n, line := range strings.Split(src, "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		tag, rest, ok := strings.Cut(line, " ")
		_, body, ok2 := strings.Cut(rest, "  ")
		if !ok || !ok2 {
			return nil, fmt.Errorf("line %d: expected: tag language  phrases", n+1)
		}
		demands, exceptions, _ := strings.Cut(body, " - ")
		groups := strings.Split(demands, " + ")
		id := len(r.rules)
		r.rules = append(r.rules, rule{tag: "safety:" + tag, groups: len(groups)})
		if exceptions != "" {
			groups = append(groups, exceptions)
		}
		for g, group := range groups {
			for alternative := range strings.SplitSeq(group, "|") {
				if err := r.add(alternative, id, g); err != nil {
					return nil, fmt.Errorf("line %d: %w", n+1, err)
				}
			}
		}
	}
	return r, nil
}

func (r *rules) add(alternative string, id, group int) error {
	stem, open := strings.CutSuffix(strings.TrimSpace(alternative), "*")
	p := phrase{rule: id, group: group, open: open}
	for _, tok := range text.Parse(stem).Tokens {
		if tok.Content() {
			p.tokens = append(p.tokens, tok.Folded)
		}
	}
	if len(p.tokens) == 0 {
		return fmt.Errorf("an empty phrase in %q", alternative)
	}
	key := bucket(p.tokens[0])
	r.phrases[key] = append(r.phrases[key], p)
	return nil
}

// bucket is the first two letters of a word, or all of a shorter one.
func bucket(w string) string {
	_, n := utf8.DecodeRuneInString(w)
	_, m := utf8.DecodeRuneInString(w[n:])
	return w[:n+m]
}

// match returns the tag of the first rule that fires, or "".
func (r *rules) match(t text.Text) string {
	type sighting struct{ rule, group, at int }
	var seen []sighting
	tokens := t.Tokens[:min(len(t.Tokens), maxTokens)]
	at := 0
	for i := range tokens {
		tok := &tokens[i]
		if !tok.Content() {
			continue
		}
		at += 2
		if tok.Single() {
			at--
		}
		for _, p := range r.phrases[bucket(tok.Folded)] {
			if len(seen) < maxSightings && p.at(tokens[i:]) {
				seen = append(seen, sighting{p.rule, p.group, at})
			}
		}
	}
	for i, rule := range r.rules {
		if len(seen) < rule.groups {
			continue
		}
		for _, s := range seen {
			if s.rule != i || s.group != 0 {
				continue
			}
			found := 0
			for _, o := range seen {
				if o.rule == i && o.at-s.at <= 2*reach && s.at-o.at <= 2*reach {
					found |= 1 << o.group
				}
			}
			if found == 1<<rule.groups-1 {
				return rule.tag
			}
		}
	}
	return ""
}

// at reports whether the phrase stands at the start of tokens; punctuation in between does not count.
func (p *phrase) at(tokens []text.Token) bool {
	n := 0
	for i := range tokens {
		tok := &tokens[i]
		if !tok.Content() {
			continue
		}
		if n == len(p.tokens)-1 {
			return tok.Folded == p.tokens[n] || p.open && strings.HasPrefix(tok.Folded, p.tokens[n])
		}
		if tok.Folded != p.tokens[n] {
			return false
		}
		n++
	}
	return false
}
