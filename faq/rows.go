package faq

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Row is a test question with the ID of the entry that answers it, or "" when none does.
type Row struct{ Question, Entry string }

// ReadRows reads test questions, one a line: question, tab, entry ID (empty or missing: out of scope); further columns are
// notes. A first line whose first column is called «question» is a header. Empty lines are skipped.
func ReadRows(r io.Reader) ([]Row, error) {
	var rows []Row
	in := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := in.ReadString('\n')
		last := errors.Is(err, io.EOF)
		if err != nil && !last {
			return nil, fmt.Errorf("test questions, line %d: %w", n, err)
		}
		columns := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		row := Row{Question: columns[0]}
		if len(columns) > 1 {
			row.Entry = strings.TrimSpace(columns[1])
		}
		header := n == 1 && strings.EqualFold(strings.TrimPrefix(row.Question, "\uFEFF"), "question")
		if row.Question != "" && !header {
			rows = append(rows, row)
		}
		if last {
			return rows, nil
		}
	}
}
