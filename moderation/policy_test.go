package moderation

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

const officials = `
brand: {names: [Keyfold Wallet], domains: [keyfold.example.org]}
officials:
  - {id: support, kind: brand, role: support, names: [Keyfold Support], handles: [keyfold_help], telegram: 77}
`

var lobby = chat.RoomID{Platform: "telegram", Key: "-1"}

// alert is a scene whose guard acts as told.
func alert(t *testing.T, steps map[Rule]Step) scene {
	s := newScene(t, officials)
	s.guard.Policy.Steps = steps
	s.guard.Places = func(chat.Platform) []chat.RoomID { return []chat.RoomID{lobby} }
	s.guard.Leads, s.guard.Platforms = s.guard.Cards, []chat.Platform{"telegram"}
	return s
}

func impostor(key string) chat.Member {
	return chat.Member{ID: chat.MemberID{Platform: "telegram", Key: key}, Name: "Keyfold Support"}
}

func (s scene) see(m chat.Member, at time.Time) (as []chat.Action) {
	s.Helper()
	s.do(func(tx store.Tx) (err error) { as, err = s.guard.See(tx, m, lobby, at); return err })
	return as
}

// flag reads a flag, which must be there.
func (s scene) flag(no uint64) (f Flag) {
	s.Helper()
	s.do(func(tx store.Tx) error {
		var ok bool
		var err error
		if f, ok, err = Find(tx, no); err == nil && !ok {
			err = errors.New("no such flag")
		}
		return err
	})
	return f
}

// asked are what is asked of platforms: ban 5@-1.
func asked(as []chat.Action) string {
	var out []string
	for _, a := range as {
		if e, ok := a.Effect.(chat.Sanction); ok {
			out = append(out, string(e.Do)+" "+e.Member.Key+"@"+e.Room.Key)
		}
	}
	return strings.Join(out, ", ")
}

var (
	maxi = chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "8"}, Name: "Max", Role: chat.Moderator}
	lena = chat.Member{ID: chat.MemberID{Platform: "telegram", Key: "9"}, Name: "Lena", Role: chat.Lead}
)

func TestNothingIsDoneUnlessAPolicySaysSo(t *testing.T) {
	s := alert(t, nil)
	if as := s.see(impostor("5"), noon); asked(as) != "" || s.flag(1).Spared != "" {
		t.Errorf("%+v", as)
	}
}

func TestAPolicyActsOnceForEachAccountAndName(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToBan})
	as := s.see(impostor("5"), noon)
	if got := asked(as); got != "ban 5@-1" {
		t.Errorf("first: %q", got)
	}
	notice, ok := as[0].Effect.(chat.Send)
	if !ok || notice.Room != chat.Direct(impostor("5").ID) || as[0].LaneOf() != as[1].LaneOf() {
		t.Errorf("the account is not told before: %+v", as[0])
	}
	other := impostor("5")
	other.Name = "Ann"
	s.see(other, noon)
	if got := asked(s.see(impostor("5"), noon)); got != "" {
		t.Errorf("again: %q", got)
	}
}

func TestWhatTheGuardMayDoByItselfHasACeilingForEachRule(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToBan})
	set := func(r Rule, step Step) (err error) {
		_ = s.Update(context.Background(), func(tx store.Tx) error { err = s.guard.Set(tx, r, step, lena, noon); return err })
		return err
	}
	for rule, most := range map[Rule]Step{
		ByIdentical: ToBan, ByBoth: ToBan, ByLink: ToBan, ByNear: ToReport, ByPicture: ToReport, ByForward: ToReport,
		BySuspicion: ToWarn, ByLure: ToMute, ByAddress: ToMute, ByReport: ToMute,
	} {
		over := false
		for _, step := range Steps {
			var refused *chat.Refusal
			if err := set(rule, step); errors.As(err, &refused) != over {
				t.Errorf("%s may not exceed %s; %s: %v", rule, most, step, err)
			}
			over = over || step == most
		}
	}
}

