package escalation

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"frontdesk/store"
)

// Head is the end of an audit that holds: how many rows it has, how many of them were erased, and the hash that stands for
// all of them. Whoever notes number and hash elsewhere can tell later that nothing before was changed.
type Head struct {
	Rows   uint64
	Erased uint64
	Hash   []byte
}

// ErrBroken tells which row of the audit is the first that does not hold, and why.
type ErrBroken struct {
	Row    uint64
	Reason string
}

func (e *ErrBroken) Error() string { return fmt.Sprintf("audit row %d: %s", e.Row, e.Reason) }

// Verify reads the whole audit and returns its end, or an *ErrBroken. Progress, if not nil, is told every thousand rows; an
// error of its ends the reading.
func Verify(tx store.Tx, progress func(row, of uint64) error) (Head, error) {
	last, err := records.Last(tx)
	if err != nil {
		return Head{}, err
	}
	h := Head{}
	for e, err := range audit.Scan(tx, nil, nil) {
		if err != nil {
			return h, err
		}
		h.Rows++
		if progress != nil && h.Rows%1000 == 0 {
			if err := progress(h.Rows, last); err != nil {
				return h, err
			}
		}
		if err := h.follow(tx, e.Key, e.Value); err != nil {
			return h, err
		}
	}
	if h.Rows != last {
		return h, &ErrBroken{h.Rows + 1, fmt.Sprintf("missing: %d rows were written", last)}
	}
	return h, nil
}

// follow checks one row against the one before it, and its body if that was not erased.
func (h *Head) follow(tx store.Tx, key []byte, s sealed) error {
	if keySeq(key) != h.Rows {
		return &ErrBroken{h.Rows, "missing"}
	}
	want, err := s.seal(h.Rows, h.Hash)
	if err != nil {
		return err
	}
	if !bytes.Equal(want, s.Hash) {
		return &ErrBroken{h.Rows, "changed, or what stood before it was"}
	}
	h.Hash = s.Hash
	b, ok, err := auditBodies.Get(tx, key)
	if err != nil {
		return err
	}
	if !ok {
		h.Erased++
		return nil
	}
	if sum, err := b.hash(); err != nil || !bytes.Equal(sum, s.Body) {
		return &ErrBroken{h.Rows, "who or why was changed"}
	}
	return nil
}

// keySeq reads the number that ends a key.
func keySeq(key []byte) uint64 {
	if len(key) < 8 {
		return 0
	}
	return binary.BigEndian.Uint64(key[len(key)-8:])
}
