package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"
)

// errUnreadable tells that a file has the head of a bbolt file and is broken behind it.
var errUnreadable = errors.New("a page cannot be read")

// inspected is how many bytes of keys and values of a large file are read before it is opened, an equal share of each table:
// as much as takes a fraction of a second.
const inspected = 64 << 20

// inspect reads a file before it is opened, all of a small one. Opening a damaged one for writing may panic in a goroutine of
// bbolt's, beyond any recover; reading it panics here. One that was cut off, by a full disk or a copy that was interrupted, is
// shorter than it says. A file without a list of its free pages is read whole, as opening it will.
func inspect(path string, wait time.Duration) (err error) {
	info, err := os.Stat(path)
	if err != nil || info.Size() == 0 {
		return nil // it is about to be made, or opening it tells what is wrong
	}
	listed, err := lists(path)
	if err != nil {
		return err
	}
	most := math.MaxInt
	if listed {
		most = inspected
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
	return db.View(func(tx *bbolt.Tx) error {
		if tx.Size() > info.Size() {
			return fmt.Errorf("%w: the file ends after %d of %d bytes", errUnreadable, info.Size(), tx.Size())
		}
		tables := 0
		if err := tx.ForEach(func([]byte, *bbolt.Bucket) error { tables++; return nil }); err != nil {
			return err
		}
		return tx.ForEach(func(_ []byte, b *bbolt.Bucket) error {
			read(b, most/tables)
			return nil
		})
	})
}

// read goes through a table until it has seen so many bytes.
func read(b *bbolt.Bucket, most int) {
	last := byte(0)
	c := b.Cursor()
	for k, v := c.First(); k != nil && most > 0; k, v = c.Next() {
		if len(v) > 0 {
			last ^= v[len(v)-1] // of a value longer than a page, the end may be missing
		}
		most -= len(k) + len(v)
	}
}

// lists reports whether the file names a list of its free pages; one that is none is an error. Source: bbolt's
// internal/common/meta.go and page.go. A page begins with its number, and what it is at 8. The first two hold a head each,
// behind those 16 bytes: the size of a page at 8, the list's page at 32, the transaction at 48 and a sum of all that at 56. The
// newer head counts.
func lists(path string) (bool, error) {
	f, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer func() { _ = f.Close() }()
	const isList = 0x10
	number := binary.NativeEndian.Uint64
	size, list, newest := int64(os.Getpagesize()), uint64(math.MaxUint64), uint64(0)
	for i := range int64(2) {
		var b [80]byte
		if _, err := f.ReadAt(b[:], i*size); err != nil {
			return false, nil // no store at all: opening it tells
		}
		head, sum := b[16:], fnv.New64a()
		_, _ = sum.Write(head[:56])
		if sum.Sum64() != number(head[56:]) || number(head[48:]) < newest {
			continue
		}
		size, list, newest = int64(binary.NativeEndian.Uint32(head[8:])), number(head[32:]), number(head[48:])
	}
	if list == math.MaxUint64 || list > math.MaxInt64/uint64(size) {
		return false, nil
	}
	var page [16]byte
	if _, err := f.ReadAt(page[:], int64(list)*size); err != nil || number(page[:]) != list || binary.NativeEndian.Uint16(page[8:]) != isList {
		return false, fmt.Errorf("%w: page %d is no list of free pages", errUnreadable, list)
	}
	return true, nil
}
