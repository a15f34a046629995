package bots_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// unanswered is a question that the FAQ of these tests has no entry for: titles may be offered at most.
const unanswered = "is there a limit for daily withdrawals?"

const gapFAQ = smallFAQ + `
  - id: fees
    title: {en: "Network fees"}
    questions: {en: ["Why are the network fees so high?", "What is gas?", "who gets the fee"]}
    answer: {en: "Fees go to the network."}
  - id: stolen
    title: {en: "My account was stolen"}
    questions: {en: ["I got hacked", "someone stole my coins", "my wallet was hacked"]}
    answer: {en: "Move what is left to a new wallet."}
  - id: hide
    title: {en: "Hide a token"}
    questions: {en: ["How do I hide a token?", "remove spam tokens from the list"]}
    answer: {en: "Long press, then Hide."}
`

// answerOf are the answers of that FAQ.
var answerOf = map[string]string{
	"deposit": "Check the network", "backup": "Settings, then Back up", "fees": "Fees go to the network", "stolen": "Move what is left", "hide": "Long press",
}

// learning is a house with that FAQ.
func learning(t *testing.T, test func(h *house, p *platform)) {
	t.Helper()
	inHouse(t, telegraphic, func(h *house, p *platform) {
		h.faq = gapFAQ
		test(h, p)
	})
}

// gap is what is kept of a message; No is 0 if nothing is.
func (h *house) gap(p *platform, key string) (g faq.Gap) {
	h.Helper()
	h.view(func(tx store.Tx) (err error) {
		g, _, err = faq.GapTo(tx, chat.MessageID{Platform: p.name, Key: key})
		return err
	})
	return g
}

// press presses the newest button in a room whose label holds the words, and returns what the bot said to that alone.
func (h *house) press(p *platform, key string, room chat.RoomID, who, label string) string {
	h.Helper()
	on, data := p.button(room, label)
	if data == "" {
		h.Fatalf("no button %q in %s", label, room)
	}
	h.tell(p.pressed(key, room, who, on, data))
	var said []string
	for _, m := range p.seen(p.room("interaction/"+key), "") {
		said = append(said, m.Text)
	}
	return strings.Join(said, "\n")
}

// answers reports whether the FAQ answers a question, asked by a newcomer in the lobby, with the words.
func (h *house) answers(p *platform, key, q, words string) bool {
	h.Helper()
	before := len(p.seen(p.room("lobby"), words))
	h.tell(p.said(key, p.room("lobby"), "new"+key, q))
	return len(p.seen(p.room("lobby"), words)) > before
}

func TestWhatNoEntryAnswersIsKeptAndShownToModeratorsAlone(t *testing.T) {
	learning(t, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("1", p.room("lobby"), "ann", unanswered), p.said("2", p.direct("bob"), "bob", unanswered+" @everyone"),
			p.said("3", p.room("lobby"), "mei", "is there a limit for daily swaps?"))
		h.tell(p.said("4", p.room("mods"), "max", "/gaps"), p.said("5", p.room("lobby"), "max", "/gaps"),
			p.said("6", p.direct("ann"), "ann", "/gaps"), p.said("7", p.room("lobby"), "ann", "/gaps"))
		list := p.seen(p.room("mods"), "One question that no entry answers")
		if len(list) != 1 || !strings.Contains(list[0].Text, "«"+unanswered) || !strings.Contains(list[0].Text, "2 members") {
			t.Fatalf("the moderators see %+v", p.seen(p.room("mods"), ""))
		}
		if n := len(p.seen(p.room("lobby"), "limit")); n > 0 {
			t.Errorf("the lobby sees %+v", p.seen(p.room("lobby"), ""))
		}
		if len(p.seen(p.direct("max"), unanswered)) != 1 || len(p.seen(p.direct("ann"), unanswered)) > 0 {
			t.Errorf("in private: max %+v, ann %+v", p.seen(p.direct("max"), ""), p.seen(p.direct("ann"), ""))
		}
		if h.gap(p, "3").No != 0 {
			t.Error("a representative's words are kept")
		}
	})
}

