package bots_test

import (
	"testing"

	"frontdesk/chat"
)

func TestAnIntakeTakesNoForgedAnswer(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.cfg.Intake.Off = false
		h.start()
		h.tell(p.said("1", p.direct("ann"), "ann", "/support my swap failed"))
		for n, data := range []string{
			"c:set:category:stolen", "c:skip:chain", "c:form:mend", "c:keep:mend", "c:enough:more", "c:set:helped:yes", // nothing waits
			"f:intake nosuch", "f:intake ", "f:intake stolen:7", "f:intake", "t:1:details", "t:9:details", "t:1:details:x", "h", "h:x:y",
		} {
			e := p.pressed(string(rune('a'+n)), p.direct("bob"), "bob", chat.MessageID{}, data)
			e.Values = map[string]string{"happened": "", "nosuch": "x"}
			h.tell(e)
		}
		if first := h.ticket(1); first.Detailed || first.Lines != 1 || h.ticket(2).ID != 0 {
			t.Errorf("the first %+v, the second %+v", first, h.ticket(2))
		}
	})
}

func TestASecretSpreadOverFieldsIsInAllOfThem(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.cfg.Intake.Off = false
		h.start()
		e := p.pressed("1", p.direct("ann"), "ann", chat.MessageID{}, "f:intake app")
		e.Values = map[string]string{"happened": "legal winner thank year wave sausage", "steps": "worth useful legal winner thank yellow", "error": ""}
		h.tell(e)
		if n := len(p.seen(p.room("interaction/1"), "This holds a recovery phrase or private key")); n != 1 {
			t.Errorf("it was told %d times", n)
		}
		if n := len(p.sends("sausage")) + len(p.sends("yellow")); n > 0 {
			t.Errorf("parts of it were sent %d times", n)
		}
		if h.ticket(1).ID != 0 {
			t.Error("a ticket was opened")
		}
	})
}

func TestAnIntakeKeepsADoubtfulAnswerThatIsSentTwice(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.cfg.Intake.Off = false
		h.start()
		ann := p.direct("ann")
		say := func(key, text string) { h.tell(p.said(key, ann, "ann", text)) }
		press := func(key, label string) {
			on, data := p.button(ann, label)
			h.tell(p.pressed(key, ann, "ann", on, data))
		}
		say("1", "/support")
		press("2", "A transaction")
		say("4", "a red box with a seven in it")
		say("5", "Tron")
		say("6", "0x12")
		say("7", "0x12")
		press("8", "That's all")
		facts := h.ticket(1).Facts
		if len(facts) != 2 || facts[0].Text != "TRON" || facts[1].Text != "0x12" || !facts[1].Doubt || facts[1].URL != "" {
			t.Errorf("%+v", facts)
		}
		if n := len(p.seen(h.ticket(1).StaffRoom, "Transaction: 0x12 (unchecked)")); n != 1 {
			t.Errorf("the team sees it %d times", n)
		}
	})
}

// TestSkipTypedIsTheButtonsSkip, and where nothing waits it is no command.
func TestSkipTypedIsTheButtonsSkip(t *testing.T) {
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.cfg.Intake.Off = false
		h.start()
		ann := p.direct("ann")
		h.tell(p.said("0", ann, "ann", "/skip"))
		if n := len(p.seen(ann, "/help")); n != 1 {
			t.Errorf("nothing waits, and she is told %+v", p.seen(ann, ""))
		}
		h.tell(p.said("1", ann, "ann", "/support"))
		on, data := p.button(ann, "A transaction")
		h.tell(p.pressed("2", ann, "ann", on, data))
		for n, text := range []string{"a red box with a seven in it", "Tron", "/skip", "/skip", "/skip", "/skip", "/skip", "/skip"} {
			if h.ticket(1).ID == 0 {
				h.tell(p.said(string(rune('a'+n)), ann, "ann", text))
			}
		}
		if facts := h.ticket(1).Facts; len(facts) != 1 || facts[0].Text != "TRON" {
			t.Errorf("ticket %d has %+v; she sees %+v", h.ticket(1).ID, facts, p.seen(ann, ""))
		}
		bob := p.direct("bob")
		h.tell(p.said("3", bob, "bob", "/support"), p.said("4", bob, "bob", "/skip"))
		if got := h.ticket(2); got.ID == 0 || got.Member != p.member("bob").ID || got.Category != "" || got.Detailed || got.Lines != 0 {
			t.Fatalf("at the question what it is about: %+v; bob sees %+v", got, p.seen(bob, ""))
		}
		h.tell(p.said("5", bob, "bob", "transaction")) // the name of a category is an answer no more
		if got := h.ticket(2); got.Lines != 1 || got.Category != "" || len(p.seen(got.StaffRoom, "transaction")) != 1 {
			t.Errorf("nothing is asked any more: %+v; bob sees %+v", got, p.seen(bob, ""))
		}
	})
}
