package faq

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"frontdesk/store"
)

var file = Author{Name: "faq.yaml", At: dawn}

// baseYAML writes a file of entries given as id=answer.
func baseYAML(t testing.TB, lines ...string) []byte {
	t.Helper()
	var layer []Entry
	for _, l := range lines {
		id, answer, _ := strings.Cut(l, "=")
		layer = append(layer, entry(id, "what is "+id, answer))
	}
	var b bytes.Buffer
	if err := Export(&b, layer); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (s shelf) base(lines ...string) Imported {
	s.Helper()
	r, err := s.b.Base(s.Context(), baseYAML(s, lines...), file)
	if err != nil {
		s.Fatal(err)
	}
	return r
}

// answers lists what is in force, in the order of Export.
func (s shelf) answers() string {
	var out []string
	s.do(func(tx store.Tx) error {
		all, err := s.b.Export(tx)
		for _, e := range all {
			out = append(out, e.ID+"="+e.Answer["en"])
		}
		return err
	})
	return strings.Join(out, " ")
}

func (s shelf) want(r Imported, report, answers string) {
	s.Helper()
	got := fmt.Sprintf("added %v changed %v removed %v kept %v", r.Added, r.Changed, r.Removed, r.Kept)
	if got != report {
		s.Errorf("report %s\nwant   %s", got, report)
	}
	if got := s.answers(); got != answers {
		s.Errorf("in force %s\nwant     %s", got, answers)
	}
}

func TestTheBaseLayerFollowsItsFile(t *testing.T) {
	s := newShelf(t)
	s.want(s.base("b=1", "a=1", "c=1"), "added [a b c] changed [] removed [] kept []", "b=1 a=1 c=1")
	s.wantSnapshot("a what is a; b what is b; c what is c")
	_, before := s.b.Snapshot()
	if r := s.base("b=1", "a=1", "c=1"); !r.Same {
		t.Errorf("the same file again: %+v", r)
	}
	s.want(s.base("c=1", "b=1", "a=1"), "added [] changed [] removed [] kept []", "c=1 b=1 a=1")
	if _, after := s.b.Snapshot(); after != before {
		t.Error("a new order of the file is a new revision")
	}
	s.want(s.base("c=2", "d=1", "a=1"), "added [d] changed [c] removed [b] kept []", "c=2 d=1 a=1")
	if v := s.get("c"); v.By != file {
		t.Errorf("the entry was changed by %+v", v.By)
	}
}

func TestWhatCommandsChangedWinsOverTheFileAndIsReported(t *testing.T) {
	s := newShelf(t)
	s.base("edited=1", "deleted=1", "plain=1", "adopted=1", "dropped=1")
	edit := func(id, answer string) { s.put(entry(id, "what is "+id, answer), ann, s.get(id).Rev) }
	edit("edited", "mine")
	edit("adopted", "2")
	edit("dropped", "mine")
	s.put(entry("made", "what is made", "mine"), ann, 0)
	s.do(func(tx store.Tx) error { return s.b.Delete(tx, "deleted", ann, s.mustGet(tx, "deleted").Rev) })

	// The file as it was, but for an entry that nobody touched: nothing to report.
	s.want(s.base("edited=1", "deleted=1", "plain=2", "adopted=1", "dropped=1"), "added [] changed [plain] removed [] kept []",
		"edited=mine plain=2 adopted=2 dropped=mine made=mine")
	// Now the base changes under the edits; of adopted it becomes what the edit said.
	s.want(s.base("edited=2", "deleted=2", "plain=2", "adopted=2", "made=1"), "added [] changed [] removed [] kept [deleted dropped edited made]",
		"edited=mine plain=2 adopted=2 made=mine dropped=mine")
	s.do(func(tx store.Tx) error {
		if e, err := s.b.Original(tx, "edited"); err != nil || e.Answer["en"] != "2" {
			t.Errorf("the original of an edited entry: %+v, %v", e, err)
		}
		return nil
	})
	// What was reported once is not reported again, and an adopted entry follows the file.
	s.want(s.base("edited=2", "deleted=2", "plain=2", "adopted=3", "made=1"), "added [] changed [adopted] removed [] kept []",
		"edited=mine plain=2 adopted=3 made=mine dropped=mine")
	// An edit taken back follows the file again.
	edit("edited", "2")
	s.want(s.base("edited=3", "deleted=2", "adopted=3", "made=1"), "added [] changed [edited] removed [plain] kept []",
		"edited=3 adopted=3 made=mine dropped=mine")
}

func TestABrokenFileIsRefusedWholeAndTheLastGoodOneServes(t *testing.T) {
	s := newShelf(t)
	s.base("a=1", "b=1")
	_, before := s.b.Snapshot()
	long := strings.Repeat("x", 40)
	for name, c := range map[string]struct{ src, want string }{
		"a mistake":     {"entries:\n  - id: a\n    answr: {en: x}\n", `faq.yaml: line 3: an entry: unknown key "answr"`},
		"no YAML":       {"entries:\n  - id: \"a\n", "faq.yaml: line 2: not YAML"},
		"an empty file": {" \n", "faq.yaml: line 1: the file is empty"},
		"a broken text": {"entries:\n  - {id: a, title: {en: x}, answer: {en: \"\xff\"}}\n", "faq.yaml: line 2: not UTF-8"},
		"a long tier":   {"entries:\n  - {id: a, title: {en: x}, answer: {en: x}, tier: " + long + long + "}\n", "faq.yaml: line 2: entry a: a tag or tier"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := s.b.Base(t.Context(), []byte(c.src), file); err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %v, want %s…", err, c.want)
			}
			if _, after := s.b.Snapshot(); after != before {
				t.Error("the FAQ changed")
			}
		})
	}
	if r := s.base("a=1", "b=1"); !r.Same {
		t.Errorf("the last good file is not known any more: %+v", r)
	}
	if r, err := s.b.Base(t.Context(), []byte("entries: []\n"), file); err != nil || len(r.Removed) != 2 {
		t.Errorf("a file that says it has no entries: %+v, %v", r, err)
	}
}

