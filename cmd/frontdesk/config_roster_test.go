package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func readRosterSettings(t *testing.T, text string) (*configuration, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "frontdesk.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return readConfiguration(path)
}

func TestOfficialsAreDrawnFromWhatTheConfigurationNames(t *testing.T) {
	for name, c := range map[string]struct {
		roster  string
		admins  int
		offices bool
	}{
		"by default offices alone":        {"{}", 0, true},
		"all watched groups, each once":   {"{from_telegram_admins: true}", 2, true},
		"the groups that are listed":      {"{from_telegram_admins: [-1003, \"-1004\"], from_offices: false}", 2, false},
		"no group where it is said to be": {"{from_telegram_admins: false}", 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := readRosterSettings(t, "telegram: {rooms: [\"-1001/5\", \"-1001\", \"-1002\"]}\nguard: {roster: "+c.roster+"}\n")
			if err != nil {
				t.Fatal(err)
			}
			if r := got.hub.Roster; len(r.Admins) != c.admins || r.Offices != c.offices || r.Second {
				t.Errorf("got %+v", r)
			}
		})
	}
}

func TestWrongSettingsOfTheRosterAreNamed(t *testing.T) {
	_, err := readRosterSettings(t, "guard:\n  roster:\n    from_telegram_admins: true\n    from_discord_roles: {helper: moderator, \"1100000000000000001\": \"\"}\n")
	for _, want := range []string{"line 3", "there are no groups", "no Discord ID", "the office is missing"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in %v", want, err)
		}
	}
}
