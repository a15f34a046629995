package faq

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

const commented = `# Our FAQ.
# Second line.

entries:

  # Safety first

  # about theft
  - id: stolen   # never rename
    title:
      en: My wallet was stolen
      zh: 钱包被盗
    questions:
      en:
        - i was hacked
        # typed in a hurry
        - "my coins: gone"
        - 'it''s stolen'
      # from the group
      zh: ["被盗了", 我的币没了 , '号被盗']
    answer:
      en: |-
        Act now.
        # not a comment

        Then write.
      zh: >-
        马上
        行动。
    tags: [security, "safety:stolen"]  # a rule
    tier: technical    # they know
    urgent: true
    # the end of it

  # about fees
  - title: {en: "Fees", zh: "费用"}
    id: fees
    answer: {en: "To the network.", zh: "给网络。"}
    questions: {en: ["why so high", "what fees"]}

  - id: last
    title: {en: Last}
    answer:
      en: "quoted" # end
# the very end
`

// patchedBy applies a change to the entries of a file and returns the lines that came and went.
func patchedBy(t *testing.T, src string, change func(es []Entry) []Entry) (removed, added []string) {
	t.Helper()
	es, err := Parse([]byte(src))
	if err != nil {
		t.Fatal(err)
	}
	es = tidied(es)
	want := change(tidied(es))
	out, err := Patch([]byte(src), want)
	if err != nil {
		t.Fatal(err)
	}
	if !holds(string(out), tidied(want)) {
		t.Fatalf("it does not hold what is wanted:\n%s", out)
	}
	return differing(strings.Split(src, "\n"), strings.Split(string(out), "\n"))
}

func TestPatchLeavesAFileThatHoldsTheEntriesAsItIs(t *testing.T) {
	for name, src := range map[string]string{
		"commented": commented, "with a mark": "\ufeff" + commented, "CRLF": strings.ReplaceAll(commented, "\n", "\r\n"),
		"without a last line end": strings.TrimSuffix(commented, "\n# the very end\n"), "sample": sample,
	} {
		t.Run(name, func(t *testing.T) {
			es, err := Parse([]byte(src))
			if err != nil {
				t.Fatal(err)
			}
			slices.Reverse(es) // order is the file's
			out, err := Patch([]byte(src), es)
			if err != nil || strings.TrimRight(string(out), "\r\n") != strings.TrimRight(src, "\r\n") {
				t.Errorf("%v\n%q", err, out)
			}
		})
	}
}

