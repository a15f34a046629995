package faq

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"frontdesk/store"
)

// Import puts entries into force over whatever stands there, as edits of by: they win over the base layer from then on. With
// whole set, entries that are not among them are deleted. It happens in one transaction or not at all; when ctx ends before
// that, nothing has happened. The entries come from Parse. They are in force for the next transaction and, when Import
// returns, in Snapshot.
func (b *Book) Import(ctx context.Context, es []Entry, whole bool, by Author) (Imported, error) {
	layer := make([]Entry, len(es))
	for i, e := range es {
		layer[i] = tidy(e)
	}
	for {
		m, err := b.prepareImport(ctx, layer, whole)
		if err == nil {
			err = b.store.Update(ctx, func(tx store.Tx) error {
				if err := b.write(tx, by, m); err != nil {
					return err
				}
				return ctx.Err()
			})
		}
		switch {
		case errors.Is(err, errMoved):
			continue
		case err != nil:
			return Imported{}, fmt.Errorf("faq: import: %w", err)
		}
		m.report.Same = len(m.put)+len(m.remove) == 0
		return m.report, b.Publish(context.WithoutCancel(ctx)) // it is done: too late to be interrupted
	}
}

// Planned is what an import would do to one entry.
type Planned struct {
	ID      string
	Kind    PlanKind
	Changes []Change // what differs; of a new entry all, of one that goes nothing
}

// PlanKind is what becomes of an entry.
type PlanKind uint8

// What an import does.
const (
	WouldAdd PlanKind = iota
	WouldChange
	WouldRemove
)

// Plan tells what Import would do, and does nothing: what would be added or changed in the order of the entries given, then
// what would go, by ID.
func (b *Book) Plan(ctx context.Context, es []Entry, whole bool) (out []Planned, err error) {
	given := make(map[string]bool, len(es))
	err = b.store.View(ctx, func(tx store.Tx) error {
		for _, e := range es {
			given[e.ID] = true
			cur, live, err := entries.Get(tx, []byte(e.ID))
			p := Planned{ID: e.ID, Changes: Diff(cur.Entry, e)}
			switch {
			case err != nil:
				return err
			case live && len(p.Changes) == 0:
				continue
			case live:
				p.Kind = WouldChange
			}
			out = append(out, p)
		}
		for row, err := range entries.Scan(tx, nil, nil) {
			if err != nil {
				return err
			}
			if id := row.Value.Entry.ID; whole && !given[id] {
				out = append(out, Planned{ID: id, Kind: WouldRemove})
			}
		}
		return ctx.Err()
	})
	if err != nil {
		return nil, fmt.Errorf("faq: import: %w", err)
	}
	return out, nil
}

// prepareImport does all reading and training of an import.
func (b *Book) prepareImport(ctx context.Context, layer []Entry, whole bool) (*merged, error) {
	file, err := b.lastBase(ctx)
	if err != nil {
		return nil, err
	}
	m, after := &merged{}, []Entry(nil)
	err = b.store.View(ctx, func(tx store.Tx) (err error) {
		if err = m.compare(tx, layer, whole); err != nil || !b.hasIndex() || len(m.put)+len(m.remove) <= applyUpTo {
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

// compare plans what makes the entries in force those of layer.
func (m *merged) compare(tx store.Tx, layer []Entry, whole bool) (err error) {
	if m.at, err = revision(tx); err != nil {
		return err
	}
	given := make(map[string]bool, len(layer))
	for _, e := range layer {
		given[e.ID] = true
		cur, live, err := entries.Get(tx, []byte(e.ID))
		switch {
		case err != nil:
			return err
		case !live:
			m.put, m.report.Added = append(m.put, e), append(m.report.Added, e.ID)
		case !equal(cur.Entry, e):
			m.put, m.report.Changed = append(m.put, e), append(m.report.Changed, e.ID)
		}
	}
	slices.Sort(m.report.Added)
	slices.Sort(m.report.Changed)
	if !whole {
		return nil
	}
	for row, err := range entries.Scan(tx, nil, nil) {
		if err != nil {
			return fmt.Errorf("faq: %w", err)
		}
		if id := row.Value.Entry.ID; !given[id] {
			m.remove = append(m.remove, id)
		}
	}
	m.report.Removed = m.remove
	return nil
}
