package moderation

import (
	"os"
	"strings"
	"testing"
)

// TestWrittenLuresAreToldFromInnocentMessages prints both tiers' recall and the false alarms by language.
func TestWrittenLuresAreToldFromInnocentMessages(t *testing.T) {
	lures := NewLures(berths(t)["tide"])
	for file, least := range map[string]float64{
		"first": .97, "blind": .97, "fresh": .97, "last": .97,
		"sixth": .8, "seventh": .65, "chatter": 0,
		"end": 0, "eighth": 0, // told, not mended for
	} {
		file = "lures/" + file + ".txt"
		caught, sure, total := map[string]int{}, map[string]int{}, map[string]int{}
		alarms, innocents := 0, 0
		for _, row := range written(t, file, 3) {
			v := lures.Check(row[2])
			if row[1] == "innocent" {
				innocents++
				if v.Verdict != NoLure {
					alarms++
					t.Errorf("%s: false alarm %s: %s %+v", file, row[0], row[2], v)
				}
				continue
			}
			total[row[0]]++
			switch v.Verdict {
			case SurelyLure:
				sure[row[0]]++
				caught[row[0]]++
			case MaybeLure:
				caught[row[0]]++
			default:
				t.Logf("%s: missed %s: %s %v", file, row[0], row[2], lures.phrases.find(lures.fold, row[2]).names())
			}
		}
		t.Logf("%s: %d false alarms in %d", file, alarms, innocents)
		if len(total) > 0 {
			report(t, caught, sure, total, least)
		}
	}
}

// TestAnswersAndQuestionsAreNoLures reads what members ask and are answered, in all languages, from the default FAQ.
func TestAnswersAndQuestionsAreNoLures(t *testing.T) {
	text, err := os.ReadFile("../faq.yaml")
	if err != nil {
		t.Fatal(err)
	}
	lures := NewLures(berths(t)["tide"])
	reported, lines := 0, 0
	for line := range strings.Lines(string(text)) {
		lines++
		switch v := lures.Check(line); v.Verdict {
		case SurelyLure:
			t.Errorf("%s: %+v", line, v)
		case MaybeLure:
			reported++
			t.Logf("%s: %+v", line, v)
		}
	}
	t.Logf("%d of %d lines would be reported", reported, lines)
	if reported*1000 > lines {
		t.Errorf("more than one in a thousand")
	}
}

func TestDisguisedLuresAreRead(t *testing.T) {
	lures := NewLures(berths(t)["tide"])
	for _, message := range []string{
		"v a l i d a t e your wallet at https://fix-dapp.xyz", "VАLIDАTE YОUR WАLLET https://fix-dapp.xyz", "va\u200blidate yo\u00adur wal\u2060let https://fix-dapp.xyz",
		"v4l1date y0ur wa11et https://fix-dapp.xyz", "v@lid@te your w@llet https://fix-dapp.xyz", "ｖａｌｉｄａｔｅ ｙｏｕｒ ｗａｌｌｅｔ https://fix-dapp.xyz",
		"𝐯𝐚𝐥𝐢𝐝𝐚𝐭𝐞 𝐲𝐨𝐮𝐫 𝐰𝐚𝐥𝐥𝐞𝐭 https://fix-dapp.xyz", "ⓥⓐⓛⓘⓓⓐⓣⓔ ⓨⓞⓤⓡ ⓦⓐⓛⓛⓔⓣ https://fix-dapp.xyz", "v̶a̶l̶i̶d̶a̶t̶e̶ your wallet https://fix-dapp.xyz",
		"validate\nyour\nwallet\nhttps://fix-dapp.xyz", "validate your wallet at fix-dapp[.]xyz", "请 验-证-您-的-钱-包 https://fix-dapp.xyz", "請驗證您的錢包 https://fix-dapp.xyz",
		"Xác minh ví của bạn https://fix-dapp.xyz", "xac minh vi cua ban https://fix-dapp.xyz", "cuzdaninizi dogrulayin https://fix-dapp.xyz",
	} {
		if v := lures.Check(message); v.Verdict != SurelyLure || v.Kind != LureWallet {
			t.Errorf("%q: %+v", message, v)
		}
	}
}

func TestALureNeedsAWayToFollowIt(t *testing.T) {
	lures := NewLures(berths(t)["tide"])
	for message, want := range map[string]LureLevel{
		"contact our support team @tidemark_care_bot":               NoLure, // the roster's own
		"open a ticket here: https://help.tidemark.io/ticket":       NoLure,
		"open a ticket here: https://ticket-desk.live":              SurelyLure,
		"DM me, I am the admin":                                     MaybeLure,
		"validate your wallet https://tidemark.io":                  NoLure,
		"DM me, I am the admin @tide_adm":                           SurelyLure,
		"«validate your wallet at https://x-fix.app» is a scam":     NoLure,
		"is it safe to validate your wallet at https://x-fix.app ?": NoLure,
		"":          NoLure,
		"\xff\xfe@": NoLure,
	} {
		if v := lures.Check(message); v.Verdict != want {
			t.Errorf("%q: %+v, want %s", message, v, want)
		}
	}
	if v := lures.Check("validate your wallet", Target{Shown: "here", URL: "https://x-fix.app"}); v.Verdict != SurelyLure || v.Official != "@tidemark_care_bot" {
		t.Errorf("behind a button: %+v", v)
	}
}

func BenchmarkLures(b *testing.B) {
	lures := NewLures(berths(b)["tide"])
	for _, c := range []struct{ what, message string }{
		{"chatter", "has anybody seen the new release? it works really well for me so far"},
		{"chinese", "今天行情不错啊，手续费太高了，等等再转，大家有没有推荐的硬件钱包"},
		{"lure", "Kindly validate your wallet through the portal so that the pending transaction can be confirmed https://sync-portal.app"},
		{"long", strings.Repeat("the new release works really well for me so far. ", 80)},
		{"hostile latin", strings.Repeat("send your contact your @ ", 1300)},
		{"hostile han", strings.Repeat("转充入金", 2700)},
	} {
		b.Run(c.what, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(c.message)))
			for b.Loop() {
				lures.Check(c.message)
			}
		})
	}
}

func FuzzLures(f *testing.F) {
	lures := NewLures(berths(f)["tide"])
	for _, file := range []string{"lures/first.txt", "lures/addresses.txt"} {
		for _, row := range written(f, file, 3) {
			f.Add(row[2])
		}
	}
	f.Fuzz(func(t *testing.T, message string) {
		if v := lures.Check(message, Target{URL: message}); (v.Verdict == NoLure) != (v.Kind == "") {
			t.Errorf("%+v", v)
		}
	})
}
