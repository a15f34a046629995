package moderation

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode"
)

// communities are rosters of different kinds: long and short brands, names of many scripts, offices in the name.
var communities = []RosterSpec{
	{
		Brand: Brand{Names: []string{"Lumora", "Lumora Wallet", "流明钱包"}, Domains: []string{"lumora.io", "lumora.com"}, Links: []string{"t.me/lumora", "discord.gg/lumora"}},
		Officials: []Official{
			{ID: "brand", Kind: "brand", Role: "brand", Names: []string{"Lumora", "流明钱包"}, Handles: []string{"lumora", "lumora_news"}},
			{ID: "help", Kind: "brand", Role: "support", Names: []string{"Lumora Support"}, Handles: []string{"lumora_help_bot"}},
			{ID: "marek", Kind: "person", Role: "admin", Names: []string{"Marek Nowicki"}, Handles: []string{"mareknowicki"}},
			{ID: "fatima", Kind: "person", Role: "mod", Names: []string{"Fatima Zahrani"}, Handles: []string{"fatima_zahrani"}},
			{ID: "sofia", Kind: "person", Role: "support", Names: []string{"Sofia | Lumora Support"}, Handles: []string{"sofia_lumora"}},
			{ID: "heron", Kind: "person", Role: "dev", Names: []string{"CryptoHeron"}, Handles: []string{"cryptoheron"}},
			{ID: "chen", Kind: "person", Role: "support", Names: []string{"陈思远 | 流明客服"}, Handles: []string{"chensiyuan_lm"}},
		},
	},
	{
		Brand: Brand{Names: []string{"Zentrix Protocol", "Zentrix"}, Domains: []string{"zentrix.xyz"}, Links: []string{"t.me/zentrixchat"}},
		Officials: []Official{
			{ID: "brand", Kind: "brand", Role: "brand", Names: []string{"Zentrix Protocol"}, Handles: []string{"zentrixprotocol"}},
			{ID: "diego", Kind: "person", Role: "admin", Names: []string{"Diego Salvatierra"}, Handles: []string{"dsalvatierra"}},
			{ID: "aiko", Kind: "person", Role: "mod", Names: []string{"Aiko Tanabe (Zentrix Mod)"}, Handles: []string{"aikotanabe"}},
			{ID: "yulia", Kind: "person", Role: "support", Names: []string{"Юлия Сафонова"}, Handles: []string{"ysafonova"}},
			{ID: "dohyun", Kind: "person", Role: "mod", Names: []string{"김도현"}, Handles: []string{"dohyun_zx"}},
		},
	},
}

// namesOf is what protects a community. It is made once for all tests, who share it: that takes longer than most of them.
func namesOf(t testing.TB, community int) *Names {
	t.Helper()
	names, err := protections()
	if err != nil {
		t.Fatal(err)
	}
	return names[community]
}

var protections = sync.OnceValues(func() (all []*Names, err error) {
	for _, spec := range communities {
		r, _, err := NewRoster(spec)
		if err != nil {
			return nil, err
		}
		all = append(all, NewNames(r))
	}
	return all, nil
})

