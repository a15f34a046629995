package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"frontdesk/internal/backup"
	"frontdesk/store"
	"frontdesk/store/bolt"
)

type restoreCmd struct {
	File     string `arg:"" optional:"" help:"Backup to restore; of a directory, the newest one in it. Default: the directory that the configuration names." type:"path"`
	Identity string `help:"File of age identities that open it, as age-keygen writes it. A passphrase comes from BACKUP_PASSPHRASE, or from the file that BACKUP_PASSPHRASE_FILE names." type:"path" placeholder:"FILE"`
	Drill    bool   `help:"Only prove that it opens and holds what it says; the store is left alone."`
	Yes      bool   `help:"Put it in place of the store that is there, which is kept beside it."`
}

// Run verifies a backup as a whole, and only then puts it into place.
func (c restoreCmd) Run(ctx context.Context, a *app, std streams, env environment) error {
	path, err := c.find(a)
	if err != nil {
		return err
	}
	o, err := c.opener(env)
	if err != nil {
		return err
	}
	if !c.Drill {
		if err := c.mayReplace(a.Data, path); err != nil {
			return err
		}
	}
	near := a.Data // so that it is a rename away from its place
	if c.Drill {
		near = ""
	} else if err := os.MkdirAll(near, 0o700); err != nil {
		return err
	}
	dir, err := os.MkdirTemp(near, ".restore-*") // mode 0700
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // what was put into place is not there any more
	p := newProgress(std.err, "reading "+filepath.Base(path), 0)
	m, err := unpack(ctx, path, o, dir)
	p.stop()
	if err != nil {
		return fmt.Errorf("backup %s: %w", path, err)
	}
	fmt.Fprintf(std.out, "%s is whole: made %s by frontdesk %s, %d files\n", path, m.Made.Format(time.RFC3339), m.Version, len(m.Files)-1)
	for _, table := range slices.Sorted(maps.Keys(m.Rows)) {
		fmt.Fprintf(std.out, "  %-20s %d\n", table, m.Rows[table])
	}
	if c.Drill {
		return nil
	}
	aside, err := replace(a.Data, dir, time.Now())
	if err != nil {
		return err
	}
	fmt.Fprintf(std.out, "restored to %s", a.Data)
	if aside != "" {
		fmt.Fprintf(std.out, "; what was there is in %s", aside)
	}
	_, err = fmt.Fprintln(std.out)
	return err
}

// find is the backup that is meant.
func (c restoreCmd) find(a *app) (string, error) {
	dir := c.File
	if dir == "" {
		conf, err := readConfiguration(a.Config)
		if err != nil {
			return "", err
		}
		if dir = conf.Backup.Directory; dir == "" {
			return "", errors.New("which backup? name a file, or a directory of backups")
		}
	}
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return dir, err
	}
	all, err := backup.List(dir)
	if err == nil && len(all) == 0 {
		err = fmt.Errorf("%s holds no backup", dir)
	}
	if err != nil {
		return "", err
	}
	return all[len(all)-1].Path, nil
}

func (c restoreCmd) opener(env environment) (o backup.Opener, err error) {
	if o.Passphrase, err = env.secret("BACKUP_PASSPHRASE"); err != nil || c.Identity == "" {
		return o, err
	}
	text, err := readFile("--identity", c.Identity)
	o.Identities = string(text)
	return o, err
}

// mayReplace refuses while somebody works on the store, and to replace one without being told to. A damaged one may go.
func (c restoreCmd) mayReplace(data, from string) error {
	path := filepath.Join(data, storeFile)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	s, err := bolt.Open(path, bolt.Options{})
	if err == nil {
		err = s.Close()
	}
	switch {
	case errors.Is(err, store.ErrInUse):
		return fmt.Errorf("%w: stop the frontdesk that works on %s, then restore", err, data)
	case err != nil && !errors.Is(err, store.ErrCorrupted):
		return err
	case !c.Yes:
		return fmt.Errorf("nothing was restored: %s holds a store already; add --yes to put %s in its place (what is there is kept beside it), or restore into another --data DIR", data, from)
	}
	return nil
}

// unpack takes a backup apart and verifies it: every byte, every page of the store, the rows of each table, its schema.
func unpack(ctx context.Context, path string, o backup.Opener, dir string) (m backup.Manifest, err error) {
	f, err := os.Open(path)
	if err != nil {
		return m, err
	}
	defer f.Close() //nolint:errcheck // only read
	r, err := o.Open(&interruptible{ctx: ctx, in: f})
	if errors.Is(err, backup.ErrLocked) {
		return m, fmt.Errorf("%w: give --identity FILE, or the passphrase in BACKUP_PASSPHRASE", err)
	}
	if err != nil {
		return m, err
	}
	if m, err = backup.Extract(ctx, r, dir, nil); err != nil {
		return m, err
	}
	if m.Schema > store.Schema {
		return m, store.ErrNewer{Found: m.Schema, Known: store.Schema}
	}
	rows, err := bolt.Verify(ctx, filepath.Join(dir, storeFile))
	if err == nil && !maps.Equal(rows, m.Rows) {
		err = fmt.Errorf("%w: its store has other rows than its manifest says", backup.ErrDamaged)
	}
	return m, err
}

// replace puts what was unpacked into place, and what was there aside. The store is exchanged in one step and last: a restore that
// is cut off leaves the store that was there, and can be repeated.
func replace(data, from string, at time.Time) (aside string, err error) {
	there := func(name string) bool { _, err := os.Lstat(filepath.Join(data, name)); return err == nil }
	if there(storeFile) || there("files") {
		aside = filepath.Join(data, "before-restore-"+at.UTC().Format("20060102T150405Z"))
		if err := os.Mkdir(aside, 0o700); err != nil {
			return "", err
		}
	}
	if old := filepath.Join(data, storeFile); there(storeFile) {
		if os.Link(old, filepath.Join(aside, storeFile)) != nil { // a file system without links
			err = os.Rename(old, filepath.Join(aside, storeFile))
		}
	}
	if there("files") {
		err = errors.Join(err, os.Rename(filepath.Join(data, "files"), filepath.Join(aside, "files")))
	}
	if err != nil {
		return aside, err
	}
	if err := os.Rename(filepath.Join(from, "files"), filepath.Join(data, "files")); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return aside, err
	}
	if err := os.Rename(filepath.Join(from, storeFile), filepath.Join(data, storeFile)); err != nil {
		return aside, err
	}
	return aside, backup.SyncDir(data)
}
