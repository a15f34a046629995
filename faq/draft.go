package faq

import (
	"fmt"

	"frontdesk/store"
)

// Check returns an entry as Put would keep it, or what keeps it from being put: ErrInvalid. It writes nothing.
func (b *Book) Check(tx store.Tx, e Entry) (Entry, error) {
	e = tidy(e)
	if _, live, err := entries.Get(tx, []byte(e.ID)); err != nil {
		return e, fmt.Errorf("entry %s: %w", e.ID, err)
	} else if !live {
		if err := b.checkNew(tx, e.ID); err != nil {
			return e, err
		}
	}
	if err := check(&e); err != nil {
		return e, invalid{err}
	}
	return e, nil
}

// Try returns the index as it is and as it would be with entries put and others deleted. It writes nothing and takes the time
// of Index.Apply; the entries come from Check. Without an index there is nothing to compare: both are nil.
func (b *Book) Try(tx store.Tx, put []Entry, deleted ...string) (now, then *Index, err error) {
	if now, _, err = b.At(tx); err != nil || now == nil {
		return nil, nil, err
	}
	changed := make([]Entry, len(put))
	for i, e := range put {
		if changed[i], err = withNegatives(tx, e); err != nil {
			return nil, nil, err
		}
	}
	return now, now.Apply(changed, deleted), nil
}

// Same reports whether two entries say the same, spaces around texts and repeated lines aside.
func Same(a, b Entry) bool { return equal(tidy(a), tidy(b)) }
