package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"frontdesk/faq"
	"frontdesk/store"
)

type faqExportCmd struct {
	Out    string `help:"File to write; default: standard output. An existing YAML file keeps its comments and order." short:"o" type:"path" placeholder:"FILE"`
	Format string `help:"yaml, json or csv; default: what the file's name says, else yaml." enum:"yaml,json,csv," default:""`
}

// Run writes the entries in force to a file or standard output.
func (c faqExportCmd) Run(ctx context.Context, a *app, io streams) error {
	format := faq.Format(c.Format)
	if format == "" {
		format = faq.FormatOf(c.Out)
	}
	if c.Out == "" && (format == "" || format == faq.YAML) {
		return send(ctx, a, &faqExport{}, io)
	}
	var b bytes.Buffer
	if err := send(ctx, a, &faqExport{}, streams{in: io.in, out: &b, err: io.err}); err != nil {
		return err
	}
	es, err := faq.Parse(b.Bytes())
	if err != nil {
		return fmt.Errorf("what was exported does not read: %w", err)
	}
	if c.Out == "" {
		return faq.Write(io.out, format, es)
	}
	src, err := exported(c.Out, format, es)
	if err != nil {
		return err
	}
	return writeFile(c.Out, src)
}

// exported is a file with the entries. YAML that stands there already is patched, so that its comments stay.
func exported(path string, format faq.Format, es []faq.Entry) ([]byte, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a directory; name a file in it", path)
	}
	if format == "" || format == faq.YAML {
		if src, err := os.ReadFile(path); err == nil && len(bytes.TrimSpace(src)) > 0 {
			out, err := faq.Patch(src, es)
			if err != nil {
				return nil, fmt.Errorf("%s: nothing was written: %w", path, err)
			}
			return out, nil
		}
		format = faq.YAML
	}
	var b bytes.Buffer
	err := faq.Write(&b, format, es)
	return b.Bytes(), err
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

// writeFile replaces a file at once or not at all. A new one is for its owner alone; one that is there keeps its mode.
func writeFile(path string, b []byte) error {
	mode := os.FileMode(0o600)
	if info, err := os.Stat(path); err == nil {
		mode = info.Mode().Perm()
	}
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".frontdesk-*") // mode 0600
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", path, err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // gone after the rename
	if _, err := tmp.Write(b); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := errors.Join(tmp.Chmod(mode), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

type faqImportCmd struct {
	File    string `arg:"" help:"YAML, JSON or CSV file, as export writes it; - is standard input."`
	Replace bool   `help:"Delete the entries that the file does not have."`
	DryRun  bool   `help:"Only tell what would be added, changed and removed."`
}

// Run opens the file, which the importing process may not even see.
func (c faqImportCmd) Run(ctx context.Context, a *app, io streams) error {
	e := &faqImport{File: c.File, Replace: c.Replace, DryRun: c.DryRun}
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
		return fmt.Errorf("%s is a directory; expected a YAML, JSON or CSV file, as faq export writes it", c.File)
	}
	return send(ctx, a, e, streams{in: f, out: io.out, err: io.err})
}

// faqImport puts the entries of its input into force as edits: they win over faq.yaml from then on, beginning with the next
// question. It does so with all or none.
type faqImport struct {
	File    string // what to call the input; its name tells the format
	Replace bool
	DryRun  bool `json:",omitempty"`
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
	es, err := faq.Read(f.File, src)
	if err != nil {
		return fmt.Errorf("%s: %w", f.File, err)
	}
	if f.DryRun {
		return f.rehearse(ctx, d, es, std)
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

// rehearse tells what an import would do.
func (f *faqImport) rehearse(ctx context.Context, d *desk, es []faq.Entry, std streams) error {
	p := newProgress(std.err, fmt.Sprintf("comparing %d entries", len(es)), 0)
	defer p.stop()
	plan, err := d.book.Plan(ctx, es, f.Replace)
	p.stop()
	if err != nil {
		return err
	}
	out := bufio.NewWriter(std.out)
	count := map[faq.PlanKind]int{}
	for _, e := range plan {
		count[e.Kind]++
		fmt.Fprintf(out, "%s %s\n", map[faq.PlanKind]string{faq.WouldAdd: "+", faq.WouldChange: "~", faq.WouldRemove: "-"}[e.Kind], e.ID)
		for _, c := range e.Changes {
			fmt.Fprintf(out, "    %s\n", strings.ReplaceAll(c.String(), "\n", "\n    "))
		}
	}
	fmt.Fprintf(out, "%d entries read: %d would be added, %d changed, %d removed; nothing was changed\n",
		len(es), count[faq.WouldAdd], count[faq.WouldChange], count[faq.WouldRemove])
	return out.Flush()
}
