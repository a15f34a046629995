package faq

import (
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// element is a piece of a flow list or mapping, [a, b] or {k: v}, by bytes, without the spaces around it.
type element struct{ from, to int }

// elements divides a flow collection that begins at a byte with its bracket. False: it holds comments, or is not closed.
func (p *patcher) elements(at int) ([]element, bool) {
	var out []element
	depth, from := 0, at+1
	end := func(to int) {
		e := element{from, to}
		for e.from < e.to && isSpace(p.src[e.from]) {
			e.from++
		}
		for e.to > e.from && isSpace(p.src[e.to-1]) {
			e.to--
		}
		if e.from < e.to {
			out = append(out, e)
		}
		from = to + 1
	}
	for i := at; i < len(p.src); i++ {
		switch c := p.src[i]; c {
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
			if isSpace(p.src[i-1]) {
				return nil, false
			}
		case '"', '\'':
			if before := strings.TrimRight(p.src[at:i], " \r\n"); strings.ContainsAny(before[len(before)-1:], "[{,:") {
				i = quoteEnd(p.src, i) - 1
			}
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
		if text := strings.Join(add, ", "); h.a == 0 {
			p.edits = append(p.edits, edit{es[0].from, es[0].from, text + ", "})
		} else {
			p.edits = append(p.edits, edit{es[h.a-1].to, es[h.a-1].to, ", " + text})
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

// drop takes an element away with the comma behind it, or before it if it is the last.
func (p *patcher) drop(es []element, i int) {
	switch {
	case i+1 < len(es):
		p.edits = append(p.edits, edit{es[i].from, es[i+1].from, ""})
	case i > 0:
		p.edits = append(p.edits, edit{es[i-1].to, es[i].to, ""})
	default:
		p.edits = append(p.edits, edit{es[i].from, es[i].to, ""})
	}
}

// flowOf writes a list on one line.
func flowOf(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		quoted[i] = quote(s)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
