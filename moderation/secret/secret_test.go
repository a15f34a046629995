package secret

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// source makes random, valid and empty secrets.
type source struct {
	*rand.Rand
	lists map[string][]string
}

func newSource(t testing.TB, seed uint64) source {
	t.Helper()
	s := source{rand.New(rand.NewPCG(seed, 1)), map[string][]string{}}
	for _, name := range languages {
		text, err := lists.ReadFile("words/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		s.lists[name] = strings.Fields(string(text))
	}
	return s
}

func (s source) bytes(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(s.Uint32())
	}
	return b
}

// words is a phrase of n words; its checksum is made after BIP-39 with big numbers, another way than the detector's.
func (s source) words(language string, n int) []string {
	entropy := s.bytes(n / 3 * 4)
	sum := sha256.Sum256(entropy)
	bits := new(big.Int).SetBytes(entropy)
	bits.Lsh(bits, uint(n/3)).Or(bits, big.NewInt(int64(sum[0]>>(8-n/3))))
	out := make([]string, n)
	for i := n - 1; i >= 0; i-- {
		out[i] = s.lists[language][new(big.Int).And(bits, big.NewInt(2047)).Int64()]
		bits.Rsh(bits, 11)
	}
	return out
}

func (s source) length() int { return 12 + 3*s.IntN(5) }

func (s source) pick(from ...string) string { return from[s.IntN(len(from))] }

func (s source) hex(n int) string { return hex.EncodeToString(s.bytes(n)) }

func base58(raw []byte, alphabet string) string {
	n, digit := new(big.Int).SetBytes(raw), new(big.Int)
	var out []byte
	for n.Sign() > 0 {
		n.DivMod(n, big.NewInt(58), digit)
		out = append(out, alphabet[digit.Int64()])
	}
	for _, b := range raw {
		if b != 0 {
			break
		}
		out = append(out, alphabet[0])
	}
	slices.Reverse(out)
	return string(out)
}

func checked(payload []byte, alphabet string) string {
	sum := sha256.Sum256(payload)
	sum = sha256.Sum256(sum[:])
	return base58(append(slices.Clone(payload), sum[:4]...), alphabet)
}

func bech32(part string, data []byte) string {
	var values []byte
	acc, bits := 0, 0
	for _, b := range data {
		acc, bits = acc<<8|int(b), bits+8
		for ; bits >= 5; bits -= 5 {
			values = append(values, byte(acc>>(bits-5)&31))
		}
	}
	if bits > 0 {
		values = append(values, byte(acc<<(5-bits)&31))
	}
	sum := uint32(1)
	for _, c := range part {
		sum = polymod(sum, uint32(c>>5))
	}
	sum = polymod(sum, 0)
	for _, c := range part {
		sum = polymod(sum, uint32(c&31))
	}
	for _, v := range append(slices.Clone(values), 0, 0, 0, 0, 0, 0) {
		sum = polymod(sum, uint32(v))
	}
	sum ^= 1
	var b strings.Builder
	b.WriteString(part + "1")
	for _, v := range values {
		b.WriteByte(bech32Alphabet[v])
	}
	for i := range 6 {
		b.WriteByte(bech32Alphabet[sum>>(5*(5-i))&31])
	}
	return b.String()
}

