package faq

import (
	"bufio"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// patcher changes one entry in place. Each of its methods reports whether it could; what it did is checked afterwards by
// reading, so that a shape nobody thought of costs the entry's style at worst.
type patcher struct {
	*draft
	item

	old, now *Entry
}

// part is a key of a block mapping with the lines that belong to it.
type part struct {
	key       string
	node      *ast.MappingValueNode
	column    int
	line, end int
	above     int // where the comments directly above it begin
}

// parts divides lines [line, end) among the keys of a block mapping. Each key must begin a line, the first may follow a dash.
func (p *patcher) parts(node ast.Node, floor, end int) ([]part, bool) {
	if m, ok := node.(*ast.MappingNode); ok && m.IsFlowStyle {
		return nil, false
	}
	kvs := children(node)
	out := make([]part, len(kvs))
	for i, kv := range kvs {
		pos := kv.Key.GetToken().Position
		out[i] = part{key: kv.Key.GetToken().Value, node: kv, column: pos.Column - 1, line: pos.Line - 1}
		if out[i].column != out[0].column || out[i].line >= end || out[i].line < floor {
			return nil, false
		}
	}
	for i := range out {
		next := end
		if i+1 < len(out) {
			next = out[i+1].line
		}
		if next <= out[i].line {
			return nil, false
		}
		out[i].end = p.bodyEnd(out[i].line, next, out[i].column)
		out[i].above = p.attached(out[i].line, floor, out[i].column)
		floor = out[i].end
	}
	return out, len(out) > 0
}

func (p *patcher) run() bool {
	parts, ok := p.parts(p.node, p.line, p.end)
	if !ok {
		return false
	}
	was, is := fields(p.old), fields(p.now)
	after := slices.IndexFunc(parts, func(q part) bool { return q.key == "id" })
	for i, f := range is {
		at := slices.IndexFunc(parts, func(q part) bool { return q.key == f.name })
		switch same := len(changedLangs(was[i], f)) == 0; {
		case same:
		case at < 0:
			p.insert(parts[after], f.name)
		case empty(f):
			ok = p.remove(parts[at])
		default:
			ok = p.field(parts[at], was[i], f)
		}
		if !ok {
			return false
		}
		if at >= 0 {
			after = at
		}
	}
	return true
}

func empty(f field) bool {
	for _, lines := range f.langs {
		if len(lines) > 0 {
			return false
		}
	}
	return true
}

// changedLangs are the languages in which two states of a field differ, sorted.
func changedLangs(was, is field) (out []string) {
	langs := append(sortedKeys(was.langs), sortedKeys(is.langs)...)
	slices.Sort(langs)
	for _, lang := range slices.Compact(langs) {
		if !slices.Equal(was.langs[lang], is.langs[lang]) {
			out = append(out, lang)
		}
	}
	return out
}

// insert writes a key behind another one.
func (p *patcher) insert(behind part, key string) {
	var b strings.Builder
	w := bufio.NewWriter(&b)
	exportKey(w, strings.Repeat(" ", behind.column), key, p.now)
	_ = w.Flush() // a Builder takes everything
	p.replaceLines(behind.end, behind.end, b.String())
}

// remove takes a key away with its comments, unless it shares its line with a dash.
func (p *patcher) remove(q part) bool {
	if strings.TrimLeft(p.lines[q.line][:q.column], " ") != "" {
		return false
	}
	p.replaceLines(q.above, q.end, "")
	return true
}

// field changes the value of a key.
func (p *patcher) field(q part, was, is field) bool {
	switch f := is.name; f {
	case "buttons":
		return p.rewrite(q, f)
	case "tags":
		return p.list(q, p.now.Tags)
	case "title":
		return p.langs(q, was, is, func(q part, lang string) bool { return p.text(q, p.now.Title[lang]) })
	case "answer":
		return p.langs(q, was, is, func(q part, lang string) bool { return p.text(q, p.now.Answer[lang]) })
	case "questions":
		return p.langs(q, was, is, func(q part, lang string) bool { return p.list(q, p.now.Questions[lang]) })
	case "not":
		return p.langs(q, was, is, func(q part, lang string) bool { return p.list(q, p.now.Not[lang]) })
	case "urgent":
		return p.rewrite(q, f)
	default:
		return p.text(q, is.langs[""][0])
	}
}

// rewrite writes a key and its value anew, below their comments.
func (p *patcher) rewrite(q part, key string) bool {
	if !p.remove(part{node: q.node, column: q.column, line: q.line, end: q.end, above: q.line}) {
		return false
	}
	if comments := p.commentsIn(q.line, q.end, q.column); comments != "" {
		p.replaceLines(q.line, q.line, comments)
	}
	p.insert(part{column: q.column, end: q.line}, key)
	return true
}

// langs changes the languages of a key that differ; change changes one that is there and stays.
func (p *patcher) langs(q part, was, is field, change func(part, string) bool) bool {
	if m, ok := q.node.Value.(*ast.MappingNode); ok && m.IsFlowStyle {
		return p.flowLangs(m, was, is)
	}
	parts, ok := p.parts(q.node.Value, q.line+1, q.end)
	if !ok {
		return false
	}
	for _, lang := range changedLangs(was, is) {
		at := slices.IndexFunc(parts, func(q part) bool { return q.key == lang })
		switch now := len(is.langs[lang]) > 0; {
		case at >= 0 && now:
			ok = change(parts[at], lang)
		case at >= 0:
			ok = p.remove(parts[at])
		case now:
			p.insertLang(parts[len(parts)-1], is.name, lang)
		}
		if !ok {
			return false
		}
	}
	return true
}

// insertLang writes a field in one language behind another one.
func (p *patcher) insertLang(behind part, key, lang string) {
	only := Entry{}
	switch key {
	case "title":
		only.Title = map[string]string{lang: p.now.Title[lang]}
	case "answer":
		only.Answer = map[string]string{lang: p.now.Answer[lang]}
	case "questions":
		only.Questions = map[string][]string{lang: p.now.Questions[lang]}
	case "not":
		only.Not = map[string][]string{lang: p.now.Not[lang]}
	}
	var b strings.Builder
	w := bufio.NewWriter(&b)
	exportKey(w, strings.Repeat(" ", max(behind.column-2, 0)), key, &only)
	_ = w.Flush() // a Builder takes everything
	_, text, _ := strings.Cut(b.String(), "\n")
	p.replaceLines(behind.end, behind.end, text)
}
