package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/rs/zerolog"

	"frontdesk"
	"frontdesk/escalation"
	"frontdesk/faq"
)

// faqFile is the base layer of the FAQ on disk, looked at every now and then.
type faqFile struct {
	path string // empty: the embedded one
	book *faq.Book
	log  zerolog.Logger

	claims *escalation.Claims // which tiers a changed file may name; nil: any

	last []byte // as read last, good or broken
	read stamp  // of last
	seen stamp  // at the last look
}

// stamp changes with a file's contents, as far as that can be told without reading it.
type stamp struct {
	size int64
	at   time.Time
}

// faqEvery is how often the file is looked at.
const faqEvery = 10 * time.Second

func newFAQFile(path string, book *faq.Book, log zerolog.Logger) *faqFile {
	return &faqFile{path: faqPath(path), book: book, log: log}
}

// faqPath is the file to read: the one named, else ./faq.yaml if it is there, else none.
func faqPath(path string) string {
	if path != "" {
		return path
	}
	if _, err := os.Stat("faq.yaml"); err == nil {
		return "faq.yaml"
	}
	return ""
}

// readFAQ returns the base layer and what to call it.
func readFAQ(path string) ([]byte, string, error) {
	if path == "" {
		return frontdesk.FAQ(), "the embedded faq.yaml", nil
	}
	src, err := readFile("--faq", path)
	return src, path, err
}

// load imports the file at start. A broken one is refused; if an earlier one was imported, that goes on serving.
func (f *faqFile) load(ctx context.Context) error {
	f.read, _ = f.stat() // what is wrong with the file, reading it tells
	src, name, err := readFAQ(f.path)
	if err != nil {
		return err
	}
	f.last = src
	_, err = f.put(ctx, src, name)
	if !refused(err) {
		return err
	}
	if based, failed := f.book.Based(ctx); failed != nil || !based {
		return errors.Join(err, failed)
	}
	f.log.Error().Err(err).Msg("faq.yaml is refused; the last good one goes on serving")
	return nil
}

// put imports a base layer. What is wrong with it is told with the whole path; moderators see its name only.
func (f *faqFile) put(ctx context.Context, src []byte, name string) (faq.Imported, error) {
	done, err := f.book.Base(ctx, src, faq.Author{Name: filepath.Base(name), At: time.Now()})
	var p faq.Problems
	if errors.As(err, &p) {
		err = fmt.Errorf("%s: %w", name, p)
	}
	return done, err
}

// allowed is put, unless an entry names a tier that tickets cannot have.
func (f *faqFile) allowed(ctx context.Context, src []byte, name string) (faq.Imported, error) {
	if f.claims != nil {
		if p := unknownTiers(src, *f.claims); len(p) > 0 {
			return faq.Imported{}, fmt.Errorf("%s: %w", name, p)
		}
	}
	return f.put(ctx, src, name)
}

// refused reports whether a file was read and found broken.
func refused(err error) bool {
	var p faq.Problems
	return errors.As(err, &p)
}

func (f *faqFile) stat() (stamp, error) {
	info, err := os.Stat(f.path)
	if err != nil {
		return stamp{}, err
	}
	return stamp{info.Size(), info.ModTime()}, nil
}

// moderators are told what became of a changed file: which entries kept their text although it changed under them, and why one
// was refused.
type moderators interface {
	Kept(ctx context.Context, entries string) error
	Refused(ctx context.Context, why string) error
}

// watch looks at the file until ctx ends, and at once on SIGHUP.
func (f *faqFile) watch(ctx context.Context, to moderators) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	tick := time.NewTicker(faqEvery)
	defer tick.Stop()
	for {
		told := false
		select {
		case <-ctx.Done():
			return
		case <-hup:
			told = true
		case <-tick.C:
		}
		kept, err := f.look(ctx, told)
		if err == nil && len(kept) > 0 {
			err = to.Kept(ctx, strings.Join(kept, ", "))
		}
		if err != nil && ctx.Err() == nil {
			f.log.Error().Err(err).Msg("faq.yaml is not imported; the last good one goes on serving")
		}
		var p faq.Problems
		if !errors.As(err, &p) {
			continue
		}
		if err := to.Refused(ctx, p.Error()); err != nil && ctx.Err() == nil {
			f.log.Error().Err(err).Msg("the moderators cannot be told of it")
		}
	}
}

// look imports the file if it has changed. One that somebody may still be writing is left alone: its size and time must stand
// as at the look before, unless the operator told us to read it now. A broken file is told once; what failed for another
// reason is tried again. It returns the entries whose base has changed under an edit.
func (f *faqFile) look(ctx context.Context, told bool) (kept []string, err error) {
	if f.path == "" {
		return nil, nil
	}
	now, err := f.stat()
	if errors.Is(err, fs.ErrNotExist) && !told {
		return nil, nil // between two names, as editors save; at the next start it would be an error
	}
	if err != nil {
		return nil, fmt.Errorf("--faq: %w", err)
	}
	still := now == f.seen
	f.seen = now
	if !told && (now == f.read || !still) {
		return nil, nil
	}
	f.read = now
	src, name, err := readFAQ(f.path)
	if err != nil {
		return nil, err
	}
	if after, err := f.stat(); err != nil || after != now {
		f.read = stamp{}
		return nil, nil //nolint:nilerr // it changed while it was read: the next look reads it again
	}
	if !told && bytes.Equal(src, f.last) {
		return nil, nil
	}
	done, err := f.allowed(ctx, src, name)
	if err != nil && !refused(err) {
		f.read = stamp{}
		return nil, err
	}
	f.last = src
	if err != nil || done.Same {
		return nil, err
	}
	f.log.Info().Int("added", len(done.Added)).Int("changed", len(done.Changed)).Int("removed", len(done.Removed)).Strs("kept", done.Kept).
		Msg("faq.yaml is imported")
	return done.Kept, nil
}
