package secret

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word, a Chinese character or an ordinal of a plain text.
type token struct {
	start, end int
	listing
	ordinal bool // a number, a single letter, a Roman numeral: dropped everywhere
	label   bool // «word», «five», «to»: dropped where a cue or other labels explain it
	han     bool
	glued   bool // nothing between this Chinese character and the one before
}

// phrases finds recovery phrases: runs of list words of one language.
func (d *Detector) phrases(t *plainText) []finding {
	tokens := d.tokens(t)
	s := phraseSearch{text: t}
	for _, k := range tokens {
		if !k.ordinal {
			s.words = append(s.words, k)
		}
	}
	s.dropLabels()
	s.search(s.words, false)
	if len(s.found) == 0 && len(s.content) >= fewestListWords && (s.labels >= 2 || s.cued()) {
		s.search(s.content, true)
	}
	s.monero()
	return append(s.found, d.unspaced(tokens, t)...)
}

func (d *Detector) tokens(t *plainText) []token {
	var tokens []token
	text := t.lower
	digit := -1 // where the last number ended
	hanEnd := -1
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r >= firstHan && r <= lastHan:
			tokens = append(tokens, token{start: i, end: i + size, listing: d.words.character(r), han: true, glued: hanEnd == i})
			i += size
			hanEnd = i
		case unicode.IsLetter(r):
			end := wordEnd(text, i)
			word := text[i:end]
			k := token{start: i, end: end, listing: d.words.find(word)}
			k.ordinal = isOrdinal(word, digit == i)
			k.label = labels[word]
			tokens = append(tokens, k)
			i = end
		case unicode.IsDigit(r):
			for i < len(text) && text[i] >= '0' && text[i] <= '9' {
				i++
			}
			digit = i
			if size > 1 {
				i += size
			}
		default:
			i += size
		}
	}
	return tokens
}

func wordEnd(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r) || r >= firstHan && r <= lastHan {
			break
		}
		i += size
	}
	return i
}

// isOrdinal reports «a)», «iv.», and the «st» of «1st».
func isOrdinal(word string, afterDigit bool) bool {
	if len(word) == 1 {
		return true
	}
	if afterDigit {
		switch word {
		case "st", "nd", "rd", "th", "er", "ro", "do", "to", "ª", "º":
			return true
		}
	}
	for _, c := range word {
		if c != 'i' && c != 'v' && c != 'x' {
			return false
		}
	}
	return len(word) <= 5
}

type phraseSearch struct {
	text    *plainText
	words   []token // all but ordinals
	content []token // all but labels
	labels  int
	prose   []int // where dropped labels are those of a sentence
	found   []finding
	cue     int8 // 0 not looked for, 1 there, -1 not
	ton     int  // costly checks so far
}

// dropLabels leaves out «first word:» and «five to twelve», but neither a lone label that is a list word too nor a list word
// behind a colon, as in «word four: next».
func (s *phraseSearch) dropLabels() {
	label := func(i int) bool {
		w := s.words[i]
		return w.label && (w.in == 0 || i == 0 || !strings.Contains(s.text.lower[s.words[i-1].end:w.start], ":"))
	}
	for i := 0; i < len(s.words); {
		from := i
		for i < len(s.words) && label(i) {
			i++
		}
		switch n := i - from; {
		case n == 0:
			s.content = append(s.content, s.words[i])
			i++
		case n == 1 && s.words[from].in != 0 && !strings.HasPrefix(s.text.lower[s.words[from].end:], ":"):
			s.content = append(s.content, s.words[from])
		default:
			s.labels += n
			s.note(s.words[from:i])
		}
	}
}

// note takes note of labels that are an article's or a verb's, as sentences have them, and of no number.
func (s *phraseSearch) note(group []token) {
	small := false
	for _, k := range group {
		word := s.text.lower[k.start:k.end]
		if !connectors[word] && !articles[word] {
			return
		}
		small = small || articles[word]
	}
	if after := s.text.lower[group[len(group)-1].end:]; small && !strings.HasPrefix(after, ":") {
		s.prose = append(s.prose, group[0].start)
	}
}

