// Package markdown turns Discord's mark-up into plain text with spans and back. What Parse reads is what a member sees;
// what Render writes shows as the given text and nothing else: no letter of it is ever mark-up, a mention or an emoji.
package markdown

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"frontdesk/chat"
)

const platform chat.Platform = "discord"

// Names tells how members, rooms and roles are called; an empty answer shows the ID.
type Names struct {
	Member, Room, Role func(id string) string
}

// Parse reads a message as Discord's clients show it. It takes linear time, accepts anything and never fails: what is
// no mark-up stays text. Byte sequences that are no UTF-8 are replaced.
func Parse(content string, names Names) (string, []chat.Span) {
	p := parser{src: strings.ToValidUTF8(content, "\uFFFD"), names: names}
	p.pairs = brackets(p.src)
	p.run(0, len(p.src), 0)
	return p.out.String(), p.spans
}

// parser walks src once for each kind of mark-up that may be nested in another, so at most eight times.
type parser struct {
	src   string
	names Names
	pairs map[int]int // '[' → its ']'
	out   strings.Builder
	spans []chat.Span
}

// delimiter is a mark that opens and closes a span.
type delimiter struct {
	mark string
	kind chat.SpanKind
}

// delimiters is immutable; longer marks stand before their prefixes.
var delimiters = []delimiter{
	{"**", chat.Bold}, {"__", chat.Underline}, {"~~", chat.Strike}, {"||", chat.Spoiler}, {"*", chat.Italic}, {"_", chat.Italic},
}

// run reads src[from:to]. Within holds a bit for each delimiter that is open, and one for a quote.
func (p *parser) run(from, to int, within uint) {
	var none uint     // delimiters that have no closer in the rest of this range
	var ticks [4]bool // runs of backticks that have none
	plain := from     // where unwritten text begins
	flush := func(at int) { p.out.WriteString(p.src[plain:at]) }
	for i := from; i < to; {
		if i == 0 || p.src[i-1] == '\n' {
			if next, ok := p.line(i, to, within, flush); ok {
				i, plain = next, next
				continue
			}
		}
		next := i
		switch c := p.src[i]; c {
		case '\\':
			if i+1 < to && !word(p.src[i+1]) && !space(p.src[i+1]) || i+1 < to && p.src[i+1] == '_' {
				flush(i)
				_, n := utf8.DecodeRuneInString(p.src[i+1 : to])
				plain, next = i+1, i+1+n
			}
		case '`':
			next = p.code(i, to, &ticks, flush)
		case '<':
			next = p.angle(i, to, flush)
		case '[':
			next = p.link(i, to, within, flush)
		case 'h':
			if n := urlLen(p.src[i:to]); n > 0 {
				i += n
				continue
			}
		case '*', '_', '~', '|':
			next = p.delimited(i, to, within, &none, flush)
		}
		if next == i {
			i++
			continue
		}
		if p.src[i] != '\\' {
			plain = next
		}
		i = next
	}
	flush(to)
}

// line reads what has a meaning at the start of a line only: quotes, headings and small print.
func (p *parser) line(i, to int, within uint, flush func(int)) (int, bool) {
	const quoted = 1 << 31
	rest := p.src[i:to]
	if within&quoted == 0 && (strings.HasPrefix(rest, "> ") || strings.HasPrefix(rest, ">>> ")) {
		flush(i)
		body, next := quote(p.src, i, to)
		inner := parser{src: body, names: p.names, pairs: brackets(body)}
		inner.run(0, len(body), within|quoted)
		p.embed(inner.out.String(), inner.spans, chat.Quote)
		return next, true
	}
	if strings.HasPrefix(rest, "-# ") {
		flush(i)
		return i + 3, true
	}
	hashes := len(rest) - len(strings.TrimLeft(rest[:min(4, len(rest))], "#")) - max(0, len(rest)-4)
	if hashes < 1 || hashes > 3 || len(rest) <= hashes || rest[hashes] != ' ' {
		return i, false
	}
	flush(i)
	end := to
	if n := strings.IndexByte(rest, '\n'); n >= 0 {
		end = i + n
	}
	p.nested(i+hashes+1, end, within|1, chat.Bold)
	return end, true
}

