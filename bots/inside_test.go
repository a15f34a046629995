package bots_test

import (
	"strings"
	"testing"

	"frontdesk/chat"
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

// Where the staff answers as the team, a member's own room is told nothing that may name one of the staff: who types a command there
// is shown the way in private.
func TestUnderTheTeamsNameCommandsAreNotAnsweredWhereTheMemberReads(t *testing.T) {
	caps := telegraphic
	caps.Threads = true
	inHouse(t, caps, func(h *house, p *platform) {
		c := h.cfg.Platforms[p.name]
		c.Place = escalation.Place{Support: p.room("support"), Staff: p.room("staff"), Queue: p.room("staff")}
		c.Roles = map[string]chat.Role{"mei": chat.Representative, "kim": chat.Representative}
		h.cfg.Platforms[p.name] = c
		h.cfg.Desk.Team = true
		h.start()
		h.tell(p.said("1", p.room("lobby"), "ann", "/support my swap failed"), p.said("2", p.room("staff"), "mei", "/claim 1"))
		room := h.ticket(1).MemberRoom
		if room.IsZero() || room == h.ticket(1).StaffRoom {
			t.Fatalf("no rooms of their own: %+v", h.ticket(1))
		}
		h.tell(p.said("3", room, "kim", "/claim 1"), p.said("4", room, "kim", "/close 1"))
		for _, seen := range p.seen(room, "") {
			if strings.Contains(strings.ToLower(seen.Text), "mei") {
				t.Errorf("ann reads %q", seen.Text)
			}
		}
		if n := len(p.seen(p.direct("kim"), "claim")); n != 1 {
			t.Errorf("the way is shown %d times: %+v", n, p.seen(p.direct("kim"), ""))
		}
		h.tell(p.said("5", h.ticket(1).StaffRoom, "kim", "/claim 1"))
		if n := len(p.seen(h.ticket(1).StaffRoom, "Ticket 1 is with Mei")); n != 1 {
			t.Errorf("the staff is told %d times: %+v", n, p.seen(h.ticket(1).StaffRoom, ""))
		}
	})
}

// A community that has no roster has no name: its words read well without.
func TestACommunityWithoutANameIsThisCommunity(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.cfg.Brand = ""
		h.start()
		h.tell(p.said("1", p.direct("ann"), "ann", "/start"))
		if n := len(p.seen(p.direct("ann"), "the front desk of this community.")); n != 1 {
			t.Errorf("she reads %+v", p.seen(p.direct("ann"), ""))
		}
	})
}
