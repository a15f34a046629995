package faq

import (
	"bufio"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// ErrBrokenFile is why Patch leaves a file alone. The error that wraps it is a Problems too.
var ErrBrokenFile = errors.New("the file that stands there has mistakes; mend it, or export to another one")

// Patch rewrites a faq.yaml so that it holds these entries and leaves everything else of it as it is: comments, blank lines,
// the order of entries and keys, and how texts are quoted. What has changed is written in the style of what stood there; an
// entry that cannot be changed in place (it stands in one line, say) is written anew as a whole, with its comments above
// it. Entries that the file does not have come at its end, those that are gone go with their comments and those directly above
// them; so do questions, languages and keys.
//
// The result is read again before it is returned: it always holds exactly these entries. Where no way but that leads there,
// all of the file behind «entries:» is written anew, below its comments. A file that Parse refuses is refused.
func Patch(src []byte, entries []Entry) ([]byte, error) {
	before, err := Parse(src)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBrokenFile, err)
	}
	want := make([]Entry, len(entries))
	for i, e := range entries {
		want[i] = tidy(e)
	}
	text, marked := strings.CutPrefix(string(src), "\ufeff")
	eol := "\n"
	if n := strings.Count(text, "\n"); n > 0 && n == strings.Count(text, "\r\n") {
		eol = "\r\n"
	}
	d, err := newDraft(strings.ReplaceAll(text, "\r\n", "\n"))
	if err != nil {
		return nil, err
	}
	out, ok := d.patched(before, want)
	if !ok || !holds(out, want) {
		var b strings.Builder
		head := d.head()
		b.WriteString(head)
		b.WriteString(d.commentsIn(strings.Count(head, "\n"), len(d.lines), 0))
		if err := Export(&b, want); err != nil {
			return nil, err
		}
		out = b.String()
	}
	if out = strings.ReplaceAll(out, "\n", eol); marked {
		out = "\ufeff" + out
	}
	return []byte(out), nil
}

// holds reports whether a file has exactly these entries, in whatever order.
func holds(src string, want []Entry) bool {
	got, err := Parse([]byte(src))
	if err != nil || len(got) != len(want) {
		return false
	}
	byID := make(map[string]Entry, len(want))
	for _, e := range want {
		byID[e.ID] = e
	}
	for _, e := range got {
		if w, ok := byID[e.ID]; !ok || !equal(tidy(e), w) {
			return false
		}
	}
	return true
}

// draft is a file on its way to be changed. Lines count from 0, edits are by bytes.
type draft struct {
	src    string
	lines  []string              // without their ends
	starts []int                 // of lines, and behind the last one
	key    *ast.MappingValueNode // «entries»; nil: there is none
	edits  []edit

	comments []comment // nil: not looked for yet
}

// edit puts text in place of src[from:to].
type edit struct {
	from, to int
	text     string
}

func newDraft(src string) (*draft, error) {
	d := &draft{src: src}
	if src != "" && !strings.HasSuffix(src, "\n") {
		d.src += "\n"
	}
	at := 0
	for line := range strings.SplitAfterSeq(d.src, "\n") {
		d.starts = append(d.starts, at)
		if at += len(line); line != "" {
			d.lines = append(d.lines, strings.TrimSuffix(line, "\n"))
		}
	}
	file, err := parser.ParseBytes([]byte(src), 0)
	if err != nil {
		return nil, syntaxProblem(err, []byte(src))
	}
	if len(file.Docs) > 0 {
		for _, kv := range children(file.Docs[0].Body) {
			d.key = kv
		}
	}
	return d, nil
}

// head is what stands before «entries:».
func (d *draft) head() string {
	if d.key == nil {
		return d.src // nothing but comments
	}
	return d.src[:d.starts[d.key.Key.GetToken().Position.Line-1]]
}

// item is an entry in the file.
type item struct {
	node       ast.Node
	line, end  int // of its lines, without what stands between entries
	above      int // where the comments directly above it begin
	dashColumn int
}

// patched applies what makes the wanted entries of those before. False: the file's shape does not allow it.
func (d *draft) patched(before, want []Entry) (string, bool) {
	items, ok := d.items()
	if !ok || len(items) != len(before) {
		return "", false
	}
	byID := make(map[string]*Entry, len(want))
	for i := range want {
		byID[want[i].ID] = &want[i]
	}
	for i, it := range items {
		old := tidy(before[i])
		now := byID[old.ID]
		delete(byID, old.ID)
		switch {
		case now == nil:
			d.takeOut(items, i)
		case !equal(old, *now):
			d.change(it, &old, now)
		}
	}
	d.append(items, want, byID)
	return d.apply()
}