// quote gathers the lines of a quote without their marks.
func quote(src string, i, to int) (string, int) {
	if strings.HasPrefix(src[i:to], ">>> ") {
		return src[i+4 : to], to
	}
	var b strings.Builder
	for first := true; strings.HasPrefix(src[i:to], "> "); first = false {
		if !first {
			b.WriteByte('\n')
		}
		n := strings.IndexByte(src[i:to], '\n')
		if n < 0 {
			b.WriteString(src[i+2 : to])
			return b.String(), to
		}
		b.WriteString(src[i+2 : i+n])
		i += n + 1
	}
	return b.String(), i - 1 // the line break stays: it parts the quote from what follows
}

// embed adds text that was read apart, under a span.
func (p *parser) embed(text string, spans []chat.Span, kind chat.SpanKind) {
	at := p.out.Len()
	p.out.WriteString(text)
	p.add(chat.Span{Kind: kind, Start: at})
	for _, s := range spans {
		s.Start, s.End = s.Start+at, s.End+at
		p.spans = append(p.spans, s)
	}
}

// add ends a span at what is written so far. Empty spans mark nothing and are left out.
func (p *parser) add(s chat.Span) {
	if s.End = p.out.Len(); s.End > s.Start {
		p.spans = append(p.spans, s)
	}
}

// nested reads src[from:to] under a span, which comes before those inside it.
func (p *parser) nested(from, to int, within uint, kind chat.SpanKind) {
	n, at := len(p.spans), p.out.Len()
	p.spans = append(p.spans, chat.Span{Kind: kind, Start: at})
	p.run(from, to, within)
	if p.spans[n].End = p.out.Len(); p.spans[n].End == at {
		p.spans = append(p.spans[:n], p.spans[n+1:]...)
	}
}

func (p *parser) delimited(i, to int, within uint, none *uint, flush func(int)) int {
	for bit, d := range delimiters {
		if within&(1<<bit) != 0 || *none&(1<<bit) != 0 || !strings.HasPrefix(p.src[i:to], d.mark) {
			continue
		}
		if d.mark == "_" && i > 0 && word(p.src[i-1]) {
			continue
		}
		from := i + len(d.mark)
		end, found := p.closer(d.mark, from, to)
		if !found {
			*none |= 1 << bit
			continue
		}
		if end == from || len(d.mark) == 1 && space(p.src[from]) {
			continue
		}
		flush(i)
		p.nested(from, end, within|1<<bit, d.kind)
		return end + len(d.mark)
	}
	return i
}

// closer finds where the mark that was opened before from closes, in src[from:to].
func (p *parser) closer(mark string, from, to int) (int, bool) {
	c := mark[0]
	for j := from; j < to; j++ {
		if p.src[j] == '\\' {
			j++
			continue
		}
		if p.src[j] != c {
			continue
		}
		n := 1
		for j+n < to && p.src[j+n] == c {
			n++
		}
		switch {
		case len(mark) == 2 && n >= 2:
			return j + n - 2, true
		case len(mark) == 1 && n%2 == 1 && (c != '_' || j+n >= to || !word(p.src[j+n])) && (j == from || !space(p.src[j-1])):
			return j + n - 1, true
		}
		j += n - 1
	}
	return 0, false
}

// code reads `code` and ```blocks```; nothing inside them is mark-up.
func (p *parser) code(i, to int, none *[4]bool, flush func(int)) int {
	n := 1
	for n < 3 && i+n < to && p.src[i+n] == '`' {
		n++
	}
	if none[n] {
		return i
	}
	fence := p.src[i : i+n]
	at := strings.Index(p.src[i+n:to], fence)
	if at < 0 {
		none[n] = true
		return i
	}
	if at == 0 {
		return i
	}
	body, next := p.src[i+n:i+n+at], i+n+at+n
	flush(i)
	start := p.out.Len()
	if n < 3 {
		if len(body) > 2 && body[0] == ' ' && body[len(body)-1] == ' ' {
			body = body[1 : len(body)-1]
		}
		p.out.WriteString(body)
		p.add(chat.Span{Kind: chat.Code, Start: start})
		return next
	}
	lang := ""
	if head, rest, ok := strings.Cut(body, "\n"); ok && !strings.ContainsAny(head, " \t`") {
		lang, body = head, rest
	}
	p.out.WriteString(strings.Trim(body, "\n"))
	p.add(chat.Span{Kind: chat.Pre, Start: start, Lang: lang})
	return next
}

