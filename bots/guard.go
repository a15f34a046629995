package bots

import (
	"slices"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/moderation"
	"frontdesk/store"
)

// official is who and what is official now. In a transaction of the hub that is what its rows say: see [Hub.decide].
func (h *Hub) official() *moderation.Engines { return h.guard.Register.Snapshot() }

// filled are the FAQ's variables for a roster.
type filled struct {
	of   *moderation.Engines
	vars faq.Variables
}

// fills are what answers may take from the roster of now. The caller must not change them.
func (h *Hub) fills() faq.Variables {
	e := h.official()
	if f := h.filled.Load(); f != nil && f.of == e {
		return f.vars
	}
	f := &filled{e, Variables(e.Roster)}
	h.filled.Store(f)
	return f.vars
}

// pressedFlag takes a moderator's press on the card of a flag.
func (h *Hub) pressedFlag(tx store.Tx, c *call, id uint64, do string) ([]chat.Action, error) {
	if !c.by.Role.Has(chat.Moderator) {
		return nil, chat.Refuse("not-yours-to-rule")
	}
	if do == "undo" {
		as, err := h.guard.Undo(tx, id, c.by)
		if err != nil {
			return nil, err
		}
		return append(as, c.say(chat.Say("undo-done"))), nil
	}
	r := moderation.Ruling(do)
	if !slices.Contains([]moderation.Ruling{moderation.Banned, moderation.Muted, moderation.Dismissed}, r) {
		return nil, chat.Refuse("press-stale")
	}
	as, err := h.guard.Judge(tx, id, r, c.by, c.meta.At)
	if err != nil {
		return nil, err
	}
	return append(as, c.say(chat.Say("ruling-done", "ruling", chat.Say("ruling-"+do)))), nil
}
