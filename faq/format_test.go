package faq

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// scraps are what texts of entries are made of: all that files, spreadsheets and programs take for something else.
var scraps = []string{
	"how", "助记词", "مرحبا", "😀", "é", "\u200b", "\u2028", "\u0000", "\x07", " ", "  ", "\n", "\n\n", "\r\n", "\r", "\t", "\"", "'", "''", "\\", `\n`,
	"=1+1", "+", "-", "- ", "@SUM(A1)", "＝", ",", ";", ": ", " #", "# x", "|-", "{official.site}", "[a](https://example.org)", "**", "`", "%", "&", "*",
	"---", "...", "null", "true", "1.5", "0x1", "~", "!!str", "<b>", "\ufeff", "?", "entries:",
}

func scrap(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(6) {
		b.WriteString(scraps[r.IntN(len(scraps))])
	}
	return b.String()
}

// randomEntry is any entry that a Book may keep.
func randomEntry(r *rand.Rand, id string) Entry {
	langs := []string{"en", "zh", "pt-BR", "no"}[:1+r.IntN(4)]
	e := Entry{ID: id, Title: map[string]string{}, Questions: map[string][]string{}, Not: map[string][]string{}, Answer: map[string]string{}}
	for _, lang := range langs {
		e.Title[lang], e.Answer[lang] = scrap(r), scrap(r)
		for range r.IntN(4) {
			e.Questions[lang] = append(e.Questions[lang], scrap(r))
			e.Not[lang] = append(e.Not[lang], scrap(r))
		}
	}
	for range r.IntN(3) {
		e.Buttons = append(e.Buttons, Button{Text: map[string]string{langs[r.IntN(len(langs))]: "Go, " + scraps[r.IntN(4)], "tr": "Git"}, URL: "https://example.org/" + fmt.Sprint(r.IntN(3))})
	}
	for range r.IntN(3) {
		e.Tags = append(e.Tags, scrap(r))
	}
	e.Urgent = r.IntN(3) == 0
	if r.IntN(3) == 0 {
		e.Tier, e.Source, e.Picture = "technical", scrap(r), "é 图.PNG"
		e.Review = time.Date(2026, 3, 1+r.IntN(28), 0, 0, 0, 0, time.UTC)
	}
	return tidy(e)
}

// randomEntries gives entries that an FAQ may hold together.
func randomEntries(r *rand.Rand, n int) []Entry {
	var out []Entry
	for i := range n {
		if e := randomEntry(r, fmt.Sprintf("entry-%d", i)); e.keepable() == nil {
			out = append(out, e)
		}
	}
	return out
}

// seeds is how many random cases a test takes: n, and a tenth in a short run.
func seeds(n uint64) uint64 {
	if testing.Short() {
		return n / 10
	}
	return n
}

func TestEveryFormatGivesEqualEntriesBack(t *testing.T) {
	for _, f := range []Format{YAML, JSON, CSV} {
		t.Run(string(f), func(t *testing.T) {
			for seed := range seeds(300) {
				want := randomEntries(rand.New(rand.NewPCG(seed, 1)), 4)
				var first, second bytes.Buffer
				if err := Write(&first, f, want); err != nil {
					t.Fatal(err)
				}
				for _, name := range []string{"faq." + string(f), "standard input"} {
					got, err := Read(name, first.Bytes())
					if err != nil {
						t.Fatalf("seed %d: %v in\n%s", seed, err, first.String())
					}
					if len(want)+len(got) > 0 && !reflect.DeepEqual(tidied(got), want) {
						t.Fatalf("seed %d:\ngot  %+v\nwant %+v\n%s", seed, got, want, first.String())
					}
				}
				if err := Write(&second, f, want); err != nil || !bytes.Equal(first.Bytes(), second.Bytes()) {
					t.Fatalf("seed %d: the second export differs (%v)", seed, err)
				}
			}
		})
	}
}

func tidied(es []Entry) []Entry {
	var out []Entry
	for _, e := range es {
		out = append(out, tidy(e))
	}
	return out
}

