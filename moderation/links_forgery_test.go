package moderation

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// mark is what a forger starts from: a community's site, its bare name and a handle of its.
type mark struct{ host, name, handle string }

// suffixes, decoys and hosters are the forger's own lists.
var (
	suffixes = strings.Fields(`net info online site club live shop tech space store world today biz co me cc top vip xyz icu pro link click cloud
		finance exchange money capital fund trade ru cn tk ml ga in us uk.com com.br com.tr co.id com.vn ir kr jp sbs lol website digital
		network systems services center help support zone one run host fun wtf buzz rest quest bond cyou monster`)
	decoys = strings.Fields(`wallet airdrop claim login verify secure support app bonus rewards web3 official help portal staking migrate
		connect restore unlock defi token recovery update bridge swap dapp gift auth signin id chain sync validate nft vip pro v2 2025`)
	hosters = strings.Fields(`vercel.app netlify.app web.app firebaseapp.com pages.dev workers.dev github.io gitlab.io herokuapp.com onrender.com
		webflow.io weebly.com wixsite.com blogspot.com surge.sh glitch.me repl.co fly.dev notion.site gitbook.io myshopify.com
		azurewebsites.net s3.amazonaws.com wordpress.com carrd.co framer.app godaddysites.com square.site ngrok-free.app`)
	strangers = strings.Fields(`secure-pay.top login-id.ru wallets.help auth-check.net verify-user.xyz cdn-assets.cc session-token.info
		webmail.biz account-center.site cloud-sync.online my-dapps.live 2fa-check.com`)
	twins = map[rune]string{'a': "аɑàạ", 'c': "сϲċ", 'd': "ԁḍď", 'e': "еėẹ", 'h': "һḥ", 'i': "іıíì", 'k': "ķκ", 'l': "ⅼĺļ", 'm': "ṃ", 'n': "ոńņ",
		'o': "оοöọ", 'p': "рṗ", 'r': "гŕ", 's': "ѕşś", 't': "ţṭ", 'u': "υùụ", 'v': "ѵν", 'w': "ѡŵ", 'x': "хẋ", 'y': "уγý", 'z': "żẓ"}
	beside = map[rune]string{'a': "qsz", 'b': "vgn", 'c': "xdv", 'd': "sfe", 'e': "wrd", 'f': "dgr", 'g': "fht", 'h': "gjy", 'i': "uok", 'j': "hkn", 'k': "jli",
		'l': "kop", 'm': "nk", 'n': "bmh", 'o': "ipl", 'p': "ol", 'q': "wa", 'r': "etf", 's': "adw", 't': "ryg", 'u': "yij", 'v': "cbf", 'w': "qes", 'x': "zcs", 'y': "tuh", 'z': "xa"}
)

