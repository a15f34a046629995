package store_test

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"frontdesk/store"
	"frontdesk/store/bolt"
)

var ages = store.Table[int]{Name: "age"}

func TestASieveDropsWhatIsOldAFewRowsAtATime(t *testing.T) {
	s, err := bolt.Open(filepath.Join(t.TempDir(), "t.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	update := func(fn func(store.Tx) error) error { return s.Update(t.Context(), fn) }
	left := func() (out []int) {
		_ = s.View(t.Context(), func(tx store.Tx) error {
			for row := range ages.Scan(tx, nil, nil) {
				out = append(out, row.Value)
			}
			return nil
		})
		return out
	}
	if err := update(func(tx store.Tx) error {
		for i := range 10 {
			if err := ages.Put(tx, store.Key(i), i); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	odd := func(row store.Row[int]) (bool, error) { return row.Value%2 == 1, nil }
	var from []byte
	for _, want := range [][]int{{0, 2, 4, 5, 6, 7, 8, 9}, {0, 2, 4, 6, 8, 9}, {0, 2, 4, 6, 8}} {
		if err := update(func(tx store.Tx) (err error) { from, err = ages.Sieve(tx, from, 4, odd, nil); return err }); err != nil {
			t.Fatal(err)
		}
		if got := left(); !slices.Equal(got, want) {
			t.Errorf("left are %v, want %v", got, want)
		}
	}
	if from != nil {
		t.Error("it goes on after the last row")
	}
	broken := errors.New("broken")
	for what, sieve := range map[string]func(tx store.Tx) error{
		"looking": func(tx store.Tx) error {
			_, err := ages.Sieve(tx, nil, 4, func(store.Row[int]) (bool, error) { return true, broken }, nil)
			return err
		},
		"dropping": func(tx store.Tx) error {
			_, err := ages.Sieve(tx, nil, 4, func(store.Row[int]) (bool, error) { return true, nil }, func(store.Row[int]) error { return broken })
			return err
		},
	} {
		if err := update(sieve); !errors.Is(err, broken) {
			t.Errorf("an error in %s: %v", what, err)
		}
	}
}