func TestJSONHasTheKeysOfTheYAMLFileAndIsReadAsStrictly(t *testing.T) {
	const file = "{\"entries\": [\n {\"id\": \"a\", \"title\": {\"en\": \"T\"}, \"answer\": {\"en\": \"A\"},\n  \"buttons\": [{\"text\": {\"en\": \"Go\"}, \"url\": \"https://example.org\"}], \"urgent\": true, \"review\": \"2026-03-31\"}\n]}"
	got, err := Read("x.json", []byte(file))
	if err != nil || len(got) != 1 || !got[0].Urgent || got[0].Buttons[0].Text["en"] != "Go" || got[0].Review.Day() != 31 {
		t.Errorf("got %+v, %v", got, err)
	}
	for name, c := range map[string]struct{ in, want string }{
		"an unknown key":       {"{\"entries\": [\n{\"id\": \"a\",\n\"answers\": {}}]}", `line 3: an entry: unknown key "answers"`},
		"a key twice":          {"{\"entries\": [\n{\"id\": \"a\", \"id\": \"b\"}]}", `line 2: an entry: the key "id" stands twice`},
		"an entry of no use":   {"{\"entries\": [\n\n{\"id\": \"a\"}]}", "line 3: entry a: has no answer"},
		"a syntax error":       {"{\"entries\": [\n{\"id\": \"a\",}]}", "line 2: not JSON"},
		"an end too early":     {"{\"entries\": [\n{\"id\"", "line 2: not JSON: it ends too early"},
		"more than one object": {"{\"entries\": []}\n{}", "line 2: not JSON: something follows"},
		"a wrong type":         {"{\"entries\": {\n\"id\": 1}}", "entries: expected a list"},
		"too deep":             {`{"entries": ` + strings.Repeat("[", 1<<16), "too deep"},
		"nothing at all":       {" ", "not JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Read("x.json", []byte(c.in)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v\nwant …%s…", err, c.want)
			}
		})
	}
}

func TestATableIsReadAsSpreadsheetsSaveIt(t *testing.T) {
	want := []Entry{
		{
			ID: "fees", Title: map[string]string{"en": "Fees", "zh": "费用"}, Answer: map[string]string{"en": "One.\nTwo.", "zh": "一"},
			Questions: map[string][]string{"en": {"what fees", "why"}}, Tags: []string{"a", "b"}, Urgent: true,
			Buttons: []Button{{Text: map[string]string{"en": "Our site", "zh": "网站"}, URL: "https://example.org"}},
		},
	}
	for name, in := range map[string]string{
		"as written": "id,lang,title,answer,questions,tags,urgent,buttons\nfees,en,Fees,\"One.\nTwo.\",\"what fees\nwhy\",\"a\nb\",true,https://example.org Our site\nfees,zh,费用,一,,,,https://example.org 网站\n",
		"with a mark, CRLF and semicolons": "\ufeffid;lang;title;answer;questions;tags;urgent;buttons\r\nfees;en;Fees;\"One.\r\nTwo.\";\"what fees\r\nwhy\";\"a\nb\";TRUE;https://example.org Our site\r\n" +
			";;;;;;;\r\nfees;zh;费用;一;;;TRUE;https://example.org 网站\r\n",
		"in another order":       "LANG, ID ,title,answer,questions,tags,urgent,buttons,\nzh,fees,费用,一,,,,https://example.org 网站,\nen,fees,Fees,\"One.\nTwo.\",\"what fees\n\nwhy\",\"a\nb\",1,https://example.org Our site,\n",
		"with tabs, cut short":   "id\tlang\ttitle\tanswer\tquestions\ttags\turgent\tbuttons\nfees\ten\tFees\t\"One.\nTwo.\"\t\"what fees\nwhy\"\t\"a\nb\"\tyes\thttps://example.org Our site\nfees\tzh\t费用\t一\t\t\t\thttps://example.org 网站",
		"with what was disarmed": "id,lang,title,answer,questions,tags,urgent,buttons\n'fees,en,Fees,\"One.\nTwo.\",\"what fees\nwhy\",\"a\nb\",true,https://example.org Our site\n'fees,zh,费用,一,,,,https://example.org 网站\n",
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Read("faq.csv", []byte(in))
			if name == "with what was disarmed" { // an apostrophe of somebody's own stays
				if err == nil || !strings.Contains(err.Error(), `the id may not hold '\''`) {
					t.Errorf("got %v", err)
				}
				return
			}
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
			}
		})
	}
}

func TestADateIsReadAsSpreadsheetsSaveIt(t *testing.T) {
	for _, date := range []string{"2026-03-31", "2026/3/31", "31.03.2026", "31.3.2026"} {
		got, err := Read("faq.csv", []byte("id,lang,title,answer,review\na,en,x,y,"+date+"\n"))
		if err != nil || !got[0].Review.Equal(time.Date(2026, 3, 31, 0, 0, 0, 0, time.UTC)) {
			t.Errorf("%s: %+v, %v", date, got, err)
		}
	}
}

