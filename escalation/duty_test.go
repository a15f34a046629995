package escalation_test

import (
	"crypto/rand"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// stranger is a member whom nobody has met.
func stranger() chat.Member {
	return chat.Member{ID: chat.MemberID{Platform: "telegram", Key: rand.Text()}, Name: "Asker"}
}

// called names those whom a new ticket of a fresh member calls.
func (b bench) called(lang, tier string, at time.Time) string {
	b.Helper()
	var keys []string
	asker := stranger()
	b.do(func(tx store.Tx) ([]chat.Action, error) {
		t, as, err := b.d.Open(tx, escalation.Request{Member: asker, Subject: escalation.General, Lang: lang, Tier: tier, Room: group, At: at})
		for _, m := range t.Duty {
			keys = append(keys, m.Key)
		}
		return as, err
	})
	return strings.Join(keys, " ")
}

func (b bench) seen(at time.Time, who ...chat.Member) {
	b.Helper()
	for _, m := range who {
		b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Seen(tx, m, at) })
	}
}

func (b bench) onDuty(m chat.Member, at time.Time, langs ...string) {
	b.Helper()
	b.do(func(tx store.Tx) ([]chat.Action, error) { _, err := b.d.GoOn(tx, m, langs, at); return nil, err })
}

// offDuty returns the next shift.
func (b bench) offDuty(m chat.Member, at time.Time) (next time.Time) {
	b.Helper()
	b.do(func(tx store.Tx) (_ []chat.Action, err error) { next, err = b.d.GoOff(tx, m, at); return nil, err })
	return next
}

func (b bench) expectCalled(at time.Time, lang, tier, want string) {
	b.Helper()
	if got := b.called(lang, tier, at); got != want {
		b.Errorf("a ticket in %q for tier %q at %v calls %q, want %q", lang, tier, at, got, want)
	}
}

func TestWithoutARotaATicketCallsWhoeverWasSeenLately(t *testing.T) {
	b := newBench(t)
	b.d.Named = []chat.MemberID{{Platform: "telegram", Key: "5"}}
	b.seen(noon, mei, ann, lea)
	b.seen(noon.Add(-8*24*time.Hour), kim)
	b.expectCalled(noon, "en", "", "5 8")
	b.offDuty(mei, noon)
	b.expectCalled(noon.Add(time.Hour), "en", "", "5")
	b.onDuty(kim, noon, "zh")
	b.expectCalled(noon.Add(2*time.Hour), "en", "", "9")
	b.seen(noon.Add(11*time.Hour), kim)
	b.expectCalled(noon.Add(22*time.Hour), "en", "", "9")
	b.expectCalled(noon.Add(24*time.Hour), "en", "", "5") // «on» has lapsed
}

func TestATicketCallsThoseOnDutyWhoSpeakItsLanguage(t *testing.T) {
	b := newBench(t)
	b.onDuty(mei, noon, "zh", "en")
	b.onDuty(kim, noon, "ru")
	b.expectCalled(noon, "zh-Hant", "", "8")
	b.expectCalled(noon, "ru", "", "9")
	b.expectCalled(noon, "tr", "", "9 8") // nobody does: all, by name
	b.onDuty(lea, noon)
	b.expectCalled(noon, "tr", "", "7") // who named no language speaks all
}

func TestTheRotaTellsWhoIsOnDutyUnlessTheySayOtherwise(t *testing.T) {
	b := newBench(t)
	morning, all := escalation.Hours{}, escalation.Hours{}
	for day := time.Sunday; day <= time.Saturday; day++ {
		morning.Add(day, escalation.Span{From: 9 * 60, To: 13 * 60})
	}
	b.d.Policy.Rota = []escalation.Shift{
		{Who: []chat.MemberID{mei.ID, {Platform: "discord", Key: "80"}}, Hours: morning},
		{Who: []chat.MemberID{kim.ID}, Hours: all, Tier: "technical"},
		{Who: []chat.MemberID{ann.ID}, Hours: all}, // who is no representative
	}
	b.d.Office = func(m chat.Member) chat.Role {
		if m.ID == ann.ID {
			return 0
		}
		return chat.Representative
	}
	b.expectCalled(noon, "en", "", "80 8")
	b.expectCalled(noon, "en", "technical", "9")
	b.expectCalled(noon.Add(2*time.Hour), "en", "", "9") // nobody else is there

	if next := b.offDuty(mei, noon); !next.Equal(noon.Add(21 * time.Hour)) {
		t.Errorf("the next shift begins at %v", next)
	}
	b.expectCalled(noon.Add(30*time.Minute), "en", "", "80")
	b.expectCalled(noon.Add(22*time.Hour), "en", "", "80 8") // the shift has begun anew

	if next := b.offDuty(kim, noon); !next.IsZero() {
		t.Errorf("a shift that never pauses begins at %v", next)
	}
	b.expectCalled(noon.Add(48*time.Hour), "en", "technical", "80 8")
	b.onDuty(kim, noon.Add(48*time.Hour))
	b.expectCalled(noon.Add(50*time.Hour), "en", "", "9")
}

func TestWhoIsSeenWhereGroupsAreNotToldKeepsDuty(t *testing.T) {
	b := newBench(t)
	b.d.Office = func(m chat.Member) chat.Role {
		if len(m.Groups) > 0 {
			return chat.Representative
		}
		return 0
	}
	grouped := mei
	grouped.Groups = []string{"support"}
	b.onDuty(grouped, noon)
	inPrivate, left := mei, mei
	inPrivate.Role, left.Role, left.Groups = 0, 0, []string{}
	b.seen(noon, inPrivate)
	b.expectCalled(noon, "en", "", "8")
	b.seen(noon, left)
	b.expectCalled(noon, "en", "", "")
}

func TestWhoLostTheOfficeIsForgotten(t *testing.T) {
	b := newBench(t)
	b.onDuty(mei, noon)
	plain := mei
	plain.Role = 0
	b.do(func(tx store.Tx) ([]chat.Action, error) { return b.d.Changed(tx, plain, noon) })
	b.expectCalled(noon, "en", "", "")
}
