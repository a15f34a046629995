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
		exportEntry(b, "  ", &entries[i])
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("faq: export: %w", err)
	}
	return nil
}

// exportOrder is the order of an entry's keys.
var exportOrder = []string{"title", "questions", "not", "answer", "picture", "buttons", "tags", "tier", "urgent", "source", "review"}

// exportEntry writes an entry as an item of a list at an indent.
func exportEntry(b *bufio.Writer, indent string, e *Entry) {
	fmt.Fprintf(b, "%s- id: %s\n", indent, quote(e.ID))
	for _, key := range exportOrder {
		exportKey(b, indent+"  ", key, e)
	}
}

// exportKey writes one key of an entry and what belongs to it; nothing if that is empty.
func exportKey(b *bufio.Writer, indent, key string, e *Entry) {
	switch key {
	case "title":
		exportTexts(b, indent, key, e.Title)
	case "questions":
		exportLists(b, indent, key, e.Questions)
	case "not":
		exportLists(b, indent, key, e.Not)
	case "answer":
		exportTexts(b, indent, key, e.Answer)
	case "buttons":
		exportButtons(b, indent, e.Buttons)
	case "tags":
		exportTags(b, indent, e.Tags)
	default:
		if s := scalarOf(e, key); s != "" {
			fmt.Fprintf(b, "%s%s: %s\n", indent, key, s)
		}
	}
}

// scalarOf is the value of a key without languages, as it is written; empty if there is none.
func scalarOf(e *Entry, key string) string {
	s := ""
	switch key {
	case "picture":
		s = e.Picture
	case "tier":
		s = e.Tier
	case "source":
		s = e.Source
	case "urgent":
		if e.Urgent {
			return "true"
		}
	case "review":
		if !e.Review.IsZero() {
			s = e.Review.Format(reviewLayout)
		}
	}
	if s == "" {
		return ""
	}
	return quote(s)
}

func exportButtons(b *bufio.Writer, indent string, bs []Button) {
	if len(bs) > 0 {
		fmt.Fprintf(b, "%sbuttons:\n", indent)
	}
	for _, bt := range bs {
		fmt.Fprintf(b, "%s  - url: %s\n", indent, quote(bt.URL))
		exportTexts(b, indent+"    ", "text", bt.Text)
	}
}

func exportTags(b *bufio.Writer, indent string, tags []string) {
	if len(tags) == 0 {
		return
	}
	quoted := make([]string, len(tags))
	for i, tag := range tags {
		quoted[i] = quote(tag)
	}
	fmt.Fprintf(b, "%stags: [%s]\n", indent, strings.Join(quoted, ", "))
}

// exportTexts writes a key at an indent, and its texts below it.
func exportTexts(b *bufio.Writer, indent, key string, texts map[string]string) {
	if len(texts) == 0 {
		return
	}
	fmt.Fprintf(b, "%s%s:\n", indent, key)
	for _, lang := range sortedKeys(texts) {
		fmt.Fprintf(b, "%s  %s: %s\n", indent, quote(lang), scalar(texts[lang], indent+"    "))
	}
}

// scalar writes a text: a literal block at an indent, which people edit more gladly, when it has several lines.
func scalar(s, indent string) string {
	if !strings.Contains(s, "\n") || !literalSafe(s) {
		return quote(s)
	}
	return "|-\n" + indented(s, indent)
}

// indented puts an indent before every line that is not empty.
func indented(s, indent string) string {
	var b strings.Builder
	for i, line := range strings.Split(s, "\n") {
		if i > 0 {
			b.WriteByte('\n')
		}
		if line != "" {
			b.WriteString(indent + line)
		}
	}
	return b.String()
}

func exportLists(b *bufio.Writer, indent, key string, langs map[string][]string) {
	if len(langs) == 0 {
		return
	}
	fmt.Fprintf(b, "%s%s:\n", indent, key)
	for _, lang := range sortedKeys(langs) {
		fmt.Fprintf(b, "%s  %s:\n", indent, quote(lang))
		for _, s := range langs[lang] {
			fmt.Fprintf(b, "%s    - %s\n", indent, quote(s))
		}
	}
}

// literalSafe reports whether a text reads back from a literal block as it is.
func literalSafe(s string) bool {
	if s == "" || strings.HasSuffix(s, "\n") || s[0] == ' ' || s[0] == '\n' || s[0] == '#' {
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
	return doubleQuoted(s)
}

func doubleQuoted(s string) string {
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
