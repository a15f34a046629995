package chat

import (
	"fmt"
	"strings"
	"testing"
)

// markedUp is a text of paragraphs and lists with a link, a bold and a code word in each line.
func markedUp(lines int) Post {
	var b strings.Builder
	p := Post{Buttons: [][]Button{{{Text: "Go", URL: "https://example.org"}}}, ReplyTo: MessageID{"test", "1"}, Quiet: true}
	mark := func(kind SpanKind, s string) {
		p.Spans = append(p.Spans, Span{Kind: kind, Start: b.Len(), End: b.Len() + len(s)})
		if kind == Link {
			p.Spans[len(p.Spans)-1].URL = "https://example.org/" + s
		}
		b.WriteString(s)
	}
	for i := range lines {
		fmt.Fprintf(&b, "%d. 步骤 ", i+1)
		mark(Bold, fmt.Sprint("bold", i))
		b.WriteString(" 😀 ")
		mark(Link, fmt.Sprint("link", i))
		b.WriteString(", then ")
		mark(Code, fmt.Sprint("code", i))
		b.WriteString(" and on.\n")
	}
	p.Text = strings.TrimSpace(b.String())
	return p
}

func TestALongPostIsSplitBetweenLinesWithItsSpans(t *testing.T) {
	for _, caps := range []Caps{
		{Text: 4096, Caption: 1024, Unit: UTF16, Buttons: 8, Rows: 12}, {Text: 1900, Caption: 1900, Unit: UTF16, Links: true, Buttons: 5, Rows: 5},
		{Text: 300, Unit: Runes, Buttons: 1}, {Text: 500, Unit: Bytes, Links: true, Buttons: 1},
	} {
		p := markedUp(200)
		parts := Parts(p, caps)
		var texts []string
		marks := 0
		for i, q := range parts {
			if n := caps.length(q.Text, q.Spans); n > caps.Text {
				t.Errorf("%+v: part %d takes %d", caps, i, n)
			}
			if (q.Buttons != nil) != (i == len(parts)-1) || q.ReplyTo.IsZero() != (i > 0) || !q.Quiet {
				t.Errorf("%+v: part %d: %v %v", caps, i, q.Buttons, q.ReplyTo)
			}
			for _, s := range q.Spans {
				marked := q.Text[s.Start:s.End]
				if !strings.HasPrefix(marked, string(s.Kind)) || s.Kind == Link && s.URL != "https://example.org/"+marked {
					t.Errorf("%+v: part %d: %s marks %q", caps, i, s.Kind, marked)
				}
				marks++
			}
			for line := range strings.SplitSeq(q.Text, "\n") {
				if !strings.HasSuffix(line, "and on.") {
					t.Errorf("%+v: part %d: a line is torn: %q", caps, i, line)
				}
			}
			texts = append(texts, q.Text)
		}
		if len(parts) < 2 || marks != len(p.Spans) || strings.Join(texts, "\n") != p.Text {
			t.Errorf("%+v: %d parts, %d of %d spans", caps, len(parts), marks, len(p.Spans))
		}
	}
}

func TestATextTooLongForACaptionFollowsItsPicture(t *testing.T) {
	caps := Caps{Text: 4096, Caption: 1024, Unit: UTF16, Buttons: 8}
	p := markedUp(10)
	p.Files = []File{{Platform: "faq", Key: "a.png", Kind: Photo}}
	if parts := Parts(p, caps); len(parts) != 1 || len(parts[0].Files) != 1 || parts[0].Text != p.Text {
		t.Errorf("a short one: %d parts", len(parts))
	}
	p.Text += strings.Repeat(" x", 500)
	parts := Parts(p, caps)
	if len(parts) != 2 || len(parts[0].Files) != 1 || parts[0].Text != "" || parts[0].Buttons != nil || parts[0].ReplyTo.IsZero() {
		t.Fatalf("%+v", parts)
	}
	if q := parts[1]; q.Files != nil || q.Text != p.Text || q.Buttons == nil || !q.ReplyTo.IsZero() || len(q.Spans) != len(p.Spans) {
		t.Errorf("%+v", q)
	}
}

func TestWhereThereAreNoButtonsLinksBecomeLines(t *testing.T) {
	p := markedUp(1)
	p.Buttons = append(p.Buttons, []Button{{Text: "Vote", Data: "v"}})
	got := Parts(p, Caps{Text: 4096, Unit: Runes})
	if len(got) != 1 || got[0].Buttons != nil || !strings.HasSuffix(got[0].Text, "\nGo: https://example.org") {
		t.Errorf("%+v", got)
	}
}

func FuzzParts(f *testing.F) {
	f.Add("one two\n\nthree. four。 five", 3, 2, 5)
	f.Fuzz(func(t *testing.T, text string, limit, from, to int) {
		if limit < 2 || limit > 1<<16 || from < 0 || to > len(text) || from > to {
			return
		}
		url := "https://example.org"
		for _, caps := range []Caps{{Text: limit, Unit: UTF16}, {Text: limit, Unit: Runes, Links: true}} {
			for _, q := range Parts(Post{Text: text, Spans: []Span{{Kind: Link, Start: from, End: to, URL: url}}}, caps) {
				if n := caps.Unit.Len(q.Text); n > limit {
					t.Fatalf("%d of %d units", n, limit)
				}
				for _, s := range q.Spans {
					if s.Start < 0 || s.Start > s.End || s.End > len(q.Text) {
						t.Fatalf("%+v in %d bytes", s, len(q.Text))
					}
				}
			}
		}
	})
}
