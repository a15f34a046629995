package faq

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Finding is something about an FAQ that somebody should look at. It names no remedy: what to do follows from its Defect.
type Finding struct {
	Defect   Defect
	Severity Severity
	Entry    string   // "" for the FAQ as a whole
	Lang     string   // "" for all languages
	Other    string   // the entry it is about as well
	Count    int      // how many, or how much
	Of       int      // … of how many, or the limit
	Examples []string // texts of the entry that show it
}

// Severity orders findings; what is an Error keeps the entry from doing what it says.
type Severity uint8

// The severities.
const (
	Error   Severity = iota
	Warning          // members notice it
	Note             // worth a look
)

var severityNames = [...]string{"error", "warning", "note"}

func (s Severity) String() string { return severityNames[s] }

// Defect is what is wrong.
type Defect string

// The defects. Count, Of, Other and Examples are said where a defect has them.
const (
	DeadVariable   Defect = "dead-variable"   // Examples: variables that the roster does not fill
	SameQuestion   Defect = "same-question"   // Other has the Examples too, word for word
	Steals         Defect = "steals"          // Count of Of held-out questions went to Other instead; Examples: some of them
	FewQuestions   Defect = "few-questions"   // Count questions in Lang where Of are the least
	MissingLang    Defect = "missing-lang"    // no answer in Lang; Count of Of entries have one
	NoTitle        Defect = "no-title"        // none in Lang, so an offer shows another language's, or the ID
	LongAnswer     Defect = "long-answer"     // Count columns where Of fit a phone's screen
	ReviewDue      Defect = "review-due"      // Examples: the date
	UnknownSafety  Defect = "unknown-safety"  // Examples: tags that no rule is bound to
	NoSafety       Defect = "no-safety"       // Examples: the tag of a rule that has no entry to answer with
	UnofficialLink Defect = "unofficial-link" // Examples: links, addresses and handles that are not on the official list
)

// Limits that the doctor goes by.
const (
	LeastQuestions = 3   // of an entry in each language that it answers in
	PhoneColumns   = 640 // about one screen: 16 lines of 40 columns; a wide character takes two
	mostExamples   = 3   // shown with one finding
)

// Checkup says what Diagnose knows apart from the entries. The zero value checks all that needs nothing else.
type Checkup struct {
	Index      Options
	Now        time.Time                            // zero: review dates are not looked at
	Variables  Variables                            // what answers may take from the roster; nil: not looked at
	Unofficial func(e *Entry, lang string) []string // links, addresses and handles of an answer and what stands around it that are not official; nil: not looked at
	Progress   func(done, total int)                // called now and then, from several goroutines; nil: nobody wants to know
}

// Diagnose examines entries, which must be valid, and returns the findings, worst first. It trains indexes of its own to see
// which entries take each other's questions: about six times the time of Build for a community's FAQ, twice that of one with
// ten thousand entries, of which it asks a part of the questions only. Its results are the same on every run. It returns
// early, with the error of ctx, when that ends.
func Diagnose(ctx context.Context, entries []Entry, c Checkup) ([]Finding, error) {
	var out []Finding
	langs := usualLangs(entries)
	for i := range entries {
		out = append(out, examine(&entries[i], langs, len(entries), c)...)
	}
	out = append(out, safety(entries)...)
	out = append(out, repeated(entries)...)
	thefts, err := thefts(ctx, entries, c)
	out = append(out, thefts...)
	slices.SortStableFunc(out, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.Severity, b.Severity), strings.Compare(string(a.Defect), string(b.Defect)), -cmp.Compare(a.weight(), b.weight()))
	})
	return out, err
}

// weight orders findings of one defect.
func (f *Finding) weight() int {
	if f.Defect == Steals || f.Defect == LongAnswer {
		return f.Count
	}
	return 0
}

// usualLangs counts the answers in the languages that at least half of the entries have.
func usualLangs(entries []Entry) map[string]int {
	n := map[string]int{}
	for i := range entries {
		for lang, s := range entries[i].Answer {
			if s != "" {
				n[lang]++
			}
		}
	}
	for lang, count := range n {
		if 2*count < len(entries) {
			delete(n, lang)
		}
	}
	return n
}

// examine looks at one entry by itself.
func examine(e *Entry, langs map[string]int, entries int, c Checkup) (out []Finding) {
	add := func(f Finding) {
		f.Entry = e.ID
		out = append(out, f)
	}
	for _, lang := range sortedKeys(langs) {
		if e.Answer[lang] == "" {
			add(Finding{Defect: MissingLang, Severity: Warning, Lang: lang, Count: langs[lang], Of: entries})
		}
	}
	for _, lang := range e.Langs() {
		answer := e.Answer[lang]
		if n := len(e.Questions[lang]); n < LeastQuestions {
			add(Finding{Defect: FewQuestions, Severity: Warning, Lang: lang, Count: n, Of: LeastQuestions})
		}
		if e.Title[lang] == "" {
			add(Finding{Defect: NoTitle, Severity: Warning, Lang: lang})
		}
		if n := width(answer); n > PhoneColumns {
			add(Finding{Defect: LongAnswer, Severity: Note, Lang: lang, Count: n, Of: PhoneColumns})
		}
		if c.Unofficial == nil {
			continue
		}
		if links := c.Unofficial(e, lang); len(links) > 0 {
			add(Finding{Defect: UnofficialLink, Severity: Note, Lang: lang, Examples: links})
		}
	}
	if c.Variables != nil {
		for _, b := range c.Variables.Blanks(e) {
			add(Finding{Defect: DeadVariable, Severity: Error, Lang: b.Lang, Examples: []string{b.Name}})
		}
	}
	if !c.Now.IsZero() && !e.Review.IsZero() && e.Review.Before(c.Now) {
		add(Finding{Defect: ReviewDue, Severity: Warning, Examples: []string{e.Review.Format(time.DateOnly)}})
	}
	return out
}

// width is how wide a text is: ideographs and kana take two columns.
func width(s string) (n int) {
	for _, r := range s {
		n++
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
			n++
		}
	}
	return n
}

// safety looks for safety rules without an entry and safety tags without a rule.
func safety(entries []Entry) (out []Finding) {
	carried := map[string]bool{TagStolen: false, TagSeed: false, TagImpostor: false}
	for i := range entries {
		for _, tag := range entries[i].Tags {
			if _, bound := carried[tag]; bound {
				carried[tag] = true
			} else if strings.HasPrefix(tag, "safety:") {
				out = append(out, Finding{Defect: UnknownSafety, Severity: Error, Entry: entries[i].ID, Examples: []string{tag}})
			}
		}
	}
	for _, tag := range sortedKeys(carried) {
		if !carried[tag] {
			out = append(out, Finding{Defect: NoSafety, Severity: Warning, Examples: []string{tag}})
		}
	}
	return out
}
