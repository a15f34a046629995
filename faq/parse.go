package faq

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// reviewLayout is how review dates are written.
const reviewLayout = time.DateOnly

// Load reads a whole faq.yaml from r and parses it. See Parse.
func Load(r io.Reader) ([]Entry, error) {
	src, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("faq: %w", err)
	}
	return Parse(src)
}

// Parse reads a faq.yaml strictly: unknown and repeated keys, repeated IDs, empty texts and entries that nobody could find are
// refused, and what a Book could not keep. The error is a Problems: every mistake with its line, the line itself, and what was expected. An empty file and
// «entries: []» are an FAQ without entries.
func Parse(src []byte) ([]Entry, error) {
	entries, _, err := ParsePlaces(src)
	return entries, err
}

// tooDeep is the line on which brackets, or dashes and the like on one line, lie deeper in each other than an FAQ needs, 0 if
// none do: the parser would take time and memory by the square of that.
func tooDeep(tokens token.Tokens) int {
	depth, marks, line := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			marks, line = 0, t.Position.Line
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			depth++
		case token.SequenceEndType, token.MappingEndType:
			depth--
		case token.SequenceEntryType, token.MappingKeyType, token.AnchorType, token.TagType:
			marks++
		}
		if depth > maxDepth || marks > maxDepth {
			return line
		}
	}
	return 0
}

// Place names a part of an entry in a file: a field by its key, in one language where it has any.
type Place struct{ ID, Field, Lang string }

// ParsePlaces is Parse, and tells at which line each part of each entry stands.
func ParsePlaces(src []byte) ([]Entry, map[Place]int, error) {
	src = bytes.ReplaceAll(bytes.TrimPrefix(src, []byte("\ufeff")), []byte("\r\n"), []byte("\n"))
	r := reader{src: src}
	if n, ok := validPart(src); !ok {
		r.reportLine(1+bytes.Count(src[:n], []byte("\n")), "not UTF-8; save the file in that encoding")
		return nil, nil, r.problems
	}
	tokens := lexer.Tokenize(string(src))
	if line := tooDeep(tokens); line > 0 {
		r.reportLine(line, "brackets, braces or lists lie too deep in each other; the FAQ needs but five levels")
		return nil, nil, r.problems
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return nil, nil, syntaxProblem(err, src)
	}
	var entries []Entry
	if len(file.Docs) > 1 {
		r.reportLine(file.Docs[1].Start.Position.Line, "a second YAML document (---); expected one")
	} else if len(file.Docs) == 1 && file.Docs[0].Body != nil {
		entries = r.file(file.Docs[0].Body)
	}
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
		return nil, nil, r.problems
	}
	return entries, r.places, nil
}

func syntaxProblem(err error, src []byte) error {
	var at yaml.Error
	if !errors.As(err, &at) || at.GetToken() == nil {
		return fmt.Errorf("faq: not YAML: %w", err)
	}
	r := reader{src: src}
	r.reportLine(at.GetToken().Position.Line, "not YAML: "+at.GetMessage())
	return r.problems
}

// reader walks the syntax tree and gathers problems instead of stopping at the first.
type reader struct {
	src      []byte
	lines    []string
	problems Problems
	places   map[Place]int
	here     map[Place]int // of the entry being read, whose ID may be behind
}

func (r *reader) report(at ast.Node, format string, args ...any) {
	line := 1
	if at != nil && at.GetToken() != nil && at.GetToken().Position != nil {
		line = at.GetToken().Position.Line
	}
	r.reportLine(line, fmt.Sprintf(format, args...))
}

func (r *reader) reportLine(line int, what string) {
	if r.lines == nil {
		r.lines = strings.Split(string(r.src), "\n")
	}
	p := Problem{Line: line, What: what}
	if line >= 1 && line <= len(r.lines) {
		p.Text = quotable(r.lines[line-1])
	}
	r.problems = append(r.problems, p)
}

func (r *reader) file(body ast.Node) []Entry {
	var entries []Entry
	first := map[string]int{}
	r.mapping(body, "the file", "entries", func(key string, at, value ast.Node) bool {
		if key != "entries" {
			return false
		}
		for _, item := range r.sequence(value, "entries") {
			before := len(r.problems)
			r.here = map[Place]int{}
			e := r.entry(item)
			line := item.GetToken().Position.Line
			if len(r.problems) > before {
				continue
			}
			if err := e.keepable(); err != nil {
				r.report(item, "%v", err)
			} else if other, dup := first[e.ID]; dup {
				r.report(item, "entry %s: the same id stands at line %d already; expected each once", e.ID, other)
			} else {
				first[e.ID] = line
				entries = append(entries, e)
				r.keepPlaces(e.ID)
			}
		}
		return true
	})
	return entries
}

// keepPlaces notes where the parts of an entry stand.
func (r *reader) keepPlaces(id string) {
	if r.places == nil {
		r.places = map[Place]int{}
	}
	for p, line := range r.here {
		p.ID = id
		r.places[p] = line
	}
}

// keepable reports the first reason why an entry can be no part of an FAQ.
func (e *Entry) keepable() error {
	if err := e.Validate(); err != nil {
		return err
	}
	t := tidy(*e)
	return check(&t)
}

