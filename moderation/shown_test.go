package moderation

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

var plaza = chat.RoomID{Platform: "telegram", Key: "-3"}

// shows is a scene of two platforms with two rooms in which members of one can be warned.
func shows(t *testing.T) scene {
	s := twoPlatforms(t)
	s.guard.Rooms = func(p chat.Platform) []chat.RoomID {
		if p == "telegram" {
			return []chat.RoomID{lobby, plaza}
		}
		return nil
	}
	return s
}

// show has a member show a message.
func (s scene) show(by chat.Member, from *chat.Member, name, text string, at time.Time) (j Judgement, as []chat.Action) {
	s.Helper()
	s.do(func(tx store.Tx) (err error) {
		j, as, err = s.guard.Show(tx, Shown{By: by, From: from, Name: name, Text: text, At: at})
		return err
	})
	return j, as
}

// publish has a moderator warn the groups.
func (s scene) publish(no uint64, at time.Time) (as []chat.Action, refused string) {
	s.Helper()
	err := s.Update(context.Background(), func(tx store.Tx) (err error) {
		as, err = s.guard.Publish(tx, no, maxi, at)
		return err
	})
	var r *chat.Refusal
	if err != nil && !errors.As(err, &r) {
		s.Fatal(err)
	}
	if r != nil {
		return nil, r.Phrase.ID
	}
	return as, ""
}

const bait = "Your wallet must be validated now, write to @keyfold_rescue and send your recovery phrase"

func TestWhoPosesByAnOfficialsNameIsWarnedOfAtOnceAndOnceAWeek(t *testing.T) {
	s := shows(t)
	eve := impostor("5")
	j, as := s.show(member(1), &eve, "", "hello", noon)
	if !j.Flagged || uttered(as) != "flag-card-message shown-across publish-named publish-named" {
		t.Fatalf("%+v: %q", j, uttered(as))
	}
	if w := s.flag(1).Witnesses; len(w) != 1 || w[0].Member != member(1).ID {
		t.Errorf("witnesses %+v", w)
	}
	for _, a := range as { // who showed it is for moderators only
		if e, ok := a.Effect.(chat.Send); ok && (e.Room == lobby || e.Room == plaza) && e.Post.Phrase.ID == "publish-named" {
			for _, arg := range e.Post.Phrase.Args {
				if strings.Contains(arg.Text, "Member 1") {
					t.Errorf("members read who showed it: %+v", arg)
				}
			}
		}
	}
	if j, as := s.show(member(2), &eve, "", "hello", noon); !j.Flagged || uttered(as) != "" || len(s.flag(1).Witnesses) != 2 {
		t.Errorf("shown by another: %+v, %q", j, uttered(as))
	}
	if _, as := s.show(member(2), &eve, "", "hello", noon); len(as) != 0 || len(s.flag(1).Witnesses) != 2 {
		t.Error("shown by the same again")
	}
	renamed := eve
	renamed.Handle = "keyfold_desk"
	if _, as := s.show(member(1), &renamed, "", "hello", noon.Add(publicEvery-time.Hour)); strings.Contains(uttered(as), "publish") {
		t.Errorf("warned again within a week: %q", uttered(as))
	}
	renamed.Handle = "keyfold_bureau"
	if _, as := s.show(member(1), &renamed, "", "hello", noon.Add(publicEvery)); strings.Count(uttered(as), "publish-named") != 2 {
		t.Errorf("not warned after a week: %q", uttered(as))
	}
	s.do(func(tx store.Tx) error { return prunePublished(tx, noon.Add(3*publicEvery)) })
	if n := rows(s, published); n != 0 {
		t.Errorf("%d warnings are kept", n)
	}
}

func TestAForwardSlandersNobody(t *testing.T) {
	s := shows(t)
	ann := chat.Member{ID: account(50), Name: "Ann", Handle: "ann"}
	j, as := s.show(member(1), &ann, "", bait, noon)
	if !j.Flagged || uttered(as) != "flag-card-message shown-across" || asked(as) != "" {
		t.Fatalf("what says a member's forward of an innocent name: %+v, %q", j, uttered(as))
	}
	if as, refused := s.publish(1, noon); refused != "" || uttered(as) != "publish-named publish-named" {
		t.Errorf("a moderator warns: %q %q", uttered(as), refused)
	}
	if _, refused := s.publish(1, noon.Add(time.Hour)); refused != "publish-before" {
		t.Errorf("again: %q", refused)
	}
	s.judge(1, Dismissed)
	if j, as := s.show(member(2), &ann, "", bait, noon); j.Flagged || len(as) != 0 {
		t.Errorf("dismissed, and shown again: %+v, %q", j, uttered(as))
	}
	if _, refused := s.publish(1, noon.Add(2*publicEvery)); refused != "press-stale" {
		t.Errorf("warned of though dismissed: %q", refused)
	}
	// An author whom the platform hides is never named, and nothing is done about anybody of that name.
	_, as = s.show(member(1), nil, "Keyfold Support", bait, noon)
	if strings.Contains(uttered(as), "publish") || asked(as) != "" {
		t.Errorf("a hidden author: %q", uttered(as))
	}
	if as, refused := s.publish(2, noon); refused != "" || uttered(as) != "publish-nobody publish-nobody" {
		t.Errorf("a hidden author is told of: %q %q", uttered(as), refused)
	}
}

func TestWhatOfficialsAndTheStaffWroteIsNoEvidence(t *testing.T) {
	s := shows(t)
	s.guard.Office = func(m chat.Member) chat.Role { return map[chat.MemberID]chat.Role{maxi.ID: chat.Moderator}[m.ID] }
	for name, from := range map[string]chat.Member{
		"an official": {ID: chat.MemberID{Platform: "telegram", Key: "77"}, Name: "Keyfold Support"}, "a moderator": {ID: maxi.ID, Name: "Max"},
	} {
		if j, as := s.show(member(1), &from, "", bait, noon); j.Flagged || len(as) != 0 {
			t.Errorf("%s: %+v, %q", name, j, uttered(as))
		}
	}
	if j, as := s.show(member(1), &chat.Member{ID: account(51), Name: "Ann"}, "", "Shall we have lunch?", noon); j.Flagged || len(as) != 0 {
		t.Errorf("nothing speaks against it: %+v, %q", j, uttered(as))
	}
}

func TestOneMembersForwardsRaiseSoManyFlagsADay(t *testing.T) {
	s := shows(t)
	flagged := func(at time.Time) (n int) {
		for i := range mostShown + 5 {
			from := chat.Member{ID: account(200 + i), Name: fmt.Sprint("Ann of ", at.Unix())}
			if j, _ := s.show(member(1), &from, "", bait, at); j.Flagged {
				n++
			} else if j.Message.Standing != LooksLike {
				t.Error("there is no verdict either")
			}
		}
		return n
	}
	if n := flagged(noon); n != mostShown {
		t.Errorf("%d flags on a day", n)
	}
	if n := flagged(noon.Add(24 * time.Hour)); n != mostShown {
		t.Errorf("%d flags on the next", n)
	}
}
