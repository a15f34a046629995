package faq

import (
	"fmt"
	"runtime"
	"testing"
)

// benchSizes are numbers of entries, of three questions each.
var benchSizes = []int{100, 1000, 10_000, 100_000}

func BenchmarkMatch(b *testing.B) {
	for _, n := range benchSizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if n > 10_000 && testing.Short() {
				b.Skip("takes minutes to build")
			}
			entries := madeUp(n, 4)
			asked := make([]string, 0, 1000)
			for i := range entries {
				q := entries[i].Questions["en"]
				if asked = append(asked, q[3]); len(asked) > 1000 {
					asked = asked[1:]
				}
				entries[i].Questions["en"] = q[:3]
			}
			before := heap()
			idx := Build(entries, Options{})
			b.ReportMetric(float64(heap()-before)/(1<<20), "MB")
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				idx.Match(Query{Text: asked[i%len(asked)]})
				i++
			}
		})
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func BenchmarkBuild(b *testing.B) {
	for _, c := range [][2]int{{30, 20}, {200, 10}, {1000, 3}, {10_000, 3}} {
		b.Run(fmt.Sprintf("%dx%d", c[0], c[1]), func(b *testing.B) {
			entries := madeUp(c[0], c[1])
			for b.Loop() {
				Build(entries, Options{})
			}
		})
	}
}

func BenchmarkApplyAndMatch(b *testing.B) {
	for _, n := range benchSizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			if n > 10_000 && testing.Short() {
				b.Skip("takes minutes to build")
			}
			entries := madeUp(n, 3)
			idx := Build(entries, Options{})
			edit := entries[n/2]
			edit.Questions = map[string][]string{"en": {"how do i change the colour of the button"}}
			b.ReportAllocs()
			for b.Loop() {
				if v := idx.Apply([]Entry{edit}, nil).Match(Query{Text: "change the colour of the button"}); v.Entry != edit.ID {
					b.Fatalf("found %q", v.Entry)
				}
			}
		})
	}
}

// Chatter that is not for the desk, as varied as in a busy group, against 200 entries.
func BenchmarkMatchChatter(b *testing.B) {
	entries := madeUp(200, 10)
	for i := range entries {
		entries[i].Title = map[string]string{"en": "wallet " + entries[i].Questions["en"][0]}
	}
	idx := Build(entries, Options{})
	chatter := []string{
		"gm", "gm everyone 🌞", "lol", "haha that was close", "to the moon 🚀🚀🚀", "anyone watching the game tonight?", "nice", "ok thanks bro",
		"i think btc goes to 100k this year tbh", "just came back from work, so tired", "哈哈哈", "今天行情不错啊", "冲冲冲", "晚安各位",
		"have a great weekend everyone, see you on monday", "who let the dogs out", "selam arkadaşlar", "всем привет", "chào cả nhà", "pagi semua",
		"that candle was insane, i almost sold everything but then my brother told me to wait", "😂😂😂", "brb", "same here", "good morning from Lagos",
		"did you see the news about the etf?", "my cat just walked over the keyboard", "https://example.com/meme.gif", "@friend look at this", "no way",
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		idx.Match(Query{Text: chatter[i%len(chatter)], Brief: true})
		i++
	}
}
