package faq

import (
	"errors"
	"fmt"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// Author is who writes, and when. Entries that came with a file have its name and no ID.
type Author struct {
	ID   chat.MemberID `json:"id,omitzero"`
	Name string        `json:"name,omitempty"`
	At   time.Time     `json:"at"`
}

// Version is an entry as somebody left it.
type Version struct {
	Entry   Entry  `json:"entry"`
	Rev     uint64 `json:"rev"` // Revision.N it came with; an editor gives it back with the change
	By      Author `json:"by"`
	Deleted bool   `json:"deleted,omitempty"` // Entry has but its ID then; the text is in the version before
}

// Errors of the Book's methods, wrapped with the entry's ID.
var (
	ErrNotFound    = errors.New("there is no such entry")
	ErrNoQuestion  = errors.New("the entry has no such question")
	ErrInvalid     = errors.New("the entry breaks a limit") // the text names the mistake, for the moderator
	ErrOwnQuestion = errors.New("this is one of the entry's own questions: remove it there first")
)

// invalid is a mistake in what a moderator wrote.
type invalid struct{ error }

func (i invalid) Unwrap() []error { return []error{ErrInvalid, i.error} }

// ErrConflict tells that somebody changed, deleted or made the entry since the editor looked at it.
type ErrConflict struct{ Now Version }

func (e ErrConflict) Error() string {
	did := "changed"
	if e.Now.Deleted {
		did = "deleted"
	}
	return fmt.Sprintf("entry %s: %s %s it meanwhile: look at it and try again", e.Now.Entry.ID, e.Now.By.Name, did)
}

var (
	entries = store.Table[Version]{Name: "entry"}   // id → the version in force
	history = store.Table[Version]{Name: "history"} // id‖^N → every version, newest first
)

func historyKey(id string, rev uint64) []byte { return store.Key(id, ^rev) }

// Get returns the entry in force, or ErrNotFound.
func (b *Book) Get(tx store.Tx, id string) (Version, error) {
	v, ok, err := entries.Get(tx, []byte(id))
	if err == nil && !ok {
		err = ErrNotFound
	}
	if err != nil {
		return Version{}, fmt.Errorf("entry %.64s: %w", id, err)
	}
	return v, nil
}

// List returns up to n entries in the order of their IDs, beginning behind the ID after.
func (b *Book) List(tx store.Tx, after string, n int) ([]Version, error) {
	var out []Version
	for row, err := range entries.Scan(tx, nil, []byte(after)) {
		switch {
		case err != nil:
			return nil, fmt.Errorf("faq: %w", err)
		case len(out) == n:
			return out, nil
		case row.Value.Entry.ID != after:
			out = append(out, row.Value)
		}
	}
	return out, nil
}

// History returns up to n versions of an entry, newest first, beginning behind the version before (0 = the newest). It
// outlives the entry. Any version can be brought back: Put its Entry.
func (b *Book) History(tx store.Tx, id string, before uint64, n int) ([]Version, error) {
	var out []Version
	from := store.Key(id)
	if before > 0 {
		from = historyKey(id, before-1)
	}
	for row, err := range history.Scan(tx, store.Key(id), from) {
		if err != nil {
			return nil, fmt.Errorf("entry %s: history: %w", id, err)
		}
		if len(out) == n {
			break
		}
		out = append(out, row.Value)
	}
	return out, nil
}

// Version returns one version of an entry, or ErrNotFound.
func (b *Book) Version(tx store.Tx, id string, rev uint64) (Version, error) {
	v, ok, err := history.Get(tx, historyKey(id, rev))
	if err == nil && !ok {
		err = ErrNotFound
	}
	if err != nil {
		return Version{}, fmt.Errorf("entry %.64s, version %d: %w", id, rev, err)
	}
	return v, nil
}
