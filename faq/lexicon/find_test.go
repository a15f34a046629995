package lexicon

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"frontdesk/faq/text"
)

const sample = `
- id: money
  kind: thing
  gloss: money
  forms:
    en: [money, gas, {t: em, near: [act]}]
    es: [plata, dinero]
    vi: [số tiền]
  not:
    en: [gas station]
- id: send
  kind: act
  gloss: sending
  parents: [money]
  forms:
    en: [send, sending, "(shoot|toss) ~ over"]
    es: [envi*]
    vi: [gửi tiền]
    zh: [转账]
- id: arrived
  kind: state
  gloss: has come
  forms:
    en: [received]
    zh: [到账]
- id: not-arrived
  kind: state
  gloss: has not come
  forms:
    en: ["(not|never) ~ received", {t: nothing came, gap: 1}]
    zh: [没到账, 没 ~ 到账]
- id: how
  kind: frame
  gloss: how
  forms:
    en: [how, how to send]
- id: soon
  kind: time
  gloss: soon
  forms:
    en: [in <number> days, <n>h]
- id: lang-en
  kind: language
  gloss: English
  forms:
    en: [the, my, i, to, can]
- id: lang-es
  kind: language
  gloss: Spanish
  forms:
    es: [mi, la, como, no, de]
- id: lang-vi
  kind: language
  gloss: Vietnamese
  forms:
    vi: [can, toi, so, em, khong]
- id: plain
  kind: plain
  gloss: ordinary words
  forms:
    en: [sanding]
`

