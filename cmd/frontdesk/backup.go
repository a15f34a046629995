package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"frontdesk/internal/backup"
	"frontdesk/internal/build"
	"frontdesk/store"
	"frontdesk/store/bolt"
)

type backupCmd struct {
	File      string   `arg:"" optional:"" help:"File to write, a directory for one that is named by the time, or - for standard output; default: this directory." type:"path"`
	Recipient []string `help:"Encrypt for who has the identity of this age public key, age1…; may be given more than once. A passphrase in BACKUP_PASSPHRASE, or in the file that BACKUP_PASSPHRASE_FILE names, encrypts too." placeholder:"AGE1…"`
}

// Run writes a backup while the store is in use. The plain stream comes from whichever process holds the store; it is encrypted
// here, so that the key never leaves this process.
func (c backupCmd) Run(ctx context.Context, a *app, std streams, env environment) error {
	passphrase, err := env.secret("BACKUP_PASSPHRASE")
	if err != nil {
		return err
	}
	key := backup.Key{Passphrase: passphrase, Recipients: c.Recipient}
	if err := key.Check(); err != nil {
		return err
	}
	write := func(w io.Writer) error {
		sealed, err := key.Seal(w)
		if err != nil {
			return err
		}
		if err := send(ctx, a, &backupErrand{}, streams{in: std.in, out: sealed, err: std.err}); err != nil {
			return err
		}
		return sealed.Close()
	}
	if filepath.Base(c.File) == "-" {
		if isTerminal(std.out) {
			return errors.New("a backup is no text for a terminal: name a file, or send it on, as frontdesk backup - | ssh …")
		}
		return write(std.out)
	}
	path := c.File
	if info, err := os.Stat(path); path == "" || err == nil && info.IsDir() {
		path = filepath.Join(path, backup.Name(time.Now(), !key.Zero()))
	}
	if err := backup.Create(path, write); err != nil {
		return err
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	how := "encrypted"
	if key.Zero() {
		how = "not encrypted: whoever reads it reads what members wrote"
	}
	_, err = fmt.Fprintf(std.out, "%s: %d bytes, %s\nfrontdesk restore --drill %s proves that it opens\n", path, info.Size(), how, path)
	return err
}

// backupErrand writes a plain backup to its output.
type backupErrand struct{}

func (*backupErrand) name() string { return "backup" }

// bare: a backup must be possible where the FAQ cannot be read.
func (*backupErrand) bare() {}

func (*backupErrand) do(ctx context.Context, d *desk, std streams) error {
	return d.backUp(ctx, std.out, std.err)
}

// backUp writes the store as it is now, and the kept files.
func (d *desk) backUp(ctx context.Context, w, screen io.Writer) error {
	return d.store.Snapshot(ctx, func(s bolt.Snapshot) error {
		rows, err := s.Rows(ctx)
		if err != nil {
			return err
		}
		p := newProgress(screen, "backing up, MB", int(s.Size()>>20))
		defer p.stop()
		return backup.Write(ctx, w, backup.Source{
			Store: s, Files: os.DirFS(filepath.Join(d.data, "files")),
			Manifest: backup.Manifest{Version: build.Current().String(), Schema: store.Schema, Made: time.Now().UTC(), Rows: rows},
		}, func(n int64) { p.done.Store(n >> 20) })
	})
}
