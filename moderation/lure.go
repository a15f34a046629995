package moderation

import (
	"math/bits"
	"regexp"
	"strings"
	"unicode"

	"frontdesk/moderation/skeleton"
)

// Lures finds messages that lure members away: to a «support» in private, to a form for their phrase, to an address or a gift. It
// is immutable and safe for concurrent use, fetches nothing, and takes time linear in the message.
type Lures struct {
	links   *Links
	fold    *skeleton.Folder
	phrases phrasebook
}

// LureLevel is what a message is. The two tiers have budgets of error of their own.
type LureLevel string

const (
	NoLure     LureLevel = "clear"
	MaybeLure  LureLevel = "suspicious" // report it
	SurelyLure LureLevel = "lure"       // two independent parts and a way to follow it: sure enough to act on
)

// LureKind is what a lure promises or asks for: a stable key for catalogues and reports.
type LureKind string

const (
	LureContact  LureKind = "contact"  // a private talk with «support»
	LureTicket   LureKind = "ticket"   // a ticket somewhere else
	LureWallet   LureKind = "wallet"   // validating, synchronising, rectifying a wallet
	LurePhrase   LureKind = "phrase"   // the recovery phrase or private key
	LurePrize    LureKind = "prize"    // a gift, an airdrop
	LureDouble   LureKind = "double"   // send some, get more back
	LureRecovery LureKind = "recovery" // lost money back
	LureProfit   LureKind = "profit"   // earnings, a mentor, signals
	LureAddress  LureKind = "address"  // an address said to be official that is not
)

// LureVerdict is what a message is, and by which of its parts.
type LureVerdict struct {
	Verdict  LureLevel
	Kind     LureKind // empty when clear
	Parts    []string // keys of what the message is made of, see words/lure.txt; also «contact», «address»
	Reasons  []string // for people, in English
	Official string   // what the roster has instead: an address, a handle or a site; may be empty
	Said     string   // of LureAddress: the address that was said to be official
}

// NewLures prepares the checks. Contacts and addresses of the roster are nobody's lure.
func NewLures(l *Links) *Lures {
	return &Lures{links: l, fold: known().fold, phrases: known().lures}
}

const longestLure = 32 << 10 // bytes that are read of a message; platforms allow half of it

// Check judges a message, with the links that lie behind other words in it.
func (e *Lures) Check(message string, hidden ...Target) LureVerdict {
	if len(message) > longestLure {
		message = strings.ToValidUTF8(message[:longestLure], "")
	}
	said := e.phrases.find(e.fold, message)
	if v, ok := e.falseAddress(message, said); ok {
		return v
	}
	if !said.any(saysNever | saysMove | saysOffer | saysTicket | saysLink | saysPrize | saysWon | saysSecret | saysHolder | saysGain |
		saysAsset | saysRole | saysThreat | saysGift | saysEarn | saysBack | saysPraise | saysEverybody) {
		return LureVerdict{Verdict: NoLure}
	}
	way, ours := e.reachable(message, hidden)
	said |= way
	switch {
	case said.any(hasContact):
	case said.any(saysMessenger):
		said |= hasContact
	case ours:
		return LureVerdict{Verdict: NoLure} // it leads to the roster's own
	}
	if isQuestion(message) {
		said |= saysAsk
	}
	if len(e.unlisted(message)) > 0 {
		said |= hasAddress
	}
	level, kind := weigh(said)
	if level == NoLure {
		if way == 0 && !longNumber(message) {
			said &^= hasContact // a messenger is named, but nobody there
		}
		pulled, ok := pulls(said)
		if !ok {
			return LureVerdict{Verdict: NoLure}
		}
		level, kind = MaybeLure, pulled
	}
	return e.verdict(level, kind, said, e.instead())
}

func (e *Lures) verdict(level LureLevel, kind LureKind, said parts, official string) LureVerdict {
	names := said.names()
	return LureVerdict{
		Verdict: level, Kind: kind, Parts: names, Official: official,
		Reasons: []string{lureSentences[kind] + " (" + strings.Join(names, ", ") + ")"},
	}
}

// weigh decides by the parts. Who asks or warns is let alone. So is who needs help, unless he asks for what nobody honest asks for
// and gives a way to follow it: that is reported. Without such a way one part alone says nothing: the words are in every manual.
func weigh(p parts) (LureLevel, LureKind) {
	kind, sure := promise(p)
	reached := p.any(hasContact | hasAddress)
	switch {
	case kind == "", p.any(saysAsk|saysWarn) && !p.any(saysPromo):
		return NoLure, ""
	case !reached && !p.any(saysMove|saysDouble) && bits.OnesCount64(uint64(p&saysPromises)) < 2:
		return NoLure, ""
	case p.any(saysPlea) && !(sure && reached && p.any(saysNever)):
		return NoLure, ""
	case p.any(saysPlea):
		return MaybeLure, kind
	case sure && reached:
		return SurelyLure, kind
	}
	return MaybeLure, kind
}

// isQuestion reports a message whose last word is a question.
func isQuestion(message string) bool {
	text := strings.TrimRightFunc(message, func(r rune) bool { return unicode.IsSpace(r) || r >= 0x1F000 })
	for _, end := range [...]string{"?", "？", "؟", "吗", "嗎", "呢", "吧"} {
		if strings.HasSuffix(text, end) {
			return true
		}
	}
	return false
}

