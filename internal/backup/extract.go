package backup

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// What may be wrong with a backup.
var (
	ErrCut     = errors.New("it ends too early: it was cut off while it was written or copied")
	ErrDamaged = errors.New("it is damaged")
)

const manifestMost = 64 << 20

// Extract takes a backup apart into a directory, which must be empty: the store is dir/frontdesk.db, kept files are in
// dir/files. What it returns without an error is byte by byte what was backed up. Nothing is written outside of dir, whatever
// the backup says.
func Extract(ctx context.Context, r io.Reader, dir string, told func(int64)) (m Manifest, err error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return m, damaged(err)
	}
	t := tar.NewReader(z)
	var got []File
	done := int64(0)
	for {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return m, ErrCut // the manifest would have been last
		}
		if err != nil {
			return m, damaged(err)
		}
		if h.Name == manifestName {
			text, err := io.ReadAll(io.LimitReader(t, manifestMost))
			if err != nil {
				return m, damaged(err)
			}
			if err := json.Unmarshal(text, &m); err != nil {
				return m, damaged(err)
			}
			break
		}
		if !allowed(h) {
			return m, fmt.Errorf("%w: it holds %.80q, which no backup does", ErrDamaged, h.Name)
		}
		f, err := place(ctx, filepath.Join(dir, filepath.FromSlash(h.Name)), t, func(n int64) {
			if done += n; told != nil {
				told(done)
			}
		})
		if err != nil {
			return m, err
		}
		f.Name = h.Name
		got = append(got, f)
	}
	if m.Format > Format {
		return m, fmt.Errorf("it has format %d, this program knows up to %d: restore it with the frontdesk %s that wrote it, or a newer one", m.Format, Format, m.Version)
	}
	if !slices.Equal(got, m.Files) || len(got) == 0 || got[0].Name != storeName {
		return m, fmt.Errorf("%w: what it holds is not what its manifest says", ErrDamaged)
	}
	if _, err := io.Copy(io.Discard, z); err != nil { //nolint:gosec // nothing is kept: the sum stands at the end
		return m, damaged(err)
	}
	return m, nil
}

// allowed are the store, and files of the one folder.
func allowed(h *tar.Header) bool {
	dir, name := path.Split(h.Name)
	return h.Typeflag == tar.TypeReg && (h.Name == storeName || dir == filesName+"/" && name != "" && name[0] != '.' && filepath.IsLocal(name) && !slices.Contains([]byte(name), '\\'))
}

// place writes a new file, on disk when it returns.
func place(ctx context.Context, to string, r io.Reader, told func(int64)) (f File, err error) {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return f, err
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	sum := sha256.New()
	for {
		if err := ctx.Err(); err != nil {
			return f, err
		}
		n, err := io.CopyN(io.MultiWriter(out, sum), input{r}, 1<<20)
		f.Size += n
		told(n)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return f, err
		}
	}
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return f, out.Sync()
}

// input is what is read of a backup, whose errors are told apart from those of writing.
type input struct{ io.Reader }

func (s input) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = damaged(err)
	}
	return n, err
}

func damaged(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return ErrCut
	}
	return fmt.Errorf("%w: %w", ErrDamaged, err)
}
