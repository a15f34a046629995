package control

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// maxPath is the longest path of a socket in bytes: 104 with the closing zero on macOS and the BSDs (sys/un.h), 108 on Linux.
const maxPath = 103

// short calls fn with a path to dir that leaves room for a socket's name: dir itself, or when that is too long a link to it in
// the directory for temporary files, for as long as fn runs.
func short(dir string, fn func(string) error) error {
	if len(filepath.Join(dir, Name)) <= maxPath {
		return fn(dir)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	tmp, err := os.MkdirTemp("", "fd")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp) //nolint:errcheck // a link at worst
	link := filepath.Join(tmp, "d")
	if n := len(filepath.Join(link, Name)); n > maxPath {
		return fmt.Errorf("the path of a socket has at most %d bytes: --data %s is too long, and so is %s; choose a shorter one", maxPath, dir, os.TempDir())
	}
	if err := os.Symlink(abs, link); err != nil {
		return err
	}
	return fn(link)
}

// nobody reports whether a failed dial means that no process listens.
func nobody(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ENOTDIR)
}
