package faq

import (
	"strings"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"
)

// comment is one of the file; its line counts from 0.
type comment struct {
	line int
	text string // with its mark
}

// commentsIn writes the comments of lines [from, to) that are about to be written anew, one a line, in a column.
func (d *draft) commentsIn(from, to, column int) string {
	if d.comments == nil {
		d.comments = []comment{}
		for _, t := range lexer.Tokenize(d.src) {
			if t.Type == token.CommentType {
				d.comments = append(d.comments, comment{t.Position.Line - 1, "#" + strings.TrimRight(t.Value, " \t\r\n")})
			}
		}
	}
	var b strings.Builder
	for _, c := range d.comments {
		if c.line >= from && c.line < to {
			b.WriteString(strings.Repeat(" ", column) + c.text + "\n")
		}
	}
	return b.String()
}