// linkForgeries turn a mark into a message with a forged link.
var linkForgeries = map[string]func(*rand.Rand, mark) string{
	"doubled": sited(at(func(_ *rand.Rand, s []rune, i int) []rune { return slices.Insert(s, i, s[i]) })),
	"omitted": sited(at(func(_ *rand.Rand, s []rune, i int) []rune { return slices.Delete(s, i, i+1) })),
	"swapped": sited(at(func(_ *rand.Rand, s []rune, i int) []rune { s[i], s[i+1] = s[i+1], s[i]; return s })),
	"slipped": sited(at(func(r *rand.Rand, s []rune, i int) []rune { s[i] = anyOf(r, beside[s[i]]); return s })),
	"digits": sited(func(r *rand.Rand, s string) string {
		return changed(r, s, map[rune]string{'o': "0", 'l': "1", 'i': "1", 'e': "3", 'a': "4", 's': "5", 't': "7", 'b': "8"})
	}),
	"joined": sited(func(_ *rand.Rand, s string) string { return strings.NewReplacer("m", "rn", "w", "vv").Replace(s) }),
	"suffix": func(r *rand.Rand, m mark) string { return open(r) + m.name + "." + pick(r, suffixes...) + page(r) },
	"word behind": func(r *rand.Rand, m mark) string {
		return open(r) + m.name + pick(r, "-", "") + pick(r, decoys...) + "." + pick(r, "com", "io", "app", "xyz", "net") + page(r)
	},
	"word before": func(r *rand.Rand, m mark) string {
		return open(r) + pick(r, decoys...) + pick(r, "-", "") + m.name + "." + pick(r, "com", "io", "app", "xyz", "net") + page(r)
	},
	"hoster": func(r *rand.Rand, m mark) string {
		return open(r) + m.name + pick(r, "", "-"+pick(r, decoys...), pick(r, decoys...)) + "." + pick(r, hosters...) + page(r)
	},
	"below a stranger": func(r *rand.Rand, m mark) string {
		return open(r) + pick(r, "", "app.", "www.") + m.host + "." + pick(r, strangers...) + page(r)
	},
	"name below": func(r *rand.Rand, m mark) string { return open(r) + m.name + "." + pick(r, strangers...) + page(r) },
	"host glued": func(r *rand.Rand, m mark) string {
		return "https://" + m.host + "-" + pick(r, decoys...) + "." + pick(r, "com", "top", "ru") + page(r)
	},
	"dots moved": func(r *rand.Rand, m mark) string {
		return "https://" + pick(r, strings.Replace(m.host, ".", "", 1)+".com", strings.Replace(m.host, ".", "-", 1)+".com",
			m.name[:len(m.name)/2]+"-"+m.name[len(m.name)/2:]+m.host[len(m.name):]) + page(r)
	},
	"user": func(r *rand.Rand, m mark) string {
		return "https://" + m.host + pick(r, "", ":443", "%2flogin") + "@" + pick(r, strangers...) + page(r)
	},
	"backslash": func(r *rand.Rand, m mark) string { return "https://" + pick(r, strangers...) + `\@` + m.host + page(r) },
	"look-alike": func(r *rand.Rand, m mark) string {
		return open(r) + changed(r, m.name, twins) + m.host[len(m.name):] + page(r)
	},
	"punycode": func(r *rand.Rand, m mark) string {
		host, err := idna.Punycode.ToASCII(changed(r, m.name, twins))
		if err != nil {
			return "https://" + m.name + ".example"
		}
		return "https://" + host + m.host[len(m.name):] + page(r)
	},
	"number": func(r *rand.Rand, m mark) string {
		return "http://" + pick(r, "45.9.148.201", "758748361", "0x2d3994c9", "0x2d.0x39.0x94.0xc9", "055.071.0224.0311", "45.9.148.201:8443", "[2a0d:5600::17]") + "/" + m.name + page(r)
	},
	"channel": func(r *rand.Rand, m mark) string {
		return pick(r, "https://t.me/", "t.me/", "https://telegram.me/", "tg://resolve?domain=", "https://t.me/s/") + alias2(r, m)
	},
	"at handle": func(r *rand.Rand, m mark) string { return "write to @" + alias2(r, m) },
	"invitation": func(r *rand.Rand, m mark) string {
		return pick(r, "https://discord.gg/", "discord.gg/", "https://discord.com/invite/", "https://discordapp.com/invite/") + m.name + pick(r, "-support", "support", "-official", "-airdrop", "help")
	},
	"platform host": func(r *rand.Rand, m mark) string {
		return "https://" + pick(r, "t.rne", "telegrann.me", "te1egram.org", "telegrarn.me", "telegramm.org", "t-me.cc", "telegram.me.ru", "t.me.join-chat.ru", "teleqram.me",
			"dlscord.gg", "discorcl.gg", "disc0rd.gg", "discord.gg.ru", "discordd.com", "dlscordapp.com", "discord-gg.com", "discrord.gg", "dicsord.com", "dіscord.gg", "tеlegram.org") + "/" + m.name
	},
	"behind words": func(r *rand.Rand, m mark) string {
		to := "https://" + pick(r, strangers...) + page(r)
		return pick(r, "["+m.host+"]("+to+")", "["+open(r)+m.host+page(r)+"]("+to+")", `<a href="`+to+`">`+m.host+`</a>`, "see [@"+m.handle+"](https://t.me/stranger_"+m.name[:2]+")")
	},
	"shortened": func(r *rand.Rand, m mark) string {
		short := "https://" + pick(r, "bit.ly/3aB", "tinyurl.com/y7", "t.ly/k2", "is.gd/abc", "rb.gy/9x", "cutt.ly/QwE", "shorturl.at/kL")
		return pick(r, m.name+" "+pick(r, decoys...)+" "+short, pick(r, "claim your airdrop ", "verify your wallet ", "领取空投 ")+short)
	},
	"defanged": func(r *rand.Rand, m mark) string {
		return pick(r, m.name+"[.]", "hxxps://"+m.name+"[.]", m.name+"(.)", m.name+" dot ", m.name+"[dot]", m.name+"(dot)", m.name+" . ", m.name+"。", m.name+"·", "hxxp://"+m.name+".") +
			pick(r, "net", "info", "online", "top", "xyz", "vip")
	},
	"invisible": func(r *rand.Rand, m mark) string {
		return open(r) + between("\u200b", "\u2060", "\u00ad", "\u200d")(r, m.name) + "." + pick(r, suffixes...)
	},
	"wrapped": func(r *rand.Rand, m mark) string {
		trap := m.name + "-" + pick(r, decoys...) + ".com"
		return pick(r, "https://www.google.com/url?q=https://"+trap, "https://l.facebook.com/l.php?u=https%3A%2F%2F"+trap, "https://href.li/?https://"+trap,
			"https://news.example/redirect?url="+trap, "https://vk.com/away.php?to=https%3A%2F%2F"+trap, "https://web.archive.org/web/2024/https://"+trap)
	},
	"in prose": func(r *rand.Rand, m mark) string {
		host := m.name + "." + pick(r, suffixes...)
		return pick(r, "新官网"+host+"，请访问", "下载："+host, "наш сайт: "+host+".", "truy cập "+host+" ngay", "（"+host+"）", "«"+host+"»", host+"!!!", "go "+strings.ToUpper(host), "→"+host, "👉"+host+"👈")
	},
}

