package faq

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"frontdesk/store"
)

// Ruling is what a moderator made of gaps.
type Ruling struct {
	No     uint64     `json:"no"`
	Kind   RulingKind `json:"kind"`
	Entry  string     `json:"entry,omitempty"`
	Gaps   []uint64   `json:"gaps"`            // all that it settled
	Added  []Wording  `json:"added,omitempty"` // what the entry, or the FAQ's negatives, got by it
	By     Author     `json:"by"`
	Undone Author     `json:"undone,omitzero"`
}

// RulingKind is what was decided.
type RulingKind string

const (
	RuledAttached RulingKind = "attached" // the wordings became questions of the entry
	RuledUnwanted RulingKind = "unwanted" // nobody's entry is to answer them
	RuledDrafting RulingKind = "drafting" // the moderator writes an entry from them, for DraftTime at most
)

// DraftTime is how long others wait for a moderator who began to write an entry.
const DraftTime = 30 * time.Minute

// Wording is a text in a language.
type Wording struct {
	Lang string `json:"lang"`
	Text string `json:"text"`
}

var (
	rulings   = store.Table[Ruling]{Name: "gap_ruling"} // No
	rulingNos = store.Counter{Table: metaTable, Key: "ruling"}
)

// ErrGapsGone tells that none of the questions shown is there any more: their authors changed or deleted them, or their time
// was over.
var ErrGapsGone = errors.New("the questions are not kept any more")

// ErrSettled tells that somebody has ruled on the gaps, or taken the ruling back, already.
type ErrSettled struct{ Ruling Ruling }

func (e ErrSettled) Error() string {
	return fmt.Sprintf("ruling %d: %s by %s already", e.Ruling.No, e.Ruling.Kind, e.Ruling.By.Name)
}

// Attach makes the group's wordings questions of an entry, from the next question on. Errors: ErrSettled, ErrGapsGone, and those
// of AddQuestion.
func (b *Book) Attach(tx store.Tx, g Group, entry string, by Author) (Ruling, error) {
	shown, err := g.open(tx, by.At)
	if err != nil {
		return Ruling{}, err
	}
	cur, err := b.Get(tx, entry)
	if err != nil {
		return Ruling{}, err
	}
	r := Ruling{Kind: RuledAttached, Entry: entry, By: by}
	e := tidy(cur.Entry)
	if e.Questions == nil {
		e.Questions = map[string][]string{}
	}
	texts := wordingsOf(shown, cur.Entry.Langs())
	for _, w := range texts {
		same := sameAs(w.Text)
		without(e.Not, same)
		if !slices.ContainsFunc(e.Questions[w.Lang], same) {
			e.Questions[w.Lang] = append(e.Questions[w.Lang], w.Text)
			r.Added = append(r.Added, w)
		}
	}
	if _, err := b.put(tx, tidy(e), by, cur); err != nil {
		return r, err
	}
	for _, w := range texts {
		for _, id := range []string{entry, Unwanted} {
			if _, err := b.dropNegatives(tx, id, sameAs(w.Text)); err != nil {
				return r, err
			}
		}
	}
	return r.settle(tx, g, time.Time{})
}

// Reject makes the group's wordings negatives of the whole FAQ. Errors: ErrSettled, ErrGapsGone.
func (b *Book) Reject(tx store.Tx, g Group, by Author) (Ruling, error) {
	shown, err := g.open(tx, by.At)
	if err != nil {
		return Ruling{}, err
	}
	r := Ruling{Kind: RuledUnwanted, By: by, Added: wordingsOf(shown, nil)}
	for _, w := range r.Added {
		if err := b.AddUnwanted(tx, w.Lang, w.Text, by); err != nil {
			return r, err
		}
	}
	return r.settle(tx, g, time.Time{})
}

// Begin keeps the group for a moderator who writes an entry from it, and returns what the entry may begin with: its questions,
// and the staff's newest reply to one of them, if there is any. Who began may begin again. Errors: ErrSettled, ErrGapsGone.
func (b *Book) Begin(tx store.Tx, g Group, by Author) (r Ruling, questions []Wording, reply *StaffReply, err error) {
	shown, err := g.open(tx, by.At)
	var settled ErrSettled
	if errors.As(err, &settled) && settled.Ruling.Kind == RuledDrafting && settled.Ruling.By.ID == by.ID {
		shown, err = g.kept(tx)
	}
	if err != nil {
		return Ruling{}, nil, nil, err
	}
	if reply, err = g.reply(tx); err != nil {
		return Ruling{}, nil, nil, err
	}
	r, err = Ruling{Kind: RuledDrafting, By: by}.settle(tx, g, by.At.Add(DraftTime))
	return r, wordingsOf(shown, nil), reply, err
}

