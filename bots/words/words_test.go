package words_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"frontdesk/bots/words"
	"frontdesk/chat"
)

func load(t testing.TB) *words.Catalogue {
	t.Helper()
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestEveryPhraseTheCodeSaysIsInTheCatalogue(t *testing.T) {
	src, en := read(t), catalogue(t, "en")
	for _, id := range slices.Sorted(maps.Keys(src.said)) {
		if _, ok := en[id]; !ok {
			t.Errorf("%s says %q, which the English catalogue does not have", src.said[id], id)
		}
	}
	families := src.families(t)
	for prefix, where := range src.computed {
		if families[prefix] == nil {
			t.Errorf("%s computes a phrase that begins with %q: tell families which ones there are", where, prefix)
		}
	}
	for prefix, names := range families {
		for _, name := range names {
			if _, ok := en[prefix+name]; !ok {
				t.Errorf("the English catalogue lacks %q", prefix+name)
			}
		}
	}
}

func TestEveryPhraseOfTheCatalogueIsSaidSomewhere(t *testing.T) {
	src := read(t)
	used := map[string]bool{}
	for prefix, names := range src.families(t) {
		for _, name := range names {
			used[prefix+name] = true
		}
	}
	for id := range catalogue(t, "en") {
		if _, said := src.literals[id]; !said && !used[id] {
			t.Errorf("nothing says %q", id)
		}
	}
}

func TestLanguagesHaveTheSamePhrasesWithTheSameArguments(t *testing.T) {
	en := catalogue(t, "en")
	for _, lang := range load(t).Langs() {
		other := catalogue(t, lang)
		for id, text := range en {
			if got, ok := other[id]; !ok {
				t.Errorf("%s lacks %q", lang, id)
			} else if want := arguments(text); !slices.Equal(arguments(got), want) {
				t.Errorf("%s: %q has arguments %v, English %v", lang, id, arguments(got), want)
			}
		}
		for id := range other {
			if _, ok := en[id]; !ok {
				t.Errorf("%s has %q, English has not", lang, id)
			}
		}
	}
}

func TestPlatformsTakeTheDescriptionsOfCommands(t *testing.T) {
	for _, lang := range load(t).Langs() {
		for id, text := range catalogue(t, lang) {
			if n := utf8.RuneCountInString(text); (strings.HasPrefix(id, "about-") || strings.HasPrefix(id, "option-")) && (n == 0 || n > 100) {
				t.Errorf("%s: %s has %d characters, at most 100 are allowed", lang, id, n)
			}
		}
	}
}

func TestSpansLieOnTheirArguments(t *testing.T) {
	w := load(t)
	member := chat.Span{Kind: chat.Mention, Member: chat.MemberID{Platform: "test", Key: "1"}}
	room := chat.Span{Kind: chat.ToRoom, Room: chat.RoomID{Platform: "test", Key: "2"}}
	p := chat.Say("leak-public", "member", chat.Arg{Text: "Zoë 😀", Span: &member}).
		And(chat.Say("handover-thread", "number", "7", "room", chat.Arg{Text: "#7 安娜", Span: &room}))
	for _, lang := range []string{"en", "zh", "zh-Hans-CN", "xx", ""} {
		text, spans := w.Render(p, lang)
		if len(spans) != 2 {
			t.Fatalf("%q: spans %+v of %q", lang, spans, text)
		}
		for i, want := range []string{"Zoë 😀", "#7 安娜"} {
			if got := text[spans[i].Start:spans[i].End]; got != want {
				t.Errorf("%q: span %d lies on %q, want %q", lang, i, got, want)
			}
		}
		if spans[0].Member != member.Member || spans[1].Room != room.Room {
			t.Errorf("%q: the spans lost what they mean: %+v", lang, spans)
		}
	}
}

// hostile are arguments that try to be more than text.
var hostile = []string{
	"\uE000\uE100evil\uE001", "\uE000", "\uE001", "\uE100", "{{.number}}", "{{template \"x\"}}", "<b>x</b>", "**x** [y](z)", "@everyone",
	"", "\x00", "\xff\xfe", "\u202eabc", strings.Repeat("\uE000\uE100", 1000),
}

func TestArgumentsAreTextAndAddNoMarks(t *testing.T) {
	w := load(t)
	for _, s := range hostile {
		span := chat.Span{Kind: chat.Bold}
		text, spans := w.Render(chat.Say("claim-taken", "number", s, "name", chat.Arg{Text: "Mei", Span: &span}), "en")
		if len(spans) != 1 || text[spans[0].Start:spans[0].End] != "Mei" {
			t.Errorf("%.20q made the marks %+v of %.80q", s, spans, text)
		}
		if strings.ContainsAny(text, "\uE000\uE001\uE100") {
			t.Errorf("%.20q left brackets in the text", s)
		}
		if strings.Contains(s, "{{") && !strings.Contains(text, s) {
			t.Errorf("%q was interpreted: %q", s, text)
		}
	}
}

func FuzzRender(f *testing.F) {
	for _, s := range hostile {
		f.Add(s, "Mei")
	}
	w := load(f)
	f.Fuzz(func(t *testing.T, plain, marked string) {
		span := chat.Span{Kind: chat.Mention}
		text, spans := w.Render(chat.Say("claim-taken", "number", plain, "name", chat.Arg{Text: marked, Span: &span}), "en")
		if len(spans) > 1 {
			t.Fatalf("%d marks of one argument", len(spans))
		}
		for _, s := range spans {
			if s.Start < 0 || s.End > len(text) || s.Start >= s.End {
				t.Fatalf("%+v is no part of %q", s, text)
			}
			if s.End != len(text)-len(".") {
				t.Fatalf("the mark lies on %q", text[s.Start:s.End])
			}
		}
	})
}

// sources is what the code says.
type sources struct {
	said     map[string]string // phrase → where
	computed map[string]string // beginning of a computed phrase → where
	literals map[string]bool
	commands []string
	options  []string
	consts   map[string][]string // type → values of its constants
}

// families are the phrases whose IDs are computed, by their beginning.
func (s *sources) families(t *testing.T) map[string][]string {
	t.Helper()
	var about []string
	for _, c := range s.commands {
		about = append(about, strings.ReplaceAll(c, " ", "-"))
	}
	rules := s.values(t, "moderation.Rule")
	rulings := s.values(t, "moderation.Ruling")
	return map[string][]string{
		"about-":   about,
		"option-":  s.options,
		"fault-":   s.values(t, "chat.Class"),
		"state-":   s.values(t, "escalation.State"),
		"subject-": s.values(t, "escalation.Subject"),
		"kind-":    {"poll", "location", "contact", "game", "other"},
		"verdict-": {"answer", "suggest", "silent"},
		"level-":   {"identical", "near", "picture", "both"},
		"ruling-":  rulings,
		"step-":    {"warn", "mute", "kick", "ban"},

		"flag-spared-": s.values(t, "moderation.Spared"),
		"flag-":        {"channel", "anonymous"},
		"rule-":        rules, "policy-": append([]string{"delete"}, s.values(t, "moderation.Step")...),
		"unsafe-":       {"near", "picture", "suspicious", "lure", "address", "report", "forward"},
		"guard-notice-": {"mute", "kick", "ban"},
		"guard-review-": {"lift", "uphold"},
		"guard-warn-":   {"account", "link", "lure", "address"},
		"because-":      slices.Concat(after("link-", s.values(t, "moderation.LinkRule")), after("lure-", s.values(t, "moderation.LureKind"))),

		"ground-":      append([]string{"name", "handle"}, s.values(t, "moderation.DifferenceKind")...),
		"ground-rule-": s.values(t, "moderation.nameRule"),
		"ground-how-":  s.values(t, "moderation.nameHow"),

		"guard-verdict-": {"link", "lure", "address", "maybe-link", "maybe-lure", "maybe-address"},

		"button-": append([]string{"warn", "solved", "claim", "close", "release", "reopen", "delete-it", "no-secret", "undo", "why", "carry", "lift", "uphold"}, rulings...),
		"field-":  {"objection", "tier", "note", "rep", "id", "title", "questions", "answer", "lang", "question", "text", "ticket", "who", "tag", "words", "do", "field", "value", "match", "notice", "incident", "thoughts", "happened", "steps", "error", "when", "chain", "hash", "address", "version", "member", "office", "names", "official"},
		"want-":   {"objection", "tier", "note", "rep", "id", "title", "questions", "answer", "question", "text", "lang", "tag", "words", "field", "value", "new-id", "match", "notice", "incident", "thoughts", "happened", "steps", "error", "when", "chain", "hash", "address", "version", "category", "member", "office", "names", "official"},
		"act-":    s.values(t, "escalation.Act"),
		"cause-":  s.values(t, "escalation.Cause"),
		"away-":   {"blocked", "closed", "left", "unopened", "deactivated", "unknown"},
		"help-":   {"representative", "moderator"},
		"told-":   {"steps", "error", "when", "chain", "hash", "address", "version"},
		"matter-": {"transaction", "stolen", "access", "app", "business", "other"},
		"format-": {
			"hash", "address", "evm-hash", "evm-address", "bitcoin-hash", "bitcoin-address", "tron-hash", "tron-address",
			"solana-hash", "solana-address", "ton-hash", "ton-address",
		},
		"ruled-":        s.values(t, "faq.RulingKind"),
		"shadow-":       s.values(t, "faq.Vote"),
		"doctor-":       s.values(t, "faq.Defect"),
		"todo-":         s.values(t, "faq.Defect"),
		"draft-":        {"published", "rejected", "dropped"},
		"done-":         {"pass", "transfer", "assign", "alarm-duty", "alarm-lead", "forgotten"},
		"part-":         {"id", "title", "questions", "answer", "lang"},
		"leak-":         {"warning", "delete-it", "gone"},
		"roster-brand-": s.values(t, "moderation.Part")[1:],
		"roster-part-":  s.values(t, "moderation.Part"),
		"roster-bad-":   s.values(t, "moderation.Part")[1:],
		"quiet-":        {"here", "here-until", "all", "all-until"},
	}
}

func after(prefix string, names []string) (out []string) {
	for _, n := range names {
		out = append(out, prefix+n)
	}
	return out
}

func (s *sources) values(t *testing.T, typ string) []string {
	t.Helper()
	if len(s.consts[typ]) == 0 {
		t.Fatalf("no constants of %s were found", typ)
	}
	return s.consts[typ]
}

// read parses the packages that speak.
func read(t *testing.T) *sources {
	t.Helper()
	s := &sources{said: map[string]string{}, computed: map[string]string{}, literals: map[string]bool{}, consts: map[string][]string{}}
	for _, dir := range []string{"bots", "bots/words", "escalation", "escalation/intake", "moderation", "faq", "chat", "cmd/frontdesk", "bots/telegram", "bots/discord"} {
		files, err := filepath.Glob(filepath.Join("..", "..", dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatal("no sources in", dir, err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			file, err := parser.ParseFile(set, path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				s.visit(filepath.Base(dir), n, func() string { return fmt.Sprint(set.Position(n.Pos())) })
				return true
			})
		}
	}
	return s
}

func (s *sources) visit(pkg string, n ast.Node, where func() string) {
	switch n := n.(type) {
	case *ast.BasicLit:
		if v, ok := text(n); ok {
			s.literals[v] = true
		}
	case *ast.ValueSpec:
		if typ, ok := n.Type.(*ast.Ident); ok {
			for _, v := range n.Values {
				if v, ok := text(v); ok && v != "" {
					s.consts[pkg+"."+typ.Name] = append(s.consts[pkg+"."+typ.Name], v)
				}
			}
		}
	case *ast.CallExpr:
		s.call(n, where())
	}
}

func (s *sources) call(n *ast.CallExpr, where string) {
	name := ""
	switch f := n.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	arg := map[string]int{"Say": 0, "Refuse": 0, "act": 2, "about": 0, "define": 0, "group": 0, "opt": 0}
	i, ok := arg[name]
	if !ok || len(n.Args) <= i {
		return
	}
	switch v, literal := text(n.Args[i]); {
	case (name == "define" || name == "group") && literal:
		s.commands = append(s.commands, v)
	case name == "opt" && literal:
		s.options = append(s.options, v)
	case literal && v != "":
		s.said[v] = where
	default:
		if sum, ok := n.Args[i].(*ast.BinaryExpr); ok {
			if v, ok := text(sum.X); ok {
				s.computed[v] = where
			}
		}
	}
}

func text(n ast.Expr) (string, bool) {
	l, ok := n.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return "", false
	}
	v, err := strconv.Unquote(l.Value)
	return v, err == nil
}

// catalogue reads a language's files: phrase → its text, all plural forms joined. A phrase stands in one of them.
func catalogue(t *testing.T, lang string) map[string]string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(lang, "*.yaml"))
	if err != nil || len(names) == 0 {
		t.Fatal("no catalogue of", lang, err)
	}
	out := map[string]string{}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var raw map[string]any
		if err := yaml.Unmarshal(src, &raw); err != nil {
			t.Fatal(err)
		}
		for id, v := range raw {
			if forms, ok := v.(map[string]any); ok {
				v = forms["other"]
			}
			if _, twice := out[id]; twice {
				t.Errorf("%s: %q stands in another file too", name, id)
			}
			out[id] = fmt.Sprint(v)
		}
	}
	return out
}

var argument = regexp.MustCompile(`{{\s*\.(\w+)\s*}}`)

// arguments are the names of a text's arguments, sorted, each once.
func arguments(s string) (out []string) {
	for _, m := range argument.FindAllStringSubmatch(s, -1) {
		out = append(out, m[1])
	}
	slices.Sort(out)
	return slices.Compact(out)
}
