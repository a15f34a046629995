package moderation

import (
	"strings"
	"testing"

	"frontdesk/chat"
	"frontdesk/store"
)

// fail has an action of the last ones fail, the one that asks for a sanction of this kind in this room.
func (s scene) fail(as []chat.Action, do chat.SanctionKind, room chat.RoomID, class chat.Class) (more []chat.Action) {
	s.Helper()
	for _, a := range as {
		if e, ok := a.Effect.(chat.Sanction); ok && e.Do == do && e.Room == room {
			failed := &chat.Failed{Action: a, Fault: &chat.Fault{Class: class, Right: "can_restrict_members"}}
			s.do(func(tx store.Tx) (err error) { more, err = s.guard.Failed(tx, failed); return err })
			return more
		}
	}
	s.Fatalf("nothing asks for %s in %s: %+v", do, room, as)
	return nil
}

// shown is what the card of a flag says now.
func (s scene) shown(no uint64) (words string, presses []string) {
	s.Helper()
	s.do(func(tx store.Tx) error {
		post, err := s.guard.card(tx, s.read(tx, no))
		words = said(post.Phrase)
		for _, row := range post.Buttons {
			for _, b := range row {
				presses = append(presses, b.Data)
			}
		}
		return err
	})
	return words, presses
}

func (s scene) read(tx store.Tx, no uint64) Flag {
	s.Helper()
	f, ok, err := Find(tx, no)
	if err != nil || !ok {
		s.Fatal(no, err)
	}
	return f
}

func TestASanctionThatCouldNotBeLiftedStandsOnTheCardAndIsLiftedByTheNextUndo(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToBan})
	s.see(impostor("5"), noon)
	told := s.fail(s.undo(1), chat.Unban, lobby, chat.Denied)
	if p := told[len(told)-1].Effect.(chat.Send).Post.Phrase; p.ID != "sanction-failed" || !strings.Contains(said(p), "sanction-right") {
		t.Errorf("the moderators hear %q", said(p))
	}
	words, presses := s.shown(1)
	if !strings.Contains(words, "flag-stuck") || strings.Contains(words, "flag-undone") || !strings.Contains(strings.Join(presses, " "), "g:1:undo") {
		t.Errorf("the card says %q with %v", words, presses)
	}
	if got := asked(s.undo(1)); got != "unban 5@-1" {
		t.Errorf("the next undo asks for %q", got)
	}
	if words, _ := s.shown(1); !strings.Contains(words, "flag-undone") {
		t.Errorf("then the card says %q", words)
	}
}

func TestALiftThatFindsNothingToLiftIsDone(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToBan})
	s.see(impostor("5"), noon)
	if as := s.fail(s.undo(1), chat.Unban, lobby, chat.Gone); len(as) != 0 || s.flag(1).Acts[0].Stuck != "" {
		t.Errorf("%+v, %+v", as, s.flag(1).Acts)
	}
}

func TestACarriedBanThatCouldNotBeLiftedIsTriedAgainThereAlone(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToBan})
	annex := chat.RoomID{Platform: "telegram", Key: "-2"}
	s.guard.Policy.Carry = Carry{Rooms: []chat.RoomID{annex}}
	s.see(impostor("5"), noon)
	s.fail(s.undo(1), chat.Unban, annex, chat.Denied)
	if _, presses := s.shown(1); !strings.Contains(strings.Join(presses, " "), "g:1:undo") {
		t.Errorf("nothing to undo it with: %v", presses)
	}
	if got := asked(s.undo(1)); got != "unban 5@-2" {
		t.Errorf("the next undo asks for %q", got)
	}
}

func TestASanctionThatFailedIsNotLifted(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToMute})
	s.fail(s.see(impostor("5"), noon), chat.Mute, lobby, chat.Denied)
	if got := asked(s.judge(1, Dismissed)); got != "" {
		t.Errorf("it asks for %q", got)
	}
}