func TestAnExportImportsBackToTheSameEntries(t *testing.T) {
	s := newShelf(t)
	s.base("b=1", "a=1", "Odd_ID=1")
	e := entry("made", "q: #1", " two\nlines \"quoted\" 提币\u200d ")
	e.Not, e.Tags, e.Tier, e.Urgent, e.Source = map[string][]string{"zh": {"不是"}}, []string{"x"}, "technical", true, "here"
	e.Review = dawn
	s.put(e, ann, 0)
	s.put(entry("a", "changed", "2"), ann, s.get("a").Rev)
	export := func(s shelf) (out []Entry, text []byte) {
		s.do(func(tx store.Tx) (err error) { out, err = s.b.Export(tx); return err })
		var b bytes.Buffer
		if err := Export(&b, out); err != nil {
			t.Fatal(err)
		}
		return out, b.Bytes()
	}
	before, text := export(s)
	other := newShelf(t)
	if _, err := other.b.Base(t.Context(), text, file); err != nil {
		t.Fatal(err)
	}
	if after, again := export(other); !reflect.DeepEqual(after, before) || !bytes.Equal(again, text) {
		t.Errorf("got  %+v\nwant %+v", after, before)
	}
	// And where it was exported, nothing changes by importing it.
	_, rev := s.b.Snapshot()
	r, err := s.b.Base(t.Context(), text, file)
	if err != nil || len(r.Added)+len(r.Changed)+len(r.Removed)+len(r.Kept) > 0 {
		t.Errorf("%+v, %v", r, err)
	}
	if _, after := s.b.Snapshot(); after != rev {
		t.Error("importing one's own export changed the FAQ")
	}
}

func TestAnImportOfManyEntriesTrainsBeforeItsTransaction(t *testing.T) {
	s := newShelf(t)
	var lines []string
	for i := range applyUpTo + 5 {
		lines = append(lines, fmt.Sprintf("e%d=1", i))
	}
	s.base(lines...)
	s.put(entry("e1", "mine", "2"), ann, s.get("e1").Rev)
	s.do(func(tx store.Tx) error { return s.b.AddNegative(tx, "e2", "en", "not this", ann) })
	for i := range lines {
		lines[i] = fmt.Sprintf("e%d=3", i)
	}
	r := s.base(append(lines[:5], lines[6:]...)...)
	if len(r.Changed) != len(lines)-2 || len(r.Removed) != 1 || len(r.Kept) != 1 {
		t.Errorf("%+v", r)
	}
	idx, _ := s.b.Snapshot()
	got := contents(idx)
	if err := s.b.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.wantSnapshot(got)
	for _, part := range []string{"e1 mine;", "e2 what is e2 -not this;"} {
		if !strings.Contains(got, part) {
			t.Errorf("%q is not in %s", part, got)
		}
	}
}

func FuzzWhatIsAcceptedComesBackFromAnExport(f *testing.F) {
	f.Add("fees", "en", "Fees: #1", "how much?\n- x", " two\n\tlines\r\n", "tag", "2")
	f.Add("a", "zh", "提币", "\u200b", "'\"\\\u2028\ufeff😀", "safety:seed", "~")
	f.Fuzz(func(t *testing.T, id, lang, title, question, answer, tag, tier string) {
		e := tidy(Entry{
			ID: id, Title: map[string]string{lang: title}, Questions: map[string][]string{"en": {question, title}},
			Not: map[string][]string{lang: {answer}}, Answer: map[string]string{lang: answer}, Tags: []string{tag}, Tier: tier, Source: title,
		})
		if check(&e) != nil {
			return
		}
		var b bytes.Buffer
		if err := Export(&b, []Entry{e}); err != nil {
			t.Fatal(err)
		}
		got, err := readBase(b.Bytes())
		if err != nil || len(got) != 1 || !reflect.DeepEqual(got[0], e) {
			t.Fatalf("%v\ngot  %+v\nwant %+v in\n%s", err, got, e, b.Bytes())
		}
	})
}
