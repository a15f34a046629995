package bots

import "frontdesk/store"

// writes counts what a transaction writes.
type writes struct {
	store.Tx
	n int
}

func (w *writes) Put(table string, key, value []byte) error {
	w.n++
	return w.Tx.Put(table, key, value)
}

func (w *writes) Delete(table string, key []byte) error {
	w.n++
	return w.Tx.Delete(table, key)
}
