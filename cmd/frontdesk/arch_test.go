package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "frontdesk"

// areas is the import map: each area of the tree (a package with all below it that has no line of its own) and the areas
// it may import. Inside an area imports are free. Root, the embedded default FAQ, is the package at the top.
var areas = map[string][]string{
	root:            {},
	"cmd/frontdesk": {root, "bots", "bots/words", "bots/telegram", "bots/discord", "bots/console", "bots/picture", "bots/archive", "bots/figures", "faq", "escalation", "moderation", "outbox", "chat", "store", "store/bolt", "store/postgres", "internal"},

	"bots":       {"bots/words", "bots/figures", "faq", "escalation", "moderation", "outbox", "chat", "store"},
	"bots/words": {"chat"},

	// Adapters see the vocabulary and nothing else, so that the next platform is one folder and one line in cmd.
	"bots/telegram": {"chat"},
	"bots/discord":  {"chat"},
	"bots/console":  {"chat"},
	"bots/picture":  {"chat"}, // no adapter, but an origin of files as they are
	"bots/archive":  {"chat"}, // … of attachments that are kept
	"bots/figures":  {},       // numbers in, a chart or CSV out

	// Domains never import each other: what one needs of another goes through the hub.
	"faq":        {"chat", "store"},
	"escalation": {"chat", "store"},
	"moderation": {"chat", "store"},

	"outbox": {"chat", "store"},
	"chat":   {},

	"store":          {}, // the seam sees nothing of ours, so that a driver is a page or two
	"store/bolt":     {"store"},
	"store/postgres": {"store"},

	"internal": {}, // nobody's API, and nobody's client
}

const (
	root  = "."
	every = "*"
)

// inTests are further imports of tests: any may open a temporary database, and the default FAQ is read as the bot reads it.
// Fakes and conformance suites (packages named …test) are open to every test and to each other, and to nothing else.
var inTests = map[string][]string{
	every: {"store/bolt"},
	root:  {"faq"},

	"bots": {"bots/archive"}, // attachments are kept in a real folder
}

// homes are libraries that stay behind one seam of ours.
var homes = map[string]string{
	"go.etcd.io/bbolt":                "store/bolt",
	"github.com/bwmarrin/":            "bots/discord",
	"github.com/go-telegram-bot-api/": "bots/telegram",
	"github.com/alecthomas/kong":      "cmd/frontdesk",
}

func TestPackagesImportOnlyWhatTheMapAllows(t *testing.T) {
	for _, p := range listed(t) {
		for _, to := range p.Imports {
			if complaint := judge(p.ImportPath, to, false); complaint != "" {
				t.Error(complaint)
			}
		}
		for _, to := range slices.Concat(p.TestImports, p.XTestImports) {
			if complaint := judge(p.ImportPath, to, true); complaint != "" {
				t.Error(complaint)
			}
		}
	}
}

