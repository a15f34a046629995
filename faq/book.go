package faq

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"sync"
	"sync/atomic"

	"frontdesk/store"
)

// Book is the FAQ of a community: entries in a store, their history, and the current Index over them. All methods may be
// called concurrently; it starts no goroutine. Each method that takes a Tx writes in that transaction alone.
//
//	idx, rev := book.Snapshot()                  // before the transaction
//	v := idx.Match(q)
//	err := s.Update(ctx, func(tx store.Tx) error {
//		now, at, err := book.At(tx)
//		if err == nil && at != rev {             // edited meanwhile, perhaps by this transaction
//			v = now.Match(q)
//		}
//		…
//	})
//	err = errors.Join(err, book.Publish(ctx))    // after it, whatever became of it
//
// At sees what the transaction itself has written, so a question in the same batch as an edit is answered by the edited text.
//
// After every Update in which the Book was used, call Publish, whether the Update succeeded or not. Only then do committed
// edits reach Snapshot. A Publish too few makes thinking useless (each question is matched again inside), never wrong; one
// too many costs nothing.
type Book struct {
	store store.Store
	opt   Options
	cur   atomic.Pointer[snapshot]   // built from committed rows
	votes atomic.Pointer[[]Feedback] // read last; nil: not yet
	known atomic.Uint64              // the highest counter made or met by now, in transactions that failed too

	mu    sync.Mutex
	draft *snapshot // the one built last inside a transaction, whose rows may never have been committed
}

// Revision names a state of the FAQ: entries and negatives. N grows by one with each write; Sum digests all writes up to
// this one, so that equal revisions mean equal contents, even if a transaction was rolled back and others took its numbers.
type Revision struct{ N, Sum uint64 }

type snapshot struct {
	idx *Index
	rev Revision
}

// change is the row that a revision leaves behind: which entry it touched.
type change struct {
	ID  string `json:"id"`
	Sum uint64 `json:"sum"`
}

const metaTable = "faq" // revision, base, the number of the last answer

var (
	revisionKey = []byte("revision")
	changes     = store.Table[change]{Name: "entry_change"} // N → change
)

// OpenBook reads the entries and builds the index, which takes as long as Build.
func OpenBook(ctx context.Context, s store.Store, opt Options) (*Book, error) {
	b := NewBook(s, opt)
	return b, b.Rebuild(ctx)
}

// NewBook is a Book without an index: for those who read and write entries only, or write some before the first question.
// Before Rebuild, Snapshot and At have no index, Publish does nothing, and nothing takes the time of Build.
func NewBook(s store.Store, opt Options) *Book {
	b := &Book{store: s, opt: opt}
	b.cur.Store(&snapshot{})
	return b
}

// hasIndex reports whether there is an index to keep up to date.
func (b *Book) hasIndex() bool { return b.cur.Load().idx != nil }

// Snapshot returns the index over the entries that were committed at the last Publish. It never waits.
func (b *Book) Snapshot() (*Index, Revision) {
	s := b.cur.Load()
	return s.idx, s.rev
}

