package faq

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"
)

// Export writes entries as YAML that Parse reads back to equal entries, in the order given; languages are sorted, so the same
// entries always give the same bytes.
func Export(w io.Writer, entries []Entry) error {
	b := bufio.NewWriter(w)
	if len(entries) == 0 {
		b.WriteString("entries: []\n")
		return b.Flush()
	}
	b.WriteString("entries:\n")
	for i := range entries {
		exportEntry(b, &entries[i])
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("faq: export: %w", err)
	}
	return nil
}

func exportEntry(b *bufio.Writer, e *Entry) {
	fmt.Fprintf(b, "  - id: %s\n", quote(e.ID))
	exportTexts(b, "    ", "title", e.Title)
	exportLists(b, "questions", e.Questions)
	exportLists(b, "not", e.Not)
	exportTexts(b, "    ", "answer", e.Answer)
	if e.Picture != "" {
		fmt.Fprintf(b, "    picture: %s\n", quote(e.Picture))
	}
	if len(e.Buttons) > 0 {
		b.WriteString("    buttons:\n")
	}
	for _, bt := range e.Buttons {
		fmt.Fprintf(b, "      - url: %s\n", quote(bt.URL))
		exportTexts(b, "        ", "text", bt.Text)
	}
	if len(e.Tags) > 0 {
		b.WriteString("    tags: [")
		for i, tag := range e.Tags {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(quote(tag))
		}
		b.WriteString("]\n")
	}
	if e.Tier != "" {
		fmt.Fprintf(b, "    tier: %s\n", quote(e.Tier))
	}
	if e.Urgent {
		b.WriteString("    urgent: true\n")
	}
	if e.Source != "" {
		fmt.Fprintf(b, "    source: %s\n", quote(e.Source))
	}
	if !e.Review.IsZero() {
		fmt.Fprintf(b, "    review: %s\n", quote(e.Review.Format(reviewLayout)))
	}
}

// exportTexts writes a key at an indent, and its texts below it.
func exportTexts(b *bufio.Writer, indent, key string, texts map[string]string) {
	if len(texts) == 0 {
		return
	}
	fmt.Fprintf(b, "%s%s:\n", indent, key)
	for _, lang := range sortedKeys(texts) {
		fmt.Fprintf(b, "%s  %s: ", indent, quote(lang))
		if s := texts[lang]; blockSafe(s) {
			b.WriteString("|-\n")
			for line := range strings.SplitSeq(s, "\n") {
				if line != "" {
					b.WriteString(indent + "    " + line)
				}
				b.WriteByte('\n')
			}
		} else {
			b.WriteString(quote(s) + "\n")
		}
	}
}

func exportLists(b *bufio.Writer, key string, langs map[string][]string) {
	if len(langs) == 0 {
		return
	}
	fmt.Fprintf(b, "    %s:\n", key)
	for _, lang := range sortedKeys(langs) {
		fmt.Fprintf(b, "      %s:\n", quote(lang))
		for _, s := range langs[lang] {
			fmt.Fprintf(b, "        - %s\n", quote(s))
		}
	}
}

// blockSafe reports whether a text of several lines can be written as a literal block, which people edit more gladly.
func blockSafe(s string) bool {
	if !strings.Contains(s, "\n") || strings.HasSuffix(s, "\n") || s[0] == ' ' || s[0] == '\n' || s[0] == '#' {
		return false
	}
	for line := range strings.SplitSeq(s, "\n") {
		if strings.TrimRight(line, " ") != line || strings.HasPrefix(line, " ") {
			return false
		}
		for _, r := range line {
			if !printable(r) {
				return false
			}
		}
	}
	return true
}

// quote writes a scalar: plain when it can only be read as the same text, in double quotes otherwise.
func quote(s string) string {
	if plainSafe(s) {
		return s
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case printable(r):
			b.WriteRune(r)
		case r <= 0xFFFF:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			fmt.Fprintf(&b, `\U%08X`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// plainSafe accepts identifiers that start with a letter and are no YAML keyword.
func plainSafe(s string) bool {
	for i, c := range []byte(s) {
		letter := c|0x20 >= 'a' && c|0x20 <= 'z'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '-' && c != '_' && c != '.') {
			return false
		}
	}
	switch strings.ToLower(s) {
	case "", "true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf":
		return false
	}
	return true
}

func printable(r rune) bool {
	return r != unicode.ReplacementChar && (unicode.IsPrint(r) || r == '\u200d') && r != 0x85 && r != 0xA0 && r != '\ufeff'
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
