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

func TestTheShippedLexiconIsTheDatas(t *testing.T) {
	d, err := readOnce()
	if err != nil {
		t.Fatal(err)
	}
	if string(d.written) != shipped {
		t.Fatal("lexicon.bin is not what the data give: run go generate ./faq/gate")
	}
	if back, err := Default().MarshalBinary(); err != nil || string(back) != shipped {
		t.Errorf("what was read is written differently (error %v)", err)
	}
}

func TestADamagedSnapshotIsRefused(t *testing.T) {
	for _, n := range []int{0, 1, 10, 1000, len(shipped) / 2, len(shipped) - 1} {
		if _, err := restore(shipped[:n]); err == nil {
			t.Errorf("the first %d bytes pass for all", n)
		}
	}
	if _, err := restore(shipped + "\x00"); err == nil {
		t.Error("bytes behind the end are not noticed")
	}
}

func BenchmarkRestore(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := restore(shipped); err != nil {
			b.Fatal(err)
		}
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
