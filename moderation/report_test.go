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

var scammer = chat.Member{ID: account(5), Name: "Eve"}

// acquaint makes accounts known at a time.
func (s scene) acquaint(at time.Time, ns ...int) {
	s.Helper()
	for _, n := range ns {
		s.see(member(n), at)
	}
}

func member(n int) chat.Member {
	return chat.Member{ID: account(100 + n), Name: fmt.Sprint("Member ", n)}
}

// report has a member report a message of the scammer's. Refused is the phrase of a refusal.
func (s scene) report(by chat.Member, of chat.Member, message string, at time.Time) (as []chat.Action, refused string) {
	s.Helper()
	err := s.Update(context.Background(), func(tx store.Tx) (err error) {
		as, err = s.guard.Report(tx, Reported{
			By: by, Of: of, Room: lobby, Message: chat.MessageID{Platform: "telegram", Key: message}, Text: "buy my course", At: at,
		})
		return err
	})
	var r *chat.Refusal
	if errors.As(err, &r) {
		return nil, r.Phrase.ID
	}
	if err != nil {
		s.Fatal(err)
	}
	return as, ""
}

// uttered are the IDs of what is said, in order.
func uttered(as []chat.Action) string {
	var out []string
	for _, a := range as {
		if e, ok := a.Effect.(chat.Send); ok && e.Post.Phrase != nil {
			out = append(out, e.Post.Phrase.ID)
		}
	}
	return strings.Join(out, " ")
}

func TestEnoughDifferentMembersMakeTheGuardActOnReports(t *testing.T) {
	s := alert(t, map[Rule]Step{ByReport: ToMute})
	s.acquaint(noon.Add(-2*time.Hour), 1, 2, 3, 4)
	as, _ := s.report(member(1), scammer, "1", noon)
	if uttered(as) != "flag-card-message" || asked(as) != "" || s.flag(1).Spared != SparedFew {
		t.Fatalf("the first: %q, %q", uttered(as), asked(as))
	}
	for range 3 { // the same member again, about whatever
		if as, _ := s.report(member(1), scammer, "2", noon.Add(time.Minute)); len(as) != 0 {
			t.Errorf("one member counts twice: %q", uttered(as))
		}
	}
	s.acquaint(noon.Add(-time.Minute), 5)
	for n, by := range []chat.Member{member(2), member(5), member(6)} { // 5 is new, 6 was never seen
		if as, _ := s.report(by, scammer, "3", noon.Add(30*time.Minute)); asked(as) != "" || uttered(as) != "" {
			t.Errorf("report %d: %q, %q", n, uttered(as), asked(as))
		}
	}
	as, _ = s.report(member(3), scammer, "4", noon.Add(2*time.Hour))
	if asked(as) != "mute 9000000005@-1" || !strings.Contains(uttered(as), "reports-reached") {
		t.Errorf("enough: %q, %q", uttered(as), asked(as))
	}
	if as, _ := s.report(member(4), scammer, "5", noon.Add(2*time.Hour)); asked(as) != "" || uttered(as) != "" {
		t.Errorf("one more: %q, %q", uttered(as), asked(as))
	}
	if n := rows(s, flags); n != 1 {
		t.Errorf("%d flags", n)
	}
}

func TestReportsOfDifferentTimesDoNotAddUp(t *testing.T) {
	s := alert(t, map[Rule]Step{ByReport: ToMute})
	s.acquaint(noon.Add(-2*time.Hour), 1, 2, 3)
	within := s.guard.Policy.Reports.Within
	for n := range 3 {
		as, _ := s.report(member(n+1), scammer, fmt.Sprint(n), noon.Add(time.Duration(n)*within))
		if asked(as) != "" {
			t.Fatalf("report %d: %q", n, asked(as))
		}
	}
}

