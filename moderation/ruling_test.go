package moderation

import (
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

func (s scene) undo(no uint64) (as []chat.Action) {
	s.Helper()
	s.do(func(tx store.Tx) (err error) { as, err = s.guard.Undo(tx, no, lena, noon); return err })
	return as
}

func (s scene) judge(no uint64, r Ruling) (as []chat.Action) {
	s.Helper()
	s.do(func(tx store.Tx) (err error) { as, err = s.guard.Judge(tx, no, r, lena, noon); return err })
	return as
}

func TestUndoLiftsWhatWasDoneAndOpensTheFlag(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToMute})
	s.see(impostor("5"), noon)
	if got := asked(s.undo(1)); got != "unmute 5@-1" {
		t.Errorf("the guard's own: %q", got)
	}
	if got := asked(s.judge(1, Banned)); got != "ban 5@-1" {
		t.Errorf("ruled again: %q", got)
	}
	if got := asked(s.undo(1)); got != "unban 5@-1" || s.flag(1).Ruling != "" {
		t.Errorf("the ruling: %q", got)
	}
}

func TestARulingTakesBackWhatItDoesNotAskFor(t *testing.T) {
	for ruling, want := range map[Ruling]string{
		Muted: "", Banned: "unmute 5@-1, ban 5@-1", Kicked: "unmute 5@-1, kick 5@-1", Dismissed: "unmute 5@-1", Ours: "unmute 5@-1",
	} {
		s := alert(t, map[Rule]Step{ByIdentical: ToMute})
		s.see(impostor("5"), noon)
		if got := asked(s.judge(1, ruling)); got != want || s.flag(1).Ruling != ruling {
			t.Errorf("%s: %q, want %q", ruling, got, want)
		}
	}
}

func TestAnAccountThatIsOursJoinsTheOfficialThatItLooksLike(t *testing.T) {
	s := alert(t, nil)
	s.see(impostor("5"), noon)
	s.judge(1, Ours)
	if o, ok := s.roster().ByAccount(impostor("5").ID); !ok || o.ID != "support" {
		t.Errorf("%+v", o)
	}
	s.undo(1)
	if o, ok := s.roster().ByAccount(impostor("5").ID); ok || s.flag(1).Ruling != "" {
		t.Errorf("after undoing: %+v", o)
	}
	if _, ok := s.roster().ByID("support"); !ok {
		t.Error("the official is gone")
	}
}

func TestABanIsCarriedToSistersAndLinkedAccountsAndUndoneWithThem(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToBan})
	annex, server := chat.RoomID{Platform: "telegram", Key: "-2"}, chat.RoomID{Platform: "discord", Key: "s"}
	s.guard.Policy.Carry = Carry{Groups: true, Platforms: true}
	s.guard.Places = func(p chat.Platform) []chat.RoomID {
		return map[chat.Platform][]chat.RoomID{"telegram": {lobby, annex}, "discord": {server}}[p]
	}
	s.guard.Linked = func(store.Tx, chat.MemberID) ([]chat.MemberID, error) {
		return []chat.MemberID{{Platform: "discord", Key: "55"}, {Platform: "telegram", Key: "77"}}, nil
	}
	if got := asked(s.see(impostor("5"), noon)); got != "ban 5@-1, ban 5@-2, ban 55@s" {
		t.Errorf("carried: %q", got) // 77 is an official's
	}
	failed := &chat.Failed{
		Action: chat.Action{Owner: "sanction/1/0/0", Effect: chat.Sanction{Room: annex}}, Fault: &chat.Fault{Class: chat.Denied, Right: "can_restrict_members"},
	}
	s.do(func(tx store.Tx) error { _, err := s.guard.Failed(tx, failed); return err })
	if got := asked(s.undo(1)); got != "unban 5@-1, unban 55@s" {
		t.Errorf("undone: %q", got)
	}
}

func TestACarriedBanWaitsForAModeratorWhereThatIsWanted(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToBan})
	annex := chat.RoomID{Platform: "telegram", Key: "-2"}
	s.guard.Policy.Carry = Carry{Rooms: []chat.RoomID{annex}, Ask: true}
	if got := asked(s.see(impostor("5"), noon)); got != "ban 5@-1" {
		t.Errorf("by itself: %q", got)
	}
	var as []chat.Action
	s.do(func(tx store.Tx) (err error) { as, err = s.guard.Carry(tx, 1, maxi, noon); return err })
	if got := asked(as); got != "ban 5@-2" {
		t.Errorf("asked: %q", got)
	}
}

func TestExcerptsAreForgottenInTimeAndFlagsStay(t *testing.T) {
	s := alert(t, nil)
	for i, at := range []time.Time{noon, noon.Add(80 * 24 * time.Hour)} {
		f := Flag{Rule: ByLure, Subject: "lure", Excerpt: "write to me", Room: lobby, At: at}
		s.do(func(tx store.Tx) error { _, err := s.guard.raise(tx, impostor(string(rune('a'+i))), f); return err })
	}
	s.do(func(tx store.Tx) error {
		next, err := s.guard.Prune(tx, nil, noon.Add(91*24*time.Hour), 10)
		if next != nil {
			t.Errorf("goes on at %q", next)
		}
		return err
	})
	if s.flag(1).Excerpt != "" || s.flag(2).Excerpt == "" {
		t.Errorf("%q, %q", s.flag(1).Excerpt, s.flag(2).Excerpt)
	}
}

func TestAnActIsAppealedAgainstOnceAndALeadDecides(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToBan})
	s.see(impostor("5"), noon)
	appeal := func() (as []chat.Action, err error) {
		s.do(func(tx store.Tx) error {
			var ok bool
			if as, ok, err = s.guard.Appeal(tx, impostor("5"), "it is me", "en", noon); !ok {
				t.Error("nothing is in force")
			}
			return nil
		})
		return as, err
	}
	if as, err := appeal(); err != nil || len(as) != 1 {
		t.Errorf("%+v, %v", as, err)
	}
	if _, err := appeal(); err == nil {
		t.Error("a second time")
	}
	var as []chat.Action
	s.do(func(tx store.Tx) error {
		if _, err := s.guard.Review(tx, 1, 0, true, maxi, noon); err == nil {
			t.Error("a moderator decided")
		}
		var err error
		as, err = s.guard.Review(tx, 1, 0, true, lena, noon)
		return err
	})
	if got := asked(as); got != "unban 5@-1" || s.flag(1).Ruling != Dismissed {
		t.Errorf("lifted: %q", got)
	}
}
