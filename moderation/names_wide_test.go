package moderation

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// The wide set: every protected name of several communities, in every disguise we know of, made from tables of the tests' own.

// wide are further disguises of a Latin name, beside those of forgeries.
var wide = map[string]func(*rand.Rand, string) string{
	"armenian":      letters(map[rune]string{'o': "օ", 'n': "ո", 'u': "ս", 'h': "հ", 'q': "զ", 'g': "ց", 'S': "Տ", 'U': "Ս", 'O': "Օ", 'L': "Լ"}, .8),
	"lisu":          letters(map[rune]string{'A': "ꓮ", 'B': "ꓐ", 'C': "ꓚ", 'D': "ꓓ", 'E': "ꓰ", 'F': "ꓝ", 'G': "ꓖ", 'H': "ꓧ", 'I': "ꓲ", 'J': "ꓙ", 'K': "ꓗ", 'L': "ꓡ", 'M': "ꓟ", 'N': "ꓠ", 'O': "ꓳ", 'P': "ꓑ", 'R': "ꓣ", 'S': "ꓢ", 'T': "ꓔ", 'U': "ꓴ", 'V': "ꓦ", 'W': "ꓪ", 'X': "ꓫ", 'Y': "ꓬ", 'Z': "ꓜ"}, 1),
	"double struck": doubleStruck, "sans bold": block(0x1D5D4, 0x1D5EE), "sans italic": block(0x1D608, 0x1D622), "italic": block(0x1D468, 0x1D482),
	"tags":         each("\U000E0073"),
	"fillers":      between("\u3164", "\u115f", "\u17b4", "\uffa0", "\u2800"),
	"joiners":      each("\u200d"),
	"soft hyphens": each("\u00ad"),
	"overlay":      each("\u0338"),
	"zalgo":        each("\u0300\u0316\u0334\u0353"),
	"keycaps":      each("\ufe0f\u20e3"),
	"partly turned": func(r *rand.Rand, s string) string {
		at := 1 + r.IntN(len(s)-2)
		return s[:at] + "\u202e" + reversed(s[at:]) + "\u202c"
	},
	"emoji inside": between("🔥", "✨", "⚡", "💎", "✅"),
	"repeated":     edit(func(_ *rand.Rand, s []rune, i int) []rune { return slices.Insert(s, i, s[i], s[i]) }),
	"underscores":  func(_ *rand.Rand, s string) string { return strings.ReplaceAll(s, " ", "_") },
	"no spaces":    func(_ *rand.Rand, s string) string { return strings.ReplaceAll(s, " ", "") },
	"upper":        func(_ *rand.Rand, s string) string { return strings.ToUpper(s) },
	"mixed case":   func(_ *rand.Rand, s string) string { return alternate(s) },
	"brackets": func(r *rand.Rand, s string) string {
		return pick(r, "[", "【", "『", "꧁", "★ ") + s + pick(r, "]", "】", "』", "꧂", " ★")
	},
	"wide spaces": func(_ *rand.Rand, s string) string { return strings.ReplaceAll(s, " ", "\u3000") + "\u00a0" },
	"word order": func(r *rand.Rand, s string) string {
		words := strings.Fields(s)
		return strings.Join(append(words[1:], words[0]), " ")
	},
	"leet and cyrillic": func(r *rand.Rand, s string) string { return forgeries["cyrillic"](r, forgeries["leet"](r, s)) },
	"marks and greek":   func(r *rand.Rand, s string) string { return each("\u0332")(r, forgeries["greek"](r, s)) },
	"hidden and leet":   func(r *rand.Rand, s string) string { return between("\u200b")(r, forgeries["leet"](r, s)) },
}

// doubleStruck letters have gaps that older characters fill.
func doubleStruck(r *rand.Rand, s string) string {
	return block(0x1D538, 0x1D552)(r, strings.NewReplacer("C", "ℂ", "H", "ℍ", "N", "ℕ", "P", "ℙ", "Q", "ℚ", "R", "ℝ", "Z", "ℤ").Replace(s))
}

// handleShapes are what forgers make of a name for a handle.
var handleShapes = []string{"%s_support", "%ssupport", "support_%s", "%s_official", "official_%s", "0fficial_%s", "%s_help", "%s_bot", "%s_cs", "%s_team", "team_%s",
	"real_%s", "the_%s", "%s_admin", "admin_%s", "%s_help_desk", "%s_helpdesk1", "%s_support_24_7", "%s_care", "%s_supp0rt", "%s.support", "%s_kefu", "%s_support_bot", "x_%s_support", "%s_mod", "%s__support"}

