package moderation

import (
	"math/rand/v2"
	"strings"
	"testing"
)

var (
	plainWords = strings.Fields(`garden bakery photo travel music school coffee studio clinic market sport news weather recipe history museum yoga fishing
		cycling pottery chess guitar camping laundry bicycle furniture dentist library kitchen language puzzle mountain river forest village
		lantern harbor pencil window carpet blanket mirror engine tractor orchard honey cheese butter pepper salad noodle dumpling`)
	cryptoWords = strings.Fields(`crypto coin token chain block swap wallet ledger vault dex yield stake bridge node hash mint farm gas alpha beta moon whale`)
	endings     = strings.Fields(`com org net io app xyz co.uk de fr ru cn jp com.br info dev blog shop online site me tv ai`)
	firstNames  = strings.Fields(`anna peter maria ivan chen yuki ali sara pablo linh mehmet budi rahul omid minho lucia noah emma tom kate`)
)

// innocentLinks make messages with links that pose as nobody.
var innocentLinks = map[string]func(*rand.Rand, mark) string{
	"site": func(r *rand.Rand, _ mark) string {
		return open(r) + pick(r, plainWords...) + pick(r, "", "-") + pick(r, plainWords...) + "." + pick(r, endings...) + page(r)
	},
	"crypto site": func(r *rand.Rand, _ mark) string {
		return open(r) + pick(r, append(plainWords, cryptoWords...)...) + pick(r, cryptoWords...) + "." + pick(r, endings...) + page(r)
	},
	"hoster": func(r *rand.Rand, _ mark) string {
		return open(r) + pick(r, firstNames...) + pick(r, "-", "") + pick(r, plainWords...) + "." + pick(r, hosters...) + page(r)
	},
	"about the brand": func(r *rand.Rand, m mark) string {
		return "https://" + pick(r, "apps.apple.com/app/", "play.google.com/store/apps/details?id=com.", "www.trustpilot.com/review/", "github.com/", "www.reddit.com/r/",
			"coinmarketcap.com/currencies/", "www.producthunt.com/products/", "en.wikipedia.org/wiki/", "cointelegraph.com/news/", "stackoverflow.com/questions/tagged/",
			pick(r, plainWords...)+"blog.com/review-of-", "www.youtube.com/results?search_query=", "www.google.com/search?q=") + m.name
	},
	"explorer": func(r *rand.Rand, m mark) string {
		return m.name + " tx: https://" + pick(r, "etherscan.io", "bscscan.com", "tronscan.org", "solscan.io", "polygonscan.com", "basescan.org", "mempool.space") + "/tx/0x" + strings.Repeat(pick(r, "a1", "07", "f3"), 20)
	},
	"handle": func(r *rand.Rand, _ mark) string {
		return "thanks @" + pick(r, firstNames...) + pick(r, "", "_", "_the_") + pick(r, append(plainWords, "88", "2001", "eth", "nft", "x")...)
	},
	"fan": func(r *rand.Rand, m mark) string {
		return "@" + m.name + pick(r, "_fan", "_user", "fan", "_lover", "_holder") + pick(r, "", "1", "_99")
	},
	"channel": func(r *rand.Rand, _ mark) string {
		return pick(r, "https://t.me/", "https://discord.gg/", "t.me/") + pick(r, firstNames...) + pick(r, "_", "") + pick(r, append(plainWords, cryptoWords...)...)
	},
	"number": func(r *rand.Rand, m mark) string {
		return m.name + " " + pick(r, "version 3.2.1", "v10.4.2 is out", "costs 0.001", "http://127.0.0.1:8545", "http://192.168.0.7", "1.5x", "at 12.30", "2,5 ETH", "1,000,000")
	},
	"prose": func(r *rand.Rand, m mark) string {
		return pick(r, "I use "+m.name+".It works", m.name+" is down.what now", "see "+m.name+".json and main.go", m.name+", metamask, trust", "e.g. "+m.name+" etc.", "ok.so "+m.name, "等"+m.name+"回复。谢谢")
	},
	"mail": func(r *rand.Rand, _ mark) string {
		return pick(r, firstNames...) + "@" + pick(r, "gmail.com", "qq.com", "mail.ru", "proton.me", pick(r, plainWords...)+".com")
	},
	"shortener": func(r *rand.Rand, _ mark) string {
		return "look " + pick(r, "bit.ly/", "tinyurl.com/", "t.co/", "youtu.be/") + pick(r, plainWords...)
	},
	"own script": func(r *rand.Rand, _ mark) string {
		return "https://" + pick(r, "пример", "новости", "bücher", "españa", "例え", "日本", "مثال", "한국", "उदाहरण", "müller", "łódź", "tiếng") + "." + pick(r, "com", "рф", "de", "jp", "net")
	},
}

func TestInnocentLinksAreClear(t *testing.T) {
	wrong, total := 0, 0
	for m, links := range marked(t) {
		for class, compose := range innocentLinks {
			for seed := range uint64(60) {
				message := compose(rand.New(rand.NewPCG(seed, 5)), m)
				total++
				if v := links.Check(message); v.Verdict != LinkClear && v.Verdict != LinkOfficial {
					wrong++
					t.Logf("%s: %q: %+v", class, message, v)
				}
			}
		}
	}
	t.Logf("%d false alarms in %d", wrong, total)
	if wrong*1000 > total {
		t.Errorf("more than one in a thousand")
	}
}
