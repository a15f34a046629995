package faq

import (
	"fmt"
	"math"
	"os"
	"reflect"
	"strings"
	"sync"
	"testing"
)

const walletFAQ = `entries:
  - id: withdraw-stuck
    title: {en: "Withdrawal stuck", zh: "提币没到账"}
    questions:
      en: ["Where is my withdrawal?", "My withdrawal has not arrived", "Why is my withdrawal still pending?", "withdrawal stuck for hours"]
      zh: ["提币多久到账？", "提币一直没到账怎么办", "提现卡住了"]
    not: {en: ["What is the withdrawal limit per day?"]}
    answer: {en: "Withdrawals take up to 30 minutes.", zh: "提币最多需要 30 分钟。"}
  - id: fees
    title: {en: "Network fees", zh: "网络手续费"}
    questions:
      en: ["How high are the network fees?", "Why are gas fees so high?", "What does a swap cost?", "who gets the fee"]
      zh: ["手续费怎么这么高", "转账要多少gas", "兑换收多少手续费"]
    answer: {en: "The fee goes to the network.", zh: "手续费归网络所有。"}
  - id: seed-lost
    title: {en: "Lost recovery phrase", zh: "助记词丢失"}
    questions:
      en: ["I lost my recovery phrase", "Can you restore my seed phrase?", "forgot my secret words, how do I get in"]
      zh: ["助记词丢了还能找回吗", "忘记助记词怎么办"]
    answer: {en: "Nobody can restore it.", zh: "没有人能找回。"}
  - id: add-token
    title: {en: "Add a custom token", zh: "添加自定义代币"}
    questions:
      en: ["How do I add a custom token?", "my token does not show in the list", "import token contract"]
      zh: ["怎么添加代币", "钱包里看不到我的代币"]
    answer: {en: "Paste the contract address.", zh: "粘贴合约地址。"}
  - id: hacked
    title: {en: "Wallet hacked", zh: "钱包被盗"}
    questions:
      en: ["My wallet was hacked", "somebody stole my coins"]
      zh: ["我的钱包被盗了"]
    answer: {en: "Move what is left to a new wallet.", zh: "把剩余资产转到新钱包。"}
    tags: ["safety:stolen"]
  - id: seed-asked
    title: {en: "Somebody asks for my phrase"}
    answer: {en: "Never give it to anyone."}
    tags: ["safety:seed"]
  - id: fake-staff
    title: {en: "Support wrote to me"}
    answer: {en: "We never write first."}
    tags: ["safety:impostor"]
`

func walletIndex(t testing.TB) *Index {
	t.Helper()
	entries, err := Parse([]byte(walletFAQ))
	if err != nil {
		t.Fatal(err)
	}
	return Build(entries, Options{})
}

func TestMatchFindsTheEntry(t *testing.T) {
	idx := walletIndex(t)
	for _, c := range []struct{ text, entry, lang string }{
		{"where is my withdrawal", "withdraw-stuck", "en"},
		{"my withdrawl hasnt arrived yet!!", "withdraw-stuck", "en"},
		{"提幣一直沒到賬", "withdraw-stuck", "zh"},
		{"why r gas fees so high", "fees", "en"},
		{"手續費太高了吧", "fees", "zh"},
		{"i forgot my seed phrase", "seed-lost", "en"},
		{"how to add a custom tokne", "add-token", "en"},
	} {
		if v := idx.Match(Query{Text: c.text}); v.Entry != c.entry || v.Lang != c.lang {
			t.Errorf("%q: %s in %s at %.2f, want %s in %s", c.text, v.Entry, v.Lang, v.Confidence, c.entry, c.lang)
		}
	}
}

func TestMatchAnswersTheQuestionsOfTheFAQ(t *testing.T) {
	idx := walletIndex(t)
	for _, q := range []string{"Where is my withdrawal?", "How do I add a custom token?", "助记词丢了还能找回吗"} {
		if v := idx.Match(Query{Text: q}); v.Kind != Answer {
			t.Errorf("%q: %v at %.2f", q, v.Kind, v.Confidence)
		}
	}
}

func TestWhatTheDefaultFAQHasWordForWordIsAnswered(t *testing.T) {
	if testing.Short() {
		t.Skip("asks thousands of questions")
	}
	source, err := os.ReadFile("../faq.yaml")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := Parse(source)
	if err != nil {
		t.Fatal(err)
	}
	idx := Build(entries, Options{})
	for i := range entries {
		for _, texts := range []map[string][]string{entries[i].Questions, lists(entries[i].Title)} {
			for _, list := range texts {
				for _, q := range list {
					if v := idx.Match(Query{Text: q}); v.Kind != Answer || v.Entry != entries[i].ID {
						t.Errorf("%q of %s: %v %s at %.2f", q, entries[i].ID, v.Kind, v.Entry, v.Confidence)
					}
				}
			}
		}
	}
}