// forgeries turn a protected name into what a forger makes of it.
var forgeries = map[string]func(*rand.Rand, string) string{
	"cyrillic":    letters(map[rune]string{'a': "а", 'e': "е", 'o': "о", 'p': "р", 'c': "с", 'x': "х", 'y': "у", 'i': "і", 's': "ѕ", 'j': "ј", 'h': "һ", 'd': "ԁ", 'A': "А", 'B': "В", 'E': "Е", 'H': "Н", 'K': "К", 'M': "М", 'O': "О", 'P': "Р", 'C': "С", 'T': "Т", 'X': "Х", 'S': "Ѕ", 'N': "Ν"}, .7),
	"greek":       letters(map[rune]string{'a': "α", 'o': "ο", 'v': "ν", 'i': "ι", 'u': "υ", 'p': "ρ", 't': "τ", 'k': "κ", 'A': "Α", 'B': "Β", 'E': "Ε", 'Z': "Ζ", 'H': "Η", 'I': "Ι", 'K': "Κ", 'M': "Μ", 'N': "Ν", 'O': "Ο", 'P': "Ρ", 'T': "Τ", 'Y': "Υ", 'X': "Χ"}, .8),
	"cherokee":    letters(map[rune]string{'a': "Ꭺ", 'b': "Ᏼ", 'c': "Ꮯ", 'd': "Ꭰ", 'e': "Ꭼ", 'g': "Ꮐ", 'h': "Ꮋ", 'i': "Ꭵ", 'j': "Ꭻ", 'k': "Ꮶ", 'l': "Ꮮ", 'm': "Ꮇ", 'o': "Ꮎ", 'p': "Ꮲ", 'r': "Ꭱ", 's': "Ꮪ", 't': "Ꭲ", 'u': "Ꮜ", 'v': "Ꮩ", 'w': "Ꮃ", 'y': "Ꭹ", 'z': "Ꮓ", 'n': "Ꮑ", 'f': "f", 'x': "x"}, 1),
	"thai faux":   letters(map[rune]string{'a': "ค", 'b': "๒", 'c': "ς", 'd': "๔", 'e': "є", 'f': "Ŧ", 'g': "ﻮ", 'h': "ђ", 'i': "เ", 'j': "ן", 'k': "к", 'l': "ɭ", 'm': "๓", 'n': "ภ", 'o': "๏", 'p': "ק", 'r': "г", 's': "ร", 't': "Շ", 'u': "ย", 'v': "ש", 'w': "ฬ", 'x': "א", 'y': "ץ", 'z': "չ"}, 1),
	"han faux":    letters(map[rune]string{'a': "卂", 'b': "乃", 'c': "匚", 'd': "ᗪ", 'e': "乇", 'f': "千", 'g': "Ꮆ", 'h': "卄", 'i': "丨", 'j': "ﾌ", 'k': "Ҝ", 'l': "ㄥ", 'm': "爪", 'n': "几", 'o': "ㄖ", 'p': "卩", 'q': "Ɋ", 'r': "尺", 's': "丂", 't': "ㄒ", 'u': "ㄩ", 'v': "ᐯ", 'w': "山", 'x': "乂", 'y': "ㄚ", 'z': "乙"}, 1),
	"currency":    letters(map[rune]string{'a': "₳", 'b': "฿", 'c': "₵", 'd': "Đ", 'e': "Ɇ", 'f': "₣", 'g': "₲", 'h': "Ⱨ", 'i': "ł", 'j': "J", 'k': "₭", 'l': "Ⱡ", 'm': "₥", 'n': "₦", 'o': "Ø", 'p': "₱", 'r': "Ɽ", 's': "₴", 't': "₮", 'u': "Ʉ", 'v': "V", 'w': "₩", 'x': "Ӿ", 'y': "Ɏ", 'z': "Ⱬ"}, 1),
	"small caps":  letters(map[rune]string{'a': "ᴀ", 'b': "ʙ", 'c': "ᴄ", 'd': "ᴅ", 'e': "ᴇ", 'f': "ꜰ", 'g': "ɢ", 'h': "ʜ", 'i': "ɪ", 'j': "ᴊ", 'k': "ᴋ", 'l': "ʟ", 'm': "ᴍ", 'n': "ɴ", 'o': "ᴏ", 'p': "ᴘ", 'r': "ʀ", 's': "ꜱ", 't': "ᴛ", 'u': "ᴜ", 'v': "ᴠ", 'w': "ᴡ", 'y': "ʏ", 'z': "ᴢ"}, 1),
	"accents":     letters(map[rune]string{'a': "á", 'e': "ë", 'i': "ï", 'o': "ő", 'u': "ü", 'n': "ñ", 'c': "ç", 's': "š", 'r': "ř", 'k': "ķ", 'm': "ṃ", 'l': "ļ", 't': "ţ", 'd': "ḍ", 'p': "ṕ", 'h': "ḥ", 'z': "ž", 'w': "ŵ"}, .6),
	"superscript": letters(map[rune]string{'a': "ᵃ", 'b': "ᵇ", 'c': "ᶜ", 'd': "ᵈ", 'e': "ᵉ", 'f': "ᶠ", 'g': "ᵍ", 'h': "ʰ", 'i': "ⁱ", 'j': "ʲ", 'k': "ᵏ", 'l': "ˡ", 'm': "ᵐ", 'n': "ⁿ", 'o': "ᵒ", 'p': "ᵖ", 'r': "ʳ", 's': "ˢ", 't': "ᵗ", 'u': "ᵘ", 'v': "ᵛ", 'w': "ʷ", 'x': "ˣ", 'y': "ʸ", 'z': "ᶻ"}, 1),
	"leet":        letters(map[rune]string{'a': "4", 'e': "3", 'i': "1", 'o': "0", 's': "5", 't': "7"}, .9),
	"symbols":     middle(map[rune]string{'a': "@", 's': "$", 'i': "!", 'l': "|", 't': "+", 'e': "€", 'o': "°"}),
	"capital i":   letters(map[rune]string{'l': "I", 'i': "l"}, 1),
	"rn for m":    letters(map[rune]string{'m': "rn", 'w': "vv"}, 1),
	"bold":        block(0x1D400, 0x1D41A), "script": block(0x1D4D0, 0x1D4EA), "fraktur": block(0x1D56C, 0x1D586), "mono": block(0x1D670, 0x1D68A),
	"circled": block(0x24B6, 0x24D0), "black circled": block(0x1F150, 0x1F150), "squared": block(0x1F130, 0x1F130), "black squared": block(0x1F170, 0x1F170),
	"parenthesised": block(0x1F110, 0x249C), "full width": block(0xFF21, 0xFF41), "flags": block(0x1F1E6, 0x1F1E6),
	"zero width": between("\u200b", "\u2060", "\u200d", "\ufeff", "\u00ad", "\U000E0061"),
	"strike":     each("\u0336"),
	"marks":      each("\u0301\u0323\u0335"),
	"variation":  each("\ufe0f"),
	"dots":       between(".", "·", "-", "_", " "),
	"spaced":     each(" "),
	"emoji": func(r *rand.Rand, s string) string {
		return pick(r, "✅", "🔥", "⭐️", "🛡️") + s + pick(r, " ✅", "™", "®", " 🟢", "✔️")
	},
	"override": func(_ *rand.Rand, s string) string { return "\u202e" + reversed(s) + "\u202c" },
	"upside down": func(_ *rand.Rand, s string) string {
		return reversed(letters(map[rune]string{'a': "ɐ", 'b': "q", 'c': "ɔ", 'd': "p", 'e': "ǝ", 'f': "ɟ", 'g': "ƃ", 'h': "ɥ", 'i': "ᴉ", 'j': "ɾ", 'k': "ʞ", 'l': "l", 'm': "ɯ", 'n': "u", 'p': "d", 'q': "b", 'r': "ɹ", 't': "ʇ", 'u': "n", 'v': "ʌ", 'w': "ʍ", 'y': "ʎ"}, 1)(nil, strings.ToLower(s)))
	},
	"doubled": edit(func(r *rand.Rand, s []rune, i int) []rune { return slices.Insert(s, i, s[i]) }),
	"omitted": edit(func(r *rand.Rand, s []rune, i int) []rune { return slices.Delete(s, i, i+1) }),
	"swapped": edit(func(r *rand.Rand, s []rune, i int) []rune { s[i], s[i+1] = s[i+1], s[i]; return s }),
	"vowel":   edit(func(r *rand.Rand, s []rune, i int) []rune { s[i] = otherVowel(r, s[i]); return s }),
	"number":  func(r *rand.Rand, s string) string { return s + pick(r, "1", " 2", "_01", "24/7") },
	"office": func(r *rand.Rand, s string) string {
		return s + " " + pick(r, "Admin", "Support", "(Mod)", "| Official", "Team", "客服", "поддержка", "Destek", "Soporte", "Suporte", "Dukungan", "सहायता", "الدعم", "پشتیبانی", "고객센터", "サポート", "官方", "Hỗ trợ", "guanfang kefu", "Helpdesk", "Customer Care")
	},
	"office first": func(r *rand.Rand, s string) string {
		return pick(r, "Admin", "Official", "Support", "官方", "Служба поддержки", "Hỗ trợ", "Resmi", "Equipe") + " " + s
	},
	"office glued": func(r *rand.Rand, s string) string {
		return strings.ReplaceAll(s, " ", "") + pick(r, "Support", "Admin", "Official", "Help", "Desk")
	},
	"case": func(r *rand.Rand, s string) string { return alternate(s) },
}

