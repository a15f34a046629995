package signal

import (
	_ "embed"
	"fmt"
	"strings"

	"frontdesk/faq/text"
)

//go:embed cues.txt
var cueSource string

// Cue is a thing a message does: it asks how, it waits, it thanks, it advises. Zero is no cue.
type Cue uint8

// maxTokensOfForm bounds a form, and so the walk from each token.
const maxTokensOfForm = 12

// Beginnings and endings of words that are looked up, in bytes.
const (
	minAffix = 3
	maxAffix = 24
)

// cues finds the forms of cues.txt in a message. It is immutable.
type cues struct {
	names    []string // by Cue; names[0] is empty
	roles    []uint32 // by Cue
	words    map[string]uint32
	prefixes map[string]uint32
	suffixes map[string]uint32
	edges    map[uint64]uint32 // node<<32 | symbol → node; node 0 is the root
	ends     map[uint32][]sense
}

// sense is what a form means in some languages.
type sense struct {
	cue   Cue
	langs uint32
}

// found is a cue at Tokens[start:end].
type found struct {
	cue        Cue
	start, end int
}

func readCues(src string) (*cues, error) {
	c := &cues{
		names: []string{""}, roles: []uint32{0}, words: map[string]uint32{}, prefixes: map[string]uint32{}, suffixes: map[string]uint32{},
		edges: map[uint64]uint32{}, ends: map[uint32][]sense{},
	}
	line := 0
	for s := range strings.Lines(src) {
		line++
		s = strings.TrimSpace(s)
		if s == "" || s[0] == '#' {
			continue
		}
		if s[0] == '[' {
			name, ok := strings.CutSuffix(s[1:], "]")
			if !ok {
				return nil, fmt.Errorf("cues line %d: «[name]» expected", line)
			}
			c.names, c.roles = append(c.names, name), append(c.roles, roleOf(name))
			continue
		}
		lang, forms, _ := strings.Cut(s, " ")
		mask := langBit(lang)
		if mask == 0 || len(c.names) == 1 {
			return nil, fmt.Errorf("cues line %d: unknown language %q, or no [name] above", line, lang)
		}
		for form := range strings.SplitSeq(forms, "|") {
			if err := c.add(strings.TrimSpace(form), Cue(len(c.names)-1), mask); err != nil {
				return nil, fmt.Errorf("cues line %d: %w", line, err)
			}
		}
	}
	return c, nil
}

func (c *cues) add(form string, cue Cue, langs uint32) error {
	node, n := uint32(0), 0
	for word := range strings.FieldsSeq(form) {
		table := c.words
		if stem, ok := strings.CutSuffix(word, "*"); ok {
			table, word = c.prefixes, stem
		} else if stem, ok := strings.CutPrefix(word, "*"); ok {
			table, word = c.suffixes, stem
		}
		for _, t := range text.Parse(word).Tokens {
			if !t.Content() {
				continue
			}
			node = c.step(node, c.symbol(table, t.Folded))
			n++
		}
	}
	if n == 0 || n > maxTokensOfForm {
		return fmt.Errorf("form %q has %d words", form, n)
	}
	c.ends[node] = append(c.ends[node], sense{cue, langs})
	return nil
}

// symbol numbers a word; the three tables share one sequence.
func (c *cues) symbol(table map[string]uint32, word string) uint32 {
	if s, ok := table[word]; ok {
		return s
	}
	s := uint32(len(c.words) + len(c.prefixes) + len(c.suffixes) + 1)
	table[word] = s
	return s
}

func (c *cues) step(node, symbol uint32) uint32 {
	key := uint64(node)<<32 | uint64(symbol)
	if next, ok := c.edges[key]; ok {
		return next
	}
	next := uint32(len(c.edges) + 1)
	c.edges[key] = next
	return next
}

// meanings are the symbols one token can be: itself, the stems it begins, the endings it has.
type meanings struct {
	symbols [6]uint32
	n       int
}

func (m *meanings) list() []uint32 { return m.symbols[:m.n] }

func (m *meanings) add(s uint32) {
	if m.n < len(m.symbols) {
		m.symbols[m.n] = s
		m.n++
	}
}

// find appends the cues of the message to v.cues in order: at each place the longest form, and what it covers is not looked
// at again. A form that means several things gives them all.
func (c *cues) find(tokens []text.Token, langs uint32, v *Vector) {
	v.read = v.read[:0]
	for i := range tokens {
		v.read = append(v.read, c.meanings(&tokens[i]))
	}
	for i := 0; i < len(tokens); {
		node, end := c.longest(v.read, i, langs)
		if end == i {
			i++
			continue
		}
		for _, s := range c.ends[node] {
			if s.langs&langs != 0 {
				v.cues = append(v.cues, found{s.cue, i, end})
			}
		}
		i = end
	}
}

// longest walks from token i along all the symbols the tokens can be, and returns the last node that ends a form in one of the
// languages, with the token behind it; end == i when there is none.
func (c *cues) longest(read []meanings, i int, langs uint32) (best uint32, end int) {
	var nodes, next [16]uint32
	n, end := 1, i
	for j := i; j < len(read) && n > 0; j++ {
		m := 0
		for _, node := range nodes[:n] {
			for _, s := range read[j].list() {
				to, ok := c.edges[uint64(node)<<32|uint64(s)]
				if !ok || m == len(next) {
					continue
				}
				next[m] = to
				m++
				if end <= j && c.speaks(to, langs) {
					best, end = to, j+1
				}
			}
		}
		nodes, n = next, m
	}
	return best, end
}

func (c *cues) speaks(node, langs uint32) bool {
	for _, s := range c.ends[node] {
		if s.langs&langs != 0 {
			return true
		}
	}
	return false
}

func (c *cues) meanings(t *text.Token) (m meanings) {
	if s, ok := c.words[t.Folded]; ok {
		m.add(s)
	}
	if t.Kind != text.Word {
		return m
	}
	w := t.Folded
	for k := minAffix; k <= len(w) && k <= maxAffix; k++ {
		if s, ok := c.prefixes[w[:k]]; ok {
			m.add(s)
		}
		if s, ok := c.suffixes[w[len(w)-k:]]; ok {
			m.add(s)
		}
	}
	return m
}

// langBit is the bit of a language of cues.txt, 0 for others. Neighbours that detection confuses share a bit.
func langBit(code string) uint32 {
	switch code {
	case "en":
		return 1
	case "zh":
		return 1 << 1
	case "ru", "uk":
		return 1 << 2
	case "vi":
		return 1 << 3
	case "tr":
		return 1 << 4
	case "id":
		return 1 << 5
	case "es", "pt":
		return 1 << 6
	case "hi":
		return 1 << 7
	case "fr":
		return 1 << 8
	case "ar":
		return 1 << 9
	case "fa":
		return 1 << 10
	case "ko":
		return 1 << 11
	case "ja":
		return 1 << 12
	}
	return 0
}

// langsOf returns the languages whose forms count in a message: its own and English; all when it is not known.
func langsOf(code string) uint32 {
	if code == "" {
		return ^uint32(0)
	}
	if code == "ar" || code == "fa" {
		return langBit("ar") | langBit("fa") | 1
	}
	return langBit(code) | 1
}
