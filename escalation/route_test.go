package escalation_test

import (
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// TestAThreadThatIsGoneTellsItsMemberEverythingThoughTheStaffMovedMeanwhile: the thread that member and staff shared is deleted;
// before the next one is there, a representative of another platform takes the ticket there.
func TestAThreadThatIsGoneTellsItsMemberEverythingThoughTheStaffMovedMeanwhile(t *testing.T) {
	b := newBench(t)
	support, shared := chat.RoomID{Platform: "discord", Key: "5"}, chat.RoomID{Platform: "discord", Key: "51"}
	b.d.Places["discord"] = escalation.Place{Support: support, Staff: chat.RoomID{Platform: "discord", Key: "6"}}
	b.d.Caps = func(r chat.RoomID) chat.Caps { return chat.Caps{Text: 2000, Threads: r.Platform == "discord"} }
	fay := chat.Member{ID: chat.MemberID{Platform: "discord", Key: "1"}, Name: "Fay"}
	kit := chat.Member{ID: chat.MemberID{Platform: "discord", Key: "8"}, Name: "Kit", Role: chat.Representative}

	as, _ := b.open(fay, escalation.General, "my swap failed", noon)
	opening, ok := find(as, "open", "member")
	if !ok {
		t.Fatalf("no thread is opened: %v", as)
	}
	b.done(opening, chat.Result{Room: shared})
	b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
		return b.d.FromStaff(tx, tk, &chat.Message{ID: chat.MessageID{Platform: "discord", Key: "51/1"}, From: kit, Text: "Which network?"}, noon)
	})
	as, _ = b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
		return b.d.FromMember(tx, tk, &chat.Message{From: fay, Text: "are you there?"}, noon, true, false)
	})
	lost, ok := find(as, "send", "line/3")
	if !ok {
		t.Fatalf("the word from afar is not sent: %v", as)
	}
	as, _ = b.do(func(tx store.Tx) ([]chat.Action, error) {
		return b.d.Failed(tx, &chat.Failed{Meta: chat.Meta{At: noon.Add(time.Hour)}, Action: lost, Fault: &chat.Fault{Class: chat.Gone}})
	})
	again, ok := find(as, "open", "member")
	if !ok {
		t.Fatalf("the thread is not built anew: %v", as)
	}
	b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { return b.d.Release(tx, tk, kit, noon) })
	as, _ = b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { return b.d.Claim(tx, tk, mei, noon) })
	elsewhere, ok := find(as, "open", "staff")
	if !ok {
		t.Fatalf("the claim opens no room: %v", as)
	}
	b.done(elsewhere, chat.Result{Room: topic})
	told := ""
	for _, a := range b.done(again, chat.Result{Room: chat.RoomID{Platform: "discord", Key: "52"}}) {
		if s, ok := a.Effect.(chat.Send); ok && s.Room.Key == "52" {
			told += s.Post.Text + "\n"
		}
	}
	if !strings.Contains(told, "Which network?") {
		t.Errorf("the new thread is told %q", told)
	}
}

// TestAFailureToldInARoomThatIsGoneBuildsItAnew: a right was missing when a word from afar was sent into the thread that member
// and staff share; the thread is deleted before its author is told of the failure there.
func TestAFailureToldInARoomThatIsGoneBuildsItAnew(t *testing.T) {
	b := newBench(t)
	support := chat.RoomID{Platform: "discord", Key: "5"}
	b.d.Places["discord"] = escalation.Place{Support: support, Staff: chat.RoomID{Platform: "discord", Key: "6"}}
	b.d.Caps = func(chat.RoomID) chat.Caps { return chat.Caps{Text: 2000, Threads: true} }
	fay := chat.Member{ID: chat.MemberID{Platform: "discord", Key: "1"}, Name: "Fay"}
	fails := func(a chat.Action, c chat.Class) []chat.Action {
		as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) {
			return b.d.Failed(tx, &chat.Failed{Meta: chat.Meta{At: noon.Add(time.Hour)}, Action: a, Fault: &chat.Fault{Class: c}})
		})
		return as
	}
	as, _ := b.open(fay, escalation.General, "my swap failed", noon)
	opening, _ := find(as, "open", "member")
	b.done(opening, chat.Result{Room: chat.RoomID{Platform: "discord", Key: "51"}})
	as, _ = b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
		return b.d.FromMember(tx, tk, &chat.Message{From: fay, Text: "are you there?"}, noon, true, false)
	})
	lost, _ := find(as, "send", "line/2")
	said, ok := find(fails(lost, chat.Denied), "send", "aside/2")
	if !ok {
		t.Fatal("the author is not told of the failure")
	}
	again, ok := find(fails(said, chat.Gone), "open", "member")
	if !ok {
		t.Fatal("the thread is not built anew")
	}
	told := ""
	for _, a := range b.done(again, chat.Result{Room: chat.RoomID{Platform: "discord", Key: "52"}}) {
		if s, ok := a.Effect.(chat.Send); ok {
			told += s.Post.Text + "\n"
		}
	}
	if !strings.Contains(told, "are you there?") {
		t.Errorf("the new thread is told %q", told)
	}
}