// At returns the index as of the rows that tx sees, its own writes included. When nothing changed since the snapshot that
// is one Get; otherwise the entries changed since are applied, in the time of Index.Apply. A tx that began before the last
// Publish may get the newer, committed index.
func (b *Book) At(tx store.Tx) (*Index, Revision, error) {
	rev, err := revision(tx)
	if err != nil {
		return nil, rev, err
	}
	if cur := b.cur.Load(); rev == cur.rev || rev.N < cur.rev.N {
		return cur.idx, cur.rev, nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	s, err := b.forward(tx, rev, b.draft, b.cur.Load())
	if err != nil {
		return nil, rev, err
	}
	b.draft = s
	b.meet(rev)
	return s.idx, s.rev, nil
}

// Publish makes the committed state the snapshot. Without a write since the last call it reads one number in memory; with
// one, it is a View that finds the index which At has built already, or builds it. After an error, call it again any time.
func (b *Book) Publish(ctx context.Context) error {
	if !b.hasIndex() || b.known.Load() <= b.cur.Load().rev.N {
		return nil
	}
	var s snapshot
	err := b.store.View(ctx, func(tx store.Tx) (err error) {
		s.idx, s.rev, err = b.At(tx)
		return err
	})
	if err != nil {
		return fmt.Errorf("faq: publish: %w", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if s.rev.N > b.cur.Load().rev.N {
		b.cur.Store(&s)
	}
	return nil
}

// Rebuild trains a new index from scratch and makes it the snapshot, edits of meanwhile included. Call it beside the traffic
// when Index.Pending says that edits have piled up; it takes as long as Build and holds up nobody.
func (b *Book) Rebuild(ctx context.Context) error {
	var entries []Entry
	var at Revision
	err := b.store.View(ctx, func(tx store.Tx) (err error) {
		if at, err = revision(tx); err == nil {
			entries, err = b.indexed(tx)
		}
		if err == nil {
			err = b.readVotes(tx)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("faq: read entries: %w", err)
	}
	return b.install(ctx, &snapshot{b.build(entries), at})
}

// install brings a freshly built index up to date and makes it the snapshot.
func (b *Book) install(ctx context.Context, s *snapshot) error {
	for {
		err := b.store.View(ctx, func(tx store.Tx) error {
			rev, err := revision(tx)
			if err == nil {
				s, err = b.forward(tx, rev, s)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("faq: publish: %w", err)
		}
		b.mu.Lock()
		newest := s.rev.N >= b.cur.Load().rev.N
		if newest {
			b.cur.Store(s)
			b.draft = nil
		}
		b.mu.Unlock()
		if newest {
			return nil
		}
	}
}

// forward applies to the first of the snapshots that tx descends from what was changed since. With none it has to build:
// that happens to a transaction that is doomed to conflict, or when the database was replaced while we run.
func (b *Book) forward(tx store.Tx, to Revision, from ...*snapshot) (*snapshot, error) {
	for _, s := range from {
		if s == nil || s.idx == nil {
			continue
		}
		if ok, err := descends(tx, to, s.rev); err != nil {
			return nil, err
		} else if ok {
			if now, err := apply(tx, to, s); now != nil || err != nil {
				return now, err
			}
			break // more was changed than Apply is good for
		}
	}
	entries, err := b.indexed(tx)
	if err != nil {
		return nil, err
	}
	return &snapshot{b.build(entries), to}, nil
}

// apply brings a snapshot up to date; nil: building anew is quicker.
func apply(tx store.Tx, to Revision, s *snapshot) (*snapshot, error) {
	if s.rev == to {
		return s, nil
	}
	touched := map[string]bool{}
	for row, err := range changes.Scan(tx, nil, store.Key(s.rev.N+1)) {
		if err != nil {
			return nil, fmt.Errorf("faq: %w", err)
		}
		touched[row.Value.ID] = true
	}
	if len(touched) > applyUpTo && len(touched) > s.idx.Len()/10 {
		return nil, nil
	}
	var changed []Entry
	var deleted []string
	for _, id := range sortedKeys(touched) {
		e, ok, err := indexedEntry(tx, id)
		if err != nil {
			return nil, err
		}
		if ok {
			changed = append(changed, e)
		} else {
			deleted = append(deleted, id)
		}
	}
	return &snapshot{s.idx.Apply(changed, deleted), to}, nil
}

// descends reports whether the state at revision to came from the state at revision from.
func descends(tx store.Tx, to, from Revision) (bool, error) {
	if from.N == 0 || to == from {
		return true, nil
	}
	c, ok, err := changes.Get(tx, store.Key(from.N))
	return ok && c.Sum == from.Sum, err
}

// bump gives a write to an entry its revision. What is written goes into the digest.
func (b *Book) bump(tx store.Tx, id string, what ...string) (Revision, error) {
	last, err := revision(tx)
	if err != nil {
		return Revision{}, err
	}
	h := sha256.New()
	h.Write(last.key())
	for _, s := range append([]string{id}, what...) {
		h.Write(store.Key(len(s)))
		h.Write([]byte(s))
	}
	next := Revision{last.N + 1, binary.BigEndian.Uint64(h.Sum(nil))}
	if err := changes.Put(tx, store.Key(next.N), change{id, next.Sum}); err != nil {
		return Revision{}, fmt.Errorf("faq: %w", err)
	}
	if err := tx.Put(metaTable, revisionKey, next.key()); err != nil {
		return Revision{}, fmt.Errorf("faq: %w", err)
	}
	b.meet(next)
	return next, nil
}

func revision(tx store.Tx) (Revision, error) {
	v, err := tx.Get(metaTable, revisionKey)
	switch {
	case err != nil:
		return Revision{}, fmt.Errorf("faq: revision: %w", err)
	case v == nil:
		return Revision{}, nil
	case len(v) != 16:
		return Revision{}, fmt.Errorf("faq: revision: %w", store.ErrCorrupted)
	}
	return Revision{binary.BigEndian.Uint64(v), binary.BigEndian.Uint64(v[8:])}, nil
}

func (r Revision) key() []byte { return store.Key(r.N, r.Sum) }

// meet remembers that there may be something to publish.
func (b *Book) meet(r Revision) {
	for {
		n := b.known.Load()
		if r.N <= n || b.known.CompareAndSwap(n, r.N) {
			return
		}
	}
}

// indexed returns all entries as the index takes them: in the order of Export (the first entry of a safety tag counts), with
// what moderators marked wrong among their «not» lines.
func (b *Book) indexed(tx store.Tx) ([]Entry, error) {
	out, err := b.Export(tx)
	for i := range out {
		if err == nil {
			out[i], err = withNegatives(tx, out[i])
		}
	}
	if err != nil {
		return nil, err
	}
	e, ok, err := unwantedEntry(tx)
	if ok {
		out = append(out, e)
	}
	return out, err
}

func indexedEntry(tx store.Tx, id string) (Entry, bool, error) {
	if id == Unwanted {
		return unwantedEntry(tx)
	}
	v, ok, err := entries.Get(tx, []byte(id))
	if err != nil || !ok {
		return Entry{}, false, err
	}
	e, err := withNegatives(tx, v.Entry)
	return e, err == nil, err
}
