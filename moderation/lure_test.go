package moderation

import (
	"maps"
	"slices"
	"testing"
)

// TestWrittenLuresAreToldFromInnocentMessages prints both tiers' recall and false alarms by language.
func TestWrittenLuresAreToldFromInnocentMessages(t *testing.T) {
	lures := NewLures(berths(t)["tide"])
	for _, file := range []string{"lures/first.txt", "lures/blind.txt", "lures/fresh.txt", "lures/last.txt"} {
		caught, sure, total := map[string]int{}, map[string]int{}, map[string]int{}
		alarms, innocents := 0, 0
		for _, row := range written(t, file, 3) {
			v := lures.Check(row[2])
			if row[1] == "innocent" {
				innocents++
				if v.Verdict != NoLure {
					alarms++
					t.Logf("%s: false alarm %s: %s %+v", file, row[0], row[2], v)
				}
				continue
			}
			total[row[0]]++
			switch v.Verdict {
			case SurelyLure:
				sure[row[0]]++
				caught[row[0]]++
			case MaybeLure:
				caught[row[0]]++
				t.Logf("%s: only suspicious %s: %s %v", file, row[0], row[2], v.Parts)
			default:
				t.Logf("%s: missed %s: %s %v", file, row[0], row[2], lures.phrases.find(lures.fold, row[2]).names())
			}
		}
		t.Logf("%s: %d false alarms in %d", file, alarms, innocents)
		for _, lang := range slices.Sorted(maps.Keys(total)) {
			t.Logf("%s: %s: %d of %d, surely %d", file, lang, caught[lang], total[lang], sure[lang])
		}
	}
}