// Wrote settles for good what an author held to write an entry from, if a question of it stands in the entry as it is published.
func Wrote(tx store.Tx, e Entry, by Author) error {
	var held []Ruling
	for row, err := range rulings.Scan(tx, nil, nil) {
		if err != nil {
			return fmt.Errorf("ruling: %w", err)
		}
		if r := row.Value; r.Kind == RuledDrafting && r.By.ID == by.ID && r.Undone.At.IsZero() {
			held = append(held, r)
		}
	}
	for _, r := range held {
		all, err := r.holds(tx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(all, func(g Gap) bool { return e.asks(g.Text) }) {
			continue
		}
		for _, g := range all {
			g.Until = time.Time{}
			if err := gaps.Put(tx, store.Key(g.No), g); err != nil {
				return fmt.Errorf("gap %d: %w", g.No, err)
			}
		}
		r.Kind, r.Entry = RuledAttached, e.ID
		if err := putRuling(tx, r); err != nil {
			return err
		}
	}
	return nil
}

// holds are the gaps that are under the ruling still.
func (r Ruling) holds(tx store.Tx) (out []Gap, err error) {
	for _, no := range r.Gaps {
		g, ok, err := GapNo(tx, no)
		if err != nil {
			return nil, err
		}
		if ok && g.Ruling == r.No {
			out = append(out, g)
		}
	}
	return out, nil
}

func (e *Entry) asks(question string) bool {
	for _, qs := range e.Questions {
		if slices.ContainsFunc(qs, sameAs(question)) {
			return true
		}
	}
	return false
}

// Undo takes a ruling back: what it added goes again, as far as it is still there, and its gaps are open. No word of a member is
// kept with it any more. ErrSettled: somebody has undone it.
func (b *Book) Undo(tx store.Tx, no uint64, by Author) (Ruling, error) {
	r, ok, err := RulingNo(tx, no)
	switch {
	case err != nil:
		return r, err
	case !ok:
		return r, fmt.Errorf("ruling %d: %w", no, ErrGapsGone)
	case !r.Undone.At.IsZero():
		return r, ErrSettled{r}
	}
	if err := b.takeBack(tx, r, by); err != nil {
		return r, err
	}
	all, err := r.holds(tx)
	if err != nil {
		return r, err
	}
	for _, g := range all {
		g.Ruling, g.Until = 0, time.Time{}
		if err := gaps.Put(tx, store.Key(g.No), g); err != nil {
			return r, fmt.Errorf("gap %d: %w", g.No, err)
		}
	}
	r.Undone, r.Added = by, nil
	return r, putRuling(tx, r)
}

// takeBack removes what a ruling added.
func (b *Book) takeBack(tx store.Tx, r Ruling, by Author) error {
	if r.Kind == RuledAttached && len(r.Added) > 0 {
		cur, err := b.Get(tx, r.Entry)
		if errors.Is(err, ErrNotFound) {
			return nil // deleted meanwhile, and its questions with it
		}
		if err != nil {
			return err
		}
		e := tidy(cur.Entry)
		for _, w := range r.Added {
			without(e.Questions, sameAs(w.Text))
		}
		_, err = b.put(tx, tidy(e), by, cur)
		return err
	}
	for _, w := range r.Added {
		if err := b.RemoveNegative(tx, Unwanted, w.Text); err != nil && !errors.Is(err, ErrNoQuestion) {
			return err
		}
	}
	return nil
}

// settle gives the ruling its number and puts the group's gaps that nothing else has settled under it, until a time or for good.
func (r Ruling) settle(tx store.Tx, g Group, until time.Time) (Ruling, error) {
	var err error
	if r.No, err = rulingNos.Next(tx); err != nil {
		return r, err
	}
	for _, no := range g.Gaps {
		gap, ok, err := GapNo(tx, no)
		if err != nil {
			return r, err
		}
		if !ok || gap.settled(r.By.At) && gap.Until.IsZero() {
			continue
		}
		gap.Ruling, gap.Until = r.No, until
		if err := gaps.Put(tx, store.Key(no), gap); err != nil {
			return r, fmt.Errorf("gap %d: %w", no, err)
		}
		r.Gaps = append(r.Gaps, no)
	}
	return r, putRuling(tx, r)
}

func putRuling(tx store.Tx, r Ruling) error {
	if err := rulings.Put(tx, store.Key(r.No), r); err != nil {
		return fmt.Errorf("ruling %d: %w", r.No, err)
	}
	return nil
}

// RulingNo finds a ruling by its number.
func RulingNo(tx store.Tx, no uint64) (Ruling, bool, error) {
	r, ok, err := rulings.Get(tx, store.Key(no))
	if err != nil {
		err = fmt.Errorf("ruling %d: %w", no, err)
	}
	return r, ok, err
}

// wordingsOf are the texts of gaps, each once. One whose language is not known counts as of the first of langs, else English.
func wordingsOf(shown []Gap, langs []string) (out []Wording) {
	unknown := append(slices.Clone(langs), "en")[0]
	for _, g := range shown {
		w := Wording{Lang: g.Lang, Text: g.Text}
		if !validLang(w.Lang) {
			w.Lang = unknown
		}
		if !slices.ContainsFunc(out, func(o Wording) bool { return folded(o.Text) == folded(w.Text) }) {
			out = append(out, w)
		}
	}
	return out
}
