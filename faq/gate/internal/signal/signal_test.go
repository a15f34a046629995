package signal

import (
	"slices"
	"strings"
	"testing"

	"frontdesk/faq/lexicon"
	"frontdesk/faq/text"
)

func cuesOf(t *testing.T, s string) []string {
	t.Helper()
	c, err := readCues(cueSource)
	if err != nil {
		t.Fatal(err)
	}
	var v Vector
	msg := text.Parse(s)
	c.find(msg.Tokens, langsOf(msg.Lang()), &v)
	var names []string
	for _, f := range v.cues {
		names = append(names, c.names[f.cue])
	}
	return names
}

func TestCuesAreFoundInManyLanguages(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"how long does it take", []string{"how long"}},
		{"my withdrawal is still pending", []string{"my", "waiting", "trouble"}},
		{"提现多久到账", []string{"how long"}},
		{"我的幣還沒到", []string{"my"}},
		{"почему не пришли деньги", []string{"why", "trouble"}},
		{"nạp nhầm mạng thì phải làm sao ạ", []string{"trouble", "help"}},
		{"param hala gelmedi", []string{"my", "waiting", "trouble"}},
		{"kenapa wd saya belum masuk", []string{"why", "trouble"}},
		{"¿cuánto tarda un retiro?", []string{"how long"}},
		{"finally got my withdrawal, thanks", []string{"solved", "thanks"}},
		{"please open a ticket, our team is on it", []string{"please do", "our team"}},
	} {
		got := cuesOf(t, c.text)
		for _, w := range c.want {
			if !slices.Contains(got, w) {
				t.Errorf("%q has cues %v, want %q among them", c.text, got, w)
			}
		}
	}
}

func TestTheLongestFormWins(t *testing.T) {
	if got := cuesOf(t, "how long"); !slices.Equal(got, []string{"how long"}) {
		t.Errorf("cues %v, want «how long» alone, not «how» and «long» besides", got)
	}
}

func TestFormsOfAnotherLanguageDoNotCount(t *testing.T) {
	if got := cuesOf(t, "bạn nên xem lại địa chỉ nào của ví này"); slices.Contains(got, "not") {
		t.Errorf("Portuguese «nao» was found in Vietnamese: %v", got)
	}
}

func TestCuesAreStrict(t *testing.T) {
	for _, c := range []struct{ name, src, problem string }{
		{"forms before a name", "en how\n", "no [name] above"},
		{"an unknown language", "[how]\nxx how\n", "unknown language"},
		{"a name that is not closed", "[how\n", "[name]"},
		{"an empty form", "[how]\nen how |  | why\n", "0 words"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := readCues(c.src); err == nil || !strings.Contains(err.Error(), c.problem) {
				t.Errorf("error %v, want %q", err, c.problem)
			}
		})
	}
}

func TestEveryCueIsKnownInEnglishAndChinese(t *testing.T) {
	c, err := readCues(cueSource)
	if err != nil {
		t.Fatal(err)
	}
	langs := make([]uint32, len(c.names))
	for _, senses := range c.ends {
		for _, s := range senses {
			langs[s.cue] |= s.langs
		}
	}
	for i, name := range c.names[1:] {
		for _, lang := range []string{"en", "zh", "ru", "vi", "tr", "id", "es"} {
			if langs[i+1]&langBit(lang) == 0 {
				t.Errorf("cue %q has no form in %s", name, lang)
			}
		}
	}
}

func TestAVectorUsedAgainHoldsNothingOfTheLastMessage(t *testing.T) {
	l := lexicon.Default()
	x, err := New(l)
	if err != nil {
		t.Fatal(err)
	}
	features := func(v *Vector, s string) (out []uint32) {
		msg := text.Parse(s)
		x.Extract(msg, l.Find(msg), v)
		v.Each(func(i uint32, _ float64) { out = append(out, i) })
		return out
	}
	const s = "where is my deposit? sent 100 usdt from @someone 😀"
	var used Vector
	features(&used, strings.Repeat("提币一直没到账 why so slow ", 40))
	if got, want := features(&used, s), features(new(Vector), s); !slices.Equal(got, want) {
		t.Errorf("%d features in a used vector, %d in a fresh one", len(got), len(want))
	}
}

func TestOfALongMessageBeginningAndEndAreRead(t *testing.T) {
	msg := text.Parse("alpha " + strings.Repeat("filler ", 1000) + "omega")
	hits := []lexicon.Hit{{Start: 0, End: 1}, {Start: 500, End: 501}, {Start: 1001, End: 1002}}
	tokens, hits := window(msg.Tokens, hits)
	if len(tokens) != maxTokens || tokens[0].Plain != "alpha" || tokens[maxTokens-1].Plain != "omega" {
		t.Errorf("%d tokens from %q to %q", len(tokens), tokens[0].Plain, tokens[len(tokens)-1].Plain)
	}
	if len(hits) != 2 || hits[0].Start != 0 || hits[1].Start != maxTokens-1 {
		t.Errorf("hits %v, want the first at the beginning and the last at the end", hits)
	}
}

func TestAModelSurvivesItsBytes(t *testing.T) {
	w := make([]float64, 1<<Bits)
	w[0], w[1], w[2] = 2.54, -1.27, 0.0099
	m := Quantise(w)
	m.Slope, m.Offset = 1.5, -0.25
	raw, err := m.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var back Linear
	if err := back.UnmarshalBinary(raw); err != nil {
		t.Fatal(err)
	}
	if back.Step != m.Step || back.Slope != m.Slope || back.Offset != m.Offset || !slices.Equal(back.Weights, m.Weights) {
		t.Error("the model changed on the way")
	}
	if got := []int8{back.Weights[0], back.Weights[1], back.Weights[2]}; !slices.Equal(got, []int8{127, -64, 0}) {
		t.Errorf("weights %v", got)
	}
	if err := back.UnmarshalBinary(raw[:100]); err == nil {
		t.Error("half a model was accepted")
	}
}

func BenchmarkExtract(b *testing.B) {
	l := lexicon.Default()
	x, err := New(l)
	if err != nil {
		b.Fatal(err)
	}
	msg := text.Parse("my usdt withdrawal is still pending, what can i do?")
	hits := l.Find(msg)
	var v Vector
	b.ReportAllocs()
	for b.Loop() {
		x.Extract(msg, hits, &v)
	}
}
