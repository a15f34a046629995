package faq

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// element is a piece of a flow list or mapping, [a, b] or {k: v}, by bytes, without the spaces and comments around it.
type element struct{ from, to int }

// elements divides a flow collection that begins at a byte with its bracket. False: it is not closed.
func (p *patcher) elements(at int) ([]element, bool) {
	var out []element
	depth, from, stop := 0, at+1, 0
	end := func(to int) {
		e := element{from, to}
		if stop > 0 {
			e.to = stop
		}
		for e.from < e.to && isSpace(p.src[e.from]) {
			e.from++
		}
		for e.to > e.from && isSpace(p.src[e.to-1]) {
			e.to--
		}
		if e.from < e.to {
			out = append(out, e)
		}
		from, stop = to+1, 0
	}
	last := byte(0) // before this one, but for spaces and comments
	for i := at; i < len(p.src); i++ {
		c := p.src[i]
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			if depth--; depth == 0 {
				end(i)
				return out, true
			}
		case ',':
			if depth == 1 {
				end(i)
			}
		case '#':
			if !isSpace(p.src[i-1]) {
				break
			}
			line := i + strings.IndexByte(p.src[i:], '\n') // the last line has an end too
			switch {
			case depth > 1:
			case strings.TrimSpace(p.src[from:i]) == "":
				from = line
			case stop == 0:
				stop = i
			}
			i = line
			continue
		case '"', '\'':
			if strings.IndexByte("[{,:", last) >= 0 {
				i = quoteEnd(p.src, i) - 1
			}
		}
		if !isSpace(c) {
			last = c
		}
	}
	return nil, false
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

// flowLangs changes {en: …, zh: …}: texts or flow lists of them.
func (p *patcher) flowLangs(m *ast.MappingNode, was, is field) bool {
	pos := m.Start.Position
	es, ok := p.elements(p.offset(pos.Line-1, pos.Column-1))
	if !ok || len(es) != len(m.Values) || len(es) == 0 {
		return false
	}
	var add []string
	for _, lang := range changedLangs(was, is) {
		at := slices.IndexFunc(m.Values, func(kv *ast.MappingValueNode) bool { return kv.Key.GetToken().Value == lang })
		now := is.langs[lang]
		switch isList := is.name == "questions" || is.name == "not"; {
		case at < 0 && isList:
			add = append(add, quote(lang)+": "+flowOf(now))
		case at < 0:
			add = append(add, quote(lang)+": "+doubleQuoted(strings.Join(now, "\n")))
		case len(now) == 0:
			p.drop(es, at)
		case isList:
			ok = p.flowValue(m.Values[at].Value, now)
		default:
			var begin int
			if begin, ok = p.behindKey(es[at].from); ok {
				p.swap(element{begin, es[at].to}, strings.Join(now, "\n"))
			}
		}
		if !ok {
			return false
		}
	}
	if last := es[len(es)-1]; len(add) > 0 {
		p.edits = append(p.edits, edit{last.to, last.to, ", " + strings.Join(add, ", ")})
	}
	return true
}

// flowValue changes the list that is the value of a key.
func (p *patcher) flowValue(node ast.Node, now []string) bool {
	seq, ok := node.(*ast.SequenceNode)
	if !ok || !seq.IsFlowStyle {
		return false
	}
	old := make([]string, len(seq.Values))
	for i, v := range seq.Values {
		if old[i], ok = textOf(v); !ok {
			return false
		}
	}
	return p.flowList(seq, old, now)
}

// flowList changes [a, b, c].
func (p *patcher) flowList(seq *ast.SequenceNode, old, now []string) bool {
	pos := seq.Start.Position
	es, ok := p.elements(p.offset(pos.Line-1, pos.Column-1))
	if !ok || len(es) != len(old) || len(es) == 0 {
		return false
	}
	for _, h := range hunks(old, now) {
		for ; h.a < h.aEnd && h.b < h.bEnd; h.a, h.b = h.a+1, h.b+1 {
			p.swap(es[h.a], now[h.b])
		}
		for ; h.a < h.aEnd; h.a++ {
			p.drop(es, h.a)
		}
		if h.b == h.bEnd {
			continue
		}
		var add []string
		for _, s := range now[h.b:h.bEnd] {
			add = append(add, quote(s))
		}
		if h.a == 0 {
			p.edits = append(p.edits, edit{es[0].from, es[0].from, strings.Join(add, ", ") + ", "})
		} else {
			p.addBehind(es[h.a-1], add)
		}
	}
	return true
}

// swap puts a text in place of an element, in its quotes.
func (p *patcher) swap(e element, now string) {
	text := doubleQuoted(now)
	switch c := p.src[e.from]; {
	case c == '\'' && singleSafe(now):
		text = "'" + strings.ReplaceAll(now, "'", "''") + "'"
	case c != '"' && c != '\'' && plainReads(now) && !strings.Contains(now, ","):
		text = now
	}
	p.edits = append(p.edits, edit{e.from, e.to, text})
}

// drop takes an element away with the comma behind it, or before it if it is the last. One that has a line of its own goes with
// that line and the comment on it.
func (p *patcher) drop(es []element, i int) {
	e := es[i]
	if line, ok := p.ownLine(e); ok {
		_, end, _ := p.behind(e)
		p.edits = append(p.edits, edit{line, end + 1, ""})
		return
	}
	switch {
	case i+1 < len(es):
		e.to = es[i+1].from
	case i > 0 && !strings.Contains(p.src[es[i-1].to:e.from], "#"):
		e.from = es[i-1].to
	}
	p.edits = append(p.edits, edit{e.from, e.to, ""})
}

// addBehind puts elements behind one, on lines of their own if that one has.
func (p *patcher) addBehind(e element, add []string) {
	line, ok := p.ownLine(e)
	if !ok {
		p.edits = append(p.edits, edit{e.to, e.to, ", " + strings.Join(add, ", ")})
		return
	}
	comma, end, _ := p.behind(e)
	indent := "\n" + p.src[line:e.from]
	text := indent + strings.Join(add, ","+indent)
	if comma {
		text += ","
	} else {
		p.edits = append(p.edits, edit{e.to, e.to, ","})
	}
	p.edits = append(p.edits, edit{end, end, text})
}

// behind tells whether a comma stands behind an element on its line, where that and a comment end, and whether the line does
// so too.
func (p *patcher) behind(e element) (comma bool, end int, last bool) {
	end = e.to
	rest, _, _ := strings.Cut(p.src[e.to:], "\n")
	rest, comma = strings.CutPrefix(strings.TrimLeft(rest, " "), ",")
	if rest = strings.TrimSpace(rest); rest != "" && rest[0] != '#' {
		return comma, end, false
	}
	return comma, e.to + strings.IndexByte(p.src[e.to:], '\n'), true
}

// ownLine is where the line begins that an element has for itself.
func (p *patcher) ownLine(e element) (from int, ok bool) {
	from = strings.LastIndexByte(p.src[:e.from], '\n') + 1
	_, _, last := p.behind(e)
	return from, last && strings.TrimSpace(p.src[from:e.from]) == ""
}

// flowOf writes a list on one line.
func flowOf(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = quote(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
