package faq

import (
	"strings"
	"testing"

	"frontdesk/faq/text"
)

func TestSafetyRulesFireInEveryLanguage(t *testing.T) {
	for tag, messages := range map[string][]string{
		TagStolen: {
			"my wallet got hacked!!", "help, someone stole my coins", "all my usdt was stolen last night", "我的钱包被盗了", "我的帳戶被盜了怎麼辦",
			"币被转走了 不是我操作的", "меня взломали, мой кошелек пустой", "у меня украли монеты", "tài khoản của mình bị hack rồi", "ví bị rút sạch",
			"hesabım çalındı", "akun saya dihack", "dompetku kena hack saya harus gimana", "me hackearon la cuenta", "hackearam minha conta",
			"mon compte a été piraté", "mein wallet wurde gehackt", "mera account hack ho gaya", "تم اختراق حسابي", "حسابم هک شده", "제 지갑이 해킹당했어요",
			"ウォレットがハッキングされた", "i got drained, can anybody recover my coins?", "my wallet was hacked, is there an expert who can help",
			"我的币被盗了 能追回吗", "钱包被盗 找谁帮我追回", "меня взломали, можно вернуть монеты?", "ví bị hack rồi, lấy lại được không", "hesabım çalındı geri alabilir miyim",
			"akun saya dihack, bisa kembali gak", "me robaron mi cuenta, se puede recuperar?", "roubaram minha carteira, dá pra recuperar?",
		},
		TagSeed: {
			"someone is asking for my seed phrase", "the admin wants my private key, is that ok", "i gave my recovery phrase to a website",
			"有人问我要助记词", "客服叫我把助記詞發給他", "админ просит сид фразу", "có người hỏi cụm từ khôi phục của em", "admin benden seed kelimelerini istedi",
			"admin minta seed phrase saya", "el soporte me pide la frase semilla", "o suporte pediu minha frase de recuperação",
		},
		TagImpostor: {
			"support dmed me, is it real?", "an admin messaged me first", "someone from the team contacted me on whatsapp", "有个客服私聊我 是真的吗",
			"мне написал админ в личку", "admin nhắn tin cho em trước", "destek bana yazdı", "admin dm saya duluan", "un admin me escribió por privado",
			"o suporte me chamou no privado",
		},
	} {
		for _, s := range messages {
			if got := safetyRules().match(text.Parse(s)); got != tag {
				t.Errorf("%q: %q, want %s", s, got, tag)
			}
		}
	}
}

func TestSafetyRulesLeaveOtherTalkAlone(t *testing.T) {
	for _, s := range []string{
		"", "where is my seed phrase stored", "how do i back up my recovery phrase", "binance got hacked again lol", "never share your seed phrase",
		"can an admin please dm me", "support please help", "my withdrawal is stuck", "怎么备份助记词", "提币没到账", "管理员在吗", "admin tolong bantu",
		"i recovered my stolen coins thanks to him, write to his inbox", "my funds were stolen but a recovery agent got them all", "he promises to return my stolen eth for a fee",
		"追回被盗资产 专业团队", "我被盗的币成功追回 感谢老师", "需要帮助的请私聊我 官方客服", "у меня украли монеты, но хакер помог вернуть, пишите ему",
		"ví của mình bị hack nhưng đã lấy lại được nhờ anh này", "hesabım çalındı ama bu uzman sayesinde hepsi geldi", "akun saya dihack, berkat pak andi semua aman",
		"me robaron pero recuperé mis monedas con este experto", "roubaram minha conta e ele me ajudou a recuperar tudo",
		"как вывести монеты", "wallet connect not working", "кто админ тут?", "ví nào tốt nhất", "i will never give anyone my seed phrase",
	} {
		if got := safetyRules().match(text.Parse(s)); got != "" {
			t.Errorf("%q fires %s", s, got)
		}
	}
}

func TestASafetyRuleAnswersWithItsEntry(t *testing.T) {
	idx := walletIndex(t)
	for s, want := range map[string]string{
		"hola, me hackearon la cuenta y no sé qué hacer": "hacked", "админ просит сид фразу": "seed-asked", "destek bana yazdı": "fake-staff",
	} {
		v := idx.Match(Query{Text: s})
		if v.Kind != Answer || v.Entry != want || v.Rule == "" || v.Candidates[0].Entry != want {
			t.Errorf("%q: %+v", s, v)
		}
	}
}

func TestRulesNameTheLineOfAMistake(t *testing.T) {
	for src, want := range map[string]string{"stolen": "line 1", "# ok\nstolen en  a|": "line 2", "stolen en  ? + b": "line 1"} {
		if _, err := compileRules(src); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", src, err)
		}
	}
}