// items finds the entries. They must stand in a block list.
func (d *draft) items() ([]item, bool) {
	if d.key == nil {
		return nil, false
	}
	seq, ok := d.key.Value.(*ast.SequenceNode)
	if !ok || seq.IsFlowStyle || len(seq.Values) == 0 || len(seq.Entries) != len(seq.Values) {
		return nil, false
	}
	items := make([]item, len(seq.Values))
	column := seq.Entries[0].Start.Position.Column - 1
	for i, node := range seq.Values {
		items[i] = item{node: node, line: seq.Entries[i].Start.Position.Line - 1, dashColumn: column}
	}
	floor := d.key.Key.GetToken().Position.Line
	for i := range items {
		next := len(d.lines)
		if i+1 < len(items) {
			next = items[i+1].line
		}
		it := &items[i]
		if next <= it.line || it.line < floor || !strings.HasPrefix(d.lines[it.line], strings.Repeat(" ", column)+"-") {
			return nil, false
		}
		it.end = d.bodyEnd(it.line, next, column)
		it.above = d.attached(it.line, floor, column)
		floor = it.end
	}
	return items, true
}

// bodyEnd is where lines [from, to) of something that begins in a column end, without the blank lines and comments behind
// that belong to what follows.
func (d *draft) bodyEnd(from, to, column int) int {
	for to > from+1 {
		line := strings.TrimLeft(d.lines[to-1], " \t")
		if line != "" && (line[0] != '#' || len(d.lines[to-1])-len(line) > column) {
			break
		}
		to--
	}
	return to
}

// attached is where the comments in a column directly above a line begin.
func (d *draft) attached(line, floor, column int) int {
	for line > floor && strings.HasPrefix(d.lines[line-1], strings.Repeat(" ", column)+"#") {
		line--
	}
	return line
}

// takeOut deletes an entry with its comments, and with the gap above it if that holds nothing else.
func (d *draft) takeOut(items []item, i int) {
	from := items[i].above
	if i > 0 {
		gap := from
		for gap > items[i-1].end && strings.TrimSpace(d.lines[gap-1]) == "" {
			gap--
		}
		if gap == items[i-1].end {
			from = gap
		}
	}
	d.replaceLines(from, items[i].end, "")
}

// change rewrites an entry: in place if that gives exactly what is wanted, else as a whole.
func (d *draft) change(it item, old, now *Entry) {
	before := len(d.edits)
	p := patcher{draft: d, item: it, old: old, now: now}
	if p.run() && d.reads(it, before, now) {
		return
	}
	d.edits = d.edits[:before]
	var b strings.Builder
	b.WriteString(d.commentsIn(it.line, it.end, it.dashColumn))
	w := bufio.NewWriter(&b)
	exportEntry(w, strings.Repeat(" ", it.dashColumn), now)
	_ = w.Flush() // a Builder takes everything
	d.replaceLines(it.line, it.end, b.String())
}

// reads reports whether the edits since a mark make of an item's lines what is wanted.
func (d *draft) reads(it item, mark int, now *Entry) bool {
	text, ok := splice(d.src, d.edits[mark:], d.starts[it.line], d.starts[it.end])
	return ok && holds("entries:\n"+text, []Entry{*now})
}

// append writes the entries that the file does not have behind its last one, with a gap if the file has gaps.
func (d *draft) append(items []item, want []Entry, missing map[string]*Entry) {
	last := items[len(items)-1]
	gap := ""
	if len(items) > 1 && items[1].line > items[0].end && strings.TrimSpace(d.lines[items[0].end]) == "" {
		gap = "\n"
	}
	var b strings.Builder
	w := bufio.NewWriter(&b)
	for i := range want {
		if missing[want[i].ID] != nil {
			w.WriteString(gap)
			exportEntry(w, strings.Repeat(" ", last.dashColumn), &want[i])
		}
	}
	_ = w.Flush() // a Builder takes everything
	if b.Len() > 0 {
		d.replaceLines(last.end, last.end, b.String())
	}
}

// replaceLines puts text, which ends with its own line, in place of lines.
func (d *draft) replaceLines(from, to int, text string) {
	d.edits = append(d.edits, edit{d.starts[from], d.starts[to], text})
}

// apply makes all edits.
func (d *draft) apply() (string, bool) { return splice(d.src, d.edits, 0, len(d.src)) }

// splice applies edits to src[from:to]. False: two of them overlap.
func splice(src string, edits []edit, from, to int) (string, bool) {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b edit) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return min(a.to-a.from, 1) - min(b.to-b.from, 1) // what is put in comes before what is taken out
	})
	var b strings.Builder
	at := from
	for _, e := range edits {
		if e.from < at || e.to > to || e.to < e.from {
			return "", false
		}
		b.WriteString(src[at:e.from] + e.text)
		at = e.to
	}
	b.WriteString(src[at:to])
	return b.String(), true
}

// children are the keys of a mapping with their values.
func children(node ast.Node) []*ast.MappingValueNode {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}
