package faq

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// text changes the text of a key.
func (p *patcher) text(q part, now string) bool {
	pos := q.node.Key.GetToken().Position
	at, ok := p.behindKey(p.offset(pos.Line-1, pos.Column-1))
	return ok && p.scalar(at, q.end, q.column, now)
}

// offset is the byte of a line's column, which counts characters.
func (p *patcher) offset(line, column int) int {
	n := 0
	for i := range p.lines[line] {
		if n == column {
			return p.starts[line] + i
		}
		n++
	}
	return p.starts[line] + len(p.lines[line])
}

// behindKey is where the value begins on the line of a key that begins at a byte.
func (p *patcher) behindKey(at int) (int, bool) {
	if c := p.src[at]; c == '"' || c == '\'' {
		at = quoteEnd(p.src, at)
	}
	n := strings.IndexAny(p.src[at:], ":\n")
	if n < 0 || p.src[at+n] != ':' {
		return 0, false
	}
	return p.skipSpaces(at + n + 1)
}

// skipSpaces is where something begins on the rest of a line; false if nothing does.
func (p *patcher) skipSpaces(at int) (int, bool) {
	for p.src[at] == ' ' {
		at++
	}
	return at, !strings.ContainsRune("#&!*?\n", rune(p.src[at]))
}

// quoteEnd is the byte behind a quoted text that begins at a byte; the text's end if it is not closed.
func quoteEnd(s string, at int) int {
	quote := s[at]
	for i := at + 1; i < len(s); i++ {
		switch {
		case s[i] == '\\' && quote == '"':
			i++
		case s[i] == quote && quote == '\'' && i+1 < len(s) && s[i+1] == quote:
			i++
		case s[i] == quote:
			return i + 1
		}
	}
	return len(s)
}

// scalar puts a text in place of one that begins at a byte and whose lines end before end, in its style. Column is where
// its key or dash stands.
func (p *patcher) scalar(at, end, column int, now string) bool {
	lineEnd := p.starts[end] - 1
	indent := strings.Repeat(" ", column+2)
	switch p.src[at] {
	case '|', '>':
		header, body, _ := strings.Cut(p.src[at:lineEnd], "\n")
		if !literalSafe(now) {
			p.edits = append(p.edits, edit{at, lineEnd, doubleQuoted(now)})
			return !strings.Contains(header, "#")
		}
		if first := strings.TrimLeft(body, "\n"); len(first) > len(strings.TrimLeft(first, " ")) {
			indent = first[:len(first)-len(strings.TrimLeft(first, " "))]
		}
		header = strings.TrimRight(header, " ")
		if header != "|" && !strings.HasPrefix(header, "| ") && !strings.HasPrefix(header, "|- ") {
			header = "|-" // neither folded nor with trailing lines
		}
		p.edits = append(p.edits, edit{at, lineEnd, header + "\n" + indented(now, indent)})
		return true
	case '"', '\'':
		to := quoteEnd(p.src, at)
		rest := strings.TrimSpace(p.src[min(to, lineEnd):lineEnd])
		if to > lineEnd || rest != "" && rest[0] != '#' {
			return false
		}
		p.edits = append(p.edits, edit{at, to, inStyle(now, p.src[at], rest == "", indent)})
		return true
	}
	to := lineEnd
	if n := strings.Index(p.src[at:lineEnd], " #"); n >= 0 {
		to = at + n
	}
	for to > at && p.src[to-1] == ' ' {
		to--
	}
	p.edits = append(p.edits, edit{at, to, inStyle(now, 0, to == lineEnd, indent)})
	return true
}

// inStyle writes a text like one that began with that quote; 0 is a plain one. Alone tells that nothing follows on its line.
func inStyle(s string, quoted byte, alone bool, indent string) string {
	switch {
	case strings.Contains(s, "\n"):
		if alone {
			return scalar(s, indent)
		}
	case quoted == '\'' && singleSafe(s):
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	case quoted == 0 && plainReads(s):
		return s
	}
	return doubleQuoted(s)
}

