package moderation

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"frontdesk/chat"
	"frontdesk/store"
)

var (
	namesakes = store.Table[bool]{Name: "namesake"}  // name or handle‖account: who was seen under it last
	suspects  = store.Table[uint64]{Name: "suspect"} // name or handle → the last flag about an account of that name
	echoed    = store.Table[bool]{Name: "echoed"}    // flag‖account: of whom moderators were told
)

// shortestName is the fewest characters that make a name one person's rather than many's.
const shortestName = 6

// sameNames are the keys under which an account is found on other platforms: its handle and its name, whatever their case or
// width, if they are long enough to mean anything.
func sameNames(name, handle string) (out []string) {
	for i, s := range []string{handle, name} {
		s = strings.ToLower(strings.Join(strings.FieldsFunc(norm.NFKC.String(s), func(r rune) bool {
			return unicode.IsSpace(r) || r == 0 || r == '@' || r == '_' || r == '.'
		}), ""))
		if n := utf8.RuneCountInString(s); n >= shortestName && len(s) <= 256 && (i == 0 || s != out1(out)) {
			out = append(out, s)
		}
	}
	return out
}

func out1(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

// reindex puts an account under its names of now, and takes it from those it had.
func reindex(tx store.Tx, m chat.Member, was Known) error {
	if was.Handle != "" && was.Handle != m.Handle { // it may be somebody else's by now
		key := handleKey(m.ID.Platform, was.Handle)
		if last, ok, err := handles.Get(tx, key); err != nil {
			return fmt.Errorf("handles: %w", err)
		} else if ok && last == m.ID {
			if err := handles.Delete(tx, key); err != nil {
				return fmt.Errorf("handles: %w", err)
			}
		}
	}
	for _, s := range sameNames(was.Name, was.Handle) {
		if err := namesakes.Delete(tx, store.Key(s, m.ID)); err != nil {
			return fmt.Errorf("names: %w", err)
		}
	}
	for _, s := range sameNames(m.Name, m.Handle) {
		if err := namesakes.Put(tx, store.Key(s, m.ID), true); err != nil {
			return fmt.Errorf("names: %w", err)
		}
	}
	return nil
}

// warnOthers tells the moderators of the other platforms of a flag, if an account of the same name or handle was seen there.
func (g *Guard) warnOthers(tx store.Tx, f *Flag) (as []chat.Action, err error) {
	for _, s := range sameNames(f.Name, f.Handle) {
		if err := suspects.Put(tx, store.Key(s), f.ID); err != nil {
			return nil, err
		}
		there, err := g.namesakesOf(tx, s, f.Member.Platform)
		if err != nil {
			return nil, err
		}
		for _, m := range there {
			more, err := g.tellOf(tx, f, m)
			if err != nil {
				return nil, err
			}
			as = append(as, more...)
		}
	}
	return as, nil
}

// mostNamesakes are the accounts of a platform that are told of for bearing a flagged name.
const mostNamesakes = 10

// namesakesOf are accounts of a name on the other platforms. It reads so many of each and no more.
func (g *Guard) namesakesOf(tx store.Tx, name string, but chat.Platform) (out []chat.MemberID, err error) {
	for _, p := range g.Platforms {
		if p == but {
			continue
		}
		left := mostNamesakes
		for row, err := range namesakes.Scan(tx, append(store.Key(name), string(p)+":"...), nil) {
			if err != nil {
				return nil, fmt.Errorf("names: %w", err)
			}
			var m chat.MemberID
			if m.UnmarshalText(bytes.TrimSuffix(row.Key[len(name)+1:], []byte{0})) == nil {
				out = append(out, m)
			}
			if left--; left == 0 {
				break
			}
		}
	}
	return out, nil
}

// keepSuspects is how long an account is told of that takes a flagged name on another platform.
const keepSuspects = flagsBack

// recent reports whether a flag still counts for accounts of its name.
func recent(tx store.Tx, id uint64, now time.Time) (f Flag, ok bool, err error) {
	f, ok, err = Find(tx, id)
	return f, ok && now.Sub(f.At) < keepSuspects, err
}

// PruneSuspects forgets names that were flagged long ago, looking at n of them from where the last call ended.
func PruneSuspects(tx store.Tx, from []byte, now time.Time, n int) (next []byte, err error) {
	return suspects.Sieve(tx, from, n, func(row store.Row[uint64]) (bool, error) {
		_, ok, err := recent(tx, row.Value, now)
		return !ok, err
	}, nil)
}

// PruneEchoed forgets of whom moderators were told because of flags of long ago, n of them at the most.
func PruneEchoed(tx store.Tx, now time.Time, n int) error {
	var old [][]byte
	for row, err := range echoed.Scan(tx, nil, nil) {
		if err != nil {
			return fmt.Errorf("names: %w", err)
		}
		if len(old) == n {
			break
		}
		_, ok, err := recent(tx, binary.BigEndian.Uint64(row.Key), now)
		if err != nil {
			return err
		}
		if ok {
			break // they lie in the order in which the flags were raised
		}
		old = append(old, slices.Clone(row.Key))
	}
	for _, k := range old {
		if err := echoed.Delete(tx, k); err != nil {
			return fmt.Errorf("names: %w", err)
		}
	}
	return nil
}

// echo tells a platform's moderators that an account bears the name of one that was flagged on another platform.
func (g *Guard) echo(tx store.Tx, m chat.Member, at time.Time) ([]chat.Action, error) {
	for _, s := range sameNames(m.Name, m.Handle) {
		id, ok, err := suspects.Get(tx, store.Key(s))
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		f, ok, err := recent(tx, id, at)
		if err != nil {
			return nil, err
		}
		if ok && f.Member.Platform != m.ID.Platform && f.Ruling != Dismissed && f.Ruling != Ours {
			return g.tellOf(tx, &f, m.ID)
		}
	}
	return nil, nil
}

// tellOf tells an account's moderators, once, that a flag elsewhere is about one of the same name. It reports and does nothing
// else: a name is not a person.
func (g *Guard) tellOf(tx store.Tx, f *Flag, there chat.MemberID) ([]chat.Action, error) {
	room, key := g.Cards(there.Platform), store.Key(f.ID, there)
	known, ok, err := members.Get(tx, store.Key(there))
	if err != nil || !ok || room.IsZero() {
		return nil, err
	}
	spared, err := g.spares(tx, chat.Member{ID: there, Role: g.office(chat.Member{ID: there})})
	if err != nil || spared == SparedStaff || spared == SparedAdmin {
		return nil, err
	}
	if _, told, err := echoed.Get(tx, key); err != nil || told {
		return nil, err
	}
	if err := echoed.Put(tx, key, true); err != nil {
		return nil, err
	}
	p := chat.Say("guard-across", "number", f.number(), "platform", f.Member.Platform.Title(), "name", unlinked(f.Name), "there", unlinked(known.Name),
		"account", there.Key, "rule", chat.Say("rule-"+string(f.RaisedBy())))
	return []chat.Action{{Priority: chat.Relay, Effect: chat.Send{Room: room, Post: chat.Post{Phrase: p, Quiet: true}}}}, nil
}
