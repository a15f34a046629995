package bots

import (
	"slices"

	"frontdesk/chat"
)

// afar makes links to rooms of other platforms ones that a reader in the room can follow: web addresses.
func (h *Hub) afar(spans []chat.Span, room chat.RoomID) []chat.Span {
	elsewhere := func(s chat.Span) bool { return s.Kind == chat.ToRoom && s.Room.Platform != room.Platform }
	if !slices.ContainsFunc(spans, elsewhere) {
		return spans
	}
	spans = slices.Clone(spans)
	for i, s := range spans {
		if !elsewhere(s) {
			continue
		}
		if a, ok := h.adapters[s.Room.Platform].(chat.Addressed); ok {
			spans[i] = chat.Span{Kind: chat.Link, Start: s.Start, End: s.End, URL: a.Address(h.aliases.current(s.Room))}
		}
	}
	return spans
}