// singleSafe reports whether a text of one line reads back from single quotes.
func singleSafe(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return !printable(r) })
}

// plainReads reports whether a text of one line reads back without quotes in a block: people write questions so.
func plainReads(s string) bool {
	if plainSafe(s) {
		return true
	}
	if s == "" || !singleSafe(s) || strings.TrimSpace(s) != s || strings.ContainsAny(s, "#:{}[]\"`\\") || strings.ContainsAny(s[:1], "-?,&*!|>'%@") {
		return false
	}
	file, err := parser.ParseBytes([]byte("- "+s+"\n"), 0)
	if err != nil || len(file.Docs) != 1 {
		return false
	}
	seq, ok := file.Docs[0].Body.(*ast.SequenceNode)
	if !ok || len(seq.Values) != 1 {
		return false
	}
	text, ok := seq.Values[0].(*ast.StringNode)
	return ok && text.Value == s
}

// list changes the lines of a list.
func (p *patcher) list(q part, now []string) bool {
	seq, ok := q.node.Value.(*ast.SequenceNode)
	if !ok {
		return false
	}
	old := make([]string, len(seq.Values))
	for i, v := range seq.Values {
		if old[i], ok = textOf(v); !ok {
			return false
		}
	}
	if seq.IsFlowStyle {
		return p.flowList(seq, old, now)
	}
	return p.blockList(q, seq, old, now)
}

// textOf is a text of the file, as it is kept.
func textOf(n ast.Node) (string, bool) {
	var s string
	switch n := n.(type) {
	case *ast.StringNode:
		s = n.Value
	case *ast.LiteralNode:
		s = n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		s = n.GetToken().Value
	default:
		return "", false
	}
	return strings.TrimSpace(spaced.Replace(s)), true
}

// blockList keeps the items that stay, with what stands around them. An item in whose place another one comes is rewritten.
func (p *patcher) blockList(q part, seq *ast.SequenceNode, old, now []string) bool {
	column := seq.Entries[0].Start.Position.Column - 1
	spans, ok := p.dashes(q, seq, column)
	if !ok {
		return false
	}
	dash := strings.Repeat(" ", column) + "-"
	style := byte(0)
	if strings.ContainsAny(p.lines[spans[0].line][len(dash):], "'\"") {
		style = '"'
	}
	for _, h := range hunks(old, now) {
		line := spans[0].above // where new items go
		if h.a > 0 {
			line = spans[h.a-1].end
		}
		for ; h.a < h.aEnd && h.b < h.bEnd; h.a, h.b = h.a+1, h.b+1 {
			begin, ok := p.skipSpaces(p.starts[spans[h.a].line] + len(dash))
			if !ok || !p.scalar(begin, spans[h.a].end, column, now[h.b]) {
				return false
			}
			line = spans[h.a].end
		}
		for ; h.a < h.aEnd; h.a++ {
			p.replaceLines(spans[h.a].above, spans[h.a].end, "")
		}
		var b strings.Builder
		for ; h.b < h.bEnd; h.b++ {
			b.WriteString(dash + " " + inStyle(now[h.b], style, false, "") + "\n")
		}
		if b.Len() > 0 {
			p.replaceLines(line, line, b.String())
		}
	}
	return true
}

// dashes finds the lines of the items of a block list.
func (p *patcher) dashes(q part, seq *ast.SequenceNode, column int) ([]part, bool) {
	out := make([]part, len(seq.Entries))
	floor := q.line + 1
	for i := range out {
		line, next := seq.Entries[i].Start.Position.Line-1, q.end
		if i+1 < len(out) {
			next = seq.Entries[i+1].Start.Position.Line - 1
		}
		if line < floor || next <= line || !strings.HasPrefix(p.lines[line], strings.Repeat(" ", column)+"-") {
			return nil, false
		}
		out[i] = part{line: line, end: p.bodyEnd(line, next, column), above: p.attached(line, floor, column)}
		floor = out[i].end
	}
	return out, len(out) > 0 && len(out) == len(seq.Values)
}
