package faq

import (
	"context"
	"fmt"

	"frontdesk/store"
)

// build trains an index and corrects its confidences by the votes read last.
func (b *Book) build(entries []Entry) *Index {
	x := Build(entries, b.opt)
	if votes := b.votes.Load(); votes != nil {
		x = x.Recalibrated(*votes)
	}
	return x
}

// readVotes reads the votes that correct the indexes built from now on.
func (b *Book) readVotes(tx store.Tx) error {
	votes, err := feedback(tx)
	if err == nil {
		b.votes.Store(&votes)
	}
	return err
}

// Recalibrate corrects the confidences of the snapshot by the votes there are now. It takes milliseconds and holds up nobody;
// Rebuild does the same on the way. Without an index it does nothing.
func (b *Book) Recalibrate(ctx context.Context) error {
	if !b.hasIndex() {
		return nil
	}
	if err := b.store.View(ctx, b.readVotes); err != nil {
		return fmt.Errorf("faq: recalibrate: %w", err)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	cur := b.cur.Load()
	b.cur.Store(&snapshot{cur.idx.Recalibrated(*b.votes.Load()), cur.rev})
	b.draft = nil // it was corrected by earlier votes
	return nil
}
