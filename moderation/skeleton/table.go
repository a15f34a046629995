package skeleton

import "strings"

// table maps characters to texts, in pages of 256 characters that share most of their texts.
type table struct {
	pages   []*[256]uint16 // by r>>8: number of the text, 0 for none
	targets []string
}

// load reads an embedded table. A line is a text, a tab, and every character that folds to it; of several lines for a
// character the first holds.
func load(name string) *table {
	text, err := tables.ReadFile("tables/" + name + ".txt")
	if err != nil {
		panic("skeleton: table " + name + " is not embedded") // a broken build, never a run-time state
	}
	t := &table{targets: []string{""}}
	for line := range strings.Lines(string(text)) {
		target, sources, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		n := uint16(len(t.targets))
		t.targets = append(t.targets, strings.Clone(target))
		for _, r := range sources {
			if at := t.page(r); at[r&0xFF] == 0 {
				at[r&0xFF] = n
			}
		}
	}
	return t
}

// page returns the page of a character, making it when there is none.
func (t *table) page(r rune) *[256]uint16 {
	n := int(r >> 8)
	for n >= len(t.pages) {
		t.pages = append(t.pages, nil)
	}
	if t.pages[n] == nil {
		t.pages[n] = new([256]uint16)
	}
	return t.pages[n]
}

// get returns the text of a character, and whether it has one.
func (t *table) get(r rune) (string, bool) {
	n := int(r >> 8)
	if n < 0 || n >= len(t.pages) || t.pages[n] == nil {
		return "", false
	}
	target := t.pages[n][r&0xFF]
	return t.targets[target], target != 0
}
