package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"frontdesk/faq"
	"frontdesk/store"
	"frontdesk/store/bolt"
)

// watched is a faq.yaml that the program looks at.
type watched struct {
	*testing.T
	store *bolt.Store
	f     *faqFile
	log   bytes.Buffer
	clock time.Time // of the file's last change
}

func watch(t *testing.T, src string) *watched {
	t.Helper()
	dir := t.TempDir()
	s, err := bolt.Open(filepath.Join(dir, "frontdesk.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	b, err := faq.OpenBook(t.Context(), s, faq.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := &watched{T: t, store: s, clock: time.Now().Add(-time.Hour)}
	w.f = newFAQFile(filepath.Join(dir, "faq.yaml"), b, zerolog.New(&w.log))
	w.write(src)
	return w
}

// write changes the file, a second later on its clock.
func (w *watched) write(src string) {
	w.Helper()
	w.clock = w.clock.Add(time.Second)
	err := os.WriteFile(w.f.path, []byte(src), 0o600)
	if err == nil {
		err = os.Chtimes(w.f.path, w.clock, w.clock)
	}
	if err != nil {
		w.Fatal(err)
	}
}

// serves checks the entries in force, as id=answer.
func (w *watched) serves(want ...string) {
	w.Helper()
	var got []string
	err := w.store.View(w.Context(), func(tx store.Tx) error {
		es, err := w.f.book.Export(tx)
		for _, e := range es {
			got = append(got, e.ID+"="+e.Answer["en"])
		}
		return err
	})
	if err != nil || !reflect.DeepEqual(got, want) {
		w.Errorf("serves %v, %v; want %v", got, err, want)
	}
}

// look looks at the file and checks how the error begins; an empty one is none.
func (w *watched) look(told bool, want string) {
	w.Helper()
	_, err := w.f.look(w.Context(), told)
	if got := fmt.Sprint(err); want == "" && err != nil || want != "" && !strings.HasPrefix(got, want) {
		w.Errorf("got %v, want %q", err, want)
	}
}

func faqOf(pairs ...string) string {
	var b strings.Builder
	b.WriteString("entries:\n")
	for _, p := range pairs {
		id, answer, _ := strings.Cut(p, "=")
		fmt.Fprintf(&b, "  - {id: %s, title: {en: Title %s}, answer: {en: %s}}\n", id, id, answer)
	}
	return b.String()
}

func TestAChangedFileIsImportedOnceItStandsStill(t *testing.T) {
	w := watch(t, faqOf("a=1"))
	if err := w.f.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.look(false, "")
	w.serves("a=1")
	w.write(faqOf("a=2")[:20]) // half-written
	w.look(false, "")
	w.write(faqOf("a=2", "b=1")[:40]) // still
	w.look(false, "")
	w.serves("a=1")
	w.write(faqOf("a=2", "b=1"))
	w.look(false, "")
	w.serves("a=1")
	w.look(false, "")
	w.serves("a=2", "b=1")
	if !strings.Contains(w.log.String(), `"added":1,"changed":1`) || strings.Contains(w.log.String(), "refused") {
		t.Errorf("log: %s", &w.log)
	}
	t.Run("and one that was only touched is left alone", func(t *testing.T) {
		w.log.Reset()
		w.write(faqOf("a=2", "b=1"))
		w.look(false, "")
		w.look(false, "")
		if w.log.Len() > 0 {
			t.Errorf("log: %s", &w.log)
		}
	})
}

func TestABrokenFileIsRefusedAndTheLastGoodOneServes(t *testing.T) {
	w := watch(t, faqOf("a=1"))
	if err := w.f.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	broken := w.f.path + `: line 2: an entry: unknown key "titel"`
	w.write(strings.Replace(faqOf("a=2"), "title", "titel", 1))
	w.look(false, "")
	w.look(false, broken)
	w.serves("a=1")
	t.Run("which is told once", func(t *testing.T) {
		w.look(false, "")
		w.look(false, "")
	})
	t.Run("and again when the operator asks", func(t *testing.T) { w.look(true, broken) })
	t.Run("and after a restart, which serves on too", func(t *testing.T) {
		w.f = newFAQFile(w.f.path, w.f.book, w.f.log)
		if err := w.f.load(t.Context()); err != nil {
			t.Error(err)
		}
		if !strings.Contains(w.log.String(), "the last good one goes on serving") || !strings.Contains(w.log.String(), "line 2: an entry: unknown key") {
			t.Errorf("log: %s", &w.log)
		}
		w.look(false, "")
		w.look(false, "")
		w.serves("a=1")
	})
	t.Run("and an empty one is broken as well", func(t *testing.T) {
		w.write("\n")
		w.look(false, "")
		w.look(false, w.f.path+": line 1: the file is empty")
		w.serves("a=1")
	})
	t.Run("and a mended one is imported", func(t *testing.T) {
		w.write(faqOf("a=3"))
		w.look(false, "")
		w.look(false, "")
		w.serves("a=3")
	})
}

func TestAChangedFileIsImportedAtOnceWhenTheOperatorAsks(t *testing.T) {
	w := watch(t, faqOf("a=1"))
	if err := w.f.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	w.write(faqOf("a=2"))
	w.look(true, "")
	w.serves("a=2")
}

func TestABrokenFileWithNothingToServeIsAnErrorAtStart(t *testing.T) {
	path := file(t, "faq.yaml", strings.Replace(faqOf("a=2"), "title", "titel", 1))
	got := cli(t, "", "console", "--faq", path, "--data", t.TempDir())
	if got.status != 1 || !strings.Contains(got.err, path+": line 2: an entry: unknown key \"titel\"") {
		t.Errorf("status %d\n%s", got.status, got.err)
	}
}

func TestAFileThatIsGoneForAMomentServesOn(t *testing.T) {
	w := watch(t, faqOf("a=1"))
	if err := w.f.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(w.f.path); err != nil {
		t.Fatal(err)
	}
	w.look(false, "")
	w.look(true, "--faq: stat ") // who asks is told
	w.write(faqOf("a=2"))
	w.look(false, "")
	w.look(false, "")
	w.serves("a=2")
}

func TestEntriesChangedOnBothSidesAreReported(t *testing.T) {
	w := watch(t, faqOf("a=1", "b=1"))
	if err := w.f.load(t.Context()); err != nil {
		t.Fatal(err)
	}
	es, err := faq.Parse([]byte(faqOf("b=mine")))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.f.book.Import(t.Context(), es, false, faq.Author{Name: "max"}); err != nil {
		t.Fatal(err)
	}
	w.write(faqOf("a=2", "b=2"))
	kept, err := w.f.look(t.Context(), true)
	if err != nil || !reflect.DeepEqual(kept, []string{"b"}) {
		t.Errorf("kept %v, %v", kept, err)
	}
	w.serves("a=2", "b=mine")
}
