package secret

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// development reads a labelled set, data/guard/NAME in the folder that FRONTDESK_TESTDATA names.
func development(t *testing.T, name string) [][]string {
	t.Helper()
	folder := os.Getenv("FRONTDESK_TESTDATA")
	if folder == "" {
		t.Skip("FRONTDESK_TESTDATA is not set")
	}
	text, err := os.ReadFile(filepath.Join(folder, "data", "guard", name))
	if err != nil {
		t.Fatal(err)
	}
	var rows [][]string
	for _, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")[1:] {
		rows = append(rows, strings.Split(line, "\t"))
	}
	return rows
}

func TestDevelopmentSetIsToldApart(t *testing.T) {
	d := New()
	unescape := strings.NewReplacer(`\n`, "\n", `\t`, "\t", `\\`, `\`)
	var wrong, total [2]int
	for _, row := range development(t, "secrets.tsv") {
		leak := 0
		if row[1] == "leak" {
			leak = 1
		}
		total[leak]++
		text := unescape.Replace(row[0])
		v := d.Check(text)
		if v.Verdict == Hold && len(row) > 3 && row[3] == "hold acceptable" {
			continue
		}
		if (v.Verdict != Clear) != (leak == 1) {
			wrong[leak]++
			t.Logf("%s %s: %v", row[1], row[2], v)
		}
		if d.Check(d.Redact(text)).Verdict != Clear {
			t.Errorf("a redacted %s is not clear", row[2])
		}
	}
	t.Logf("missed %d of %d leaks, false alarms %d of %d", wrong[1], total[1], wrong[0], total[0])
	if wrong[1]*100 > 3*total[1] || wrong[0]*100 > 5*total[0] {
		t.Error("beyond the budget")
	}
}
