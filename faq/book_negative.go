package faq

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"frontdesk/store"
)

// Negative is a question that an entry answered and a moderator marked as wrong. It holds the entry back from questions
// like it and is not exported; «not» lines of the entry itself do the same and are.
type Negative struct {
	Entry string `json:"entry"`
	Lang  string `json:"lang"` // "und" when it is not known
	Text  string `json:"text"`
	Rev   uint64 `json:"rev"`
	By    Author `json:"by"`
}

// Bounds of negatives: of one entry, and of those for the whole FAQ, the oldest ones give way, and of a text the head is kept.
const (
	MaxNegatives    = 200
	MaxUnwanted     = 1000
	maxNegativeText = 2 << 10
)

var negatives = store.Table[Negative]{Name: "negative"} // entry‖N → negative, oldest first

// AddNegative remembers that the entry does not answer the question, from the next question on. The caller has taken
// secrets out of the text. ErrOwnQuestion: the entry lists it among its questions. Saying it twice changes nothing.
func (b *Book) AddNegative(tx store.Tx, id, lang, question string, by Author) error {
	v, err := b.Get(tx, id)
	if err != nil {
		return err
	}
	n := Negative{Entry: id, Lang: lang, Text: cut(folded(question), maxNegativeText), By: by}
	if !validLang(lang) {
		n.Lang = "und"
	}
	if n.Text == "" {
		return nil
	}
	for _, questions := range v.Entry.Questions {
		if slices.ContainsFunc(questions, sameAs(n.Text)) {
			return fmt.Errorf("entry %s: %w", id, ErrOwnQuestion)
		}
	}
	return b.putNegative(tx, n, MaxNegatives)
}

// AddUnwanted remembers that nobody's entry is to answer the question, from the next question on: it becomes an example of the
// entry Unwanted, which is exported with none. The caller has taken secrets out. RemoveNegative takes it back.
func (b *Book) AddUnwanted(tx store.Tx, lang, question string, by Author) error {
	n := Negative{Entry: Unwanted, Lang: lang, Text: cut(folded(question), maxNegativeText), By: by}
	if !validLang(lang) {
		n.Lang = "und"
	}
	if n.Text == "" {
		return nil
	}
	return b.putNegative(tx, n, MaxUnwanted)
}

// putNegative writes a negative unless it is there; the oldest give way to it when there are most of them.
func (b *Book) putNegative(tx store.Tx, n Negative, most int) error {
	old, err := b.Negatives(tx, n.Entry)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(old, func(o Negative) bool { return o.Text == n.Text }) {
		return nil
	}
	for len(old) >= most {
		if err := negatives.Delete(tx, store.Key(n.Entry, old[0].Rev)); err != nil {
			return fmt.Errorf("entry %s: negative: %w", n.Entry, err)
		}
		old = old[1:]
	}
	rev, err := b.bump(tx, n.Entry, "not", n.Lang, n.Text)
	if err != nil {
		return err
	}
	n.Rev = rev.N
	if err := negatives.Put(tx, store.Key(n.Entry, n.Rev), n); err != nil {
		return fmt.Errorf("entry %s: negative: %w", n.Entry, err)
	}
	return nil
}

// RemoveNegative takes a negative back; ErrNoQuestion if there is none with that text.
func (b *Book) RemoveNegative(tx store.Tx, id, question string) error {
	dropped, err := b.dropNegatives(tx, id, sameAs(cut(folded(question), maxNegativeText)))
	if err == nil && !dropped {
		err = fmt.Errorf("entry %s: negative: %w", id, ErrNoQuestion)
	}
	return err
}

func (b *Book) dropNegatives(tx store.Tx, id string, gone func(string) bool) (dropped bool, err error) {
	old, err := b.Negatives(tx, id)
	if err != nil {
		return false, err
	}
	for _, n := range old {
		if !gone(n.Text) {
			continue
		}
		dropped = true
		if _, err := b.bump(tx, id, "not no more", n.Text); err != nil {
			return false, err
		}
		if err := negatives.Delete(tx, store.Key(id, n.Rev)); err != nil {
			return false, fmt.Errorf("entry %s: negative: %w", id, err)
		}
	}
	return dropped, nil
}

// Negatives returns what was marked wrong for an entry, oldest first.
func (b *Book) Negatives(tx store.Tx, id string) ([]Negative, error) { return negativesOf(tx, id) }

func negativesOf(tx store.Tx, id string) ([]Negative, error) {
	var out []Negative
	for row, err := range negatives.Scan(tx, store.Key(id), nil) {
		if err != nil {
			return nil, fmt.Errorf("entry %s: negative: %w", id, err)
		}
		out = append(out, row.Value)
	}
	return out, nil
}

// withNegatives returns the entry with its negatives as «not» lines.
func withNegatives(tx store.Tx, e Entry) (Entry, error) {
	ns, err := negativesOf(tx, e.ID)
	if err != nil || len(ns) == 0 {
		return e, err
	}
	not := make(map[string][]string, len(e.Not)+1)
	for lang, lines := range e.Not {
		not[lang] = slices.Clone(lines)
	}
	for _, n := range ns {
		not[n.Lang] = append(not[n.Lang], n.Text)
	}
	e.Not = not
	return e, nil
}

// unwantedEntry is what nobody's entry is to answer, as the index takes it; false if there is nothing.
func unwantedEntry(tx store.Tx) (Entry, bool, error) {
	ns, err := negativesOf(tx, Unwanted)
	if err != nil || len(ns) == 0 {
		return Entry{}, false, err
	}
	e := Entry{ID: Unwanted, Questions: map[string][]string{}}
	for _, n := range ns {
		e.Questions[n.Lang] = append(e.Questions[n.Lang], n.Text)
	}
	return e, true, nil
}

// cut shortens a text to at most n bytes, at a character's end.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
