package moderation

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
	"frontdesk/store/bolt"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

type scene struct {
	*testing.T
	store.Store
	guard *Guard
}

func newScene(t *testing.T, text string) scene {
	t.Helper()
	s, err := bolt.Open(filepath.Join(t.TempDir(), "db"), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	base, _, err := LoadRoster([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	mods := chat.RoomID{Platform: "telegram", Key: "-1"}
	return scene{t, s, &Guard{
		Register: NewRegister(base), Policy: DefaultPolicy(), Cards: func(chat.Platform) chat.RoomID { return mods },
		Server: func(chat.RoomID) chat.RoomID { return mods },
	}}
}

func (s scene) do(fn func(tx store.Tx) error) {
	s.Helper()
	if err := s.Update(context.Background(), fn); err != nil {
		s.Fatal(err)
	}
}

// amend changes the roster and returns what follows.
func (s scene) amend(as ...Amendment) (out []chat.Action) {
	s.Helper()
	s.do(func(tx store.Tx) error {
		before, err := s.guard.Register.At(tx)
		if err != nil {
			return err
		}
		if _, err := s.guard.Register.Amend(tx, as...); err != nil {
			return err
		}
		out, err = s.guard.Follow(tx, before, "Lena", noon)
		return err
	})
	return out
}

func (s scene) roster() (r *Roster) {
	s.do(func(tx store.Tx) error {
		e, err := s.guard.Register.At(tx)
		r = e.Roster
		return err
	})
	return r
}

func account(n int) chat.MemberID {
	return chat.MemberID{Platform: "telegram", Key: fmt.Sprint(9000000000 + n)}
}

func put1(o Official) Amendment {
	return Amendment{Part: PartOfficial, Key: o.ID, Official: &o, At: noon, Name: "Lena"}
}

func TestAnAmendedRosterIsInForceAtOnceAndGoneWithItsTransaction(t *testing.T) {
	s := newScene(t, rosterText)
	nina := put1(Official{ID: "nina", Names: []string{"Nina Varga"}, Telegram: AccountIDs{account(1).Key}})
	stop := errors.New("stop")
	err := s.Update(t.Context(), func(tx store.Tx) error {
		if _, err := s.guard.Register.Amend(tx, nina); err != nil {
			return err
		}
		e, err := s.guard.Register.At(tx)
		if _, ok := e.Roster.ByAccount(account(1)); !ok {
			t.Error("the transaction does not see its own change")
		}
		if v := e.Names.Check("x", "Nina Varga"); v.Verdict != Identical || v.Like != "nina" {
			t.Errorf("the new name is not protected: %+v", v)
		}
		return errors.Join(err, stop)
	})
	if !errors.Is(err, stop) {
		t.Fatal(err)
	}
	if _, ok := s.roster().ByAccount(account(1)); ok {
		t.Error("the change outlived its transaction")
	}
	other := put1(Official{ID: "olga", Names: []string{"Olga Berg"}, Telegram: AccountIDs{account(2).Key}})
	s.amend(other) // takes the number of the revision that was rolled back
	if r := s.roster(); len(r.Officials()) != 4 {
		t.Errorf("got %d officials", len(r.Officials()))
	} else if _, ok := r.ByAccount(account(1)); ok {
		t.Error("the rolled back change is in force under the number of another")
	}
}

func TestWhatCommandsWroteGoesBeforeTheConfigurationAndBackAgain(t *testing.T) {
	s := newScene(t, rosterText)
	s.amend(Amendment{Part: PartOfficial, Key: "b", Gone: true, At: noon}, Amendment{Part: PartDomain, Key: "lumora.app", At: noon},
		Amendment{Part: PartLink, Key: "t.me/lumora", Gone: true, At: noon})
	r := s.roster()
	if _, ok := r.ByID("b"); ok || len(r.Brand().Domains) != 2 || len(r.Brand().Links) != 0 {
		t.Errorf("not amended: %+v", r.spec)
	}
	s.amend(Amendment{Part: PartDomain, Key: "lumora.app", Gone: true, At: noon}, Amendment{Part: PartLink, Key: "t.me/lumora", At: noon})
	s.do(func(tx store.Tx) error {
		as, err := Amendments(tx)
		if len(as) != 1 || as[0].Key != "b" {
			t.Errorf("what is as the configuration has it still differs: %+v", as)
		}
		return err
	})
}

func TestAnAccountOrNameOfSomebodyElseIsRefused(t *testing.T) {
	s := newScene(t, rosterText)
	for want, o := range map[string]Official{
		"roster-account-taken": {ID: "new", Names: []string{"New Person"}, Telegram: AccountIDs{"8000000001"}},
		"roster-name-taken":    {ID: "new", Names: []string{"marek  nowicki"}, Telegram: AccountIDs{account(1).Key}},
	} {
		err := s.Update(t.Context(), func(tx store.Tx) error {
			_, err := s.guard.Register.Amend(tx, put1(o))
			return err
		})
		var r *chat.Refusal
		if !errors.As(err, &r) || r.Phrase.ID != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if len(s.roster().Officials()) != 3 {
		t.Error("something was written")
	}
}

func TestAConfigurationIsServedWhateverWasAmendedBefore(t *testing.T) {
	s := newScene(t, rosterText)
	s.amend(put1(Official{ID: "nina", Names: []string{"Nina Varga"}, Telegram: AccountIDs{account(1).Key}}))
	base, _, err := LoadRoster([]byte("officials: [{id: n2, names: [Nina Varga], telegram: " + account(1).Key + "}]"))
	if err != nil {
		t.Fatal(err)
	}
	s.guard.Register = NewRegister(base) // the next start
	if o, ok := s.roster().ByAccount(account(1)); !ok || o.ID != "n2" {
		t.Errorf("the account is %+v", o)
	}
}

func TestAMemberWhoBecomesAnOfficialIsClearedAndOneWhoStopsIsCheckedAgain(t *testing.T) {
	s := newScene(t, rosterText)
	s.guard.Policy.Steps = map[Rule]Step{ByIdentical: ToBan}
	fake := chat.Member{ID: account(5), Name: "Lumora Support"}
	var flagged []chat.Action
	s.do(func(tx store.Tx) (err error) {
		flagged, err = s.guard.See(tx, fake, chat.RoomID{Platform: "telegram", Key: "-1"}, noon)
		return err
	})
	if !sanctions(flagged, chat.Ban) {
		t.Fatalf("not flagged: %+v", flagged)
	}
	as := s.amend(put1(Official{ID: "desk", Names: []string{"Lumora Desk"}, Telegram: AccountIDs{fake.ID.Key}}))
	if !sanctions(as, chat.Unban) {
		t.Errorf("the ban stands: %+v", as)
	}
	s.do(func(tx store.Tx) error {
		f, _, err := Find(tx, 1)
		if f.Ruling != Ours || f.By != "Lena" {
			t.Errorf("the flag is ruled %q by %q", f.Ruling, f.By)
		}
		return err
	})
	as = s.amend(Amendment{Part: PartOfficial, Key: "desk", Gone: true, At: noon})
	if f := s.flag(2); f.Rule != ByIdentical || f.Spared != SparedFormer || f.Room != lobby || sanctions(as, chat.Ban) {
		t.Errorf("who is official no more poses as the brand, and is to be left to people: %+v, %+v", f, as)
	}
}

func sanctions(as []chat.Action, do chat.SanctionKind) bool {
	for _, a := range as {
		if s, ok := a.Effect.(chat.Sanction); ok && s.Do == do {
			return true
		}
	}
	return false
}

func TestAChangedRosterIsCheckedAgainstAllKnownMembers(t *testing.T) {
	s := newScene(t, rosterText)
	const all = 2*stepLooks + 1
	s.do(func(tx store.Tx) error {
		for i := range all {
			m := chat.Member{ID: account(i), Name: fmt.Sprintf("Member No. %d", i), Handle: fmt.Sprintf("m%d", i)}
			if i%stepLooks == 0 {
				m.Name = "Nina  Vаrga" // with a Cyrillic а
			}
			if _, err := s.guard.See(tx, m, chat.RoomID{Platform: "telegram", Key: "-1"}, noon); err != nil {
				return err
			}
		}
		return nil
	})
	as := s.amend(put1(Official{ID: "nina", Names: []string{"Nina Varga"}, Telegram: AccountIDs{"77"}}))
	steps, flagged := 0, 0
	for due, ok := reminded(as); ok; due, ok = reminded(as) {
		steps++
		s.do(func(tx store.Tx) (err error) {
			as, err = s.guard.TickSweep(tx, &chat.Tick{Meta: chat.Meta{At: due}, Owner: SweepOwner, Due: due})
			return err
		})
		for _, a := range as {
			if _, card := a.Effect.(chat.Send); card {
				flagged++
			}
		}
	}
	if steps != 3 || flagged != 3 {
		t.Errorf("%d flagged in %d steps, want 3 in 3", flagged, steps)
	}
	if as := s.amend(Amendment{Part: PartLink, Key: "github.com/lumora", At: noon}); len(as) != 0 {
		t.Errorf("a link protects no name, so nobody need be checked: %+v", as)
	}
}

func reminded(as []chat.Action) (time.Time, bool) {
	for _, a := range as {
		if r, ok := a.Effect.(chat.Remind); ok && a.Owner == SweepOwner {
			return r.At, true
		}
	}
	return time.Time{}, false
}
