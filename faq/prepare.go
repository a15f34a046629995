package faq

import (
	"context"
	"errors"

	"frontdesk/store"
)

// Prepared is an import worked out beforehand, with the index over what it leaves if that takes long to make: who publishes
// inside a transaction prepares it outside. It is for one use.
type Prepared struct {
	Imported // what it would do, and Same if that is nothing

	layer []Entry
	m     *merged
}

// Prepare works out what putting entries into force would do. It writes nothing; the entries come from Read.
func (b *Book) Prepare(ctx context.Context, es []Entry) (*Prepared, error) {
	p := prepared(es)
	m, err := b.prepareImport(ctx, p.layer, false)
	p.take(m)
	return p, err
}

// PrepareIn is Prepare inside a transaction, without an index: for a look, not for publishing many entries at once.
func (b *Book) PrepareIn(tx store.Tx, es []Entry) (*Prepared, error) {
	p := prepared(es)
	m := &merged{}
	err := m.compare(tx, p.layer, false)
	p.take(m)
	return p, err
}

// Changes are the entries that it puts, as they will be.
func (p *Prepared) Changes() []Entry { return p.m.put }

// Carry puts what was prepared into force as edits of by: all of it, in this transaction. Where the FAQ was edited since, it is
// worked out anew.
func (b *Book) Carry(tx store.Tx, p *Prepared, by Author) (Imported, error) {
	err := b.write(tx, by, p.m)
	if errors.Is(err, errMoved) {
		m := &merged{}
		if err = m.compare(tx, p.layer, false); err == nil {
			p.take(m)
			err = b.write(tx, by, m)
		}
	}
	return p.Imported, err
}

func prepared(es []Entry) *Prepared {
	p := &Prepared{layer: make([]Entry, len(es)), m: &merged{}}
	for i, e := range es {
		p.layer[i] = tidy(e)
	}
	return p
}

func (p *Prepared) take(m *merged) {
	if m == nil {
		return
	}
	p.m, p.Imported = m, m.report
	p.Same = len(m.put)+len(m.remove) == 0
}
