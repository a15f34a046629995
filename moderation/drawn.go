package moderation

import (
	"fmt"
	"reflect"
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"frontdesk/chat"
	"frontdesk/store"
)

// Held is what a platform, or the configuration's list of offices, tells of an account: that it holds an office there, or, with no
// Role, that it holds none there any more.
type Held struct {
	Member chat.Member
	Source string // where: an account can hold offices in several places and is listed until it has lost all
	Role   string
}

// Draw puts accounts on the roster that hold an office, and takes off those that have lost the last of theirs. What people wrote about
// the same account goes before. Bots and channels are never drawn. It reports whether the roster changed; what is as it was costs
// one Get each.
func (r *Register) Draw(tx store.Tx, at time.Time, hs ...Held) (changed bool, err error) {
	for _, h := range hs {
		m := h.Member
		if m.Kind != chat.Person || m.ID.IsZero() || r.base.owner([]chat.MemberID{m.ID}, "") != nil {
			continue
		}
		a, was, err := amendments.Get(tx, drawnKey(m.ID))
		if err != nil {
			return changed, fmt.Errorf("roster: %w", err)
		}
		if was && !a.Drawn || !was && h.Role == "" {
			continue
		}
		next := a.held(h)
		if was && reflect.DeepEqual(a.Official, next.Official) && slices.Equal(a.From, next.From) {
			continue
		}
		next.At = at
		if err := r.write(tx, next); err != nil {
			return changed, err
		}
		changed = true
	}
	return changed, nil
}

// drawnID is the ID of an official that a platform's office makes one.
func drawnID(m chat.MemberID) string { return string(m.Platform) + "-" + m.Key }

func drawnKey(m chat.MemberID) []byte { return store.Key(string(PartOfficial), drawnID(m)) }

// held is the amendment after the news.
func (a Amendment) held(h Held) Amendment {
	id := drawnID(h.Member.ID)
	next := Amendment{Part: PartOfficial, Key: id, Drawn: true, From: slices.Clone(a.From)}
	o := Official{ID: id, Kind: "person", Role: h.Role, Drawn: true}
	if a.Official != nil {
		o = *a.Official
	} else {
		o.Own(h.Member.ID)
	}
	at, found := slices.BinarySearch(next.From, h.Source)
	switch {
	case h.Role == "" && found:
		next.From = slices.Delete(next.From, at, at+1)
	case h.Role != "" && !found:
		next.From = slices.Insert(next.From, at, h.Source)
	}
	if h.Role != "" {
		o.Role = h.Role
	}
	if h.Member.Name != "" {
		o.Names = []string{h.Member.Name}
	}
	if h.Member.Handle != "" {
		o.Handles = []string{h.Member.Handle}
	}
	next.Official, next.Gone = &o, len(next.From) == 0
	return next
}

// Drawn lists the accounts that are on the roster because of an office held at a source.
func Drawn(tx store.Tx, source string) (out []chat.MemberID, err error) {
	for row, err := range amendments.Scan(tx, store.Key(string(PartOfficial)), nil) {
		if err != nil {
			return nil, fmt.Errorf("roster: %w", err)
		}
		if a := row.Value; a.Drawn && a.Official != nil && slices.Contains(a.From, source) {
			out = append(out, a.Official.Accounts()...)
		}
	}
	return out, nil
}

// The least that makes a name distinctive which nobody chose to protect, in characters without separators.
const (
	leastWord  = 10 // a single word, and a handle
	leastWords = 8  // several words
	leastHanOf = 3
)

// distinctive reports whether a name is so much somebody's own that a namesake is more likely a forger than a member. A first name
// alone never is, nor a short handle.
func (b *keyBuilder) distinctive(name string) bool {
	words := b.personal(name)
	text := ""
	for _, w := range words {
		text += w
	}
	n := utf8.RuneCountInString(text)
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			return n >= leastHanOf
		}
	}
	if len(words) > 1 {
		return n >= leastWords
	}
	_, common := b.given[text]
	return n >= leastWord && !common
}