func TestWhatHasNothingToDoWithASmallFAQMeetsSilenceEvenAddressed(t *testing.T) {
	idx := walletIndex(t)
	for _, s := range []string{"my cat walked over the keyboard", "tell me something about tax law in france", "can you write a poem"} {
		if v := idx.Match(Query{Text: s, Addressed: true}); v.Kind != Silent {
			t.Errorf("%q: %v %s at %.2f", s, v.Kind, v.Entry, v.Confidence)
		}
	}
}

func TestMatchIsSilentAboutChatter(t *testing.T) {
	idx := walletIndex(t)
	for _, s := range []string{"", "gm", "lol 😂", "nice weather today in Lisbon", "哈哈哈", "спасибо", "🚀🚀🚀", "\x00\xff", "!!!"} {
		if v := idx.Match(Query{Text: s}); v.Kind != Silent {
			t.Errorf("%q: %v %s at %.2f", s, v.Kind, v.Entry, v.Confidence)
		}
	}
}

func TestMatchOffersSoonerToWhoeverAddressesTheBot(t *testing.T) {
	idx := walletIndex(t)
	heard, asked := 0, 0
	for _, s := range []string{"custom paint for my car", "i withdraw from this discussion", "the network is down at my office"} {
		if idx.Match(Query{Text: s}).Kind != Silent {
			heard++
		}
		if idx.Match(Query{Text: s, Addressed: true}).Kind != Silent {
			asked++
		}
	}
	if asked <= heard {
		t.Errorf("spoke to %d of those who addressed it and to %d of the others", asked, heard)
	}
}

func TestOneWordIsNotEnoughForAnAnswer(t *testing.T) {
	idx := walletIndex(t)
	for _, s := range []string{"token?", "gas", "提币"} {
		if v := idx.Match(Query{Text: s}); v.Kind == Answer {
			t.Errorf("%q is answered with %s at %.2f", s, v.Entry, v.Confidence)
		}
	}
}

func TestCandidatesAreFilledWheneverSomethingIsShared(t *testing.T) {
	v := walletIndex(t).Match(Query{Text: "network token withdrawal phrase"})
	if len(v.Candidates) < 3 || len(v.Candidates) > MaxCandidates {
		t.Fatalf("%d candidates", len(v.Candidates))
	}
	if v.Candidates[0].Entry != v.Entry || v.Candidates[0].Score != v.Confidence {
		t.Errorf("the first candidate %+v is not the verdict's entry %s at %v", v.Candidates[0], v.Entry, v.Confidence)
	}
	for i, c := range v.Candidates[1:] {
		if c.Score > v.Candidates[i].Score {
			t.Errorf("candidate %d scores more than the one before", i+1)
		}
	}
}

func TestANotLineKeepsItsEntryFromAnswering(t *testing.T) {
	entries, err := Parse([]byte(walletFAQ))
	if err != nil {
		t.Fatal(err)
	}
	with := Build(entries, Options{})
	entries[0].Not = nil
	without := Build(entries, Options{})
	q := Query{Text: "what is the withdrawal limit per day"}
	a, b := with.Match(q), without.Match(q)
	if a.Kind == Answer || a.Confidence >= b.Confidence {
		t.Errorf("%v at %.2f with the line, %.2f without", a.Kind, a.Confidence, b.Confidence)
	}
}

func TestANegativeKeepsTheFAQSilent(t *testing.T) {
	entries, err := Parse([]byte(walletFAQ))
	if err != nil {
		t.Fatal(err)
	}
	q := Query{Text: "what does a swap cost at the other place"}
	before := Build(entries, Options{}).Match(q)
	after := Build(entries, Options{Negatives: []string{"What does a swap cost at the other place?"}}).Match(q)
	if after.Kind == Answer || after.Confidence >= before.Confidence {
		t.Errorf("%.2f before, %v at %.2f after", before.Confidence, after.Kind, after.Confidence)
	}
}

func TestTheSameEntriesGiveTheSameVerdicts(t *testing.T) {
	a, b := walletIndex(t), walletIndex(t)
	for _, s := range []string{"where is my withdrawal", "fees high", "token import 手续费", "seed lost help"} {
		if x, y := a.Match(Query{Text: s}), b.Match(Query{Text: s}); !reflect.DeepEqual(x, y) {
			t.Errorf("%q: %+v and %+v", s, x, y)
		}
	}
}

func TestMatchIsSafeInParallel(t *testing.T) {
	idx := walletIndex(t)
	want := idx.Match(Query{Text: "where is my withdrawal"})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				if got := idx.Match(Query{Text: "where is my withdrawal"}); !reflect.DeepEqual(got, want) {
					t.Errorf("got %+v, want %+v", got, want)
					return
				}
			}
		})
	}
	wg.Wait()
}

func TestMatchTakesAnyText(t *testing.T) {
	idx := walletIndex(t)
	for _, s := range []string{
		strings.Repeat("a", 1<<20), strings.Repeat("withdrawal ", 1<<17), strings.Repeat("提", 1<<19), strings.Repeat("\u200b", 1<<18),
		strings.Repeat("my hacked. ", 1<<15), strings.Repeat("<@1>", 1<<16), strings.Repeat("e\u0301", 1<<18), strings.Repeat("\xff", 1<<16),
	} {
		idx.Match(Query{Text: s, Addressed: true})
	}
}

