package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const annotated = `# Ours.
entries:
  # about fees
  - id: fees
    title: {en: "Fees"}   # short
    questions:
      en:
        - why so high
        # typed on phones
        - 'wats the fee'
    answer: {en: "=They go to the network."}

  # the last one
  - id: old
    title: {en: Old}
    answer: {en: "Gone soon."}
`

// exchange is a data directory over a copy of annotated.
type exchange struct {
	*testing.T
	base, data string
}

func newExchange(t *testing.T) exchange {
	return exchange{t, file(t, "faq.yaml", annotated), t.TempDir()}
}

// run runs a subcommand of faq that must succeed.
func (x exchange) run(args ...string) string {
	x.Helper()
	got := cli(x.T, "", append([]string{"faq", "--faq", x.base, "--data", x.data}, args...)...)
	if got.status != 0 || got.err != "" {
		x.Fatalf("%v: status %d\n%s", args, got.status, got.err)
	}
	return got.out
}

func TestAnExportOntoTheFileKeepsItButForWhatChanged(t *testing.T) {
	x := newExchange(t)
	if err := os.Chmod(x.base, 0o640); err != nil {
		t.Fatal(err)
	}
	x.run("export", "-o", x.base)
	read := func() string {
		src, err := os.ReadFile(x.base)
		if err != nil {
			t.Fatal(err)
		}
		return string(src)
	}
	if got := read(); got != annotated {
		t.Fatalf("without a change it became\n%s", got)
	}
	x.run("import", file(t, "edit.csv", "id,lang,title,questions,answer\nfees,en,Fees,\"why so high\nwhat's the fee\",'=They go to the miners.\n"))
	x.run("export", "-o", x.base)
	want := strings.NewReplacer("'wats the fee'", "'what''s the fee'", "to the network", "to the miners").Replace(annotated)
	if got := read(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if info, err := os.Stat(x.base); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	t.Run("and a broken file is not written over", func(t *testing.T) {
		broken := file(t, "broken.yaml", "entries:\n  - idd: x\n")
		got := cli(t, "", "faq", "export", "-o", broken, "--faq", x.base, "--data", x.data)
		if got.status != 1 || !strings.Contains(got.err, broken+": nothing was written: the file that stands there has mistakes") || !strings.Contains(got.err, "line 2: ") {
			t.Errorf("status %d\n%s", got.status, got.err)
		}
	})
}

func TestEveryFormatTravelsOutAndBackWithoutAChange(t *testing.T) {
	x := newExchange(t)
	yaml := x.run("export")
	for _, name := range []string{"out.yaml", "out.json", "out.csv"} {
		out := filepath.Join(t.TempDir(), name)
		x.run("export", "-o", out)
		if got := x.run("import", "--replace", out); got != "2 entries read: 0 added, 0 changed, 0 removed\n" {
			t.Errorf("%s: %s", name, got)
		}
		src, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		if got := x.run("export", "--format", strings.TrimPrefix(filepath.Ext(name), ".")); got != string(src) {
			t.Errorf("%s: on standard output\n%s", name, got)
		}
		fresh := exchange{t, file(t, "none.yaml", "entries: []\n"), t.TempDir()}
		fresh.run("import", out)
		if got, want := sortedLines(fresh.run("export")), sortedLines(yaml); got != want {
			t.Errorf("%s: in another store\n%s\nwant\n%s", name, got, want)
		}
	}
}

// sortedLines is a text whatever the order of its entries.
func sortedLines(s string) string { return strings.Join(sorted(lineSet(s)), "\n") }

func lineSet(s string) map[string]bool {
	out := map[string]bool{}
	for line := range strings.SplitSeq(s, "\n") {
		out[line] = true
	}
	return out
}

func TestADryRunListsWhatAnImportWouldDo(t *testing.T) {
	x := newExchange(t)
	edit := file(t, "edit.json", `{"entries": [
  {"id": "fees", "title": {"en": "Fees"}, "questions": {"en": ["why so high", "gas"]}, "answer": {"en": "They go to the miners.\nAll of them."}},
  {"id": "new", "title": {"en": "New"}, "answer": {"en": "It is."}}
]}`)
	before := x.run("export")
	want := `~ fees
    questions (en)
      - wats the fee
      + gas
    answer (en)
      - =They go to the network.
      + They go to the miners.
      + All of them.
+ new
    title (en)
      + New
    answer (en)
      + It is.
- old
2 entries read: 1 would be added, 1 changed, 1 removed; nothing was changed
`
	if got := x.run("import", "--dry-run", "--replace", edit); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if x.run("export") != before {
		t.Error("it changed something")
	}
	if got := x.run("import", "--replace", edit); got != "2 entries read: 1 added, 1 changed, 1 removed\n" {
		t.Errorf("the import itself: %s", got)
	}
}

func TestAnImportWithAMistakeImportsNothingAndNamesThePlace(t *testing.T) {
	x := newExchange(t)
	before := x.run("export")
	for name, c := range map[string]struct{ file, src, want string }{
		"YAML": {"x.yaml", "entries:\n  - {id: good, title: {en: x}, answer: {en: y}}\n  - {id: bad, title: {en: x}}\n", "line 3: entry bad: has no answer"},
		"JSON": {"x.json", "{\"entries\": [{\"id\": \"good\", \"title\": {\"en\": \"x\"}, \"answer\": {\"en\": \"y\"}},\n{\"id\": \"bad\", \"titel\": {}}]}", `line 2: an entry: unknown key "titel"`},
		"CSV":  {"x.csv", "id,lang,title,answer,review\ngood,en,x,y,\nbad,en,x,y,soon\n", "row 3, column review: expected a date such as 2026-03-31"},
	} {
		t.Run(name, func(t *testing.T) {
			path := file(t, c.file, c.src)
			got := cli(t, "", "faq", "import", path, "--faq", x.base, "--data", x.data)
			if got.status != 1 || !strings.Contains(got.err, path+": "+c.want) {
				t.Errorf("status %d\n%s", got.status, got.err)
			}
			if x.run("export") != before {
				t.Error("something was imported")
			}
		})
	}
}
