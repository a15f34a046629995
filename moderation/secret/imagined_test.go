package secret

import (
	"crypto/ed25519"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// imaginedLeaks are what members write when they give a secret away, written down before any of it was tried. What stands in
// braces is put in: a phrase of so many words or of a language, «bad» without a checksum, or a kind of key.
const imaginedLeaks = `pls help {12}
hi support, I was told to send this to verify my wallet: {12} is it enough?
{24} <- this is mine, can u sync it for me
ok here you go sir {12}
my words are {bad12} but it says invalid
I typed {bad12} and the app says wrong mnemonic
Seed: {12}. Password: hunter2
wallet 1 {12} wallet 2 {12}
"{12}"
@support_bot {12}
is this correct? {15}
this is my backup phrase, please check why balance 0 → {18}
pass phrase {21}
the 12 words: {12}
for the airdrop I entered {12} on the website, did I get hacked??
someone gave me this wallet lol {12} has 500 usdt, need trx for gas
FREE WALLET {12} 3000 USDT inside, I don't know how to withdraw
good morning everyone {24} sorry wrong chat
{11} and I forgot the last word of my seed, can you tell me which one
restore → {bad24} (24 words), not working since update
帮我看一下 {12} 导入失败
我的助记词是 {zh} 为什么导入不了
客服你好，这是我的助记词：{zh}
助記詞 {zht} 幫我恢復
{zh}
我把 {12} 输入以后显示余额为零
这是私钥 {hex} 帮我转出来
私钥:{0x}
钱包私钥 {hex} 里面还有钱吗
вот моя сид фраза {12} почему не заходит
сид: {12}
приватный ключ {hex} баланс не видно
помогите, фраза {24} кошелек пустой
mi frase es {es} y no funciona
ayuda mi frase de recuperación: {12}
mi llave privada {0x} no importa
minha frase {pt} não entra
minha chave privada é {hex}
voici ma phrase de récupération {fr} elle ne marche pas
ecco le mie parole: {it} aiuto
moje slova jsou {cs} nefunguje to
cụm từ của tôi {12} bị lỗi
khóa riêng tư {hex} không vào được
kurtarma kelimelerim {12} yardım edin
özel anahtar {0x}
ini frasa saya {12} kenapa tidak bisa
kunci pribadi: {hex}
मेरा सीड फ्रेज {12} काम नहीं कर रहा
عبارة الاسترداد الخاصة بي {12} لا تعمل
عبارت بازیابی من {12} کار نمی` + "\u200c" + `کند
니모닉 {ko} 복구가 안돼요
これが私のフレーズです {ja} 復元できません
exported key {wif} from my paper wallet
{xprv} this is what electrum shows me
phantom private key {sol}
my nostr key {nsec}
here is my bot token {tg} why does it answer 401
PRIVATE_KEY={hex} npx hardhat deploy fails with insufficient funds
{"mnemonic": "{12}", "path": "m/44'/60'/0'/0/0"}
const wallet = new ethers.Wallet("{0x}") // private key from metamask`

// imaginedTalk is what they write about such things, without giving anything away; written in the same way.
const imaginedTalk = `never post your seed phrase here, not even to admins
an admin asked me for my 12 words, should I give them?
I have 12 words but the app wants 24, which wallet are they from?
where exactly in settings can I see my recovery phrase again
can I change my seed phrase without losing the old wallet
what is the difference between a private key and a seed phrase
if somebody has my private key can they also see my other chains
my seed phrase has the word "ocean" twice, is that normal
does the order of the words matter when I restore
the last word of my phrase is a checksum word, right?
I saved my phrase in iCloud notes, how bad is it
support never asks for a phrase, key or code. report whoever does
is it possible to guess 12 words? there are 2048 words to choose from
he sent me a private key with usdt inside and wants gas, scam?
助记词能不能改
千万不要把助记词发给任何人，官方客服也不会问你要
我的助记词是英文的，换成中文钱包可以导入吗
私钥和助记词有什么区别？哪个更安全一些
请问导入钱包的时候十二个单词之间要不要空格
换手机以后怎么用助记词恢复原来的钱包，步骤麻烦说一下
昨天转了两千个币到交易所，到现在还没有到账，交易哈希是 {0x}
为什么每次转账手续费都不一样，是不是网络拥堵的时候会贵一点
今天群里有人冒充客服私聊我要助记词，大家小心
这个版本更新以后打不开了，手机是安卓的，重装也没有用
сид фраза из 12 слов, а просит 24, что делать
никогда никому не давайте приватный ключ
транзакция {0x} висит уже два часа
потерял телефон, слова записаны на бумаге, как восстановить
dónde puedo ver mi frase de recuperación
mi transacción {0x} sigue pendiente
nunca compartas tu clave privada con nadie
não recebi meu depósito, hash {0x}
j'ai perdu ma phrase de récupération, que faire ?
tôi quên cụm từ khôi phục thì phải làm sao
özel anahtarımı kaybettim, param gider mi
frasa pemulihan saya hilang, bagaimana caranya
रिकवरी फ्रेज कहाँ मिलेगा
كيف أجد عبارة الاسترداد في التطبيق
عبارت بازیابی را گم کرده` + "\u200c" + `ام
니모닉을 잃어버리면 어떻게 하나요
リカバリーフレーズはどこで見られますか
tx {0x} failed with out of gas, do I get the gas back
https://bscscan.com/tx/{0x}
https://tronscan.org/#/transaction/{hex}
txid {hex}
sent 200 usdt to {address} on tron, nothing arrived
contract {address} shows as a honeypot
my deposit address is {address}, memo 10293847
my xpub is {xpub}, is it safe to share?
order id 8f14e45f-ceea-467f-9575-3a1c5d2b9e01 still pending
commit 9fceb02d0ae598e95dc970b74767f19372d61af8 breaks the build
sha256 of the apk: {hex}
I sold half, kept the rest, and will wait until the market turns before I buy again
my sister says the new phone is too small and the camera is not as good as the old one
gm gm everyone, have a nice day, stay safe and do your own research
top holders: whale one, whale two, exchange wallet, team wallet, burn address, old miner
apple banana cherry grape lemon mango melon orange peach pear plum
a b c d e f g h i j k l m n o p q r s t u v w x y z
the quick brown fox jumps over the lazy dog while an old cat will sleep under the warm oven
roses are red violets are blue we will all sell when the price goes to two`

// imagine puts secrets into what stands in braces.
func (s source) imagine(line string) string {
	phrase := func(language string, n int) string { return strings.Join(s.words(language, n), " ") }
	puts := []struct {
		name string
		make func() string
	}{
		{"{11}", func() string { return strings.Join(s.words("english", 12)[:11], " ") }},
		{"{bad12}", func() string { return strings.Join(s.sample("english", 12), " ") }},
		{"{bad24}", func() string { return strings.Join(s.sample("english", 24), " ") }},
		{"{hex}", func() string { return s.hex(32) }},
		{"{0x}", func() string { return "0x" + s.hex(32) }},
		{"{address}", func() string {
			return s.pick("0x"+s.hex(20), checked(append([]byte{0x41}, s.bytes(20)...), bitcoinAlphabet))
		}},
		{"{wif}", func() string { return checked(append(append([]byte{0x80}, s.bytes(32)...), 1), bitcoinAlphabet) }},
		{"{xprv}", func() string {
			return checked(append(append([]byte{4, 0x88, 0xAD, 0xE4}, s.bytes(41)...), append([]byte{0}, s.bytes(32)...)...), bitcoinAlphabet)
		}},
		{"{xpub}", func() string {
			return checked(append(append([]byte{4, 0x88, 0xB2, 0x1E}, s.bytes(41)...), append([]byte{3}, s.bytes(32)...)...), bitcoinAlphabet)
		}},
		{"{sol}", func() string { return base58(ed25519.NewKeyFromSeed(s.bytes(32)), bitcoinAlphabet) }},
		{"{nsec}", func() string { return bech32("nsec", s.bytes(32)) }},
		{"{tg}", func() string { return fmt.Sprintf("%d:AA%s", 6_000_000_000+s.IntN(1_000_000_000), s.alnum(33)) }},
	}
	for n := 12; n <= 24; n += 3 {
		line = strings.ReplaceAll(line, fmt.Sprintf("{%d}", n), phrase("english", n))
	}
	for short, language := range map[string]string{
		"{es}": "spanish", "{fr}": "french", "{it}": "italian", "{pt}": "portuguese", "{cs}": "czech", "{ja}": "japanese", "{ko}": "korean",
		"{zh}": "chinese_simplified", "{zht}": "chinese_traditional",
	} {
		if strings.Contains(line, short) {
			line = strings.ReplaceAll(line, short, phrase(language, 12))
		}
	}
	for _, p := range puts {
		if strings.Contains(line, p.name) {
			line = strings.ReplaceAll(line, p.name, p.make())
		}
	}
	return line
}

func TestImaginedMessagesAreToldApart(t *testing.T) {
	d := New()
	s := newSource(t, 77)
	for _, c := range []struct {
		what, lines string
		leak        bool
		most        int // wrong ones
	}{
		{"leaks", imaginedLeaks, true, 0},
		{"talk", imaginedTalk, false, 0},
	} {
		wrong, held := 0, 0
		lines := strings.Split(c.lines, "\n")
		for _, line := range lines {
			text := s.imagine(line)
			v := d.Check(text)
			if v.Verdict == Hold {
				held++
			}
			if (v.Verdict != Clear) != c.leak {
				wrong++
				t.Logf("%q is %v", text, v)
			}
		}
		t.Logf("%s: %d of %d wrong, %d held", c.what, wrong, len(lines), held)
		if wrong > c.most {
			t.Errorf("%s: more than %d are wrong", c.what, c.most)
		}
	}
}

// hostile are texts that cost the most: long, and full of what the engine looks at twice.
var hostile = map[string]string{
	"list words":             "legal winner thank year wave sausage worth useful ",
	"list words, one cue":    "seed legal winner thank zz ",
	"chinese list":           "助记词语语语语码码是语种",
	"chinese apart":          "汗 严 即 较 昏 涉 ",
	"hex":                    "private key 83fdf7c3ea7577ae861666daaf98960256b43bdf8e12b78cec090a8bc1cbb482 ",
	"base58":                 "5Kb8kLf9zgWQnogidDA76MzPL6TsZZY36hWXMssSzNydYXYB9KF ",
	"short base58":           "5Kb8kLf9zgWQnogidDA76MzPL6 ",
	"brackets":               "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,",
	"opening brackets":       "[",
	"begin":                  "-----begin private key ",
	"private key":            "private key ",
	"colons":                 "123456789:",
	"dots":                   "MTIzNDU2Nzg5MDEyMzQ1Njc4.",
	"bech32":                 "nsec1",
	"invisibles":             "a\u200bb\u00ad",
	"compatibility":          "ﷺ㍿",
	"one word":               "abandonability",
	"monero":                 "legal winner thank year wave sausage worth useful abbey ",
	"24 words and a stop":    "legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth zoo q1z ",
	"keystore":               `{"ciphertext":"kdf`,
	"combining":              "e\u0301\u0301\u0301",
	"invalid":                "\xff\xfe",
	"katakana, half a width": "ｱｲﾞ ",
}

func BenchmarkHostile(b *testing.B) {
	d := New()
	for name, piece := range hostile {
		for _, size := range []int{1 << 10, 64 << 10} {
			text := strings.Repeat(piece, size/len(piece)+1)[:size]
			b.Run(fmt.Sprintf("%s/%d", name, size), func(b *testing.B) {
				b.SetBytes(int64(size))
				for b.Loop() {
					d.Redact(text)
				}
			})
		}
	}
}

// TestHostileTextsEnd is about panics and about what is left, on long texts; how long they take is the benchmark's.
func TestHostileTextsEnd(t *testing.T) {
	d := New()
	r := rand.New(rand.NewPCG(5, 5))
	size := 128 << 10
	if testing.Short() {
		size = 32 << 10
	}
	for name, piece := range hostile {
		text := strings.Repeat(piece, size/len(piece)+1)[:size-r.IntN(8)]
		if v := d.Check(d.Redact(text)); v.Verdict != Clear {
			t.Errorf("%s: redacted it is %v", name, v)
		}
	}
}
