package backup

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Names of backups sort by their time.
const (
	prefix = "frontdesk-"
	stamp  = "20060102T150405Z"
	plainX = ".tar.gz"
	ageX   = ".tar.gz.age"
)

// Name is what a backup of that time is called.
func Name(at time.Time, encrypted bool) string {
	if encrypted {
		return prefix + at.UTC().Format(stamp) + ageX
	}
	return prefix + at.UTC().Format(stamp) + plainX
}

// Listed is a backup in a folder.
type Listed struct {
	Path string
	Made time.Time
}

// List returns the backups in a folder by their names, oldest first. A folder that is not there has none.
func List(dir string) (out []Listed, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("backups: %w", err)
	}
	for _, e := range entries {
		name, ok := strings.CutPrefix(e.Name(), prefix)
		if !ok || !e.Type().IsRegular() {
			continue
		}
		name = strings.TrimSuffix(strings.TrimSuffix(name, ".age"), plainX)
		if at, err := time.Parse(stamp, name); err == nil {
			out = append(out, Listed{filepath.Join(dir, e.Name()), at})
		}
	}
	slices.SortFunc(out, func(a, b Listed) int { return a.Made.Compare(b.Made) })
	return out, nil
}

// Rotate removes the oldest backups of a folder until keep are left.
func Rotate(dir string, keep int) error {
	all, err := List(dir)
	if err != nil || keep < 1 {
		return err
	}
	for _, b := range all[:max(0, len(all)-keep)] {
		if err := os.Remove(b.Path); err != nil {
			return fmt.Errorf("old backup: %w", err)
		}
	}
	return nil
}

// Create writes a file of mode 0600 that is there whole, on disk, or not at all. One that is there already is replaced.
func Create(path string, write func(io.Writer) error) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	f, err := os.CreateTemp(dir, ".part-*") // mode 0600
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	err = write(f)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	return SyncDir(dir)
}

// SyncDir makes what was renamed in a directory last.
func SyncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	if err := d.Sync(); err != nil && !errors.Is(err, fs.ErrInvalid) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
