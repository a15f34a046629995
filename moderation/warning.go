package moderation

import (
	"fmt"
	"strings"
	"time"
	"unicode"

	"frontdesk/chat"
	"frontdesk/store"
)

// warning tells everybody in the room, in reply to what raised the flag, that this is not official.
func (g *Guard) warning(f *Flag) chat.Action {
	p := chat.Say("guard-warn-"+f.warns(), "name", unlinked(f.Name))
	if f.Cause != nil {
		p.Lines(chat.Say("guard-warn-because", "reason", f.Cause.Phrase()))
	}
	if f.Safe != "" {
		p.And(chat.Say("guard-warn-safe", "safe", f.Safe))
	}
	return chat.Action{Priority: chat.Answers, Effect: chat.Send{Room: f.where(), Post: chat.Post{Phrase: p, ReplyTo: f.Message, Quiet: true}}}
}

// warns is whether a warning is about who wrote or what was written.
func (f *Flag) warns() string {
	if f.Cause != nil {
		return f.Cause.about()
	}
	switch f.RaisedBy() {
	case ByLink, BySuspicion:
		return "link"
	case ByLure, ByForward:
		return "lure"
	case ByAddress:
		return "address"
	}
	return "account"
}

// namedMost is how many characters of a name members are shown.
const namedMost = 64

// unlinked is a name as it can be repeated before everybody: no part of it becomes a link, calls somebody or turns other words around.
func unlinked(name string) string {
	var b strings.Builder
	n := 0
	for _, r := range name {
		if n++; n > namedMost {
			b.WriteRune('…')
			break
		}
		switch {
		case r == '@' || r == '#':
			b.WriteRune(r)
			b.WriteRune('\u2060')
		case r == '.' || r == '/' || r == ':' || r == '。':
			b.WriteRune('\u2060')
			b.WriteRune(r)
			b.WriteRune('\u2060')
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			b.WriteRune(' ')
		case unicode.Is(unicode.Bidi_Control, r):
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func (g *Guard) public(room chat.RoomID) bool { return g.Public == nil || g.Public(room) }

// promise keeps a warning for the first word of an account that was seen where nobody can be warned: joining, or in private.
func (g *Guard) promise(tx store.Tx, f *Flag) error {
	key := store.Key(f.Member)
	k, ok, err := members.Get(tx, key)
	if err != nil || !ok {
		return err
	}
	k.Warn = f.ID
	return members.Put(tx, key, k)
}

// warnLate warns of an account that writes first, if that still is the policy and nobody has judged it meanwhile.
func (g *Guard) warnLate(tx store.Tx, k Known, room chat.RoomID, at time.Time) ([]chat.Action, error) {
	if k.Warn == 0 || !g.public(room) {
		return nil, nil
	}
	f, ok, err := Find(tx, k.Warn)
	if err != nil || !ok {
		return nil, err
	}
	key := store.Key(f.Member)
	k.Warn = 0
	if err := members.Put(tx, key, k); err != nil {
		return nil, fmt.Errorf("flag %d: %w", f.ID, err)
	}
	p, err := g.Policy.inForce(tx, f.RaisedBy())
	if err != nil || p.Step != ToWarn || f.Ruling != "" {
		return nil, err
	}
	f.Room = room
	as, err := g.act(tx, &f, ToWarn, chat.Member{}, at)
	if err != nil {
		return nil, err
	}
	edit, err := g.recard(tx, f)
	return append(as, edit...), joined(err, put(tx, f))
}
