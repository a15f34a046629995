package faq

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"frontdesk/store"
)

// Put writes an entry whole. Seen is the Version.Rev that the editor looked at, 0 for an entry that is to be new; when another
// version is in force by now, it is an ErrConflict that carries it. Texts are trimmed and empty ones dropped first; what
// then breaks a limit is refused with words for the moderator. Putting what is there already writes nothing.
func (b *Book) Put(tx store.Tx, e Entry, by Author, seen uint64) (Version, error) {
	e = tidy(e)
	cur, ok, err := entries.Get(tx, []byte(e.ID))
	if err != nil {
		return Version{}, fmt.Errorf("entry %s: %w", e.ID, err)
	}
	if !ok {
		if err := b.checkNew(tx, e.ID); err != nil {
			return Version{}, err
		}
	}
	if cur.Rev != seen {
		return Version{}, b.conflict(tx, e.ID, cur)
	}
	return b.put(tx, e, by, cur)
}

// checkNew holds a new entry's ID to what commands can type; one that has a history may come back under any ID.
func (b *Book) checkNew(tx store.Tx, id string) error {
	bad := checkNewID(id)
	if bad == nil {
		return nil
	}
	if id != "" {
		past, err := b.History(tx, id, 0, 1)
		if err != nil || len(past) > 0 {
			return err
		}
	}
	return invalid{bad}
}

// conflict says what became of an entry; cur is zero when it is not there.
func (b *Book) conflict(tx store.Tx, id string, cur Version) error {
	if cur.Rev == 0 {
		last, err := b.History(tx, id, 0, 1)
		if err != nil {
			return err
		}
		if len(last) == 0 {
			return fmt.Errorf("entry %.64s: %w", id, ErrNotFound)
		}
		cur = last[0]
	}
	return ErrConflict{cur}
}

// put writes a tidy entry over cur, the version in force.
func (b *Book) put(tx store.Tx, e Entry, by Author, cur Version) (Version, error) {
	if err := check(&e); err != nil {
		return Version{}, invalid{err}
	}
	if cur.Rev != 0 && equal(e, cur.Entry) {
		return cur, nil
	}
	rev, err := b.bump(tx, e.ID, canonical(e))
	if err != nil {
		return Version{}, err
	}
	v := Version{Entry: e, Rev: rev.N, By: by}
	if err := entries.Put(tx, []byte(e.ID), v); err != nil {
		return Version{}, fmt.Errorf("entry %s: %w", e.ID, err)
	}
	if err := history.Put(tx, historyKey(e.ID, v.Rev), v); err != nil {
		return Version{}, fmt.Errorf("entry %s: %w", e.ID, err)
	}
	return v, markStale(tx, cur, v)
}

// Delete takes an entry out of force; its history stays. Seen is as for Put. ErrNotFound: there never was one.
func (b *Book) Delete(tx store.Tx, id string, by Author, seen uint64) error {
	cur, _, err := entries.Get(tx, []byte(id))
	if err != nil {
		return fmt.Errorf("entry %s: %w", id, err)
	}
	if cur.Rev == 0 || cur.Rev != seen {
		return b.conflict(tx, id, cur)
	}
	return b.remove(tx, id, by)
}

func (b *Book) remove(tx store.Tx, id string, by Author) error {
	rev, err := b.bump(tx, id)
	if err != nil {
		return err
	}
	if err := entries.Delete(tx, []byte(id)); err != nil {
		return fmt.Errorf("entry %s: %w", id, err)
	}
	v := Version{Entry: Entry{ID: id}, Rev: rev.N, By: by, Deleted: true}
	if err := history.Put(tx, historyKey(id, v.Rev), v); err != nil {
		return fmt.Errorf("entry %s: %w", id, err)
	}
	return putStale(tx, id, nil)
}

// AddQuestion adds a question to the version in force, whoever wrote that, and takes back a «not» line or a negative that
// said the opposite. A question that is there already, but for case and spaces, changes nothing.
func (b *Book) AddQuestion(tx store.Tx, id, lang, question string, by Author) (Version, error) {
	cur, err := b.Get(tx, id)
	if err != nil {
		return Version{}, err
	}
	same := sameAs(question)
	e := tidy(cur.Entry)
	without(e.Not, same)
	if !slices.ContainsFunc(e.Questions[lang], same) {
		if e.Questions == nil {
			e.Questions = map[string][]string{}
		}
		e.Questions[lang] = append(e.Questions[lang], question)
	}
	v, err := b.put(tx, tidy(e), by, cur)
	if err == nil {
		_, err = b.dropNegatives(tx, id, same)
	}
	return v, err
}

// RemoveQuestion takes a question away from the version in force, in every language it stands in; ErrNoQuestion if in none.
func (b *Book) RemoveQuestion(tx store.Tx, id, question string, by Author) (Version, error) {
	cur, err := b.Get(tx, id)
	if err != nil {
		return Version{}, err
	}
	e := tidy(cur.Entry)
	if !without(e.Questions, sameAs(question)) {
		return Version{}, fmt.Errorf("entry %s: %w", id, ErrNoQuestion)
	}
	return b.put(tx, tidy(e), by, cur)
}

// sameAs tells whether a text is the question, but for case and spaces.
func sameAs(question string) func(string) bool {
	want := folded(question)
	return func(s string) bool { return folded(s) == want }
}

func folded(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// without removes the texts from every language and reports whether there was one.
func without(langs map[string][]string, gone func(string) bool) bool {
	found := false
	for lang, texts := range langs {
		kept := slices.DeleteFunc(texts, gone)
		found = found || len(kept) < len(texts)
		langs[lang] = kept
	}
	return found
}

// canonical is equal for tidy entries that say the same.
func canonical(e Entry) string {
	b, err := json.Marshal(e)
	if err != nil { // an Entry holds nothing that JSON cannot
		panic(err)
	}
	return string(b)
}

func equal(a, b Entry) bool { return canonical(a) == canonical(b) }
