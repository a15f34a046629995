package faq

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func en(id, title, answer string, questions ...string) Entry {
	e := Entry{ID: id, Answer: map[string]string{"en": answer}, Questions: map[string][]string{"en": questions}}
	if title != "" {
		e.Title = map[string]string{"en": title}
	}
	return e
}

// sick is an FAQ with one defect of each kind.
func sick() []Entry {
	backup := en("backup", "Back up the wallet", "Write the words on paper.",
		"How do I back up my wallet?", "backup wallet", "how can i make a backup of my wallet", "where do I find my recovery phrase")
	backup.Tags = []string{TagStolen, TagSeed, TagImpostor}
	fees := en("fees", "Network fees", "See {official.site} and https://evil.example.net",
		"Why are the network fees so high?", "what is gas", "gas fee too expensive", "how do i back up my wallet", "can i back up my wallet please")
	fees.Review, fees.Tags = time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC), []string{"safety:typo"}
	short := en("short", "", strings.Repeat("词", PhoneColumns/2+1), "is there a card")
	zh := en("zh", "Chinese too", "Yes.", "do you speak chinese", "chinese support", "is there chinese support")
	zh.Answer["zh"], zh.Title["zh"], zh.Questions["zh"] = "会。", "中文", []string{"会中文吗", "有中文客服吗", "支持中文吗"}
	for _, e := range []*Entry{&backup, &fees} {
		e.Answer["zh"], e.Title["zh"], e.Questions["zh"] = "答案。", e.ID+"标题", []string{e.ID + "怎么办一", e.ID + "怎么办二", e.ID + "怎么办三"}
	}
	return []Entry{backup, fees, short, zh}
}

func diagnose(t testing.TB, es []Entry) []Finding {
	t.Helper()
	return findings(t, es, Checkup{
		Now:       time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		Variables: Variables{"brand": "Keyfold"},
		Unofficial: func(e *Entry, lang string) []string {
			if strings.Contains(e.Answer[lang], "evil") {
				return []string{"evil.example.net"}
			}
			return nil
		},
	})
}

func findings(t testing.TB, es []Entry, c Checkup) []Finding {
	t.Helper()
	fs, err := Diagnose(t.Context(), es, c)
	if err != nil {
		t.Fatal(err)
	}
	return fs
}

func TestTheDoctorFindsEachDefect(t *testing.T) {
	got := diagnose(t, sick())
	for _, want := range []Finding{
		{Defect: DeadVariable, Severity: Error, Entry: "fees", Lang: "en", Examples: []string{"official.site"}},
		{Defect: SameQuestion, Severity: Error, Entry: "backup", Other: "fees", Lang: "en", Count: 1, Examples: []string{"how do i back up my wallet"}},
		{Defect: UnknownSafety, Severity: Error, Entry: "fees", Examples: []string{"safety:typo"}},
		{Defect: FewQuestions, Severity: Warning, Entry: "short", Lang: "en", Count: 1, Of: LeastQuestions},
		{Defect: MissingLang, Severity: Warning, Entry: "short", Lang: "zh", Count: 3, Of: 4},
		{Defect: NoTitle, Severity: Warning, Entry: "short", Lang: "en"},
		{Defect: LongAnswer, Severity: Note, Entry: "short", Lang: "en", Count: PhoneColumns + 2, Of: PhoneColumns},
		{Defect: ReviewDue, Severity: Warning, Entry: "fees", Examples: []string{"2020-01-02"}},
		{Defect: UnofficialLink, Severity: Note, Entry: "fees", Lang: "en", Examples: []string{"evil.example.net"}},
	} {
		if !slices.ContainsFunc(got, func(f Finding) bool { return fmt.Sprint(f) == fmt.Sprint(want) }) {
			t.Errorf("not found: %+v", want)
		}
	}
	if !slices.ContainsFunc(got, func(f Finding) bool {
		return f.Defect == Steals && f.Entry == "fees" && f.Other == "backup" && slices.Contains(f.Examples, "how do i back up my wallet")
	}) {
		t.Error("nobody noticed that backup takes the question of fees")
	}
	if !slices.IsSortedFunc(got, func(a, b Finding) int { return int(a.Severity) - int(b.Severity) }) {
		t.Error("the worst does not come first")
	}
	if t.Failed() {
		for _, f := range got {
			t.Logf("%+v", f)
		}
	}
}

func TestAHealthyFAQHasNothingToReport(t *testing.T) {
	es := sick()[:1]
	if got := diagnose(t, es); len(got) > 0 {
		t.Errorf("%+v", got)
	}
}

func TestAnEmptyFAQLacksItsSafetyEntriesOnly(t *testing.T) {
	got := diagnose(t, nil)
	if len(got) != 3 || got[0].Defect != NoSafety {
		t.Errorf("%+v", got)
	}
}

func TestTheDoctorSaysTheSameTwiceAndLeavesEntriesAlone(t *testing.T) {
	es := sick()
	before := fmt.Sprint(es)
	if a, b := fmt.Sprint(diagnose(t, es)), fmt.Sprint(diagnose(t, es)); a != b {
		t.Errorf("first\n%s\nthen\n%s", a, b)
	}
	if a, b := fmt.Sprint(findings(t, es, Checkup{})), fmt.Sprint(findings(t, es, Checkup{Index: Options{Workers: 1}})); a != b {
		t.Errorf("on all processors\n%s\non one\n%s", a, b)
	}
	if fmt.Sprint(es) != before {
		t.Error("the entries were changed")
	}
}

func TestTheDoctorStopsWhenToldTo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Diagnose(ctx, sick(), Checkup{}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
}

func BenchmarkDiagnose10000(b *testing.B) {
	es := make([]Entry, 10000)
	for i := range es {
		id := fmt.Sprintf("e%05d", i)
		es[i] = en(id, "Title of "+id, "Answer.", "how does "+id+" work", "what is "+id+" for", fmt.Sprintf("topic %d number %d please", i%97, i))
	}
	for b.Loop() {
		if _, err := Diagnose(b.Context(), es, Checkup{}); err != nil {
			b.Fatal(err)
		}
	}
}
