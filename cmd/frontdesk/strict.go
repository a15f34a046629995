package main

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// document is a YAML file on its way into a struct. It reads on after a mistake, so that all are told at once, and remembers
// the line of every value, so that what is found wrong later can be told with it.
type document struct {
	lines    map[string]int // of keys and values, by path: telegram.rooms[1]
	problems []problem
	unread   []string // paths of values that could not be read: nothing more is said of what lies there
}

type problem struct {
	line int // 0: of the file as a whole
	what string
}

// readDocument fills the struct that to points to. Keys are those of the yaml tags; texts, numbers, durations, lists and
// mappings of texts are read here, types with an UnmarshalYAML by that.
func readDocument(src []byte, to any) *document {
	d := &document{lines: map[string]int{}}
	file, err := parser.ParseBytes(src, 0)
	if err != nil {
		d.add(yamlLine(err), "not YAML: %s", yamlMessage(err))
		return d
	}
	if len(file.Docs) > 1 {
		d.add(file.Docs[1].Start.Position.Line, "a second YAML document (---); expected one")
		return d
	}
	if len(file.Docs) == 1 && file.Docs[0].Body != nil {
		d.fill("", file.Docs[0].Body, reflect.ValueOf(to).Elem())
	}
	return d
}

// report notes a problem of the value at a path, unless that could not be read at all: one mistake is told once.
func (d *document) report(path, format string, args ...any) {
	if slices.ContainsFunc(d.unread, func(of string) bool {
		rest, in := strings.CutPrefix(path, of)
		return in && (rest == "" || rest[0] == '.' || rest[0] == '[')
	}) {
		return
	}
	line, at := 0, path
	for line == 0 && at != "" {
		line = d.lines[at]
		at = at[:max(strings.LastIndexAny(at, ".["), 0)]
	}
	d.add(line, "%s: %s", path, fmt.Sprintf(format, args...))
}

func (d *document) add(line int, format string, args ...any) {
	d.problems = append(d.problems, problem{line, fmt.Sprintf(format, args...)})
}

// err lists all problems in the order of their lines.
func (d *document) err() error {
	if len(d.problems) == 0 {
		return nil
	}
	slices.SortStableFunc(d.problems, func(a, b problem) int { return cmp.Compare(a.line, b.line) })
	var all []string
	for _, p := range d.problems {
		if p.line > 0 {
			p.what = fmt.Sprintf("line %d: %s", p.line, p.what)
		}
		all = append(all, p.what)
	}
	return errors.New(strings.Join(all, "\n"))
}

func (d *document) fill(path string, node ast.Node, to reflect.Value) {
	if _, seen := d.lines[path]; !seen {
		d.lines[path] = lineOf(node)
	}
	if _, null := node.(*ast.NullNode); null {
		return // a key without a value is as good as none
	}
	if _, own := to.Addr().Interface().(yaml.InterfaceUnmarshaler); own {
		if err := yaml.NodeToValue(node, to.Addr().Interface()); err != nil {
			d.reportUnread(path, "%s", yamlMessage(err))
		}
		return
	}
	switch to.Kind() {
	case reflect.Pointer:
		to.Set(reflect.New(to.Type().Elem()))
		d.fill(path, node, to.Elem())
	case reflect.Struct:
		fields := fieldsOf(to)
		for key, value := range d.pairs(path, node) {
			if f, ok := fields[key]; ok {
				d.fill(join(path, key), value, f)
			} else {
				d.report(join(path, key), "unknown key; expected one of %s", strings.Join(sorted(fields), ", "))
			}
		}
	case reflect.Slice:
		for i, item := range d.items(path, node) {
			v := reflect.New(to.Type().Elem()).Elem()
			d.fill(fmt.Sprintf("%s[%d]", path, i), item, v)
			to.Set(reflect.Append(to, v))
		}
	case reflect.Map:
		to.Set(reflect.MakeMap(to.Type()))
		for key, value := range d.pairs(path, node) {
			v := reflect.New(to.Type().Elem()).Elem()
			d.fill(join(path, key), value, v)
			to.SetMapIndex(reflect.ValueOf(key), v)
		}
	default:
		d.scalar(path, node, to)
	}
}

