package bots_test

import (
	"strings"
	"testing"

	"frontdesk/chat"
)

// picks gives a slash command in a room, with an answer of its own.
func (a *author) picks(key string, room chat.RoomID, who, command string, values map[string]string) {
	a.Helper()
	a.tell(&chat.Pressed{
		Meta: chat.Meta{Key: "pick/" + key, Room: room, Answer: a.p.room("interaction/" + key)},
		From: a.p.member(who), Command: command, Values: values,
	})
}

func TestWhatBecomesOfADraftPickedInPublicIsToldInPrivate(t *testing.T) {
	for name, press := range map[string]string{"rejected": "Reject", "overtaken": "Approve"} {
		t.Run(name, func(t *testing.T) {
			authoring(t, func(a *author) {
				lobby := a.p.room("lobby")
				a.picks("edit", lobby, "max", "faq edit", map[string]string{"id": "deposit", "answer": linked})
				on, data := a.p.button(a.p.room("interaction/edit"), "Ask a second")
				a.tell(a.p.pressed("ask", lobby, "max", on, data))
				if name == "overtaken" {
					a.says("moe", "/faq edit deposit | Moe's text.")
					a.presses("moe", "Publish")
				}
				a.presses("moe", press)
				if said := a.p.seen(lobby, ""); len(said) != 0 {
					t.Errorf("said in public: %q", said[0].Text)
				}
				if n := len(a.p.seen(a.p.direct("max"), linked)); n != 1 {
					t.Errorf("the author got his text back %d times", n)
				}
			})
		})
	}
}

func TestAYesToAnEarlierQuestionDoesNothing(t *testing.T) {
	authoring(t, func(a *author) {
		a.says("max", "/faq delete deposit")
		on, data := a.p.button(a.p.room("mods"), "Delete")
		a.says("max", "/faq delete backup")
		a.tell(a.p.pressed("old", a.p.room("mods"), "max", on, data))
		a.wants(a.p.seen(a.p.room("interaction/old"), "")[0].Text, "out of date")
		a.wantAnswer("backup", "Settings, then Back up.")
		a.presses("max", "Delete")
		a.wantAnswer("backup", "")
		a.wantAnswer("deposit", "Check the network and the transaction hash.")
	})
}

func TestAPictureInAnswerToAQuestionLosesNothing(t *testing.T) {
	authoring(t, func(a *author) {
		a.says("max", "/faq add")
		a.says("max", "Lending")
		a.says("max", "")
		a.says("max", "how do I lend")
		a.says("max", "Open Earn.")
		a.says("max", "lending")
		a.presses("max", "Publish")
		a.wantAnswer("lending", "Open Earn.")
	})
}

func TestReviewDatePictureAndLinksAreSetThroughADraft(t *testing.T) {
	authoring(t, func(a *author) {
		for _, c := range []struct{ value, shows string }{
			{"review 2027-03-01", "+ 2027-03-01"},
			{"picture backup.png", "+ backup.png"},
			{"link {official.site}/help Our guide", "Our guide"},
			{"link {official.site}/help 我们的指南", "我们的指南"},
			{"link - {official.site}/help", "  - "},
			{"picture -", "- backup.png"},
			{"review -", "- 2027-03-01"},
		} {
			a.says("max", "/faq set deposit "+c.value)
			if len(a.p.seen(a.p.room("mods"), c.shows)) == 0 {
				t.Errorf("%q was not shown for %s", c.shows, c.value)
			}
			a.wants(a.presses("max", "Publish"), "Changed deposit")
		}
		for value, told := range map[string]string{
			"review tomorrow":      "tomorrow is no date",
			"picture ../etc/x.png": "expected a file's name",
			"link https://x.com":   "address and then",
			"link - https://x.com": "no link to https://x.com",
			"colour red":           "review, picture and link",
		} {
			a.says("max", "/faq set deposit "+value)
			a.wants(a.newest(), told)
		}
		a.says("max", "/faq set deposit link https://evil.example.com/x Guide")
		a.wants(a.newest(), "Not on the official list", "https://evil.example.com/x")
		a.wants(a.presses("max", "Ask a second"), "waits for a second moderator")
	})
}

func TestWhichEntryWasMeantIsToldBeforeAnythingIsAsked(t *testing.T) {
	authoring(t, func(a *author) {
		a.says("max", "/faq set dpst")
		a.wants(a.newest(), "What do you want to set for deposit?")
		a.says("max", "/faq set nowhere")
		a.wants(a.newest(), "No entry is like «nowhere»")
		a.says("max", "/faq add")
		a.says("max", "Lending")
		a.says("max", "how do I lend")
		a.says("max", "Open Earn.")
		a.wants(a.newest(), "What short name should the entry have", "lending")
	})
}

func TestWhatChangesIsToldInAFewMessages(t *testing.T) {
	authoring(t, func(a *author) {
		for _, word := range []string{"one ", "two "} {
			a.says("max", "/faq edit deposit | "+strings.Repeat(word, 4000))
			a.presses("max", "Publish")
		}
		before := len(a.p.seen(a.p.room("mods"), ""))
		a.says("max", "/faq diff deposit")
		if n := len(a.p.seen(a.p.room("mods"), "")) - before; n < 1 || n > 4 {
			t.Errorf("%d messages", n)
		}
	})
}

func TestAnImportThatChangesTooMuchIsRefused(t *testing.T) {
	authoring(t, func(a *author) {
		a.attach("max", "/faq import", "faq.yaml", "entries:\n"+manyEntries(501))
		a.wants(a.newest(), "would change 501 entries; I take 500 at once")
		a.wantAnswer("topic-1", "")
	})
}
