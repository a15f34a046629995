package console

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"frontdesk/chat"
)

// print shows a message: its room, who says it, the text, the buttons by number.
func (a *Adapter) print(m *message, note string) {
	switch {
	case m.private:
		note += " (only to you)"
	case m.reply != nil && m.from != Bot:
		note += " (in reply)"
	}
	from := m.from
	if name := a.names[from]; name != "" {
		from = printable(name) + " (" + from + ")"
	}
	lines := strings.Split(printable(m.text), "\n")
	a.line(fmt.Sprintf("%s %s%s: %s", a.label(m.room), from, note, lines[0]))
	for _, l := range lines[1:] {
		if l != "" {
			l = "    " + l
		}
		a.line(l)
	}
	var b []string
	for i, bt := range m.buttons {
		b = append(b, fmt.Sprintf("[%d] %s", i+1, printable(bt.Text)))
	}
	if len(b) > 0 {
		a.line("    " + strings.Join(b, "  "))
	}
}

// line writes a line, on a terminal in place of the prompt, which unlock brings back.
func (a *Adapter) line(s string) {
	a.clear()
	fmt.Fprintln(a.cfg.Out, s)
}

func (a *Adapter) clear() {
	if a.prompted {
		fmt.Fprint(a.cfg.Out, "\r\x1b[K")
		a.prompted = false
	}
}

// unlock ends what was shown. Whoever is about to type sees the prompt again.
func (a *Adapter) unlock() {
	if a.cfg.Terminal && a.waiting && !a.prompted {
		fmt.Fprintf(a.cfg.Out, "%s %s> ", a.label(a.room), a.seat.Name)
		a.prompted = true
	}
	a.mu.Unlock()
}

// Aside returns a writer to something else that appears on the same terminal, a log. Each write should be whole lines: they
// appear between those of the chat.
func (a *Adapter) Aside(w io.Writer) io.Writer { return aside{a, w} }

type aside struct {
	a *Adapter
	w io.Writer
}

func (s aside) Write(p []byte) (int, error) {
	s.a.mu.Lock()
	defer s.a.unlock()
	s.a.clear()
	return s.w.Write(p)
}

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

// text is what a reader reads: files and links behind words are written out.
func text(p chat.Post) string {
	s := linked(p.Text, p.Spans)
	for _, f := range p.Files {
		s += fmt.Sprintf("\n<%s %s>", f.Kind, f.Name)
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

// linked writes the address behind each label that does not say it.
func linked(s string, spans []chat.Span) string {
	var b strings.Builder
	at := 0
	for _, sp := range spans {
		if sp.Kind != chat.Link || sp.Start < at || sp.End > len(s) || sp.Start >= sp.End {
			continue
		}
		b.WriteString(s[at:sp.End])
		at = sp.End
		if label := strings.TrimPrefix(s[sp.Start:sp.End], "https://"); label != strings.TrimSuffix(strings.TrimPrefix(sp.URL, "https://"), "/") {
			b.WriteString(" (" + sp.URL + ")")
		}
	}
	return b.String() + s[at:]
}

// printable takes out of a text what would move the cursor, colour the screen or turn the line around.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) {
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
