package store

import (
	"context"
	"fmt"
)

// Schema is the number of the layout this program writes. A change that an older program could not read raises it.
const Schema = 1

var schema = Counter{Table: "meta", Key: "schema"}

// ErrNewer tells that a store was written by a newer program.
type ErrNewer struct{ Found, Known uint64 }

func (e ErrNewer) Error() string {
	return fmt.Sprintf("the store has schema %d, this program knows schemas up to %d: start the newer frontdesk that wrote it, or restore a backup", e.Found, e.Known)
}

// CheckSchema marks a new store with the schema of this program and refuses one that is newer.
func CheckSchema(ctx context.Context, s Store) error {
	return s.Update(ctx, func(tx Tx) error {
		n, err := schema.Last(tx)
		switch {
		case err != nil:
			return err
		case n > Schema:
			return ErrNewer{n, Schema}
		case n == 0:
			_, err = schema.Next(tx)
		}
		return err
	})
}
