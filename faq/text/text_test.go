package text

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func plain(t Text) string {
	var out []string
	for _, tok := range t.Tokens {
		out = append(out, tok.Plain)
	}
	return strings.Join(out, "|")
}

func TestParseNormalises(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"case and width":               {"Ｈello  KYC", "hello|kyc"},
		"contractions":                 {"I don’t, can't, wont", "i|do|not|,|can|not|,|will|not"},
		"bare contractions":            {"dont im whats", "do|not|i|am|what|is"},
		"possessives and elision":      {"friend's l'argent", "friend|l|argent"},
		"traditional Chinese":          {"提幣要多久？", "提|币|要|多|久|?"},
		"mixed scripts":                {"想cash out到USDT2天", "想|cash|out|到|usdt2|天"},
		"links":                        {"see https://a.example/x?y=1, ok", "see|<link>|,|ok"},
		"bare domains":                 {"is foo.com real", "is|<link>|real"},
		"a point without a space":      {"done.what now", "done|.|what|now"},
		"mail and handle":              {"a.b@c.io or @some_one", "<mail>|or|<handle>"},
		"a platform's mention":         {"hi <@!123> there", "hi|<handle>|there"},
		"an account address":           {"to 0x52908400098527886E0F7030069857D2E4169EE7 ok", "to|<address>|ok"},
		"a transaction hash":           {"tx 0x9fc76417374aa880d4449a1f7f31ec597f00b1f6f3dd2d66f4c9c6c445836d8b", "tx|<hash>"},
		"zero-width and soft hyphens":  {"se\u200bed ph\u00adrase\ufeff", "seed|phrase"},
		"decomposed letters":           {"e\u0301te\u0301", "été"},
		"letters drawn out":            {"whyyyy sooo freeee ok", "why|so|fre|ok"},
		"repeated marks":               {"what??? !!", "what|?|!"},
		"amounts and units":            {"0.5btc 1,000 20k 2fa", "0.5|btc|1000|20k|2fa"},
		"line breaks":                  {"a\r\n\nb", "a|\n|b"},
		"hyphens":                      {"top-up", "top|-|up"},
		"invalid UTF-8 as white space": {"a\xffb", "a|b"},
		"an empty message":             {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := plain(Parse(c.in)); got != c.want {
				t.Errorf("Parse(%q) = %s, want %s", c.in, got, c.want)
			}
		})
	}
}

func TestFoldDropsLatinMarksAndKeepsCyrillicLetters(t *testing.T) {
	for in, want := range map[string]string{
		"rút": "rut", "được": "duoc", "şifre": "sifre", "ırmak": "irmak", "straße": "strasse", "мой": "мой", "ещё": "еще", "São": "sao",
	} {
		if got := Parse(in).Tokens[0].Folded; got != want {
			t.Errorf("%s folds to %s, want %s", in, got, want)
		}
	}
}

func TestLangGuesses(t *testing.T) {
	for in, want := range map[string]string{
		"how long does a deposit take": "en", "提不出来 一直在审": "zh", "想cash out到银行 要几天": "zh",
		"出金できない": "ja", "출금이 안돼요": "ko", "где мои деньги": "ru", "rút tiền bao lâu": "vi",
		"rut tien bao lau vay ad": "vi", "para çekme ne kadar sürer": "tr", "berapa lama tarik ke bank ya": "id",
		"mi retiro lleva horas, por qué?": "es", "meu saque não caiu": "pt", "où est mon retrait": "fr",
		"मेरा पैसा कहाँ है": "hi", "mera deposit nahi aaya": "hi", "کیف پول من کجاست": "fa", "أين أموالي في المحفظة": "ar", "btc": "", "": "",
	} {
		if got := Parse(in).Lang(); got != want {
			t.Errorf("Lang(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLatinLettersExcludeLanguagesThatHaveOthers(t *testing.T) {
	for in, excluded := range map[string]string{"gas?": "zh zh-Hant ru hi", "gas 费": "", "123 ?": "", "": "", "ledger газ": ""} {
		for _, lang := range []string{"zh", "zh-Hant", "ru", "hi", "en", "vi", "pt-BR"} {
			if got, want := Parse(in).Excludes(lang), slices.Contains(strings.Fields(excluded), lang); got != want {
				t.Errorf("%q excludes %s: %t", in, lang, got)
			}
		}
	}
}

func TestClausesCutAtSentencesAndLongCommas(t *testing.T) {
	for in, want := range map[string][]string{
		"hi all. my deposit is missing! what now": {"hi|all|.", "my|deposit|is|missing|!", "what|now"},
		"yes, no, maybe": {"yes|,|no|,|maybe"},
		"i sent it two days ago, but where is it": {"i|sent|it|two|days|ago|,", "but|where|is|it"},
		"刚换了邮箱 提币按钮就灰了":                           {"刚|换|了|邮|箱", "提|币|按|钮|就|灰|了"},
		"one line\nsecond line":                   {"one|line|\n", "second|line"},
	} {
		var got []string
		for _, c := range Parse(in).Clauses() {
			got = append(got, plain(c))
		}
		if strings.Join(got, " / ") != strings.Join(want, " / ") {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestParseReadsNoMoreThanTheLimit(t *testing.T) {
	got := Parse(strings.Repeat("提", 1<<20))
	if !got.Cut || len(got.Source) > Limit || !utf8.ValidString(got.Source) {
		t.Errorf("cut=%v, %d bytes", got.Cut, len(got.Source))
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "I don’t get it 提幣 https://x.io/ŕ e\u0301 <@1> 'a''b'", "\xff\xc3(", "İıſ½ﷺ", strings.Repeat("a'", 300), "1.,2..3", "000\u0655"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := Parse(s)
		end := 0
		for _, tok := range text.Tokens {
			if tok.Plain == "" || tok.Folded == "" || !utf8.ValidString(tok.Plain) {
				t.Fatalf("empty or invalid token %+v", tok)
			}
			if tok.Start >= tok.End || tok.End > len(text.Source) || tok.End < end {
				t.Fatalf("token %+v out of range or order", tok)
			}
			end = tok.End
		}
		text.Lang()
		n := 0
		for _, c := range text.Clauses() {
			n += len(c.Tokens)
		}
		if n > len(text.Tokens) {
			t.Fatalf("clauses hold %d tokens of %d", n, len(text.Tokens))
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for name, s := range map[string]string{
		"english":    "hey guys, i sent eth from my ledger 30 min ago and keyhaven still doesn't show it, what should i do?",
		"chinese":    "我昨天改了密碼，今天就不能出幣了，要等多久",
		"vietnamese": "em mới đổi số điện thoại xong giờ không rút coin được, chờ bao lâu",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Parse(s).Lang()
			}
		})
	}
}

func TestVerbatimWordsReadAsThemselves(t *testing.T) {
	for _, s := range []string{"a", "wallet", "aab", "hodl", "dont", "cannot", "sooo", "Wallet", "кошелек", "2fa", "", "we'll", "a b", "www.x", "deadbeefdeadbeefdeadbeef"} {
		tokens := Parse(s).Tokens
		itself := len(tokens) == 1 && tokens[0].Kind == Word && tokens[0].Plain == s && tokens[0].Folded == s
		if Verbatim(s) && !itself {
			t.Errorf("%q is called verbatim, but reads as %+v", s, tokens)
		}
	}
	for _, s := range []string{"wallet", "hodl", "aab"} {
		if !Verbatim(s) {
			t.Errorf("%q is not called verbatim", s)
		}
	}
}
