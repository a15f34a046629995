package lexicon

import (
	"bufio"
	"bytes"
	"io/fs"
	"math/bits"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"

	"frontdesk/faq/text"
)

// reading is the embedded data and what it makes.
type reading struct {
	lexicon *Lexicon
	entries []entry
	written []byte // as it is shipped
}

var readOnce = sync.OnceValues(readAll)

func readAll() (reading, error) {
	all, err := readDir(dataDir())
	if err != nil {
		return reading{}, err
	}
	l, err := compile(all, false)
	if err != nil {
		return reading{}, err
	}
	written, err := l.MarshalBinary()
	return reading{l, all, written}, err
}

// compiled returns the embedded data and what it makes, which knows how many wordings each form has. All tests share it: they
// change nothing but the words it knows, so it is written down before.
func compiled(t *testing.T) (*Lexicon, []entry) {
	t.Helper()
	d, err := readOnce()
	if err != nil {
		t.Fatal(err)
	}
	return d.lexicon, d.entries
}

// Ordinary talk must not look like the field: a form that fires on it is too wide.
func TestNoFormFiresOnChatter(t *testing.T) {
	l := Default()
	files, err := filepath.Glob("testdata/chatter/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no chatter", err)
	}
	for _, file := range files {
		all, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		sc := bufio.NewScanner(bytes.NewReader(all))
		for n := 1; sc.Scan(); n++ {
			p := text.Parse(sc.Text())
			for _, h := range l.Find(p) {
				switch h.Kind {
				case Thing, Act, State, Place, Person:
					from, to := p.Tokens[h.Start].Start, p.Tokens[h.End-1].End
					t.Errorf("%s:%d: %s is found in «%s»: %s", filepath.Base(file), n, l.Concept(h.Concept).ID, p.Source[from:to], p.Source)
				}
			}
		}
		if err := sc.Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// A form names one thing, one act or one state in one language, unless one meaning is a case of the other or company decides.
// It may say two of different kinds at once: 转错 is a transfer and a mistake.
func TestNoTwoConceptsOfAKindShareAForm(t *testing.T) {
	l, entries := compiled(t)
	for i := range entries {
		e := &entries[i]
		for _, f := range e.forms {
			if len(f.near) > 0 || f.variants > 1 || strings.Contains(f.text, "~") || l.concepts[l.ids[e.id]].Kind >= language {
				continue
			}
			for _, other := range sharers(l, f, l.ids[e.id]) {
				t.Errorf("%s:%d: «%s» (%s) is a form of %s and of %s", e.file, f.line, f.text, f.lang, e.id, other)
			}
		}
	}
}

// sharers names the concepts that have the form too and are not related to id; each pair is told once.
func sharers(l *Lexicon, f form, id int32) []string {
	at := place(0)
	c := newCompiler(l)
	for word := range strings.FieldsSeq(f.text) {
		w, err := c.wording(&f, word)
		if err != nil {
			return nil
		}
		for _, e := range w.elements {
			at = l.step(at, e)
		}
	}
	lang := uint32(1) << slices.Index(l.langs, f.lang)
	var out []string
	for i := l.ending(at); i != 0; i = l.outputs[i-1].next {
		o := l.outputs[i-1]
		if o.concept > id && o.langs&lang != 0 && !o.not && o.cond == 0 && l.concepts[o.concept].Kind == l.concepts[id].Kind && !related(l, id, o.concept) {
			out = append(out, l.concepts[o.concept].ID)
		}
	}
	return out
}

func related(l *Lexicon, a, b int32) bool {
	return slices.Contains(l.concepts[a].Parents, b) || slices.Contains(l.concepts[b].Parents, a)
}

// What the loader makes of a form and what Parse makes of a message that is the form must agree, or it is never found.
func TestEveryFormReadsAsAMessageDoes(t *testing.T) {
	own, err := readAll() // a compiler writes to it
	if err != nil {
		t.Fatal(err)
	}
	l, entries, c := own.lexicon, own.entries, newCompiler(own.lexicon)
	for i := range entries {
		e := &entries[i]
		for _, f := range slices.Concat(e.forms, e.not) {
			if strings.ContainsAny(f.text, "()|~<*") || f.stem {
				continue
			}
			var got, want []string
			for word := range strings.FieldsSeq(f.text) {
				w, err := c.wording(&f, word)
				if err != nil {
					t.Fatal(err)
				}
				for _, el := range w.elements {
					got = append(got, l.name(el))
				}
			}
			for _, tok := range text.Parse(f.text).Tokens {
				if tok.Content() {
					want = append(want, tok.Folded)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s:%d: %s: «%s» is read as %q, a message as %q", e.file, f.line, e.id, f.text, got, want)
			}
		}
	}
}

// The reader of this package takes only a part of YAML; what it takes means the same to everybody else.
func TestOtherYAMLReadersAgree(t *testing.T) {
	type concept struct {
		ID, Kind, Gloss string
		Parents         []string
		Forms, Not      map[string][]any
		Tests           struct{ Hit, Miss []string }
	}
	files, err := fs.Glob(dataDir(), "*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		src, err := fs.ReadFile(dataDir(), name)
		if err != nil {
			t.Fatal(err)
		}
		var theirs []concept
		if err := yaml.UnmarshalWithOptions(src, &theirs, yaml.Strict()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		ours, err := read(name, string(src))
		if err != nil {
			t.Fatal(err)
		}
		if len(ours) != len(theirs) {
			t.Fatalf("%s: %d concepts, others read %d", name, len(ours), len(theirs))
		}
		for i, o := range ours {
			th := theirs[i]
			if o.id != th.ID || o.gloss != th.Gloss || o.hasKind != (th.Kind != "") || o.hasKind && o.kind.String() != th.Kind || len(o.parents) != len(th.Parents) ||
				!slices.Equal(o.hit, th.Tests.Hit) || !slices.Equal(o.miss, th.Tests.Miss) {
				t.Errorf("%s:%d: %s reads differently elsewhere: %+v", name, o.line, o.id, th)
			}
			sameForms(t, name, o.forms, th.Forms)
			sameForms(t, name, o.not, th.Not)
		}
	}
}

func sameForms(t *testing.T, name string, ours []form, theirs map[string][]any) {
	t.Helper()
	byLang := map[string][]form{}
	for _, f := range ours {
		byLang[f.lang] = append(byLang[f.lang], f)
	}
	for lang, list := range theirs {
		if len(list) != len(byLang[lang]) {
			t.Fatalf("%s: %s has %d forms, others read %d", name, lang, len(byLang[lang]), len(list))
		}
		for i, v := range list {
			f := byLang[lang][i]
			if m, ok := v.(map[string]any); ok {
				if v = m["t"]; v == nil {
					v = m["stem"]
				}
			}
			if v != any(f.text) {
				t.Errorf("%s:%d: «%s» reads as %v (%T) elsewhere", name, f.line, f.text, v, v)
			}
		}
	}
}

// mostEdges is what memory can afford: eight bytes each.
const mostEdges = 500_000

func TestTheLexiconSpeaksManyLanguages(t *testing.T) {
	l, entries := compiled(t)
	written := map[string]int{}
	concepts, wordings := 0, 0
	for i := range l.concepts {
		if l.concepts[i].Kind < language {
			concepts++
		}
	}
	for i := range entries {
		if l.concepts[l.ids[entries[i].id]].Kind >= language {
			continue
		}
		for _, f := range entries[i].forms {
			written[f.lang]++
			wordings += int(f.variants)
		}
	}
	total := 0
	for _, n := range written {
		total += n
	}
	t.Logf("%d concepts, %d forms, %d wordings, %d edges, by language: %v", concepts, total, wordings, len(l.edges), written)
	for _, lang := range []string{"en", "zh", "ru", "vi", "tr", "id", "es", "pt", "hi", "fr"} {
		if written[lang] < 1000 {
			t.Errorf("%s has only %d forms", lang, written[lang])
		}
	}
	if len(l.edges) > mostEdges {
		t.Errorf("%d edges, want at most %d: brackets with many choices in a row cost most", len(l.edges), mostEdges)
	}
	if bits.Len(uint(len(l.langs))) > 5 {
		t.Errorf("%d languages", len(l.langs))
	}
}
