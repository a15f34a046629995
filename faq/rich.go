package faq

import (
	"cmp"
	"slices"
	"strings"

	"frontdesk/chat"
)

// Render turns an answer into text and what its parts mean. An answer is plain text with a little mark-up:
//
//	**bold**   `code`   [label](https://…)   {variable}   lists: lines that begin with «- » or «1. »
//
// A mark that has no counterpart on its line, and a link that is not https, stay as they stand; nothing else has a meaning, so
// no text can ping anybody. A variable becomes its value, and one without a value becomes instead, never its own name; a link
// to one keeps its label. Inside `code` nothing is replaced. It takes linear time.
func Render(answer string, vars Variables, instead string) (string, []chat.Span) {
	r := renderer{vars: vars, instead: instead}
	for i, line := range strings.Split(answer, "\n") {
		if i > 0 {
			r.text.WriteByte('\n')
		}
		r.line(line)
	}
	slices.SortStableFunc(r.spans, func(a, b chat.Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	return r.text.String(), r.spans
}

// Address is where a link leads: an https address, written out or begun by a variable; "" when it leads nowhere.
func (v Variables) Address(url string) string {
	if name, rest, ok := cutVariable(url); ok {
		url = v[name]
		if rest != "" {
			url = strings.TrimSuffix(url, "/") + rest
		}
	}
	if len(url) > MaxURL || !secureURL(url) {
		return ""
	}
	return url
}

type renderer struct {
	vars    Variables
	instead string
	text    strings.Builder
	spans   []chat.Span
}

func (r *renderer) line(s string) {
	if item, ok := strings.CutPrefix(strings.TrimLeft(s, " "), "- "); ok {
		r.text.WriteString(s[:len(s)-len(item)-2] + "• ")
		s = item
	}
	ts := pieces(s)
	roles := pairs(ts)
	bold, start := false, 0
	for i, t := range ts {
		switch t.kind {
		case boldPiece:
			switch roles[i] {
			case opens:
				bold, start = true, r.text.Len()
			case closes:
				r.mark(chat.Span{Kind: chat.Bold, Start: start})
				bold = false
			default:
				r.text.WriteString("**")
			}
		case codePiece:
			if bold { // code and bold are not shown together everywhere
				r.mark(chat.Span{Kind: chat.Bold, Start: start})
			}
			at := r.text.Len()
			r.text.WriteString(t.text)
			r.mark(chat.Span{Kind: chat.Code, Start: at})
			start = r.text.Len()
		case linkPiece:
			r.link(t)
		default:
			r.plain(t)
		}
	}
}

// mark ends a span here.
func (r *renderer) mark(s chat.Span) {
	if s.End = r.text.Len(); s.Start < s.End {
		r.spans = append(r.spans, s)
	}
}

// plain writes text, or a variable's value.
func (r *renderer) plain(t piece) {
	if t.kind != variablePiece {
		r.text.WriteString(t.text)
		return
	}
	value := r.vars[t.text]
	bare, isAddress := strings.CutPrefix(value, "https://")
	at := r.text.Len()
	switch {
	case value == "":
		r.text.WriteString(r.instead)
	case isAddress && secureURL(value):
		r.text.WriteString(strings.TrimSuffix(bare, "/"))
		r.mark(chat.Span{Kind: chat.Link, Start: at, URL: value})
	default:
		r.text.WriteString(value)
	}
}

func (r *renderer) link(t piece) {
	at, url := r.text.Len(), r.vars.Address(t.url)
	for _, part := range labelPieces(t.text) {
		if part.kind == variablePiece && r.vars[part.text] != "" {
			part = piece{kind: textPiece, text: r.vars[part.text]} // the label is a link already
		}
		r.plain(part)
	}
	if url == "" {
		r.text.WriteString(" (" + r.instead + ")")
		return
	}
	r.mark(chat.Span{Kind: chat.Link, Start: at, URL: url})
}
