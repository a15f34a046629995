package bolt_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"frontdesk/store"
	"frontdesk/store/bolt"
	"frontdesk/store/storetest"
)

func TestBoltIsAStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Opener {
		path := filepath.Join(t.TempDir(), "sub", "test.db")
		return func(t *testing.T) store.Store { return open(t, path) }
	})
}

func open(t *testing.T, path string) *bolt.Store {
	t.Helper()
	s, err := bolt.Open(path, bolt.Options{Wait: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAFileInUseIsNamed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	s := open(t, path)
	defer s.Close()
	if _, err := bolt.Open(path, bolt.Options{Wait: time.Millisecond}); !errors.Is(err, store.ErrInUse) {
		t.Fatalf("got %v, want ErrInUse", err)
	}
}

func TestAFileThatIsNoStoreIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, make([]byte, 1<<16), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := bolt.Open(path, bolt.Options{}); !errors.Is(err, store.ErrCorrupted) {
		t.Fatalf("got %v, want ErrCorrupted", err)
	}
}

func TestTheFileIsForItsOwnerAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "data", "test.db")
	s := open(t, path)
	defer s.Close()
	for _, c := range []struct {
		path string
		want os.FileMode
	}{{path, 0o600}, {filepath.Dir(path), 0o700}} {
		info, err := os.Stat(c.path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != c.want {
			t.Errorf("%s has mode %o, want %o", filepath.Base(c.path), got, c.want)
		}
	}
}

func TestAnUpdateThatWritesNothingLeavesTheFileAlone(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	s := open(t, path)
	defer s.Close()
	write := func(v string) error {
		return s.Update(t.Context(), func(tx store.Tx) error { return tx.Put("a", []byte("k"), []byte(v)) })
	}
	if err := write("v"); err != nil {
		t.Fatal(err)
	}
	before, _ := os.ReadFile(path)
	if err := write("v"); err != nil { // the same value again is no write either
		t.Fatal(err)
	}
	if after, _ := os.ReadFile(path); string(before) != string(after) {
		t.Fatal("the file changed")
	}
}

func TestANewerSchemaIsRefused(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "test.db"))
	defer s.Close()
	if err := store.CheckSchema(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	newer := store.Counter{Table: "meta", Key: "schema"}
	if err := s.Update(t.Context(), func(tx store.Tx) error { _, err := newer.Next(tx); return err }); err != nil {
		t.Fatal(err)
	}
	var want store.ErrNewer
	if err := store.CheckSchema(t.Context(), s); !errors.As(err, &want) || want.Found != store.Schema+1 {
		t.Fatalf("got %v, want ErrNewer", err)
	}
}

func BenchmarkUpdate(b *testing.B) {
	s, err := bolt.Open(filepath.Join(b.TempDir(), "test.db"), bolt.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	b.Run("writing nothing", func(b *testing.B) {
		for b.Loop() {
			_ = s.Update(b.Context(), func(store.Tx) error { return nil })
		}
	})
	b.Run("one row and its fsync", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			_ = s.Update(b.Context(), func(tx store.Tx) error { return tx.Put("a", store.Key(i%1000), store.Key(i)) })
		}
	})
}

func TestADamagedFileIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	s := open(t, path)
	err := s.Update(t.Context(), func(tx store.Tx) error {
		for i := range 1000 {
			if err := tx.Put("a", store.Key(i), make([]byte, 100)); err != nil {
				return err
			}
		}
		return tx.Put("b", []byte("long"), make([]byte, 100_000))
	})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	damaged := 0
	for at := 2 * page; at < len(good); at += page {
		bad := bytes.Clone(good)
		for i := range page {
			bad[at+i] = 0xA5
		}
		for what, b := range map[string][]byte{"overwritten": bad, "cut off": good[:at]} {
			if err := os.WriteFile(path, b, 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := bolt.Open(path, bolt.Options{}) // must not panic
			switch {
			case errors.Is(err, store.ErrCorrupted):
				damaged++
			case err != nil:
				t.Errorf("%s at %d: %v", what, at, err)
			default: // a free page, or one within a value
				s.Close()
			}
		}
	}
	if damaged < 30 {
		t.Errorf("only %d kinds of damage were found", damaged)
	}
}
