package bots_test

import (
	"context"
	"sync"

	"frontdesk/store"
)

// hook is a store whose transactions the test can delay, fail, or trap.
type hook struct {
	store.Store
	get func(row string) // sees each Get of «table/key» in an Update; nil: nobody

	mu     sync.Mutex
	before func() error // of each Update; an error is what the Update returns
}

func (s *hook) on(before func() error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.before = before
}

func (s *hook) Update(ctx context.Context, fn func(store.Tx) error) error {
	s.mu.Lock()
	before := s.before
	s.mu.Unlock()
	if before != nil {
		if err := before(); err != nil {
			return err
		}
	}
	return s.Store.Update(ctx, func(tx store.Tx) error { return fn(hookTx{tx, s}) })
}

type hookTx struct {
	store.Tx
	s *hook
}

func (t hookTx) Get(table string, key []byte) ([]byte, error) {
	if t.s.get != nil {
		t.s.get(table + "/" + string(key))
	}
	return t.Tx.Get(table, key)
}
