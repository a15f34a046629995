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

// rebuilt is a ticket of a member of Discord whose thread, shared with the staff, was deleted and opened anew; said is what the
// member had written in it, and as is what the new one is told.
func rebuilt(t *testing.T, said chat.Message) (b bench, as []chat.Action) {
	b = newBench(t)
	b.d.Policy.Keep = escalation.DefaultKeep()
	b.d.Places["discord"] = escalation.Place{Support: chat.RoomID{Platform: "discord", Key: "5"}}
	b.d.Caps = func(r chat.RoomID) chat.Caps {
		return chat.Caps{Threads: true, Upload: 8 << 20, Resends: r.Platform == "telegram"}
	}
	fay := chat.Member{ID: chat.MemberID{Platform: "discord", Key: "1"}, Name: "Fay"}
	says := func(m chat.Message, afar bool) []chat.Action {
		m.From = fay
		as, _ := b.on(1, func(tx store.Tx, tk escalation.Ticket) ([]chat.Action, error) {
			return b.d.FromMember(tx, tk, &m, noon, afar, false)
		})
		return as
	}
	opens := func(as []chat.Action, room string) []chat.Action {
		a, _ := find(as, "open", "member")
		return b.done(a, chat.Result{Room: chat.RoomID{Platform: "discord", Key: room}})
	}
	as, _ = b.open(fay, escalation.General, "my swap failed", noon)
	opens(as, "51")
	as = says(said, false)
	for _, f := range said.Files {
		kept := slices.ContainsFunc(as, func(a chat.Action) bool { return a.Target().Platform == escalation.Archive })
		if kept == (f.Platform == "telegram") {
			t.Errorf("a file of %s is kept at once: %v", f.Platform, kept)
		}
	}
	lost, ok := find(says(chat.Message{ID: chat.MessageID{Platform: "discord", Key: "@1/2"}, Text: "anybody?"}, true), "send", "line/3")
	if !ok {
		t.Fatal("the word is not sent")
	}
	as, _ = b.do(func(tx store.Tx) ([]chat.Action, error) {
		return b.d.Failed(tx, &chat.Failed{Meta: chat.Meta{At: noon.Add(time.Hour)}, Action: lost, Fault: &chat.Fault{Class: chat.Gone}})
	})
	return b, opens(as, "52")
}

// TestARoomBuiltAnewIsToldFilesThatLayInTheOneThatIsGone: from the archive, unless the platform keeps them though their message is
// gone.
func TestARoomBuiltAnewIsToldFilesThatLayInTheOneThatIsGone(t *testing.T) {
	for platform, want := range map[chat.Platform]chat.File{
		"discord":  {Platform: escalation.Archive, Key: "file:1-2-0", Kind: chat.Photo, Size: 9},
		"telegram": {Platform: "telegram", Key: "f", Kind: chat.Photo, Size: 9},
	} {
		_, as := rebuilt(t, chat.Message{ID: chat.MessageID{Platform: "discord", Key: "51/1"}, Text: "look", Files: []chat.File{{Platform: platform, Key: "f", Kind: chat.Photo, Size: 9}}})
		var got []chat.File
		for _, a := range as {
			if s, ok := a.Effect.(chat.Send); ok && a.Owner == "ticket/1/past" {
				got = append(got, s.Post.Files...)
			}
		}
		if !slices.Equal(got, []chat.File{want}) {
			t.Errorf("of %s the new room is told %v", platform, got)
		}
	}
}

// TestAFileThatItsAuthorTookBackIsAttachedToNothing, nor one that was never there: the archive need not keep it.
func TestAFileThatItsAuthorTookBackIsAttachedToNothing(t *testing.T) {
	said := chat.Message{ID: chat.MessageID{Platform: "discord", Key: "51/1"}, Text: "look", Files: []chat.File{{Platform: "discord", Key: "f", Kind: chat.Photo, Size: 9}}}
	b, _ := rebuilt(t, said)
	attached := func(i int) (yes bool) {
		b.do(func(tx store.Tx) (_ []chat.Action, err error) {
			yes, err = escalation.Attached(tx, 1, 2, i)
			return nil, err
		})
		return yes
	}
	if !attached(0) || attached(1) {
		t.Errorf("attached: %v, %v", attached(0), attached(1))
	}
	as, _ := b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Deleted(tx, said.ID) })
	if attached(0) {
		t.Error("what was taken back is attached")
	}
	if a := as[0].Effect.(chat.Send); len(as) != 1 || a.Post.Phrase.ID != "relay-deleted-told" || a.Room.Key != "52" {
		t.Errorf("the staff is told %v of words that a history holds", as)
	}
}
