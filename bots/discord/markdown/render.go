package markdown

import (
	"slices"
	"strings"
	"unicode/utf8"

	"frontdesk/chat"
)

// Links tells the address of a message; empty: it cannot be linked.
type Links func(chat.MessageID) string

// Render writes text so that Discord shows it letter for letter, with the spans as mark-up. Addresses that begin with
// http:// or https:// stay links. Spans that mean nothing on Discord, cross the text's ends or lie inside code are
// shown as their text. It takes linear time in text and in text × spans that overlap.
func Render(text string, spans []chat.Span, links Links) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	w := writer{text: text, links: links, fresh: true}
	w.sort(spans)
	w.run()
	return w.out.String()
}

// writer walks the text from one border of a span to the next.
type writer struct {
	text   string
	links  Links
	styles []chat.Span // bold … spoiler, by start
	atoms  []chat.Span // what replaces its text: code, links, mentions
	quotes []chat.Span
	out    strings.Builder
	open   []style // the innermost last
	fresh  bool    // at the start of a line
	quoted bool    // inside a quote
}

type style struct {
	chat.Span
	mark string
}

func (w *writer) sort(spans []chat.Span) {
	for _, s := range spans {
		if s.Start < 0 || s.End > len(w.text) || s.Start >= s.End {
			continue
		}
		switch s.Kind {
		case chat.Code, chat.Pre, chat.Link, chat.Mention, chat.ToMessage, chat.ToRoom:
			w.atoms = append(w.atoms, s)
		case chat.Quote:
			w.quotes = append(w.quotes, s)
		case chat.Bold, chat.Italic, chat.Underline, chat.Strike, chat.Spoiler:
			part := w.text[s.Start:s.End]
			s.Start += len(part) - len(strings.TrimLeft(part, " \t\n\r"))
			s.End -= len(part) - len(strings.TrimRight(part, " \t\n\r"))
			if s.Start < s.End {
				w.styles = append(w.styles, s)
			}
		}
	}
	by := func(a, b chat.Span) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	}
	slices.SortStableFunc(w.styles, by)
	slices.SortStableFunc(w.atoms, by)
	slices.SortStableFunc(w.quotes, by)
}

func (w *writer) run() {
	for at := 0; at < len(w.text); {
		w.close(at)
		w.quote(at)
		if len(w.atoms) > 0 && w.atoms[0].Start < at { // inside another: its text is written already
			w.atoms = w.atoms[1:]
			continue
		}
		w.begin(at)
		if len(w.atoms) > 0 && w.atoms[0].Start == at {
			w.atom(w.atoms[0])
			at, w.atoms = w.atoms[0].End, w.atoms[1:]
			continue
		}
		next := w.next(at)
		w.plain(w.text[at:next])
		at = next
	}
	w.close(len(w.text))
}

// next is the nearest border behind at.
func (w *writer) next(at int) int {
	next := len(w.text)
	border := func(i int) {
		if i > at && i < next {
			next = i
		}
	}
	for _, o := range w.open {
		border(o.End)
	}
	if len(w.styles) > 0 {
		border(w.styles[0].Start)
	}
	if len(w.atoms) > 0 {
		border(w.atoms[0].Start)
	}
	if len(w.quotes) > 0 {
		border(w.quotes[0].Start)
		border(w.quotes[0].End)
	}
	return next
}

// close ends the styles that end here or before, and opens those again that had to be closed with them.
func (w *writer) close(at int) {
	first := slices.IndexFunc(w.open, func(s style) bool { return s.End <= at })
	if first < 0 {
		return
	}
	again := slices.Clone(w.open[first:])
	for i := len(w.open) - 1; i >= first; i-- {
		w.mark(w.open[i].mark)
	}
	w.open = w.open[:first]
	for _, s := range again {
		if s.End > at {
			w.start(s.Span, at)
		}
	}
}

// begin opens the styles that start here or were passed inside something indivisible.
func (w *writer) begin(at int) {
	for len(w.styles) > 0 && w.styles[0].Start <= at {
		s := w.styles[0]
		w.styles = w.styles[1:]
		if s.End > at && !slices.ContainsFunc(w.open, func(o style) bool { return o.Kind == s.Kind }) {
			w.start(s, at)
		}
	}
}

func (w *writer) start(s chat.Span, at int) {
	mark := map[chat.SpanKind]string{
		chat.Bold: "**", chat.Underline: "__", chat.Strike: "~~", chat.Spoiler: "||", chat.Italic: "_",
	}[s.Kind]
	// Between word characters _ is a letter; elsewhere it is the mark that cannot be mistaken for a bold one.
	if mark == "_" && (at > 0 && word(w.text[at-1]) || s.End < len(w.text) && word(w.text[s.End])) {
		mark = "*"
	}
	w.line()
	w.mark(mark)
	w.open = append(w.open, style{s, mark})
}