// leaks make a message with a secret in it, by class; every one has to be found.
var leaks = map[string]func(source) string{
	"plain":      func(s source) string { return strings.Join(s.words("english", s.length()), " ") },
	"capitals":   func(s source) string { return strings.ToUpper(strings.Join(s.words("english", s.length()), " ")) },
	"title case": func(s source) string { return title(s.words("english", s.length()), " ") },
	"lines":      func(s source) string { return strings.Join(s.words("english", s.length()), "\n") },
	"commas":     func(s source) string { return strings.Join(s.words("english", s.length()), ", ") },
	"dashes": func(s source) string {
		return strings.Join(s.words("english", s.length()), s.pick("-", " - ", "_", "/", " | ", ";", "•", "→", "\t"))
	},
	"numbered": func(s source) string {
		return numbered(s.words("english", s.length()), s.pick("%d. %s ", "%d) %s\n", "%d:%s ", "%d-%s, ", "#%d %s ", "(%d) %s\n", "%d%s ", "%s(%d)\n"))
	},
	"two columns": func(s source) string { return columns(s.words("english", 24)) },
	"in text": func(s source) string {
		return "hello admin please check my wallet " + strings.Join(s.words("english", 12), " ") + " it does not open since yesterday"
	},
	"no spaces":  func(s source) string { return strings.Join(s.words("english", 12), "") },
	"camel case": func(s source) string { return title(s.words("english", 12), "") },
	"quoted":     func(s source) string { return `"` + strings.Join(s.words("english", 12), `" "`) + `"` },
	"json":       func(s source) string { return `["` + strings.Join(s.words("english", 12), `","`) + `"]` },
	"full width": func(s source) string { return wide(strings.Join(s.words("english", 12), " ")) },
	"zero width": func(s source) string {
		w := s.words("english", 12)
		w[3] = w[3][:2] + "\u200b" + w[3][2:]
		return strings.Join(w, " \u2060")
	},
	"bold": func(s source) string { return bold(strings.Join(s.words("english", 12), " ")) },
	"spoken numbers": func(s source) string {
		var b strings.Builder
		for i, w := range s.words("english", 12) {
			fmt.Fprintf(&b, "word %s: %s\n", []string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}[i], w)
		}
		return b.String()
	},
	"split": func(s source) string {
		w := s.words("english", 12)
		return "seed words 1 to 6: " + strings.Join(w[:6], " ") + "\nand 7 to 12: " + strings.Join(w[6:], " ")
	},
	"bad checksum, claimed": func(s source) string {
		return s.pick("my seed phrase ", "recovery phrase: ", "这是我的助记词 ", "моя сид фраза ", "mi frase semilla: ", "minha frase de recuperação ", "cụm từ khôi phục: ", "kurtarma ifadem ", "frasa pemulihan saya ", "عبارة الاسترداد ", "시드 구문 ") + strings.Join(s.sample("english", 12), " ")
	},
	"one word missing": func(s source) string { return "restore my seed: " + strings.Join(s.words("english", 12)[:11], " ") },
	"one word mistyped": func(s source) string {
		w := s.words("english", 12)
		w[5] += "q"
		return "my recovery phrase is " + strings.Join(w, " ")
	},
	"czech": inWords("czech"), "french": inWords("french"), "italian": inWords("italian"), "japanese": inWords("japanese"), "korean": inWords("korean"),
	"portuguese": inWords("portuguese"), "spanish": inWords("spanish"), "chinese": inWords("chinese_simplified"), "traditional chinese": inWords("chinese_traditional"),
	"japanese, ideographic space": func(s source) string { return strings.Join(s.words("japanese", 12), "\u3000") },
	"spanish, no accents":         func(s source) string { return strip(strings.Join(s.words("spanish", 12), " ")) },
	"chinese, numbered":           func(s source) string { return numbered(s.words("chinese_simplified", 12), "%d.%s ") },
	"chinese, claimed": func(s source) string {
		return "我的助记词：" + strings.Join(s.words("chinese_simplified", 12), " ")
	},
	"chinese, claimed, no spaces": func(s source) string { return "助记词：" + s.rarer("chinese_simplified", 12) + "，帮我看看" },
	"hex": func(s source) string {
		return s.pick("my private key ", "private key: ", "secret key=", "PRIVATE_KEY=", "私钥：", "приватный ключ ", "clave privada: ", "chave privada ", "özel anahtar: ", "khóa riêng ", "kunci pribadi: ", "निजी कुंजी ", "المفتاح الخاص ", "کلید خصوصی ", "개인키 ", "秘密鍵：") + s.pick("", "0x") + s.hex(32)
	},
	"hex behind": func(s source) string { return "0x" + s.hex(32) + " is my private key, can you see the funds?" },
	"hex, upper": func(s source) string { return "export priv key " + strings.ToUpper(s.hex(32)) },
	"hex in groups": func(s source) string {
		h := s.hex(32)
		return "private key " + h[:16] + " " + h[16:32] + " " + h[32:48] + " " + h[48:]
	},
	"bare hex": func(s source) string { return s.hex(32) },
	"wif": func(s source) string {
		return s.pick("", "key ") + checked(append([]byte{0x80}, s.bytes(32)...), bitcoinAlphabet)
	},
	"wif compressed": func(s source) string {
		return checked(append(append([]byte{s.version()}, s.bytes(32)...), 1), bitcoinAlphabet)
	},
	"extended": func(s source) string {
		return checked(slices.Concat([][]byte{{4, 0x88, 0xAD, 0xE4}, {4, 0x9D, 0x78, 0x78}, {4, 0xB2, 0x43, 0x0C}, {4, 0x35, 0x83, 0x94}}[s.IntN(4)], s.bytes(41), []byte{0}, s.bytes(32)), bitcoinAlphabet)
	},
	"solana": func(s source) string { return base58(ed25519.NewKeyFromSeed(s.bytes(32)), bitcoinAlphabet) },
	"solana array": func(s source) string {
		return strings.ReplaceAll(fmt.Sprintf("%d", ed25519.NewKeyFromSeed(s.bytes(32))), " ", s.pick(",", ", ", " , "))
	},
	"nostr":   func(s source) string { return "nsec is " + bech32("nsec", s.bytes(32)) },
	"sui":     func(s source) string { return bech32("suiprivkey", s.bytes(33)) },
	"age":     func(s source) string { return strings.ToUpper(bech32("age-secret-key-", s.bytes(32))) },
	"cardano": func(s source) string { return bech32("ed25519_sk", s.bytes(32)) },
	"ripple": func(s source) string {
		return "secret " + checked(append([]byte{0x21}, s.bytes(16)...), rippleAlphabet)
	},
	"keystore": func(s source) string {
		return `{"version":3,"id":"x","crypto":{"ciphertext":"` + s.hex(32) + `","cipherparams":{"iv":"` + s.hex(16) + `"},"kdf":"scrypt","mac":"` + s.hex(32) + `"}}`
	},
	"pem": func(s source) string {
		return "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIA" + s.hex(20) + "\n-----END EC PRIVATE KEY-----"
	},
	"telegram bot": func(s source) string {
		return fmt.Sprintf("%d:%s", 1_000_000_000+s.IntN(1_000_000_000), "AA"+base58(append([]byte{9}, s.bytes(30)...), bitcoinAlphabet)[:33])
	},
	"github": func(s source) string { return "ghp_" + s.hex(18) },
}

