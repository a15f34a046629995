package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"frontdesk/faq/gate/internal/signal"
	"frontdesk/faq/lexicon"
	"frontdesk/faq/text"
)

// example is one line of the corpus.
type example struct {
	Class, Lang, Text, Group, Source string
	Asks                             bool
}

// asks tells the classes apart: true asks for help of this community.
var asks = map[string]bool{
	"ask": true, "report": true, "safety": true,
	"greet": false, "chatter": false, "price": false, "statement": false, "thanks": false, "peer": false, "staff": false,
	"lure": false, "spam": false, "product": false, "offtopic": false, "rhetoric": false,
	"near": false,
}

// readCorpus reads dir/*.tsv in the order of their names and what dir/templates.txt gives. A malformed line is an error that names file and line.
func readCorpus(dir string) ([]example, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.tsv"))
	if err != nil {
		return nil, err
	}
	var all []example
	for _, name := range files {
		if all, err = readFile(name, all); err != nil {
			return nil, err
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no corpus in %s", dir)
	}
	made, err := readTemplates(filepath.Join(dir, "templates.txt"))
	return append(all, made...), err
}

func readFile(name string, all []example) ([]example, error) {
	src, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	n := 0
	for line := range strings.Lines(string(src)) {
		n++
		c := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(c) != 5 {
			return nil, fmt.Errorf("%s:%d: %d columns, want class, lang, text, group, source", name, n, len(c))
		}
		e := example{Class: c[0], Lang: c[1], Text: c[2], Group: c[3], Source: c[4]}
		var ok bool
		if e.Asks, ok = asks[e.Class]; !ok {
			return nil, fmt.Errorf("%s:%d: unknown class %q", name, n, e.Class)
		}
		all = append(all, e)
	}
	return all, nil
}

// row is an example as the solver sees it.
type row struct {
	index []uint32
	value []float64
	norm  float64 // squared length
	sign  float64
}

// featurise computes the features of all examples.
func featurise(examples []example) ([]row, error) {
	l := lexicon.Default()
	x, err := signal.New(l)
	if err != nil {
		return nil, err
	}
	rows := make([]row, len(examples))
	var v signal.Vector
	for i, e := range examples {
		t := text.Parse(e.Text)
		x.Extract(t, l.Find(t), &v)
		rows[i] = newRow(&v, e.Asks)
	}
	return rows, nil
}

func newRow(v *signal.Vector, asks bool) row {
	r := row{sign: -1}
	if asks {
		r.sign = 1
	}
	v.Each(func(i uint32, x float64) {
		r.index = append(r.index, i)
		r.value = append(r.value, x)
		r.norm += float64(x * x)
	})
	return r
}