// scalar reads a single value as it is written: the ID 0123 stays 0123.
func (d *document) scalar(path string, node ast.Node, to reflect.Value) {
	var s string
	switch n := node.(type) {
	case *ast.StringNode:
		s = n.Value
	case *ast.LiteralNode:
		s = n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		s = node.GetToken().Value
	default:
		d.reportUnread(path, "expected a single value, found %s", describe(node))
		return
	}
	switch v := to.Addr().Interface().(type) {
	case *string:
		*v = s
	case *bool:
		b, ok := node.(*ast.BoolNode)
		if !ok {
			d.reportUnread(path, "%q; expected true or false", s)
			return
		}
		*v = b.Value
	case *int:
		n, err := strconv.Atoi(s)
		if err != nil {
			d.reportUnread(path, "%q; expected a whole number", s)
		}
		*v = n
	case *time.Duration:
		t, err := time.ParseDuration(s)
		if err != nil {
			d.reportUnread(path, "%q; expected a time such as 30s, 5m or 168h", s)
		}
		*v = t
	default:
		d.reportUnread(path, "cannot be set in a file")
	}
}

// pairs yields keys and values of a mapping, and notes the line of each key.
func (d *document) pairs(path string, node ast.Node) func(func(string, ast.Node) bool) {
	return func(yield func(string, ast.Node) bool) {
		var values []*ast.MappingValueNode
		switch n := node.(type) {
		case *ast.MappingNode:
			values = n.Values
		case *ast.MappingValueNode: // of one pair
			values = []*ast.MappingValueNode{n}
		default:
			d.reportAt(node, path, "expected keys and values, found %s", describe(node))
		}
		for _, v := range values {
			key := v.Key.GetToken().Value
			d.lines[join(path, key)] = lineOf(v.Key)
			if !yield(key, v.Value) {
				return
			}
		}
	}
}

func (d *document) items(path string, node ast.Node) []ast.Node {
	if n, ok := node.(*ast.SequenceNode); ok {
		return n.Values
	}
	d.reportAt(node, path, "expected a list, as in [first, second], found %s", describe(node))
	return nil
}

// reportAt is report for what may have no path: the file as a whole.
func (d *document) reportAt(node ast.Node, path, format string, args ...any) {
	if path == "" {
		d.add(lineOf(node), "the file: "+format, args...)
		return
	}
	d.reportUnread(path, format, args...)
}

// reportUnread is report for a value that could not be read.
func (d *document) reportUnread(path, format string, args ...any) {
	d.report(path, format, args...)
	d.unread = append(d.unread, path)
}

// fieldsOf are the fields of a struct by their keys, those of inlined structs among them.
func fieldsOf(v reflect.Value) map[string]reflect.Value {
	out := map[string]reflect.Value{}
	for i := range v.NumField() {
		key, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		switch {
		case options == "inline":
			for k, f := range fieldsOf(v.Field(i)) {
				out[k] = f
			}
		case key != "" && key != "-":
			out[key] = v.Field(i)
		}
	}
	return out
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func describe(node ast.Node) string {
	switch node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "keys and values"
	case *ast.SequenceNode:
		return "a list"
	case *ast.AliasNode, *ast.AnchorNode, *ast.MergeKeyNode, *ast.TagNode:
		return "an anchor, alias or tag, which this file may not use"
	}
	return "a single value"
}

func lineOf(node ast.Node) int {
	if m, ok := node.(*ast.MappingValueNode); ok { // its own token is the colon
		node = m.Key
	}
	if t := node.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 0
}

func yamlLine(err error) int {
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil {
		return at.GetToken().Position.Line
	}
	return 0
}

func yamlMessage(err error) string {
	var at yaml.Error
	if errors.As(err, &at) {
		return at.GetMessage()
	}
	return err.Error()
}
