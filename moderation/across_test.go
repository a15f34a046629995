package moderation

import (
	"fmt"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// twoPlatforms is a scene of both, whose moderators read apart.
func twoPlatforms(t *testing.T) scene {
	s := alert(t, nil)
	s.guard.Platforms = []chat.Platform{"telegram", "discord"}
	s.guard.Cards = func(p chat.Platform) chat.RoomID { return chat.RoomID{Platform: p, Key: "mods"} }
	return s
}

// fellow is an account of the other platform.
func fellow(n int) chat.Member {
	return chat.Member{ID: chat.MemberID{Platform: "discord", Key: fmt.Sprint(1000 + n)}, Name: "Keyfold Support Team"}
}

// acrossTold counts words to the other platform's moderators.
func acrossTold(as []chat.Action) (n int) {
	for _, a := range as {
		if e, ok := a.Effect.(chat.Send); ok && e.Post.Phrase != nil && e.Post.Phrase.ID == "guard-across" {
			n++
		}
	}
	return n
}

func TestOfManyNamesakesFewAreTold(t *testing.T) {
	s := twoPlatforms(t)
	for n := range 50 {
		if n := acrossTold(s.see(fellow(n), noon)); n != 0 {
			t.Fatalf("%d words of namesakes on one platform", n)
		}
	}
	for n := range 30 { // of its own platform they do not stand in the way
		m := fellow(n)
		m.ID.Platform = "telegram"
		if told := acrossTold(s.see(m, noon)); told < mostNamesakes || told > mostNamesakes+1 { // … and the first, that its name was flagged there
			t.Fatalf("account %d: %d were told of", n, told)
		}
	}
}

func TestFlaggedNamesAreForgottenWithTheirFlags(t *testing.T) {
	s := twoPlatforms(t)
	s.see(fellow(1), noon)
	mine := fellow(2)
	mine.ID.Platform = "telegram"
	if acrossTold(s.see(mine, noon)) == 0 || rows(s, suspects) == 0 || rows(s, echoed) == 0 {
		t.Fatalf("nothing to forget: %d names, %d told", rows(s, suspects), rows(s, echoed))
	}
	prune := func(at time.Time) {
		s.do(func(tx store.Tx) error {
			var from []byte
			for {
				next, err := PruneSuspects(tx, from, at, 1)
				if err != nil {
					return err
				}
				if from = next; next == nil {
					break
				}
			}
			for range 5 {
				if err := PruneEchoed(tx, at, 1); err != nil {
					return err
				}
			}
			return nil
		})
	}
	names, told := rows(s, suspects), rows(s, echoed)
	if prune(noon.Add(keepSuspects - time.Hour)); rows(s, suspects) != names || rows(s, echoed) != told {
		t.Error("forgotten too early")
	}
	late := noon.Add(keepSuspects)
	s.do(func(tx store.Tx) error {
		as, err := s.guard.echo(tx, fellow(3), late)
		if len(as) != 0 {
			t.Errorf("told of a flag that is too old: %+v", as)
		}
		return err
	})
	if prune(late); rows(s, echoed) != 0 || rows(s, suspects) != 0 {
		t.Errorf("%d told, %d names are kept", rows(s, echoed), rows(s, suspects))
	}
}
