package lexicon

import (
	"slices"
	"testing"

	"frontdesk/faq/text"
)

// find names the concepts of a message, parents included.
func find(l *Lexicon, s string) []string {
	var out []string
	for _, h := range l.Find(text.Parse(s)) {
		c := l.Concept(h.Concept)
		out = append(out, c.ID)
		for _, p := range c.Parents {
			out = append(out, l.Concept(p).ID)
		}
	}
	return out
}

func TestEveryConceptFindsItsHitsAndLeavesItsMissesAlone(t *testing.T) {
	l, entries := compiled(t)
	for i := range entries {
		e := &entries[i]
		for _, s := range e.hit {
			if got := find(l, s); !slices.Contains(got, e.id) {
				t.Errorf("%s:%d: %s is not found in %q (only %v)", e.file, e.line, e.id, s, got)
			}
		}
		for _, s := range e.miss {
			if got := find(l, s); slices.Contains(got, e.id) {
				t.Errorf("%s:%d: %s is found in %q", e.file, e.line, e.id, s)
			}
		}
	}
}

const question = "hey guys i sent 500 usdt from binance to my wallet yesterday but it is still not there, how long do i have to wait?"

func BenchmarkFindQuestion(b *testing.B) {
	l, t := Default(), text.Parse(question)
	b.ReportAllocs()
	for b.Loop() {
		l.Find(t)
	}
}

func BenchmarkFindNothing(b *testing.B) {
	l, t := Default(), text.Parse("the path along our old river was muddy and birds sang loudly")
	b.ReportAllocs()
	for b.Loop() {
		l.Find(t)
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(dataDir()); err != nil {
			b.Fatal(err)
		}
	}
}
