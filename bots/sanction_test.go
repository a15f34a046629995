package bots_test

import (
	"testing"

	"frontdesk/chat"
)

func TestASanctionActsWhereTheAccountWasSeen(t *testing.T) {
	for where, want := range map[string]string{"annex": "annex", "@carl": "lobby"} {
		inHouse(t, telegraphic, func(h *house, p *platform) {
			h.roster = officials()
			c := h.cfg.Platforms[p.name]
			c.Watched = append(c.Watched, p.room("annex"))
			h.cfg.Platforms[p.name] = c
			h.start()
			room := p.room(where)
			if where[0] == '@' {
				room = p.direct("carl")
			}
			e := p.said("1", room, "carl", "hello")
			e.Message.From.Name = "Keyfold Support"
			h.tell(e)
			on, data := p.button(p.room("mods"), "Ban")
			h.tell(p.pressed("2", p.room("mods"), "max", on, data))
			var got chat.RoomID
			for _, c := range p.calls {
				if c.Do == "sanction" {
					got = c.Room
				}
			}
			if got != p.room(want) {
				t.Errorf("seen in %s: the ban acts in %v", where, got)
			}
		})
	}
}
