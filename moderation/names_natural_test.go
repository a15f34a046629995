package moderation

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// culture is what a people's names are made of.
type culture struct {
	given, family []string
	familyFirst   bool
}

func cultures(t *testing.T) map[string]*culture {
	text, err := os.ReadFile(filepath.Join("testdata", "names", "people.txt"))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*culture{}
	for line := range strings.Lines(string(text)) {
		head, names, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok || strings.HasPrefix(head, "#") {
			continue
		}
		head, first := strings.CutPrefix(head, "order ")
		name, part, _ := strings.Cut(head, " ")
		if all[name] == nil {
			all[name] = &culture{familyFirst: first}
		}
		if list := strings.Fields(names); part == "given" {
			all[name].given = list
		} else {
			all[name].family = list
		}
	}
	return all
}

// person makes up a display name and a handle the way people do.
func (c *culture) person(r *rand.Rand) (handle, name string) {
	given, family := pick(r, c.given...), strings.ReplaceAll(pick(r, c.family...), "_", " ")
	first, last, gap := given, family, " "
	if c.familyFirst {
		first, last = family, given
		if unspaced([]rune(family)[0]) {
			gap = ""
		}
	}
	name = first + gap + last
	switch r.IntN(12) {
	case 0:
		name = first
	case 1:
		name = strings.ToLower(name)
	case 2:
		name = strings.ToUpper(name)
	case 3:
		name += pick(r, " 🚀", " 🇺🇸", " ✨", " 💎🙌", " | 0x", ".eth", " 🌙")
	case 4:
		name = first + gap + string([]rune(last)[:1]) + "."
	case 5:
		name = pick(r, "Mr ", "crypto ", "🦄", "⚡ ", "lil ", "Dr ") + name
	}
	plain := strings.Map(func(c rune) rune {
		if c < 0x80 && (unicode.IsLetter(c) || unicode.IsDigit(c)) {
			return unicode.ToLower(c)
		}
		return -1
	}, given+family)
	switch r.IntN(6) {
	case 0:
		handle = plain + pick(r, "99", "_x", "1987", "_eth", "07")
	case 1:
		handle = pick(r, "the", "crypto", "its", "mr_", "x") + plain
	case 2:
		handle = plain + pick(r, "_crypto", "hodl", "_nft", "trades", "_official", "dev")
	default:
		handle = plain
	}
	return handle, name
}

// namesake reports somebody who really bears an official's name.
func namesake(n *Names, v NameVerdict) bool {
	bare := strings.NewReplacer(" ", "", "_", "").Replace
	o, ok := n.roster.ByID(v.Like)
	return ok && o.Kind == "person" && strings.Contains(strings.ToLower(bare(v.Text)), strings.ToLower(bare(o.Names[0])))
}

// TestNaturalNamesAreLeftAlone checks people of many cultures against every roster. A namesake of an official is not counted: a
// name alone cannot tell.
func TestNaturalNamesAreLeftAlone(t *testing.T) {
	all := cultures(t)
	if len(all) < 20 {
		t.Fatalf("%d cultures", len(all))
	}
	communities := wideCommunities(t)
	people := 800 // of a culture
	if testing.Short() {
		people = 100
	}
	identical, near, total := 0, 0, 0
	for _, name := range slices.Sorted(maps.Keys(all)) {
		r := rand.New(rand.NewPCG(3, uint64(len(name))))
		for range people {
			handle, display := all[name].person(r)
			for _, community := range slices.Sorted(maps.Keys(communities)) {
				total++
				n := communities[community]
				switch v := n.Check(handle, display); {
				case v.Verdict != Clear && namesake(n, v):
				case v.Verdict == Identical:
					identical++
					t.Logf("%s, %s: @%s %q %v", name, community, handle, display, v.Reasons)
				case v.Verdict == Near:
					near++
					t.Logf("%s, %s: @%s %q %v", name, community, handle, display, v.Reasons)
				}
			}
		}
	}
	t.Logf("%d people of %d cultures, %d checks: identical %d, near %d", people*len(all), len(all), total, identical, near)
	if identical > 0 || near*10_000 > total {
		t.Errorf("of %d natural names %d are called identical and %d near", total, identical, near)
	}
}
