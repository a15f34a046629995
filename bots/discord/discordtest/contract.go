package discordtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// contract is Discord's published description of its requests. A zero contract checks nothing.
type contract struct {
	doc      obj
	compiler *jsonschema.Compiler

	mu     sync.Mutex
	bodies map[string]*jsonschema.Schema // compiled when first needed
}

const contractURL = "https://discord.test/openapi.json"

// theContract is read once for all servers of a test binary; reading it takes longer than most tests.
var theContract = sync.OnceValue(func() *contract {
	k := &contract{bodies: map[string]*jsonschema.Schema{}}
	root := os.Getenv("FRONTDESK_TESTDATA")
	if root == "" {
		return k
	}
	b, err := os.ReadFile(filepath.Join(root, "contracts", "discord-openapi.json"))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return k
	case err != nil:
		panic("discordtest: the contract: " + err.Error())
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		panic("discordtest: the contract is no JSON: " + err.Error())
	}
	k.compiler = jsonschema.NewCompiler()
	k.compiler.DefaultDraft(jsonschema.Draft2020)
	if err := k.compiler.AddResource(contractURL, doc); err != nil {
		panic("discordtest: the contract: " + err.Error())
	}
	_ = json.Unmarshal(b, &k.doc)
	return k
})

// Checks reports whether requests are checked against the published contract.
func Checks() bool { return theContract().compiler != nil }

// check returns what is wrong with the body of a request.
func (k *contract) check(route string, body any) []string {
	if k.compiler == nil {
		return nil
	}
	method, path, _ := strings.Cut(route, " ")
	paths, _ := k.doc["paths"].(obj)
	operation, _ := paths[path].(obj)
	op, known := operation[strings.ToLower(method)].(obj)
	if !known {
		return []string{"the contract has no such route"}
	}
	content, _ := dig(op, "requestBody", "content", "application/json", "schema").(obj)
	if content == nil || body == nil {
		if body != nil {
			return []string{"the contract knows no body here"}
		}
		return nil
	}
	var out []string
	if err := k.schema(method, path).Validate(body); err != nil {
		out = append(out, fmt.Sprint(err))
	}
	return append(out, k.unknown("", body, []obj{content})...)
}

func (k *contract) schema(method, path string) *jsonschema.Schema {
	k.mu.Lock()
	defer k.mu.Unlock()
	at := contractURL + "#/paths/" + strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D").Replace(path) + "/" + strings.ToLower(method) +
		"/requestBody/content/application~1json/schema"
	if k.bodies[at] == nil {
		k.bodies[at] = k.compiler.MustCompile(at)
	}
	return k.bodies[at]
}

func dig(v any, keys ...string) any {
	for _, key := range keys {
		o, _ := v.(obj)
		v = o[key]
	}
	return v
}

// tolerated are keys that clients send and Discord ignores.
var tolerated = map[string]bool{"ID": true, "Channel": true}

// unknown finds keys that none of the alternatives knows: the schemas themselves let them pass.
func (k *contract) unknown(at string, v any, schemas []obj) []string {
	all := k.expand(schemas, 0)
	switch v := v.(type) {
	case obj:
		props, open := map[string][]obj{}, true
		for _, s := range all {
			ps, _ := s["properties"].(obj)
			for name, p := range ps {
				open = false
				if p, ok := p.(obj); ok {
					props[name] = append(props[name], p)
				}
			}
		}
		var out []string
		for name, field := range v {
			switch {
			case open || tolerated[name]:
			case props[name] == nil:
				out = append(out, "unknown key "+at+"/"+name)
			default:
				out = append(out, k.unknown(at+"/"+name, field, props[name])...)
			}
		}
		return out
	case []any:
		var items []obj
		for _, s := range all {
			if i, ok := s["items"].(obj); ok {
				items = append(items, i)
			}
		}
		var out []string
		for i, e := range v {
			out = append(out, k.unknown(fmt.Sprint(at, "/", i), e, items)...)
		}
		return out
	}
	return nil
}

// expand follows references and alternatives.
func (k *contract) expand(schemas []obj, depth int) []obj {
	var out []obj
	for _, s := range schemas {
		if depth > 20 {
			break
		}
		if ref, ok := s["$ref"].(string); ok {
			if to, ok := dig(k.doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...).(obj); ok {
				out = append(out, k.expand([]obj{to}, depth+1)...)
			}
			continue
		}
		out = append(out, s)
		for _, word := range []string{"anyOf", "oneOf", "allOf"} {
			options, _ := s[word].([]any)
			for _, o := range options {
				if o, ok := o.(obj); ok {
					out = append(out, k.expand([]obj{o}, depth+1)...)
				}
			}
		}
	}
	return out
}
