package moderation

import (
	"strings"
	"testing"

	"frontdesk/chat"
)

func TestAccountsWithoutAProperNameAreSeenAndFlaggedForNothing(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToBan})
	for n, name := range []string{
		"", strings.Repeat("\u0301", 64), "Deleted Account", "deleted_user_5a3f", "\u202e\u202d", "\x00", strings.Repeat("\u200b", 64), "🦊",
	} {
		m := chat.Member{ID: account(n), Name: name}
		for range 2 {
			if as := s.see(m, noon); uttered(as) != "" || asked(as) != "" {
				t.Errorf("%q: %s %s", name, uttered(as), asked(as))
			}
		}
	}
	if n := rows(s, members); n != 8 {
		t.Errorf("%d accounts are known", n)
	}
	if n := rows(s, flags); n != 0 {
		t.Errorf("%d flags", n)
	}
	under := impostor("5")
	under.Name = strings.Join(strings.Split(under.Name, ""), strings.Repeat("\u0301", 5))
	if as := s.see(under, noon); asked(as) != "ban 5@-1" {
		t.Errorf("an official's name under 70 marks: %q", asked(as))
	}
}

func TestWhoeverIsNoPersonIsReportedForItsWordsAndNeverActedOn(t *testing.T) {
	for _, kind := range []chat.Kind{chat.Bot, chat.Channel, chat.Anonymous} {
		t.Run(string(kind), func(t *testing.T) {
			s := alert(t, map[Rule]Step{ByLink: ToBan, ByIdentical: ToBan})
			s.guard.Policy.Delete = map[Rule]bool{ByLink: true}
			by := chat.Member{ID: account(1), Name: "Harbour News", Kind: kind}
			warnings, shown, exempt := s.wrote(by, "1", forgery, noon)
			if warnings != 0 || shown != 1 || exempt {
				t.Errorf("%d warnings, %d cards, exempt %v", warnings, shown, exempt)
			}
			if f := s.flag(1); f.Deleted || len(f.Acts) != 0 || f.Spared == "" {
				t.Errorf("%+v", f)
			}
			if _, presses := s.shown(1); kind != chat.Bot && strings.Contains(strings.Join(presses, " "), "ban") {
				t.Errorf("its card offers %v", presses)
			}
		})
	}
	s := alert(t, map[Rule]Step{ByLink: ToBan})
	if _, shown, exempt := s.wrote(chat.Member{ID: account(1), Kind: chat.Self}, "1", forgery, noon); shown != 0 || !exempt {
		t.Error("the bot accuses itself")
	}
}
