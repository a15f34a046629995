package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"frontdesk/faq"
	"frontdesk/store"
)

type faqExportCmd struct {
	Out string `help:"File to write; default: standard output." short:"o" type:"path" placeholder:"FILE"`
}

// Run writes the entries in force to a file or standard output.
func (c faqExportCmd) Run(ctx context.Context, a *app, io streams) error {
	if c.Out == "" {
		return send(ctx, a, &faqExport{}, io)
	}
	var b bytes.Buffer
	if err := send(ctx, a, &faqExport{}, streams{in: io.in, out: &b, err: io.err}); err != nil {
		return err
	}
	return writeFile(c.Out, b.Bytes())
}

// faqExport writes the entries in force as YAML.
type faqExport struct{}

func (*faqExport) name() string { return "faq export" }

func (*faqExport) do(ctx context.Context, d *desk, io streams) error {
	var es []faq.Entry
	err := d.store.View(ctx, func(tx store.Tx) (err error) { es, err = d.book.Export(tx); return err })
	if err != nil {
		return err
	}
	return faq.Export(io.out, es)
}

// writeFile replaces a file at once or not at all, for its owner alone.
func writeFile(path string, b []byte) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a directory; name a file in it", path)
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".frontdesk-*") // mode 0600
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone after the rename
	if _, err := tmp.Write(b); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

type faqImportCmd struct {
	File    string `arg:"" help:"YAML file, as export writes it; - is standard input."`
	Replace bool   `help:"Delete the entries that the file does not have."`
}

// Run opens the file, which the importing process may not even see.
func (c faqImportCmd) Run(ctx context.Context, a *app, io streams) error {
	e := &faqImport{File: c.File, Replace: c.Replace}
	if c.File == "-" {
		e.File = "standard input"
		return send(ctx, a, e, io)
	}
	f, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a directory; expected a YAML file, as faq export writes it", c.File)
	}
	return send(ctx, a, e, streams{in: f, out: io.out, err: io.err})
}

// faqImport puts the entries of its input into force as edits: they win over faq.yaml from then on, beginning with the next
// question. It does so with all or none.
type faqImport struct {
	File    string // what to call the input
	Replace bool
}

// maxImport bounds what is read into memory.
const maxImport = 64 << 20

func (*faqImport) name() string { return "faq import" }

func (f *faqImport) do(ctx context.Context, d *desk, std streams) error {
	src, err := io.ReadAll(io.LimitReader(&interruptible{ctx: ctx, in: std.in}, maxImport+1))
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", f.File, err)
	case len(src) > maxImport:
		return fmt.Errorf("%s: is longer than %d MB, the most that can be imported", f.File, maxImport>>20)
	case len(bytes.TrimSpace(src)) == 0:
		return fmt.Errorf("%s: line 1: is empty; an FAQ without entries is written as entries: []", f.File)
	}
	es, err := faq.Parse(src)
	if err != nil {
		return fmt.Errorf("%s: %w", f.File, err)
	}
	p := newProgress(std.err, fmt.Sprintf("importing %d entries, all or none", len(es)), 0)
	defer p.stop()
	done, err := d.book.Import(ctx, es, f.Replace, faq.Author{Name: filepath.Base(f.File), At: time.Now()})
	p.stop()
	if err != nil {
		return fmt.Errorf("nothing was imported: %w", err)
	}
	_, err = fmt.Fprintf(std.out, "%d entries read: %d added, %d changed, %d removed\n", len(es), len(done.Added), len(done.Changed), len(done.Removed))
	return err
}
