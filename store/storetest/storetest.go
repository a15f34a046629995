// Package storetest is the conformance suite of store drivers, and a wrapper that fails at a chosen write.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"frontdesk/store"
)

// Opener opens the same store again at each call; the earlier one has been closed.
type Opener func(t *testing.T) store.Store

// Run checks a driver. Fresh returns an opener of a new, empty store.
func Run(t *testing.T, fresh func(t *testing.T) Opener) {
	for name, check := range map[string]func(*testing.T, Opener){
		"a row comes back as it was written":       rowComesBack,
		"a missing row is nil and no error":        missingRow,
		"an error rolls everything back":           rollback,
		"a panic rolls everything back":            panicRollback,
		"scan walks in byte order within a prefix": scanOrder,
		"scan sees what the transaction wrote":     scanSeesWrites,
		"writing while scanning is an error":       writeWhileScanning,
		"a view cannot write":                      viewCannotWrite,
		"a view keeps its snapshot":                snapshot,
		"what was written survives a restart":      survives,
		"updates are serialised":                   serialised,
		"an ended context does nothing":            endedContext,
	} {
		t.Run(name, func(t *testing.T) { check(t, fresh(t)) })
	}
}

func open(t *testing.T, o Opener) store.Store {
	t.Helper()
	s := o(t)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func put(t *testing.T, s store.Store, table, key, value string) {
	t.Helper()
	must(t, s.Update(t.Context(), func(tx store.Tx) error { return tx.Put(table, []byte(key), []byte(value)) }))
}

func get(t *testing.T, s store.Store, table, key string) (v string, ok bool) {
	t.Helper()
	must(t, s.View(t.Context(), func(tx store.Tx) error {
		b, err := tx.Get(table, []byte(key))
		v, ok = string(b), b != nil
		return err
	}))
	return v, ok
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func rowComesBack(t *testing.T, o Opener) {
	s := open(t, o)
	put(t, s, "a", "k\x00\xff", "v\x00")
	if v, ok := get(t, s, "a", "k\x00\xff"); !ok || v != "v\x00" {
		t.Fatalf("got %q, %v", v, ok)
	}
	must(t, s.Update(t.Context(), func(tx store.Tx) error { return tx.Delete("a", []byte("k\x00\xff")) }))
	if _, ok := get(t, s, "a", "k\x00\xff"); ok {
		t.Fatal("still there after Delete")
	}
}

func missingRow(t *testing.T, o Opener) {
	s := open(t, o)
	if _, ok := get(t, s, "never made", "k"); ok {
		t.Fatal("found a row in a table that does not exist")
	}
	must(t, s.Update(t.Context(), func(tx store.Tx) error { return tx.Delete("never made", []byte("k")) }))
}

func rollback(t *testing.T, o Opener) {
	s, sentinel := open(t, o), errors.New("no")
	err := s.Update(t.Context(), func(tx store.Tx) error {
		must(t, tx.Put("a", []byte("k"), []byte("v")))
		return sentinel
	})
	if !errors.Is(err, sentinel) {
		t.Fatalf("got %v", err)
	}
	if _, ok := get(t, s, "a", "k"); ok {
		t.Fatal("the row is there after an error")
	}
}

func panicRollback(t *testing.T, o Opener) {
	s := open(t, o)
	func() {
		defer func() { _ = recover() }()
		_ = s.Update(t.Context(), func(tx store.Tx) error {
			must(t, tx.Put("a", []byte("k"), []byte("v")))
			panic("domain bug")
		})
	}()
	if _, ok := get(t, s, "a", "k"); ok {
		t.Fatal("the row is there after a panic")
	}
	put(t, s, "a", "k", "w") // and the store is not locked for good
}

func scanOrder(t *testing.T, o Opener) {
	s := open(t, o)
	for _, k := range []string{"b/2", "a/9", "b/10", "b/1", "b", "c/1", "b0"} {
		put(t, s, "a", k, k)
	}
	scan := func(prefix, from string) (keys []string) {
		must(t, s.View(t.Context(), func(tx store.Tx) error {
			for k, v := range tx.Scan("a", []byte(prefix), []byte(from)) {
				if string(k) != string(v) {
					t.Errorf("key %q has value %q", k, v)
				}
				keys = append(keys, string(k))
			}
			return nil
		}))
		return keys
	}
	for _, c := range []struct {
		prefix, from string
		want         []string
	}{
		{"b/", "", []string{"b/1", "b/10", "b/2"}},
		{"b/", "b/10", []string{"b/10", "b/2"}},
		{"b/", "c", nil},
		{"", "", []string{"a/9", "b", "b/1", "b/10", "b/2", "b0", "c/1"}},
		{"x", "", nil},
	} {
		if got := scan(c.prefix, c.from); !slices.Equal(got, c.want) {
			t.Errorf("scan(%q, %q) = %q, want %q", c.prefix, c.from, got, c.want)
		}
	}
}

func scanSeesWrites(t *testing.T, o Opener) {
	s := open(t, o)
	put(t, s, "a", "1", "old")
	must(t, s.Update(t.Context(), func(tx store.Tx) error {
		must(t, tx.Put("a", []byte("2"), []byte("new")))
		must(t, tx.Delete("a", []byte("1")))
		var keys []string
		for k := range tx.Scan("a", nil, nil) {
			keys = append(keys, string(k))
		}
		if !slices.Equal(keys, []string{"2"}) {
			t.Errorf("scan saw %q", keys)
		}
		return nil
	}))
}

func writeWhileScanning(t *testing.T, o Opener) {
	s := open(t, o)
	put(t, s, "a", "1", "x")
	must(t, s.Update(t.Context(), func(tx store.Tx) error {
		for k := range tx.Scan("a", nil, nil) {
			if err := tx.Put("a", []byte("2"), k); err == nil {
				t.Error("writing to the scanned table was allowed")
			}
			if err := tx.Put("b", []byte("2"), k); err != nil {
				t.Errorf("writing to another table was refused: %v", err)
			}
		}
		return tx.Put("a", []byte("3"), []byte("after the walk"))
	}))
}

func viewCannotWrite(t *testing.T, o Opener) {
	s := open(t, o)
	err := s.View(t.Context(), func(tx store.Tx) error { return tx.Put("a", []byte("k"), []byte("v")) })
	if !errors.Is(err, store.ErrReadOnly) {
		t.Fatalf("got %v, want ErrReadOnly", err)
	}
}

func snapshot(t *testing.T, o Opener) {
	s := open(t, o)
	put(t, s, "a", "k", "before")
	must(t, s.View(t.Context(), func(tx store.Tx) error {
		done := make(chan error)
		go func() {
			done <- s.Update(context.Background(), func(tx store.Tx) error { return tx.Put("a", []byte("k"), []byte("after")) })
		}()
		must(t, <-done)
		b, err := tx.Get("a", []byte("k"))
		if string(b) != "before" {
			t.Errorf("the view saw %q", b)
		}
		return err
	}))
}

func survives(t *testing.T, o Opener) {
	s := o(t)
	put(t, s, "a", "k", "v")
	must(t, s.Close())
	s = open(t, o)
	if v, _ := get(t, s, "a", "k"); v != "v" {
		t.Fatalf("after a restart: %q", v)
	}
}

func serialised(t *testing.T, o Opener) {
	s, c := open(t, o), store.Counter{Table: "meta", Key: "n"}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 20 {
				if err := s.Update(context.Background(), func(tx store.Tx) error { _, err := c.Next(tx); return err }); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	must(t, s.View(t.Context(), func(tx store.Tx) error {
		n, err := c.Last(tx)
		if n != 160 {
			return fmt.Errorf("%d of 160 increments were kept (%w)", n, err)
		}
		return err
	}))
}

func endedContext(t *testing.T, o Opener) {
	s := open(t, o)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, do := range map[string]func(context.Context, func(store.Tx) error) error{"View": s.View, "Update": s.Update} {
		if err := do(ctx, func(store.Tx) error { t.Errorf("%s ran", name); return nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
