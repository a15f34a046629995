package secret

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// wideLeaks are further classes: other forms of phrases, other wallets, other services.
var wideLeaks = map[string]func(source) string{
	"SLIP-39 share": func(s source) string { return strings.Join(s.share(), s.pick(" ", "\n", ", ")) },
	"SLIP-39 share, numbered": func(s source) string {
		return numbered(s.share(), s.pick("%d. %s\n", "%d) %s "))
	},
	"SLIP-39 share, damaged, claimed": func(s source) string {
		w := s.share()
		return "my seed share: " + strings.Join(w[1:], " ")
	},
	"Monero":          func(s source) string { return s.pick("", "here it is ") + strings.Join(s.monero(), " ") },
	"Monero, in text": func(s source) string { return "my monero seed is " + strings.Join(s.monero(), " ") + " ok?" },
	"Monero, lines":   func(s source) string { return numbered(s.monero(), "%d. %s\n") },
	"Monero, damaged, claimed": func(s source) string {
		w := s.monero()
		w[24] = "another"
		return "monero mnemonic: " + strings.Join(w, " ")
	},
	"TON, alone": func(s source) string { return strings.Join(s.sample("english", 24), " ") },
	"TON, claimed": func(s source) string {
		return "tonkeeper recovery phrase " + strings.Join(s.sample("english", 24), " ")
	},
	"decomposed": func(s source) string {
		return norm.NFD.String(strings.Join(s.words(s.pick("spanish", "french", "japanese", "korean", "czech"), s.length()), " "))
	},
	"compatibility forms": func(s source) string {
		return norm.NFKD.String(strings.Join(s.words(s.pick("spanish", "french", "japanese", "korean"), 12), "\u3000"))
	},
	"foreign, numbered lines": func(s source) string {
		return numbered(s.words(s.pick("czech", "french", "italian", "japanese", "korean", "portuguese", "spanish"), s.length()), "%d. %s\n")
	},
	"foreign, in text": func(s source) string {
		return s.pick("hola, mi billetera: ", "привет вот ", "hello ", "你好 ") + strings.Join(s.words(s.pick("czech", "french", "italian", "portuguese", "spanish"), 12), " ") + s.pick(" gracias", " спасибо", " ok?", " 谢谢")
	},
	"french, no accents": func(s source) string { return plainLetters(strings.Join(s.words("french", 12), " ")) },
	"mixed separators":   func(s source) string { return s.mixed(s.words("english", s.length())) },
	"mixed cases":        func(s source) string { return s.cases(strings.Join(s.words("english", 12), " ")) },
	"chinese, commas": func(s source) string {
		return strings.Join(s.words(s.pick("chinese_simplified", "chinese_traditional"), s.length()), s.pick("，", "、", ",", "\n", "/"))
	},
	"chinese, in text, spaces": func(s source) string {
		return "帮我看看这个 " + strings.Join(s.words("chinese_simplified", 12), " ")
	},
	"invisible between letters": func(s source) string { return hidden(strings.Join(s.words("english", 12), " ")) },
	"code block":                func(s source) string { return "```\n" + strings.Join(s.words("english", 24), " ") + "\n```" },
	"spoiler":                   func(s source) string { return "||" + strings.Join(s.words("english", 12), " ") + "||" },
	"environment":               func(s source) string { return `MNEMONIC="` + strings.Join(s.words("english", 12), " ") + `"` },
	"twice":                     func(s source) string { w := strings.Join(s.words("english", 12), " "); return w + "\n" + w },
	"wif in text": func(s source) string {
		return "import this " + checked(append(append([]byte{0x80}, s.bytes(32)...), 1), bitcoinAlphabet) + " please"
	},
	"near":                       func(s source) string { return "ed25519:" + base58(s.ed25519(), bitcoinAlphabet) },
	"solana in json":             func(s source) string { return `{"secretKey":"` + base58(s.ed25519(), bitcoinAlphabet) + `"}` },
	"hex in json":                func(s source) string { return `{"address":"0x` + s.hex(20) + `","privateKey":"0x` + s.hex(32) + `"}` },
	"hex with address before":    func(s source) string { return "address 0x" + s.hex(20) + " private key 0x" + s.hex(32) },
	"hex, next line":             func(s source) string { return "Private key:\n" + s.hex(32) },
	"hex, zero width":            func(s source) string { return "private key " + hidden(s.hex(32)) },
	"keystore, indented":         func(s source) string { return s.keystore("\n  ") },
	"keystore, one line, scrypt": func(s source) string { return s.keystore("") },
	"pem, other kinds": func(s source) string {
		kind := s.pick("", "RSA ", "ENCRYPTED ", "OPENSSH ", "EC ")
		return "-----BEGIN " + kind + "PRIVATE KEY-----\n" + base64.StdEncoding.EncodeToString(s.bytes(120)) + "\n-----END " + kind + "PRIVATE KEY-----"
	},
	"telegram bot, in link": func(s source) string {
		return fmt.Sprintf("https://api.telegram.org/bot%d:AA%s/getMe", 5_000_000_000+s.IntN(2_000_000_000), base64.RawURLEncoding.EncodeToString(s.bytes(24))+"x")
	},
	"discord bot": func(s source) string {
		id := fmt.Sprint(1_000_000_000_000_000_000 + s.Int64N(300_000_000_000_000_000))
		return "token = " + base64.RawURLEncoding.EncodeToString([]byte(id)) + "." + base64.RawURLEncoding.EncodeToString(s.bytes(4)) + "." + base64.RawURLEncoding.EncodeToString(s.bytes(28))
	},
	"discord webhook": func(s source) string {
		return fmt.Sprintf("https://discord.com/api/webhooks/%d/%s", 1_000_000_000_000_000_000+s.Int64N(300_000_000_000_000_000), base64.RawURLEncoding.EncodeToString(s.bytes(51)))
	},
	"exchange": func(s source) string {
		return s.pick("API secret: ", "apiSecret=", "api_secret: ", "Secret Key: ", "API密钥：", "secret key ") +
			s.pick(s.alnum(64), s.alnum(36), strings.ToUpper(s.hex(16)), s.alnum(32))
	},
	"nostr, with cue":  func(s source) string { return "my nsec: " + bech32("nsec", s.bytes(32)) },
	"bech32, capitals": func(s source) string { return strings.ToUpper(bech32("suiprivkey", s.bytes(33))) },
}

