package faq

import (
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/arabic"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/russian"
	"github.com/blevesearch/snowballstem/spanish"
	"github.com/blevesearch/snowballstem/turkish"
)

// stemmer reduces words to their stems. It is not safe in parallel; each extractor has its own.
type stemmer struct {
	env *snowballstem.Env
}

// stem returns the stem of a word in a message of the given language. Words in plain ASCII letters are taken for English
// where the language has no stemmer of its own: chats mix English terms into everything, and for comparing it only matters
// that both sides are treated alike.
func (s *stemmer) stem(word, lang string) string {
	if len(word) < 4 || len(word) > 64 {
		return word
	}
	first, _ := utf8.DecodeRuneInString(word)
	reduce := english.Stem
	switch {
	case first >= 0x0400 && first < 0x0530:
		reduce = russian.Stem
	case first >= 0x0600 && first < 0x0700:
		reduce = arabic.Stem
	case first >= 0x0250 && first < 0x1E00:
		return word
	default:
		switch lang {
		case "es":
			reduce = spanish.Stem
		case "pt":
			reduce = portuguese.Stem
		case "fr":
			reduce = french.Stem
		case "de":
			reduce = german.Stem
		case "tr":
			reduce = turkish.Stem
		case "vi":
			return word
		}
	}
	if s.env == nil {
		s.env = snowballstem.NewEnv("")
	}
	s.env.SetCurrent(word)
	reduce(s.env)
	return s.env.Current()
}
