package bots_test

import (
	"testing"

	"frontdesk/escalation"
)

// In a thread that a ticket's member shares with the staff, nothing is told of other tickets or of what others said.
func TestWhatIsForTheStaffIsNotToldInAThreadThatAMemberShares(t *testing.T) {
	caps := telegraphic
	caps.Threads = true
	inHouse(t, caps, func(h *house, p *platform) {
		c := h.cfg.Platforms[p.name]
		c.Place = escalation.Place{Support: p.room("support"), Queue: p.room("staff")}
		h.cfg.Platforms[p.name] = c
		h.start()
		h.tell(p.said("1", p.room("lobby"), "ann", "/support my swap failed"), p.said("2", p.room("lobby"), "bob", "/support my stake is locked"))
		h.tell(p.said("3", p.direct("ann"), "ann", "/feedback the fees are too high"))
		room := h.ticket(2).MemberRoom
		if room.IsZero() || h.ticket(2).StaffRoom != room {
			t.Fatalf("no shared thread: %+v", h.ticket(2))
		}
		h.tell(p.said("4", room, "mei", "/audit 1"), p.said("5", room, "mei", "/note #1 looks like a scammer"), p.said("6", room, "mei", "/feedbacks"))
		for _, words := range []string{"from the beginning", "fees are too high"} {
			if n := len(p.seen(room, words)); n != 0 {
				t.Errorf("bob reads %q", words)
			}
		}
		for _, words := range []string{"so nothing was done", "so this is no note"} {
			if n := len(p.seen(room, words)); n != 1 {
				t.Errorf("%q is said %d times: %+v", words, n, p.seen(room, ""))
			}
		}
		if n := h.ticket(1).Lines; n != 1 {
			t.Errorf("ticket 1 has %d lines", n)
		}
	})
}
