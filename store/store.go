// Package store is the seam to the database: ordered key-value tables in serializable transactions, and nothing more,
// so that a driver is a page or two. Drivers live in sub-packages and pass storetest.
package store

import (
	"context"
	"errors"
	"iter"
)

// Errors that drivers return. Branch on them, never on text.
var (
	ErrInUse     = errors.New("the store is in use by another process")
	ErrReadOnly  = errors.New("write in a read-only transaction")
	ErrCorrupted = errors.New("the store is damaged")
)

// Store keeps tables. Functions given to View and Update have no effect but through their Tx: they may be run again
// after a conflict. Update calls are serialised; an Update that wrote nothing costs no sync, and one that wrote is on
// disk when it returns nil.
type Store interface {
	View(ctx context.Context, fn func(Tx) error) error
	Update(ctx context.Context, fn func(Tx) error) error
	Close() error
}

// Tx is one transaction. Values are copies or views valid in the transaction only and must not be changed; writing to
// a table while scanning it is an error.
type Tx interface {
	Get(table string, key []byte) ([]byte, error) // nil: there is none
	Put(table string, key, value []byte) error
	Delete(table string, key []byte) error // of what is not there: nothing happens

	// Scan walks the keys that begin with prefix and are not before from, in bytewise order, lazily. An error ends the
	// walk and fails the transaction.
	Scan(table string, prefix, from []byte) iter.Seq2[[]byte, []byte]
}
