package moderation

import (
	"errors"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// LoadRoster reads the keys «brand» and «officials» from any YAML file and ignores its other keys, so it reads a whole
// configuration as well as a roster alone. An unknown key inside the two is a warning that names its line; the
// configuration itself, which embeds [RosterSpec], is read strictly.
func LoadRoster(text []byte) (*Roster, []Warning, error) {
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, nil, fmt.Errorf("roster: %s", yaml.FormatError(err, false, true))
	}
	var spec RosterSpec
	var problems []error
	var unknown []Warning
	for _, doc := range file.Docs {
		for key, value := range entries(doc.Body) {
			var err error
			switch key {
			case "brand":
				err = decode(value, &spec.Brand)
			case "officials":
				err = decode(value, &spec.Officials)
			}
			var field *yaml.UnknownFieldError
			if errors.As(err, &field) {
				unknown = append(unknown, Warning{Key: key, Reason: fmt.Sprintf("line %d: %s, ignored", field.Token.Position.Line, field.Message)})
			} else if err != nil {
				problems = append(problems, fmt.Errorf("%s: %s", key, yaml.FormatError(err, false, true)))
			}
		}
	}
	if len(problems) > 0 {
		return nil, nil, fmt.Errorf("roster: %w", errors.Join(problems...))
	}
	r, warnings, err := NewRoster(spec)
	return r, append(unknown, warnings...), err
}

// decode fills to in any case; of unknown fields it reports the first.
func decode(node ast.Node, to any) error {
	err := yaml.NodeToValue(node, to, yaml.Strict())
	var field *yaml.UnknownFieldError
	if errors.As(err, &field) {
		if other := yaml.NodeToValue(node, to); other != nil {
			return other
		}
	}
	return err
}

// entries yields the pairs of a mapping; anything else has none.
func entries(node ast.Node) func(yield func(string, ast.Node) bool) {
	return func(yield func(string, ast.Node) bool) {
		var pairs []*ast.MappingValueNode
		switch n := node.(type) {
		case *ast.MappingNode:
			pairs = n.Values
		case *ast.MappingValueNode: // a mapping of one pair
			pairs = []*ast.MappingValueNode{n}
		}
		for _, p := range pairs {
			if !yield(p.Key.String(), p.Value) {
				return
			}
		}
	}
}
