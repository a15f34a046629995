package bots

import (
	"reflect"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"frontdesk/bots/words"
)

func parsing(t testing.TB) *Hub {
	t.Helper()
	w, err := words.Load()
	if err != nil {
		t.Fatal(err)
	}
	return &Hub{commands: catalogue(w)}
}

func TestTypedCommandsAreReadAsPeopleTypeThem(t *testing.T) {
	h := parsing(t)
	for text, want := range map[string]struct {
		name string
		args map[string]string
	}{
		"/ask  where is it?":              {"ask", map[string]string{"question": "where is it?"}},
		"/ASK@desk_bot where\nis it":      {"ask", map[string]string{"question": "where\nis it"}},
		"/claim 12":                       {"claim", map[string]string{"ticket": "12"}},
		"/close":                          {"close", map[string]string{}},
		"/quiet 1h all":                   {"quiet", map[string]string{"time": "1h", "all": "all"}},
		"/faq":                            {"faq", map[string]string{}},
		"/faq ADD fees Fees | what fees?": {"faq add", map[string]string{"id": "fees", "title": "Fees", "questions": "what fees?"}},
		"/faq add a | b | c | d | en":     {"faq add", map[string]string{"id": "a", "title": "b", "questions": "c", "answer": "d", "lang": "en"}},
		"/faq edit fees no | longer":      {"faq edit", map[string]string{"id": "fees", "answer": "no", "title": "longer"}},
		"/faq nothing at all":             {"faq", map[string]string{"subcommand": "nothing"}},
		"/nothing at all":                 {"nothing", map[string]string{}},
	} {
		c, is := h.parse(text)
		if !is || c.name != want.name || !reflect.DeepEqual(c.args, want.args) {
			t.Errorf("%q is %v: %+v, want %+v", text, is, c, want)
		}
	}
	for _, text := range []string{"", "/", "//", "// a note", "ask", " /ask", "/a/b", "/@bot", "/😀", "/" + strings.Repeat("a", 33)} {
		if c, is := h.parse(text); is {
			t.Errorf("%q was taken for the command %q", text, c.name)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"/ask where", "/faq add a b | c | d", "/faq edit ||||", "/close@bot 7 solved", "//", "/\u202eksa", "/ask \xff\xfe", "/faq\u00a0add\u3000x",
		"/\u0130", "/faq add " + strings.Repeat("|", 1000), "/queue\x00", "/fAq 00", "/faq \u0130 x",
	} {
		f.Add(s)
	}
	h := parsing(f)
	f.Fuzz(func(t *testing.T, s string) {
		c, is := h.parse(s)
		if !is {
			return
		}
		if s[0] != '/' || c.name == "" {
			t.Fatalf("%q was taken for the command %q", s, c.name)
		}
		known := map[string]bool{subcommand: len(c.command.subs) > 0} // the word that named none of them
		for _, o := range c.command.Options {
			known[o.Name] = true
		}
		total := 0
		for name, v := range c.args {
			if !known[name] {
				t.Fatalf("%q gave /%s the option %q, which it does not have", s, c.name, name)
			}
			if v == "" || v != strings.TrimSpace(v) || !strings.Contains(s, v) {
				t.Fatalf("%q gave %s the value %q", s, name, v)
			}
			total += len(v)
		}
		if total > len(s) {
			t.Fatalf("%q gave more than it holds: %v", s, c.args)
		}
		if c.command.run == nil && (!utf8.ValidString(c.name) || strings.ContainsFunc(c.name, unicode.IsSpace)) {
			t.Fatalf("%q names the command %q", s, c.name)
		}
	})
}