// mark writes a mark, parted by nothing visible from another one that it would melt with.
func (w *writer) mark(mark string) {
	if s := w.out.String(); s != "" && s[len(s)-1] == mark[0] && !strings.HasSuffix(s, `\`+mark[:1]) {
		w.out.WriteString("\u200b")
	}
	w.out.WriteString(mark)
}

// quote makes quotes begin and end with their lines.
func (w *writer) quote(at int) {
	for len(w.quotes) > 0 && w.quotes[0].End <= at {
		if !w.fresh && w.text[at] != '\n' {
			w.newline()
		}
		w.quotes = w.quotes[1:]
	}
	if len(w.quotes) > 0 && w.quotes[0].Start == at && !w.fresh {
		w.newline()
	}
	w.quoted = len(w.quotes) > 0 && w.quotes[0].Start <= at
}

func (w *writer) newline() {
	w.out.WriteByte('\n')
	w.fresh = true
}

// line begins a line: in a quote with its mark.
func (w *writer) line() {
	if w.fresh && w.quoted {
		w.out.WriteString("> ")
	}
	w.fresh = false
}

// plain writes text in which nothing has a meaning.
func (w *writer) plain(s string) {
	for len(s) > 0 {
		if w.fresh {
			w.line()
			s = w.opening(s)
			continue
		}
		n := w.escape(s)
		s = s[n:]
	}
}

// opening writes what would be a heading, a quote or a list at the start of a line, and returns the rest.
func (w *writer) opening(s string) string {
	body := strings.TrimLeft(s, " \t")
	w.out.WriteString(s[:len(s)-len(body)])
	numbers := len(body) - len(strings.TrimLeft(body, "0123456789"))
	switch {
	case body == "":
	case body[0] == '#' || body[0] == '>' || strings.HasPrefix(body, "-#") || strings.HasPrefix(body, "- ") || strings.HasPrefix(body, "+ "):
		w.out.WriteByte('\\')
		w.out.WriteByte(body[0])
		return body[1:]
	case numbers > 0 && strings.HasPrefix(body[numbers:], ". "):
		w.out.WriteString(body[:numbers] + `\.`)
		return body[numbers+1:]
	}
	return body
}

// escape writes the next character or address of s and returns its length.
func (w *writer) escape(s string) int {
	c := s[0]
	if c == '\n' {
		w.newline()
		return 1
	}
	if c == 'h' {
		if n := urlLen(s); n > 0 {
			w.address(s[:n])
			return n
		}
	}
	if special(s, w.last()) {
		w.out.WriteByte('\\')
	}
	_, n := utf8.DecodeRuneInString(s)
	w.out.WriteString(s[:n])
	return n
}

func (w *writer) last() byte {
	if s := w.out.String(); s != "" {
		return s[len(s)-1]
	}
	return 0
}

// special reports whether the first character of s would mean something on Discord, last standing before it.
func special(s string, last byte) bool {
	next := byte(0)
	if len(s) > 1 {
		next = s[1]
	}
	switch s[0] {
	case '\\', '*', '`', '<':
		return true
	case '_':
		return !word(last) || !word(next) || last == '_' || next == '_'
	case '~', '|':
		return next == s[0] || next == 0 || last == s[0]
	case ']':
		return next == '(' || next == 0
	case '@':
		return strings.HasPrefix(s[1:], "everyone") || strings.HasPrefix(s[1:], "here")
	case ':':
		return shortcode(s)
	}
	return false
}

// shortcode reports whether s begins with an :emoji_name:.
func shortcode(s string) bool {
	letter := false
	for i := 1; i < len(s) && i < 40; i++ {
		switch c := s[i]; {
		case c == ':':
			return letter
		case word(c) || c == '+' || c == '-' || c == '~':
			letter = letter || c > '9'
		default:
			return false
		}
	}
	return false
}

// address writes a link; inside a style, its characters must not end the style.
func (w *writer) address(u string) {
	if len(w.open) > 0 {
		u = strings.NewReplacer("*", "%2A", "__", "%5F%5F", "~~", "%7E%7E", "||", "%7C%7C").Replace(u)
	}
	w.out.WriteString(u)
}

// atom writes a span that replaces its text.
func (w *writer) atom(s chat.Span) {
	label := w.text[s.Start:s.End]
	w.line()
	switch s.Kind {
	case chat.Code:
		w.code(label)
	case chat.Pre:
		w.pre(label, s.Lang)
	case chat.Mention:
		if s.Member.Platform == platform && digits(s.Member.Key) {
			w.out.WriteString("<@" + s.Member.Key + ">")
			return
		}
		w.plain(label)
	case chat.ToRoom:
		if s.Room.Platform == platform && digits(s.Room.Key) {
			w.out.WriteString("<#" + s.Room.Key + ">")
			return
		}
		w.plain(label)
	case chat.ToMessage:
		address := ""
		if w.links != nil {
			address = w.links(s.Message)
		}
		w.link(label, address)
	case chat.Link:
		w.link(label, s.URL)
	}
}

func (w *writer) link(label, address string) {
	switch n := urlLen(address); {
	case label == address && n == len(address) && n > 0:
		w.address(label)
	case n == 0 || strings.ContainsAny(address, " \n\t<>\""):
		w.plain(label)
		if address != "" && address != label {
			w.plain(" (" + address + ")")
		}
	default:
		w.out.WriteByte('[')
		// An address in the label would keep Discord from showing the link at all.
		w.plain(strings.NewReplacer("\n", " ", "[", "(", "]", ")", "://", ":\u200b//").Replace(label))
		w.out.WriteString("](" + strings.NewReplacer("(", "%28", ")", "%29").Replace(address) + ")")
	}
}

func (w *writer) code(s string) {
	if strings.ContainsAny(s, "\n") {
		w.pre(s, "")
		return
	}
	switch {
	case !strings.Contains(s, "`"):
		w.out.WriteString("`" + s + "`")
	case !strings.Contains(s, "``"):
		w.out.WriteString("`` " + s + " ``")
	default:
		w.out.WriteString("`" + strings.ReplaceAll(s, "`", "\u02cb") + "`")
	}
}

func (w *writer) pre(s, lang string) {
	if strings.ContainsFunc(lang, func(r rune) bool { return r > 'z' || !word(byte(r)) && r != '-' && r != '+' && r != '#' }) {
		lang = ""
	}
	block := "```" + lang + "\n" + strings.ReplaceAll(s, "```", "`\u200b`\u200b`") + "\n```"
	if w.quoted {
		block = strings.ReplaceAll(block, "\n", "\n> ")
	}
	w.out.WriteString(block)
}
