// Package backup writes a store and the files beside it into one stream, and takes it apart again with proof that it is whole.
//
// The stream is a tar archive under gzip, which age may have encrypted. It holds the store, the kept files and last a manifest
// with the size and SHA-256 of each; without the manifest it was cut off. A backup can be read without this program:
//
//	age --decrypt -o - FILE | tar -xz
package backup

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"path"
	"time"
)

// Format is the number of the layout of backups. A program refuses those of a higher one.
const Format = 1

// Names inside of a backup.
const (
	storeName    = "frontdesk.db"
	filesName    = "files"
	manifestName = "manifest.json"
)

// Manifest tells what a backup holds.
type Manifest struct {
	Format  int            `json:"format"`
	Version string         `json:"version"` // of the program that made it
	Schema  uint64         `json:"schema"`  // of the store
	Made    time.Time      `json:"made"`
	Rows    map[string]int `json:"rows"` // by table of the store
	Files   []File         `json:"files"`
}

// File is one file of a backup.
type File struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Source is what is backed up.
type Source struct {
	Store interface {
		io.WriterTo
		Size() int64
	}
	Files    fs.FS // of kept attachments; nil: none
	Manifest       // all but Format and Files
}

// Write writes a backup. Told is called with how many bytes of the source are in it, every megabyte or so; it may be nil. Files
// that vanish meanwhile are left out; the store is whole, as it was when Source was made.
func Write(ctx context.Context, w io.Writer, s Source, told func(int64)) error {
	z := gzip.NewWriter(w)
	a := archive{ctx: ctx, w: tar.NewWriter(z), made: s.Made, told: told}
	if err := a.add(storeName, s.Store.Size(), func(w io.Writer) error { _, err := s.Store.WriteTo(w); return err }); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := a.attachments(s.Files); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	s.Format, s.Manifest.Files = Format, a.files
	text, err := json.MarshalIndent(s.Manifest, "", "  ")
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := a.add(manifestName, int64(len(text)), func(w io.Writer) error { _, err := w.Write(text); return err }); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := a.w.Close(); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return nil
}

// archive is a backup that is being written.
type archive struct {
	ctx   context.Context //nolint:containedctx // of the one call of Write
	w     *tar.Writer
	made  time.Time
	files []File
	done  int64
	told  func(int64)
}

func (a *archive) add(name string, size int64, write func(io.Writer) error) error {
	if err := a.w.WriteHeader(&tar.Header{Name: name, Size: size, Mode: 0o600, ModTime: a.made, Format: tar.FormatPAX}); err != nil {
		return err
	}
	sum := sha256.New()
	if err := write(&counted{archive: a, sum: sum}); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	a.files = append(a.files, File{Name: name, Size: size, SHA256: hex.EncodeToString(sum.Sum(nil))})
	return a.w.Flush() // which tells when fewer bytes came than were said
}

// counted writes into an archive until its context ends.
type counted struct {
	*archive
	sum hash.Hash
}

func (c *counted) Write(p []byte) (n int, err error) {
	for len(p) > 0 && err == nil {
		if err := c.ctx.Err(); err != nil {
			return n, err
		}
		piece := p[:min(len(p), 1<<20)]
		m, werr := c.w.Write(piece)
		_, _ = c.sum.Write(piece[:m])
		n, p, err = n+m, p[m:], werr
		if c.done += int64(m); c.told != nil {
			c.told(c.done)
		}
	}
	return n, err
}

// attachments adds the kept files; those that are not complete yet and those that are taken away meanwhile are not there.
func (a *archive) attachments(files fs.FS) error {
	if files == nil {
		return nil
	}
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil //nolint:nilerr // no attachment was ever kept
	}
	for _, e := range entries {
		if !e.Type().IsRegular() || e.Name()[0] == '.' {
			continue
		}
		f, err := files.Open(e.Name())
		if err != nil {
			continue
		}
		err = a.attachment(e.Name(), f)
		_ = f.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func (a *archive) attachment(name string, f fs.File) error {
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("attachment %s: %w", name, err)
	}
	return a.add(path.Join(filesName, name), info.Size(), func(w io.Writer) error {
		_, err := io.CopyN(w, f, info.Size())
		return err
	})
}
