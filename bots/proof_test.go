package bots

import (
	"path/filepath"
	"strings"
	"testing"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/moderation/secret"
	"frontdesk/store"
	"frontdesk/store/bolt"
)

func TestCheckWordsAreNeverTakenForARecoveryPhrase(t *testing.T) {
	s, err := bolt.Open(filepath.Join(t.TempDir(), "t.db"), bolt.Options{NoSync: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var words []string
	desk := &escalation.Desk{}
	err = s.Update(t.Context(), func(tx store.Tx) error {
		for range 2000 {
			if _, err := desk.Reprove(tx, escalation.Ticket{ID: 1, Member: chat.MemberID{Platform: "test", Key: "1"}}); err != nil {
				return err
			}
			ticket, _, err := escalation.Get(tx, 1)
			if err != nil {
				return err
			}
			words = append(words, strings.Fields(ticket.Proof)...)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	detector, seen := secret.New(), map[string]bool{}
	for i, w := range words {
		seen[w] = true
		for _, n := range []int{3, 12, 24} {
			text := strings.Join(words[max(0, i-n):i], " ")
			if v := detector.Check(text); v.Verdict != secret.Clear {
				t.Fatalf("%q is %v", text, v)
			}
		}
	}
	if len(seen) < 250 {
		t.Errorf("only %d different words were drawn", len(seen))
	}
}
