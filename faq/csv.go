package faq

import (
	"bufio"
	"encoding/csv"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// A table of the FAQ has one row for each entry and language. Title and answer are text as it is, questions and «not» one a
// line inside their cells, so are tags, and buttons are one a line: the address, a space, what stands on
// the button in that language. Picture, tags, tier, urgent, source and review belong to the entry: they are written in its
// first row, and a row that leaves them empty says nothing about them. Buttons stand in all rows alike, but for their texts.
//
// A cell that a spreadsheet would take for a formula is written with an apostrophe before it, which Read takes away.
// Line ends inside texts become LF, and a question is one line, for that is how an entry is kept (see tidy).
var columns = []string{"id", "lang", "title", "questions", "not", "answer", "buttons", "picture", "tags", "tier", "urgent", "source", "review"}

// writeCSV writes a table with a byte order mark, without which spreadsheets take UTF-8 for something else.
func writeCSV(w io.Writer, entries []Entry) error {
	b := bufio.NewWriter(w)
	b.WriteString("\ufeff")
	out := csv.NewWriter(b)
	if err := out.Write(columns); err != nil {
		return err
	}
	for _, e := range entries {
		e = tidy(e)
		for i, lang := range langsOf(&e) {
			if err := out.Write(row(&e, lang, i == 0)); err != nil {
				return err
			}
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return err
	}
	return b.Flush()
}

// langsOf returns every language that anything of the entry is in, sorted.
func langsOf(e *Entry) []string {
	var langs []string
	for _, f := range fields(e) {
		for lang, lines := range f.langs {
			if lang != "" && len(lines) > 0 {
				langs = append(langs, lang)
			}
		}
	}
	slices.Sort(langs)
	return slices.Compact(langs)
}

// row is an entry in one language, in the order of columns.
func row(e *Entry, lang string, first bool) []string {
	var buttons []string
	for _, b := range e.Buttons {
		buttons = append(buttons, strings.TrimSpace(b.URL+" "+b.Text[lang]))
	}
	cells := []string{
		e.ID, lang, e.Title[lang], strings.Join(e.Questions[lang], "\n"), strings.Join(e.Not[lang], "\n"), e.Answer[lang],
		strings.Join(buttons, "\n"), "", "", "", "", "", "",
	}
	if first {
		of := map[string]string{}
		for _, f := range fields(e) {
			of[f.name] = strings.Join(f.langs[""], "\n")
		}
		for i, name := range columns[7:] {
			cells[7+i] = of[name]
		}
	}
	for i := range cells {
		cells[i] = disarm(cells[i])
	}
	return cells
}

// armed are the characters that make a spreadsheet compute a cell: https://owasp.org/www-community/attacks/CSV_Injection.
const armed = "=+-@\t\r＝＋－＠"

// disarm puts an apostrophe before what a spreadsheet would compute. What begins like a disarmed cell gets one too, so
// that rearm gives exactly the text back.
func disarm(s string) string {
	bare := strings.TrimLeft(s, "'")
	if first, _ := utf8.DecodeRuneInString(bare); bare != "" && strings.ContainsRune(armed, first) {
		return "'" + s
	}
	return s
}

func rearm(s string) string {
	if rest, ok := strings.CutPrefix(s, "'"); ok && disarm(rest) == s {
		return rest
	}
	return s
}
