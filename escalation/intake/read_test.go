package intake_test

import (
	"errors"
	"strings"
	"testing"

	"frontdesk/chat"
	"frontdesk/escalation/intake"
)

// Examples from the standards themselves, and contracts that everybody can look up.
const (
	evmHash    = "0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060"
	evmAddress = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed" // EIP-55
	btcHash    = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"
	btcKey     = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
	btcScript  = "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"
	btcSegwit  = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"                     // BIP-173
	btcTaproot = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0" // BIP-350
	tronUSDT   = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
	solUSDC    = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
	solTx      = "5VERv8NMvzbJMEkV8xnrLkEaWRtSz9CosKDYjCJjBRnbJLgp8uirBgmQpjKhoR4tjF3ZpRzrFmBV6UjKdiSZkQUW"
	tonUSDT    = "EQCxE6mUtQJKFnGfaROTKOt1lZbDiiX1kCixRv7Nw2Id_sDs"
	tonRaw     = "0:b113a994b5024a16719f69139328eb759596c38a25f59028b146fecdc3621dfe"
	tonTx      = "sROplLUCShZxn2kTkyjrdZWWw4ol9ZAosUb+zcNiHf4="
)

func TestReadTakesWhatChainsWrite(t *testing.T) {
	plan := intake.Default()
	for name, c := range map[string]struct {
		asked           intake.Kind
		chain, in       string
		value, at, link string
	}{
		"an EVM hash of a chain":             {intake.Hash, "bsc", evmHash, evmHash, "bsc", "https://bscscan.com/tx/" + evmHash},
		"an EVM hash of no chain":            {intake.Hash, "", evmHash, evmHash, "", ""},
		"one without 0x":                     {intake.Hash, "eth", evmHash[2:], evmHash, "ethereum", "https://etherscan.io/tx/" + evmHash},
		"one in a sentence":                  {intake.Hash, "ETH", "my tx: (" + evmHash + ").", evmHash, "ethereum", "https://etherscan.io/tx/" + evmHash},
		"an address with check digits":       {intake.Address, "Polygon", evmAddress, evmAddress, "polygon", "https://polygonscan.com/address/" + evmAddress},
		"one in small letters":               {intake.Address, "", strings.ToLower(evmAddress), strings.ToLower(evmAddress), "", ""},
		"what nobody sees around it":         {intake.Address, "", "\u200b«" + evmAddress + "»\u200f", evmAddress, "", ""},
		"a Bitcoin hash":                     {intake.Hash, "比特币", btcHash, btcHash, "bitcoin", "https://mempool.space/tx/" + btcHash},
		"a hash that many chains write":      {intake.Hash, "", btcHash, btcHash, "", ""},
		"a Bitcoin address of a key":         {intake.Address, "", btcKey, btcKey, "bitcoin", "https://mempool.space/address/" + btcKey},
		"of a script":                        {intake.Address, "btc", btcScript, btcScript, "bitcoin", "https://mempool.space/address/" + btcScript},
		"of segregated witness, in capitals": {intake.Address, "", strings.ToUpper(btcSegwit), btcSegwit, "bitcoin", "https://mempool.space/address/" + btcSegwit},
		"of taproot":                         {intake.Address, "", btcTaproot, btcTaproot, "bitcoin", "https://mempool.space/address/" + btcTaproot},
		"a TRON address":                     {intake.Address, "TRC-20", tronUSDT, tronUSDT, "tron", "https://tronscan.org/#/address/" + tronUSDT},
		"a TRON hash":                        {intake.Hash, "trx", btcHash, btcHash, "tron", "https://tronscan.org/#/transaction/" + btcHash},
		"a Solana address":                   {intake.Address, "", solUSDC, solUSDC, "solana", "https://solscan.io/account/" + solUSDC},
		"a Solana signature":                 {intake.Hash, "solana", solTx, solTx, "solana", "https://solscan.io/tx/" + solTx},
		"a TON address":                      {intake.Address, "", tonUSDT, tonUSDT, "ton", "https://tonviewer.com/" + tonUSDT},
		"a raw one":                          {intake.Address, "ton", tonRaw, tonRaw, "ton", "https://tonviewer.com/" + tonRaw},
		"a TON hash in base64":               {intake.Hash, "ton", tonTx, tonRaw[2:], "ton", "https://tonviewer.com/transaction/" + tonRaw[2:]},
		"an explorer's link":                 {intake.Hash, "", "https://bscscan.com/tx/" + evmHash + "#eventlog", evmHash, "bsc", "https://bscscan.com/tx/" + evmHash},
		"one without https":                  {intake.Hash, "", "www.bscscan.com/tx/" + evmHash, evmHash, "bsc", "https://bscscan.com/tx/" + evmHash},
		"one with its path behind #":         {intake.Hash, "tron", "https://tronscan.org/#/transaction/" + btcHash, btcHash, "tron", "https://tronscan.org/#/transaction/" + btcHash},
		"of an account":                      {intake.Address, "", "https://explorer.solana.com/address/" + solUSDC + "?cluster=mainnet", solUSDC, "solana", "https://solscan.io/account/" + solUSDC},
		"of TON":                             {intake.Address, "", "https://tonviewer.com/" + tonUSDT, tonUSDT, "ton", "https://tonviewer.com/" + tonUSDT},
		"a version":                          {intake.Version, "", "v5.12.0 (iOS 17)", "v5.12.0 (iOS 17)", "", ""},
		"a network by its nickname":          {intake.Chain, "", "BEP-20", "BNB Chain", "bsc", ""},
		"a network that has no name here":    {intake.Chain, "", " Kaspa ", "Kaspa", "", ""},
		"any words":                          {intake.Text, "", "yesterday", "yesterday", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := plan.Read(c.asked, c.chain, c.in)
			if err != nil || r.Value != c.value || r.Chain != c.at || plan.Explorers.Link(r) != c.link {
				t.Errorf("%+v, %v, link %q", r, err, plan.Explorers.Link(r))
			}
		})
	}
}

