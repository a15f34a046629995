package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/rs/zerolog"

	"frontdesk"
	"frontdesk/bots"
	"frontdesk/faq"
)

// faqFile is the base layer of the FAQ on disk, looked at every now and then.
type faqFile struct {
	path string // empty: the embedded one
	book *faq.Book
	log  zerolog.Logger
	last []byte // as read last, good or broken
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
	src, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, path, fmt.Errorf("faq: %w", err)
	}
	return src, path, nil
}

// load imports the file at start. A broken one is refused; if an earlier one was imported, that goes on serving.
func (f *faqFile) load(ctx context.Context) error {
	src, name, err := readFAQ(f.path)
	if err != nil {
		return err
	}
	f.last = src
	_, err = f.book.Base(ctx, src, faq.Author{Name: name, At: time.Now()})
	if err == nil {
		return nil
	}
	if served(ctx, f.book) {
		f.log.Error().Err(err).Msg("faq.yaml is refused; the last good one goes on serving")
		return nil
	}
	return err
}

// served reports whether the book holds anything to serve.
func served(_ context.Context, b *faq.Book) bool {
	idx, _ := b.Snapshot()
	return idx.Len() > 0
}

// watch imports the file whenever it has changed, and at once on SIGHUP. A file that changes while it is read is left
// for the next look.
func (f *faqFile) watch(ctx context.Context, h *bots.Hub) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	tick := time.NewTicker(faqEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-hup:
		case <-tick.C:
		}
		if err := f.look(ctx, h); err != nil && !errors.Is(err, fs.ErrNotExist) {
			f.log.Error().Err(err).Msg("faq.yaml is refused; the last good one goes on serving")
		}
	}
}

func (f *faqFile) look(ctx context.Context, h *bots.Hub) error {
	src, name, err := readFAQ(f.path)
	if err != nil || bytes.Equal(src, f.last) {
		return err
	}
	f.last = src
	done, err := f.book.Base(ctx, src, faq.Author{Name: name, At: time.Now()})
	if err != nil {
		return err
	}
	f.log.Info().Int("added", len(done.Added)).Int("changed", len(done.Changed)).Int("removed", len(done.Removed)).Strs("kept", done.Kept).
		Msg("faq.yaml is imported")
	if len(done.Kept) > 0 {
		return h.Report(ctx, strings.Join(done.Kept, ", "))
	}
	return nil
}
