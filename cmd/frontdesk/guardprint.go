package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"frontdesk/bots"
	"frontdesk/chat"
	"frontdesk/moderation"
	"frontdesk/moderation/secret"
)

// guardSummary is what a rehearsal of the guard came to.
type guardSummary struct {
	Messages int `json:"messages"`
	Members  int `json:"members"`  // of a list, or that notices say came in
	Accounts int `json:"accounts"` // that either shows
	Ignored  int `json:"ignored"`
	Empty    int `json:"empty"` // neither words nor an author
	Bad      int `json:"bad"`

	Leaks   int `json:"leaks"`   // messages that would have been deleted for a secret
	Held    int `json:"held"`    // … and whose author would have been asked
	Deleted int `json:"deleted"` // … and that a policy would have taken away

	Rules map[moderation.Rule]*ruleSummary `json:"rules"`

	stopped bool // before the end
}

// ruleSummary is what one rule came to.
type ruleSummary struct {
	Flags    int             `json:"flags"`
	Accounts int             `json:"accounts"`
	Policy   moderation.Step `json:"policy"`
	Done     map[string]int  `json:"done,omitempty"`   // by itself
	Spared   map[string]int  `json:"spared,omitempty"` // only reported, and why

	who map[chat.MemberID]bool
}

func isSecret(v secret.Verdict) bool { return v.Verdict == secret.Leak || v.Verdict == secret.Hold }

func (s *guardSummary) add(w *bots.Watched) {
	switch {
	case w.Secret.Verdict == secret.Leak:
		s.Leaks++
	case w.Secret.Verdict == secret.Hold:
		s.Held++
	case w.Deleted:
		s.Deleted++
	}
}

func (s *guardSummary) flag(f *moderation.Flag) {
	r := s.Rules[f.RaisedBy()]
	if r == nil {
		r = &ruleSummary{Done: map[string]int{}, Spared: map[string]int{}, who: map[chat.MemberID]bool{}}
		s.Rules[f.RaisedBy()] = r
	}
	r.Flags++
	r.who[f.Member] = true
	r.Accounts = len(r.who)
	r.Policy = f.Policy
	for _, a := range f.Acts {
		r.Done[string(a.Do)]++
	}
	if f.Spared != "" {
		r.Spared[string(f.Spared)]++
	}
}

// situation is what a finding is about. Its text holds no secret.
type situation struct {
	at   time.Time
	by   chat.Member
	text string
}

// guardPrinter writes what was found, and the sum of it.
type guardPrinter interface {
	secret(s situation, v secret.Verdict) error
	flag(s situation, r *bots.Raised) error
	summary(s *guardSummary) error
}