func TestPatchRewritesOnlyWhatChanged(t *testing.T) {
	at := func(id string, change func(e *Entry)) func([]Entry) []Entry {
		return func(es []Entry) []Entry {
			for i := range es {
				if es[i].ID == id {
					change(&es[i])
				}
			}
			return es
		}
	}
	for name, c := range map[string]struct {
		change         func([]Entry) []Entry
		removed, added string
	}{
		"a plain title":                   {at("stolen", func(e *Entry) { e.Title["en"] = "My coins were stolen" }), "      en: My wallet was stolen", "      en: My coins were stolen"},
		"a plain title that needs quotes": {at("stolen", func(e *Entry) { e.Title["en"] = "Stolen: what now" }), "      en: My wallet was stolen", `      en: "Stolen: what now"`},
		"a plain question":                {at("stolen", func(e *Entry) { e.Questions["en"][0] = "i got hacked" }), "        - i was hacked", "        - i got hacked"},
		"a quoted question":               {at("stolen", func(e *Entry) { e.Questions["en"][1] = "coins: gone" }), `        - "my coins: gone"`, `        - "coins: gone"`},
		"a question in single quotes":     {at("stolen", func(e *Entry) { e.Questions["en"][2] = "it's gone" }), "        - 'it''s stolen'", "        - 'it''s gone'"},
		"a new question at the end":       {at("stolen", func(e *Entry) { e.Questions["en"] = append(e.Questions["en"], "help") }), "", "        - help"},
		"a new question in front":         {at("stolen", func(e *Entry) { e.Questions["en"] = slices.Insert(e.Questions["en"], 0, "help") }), "", "        - help"},
		"a question less, with its comment": {
			at("stolen", func(e *Entry) { e.Questions["en"] = slices.Delete(e.Questions["en"], 1, 2) }), "        # typed in a hurry\n        - \"my coins: gone\"", "",
		},
		"questions in brackets": {
			at("stolen", func(e *Entry) { e.Questions["zh"] = []string{"被盗了", "我的币没了", "钱没了", "怎么办"} }),
			`      zh: ["被盗了", 我的币没了 , '号被盗']`, `      zh: ["被盗了", 我的币没了 , '钱没了', "怎么办"]`,
		},
		"a block of text": {at("stolen", func(e *Entry) { e.Answer["en"] = "Act now.\n# not a comment\n\nThen write to us." }), "        Then write.", "        Then write to us."},
		"a folded text":   {at("stolen", func(e *Entry) { e.Answer["zh"] = "马上行动" }), "      zh: >-\n        马上\n        行动。", "      zh: |-\n        马上行动"},
		"a new language":  {at("stolen", func(e *Entry) { e.Title["tr"] = "Çalındı" }), "", `      tr: "Çalındı"`},
		"a language less": {at("stolen", func(e *Entry) { delete(e.Title, "zh") }), "      zh: 钱包被盗", ""},
		"questions of a language less": {
			at("stolen", func(e *Entry) { delete(e.Questions, "zh") }), "      # from the group\n      zh: [\"被盗了\", 我的币没了 , '号被盗']", "",
		},
		"a tag":                        {at("stolen", func(e *Entry) { e.Tags = append(e.Tags, "theft") }), `    tags: [security, "safety:stolen"]  # a rule`, `    tags: [security, "safety:stolen", theft]  # a rule`},
		"a tag less":                   {at("stolen", func(e *Entry) { e.Tags = e.Tags[1:] }), `    tags: [security, "safety:stolen"]  # a rule`, `    tags: ["safety:stolen"]  # a rule`},
		"a text with a comment behind": {at("stolen", func(e *Entry) { e.Tier = "gold" }), "    tier: technical    # they know", "    tier: gold    # they know"},
		"a key less":                   {at("stolen", func(e *Entry) { e.Urgent = false }), "    urgent: true", ""},
		"a new key":                    {at("stolen", func(e *Entry) { e.Source = "help centre" }), "", `    source: "help centre"`},
		"a picture and buttons": {
			at("stolen", func(e *Entry) {
				e.Picture, e.Buttons = "x.png", []Button{{Text: map[string]string{"en": "Go"}, URL: "https://example.org"}}
			}), "", "    picture: x.png\n    buttons:\n      - url: \"https://example.org\"\n        text:\n          en: Go",
		},
		"texts in braces": {at("fees", func(e *Entry) { e.Answer["en"], e.Answer["tr"] = "To miners.", "Ağa." }),
			`    answer: {en: "To the network.", zh: "给网络。"}`, `    answer: {en: "To miners.", zh: "给网络。", tr: "Ağa."}`},
		"a language in braces less": {at("fees", func(e *Entry) { delete(e.Answer, "zh") }), `    answer: {en: "To the network.", zh: "给网络。"}`, `    answer: {en: "To the network."}`},
		"lists in braces": {at("fees", func(e *Entry) { e.Questions = map[string][]string{"en": {"what fees", "gas"}, "zh": {"费"}} }),
			`    questions: {en: ["why so high", "what fees"]}`, `    questions: {en: ["what fees", gas], zh: ["费"]}`},
		"the first key of an entry": {at("fees", func(e *Entry) { e.Title["en"] = "Network fees" }), `  - title: {en: "Fees", zh: "费用"}`, `  - title: {en: "Network fees", zh: "费用"}`},
		"a quoted text that grows":  {at("last", func(e *Entry) { e.Answer["en"] = "one\ntwo" }), `      en: "quoted" # end`, `      en: "one\ntwo" # end`},
		"an entry less": {func(es []Entry) []Entry { return slices.Delete(es, 1, 2) },
			"  # about fees\n  - title: {en: \"Fees\", zh: \"费用\"}\n    id: fees\n    answer: {en: \"To the network.\", zh: \"给网络。\"}\n    questions: {en: [\"why so high\", \"what fees\"]}\n", ""},
		"an entry more": {func(es []Entry) []Entry {
			return append(es, Entry{ID: "new", Title: map[string]string{"en": "New"}, Answer: map[string]string{"en": "It is."}})
		}, "", "\n  - id: new\n    title:\n      en: New\n    answer:\n      en: \"It is.\""},
	} {
		t.Run(name, func(t *testing.T) {
			removed, added := patchedBy(t, commented, c.change)
			if got := strings.Join(removed, "\n"); got != c.removed {
				t.Errorf("removed\n%s\nwant\n%s", got, c.removed)
			}
			if got := strings.Join(added, "\n"); got != c.added {
				t.Errorf("added\n%s\nwant\n%s", got, c.added)
			}
		})
	}
}

