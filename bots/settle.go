package bots

import "context"

// Settle returns when nothing is due: no event waits, no call is under way, no lane or timer has its time, and the FAQ is not
// being examined.
func (h *Hub) Settle(ctx context.Context) error {
	err := h.drained(ctx)
	if err == nil {
		err = h.await(ctx, h.idle)
	}
	if err == nil {
		err = h.drained(ctx) // of what the examiner found
	}
	return err
}

// drained is Settle without the examiner, whose wishes outlast the process.
func (h *Hub) drained(ctx context.Context) error { return h.await(ctx, h.settle) }

// await returns when whoever reads from the channel has closed what it got.
func (h *Hub) await(ctx context.Context, whom chan chan struct{}) error {
	w := make(chan struct{})
	select {
	case whom <- w:
	case <-ctx.Done():
		return ctx.Err()
	case <-h.quit:
		return ErrStopped
	}
	select {
	case <-w:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-h.quit:
		return ErrStopped
	}
}