// longestAngle bounds what stands between < and > but for addresses.
const longestAngle = 120

// angle reads mentions, custom emoji, times, commands and addresses in <…>.
func (p *parser) angle(i, to int, flush func(int)) int {
	s := p.src[i+1 : min(to, i+2048)]
	address := urlLen(s) > 0
	if !address && len(s) > longestAngle {
		s = s[:longestAngle]
	}
	end := strings.IndexByte(s, '>')
	if end < 1 {
		return i
	}
	body, next := s[:end], i+1+end+1
	var span chat.Span
	var text string
	switch {
	case address && urlLen(body) == len(body):
		text = body
	case strings.HasPrefix(body, "@&") && digits(body[2:]):
		text = "@" + name(p.names.Role, body[2:])
	case strings.HasPrefix(body, "@"):
		id := strings.TrimPrefix(body[1:], "!")
		if !digits(id) {
			return i
		}
		text = "@" + name(p.names.Member, id)
		span = chat.Span{Kind: chat.Mention, Member: chat.MemberID{Platform: platform, Key: id}}
	case body[0] == '#' && digits(body[1:]):
		text = "#" + name(p.names.Room, body[1:])
		span = chat.Span{Kind: chat.ToRoom, Room: chat.RoomID{Platform: platform, Key: body[1:]}}
	case body[0] == ':' || strings.HasPrefix(body, "a:"):
		_, rest, _ := strings.Cut(body, ":")
		emoji, id, _ := strings.Cut(rest, ":")
		if emoji == "" || !digits(id) {
			return i
		}
		text = ":" + emoji + ":"
	case strings.HasPrefix(body, "t:"):
		unix, _, _ := strings.Cut(body[2:], ":")
		sec, err := strconv.ParseInt(unix, 10, 64)
		if err != nil || sec < -1<<36 || sec > 1<<36 {
			return i
		}
		text = time.Unix(sec, 0).UTC().Format("2006-01-02 15:04 UTC")
	case body[0] == '/':
		cmd, id, _ := strings.Cut(body[1:], ":")
		if cmd == "" || !digits(id) {
			return i
		}
		text = "/" + cmd
	default:
		return i
	}
	flush(i)
	span.Start = p.out.Len()
	p.out.WriteString(strings.ToValidUTF8(text, "\uFFFD"))
	if span.Kind != "" {
		p.add(span)
	}
	return next
}

// link reads [label](address).
func (p *parser) link(i, to int, within uint, flush func(int)) int {
	const linked = 1 << 30
	end, ok := p.pairs[i]
	if !ok || within&linked != 0 || end+1 >= to || p.src[end+1] != '(' || end == i+1 {
		return i
	}
	at := end + 2
	s := p.src[at:min(to, at+2048)]
	if head := strings.TrimPrefix(strings.TrimLeftFunc(s, unicode.IsSpace), "<"); !strings.HasPrefix(head, "http") {
		return i
	}
	depth, stop := 1, -1
	for j := 0; j < len(s) && stop < 0; j++ {
		switch s[j] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				stop = j
			}
		case '\n':
			return i
		}
	}
	if stop < 0 {
		return i
	}
	address, _, _ := strings.Cut(strings.TrimSpace(s[:stop]), " ")
	address = strings.TrimSuffix(strings.TrimPrefix(address, "<"), ">")
	if urlLen(address) == 0 {
		return i
	}
	flush(i)
	n, start := len(p.spans), p.out.Len()
	p.spans = append(p.spans, chat.Span{Kind: chat.Link, Start: start, URL: address})
	p.run(i+1, end, within|linked)
	p.spans[n].End = p.out.Len()
	return at + stop + 1
}