func (s source) ed25519() []byte { return ed25519.NewKeyFromSeed(s.bytes(32)) }

func (s source) alnum(n int) string {
	const signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	b := []byte("7")
	for len(b) < n {
		b = append(b, signs[s.IntN(len(signs))])
	}
	return string(b)
}

// share is one of SLIP-39 with random contents; its code is found by trying the three last words, a bit at a time being linear.
func (s source) share() []string {
	list := s.lists["slip39"]
	n := []int{20, 33}[s.IntN(2)]
	values := make([]uint32, n)
	for i := range n - 3 {
		values[i] = s.Uint32N(1024)
	}
	sum := uint32(1)
	for _, c := range s.pick("shamir", "shamir_extendable") {
		sum = feed(sum, uint32(c))
	}
	for _, v := range values {
		sum = feed(sum, v)
	}
	sum ^= 1
	for i := range 3 {
		values[n-3+i] = sum >> (10 * (2 - i)) & 1023
	}
	out := make([]string, n)
	for i, v := range values {
		out[i] = list[v]
	}
	return out
}

// feed is SLIP-39's reference implementation, one value a step.
func feed(sum, value uint32) uint32 {
	generator := []uint32{0xE0E040, 0x1C1C080, 0x3838100, 0x7070200, 0xE0E0009, 0x1C0C2412, 0x38086C24, 0x3090FC48, 0x21B1F890, 0x3F3F120}
	b := sum >> 20
	sum = (sum&0xFFFFF)<<10 ^ value
	for i, g := range generator {
		if b>>i&1 != 0 {
			sum ^= g
		}
	}
	return sum
}

// monero is a seed of words of its kind; its list is not needed, only that beginnings differ.
func (s source) monero() []string {
	var out []string
	for len(out) < 24 {
		if w := s.lists["english"][s.IntN(2048)]; len(w) >= 4 {
			out = append(out, w)
		}
	}
	var b strings.Builder
	for _, w := range out {
		b.WriteString(w[:3])
	}
	return append(out, out[crc32.ChecksumIEEE([]byte(b.String()))%24])
}

// ton is a phrase as TON's wallets draw them: until one is valid.
func (s source) ton() []string {
	for {
		w := s.sample("english", 24)
		mac := hmac.New(sha512.New, []byte(strings.Join(w, " ")))
		seed, err := pbkdf2.Key(sha512.New, string(mac.Sum(nil)), []byte("TON seed version"), 390, 64)
		if err == nil && seed[0] == 0 {
			return w
		}
	}
}

func (s source) mixed(words []string) string {
	var b strings.Builder
	for _, w := range words {
		b.WriteString(w + s.pick(" ", ", ", "\n", " - ", "; ", "  ", "\t", " / ", ",", " | "))
	}
	return b.String()
}

