package chat

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Fit degrades an action to what a room can show and returns the rows that replace it: a long text in several parts,
// buttons that cannot be shown as lines. It is pure and runs once, when the action is enqueued; each part is a row of
// its own, so that a retry repeats that part only. Only the last part carries buttons and only the first replies.
func Fit(a Action, caps Caps) []Action {
	switch e := a.Effect.(type) {
	case Send:
		return fitSend(a, e, caps)
	case Edit:
		return fitEdit(a, e, caps)
	case Delete:
		if len(e.Messages) == 0 {
			return nil
		}
	}
	return []Action{a}
}

func fitSend(a Action, e Send, caps Caps) []Action {
	parts := Parts(e.Post, caps)
	out := make([]Action, len(parts))
	for i, p := range parts {
		out[i] = part(a, i, Send{Room: e.Room, Post: p})
	}
	return numbered(out)
}

// fitEdit edits the parts that were sent, sends what is missing and deletes what is left over.
func fitEdit(a Action, e Edit, caps Caps) []Action {
	if len(e.Messages) == 0 {
		return nil
	}
	parts := Parts(e.Post, caps)
	var out []Action
	for i, p := range parts {
		if i < len(e.Messages) {
			out = append(out, part(a, i, Edit{Room: e.Room, Messages: e.Messages[i : i+1], Post: p}))
			continue
		}
		out = append(out, part(a, i, Send{Room: e.Room, Post: p}))
	}
	if len(parts) < len(e.Messages) {
		out = append(out, part(a, len(parts), Delete{Room: e.Room, Messages: e.Messages[len(parts):]}))
	}
	return numbered(out)
}

func part(a Action, i int, e Effect) Action {
	if i > 0 {
		a.ID += "#" + strconv.Itoa(i+1)
	}
	a.Effect = e
	return a
}

func numbered(as []Action) []Action {
	if len(as) > 1 {
		for i := range as {
			as[i].Part, as[i].Parts = i+1, len(as)
		}
	}
	return as
}

// Parts splits a post into what a room shows at once. There is always at least one.
func Parts(p Post, caps Caps) []Post {
	p = lines(p, caps)
	limit := caps.Text
	if len(p.Files) > 0 && caps.Caption < caps.Text && caps.Unit.Len(p.Text) > caps.Caption {
		// Files with a text too long for a caption: the files first, then the text by itself.
		files := p
		files.Text, files.Spans, files.Buttons = "", nil, nil
		p.Files, p.ReplyTo, p.Relay = nil, MessageID{}, MessageID{}
		return append([]Post{files}, Parts(p, caps)...)
	}
	if limit <= 0 || caps.length(p.Text, p.Spans) <= limit {
		return []Post{p}
	}
	p.Relay = MessageID{} // a native copy would repeat the whole in every part
	var out []Post
	for at := 0; at < len(p.Text); {
		end := at + caps.cut(p.Text[at:], within(p.Spans, at, len(p.Text)))
		q := p
		q.Text = strings.TrimRight(p.Text[at:end], " \n")
		q.Spans = within(p.Spans, at, at+len(q.Text))
		if at > 0 {
			q.ReplyTo, q.Files = MessageID{}, nil
		}
		if end < len(p.Text) {
			q.Buttons = nil
		}
		at = end
		for at < len(p.Text) && (p.Text[at] == '\n' || p.Text[at] == ' ') {
			at++
		}
		if at >= len(p.Text) {
			q.Buttons = p.Buttons
		}
		if q.Text != "" || len(q.Files) > 0 {
			out = append(out, q)
		}
	}
	if len(out) == 0 {
		p.Text, p.Spans = "", nil
		return []Post{p}
	}
	return out
}

// linkMarks is what a link takes in a text beside label and address.
const linkMarks = 6

// length is how much of the room a text takes.
func (c Caps) length(text string, spans []Span) int {
	n := c.Unit.Len(text)
	for _, s := range spans {
		if c.Links && s.Kind == Link {
			n += c.Unit.Len(s.URL) + linkMarks
		}
	}
	return n
}

// cut finds where a part that begins a text ends, so that its links have room too; but for half of the room, which is the
// text's in any case.
func (c Caps) cut(text string, spans []Span) int {
	for limit := c.Text; ; {
		end := cut(text, limit, c.Unit)
		over := c.length(text[:end], within(spans, 0, end)) - c.Text
		if over <= 0 || limit <= c.Text/2 {
			return end
		}
		limit = max(limit-over, c.Text/2)
	}
}

// lines turns buttons that the room cannot show into lines of the text.
func lines(p Post, caps Caps) Post {
	if caps.Buttons > 0 {
		p.Buttons = rows(p.Buttons, caps)
		return p
	}
	var b strings.Builder
	for _, row := range p.Buttons {
		for _, bt := range row {
			if bt.URL != "" {
				fmt.Fprintf(&b, "\n%s: %s", bt.Text, bt.URL)
			}
		}
	}
	p.Text += b.String()
	p.Buttons = nil
	return p
}

// rows breaks rows that are too long and drops those beyond the platform's last.
func rows(in [][]Button, caps Caps) [][]Button {
	var out [][]Button
	for _, row := range in {
		for len(row) > caps.Buttons {
			out = append(out, row[:caps.Buttons:caps.Buttons])
			row = row[caps.Buttons:]
		}
		if len(row) > 0 {
			out = append(out, row)
		}
	}
	if caps.Rows > 0 && len(out) > caps.Rows {
		out = out[:caps.Rows]
	}
	return out
}

// cut finds where a part of at most limit units ends: after a paragraph, a line, a sentence or a word if one ends in
// its second half, else between two characters.
func cut(s string, limit int, u Unit) int {
	end, n := len(s), 0
	for i, r := range s {
		n += u.Len(string(r))
		if n > limit {
			end = i
			break
		}
	}
	if end == len(s) {
		return end
	}
	if end == 0 { // a single character longer than the limit
		_, size := utf8.DecodeRuneInString(s)
		return size
	}
	for _, sep := range []string{"\n\n", "\n", ". ", "。", " "} {
		if i := strings.LastIndex(s[:end], sep); i >= end/2 {
			return i + len(sep)
		}
	}
	return end
}

// within keeps what the spans mark of text[from:to].
func within(spans []Span, from, to int) []Span {
	var out []Span
	for _, s := range spans {
		s.Start, s.End = max(s.Start, from)-from, min(s.End, to)-from
		if s.Start < s.End {
			out = append(out, s)
		}
	}
	return out
}
