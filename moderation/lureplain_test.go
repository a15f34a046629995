package moderation

import (
	"slices"
	"testing"
)

func TestPlainMessagesFoldLikeAllOthers(t *testing.T) {
	for _, message := range []string{
		"", "  ", "has anybody seen it? it works, really.", "v a l i d a t e your wa11et", "a b", "a b c", "Internet Burn modern Savvy VVallet rn vv", "rnrn vvv",
		"10 x 20 = 200!", "one\ntwo\tthree", "1 2 3 go", "it's (not) \"so\" well-known_here", "end. Next: then", "...", "RN VV",
	} {
		words, ok := readPlain(message)
		if want := newFolded(known().fold, message).words; !ok || !slices.Equal(words, want) {
			t.Errorf("%q: %q, want %q", message, words, want)
		}
	}
	for _, message := range []string{"see x.com", "ask @anna", "w@llet", "ünder", "a\x00b", "https://x"} {
		if _, ok := readPlain(message); ok {
			t.Errorf("%q is called plain", message)
		}
	}
}
