package faq

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"frontdesk/store"
)

// Imported tells what an import of the base layer did, by entry ID, sorted. Kept are the entries that were edited or deleted by
// command and whose base has changed since: the command's version stays in force, and a moderator should look at both (Get
// and Original).
type Imported struct {
	Same                          bool // the file is the one imported last: nothing was done
	Added, Changed, Removed, Kept []string
}

// baseFile is what is known of the file that was imported last.
type baseFile struct {
	Hash  string   `json:"hash"`
	By    Author   `json:"by"`
	Order []string `json:"order"` // of the entries in the file, for Export
}

var (
	baseFiles = store.Table[baseFile]{Name: metaTable}
	baseKey   = []byte("base")
	originals = store.Table[Entry]{Name: "entry_base"} // id → as in the file imported last
)

var errMoved = errors.New("the FAQ was edited while the import was prepared")

// Base imports the base layer, faq.yaml, when it is not the one imported last. By names the file and the time. Each entry is
// merged on its own: what command has left as the file had it follows the file; what command has edited or deleted stays.
//
// A file with a mistake, or an empty one, is refused whole with the file's name and the lines, and changes nothing. Who polls
// a file calls only when its bytes have changed, so that a mistake is told once. The new entries are in force for the next
// transaction and, when Base returns, in Snapshot.
func (b *Book) Base(ctx context.Context, src []byte, by Author) (Imported, error) {
	sum := sha256.Sum256(src)
	file := baseFile{Hash: hex.EncodeToString(sum[:]), By: by}
	last, err := b.lastBase(ctx)
	if err != nil || last.Hash == file.Hash {
		return Imported{Same: err == nil}, err
	}
	layer, err := readBase(src)
	if err != nil {
		return Imported{}, fmt.Errorf("%s: %w", by.Name, err)
	}
	for _, e := range layer {
		file.Order = append(file.Order, e.ID)
	}
	for {
		m, err := b.prepare(ctx, file, layer)
		if err == nil {
			err = b.store.Update(ctx, func(tx store.Tx) error { return b.merge(tx, file, m) })
		}
		switch {
		case errors.Is(err, errMoved):
			continue
		case err != nil:
			return Imported{}, fmt.Errorf("%s: %w", by.Name, err)
		}
		return m.report, b.Publish(ctx)
	}
}

// readBase parses and tidies a file.
func readBase(src []byte) ([]Entry, error) {
	if len(bytes.TrimSpace(src)) == 0 {
		return nil, Problems{{Line: 1, What: "the file is empty; an FAQ without entries is written as entries: []"}}
	}
	layer, err := Parse(src)
	for i := range layer {
		layer[i] = tidy(layer[i])
	}
	return layer, err
}

// validPart returns how many bytes from the start are valid UTF-8, and whether all are.
func validPart(src []byte) (n int, all bool) {
	for n < len(src) {
		r, size := utf8.DecodeRune(src[n:])
		if r == utf8.RuneError && size == 1 {
			return n, false
		}
		n += size
	}
	return n, true
}

// Based reports whether a base layer was ever imported.
func (b *Book) Based(ctx context.Context) (bool, error) {
	last, err := b.lastBase(ctx)
	return last.Hash != "", err
}

func (b *Book) lastBase(ctx context.Context) (file baseFile, err error) {
	err = b.store.View(ctx, func(tx store.Tx) error {
		file, _, err = baseFiles.Get(tx, baseKey)
		return err
	})
	if err != nil {
		return baseFile{}, fmt.Errorf("faq: base: %w", err)
	}
	return file, nil
}

// merged is an import worked out before its transaction, valid while the store is at revision at.
type merged struct {
	at     Revision
	put    []Entry // to be written over the version in force
	remove []string
	base   []Entry // originals to be written
	drop   []string
	report Imported
	idx    *Index // over the entries after the import; nil: few enough changed to apply them
}

// applyUpTo is how many changed entries are left to Index.Apply; with more, Build is quicker.
const applyUpTo = 20

// prepare does all reading and training of an import.
func (b *Book) prepare(ctx context.Context, file baseFile, layer []Entry) (*merged, error) {
	var m *merged
	var after []Entry
	err := b.store.View(ctx, func(tx store.Tx) (err error) {
		if m, err = plan(tx, layer); err != nil || !b.hasIndex() || len(m.put)+len(m.remove) <= applyUpTo {
			return err
		}
		after, err = m.entries(tx, b, file)
		return err
	})
	if err == nil && after != nil {
		m.idx = b.build(after)
	}
	return m, err
}

