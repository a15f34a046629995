package skeleton

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func shapes(f *Folder, text string) string {
	var b strings.Builder
	for _, r := range Visible(text) {
		b.WriteString(f.Glyph(r).Shape)
	}
	return b.String()
}

func TestLettersOfEveryKindTakeTheirShape(t *testing.T) {
	f := New()
	for text, want := range map[string]string{
		"Кеуһаvеn": "keyhaven", "ⓚⓔⓨ": "key", "🅺🅴🆈": "key", "Ｋｅｙ": "key", "ᴋᴇʏ": "key", "𝕂𝕖𝕪": "key", "⒦⒠⒴": "key", "ķëý": "key", "𜳠𜳚𜳮": "key",
		"K\u200be\u00ady": "key", "\u202eyek\u202c": "key", "🇰🇪🇾": "key", "ƙǝɏ": "key", "ⅷ": "viii", "ﬁ": "fi",
	} {
		if got := shapes(f, text); got != want {
			t.Errorf("%q looks like %q, want %q", text, got, want)
		}
	}
}

func TestFlagsAreNoLetters(t *testing.T) {
	if got := string(Visible("a🇩🇪b🇺🇸🇫🇷")); got != "a  b    " {
		t.Errorf("got %q", got)
	}
}

func TestChineseIsSimplifiedAndRead(t *testing.T) {
	f := New()
	if g := f.Glyph('錢'); g.Plain != "钱" {
		t.Errorf("錢 is %q", g.Plain)
	}
	if got := f.Reading('钱'); got != "qian" {
		t.Errorf("钱 reads %q", got)
	}
}

func TestOtherScriptsAreHeard(t *testing.T) {
	f := New()
	for word, want := range map[string]string{"Дмитрий": "dmitriy", "Юлия": "yuliya", "김": "gim", "サポ": "sapo", "Ελένη": "elene"} {
		var got []byte
		for _, r := range word {
			got, _ = f.Sound(got, r)
		}
		if string(got) != want {
			t.Errorf("%s sounds %q, want %q", word, got, want)
		}
	}
}

func TestDifferencesAreNamed(t *testing.T) {
	got := strings.Join(New().Explain("Іvan\u200b"), "; ")
	if want := "U+0406 Cyrillic І for I; U+200B is invisible"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestConfusablesOfLatinLettersAreFolded compares with the newest table of TR39: what it maps to one Latin letter or digit
// has to get that shape, or one a reader confuses with it.
func TestConfusablesOfLatinLettersAreFolded(t *testing.T) {
	folder := os.Getenv("FRONTDESK_TESTDATA")
	if folder == "" {
		t.Skip("FRONTDESK_TESTDATA is not set")
	}
	text, err := os.ReadFile(filepath.Join(folder, "data", "unicode", "confusables-17.0.0.txt"))
	if err != nil {
		t.Fatal(err)
	}
	f := New()
	alike := strings.NewReplacer("0", "o", "1", "l", "i", "l", "|", "l", "rn", "m")
	known, total := 0, 0
	for line := range strings.Lines(string(text)) {
		fields := strings.Split(strings.TrimPrefix(line, "\ufeff"), ";")
		if len(fields) < 3 || strings.HasPrefix(line, "#") {
			continue
		}
		source, err1 := strconv.ParseUint(strings.TrimSpace(fields[0]), 16, 32)
		target, err2 := strconv.ParseUint(strings.TrimSpace(fields[1]), 16, 32)
		if err1 != nil || err2 != nil || target >= utf8.RuneSelf || source < utf8.RuneSelf || !isAlnum(byte(target)) {
			continue
		}
		total++
		want := alike.Replace(strings.ToLower(string(rune(target))))
		if alike.Replace(f.Glyph(rune(source)).Shape) == want {
			known++
		} else if len(norm.NFKD.String(string(rune(source)))) < 5 {
			t.Logf("U+%04X %c is %q, TR39 says %q", source, rune(source), f.Glyph(rune(source)).Shape, want)
		}
	}
	t.Logf("%d of %d", known, total)
	if known*100 < 97*total {
		t.Error("fewer than 97 %")
	}
}

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

func FuzzVisible(f *testing.F) {
	fold := New()
	f.Add("K\u202eyek\u202c ⓚ 🇰🇪🇾 \xff\U000E0061")
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range Visible(text) {
			fold.Glyph(r)
		}
		fold.Explain(text)
		Upright([]rune(text))
	})
}
