package markdown

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"frontdesk/chat"
)

func span(kind chat.SpanKind, from, to int) chat.Span {
	return chat.Span{Kind: kind, Start: from, End: to}
}

func TestMarkUpIsReadAsMembersSeeIt(t *testing.T) {
	names := Names{Member: func(id string) string {
		return map[string]string{"7": "Ann"}[id]
	}, Room: func(string) string { return "lobby" }}
	for _, c := range []struct {
		in, text string
		spans    []chat.Span
	}{
		{"plain", "plain", nil},
		{"", "", nil},
		{"a **bold** and *thin* b", "a bold and thin b", []chat.Span{span(chat.Bold, 2, 6), span(chat.Italic, 11, 15)}},
		{"***both***", "both", []chat.Span{span(chat.Bold, 0, 4), span(chat.Italic, 0, 4)}},
		{"__under__ ~~gone~~ ||secret||", "under gone secret", []chat.Span{span(chat.Underline, 0, 5), span(chat.Strike, 6, 10), span(chat.Spoiler, 11, 17)}},
		{"snake_case_name", "snake_case_name", nil},
		{"2 * 3 * 4", "2 * 3 * 4", nil},
		{`\*not bold\*`, "*not bold*", nil},
		{"`**code**`", "**code**", []chat.Span{span(chat.Code, 0, 8)}},
		{"```go\nx := 1\n```", "x := 1", []chat.Span{{Kind: chat.Pre, End: 6, Lang: "go"}}},
		{"> said\n> so\nyes", "said\nso\nyes", []chat.Span{span(chat.Quote, 0, 7)}},
		{"# Title\nbody", "Title\nbody", []chat.Span{span(chat.Bold, 0, 5)}},
		{"hi <@7> see <#9> <:tp:55> </ask:4> <t:0:R>", "hi @Ann see #lobby :tp: /ask 1970-01-01 00:00 UTC", []chat.Span{
			{Kind: chat.Mention, Start: 3, End: 7, Member: chat.MemberID{Platform: platform, Key: "7"}},
			{Kind: chat.ToRoom, Start: 12, End: 18, Room: chat.RoomID{Platform: platform, Key: "9"}}}},
		{"[our **site**](https://evil.example/a_(b)_c)", "our site", []chat.Span{
			{Kind: chat.Link, End: 8, URL: "https://evil.example/a_(b)_c"}, span(chat.Bold, 4, 8)}},
		{"see https://a.example/x_y_z*q* ok", "see https://a.example/x_y_z*q* ok", nil},
		{"<https://a.example/>", "https://a.example/", nil},
		{"[no](javascript:alert)", "[no](javascript:alert)", nil},
		{"a < b > c <@> <x", "a < b > c <@> <x", nil},
		{"bad \xff utf", "bad \uFFFD utf", nil},
	} {
		text, spans := Parse(c.in, names)
		if text != c.text || !reflect.DeepEqual(spans, c.spans) {
			t.Errorf("Parse(%q)\n got %q %v\nwant %q %v", c.in, text, spans, c.text, c.spans)
		}
	}
}

func TestSpansAreWrittenAsMarkUp(t *testing.T) {
	links := func(chat.MessageID) string { return "https://discord.com/channels/1/2/3" }
	for _, c := range []struct {
		text  string
		spans []chat.Span
		want  string
	}{
		{"a bold b", []chat.Span{span(chat.Bold, 2, 7)}, "a **bold** b"},
		{"ab", []chat.Span{span(chat.Bold, 0, 1), span(chat.Italic, 1, 2)}, "**a**\u200b*b*"},
		{"one two", []chat.Span{span(chat.Bold, 0, 5), span(chat.Strike, 4, 7)}, "**one ~~t~~**~~wo~~"},
		{"x\nquoted\nlines\ny", []chat.Span{span(chat.Quote, 2, 14)}, "x\n> quoted\n> lines\ny"},
		{"x*y", []chat.Span{span(chat.Code, 0, 3)}, "`x*y`"},
		{"go", []chat.Span{{Kind: chat.Pre, End: 2, Lang: "go"}}, "```go\ngo\n```"},
		{"Ann here", []chat.Span{{Kind: chat.Mention, End: 3, Member: chat.MemberID{Platform: platform, Key: "7"}}}, "<@7> here"},
		{"Ann", []chat.Span{{Kind: chat.Mention, End: 3, Member: chat.MemberID{Platform: "telegram", Key: "7"}}}, "Ann"},
		{"earlier", []chat.Span{{Kind: chat.ToMessage, End: 7}}, "[earlier](https://discord.com/channels/1/2/3)"},
		{"site", []chat.Span{{Kind: chat.Link, End: 4, URL: "https://a.example/(x)"}}, "[site](https://a.example/%28x%29)"},
		{"site", []chat.Span{{Kind: chat.Link, End: 4, URL: "tg://x"}}, "site (tg://x)"},
		{"over", []chat.Span{span(chat.Bold, -3, 99), span(chat.Bold, 3, 1)}, "over"},
	} {
		if got := Render(c.text, c.spans, links); got != c.want {
			t.Errorf("Render(%q, %v)\n got %q\nwant %q", c.text, c.spans, got, c.want)
		}
	}
}