func letters(m map[rune]string, share float64) func(*rand.Rand, string) string {
	return func(r *rand.Rand, s string) string {
		var b strings.Builder
		changed := false
		for _, c := range s {
			to, ok := m[c]
			if !ok {
				to, ok = m[unicode.ToLower(c)]
			}
			if ok && (r == nil || !changed || r.Float64() < share) {
				b.WriteString(to)
				changed = true
			} else {
				b.WriteRune(c)
			}
		}
		return b.String()
	}
}

// middle changes one letter that has others on both sides.
func middle(m map[rune]string) func(*rand.Rand, string) string {
	return func(r *rand.Rand, s string) string {
		runes := []rune(s)
		for _, i := range r.Perm(max(0, len(runes)-2)) {
			if to, ok := m[runes[i+1]]; ok && unicode.IsLetter(runes[i]) && unicode.IsLetter(runes[i+2]) {
				return string(runes[:i+1]) + to + string(runes[i+2:])
			}
		}
		return s
	}
}

func block(upper, lower rune) func(*rand.Rand, string) string {
	return func(_ *rand.Rand, s string) string {
		return strings.Map(func(c rune) rune {
			switch {
			case c >= 'A' && c <= 'Z':
				return c - 'A' + upper
			case c >= 'a' && c <= 'z':
				return c - 'a' + lower
			}
			return c
		}, s)
	}
}

