package bots_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"frontdesk/bots"
	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/moderation"
	"frontdesk/store"
	"frontdesk/store/bolt"
)

// author is a moderator's seat in a test of drafts: what he types or presses goes to the moderators' room.
type author struct {
	*house
	p *platform
	n int
}

func (a *author) says(who, text string) {
	a.Helper()
	a.n++
	a.tell(a.p.said("author"+string(rune('a'+a.n)), a.p.room("mods"), who, text))
}

// presses presses the newest button with the label and returns what the one who pressed was told.
func (a *author) presses(who, label string) string {
	a.Helper()
	a.n++
	on, data := a.p.button(a.p.room("mods"), label)
	if data == "" {
		a.Fatalf("no button %q", label)
	}
	key := "author" + string(rune('a'+a.n))
	a.tell(a.p.pressed(key, a.p.room("mods"), who, on, data))
	var all []string
	for _, m := range a.p.seen(a.p.room("interaction/"+key), "") {
		all = append(all, m.Text)
	}
	return strings.Join(all, "\n")
}

func (a *author) wants(said string, words ...string) {
	a.Helper()
	for _, w := range words {
		if !strings.Contains(said, w) {
			a.Errorf("was told %q, want %q", said, w)
		}
	}
}

// wantAnswer looks at the entry in force.
func (a *author) wantAnswer(id, want string) {
	a.Helper()
	a.view(func(tx store.Tx) error {
		v, err := faq.NewBook(a.file, faq.Options{}).Get(tx, id)
		if got := v.Entry.Answer["en"]; got != want {
			a.Errorf("%s answers %q (%v), want %q", id, got, err, want)
		}
		return nil
	})
}

// authoring runs a test in a house with the moderators max and moe, and mei, who is none.
func authoring(t *testing.T, test func(a *author)) {
	t.Helper()
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.cfg.Platforms[p.name].Roles["moe"] = chat.Moderator
		h.start()
		test(&author{house: h, p: p})
	})
}

const linked = "See evil.example.com and ask @stranger."

func TestWhatIsNotOfficialIsApprovedByASecondModerator(t *testing.T) {
	authoring(t, func(a *author) {
		a.says("max", "/faq edit deposit | "+linked)
		if n := len(a.p.seen(a.p.room("mods"), "· evil.example.com\n· @stranger")); n != 1 {
			t.Fatalf("what is unofficial was told %d times", n)
		}
		a.wants(a.presses("moe", "Ask a second"), "draft of Max")
		a.wants(a.presses("max", "Ask a second"), "waits for a second moderator")
		a.wantAnswer("deposit", "Check the network and the transaction hash.")
		a.wants(a.presses("max", "Approve"), "another moderator has to approve")
		a.wants(a.presses("mei", "Approve"), "for the team")
		a.says("moe", "/faq pending")
		if len(a.p.seen(a.p.room("mods"), "deposit — Max")) != 1 {
			t.Error("/faq pending does not list it")
		}
		a.wantAnswer("deposit", "Check the network and the transaction hash.")
		on, data := a.p.button(a.p.room("mods"), "Approve")
		a.wants(a.presses("moe", "Approve"), "written by Max, approved by Moe")
		a.wantAnswer("deposit", linked)
		a.says("max", "/faq history deposit")
		if len(a.p.seen(a.p.room("mods"), "Max ✓ Moe: changed answer (en)")) != 1 {
			t.Error("the history does not tell who approved it")
		}
		if len(a.p.seen(a.p.room("mods"), "Moe approved your draft")) != 1 {
			t.Error("its author was not told")
		}
		a.tell(a.p.pressed("again", a.p.room("mods"), "moe", on, data))
		a.wants(a.p.seen(a.p.room("interaction/again"), "")[0].Text, "settled already: published (Moe)")
		a.says("max", "/faq edit deposit | "+linked+" Really.") // what was approved before needs no second word
		a.wants(a.presses("max", "Publish"), "Changed deposit")
	})
}

func TestOneOfficialWithTwoAccountsIsNoSecondModerator(t *testing.T) {
	for _, third := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			tg, dc := newPlatform("telegram", telegraphic), newPlatform("discord", nonced)
			h := newHouse(t, bolt.Options{NoSync: true}, tg, dc)
			h.roster = roster(moderation.Official{ID: "max", Kind: "person", Role: "mod", Names: []string{"Max Mustermann"}, Telegram: []string{"10001"}, Discord: []string{"20002"}})
			for p, key := range map[*platform]string{tg: "10001", dc: "20002"} {
				roles := h.cfg.Platforms[p.name].Roles
				delete(roles, "max")
				roles[key] = chat.Moderator
			}
			if third {
				h.cfg.Platforms[tg.name].Roles["moe"] = chat.Moderator
			}
			h.start()
			mods := tg.room("mods")
			h.tell(tg.said("1", mods, "10001", "/faq edit deposit | "+linked))
			on, data := tg.button(mods, "Ask a second")
			h.tell(tg.pressed("2", mods, "10001", on, data))
			if !third {
				if len(tg.seen(tg.room("interaction/2"), "you are the only one")) != 1 {
					t.Error("a second account counted as a second moderator")
				}
				return
			}
			h.tell(dc.pressed("3", dc.room("mods"), "20002", chat.MessageID{}, "d:1:approve"))
			if len(dc.seen(dc.room("interaction/3"), "another moderator has to approve")) != 1 {
				t.Error("the author approved it from the other account")
			}
		})
	}
}