// bracketed is a file in whose brackets comments stand.
const bracketed = `entries:
  - {id: fees, title: {en: Fees}, answer: {en: To the network.}}  # never rename
  - id: swap
    title: {en: Swap, # short
            zh: 兑换}
    questions:
      en: [
        "how do i swap", # asked daily, "often"
        # in the app
        "swap fails",    # again
      ]
      tr: ["takas", # one
           "takas nasıl" # two
      ]
    answer:
      en: |  # keep short
        Open it.
    buttons:   # ours
      - {text: {en: Go}, url: "https://example.org"} # main
`

func TestPatchKeepsTheCommentsInBracketsAndOfWhatIsWrittenAnew(t *testing.T) {
	for name, c := range map[string]struct {
		change         func(e, fees *Entry)
		removed, added string
	}{
		"a question in another's place": {func(e, _ *Entry) { e.Questions["en"][1] = "swap is stuck" }, `        "swap fails",    # again`, `        "swap is stuck",    # again`},
		"a question at the end":         {func(e, _ *Entry) { e.Questions["en"] = append(e.Questions["en"], "exchange") }, "", `        exchange,`},
		"… where no comma is last": {
			func(e, _ *Entry) { e.Questions["tr"] = append(e.Questions["tr"], "değiştir") }, `           "takas nasıl" # two`, "           \"takas nasıl\", # two\n           \"değiştir\"",
		},
		"a question in between": {func(e, _ *Entry) { e.Questions["en"] = slices.Insert(e.Questions["en"], 1, "exchange") }, "", `        exchange,`},
		"a question less":       {func(e, _ *Entry) { e.Questions["en"] = e.Questions["en"][1:] }, `        "how do i swap", # asked daily, "often"`, ""},
		"the last one less":     {func(e, _ *Entry) { e.Questions["tr"] = e.Questions["tr"][:1] }, `           "takas nasıl" # two`, ""},
		"a title":               {func(e, _ *Entry) { e.Title["en"] = "Swapping" }, `    title: {en: Swap, # short`, `    title: {en: Swapping, # short`},
		"an answer that fits no block": {
			func(e, _ *Entry) { e.Answer["en"] = "Open it.\n\u200b" }, "", "",
		},
		"a button": {
			func(e, _ *Entry) { e.Buttons[0].Text["en"] = "Start" }, "    buttons:   # ours\n      - {text: {en: Go}, url: \"https://example.org\"} # main",
			"    # ours\n    # main\n    buttons:\n      - url: \"https://example.org\"\n        text:\n          en: Start",
		},
		"an entry in one line": {
			func(_, fees *Entry) { fees.Title["en"] = "Gas" }, "  - {id: fees, title: {en: Fees}, answer: {en: To the network.}}  # never rename",
			"  # never rename\n  - id: fees\n    title:\n      en: Gas\n    answer:\n      en: \"To the network.\"",
		},
	} {
		t.Run(name, func(t *testing.T) {
			removed, added := patchedBy(t, bracketed, func(es []Entry) []Entry { c.change(&es[1], &es[0]); return es })
			if c.removed+c.added == "" {
				for _, comment := range []string{"# short", "# asked daily", "# in the app", "# again", "# one", "# two", "# keep short", "# ours", "# main"} {
					if n := slices.IndexFunc(removed, func(s string) bool { return strings.Contains(s, comment) }); n >= 0 && !strings.Contains(strings.Join(added, "\n"), comment) {
						t.Errorf("%s is lost", comment)
					}
				}
				return
			}
			if got := strings.Join(removed, "\n"); got != c.removed {
				t.Errorf("removed\n%s\nwant\n%s", got, c.removed)
			}
			if got := strings.Join(added, "\n"); got != c.added {
				t.Errorf("added\n%s\nwant\n%s", got, c.added)
			}
		})
	}
	t.Run("a list that is no block", func(t *testing.T) {
		const src = "# ours\nentries: [ # mine\n  {id: a, title: {en: x}, answer: {en: y}}, # a's\n]\n"
		want := []Entry{{ID: "a", Title: map[string]string{"en": "x"}, Answer: map[string]string{"en": "z"}}}
		out, err := Patch([]byte(src), want)
		if err != nil || !strings.HasPrefix(string(out), "# ours\n# mine\n# a's\nentries:\n  - id: a\n") {
			t.Errorf("%v\n%s", err, out)
		}
	})
}