func open(r *rand.Rand) string { return pick(r, "https://", "http://", "https://www.", "") }

func page(r *rand.Rand) string { return pick(r, "", "/", "/app", "/login?id=7", "/#/connect") }

// alias2 is a forged account's handle.
func alias2(r *rand.Rand, m mark) string {
	return pick(r, m.name+pick(r, "_", "")+pick(r, "support", "help", "helpdesk", "admin", "official", "airdrop", "team"),
		at(func(_ *rand.Rand, s []rune, i int) []rune { return slices.Insert(s, i, s[i]) })(r, m.handle),
		changed(r, m.handle, map[rune]string{'o': "0", 'l': "1", 'i': "l", 'e': "3", 'a': "4", 's': "5"}), m.handle+"_"+pick(r, "1", "bot", "support"))
}

// sited puts a changed name in the official site's place.
func sited(change func(*rand.Rand, string) string) func(*rand.Rand, mark) string {
	return func(r *rand.Rand, m mark) string {
		return open(r) + change(r, m.name) + pick(r, m.host[len(m.name):], ".com", ".app") + page(r)
	}
}

// at changes a letter inside a name, between letters that differ.
func at(do func(*rand.Rand, []rune, int) []rune) func(*rand.Rand, string) string {
	return func(r *rand.Rand, s string) string {
		runes := []rune(s)
		for _, i := range r.Perm(len(runes)) {
			if i > 0 && i+2 < len(runes) && runes[i] != runes[i+1] && runes[i] != runes[i-1] && runes[i] >= 'a' && runes[i] <= 'z' && runes[i+1] >= 'a' {
				return string(do(r, runes, i))
			}
		}
		return s
	}
}

// changed replaces one letter, or two, by what looks like it.
func changed(r *rand.Rand, s string, m map[rune]string) string {
	runes, left := []rune(s), 1+r.IntN(2)
	for _, i := range r.Perm(len(runes)) {
		if m[runes[i]] != "" && left > 0 {
			runes[i] = anyOf(r, m[runes[i]])
			left--
		}
	}
	return string(runes)
}

func anyOf(r *rand.Rand, s string) rune { return []rune(s)[r.IntN(len([]rune(s)))] }

// marked are the marks of the communities' sets.
func marked(t testing.TB) map[mark]*Links {
	return map[mark]*Links{
		{"lumora.io", "lumora", "mareknowicki"}:          NewLinks(namesOf(t, 0)),
		{"zentrix.xyz", "zentrix", "zentrixprotocol"}:    NewLinks(namesOf(t, 1)),
		{"tidemark.io", "tidemark", "tidemark_care_bot"}: NewLinks(harboured(t, "tide")),
		{"orbwallet.org", "orbwallet", "orbwallet"}:      NewLinks(harboured(t, "orb")),
		{"bravix.finance", "bravix", "bravixchat"}:       NewLinks(harboured(t, "brv")),
	}
}

// itself reports that chance made the official link of what should be forged.
func itself(forged string, m mark, l *Links) bool {
	text := norm.NFKC.String(strings.ToLower(forged))
	text = strings.NewReplacer("hxxps", "https", "hxxp", "http", "[dot]", ".", "(dot)", ".", " dot ", ".", "[.]", ".", "(.)", ".", " . ", ".", "\u200b", "", "\u2060", "", "\u00ad", "",
		"\u200d", "", "。", ".", "·", ".", "@"+m.name+"_official", "@").Replace(text)
	for _, d := range l.roster.spec.Brand.Domains {
		if _, after, ok := strings.Cut(text, d); ok && (after == "" || strings.ContainsAny(after[:1], "/!.,)») ，，👈）")) && !strings.Contains(after, "@") &&
			!strings.Contains(after, ".") && !strings.Contains(after, "](") && !strings.Contains(after, "<") && !strings.Contains(text, "@") {
			return true
		}
	}
	return strings.HasSuffix(text, "@") && strings.HasPrefix(text, "write to")
}

// TestForgedLinksAreCaught prints recall by class over all communities.
func TestForgedLinksAreCaught(t *testing.T) {
	caught, sure, total := map[string]int{}, map[string]int{}, map[string]int{}
	for m, links := range marked(t) {
		for _, class := range slices.Sorted(maps.Keys(linkForgeries)) {
			for seed := range uint64(50) {
				forged := linkForgeries[class](rand.New(rand.NewPCG(seed, 11)), m)
				if itself(forged, m, links) {
					continue
				}
				v := links.Check(forged)
				total[class]++
				switch v.Verdict {
				case LinkLookalike:
					sure[class]++
					caught[class]++
				case LinkSuspicious:
					caught[class]++
				default:
					if total[class]-caught[class] < 6 {
						t.Logf("%s: missed %q: %s", class, forged, v.Verdict)
					}
				}
			}
		}
	}
	report(t, caught, sure, total, .985)
}
