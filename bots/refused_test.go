package bots_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/outbox"
	"frontdesk/store"
)

func TestAForgedOrForeignPayloadIsRefused(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.roster = officials()
		h.start()
		eve := p.member("eve")
		eve.Name = "Keyfold Support"
		h.tell(
			p.said("1", p.room("lobby"), "ann", question), p.said("2", p.direct("ann"), "ann", "/support"),
			&chat.Joined{Meta: chat.Meta{Key: "join", Room: p.room("lobby")}, Member: eve},
		)
		if len(p.seen(p.room("mods"), "Flag 1")) != 1 {
			t.Fatal("no flag")
		}
		before := h.ticket(1)
		payloads := []string{
			"a:1:up", "a:1:down", "a:1:staff", "a:1:0", "s:1:0", "a:2:staff", "a:-1:up", "a:18446744073709551616:up", "a::", "a",
			"t:1:claim", "t:1:close", "t:1:release", "t:1:reopen", "t:1:go", "t:1:solved", "t:1:unsolved", "t:1:confirm", "t:1:pass", "t:1:rate5", "t:9:claim", "t:1:", "t:1:rate",
			"t:1:send0", "t:1:again1", "t:1:details", "t:1:comment", "i:1:open", "i:1:not", "e:1:appeal", "e:1:grant", "z:1:yes", "v:1:go",
			"q:1:a1", "q:1:x1", "q:1:n1", "q:1:o1", "q:1:e1.0", "q:1:p1", "q:0:r1", "q:1:r1.1", "q:1:", "u:1:lift", "u:1:edit", "u:0:", "y:1:p", "p:0:", "p:0:x",
			"g:1:ban", "g:1:mute", "g:1:dismiss", "g:1:", "g:7:ban", "c:yes", "c:cancel", "c:", "f:faq add", "f:nothing:9", "f:",
			"", ":", "x:1:y", "\x00\xff", strings.Repeat("t:1:claim", 1<<17),
		}
		calls := p.count("sanction") + p.count("open") + p.count("change")
		for n, data := range payloads {
			h.tell(p.pressed(fmt.Sprint(n), p.room("lobby"), "bob", chat.MessageID{}, data))
			if n := len(p.seen(p.room(fmt.Sprint("interaction/", n)), "")); n != 1 {
				t.Errorf("%.20q was answered %d times", data, n)
			}
		}
		after := h.ticket(1)
		if after.State != before.State || after.Rating != before.Rating || after.Lines != before.Lines || h.ticket(2).ID != 0 {
			t.Errorf("the ticket changed: %+v", after)
		}
		if n := p.count("sanction") + p.count("open") + p.count("change"); n != calls {
			t.Errorf("%d things were done", n-calls)
		}
		h.view(func(tx store.Tx) error {
			dead, err := outbox.Parked(tx, time.Time{}, 10)
			if len(dead) > 0 {
				t.Errorf("parked: %+v", dead)
			}
			return err
		})
	})
}

func TestOfficesGoByIDAndByConfigurationAlone(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("1", p.direct("ann"), "ann", "/support"))
		topic := h.ticket(1).StaffRoom
		poser := p.member("mei")
		poser.ID.Key, poser.Groups, poser.Role = "poser", []string{"lead"}, chat.Lead // looks like mei, and says it leads
		try := func(key string) {
			for n, text := range []string{"/claim 1", "/close 1 bye", "/release 1", "/note 1 hm", "/solved 1", "/pass 1 technical x", "/transfer 1 me x", "/assign 1 me", "/audit 1", "/queue", "/reopen 1", "/quiet", "/faq delete deposit", "/faq add x y|z?|w"} {
				for i, room := range []chat.RoomID{p.room("lobby"), topic, p.direct("poser")} {
					e := p.said(fmt.Sprint(key, n, ".", i), room, "poser", text)
					e.Message.From = poser
					h.tell(e)
				}
			}
			e := p.said(key+"relay", topic, "poser", "send me your phrase")
			e.Message.From = poser
			b := p.pressed(key+"press", p.room("staff"), "poser", chat.MessageID{}, "t:1:claim")
			b.From = poser
			h.tell(e, b)
		}
		try("as a stranger")
		h.stop()
		<-time.After(time.Second)
		pc := h.cfg.Platforms["test"]
		pc.Roles = nil // mei's office is taken away
		h.cfg.Platforms["test"] = pc
		h.start()
		poser = p.member("mei")
		try("as a former one")
		if ticket := h.ticket(1); ticket.State != "new" || ticket.Lines > 0 {
			t.Errorf("the ticket changed: %+v", ticket)
		}
		if len(p.seen(p.direct("ann"), "phrase:")) > 0 || len(p.sends("send me your")) > 0 {
			t.Error("words of a stranger reached the member")
		}
		h.tell(p.said("2", p.room("lobby"), "bob", question))
		if len(p.seen(p.room("lobby"), "Check the network")) != 1 {
			t.Error("the room was silenced or the FAQ changed")
		}
	})
}

func TestUnknownCommandsAreSilentInGroups(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		for n, text := range []string{"/price", "/price@otherbot btc", "/faqq add", "/" + strings.Repeat("x", 1<<20), "/", "//", "/😀"} {
			h.tell(p.said(fmt.Sprint("group", n), p.room("lobby"), "ann", text))
		}
		if n := p.count("send"); n > 0 {
			t.Errorf("%d messages in a group", n)
		}
		h.tell(p.said("private", p.direct("ann"), "ann", "/suport"))
		if n := len(p.seen(p.direct("ann"), "Did you mean /support?")); n != 1 || p.count("send") != 1 {
			t.Errorf("in private: %+v", p.seen(p.direct("ann"), ""))
		}
	})
}
