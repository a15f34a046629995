package escalation_test

import (
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// TestARepresentativeIsToldThatDeletedWordsStayInTheHistory: the member's thread was built anew, and told with everything else what
// the representative deletes now.
func TestARepresentativeIsToldThatDeletedWordsStayInTheHistory(t *testing.T) {
	b := newBench(t)
	b.d.Policy.Team = true
	b.d.Places["discord"] = escalation.Place{Support: chat.RoomID{Platform: "discord", Key: "5"}, Staff: chat.RoomID{Platform: "discord", Key: "6"}}
	b.d.Caps = func(chat.RoomID) chat.Caps { return chat.Caps{Text: 2000, Threads: true} }
	fay := chat.Member{ID: chat.MemberID{Platform: "discord", Key: "1"}, Name: "Fay"}
	said := chat.Message{ID: chat.MessageID{Platform: "discord", Key: "61/1"}, From: kit, Text: "Which network?"}
	as, _ := b.open(fay, escalation.General, "my swap failed", noon)
	members, _ := find(as, "open", "member")
	staffs, _ := find(as, "open", "staff")
	b.done(members, chat.Result{Room: chat.RoomID{Platform: "discord", Key: "51"}})
	b.done(staffs, chat.Result{Room: thread})
	as, _ = b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
		return b.d.FromStaff(tx, tk, &said, noon)
	})
	lost, _ := find(as, "send", "line/2")
	as, _ = b.do(func(tx store.Tx) ([]chat.Action, error) {
		return b.d.Failed(tx, &chat.Failed{Meta: chat.Meta{At: noon.Add(time.Hour)}, Action: lost, Fault: &chat.Fault{Class: chat.Gone}})
	})
	again, _ := find(as, "open", "member")
	if _, told := find(b.done(again, chat.Result{Room: chat.RoomID{Platform: "discord", Key: "52"}}), "send", "past"); !told {
		t.Fatal("the new thread is not told what was said")
	}
	as, _ = b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Deleted(tx, said.ID) })
	if a, ok := find(as, "send", "aside/2"); !ok || a.Target() != thread {
		t.Errorf("the representative is not told: %v", as)
	}
}

// TestARepresentativeIsToldThatACopyWithoutANameMayStay: the first call had no answer, so only what the second one sent can be
// taken back.
func TestARepresentativeIsToldThatACopyWithoutANameMayStay(t *testing.T) {
	b := newBench(t)
	as, _ := b.open(ann, escalation.General, "my swap failed", noon)
	opening, _ := find(as, "open", "staff")
	b.done(opening, chat.Result{Room: topic})
	b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Reached(tx, ann.ID, true, noon) })
	said := chat.Message{ID: chat.MessageID{Platform: "telegram", Key: "-2/7/1"}, From: mei, Text: "Which network?"}
	as, _ = b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
		return b.d.FromStaff(tx, tk, &said, noon)
	})
	sent, ok := find(as, "send", "line/2")
	if !ok {
		t.Fatalf("the word is not sent: %v", as)
	}
	b.done(sent, chat.Result{Message: chat.MessageID{Platform: "telegram", Key: "@1/2"}, Maybe: true})
	as, _ = b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Deleted(tx, said.ID) })
	if _, ok := find(as, "delete", "taken/2"); !ok {
		t.Errorf("the copy is not taken back: %v", as)
	}
	if a, ok := find(as, "send", "aside/2"); !ok || a.Target() != topic || a.Effect.(chat.Send).Post.Phrase.ID != "relay-untaken-maybe" {
		t.Errorf("the representative is not told: %v", as)
	}
}