func TestAMistakeInATableIsNamedByRowAndColumn(t *testing.T) {
	const head = "id,lang,title,answer,tier,buttons\n"
	for name, c := range map[string]struct{ in, want string }{
		"nothing":                 {"", "row 1: the table is empty"},
		"no names of columns":     {"fees,en,x,y\n", "row 1: the column id is missing"},
		"an unknown column":       {"id,lang,titel\n", `row 1: there is no column "titel"; expected some of id, lang, title`},
		"a column missing":        {"id,title\n", "row 1: the column lang is missing"},
		"a column twice":          {"id,lang,id\n", "row 1: the column id stands twice"},
		"no id":                   {head + "a,en,x,y\n,zh,x,y\n", "row 3, column id: is empty"},
		"no language":             {head + "a,english,x,y\n", `row 2, column lang: "english" is no language code`},
		"a language twice":        {head + "a,en,x,y\nb,en,x,y\na,en,x,y\n", "row 4, column lang: entry a has a row in en already, row 2"},
		"a contradiction":         {head + "a,en,x,\"y\ny\",gold\na,zh,x,y,iron\n", `row 3, column tier: "iron", but row 2 of the same entry says "gold"`},
		"buttons that differ":     {head + "a,en,x,y,,https://example.org X\na,zh,x,y,,https://example.com X\n", "row 3, column buttons: button 1 leads to"},
		"fewer buttons":           {head + "a,en,x,y,,\"https://example.org X\nhttps://example.org Y\"\na,zh,x,y,,https://example.org X\n", "row 3, column buttons: 1 buttons, but row 2"},
		"an entry without answer": {head + "a,en,x,y\nb,en,x,\n", "row 3: entry b: has no answer"},
		"empty rows before it":    {"\r\n" + head + "\r\n\n,,,\na,en,x,\"y\n\nz\"\n\nb,en,x,\n", "row 8: entry b: has no answer"},
		"a date of two meanings":  {"id,lang,title,answer,review\na,en,x,y,3/4/2026\n", "row 2, column review: expected a date such as 2026-03-31, found \"3/4/2026\""},
		"a quote left open":       {head + "a,en,x,\"y\n", "row 2: not CSV"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Read("faq.csv", []byte(c.in)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v\nwant …%s…", err, c.want)
			}
		})
	}
}

func TestAFileOfAnotherKindIsToldInWords(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"faq.xlsx": {"PK\x03\x04\x14\x00", "line 1: a spreadsheet's own format, or an archive; save the table as CSV UTF-8"},
		"faq.csv":  {"i\x00d\x00,\x00\xff", "line 1: not UTF-8; save the file in that encoding (CSV UTF-8)"},
		"faq.yaml": {"a\x1b[31m: b\n", "line 1: the file: unknown key \"a\\x1b[31m\"; expected one of entries\n  | a\ufffd[31m: b"},
	} {
		if _, err := Read(name, []byte(c.in)); err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v\nwant %s", name, err, c.want)
		}
	}
}

func TestNoCellOfATableIsAFormula(t *testing.T) {
	for seed := range seeds(100) {
		var b bytes.Buffer
		if err := Write(&b, CSV, randomEntries(rand.New(rand.NewPCG(seed, 2)), 4)); err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b.Bytes(), []byte("\ufeff")))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, cells := range rows {
			for _, cell := range cells {
				if first, _ := utf8.DecodeRuneInString(cell); strings.ContainsRune("=+-@\t\r＝＋－＠", first) {
					t.Errorf("seed %d: a spreadsheet computes %q", seed, cell)
				}
			}
		}
	}
	for in, want := range map[string]string{"=1+1": "'=1+1", "- a list": "'- a list", "'=": "''=", "'tis": "'tis", "": "", "'": "'", "＝x": "'＝x", "a=b": "a=b"} {
		if got := disarm(in); got != want || rearm(got) != in {
			t.Errorf("disarm(%q) = %q, and back %q", in, got, rearm(got))
		}
	}
}

func FuzzReadOfAnyFormat(f *testing.F) {
	f.Add("x.csv", "id,lang,title,answer\na,en,=x,\"y\nz\"\n")
	f.Add("x.json", `{"entries": [{"id": "a", "title": {"en": "x"}, "answer": {"en": "y"}}]}`)
	f.Add("-", sample)
	f.Fuzz(func(t *testing.T, name, src string) {
		entries, err := Read(name, []byte(src))
		if err != nil {
			return
		}
		want := tidied(entries)
		for _, format := range []Format{YAML, JSON, CSV} {
			var b bytes.Buffer
			if err := Write(&b, format, want); err != nil {
				t.Fatal(err)
			}
			got, err := Read("x."+string(format), b.Bytes())
			if err != nil || len(got)+len(want) > 0 && !reflect.DeepEqual(tidied(got), want) {
				t.Fatalf("%s: %v\ngot  %+v\nwant %+v\n%s", format, err, got, want, b.String())
			}
		}
	})
}