func TestOneTapAttachesAndTheSecondModeratorIsToldWhoDid(t *testing.T) {
	learning(t, func(h *house, p *platform) {
		pc := h.cfg.Platforms["test"]
		pc.Roles["mia"] = chat.Moderator
		h.start()
		h.tell(p.said("1", p.room("lobby"), "ann", unanswered), p.said("2", p.room("mods"), "max", "/gaps"))
		on, data := p.button(p.room("mods"), "1 →")
		if said := h.press(p, "p1", p.room("mods"), "ann", "1 →"); !strings.Contains(said, "for the team") {
			t.Fatalf("a stranger's press: %q", said)
		}
		h.tell(p.pressed("p2", p.room("mods"), "max", on, data), p.pressed("p3", p.room("mods"), "mia", on, data), p.pressed("p3", p.room("mods"), "mia", on, data))
		if n := len(p.seen(p.room("interaction/p2"), "Max attached it to")); n != 1 {
			t.Errorf("max sees %+v", p.seen(p.room("interaction/p2"), ""))
		}
		if n := len(p.seen(p.room("interaction/p3"), "Max attached it to")); n != 1 {
			t.Errorf("mia sees %+v", p.seen(p.room("interaction/p3"), ""))
		}
		entry := h.gap(p, "1").Nearest
		words := answerOf[entry]
		if words == "" || !h.answers(p, "3", unanswered, words) {
			t.Errorf("the question is not answered by %q: %+v", entry, p.seen(p.room("lobby"), ""))
		}
		on, data = p.button(p.room("interaction/p2"), "undo")
		h.tell(p.pressed("p4", p.room("mods"), "mia", on, data), p.pressed("p5", p.room("mods"), "max", on, data))
		if len(p.seen(p.room("interaction/p4"), "→ Max")) > 0 || len(p.seen(p.room("interaction/p5"), "Mia has taken this back")) != 1 {
			t.Errorf("undone: mia %+v, max %+v", p.seen(p.room("interaction/p4"), ""), p.seen(p.room("interaction/p5"), ""))
		}
		<-time.After(h.cfg.Cooldown + time.Second)
		if h.answers(p, "4", unanswered, words) {
			t.Error("still answered")
		}
	})
}

func TestAGapIsAttachedToAnotherEntryByItsName(t *testing.T) {
	learning(t, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("1", p.room("lobby"), "ann", unanswered), p.said("2", p.room("mods"), "max", "/gaps"))
		if said := h.press(p, "p1", p.room("mods"), "max", "1 other entry"); !strings.Contains(said, "Which entry answers question 1.1?") {
			t.Fatalf("it says %q", said)
		}
		h.tell(p.said("3", p.room("mods"), "max", "backup"))
		if n := len(p.seen(p.room("mods"), "Questions of backup now")); n != 1 {
			t.Fatalf("the moderators see %+v", p.seen(p.room("mods"), ""))
		}
		if !h.answers(p, "4", unanswered, "Settings, then Back up") {
			t.Error("the question is not answered")
		}
		if said := h.press(p, "p2", p.room("mods"), "max", "Undo"); !strings.Contains(said, "Taken back") {
			t.Errorf("undo says %q", said)
		}
	})
}

func TestWhatIsNotForTheBotIsNeverOfferedAgain(t *testing.T) {
	learning(t, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("3", p.direct("ann"), "ann", unanswered), p.said("4", p.room("mods"), "max", "/gaps"))
		if said := h.press(p, "p1", p.room("mods"), "max", "1 not for the bot"); !strings.Contains(said, "Max marked it as not for the bot") {
			t.Fatalf("it says %q", said)
		}
		h.tell(p.said("5", p.room("lobby"), "bob", unanswered), p.said("6", p.room("mods"), "max", "/gaps"))
		if n := len(p.seen(p.room("lobby"), "")); n > 0 {
			t.Errorf("the lobby sees %+v", p.seen(p.room("lobby"), ""))
		}
		if n := len(p.seen(p.room("mods"), "2 members")); n > 0 {
			t.Error("listed again with the first asker")
		}
	})
}

func TestAGapFollowsItsAuthorsEditsAndDeletions(t *testing.T) {
	learning(t, func(h *house, p *platform) {
		h.start()
		first, second := p.said("1", p.room("lobby"), "ann", unanswered), p.said("2", p.room("lobby"), "bob", unanswered)
		h.tell(first, second)
		h.tell(p.edited(first, "1", "is there a limit for daily swaps?"))
		if g := h.gap(p, "1"); !strings.Contains(g.Text, "swaps") {
			t.Errorf("after an edit: %+v", g)
		}
		<-time.After(time.Hour)
		h.tell(p.edited(first, "2", "see you all tomorrow"))
		if g := h.gap(p, "1"); g.No != 0 {
			t.Errorf("after a late edit into chatter: %+v", g)
		}
		h.tell(&chat.Deleted{Meta: chat.Meta{Key: "deleted", Room: p.room("lobby")}, IDs: []chat.MessageID{{Platform: p.name, Key: "2"}}})
		if g := h.gap(p, "2"); g.No != 0 {
			t.Errorf("after its deletion: %+v", g)
		}
	})
}