func TestTheQuestionIsFoundInALongMessage(t *testing.T) {
	idx := walletIndex(t)
	s := "hello everyone, hope you all have a great sunday over there. i was away with my family and came back to a lot of mails and " +
		"news about the market. anyway my brother told me this group is friendly. how do i add a custom token? thank you all and have fun"
	if v := idx.Match(Query{Text: s}); v.Entry != "add-token" {
		t.Errorf("found %s at %.2f", v.Entry, v.Confidence)
	}
}

func TestAnFAQMayBeEmptyOrTiny(t *testing.T) {
	if v := Build(nil, Options{}).Match(Query{Text: "where is my withdrawal"}); v.Kind != Silent || v.Entry != "" {
		t.Errorf("an empty FAQ said %+v", v)
	}
	one := Build([]Entry{{ID: "only", Title: map[string]string{"en": "Withdrawals"}, Answer: map[string]string{"en": "x"}}}, Options{})
	if v := one.Match(Query{Text: "withdrawals"}); v.Entry != "only" {
		t.Errorf("one entry: %+v", v)
	}
}

func TestALargeFAQIsMatchedAsASmallOne(t *testing.T) {
	if testing.Short() {
		t.Skip("asks hundreds of questions twice")
	}
	entries := madeUp(300, 4)
	asked := make([]string, len(entries))
	for i := range entries {
		q := entries[i].Questions["en"]
		asked[i], entries[i].Questions["en"] = q[3], q[:3]
	}
	small := Build(entries, Options{})
	same := *small
	large := &same
	large.large, large.pool = true, new(sync.Pool) // as if it had more than largeExamples
	for i, q := range asked {
		a, b := small.Match(Query{Text: q}), large.Match(Query{Text: q})
		if a.Entry != b.Entry || math.Abs(a.Confidence-b.Confidence) > 0.1 {
			t.Errorf("%q of %s: %s at %.2f, as a large one %s at %.2f", q, entries[i].ID, a.Entry, a.Confidence, b.Entry, b.Confidence)
		}
	}
}

// madeUp returns n entries of q questions in an invented language whose words are as unevenly frequent as real ones.
func madeUp(n, q int) []Entry {
	state := uint64(1)
	random := func(k int) int {
		state = state*6364136223846793005 + 1442695040888963407
		return int((state >> 33) % uint64(k))
	}
	syllables := strings.Fields("ba ko ri ten mo lu sha per ni gra do vel ti mas on cer al qui fo rep tra ble sto win dor ka le")
	vocabulary := make([]string, 20000)
	for i := range vocabulary {
		for range 2 + random(3) {
			vocabulary[i] += syllables[random(len(syllables))]
		}
	}
	word := func() string {
		k := random(len(vocabulary)) + 1
		k = k * random(len(vocabulary)) / len(vocabulary)
		return vocabulary[k*random(len(vocabulary))/len(vocabulary)]
	}
	entries := make([]Entry, n)
	for i := range entries {
		base := make([]string, 8)
		for k := range base {
			base[k] = word()
		}
		e := Entry{ID: fmt.Sprintf("e%d", i), Questions: map[string][]string{}, Answer: map[string]string{"en": "answer"}}
		for range q {
			said := append([]string(nil), base...)
			said[random(8)], said[random(8)] = word(), word()
			e.Questions["en"] = append(e.Questions["en"], strings.Join(said, " "))
		}
		entries[i] = e
	}
	return entries
}

func FuzzMatch(f *testing.F) {
	idx := walletIndex(f)
	for _, s := range []string{"", "where is my withdrawal?", "我的钱包被盗了 help", "a. b. c! d?\n\n提幣 gas", "\xf0\x28\x8c\x28", "support dmed me", "000\u0655"} {
		f.Add(s, true)
	}
	f.Fuzz(func(t *testing.T, s string, addressed bool) {
		v := idx.Match(Query{Text: s, Addressed: addressed})
		if !(v.Confidence >= 0 && v.Confidence <= 1) || !(v.Help >= 0 && v.Help <= 1) {
			t.Fatalf("confidence %v, help %v", v.Confidence, v.Help)
		}
		if (v.Entry == "") != (len(v.Candidates) == 0) || v.Kind != Silent && v.Entry == "" {
			t.Fatalf("%+v", v)
		}
	})
}

func TestTheLikestQuestionsLanguageIsOneThatTheScriptAllows(t *testing.T) {
	idx := Build([]Entry{{
		ID: "fees", Answer: map[string]string{"en": "e", "zh": "z"},
		Questions: map[string][]string{"en": {"Why are the network fees so high?", "what is gas and who gets it"}, "zh": {"gas", "gas 费", "gas怎么这么贵"}},
	}}, Options{})
	for q, want := range map[string]string{"gas?": "en", "GAS gas": "en", "gas 费": "zh"} {
		if v := idx.Match(Query{Text: q}); v.Lang != want {
			t.Errorf("%q: %q, want %q", q, v.Lang, want)
		}
	}
}
