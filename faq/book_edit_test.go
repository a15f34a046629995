package faq

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"frontdesk/store"
)

func TestOfTwoEditorsAtOnceTheSecondIsToldAndShownTheNewerText(t *testing.T) {
	s := newShelf(t)
	seen := s.put(entry("fees", "how much", "1 %"), ann, 0).Rev
	first := s.put(entry("fees", "how much", "2 %"), ann, seen)
	conflict := func(fn func(tx store.Tx) error) Version {
		t.Helper()
		var c ErrConflict
		if err := s.try(fn); !errors.As(err, &c) {
			t.Fatalf("got %v, want ErrConflict", err)
		}
		return c.Now
	}
	mine := entry("fees", "how much", "3 %")
	second := func(seen uint64) func(store.Tx) error {
		return func(tx store.Tx) error { _, err := s.b.Put(tx, mine, bob, seen); return err }
	}
	if now := conflict(second(seen)); !reflect.DeepEqual(now, first) {
		t.Errorf("the conflict carries %+v, want %+v", now, first)
	}
	if now := conflict(second(0)); now.Rev != first.Rev {
		t.Error("making an entry that is there was not a conflict with it")
	}
	if now := conflict(func(tx store.Tx) error { return s.b.Delete(tx, "fees", bob, seen) }); now.Rev != first.Rev {
		t.Error("deleting a version that is not in force was not a conflict with the newer one")
	}
	if got := s.get("fees"); !reflect.DeepEqual(got, first) {
		t.Errorf("a refused edit left %+v", got)
	}
	s.do(func(tx store.Tx) error { return s.b.Delete(tx, "fees", ann, first.Rev) })
	if now := conflict(second(first.Rev)); !now.Deleted || now.By.Name != "Ann" {
		t.Errorf("editing a deleted entry: the conflict carries %+v", now)
	}
	s.put(mine, bob, 0)
}

func TestHistoryKeepsEveryVersionAndAnyCanBeBroughtBack(t *testing.T) {
	s := newShelf(t)
	one := s.put(entry("fees", "how much", "1 %"), ann, 0)
	two := s.put(entry("fees", "how much", "2 %"), bob, one.Rev)
	s.put(entry("fees-2", "other", "x"), ann, 0)
	s.do(func(tx store.Tx) error { return s.b.Delete(tx, "fees", ann, two.Rev) })
	s.do(func(tx store.Tx) error {
		if _, err := s.b.Get(tx, "fees"); !errors.Is(err, ErrNotFound) {
			t.Errorf("a deleted entry: %v", err)
		}
		h, err := s.b.History(tx, "fees", 0, 9)
		if err != nil || len(h) != 3 || !h[0].Deleted || !reflect.DeepEqual(h[1], two) || !reflect.DeepEqual(h[2], one) {
			t.Errorf("history %+v, %v", h, err)
		}
		older, err := s.b.History(tx, "fees", h[0].Rev, 1)
		if err != nil || len(older) != 1 || !reflect.DeepEqual(older[0], two) {
			t.Errorf("the page behind the newest: %+v, %v", older, err)
		}
		back, err := s.b.Version(tx, "fees", one.Rev)
		if err != nil {
			return err
		}
		_, err = s.b.Put(tx, back.Entry, bob, 0)
		return err
	})
	if v := s.get("fees"); v.Entry.Answer["en"] != "1 %" || v.By != bob || v.Rev <= two.Rev {
		t.Errorf("brought back: %+v", v)
	}
}

func TestAnEntryComesBackUnderAnIDThatCommandsCouldNotMake(t *testing.T) {
	s := newShelf(t)
	s.base("Odd_ID=1")
	v := s.get("Odd_ID")
	s.do(func(tx store.Tx) error { return s.b.Delete(tx, "Odd_ID", ann, v.Rev) })
	if back := s.put(v.Entry, ann, 0); back.Rev <= v.Rev {
		t.Errorf("%+v", back)
	}
}

func TestPuttingWhatIsThereWritesNothing(t *testing.T) {
	s := newShelf(t)
	e := entry("fees", "how much", "1 %")
	e.Review = time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC)
	v := s.put(e, ann, 0)
	e.Questions["en"] = []string{" how much ", "", "how much"}
	e.Not = map[string][]string{"zh": {}}
	e.Review = e.Review.Add(5 * time.Hour)
	if again := s.put(e, bob, v.Rev); !reflect.DeepEqual(again, v) {
		t.Errorf("got %+v, want %+v", again, v)
	}
}

func TestQuestionsAreAddedAndRemovedWhoeverEditedMeanwhile(t *testing.T) {
	s := newShelf(t)
	s.put(entry("fees", "how much", "1 %"), ann, 0)
	add := func(lang, q string) error {
		return s.try(func(tx store.Tx) error { _, err := s.b.AddQuestion(tx, "fees", lang, q, bob); return err })
	}
	remove := func(q string) error {
		return s.try(func(tx store.Tx) error { _, err := s.b.RemoveQuestion(tx, "fees", q, bob); return err })
	}
	for _, step := range []struct {
		name string
		err  error
		want string
	}{
		{"a new one", add("zh", "多少钱"), "fees how much,多少钱"},
		{"the same in other case", add("en", " How  MUCH "), "fees how much,多少钱"},
		{"removing by other case", remove("HOW much"), "fees 多少钱"},
	} {
		if step.err != nil {
			t.Errorf("%s: %v", step.name, step.err)
		}
	}
	s.wantSnapshot("fees 多少钱")
	if err := remove("never there"); !errors.Is(err, ErrNoQuestion) {
		t.Errorf("removing what is not there: %v", err)
	}
	for name, q := range map[string]string{"empty": " ", "too long": strings.Repeat("x", MaxText+1), "broken": "a\xff"} {
		_, before := s.b.Snapshot()
		err := add("en", q)
		if _, after := s.b.Snapshot(); before != after || (name != "empty") != (err != nil) {
			t.Errorf("an %s question: %v, revision %v to %v", name, err, before, after)
		}
	}
	if err := s.try(func(tx store.Tx) error { _, err := s.b.AddQuestion(tx, "none", "en", "x", bob); return err }); !errors.Is(err, ErrNotFound) {
		t.Errorf("a question of no entry: %v", err)
	}
}

