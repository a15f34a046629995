package moderation

import (
	"testing"

	"frontdesk/chat"
	"frontdesk/store"
)

func (s scene) draw(hs ...Held) (changed bool) {
	s.Helper()
	s.do(func(tx store.Tx) (err error) {
		changed, err = s.guard.Register.Draw(tx, noon, hs...)
		return err
	})
	return changed
}

func TestWhoHoldsAnOfficeIsListedUntilTheLastIsLost(t *testing.T) {
	s := newScene(t, rosterText)
	ida := chat.Member{ID: account(1), Name: "Ida Lindqvist", Handle: "ida"}
	if !s.draw(Held{ida, "admin/a", "admin"}, Held{ida, "admin/b", "admin"}) || s.draw(Held{ida, "admin/a", "admin"}) {
		t.Error("only news are a change")
	}
	if o, ok := s.roster().ByAccount(ida.ID); !ok || o.Name() != "Ida Lindqvist" || o.Role != "admin" {
		t.Errorf("got %+v", o)
	}
	ida.Name = "Ida L. Lindqvist"
	if !s.draw(Held{ida, "admin/b", "admin"}) || s.roster().Officials()[3].Name() != ida.Name {
		t.Error("a new name is not taken over")
	}
	s.draw(Held{ida, "admin/a", ""})
	if _, ok := s.roster().ByAccount(ida.ID); !ok {
		t.Error("gone with the first of two offices")
	}
	s.draw(Held{chat.Member{ID: ida.ID}, "admin/b", ""}) // a deleted account has no name
	if _, ok := s.roster().ByAccount(ida.ID); ok || s.draw(Held{ida, "admin/b", ""}) {
		t.Error("still there with no office left")
	}
}

func TestWhatPeopleWroteGoesBeforeWhatIsDrawn(t *testing.T) {
	s := newScene(t, rosterText)
	configured := chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "8000000001"}, Name: "Other Name"}
	if s.draw(Held{configured, "id", "lead"}) {
		t.Error("an official of the configuration was drawn")
	}
	ida := chat.Member{ID: account(1), Name: "Ida Lindqvist"}
	s.draw(Held{ida, "id", "moderator"})
	s.amend(put1(Official{ID: "ida", Names: []string{"Ida L."}, Telegram: AccountIDs{ida.ID.Key}}))
	if o, _ := s.roster().ByAccount(ida.ID); o.ID != "ida" || len(s.roster().Officials()) != 4 {
		t.Errorf("got %+v", s.roster().Officials())
	}
	s.amend(Amendment{Part: PartOfficial, Key: "ida", Gone: true, At: noon})
	if o, _ := s.roster().ByAccount(ida.ID); !o.Drawn {
		t.Error("who still holds the office is not listed")
	}
	s.amend(Amendment{Part: PartOfficial, Key: drawnID(ida.ID), Gone: true, At: noon})
	if _, ok := s.roster().ByAccount(ida.ID); ok || s.draw(Held{ida, "id", "moderator"}) {
		t.Error("who was taken off by hand was drawn again")
	}
}

func TestBotsChannelsAndHiddenAdministratorsAreNotDrawn(t *testing.T) {
	s := newScene(t, rosterText)
	for _, kind := range []chat.Kind{chat.Bot, chat.Channel, chat.Anonymous, chat.Self} {
		if s.draw(Held{chat.Member{ID: account(1), Name: "Group Helper", Kind: kind}, "admin/a", "admin"}) {
			t.Errorf("%s was drawn", kind)
		}
	}
	if s.draw(Held{chat.Member{Name: "nobody"}, "admin/a", "admin"}) {
		t.Error("an account without number was drawn")
	}
}

func TestTheNamesOfThoseWhoAreDrawnHitNoNamesake(t *testing.T) {
	s := newScene(t, rosterText)
	names := map[string]bool{"Jo": false, "Maxim": false, "Alexander": false, "Rosalind": false, "小明": false, "": false, "Ida Lindqvist": true, "欧阳小明": true}
	n := 0
	for name := range names {
		n++
		s.draw(Held{chat.Member{ID: account(n), Name: name, Handle: "short1"}, "id", "moderator"})
	}
	s.do(func(tx store.Tx) error {
		e, err := s.guard.Register.At(tx)
		for name, protected := range names {
			if v := e.Names.Check("somebody_else", name); (v.Verdict == Identical) != protected {
				t.Errorf("%q: %+v", name, v)
			}
		}
		if v := e.Names.Check("short1", "Somebody"); v.Verdict != Clear {
			t.Errorf("a short handle became a key: %+v", v)
		}
		return err
	})
}
