package moderation

import (
	"strings"
	"testing"

	"frontdesk/chat"
)

const rosterText = `
rooms: {ignored: true}
brand:
  names: [Lumora, Lum]
  domains: [lumora.io]
  links: [t.me/lumora]
  contracts: ["0x4b76508c05cfc7312969e8e4c123a5029359c310"]
officials:
  - {id: a, kind: person, role: admin, names: [Marek Nowicki], handles: ["@MarekN_official"], telegram: 8000000001, discord: "1100000000000000001"}
  - {id: b, kind: person, role: mod, names: [Marek Nowicki], handles: [other_marek], telegram: [8000000002, "8000000003"]}
  - {id: c, kind: person, role: mod, names: [Alexander, Jo], handles: [alex]}
`

func TestARosterIsReadFromAnyConfiguration(t *testing.T) {
	r, warnings, err := LoadRoster([]byte(rosterText))
	if err != nil {
		t.Fatal(err)
	}
	for account, want := range map[chat.MemberID]string{
		{Platform: "telegram", Key: "8000000001"}: "a", {Platform: "discord", Key: "1100000000000000001"}: "a",
		{Platform: "telegram", Key: "8000000003"}: "b", {Platform: "discord", Key: "8000000003"}: "",
	} {
		if o, ok := r.ByAccount(account); ok != (want != "") || o.ID != want {
			t.Errorf("%v is %q, want %q", account, o.ID, want)
		}
	}
	if o, ok := r.ByHandle("marekn_OFFICIAL"); !ok || o.ID != "a" {
		t.Errorf("handle found %v %v", o, ok)
	}
	var left []string
	for _, w := range warnings {
		left = append(left, w.Key)
	}
	if got := strings.Join(left, " "); got != "Lum Alexander Jo alex" {
		t.Errorf("left out: %s", got)
	}
}

func TestTwoOfficialsMayShareAName(t *testing.T) {
	r, _, err := LoadRoster([]byte(rosterText))
	if err != nil {
		t.Fatal(err)
	}
	if v := NewNames(r).Check("x", "Marek Nowicki"); v.Verdict != Identical || v.Like != "a" {
		t.Errorf("got %+v", v)
	}
}

func TestACommonFirstNameIsProtectedOnlyBesideAnOffice(t *testing.T) {
	r, _, err := LoadRoster([]byte(rosterText))
	if err != nil {
		t.Fatal(err)
	}
	n := NewNames(r)
	if v := n.Check("x", "Alexander"); v.Verdict != Clear {
		t.Errorf("alone: %+v", v)
	}
	if v := n.Check("x", "Alexander | Lumora"); v.Verdict == Clear {
		t.Errorf("beside the brand: %+v", v)
	}
}

func TestEveryProblemOfARosterIsReportedAtOnce(t *testing.T) {
	_, _, err := LoadRoster([]byte("officials: [{id: a, telegram: 1}, {id: a, telegram: 2}, {names: [X]}, {id: b, telegram: 1}]"))
	if err == nil {
		t.Fatal("a broken roster is accepted")
	}
	for _, want := range []string{"used twice", "has no id", "belongs to"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in: %v", want, err)
		}
	}
}

func TestAnUnknownKeyIsAWarningWithItsLine(t *testing.T) {
	_, warnings, err := LoadRoster([]byte("brand: {names: [Lumora]}\nofficials:\n  - id: a\n    handels: [x]\n    names: [Marek Nowicki]\n"))
	if err != nil {
		t.Fatal(err)
	}
	if len(warnings) != 1 || !strings.Contains(warnings[0].String(), "line 4") {
		t.Errorf("got %v", warnings)
	}
}

func TestBrokenRostersAreRefused(t *testing.T) {
	for _, text := range []string{"brand: [", "officials: {id: a}", "officials: [{id: a, telegram: {x: 1}}]", "officials: [{id: a, telegram: someone}]"} {
		if _, _, err := LoadRoster([]byte(text)); err == nil {
			t.Errorf("%q is accepted", text)
		}
	}
	if _, _, err := LoadRoster(nil); err != nil {
		t.Errorf("an empty file: %v", err)
	}
}

func FuzzRoster(f *testing.F) {
	f.Add([]byte(rosterText))
	f.Fuzz(func(t *testing.T, text []byte) {
		if r, _, err := LoadRoster(text); err == nil {
			NewNames(r).Check("lumora", "Lumora Support")
		}
	})
}
