package intake

import (
	"slices"
	"strings"
	"unicode"
)

// Family is a group of networks that write hashes and addresses alike.
type Family string

const (
	EVM     Family = "evm"
	Bitcoin Family = "bitcoin"
	Tron    Family = "tron"
	Solana  Family = "solana"
	TON     Family = "ton"
)

// network is a chain that is known by name.
type network struct {
	id      string
	name    string
	family  Family
	aliases []string // in small letters, without what is no letter or digit
}

// networks, the most asked about first: their order is that of the buttons.
var networks = []network{
	{"ethereum", "Ethereum", EVM, []string{"eth", "erc20", "ether", "以太坊", "以太"}},
	{"bsc", "BNB Chain", EVM, []string{"bnb", "bep20", "bnbchain", "binance", "binancesmartchain", "bnbsmartchain", "币安链", "币安智能链"}},
	{"tron", "TRON", Tron, []string{"trx", "trc20", "波场"}},
	{"solana", "Solana", Solana, []string{"sol", "spl", "索拉纳"}},
	{"bitcoin", "Bitcoin", Bitcoin, []string{"btc", "比特币"}},
	{"ton", "TON", TON, []string{"toncoin", "jetton", "theopennetwork"}},
	{"polygon", "Polygon", EVM, []string{"matic", "pol"}},
	{"arbitrum", "Arbitrum", EVM, []string{"arb", "arbitrumone"}},
	{"base", "Base", EVM, nil},
	{"optimism", "Optimism", EVM, []string{"op", "opmainnet"}},
	{"avalanche", "Avalanche", EVM, []string{"avax", "avalanchecchain", "cchain"}},
}

// Network tells which chain somebody means, and how it is called. One that has no name here is left as it was typed.
func Network(s string) (id, name string, known bool) {
	key := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
	for _, n := range networks {
		if key == n.id || slices.Contains(n.aliases, key) || key == n.id+"mainnet" || key == n.id+"network" || key == n.id+"chain" {
			return n.id, n.name, true
		}
	}
	return "", strings.TrimSpace(s), false
}

// Networks are the known chains in the order of their use.
func Networks() (ids []string) {
	for _, n := range networks {
		ids = append(ids, n.id)
	}
	return ids
}

// familyOf is how a chain writes. One that is not known here, which only a configuration can bring, is taken for one that is
// compatible with Ethereum, as nearly all that are new are.
func familyOf(chain string) Family {
	for _, n := range networks {
		if n.id == chain {
			return n.family
		}
	}
	return EVM
}

// only is the chain of a family that has one; of the others, none.
func only(f Family) string {
	if f == EVM {
		return ""
	}
	return string(f)
}
