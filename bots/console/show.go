package console

import (
	"fmt"
	"strings"
	"unicode"

	"frontdesk/chat"
)

// print shows a message: its room, who says it, the text, the buttons by number.
func (a *Adapter) print(m *message, note string) {
	if m.private {
		note += " (only to you)"
	}
	lines := strings.Split(m.text, "\n")
	a.line(fmt.Sprintf("%s %s%s: %s", a.label(m.room), m.from, note, lines[0]))
	for _, l := range lines[1:] {
		a.line("    " + l)
	}
	var b []string
	for i, bt := range m.buttons {
		b = append(b, fmt.Sprintf("[%d] %s", i+1, printable(bt.Text)))
	}
	if len(b) > 0 {
		a.line("    " + strings.Join(b, "  "))
	}
}

func (a *Adapter) line(s string) { fmt.Fprintln(a.cfg.Out, s) }

// label names a room: [lobby], [private], [thread-1].
func (a *Adapter) label(room string) string {
	if name, ok := strings.CutPrefix(room, "@"); ok {
		if name == a.cfg.Seats[0].Name {
			return "[private]"
		}
		return "[private " + name + "]"
	}
	return "[" + room + "]"
}

// text is what a reader reads: links behind words are written out.
func text(p chat.Post) string {
	s := printable(p.Text)
	for _, f := range p.Files {
		s += fmt.Sprintf("\n<%s %s>", f.Kind, printable(f.Name))
	}
	for _, row := range p.Buttons {
		for _, b := range row {
			if b.URL != "" {
				s += "\n" + b.Text + ": " + b.URL
			}
		}
	}
	return s
}

// printable takes control characters out of a text, so that no message moves the cursor or colours the screen.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

// flat are the buttons that can be pressed, in order.
func flat(rows [][]chat.Button) (out []chat.Button) {
	for _, row := range rows {
		for _, b := range row {
			if b.Data != "" {
				out = append(out, b)
			}
		}
	}
	return out
}