func TestWhatBreaksALimitIsRefusedWithWordsAndNothingIsWritten(t *testing.T) {
	s := newShelf(t)
	many := func(n int) (out []string) {
		for i := range n {
			out = append(out, strings.Repeat("x", i+1))
		}
		return out
	}
	with := func(change func(*Entry)) Entry {
		e := entry("ok", "q", "a")
		change(&e)
		return e
	}
	for name, c := range map[string]struct {
		e    Entry
		want string
	}{
		"no id":             {with(func(e *Entry) { e.ID = "" }), "an id has 1 to 64 characters"},
		"a long id":         {with(func(e *Entry) { e.ID = strings.Repeat("x", 1<<20) }), "an id has 1 to 64 characters"},
		"capitals":          {with(func(e *Entry) { e.ID = "Fees" }), "small letters"},
		"a zero byte":       {with(func(e *Entry) { e.ID = "a\x00b" }), "small letters"},
		"no answer":         {with(func(e *Entry) { e.Answer["en"] = " " }), "no answer in any language"},
		"nothing to find":   {with(func(e *Entry) { e.Title, e.Questions = nil, nil }), "neither a title nor a question"},
		"a megabyte":        {with(func(e *Entry) { e.Answer["en"] = strings.Repeat("x", 1<<20) }), "longer than 16384 bytes"},
		"a megabyte of id":  {with(func(e *Entry) { e.Answer[strings.Repeat("e", 1<<20)] = "x" }), "is no language code"},
		"broken text":       {with(func(e *Entry) { e.Answer["en"] = "\xf0\x9f" }), "not valid UTF-8"},
		"a broken tag":      {with(func(e *Entry) { e.Tags = []string{"\xff"} }), "valid UTF-8"},
		"too many tags":     {with(func(e *Entry) { e.Tags = many(MaxTags + 1) }), "has 33 tags"},
		"too much together": {with(func(e *Entry) { e.Questions["en"] = many(900) }), "at most 262144 are allowed"},
		"a strange year":    {with(func(e *Entry) { e.Review = time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC) }), "the year 12026"},
	} {
		t.Run(name, func(t *testing.T) {
			err := s.try(func(tx store.Tx) error {
				_, err := s.b.Put(tx, c.e, ann, 0)
				if rev, _ := revision(tx); rev != (Revision{}) {
					t.Error("something was written")
				}
				return err
			})
			if err == nil || !strings.Contains(err.Error(), c.want) || len(err.Error()) > 300 {
				t.Errorf("got %.300v, want …%s…", err, c.want)
			}
		})
	}
}

func TestANegativeIsKeptAndTakenBackByTheOppositeWord(t *testing.T) {
	s := newShelf(t)
	v := s.put(entry("fees", "how much", "1 %"), ann, 0)
	add := func(lang, q string) error {
		return s.try(func(tx store.Tx) error { return s.b.AddNegative(tx, "fees", lang, q, bob) })
	}
	for _, q := range []string{"Gas  prices?", "gas prices?", " ", "other"} {
		if err := add("en", q); err != nil {
			t.Fatal(err)
		}
	}
	if err := add("no language", "third"); err != nil {
		t.Fatal(err)
	}
	s.wantSnapshot("fees how much -gas prices?,other -third")
	if got := s.get("fees"); !reflect.DeepEqual(got, v) {
		t.Errorf("a negative changed the entry itself: %+v", got)
	}
	if err := add("en", "HOW much"); !errors.Is(err, ErrOwnQuestion) {
		t.Errorf("a negative that is a question of the entry: %v", err)
	}
	s.do(func(tx store.Tx) error { _, err := s.b.AddQuestion(tx, "fees", "en", "gas prices?", ann); return err })
	s.do(func(tx store.Tx) error { return s.b.RemoveNegative(tx, "fees", "Third") })
	s.wantSnapshot("fees how much,gas prices? -other")
	if err := s.try(func(tx store.Tx) error { return s.b.RemoveNegative(tx, "fees", "third") }); !errors.Is(err, ErrNoQuestion) {
		t.Errorf("taking back what is not there: %v", err)
	}
}

func TestTheOldestNegativesGiveWay(t *testing.T) {
	s := newShelf(t)
	s.put(entry("fees", "how much", "1 %"), ann, 0)
	err := s.s.Update(t.Context(), func(tx store.Tx) error {
		for i := range MaxNegatives + 5 {
			if err := s.b.AddNegative(tx, "fees", "en", strings.Repeat("é", i+1), bob); err != nil {
				return err
			}
		}
		ns, err := s.b.Negatives(tx, "fees")
		if err != nil {
			return err
		}
		if len(ns) != MaxNegatives || ns[0].Text != strings.Repeat("é", 6) {
			t.Errorf("%d negatives, the oldest %q", len(ns), ns[0].Text)
		}
		if err := s.b.AddNegative(tx, "fees", "en", strings.Repeat("ü", 1<<19), bob); err != nil {
			return err
		}
		ns, err = s.b.Negatives(tx, "fees")
		if got := ns[len(ns)-1].Text; got != strings.Repeat("ü", maxNegativeText/2) {
			t.Errorf("of a megabyte %d bytes were kept", len(got))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
