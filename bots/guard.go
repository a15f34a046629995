package bots

import (
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/moderation"
	"frontdesk/outbox"
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

// newGuard makes the guard of the configured community.
func (h *Hub) newGuard(r *moderation.Roster) *moderation.Guard {
	g := &moderation.Guard{
		Register: moderation.NewRegister(r), Policy: h.cfg.Guard, Server: h.cfg.server, Places: h.cfg.places, Office: h.cfg.role,
		Public: func(r chat.RoomID) bool {
			_, direct := r.Direct()
			return !direct && r != h.cfg.Platforms[r.Platform].Server
		},
		Cards:  func(p chat.Platform) chat.RoomID { return h.cfg.Platforms[p].Moderators },
		Leads:  h.cfg.leads,
		Rooms:  h.rooms,
		Shelf:  faq.Pictures,
		Linked: escalation.LinkedOf,
		Note: func(tx store.Tx, what string, by chat.Member, why string, at time.Time) error {
			return h.desk.Witness(tx, escalation.Record{What: what, By: by.ID, Name: by.Name, Why: why, At: at})
		},
		Raised: func(r moderation.Rule) { h.metrics.flags.WithLabelValues(string(r)).Inc() },
	}
	return g
}

// planPatrol sets the first date of the daily look at all members.
func (h *Hub) planPatrol(tx store.Tx, now time.Time) error {
	as, err := h.guard.PlanPatrol(tx, now)
	if err != nil {
		return err
	}
	return outbox.Enqueue(tx, now, as...)
}

// places are all rooms of a platform in which sanctions act: the server, else each watched group.
func (c *Config) places(p chat.Platform) []chat.RoomID {
	of := c.Platforms[p]
	if !of.Server.IsZero() {
		return []chat.RoomID{of.Server}
	}
	return of.Watched
}

// leads is where a platform's leads read.
func (c *Config) leads(p chat.Platform) chat.RoomID {
	of := c.Platforms[p]
	for _, room := range []chat.RoomID{of.Place.Queue, of.Place.Staff, of.Moderators} {
		if !room.IsZero() {
			return room
		}
	}
	return chat.RoomID{}
}

// pressedFlag takes a press on the card of a flag: by a moderator, or by a lead where that is asked for.
func (h *Hub) pressedFlag(tx store.Tx, c *call, id uint64, do string) ([]chat.Action, error) {
	if !c.by.Role.Has(chat.Moderator) {
		return nil, chat.Refuse("not-yours-to-rule")
	}
	said := func(p *chat.Phrase) func([]chat.Action, error) ([]chat.Action, error) {
		return func(as []chat.Action, err error) ([]chat.Action, error) {
			if err != nil {
				return nil, err
			}
			return append(as, c.say(p)), nil
		}
	}
	for what, lift := range map[string]bool{"lift": true, "uphold": false} {
		if n, ok := strings.CutPrefix(do, what); ok {
			act, err := strconv.Atoi(n)
			if err != nil {
				return nil, chat.Refuse("press-stale")
			}
			return said(chat.Say("guard-review-" + what))(h.guard.Review(tx, id, act, lift, c.by, c.meta.At))
		}
	}
	switch r := moderation.Ruling(do); r {
	case moderation.Banned, moderation.Muted, moderation.Kicked, moderation.Dismissed, moderation.Ours:
		if r == moderation.Ours && h.cfg.Roster.Second {
			return nil, chat.Refuse("ours-second")
		}
		return said(chat.Say("ruling-done", "ruling", chat.Say("ruling-"+do)))(h.guard.Judge(tx, id, r, c.by, c.meta.At))
	}
	switch do {
	case "undo":
		return said(chat.Say("undo-done"))(h.guard.Undo(tx, id, c.by, c.meta.At))
	case "warn":
		return said(chat.Say("publish-done"))(h.guard.Publish(tx, id, c.by, c.meta.At))
	case "carry":
		return said(chat.Say("carry-done"))(h.guard.Carry(tx, id, c.by, c.meta.At))
	case "why":
		p, err := h.guard.Why(tx, id)
		if err != nil {
			return nil, err
		}
		if h.caps(c.room()).Ephemeral {
			return []chat.Action{c.say(p)}, nil
		}
		return []chat.Action{h.reply(c.meta.Room, c.on, c.lang, p)}, nil // a toast is too short for it
	}
	return nil, chat.Refuse("press-stale")
}
