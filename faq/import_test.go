package faq

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"

	"frontdesk/store"
)

func imported(t *testing.T, b *Book, whole bool, src string) Imported {
	t.Helper()
	es, err := Parse([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	done, err := b.Import(t.Context(), es, whole, Author{Name: "file.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	return done
}

func inForce(t *testing.T, b *Book) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := b.store.View(t.Context(), func(tx store.Tx) error {
		es, err := b.Export(tx)
		for _, e := range es {
			out[e.ID] = e.Answer["en"]
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func line(id, answer string) string {
	return fmt.Sprintf("  - {id: %s, title: {en: Title of %s}, answer: {en: %s}}\n", id, id, answer)
}

func TestImportPutsEntriesOverWhatStandsThere(t *testing.T) {
	b := newShelf(t).b
	if _, err := b.Base(t.Context(), []byte("entries:\n"+line("kept", "old")+line("changed", "old")+line("same", "old")), Author{Name: "base"}); err != nil {
		t.Fatal(err)
	}
	file := "entries:\n" + line("changed", "new") + line("same", "old") + line("A.dotted:id", "new")
	got := imported(t, b, false, file)
	if want := (Imported{Added: []string{"A.dotted:id"}, Changed: []string{"changed"}}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v", got)
	}
	if want := map[string]string{"kept": "old", "changed": "new", "same": "old", "A.dotted:id": "new"}; !reflect.DeepEqual(inForce(t, b), want) {
		t.Errorf("in force: %v", inForce(t, b))
	}
	idx, _ := b.Snapshot()
	if v := idx.Match(Query{Text: "title of A.dotted:id", Addressed: true}); v.Entry != "A.dotted:id" {
		t.Errorf("the new entry is not found: %+v", v)
	}
	if got := imported(t, b, false, file); !got.Same {
		t.Errorf("again: %+v", got)
	}
	t.Run("and whole, takes out of force what the file has not", func(t *testing.T) {
		got := imported(t, b, true, "entries:\n"+line("changed", "new"))
		if want := []string{"A.dotted:id", "kept", "same"}; !reflect.DeepEqual(got.Removed, want) {
			t.Errorf("removed %v", got.Removed)
		}
		if want := map[string]string{"changed": "new"}; !reflect.DeepEqual(inForce(t, b), want) {
			t.Errorf("in force: %v", inForce(t, b))
		}
	})
	t.Run("and wins over the base layer from then on", func(t *testing.T) {
		done, err := b.Base(t.Context(), []byte("entries:\n"+line("changed", "newer")), Author{Name: "base"})
		if err != nil || !reflect.DeepEqual(done.Kept, []string{"changed"}) {
			t.Errorf("%+v, %v", done, err)
		}
	})
}

func TestPlanTellsWhatAnImportWouldDoAndDoesNothing(t *testing.T) {
	b := newShelf(t).b
	if _, err := b.Base(t.Context(), []byte("entries:\n"+line("kept", "old")+line("changed", "old")+line("same", "old")), Author{Name: "base"}); err != nil {
		t.Fatal(err)
	}
	before := inForce(t, b)
	es, err := Parse([]byte("entries:\n" + line("changed", "new") + line("same", " old ") + line("added", "new")))
	if err != nil {
		t.Fatal(err)
	}
	for whole, want := range map[bool][]Planned{
		false: {
			{ID: "changed", Kind: WouldChange, Changes: []Change{{Field: "answer", Lang: "en", Removed: []string{"old"}, Added: []string{"new"}}}},
			{ID: "added", Changes: []Change{{Field: "title", Lang: "en", Added: []string{"Title of added"}}, {Field: "answer", Lang: "en", Added: []string{"new"}}}},
		},
		true: {
			{ID: "changed", Kind: WouldChange, Changes: []Change{{Field: "answer", Lang: "en", Removed: []string{"old"}, Added: []string{"new"}}}},
			{ID: "added", Changes: []Change{{Field: "title", Lang: "en", Added: []string{"Title of added"}}, {Field: "answer", Lang: "en", Added: []string{"new"}}}},
			{ID: "kept", Kind: WouldRemove},
		},
	} {
		got, err := b.Plan(t.Context(), es, whole)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("whole %v: %v\ngot  %+v\nwant %+v", whole, err, got, want)
		}
		done, err := newCopy(t, b).Import(t.Context(), es, whole, Author{})
		if err != nil || len(done.Added)+len(done.Changed)+len(done.Removed) != len(want) {
			t.Errorf("whole %v: the import did %+v, %v", whole, done, err)
		}
	}
	if !reflect.DeepEqual(inForce(t, b), before) {
		t.Errorf("in force: %v", inForce(t, b))
	}
}

// newCopy is another book with the same entries.
func newCopy(t *testing.T, b *Book) *Book {
	t.Helper()
	var src bytes.Buffer
	err := b.store.View(t.Context(), func(tx store.Tx) error {
		es, err := b.Export(tx)
		return errors.Join(err, Export(&src, es))
	})
	c := newShelf(t).b
	if err == nil {
		_, err = c.Base(t.Context(), src.Bytes(), Author{Name: "base"})
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestImportOfManyEntriesServesThemWhenItReturns(t *testing.T) {
	b := newShelf(t).b
	file := "entries:\n"
	for i := range 2 * applyUpTo {
		file += line(fmt.Sprintf("entry-%d", i), "old")
	}
	if got := imported(t, b, false, file); len(got.Added) != 2*applyUpTo {
		t.Errorf("added %v", got.Added)
	}
	if idx, _ := b.Snapshot(); idx.Len() != 2*applyUpTo {
		t.Errorf("%d entries are served", idx.Len())
	}
}

func TestAnInterruptedImportChangesNothing(t *testing.T) {
	b := newShelf(t).b
	es, err := Parse([]byte("entries:\n" + line("a", "new")))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Import(ctx, es, false, Author{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got := inForce(t, b); len(got) > 0 {
		t.Errorf("in force: %v", got)
	}
}

func TestABookWithoutAnIndexKeepsEntriesAndServesThemOnceItIsBuilt(t *testing.T) {
	b := NewBook(newShelf(t).s, Options{})
	if based, err := b.Based(t.Context()); err != nil || based {
		t.Errorf("based: %v, %v", based, err)
	}
	if _, err := b.Base(t.Context(), []byte("entries:\n"+line("a", "old")), Author{Name: "base"}); err != nil {
		t.Fatal(err)
	}
	file := "entries:\n" + line("b", "new")
	for i := range 2 * applyUpTo {
		file += line(fmt.Sprintf("entry-%d", i), "old")
	}
	imported(t, b, false, file)
	if idx, _ := b.Snapshot(); idx != nil {
		t.Error("an index was built")
	}
	if based, err := b.Based(t.Context()); err != nil || !based {
		t.Errorf("based: %v, %v", based, err)
	}
	if err := b.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if idx, _ := b.Snapshot(); idx.Len() != 2*applyUpTo+2 {
		t.Errorf("%d entries are served", idx.Len())
	}
}
