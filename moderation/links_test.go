package moderation

import (
	"strings"
	"testing"
)

// traps of the first community (lumora.io, lumora.com, t.me/lumora, discord.gg/lumora), by class.
const traps = `
typo: https://lumoraa.io | https://lumorra.com/app | http://lunora.io | https://luomra.io | https://lumroa.com | https://1umora.io | https://lum0ra.com | https://Iumora.io | www.lumorq.io/login lumora | https://lurnora.io | https://lomora.io | https://lumoora.io | https://lumura.com | lumra.io
tld swap: https://lumora.net | lumora.org | https://lumora.app/ | https://lumora.support | lumora.finance | https://lumora.co | https://lumora.xyz/claim | https://lumora.io.cm | lumora.ru | https://www.lumora.info | https://lumora.co.uk | https://lumora.web3
combosquat: https://lumora-wallet.com | https://lumorawallet.com | https://walletlumora.com | https://my-lumora.com | https://lumora-claim.xyz | https://getlumora.app | https://lumora-support.web.app | https://lumora-io.com | https://secure-lumora.net | https://lumora2024.com | https://lumoradefi.io | https://lumora-airdrop.vercel.app | https://app-lumora.pages.dev | https://lumora.github.io | https://airdrop-lumora.netlify.app | https://lumoraofficial.com | https://login-lumora-wallet.com | https://lumora.webflow.io | https://lumora-verify.firebaseapp.com | https://claimlumora.xyz | https://thelumora.com
subdomain: https://lumora.io.verify-wallet.com | https://lumora.com.evil.net/x | https://app.lumora.io-login.com | https://lumora.io.ru | https://www.lumora.com-secure.top | https://lumora.wallet-auth.com | https://wallet.lumora.evil.org | https://lumora-io.wallets.site
dots moved: https://lum-ora.io | https://lu.mora.io | https://lumoraio.com | https://lumoracom.net | https://l-u-m-o-r-a.com
user info: https://lumora.io@evil.com | https://lumora.io:443@1.2.3.4/ | https://lumora.com%2Flogin@bad.site/x | http://lumora@evil.ru
backslash: https:\\lumora.io\login | https://evil.com\@lumora.io | https:/\evil.site/lumora
script: javascript:alert(document.cookie) | data:text/html;base64,PHNjcmlwdD4=
idn: https://lumоra.io | https://ĺumora.io | https://lumoгa.com | https://lumorа.com/app | https://ӏumora.io | https://lυmora.io | https://ⅼumоra.io | https://lùmora.io | https://lumorạ.io | https://ｌumоra.io
punycode: https://xn--lumra-lye.io | https://www.xn--lumor-8ve.com | xn--umora-i6a.io
numeric host: http://45.67.89.10/lumora | http://1529873412/lumora | http://0x5b0c0304/lumora/app | Lumora update: http://5.6.7.8/x
platform name: https://t.me/lumora_support | https://t.me/Iumora | https://t.me/lumorasupportt | t.me/lumora_official | https://telegram.me/lumora_help | tg://resolve?domain=lumora_support | @lumora_support | @lumora_admin1 | @lum0ra | https://lumora-support.t.me | https://discord.gg/lumora-support | https://discord.gg/lumoraa | https://discord.com/invite/lumorasupport | discord.gg/lumoraofficial | https://x.com/lumora_support | t.me/s/lumora_airdrop | https://t.me/marek_nowickl | @fatima_zahranii
platform host: https://t.rne/lumora | https://telegrarn.me/lumora | https://teiegram.org | https://t.me.login.ru/lumora | https://telegramm.me/x | https://dlscord.gg/lumora | https://discorcl.gg/abc | https://discrod.gg/lumora | https://disc0rd.com/invite/abc | https://discord-nitro-gift.com | https://discord.gg.claim.site/x | https://t-me.lumora.site | https://discordd.gg/x | https://diѕcord.gg/lumora
mask: [lumora.io](https://evil.site) | [https://lumora.com/login](https://bit.ly/x) | <a href="https://evil.site">lumora.io</a> | [t.me/lumora](https://t.me/other_group) | [@lumora](https://t.me/stranger) | [Lumora Support](https://forms-collect.site/x) | [google.com](https://bing-login.site)
shortener: Lumora airdrop https://bit.ly/3xyz | claim your Lumora bonus: tinyurl.com/abc | https://bit.ly/lumora-claim | Validate your wallet here https://cutt.ly/q | 领取空投 https://t.ly/ab | verify at https://rb.gy/x1 | https://is.gd/lumora
defanged: lumora[.]net | hxxps://lumora.support | lumora(dot)app | lumora dot finance | hxxp://lumora-claim[.]com | lumora [dot] org | lumora{.}net | lumora . net | https[:]//lumora[.]net | lumora。net
` +
	"invisible: https://lum\u200bora.net | lumora\u200b.net | https://lu\u00admora.app | https://lumora.i\u2060o.evil.com\n" + `wrapped: https://www.google.com/url?q=https://lumora.net | https://l.facebook.com/l.php?u=https%3A%2F%2Flumora-claim.com | https://safe.site/redirect?url=lumora.support | https://web.archive.org/web/2020/https://lumora.net
in other words: 请访问lumora.net领取 | 官网：lumora.app。 | заходи на lumora.support сейчас | (lumora.net) | "lumora.org" | lumora.net, go | write to support@lumora-help.com | mail admin@lumora.support
page: https://telegra.ph/Lumora-Airdrop-01-02 | https://sites.google.com/view/lumora-claim | https://docs.google.com/forms/lumora-wallet-verify
`

