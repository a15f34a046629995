package telegram

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"frontdesk/chat"
)

func bot(t testing.TB) *Adapter {
	t.Helper()
	a, err := New(Config{Token: "1:x", URL: "http://127.0.0.1:1", Limits: Unlimited()})
	if err != nil {
		t.Fatal(err)
	}
	a.me.Store(&account{tg.User{ID: 77, IsBot: true, FirstName: "Desk", UserName: "desk_bot"}})
	return a
}

// mentions is what of the words a reader could be notified by: handles outside of code.
func uncovered(w words) []string {
	u := utf16.Encode([]rune(w.text))
	for _, e := range w.entities {
		if e.Type == "code" || e.Type == "pre" || e.Type == "text_link" || e.Type == "text_mention" {
			for i := e.Offset; i < e.Offset+e.Length; i++ {
				u[i] = ' '
			}
		}
	}
	return handle.FindAllString(string(utf16.Decode(u)), -1)
}

func entitiesOf(w words) string {
	u := utf16.Encode([]rune(w.text))
	var out []string
	for _, e := range w.entities {
		out = append(out, e.Type+"="+string(utf16.Decode(u[e.Offset:e.Offset+e.Length])))
	}
	return strings.Join(out, " ")
}

func TestEntitiesBecomeSpansByBytes(t *testing.T) {
	text := "😀 жирный [ссылка] @desk_bot @ann Ann"
	unit := func(s string) (int, int) {
		i := strings.Index(text, s)
		return chat.UTF16.Len(text[:i]), chat.UTF16.Len(s)
	}
	at := func(kind, s string) entity {
		from, n := unit(s)
		return entity{Type: kind, Offset: from, Length: n}
	}
	link, who := at("text_link", "ссылка"), at("text_mention", " Ann")
	link.URL, who.User = "https://example.org", &mentioned{ID: 5}
	got := spansOf(text, []entity{who, at("mention", "@desk_bot"), at("mention", "@ann"), link, at("bold", "жирный"), at("hashtag", "😀")}, &tg.User{ID: 77, UserName: "Desk_Bot"})
	var words []string
	for _, s := range got {
		words = append(words, fmt.Sprintf("%s=%s%s%s", s.Kind, text[s.Start:s.End], s.URL, s.Member.Key))
	}
	want := "bold=жирный|link=ссылкаhttps://example.org|mention=@desk_bot77|mention= Ann5"
	if strings.Join(words, "|") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(words, "|"), want)
	}
}

func TestEntitiesOutOfRangeAreCutOff(t *testing.T) {
	for _, e := range []entity{{Offset: -5, Length: 3}, {Offset: 1, Length: 0}, {Offset: 2, Length: -1}, {Offset: 90, Length: 5}, {Offset: 1 << 62, Length: 1 << 62}} {
		e.Type = "bold"
		if got := spansOf("a😀b", []entity{e}, &tg.User{}); len(got) != 0 {
			t.Errorf("%+v becomes %+v", e, got)
		}
	}
	if got := spansOf("a😀b", []entity{{Type: "bold", Offset: 2, Length: 99}}, &tg.User{}); len(got) != 1 || got[0].Start != 1 || got[0].End != 6 {
		t.Errorf("from inside a character to beyond the end: %+v", got)
	}
}

func TestOnlyWhoIsNamedIsNotified(t *testing.T) {
	a := bot(t)
	for _, c := range []struct{ text, want string }{
		{"ask @annlee, or @ben_1.", "code=@annlee code=@ben_1"},
		{"(@annlee)", "code=@annlee"},
		{"mail ann@example.org", ""},
		{"一个@annlee", ""}, // Telegram wants a boundary before it
		{"😀@annlee", "code=@annlee"},
		{"@a", ""},
		{"@", ""},
		{"@@annlee", "code=@annlee"},
	} {
		if got := entitiesOf(a.wordsOf(chat.Post{Text: c.text})); got != c.want {
			t.Errorf("%q: got %q, want %q", c.text, got, c.want)
		}
	}
}

func TestAHandleInsideOtherFormIsStillCovered(t *testing.T) {
	text := "bold @annlee bold"
	w := bot(t).wordsOf(chat.Post{Text: text, Spans: []chat.Span{{Kind: chat.Bold, Start: 0, End: len(text)}}})
	if got := entitiesOf(w); got != "bold=bold  code=@annlee bold= bold" {
		t.Errorf("got %q", got)
	}
}

func TestLinksAndPingsAndCodeNeedNoCover(t *testing.T) {
	text := "@support @ann @code @other"
	at := func(k chat.SpanKind, s string) chat.Span {
		i := strings.Index(text, s)
		return chat.Span{Kind: k, Start: i, End: i + len(s), URL: "https://t.me/x", Member: Member(5)}
	}
	p := chat.Post{Text: text, Ping: []chat.MemberID{Member(5)},
		Spans: []chat.Span{at(chat.Link, "@support"), at(chat.Mention, "@ann"), at(chat.Code, "@code")}}
	w := bot(t).wordsOf(p)
	if got := entitiesOf(w); got != "text_link=@support text_mention=@ann code=@code code=@other" {
		t.Errorf("got %q", got)
	}
	p.Ping = nil
	if got := entitiesOf(bot(t).wordsOf(p)); got != "text_link=@support code=@ann code=@code code=@other" {
		t.Errorf("without a ping: %q", got)
	}
}

