package moderation

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"frontdesk/chat"
	"frontdesk/moderation/picture"
	"frontdesk/store"
)

// hung is the officials' gallery as it was at one revision, with where the pictures lie. Immutable.
type hung struct {
	*picture.Gallery
	of       *Engines
	prints   Revision // of the officials' prints
	revision Revision // … and of who the officials are, so that one of another start is the same only if its contents are
	files    map[string]chat.File
}

var hangings = store.Table[Revision]{Name: "guard"}

var hangingKey = []byte("gallery")

// gallery is what accounts are compared with, as the transaction sees it. When nothing changed that is two Gets.
func (g *Guard) gallery(tx store.Tx) (*hung, error) {
	e, err := g.Register.At(tx)
	if err != nil {
		return nil, err
	}
	rev, _, err := hangings.Get(tx, hangingKey)
	if err != nil {
		return nil, fmt.Errorf("gallery: %w", err)
	}
	if h := g.hung.Load(); h != nil && h.of == e && h.prints == rev {
		return h, nil
	}
	h := &hung{of: e, prints: rev, files: map[string]chat.File{}}
	prints, who := map[string][]picture.Print{}, sha256.New()
	for _, o := range e.Roster.Officials() {
		for _, id := range append(o.Accounts(), chat.MemberID{Platform: rosterShelf, Key: o.ID}) {
			fmt.Fprintln(who, o.ID, id)
			p, ok, err := portraits.Get(tx, store.Key(id))
			if err != nil {
				return nil, fmt.Errorf("gallery: %w", err)
			}
			if seen, read := p.read(); ok && read {
				prints[o.ID] = append(prints[o.ID], seen)
				if _, shown := h.files[o.ID]; p.File != nil && !shown {
					h.files[o.ID] = *p.File
				}
			}
		}
	}
	h.Gallery = picture.NewGallery(prints)
	h.revision = Revision{rev.N, rev.Sum ^ binary.BigEndian.Uint64(who.Sum(nil))}
	g.hung.Store(h)
	return h, nil
}

// like is whose picture a portrait is; nil: nobody's.
func (h *hung) like(p Portrait) *Likeliness {
	seen, ok := p.read()
	if !ok || seen.Plain() || p.File == nil {
		return nil
	}
	m, found := h.Match(seen)
	if !found {
		return nil
	}
	return &Likeliness{Of: m.ID, Distance: m.Distance, Cropped: m.Cropped, Mirrored: m.Mirrored, Theirs: *p.File, Ours: h.files[m.ID]}
}

// rehang makes another revision of the gallery, for an official's picture that changed.
func rehang(tx store.Tx, id chat.MemberID, shown []byte) error {
	rev, _, err := hangings.Get(tx, hangingKey)
	if err != nil {
		return fmt.Errorf("gallery: %w", err)
	}
	text := append(binary.BigEndian.AppendUint64(nil, rev.Sum), id.String()...)
	sum := sha256.Sum256(append(text, shown...))
	return hangings.Put(tx, hangingKey, Revision{rev.N + 1, binary.BigEndian.Uint64(sum[:8])})
}
