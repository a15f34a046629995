package moderation

import (
	_ "embed"
	"strings"
)

// platformHosts are the real hosts that are forged; realPlatform adds those that need no watching.
var platformHosts = []string{"t.me", "telegram.me", "telegram.org", "telegram.dog", "discord.gg", "discord.com", "discordapp.com"}

var (
	realPlatform = hosts(`t.me telegram.me telegram.org telegram.dog telegra.ph graph.org telegram.im telegram.space tdesktop.com
		tg.dev discord.gg discord.com discordapp.com discordapp.net discord.media discord.gift discord.new discord.dev discord.gifts
		discord.store discord.co discordstatus.com discordmerch.com dis.gd discord.me discord.io discord.st discord.center discord.js.org
		discords.com telegramchannels.me discord.id discord.tools`)

	sameHost = map[string]string{
		"t.me": "t.me", "telegram.me": "t.me", "telegram.dog": "t.me", "tg.dev": "t.me",
		"discord.gg": "discord.gg", "discord.com": "discord.com", "discordapp.com": "discord.com", "ptb.discord.com": "discord.com",
		"canary.discord.com": "discord.com",
	}

	// dressed and entrances are what forgers make of the platforms' hosts under other endings.
	dressed   = hosts(`t-me tg-me telegram-me tme-telegram telegrammessenger`)
	entrances = hosts(`me org com gg app web desktop login join chat group invite invites gift nitro official apk download`)

	// networks name accounts in their paths.
	networks = hosts(`x.com twitter.com instagram.com facebook.com fb.com vk.com tiktok.com youtube.com reddit.com threads.net weibo.com linkedin.com`)

	freeMail = hosts(`gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com proton.me protonmail.com qq.com 163.com 126.com mail.ru
		yandex.ru yandex.com icloud.com aol.com gmx.com gmx.de zoho.com foxmail.com tutanota.com naver.com inbox.ru bk.ru list.ru rambler.ru`)

	shorteners = hosts(`bit.ly tinyurl.com t.co goo.gl is.gd cutt.ly rb.gy shorturl.at ow.ly buff.ly rebrand.ly tiny.cc s.id t.ly v.gd
		bl.ink lnkd.in soo.gd clck.ru dwz.cn suo.im url.cn t.cn u.nu qr.ae adf.ly surl.li x.gd shorte.st tny.im bit.do kutt.it vk.cc reurl.cc
		pse.is han.gl me2.do shorturl.asia shrtco.de 0rz.tw ppt.cc lihi.cc trib.al dub.sh short.io short.gy gg.gg cli.gs urlz.fr qrco.de
		tinu.be tiny.one shorten.is shortlink.uk urlzs.com goo.su goo.by u.to lnk.bio bitly.com bitly.cx j.mp fb.me amzn.to git.io
		hyperurl.co ouo.io linkvertise.com adfoc.us sh.st shrinkme.io n9.cl acortar.link abre.ai encurtador.com.br l.ead.me chilp.it
		3.ly tr.im zpr.io 2no.co iplogger.org grabify.link yip.su spoo.me t2m.io snip.ly clicky.me plu.sh 1pt.co da.gd`)

	// establishedHosts speak about many brands and pose as none.
	establishedHosts = hosts(`google.com apple.com github.com gitlab.com bitbucket.org youtube.com youtu.be reddit.com medium.com
		facebook.com fb.com instagram.com linkedin.com tiktok.com wikipedia.org trustpilot.com coingecko.com coinmarketcap.com g2.com capterra.com
		producthunt.com npmjs.com pypi.org crates.io docker.com mozilla.org microsoft.com amazon.com etherscan.io bscscan.com polygonscan.com arbiscan.io
		solscan.io tronscan.org snowtrace.io basescan.org blockchair.com dune.com defillama.com sitejabber.com alternativeto.net
		stackoverflow.com stackexchange.com quora.com news.ycombinator.com archive.org bing.com duckduckgo.com yandex.ru baidu.com zhihu.com weibo.com bilibili.com
		play.google.com apps.apple.com f-droid.org apkmirror.com apkpure.com softonic.com chromewebstore.google.com snapcraft.io flathub.org
		crunchbase.com glassdoor.com indeed.com coindesk.com cointelegraph.com decrypt.co theblock.co binance.com coinbase.com kraken.com mirror.xyz
		substack.com notion.so telegra.ph linktr.ee similarweb.com virustotal.com urlscan.io whois.com scamadviser.com dappradar.com debank.com uptodown.com
		apkcombo.com aptoide.com huawei.com samsung.com netcraft.com urlvoid.com domaintools.com googleusercontent.com`)

	// builderHosts let anybody make a page under an established host.
	builderHosts = hosts(`sites.google.com forms.gle docs.google.com telegra.ph linktr.ee graph.org medium.com notion.so mirror.xyz
		forms.office.com forms.microsoft.com typeform.com jotform.com form.jotform.com tally.so airtable.com surveymonkey.com docs.qq.com wj.qq.com jinshuju.net
		beacons.ai bio.link linkin.bio heylink.me`)

	wrapperHosts = hosts(`google.com archive.org facebook.com youtube.com vk.com steamcommunity.com linkedin.com medium.com bing.com
		translate.goog 12ft.io href.li safelinks.protection.outlook.com outlook.com slack-redir.net duckduckgo.com`)

	carriers = hosts(`url u q to link target redirect redirect_uri redirect_url redir dest destination next continue return returnurl goto
		out r href site domain uri l`)

	// sentenceSuffixes are also words that begin a sentence after a missing space.
	sentenceSuffixes = hosts(`it is so to me my in at be do no us am as by id la de es and are one now team today live how`)

	// baits stand before or behind a brand in a forged host, as they look.
	baits = looks(`my get go the app apps web www login log signin sign auth secure security safe verify verification validate claim claims airdrop
		bonus gift gifts giveaway reward rewards promo event mint drop pay sync restore recover recovery reset unlock update upgrade
		download install portal connect link online official real support help helpdesk care service services center team account accounts
		wallet wallets exchange swap stake staking defi dapp dao token coin crypto nft bridge chain network protocol finance earn
		invest vip pro plus new io com net org use try start join open free fix dashboard desk live chat bot info news site page user users
		customer client docs blog beta test dev api cdn mail admin panel ledger extension browser chrome desktop mobile ios android apk`)
)

