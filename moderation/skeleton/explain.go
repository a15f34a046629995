package skeleton

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Explain names every character of a text that is not what it seems, once each: «U+0406 Cyrillic І for i».
func (f *Folder) Explain(text string) []string {
	var out []string
	var seen []rune // few
	latin := false
	for _, r := range text {
		latin = latin || r < utf8.RuneSelf && unicode.IsLetter(r)
	}
	for _, r := range text {
		if r < utf8.RuneSelf || slices.Contains(seen, r) || len(out) == 12 {
			continue
		}
		if len(seen) < 64 {
			seen = append(seen, r)
		}
		switch shape := f.Glyph(r).Shape; {
		case r == 0x202E:
			out = append(out, "U+202E turns the text around")
		case Invisible(r):
			out = append(out, fmt.Sprintf("U+%04X is invisible", r))
		case !unicode.IsLetter(r) && !unicode.IsSymbol(r):
		case shape != "" && shape[0] < utf8.RuneSelf && shape != string(r):
			if script := Script(r); latin || script == "" || script == "Latin" {
				out = append(out, fmt.Sprintf("U+%04X %s%c for %s", r, script+space(script), r, InCase(r, shape)))
			}
		case latin && f.Loose(r) != 0:
			out = append(out, fmt.Sprintf("U+%04X %s%c for %c", r, Script(r)+space(Script(r)), r, f.Loose(r)))
		}
	}
	return out
}

// InCase writes a shape as the character does; the capital that looks like l is I.
func InCase(r rune, shape string) string {
	switch {
	case !unicode.IsUpper(r):
		return shape
	case shape == "l":
		return "I"
	}
	return strings.ToUpper(shape)
}

func space(script string) string {
	if script == "" {
		return ""
	}
	return " "
}

// Script names a letter's script; symbols and characters common to all have none.
func Script(r rune) string {
	for _, s := range scripts {
		if unicode.Is(s.letters, r) {
			return s.name
		}
	}
	return ""
}

type script struct {
	name    string
	letters *unicode.RangeTable
}

// scripts are all, those first that forgers take letters of.
var scripts = func() (all []script) {
	first := []string{"Latin", "Cyrillic", "Greek", "Armenian", "Cherokee", "Lisu", "Han", "Arabic", "Hangul"}
	names := slices.Sorted(maps.Keys(unicode.Scripts))
	for _, name := range slices.Concat(first, names) {
		if name != "Common" && name != "Inherited" {
			all = append(all, script{name, unicode.Scripts[name]})
		}
	}
	return all
}()