func TestReadTellsWhatWasExpected(t *testing.T) {
	plan := intake.Default()
	for name, c := range map[string]struct {
		asked     intake.Kind
		chain, in string
		phrase    string
		args      string // some of them
	}{
		"an address that lost a character":  {intake.Address, "", evmAddress[:41], "intake-length", "format-evm-address 42 41"},
		"a hash that lost its end":          {intake.Hash, "", evmHash[:60], "intake-length", "format-evm-hash 66 60"},
		"one without 0x that did":           {intake.Hash, "btc", btcHash[:63], "intake-length", "format-bitcoin-hash 64 63"},
		"a letter that cannot be":           {intake.Hash, "", evmHash[:65] + "O", "intake-letter", "O"},
		"a changed letter case":             {intake.Address, "", "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "intake-sum", "format-evm-address"},
		"a mistyped Bitcoin address":        {intake.Address, "", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3", "intake-sum", "format-bitcoin-address"},
		"a mistyped segwit address":         {intake.Address, "", btcSegwit[:len(btcSegwit)-1] + "5", "intake-sum", "format-bitcoin-address"},
		"a mistyped TRON address":           {intake.Address, "", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", "intake-sum", "format-tron-address"},
		"a short TRON address":              {intake.Address, "tron", tronUSDT[:33], "intake-length", "format-tron-address 34 33"},
		"a mistyped TON address":            {intake.Address, "", tonUSDT[:47] + "t", "intake-sum", "format-ton-address"},
		"a short TON address":               {intake.Address, "", tonUSDT[:47], "intake-length", "48 47"},
		"a cut signature":                   {intake.Hash, "solana", solTx[:80], "intake-length", "format-solana-hash"},
		"an address where a hash is asked":  {intake.Hash, "", evmAddress, "intake-other-kind", "format-evm-address format-hash"},
		"a hash where an address is asked":  {intake.Address, "", evmHash, "intake-other-kind", "format-evm-hash format-address"},
		"another chain's":                   {intake.Address, "tron", evmAddress, "intake-other-chain", "format-evm-address TRON"},
		"words":                             {intake.Hash, "", "I don't know", "intake-unlike", "format-hash"},
		"nothing":                           {intake.Hash, "ton", "  ", "intake-unlike", "format-ton-hash"},
		"a link that is not listed":         {intake.Hash, "", "https://ethersсan.io/tx/" + evmHash, "intake-link", "etherscan.io, bscscan.com"},
		"a listed host before an @":         {intake.Hash, "eth", "https://etherscan.io@evil.example/tx/" + evmHash, "intake-link", "etherscan.io"},
		"a listed host as a subdomain":      {intake.Hash, "", "https://etherscan.io.evil.example/tx/" + evmHash, "intake-link", ""},
		"a listed host at another port":     {intake.Hash, "", "https://etherscan.io:8443/tx/" + evmHash, "intake-link", ""},
		"no web address":                    {intake.Hash, "", "javascript://etherscan.io/tx/" + evmHash, "intake-link", ""},
		"a link of another chain":           {intake.Hash, "bsc", "https://etherscan.io/tx/" + evmHash, "intake-link-chain", "Ethereum BNB Chain"},
		"a link to nothing":                 {intake.Hash, "", "https://etherscan.io/blocks", "intake-link-empty", "format-evm-hash"},
		"a link whose hash lost an end":     {intake.Hash, "", "https://etherscan.io/tx/" + evmHash[:60], "intake-length", "66 60"},
		"a version without a number":        {intake.Version, "", "the latest", "intake-version", ""},
		"a megabyte":                        {intake.Hash, "", strings.Repeat("5", 1<<20), "intake-unlike", ""},
		"a megabyte where a version is due": {intake.Version, "", strings.Repeat("5", 1<<20), "intake-version", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := plan.Read(c.asked, c.chain, c.in)
			var refusal *chat.Refusal
			if !errors.As(err, &refusal) {
				t.Fatalf("taken as %+v (%v)", r, err)
			}
			if refusal.Phrase.ID != c.phrase {
				t.Fatalf("%s %v", refusal.Phrase.ID, refusal.Phrase.Args)
			}
			said := spoken(refusal.Phrase)
			for _, want := range strings.Fields(c.args) {
				if !strings.Contains(said, want) {
					t.Errorf("%q lacks %q", said, want)
				}
			}
		})
	}
}

// spoken joins the arguments of a phrase.
func spoken(p *chat.Phrase) string {
	var b strings.Builder
	for _, a := range p.Args {
		b.WriteString(a.Text + " ")
		if a.Phrase != nil {
			b.WriteString(a.Phrase.ID + " ")
		}
	}
	return b.String()
}

func TestACommunityAddsAChain(t *testing.T) {
	plan := intake.Default()
	plan.Explorers["linea"] = []string{"lineascan.build"}
	r, err := plan.Read(intake.Hash, "", "https://lineascan.build/tx/"+evmHash)
	if err != nil || r.Chain != "linea" || plan.Explorers.Link(r) != "https://lineascan.build/tx/"+evmHash {
		t.Errorf("%+v, %v", r, err)
	}
}

// FuzzRead holds Read to: no panic, and what is taken is taken again, as the same, and links nowhere but to a listed host.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		evmHash, evmAddress, btcHash, btcKey, btcScript, btcSegwit, btcTaproot, tronUSDT, solUSDC, solTx, tonUSDT, tonRaw, tonTx,
		"https://tonviewer.com/transaction/" + btcHash, "https://etherscan.io@x/", "0x", "bc1", "-1:", "T", "EQ", "", "\xff", "1", "http://[::1]:namedport",
	} {
		for _, chain := range []string{"", "bsc", "btc", "tron", "sol", "ton", "kaspa"} {
			f.Add(s, chain)
		}
	}
	plan := intake.Default()
	f.Fuzz(func(t *testing.T, s, chain string) {
		for _, kind := range []intake.Kind{intake.Hash, intake.Address, intake.Version, intake.Chain, intake.Text} {
			r, err := plan.Read(kind, chain, s)
			if err != nil || kind == intake.Text || kind == intake.Chain {
				continue
			}
			again, err := plan.Read(kind, r.Chain, r.Value)
			if kind != intake.Version && (err != nil || again != r) {
				t.Errorf("%q is taken as %+v, that as %+v, %v", s, r, again, err)
			}
			if link := plan.Explorers.Link(r); link != "" && !strings.HasPrefix(link, "https://"+plan.Explorers[r.Chain][0]+"/") {
				t.Errorf("%q links to %q", s, link)
			}
		}
	})
}
