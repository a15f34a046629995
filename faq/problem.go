package faq

import (
	"fmt"
	"strings"
	"unicode"
)

// Problem is one mistake in a file.
type Problem struct {
	Line  int    // from 1
	Place string // of a table: the row as spreadsheets count, and the column; Line is then where the row begins
	Text  string // the line as it stands in the file
	What  string // what is wrong and what was expected
}

// Problems is the error of Parse.
type Problems []Problem

func (p Problems) Error() string {
	var b strings.Builder
	for i, q := range p {
		if i == maxProblems {
			fmt.Fprintf(&b, "\n… and %d more", len(p)-i)
			break
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		if q.Place != "" {
			fmt.Fprintf(&b, "%s: %s", q.Place, q.What)
			continue
		}
		fmt.Fprintf(&b, "line %d: %s", q.Line, q.What)
		if q.Text != "" {
			b.WriteString("\n  | " + q.Text)
		}
	}
	return b.String()
}

// maxProblems is how many mistakes one error lists.
const maxProblems = 20

// quotable is a line as it may be shown on a terminal: its beginning, without what would control that.
func quotable(line string) string {
	line = strings.TrimRight(line, "\r")
	return fmt.Sprintf("%.120s", strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' {
			return unicode.ReplacementChar
		}
		return r
	}, line[:min(len(line), 1<<10)]))
}
