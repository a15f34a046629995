package gate

import (
	"bufio"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"frontdesk/faq/lexicon"
	"frontdesk/faq/text"
)

func score(s string) float64 {
	t := text.Parse(s)
	return Default().Score(t, lexicon.Default().Find(t))
}

func TestQuestionsAndTroublePassAndTalkDoesNot(t *testing.T) {
	for _, s := range []string{
		"how do I back up my wallet?", "my withdrawal is stuck for two days now, please help", "充值三个小时了还没到账怎么办",
		"не пришёл депозит, что делать", "sent usdt from another exchange and it has not arrived", "mất cụm từ khôi phục thì làm sao ạ",
		"is the admin who wrote to me real?", "¿cómo retiro a mi banco?",
	} {
		if p := score(s); p < 0.5 {
			t.Errorf("%q asks, but scores %.2f", s, p)
		}
	}
	for _, s := range []string{
		"", "gm", "lol", "btc to 200k this year, buy the dip", "finally got my withdrawal, thanks a lot", "大家早上好", "哈哈哈哈",
		"please open a ticket and send us your UID, we will look into it", "who won the match yesterday?", "все пришло, спасибо",
	} {
		if p := score(s); p > 0.5 {
			t.Errorf("%q does not ask, but scores %.2f", s, p)
		}
	}
}

func TestAnyInputGivesAProbability(t *testing.T) {
	for _, s := range []string{
		"", "\x00", "\xff\xfe", "????", strings.Repeat("a", 1<<20), strings.Repeat("? ", 1<<19), strings.Repeat("提", 1<<18),
		strings.Repeat("how ", 1<<18), strings.Repeat("😂", 1<<16), "\u202e\u200b\u200d", strings.Repeat("@a ", 1<<16),
	} {
		if p := score(s); !(p >= 0 && p <= 1) {
			t.Errorf("%.20q scores %v", s, p)
		}
	}
}

func TestTheModelMayBeSharedByGoroutines(t *testing.T) {
	const s = "why is my deposit not credited"
	want := score(s)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 200 {
				if got := score(s); got != want {
					t.Errorf("scored %v, then %v", want, got)
					return
				}
			}
		})
	}
	wg.Wait()
}

// Development data of a wallet community: FRONTDESK_TESTDATA names the folder that holds data/faq/keyhaven/questions.tsv.
func TestSeparatesQuestionsOfAnUnseenCommunity(t *testing.T) {
	dir := os.Getenv("FRONTDESK_TESTDATA")
	if dir == "" {
		t.Skip("FRONTDESK_TESTDATA is not set")
	}
	f, err := os.Open(filepath.Join(dir, "data", "faq", "keyhaven", "questions.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	scores := map[string][]float64{}
	in := bufio.NewScanner(f)
	for n := 0; in.Scan(); n++ {
		c := strings.Split(in.Text(), "\t")
		if n == 0 || len(c) < 4 {
			continue
		}
		side := "out"
		if c[1] != "" {
			side = "in"
		}
		p := score(c[0])
		for _, key := range []string{side, side + " " + c[2], side + " class " + c[3]} {
			scores[key] = append(scores[key], p)
		}
	}
	for key := range scores {
		if what, ok := strings.CutPrefix(key, "out class "); ok {
			t.Logf("against %-18s %.3f", what, auroc(scores["in"], scores[key]))
		} else if what, ok := strings.CutPrefix(key, "in class "); ok {
			t.Logf("among   %-18s %.3f", what, auroc(scores[key], scores["out"]))
		} else if what, ok := strings.CutPrefix(key, "in "); ok {
			t.Logf("in      %-18s %.3f", what, auroc(scores[key], scores["out "+what]))
		}
	}
	total := auroc(scores["in"], scores["out"])
	t.Logf("AUROC in and out of scope %.3f", total)
	if total < 0.75 {
		t.Errorf("AUROC %.3f, want 0.75 and more", total)
	}
}

// auroc is the probability that a member of in scores above one of out.
func auroc(in, out []float64) float64 {
	sum := 0.0
	for _, x := range in {
		for _, y := range out {
			switch {
			case x > y:
				sum++
			case x == y:
				sum += 0.5
			}
		}
	}
	return sum / float64(len(in)*len(out))
}

func BenchmarkScore(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"short", "my usdt withdrawal is still pending, what can i do?"},
		{"chinese", "我昨天从交易所提了两百个U到钱包，到现在还没到账，怎么办"},
		{"long", strings.Repeat("hello, i sent some coins yesterday and nothing has arrived since then. ", 6)},
		{"16 KiB", strings.Repeat("why is it so slow ", 1000)},
	} {
		b.Run(c.name, func(b *testing.B) {
			t := text.Parse(c.text)
			hits := lexicon.Default().Find(t)
			m := Default()
			b.ReportAllocs()
			for b.Loop() {
				m.Score(t, hits)
			}
		})
	}
}

func FuzzScoreIsAProbability(f *testing.F) {
	f.Add("how long does a withdrawal take?")
	f.Add("提币没到\n\n@admin https://example.org 0x00 😂")
	f.Fuzz(func(t *testing.T, s string) {
		if p := score(s); !(p >= 0 && p <= 1) {
			t.Errorf("scores %v", p)
		}
	})
}

func TestCorpusClassesAreBalancedInEachLanguage(t *testing.T) {
	files, err := filepath.Glob("corpus/*.tsv")
	if err != nil || len(files) == 0 {
		t.Fatalf("no corpus: %v", err)
	}
	seen := map[string]string{}
	for _, name := range files {
		asks, all := 0, 0
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(raw)) {
			c := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
			if len(c) != 5 {
				t.Fatalf("%s: %q has %d columns", name, line, len(c))
			}
			if before, ok := seen[c[2]]; ok {
				t.Errorf("%s: %q is there twice (%s)", name, c[2], before)
			}
			seen[c[2]] = name
			all++
			if slices.Contains([]string{"ask", "report", "safety"}, c[0]) {
				asks++
			}
		}
		// A language with one side only would teach the gate that the language itself is the answer.
		if share := float64(asks) / float64(all); share < 0.3 || share > 0.7 {
			t.Errorf("%s: %.0f %% of %d lines ask, want 30 to 70", name, 100*share, all)
		}
	}
}