func mustLoad(t testing.TB, src string) *Lexicon {
	t.Helper()
	l, err := Load(fstest.MapFS{"a.yaml": {Data: []byte(src)}})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestFind(t *testing.T) {
	l := mustLoad(t, sample)
	for _, c := range []struct{ why, message, want string }{
		{"a form is found in its place", "please send it", "send"},
		{"the longest match hides what it contains", "not yet received", "not-arrived"},
		{"the longest match hides what it contains in Chinese", "还没到账", "not-arrived"},
		{"what a gap skips stays visible", "never my money received", "not-arrived money"},
		{"a gap has its length", "not that I have ever received", "arrived"},
		{"a sentence end stops a form", "not now. received", "arrived"},
		{"a comma does not", "not, received", "not-arrived"},
		{"a frame leaves the act inside it visible", "how to send", "how send"},
		{"what only looks like the concept is left out", "at the gas station", ""},
		{"a short form needs company", "em", ""},
		{"a short form in company", "em to send", "money send"},
		{"a stem begins the word", "como enviar mi plata de", "send money"},
		{"another language than the message's is left out", "I put the plata to my i", ""},
		{"marks are folded on both sides", "gui tien khong toi", "send"},
		{"an English word with marks is none", "sénd", ""},
		{"one slip in a long word is forgiven", "sendng", "send"},
		{"ordinary words are not corrected", "sanding", ""},
		{"short words are not corrected", "sebd", ""},
		{"numbers stand for any number", "in 14 days", "soon"},
		{"units are cut from their number", "24h", "soon"},
		{"brackets are choices", "toss some over", "send"},
		{"each place counts once", "send send", "send send"},
		{"nothing", "", ""},
		{"no letters", "?! 🎉 …", ""},
	} {
		t.Run(c.why, func(t *testing.T) {
			var got []string
			for _, h := range l.Find(text.Parse(c.message)) {
				got = append(got, l.Concept(h.Concept).ID)
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("%q: found %q, want %q", c.message, s, c.want)
			}
		})
	}
}

func TestAHitTellsItsPlaceLanguageAndDoubt(t *testing.T) {
	l := mustLoad(t, sample)
	p := text.Parse("no puedo, como enviar la plata")
	hits := l.Find(p)
	if len(hits) != 2 {
		t.Fatalf("found %v", hits)
	}
	h := hits[1]
	if got := p.Source[p.Tokens[h.Start].Start:p.Tokens[h.End-1].End]; got != "plata" || h.Lang != "es" || h.Kind != Thing || h.Fuzzy {
		t.Errorf("%+v spans %q", h, got)
	}
	if h := l.Find(text.Parse("sendng"))[0]; !h.Fuzzy || h.Lang != "en" {
		t.Errorf("%+v should be doubtful English", h)
	}
}

func TestLoadNamesWhatIsWrongAndWhere(t *testing.T) {
	head := "- id: a\n  kind: thing\n  gloss: g\n"
	for _, c := range []struct{ why, src, want string }{
		{"no list", "id: a\n", "a.yaml:1: expected «- id: …»"},
		{"unknown key", head + "  form: [x]\n", "a.yaml:4: unknown key form"},
		{"unknown kind", "- id: a\n  kind: verb\n", "a.yaml:2: unknown kind verb"},
		{"no id", "- kind: thing\n  gloss: g\n", "a.yaml:1: a concept needs an id"},
		{"no gloss", "- id: a\n  kind: thing\n", "a.yaml:1: a: a new concept needs kind and gloss"},
		{"twice", head + head, "a.yaml:4: a: is defined twice"},
		{"key twice", head + "  gloss: h\n", "a.yaml:4: gloss is given twice"},
		{"unknown parent", head + "  parents: [b]\n", "a.yaml:4: a: unknown parent b"},
		{"unknown company", head + "  forms:\n    en: [{t: x, near: [b]}]\n", "a.yaml:5: a: near: unknown concept or kind b"},
		{"one Han character", head + "  forms:\n    zh: [提]\n", "a.yaml:5: a: «提»: one character is too little"},
		{"one Vietnamese syllable", head + "  forms:\n    vi: [rút]\n", "one Vietnamese syllable is too little"},
		{"short stem", head + "  forms:\n    en: [get*]\n", "«get*»: the stem is too short"},
		{"open list", head + "  forms:\n    en: [abc, def\n", "expected , or ] in the list"},
		{"open bracket", head + "  forms:\n    en: [\"(abc|def\"]\n", "a bracket is not closed"},
		{"stray bar", head + "  forms:\n    en: [abc|def]\n", "stray | or )"},
		{"gap at the end", head + "  forms:\n    en: [abc ~]\n", "~ stands between words"},
		{"gap too long", head + "  forms:\n    en: [{t: abc ~ def, gap: 9}]\n", "gap is a number from 1 to 6"},
		{"too many wordings", head + "  forms:\n    en: [\"" + strings.Repeat("(a|b|c|d|e|f|g|h) ", 5) + "\"]\n", "stands for more than 3000 wordings"},
		{"a link", head + "  forms:\n    en: [gate.io]\n", "reads as <link>"},
		{"an empty choice alone", head + "  forms:\n    en: [\"(ab|)\"]\n", "one of its wordings is empty"},
		{"quote", head + "  forms:\n    en: [\"abc]\n", "the quote is not closed"},
		{"all problems at once", head + "  forms:\n    zh: [提, 充]\n", "«充»"},
	} {
		t.Run(c.why, func(t *testing.T) {
			_, err := Load(fstest.MapFS{"a.yaml": {Data: []byte(c.src)}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestACommunityAddsItsOwnWords(t *testing.T) {
	l := mustLoad(t, sample)
	more, err := l.Extend("ours.yaml", "- id: send\n  forms:\n    en: [yeet]\n- id: pool-party\n  kind: thing\n  gloss: our event\n  parents: [soon]\n  forms:\n    en: [pool party]\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := find(more, "yeet to the pool party"); !slices.Equal(got, []string{"send", "money", "pool-party", "soon"}) {
		t.Errorf("found %v", got)
	}
	if got := find(l, "yeet to the pool party"); got != nil {
		t.Errorf("the first lexicon has changed: %v", got)
	}
	a, _ := l.Lookup("how")
	if b, ok := more.Lookup("how"); !ok || a != b || more.Len() != l.Len()+1 {
		t.Error("dense ids have moved")
	}
	for src, want := range map[string]string{
		"- id: send\n  kind: thing\n": "ours.yaml:1: send: is of kind act already",
		"- id: new\n":                 "ours.yaml:1: new: a new concept needs kind and gloss",
		"- id: send\n  forms:\n    en: [x, y]\n    en: [z]": "ours.yaml:4: en is given twice",
	} {
		if _, err := l.Extend("ours.yaml", src); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestSimultaneousFindsAgree(t *testing.T) {
	l, p := Default(), text.Parse(question)
	want := l.Find(p)
	done := make(chan bool)
	for range 4 {
		go func() {
			ok := true
			for range 50 {
				ok = ok && slices.Equal(l.Find(p), want)
			}
			done <- ok
		}()
	}
	for range 4 {
		if !<-done {
			t.Error("results differ")
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add(question)
	f.Add("提现怎么还没到账 withdraw ko nhận được")
	f.Add(strings.Repeat("not ", 200) + "received")
	l := Default()
	f.Fuzz(func(t *testing.T, s string) {
		p := text.Parse(s)
		for _, h := range l.Find(p) {
			if h.Start < 0 || h.End <= h.Start || h.End > len(p.Tokens) || h.Kind >= language {
				t.Fatalf("bad hit %+v in %q", h, s)
			}
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add(sample)
	f.Add("- id: a\n  kind: thing\n  gloss: \"x\"\n  forms:\n    en: [a b, {t: c ~ d, gap: 2, near: [x]}]\n")
	f.Fuzz(func(t *testing.T, s string) {
		if es, err := read("f.yaml", s); err == nil && len(es) < 50 {
			_, _ = compile(es, false)
		}
	})
}

func BenchmarkFindLongest(b *testing.B) {
	l, t := Default(), text.Parse(strings.Repeat(question+" 我的提现怎么还没到账 ", 200))
	b.ReportAllocs()
	for b.Loop() {
		l.Find(t)
	}
}