// wideCommunities are four imagined rosters and one with fifty officials.
func wideCommunities(t *testing.T) map[string]*Names {
	all := rostersOf(t, "zelio", "yunfan", "maple", "nestfold")
	all["fifty"] = NewNames(fiftyOfficials(t))
	return all
}

// protectedLatin lists what a roster protects in Latin letters: brand, persons, and persons of several words.
func protectedLatin(n *Names) (brands, persons []string) {
	latin := func(name string) bool { return !strings.ContainsFunc(name, func(r rune) bool { return r > 0x7e }) }
	for _, name := range n.roster.Brand().Names {
		if latin(name) && len(name) >= 5 {
			brands = append(brands, name)
		}
	}
	for _, o := range n.roster.Officials() {
		if name := o.Names[0]; o.Kind == "person" && latin(name) && !strings.ContainsAny(name, "(|") {
			persons = append(persons, name)
		}
	}
	return brands, persons[:min(len(persons), 8)]
}

type tally struct{ caught, identical, total map[string]int }

func (c *tally) check(t *testing.T, class string, n *Names, handle, name string) {
	c.total[class]++
	switch n.Check(handle, name).Verdict {
	case Identical:
		c.identical[class]++
		c.caught[class]++
	case Near:
		c.caught[class]++
	default:
		if c.total[class]-c.caught[class] <= 4 {
			t.Logf("%s: missed @%s %q", class, handle, name)
		}
	}
}

func TestTheWideSetIsCaught(t *testing.T) {
	c := tally{map[string]int{}, map[string]int{}, map[string]int{}}
	roles := rolesByLanguage(t)
	communities := wideCommunities(t)
	for _, community := range slices.Sorted(maps.Keys(communities)) {
		n := communities[community]
		r := rand.New(rand.NewPCG(uint64(len(community)), 5))
		brands, persons := protectedLatin(n)
		disguised(t, &c, n, r, append(slices.Clone(brands), persons...))
		for _, language := range slices.Sorted(maps.Keys(roles)) {
			for _, role := range roles[language] {
				brand := pick(r, n.roster.Brand().Names...)
				c.check(t, "office "+language, n, "quiet_owl_77", pick(r, brand+" "+role, role+" "+brand, brand+" | "+role, brand+role+" ✅", "🛡 "+brand+" - "+role))
				if len(persons) > 0 {
					c.check(t, "person with office "+language, n, "quiet_owl_77", pick(r, persons...)+pick(r, " | ", " ", " - ")+role)
				}
			}
		}
		for _, shape := range handleShapes {
			for _, name := range brands {
				c.check(t, "handle of the brand", n, fmt.Sprintf(shape, strings.ToLower(strings.ReplaceAll(name, " ", pick(r, "", "_")))), "Joe")
			}
		}
		for _, name := range persons {
			for _, shape := range []string{"%s", "%s_", "%s1", "real_%s", "%s_official", "%s_admin", "%s.support", "the%s", "%s_team"} {
				c.check(t, "handle of a person", n, fmt.Sprintf(shape, strings.ToLower(strings.ReplaceAll(name, " ", pick(r, "", "_")))), "Joe")
			}
		}
	}
	report(t, c.caught, c.identical, c.total, .985)
	for class, total := range c.total {
		if float64(c.caught[class]) < .95*float64(total) {
			t.Errorf("%s: %d of %d", class, c.caught[class], total)
		}
	}
}

// disguised checks names in every class of forgeries and wide. A forgery that changes nothing is none.
func disguised(t *testing.T, c *tally, n *Names, r *rand.Rand, names []string) {
	for _, table := range []map[string]func(*rand.Rand, string) string{forgeries, wide} {
		for _, class := range slices.Sorted(maps.Keys(table)) {
			for _, name := range names {
				for range 3 {
					if class == "word order" && !strings.Contains(name, " ") {
						continue
					}
					if forged := table[class](r, name); forged != name {
						c.check(t, class, n, "quiet_owl_77", forged)
					}
				}
			}
		}
	}
}

func rolesByLanguage(t *testing.T) map[string][]string {
	text, err := os.ReadFile(filepath.Join("testdata", "names", "roles.txt"))
	if err != nil {
		t.Fatal(err)
	}
	roles := map[string][]string{}
	for line := range strings.Lines(string(text)) {
		if language, list, ok := strings.Cut(strings.TrimSpace(line), ": "); ok && unicode.IsLower(rune(line[0])) {
			roles[language] = strings.Split(list, "; ")
		}
	}
	return roles
}
