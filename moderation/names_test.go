package moderation

import (
	"strings"
	"testing"
)

func TestAPlainNameCostsNoAllocation(t *testing.T) {
	words := NewNames(fiftyOfficials(t)).words
	s := new(scratch) // of its own: under the race detector a pool loses some of what it is given
	check := func() {
		if words.look(s, "Marco Polo", false).verdict != Clear || words.look(s, "marco_polo77", true).verdict != Clear {
			t.Error("not clear")
		}
	}
	if got := testing.AllocsPerRun(200, check); got > 0 {
		t.Errorf("%v allocations", got)
	}
}

func TestBadNamesAreRead(t *testing.T) {
	n := namesOf(t, 0)
	for _, name := range []string{"", " ", "\x00", "\xff\xfe", "\u202e", "\u202e\u202e\u202c", strings.Repeat("\u0301", 64), "a" + strings.Repeat("\u0336", 5000), "Deleted Account", strings.Repeat("Lumora ", 10_000),
		strings.Repeat("\U0001F1E6", 99), "ー", "・", "\u200d"} {
		if v := n.Check(name, name); v.Verdict == Identical {
			t.Errorf("%.20q is %+v", name, v)
		}
	}
	for _, piece := range []string{"a", "A b", "ж", "钱", "\u0336", "\u200b", "\u202e", "\xff", "🇳", "1!", "rn", "ﾎﾟ", "Lumora", "Ⓐ "} {
		for _, size := range []int{64, 1 << 20} {
			long := strings.Repeat(piece, size/len(piece))
			n.Explain(long, "brand")
			if v := n.Check(long, long); len(v.Reasons) > 20 {
				t.Errorf("%q, %d bytes: %d reasons", piece, size, len(v.Reasons))
			}
		}
	}
	if v := n.Check("x", "Lumora"+strings.Repeat("\u0301", 64)+" Support"); v.Verdict != Identical {
		t.Errorf("under 64 marks: %+v", v)
	}
}

func FuzzNames(f *testing.F) {
	n := namesOf(f, 0)
	for _, w := range writtenNames(f, "older-innocent.txt") {
		f.Add(w.handle, w.name)
	}
	for line := range strings.Lines(disguises) {
		f.Add("handle_1", line)
	}
	f.Fuzz(func(t *testing.T, handle, name string) {
		if v := n.Check(handle, name); v.Verdict != Clear && len(v.Reasons) == 0 {
			t.Error("a verdict without a reason")
		}
	})
}