const genuine = `
https://lumora.io
lumora.io
http://www.lumora.com/download?x=1#y
https://docs.lumora.io/guide
https://LUMORA.IO/App
https://t.me/lumora
t.me/lumora/123
https://telegram.me/lumora
tg://resolve?domain=lumora
@lumora_help_bot
@lumora
discord.gg/lumora
https://discord.com/invite/lumora
[site](https://lumora.io)
[lumora.io](https://www.lumora.io/x)
<https://lumora.io>
https://ｌｕｍｏｒａ．ｉｏ
https://ⅼumora.io
https://lumora.io:443/x
support@lumora.io
请访问lumora.io下载
lumora[.]io
https://t.me/s/lumora
t.me/lumora_news
`

const harmless = `
https://google.com/search?q=lumora
https://github.com/lumora-labs/wallet
https://www.youtube.com/watch?v=abc
https://apps.apple.com/app/lumora/id123
https://play.google.com/store/apps/details?id=io.lumora.wallet
https://www.trustpilot.com/review/lumora.io
https://coinmarketcap.com/currencies/lumora/
https://www.reddit.com/r/lumora/
https://medium.com/@someone/my-lumora-story-1234
https://x.com/lumora
https://twitter.com/lumorafan
https://etherscan.io/tx/0x5444b6c909b1cf96d1c2ed8a7f5b817c49729704fa7cb4bde487b05760c8ee48
https://luminar.com
https://lumos.net
https://lumosity.com
https://amora.org
https://aurora.dev
https://flora.io
https://memora.com
https://lumo.com
https://uniswap.org
https://metamask.io
https://ledger.com/start
https://app.aave.com
http://127.0.0.1:8080/lumora
http://localhost:3000
http://192.168.0.1
https://8.8.8.8
v1.2.3
version 2.10.4
3.14
e.g. this
i.e. that
file.txt
README.md
config.yaml
main.go
node.js
a.b.c
1.5x
$1.20
12:30
https://bit.ly/abc
look https://tinyurl.com/cats
https://españa.es
https://müller.de
https://яндекс.рф
https://例え.jp
https://www.bücher.example
https://t.me/telegram
https://t.me/durov
t.me/+AbCdEf123
https://t.me/joinchat/AAAA
https://t.me/c/123/456
https://telegram.org/blog
https://discord.gg/golang
https://discord.com/channels/1/2/3
https://discordapp.com/users/1
https://discord.js.org
https://discordstatus.com
@bob
@alice_99
@everyone
@here
@support
@admin please help
@lumora_fan
@lumora_user_4
me@gmail.com
bob@example.org
name@company.co.uk
Thanks.It was great
I use Lumora.it is great
ok.so what
hello.i am here
[docs](https://example.com/docs)
[click](https://golang.org)
[golang.org](https://go.dev/golang.org)
<a href="https://example.com">example</a>
https://web.archive.org/web/2020/https://example.com
https://www.google.com/url?q=https://example.com
https://example.com/?url=https://wikipedia.org
https://en.wikipedia.org/wiki/Lumora_(disambiguation)
https://docs.google.com/document/d/1abc
https://notion.so/my-notes
https://linktr.ee/artist
https://telegra.ph/My-Holiday-01-02
just chatting about lumora
lumora is down?
what is the dot product
wallet.connect failed
...
http://
https://
.
@
://
www.
x@y
https://[::1]/
https://例子.测试
https://polygonscan.com/address/0x1
https://chat.openai.com
https://news.ycombinator.com/item?id=1
https://zoom.us/j/123
https://wa.me/12345
https://open.spotify.com/track/1
https://moonlumoratic.example.org
`

