package moderation

import (
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/moderation/picture"
	"frontdesk/store"
)

// Portrait is what is kept of an account's picture: a print, from which it cannot be drawn again, and whose it resembles.
type Portrait struct {
	Picture string      `json:"picture,omitempty"` // the platform's name for it; empty: the account has none
	File    *chat.File  `json:"file,omitempty"`    // where it lies, to be shown beside the official's
	Print   []byte      `json:"print,omitempty"`   // see [picture.Print]; empty: it was not read, or cannot be
	At      time.Time   `json:"at"`                // when the platform was asked
	Like    *Likeliness `json:"like,omitempty"`
	Against Revision    `json:"against,omitzero"` // the gallery that it was compared with
	Hung    uint64      `json:"hung,omitempty"`   // of an official's: a digest of the print that hangs there
}

// Likeliness is whose picture another one is.
type Likeliness struct {
	Of       string    `json:"of"` // ID on the roster
	Distance int       `json:"distance"`
	Cropped  bool      `json:"cropped,omitempty"`
	Mirrored bool      `json:"mirrored,omitempty"`
	Theirs   chat.File `json:"theirs"`
	Ours     chat.File `json:"ours"`
}

// score is 1 for the same picture and .5 for one that is just like enough.
func (l *Likeliness) score() float64 { return 1 - float64(l.Distance)/200 }

var portraits = store.Table[Portrait]{Name: "portrait"} // account; of the roster's own files: rosterShelf and the official's ID

// rosterShelf stands for the platform of pictures that are files named on the roster.
const rosterShelf chat.Platform = "roster"

// read is the print; false: there is none, or it was taken by another version and has to be taken anew.
func (p *Portrait) read() (taken picture.Print, ok bool) {
	ok = len(p.Print) > 0 && taken.UnmarshalBinary(p.Print) == nil
	return taken, ok
}

// worn is whose picture an account wears, as far as is known; nil: nobody's.
func (g *Guard) worn(tx store.Tx, m chat.MemberID) (*Likeliness, string, error) {
	p, ok, err := portraits.Get(tx, store.Key(m))
	if err != nil || !ok || p.Like == nil {
		return nil, "", err
	}
	e, err := g.Register.At(tx)
	if err != nil {
		return nil, "", err
	}
	if _, still := e.Roster.ByID(p.Like.Of); !still {
		return nil, "", nil
	}
	return p.Like, p.Picture, nil
}

// wear adds what an account's picture says to what its name does: a picture alone is only reported, with a near name it is one
// matter with that.
func (f *Flag) wear(l *Likeliness, name string) {
	f.Worn = l
	switch f.Rule {
	case ByNear:
		f.Rule, f.Level, f.Like, f.Score = ByBoth, string(ByBoth), l.Of, max(f.Score, l.score())
	case ByIdentical:
	default:
		f.Rule, f.Level, f.Like, f.Score, f.Subject = ByPicture, string(ByPicture), l.Of, l.score(), "picture\n"+name
	}
}

// unmask compares an account's print with the officials' and reports what it finds. An account that is flagged for its name
// already gets its picture beside that, and the policy is asked again if both together say more.
func (g *Guard) unmask(tx store.Tx, id chat.MemberID, p Portrait, at time.Time) ([]chat.Action, error) {
	h, err := g.gallery(tx)
	if err != nil {
		return nil, err
	}
	p.Like, p.Against = h.like(p), h.revision
	if err := portraits.Put(tx, store.Key(id), p); err != nil || p.Like == nil {
		return nil, err
	}
	k, known, err := members.Get(tx, store.Key(id))
	if err != nil || !known {
		return nil, err
	}
	m := acquaintance{k.member(id), k.Room}
	m.Role = g.office(m.Member)
	f, found, err := g.find(tx, m.Member)
	if err != nil || !found {
		return nil, err
	}
	no, before, err := judged.Get(tx, store.Key(id, f.Subject))
	if err != nil {
		return nil, err
	}
	f.Room, f.At = m.room, at
	if !before {
		return g.raise(tx, m.Member, f)
	}
	was, ok, err := Find(tx, no)
	switch {
	case err != nil || !ok || was.Worn != nil:
		return nil, err
	case was.Ruling == "":
		return g.promote(tx, m.Member, was, f)
	case was.Ruling == Dismissed: // the name was looked at, the picture was not
		f.Rule = ""
		f.wear(p.Like, p.Picture)
		return g.raise(tx, m.Member, f)
	}
	return nil, nil
}

// promote adds the picture to a flag that stands for the name.
func (g *Guard) promote(tx store.Tx, m chat.Member, was, now Flag) (as []chat.Action, err error) {
	before := was.RaisedBy()
	was.Worn, was.Rule, was.Level, was.Like, was.Score = now.Worn, now.Rule, now.Level, now.Like, now.Score
	if was.Rule != before {
		raised := was.At
		was.At = now.At // when the policy is asked
		if as, err = g.respond(tx, m, &was); err != nil {
			return nil, err
		}
		was.At = raised
	}
	if err := put(tx, was); err != nil {
		return nil, err
	}
	card, err := g.recard(tx, was)
	return slices.Concat(as, g.pair(&was), card), err
}

// pair shows the moderators both pictures, beside the card: where one is gone by then, the card alone says what it was.
func (g *Guard) pair(f *Flag) []chat.Action {
	if f.Worn == nil || f.Cards.IsZero() {
		return nil
	}
	return []chat.Action{{Owner: PictureOwner + "/shown", Priority: chat.Relay, Effect: chat.Send{Room: f.Cards, Post: chat.Post{
		Phrase: chat.Say("flag-pair", "number", f.number()), Files: []chat.File{f.Worn.Theirs, f.Worn.Ours}, Quiet: true,
	}}}}
}

// told is the line of a card about the picture.
func (l *Likeliness) told(e *Engines) *chat.Phrase {
	key := "flag-worn"
	switch {
	case l.Mirrored:
		key = "flag-worn-mirrored"
	case l.Cropped:
		key = "flag-worn-cropped"
	}
	return chat.Say(key, "like", e.called(l.Of))
}

// PortraitOf returns what is known of an account's picture.
func PortraitOf(tx store.Tx, m chat.MemberID) (Portrait, bool, error) {
	return portraits.Get(tx, store.Key(m))
}

// KeepPortraits is how long the print of a picture is kept that nobody has looked at since.
const KeepPortraits = 90 * 24 * time.Hour

// PrunePortraits forgets pictures that were looked at last before a time, looking at n from a key on. Next is where to go on, nil after
// the last.
func PrunePortraits(tx store.Tx, from []byte, before time.Time, n int) (next []byte, err error) {
	return portraits.Sieve(tx, from, n, func(row store.Row[Portrait]) (bool, error) { return row.Value.At.Before(before), nil }, nil)
}
