package faq

import (
	"strings"

	"frontdesk/faq/text"
)

// fieldWords are words that hardly any FAQ uses unless it is about wallets, coins or exchanges, folded, as in the languages
// of the lexicon. Chinese words are matched as sequences of characters.
var fieldWords = fieldSet(`
	wallet wallets crypto cryptocurrency bitcoin btc ethereum eth usdt usdc token tokens coin coins nft nfts blockchain onchain
	airdrop staking stake defi dex cex metamask ledger trezor trc20 erc20 bep20 solana sol tron trx bnb altcoin mnemonic web3
	satoshi testnet mainnet stablecoin p2p
	кошелек кошелька кошельке крипта крипто криптовалюта криптовалюты биткоин эфир монеты монет токен токены токенов стейкинг
	cuzdan cuzdanim kripto coinlerim dompet koin kripto token billetera cripto criptomonedas monedero carteira
	criptomoedas moedas portefeuille cryptomonnaie वॉलेट क्रिप्टो कॉइन محفظه محفظة عملات کیف رمزارز 지갑 코인 토큰 ウォレット`)

var fieldHan = []string{"钱包", "链", "币", "代币", "助记词", "私钥", "质押", "交易所", "仮想通貨", "暗号資産"}

func fieldSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[text.Fold(w)] = true
	}
	return set
}

// Between these shares of entries that use a field word, the trust in lexicon and gate rises from none to full.
const fieldNone, fieldFull = 0.08, 0.3

// fieldOf tells how far the entries belong to the field that lexicon and gate know: 0 … 1.
func fieldOf(entries []Entry) float64 {
	if len(entries) == 0 {
		return 1
	}
	n := 0
	for i := range entries {
		if entries[i].inField() {
			n++
		}
	}
	return min(max((float64(n)/float64(len(entries))-fieldNone)/(fieldFull-fieldNone), 0), 1)
}

func (e *Entry) inField() bool {
	for _, texts := range []map[string][]string{lists(e.Title), e.Questions, lists(e.Answer)} {
		for _, list := range texts {
			for _, s := range list {
				if mentionsField(s) {
					return true
				}
			}
		}
	}
	return false
}

func mentionsField(s string) bool {
	t := text.Parse(s)
	for i := range t.Tokens {
		switch tok := &t.Tokens[i]; tok.Kind {
		case text.Word:
			if fieldWords[tok.Folded] {
				return true
			}
		case text.Han:
			for _, w := range fieldHan {
				if strings.HasPrefix(t.Source[tok.Start:], w) {
					return true
				}
			}
		}
	}
	return false
}