func (s source) cases(text string) string {
	return strings.Map(func(r rune) rune {
		if s.IntN(2) == 0 && r >= 'a' && r <= 'z' {
			return r - 32
		}
		return r
	}, text)
}

func (s source) keystore(indent string) string {
	return strings.ReplaceAll(`{|"address":"`+s.hex(20)+`",|"crypto":{|"cipher":"aes-128-ctr",|"ciphertext":"`+s.hex(32)+`",|"cipherparams":{"iv":"`+s.hex(16)+
		`"},|"kdf":"`+s.pick("scrypt", "pbkdf2")+`",|"kdfparams":{"dklen":32,"n":262144,"p":1,"r":8,"salt":"`+s.hex(32)+`"},|"mac":"`+s.hex(32)+`"},|"id":"3198bc9c-6672-5ab3-d995-4942343ae5b6","version":3}`, "|", indent)
}

func hidden(text string) string {
	var b strings.Builder
	for i, r := range text {
		b.WriteRune(r)
		if i%3 == 0 {
			b.WriteString([]string{"\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad"}[i/3%5])
		}
	}
	return b.String()
}

func plainLetters(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if r < 0x300 || r > 0x36F {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func TestWiderLeaksAreFoundAndRedacted(t *testing.T) {
	d := New()
	lists := newSource(t, 0).lists
	runs := 100
	if testing.Short() {
		runs = 15
	}
	missed, total := 0, 0
	for _, class := range slices.Sorted(maps.Keys(wideLeaks)) {
		found, sure := 0, 0
		for seed := range runs {
			text := wideLeaks[class](source{rand.New(rand.NewPCG(uint64(seed), 2)), lists})
			v := d.Check(text)
			if v.Verdict == Clear {
				if found+2 > seed {
					t.Logf("%s: missed %q", class, text)
				}
				continue
			}
			found++
			if v.Verdict == Leak {
				sure++
			}
			if clean := d.Redact(text); d.Check(clean).Verdict != Clear {
				t.Errorf("%s: %q is not clear", class, clean)
			}
		}
		missed, total = missed+runs-found, total+runs
		t.Logf("%-34s %5.1f %% of %d, sure %5.1f %%", class, 100*float64(found)/float64(runs), runs, 100*float64(sure)/float64(runs))
	}
	t.Logf("missed %d of %d", missed, total)
	if missed*100 > total {
		t.Error("recall is below 99 %")
	}
}

// TestRedactionLeavesNothingToUse asks that of no secret three words in a row or twelve characters remain.
func TestRedactionLeavesNothingToUse(t *testing.T) {
	d := New()
	lists := newSource(t, 0).lists
	listed := map[string]bool{}
	for _, list := range lists {
		for _, w := range list {
			listed[w] = true
		}
	}
	runs := 15
	if testing.Short() {
		runs = 5
	}
	all := maps.Clone(leaks)
	maps.Copy(all, wideLeaks)
	for _, class := range slices.Sorted(maps.Keys(all)) {
		for seed := range runs {
			s := source{rand.New(rand.NewPCG(uint64(seed), 3)), lists}
			text := s.pick("hi ", "", "请看：", "\n") + all[class](s) + s.pick(" thanks", "", "\n谢谢", "!")
			if d.Check(text).Verdict == Clear {
				continue
			}
			clean := d.Redact(text)
			if left := remains(clean, text, listed); left != "" {
				t.Errorf("%s: %q remains in %q of %q", class, left, clean, text)
				break
			}
		}
	}
}

func TestAPhraseOfTONIsKnownByItsChecksum(t *testing.T) {
	d, s := New(), newSource(t, 8)
	for range 3 {
		if text := "hello please look " + strings.Join(s.ton(), " ") + " thanks"; d.Check(text).Verdict != Leak {
			t.Errorf("missed %q", text)
		}
	}
}

// remains finds, in a redacted text, three list words in a row of the original's, or a key's twelve characters.
func remains(clean, text string, listed map[string]bool) string {
	words := strings.Fields(strings.ToLower(clean))
	for i := 0; i+3 <= len(words); i++ {
		if listed[words[i]] && listed[words[i+1]] && listed[words[i+2]] && strings.Contains(strings.ToLower(text), strings.Join(words[i:i+3], " ")) && !strings.Contains("my wallet it does not open please check", words[i]) {
			return strings.Join(words[i:i+3], " ")
		}
	}
	for _, w := range strings.FieldsFunc(clean, func(r rune) bool { return r > 0x7F || !isAlnum(byte(r)) }) {
		if address := len(w) == 42 && w[:2] == "0x"; !address && len(w) >= 12 && (isMixed(w) || len(w) > 24) {
			return w
		}
	}
	return ""
}
