package faq

import "strings"

// piece is a piece of a line of an answer.
type piece struct {
	kind pieceKind
	text string // as it is shown; the name of a variable, the label of a link
	url  string // of a link, as it is written
}

type pieceKind uint8

const (
	textPiece pieceKind = iota
	boldPiece           // **, opening or closing or neither: see pairs
	codePiece
	linkPiece
	variablePiece
)

// Limits of a link as it is written, in bytes. They keep the search for its end short.
const (
	maxLabel  = 256
	maxTarget = MaxURL
)

// pieces divides a line. Together the pieces are the line: what is not well-formed is text.
func pieces(line string) []piece {
	var out []piece
	from, noCode := 0, false
	add := func(at, end int, t piece) {
		if from < at {
			out = append(out, piece{text: line[from:at]})
		}
		out, from = append(out, t), end
	}
	for i := 0; i < len(line); {
		switch line[i] {
		case '*':
			if strings.HasPrefix(line[i:], "**") {
				add(i, i+2, piece{kind: boldPiece})
			}
		case '`':
			n := -1
			if !noCode { // once no mark follows, none will
				n = strings.IndexByte(line[i+1:], '`')
				noCode = n < 0
			}
			if n > 0 {
				add(i, i+n+2, piece{kind: codePiece, text: line[i+1 : i+1+n]})
			}
		case '{':
			if name, rest, ok := cutVariable(line[i:]); ok {
				add(i, len(line)-len(rest), piece{kind: variablePiece, text: name})
			}
		case '[':
			if label, url, size := cutLink(line[i:]); size > 0 {
				add(i, i+size, piece{kind: linkPiece, text: label, url: url})
			}
		}
		i = max(i+1, from)
	}
	if from < len(line) {
		out = append(out, piece{text: line[from:]})
	}
	return out
}

// cutLink finds a link that a text begins with: [label](address). The size is 0 when it is none.
func cutLink(s string) (label, url string, size int) {
	end := strings.IndexByte(s[:min(len(s), maxLabel+2)], ']')
	if end < 2 || strings.IndexByte(s[1:end], '[') >= 0 || !strings.HasPrefix(s[end+1:], "(") {
		return "", "", 0
	}
	target := s[end+2:]
	n := strings.IndexByte(target[:min(len(target), maxTarget+1)], ')')
	if n < 0 || strings.TrimSpace(s[1:end]) == "" {
		return "", "", 0
	}
	url = target[:n]
	if _, _, ok := cutVariable(url); !ok && !secureURL(url) || ok && !variableURL(url) {
		return "", "", 0
	}
	return s[1:end], url, end + 2 + n + 1
}

// labelPieces divides a label, in which only variables have a meaning.
func labelPieces(label string) []piece {
	var out []piece
	from := 0
	for i := 0; i < len(label); i = max(i+1, from) {
		name, rest, ok := cutVariable(label[i:])
		if !ok {
			continue
		}
		if from < i {
			out = append(out, piece{text: label[from:i]})
		}
		out, from = append(out, piece{kind: variablePiece, text: name}), len(label)-len(rest)
	}
	if from < len(label) {
		out = append(out, piece{text: label[from:]})
	}
	return out
}

// role is what a mark does.
type role uint8

const (
	stays role = iota // as text
	opens
	closes
)

// pairs tells which marks of a line belong together: one opens before a letter and the next one that stands behind a letter
// closes it. Nil when there is no mark.
func pairs(ts []piece) []role {
	var roles []role
	open := -1
	for i, t := range ts {
		if t.kind != boldPiece {
			continue
		}
		if roles == nil {
			roles = make([]role, len(ts))
		}
		switch {
		case open >= 0 && open < i-1 && !blankAt(ts[i-1].text, false):
			roles[open], roles[i] = opens, closes
			open = -1
		case open < 0 && i+1 < len(ts) && ts[i+1].kind != boldPiece && !blankAt(ts[i+1].text, true):
			open = i
		}
	}
	return roles
}

// blankAt reports whether a text begins, or ends, with a space.
func blankAt(s string, begins bool) bool {
	if s == "" {
		return false
	}
	if begins {
		return s[0] == ' '
	}
	return s[len(s)-1] == ' '
}
