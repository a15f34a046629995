package moderation

import (
	"math/bits"
	"strings"
)

// A lure in words that no phrase of ours knows is still built like one: somebody to follow, beside what makes people follow. pull
// adds up such parts. It reports only, since the words of each part are everyday ones.

// pullOf is how much each part adds, in halves.
var pullOf = func() (weights [len(partNames)]int) {
	for part, weight := range map[parts]int{
		saysWallet: 6, saysPhrase: 6, saysDouble: 6, saysProfit: 6,
		saysMove: 4, saysOffer: 4, saysTicket: 4, saysWon: 4, saysRecovery: 4,
		saysRole: 3, saysLink: 3, saysThreat: 3, saysPrize: 3, saysSecret: 3, saysGift: 3, saysEarn: 3, saysBack: 3, saysPraise: 3, saysEverybody: 3,
		saysTrouble: 2, saysHolder: 2, saysAsset: 2, saysAct: 2, saysQuick: 2,
		hasHook: 3, hasCheap: 1, saysConfirm: 1, saysGain: 1, saysMessenger: 1,
	} {
		weights[bits.TrailingZeros64(uint64(part))] = weight
	}
	return weights
}()

// alternatives are parts that say the same, of which the strongest counts.
var alternatives = [...]parts{saysHolder | saysAsset, saysMove | saysAct, saysPrize | saysGift | saysGain | saysWon, saysThreat | saysQuick}

// subjects are what lures are about; the rest are everyday words without one of them.
const subjects = saysNever | saysHolder | saysAsset | saysSecret | saysRole | saysOffer | saysTicket | saysBack | saysEarn

const (
	enoughPull = 6 // halves
	pleaPull   = 4 // what it takes away that the writer may need help himself
)

// pulls reports a message that leads to somebody who is not ours and has several parts of a lure, and what kind it is.
func pulls(p parts) (LureKind, bool) {
	if !p.any(hasContact) || !p.any(subjects) || p.any(saysAsk|saysWarn) && !p.any(saysPromo) {
		return "", false
	}
	sum, several := 0, 0
	for rest := p; rest != 0; {
		group := rest & -rest
		for _, same := range alternatives {
			if group&same != 0 {
				group = rest & same
			}
		}
		rest &^= group
		strongest := 0
		for g := group; g != 0; g &= g - 1 {
			strongest = max(strongest, pullOf[bits.TrailingZeros64(uint64(g))])
		}
		if sum += strongest; strongest > 0 {
			several++
		}
	}
	switch {
	case p.any(saysPlea):
		sum -= pleaPull
	case p.any(saysBack) && p.any(saysPraise), p.any(saysGift|saysPrize|saysWon) && p.any(saysAct|saysMove):
		sum++
	}
	if sum < enoughPull || several < 2 {
		return "", false
	}
	return p.pulledKind(), true
}

func (p parts) pulledKind() LureKind {
	switch {
	case p.any(saysSecret):
		return LurePhrase
	case p.any(saysBack):
		return LureRecovery
	case p.any(saysEarn | saysGain):
		return LureProfit
	case p.any(saysGift | saysPrize | saysWon):
		return LurePrize
	case p.any(saysLink|saysHolder) && p.any(saysThreat|saysQuick|saysEverybody):
		return LureWallet
	case p.any(saysTicket):
		return LureTicket
	}
	return LureContact
}

// hooks are what accounts and sites of lures are called, as beginnings of words; three languages' worth in Latin letters.
var hooks = strings.Fields(`claim refund reimburs restor recover retriev releas reward bonus promo gift giveaway airdrop drop sync validat verif rectif
	regist migrat support helpdesk helpbot help care agent desk ticket resolv resolut escalat compens unlock unstake push secur
	signal mentor coach invest profit earn weekly trader trading hacker trace tracer cyber spec technic tech fix fixer solver perk treasury
	eligib distribut upgrade node pending payout dividend
	kefu fuwu gongdan jishu laoshi zhuihui huifu fuli buchang lingqu bangding renzheng shouquan zhuanyuan daidan shouhou
	pomosh podderzh vozvrat kompens balans nastavnik razdach podarok bezopas zabota akcia zarabot udalen
	hotro khoiphuc xacthuc xacminh nhanthuong hoantien kythuat laylai truyvet thay
	destek iade odul hediye onay kayit kurtar teknik hoca sinyal
	bantuan layanan pulih hadiah klaim daftar teknisi balikin lacak cuan kerja konfirm
	soporte ayuda reembols recuper premio regalo tecnico rastreo mentor registr confirma atencion`)

// cheapEndings are those that most sites of lures have; many honest ones have them too.
var cheapEndings = hosts(`xyz top site online live pro vip fun click link help support cc club shop icu buzz gift tools network space website
	store app world today bond cfd sbs rest quest cyou monster lol win bid loan work`)

// baited tells what the name of an account or a site promises.
func baited(text string) (p parts) {
	name, isHandle := strings.CutPrefix(text, "@")
	if !isHandle {
		u := splitURL(text)
		name = u.host
		if at := strings.LastIndexByte(name, '.'); at > 0 {
			if cheapEndings[name[at+1:]] {
				p |= hasCheap
			}
			if sameHost[u.host] != "" { // t.me/…
				name = u.path
			} else {
				name = name[:at]
			}
		}
	}
	for token := range strings.FieldsFuncSeq(strings.ToLower(name), func(r rune) bool { return r < 'a' || r > 'z' }) {
		for _, hook := range hooks {
			if strings.HasPrefix(token, hook) {
				return p | hasHook
			}
		}
	}
	return p
}
