package bots_test

import (
	"strings"
	"testing"

	"frontdesk/chat"
)

func TestRepresentativesAndTiersAreCompletedForTheStaffAlone(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		pc := h.cfg.Platforms["test"]
		pc.Roles["kim"] = chat.Representative
		h.start()
		h.tell(p.said("1", p.direct("mei"), "mei", "hello"), p.said("2", p.direct("kim"), "kim", "hello"), p.said("3", p.direct("ann"), "ann", "hello"))
		names := func(who, option, typed string) (out []string) {
			for _, c := range h.hub.Complete(h.Context(), chat.Partial{From: p.member(who), Command: "transfer", Option: option, Value: typed}) {
				out = append(out, c.Value)
			}
			return out
		}
		for _, c := range []struct{ who, option, typed, want string }{
			{"mei", "rep", "", "test:kim test:mei"}, {"mei", "rep", "ki", "test:kim"}, {"mei", "rep", "ann", ""},
			{"mei", "tier", "TE", "technical"}, {"mei", "tier", "", "first technical"}, {"ann", "rep", "", ""}, {"ann", "tier", "", ""},
		} {
			if got := strings.Join(names(c.who, c.option, c.typed), " "); got != c.want {
				t.Errorf("%s gets %q for %s %q, want %q", c.who, got, c.option, c.typed, c.want)
			}
		}
	})
}

func TestATypoOfARepresentativeChangesNothing(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("1", p.direct("ann"), "ann", "/support"), p.said("2", p.room("staff"), "mei", "/claim 1"))
		before := h.ticket(1)
		for n, c := range []struct{ typed, want string }{
			{"/pass 1 techncal x", "There is no tier «techncal»; there are first, technical"},
			{"/pass 1 first x", "Ticket 1 is with the first line already"},
			{"/pass 9 technical x", "There is no ticket 9"},
			{"/pass", "Which ticket?"},
			{"/transfer 1 @nobody x", "«@nobody» is no representative"},
			{"/transfer 1 ann x", "«ann» is no representative"},
			{"/assign 1 me", "Ticket 1 is yours already"},
			{"/assign x", "Which ticket?"},
			{"/solved one", "Which ticket?"},
			{"/audit one", "Which ticket?"},
			{"/audit ticket 9", "There is no ticket 9"},
		} {
			h.tell(p.said(string(rune('a'+n)), p.room("staff"), "mei", c.typed))
			if len(p.seen(p.room("staff"), c.want)) == 0 {
				t.Errorf("%s: %q is not said", c.typed, c.want)
			}
		}
		if after := h.ticket(1); after.State != before.State || after.Holder != before.Holder || after.Tier != before.Tier || after.Lines != before.Lines {
			t.Errorf("the ticket changed: %+v", after)
		}
	})
}

func TestWhoLostTheOfficeCannotEndADialogThatWasBegunWithIt(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("1", p.direct("ann"), "ann", "/support"), p.said("2", p.room("staff"), "mei", "/claim 1"))
		h.tell(p.said("3", p.room("staff"), "mei", "/pass 1 technical"))
		if len(p.seen(p.room("staff"), "What does the next one need to know?")) != 1 {
			t.Fatal("no note is asked for")
		}
		h.stop()
		pc := h.cfg.Platforms["test"]
		pc.Roles = nil
		h.cfg.Platforms["test"] = pc
		h.start()
		h.tell(p.said("4", p.room("staff"), "mei", "look at the log"))
		if got := h.ticket(1); got.Tier != "" || !got.Holder.IsZero() {
			t.Errorf("the ticket was passed on, or is still held: tier %q, holder %v", got.Tier, got.Holder)
		}
	})
}