func TestAMemberMayReportSoOftenADay(t *testing.T) {
	s := alert(t, nil)
	s.guard.Policy.Reports.PerDay = 3
	s.acquaint(noon.Add(-2*time.Hour), 1)
	for n := range 3 {
		if _, refused := s.report(member(1), member(10+n), "1", noon); refused != "" {
			t.Errorf("report %d: %s", n, refused)
		}
	}
	if _, refused := s.report(member(1), member(20), "1", noon); refused != "report-limit" {
		t.Errorf("one too many: %q", refused)
	}
	if _, refused := s.report(member(1), member(20), "1", noon.Add(24*time.Hour)); refused != "" {
		t.Errorf("the next day: %s", refused)
	}
	for name, of := range map[string]chat.Member{"himself": member(1), "the bot": {ID: account(77), Kind: chat.Self}, "nobody": {}} {
		if _, refused := s.report(member(1), of, "1", noon); refused != "report-nobody" {
			t.Errorf("%s: %q", name, refused)
		}
	}
}

func TestReportsThatWereDismissedThriceCountForNothingForAWhile(t *testing.T) {
	s := alert(t, map[Rule]Step{ByReport: ToMute})
	s.guard.Policy.Reports.Threshold = 1
	s.acquaint(noon.Add(-2*time.Hour), 1)
	for n := range dismissals {
		if as, _ := s.report(member(1), member(10+n), "1", noon); asked(as) == "" {
			t.Fatalf("report %d does not count", n)
		}
		s.judge(uint64(n+1), Dismissed)
	}
	later := noon.Add(24 * time.Hour)
	if as, _ := s.report(member(1), member(20), "1", later); asked(as) != "" || cards(as) != 1 {
		t.Errorf("a wrong reporter still counts: %q, %d cards", asked(as), cards(as))
	}
	if as, _ := s.report(member(1), member(10), "1", later); len(as) != 0 {
		t.Error("a message that was dismissed is reported again")
	}
	s.undo(1)
	if as, _ := s.report(member(1), member(21), "1", later); asked(as) == "" {
		t.Error("a dismissal that was taken back still counts")
	}
	s.judge(1, Dismissed)
	if as, _ := s.report(member(1), member(22), "1", noon.Add(dismissedFor+48*time.Hour)); asked(as) == "" {
		t.Error("it never ends")
	}
	s.do(func(tx store.Tx) error {
		_, err := PruneReporters(tx, nil, noon.Add(3*dismissedFor), 100)
		return err
	})
	if n := rows(s, reporters); n != 0 {
		t.Errorf("%d reporters are kept", n)
	}
}

func TestReportsAboutWhomModeratorsDoNotJudgeGoToTheLeads(t *testing.T) {
	s := alert(t, map[Rule]Step{ByReport: ToMute})
	s.guard.Policy.Reports.Threshold = 1
	s.guard.Office = func(m chat.Member) chat.Role {
		if m.ID == maxi.ID {
			return chat.Moderator
		}
		return 0
	}
	s.acquaint(noon.Add(-2*time.Hour), 1)
	official := chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "77"}, Name: "Keyfold Support"}
	for name, of := range map[string]chat.Member{
		"a moderator": {ID: maxi.ID, Name: "Max"}, "an official": official,
		"an administrator": {ID: account(8), Groups: []string{chat.AdminGroup}}, "one in the group's name": {ID: account(9), Kind: chat.Anonymous},
	} {
		if as, _ := s.report(member(1), of, "1", noon); uttered(as) != "report-staff" || asked(as) != "" {
			t.Errorf("%s: %q, %q", name, uttered(as), asked(as))
		}
	}
	if as, _ := s.report(member(1), chat.Member{ID: account(10), Kind: chat.Channel}, "1", noon); uttered(as) != "flag-card-message" || asked(as) != "" {
		t.Errorf("a channel: %q, %q", uttered(as), asked(as))
	}
	if n := rows(s, flags); n != 1 {
		t.Errorf("%d flags", n)
	}
}