// plan compares three states of every entry: in the file imported last, in force, and in the new file.
func plan(tx store.Tx, layer []Entry) (*merged, error) {
	m := &merged{}
	var err error
	if m.at, err = revision(tx); err != nil {
		return nil, err
	}
	inFile := make(map[string]bool, len(layer))
	for _, e := range layer {
		inFile[e.ID] = true
		cur, live, err := entries.Get(tx, []byte(e.ID))
		if err != nil {
			return nil, err
		}
		old, known, err := originals.Get(tx, []byte(e.ID))
		if err != nil {
			return nil, err
		}
		sameBase := known && equal(old, e)
		if !sameBase {
			m.base = append(m.base, e)
		}
		switch {
		case sameBase || live && equal(cur.Entry, e):
		case !live && !known:
			m.put, m.report.Added = append(m.put, e), append(m.report.Added, e.ID)
		case live && known && equal(cur.Entry, old):
			m.put, m.report.Changed = append(m.put, e), append(m.report.Changed, e.ID)
		default:
			m.report.Kept = append(m.report.Kept, e.ID)
		}
	}
	return m, m.gone(tx, inFile)
}

// gone plans for the entries that the file has no longer.
func (m *merged) gone(tx store.Tx, inFile map[string]bool) error {
	for row, err := range originals.Scan(tx, nil, nil) {
		if err != nil {
			return err
		}
		id := row.Value.ID
		if inFile[id] {
			continue
		}
		m.drop = append(m.drop, id)
		cur, live, err := entries.Get(tx, []byte(id))
		switch {
		case err != nil:
			return err
		case !live:
		case equal(cur.Entry, row.Value):
			m.remove, m.report.Removed = append(m.remove, id), append(m.report.Removed, id)
		default:
			m.report.Kept = append(m.report.Kept, id)
		}
	}
	for _, ids := range [][]string{m.report.Added, m.report.Changed, m.report.Kept} {
		slices.Sort(ids)
	}
	return nil
}

// entries returns what the index takes after the import.
func (m *merged) entries(tx store.Tx, b *Book, file baseFile) ([]Entry, error) {
	gone := make(map[string]bool, len(m.put)+len(m.remove))
	for _, id := range m.remove {
		gone[id] = true
	}
	for _, e := range m.put {
		gone[e.ID] = true
	}
	now, err := b.indexed(tx)
	if err != nil {
		return nil, err
	}
	now = slices.DeleteFunc(now, func(e Entry) bool { return gone[e.ID] })
	for _, e := range m.put {
		if e, err = withNegatives(tx, e); err != nil {
			return nil, err
		}
		now = append(now, e)
	}
	file.sort(now)
	return now, nil
}

// merge writes an import of the base layer.
func (b *Book) merge(tx store.Tx, file baseFile, m *merged) error {
	if err := b.write(tx, file.By, m); err != nil {
		return err
	}
	for _, e := range m.base {
		if err := originals.Put(tx, []byte(e.ID), e); err != nil {
			return err
		}
	}
	for _, id := range m.drop {
		if err := originals.Delete(tx, []byte(id)); err != nil {
			return err
		}
	}
	return baseFiles.Put(tx, baseKey, file)
}

// write brings entries in and out of force. The index that was trained for them waits as a draft for the first At.
func (b *Book) write(tx store.Tx, by Author, m *merged) error {
	if at, err := revision(tx); err != nil {
		return err
	} else if at != m.at {
		return errMoved
	}
	for _, e := range m.put {
		cur, _, err := entries.Get(tx, []byte(e.ID))
		if err != nil {
			return err
		}
		if _, err := b.put(tx, e, by, cur); err != nil {
			return err
		}
	}
	for _, id := range m.remove {
		if err := b.remove(tx, id, by); err != nil {
			return err
		}
	}
	if m.idx == nil {
		return nil
	}
	rev, err := revision(tx)
	b.mu.Lock()
	b.draft = &snapshot{m.idx, rev}
	b.mu.Unlock()
	return err
}

// Original returns an entry as the file imported last has it.
func (b *Book) Original(tx store.Tx, id string) (Entry, error) {
	e, ok, err := originals.Get(tx, []byte(id))
	if err == nil && !ok {
		err = ErrNotFound
	}
	if err != nil {
		return Entry{}, fmt.Errorf("entry %s: base: %w", id, err)
	}
	return e, nil
}

// Export returns all entries in force: those of the file in the file's order, then the others by ID. The package's Export
// writes them, Base reads them back to the same entries.
func (b *Book) Export(tx store.Tx) ([]Entry, error) {
	file, _, err := baseFiles.Get(tx, baseKey)
	if err != nil {
		return nil, fmt.Errorf("faq: base: %w", err)
	}
	var out []Entry
	for row, err := range entries.Scan(tx, nil, nil) {
		if err != nil {
			return nil, fmt.Errorf("faq: %w", err)
		}
		out = append(out, row.Value.Entry)
	}
	file.sort(out)
	return out, nil
}

// sort brings entries into the file's order, those that it has not behind, by ID.
func (f *baseFile) sort(entries []Entry) {
	place := make(map[string]int, len(f.Order))
	for i, id := range f.Order {
		place[id] = i - len(f.Order)
	}
	slices.SortFunc(entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(place[a.ID], place[b.ID]), cmp.Compare(a.ID, b.ID))
	})
}