func TestPrivacyOffForgetsAndKeepsNothing(t *testing.T) {
	learning(t, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("1", p.room("lobby"), "ann", unanswered), p.said("2", p.room("lobby"), "bob", unanswered))
		h.tell(p.said("3", p.direct("ann"), "ann", "/privacy"))
		if said := h.press(p, "p1", p.direct("ann"), "ann", "Keep no questions"); !strings.Contains(said, "are deleted") {
			t.Errorf("it says %q", said)
		}
		h.tell(p.said("4", p.room("lobby"), "ann", unanswered))
		if h.gap(p, "1").No != 0 || h.gap(p, "4").No != 0 || h.gap(p, "2").No == 0 {
			t.Error("the wrong questions are kept")
		}
		h.tell(p.said("5", p.direct("ann"), "ann", "/privacy"), p.said("6", p.direct("ann"), "ann", "/privacy on"), p.said("7", p.room("lobby"), "ann", unanswered))
		if len(p.seen(p.direct("ann"), "are not kept of you")) != 1 || h.gap(p, "7").No == 0 {
			t.Errorf("ann sees %+v", p.seen(p.direct("ann"), ""))
		}
	})
}

func TestGapsAreForgottenAfterTheirTime(t *testing.T) {
	learning(t, func(h *house, p *platform) {
		h.cfg.KeepGaps = 48 * time.Hour
		h.cfg.Weekly.Off = true
		h.start()
		h.tell(p.said("1", p.room("lobby"), "ann", unanswered), p.said("2", p.room("mods"), "max", "/gaps"))
		<-time.After(47 * time.Hour)
		if h.gap(p, "1").No == 0 {
			t.Error("forgotten early")
		}
		<-time.After(2 * time.Hour)
		if h.gap(p, "1").No != 0 {
			t.Error("kept too long")
		}
		if said := h.press(p, "p1", p.room("mods"), "max", "1 →"); !strings.Contains(said, "out of date") && !strings.Contains(said, "not kept any more") {
			t.Errorf("an old button says %q", said)
		}
	})
}

func TestASuspectedSecretIsTakenOutOfWhatIsKept(t *testing.T) {
	learning(t, func(h *house, p *platform) {
		h.start()
		const held = "legal winner thank year wave sausage worth useful legal winner thank"
		h.tell(p.said("1", p.direct("ann"), "ann", "is there a limit for daily withdrawals? my words: "+held))
		if g := h.gap(p, "1"); strings.Contains(g.Text, "sausage") {
			t.Errorf("kept: %+v", g)
		}
	})
}

func TestTheStaffsAnswerIsProposedForANewEntry(t *testing.T) {
	learning(t, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("0", p.direct("ann"), "ann", "/start"), p.said("1", p.direct("ann"), "ann", unanswered))
		h.press(p, "p1", p.direct("ann"), "ann", "Talk to staff")
		topic := h.ticket(1).StaffRoom
		h.tell(p.said("2", topic, "mei", "hi"), p.said("3", topic, "mei", "// a note among the staff that nobody else is to see"), p.said("4", topic, "mei", "Which app do you use?"))
		h.tell(p.said("5", topic, "mei", "Open Settings, then Devices, and plug the Ledger in."), p.said("6", topic, "mei", "Tell me please whether that worked for you."))
		if r := h.gap(p, "1").Reply; r == nil || !strings.HasPrefix(r.Text, "Open Settings") || r.By != "Mei" {
			t.Fatalf("kept with the question: %+v", r)
		}
		edit := p.said("5", topic, "mei", "Open Settings, then Devices, and plug the Ledger in over USB.")
		h.tell(p.edited(edit, "5", edit.Message.Text))
		h.tell(p.said("7", p.room("mods"), "max", "/gaps"))
		if n := len(p.seen(p.room("mods"), "↳ Mei: Open Settings, then Devices, and plug the Ledger in over USB.")); n != 1 {
			t.Errorf("the list: %+v", p.seen(p.room("mods"), ""))
		}
		h.press(p, "p2", p.room("mods"), "max", "1 new entry")
		h.tell(p.said("8", p.room("mods"), "max", "Hardware wallets"))
		if n := len(p.seen(p.room("mods"), "plug the Ledger in over USB")) + len(p.seen(p.room("interaction/p2"), "plug the Ledger in over USB")); n < 2 {
			t.Errorf("the answer is not proposed: %+v", p.seen(p.room("mods"), ""))
		}
	})
}

