// Command train makes model.bin of the gate from its corpus; run it by go generate ./faq/gate, or with -report to see the size
// of the corpus and how well parts of it that were held out are told apart.
package main

import (
	"flag"
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	dir := flag.String("dir", ".", "folder of the gate: corpus/*.tsv is read, model.bin written")
	only := flag.Bool("report", false, "print figures instead of writing the model")
	flag.Parse()
	if err := run(*dir, *only); err != nil {
		log.Fatal(err)
	}
}

func run(dir string, only bool) error {
	examples, err := readCorpus(filepath.Join(dir, "corpus"))
	if err != nil {
		return err
	}
	if only {
		rows, err := featurise(examples)
		if err != nil {
			return err
		}
		report(os.Stdout, examples, rows)
		return nil
	}
	m, err := train(examples)
	if err != nil {
		return err
	}
	bytes, err := m.MarshalBinary()
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "model.bin"), bytes, 0o644)
}
