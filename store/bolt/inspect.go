package bolt

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
)

// errUnreadable tells that a file has the head of a bbolt file and is broken behind it.
var errUnreadable = errors.New("a page cannot be read")

// inspect reads every page of the file once. Opening a damaged one for writing panics in a goroutine of bbolt's, beyond any
// recover; reading it panics here. A file that was cut off, by a full disk or a copy that was interrupted, faults in memory.
func inspect(path string, wait time.Duration) (err error) {
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return nil // it is about to be made, or opening it tells what is wrong
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: wait, ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %.200v", errUnreadable, p)
		}
	}()
	last := byte(0)
	return db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(_, v []byte) error {
				if len(v) > 0 {
					last ^= v[len(v)-1] // of a value longer than a page, the end may be missing
				}
				return nil
			})
		})
	})
}