func TestALinkThatWouldMentionIsNone(t *testing.T) {
	w := bot(t).wordsOf(chat.Post{Text: "here", Spans: []chat.Span{{Kind: chat.Link, End: 4, URL: "tg://user?id=5"}}})
	if len(w.entities) != 0 {
		t.Errorf("got %q", entitiesOf(w))
	}
}

func TestAFloodOfHandlesIsCoveredAsAWhole(t *testing.T) {
	text := "x " + strings.Repeat("@handle ", 400)
	w := bot(t).wordsOf(chat.Post{Text: text})
	if len(w.entities) != 1 || len(uncovered(w)) != 0 {
		t.Errorf("%d entities, uncovered %v", len(w.entities), uncovered(w))
	}
}

func TestRoomsAndMessagesAreLinkedWhereTheyCanBe(t *testing.T) {
	a := bot(t)
	for _, c := range []struct {
		span chat.Span
		want string
	}{
		{chat.Span{Kind: chat.ToMessage, Message: Message(-1001234, 56)}, "https://t.me/c/1234/56"},
		{chat.Span{Kind: chat.ToMessage, Message: Message(-1234, 56)}, ""},
		{chat.Span{Kind: chat.ToMessage, Message: Message(5, 56)}, ""},
		{chat.Span{Kind: chat.ToRoom, Room: Room(-1001234, 7)}, "https://t.me/c/1234/7"},
		{chat.Span{Kind: chat.ToRoom, Room: Room(5, 0)}, "https://t.me/desk_bot"},
		{chat.Span{Kind: chat.ToRoom, Room: chat.RoomID{Platform: "discord", Key: "1"}}, ""},
	} {
		c.span.End = 4
		w := a.wordsOf(chat.Post{Text: "here", Spans: []chat.Span{c.span}})
		got := ""
		if len(w.entities) == 1 {
			got = w.entities[0].URL
		}
		if got != c.want {
			t.Errorf("%+v links to %q", c.span, got)
		}
	}
}

func FuzzWords(f *testing.F) {
	f.Add("ask @ann 😀 now", 0, 8, 4, 12)
	f.Add("\xff@ann\xfe", 1, 2, 0, 100)
	f.Add(strings.Repeat("@handle ", 60), 3, 9, 10, 400)
	a := bot(f)
	f.Fuzz(func(t *testing.T, text string, from1, to1, from2, to2 int) {
		w := a.wordsOf(chat.Post{Text: text, Ping: []chat.MemberID{Member(5)}, Spans: []chat.Span{
			{Kind: chat.Bold, Start: from1, End: to1}, {Kind: chat.Mention, Member: Member(5), Start: from2, End: to2},
			{Kind: chat.Link, URL: "https://example.org", Start: from1, End: to2}}})
		if !utf8.ValidString(w.text) || w.units != chat.UTF16.Len(w.text) || len(w.entities) > mostEntities {
			t.Fatalf("words %q of %d units with %d entities", w.text, w.units, len(w.entities))
		}
		for _, e := range w.entities {
			if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > w.units {
				t.Fatalf("entity %+v of %d units", e, w.units)
			}
		}
		if utf8.ValidString(text) && w.text != text {
			t.Fatalf("%q becomes %q", text, w.text)
		}
	})
}

func FuzzSpans(f *testing.F) {
	f.Add("a😀b", "bold", 1, 2, "italic", 0, 4)
	f.Fuzz(func(t *testing.T, text, kind1 string, from1, n1 int, kind2 string, from2, n2 int) {
		text = strings.ToValidUTF8(text, "?")
		spans := spansOf(text, []entity{{Type: kind1, Offset: from1, Length: n1}, {Type: kind2, Offset: from2, Length: n2}}, &tg.User{})
		if !slices.IsSortedFunc(spans, func(a, b chat.Span) int { return a.Start - b.Start }) {
			t.Fatalf("out of order: %+v", spans)
		}
		for _, s := range spans {
			if s.Start < 0 || s.Start >= s.End || s.End > len(text) || !utf8.ValidString(text[s.Start:s.End]) {
				t.Fatalf("span %+v of %q", s, text)
			}
		}
	})
}

func BenchmarkWords(b *testing.B) {
	a := bot(b)
	text := strings.Repeat("A sentence for @somebody with 😀 in it. ", 80)
	p := chat.Post{Text: text, Spans: []chat.Span{{Kind: chat.Bold, Start: 10, End: 900}}}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		a.wordsOf(p)
	}
}
