package moderation

import (
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// wrote gives a message to the guard and counts the warnings, and the cards, that follow.
func (s scene) wrote(by chat.Member, no, text string, at time.Time) (warnings, cards int, exempt bool) {
	s.Helper()
	s.do(func(tx store.Tx) error {
		e, err := s.guard.Register.At(tx)
		if err != nil {
			return err
		}
		as, spared, err := s.guard.Wrote(tx, Written{
			By: by, Room: lobby, Place: lobby, Message: chat.MessageID{Platform: "telegram", Key: no}, Text: text, Found: e.Read(text), At: at,
		})
		exempt, warnings, cards = spared, 0, 0
		for _, a := range as {
			switch _, sends := a.Effect.(chat.Send); {
			case strings.HasPrefix(a.Owner, "flag/"):
				cards++
			case sends:
				warnings++
			}
		}
		return err
	})
	return warnings, cards, exempt
}

const forgery = "claim it at https://keyfold-wallet.net/app"

func TestARoomIsWarnedOfTheSameOnceInAWhile(t *testing.T) {
	s := alert(t, map[Rule]Step{ByLink: ToWarn})
	eve, oz := chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "5"}, Name: "Eve"}, chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "6"}, Name: "Oz"}
	for _, c := range []struct {
		by              chat.Member
		no              string
		after           time.Duration
		warnings, cards int
	}{
		{eve, "1", 0, 1, 1},
		{eve, "1", time.Minute, 0, 0}, // an edit
		{eve, "2", 2 * time.Minute, 0, 0},
		{oz, "3", 3 * time.Minute, 0, 1}, // another account
		{eve, "4", 2 * time.Hour, 1, 0},
		{eve, "5", 25 * time.Hour, 1, 1}, // the next day it is an offence of its own
	} {
		if w, cards, _ := s.wrote(c.by, c.no, forgery, noon.Add(c.after)); w != c.warnings || cards != c.cards {
			t.Errorf("message %s after %s: %d warnings and %d cards, want %d and %d", c.no, c.after, w, cards, c.warnings, c.cards)
		}
	}
}

func TestADismissalBindsToTheAccountAndWhatWasWrong(t *testing.T) {
	s := alert(t, map[Rule]Step{ByLink: ToWarn})
	eve := chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "5"}, Name: "Eve"}
	s.wrote(eve, "1", forgery, noon)
	s.do(func(tx store.Tx) error {
		_, err := s.guard.Judge(tx, 1, Dismissed, maxi, noon)
		return err
	})
	if w, cards, _ := s.wrote(eve, "2", forgery, noon.Add(48*time.Hour)); w+cards != 0 {
		t.Error("the same link of the same account is flagged again")
	}
	if _, cards, _ := s.wrote(eve, "3", "or https://keyfold-airdrop.org", noon.Add(48*time.Hour)); cards != 1 {
		t.Error("another link of the account is not flagged")
	}
}

func TestWhoQuotesWarnsOrIsNoPersonIsNeverActedOn(t *testing.T) {
	for name, c := range map[string]struct {
		by     chat.Member
		text   string
		exempt bool
		spared Spared
	}{
		"an official": {chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "77"}}, forgery, true, ""},
		"a moderator": {maxi, forgery, true, ""},
		"a bot":       {chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "5"}, Kind: chat.Bot}, forgery, false, SparedBot},
		"a channel":   {chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "-5"}, Kind: chat.Channel}, forgery, false, SparedChannel},
		"a warning":   {chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "5"}}, "beware of keyfold-login[.]com, that is a scam", false, SparedQuote},
	} {
		t.Run(name, func(t *testing.T) {
			s := alert(t, map[Rule]Step{ByLink: ToBan})
			if _, _, exempt := s.wrote(c.by, "1", c.text, noon); exempt != c.exempt {
				t.Fatalf("exempt: %v", exempt)
			}
			if c.exempt {
				return
			}
			if f := s.flag(1); f.Spared != c.spared || len(f.Acts) > 0 {
				t.Errorf("spared %q, acts %+v", f.Spared, f.Acts)
			}
		})
	}
}

func TestLinksThatAreQuotedCannotBeTapped(t *testing.T) {
	if got := Defang("go to https://keyfold-wallet.net/app. Now."); got != "go to https[:]//keyfold-wallet[.]net/app. Now." {
		t.Error(got)
	}
}
