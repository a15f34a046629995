package bolt_test

import (
	"os"
	"path/filepath"
	"testing"

	"frontdesk/store"
	"frontdesk/store/bolt"
)

func TestALargeFileOfFreePagesIsWrittenAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	s := open(t, path)
	fill := func(rows int, put bool) {
		if err := s.Update(t.Context(), func(tx store.Tx) error {
			for i := range rows {
				if err := tx.Put("a", store.Key(i), make([]byte, 1000)); !put {
					err = tx.Delete("a", store.Key(i))
					if err != nil {
						return err
					}
				} else if err != nil {
					return err
				}
			}
			return tx.Put("b", []byte("k"), []byte("kept"))
		}); err != nil {
			t.Fatal(err)
		}
	}
	size := func() int64 {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	again := func(o bolt.Options) {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		var err error
		if s, err = bolt.Open(path, o); err != nil {
			t.Fatal(err)
		}
	}
	fill(5000, true)
	full := size()
	again(bolt.Options{Large: 1 << 20})
	if got := size(); got < full {
		t.Errorf("a full file was made shorter: %d of %d bytes", got, full)
	}
	fill(4950, false)
	again(bolt.Options{})
	if got := size(); got < full {
		t.Errorf("a small file was written anew: %d of %d bytes", got, full)
	}
	if err := os.WriteFile(path+".compact", []byte("left by a start that was killed"), 0o600); err != nil {
		t.Fatal(err)
	}
	again(bolt.Options{Large: 1 << 20})
	if got := size(); got > full/4 {
		t.Errorf("it has %d of %d bytes still", got, full)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	rows := 0
	if err := s.View(t.Context(), func(tx store.Tx) error {
		for range tx.Scan("a", nil, nil) {
			rows++
		}
		if v, err := tx.Get("b", []byte("k")); err != nil || string(v) != "kept" {
			t.Errorf("%q, %v", v, err)
		}
		return nil
	}); err != nil || rows != 50 {
		t.Errorf("%d rows, %v", rows, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(path + ".*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := bolt.Verify(t.Context(), path); err != nil {
		t.Error(err)
	}
}
