package secret

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// benign makes messages with what only looks like a secret, by class.
var benign = map[string]func(source) string{
	"transaction": func(s source) string {
		return s.pick("tx ", "txid: ", "transaction hash ", "交易哈希 ", "hash: ", "транзакция ", "hash de transacción ", "https://etherscan.io/tx/", "https://tronscan.org/#/transaction/", "stuck: ", "why pending? ") + "0x" + s.hex(32)
	},
	"hash without 0x": func(s source) string {
		return s.pick("txid ", "tx hash: ", "交易ID ", "sha256: ", "block ", "https://mempool.space/tx/", "https://tronscan.org/#/transaction/") + s.hex(32)
	},
	"address": func(s source) string {
		return s.pick("send to ", "my address ", "地址 ", "") + s.pick("0x"+s.hex(20), bech32("bc", s.bytes(20)), checked(append([]byte{0}, s.bytes(20)...), bitcoinAlphabet), checked(append([]byte{0x41}, s.bytes(20)...), bitcoinAlphabet), base58(s.bytes(32), bitcoinAlphabet), bech32("cosmos", s.bytes(20)), bech32("npub", s.bytes(32)))
	},
	"public key": func(s source) string {
		return s.pick("public key ", "pubkey: ", "公钥 ") + s.pick("04", "02", "0x") + s.hex(32)
	},
	"extended public key": func(s source) string {
		return checked(slices.Concat([]byte{4, 0x88, 0xB2, 0x1E}, s.bytes(41), []byte{2}, s.bytes(32)), bitcoinAlphabet)
	},
	"signature": func(s source) string { return s.pick("sig ", "signature ", "") + base58(s.bytes(64), bitcoinAlphabet) },
	"contract interface": func(s source) string {
		return `[{"inputs":[{"internalType":"address","name":"to","type":"address"},{"name":"amount","type":"uint256"}],"name":"transfer","outputs":[{"type":"bool"}],"stateMutability":"nonpayable","type":"function"},{"anonymous":false,"name":"Approval` + s.hex(2) + `","type":"event"}]`
	},
	"call data": func(s source) string {
		return "data 0xa9059cbb" + strings.Repeat("0", 24) + s.hex(20) + strings.Repeat("0", 48) + s.hex(8)
	},
	"commit": func(s source) string { return s.pick("commit ", "fixed in ", "git checkout ") + s.hex(20) },
	"uuid": func(s source) string {
		h := s.hex(16)
		return s.pick("order ", "ticket id ", "") + h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
	},
	"question about phrases": func(s source) string {
		return s.pick("where do I find ", "how do I back up ", "I lost ", "is it safe to save ", "can someone steal my coins without ", "why does the app ask for ", "support asked me for ", "what happens if I forget ") +
			s.pick("my seed phrase", "the recovery phrase", "my 12 words", "my private key", "the mnemonic", "my keystore file", "my secret key") + s.pick("?", " in the new version?", ", is that normal?", " on my old phone? It has 24 words.", "")
	},
	"question about phrases, chinese": func(s source) string {
		return s.pick("请问", "大家好，", "客服你好，", "") + s.pick("助记词", "私钥", "恢复短语", "12个单词") + s.pick("在哪里可以看到", "丢了怎么办", "被别人看到了要紧吗", "导入的时候提示错误", "能不能截图保存", "写错了一个字还能恢复钱包吗") + s.pick("？", "，谢谢", "，等了很久了没有人回答")
	},
	"prose": func(s source) string { return s.prose(6 + s.IntN(30)) },
	"prose with phrase": func(s source) string {
		return "about the seed phrase: " + s.prose(6+s.IntN(20))
	},
	"list of words": func(s source) string {
		words := strings.Fields("bitcoin ethereum solana tron polygon arbitrum optimism base avalanche cosmos near aptos sui cardano monero litecoin dogecoin chainlink uniswap aave")
		s.Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
		return strings.Join(words[:5+s.IntN(15)], s.pick(" ", ", "))
	},
	"API key asked for": func(s source) string {
		return s.pick("where do I enter the api secret?", "is the secret key the same as the api key?", "API密钥在哪里申请？", "I regenerated my api_secret, still error 401")
	},
}

// prose makes sentences that use list words as people do: among small words.
func (s source) prose(n int) string {
	subject := []string{"I", "we", "my friend", "the market", "a trader", "the team", "this wallet", "the exchange", "nobody", "the old phone", "your device", "the morning news"}
	verb := []string{"cannot open", "will update", "does trust", "should wait for", "must sell", "wants to share", "did move", "has lost", "may add", "could buy", "still holds", "tried to send"}
	object := []string{"the right amount of coin", "a new version", "the price of gas", "an early release", "half of it", "the main network", "the same screen", "a safe place", "some more time", "the whole story", "a gift for the family", "the account balance"}
	link := []string{"because", "and then", "but", "so", "while", "until", "although"}
	var words []string
	for len(words) < n {
		words = append(words, strings.Fields(s.pick(subject...)+" "+s.pick(verb...)+" "+s.pick(object...)+" "+s.pick(link...))...)
	}
	return strings.Join(words, " ")
}

func TestWhatOnlyLooksLikeASecretIsClear(t *testing.T) {
	d := New()
	lists := newSource(t, 0).lists
	runs := 200
	if testing.Short() {
		runs = 30
	}
	alarms, leaked, total := 0, 0, 0
	for _, class := range slices.Sorted(maps.Keys(benign)) {
		n := 0
		for seed := range runs {
			text := benign[class](source{rand.New(rand.NewPCG(uint64(seed), 4)), lists})
			v := d.Check(text)
			if v.Verdict == Clear {
				continue
			}
			if v.Verdict == Leak {
				leaked++
			}
			if n++; n < 3 {
				t.Logf("%s: %q is %v", class, text, v)
			}
		}
		alarms, total = alarms+n, total+runs
		t.Logf("%-34s %d of %d", class, n, runs)
	}
	t.Logf("%d false alarms of %d, %d of them deleted", alarms, total, leaked)
	if alarms*100 > total || leaked > 0 {
		t.Error("too many")
	}
}
