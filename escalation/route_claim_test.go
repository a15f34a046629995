package escalation_test

import (
	"testing"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// twoPlatforms is a bench whose tickets can be claimed on Discord by kit, while their first room opens on Telegram.
func twoPlatforms(t *testing.T) (b bench, first chat.Action, claim func(rep chat.Member) (opening chat.Action)) {
	b = newBench(t)
	b.d.Places["discord"] = escalation.Place{Staff: chat.RoomID{Platform: "discord", Key: "6"}}
	as, _ := b.open(ann, escalation.General, "my swap failed", noon)
	first, ok := find(as, "open", "staff")
	if !ok {
		t.Fatalf("no room is opened: %v", as)
	}
	return b, first, func(rep chat.Member) chat.Action {
		as, refused := b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { return b.d.Claim(tx, tk, rep, noon) })
		want(t, "a claim while the first room opens", refused, "")
		opening, _ := find(as, "open", "staff")
		return opening
	}
}

var (
	kit    = chat.Member{ID: chat.MemberID{Platform: "discord", Key: "8"}, Name: "Kit", Role: chat.Representative}
	thread = chat.RoomID{Platform: "discord", Key: "61"}
)

func (b bench) failed(a chat.Action) []chat.Action {
	b.Helper()
	as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) {
		return b.d.Failed(tx, &chat.Failed{Meta: chat.Meta{At: noon}, Action: a, Fault: &chat.Fault{Class: chat.Denied}})
	})
	return as
}

func TestAClaimFromAfarIsNotUndoneByAFirstRoomThatFails(t *testing.T) {
	b, first, claim := twoPlatforms(t)
	elsewhere := claim(kit)
	if as := b.failed(first); len(as) > 0 {
		t.Errorf("a room that is not needed: %v", as)
	}
	as := b.done(elsewhere, chat.Result{Room: thread})
	if tk := b.ticket(1); tk.StaffRoom != thread {
		t.Errorf("the staff's room is %s", tk.StaffRoom)
	}
	if _, ok := find(as, "send", "past"); !ok {
		t.Errorf("it is not told what was said: %v", as)
	}
}

func TestBothRoomsOfAnEarlyClaimMayOpenInEitherOrder(t *testing.T) {
	for _, order := range [][]int{{0, 1}, {1, 0}} {
		b, first, claim := twoPlatforms(t)
		opening := []chat.Action{first, claim(kit)}
		rooms := []chat.RoomID{topic, thread}
		for _, i := range order {
			b.done(opening[i], chat.Result{Room: rooms[i]})
		}
		if tk := b.ticket(1); tk.StaffRoom != thread || len(tk.Former) != 1 || tk.Former[0] != topic {
			t.Errorf("in order %v the staff is in %s, and was in %v", order, tk.StaffRoom, tk.Former)
		}
	}
}

func TestARoomIsAskedForAgainWhenTheClaimThatMovedItIsOver(t *testing.T) {
	b, first, claim := twoPlatforms(t)
	elsewhere := claim(kit)
	b.failed(first)
	b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { return b.d.Release(tx, tk, kit, noon) })
	claim(mei)
	again, ok := find(b.done(elsewhere, chat.Result{Room: thread}), "open", "staff")
	if !ok || again.Target() != forum {
		t.Fatalf("no room is asked for on the holder's platform: %v", again)
	}
	b.done(again, chat.Result{Room: topic})
	if tk := b.ticket(1); tk.StaffRoom != topic {
		t.Errorf("the staff's room is %s", tk.StaffRoom)
	}
}

// TestARepresentativeAsksAgainForARoomThatWasRefused, by the button under the news of it; while it is opened, and once it is there,
// it is not asked for twice.
func TestARepresentativeAsksAgainForARoomThatWasRefused(t *testing.T) {
	b := newBench(t)
	as, _ := b.open(ann, escalation.General, "my swap failed", noon)
	first, _ := find(as, "open", "staff")
	as = b.failed(first)
	if s, ok := as[0].Effect.(chat.Send); !ok || len(s.Post.Buttons) != 1 || s.Post.Buttons[0][0].Data != "t:1:rooms" {
		t.Errorf("the queue is told %v", as)
	}
	ask := func() ([]chat.Action, string) {
		return b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) { return b.d.AskRooms(tx, tk) })
	}
	as, refused := ask()
	again, ok := find(as, "open", "staff")
	if !ok {
		t.Fatalf("no room is asked for: %v, %q", as, refused)
	}
	_, refused = ask()
	want(t, "asking once more", refused, "again-under-way")
	if _, told := find(b.done(again, chat.Result{Room: topic}), "send", "line/1"); !told {
		t.Error("the room is not told what was said")
	}
	_, refused = ask()
	want(t, "asking when it is there", refused, "rooms-there")
}
