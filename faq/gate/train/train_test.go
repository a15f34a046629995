package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheShippedModelIsTheCorpuss(t *testing.T) {
	if testing.Short() {
		t.Skip("fits six models")
	}
	examples, err := readCorpus("../corpus")
	if err != nil {
		t.Fatal(err)
	}
	m, err := train(examples)
	if err != nil {
		t.Fatal(err)
	}
	want, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../model.bin")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("model.bin is not what the corpus gives: run go generate ./faq/gate")
	}
}

func TestHeldOutGroupsAndLanguagesAreToldApart(t *testing.T) {
	if testing.Short() {
		t.Skip("fits two dozen models")
	}
	examples, err := readCorpus("../corpus")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := featurise(examples)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	groups, languages := report(&b, examples, rows)
	t.Log("\n" + b.String())
	if groups < 0.8 || languages < 0.87 {
		t.Errorf("AUROC %.3f with groups held out, want 0.8; %.3f with languages held out, want 0.87", groups, languages)
	}
}

func TestTemplatesAreStrict(t *testing.T) {
	for _, c := range []struct{ name, file, problem string }{
		{"a slot without values", "[ask en x]\nhow long does a {noun} take\n", "no values for {noun}"},
		{"a class that does not exist", "[question en x]\nhow\n", "unknown class"},
		{"a header without group", "[ask en]\nhow\n", "want [class lang group]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "templates.txt")
			if err := os.WriteFile(file, []byte(c.file), 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := readTemplates(file); err == nil || !strings.Contains(err.Error(), c.problem) {
				t.Errorf("error %v, want %q", err, c.problem)
			}
		})
	}
}
