package faq

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// jsonFile and what it holds have the keys of faq.yaml, in its order.
type (
	jsonFile struct {
		Entries []jsonEntry `json:"entries"`
	}
	jsonEntry struct {
		ID        string              `json:"id"`
		Title     map[string]string   `json:"title,omitempty"`
		Questions map[string][]string `json:"questions,omitempty"`
		Not       map[string][]string `json:"not,omitempty"`
		Answer    map[string]string   `json:"answer,omitempty"`
		Picture   string              `json:"picture,omitempty"`
		Buttons   []jsonButton        `json:"buttons,omitempty"`
		Tags      []string            `json:"tags,omitempty"`
		Tier      string              `json:"tier,omitempty"`
		Urgent    bool                `json:"urgent,omitempty"`
		Source    string              `json:"source,omitempty"`
		Review    string              `json:"review,omitempty"`
	}
	jsonButton struct {
		Text map[string]string `json:"text"`
		URL  string            `json:"url"`
	}
)

func writeJSON(w io.Writer, entries []Entry) error {
	file := jsonFile{Entries: make([]jsonEntry, len(entries))}
	for i, e := range entries {
		out := jsonEntry{
			ID: e.ID, Title: e.Title, Questions: e.Questions, Not: e.Not, Answer: e.Answer, Picture: e.Picture,
			Tags: e.Tags, Tier: e.Tier, Urgent: e.Urgent, Source: e.Source,
		}
		for _, b := range e.Buttons {
			out.Buttons = append(out.Buttons, jsonButton(b))
		}
		if !e.Review.IsZero() {
			out.Review = e.Review.Format(reviewLayout)
		}
		file.Entries[i] = out
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(file)
}

// readJSON makes the syntax tree of a JSON text and reads that as Parse reads YAML: as strictly, with the same words.
func readJSON(src []byte) ([]Entry, error) {
	r := reader{src: src}
	if n, ok := validPart(src); !ok {
		r.reportLine(1+bytes.Count(src[:n], []byte("\n")), "not UTF-8; save the file in that encoding")
		return nil, r.problems
	}
	t := jsonTree{src: src, in: json.NewDecoder(bytes.NewReader(src)), line: 1}
	t.in.UseNumber()
	root, err := t.value(0)
	if err == nil {
		if _, err = t.next(); errors.Is(err, io.EOF) {
			err = nil
		} else if err == nil {
			err = errors.New("something follows the end; expected one object")
		}
	}
	if err != nil {
		r.reportLine(t.lineOf(err), fmt.Sprintf("not JSON: %v", reason(err)))
		return nil, r.problems
	}
	entries := r.file(root)
	if len(r.problems) > 0 {
		slices.SortStableFunc(r.problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
		return nil, r.problems
	}
	return entries, nil
}

// reason is a mistake in JSON without the decoder's idea of where it is.
func reason(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return errors.New("it ends too early")
	}
	return err
}

// jsonTree turns tokens into syntax nodes that know their lines.
type jsonTree struct {
	src  []byte
	in   *json.Decoder
	at   int // as far as lines are counted
	line int
}

// maxDepth is how deep an FAQ's objects may lie in each other; a button's text lies five deep.
const maxDepth = 16

func (t *jsonTree) next() (json.Token, error) {
	tok, err := t.in.Token()
	if err == nil {
		end := int(t.in.InputOffset())
		t.line += bytes.Count(t.src[t.at:end], []byte("\n"))
		t.at = end
	}
	return tok, err
}

// lineOf is where a mistake is: the decoder knows, or it is behind what was read last.
func (t *jsonTree) lineOf(err error) int {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) && syntax.Offset <= int64(len(t.src)) {
		return 1 + bytes.Count(t.src[:max(syntax.Offset-1, 0)], []byte("\n"))
	}
	return t.line
}

func (t *jsonTree) token(value string) *token.Token {
	return token.String(value, value, &token.Position{Line: t.line, Column: 1})
}

func (t *jsonTree) value(depth int) (ast.Node, error) {
	tok, err := t.next()
	if err != nil {
		return nil, err
	}
	return t.node(tok, depth)
}

func (t *jsonTree) node(tok json.Token, depth int) (ast.Node, error) {
	switch v := tok.(type) {
	case string:
		return ast.String(t.token(v)), nil
	case json.Number:
		return ast.String(t.token(v.String())), nil
	case bool:
		return ast.Bool(t.token(fmt.Sprint(v))), nil
	case json.Delim:
		if depth >= maxDepth {
			return nil, errors.New("objects lie too deep in each other")
		}
		if v == '[' {
			return t.list(depth)
		}
		return t.object(depth)
	}
	return ast.Null(t.token("null")), nil
}

func (t *jsonTree) list(depth int) (ast.Node, error) {
	n := ast.Sequence(t.token("["), true)
	for t.in.More() {
		v, err := t.value(depth + 1)
		if err != nil {
			return nil, err
		}
		n.Values = append(n.Values, v)
	}
	_, err := t.next()
	return n, err
}

func (t *jsonTree) object(depth int) (ast.Node, error) {
	n := ast.Mapping(t.token("{"), true)
	for t.in.More() {
		tok, err := t.next()
		if err != nil {
			return nil, err
		}
		name, ok := tok.(string)
		if !ok {
			return nil, fmt.Errorf("expected a key, found %v", tok)
		}
		key := ast.String(t.token(name))
		v, err := t.value(depth + 1)
		if err != nil {
			return nil, err
		}
		n.Values = append(n.Values, ast.MappingValue(t.token(":"), key, v))
	}
	_, err := t.next()
	return n, err
}
