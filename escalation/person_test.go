package escalation

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
	"frontdesk/store/bolt"
)

func TestAPersonHasOneAccountOnEachPlatform(t *testing.T) {
	s, err := bolt.Open(filepath.Join(t.TempDir(), "t.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	account := func(p, key string) chat.MemberID { return chat.MemberID{Platform: chat.Platform(p), Key: key} }
	tel, dis, con, other := account("telegram", "1"), account("discord", "1"), account("console", "ann"), account("discord", "2")
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	err = s.Update(t.Context(), func(tx store.Tx) error {
		join := func(a, b chat.MemberID, want bool) {
			t.Helper()
			if ok, err := joinPersons(tx, a, b, at); err != nil || ok != want {
				t.Errorf("joining %s and %s: %v, %v; want %v", a, b, ok, err, want)
			}
		}
		linked := func(m chat.MemberID, want ...chat.MemberID) {
			t.Helper()
			if got, err := LinkedOf(tx, m); err != nil || !slices.Equal(got, want) {
				t.Errorf("linked with %s: %v, %v; want %v", m, got, err, want)
			}
		}
		linked(tel)
		join(tel, tel, false)
		join(tel, dis, true)
		join(tel, other, false)
		join(con, dis, true)
		linked(tel, con, dis)
		linked(con, dis, tel)
		linked(other)
		if err := parted(tx, dis, at); err != nil {
			return err
		}
		linked(dis)
		linked(tel, con)
		if err := parted(tx, con, at); err != nil {
			return err
		}
		linked(tel)
		join(tel, other, true)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
