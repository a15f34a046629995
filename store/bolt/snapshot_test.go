package bolt_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"frontdesk/store"
	"frontdesk/store/bolt"
)

func TestASnapshotIsTheStoreAsItWasAtOneMoment(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "test.db"))
	defer s.Close()
	put := func(from, to int) {
		if err := s.Update(t.Context(), func(tx store.Tx) error {
			for i := from; i < to; i++ {
				if err := tx.Put(fmt.Sprint("table", i%3), store.Key(i), make([]byte, 200)); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
	put(0, 3000)
	copied := filepath.Join(t.TempDir(), "copy.db")
	err := s.Snapshot(t.Context(), func(snap bolt.Snapshot) error {
		put(3000, 6000) // meanwhile
		var b bytes.Buffer
		n, err := snap.WriteTo(&b)
		if err != nil || n != snap.Size() || n != int64(b.Len()) {
			t.Errorf("%v: %d bytes written, %d said, %d there", err, n, snap.Size(), b.Len())
		}
		return os.WriteFile(copied, b.Bytes(), 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := bolt.Verify(t.Context(), copied)
	if err != nil || len(rows) != 3 || rows["table0"] != 1000 || rows["table1"] != 1000 || rows["table2"] != 1000 {
		t.Errorf("the copy holds %v, %v", rows, err)
	}
}

func TestVerifyFindsWhatIsDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	s := open(t, path)
	err := s.Update(t.Context(), func(tx store.Tx) error {
		for i := range 5000 {
			if err := tx.Put("a", store.Key(i), make([]byte, 100)); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	found := 0
	for at := 2 * page; at+page <= len(whole); at += 7 * page {
		bad := bytes.Clone(whole)
		copy(bad[at:at+16], bytes.Repeat([]byte{0xA5}, 16)) // the head of a page
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := bolt.Verify(t.Context(), path); errors.Is(err, store.ErrCorrupted) {
			found++
		} else if err != nil {
			t.Errorf("page %d: %v", at/page, err)
		}
	}
	if pages := len(whole) / page / 7; found < pages/2 { // the others are free
		t.Errorf("%d of %d damaged pages were found", found, pages)
	}
	if _, err := bolt.Verify(t.Context(), path+"none"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
}
