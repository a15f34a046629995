package moderation

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

func TestWhoHadANameBeforeItWasProtectedIsOnlyReported(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToBan})
	namesake := chat.Member{ID: account(1), Name: "Alexander Petrov"}
	s.see(namesake, noon)
	renamed := chat.Member{ID: account(2), Name: "Alexander Petrov"} // holds an office, and took a member's name
	var as []chat.Action
	s.do(func(tx store.Tx) error {
		before, err := s.guard.Register.At(tx)
		if err != nil {
			return err
		}
		if _, err := s.guard.Register.Draw(tx, noon, Held{Member: renamed, Source: "role", Role: "helper"}); err != nil {
			return err
		}
		as, err = s.guard.Follow(tx, before, "", noon)
		return err
	})
	due, _ := reminded(as)
	s.do(func(tx store.Tx) (err error) {
		as, err = s.guard.TickSweep(tx, &chat.Tick{Meta: chat.Meta{At: due}, Owner: SweepOwner, Due: due})
		return err
	})
	if f := s.flag(1); f.Member != namesake.ID || f.Spared != SparedBefore || asked(as) != "" {
		t.Errorf("%+v, %q", f, asked(as))
	}
}

func TestWhoHoldsAnOfficeByARoleIsKnownToTheSweepToo(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToBan})
	m := impostor("5")
	m.Role = chat.Moderator // by a group of the platform, which the sweep does not see
	s.see(m, noon)
	s.do(func(tx store.Tx) error {
		as, err := s.guard.recheck(tx, acquaintance{impostor("5"), lobby}, noon, "")
		if len(as) != 0 {
			t.Errorf("%+v", as)
		}
		return err
	})
	s.see(impostor("5"), noon) // the role is lost
	if f := s.flag(1); f.Spared != SparedFormer || len(f.Acts) != 0 {
		t.Errorf("%+v", f)
	}
}

func TestAnOfficialCannotBeSanctionedFromAnOldCard(t *testing.T) {
	s := alert(t, nil)
	s.see(impostor("5"), noon)
	s.amend(put1(Official{ID: "desk", Names: []string{"Keyfold Desk"}, Telegram: AccountIDs{"5"}}))
	s.undo(1) // the card is open again, the account is still the official's
	for _, r := range []Ruling{Banned, Muted, Kicked} {
		err := s.Update(context.Background(), func(tx store.Tx) error {
			_, err := s.guard.Judge(tx, 1, r, maxi, noon)
			return err
		})
		var refused *chat.Refusal
		if !errors.As(err, &refused) || refused.Phrase.ID != "flag-official" {
			t.Errorf("%s: %v", r, err)
		}
	}
}

func TestAnOfficialByOfficeDoesNotStayForAnAccountThatIsOurs(t *testing.T) {
	s := alert(t, nil)
	mei := chat.Member{ID: account(1), Name: "Mei Lindqvist", Handle: "mei_lindqvist"}
	draw := func(role string) {
		s.do(func(tx store.Tx) error {
			_, err := s.guard.Register.Draw(tx, noon, Held{Member: mei, Source: "role", Role: role})
			return err
		})
	}
	draw("moderator")
	second := chat.Member{ID: account(2), Name: "Mei Lindqvist"}
	s.see(second, noon)
	s.judge(1, Ours)
	draw("") // the role is taken away
	if o, ok := s.roster().ByAccount(mei.ID); ok {
		t.Errorf("still official: %+v", o)
	}
	if _, ok := s.roster().ByAccount(second.ID); !ok {
		t.Error("a lead put this one on the roster")
	}
}

func TestEventsThatOvertakeEachOtherDoNotBeginAnotherHour(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToKick})
	s.guard.Policy.PerHour = 1
	s.see(impostor("1"), noon)
	for i, late := range []time.Duration{time.Second, time.Minute, 30 * time.Minute} {
		if got := asked(s.see(impostor(string(rune('5'+i))), noon.Add(-late))); got != "" {
			t.Errorf("%v late: %q", late, got)
		}
	}
}

func TestWarningsHaveALimitAndSpareOldAccountsToo(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToWarn})
	s.guard.Policy.PerHour, s.guard.Policy.Younger = 0, 24*time.Hour
	warned := 0
	for i := range leastWarnings + 5 {
		m := impostor(account(i).Key)
		m.Handle = "member" + m.ID.Key // a room is warned of the same name once in an hour
		for _, a := range s.see(m, noon) {
			if e, ok := a.Effect.(chat.Send); ok && e.Post.Phrase.ID == "guard-warn-account" {
				warned++
			}
		}
	}
	if warned != leastWarnings {
		t.Errorf("warned of %d", warned)
	}
	old := impostor("old")
	old.Since = noon.Add(-48 * time.Hour)
	s.see(old, noon.Add(2*time.Hour))
	if f := s.flag(leastWarnings + 6); f.Spared != SparedAge || len(f.Acts) != 0 {
		t.Errorf("%+v", f)
	}
}

func TestAWarningWaitsForARoomInWhichMembersRead(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToWarn})
	s.guard.Public = func(r chat.RoomID) bool { return r != lobby } // where joining is told
	general := chat.RoomID{Platform: "telegram", Key: "-5"}
	s.see(impostor("5"), noon)
	if f := s.flag(1); len(f.Acts) != 0 {
		t.Errorf("warned where nobody reads: %+v", f.Acts)
	}
	speak := func() (rooms []chat.RoomID) {
		s.do(func(tx store.Tx) error {
			as, err := s.guard.See(tx, impostor("5"), general, noon)
			for _, a := range as {
				if e, ok := a.Effect.(chat.Send); ok {
					rooms = append(rooms, e.Room)
				}
			}
			return err
		})
		return rooms
	}
	if got := speak(); len(got) != 1 || got[0] != general || len(s.flag(1).Acts) != 1 {
		t.Errorf("with the first word: %v", got)
	}
	if got := speak(); len(got) != 0 {
		t.Errorf("with the second: %v", got)
	}
}

func TestANameInAWarningLinksToNothingAndCallsNobody(t *testing.T) {
	for _, name := range []string{"Keyfold Support t.me/evil", "@ann_lee", "https://evil.example/x", "keyfold.example。org", "<#123> @everyone"} {
		got := unlinked(name)
		for _, bad := range []string{"t.me", "@a", "@e", "://", "s:", ".e", "#1"} {
			if strings.Contains(got, bad) {
				t.Errorf("%q holds %q", got, bad)
			}
		}
		if strings.ReplaceAll(got, "\u2060", "") != name {
			t.Errorf("%q reads %q", name, got)
		}
	}
	if got := []rune(unlinked(strings.Repeat("x", 1<<20))); len(got) != namedMost+1 {
		t.Errorf("%d characters", len(got))
	}
}

func TestAHugeNameIsStillSeen(t *testing.T) {
	s := alert(t, nil)
	m := impostor("5")
	m.Name, m.Handle = "Keyfold Support"+strings.Repeat(" \u0301", 1<<16), strings.Repeat("x", 1<<17)
	s.see(m, noon)
}