func inWords(language string) func(source) string {
	return func(s source) string { return strings.Join(s.words(language, s.length()), " ") }
}

func (s source) version() byte { return []byte{0x80, 0xEF, 0xB0, 0x9E}[s.IntN(4)] }

// sample are words without a checksum.
func (s source) sample(language string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = s.lists[language][s.IntN(2048)]
	}
	return out
}

// rarer is a Chinese phrase without the characters of grammar that most phrases have few of.
func (s source) rarer(language string, n int) string {
	for {
		if w := strings.Join(s.words(language, n), ""); !strings.ContainsAny(w, hanGrammar) {
			return w
		}
	}
}

func title(words []string, by string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(out, by)
}

func numbered(words []string, format string) string {
	var b strings.Builder
	for i, w := range words {
		if strings.HasPrefix(format, "%s") {
			fmt.Fprintf(&b, format, w, i+1)
		} else {
			fmt.Fprintf(&b, format, i+1, w)
		}
	}
	return b.String()
}

func columns(words []string) string {
	var b strings.Builder
	for i := range words[:12] {
		fmt.Fprintf(&b, "%2d. %-10s %2d. %s\n", 2*i+1, words[2*i], 2*i+2, words[2*i+1])
	}
	return b.String()
}

func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7F {
			return r + 0xFEE0
		}
		return r
	}, s)
}

func bold(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 0x1D41A
		}
		return r
	}, s)
}

func strip(s string) string {
	return strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ñ", "n", "ü", "u").Replace(s)
}

func TestLeaksAreFoundAndRedacted(t *testing.T) {
	d := New()
	missed, total := 0, 0
	lists := newSource(t, 0).lists
	for _, class := range slices.Sorted(maps.Keys(leaks)) {
		found, leak := 0, 0
		const runs = 60
		for seed := range uint64(runs) {
			text := leaks[class](source{rand.New(rand.NewPCG(seed, 1)), lists})
			v := d.Check(text)
			switch v.Verdict {
			case Leak:
				leak++
				found++
			case Hold:
				found++
			default:
				if found+3 > int(seed) {
					t.Logf("%s: missed %q", class, text)
				}
			}
			if v.Verdict != Clear {
				clean := d.Redact(text)
				if d.Check(clean).Verdict != Clear || !strings.Contains(clean, redacted) {
					t.Errorf("%s: redacted text is not clear", class)
				}
			}
		}
		missed, total = missed+runs-found, total+runs
		t.Logf("%-28s %5.1f %% of %d, sure %5.1f %%", class, 100*float64(found)/runs, runs, 100*float64(leak)/runs)
	}
	if missed*100 > total {
		t.Errorf("missed %d of %d", missed, total)
	}
}

func TestTheChecksumIsBIP39s(t *testing.T) {
	d := New()
	for _, phrase := range []string{ // test vectors of BIP-39
		"abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about",
		"legal winner thank year wave sausage worth useful legal winner thank yellow",
		"zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong",
		"void come effort suffer camp survey warrior heavy shoot primary clutch crush open amazing screen patrol group space point ten exist slush involve unfold",
	} {
		if v := d.Check(phrase); v.Verdict != Leak {
			t.Errorf("%q is %v", phrase, v)
		}
	}
}

func TestWordListsAreWhole(t *testing.T) {
	l := loadLexicon()
	for i, name := range languages {
		text, err := lists.ReadFile("words/" + name + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		words := strings.Fields(string(text))
		if want := 2048 >> (i / shamir); len(words) != want {
			t.Errorf("%s has %d words", name, len(words))
		}
		for index, w := range words {
			if e := l.find(w); e.in>>i&1 == 0 || int(e.index[i]) != index {
				t.Errorf("%s: %s is not found at %d", name, w, index)
			}
		}
	}
}
