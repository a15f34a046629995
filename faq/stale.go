package faq

import (
	"fmt"
	"slices"

	"frontdesk/store"
)

// Outdated is a language of an entry that somebody should look at: another language was edited since.
type Outdated struct {
	ID    string
	Lang  string
	Since uint64 // the version in which the languages said the same last; Diff tells what was edited
}

// stale: id → language → Outdated.Since. An edit of a language's title or answer marks the others; an edit of a marked one
// brings it up to date and marks nobody, and so does taking the edit back.
var stale = store.Table[map[string]uint64]{Name: "entry_stale"}

// Outdated returns the outdated languages of an entry, sorted; of all entries for "".
func (b *Book) Outdated(tx store.Tx, id string) ([]Outdated, error) {
	if id != "" {
		marks, _, err := stale.Get(tx, []byte(id))
		if err != nil {
			return nil, fmt.Errorf("entry %.64s: %w", id, err)
		}
		return outdated(id, marks), nil
	}
	var out []Outdated
	for row, err := range stale.Scan(tx, nil, nil) {
		if err != nil {
			return nil, fmt.Errorf("faq: %w", err)
		}
		out = append(out, outdated(string(row.Key), row.Value)...)
	}
	return out, nil
}

func outdated(id string, marks map[string]uint64) (out []Outdated) {
	for _, lang := range sortedKeys(marks) {
		out = append(out, Outdated{id, lang, marks[lang]})
	}
	return out
}

// StillRight takes the mark off a language whose text needed no edit, and reports whether there was one.
func (b *Book) StillRight(tx store.Tx, id, lang string) (bool, error) {
	marks, _, err := stale.Get(tx, []byte(id))
	if err != nil {
		return false, fmt.Errorf("entry %.64s: %w", id, err)
	}
	if _, ok := marks[lang]; !ok {
		return false, nil
	}
	delete(marks, lang)
	return true, putStale(tx, id, marks)
}

func putStale(tx store.Tx, id string, marks map[string]uint64) error {
	var err error
	if len(marks) == 0 {
		err = stale.Delete(tx, []byte(id))
	} else {
		err = stale.Put(tx, []byte(id), marks)
	}
	if err != nil {
		return fmt.Errorf("entry %s: %w", id, err)
	}
	return nil
}

// markStale works out the marks after an edit; cur is zero for a new entry.
func markStale(tx store.Tx, cur, next Version) error {
	id := next.Entry.ID
	marks, had, err := stale.Get(tx, []byte(id))
	if err != nil {
		return fmt.Errorf("entry %s: %w", id, err)
	}
	before, now := spoken(&cur.Entry), spoken(&next.Entry)
	var untouched []string
	moved := false // a language that was in line was edited
	for _, lang := range now {
		title, answer := cur.Entry.Title[lang], cur.Entry.Answer[lang]
		retitled, reworded := title != next.Entry.Title[lang], answer != next.Entry.Answer[lang]
		switch _, marked := marks[lang]; {
		case !slices.Contains(before, lang):
		case !retitled && !reworded:
			untouched = append(untouched, lang)
		case marked:
			delete(marks, lang)
		case retitled && title != "" || reworded && answer != "": // what was missing is no edit
			moved = true
		}
	}
	for lang := range marks {
		if !slices.Contains(now, lang) {
			delete(marks, lang)
		}
	}
	for _, lang := range untouched {
		if _, marked := marks[lang]; moved && !marked {
			if marks == nil {
				marks = map[string]uint64{}
			}
			marks[lang] = cur.Rev
		}
	}
	for lang, since := range marks {
		if same, err := inLine(tx, &next.Entry, lang, since); err != nil {
			return err
		} else if same {
			delete(marks, lang)
		}
	}
	if !had && len(marks) == 0 {
		return nil
	}
	return putStale(tx, id, marks)
}

// inLine reports whether the other languages say what they said in the version that a mark goes back to.
func inLine(tx store.Tx, e *Entry, lang string, since uint64) (bool, error) {
	v, ok, err := history.Get(tx, historyKey(e.ID, since))
	if err != nil || !ok {
		return false, err
	}
	for _, other := range spoken(e) {
		if other != lang && (v.Entry.Title[other] != e.Title[other] || v.Entry.Answer[other] != e.Answer[other]) {
			return false, nil
		}
	}
	return true, nil
}

// spoken are the languages an entry has a title or an answer in, sorted.
func spoken(e *Entry) []string {
	langs := append(sortedKeys(e.Title), sortedKeys(e.Answer)...)
	slices.Sort(langs)
	return slices.Compact(langs)
}
