package moderation

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// cards counts the new cards among actions.
func cards(as []chat.Action) (n int) {
	for _, a := range as {
		if strings.HasPrefix(a.Owner, "flag/") {
			n++
		}
	}
	return n
}

// rows counts a table's rows.
func rows[T any](s scene, t store.Table[T]) (n int) {
	s.Helper()
	s.do(func(tx store.Tx) error {
		n = 0
		for _, err := range t.Scan(tx, nil, nil) {
			if err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n
}

func TestAnAccountThatTakesNameAfterNameGetsFewCardsADay(t *testing.T) {
	s := alert(t, nil)
	shown, at := 0, noon
	for n := range 40 {
		m := impostor("5")
		m.Handle = fmt.Sprint("bright_comet", n)
		at = noon.Add(time.Duration(n) * time.Minute)
		shown += cards(s.see(m, at))
	}
	if shown != mostFlags || rows(s, flags) != mostFlags || rows(s, judged) != mostFlags {
		t.Errorf("%d cards, %d flags, %d subjects of rulings", shown, rows(s, flags), rows(s, judged))
	}
	if n := rows(s, handles); n != 1 {
		t.Errorf("%d handles of one account are kept", n)
	}
	f := s.flag(mostFlags)
	if f.Further == nil || f.Further.Count != 40-mostFlags || f.Further.Last != "Keyfold Support" {
		t.Errorf("%+v", f.Further)
	}
	if words, _ := s.shown(mostFlags); !strings.Contains(words, "flag-further") {
		t.Errorf("the card says %s", words)
	}
	m := impostor("5")
	m.Handle = "another_day"
	if n := cards(s.see(m, noon.Add(25*time.Hour))); n != 1 {
		t.Errorf("%d cards on the next day", n)
	}
	if other := impostor("6"); cards(s.see(other, at)) != 1 {
		t.Error("another account gets none")
	}
}

func TestBeyondItsCardsAnAccountIsStillActedOn(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToBan})
	for n := range mostFlags {
		m := impostor("5")
		m.Name, m.Handle = "Keyfold Suppart", fmt.Sprint("bright_comet", n) // nearly: only reported
		if as := s.see(m, noon); cards(as) != 1 || asked(as) != "" {
			t.Fatalf("rename %d: %d cards, %q", n, cards(as), asked(as))
		}
	}
	if as := s.see(impostor("5"), noon); asked(as) != "ban 5@-1" || cards(as) != 0 {
		t.Fatalf("%d cards, %q", cards(as), asked(as))
	}
	if as := s.undo(mostFlags); asked(as) != "unban 5@-1" {
		t.Fatalf("undone by %q", asked(as))
	}
	m := impostor("5")
	m.Handle = "once_more"
	if as := s.see(m, noon); asked(as) != "" {
		t.Errorf("what was taken back is done again: %q", asked(as))
	}
}

func TestMessageAfterMessageGetsFewCardsADayAndIsTakenAwayAllTheSame(t *testing.T) {
	s := alert(t, nil)
	s.guard.Policy.Delete = map[Rule]bool{ByLink: true}
	s.guard.Policy.PerHour = 100
	deleted, shown := 0, 0
	for n := range 12 {
		s.do(func(tx store.Tx) error {
			text := fmt.Sprintf("claim at https://keyfold-wallet%d.net", n)
			e, err := s.guard.Register.At(tx)
			if err != nil {
				return err
			}
			as, _, err := s.guard.Wrote(tx, Written{
				By: chat.Member{ID: account(5), Name: "Ann"}, Room: lobby, Place: lobby, At: noon, Text: text, Found: e.Read(text),
				Message: chat.MessageID{Platform: "telegram", Key: fmt.Sprint(n)},
			})
			shown += cards(as)
			for _, a := range as {
				if a.Kind() == "delete" {
					deleted++
				}
			}
			return err
		})
	}
	if deleted != 12 || shown != mostFlags {
		t.Errorf("%d deletions, %d cards", deleted, shown)
	}
	if f := s.flag(mostFlags); f.Further == nil || !strings.Contains(f.Further.Last, "keyfold-wallet11") {
		t.Errorf("%+v", f.Further)
	}
	s.do(func(tx store.Tx) error {
		_, err := s.guard.Prune(tx, nil, noon.Add(s.guard.Policy.Excerpts+time.Hour), 100)
		return err
	})
	if f := s.flag(mostFlags); f.Further.Last != "" || f.Further.Count != 12-mostFlags {
		t.Errorf("what was written is kept: %+v", f.Further)
	}
}

func TestDaysOfFlagsAreForgottenInSteps(t *testing.T) {
	s := alert(t, nil)
	for n := range 5 {
		s.see(impostor(fmt.Sprint(n+5)), noon)
	}
	prune := func(at time.Time) {
		s.do(func(tx store.Tx) error {
			var from []byte
			for {
				next, err := PruneSpates(tx, from, at, 2)
				if err != nil || next == nil {
					return err
				}
				from = next
			}
		})
	}
	if prune(noon.Add(23 * time.Hour)); rows(s, spates) != 5 {
		t.Errorf("%d of 5 are kept within the day", rows(s, spates))
	}
	if prune(noon.Add(24 * time.Hour)); rows(s, spates) != 0 {
		t.Errorf("%d are kept after the day", rows(s, spates))
	}
}
