package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
)

// Snapshot is a store as it was at one moment. Writers go on meanwhile; the file grows by what they change.
type Snapshot struct{ b *bbolt.Tx }

// Snapshot gives fn the store as it is now. The snapshot ends with fn.
func (s *Store) Snapshot(ctx context.Context, fn func(Snapshot) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.db.View(func(b *bbolt.Tx) error { return fn(Snapshot{b}) })
}

// Size is how many bytes WriteTo writes.
func (s Snapshot) Size() int64 { return s.b.Size() }

// WriteTo writes a file that opens as this store.
func (s Snapshot) WriteTo(w io.Writer) (int64, error) { return s.b.WriteTo(w) }

// Rows counts the rows of each table.
func (s Snapshot) Rows(ctx context.Context) (map[string]int, error) {
	rows := map[string]int{}
	err := s.All(ctx, func(table string, _, _ []byte) error { rows[table]++; return nil })
	return rows, err
}

// All calls fn for every row, table by table, each in the order of its keys. Key and value are valid during the call only.
func (s Snapshot) All(ctx context.Context, fn func(table string, key, value []byte) error) error {
	return s.b.ForEach(func(name []byte, b *bbolt.Bucket) error {
		table, n := string(name), 0
		return b.ForEach(func(k, v []byte) error {
			if n++; n%1000 == 0 {
				if err := ctx.Err(); err != nil {
					return err
				}
			}
			return fn(table, k, v)
		})
	})
}

// Verify reads every page of a file that nobody has open, and counts the rows of its tables. What is damaged is
// [store.ErrCorrupted].
func Verify(ctx context.Context, path string) (rows map[string]int, err error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if err := inspect(path, time.Second); err != nil {
		return nil, describe(path, err)
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: time.Second, ReadOnly: true})
	if err != nil {
		return nil, describe(path, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = describe(path, fmt.Errorf("%w: %.200v", errUnreadable, p))
		}
	}()
	err = db.View(func(tx *bbolt.Tx) error {
		rows, err = Snapshot{tx}.Rows(ctx) // reads the leaves first: what the check meets then does not panic in its goroutine
		if err != nil {
			return err
		}
		for problem := range tx.Check() {
			return describe(path, fmt.Errorf("%w: %w", errUnreadable, problem))
		}
		return nil
	})
	return rows, err
}
