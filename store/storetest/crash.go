package storetest

import (
	"context"
	"errors"
	"sync"

	"frontdesk/store"
)

// ErrCrash is what everything returns after the crash.
var ErrCrash = errors.New("crashed")

// Crash wraps a store that dies at its nth write (Put or Delete), counted from 1 over all transactions: that transaction
// and every later one fails with ErrCrash and leaves nothing behind, as after kill -9. N = 0 never crashes.
type Crash struct {
	store.Store
	N int

	mu     sync.Mutex
	writes int
	dead   bool
}

// Writes is how many writes were seen.
func (c *Crash) Writes() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.writes
}

// Dead reports whether the crash has happened.
func (c *Crash) Dead() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.dead
}

func (c *Crash) View(ctx context.Context, fn func(store.Tx) error) error {
	if c.Dead() {
		return ErrCrash
	}
	return c.Store.View(ctx, fn)
}

func (c *Crash) Update(ctx context.Context, fn func(store.Tx) error) error {
	if c.Dead() {
		return ErrCrash
	}
	return c.Store.Update(ctx, func(tx store.Tx) error {
		if err := fn(&crashTx{tx, c}); err != nil {
			return err
		}
		if c.Dead() {
			return ErrCrash
		}
		return nil
	})
}

// DieIn lets the process die at the nth write from now.
func (c *Crash) DieIn(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.N = c.writes + n
}

// write counts one write and reports whether the process is dead by now.
func (c *Crash) write() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.writes++
	if c.writes == c.N {
		c.dead = true
	}
	if c.dead {
		return ErrCrash
	}
	return nil
}

type crashTx struct {
	store.Tx
	c *Crash
}

func (t *crashTx) Put(table string, key, value []byte) error {
	if err := t.c.write(); err != nil {
		return err
	}
	return t.Tx.Put(table, key, value)
}

func (t *crashTx) Delete(table string, key []byte) error {
	if err := t.c.write(); err != nil {
		return err
	}
	return t.Tx.Delete(table, key)
}
