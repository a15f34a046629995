package faq

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
	"frontdesk/store/bolt"
)

var (
	dawn = time.Date(2026, 1, 2, 6, 0, 0, 0, time.UTC)
	ann  = Author{ID: chat.MemberID{Platform: "telegram", Key: "1"}, Name: "Ann", At: dawn}
	bob  = Author{ID: chat.MemberID{Platform: "discord", Key: "2"}, Name: "Bob", At: dawn.Add(time.Hour)}
)

// shelf is a book over a store in a temporary file.
type shelf struct {
	testing.TB
	s store.Store
	b *Book
}

func newShelf(t testing.TB) shelf {
	t.Helper()
	s, err := bolt.Open(filepath.Join(t.TempDir(), "t.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return shelf{t, s, openBook(t, s)}
}

func openBook(t testing.TB, s store.Store) *Book {
	t.Helper()
	b, err := OpenBook(t.Context(), s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// try runs a transaction as the hub does, Publish included.
func (s shelf) try(fn func(tx store.Tx) error) error {
	s.Helper()
	err := s.s.Update(s.Context(), fn)
	return errors.Join(err, s.b.Publish(s.Context()))
}

func (s shelf) do(fn func(tx store.Tx) error) {
	s.Helper()
	if err := s.try(fn); err != nil {
		s.Fatal(err)
	}
}

func (s shelf) put(e Entry, by Author, seen uint64) (v Version) {
	s.Helper()
	s.do(func(tx store.Tx) (err error) { v, err = s.b.Put(tx, e, by, seen); return err })
	return v
}

func (s shelf) get(id string) (v Version) {
	s.Helper()
	s.do(func(tx store.Tx) (err error) { v, err = s.b.Get(tx, id); return err })
	return v
}

func entry(id, question, answer string) Entry {
	return Entry{
		ID: id, Title: map[string]string{"en": "About " + id},
		Questions: map[string][]string{"en": {question}}, Answer: map[string]string{"en": answer},
	}
}

// contents tells what an index was built from: ids with their questions, and «not» lines after a minus.
func contents(x *Index) string {
	var out []string
	for id := range x.byID {
		e, _ := x.Entry(id)
		s := e.ID
		for _, lang := range sortedKeys(e.Questions) {
			s += " " + strings.Join(e.Questions[lang], ",")
		}
		for _, lang := range sortedKeys(e.Not) {
			s += " -" + strings.Join(e.Not[lang], ",")
		}
		out = append(out, s)
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func (s shelf) wantSnapshot(want string) {
	s.Helper()
	idx, _ := s.b.Snapshot()
	if got := contents(idx); got != want {
		s.Errorf("the snapshot holds %q, want %q", got, want)
	}
}

func (s shelf) wantAt(tx store.Tx, want string) Revision {
	s.Helper()
	idx, rev, err := s.b.At(tx)
	if err != nil {
		s.Fatal(err)
	}
	if got := contents(idx); got != want {
		s.Errorf("the transaction sees %q, want %q", got, want)
	}
	return rev
}

func TestAnEditIsThereForTheVeryNextQuestion(t *testing.T) {
	s := newShelf(t)
	s.put(entry("fees", "how much", "1 %"), ann, 0)
	s.do(func(tx store.Tx) error {
		s.wantAt(tx, "fees how much")
		if _, err := s.b.AddQuestion(tx, "fees", "en", "what does it cost", bob); err != nil {
			return err
		}
		s.wantAt(tx, "fees how much,what does it cost")
		if _, err := s.b.Put(tx, entry("gas", "no gas", "Buy some."), bob, 0); err != nil {
			return err
		}
		s.wantAt(tx, "fees how much,what does it cost; gas no gas")
		idx, _, err := s.b.At(tx)
		if err != nil {
			return err
		}
		for q, want := range map[string]string{"what does it cost": "fees", "no gas": "gas"} {
			if v := idx.Match(Query{Text: q, Addressed: true}); v.Entry != want {
				t.Errorf("%q finds %q, want %q", q, v.Entry, want)
			}
		}
		s.wantSnapshot("fees how much") // nothing is committed yet
		return nil
	})
	s.wantSnapshot("fees how much,what does it cost; gas no gas")
	s.do(func(tx store.Tx) error { return s.b.Delete(tx, "fees", ann, s.mustGet(tx, "fees").Rev) })
	s.do(func(tx store.Tx) error { s.wantAt(tx, "gas no gas"); return nil })
}

func (s shelf) mustGet(tx store.Tx, id string) Version {
	s.Helper()
	v, err := s.b.Get(tx, id)
	if err != nil {
		s.Fatal(err)
	}
	return v
}

func TestAnEditThatWasNeverPublishedIsSeenInTheNextTransaction(t *testing.T) {
	s := newShelf(t)
	err := s.s.Update(t.Context(), func(tx store.Tx) error {
		_, err := s.b.Put(tx, entry("fees", "how much", "1 %"), ann, 0)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s.wantSnapshot("")
	s.do(func(tx store.Tx) error { s.wantAt(tx, "fees how much"); return nil })
	s.wantSnapshot("fees how much")
}

func TestAVerdictOfAnEqualRevisionHolds(t *testing.T) {
	s := newShelf(t)
	s.put(entry("fees", "how much", "1 %"), ann, 0)
	_, thought := s.b.Snapshot()
	s.do(func(tx store.Tx) error {
		if at := s.wantAt(tx, "fees how much"); at != thought {
			t.Errorf("At has revision %v, the snapshot %v, and nothing was written", at, thought)
		}
		return nil
	})
	s.put(entry("gas", "no gas", "Buy some."), ann, 0)
	s.do(func(tx store.Tx) error {
		if at := s.wantAt(tx, "fees how much; gas no gas"); at == thought {
			t.Error("the revision did not change with the entries")
		}
		return nil
	})
}

func TestARevisionOfARolledBackTransactionNamesNothingElse(t *testing.T) {
	s, no := newShelf(t), errors.New("no")
	s.put(entry("fees", "how much", "1 %"), ann, 0)
	// Two transactions that end with the same write under the same counter, after different ones.
	run := func(first string, end error) (rev Revision) {
		err := s.try(func(tx store.Tx) error {
			if _, err := s.b.AddQuestion(tx, "fees", "en", first, ann); err != nil {
				return err
			}
			if _, err := s.b.AddQuestion(tx, "fees", "en", "last", bob); err != nil {
				return err
			}
			rev = s.wantAt(tx, "fees how much,"+first+",last")
			return end
		})
		if !errors.Is(err, end) {
			t.Fatal(err)
		}
		return rev
	}
	lost := run("lost", no)
	s.wantSnapshot("fees how much")
	s.do(func(tx store.Tx) error { s.wantAt(tx, "fees how much"); return nil })
	kept := run("kept", nil)
	if lost.N != kept.N || lost == kept {
		t.Errorf("revisions %v and %v: want equal counters and different digests", lost, kept)
	}
	s.wantSnapshot("fees how much,kept,last")
}

func TestAReaderThatBeganBeforeACommitGetsAnIndexAtOnce(t *testing.T) {
	s := newShelf(t)
	s.put(entry("fees", "how much", "1 %"), ann, 0)
	err := s.s.View(t.Context(), func(tx store.Tx) error {
		done := make(chan error)
		go func() {
			err := s.s.Update(context.Background(), func(tx store.Tx) error {
				_, err := s.b.AddQuestion(tx, "fees", "en", "newer", bob)
				return err
			})
			done <- errors.Join(err, s.b.Publish(context.Background()))
		}()
		if err := <-done; err != nil {
			return err
		}
		s.wantAt(tx, "fees how much,newer")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnIndexIsNeverAppliedToEntriesItDoesNotComeFrom(t *testing.T) {
	s, other := newShelf(t), newShelf(t)
	s.put(entry("fees", "how much", "1 %"), ann, 0)
	other.put(entry("gas", "no gas", "Buy some."), ann, 0)
	other.put(entry("nft", "where is my nft", "There."), ann, 0)
	s.b.store, s.s = other.s, other.s // a backup was restored while we run
	s.do(func(tx store.Tx) error { s.wantAt(tx, "gas no gas; nft where is my nft"); return nil })
	s.wantSnapshot("gas no gas; nft where is my nft")
}

func TestRebuildAndRestartKnowAllEdits(t *testing.T) {
	s := newShelf(t)
	s.put(entry("fees", "how much", "1 %"), ann, 0)
	s.put(entry("gas", "no gas", "Buy some."), ann, 0)
	s.do(func(tx store.Tx) error { return s.b.AddNegative(tx, "gas", "en", "Gas prices?", ann) })
	const want = "fees how much; gas no gas -gas prices?"
	s.wantSnapshot(want)
	_, before := s.b.Snapshot()
	if err := s.b.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	s.wantSnapshot(want)
	s.b = openBook(t, s.s)
	s.wantSnapshot(want)
	if _, after := s.b.Snapshot(); after != before {
		t.Errorf("revision %v became %v without a write", before, after)
	}
}

func TestManyMayEditAndAskAtOnce(t *testing.T) {
	s := newShelf(t)
	s.put(entry("fees", "how much", "1 %"), ann, 0)
	var wg sync.WaitGroup
	fail := func(err error) {
		if err != nil {
			t.Error(err)
		}
	}
	for i := range 4 {
		wg.Go(func() {
			for j := range 5 {
				fail(s.s.Update(t.Context(), func(tx store.Tx) error {
					q := fmt.Sprintf("question %d of %d", j, i)
					_, err := s.b.AddQuestion(tx, "fees", "en", q, ann)
					if err != nil {
						return err
					}
					idx, _, err := s.b.At(tx)
					if !strings.Contains(contents(idx), q) {
						t.Errorf("%q is not in the index of its own transaction", q)
					}
					return err
				}))
				fail(s.b.Publish(t.Context()))
			}
		})
		wg.Go(func() {
			for range 3 {
				fail(s.s.View(t.Context(), func(tx store.Tx) error { _, _, err := s.b.At(tx); return err }))
				fail(s.b.Rebuild(t.Context()))
			}
		})
	}
	wg.Wait()
	fail(s.b.Publish(t.Context()))
	idx, rev := s.b.Snapshot()
	if n := strings.Count(contents(idx), "question"); n != 20 || rev.N != 21 {
		t.Errorf("%d of 20 questions at revision %d", n, rev.N)
	}
}
