package faq

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// isHeader reports whether a line names the columns of a table.
func isHeader(line string) bool {
	names := strings.FieldsFunc(strings.ToLower(line), func(r rune) bool { return strings.ContainsRune(",;\t\" \r", r) })
	return slices.Contains(names, "id") && slices.Contains(names, "lang")
}

// comma is what separates the cells: spreadsheets follow the country they run in.
func comma(src []byte) rune {
	header, _, _ := bytes.Cut(bytes.TrimLeft(src, "\r\n"), []byte("\n"))
	best := ','
	for _, c := range ";\t" {
		if bytes.Count(header, []byte(string(c))) > bytes.Count(header, []byte(string(best))) {
			best = c
		}
	}
	return best
}

// readCSV reads a table as writeCSV writes it and as spreadsheets save it. The columns may stand in any order; of those that
// are missing nothing is known, so their texts are none.
func readCSV(src []byte) ([]Entry, error) {
	t := sheet{column: map[string]int{}, place: map[string]int{}, rowOf: map[[2]string]int{}}
	if n, ok := validPart(src); !ok {
		line := 1 + bytes.Count(src[:n], []byte("\n"))
		return nil, Problems{{Line: line, What: "not UTF-8; save the file in that encoding (CSV UTF-8)"}}
	}
	in := csv.NewReader(bytes.NewReader(src))
	in.Comma, in.FieldsPerRecord, in.ReuseRecord = comma(src), -1, true
	for first := true; ; first = false {
		t.row += 1 + emptyLines(src[in.InputOffset():])
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			if first {
				t.row = 1
				t.report("", "the table is empty; expected a first row that names the columns: %s", strings.Join(columns, ", "))
			}
			return t.entries()
		}
		if err != nil {
			t.syntax(err)
			return t.entries()
		}
		t.line, _ = in.FieldPos(0)
		if first {
			t.header(cells)
		} else {
			t.read(cells)
		}
		if len(t.column) == 0 {
			return t.entries() // without columns no row can be read
		}
	}
}

// emptyLines counts the lines without anything that a text begins with: rows for a spreadsheet, nothing for the reader.
func emptyLines(src []byte) (n int) {
	for {
		line, rest, more := bytes.Cut(src, []byte("\n"))
		if !more || len(line) > 0 && !bytes.Equal(line, []byte("\r")) {
			return n
		}
		n, src = n+1, rest
	}
}

// sheet gathers the entries of a table.
type sheet struct {
	column   map[string]int
	row      int // being read, from 1, as spreadsheets count
	line     int // … where it begins
	out      []gathered
	place    map[string]int    // id → in out
	rowOf    map[[2]string]int // id, language → the row
	problems Problems
}

// gathered is an entry on the way, with the rows it came from.
type gathered struct {
	Entry
	row, line int
	said      map[string]claim // by column: of what belongs to the entry
}

// claim is what a row says about an entry, and which.
type claim struct {
	row   int
	value string
}

func (t *sheet) report(column, format string, args ...any) {
	place := fmt.Sprintf("row %d", t.row)
	if column != "" {
		place += ", column " + column
	}
	t.problems = append(t.problems, Problem{Line: t.line, Place: place, What: fmt.Sprintf(format, args...)})
}

func (t *sheet) syntax(err error) {
	var at *csv.ParseError
	if errors.As(err, &at) {
		t.line, err = at.Line, at.Err
	}
	t.report("", "not CSV: %v; expected cells with quotes around those that hold quotes, commas or line breaks", err)
}

// header takes in the names of the columns; without id and lang there are none.
func (t *sheet) header(cells []string) {
	names := make([]string, len(cells))
	for i, name := range cells {
		names[i] = strings.ToLower(strings.TrimSpace(name))
	}
	for _, name := range columns[:2] {
		if !slices.Contains(names, name) {
			t.report("", "the column %s is missing; expected the first row to name the columns: %s", name, strings.Join(columns, ", "))
			return
		}
	}
	for i, name := range names {
		_, twice := t.column[name]
		switch {
		case name == "":
		case !slices.Contains(columns, name):
			t.report("", "there is no column %.40q; expected some of %s", name, strings.Join(columns, ", "))
		case twice:
			t.report("", "the column %s stands twice", name)
		default:
			t.column[name] = i
		}
	}
}