func TestTheMapTellsWhatToDoAboutAnImportItForbids(t *testing.T) {
	for name, c := range map[string]struct {
		from, to string
		test     bool
		want     string // part of the complaint; empty: allowed
	}{
		"cmd wires everything":              {"frontdesk/cmd/frontdesk", "frontdesk/bots/telegram", false, ""},
		"cmd embeds the default FAQ":        {"frontdesk/cmd/frontdesk", "frontdesk", false, ""},
		"only cmd does":                     {"frontdesk/faq", "frontdesk", false, "faq may not import ."},
		"a domain uses its own parts":       {"frontdesk/faq", "frontdesk/faq/gate/internal/signal", false, ""},
		"not those of another":              {"frontdesk/moderation/secret", "frontdesk/faq/text", false, "moderation may import chat, store"},
		"domains meet in the hub":           {"frontdesk/escalation", "frontdesk/moderation", false, "through bots"},
		"an adapter sees chat":              {"frontdesk/bots/discord/markdown", "frontdesk/chat", false, ""},
		"an adapter sees no store":          {"frontdesk/bots/telegram", "frontdesk/store", false, "bots/telegram may import chat"},
		"an adapter sees no hub":            {"frontdesk/bots/telegram", "frontdesk/bots", false, "bots/telegram may not import bots"},
		"the hub sees no adapter":           {"frontdesk/bots", "frontdesk/bots/telegram", false, "bots may not import bots/telegram"},
		"nor a driver":                      {"frontdesk/bots", "frontdesk/store/bolt", false, "bots may not import store/bolt"},
		"but its tests do":                  {"frontdesk/bots", "frontdesk/store/bolt", true, ""},
		"the store sees nothing":            {"frontdesk/store", "frontdesk/chat", false, "store may import nothing of ours"},
		"a fake is for tests":               {"frontdesk/bots", "frontdesk/chat/chattest", false, "only tests may"},
		"of all packages":                   {"frontdesk/bots/discord", "frontdesk/chat/chattest", true, ""},
		"a fake may use another":            {"frontdesk/bots/discord/discordtest", "frontdesk/chat/chattest", false, ""},
		"a fake keeps to its area's map":    {"frontdesk/bots/discord/discordtest", "frontdesk/store", false, "bots/discord may not import store"},
		"the default FAQ's tests read it":   {"frontdesk", "frontdesk/faq", true, ""},
		"a test keeps to its area's map":    {"frontdesk/faq", "frontdesk/moderation", true, "faq may not import moderation"},
		"a new area wants a line":           {"frontdesk/billing", "frontdesk/chat", false, "no line in the import map"},
		"on either side":                    {"frontdesk/bots", "frontdesk/billing", false, "no line in the import map"},
		"the standard library is free":      {"frontdesk/store", "net/http", false, ""},
		"a library stays behind its seam":   {"frontdesk/outbox", "go.etcd.io/bbolt", false, "belongs behind store/bolt"},
		"the seam itself uses it":           {"frontdesk/store/bolt", "go.etcd.io/bbolt/errors", false, ""},
		"another module with a like prefix": {"frontdesk/store", "frontdeskish/chat", false, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := judge(c.from, c.to, c.test)
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// judge returns what is wrong with an import and what to do about it, or nothing.
func judge(from, to string, test bool) string {
	from = local(from)
	here, known := area(from)
	if !known {
		return fmt.Sprintf("%s has no line in the import map: add one to areas in arch_test.go and to the design, with the least it needs", from)
	}
	for library, home := range homes {
		if strings.HasPrefix(to, library) && here != home {
			return fmt.Sprintf("%s imports %s, which belongs behind %s: use what that package offers, or widen its interface", from, to, home)
		}
	}
	to = local(to)
	if to == "" {
		return ""
	}
	there, known := area(to)
	test = test || fake(from)
	switch {
	case !known:
		return fmt.Sprintf("%s imports %s, which has no line in the import map: add one to areas in arch_test.go", from, to)
	case fake(to) && test:
		return ""
	case fake(to):
		return fmt.Sprintf("%s imports %s, but only tests may import fakes and conformance suites: move what the program needs out of it", from, to)
	case here == there, slices.Contains(areas[here], there), test && slices.Contains(slices.Concat(inTests[every], inTests[here]), there):
		return ""
	}
	allowed := strings.Join(areas[here], ", ")
	if allowed == "" {
		allowed = "nothing of ours"
	}
	return fmt.Sprintf("%s imports %s, but %s may not import %s: %s may import %s. Pass a value or an interface in from above (domains meet through bots, all wiring is in cmd), or change the map and the design together",
		from, to, here, there, here, allowed)
}

// local is the path of one of our own packages inside the module; empty for all others.
func local(path string) string {
	if path == module {
		return root
	}
	rest, ours := strings.CutPrefix(path, module+"/")
	if !ours {
		return ""
	}
	return rest
}

// area is the line of the map that binds a package: the longest that is the package or stands above it.
func area(pkg string) (string, bool) {
	for path := pkg; ; {
		if _, ok := areas[path]; ok {
			return path, true
		}
		i := strings.LastIndexByte(path, '/')
		if i < 0 {
			return "", false
		}
		path = path[:i]
	}
}

func fake(pkg string) bool { return strings.HasSuffix(pkg, "test") }

type listing struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

// listed asks the go command for every package of the module, those that don't compile included.
func listed(t *testing.T) []listing {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Imports,TestImports,XTestImports", module+"/...")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var ps []listing
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listing
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		ps = append(ps, p)
	}
	if len(ps) == 0 {
		t.Fatal("go list found no package")
	}
	return ps
}
