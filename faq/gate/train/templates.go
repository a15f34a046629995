package main

import (
	"fmt"
	"hash/fnv"
	"os"
	"strings"
)

// perPattern is how many lines a pattern gives at most; fewer when its slots have fewer values.
const perPattern = 5

// templates gathers the lines of templates.txt.
type templates struct {
	slots map[string][]string // «noun en» or «coin *» → values
	lines []example
	head  example // class, language and group of the patterns that follow
	seen  map[string]bool
}

// readTemplates expands the patterns of a file. The choice of values depends on nothing but the pattern.
func readTemplates(name string) ([]example, error) {
	raw, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	t := templates{slots: map[string][]string{}, seen: map[string]bool{}}
	n := 0
	for line := range strings.Lines(string(raw)) {
		n++
		if err := t.line(strings.TrimSpace(line)); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
	}
	return t.lines, nil
}

func (t *templates) line(s string) error {
	switch {
	case s == "" || s[0] == '#':
		return nil
	case s[0] == '[':
		f := strings.Fields(strings.Trim(s, "[]"))
		if len(f) != 3 {
			return fmt.Errorf("%q: want [class lang group]", s)
		}
		side, ok := asks[f[0]]
		if !ok {
			return fmt.Errorf("unknown class %q", f[0])
		}
		t.head = example{Class: f[0], Lang: f[1], Group: f[2], Source: "template", Asks: side}
		return nil
	case s[0] == '{':
		slot, values, ok := strings.Cut(s[1:], "}")
		if name, lang, two := strings.Cut(slot, " "); ok && two {
			for v := range strings.SplitSeq(values, "|") {
				t.slots[name+" "+lang] = append(t.slots[name+" "+lang], strings.TrimSpace(v))
			}
			return nil
		}
	}
	return t.expand(s)
}

func (t *templates) expand(pattern string) error {
	for k := range perPattern {
		var b strings.Builder
		rest := pattern
		for place := 0; ; place++ {
			before, after, ok := strings.Cut(rest, "{")
			b.WriteString(before)
			if !ok {
				break
			}
			slot, tail, _ := strings.Cut(after, "}")
			values := t.slots[slot+" "+t.head.Lang]
			if values == nil {
				values = t.slots[slot+" *"]
			}
			if values == nil {
				return fmt.Errorf("%q: no values for {%s} in %q", pattern, slot, t.head.Lang)
			}
			b.WriteString(values[(choice(pattern, place)+k)%len(values)])
			rest = tail
		}
		if s := b.String(); !t.seen[s] {
			t.seen[s] = true
			e := t.head
			e.Text = s
			t.lines = append(t.lines, e)
		}
	}
	return nil
}

// choice is where a pattern starts in the values of its slot at a place; different places start apart.
func choice(pattern string, place int) int {
	h := fnv.New32a()
	fmt.Fprintf(h, "%s %d", pattern, place)
	return int(h.Sum32() % 997)
}