// cued reports whether the message speaks of a recovery phrase anywhere.
func (s *phraseSearch) cued() bool {
	if s.cue == 0 {
		s.cue = -1
		if containsAny(s.text.lower, phraseCues) {
			s.cue = 1
		}
	}
	return s.cue > 0
}

// search judges every maximal run of list words of each language. Where labels were dropped, more is asked of a run.
func (s *phraseSearch) search(words []token, joined bool) {
	var count [len(languages)]int
	for _, w := range words {
		for language := range languages {
			count[language] += int(w.in >> language & 1)
		}
	}
	for language, n := range count {
		if n < fewestListWords {
			continue
		}
		for i := 0; i < len(words); {
			if words[i].in>>language&1 == 0 {
				i++
				continue
			}
			start := i
			for i < len(words) && words[i].in>>language&1 == 1 {
				i++
			}
			s.judge(words[start:i], language, joined)
		}
		if s.cued() && (!joined || s.structured(words)) {
			s.mistyped(words, language)
		}
	}
}

func (s *phraseSearch) judge(run []token, language int, joined bool) {
	if len(run) < fewestListWords {
		return
	}
	if language == simplified || language == traditional {
		s.judgeHan(run, language)
		return
	}
	if language == shamir {
		s.judgeShare(run)
		return
	}
	exact := validLength(len(run))
	switch {
	case sorted(run, language): // somebody posts the list
	case s.cued() && (!joined || s.structured(run)), (!joined || exact) && containsPhrase(run, language):
		s.add(run, Leak)
	case language == english && !joined && len(run) <= 26 && s.containsElectrum(run):
		s.add(run, Leak)
	case language == english && !joined && s.isTON(run):
		s.add(run, Leak)
	case (len(run) == 24 || len(run) == 25) && len(s.words) == len(run) && language == english:
		s.add(run, Hold) // TON, Algorand: same list, another checksum
	}
}

// structured reports that words stand in lines, or behind numbers or colons: those of a sentence that speaks of a phrase do not.
func (s *phraseSearch) structured(run []token) bool {
	start, end := run[0].start, run[len(run)-1].end
	if at := sort.SearchInts(s.prose, start); at < len(s.prose) && s.prose[at] < end {
		return false
	}
	text := s.text.lower[start:end]
	return strings.ContainsAny(text, "\n0123456789") || strings.Count(text, ":") > 1
}

// mistyped finds a phrase with one word that is on no list, in a message that speaks of one.
func (s *phraseSearch) mistyped(words []token, language int) {
	if language == simplified || language == traditional || language == shamir {
		return
	}
	run, before, start := 0, 0, 0 // list words since the last gap, and between the last two gaps
	for i := 0; i <= len(words); i++ {
		if i < len(words) && words[i].in>>language&1 == 1 {
			run++
			continue
		}
		if before > 0 && run > 0 && before+run >= fewestListWords {
			s.add(words[start:i], Leak)
		}
		before, start, run = run, i-run, 0
	}
}

func (s *phraseSearch) add(run []token, level Level) {
	s.found = append(s.found, finding{run[0].start, run[len(run)-1].end, SeedPhrase, level})
}

// unspaced finds English phrases written as one word.
func (d *Detector) unspaced(tokens []token, t *plainText) []finding {
	var found []finding
	for _, k := range tokens {
		word := t.lower[k.start:k.end]
		if len(word) < 3*12 || len(word) > 8*24 {
			continue
		}
		counts := make([]uint32, len(word)+1) // bit n: the first i letters are n list words
		counts[0] = 1
		for i := range word {
			for size := 3; counts[i] != 0 && size <= 8 && i+size <= len(word); size++ {
				if d.words.find(word[i:i+size]).in&(1<<english) != 0 {
					counts[i+size] |= counts[i] << 1
				}
			}
		}
		if counts[len(word)]&(1<<12|1<<15|1<<18|1<<21|1<<24) != 0 {
			found = append(found, finding{k.start, k.end, SeedPhrase, Leak})
		}
	}
	return found
}