func TestPatchOfAFileWithoutABlockListKeepsWhatStandsAboveIt(t *testing.T) {
	for _, src := range []string{"# ours\nentries: []\n", "# ours\nentries:\n", "# ours\n", "# ours\nentries: [{id: a, title: {en: x}, answer: {en: y}}]\n"} {
		want := []Entry{{ID: "b", Title: map[string]string{"en": "x"}, Answer: map[string]string{"en": "y"}}}
		out, err := Patch([]byte(src), want)
		if err != nil || !strings.HasPrefix(string(out), "# ours\nentries:\n  - id: b\n") || !holds(string(out), want) {
			t.Errorf("%q: %v\n%s", src, err, out)
		}
	}
	if _, err := Patch([]byte("entries: {\n"), nil); err == nil || !strings.Contains(err.Error(), "mend it") || !strings.Contains(err.Error(), "line ") {
		t.Errorf("a broken file: %v", err)
	}
}

func TestPatchOfRandomChangesHoldsExactlyTheEntriesAndKeepsTheComments(t *testing.T) {
	base, err := Parse([]byte(commented))
	if err != nil {
		t.Fatal(err)
	}
	for seed := range seeds(400) {
		r := rand.New(rand.NewPCG(seed, 3))
		want := tidied(base)
		for range 1 + r.IntN(3) {
			e := &want[r.IntN(len(want))]
			other := randomEntry(r, e.ID)
			switch r.IntN(8) {
			case 0:
				e.Title = other.Title
			case 1:
				e.Answer = other.Answer
			case 2:
				e.Questions = other.Questions
			case 3:
				e.Tags, e.Tier = other.Tags, other.Tier
			case 4:
				e.Buttons, e.Picture = other.Buttons, other.Picture
			case 5:
				for lang := range e.Answer {
					e.Answer[lang] += scrap(r)
				}
			case 6:
				for lang, qs := range e.Questions {
					e.Questions[lang] = append(qs[:r.IntN(len(qs)+1)], other.Questions["en"]...)
				}
			default:
				*e = other
			}
		}
		want = slices.DeleteFunc(tidied(append(want, randomEntries(r, r.IntN(3))...)), func(e Entry) bool { return e.keepable() != nil })
		out, err := Patch([]byte(commented), want)
		if err != nil || !holds(string(out), want) {
			t.Fatalf("seed %d: %v\n%s", seed, err, out)
		}
		for _, comment := range []string{"# Our FAQ.\n# Second line.\n", "  # Safety first\n", "# the very end\n"} {
			if !strings.Contains(string(out), comment) {
				t.Errorf("seed %d: %q is lost\n%s", seed, comment, out)
			}
		}
	}
}

func FuzzPatch(f *testing.F) {
	f.Add(commented, "new text", uint8(0))
	f.Add(sample, "a\nb", uint8(1))
	f.Add("entries: [{id: a, title: {en: x}, answer: {en: \"a\\nb\"}}]", "x", uint8(2))
	f.Fuzz(func(t *testing.T, src, text string, what uint8) {
		es, err := Parse([]byte(src))
		if err != nil || len(es) == 0 {
			return
		}
		want := tidied(es)
		e := &want[int(what)%len(want)]
		for lang := range e.Answer {
			e.Answer[lang] = text
		}
		e.Questions = map[string][]string{"en": append(e.Questions["en"], text)}
		*e = tidy(*e)
		if e.keepable() != nil {
			return
		}
		out, err := Patch([]byte(src), want)
		if err != nil || !holds(string(out), want) {
			t.Fatalf("%v\n%s\n--\n%s", err, src, out)
		}
	})
}

func BenchmarkPatch(b *testing.B) {
	var src strings.Builder
	src.WriteString("entries:\n")
	for i := range 1000 {
		fmt.Fprintf(&src, "  # %d\n  - id: e%d\n    title: {en: Title %d}\n    questions:\n      en:\n", i, i, i)
		for k := range 10 {
			fmt.Fprintf(&src, "        - question %d of %d\n", k, i)
		}
		src.WriteString("    answer:\n      en: |-\n        Answer.\n        Another line.\n")
	}
	es, err := Parse([]byte(src.String()))
	if err != nil {
		b.Fatal(err)
	}
	for name, every := range map[string]int{"ten of a thousand": 100, "all of a thousand": 1} {
		want := tidied(es)
		for i := 0; i < len(want); i += every {
			want[i].Questions["en"][4] = "changed"
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(src.Len()))
			for b.Loop() {
				if _, err := Patch([]byte(src.String()), want); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
