package faq

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Row is a test question with the ID of the entry that answers it, or "" when none does.
type Row struct{ Question, Entry, Lang, Class string }

// ReadRows reads test questions, one a line: question, tab, entry ID (empty or missing: out of scope). A first line whose first
// column is called «question» is a header; further columns that it calls «lang» and «class» are read too, all others are
// notes. Empty lines are skipped.
func ReadRows(r io.Reader) ([]Row, error) {
	var rows []Row
	lang, class := -1, -1
	in := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := in.ReadString('\n')
		last := errors.Is(err, io.EOF)
		if err != nil && !last {
			return nil, fmt.Errorf("test questions, line %d: %w", n, err)
		}
		columns := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		row := Row{Question: columns[0], Entry: column(columns, 1), Lang: column(columns, lang), Class: column(columns, class)}
		header := n == 1 && strings.EqualFold(strings.TrimPrefix(row.Question, "\uFEFF"), "question")
		if header {
			lang, class = named(columns, "lang"), named(columns, "class")
		} else if row.Question != "" {
			rows = append(rows, row)
		}
		if last {
			return rows, nil
		}
	}
}

// column is a column's text; there may be fewer.
func column(columns []string, i int) string {
	if i < 0 || i >= len(columns) {
		return ""
	}
	return strings.TrimSpace(columns[i])
}

// named finds a column after the first two by its heading.
func named(header []string, name string) int {
	for i := 2; i < len(header); i++ {
		if strings.EqualFold(strings.TrimSpace(header[i]), name) {
			return i
		}
	}
	return -1
}