func TestARepliedQuestionInAGroupKeepsTheReply(t *testing.T) {
	learning(t, func(h *house, p *platform) {
		h.start()
		asked := p.said("1", p.room("lobby"), "ann", unanswered)
		h.tell(asked)
		for n, who := range []string{"bob", "mei"} {
			reply := p.said(fmt.Sprint("reply", n), p.room("lobby"), who, who+" says: plug it in and open Settings, then Devices")
			reply.Message.ReplyTo = &chat.Reply{ID: asked.Message.ID, From: asked.Message.From, Text: unanswered}
			h.tell(reply)
		}
		if r := h.gap(p, "1").Reply; r == nil || r.By != "Mei" {
			t.Errorf("kept with the question: %+v", r)
		}
	})
}

func TestAMembersNameIsTakenOutOfTheStaffsAnswer(t *testing.T) {
	learning(t, func(h *house, p *platform) {
		h.start()
		asked := p.said("1", p.room("lobby"), "ann", unanswered)
		h.tell(asked)
		reply := p.said("2", p.room("lobby"), "mei", "Hello Ann, the limit of the day stands in Settings.")
		reply.Message.ReplyTo = &chat.Reply{ID: asked.Message.ID, From: asked.Message.From, Text: unanswered}
		h.tell(reply)
		if r := h.gap(p, "1").Reply; r == nil || r.Text != "Hello …, the limit of the day stands in Settings." {
			t.Errorf("kept: %+v", r)
		}
	})
}

func TestAListedQuestionThatItsAuthorDeletesIsShownNoMore(t *testing.T) {
	learning(t, func(h *house, p *platform) {
		h.start()
		h.tell(p.said("1", p.room("lobby"), "ann", unanswered), p.said("2", p.room("lobby"), "bob", "why was my referral bonus cancelled?"))
		h.tell(p.said("3", p.room("mods"), "max", "/gaps"))
		h.tell(&chat.Deleted{Meta: chat.Meta{Key: "deleted", Room: p.room("lobby")}, IDs: []chat.MessageID{{Platform: p.name, Key: "1"}}})
		for key, label := range map[string]string{"p1": "1 new entry", "p2": "2 new entry", "p3": "1 not for the bot", "p4": "2 not for the bot", "p5": "1 →", "p6": "2 →"} {
			if on, data := p.button(p.room("mods"), label); data != "" {
				h.tell(p.pressed(key, p.room("mods"), "max", on, data))
				if len(p.seen(p.room("interaction/"+key), "withdrawals")) > 0 {
					t.Errorf("%q shows %+v", label, p.seen(p.room("interaction/"+key), ""))
				}
			}
		}
	})
}

func TestAPublishedEntrySettlesTheQuestionsItWasBegunFrom(t *testing.T) {
	learning(t, func(h *house, p *platform) {
		pc := h.cfg.Platforms["test"]
		pc.Roles["mia"] = chat.Moderator
		h.start()
		h.tell(p.said("1", p.room("lobby"), "ann", unanswered), p.said("2", p.direct("max"), "max", "/gaps"))
		on, data := p.button(p.direct("max"), "1 new entry")
		h.press(p, "p1", p.direct("max"), "max", "1 new entry")
		for i, words := range []string{"Limits of withdrawals", "There is a limit of 100 a day."} {
			h.tell(p.said(fmt.Sprint("w", i), p.direct("max"), "max", words))
		}
		for range 6 { // through what can be left out, to the draft
			if on, data := p.button(p.direct("max"), "Publish"); data != "" {
				h.tell(p.pressed("publish", p.direct("max"), "max", on, data))
				break
			}
			h.tell(p.said(fmt.Sprint("skip", time.Now().UnixNano()), p.direct("max"), "max", "limits"))
		}
		g := h.gap(p, "1")
		if g.Ruling == 0 || !g.Until.IsZero() {
			t.Fatalf("after publishing: %+v; max sees %+v", g, p.seen(p.direct("max"), ""))
		}
		h.tell(p.pressed("late", p.room("mods"), "mia", on, data))
		if n := len(p.seen(p.room("interaction/late"), "Max attached it to")); n != 1 {
			t.Errorf("mia sees %+v", p.seen(p.room("interaction/late"), ""))
		}
	})
}
