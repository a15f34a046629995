package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

func TestTheShippedModelIsTheCorpuss(t *testing.T) {
	examples, err := readCorpus("../corpus")
	if err != nil {
		t.Fatal(err)
	}
	m, err := Train(examples)
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
	report(&b, examples, rows)
	t.Log("\n" + b.String())
}