func TestTrapsAreCaught(t *testing.T) {
	links := NewLinks(namesOf(t, 0))
	caught, sure, total := map[string]int{}, map[string]int{}, map[string]int{}
	for line := range strings.Lines(strings.TrimSpace(traps)) {
		class, messages, _ := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		for _, message := range strings.Split(messages, " | ") {
			total[class]++
			switch v := links.Check(message); v.Verdict {
			case LinkLookalike:
				sure[class]++
				caught[class]++
			case LinkSuspicious:
				caught[class]++
			default:
				t.Logf("%s: missed %s: %+v", class, message, v)
			}
		}
	}
	report(t, caught, sure, total, .985)
}

func TestGenuineLinksAreOfficial(t *testing.T) {
	links := NewLinks(namesOf(t, 0))
	for line := range strings.Lines(strings.TrimSpace(genuine)) {
		if v := links.Check(strings.TrimSuffix(line, "\n")); v.Verdict != LinkOfficial {
			t.Errorf("%s is %+v", line, v)
		}
	}
}

func TestHarmlessLinksAreClear(t *testing.T) {
	links := NewLinks(namesOf(t, 0))
	for line := range strings.Lines(strings.TrimSpace(harmless)) {
		if v := links.Check(strings.TrimSuffix(line, "\n")); v.Verdict != LinkClear {
			t.Errorf("%s is %+v", line, v)
		}
	}
}

func TestHiddenTargetsAreJudgedByWhatTheyShow(t *testing.T) {
	links := NewLinks(namesOf(t, 0))
	for _, c := range []struct {
		target Target
		want   LinkLevel
	}{
		{Target{"lumora.io", "https://evil.site"}, LinkLookalike},
		{Target{"lumora.io", "https://lumora.io/app"}, LinkOfficial},
		{Target{"our site", "https://lumora.io"}, LinkOfficial},
		{Target{"this article", "https://example.com"}, LinkClear},
		{Target{"Lumora Support", "https://collect.site/form"}, LinkSuspicious},
		{Target{"claim", "https://lumora.net"}, LinkLookalike},
	} {
		if v := links.Check("see here", c.target); v.Verdict != c.want {
			t.Errorf("%+v is %+v, want %s", c.target, v, c.want)
		}
	}
}

func BenchmarkLinks(b *testing.B) {
	links := NewLinks(NewNames(fiftyOfficials(b)))
	for _, c := range []struct{ what, message string }{
		{"chatter", "has anybody seen the new release? it works really well for me so far"},
		{"sentences", "I tried it. It works. You should try it too. See you tomorrow."},
		{"link", "have a look at https://github.com/golang/go/issues/1 please"},
		{"trap", "claim now at https://keyhaven-claim.com"},
	} {
		b.Run(c.what, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				links.Check(c.message)
			}
		})
	}
}

func FuzzLinks(f *testing.F) {
	for line := range strings.Lines(traps + genuine + harmless) {
		f.Add(line)
	}
	links := NewLinks(namesOf(f, 0))
	f.Fuzz(func(t *testing.T, message string) {
		links.Check(message)
		links.Check("", Target{Shown: message, URL: message})
	})
}
