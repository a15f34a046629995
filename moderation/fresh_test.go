package moderation

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/goccy/go-yaml"
)

// The sets of testdata/fresh were written whole, rosters first, before any result of theirs was seen, and then measured once:
// README states those figures. The gates are what the engines reach since, so that no later change loses it.

var freshNames = sync.OnceValues(func() (map[string]*Names, error) {
	text, err := os.ReadFile(filepath.Join("testdata", "fresh", "rosters.yaml"))
	if err != nil {
		return nil, err
	}
	var specs map[string]RosterSpec
	if err := yaml.Unmarshal(text, &specs); err != nil {
		return nil, err
	}
	all := map[string]*Names{}
	for name, spec := range specs {
		r, _, err := NewRoster(spec)
		if err != nil {
			return nil, err
		}
		all[name] = NewNames(r)
	}
	return all, nil
})

// kinds counts by kind how many of how many were flagged.
type kinds map[string]*[2]int

func (c kinds) add(kind string, flagged bool) {
	if c[kind] == nil {
		c[kind] = &[2]int{}
	}
	c[kind][1]++
	if flagged {
		c[kind][0]++
	}
}

func (c kinds) share(t *testing.T, title string) float64 {
	flagged, total := 0, 0
	for _, kind := range slices.Sorted(maps.Keys(c)) {
		flagged, total = flagged+c[kind][0], total+c[kind][1]
		t.Logf("%s: %-20s flagged %d of %d", title, kind, c[kind][0], c[kind][1])
	}
	t.Logf("%s: flagged %d of %d (%.1f %%)", title, flagged, total, 100*float64(flagged)/float64(total))
	return float64(flagged) / float64(total)
}

// eachFresh calls do with every name of a set: «## kind», «[roster]», then names or @handles with \u escapes.
func eachFresh(t *testing.T, file string, do func(kind string, v NameVerdict, handle, name string)) {
	t.Helper()
	all, err := freshNames()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join("testdata", "fresh", file))
	if err != nil {
		t.Fatal(err)
	}
	kind, roster := "", ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if section, ok := strings.CutPrefix(line, "## "); ok {
			kind = section
			continue
		}
		if inner := strings.Trim(line, "[]"); strings.HasPrefix(line, "[") && all[inner] != nil {
			roster = inner
			continue
		}
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		handle, name := "quiet_owl_77", line
		if strings.HasPrefix(line, "@") {
			handle, name = line[1:], "Joe"
		}
		name, err := strconv.Unquote(`"` + strings.ReplaceAll(name, `"`, `\"`) + `"`)
		if err != nil {
			t.Fatalf("%s: %q: %v", file, line, err)
		}
		do(kind, all[roster].Check(handle, name), handle, name)
	}
}

func TestFreshForgeriesAreCaught(t *testing.T) {
	for file, least := range map[string]float64{"names-forged-1.txt": .975, "names-forged-2.txt": .945} {
		count := kinds{}
		eachFresh(t, file, func(kind string, v NameVerdict, handle, name string) {
			count.add(kind, v.Verdict != Clear)
			if v.Verdict == Clear {
				t.Logf("%s: missed %s @%s %q", file, kind, handle, name)
			}
		})
		if count.share(t, file) < least {
			t.Errorf("%s: recall below %.3f", file, least)
		}
	}
}

func TestFreshInnocentsAreLeftAlone(t *testing.T) {
	for file, most := range map[string]float64{"names-innocent-1.txt": .025, "names-innocent-2.txt": .035} {
		count := kinds{}
		eachFresh(t, file, func(kind string, v NameVerdict, handle, name string) {
			count.add(kind, v.Verdict != Clear)
			switch v.Verdict {
			case Identical:
				t.Errorf("%s: %s @%s %q is called identical: %v", file, kind, handle, name, v.Reasons)
			case Near:
				t.Logf("%s: %s @%s %q is called near: %v", file, kind, handle, name, v.Reasons)
			}
		})
		if count.share(t, file) > most {
			t.Errorf("%s: false alarms above %.1f %%", file, 100*most)
		}
	}
}

func TestFreshLinksAreToldApart(t *testing.T) {
	all, err := freshNames()
	if err != nil {
		t.Fatal(err)
	}
	for file, gate := range map[string]struct{ recall, alarms float64 }{
		"fresh/links-1.txt": {.99, .005}, "fresh/links-2.txt": {.985, .01},
	} {
		forged, harmless := kinds{}, kinds{}
		for _, row := range written(t, file, 4) {
			v := NewLinks(all[row[0]]).Check(row[3])
			flagged := v.Verdict == LinkLookalike || v.Verdict == LinkSuspicious
			if row[1] == "lookalike" {
				forged.add(row[2], flagged)
			} else {
				harmless.add(row[1]+" "+row[2], flagged)
			}
			if flagged != (row[1] == "lookalike") || row[1] == "official" && v.Verdict != LinkOfficial {
				t.Logf("%s: %s %s %s %s: %+v", file, row[0], row[1], row[2], row[3], v)
			}
		}
		if forged.share(t, file) < gate.recall {
			t.Errorf("%s: recall below %.3f", file, gate.recall)
		}
		if harmless.share(t, file) > gate.alarms {
			t.Errorf("%s: false alarms above %.1f %%", file, 100*gate.alarms)
		}
	}
}
