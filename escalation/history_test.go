package escalation_test

import (
	"slices"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// answered opens a ticket of Ann's whose intake asked for the network.
func (b bench) answered(at time.Time) []chat.Action {
	b.Helper()
	as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) {
		_, as, err := b.d.Open(tx, escalation.Request{
			Member: ann, Subject: escalation.General, Lang: "zh", Room: group, At: at,
			Message: &chat.Message{ID: chat.MessageID{Platform: "telegram", Key: "q"}, From: ann, Text: "bridge is stuck"},
			Details: []escalation.Detail{{Name: chat.Say("field-chain"), Text: "TRON"}},
		})
		return as, err
	})
	return as
}

// retold are the names of the phrases and the texts that a room is told, in their order.
func retold(as []chat.Action, room chat.RoomID) (out []string) {
	for _, a := range as {
		if s, ok := a.Effect.(chat.Send); ok && s.Room == room && a.Owner == "ticket/1/past" {
			if out = append(out, s.Post.Text); s.Post.Phrase != nil {
				out[len(out)-1] = s.Post.Phrase.ID
			}
		}
	}
	return out
}

// TestARoomBuiltAnewIsToldTheDesksOwnWordsToo: what the intake asked and an incident's notice are no text but phrases, which the
// reader's language makes; they are told where they were said.
func TestARoomBuiltAnewIsToldTheDesksOwnWordsToo(t *testing.T) {
	b := newBench(t)
	opening, _ := find(b.answered(noon), "open", "staff")
	b.done(opening, chat.Result{Room: topic})
	i, _, refused := b.incident("bridge trouble", "bridge")
	want(t, "incident", refused, "")
	b.tells(i.ID, noon)
	b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
		return b.d.FromMember(tx, tk, &chat.Message{From: ann, Odd: "poll"}, noon, false, false)
	})
	as, _ := b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
		return b.d.FromMember(tx, tk, &chat.Message{From: ann, Text: "still stuck"}, noon, false, false)
	})
	lost, ok := find(as, "send", "line/5")
	if !ok {
		t.Fatalf("the word is not sent: %v", as)
	}
	as, _ = b.do(func(tx store.Tx) ([]chat.Action, error) {
		return b.d.Failed(tx, &chat.Failed{Meta: chat.Meta{At: noon.Add(time.Hour)}, Action: lost, Fault: &chat.Fault{Class: chat.Gone}})
	})
	again, _ := find(as, "open", "staff")
	room := chat.RoomID{Platform: "telegram", Key: "-2/8"}
	got := retold(b.done(again, chat.Result{Room: room}), room)
	if want := []string{"Ann: bridge is stuck", "details-head", "incident-notice", "relay-odd-there", "Ann: still stuck"}; !slices.Equal(got, want) {
		t.Errorf("the new room is told %q, want %q", got, want)
	}
}

// TestAMembersTranscriptHoldsTheAnswersToTheIntake: they are the member's own words. What somebody else answered is not, though
// the tickets were merged.
func TestAMembersTranscriptHoldsTheAnswersToTheIntake(t *testing.T) {
	b := newBench(t)
	b.answered(noon)
	tr, refused := b.transcript(false)
	want(t, "transcript", refused, "")
	if n := len(tr.Said); n != 2 || tr.Said[1].Phrase == nil || tr.Said[1].From != "Ann" {
		t.Errorf("the member is told %v", tr.Said)
	}

	b = newBench(t)
	b.open(bob, escalation.General, "bridge is slow", noon)
	b.answered(noon)
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		into, err := escalation.Find(tx, 1)
		if err != nil {
			return nil, err
		}
		from, err := escalation.Find(tx, 2)
		if err != nil {
			return nil, err
		}
		return b.d.Merge(tx, from, into, lea, noon)
	})
	if tr, _ = b.transcript(false); len(tr.Said) != 1 {
		t.Errorf("Bob is told of Ann: %v", tr.Said)
	}
	if tr, _ = b.transcript(true); len(tr.Said) != 3 {
		t.Errorf("the staff is told %v", tr.Said)
	}
}
