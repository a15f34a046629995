// Package bolt keeps a store in one file with bbolt.
package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"frontdesk/store"
)

// Options tune a store; the zero value is right for production.
type Options struct {
	NoSync bool          // don't wait for the disk: benchmarks and throw-away stores only
	Wait   time.Duration // how long to wait for another process to let go; 0: a second
	Large  int64         // the file is written anew when it is longer, in bytes, and mostly free pages; 0: 128 MB
}

// Store is a store in a file. One process owns the file at a time.
type Store struct {
	db *bbolt.DB
}

// Open opens or makes the file with mode 0600, in a directory of mode 0700. A file that another process has open is
// [store.ErrInUse]; one that is no bbolt file or is damaged, [store.ErrCorrupted].
func Open(path string, o Options) (*Store, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if o.Wait == 0 {
		o.Wait = time.Second
	}
	if err := inspect(path, o.Wait); err != nil {
		return nil, describe(path, err)
	}
	db, err := o.open(path)
	if err != nil {
		return nil, describe(path, err)
	}
	if db, err = o.compact(path, db); err != nil {
		return nil, describe(path, err)
	}
	return &Store{db: db}, nil
}

func (o Options) open(path string) (*bbolt.DB, error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{
		Timeout: o.Wait, NoSync: o.NoSync, FreelistType: bbolt.FreelistMapType, InitialMmapSize: mapped(path),
	})
	if err == nil {
		db.AllocSize = growth
	}
	return db, err
}

// growth is by how many bytes the file grows, at the price of one sync more.
const growth = 1 << 20

// mapped is how much of the file is mapped. A writer for whom that is too little waits for all readers, a backup's snapshot among
// them, so a gigabyte more than there is: addresses, no memory. Windows makes the file as long as what is mapped, and small
// machines have no addresses to spare.
func mapped(path string) int {
	if runtime.GOOS == "windows" || strconv.IntSize < 64 {
		return 1 << 20
	}
	room := 1 << 30
	if info, err := os.Stat(path); err == nil {
		room += int(info.Size())
	}
	return room
}

// describe says what an error of opening means.
func describe(path string, err error) error {
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return fmt.Errorf("store %s: %w", path, store.ErrInUse)
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch), errors.Is(err, errUnreadable):
		return fmt.Errorf("store %s: %w (%v): move it away and restore a backup", path, store.ErrCorrupted, err)
	}
	return fmt.Errorf("store: %w", err)
}

// Close waits for running transactions and lets the file go.
func (s *Store) Close() error { return s.db.Close() }

// freeListed is up to how many free pages are written down with each commit, 8 bytes each. A file that holds their list opens
// at once; without it, after many deletions and then a crash, opening reads every page to find them.
const freeListed = 4096

// commit writes a transaction down.
func (s *Store) commit(b *bbolt.Tx) error {
	s.db.NoFreelistSync = s.db.Stats().FreePageN > freeListed // only the one writer reads it
	return b.Commit()
}

// View runs fn on a snapshot; it never waits for writers.
func (s *Store) View(ctx context.Context, fn func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.db.View(func(b *bbolt.Tx) error {
		t := &tx{b: b}
		return t.end(fn(t))
	})
}

// Update runs fn alone. An empty bbolt commit still syncs, so a transaction that wrote nothing is rolled back instead.
func (s *Store) Update(ctx context.Context, fn func(store.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b, err := s.db.Begin(true)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	defer b.Rollback() //nolint:errcheck // after Commit it does nothing; otherwise the first error counts
	t := &tx{b: b, write: true}
	if err := t.end(fn(t)); err != nil {
		return err
	}
	if !t.wrote {
		return nil
	}
	if err := s.commit(b); err != nil {
		return fmt.Errorf("store: commit: %w", err)
	}
	return nil
}

// Size is the length of the file in bytes.
func (s *Store) Size() (n int64) {
	_ = s.db.View(func(b *bbolt.Tx) error { n = b.Size(); return nil })
	return n
}

// tx is one transaction. Err remembers what went wrong inside a Scan, which has no way to return it.
type tx struct {
	b        *bbolt.Tx
	write    bool
	wrote    bool
	scanning map[string]int
	err      error
}

func (t *tx) end(err error) error {
	if err != nil {
		return err
	}
	return t.err
}

func (t *tx) Get(table string, key []byte) ([]byte, error) {
	b := t.b.Bucket([]byte(table))
	if b == nil {
		return nil, nil
	}
	return b.Get(key), nil
}

func (t *tx) Put(table string, key, value []byte) error {
	b, err := t.bucket(table)
	if err != nil {
		return err
	}
	if old := b.Get(key); old != nil && bytes.Equal(old, value) {
		return nil
	}
	t.wrote = true
	if err := b.Put(key, value); err != nil {
		return fmt.Errorf("store: table %s: %w", table, err)
	}
	return nil
}

func (t *tx) Delete(table string, key []byte) error {
	b, err := t.bucket(table)
	if err != nil || b.Get(key) == nil {
		return err
	}
	t.wrote = true
	if err := b.Delete(key); err != nil {
		return fmt.Errorf("store: table %s: %w", table, err)
	}
	return nil
}

// bucket finds or makes the table for writing.
func (t *tx) bucket(table string) (*bbolt.Bucket, error) {
	if !t.write {
		return nil, store.ErrReadOnly
	}
	if t.scanning[table] > 0 {
		return nil, fmt.Errorf("store: write to table %s while it is scanned", table)
	}
	if b := t.b.Bucket([]byte(table)); b != nil {
		return b, nil
	}
	b, err := t.b.CreateBucketIfNotExists([]byte(table))
	if err != nil {
		return nil, fmt.Errorf("store: table %s: %w", table, err)
	}
	return b, nil
}

func (t *tx) Scan(table string, prefix, from []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(k, v []byte) bool) {
		b := t.b.Bucket([]byte(table))
		if b == nil {
			return
		}
		if t.scanning == nil {
			t.scanning = map[string]int{}
		}
		t.scanning[table]++
		defer func() { t.scanning[table]-- }()
		if bytes.Compare(from, prefix) < 0 {
			from = prefix
		}
		c := b.Cursor()
		for k, v := c.Seek(from); k != nil && bytes.HasPrefix(k, prefix); k, v = c.Next() {
			if !yield(k, v) {
				return
			}
		}
	}
}