// read takes one row in. Empty rows are the spreadsheet's.
func (t *sheet) read(cells []string) {
	empty := true
	for _, s := range cells {
		empty = empty && strings.TrimSpace(s) == ""
	}
	if empty {
		return
	}
	cell := func(name string) string {
		if i, ok := t.column[name]; ok && i < len(cells) {
			s := strings.ReplaceAll(rearm(cells[i]), "\r", "\n")
			if strings.TrimSpace(s) != "" {
				return s
			}
		}
		return ""
	}
	id, lang := strings.TrimSpace(cell("id")), strings.TrimSpace(cell("lang"))
	if id == "" {
		t.report("id", "is empty; expected the entry's id in every row of it")
		return
	}
	if !validLang(lang) {
		t.report("lang", "%.40q is no language code; expected en, zh, pt-BR …", lang)
		return
	}
	if first, twice := t.rowOf[[2]string{id, lang}]; twice {
		t.report("lang", "entry %s has a row in %s already, row %d; expected one for each language", id, lang, first)
		return
	}
	t.rowOf[[2]string{id, lang}] = t.row
	n, ok := t.place[id]
	if !ok {
		n = len(t.out)
		t.place[id] = n
		t.out = append(t.out, gathered{Entry: Entry{
			ID: id, Title: map[string]string{}, Questions: map[string][]string{}, Not: map[string][]string{}, Answer: map[string]string{},
		}, row: t.row, line: t.line, said: map[string]claim{}})
	}
	e := &t.out[n]
	e.Title[lang], e.Answer[lang] = cell("title"), cell("answer")
	e.Questions[lang], e.Not[lang] = strings.Split(cell("questions"), "\n"), strings.Split(cell("not"), "\n")
	t.buttons(e, lang, cell("buttons"))
	for _, name := range columns[7:] {
		t.own(e, name, strings.TrimSpace(cell(name)))
	}
}

// own takes in what belongs to the entry in all its languages.
func (t *sheet) own(e *gathered, name, value string) {
	if value == "" {
		return
	}
	if c, ok := e.said[name]; ok {
		if !strings.EqualFold(c.value, value) {
			t.report(name, "%.40q, but row %d of the same entry says %.40q; expected it once", value, c.row, c.value)
		}
		return
	}
	e.said[name] = claim{t.row, value}
	switch name {
	case "picture":
		e.Picture = value
	case "tags":
		e.Tags = strings.Split(value, "\n")
	case "tier":
		e.Tier = value
	case "source":
		e.Source = value
	case "urgent":
		t.urgent(e, value)
	case "review":
		day, ok := dateOf(value)
		if !ok {
			t.report(name, "expected a date such as 2026-03-31, found %.40q", value)
		}
		e.Review = day
	}
}

// dateOf reads a date as it was written, or as spreadsheets save it where that has but one meaning.
func dateOf(s string) (day time.Time, ok bool) {
	for _, layout := range []string{reviewLayout, "2006-1-2", "2006/1/2", "2.1.2006"} {
		if day, err := time.Parse(layout, s); err == nil {
			return day, true
		}
	}
	return time.Time{}, false
}

func (t *sheet) urgent(e *gathered, value string) {
	switch strings.ToLower(value) {
	case "true", "yes", "1":
		e.Urgent = true
	case "false", "no", "0":
	default:
		t.report("urgent", "expected true, false or nothing, found %.40q", value)
	}
}

// buttons takes in the buttons of one row. Which there are, and where they lead, is the same in all rows of an entry.
func (t *sheet) buttons(e *gathered, lang, cell string) {
	lines := slices.DeleteFunc(strings.Split(cell, "\n"), func(s string) bool { return strings.TrimSpace(s) == "" })
	if len(lines) == 0 {
		return
	}
	first, said := e.said["buttons"]
	if !said {
		e.said["buttons"] = claim{row: t.row}
		e.Buttons = make([]Button, len(lines))
	} else if len(lines) != len(e.Buttons) {
		t.report("buttons", "%d buttons, but row %d of the same entry has %d; expected the same in every row", len(lines), first.row, len(e.Buttons))
		return
	}
	for i, line := range lines {
		b := &e.Buttons[i]
		address, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		if said && b.URL != address {
			t.report("buttons", "button %d leads to %.60q, but in row %d to %.60q; expected the same in every row", i+1, address, first.row, b.URL)
			return
		}
		if b.URL = address; b.Text == nil {
			b.Text = map[string]string{}
		}
		b.Text[lang] = text
	}
}

// entries checks what was gathered.
func (t *sheet) entries() ([]Entry, error) {
	var out []Entry
	for i := range t.out {
		g := &t.out[i]
		e := tidy(g.Entry)
		if err := e.keepable(); err != nil {
			t.row, t.line = g.row, g.line
			t.report("", "%v", err)
		}
		out = append(out, e)
	}
	if len(t.problems) > 0 {
		slices.SortStableFunc(t.problems, func(a, b Problem) int { return a.Line - b.Line })
		return nil, t.problems
	}
	return out, nil
}
