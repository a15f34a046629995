package faq

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// asked makes gaps of texts, each by another member at another minute; «zh:» in front names a language other than English.
func askedGaps(texts ...string) (out []Gap) {
	for i, s := range texts {
		lang := "en"
		if l, rest, ok := strings.Cut(s, ":"); ok && len(l) == 2 {
			lang, s = l, rest
		}
		out = append(out, Gap{
			No: uint64(i + 1), Question: message(i + 1), Asker: chat.MemberID{Platform: "test", Key: fmt.Sprint(i)},
			At: dawn.Add(time.Duration(i) * time.Minute), Text: s, Lang: lang,
		})
	}
	return out
}

// shape tells clusters by the numbers of their gaps.
func shape(cs []Cluster) (out []string) {
	for _, c := range cs {
		var nos []string
		for _, g := range c.Gaps {
			nos = append(nos, fmt.Sprint(g.No))
		}
		out = append(out, strings.Join(nos, " "))
	}
	return out
}

func TestGapsThatAskTheSameComeTogether(t *testing.T) {
	gaps := askedGaps(
		"how do i connect my ledger to the app",
		"my deposit has not arrived",
		"zh:我的充值没到账",
		"how do i connect my ledger with the app",
		"deposit has not arrived yet",
		"how to change my password",
		"How do I connect my Ledger to the app??",
		"who is going to the meetup",
	)
	got := shape(Clusters(gaps, nil))
	if want := []string{"1 4 7", "2 3 5", "8", "6"}; !reflect.DeepEqual(got, want) {
		t.Errorf("clusters %q, want %q", got, want)
	}
}

func TestClustersAreRankedByAskersThenByTime(t *testing.T) {
	gaps := askedGaps("where can i see my staking rewards", "how do i hide small balances", "how do i hide small balances", "where can i see my staking rewards",
		"where can i see my staking rewards", "is there a desktop app for linux")
	for i := range gaps[3:5] {
		gaps[3+i].Asker = gaps[0].Asker // one member who repeats himself
	}
	got := shape(Clusters(gaps, nil))
	if want := []string{"2 3", "6", "1 4 5"}; !reflect.DeepEqual(got, want) {
		t.Errorf("clusters %q, want %q", got, want)
	}
}

func TestAClusterTellsItsWordingsLanguagesAndNearestEntry(t *testing.T) {
	gaps := askedGaps("my deposit has not arrived", "my deposit has not arrived?", "zh:我的充值没到账", strings.Repeat("my deposit has not arrived ", 20))
	gaps[0].Nearest, gaps[1].Nearest, gaps[2].Nearest = "limits", "deposit", "deposit"
	cs := Clusters(gaps, nil)
	if len(cs) != 1 {
		t.Fatalf("clusters %q", shape(cs))
	}
	c := cs[0]
	if c.Askers != 4 || !reflect.DeepEqual(c.Langs, []string{"en", "zh"}) || !c.Last.Equal(gaps[3].At) || c.Nearest != "deposit" {
		t.Errorf("%d askers, %q, %v, nearest %q", c.Askers, c.Langs, c.Last, c.Nearest)
	}
	var texts []string
	for _, w := range c.Wordings {
		texts = append(texts, w.Text)
	}
	if len(texts) != 2 || !strings.HasPrefix(texts[0]+texts[1], "my deposit has not arrived") || !strings.Contains(texts[0]+texts[1], "充值") {
		t.Errorf("wordings %q", texts)
	}
}

func TestClusteringTakesAnyTextAndIsTheSameAgain(t *testing.T) {
	gaps := askedGaps("", "🚀🚀🚀", "\xff\xfe", strings.Repeat("a", 1<<20), strings.Repeat("deposit ", 1<<12), "\u202eabc", "deposit", "", "ja:\u200b")
	one, two := Clusters(gaps, nil), Clusters(gaps, nil)
	if !reflect.DeepEqual(one, two) {
		t.Error("not the same the second time")
	}
	n := 0
	for _, c := range one {
		n += len(c.Gaps)
		if len(c.Wordings) == 0 {
			t.Errorf("no wording stands for %q", c.Gaps[0].Text)
		}
	}
	if n != len(gaps) {
		t.Errorf("%d of %d gaps are in clusters", n, len(gaps))
	}
	if Clusters(nil, nil) != nil {
		t.Error("clusters of nothing")
	}
}

// manyGaps are n questions of the field in several wordings.
func manyGaps(n int) []Gap {
	deeds := []string{"deposit", "withdraw", "swap", "stake", "bridge", "import", "export", "restore", "verify", "hide", "rename", "send", "sell", "buy"}
	things := []string{"bitcoin", "ether", "tokens", "an NFT", "my account", "the wallet", "a ledger", "USDT", "solana", "the rewards", "my funds", "a contract", "dogecoin"}
	forms := []string{"how do i %s %s", "i cannot %s %s, what is wrong?", "hello all, where can i %s %s please, the app does not show it", "%s %s not working since yesterday", "为什么 %s %s 不行", "how long does it take to %s %s"}
	var texts []string
	for i := range n {
		texts = append(texts, fmt.Sprintf(forms[i%len(forms)], deeds[i/7%len(deeds)], things[i/3%len(things)]))
	}
	return askedGaps(texts...)
}

func BenchmarkClusters(b *testing.B) {
	for _, n := range []int{100, MaxClustered} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			gaps := manyGaps(n)
			Prepare()
			b.ReportAllocs()
			found := 0
			for b.Loop() {
				found = len(Clusters(gaps, nil))
			}
			b.ReportMetric(float64(found), "clusters")
		})
	}
}

// BenchmarkListGaps measures a listing of as many gaps as are looked at: thought is beside the committer, the rest in its
// transactions; ruling is on the largest group.
func BenchmarkListGaps(b *testing.B) {
	s, _ := listed(b)
	s.keep(manyGaps(MaxClustered)...)
	var thought, listing, ruling time.Duration
	for b.Loop() {
		began := time.Now()
		found, err := s.b.GroupGaps(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		thought += time.Since(began)
		began = time.Now()
		var l Listing
		s.do(func(tx store.Tx) (err error) {
			if l, err = ListGaps(tx, found, moderator.At); err == nil {
				_, _, err = l.Groups[0].Read(tx, moderator.At)
			}
			return err
		})
		listing += time.Since(began)
		largest := slices.MaxFunc(l.Groups, func(a, b Group) int { return len(a.Gaps) - len(b.Gaps) })
		began = time.Now()
		var r Ruling
		s.do(func(tx store.Tx) (err error) { r, err = s.b.Reject(tx, largest, moderator); return err })
		ruling += time.Since(began)
		s.do(func(tx store.Tx) error { _, err := s.b.Undo(tx, r.No, colleague); return err })
	}
	for unit, d := range map[string]time.Duration{"thought-ms": thought, "listing-ms": listing, "ruling-ms": ruling} {
		b.ReportMetric(float64(d.Microseconds())/1000/float64(b.N), unit)
	}
}
