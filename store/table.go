package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"iter"
	"time"
)

// Table describes rows of one kind: a name and the type of their values, kept as JSON. Descriptors are immutable and
// lie beside the types they hold.
type Table[T any] struct{ Name string }

// Get reads a row; ok tells whether there is one.
func (t Table[T]) Get(tx Tx, key []byte) (row T, ok bool, err error) {
	b, err := tx.Get(t.Name, key)
	if err != nil || b == nil {
		return row, false, err
	}
	if err := json.Unmarshal(b, &row); err != nil {
		return row, false, fmt.Errorf("table %s, key %q: %w", t.Name, key, err)
	}
	return row, true, nil
}

// Put writes a row.
func (t Table[T]) Put(tx Tx, key []byte, row T) error {
	b, err := json.Marshal(row)
	if err != nil {
		return fmt.Errorf("table %s, key %q: %w", t.Name, key, err)
	}
	return tx.Put(t.Name, key, b)
}

// Delete removes a row.
func (t Table[T]) Delete(tx Tx, key []byte) error { return tx.Delete(t.Name, key) }

// Row is a key with its value.
type Row[T any] struct {
	Key   []byte
	Value T
}

// Scan walks rows in key order. A row that cannot be read comes with its error and the walk goes on.
func (t Table[T]) Scan(tx Tx, prefix, from []byte) iter.Seq2[Row[T], error] {
	return func(yield func(Row[T], error) bool) {
		for k, v := range tx.Scan(t.Name, prefix, from) {
			row := Row[T]{Key: k}
			err := json.Unmarshal(v, &row.Value)
			if err != nil {
				err = fmt.Errorf("table %s, key %q: %w", t.Name, k, err)
			}
			if !yield(row, err) {
				return
			}
		}
	}
}

// Sieve looks at up to n rows from a key on and drops those that are old, after it has looked at all of them; without a drop of
// their own they are deleted. Next is where to go on, nil after the last row.
func (t Table[T]) Sieve(tx Tx, from []byte, n int, old func(Row[T]) (bool, error), drop func(Row[T]) error) (next []byte, err error) {
	if drop == nil {
		drop = func(row Row[T]) error { return t.Delete(tx, row.Key) }
	}
	var gone []Row[T]
	for row, err := range t.Scan(tx, nil, from) {
		if err != nil {
			return nil, err
		}
		row.Key = bytes.Clone(row.Key)
		if n--; n < 0 {
			next = row.Key
			break
		}
		is, err := old(row)
		if err != nil {
			return nil, fmt.Errorf("table %s: %w", t.Name, err)
		}
		if is {
			gone = append(gone, row)
		}
	}
	for _, row := range gone {
		if err := drop(row); err != nil {
			return nil, fmt.Errorf("table %s: %w", t.Name, err)
		}
	}
	return next, nil
}

// Key joins parts into a key that sorts by its parts in order: strings end with a zero byte (they must hold none but at
// the end), numbers and times are big-endian.
func Key(parts ...any) []byte {
	var b []byte
	for _, p := range parts {
		switch v := p.(type) {
		case string:
			b = append(append(b, v...), 0)
		case []byte:
			b = append(b, v...)
		case uint8:
			b = append(b, v)
		case uint64:
			b = binary.BigEndian.AppendUint64(b, v)
		case int:
			b = binary.BigEndian.AppendUint64(b, uint64(v))
		case time.Time:
			b = binary.BigEndian.AppendUint64(b, uint64(max(v.UnixNano(), 0)))
		case fmt.Stringer:
			b = append(append(b, v.String()...), 0)
		default:
			panic(fmt.Sprintf("store: no key part of type %T", p))
		}
	}
	return b
}

// Counter is a number that grows by one at each Next, kept in a table under a key.
type Counter struct {
	Table string
	Key   string
}

// Next returns the number after the last one; the first is 1.
func (c Counter) Next(tx Tx) (uint64, error) {
	n, err := c.Last(tx)
	if err != nil {
		return 0, err
	}
	n++
	return n, tx.Put(c.Table, []byte(c.Key), binary.BigEndian.AppendUint64(nil, n))
}

// Last returns the number given last, 0 if none was.
func (c Counter) Last(tx Tx) (uint64, error) {
	b, err := tx.Get(c.Table, []byte(c.Key))
	if err != nil || len(b) != 8 {
		return 0, err
	}
	return binary.BigEndian.Uint64(b), nil
}