func TestALeadsPolicyGoesBeforeTheConfigurationsUntilItIsTakenBack(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToMute})
	var noted []string
	s.guard.Note = func(_ store.Tx, what string, by chat.Member, why string, _ time.Time) error {
		noted = append(noted, what+" "+by.Name+" "+why)
		return nil
	}
	s.do(func(tx store.Tx) error { return s.guard.Set(tx, ByIdentical, ToBan, lena, noon) })
	if got := asked(s.see(impostor("5"), noon)); got != "ban 5@-1" || s.flag(1).PolicyBy != "Lena" {
		t.Errorf("set: %q, %+v", got, s.flag(1))
	}
	s.do(func(tx store.Tx) error { return s.guard.Set(tx, ByIdentical, "", lena, noon) })
	if got := asked(s.see(impostor("6"), noon)); got != "mute 6@-1" || s.flag(2).PolicyBy != "" {
		t.Errorf("taken back: %q", got)
	}
	want := "guard-policy Lena identical: ban; guard-ban  flag 1: identical support; guard-policy Lena identical: as configured; guard-mute  flag 2: identical support"
	if got := strings.Join(noted, "; "); got != want {
		t.Errorf("the audit says %q", got)
	}
}

func TestBeyondTheLimitOfAnHourTheGuardReportsAndSaysSoOnce(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToKick})
	s.guard.Policy.PerHour = 2
	told := 0
	for i, c := range []struct {
		after  time.Duration
		spared Spared
	}{{0, ""}, {time.Minute, ""}, {2 * time.Minute, SparedLimit}, {59 * time.Minute, SparedLimit}, {60 * time.Minute, ""}} {
		as := s.see(impostor(string(rune('a'+i))), noon.Add(c.after))
		if f := s.flag(uint64(i + 1)); f.Spared != c.spared || (asked(as) == "") != (c.spared != "") {
			t.Errorf("after %v: %q, %q", c.after, f.Spared, asked(as))
		}
		for _, a := range as {
			if e, ok := a.Effect.(chat.Send); ok && e.Post.Phrase.ID == "guard-limit" {
				told++
			}
		}
	}
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}

func TestOlderAccountsThanTheMinimumAreOnlyReported(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToBan})
	s.guard.Policy.Younger = 24 * time.Hour
	old, young, renamed := impostor("1"), impostor("2"), impostor("3")
	old.Since, young.Since = noon.Add(-24*time.Hour), noon.Add(-23*time.Hour)
	ann := renamed
	ann.Name = "Ann"
	s.see(ann, noon.Add(-48*time.Hour)) // known for two days, the platform tells no age
	for m, want := range map[*chat.Member]bool{&old: false, &young: true, &renamed: false} {
		if got := asked(s.see(*m, noon)); (got != "") != want {
			t.Errorf("%s: %q", m.ID.Key, got)
		}
	}
}

func TestOfficesAdministratorsAndChannelsAreNeverActedOn(t *testing.T) {
	s := alert(t, map[Rule]Step{ByLink: ToBan})
	s.guard.Policy.Delete = map[Rule]bool{ByLink: true}
	s.do(func(tx store.Tx) error {
		return s.guard.Administrators(tx, lobby, []chat.MemberID{{Platform: "telegram", Key: "4"}})
	})
	staff, owner, channel, hidden, official := impostor("1"), impostor("2"), impostor("3"), impostor("5"), impostor("77")
	staff.Role, owner.Groups, channel.Kind, hidden.Kind = chat.Representative, []string{chat.OwnerGroup}, chat.Channel, chat.Anonymous
	for want, who := range map[Spared][]chat.Member{
		SparedStaff: {staff, official}, SparedAdmin: {owner, impostor("4")}, SparedChannel: {channel}, SparedAnonymous: {hidden},
	} {
		for _, m := range who {
			f := Flag{Rule: ByLink, Subject: "link", Room: lobby, At: noon, Message: chat.MessageID{Platform: "telegram", Key: "1"}}
			var as []chat.Action
			s.do(func(tx store.Tx) (err error) { as, err = s.guard.raise(tx, m, f); return err })
			card, ok := as[len(as)-1].Effect.(chat.Send)
			if len(as) != 1 || !ok || !strings.Contains(said(card.Post.Phrase), "flag-spared-"+string(want)) {
				t.Errorf("%s: %+v", m.ID.Key, as)
			}
		}
	}
}

func said(p *chat.Phrase) string {
	out := p.ID
	for _, then := range p.Then {
		out += " " + then.ID
	}
	return out
}

func TestTheBotItselfIsNeverFlagged(t *testing.T) {
	s := alert(t, map[Rule]Step{ByIdentical: ToBan})
	self := impostor("5")
	self.Kind = chat.Self
	if as := s.see(self, noon); len(as) != 0 {
		t.Errorf("%+v", as)
	}
}
