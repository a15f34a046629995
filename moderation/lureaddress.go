package moderation

import (
	"strings"
	"unicode"
)

// falseAddress judges an address that is said to be the community's and is not: one that begins and ends like an official one, or one
// that nobody put on the roster. Who shows his own, or asks, is let alone.
func (e *Lures) falseAddress(message string, said parts) (LureVerdict, bool) {
	claim := said.any(saysClaim) || said.any(saysContract) && e.links.speaksOfBrand(message)
	if !claim {
		return LureVerdict{}, false
	}
	asks := said.any(saysAsk|saysOwn|saysPlea|saysWarn) || strings.ContainsAny(message, "?？؟")
	for _, address := range e.unlisted(message) {
		like := e.resembled(address)
		level := SurelyLure
		switch {
		case asks && like == "":
			continue
		case asks, like == "" && (!said.any(saysClaim) || len(e.links.roster.spec.Brand.Contracts) == 0):
			level = MaybeLure // the roster may name none, and another token's contract is no lie
		}
		official := like
		if contracts := e.links.roster.spec.Brand.Contracts; like == "" && len(contracts) > 0 {
			official = sameChain(contracts, address)
		}
		v := e.verdict(level, LureAddress, said|hasAddress, official)
		v.Said = address
		return v, true
	}
	return LureVerdict{}, false
}

const mostAddresses = 20

// unlisted are the addresses of a message that the roster does not name. A transaction's hash is none.
func (e *Lures) unlisted(message string) (out []string) {
	for word := range strings.FieldsFuncSeq(message, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) || unspaced(r) }) {
		if len(word) < 25 || !chainAddress(word) || e.listed(word) {
			continue
		}
		if out = append(out, word); len(out) == mostAddresses {
			break
		}
	}
	return out
}

// chainAddress is isAddress without what is as long as a hash.
func chainAddress(word string) bool {
	if len(word) == 64 || len(word) == 66 && strings.HasPrefix(strings.ToLower(word), "0x") {
		return false
	}
	return isAddress(word)
}

func (e *Lures) listed(address string) bool {
	for _, c := range e.links.roster.spec.Brand.Contracts {
		if sameAddress(strings.TrimSpace(c), address) {
			return true
		}
	}
	return false
}

// resembled is the official address that one begins and ends like, or nothing.
func (e *Lures) resembled(address string) string {
	for _, c := range e.links.roster.spec.Brand.Contracts {
		if c = strings.TrimSpace(c); twinAddress(c, address) {
			return c
		}
	}
	return ""
}

// sameChain is the first official address of an address's form, else the first.
func sameChain(contracts []string, address string) string {
	for _, c := range contracts {
		if c = strings.TrimSpace(c); len(c) == len(address) && c[:1] == address[:1] {
			return c
		}
	}
	return strings.TrimSpace(contracts[0])
}
