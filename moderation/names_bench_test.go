package moderation

import (
	"fmt"
	"testing"
)

// fiftyOfficials is a roster of the size the budgets are meant for.
func fiftyOfficials(t testing.TB) *Roster {
	t.Helper()
	first := []string{"Priya", "Dmitri", "Marisol", "Kenji", "Amara", "Lukas", "Ingrid", "Tomasz", "Beatriz", "Yusuf"}
	last := []string{"Ramanathan", "Orlovsky", "Castellanos", "Hashimoto", "Okonkwo"}
	spec := RosterSpec{Brand: Brand{Names: []string{"Keyhaven", "Key Haven", "键港钱包"}, Domains: []string{"keyhaven.app"}}}
	for i, f := range first {
		for j, l := range last {
			spec.Officials = append(spec.Officials, Official{
				ID: fmt.Sprintf("o%d", 10*j+i), Kind: "person", Role: "mod",
				Names: []string{f + " " + l}, Handles: []string{fmt.Sprintf("%s_%s_kh", f, l)},
			})
		}
	}
	r, _, err := NewRoster(spec)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func BenchmarkNames(b *testing.B) {
	n := NewNames(fiftyOfficials(b))
	for _, c := range []struct{ what, handle, name string }{
		{"plain", "marco_polo77", "Marco Polo"},
		{"long", "cryptoking_1989", "Alexander The Crypto King of Lagos"},
		{"cyrillic", "olegk", "Олег Карпенко"},
		{"chinese", "xiaoming", "王小明的钱包"},
		{"decorated", "sophia", "✨𝓢𝓸𝓹𝓱𝓲𝓪✨"},
		{"impersonator", "x", "Кеуhаvеn Support"},
	} {
		b.Run(c.what, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				n.Check(c.handle, c.name)
			}
		})
	}
}