func TestWhatIsRenderedReadsAsItWasWritten(t *testing.T) {
	for _, s := range []string{
		"@everyone @here <@7> <@&7> <#9> <:a:1> <t:0> </x:1>", "**a** _b_ __c__ ~~d~~ ||e|| `f` ```g```", "# h\n## h\n-# h\n> q\n>>> q\n- l\n* l\n1. l",
		"[a](https://x.example) [b] (c)", `\ \\ \* C:\Users\x ¯\_(ツ)_/¯`, "https://a.example/a_b__c*d*?e=~~f|| then *x*", "a:smile:b 12:30:45 :+1:",
		"مرحبا *بك*", "😀_😀_", strings.Repeat("*_~|`", 200), "___", "a\n\n  - b",
	} {
		text, spans := Parse(Render(s, nil, nil), Names{})
		if text != s || spans != nil {
			t.Errorf("%q\nwritten %q\nreads   %q %v", s, Render(s, nil, nil), text, spans)
		}
	}
}

func TestPingsOfEveryoneAreNeverWritten(t *testing.T) {
	for _, s := range []string{"@everyone", "x@here", "<@1>", "<@&1>"} {
		if got := Render(s, nil, nil); strings.Contains(strings.ReplaceAll(got, `\@`, ""), "@everyone") || strings.HasPrefix(got, "<") || strings.Contains(got, "x@here") {
			t.Errorf("%q is written as %q", s, got)
		}
	}
}

func TestHostileTextTakesLinearTime(t *testing.T) {
	for _, unit := range []string{"*", "**a", "_", "`", "[", "[a](", "[[a](h", "<", "<@", "> ", "\\", "||", "https://", "# ", "~~*__**||_`", ":a"} {
		s := strings.Repeat(unit, 1<<18/len(unit))
		text, _ := Parse(s, Names{})
		if !utf8.ValidString(text) {
			t.Errorf("%q: not UTF-8", unit)
		}
		Render(s, []chat.Span{span(chat.Bold, 0, len(s))}, nil)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"**a** [b](https://x.example) <@1>", "> q\n> r", "```go\nx```", "***a** b*", "\\", "||`~~"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, spans := Parse(s, Names{})
		if !utf8.ValidString(text) {
			t.Fatal("not UTF-8")
		}
		for _, sp := range spans {
			if sp.Start < 0 || sp.End > len(text) || sp.Start >= sp.End {
				t.Fatalf("span %v of %q", sp, text)
			}
		}
	})
}

func FuzzRenderReadsTheSame(f *testing.F) {
	f.Add("a *b* _c_")
	f.Add("# x\n> y\n@everyone")
	f.Fuzz(func(t *testing.T, s string) {
		s = strings.ToValidUTF8(s, "")
		if text, spans := Parse(Render(s, nil, nil), Names{}); text != s || len(spans) > 0 {
			t.Fatalf("%q is written as %q and reads %q %v", s, Render(s, nil, nil), text, spans)
		}
	})
}

func FuzzRenderWithSpans(f *testing.F) {
	f.Add("some words\nhere", 0, 4, 2, 9, uint8(0), uint8(3))
	kinds := []chat.SpanKind{chat.Bold, chat.Italic, chat.Underline, chat.Strike, chat.Spoiler, chat.Code, chat.Pre, chat.Quote, chat.Link, chat.Mention}
	f.Fuzz(func(t *testing.T, s string, a, b, c, d int, k, l uint8) {
		Render(s, []chat.Span{{Kind: kinds[int(k)%len(kinds)], Start: a, End: b, URL: s}, {Kind: kinds[int(l)%len(kinds)], Start: c, End: d}}, nil)
	})
}

func BenchmarkParse(b *testing.B) {
	s := strings.Repeat("My **deposit** is _missing_, see https://a.example/tx_1 please. ", 4)
	for b.Loop() {
		Parse(s, Names{})
	}
}