var actions = strings.Fields(`claim airdrop giveaway verify validate validation synchronize synchronise sync rectify restore reward
	rewards bonus unlock whitelist presale mint refund recover recovery migrate migration connect wallet seed login
	领取 空投 领空投 福利 奖励 验证 认证 激活 解冻 提现 赠送 領取 驗證 獎勵 получить раздача аирдроп бонус верификац подтверд розыгрыш нагород
	nhận thưởng airdrop xác minh tặng ödül talep doğrula çekiliş hediye klaim hadiah verifikasi reclama reclamar verificar sorteo recompensa
	resgatar sorteio दावा इनाम सत्यापित مكافأة المطالبة تحقق توزيع جایزه دریافت تایید ایردراپ 에어드랍 보상 인증 받기 エアドロップ 受け取り 認証 報酬 プレゼント`)

// acts reports a message that asks to claim, verify or restore something.
func acts(text string) bool {
	lower := strings.ToLower(text[:min(len(text), 1<<12)])
	for _, w := range actions {
		if strings.Contains(lower, w) {
			return true
		}
	}
	return false
}

// actsOrOffice reports a path or handle that asks to act or claims an office.
func actsOrOffice(text string) bool {
	lower := strings.ToLower(text)
	for _, w := range [...]string{"support", "suport", "help", "admin", "official", "mod", "team", "service", "care", "agent", "desk"} {
		if strings.Contains(lower, w) {
			return true
		}
	}
	return acts(lower)
}

// commonWords tell another name from a misspelt one, and what is too common to be a brand's alone.
var commonWords = hosts(commonEnglish)

//go:embed words/common.txt
var commonEnglish string

func hosts(list string) map[string]bool {
	m := map[string]bool{}
	for _, h := range strings.Fields(list) {
		m[h] = true
	}
	return m
}

func looks(list string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(list) {
		m[string(visual(nil, []byte(w)))] = true
	}
	return m
}
