package moderation

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"time"

	"frontdesk/chat"
	"frontdesk/moderation/picture"
	"frontdesk/store"
)

// Seen is what became of a look at a picture.
type Seen string

const (
	SeenNone   Seen = "none"   // the account has none
	SeenSame   Seen = "same"   // it is the one that was known
	SeenAsked  Seen = "asked"  // it is being fetched
	SeenRead   Seen = "read"   // its print was taken
	SeenPlain  Seen = "plain"  // … and tells nobody apart
	SeenBroken Seen = "broken" // it cannot be read: broken, too large, animated in a way that is not read
	SeenFailed Seen = "failed" // the platform did not tell
)

// ask asks where an account's picture lies. All such questions of a platform are one lane: one picture at a time is in memory.
func (g *Guard) ask(tx store.Tx, w wanted, at time.Time) ([]chat.Action, bool, error) {
	if w.Room.IsZero() || w.Member.Platform != rosterShelf && !slices.Contains(g.Platforms, w.Member.Platform) {
		return nil, false, nil
	}
	q := chat.Query{About: chat.AboutPicture, Room: w.Room, Member: w.Member}
	if w.Member.Platform == rosterShelf {
		e, err := g.Register.At(tx)
		if err != nil {
			return nil, false, err
		}
		o, ok := e.Roster.ByID(w.Member.Key)
		if !ok || o.Picture == "" {
			return nil, false, nil
		}
		file := chat.File{Platform: g.Shelf, Key: o.Picture, Kind: chat.Photo, Name: "picture"}
		p, _, err := portraits.Get(tx, store.Key(w.Member))
		if err != nil {
			return nil, false, err
		}
		p.Picture, p.File, p.At = o.Picture, &file, at
		if err := portraits.Put(tx, store.Key(w.Member), p); err != nil {
			return nil, false, err
		}
		q.About, q.File, q.Most = chat.AboutFile, &file, picture.MaxBytes
	}
	return []chat.Action{glance(q, at)}, true, nil
}

func glance(q chat.Query, at time.Time) chat.Action {
	return chat.Action{
		Owner: PictureOwner + "/" + string(q.About), Lane: PicturesOwner + "/" + string(q.Room.Platform), Priority: chat.Cosmetic,
		Expires: at.Add(lookLives), Effect: q,
	}
}

// PictureTold takes where an account's picture lies. One whose print is known is not fetched again.
func (g *Guard) PictureTold(tx store.Tx, e *chat.Done) ([]chat.Action, Seen, error) {
	q, ok := e.Action.Effect.(chat.Query)
	if !ok || e.Result.Answer == nil {
		return nil, SeenFailed, nil
	}
	if ours, err := g.acquainted(tx, q.Member); err != nil || !ours {
		return nil, SeenFailed, err // forgotten since
	}
	key, file := store.Key(q.Member), e.Result.Answer.Picture
	p, _, err := portraits.Get(tx, key)
	switch {
	case err != nil:
		return nil, "", err
	case file == nil:
		as, err := g.shelve(tx, q.Member, Portrait{At: e.At, Hung: p.Hung}, e.At)
		return as, SeenNone, err
	}
	name := file.Key
	if ms := e.Result.Answer.Members; len(ms) > 0 && ms[0].Avatar != "" {
		name = ms[0].Avatar
	}
	p.At, p.File = e.At, file
	if _, read := p.read(); read && p.Picture == name {
		as, err := g.shelve(tx, q.Member, p, e.At)
		return as, SeenSame, err
	}
	if file.Size > picture.MaxBytes {
		as, err := g.shelve(tx, q.Member, Portrait{Picture: name, At: e.At, Hung: p.Hung}, e.At)
		return as, SeenBroken, err
	}
	p.Picture = name
	fetch := chat.Query{About: chat.AboutFile, Room: q.Room, Member: q.Member, File: file, Most: picture.MaxBytes}
	p.Print, p.Like = nil, nil
	return []chat.Action{glance(fetch, e.At)}, SeenAsked, portraits.Put(tx, key, p)
}

// acquainted reports whether an account was seen and is not forgotten, or is an official's.
func (g *Guard) acquainted(tx store.Tx, m chat.MemberID) (bool, error) {
	_, known, err := members.Get(tx, store.Key(m))
	if err != nil || known {
		return known, err
	}
	e, err := g.Register.At(tx)
	if err != nil {
		return false, err
	}
	_, official := e.Roster.ByAccount(m)
	return official, nil
}

// PictureRead takes the print of a picture that was fetched, or why there is none.
func (g *Guard) PictureRead(tx store.Tx, e *chat.Done, taken picture.Print, bad error) ([]chat.Action, Seen, error) {
	q, ok := e.Action.Effect.(chat.Query)
	if !ok || q.File == nil {
		return nil, SeenFailed, nil
	}
	p, ok, err := portraits.Get(tx, store.Key(q.Member))
	if err != nil || !ok || p.File == nil || p.File.Key != q.File.Key {
		return nil, SeenFailed, err // forgotten since, or another by now
	}
	seen := SeenRead
	if bad != nil {
		p.Print, seen = nil, SeenBroken
	} else if p.Print, err = taken.MarshalBinary(); err != nil {
		return nil, "", err
	} else if taken.Plain() {
		seen = SeenPlain
	}
	as, err := g.shelve(tx, q.Member, p, e.At)
	return as, seen, err
}

// shelve puts a portrait down: an official's into the gallery, anybody else's is compared with it.
func (g *Guard) shelve(tx store.Tx, id chat.MemberID, p Portrait, at time.Time) ([]chat.Action, error) {
	official := id.Platform == rosterShelf
	if !official {
		e, err := g.Register.At(tx)
		if err != nil {
			return nil, err
		}
		_, official = e.Roster.ByAccount(id)
	}
	if !official {
		return g.unmask(tx, id, p, at)
	}
	digest := sha256.Sum256(p.Print)
	was := p.Hung
	p.Like, p.Hung = nil, binary.BigEndian.Uint64(digest[:8])
	if err := portraits.Put(tx, store.Key(id), p); err != nil || p.Hung == was {
		return nil, err
	}
	if err := rehang(tx, id, p.Print); err != nil {
		return nil, err
	}
	return g.wake(tx, at, true)
}
