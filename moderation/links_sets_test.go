package moderation

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// harbours are the communities of the written sets: a compound of common words, a brand with its product in its name, a coined
// one that is called after what it does.
var harbours = map[string]RosterSpec{
	"tide": {
		Brand: Brand{
			Names: []string{"Tidemark", "Tide Mark", "潮标钱包"}, Domains: []string{"tidemark.io", "tidemark.com", "help.tidemark.io"},
			Links:     []string{"t.me/tidemark", "t.me/tidemark_ann", "discord.gg/tidemark", "github.com/tidemark-labs"},
			Contracts: []string{"0x7a3F51c2E94bD0886f5a1cD7b92E40aA63f1C8d5", "TQ9vKzE5nR2xWmYb7sLfJc4dUa8HgPt3Zk"},
		},
		Officials: []Official{
			{ID: "brand", Kind: "brand", Role: "brand", Names: []string{"Tidemark"}, Handles: []string{"tidemark", "tidemark_ann"}},
			{ID: "care", Kind: "brand", Role: "support", Names: []string{"Tidemark Support"}, Handles: []string{"tidemark_care_bot"}},
			{ID: "nadia", Kind: "person", Role: "admin", Names: []string{"Nadia Petrova"}, Handles: []string{"nadia_tm"}},
			{ID: "omar", Kind: "person", Role: "mod", Names: []string{"Omar Haddad"}, Handles: []string{"omarhaddad"}},
		},
	},
	"orb": {
		Brand: Brand{Names: []string{"OrbWallet"}, Domains: []string{"orbwallet.org"}, Links: []string{"t.me/orbwallet_official"}},
		Officials: []Official{
			{ID: "brand", Kind: "brand", Role: "brand", Names: []string{"OrbWallet"}, Handles: []string{"orbwallet_official"}},
		},
	},
	"pac": {
		Brand: Brand{
			Names: []string{"PacketPay", "派克支付"}, Domains: []string{"packetpay.com", "packetpay.help"},
			Links: []string{"t.me/packetpay_en", "t.me/packetpay_cn", "discord.gg/packetpay"},
		},
		Officials: []Official{
			{ID: "brand", Kind: "brand", Role: "brand", Names: []string{"PacketPay"}, Handles: []string{"packetpay_en"}},
			{ID: "care", Kind: "brand", Role: "support", Names: []string{"PacketPay Care"}, Handles: []string{"packetpay_care"}},
			{ID: "linh", Kind: "person", Role: "admin", Names: []string{"Linh Tran"}, Handles: []string{"linhtran_pp"}},
		},
	},
	"sol": {
		Brand: Brand{Names: []string{"Solenne"}, Domains: []string{"solenne.xyz"}, Links: []string{"t.me/solennedao"}},
	},
	"brv": {
		Brand: Brand{Names: []string{"Bravix Protocol"}, Domains: []string{"bravix.finance", "bravix.xyz"}, Links: []string{"t.me/bravixchat", "discord.gg/bravix"}},
		Officials: []Official{
			{ID: "brand", Kind: "brand", Role: "brand", Names: []string{"Bravix Protocol"}, Handles: []string{"bravixchat"}},
			{ID: "ines", Kind: "person", Role: "mod", Names: []string{"Inês Carvalho"}, Handles: []string{"ines_brv"}},
		},
	},
}

var moored = sync.OnceValues(func() (map[string]*Names, error) {
	out := map[string]*Names{}
	for name, spec := range harbours {
		r, _, err := NewRoster(spec)
		if err != nil {
			return nil, err
		}
		out[name] = NewNames(r)
	}
	return out, nil
})

func harboured(t testing.TB, community string) *Names {
	t.Helper()
	all, err := moored()
	if err != nil {
		t.Fatal(err)
	}
	if all[community] == nil {
		t.Fatalf("there is no community %q", community)
	}
	return all[community]
}

// berths are the link checks of all harbours.
func berths(t testing.TB) map[string]*Links {
	out := map[string]*Links{}
	for name := range harbours {
		out[name] = NewLinks(harboured(t, name))
	}
	return out
}

// written reads rows «a|b|rest» of a set; lines that begin with # say where it comes from.
func written(t testing.TB, file string, columns int) (rows [][]string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "#") || line == "" {
			continue
		}
		row := strings.SplitN(line, "|", columns)
		if len(row) != columns {
			t.Fatalf("%s: %q has %d columns", file, line, len(row))
		}
		rows = append(rows, row)
	}
	return rows
}

func TestWrittenForgeriesOfLinksAreCaught(t *testing.T) {
	links := berths(t)
	for _, file := range []string{"links/forged1.txt", "links/forged2.txt"} {
		caught, sure, total := map[string]int{}, map[string]int{}, map[string]int{}
		for _, row := range written(t, file, 3) {
			total[row[1]]++
			switch v := links[row[0]].Check(row[2]); v.Verdict {
			case LinkLookalike:
				sure[row[1]]++
				caught[row[1]]++
			case LinkSuspicious:
				caught[row[1]]++
			default:
				t.Logf("%s: missed %s %s: %+v", file, row[1], row[2], v)
			}
		}
		report(t, caught, sure, total, .985)
	}
}

func TestWrittenHarmlessLinksAreClear(t *testing.T) {
	links := berths(t)
	for _, file := range []string{"links/harmless1.txt", "links/harmless2.txt"} {
		wrong, rows := 0, written(t, file, 3)
		for _, row := range rows {
			if v := links[row[0]].Check(row[2]); v.Verdict != LinkClear && v.Verdict != LinkOfficial {
				wrong++
				t.Logf("%s: %s %s: %+v", file, row[1], row[2], v)
			}
		}
		t.Logf("%s: %d false alarms in %d", file, wrong, len(rows))
		if wrong*100 > len(rows) {
			t.Errorf("%s: more than one in a hundred", file)
		}
	}
}

// The fresh sets of links are of the communities of testdata/names, and as blind as those.
func TestFreshLinksAreToldApart(t *testing.T) {
	for file, gate := range map[string]struct{ recall, alarms float64 }{
		"links/fresh1.txt": {.99, .005}, "links/fresh2.txt": {.985, .01},
	} {
		forged, harmless, links := kinds{}, kinds{}, map[string]*Links{}
		for _, row := range written(t, file, 4) {
			if links[row[0]] == nil {
				links[row[0]] = NewLinks(rostersOf(t, row[0])[row[0]])
			}
			v := links[row[0]].Check(row[3])
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