func TestARejectedDraftGoesBackToItsAuthor(t *testing.T) {
	authoring(t, func(a *author) {
		a.says("max", "/faq add spam | Spam | what is spam | "+linked)
		a.presses("max", "Ask a second")
		a.wants(a.presses("moe", "Reject"), "Moe rejected the draft of spam by Max")
		if len(a.p.seen(a.p.room("mods"), "Your text:\n"+linked)) != 1 {
			t.Error("the author did not get the text back")
		}
		a.wantAnswer("spam", "")
	})
}

func TestNobodyToApproveIsSaidWithWhatToDo(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*bots.PlatformConfig)
		want   string
	}{
		"no room":             {func(c *bots.PlatformConfig) { c.Moderators = chat.RoomID{} }, "no moderators' room is configured"},
		"only one moderator":  {func(c *bots.PlatformConfig) { delete(c.Roles, "moe") }, "you are the only one"},
		"a group of them too": {func(c *bots.PlatformConfig) { delete(c.Roles, "moe"); c.Roles["mods"] = chat.Moderator }, "waits for a second moderator"},
	} {
		t.Run(name, func(t *testing.T) {
			inHouse(t, telegraphic, func(h *house, p *platform) {
				cfg := h.cfg.Platforms[p.name]
				cfg.Roles["moe"] = chat.Moderator
				c.change(&cfg)
				h.cfg.Platforms[p.name] = cfg
				h.start()
				h.tell(p.said("1", p.direct("max"), "max", "/faq edit deposit | "+linked))
				on, data := p.button(p.direct("max"), "Ask a second")
				h.tell(p.pressed("2", p.direct("max"), "max", on, data))
				if n := len(p.seen(p.room("interaction/2"), c.want)); n != 1 {
					t.Errorf("%q was said %d times: %+v", c.want, n, p.seen(p.room("interaction/2"), ""))
				}
			})
		})
	}
}

func TestOfTwoEditorsTheSecondIsToldAndKeepsHisText(t *testing.T) {
	authoring(t, func(a *author) {
		a.says("max", "/faq edit deposit | Max's text.")
		on, publish := a.p.button(a.p.room("mods"), "Publish")
		a.says("moe", "/faq edit deposit | Moe's text.")
		a.wants(a.presses("moe", "Publish"), "Changed deposit")
		a.tell(a.p.pressed("late", a.p.room("mods"), "max", on, publish))
		told := a.p.seen(a.p.room("interaction/late"), "")
		if len(told) != 1 {
			t.Fatalf("told %+v", told)
		}
		a.wants(told[0].Text, "Moe changed deposit", "Your text:\nMax's text.", "- Moe's text.", "+ Max's text.")
		a.wantAnswer("deposit", "Moe's text.")
		over := told[0].Buttons[0][0].Data
		a.tell(a.p.pressed("over", a.p.room("mods"), "max", told[0].ID, over))
		a.wantAnswer("deposit", "Max's text.")
	})
}

func TestPublishingOverGoesOnlyOverWhatWasShown(t *testing.T) {
	authoring(t, func(a *author) {
		a.says("max", "/faq edit deposit | Max's text.")
		on, publish := a.p.button(a.p.room("mods"), "Publish")
		over := strings.Replace(publish, ":publish", ":over", 1)
		a.says("moe", "/faq edit deposit | Moe's text.")
		a.presses("moe", "Publish")
		a.tell(a.p.pressed("forged", a.p.room("mods"), "max", on, over)) // nothing was shown yet
		a.wantAnswer("deposit", "Moe's text.")
		a.says("moe", "/faq delete deposit")
		a.presses("moe", "Delete")
		a.tell(a.p.pressed("gone", a.p.room("mods"), "max", on, over))
		a.wants(a.p.seen(a.p.room("interaction/gone"), "")[0].Text, "Moe deleted deposit")
		a.tell(a.p.pressed("back", a.p.room("mods"), "max", on, over))
		a.wantAnswer("deposit", "Max's text.")
	})
}

func TestADraftTellsWhatPastQuestionsWouldBringNow(t *testing.T) {
	authoring(t, func(a *author) {
		a.tell(a.p.said("q", a.p.direct("ann"), "ann", "how can i lend my shiny coins to somebody"))
		a.says("max", "/faq add lending | Lending | how can i lend my shiny coins to somebody; lend coins | Open Earn, then Lend.")
		if n := len(a.p.seen(a.p.room("mods"), " → lending")); n != 1 {
			t.Errorf("the difference was told %d times", n)
		}
		if n := len(a.p.seen(a.p.room("lobby"), "")); n > 0 {
			t.Error("something was said in public")
		}
	})
}

