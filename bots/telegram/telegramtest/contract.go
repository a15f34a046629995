package telegramtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// contract is the machine-readable Bot API: which methods there are and what they take.
type contract struct {
	Methods map[string]object `json:"methods"`
	Types   map[string]object `json:"types"`
}

type object struct {
	Fields   []field  `json:"fields"`
	Subtypes []string `json:"subtypes"`
}

type field struct {
	Name     string   `json:"name"`
	Types    []string `json:"types"`
	Required bool     `json:"required"`
}

// loadContract reads contracts/telegram-bot-api.json below FRONTDESK_TESTDATA, once for the process; without it the
// server has only its own rules.
var loadContract = sync.OnceValues(func() (*contract, error) {
	root := os.Getenv("FRONTDESK_TESTDATA")
	if root == "" {
		return nil, nil
	}
	b, err := os.ReadFile(filepath.Join(root, "contracts", "telegram-bot-api.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c := new(contract)
	return c, json.Unmarshal(b, c)
})

func mustContract(t testing.TB) *contract {
	c, err := loadContract()
	if err != nil {
		t.Fatalf("contract: %v", err)
	}
	return c
}

// check tells what a call has wrong. Like the real server it takes null and the empty string for absent, and numbers
// and booleans in quotes.
func (c *contract) check(r *request) []string {
	if c == nil {
		return nil
	}
	m, ok := c.Methods[r.method]
	if !ok {
		return []string{r.method + ": no such method"}
	}
	var wrong []string
	for name := range r.params {
		if !slices.ContainsFunc(m.Fields, func(f field) bool { return f.Name == name }) {
			wrong = append(wrong, fmt.Sprintf("%s: unknown parameter %q", r.method, name))
		}
	}
	for _, f := range m.Fields {
		if _, ok := r.files[f.Name]; ok && slices.Contains(f.Types, "InputFile") {
			continue
		}
		v, ok := r.params[f.Name]
		if !ok || v == "" || v == "null" {
			if f.Required {
				wrong = append(wrong, fmt.Sprintf("%s: %s is missing", r.method, f.Name))
			}
			continue
		}
		if err := c.param(f, v); err != nil {
			wrong = append(wrong, fmt.Sprintf("%s: %s: %v", r.method, f.Name, err))
		}
	}
	return wrong
}

// param checks a form value: scalars are bare, everything else is JSON.
func (c *contract) param(f field, v string) error {
	if slices.Contains(f.Types, "String") {
		return nil
	}
	var val any
	if err := json.Unmarshal([]byte(v), &val); err != nil {
		val = v
	}
	return c.value(f.Types, val)
}

// value checks v against a union of types; elements of an array may be of any of the union's element types.
func (c *contract) value(types []string, v any) error {
	var elements []string
	var err error
	for _, t := range types {
		if e, ok := strings.CutPrefix(t, "Array of "); ok {
			elements = append(elements, e)
			continue
		}
		if err = c.scalar(t, v); err == nil {
			return nil
		}
	}
	if elements == nil {
		return err
	}
	list, ok := v.([]any)
	if !ok {
		return fmt.Errorf("%.80v is no array", v)
	}
	for i, e := range list {
		if err := c.value(elements, e); err != nil {
			return fmt.Errorf("[%d]: %w", i, err)
		}
	}
	return nil
}

func (c *contract) scalar(t string, v any) error {
	var ok bool
	switch t {
	case "Integer":
		switch v := v.(type) {
		case float64:
			ok = v == float64(int64(v))
		case string:
			_, err := strconv.ParseInt(v, 10, 64)
			ok = err == nil
		default:
			ok = false
		}
	case "Float":
		_, ok = v.(float64)
	case "Boolean":
		_, ok = v.(bool)
		ok = ok || slices.Contains([]any{"True", "False", "true", "false", 1.0, 0.0}, v)
	case "String", "InputFile":
		_, ok = v.(string)
	default:
		return c.object(t, v)
	}
	if !ok {
		return fmt.Errorf("%.80v is no %s", v, t)
	}
	return nil
}

func (c *contract) object(t string, v any) error {
	o, ok := c.Types[t]
	if !ok {
		return fmt.Errorf("the contract lacks type %s", t)
	}
	if len(o.Subtypes) > 0 {
		return c.value(o.Subtypes, v)
	}
	m, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("%.80v is no %s", v, t)
	}
	for name := range m {
		if !slices.ContainsFunc(o.Fields, func(f field) bool { return f.Name == name }) {
			return fmt.Errorf("%s has no field %q", t, name)
		}
	}
	for _, f := range o.Fields {
		if v, ok := m[f.Name]; !ok || v == nil {
			if f.Required {
				return fmt.Errorf("%s lacks %s", t, f.Name)
			}
			continue
		} else if err := c.value(f.Types, v); err != nil {
			return fmt.Errorf("%s.%s: %w", t, f.Name, err)
		}
	}
	return nil
}