func newGuardPrinter(out io.Writer, asJSON bool) guardPrinter {
	if !asJSON {
		return guardText{out}
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return guardJSON{enc}
}

// guardJSON prints one object a line.
type guardJSON struct{ *json.Encoder }

// guardLine is what is printed of one finding.
type guardLine struct {
	At      time.Time         `json:"at,omitzero"`
	Account chat.MemberID     `json:"account"`
	Name    string            `json:"name"`
	Handle  string            `json:"handle,omitempty"`
	Rule    moderation.Rule   `json:"rule"`
	Like    string            `json:"like,omitempty"`
	Score   float64           `json:"score,omitempty"`
	Reasons []string          `json:"reasons,omitempty"`
	Kinds   []secret.Kind     `json:"kinds,omitempty"`
	Text    string            `json:"text,omitempty"`
	Policy  moderation.Step   `json:"policy,omitempty"`
	Done    []moderation.Step `json:"done"`
	Deleted bool              `json:"deleted"`
	Spared  moderation.Spared `json:"spared,omitempty"`
}

func (p guardJSON) secret(s situation, v secret.Verdict) error {
	return p.Encode(guardLine{
		At: s.at, Account: s.by.ID, Name: s.by.Name, Handle: s.by.Handle, Rule: moderation.Rule("secret-" + string(v.Verdict)), Kinds: v.Kinds,
		Text: s.text, Done: []moderation.Step{}, Deleted: v.Verdict == secret.Leak,
	})
}

func (p guardJSON) flag(s situation, r *bots.Raised) error {
	f := &r.Flag
	l := guardLine{
		At: s.at, Account: f.Member, Name: f.Name, Handle: f.Handle, Rule: f.RaisedBy(), Like: f.Like, Score: f.Score, Reasons: f.Reasons,
		Policy: f.Policy, Done: []moderation.Step{}, Deleted: f.Deleted, Spared: f.Spared,
	}
	if r.Cause != "" {
		l.Reasons = append([]string{r.Cause}, l.Reasons...)
	}
	if !f.Message.IsZero() {
		l.Text = s.text
	}
	for _, a := range f.Acts {
		l.Done = append(l.Done, a.Do)
	}
	return p.Encode(l)
}

func (p guardJSON) summary(s *guardSummary) error {
	return p.Encode(map[string]*guardSummary{"summary": s})
}

// guardText prints for people.
type guardText struct{ io.Writer }

func (p guardText) secret(s situation, v secret.Verdict) error {
	kinds := make([]string, len(v.Kinds))
	for i, k := range v.Kinds {
		kinds[i] = string(k)
	}
	done := "deleted, and its author warned"
	if v.Verdict == secret.Hold {
		done = "not passed on, and its author asked"
	}
	_, err := fmt.Fprintf(p, "%s%s (%s): a secret (%s): %s\n    «%s»\n", when(s.at), onScreen(s.by.Name), s.by.ID, strings.Join(kinds, ", "), done, onScreen(s.text))
	return err
}

func (p guardText) flag(s situation, r *bots.Raised) error {
	lines := strings.Split(r.Why, "\n")
	var b strings.Builder
	b.WriteString(when(s.at))
	for i, l := range lines {
		if l = onScreen(l); l == "" {
			continue
		}
		if i > 0 {
			b.WriteString("    ")
		}
		b.WriteString(l + "\n")
	}
	if !r.Message.IsZero() {
		b.WriteString("    «" + onScreen(s.text) + "»\n")
	}
	if r.Deleted {
		b.WriteString("    The message would have been deleted.\n")
	}
	_, err := io.WriteString(p, b.String())
	return err
}

// onScreen is the beginning of a text, safe on a terminal: nothing in it turns the writing round.
func onScreen(s string) string {
	return firstLine(strings.Map(func(r rune) rune {
		if r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F {
			return -1
		}
		return r
	}, s))
}

func when(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Format("2006-01-02 15:04  ")
}

func (p guardText) summary(s *guardSummary) error {
	w := tabwriter.NewWriter(p, 0, 0, 2, ' ', 0)
	if s.stopped {
		fmt.Fprintln(w, "\nstopped before the end; until then:")
	}
	fmt.Fprintf(w, "\naccounts\t%d\n", s.Accounts)
	for _, l := range []struct {
		name string
		n    int
	}{
		{"members listed", s.Members}, {"messages", s.Messages}, {"left out", s.Ignored}, {"without words or author", s.Empty}, {"unreadable", s.Bad},
		{"deleted, with a secret", s.Leaks}, {"asked about, perhaps a secret", s.Held}, {"deleted by a policy", s.Deleted},
	} {
		if l.n > 0 {
			fmt.Fprintf(w, "%s\t%d\n", l.name, l.n)
		}
	}
	if len(s.Rules) > 0 {
		fmt.Fprint(w, "\nrule\tflags\taccounts\tpolicy\tdone by itself\tonly reported\n")
	}
	for _, rule := range s.rules() {
		r := s.Rules[rule]
		fmt.Fprintf(w, "%s\t%d\t%d\t%s\t%s\t%s\n", rule, r.Flags, r.Accounts, r.Policy, counts(r.Done), counts(r.Spared))
	}
	if len(s.Rules) == 0 {
		fmt.Fprint(w, "\nNo rule would have flagged anybody.\n")
	}
	fmt.Fprintln(w, "\nNothing was done. Profile pictures are not in such files, and were not looked at.")
	return w.Flush()
}

// counts are numbers by name, those of most first.
func counts(n map[string]int) string {
	if len(n) == 0 {
		return "–"
	}
	names := slices.Sorted(maps.Keys(n))
	slices.SortStableFunc(names, func(a, b string) int { return n[b] - n[a] })
	for i, name := range names {
		names[i] = fmt.Sprintf("%s %d", name, n[name])
	}
	return strings.Join(names, ", ")
}