func TestWhatIsTypedInPublicIsAnsweredInPrivate(t *testing.T) {
	authoring(t, func(a *author) {
		a.tell(a.p.said("1", a.p.room("lobby"), "max", "/faq edit deposit | In private."))
		if n := len(a.p.seen(a.p.room("lobby"), "")); n != 0 {
			t.Errorf("%d messages in public", n)
		}
		if n := len(a.p.seen(a.p.direct("max"), "In private.")); n != 2 {
			t.Errorf("%d messages in private", n)
		}
		a.tell(a.p.said("2", a.p.direct("max"), "max", "yes"))
		a.wantAnswer("deposit", "In private.")
	})
}

func TestWhoseBotCannotWriteToHimIsToldWhereHeTyped(t *testing.T) {
	authoring(t, func(a *author) {
		a.p.on(func(_ context.Context, c call) error {
			if c.Room == a.p.direct("max") {
				return &chat.Fault{Class: chat.Unreachable}
			}
			return nil
		})
		a.tell(a.p.said("1", a.p.room("lobby"), "max", "/faq show deposit"))
		if n := len(a.p.seen(a.p.room("lobby"), "Open a private chat with me first")); n != 1 {
			t.Errorf("told %d times: %+v", n, a.p.seen(a.p.room("lobby"), ""))
		}
	})
}

func TestAnEntryWithoutTitlesCanBeOutdatedToo(t *testing.T) {
	authoring(t, func(a *author) {
		a.attach("max", "/faq import", "faq.yaml", "entries:\n  - {id: bare, questions: {en: [what is bare]}, answer: {en: One., zh: 一。}}\n")
		a.presses("max", "Publish")
		a.says("max", "/faq edit bare | Two. | | | en")
		a.wants(a.presses("max", "Publish"), "Changed bare", "zh may be outdated")
		a.says("max", "/faq stale")
		a.wants(a.newest(), "bare (zh)", "- One.", "+ Two.")
		a.wants(a.presses("max", "bare zh is still right"), "zh of bare is still right")
	})
}

func TestPagesTurnInPlace(t *testing.T) {
	authoring(t, func(a *author) {
		var b strings.Builder
		for i := range 45 {
			fmt.Fprintf(&b, "  - {id: e%02d, title: {en: \"Topic %d\"}, answer: {en: \"It is %d.\"}}\n", i, i, i)
		}
		a.attach("max", "/faq import", "faq.yaml", "entries:\n"+b.String())
		a.presses("max", "Publish")
		a.says("max", "/faq list")
		a.wants(a.newest(), "47 entries, page 1/2", "e00")
		a.wants(a.presses("max", "›"), "47 entries, page 2/2", "e44")
		a.says("max", "/faq list 2")
		a.wants(a.newest(), "page 2/2")
		a.says("max", "/faq search topic")
		a.wants(a.newest(), "45 entries for «topic», page 1/5")
	})
}

func TestAShortcutIsNoMoreThanTheCommandThatItStandsFor(t *testing.T) {
	authoring(t, func(a *author) {
		a.says("max", "/faq show deposit")
		a.wants(a.presses("mei", "History"), "for the team")
		a.wants(a.presses("moe", "History"), "deposit: one version")
	})
}

func TestAnEntryIsMadeOfAQuestionAndAGoodAnswerInTheChat(t *testing.T) {
	authoring(t, func(a *author) {
		reply := func(key, text, to, from, quoted string) {
			e := a.p.said(key, a.p.room("lobby"), "max", text)
			e.Message.ReplyTo = &chat.Reply{ID: chat.MessageID{Platform: a.p.name, Key: to}, From: a.p.member(from), Text: quoted}
			a.tell(e)
		}
		private := a.p.direct("max")
		reply("1", "/faq add", "q", "ann", "can i lend  coins\nhere?")
		if n := len(a.p.seen(private, "«can i lend coins here?»")); n != 1 {
			t.Fatalf("the question was taken %d times", n)
		}
		reply("2", "/faq add", "a", "bob", "Sure: open Earn, then Lend.")
		a.tell(a.p.said("3", private, "max", "Lending coins"))
		on, data := a.p.button(private, "Take that")
		a.tell(a.p.pressed("4", private, "max", on, data))
		on, data = a.p.button(a.p.room("interaction/4"), "Publish")
		a.tell(a.p.pressed("5", private, "max", on, data))
		a.wantAnswer("lending-coins", "Sure: open Earn, then Lend.")

		reply("6", "/faq add", "s", "ann", "")
		reply("7", "/faq add", "q2", "ann", "what is a ticker?")
		a.tell(&chat.Deleted{Meta: chat.Meta{Key: "gone", Room: a.p.room("lobby")}, IDs: []chat.MessageID{{Platform: a.p.name, Key: "q2"}}})
		for _, w := range []string{"no words that I could take", "was deleted"} {
			if n := len(a.p.seen(private, w)); n != 1 {
				t.Errorf("%q was said %d times", w, n)
			}
		}
		if n := len(a.p.seen(a.p.room("lobby"), "")); n != 0 {
			t.Errorf("%d messages in public", n)
		}
	})
}
