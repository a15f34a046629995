package faq

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"frontdesk/store"
	"frontdesk/store/storetest"
)

// day is a day at the desk, a transaction each.
func (s shelf) day() []func() error {
	in := func(fn func(tx store.Tx) error) func() error { return func() error { return s.try(fn) } }
	base := func(lines ...string) func() error {
		return func() error { _, err := s.b.Base(s.Context(), baseYAML(s, lines...), file); return err }
	}
	return []func() error{
		base("a=1", "b=1", "c=1"),
		in(func(tx store.Tx) error { _, err := s.b.AddQuestion(tx, "a", "en", "another a", ann); return err }),
		in(func(tx store.Tx) error { return s.b.AddNegative(tx, "b", "en", "not b", ann) }),
		in(func(tx store.Tx) error {
			v, err := s.b.Get(tx, "c")
			return errors.Join(err, s.b.Delete(tx, "c", bob, v.Rev))
		}),
		in(func(tx store.Tx) error { _, err := s.b.AddQuestion(tx, "b", "en", "not b", ann); return err }),
		base("a=2", "b=1", "d=1"),
		in(func(tx store.Tx) error {
			a, err := Remember(tx, Answered{Question: message(1), Asker: cat, Room: lobby, Said: SaidAnswer, Entry: "a", Lang: "en", At: dawn})
			return errors.Join(err, Replied(tx, a.No, message(10)))
		}),
		in(func(tx store.Tx) error { _, err := Judge(tx, 1, cat, Helped); return err }),
		in(func(tx store.Tx) error {
			_, err := Remember(tx, Answered{Question: message(2), Asker: cat, Room: lobby, Said: SaidAnswer, Entry: "d", Lang: "en", At: dawn})
			return err
		}),
		in(func(tx store.Tx) error { _, err := PruneAnswers(tx, nil, dawn, 9); return err }),
		in(func(tx store.Tx) error { return Forget(tx, 2) }),
	}
}

// rows are all rows of a store, as text.
func (s shelf) rows() map[string]string {
	out := map[string]string{}
	err := s.s.View(s.Context(), func(tx store.Tx) error {
		for _, table := range []string{metaTable, "entry", "history", "entry_change", "entry_base", "negative",
			"answer", "answer_message", "answer_entry", "answer_asker", "answer_count"} {
			for k, v := range tx.Scan(table, nil, nil) {
				out[fmt.Sprintf("%s %q", table, k)] = string(v)
			}
		}
		return nil
	})
	if err != nil {
		s.Fatal(err)
	}
	return out
}

func TestACrashAtAnyWriteLeavesWholeStepsAndTheRestCanFollow(t *testing.T) {
	whole := newShelf(t)
	counted := &storetest.Crash{Store: whole.s}
	writer := shelf{t, counted, openBook(t, counted)}
	for _, step := range writer.day() {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	want := whole.rows()
	if counted.Writes() < 50 {
		t.Fatalf("the day has %d writes only", counted.Writes())
	}
	for n := 1; n <= counted.Writes(); n++ {
		s := newShelf(t)
		dying := &storetest.Crash{Store: s.s, N: n}
		before := shelf{t, dying, openBook(t, dying)}
		done := 0
		for _, step := range before.day() {
			if err := step(); errors.Is(err, storetest.ErrCrash) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			done++
		}
		after := shelf{t, s.s, openBook(t, s.s)} // the process starts again
		for _, step := range after.day()[done:] {
			if err := step(); err != nil {
				t.Fatalf("crash at write %d, step %d: %v", n, done, err)
			}
		}
		if got := s.rows(); !reflect.DeepEqual(got, want) {
			t.Fatalf("crash at write %d, step %d: the rows differ:\n%v\nwant\n%v", n, done, got, want)
		}
		idx, _ := after.b.Snapshot()
		ref, _ := writer.b.Snapshot()
		if got, want := contents(idx), contents(ref); got != want {
			t.Fatalf("crash at write %d: the index holds %q, want %q", n, got, want)
		}
	}
}
