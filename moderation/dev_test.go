package moderation

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// development reads a labelled set, data/guard/NAME in the folder that FRONTDESK_TESTDATA names.
func development(t testing.TB, name string) []byte {
	t.Helper()
	folder := os.Getenv("FRONTDESK_TESTDATA")
	if folder == "" {
		t.Skip("FRONTDESK_TESTDATA is not set")
	}
	text, err := os.ReadFile(filepath.Join(folder, "data", "guard", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func developmentRows(t testing.TB, name string) [][]string {
	var rows [][]string
	for _, line := range strings.Split(strings.TrimSuffix(string(development(t, name)), "\n"), "\n")[1:] {
		rows = append(rows, strings.Split(line, "\t"))
	}
	return rows
}

func TestNamesOfTheDevelopmentSetAreToldApart(t *testing.T) {
	roster, warnings, err := LoadRoster(development(t, "roster.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range warnings {
		t.Log(w)
	}
	names := NewNames(roster)
	var wrong, total [2]int
	for _, row := range developmentRows(t, "names.tsv") {
		is := 0
		if row[3] == "impersonator" {
			is = 1
		}
		total[is]++
		v := names.Check(row[1], row[2])
		if (v.Verdict != Clear) != (is == 1) {
			wrong[is]++
			t.Logf("%s %s: %s %q %+v", row[3], row[4], row[1], row[2], v)
		}
	}
	t.Logf("missed %d of %d, false alarms %d of %d", wrong[1], total[1], wrong[0], total[0])
}

func TestLinksOfTheDevelopmentSetAreToldApart(t *testing.T) {
	roster, _, err := LoadRoster(development(t, "roster.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	links := NewLinks(NewNames(roster))
	wrong, total := map[string]int{}, map[string]int{}
	for _, row := range developmentRows(t, "links.tsv") {
		total[row[2]]++
		v := links.Check(row[0])
		want := map[string][]LinkLevel{"lookalike": {LinkLookalike, LinkSuspicious}, "official": {LinkOfficial}, "benign": {LinkClear}}[row[2]]
		if !slices.Contains(want, v.Verdict) {
			wrong[row[2]]++
			t.Logf("%s %s: %s %+v", row[2], row[3], row[0], v)
		}
	}
	t.Logf("wrong %v of %v", wrong, total)
}