// promise finds what a message promises or asks for. It is sure with two independent parts, of which one may be what nobody
// honest asks for.
func promise(p parts) (kind LureKind, sure bool) {
	reached := p.any(hasContact | hasAddress)
	switch {
	case p.any(saysPhrase):
		return LurePhrase, true
	case p.any(saysWallet):
		return LureWallet, true
	case p.any(saysRecovery):
		return LureRecovery, true
	case p.any(saysDouble):
		return LureDouble, true
	case p.any(saysProfit) && p.any(saysMove|hasContact):
		return LureProfit, true
	case p.any(saysTicket) && reached:
		return LureTicket, true
	case p.any(saysLink) && p.any(saysPrize|saysThreat|saysOffer) && reached:
		return LureWallet, true
	case p.any(saysPrize|saysWon) && p.any(saysLink|saysThreat|saysMove) && reached, p.any(saysWon) && p.any(saysPrize) && reached:
		return LurePrize, true
	case p.any(saysSecret) && p.any(saysConfirm) && p.any(hasContact):
		return LurePhrase, true
	case p.any(saysHolder) && p.any(saysConfirm) && p.any(saysThreat|saysGain|saysPrize) && p.any(hasContact):
		return LureWallet, true
	case p.any(saysMove) && p.any(saysOffer|saysPrize|saysThreat|saysLink):
		return LureContact, p.any(hasContact)
	case p.any(saysTrouble) && p.any(saysMove) && p.any(hasContact):
		return LureContact, p.any(saysRole)
	case p.any(saysGain) && p.any(saysMove|saysConfirm) && p.any(hasContact):
		return LureProfit, false
	case p.any(saysOffer) && p.any(saysThreat) && p.any(hasContact):
		return LureContact, true
	case p.any(saysWon) && p.any(hasContact):
		return LurePrize, true
	case p.any(saysPrize) && p.any(saysConfirm|saysHolder) && p.any(hasContact):
		return LurePrize, false
	case p.any(saysProfit):
		return LureProfit, false
	}
	return "", false
}

var lureSentences = map[LureKind]string{
	LureContact:  "asks to talk to somebody who is not on the roster",
	LureTicket:   "asks to open a ticket elsewhere",
	LureWallet:   "asks to validate or connect a wallet",
	LurePhrase:   "asks for the recovery phrase or private key",
	LurePrize:    "promises a gift",
	LureDouble:   "promises more back than is sent",
	LureRecovery: "promises lost money back",
	LureProfit:   "promises earnings",
	LureAddress:  "calls an address official that is not",
}

// reachable finds the ways to follow a message: foreign ones, by a handle, a mailbox, a number or a link that is neither on the
// roster nor to a place that is known to many; and reports the roster's own.
func (e *Lures) reachable(message string, hidden []Target) (way parts, ours bool) {
	text := normalise(message)
	if at := greeted.FindStringIndex(text); at != nil {
		text = text[at[1]:]
	}
	found := extract(text)
	for _, t := range hidden {
		found = append(found, candidate{text: strings.TrimSpace(t.URL), masked: true})
	}
	for _, c := range found[:min(len(found), mostMasked)] {
		foreign, own := e.whose(c)
		ours = ours || own
		if foreign {
			way |= hasContact | baited(c.text)
		}
	}
	if phoneNumber(text) {
		way |= hasContact
	}
	return way, ours
}

// greeted is whom a message speaks to, before it says anything.
var greeted = regexp.MustCompile(`(?i)^(?:\s*(?:hi|hey|hello|yo|dear|thanks|thank you|thx|cc|ok|yes|no|你好|谢谢|привет|спасибо|hola|gracias|olá|obrigado|chào|cảm ơn|merhaba|halo|نعم|مرحبا|سلام|नमस्ते)?[\s,]*@[A-Za-z0-9_]{3,}[\s,:]*)+`)

func (e *Lures) whose(c candidate) (foreign, ours bool) {
	if handle, ok := strings.CutPrefix(c.text, "@"); ok {
		ours = e.links.handle(handle).level == LinkOfficial
		return !ours, ours
	}
	u := splitURL(c.text)
	domain := registrable(u.host)
	switch {
	case u.host == "":
		return false, false
	case e.links.official(u):
		return false, true
	case freeMail[domain]:
		return u.user != "", false
	case builderHosts[u.host], sameHost[u.host] != "":
		return true, false
	}
	return !establishedHosts[domain], false
}

// phoneNumber reports an international number as people write it.
func phoneNumber(text string) bool {
	for rest := text; ; {
		at := strings.IndexByte(rest, '+')
		if at < 0 {
			return false
		}
		rest = rest[at+1:]
		digits := 0
		for i := 0; i < len(rest) && i < 24; i++ {
			c := rest[i]
			if isDigit(c) {
				digits++
			} else if c != ' ' && c != '-' && c != '(' && c != ')' && c != '.' {
				break
			}
		}
		if digits >= 9 {
			return true
		}
	}
}

// longNumber reports a telephone number without a country.
func longNumber(text string) bool {
	run := 0
	for i := range len(text) {
		if isDigit(text[i]) {
			if run++; run >= 8 {
				return true
			}
		} else if text[i] != ' ' && text[i] != '-' {
			run = 0
		}
	}
	return false
}

// instead is where a member finds the real support.
func (e *Lures) instead() string {
	for _, o := range e.links.roster.spec.Officials {
		if o.Role == "support" && len(o.Handles) > 0 {
			return "@" + bareHandle(o.Handles[0])
		}
	}
	b := e.links.roster.spec.Brand
	for _, list := range [][]string{b.Domains, b.Links} {
		if len(list) > 0 {
			return list[0]
		}
	}
	return ""
}