func between(marks ...string) func(*rand.Rand, string) string {
	return func(r *rand.Rand, s string) string {
		runes := []rune(s)
		at := 1 + r.IntN(len(runes)-1)
		return string(runes[:at]) + pick(r, marks...) + string(runes[at:])
	}
}

func each(mark string) func(*rand.Rand, string) string {
	return func(_ *rand.Rand, s string) string {
		var b strings.Builder
		for _, c := range s {
			b.WriteRune(c)
			b.WriteString(mark)
		}
		return b.String()
	}
}

// edit changes one letter inside a word, between letters that differ.
func edit(do func(*rand.Rand, []rune, int) []rune) func(*rand.Rand, string) string {
	return func(r *rand.Rand, s string) string {
		runes := []rune(s)
		for _, i := range r.Perm(len(runes)) {
			if i < 1 || i+2 >= len(runes) || !unicode.IsLetter(runes[i-1]) || !unicode.IsLower(runes[i]) || !unicode.IsLower(runes[i+1]) ||
				runes[i] == runes[i+1] || runes[i] == runes[i-1] {
				continue
			}
			return string(do(r, runes, i))
		}
		return s
	}
}

func otherVowel(r *rand.Rand, c rune) rune {
	if !strings.ContainsRune("aeiou", c) {
		return unicode.ToUpper(c)
	}
	for {
		if o := []rune("aeiou")[r.IntN(5)]; o != c {
			return o
		}
	}
}

func pick(r *rand.Rand, from ...string) string { return from[r.IntN(len(from))] }

func reversed(s string) string {
	runes := []rune(s)
	slices.Reverse(runes)
	return string(runes)
}

func alternate(s string) string {
	upper := false
	return strings.Map(func(c rune) rune {
		if upper = !upper; upper {
			return unicode.ToUpper(c)
		}
		return unicode.ToLower(c)
	}, s)
}

// TestForgedNamesAreCaught prints recall by class over every protected Latin name.
func TestForgedNamesAreCaught(t *testing.T) {
	caught, identical, total := map[string]int{}, map[string]int{}, map[string]int{}
	for i, spec := range communities {
		n := namesOf(t, i)
		for _, o := range spec.Officials {
			for _, name := range o.Names {
				if !isASCII(name) {
					continue
				}
				for _, class := range slices.Sorted(maps.Keys(forgeries)) {
					for seed := range uint64(12) {
						forged := forgeries[class](rand.New(rand.NewPCG(seed, 7)), name)
						v := n.Check("quiet_owl_77", forged)
						total[class]++
						switch v.Verdict {
						case Identical:
							identical[class]++
							caught[class]++
						case Near:
							caught[class]++
						default:
							if testing.Verbose() && total[class]-caught[class] < 5 {
								t.Logf("%s: missed %q", class, forged)
							}
						}
					}
				}
			}
		}
	}
	report(t, caught, identical, total, .97)
}

func report(t *testing.T, caught, identical, total map[string]int, least float64) {
	t.Helper()
	all, of := 0, 0
	for _, class := range slices.Sorted(maps.Keys(total)) {
		t.Logf("%-16s %5.1f %% of %d, identical %5.1f %%", class, 100*float64(caught[class])/float64(total[class]), total[class], 100*float64(identical[class])/float64(total[class]))
		all, of = all+caught[class], of+total[class]
	}
	if recall := float64(all) / float64(of); recall < least {
		t.Errorf("recall %.3f over all classes, want %.3f", recall, least)
	} else {
		t.Logf("recall %.4f over all classes", recall)
	}
}
