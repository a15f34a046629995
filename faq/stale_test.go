package faq

import (
	"fmt"
	"testing"

	"frontdesk/store"
)

func TestAnEditOfOneLanguageMarksTheOthers(t *testing.T) {
	two := func(en, zh string) Entry {
		return Entry{ID: "gas", Title: map[string]string{"en": "Gas", "zh": "手续费"}, Answer: map[string]string{"en": en, "zh": zh}}
	}
	for _, c := range []struct {
		name string
		puts []Entry
		want string
	}{
		{"a new entry has none", []Entry{two("a", "甲")}, "[]"},
		{"the other language", []Entry{two("a", "甲"), two("b", "甲")}, "[zh since the first]"},
		{"an edit of the marked one clears it and marks nobody", []Entry{two("a", "甲"), two("b", "甲"), two("b", "乙")}, "[]"},
		{"an edit of both", []Entry{two("a", "甲"), two("b", "乙")}, "[]"},
		{"the mark stays at the first edit", []Entry{two("a", "甲"), two("b", "甲"), two("c", "甲")}, "[zh since the first]"},
		{"the edit was taken back", []Entry{two("a", "甲"), two("b", "甲"), two("a", "甲")}, "[]"},
		{"a language that is new is no edit", []Entry{two("a", ""), two("a", "甲")}, "[]"},
		{"a language that went away", []Entry{two("a", "甲"), two("b", "甲"), {ID: "gas", Title: map[string]string{"en": "Gas"}, Answer: map[string]string{"en": "b"}}}, "[]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newShelf(t)
			b := s.b
			s.do(func(tx store.Tx) error {
				var rev, first uint64
				for _, e := range c.puts {
					v, err := b.Put(tx, e, Author{Name: "max"}, rev)
					if err != nil {
						return err
					}
					if rev = v.Rev; first == 0 {
						first = rev
					}
				}
				marks, err := b.Outdated(tx, "")
				var got []string
				for _, m := range marks {
					if m.Since == first {
						got = append(got, m.Lang+" since the first")
					}
				}
				if fmt.Sprint(got) != c.want {
					t.Errorf("outdated: %v, want %s", got, c.want)
				}
				return err
			})
		})
	}
}

func TestALanguageThatIsStillRightLosesItsMark(t *testing.T) {
	s := newShelf(t)
	b := s.b
	s.do(func(tx store.Tx) error {
		e := Entry{ID: "gas", Title: map[string]string{"en": "Gas", "zh": "手续费"}, Answer: map[string]string{"en": "a", "zh": "甲"}}
		v, err := b.Put(tx, e, Author{}, 0)
		if err == nil {
			e.Answer = map[string]string{"en": "b", "zh": "甲"}
			_, err = b.Put(tx, e, Author{}, v.Rev)
		}
		if err != nil {
			return err
		}
		for _, want := range []bool{true, false} {
			if was, err := b.StillRight(tx, "gas", "zh"); was != want || err != nil {
				t.Errorf("marked: %v, %v", was, err)
			}
		}
		marks, err := b.Outdated(tx, "gas")
		if len(marks) != 0 {
			t.Errorf("still marked: %v", marks)
		}
		return err
	})
}

func TestTryWritesNothing(t *testing.T) {
	s := newShelf(t)
	b := s.b
	s.do(func(tx store.Tx) error {
		e, err := b.Check(tx, Entry{ID: "gas", Questions: map[string][]string{"en": {" what is gas "}}, Answer: map[string]string{"en": "a"}})
		if err != nil || e.Questions["en"][0] != "what is gas" {
			t.Errorf("checked: %+v, %v", e, err)
		}
		now, then, err := b.Try(tx, []Entry{e})
		if err != nil {
			return err
		}
		q := Query{Text: "what is gas"}
		if a, b := now.Match(q), then.Match(q); a.Entry == "gas" || b.Entry != "gas" {
			t.Errorf("before %+v, after %+v", a, b)
		}
		if _, err := b.Get(tx, "gas"); err == nil {
			t.Error("it was written")
		}
		if _, err := b.Check(tx, Entry{ID: "Not An ID", Answer: map[string]string{"en": "a"}}); err == nil {
			t.Error("an ID nobody can type was let through")
		}
		return nil
	})
}

func TestSearchFindsWordsWhereverTheyStand(t *testing.T) {
	x := Build([]Entry{
		{ID: "gas-fees", Title: map[string]string{"en": "Network fees"}, Answer: map[string]string{"en": "They go to the network."}, Tags: []string{"money"}},
		{ID: "deposit", Title: map[string]string{"en": "Deposits", "zh": "充值"}, Questions: map[string][]string{"en": {"where is my deposit"}}, Answer: map[string]string{"en": "Look at the network."}},
	}, Options{})
	for query, want := range map[string]string{
		"network": "gas-fees deposit", "FEES network": "gas-fees", "money": "gas-fees", "充值": "deposit", "where": "deposit", "": "", "xyzzy": "", "x": "", "is": "deposit", "充": "deposit",
	} {
		got := x.Search(query)
		if want == "" && len(got) > 0 || want != "" && (len(got) == 0 || fmt.Sprint(got)[1:len(fmt.Sprint(got))-1] != want && got[0] != want) {
			t.Errorf("%q found %v, want %s", query, got, want)
		}
	}
}
