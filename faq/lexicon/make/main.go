// Command make compiles the lexicon's data into lexicon.bin; go generate ./faq/gate runs it, before it trains the gate.
package main

import (
	"flag"
	"log"
	"os"
	"path/filepath"

	"frontdesk/faq/lexicon"
)

func main() {
	log.SetFlags(0)
	dir := flag.String("dir", ".", "folder of the lexicon: data/*.yaml is read, lexicon.bin written")
	flag.Parse()
	if err := run(*dir); err != nil {
		log.Fatal(err)
	}
}

func run(dir string) error {
	l, err := lexicon.Load(os.DirFS(filepath.Join(dir, "data")))
	if err != nil {
		return err
	}
	bytes, err := l.MarshalBinary()
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "lexicon.bin"), bytes, 0o644)
}