const entryKeys = "id, title, questions, not, answer, picture, buttons, tags, tier, urgent, source, review"

func (r *reader) entry(node ast.Node) Entry {
	var e Entry
	r.mapping(node, "an entry", entryKeys, func(key string, at, value ast.Node) bool {
		r.here[Place{Field: key}] = at.GetToken().Position.Line
		switch key {
		case "id":
			e.ID = r.scalar(value, "id")
		case "title":
			e.Title = r.texts(value, key)
		case "answer":
			e.Answer = r.texts(value, key)
		case "questions":
			e.Questions = r.textLists(value, key)
		case "not":
			e.Not = r.textLists(value, key)
		case "tags":
			for _, item := range r.sequence(value, key) {
				e.Tags = append(e.Tags, r.scalar(item, "a tag"))
			}
		case "picture":
			e.Picture = r.scalar(value, key)
		case "buttons":
			for _, item := range r.sequence(value, key) {
				e.Buttons = append(e.Buttons, r.button(item))
			}
		case "tier":
			e.Tier = r.scalar(value, key)
		case "source":
			e.Source = r.scalar(value, key)
		case "urgent":
			e.Urgent = r.truth(value)
		case "review":
			e.Review = r.date(value)
		default:
			return false
		}
		return true
	})
	return e
}

func (r *reader) button(node ast.Node) Button {
	var b Button
	r.mapping(node, "a button", "text, url", func(key string, at, value ast.Node) bool {
		switch key {
		case "text":
			b.Text = r.texts(value, "a button's text")
		case "url":
			b.URL = r.scalar(value, "a button's url")
		default:
			return false
		}
		return true
	})
	return b
}

// mapping calls field for each key once; field reports false for a key it does not know.
func (r *reader) mapping(node ast.Node, what, known string, field func(key string, at, value ast.Node) bool) {
	var values []*ast.MappingValueNode
	switch n := unwrap(node).(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	case *ast.NullNode, nil:
		return
	default:
		r.report(node, "%s: expected keys and values (%s), found %s", what, known, describe(n))
		return
	}
	seen := make(map[string]bool, len(values))
	for _, v := range values {
		key := v.Key.GetToken().Value
		switch {
		case seen[key]:
			r.report(v.Key, "%s: the key %q stands twice", what, key)
		case !field(key, v.Key, v.Value):
			r.report(v.Key, "%s: unknown key %q; expected one of %s", what, key, known)
		}
		seen[key] = true
	}
}

func (r *reader) sequence(node ast.Node, what string) []ast.Node {
	switch n := unwrap(node).(type) {
	case *ast.SequenceNode:
		return n.Values
	case *ast.NullNode, nil:
	default:
		r.report(node, "%s: expected a list, found %s", what, describe(n))
	}
	return nil
}

func (r *reader) texts(node ast.Node, what string) map[string]string {
	var out map[string]string
	r.mapping(node, what, "language codes such as en, zh", func(lang string, at, value ast.Node) bool {
		if out == nil {
			out = map[string]string{}
		}
		out[lang] = r.scalar(value, what+" in "+lang)
		r.here[Place{Field: what, Lang: lang}] = at.GetToken().Position.Line
		return true
	})
	return out
}

func (r *reader) textLists(node ast.Node, what string) map[string][]string {
	var out map[string][]string
	r.mapping(node, what, "language codes such as en, zh", func(lang string, at, value ast.Node) bool {
		for _, item := range r.sequence(value, what+" in "+lang) {
			if out == nil {
				out = map[string][]string{}
			}
			out[lang] = append(out[lang], r.scalar(item, what+" in "+lang))
		}
		return true
	})
	return out
}

func (r *reader) scalar(node ast.Node, what string) string {
	switch n := unwrap(node).(type) {
	case *ast.StringNode:
		return n.Value
	case *ast.LiteralNode:
		return n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value
	case *ast.NullNode, nil:
		r.report(node, "%s: is empty; expected a text", what)
	default:
		r.report(node, "%s: expected a text, found %s (a text with «: » or «#» in it needs quotes)", what, describe(n))
	}
	return ""
}

func (r *reader) truth(node ast.Node) bool {
	n, ok := unwrap(node).(*ast.BoolNode)
	if !ok {
		r.report(node, "urgent: expected true or false")
		return false
	}
	return n.Value
}

func (r *reader) date(node ast.Node) time.Time {
	s := r.scalar(node, "review")
	day, err := time.Parse(reviewLayout, s)
	if err != nil && s != "" {
		r.report(node, "review: expected a date such as 2026-03-31, found %q", s)
	}
	return day
}

func unwrap(node ast.Node) ast.Node {
	for {
		switch n := node.(type) {
		case *ast.AnchorNode:
			node = n.Value
		case *ast.TagNode:
			node = n.Value
		default:
			return node
		}
	}
}

func describe(node ast.Node) string {
	switch node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "keys and values"
	case *ast.SequenceNode:
		return "a list"
	case *ast.AliasNode, *ast.MergeKeyNode:
		return "an alias (*name), which this file may not use"
	case *ast.StringNode, *ast.LiteralNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return "a single value"
	}
	return "something else"
}
