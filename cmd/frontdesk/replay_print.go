package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
	"unicode/utf8"

	"frontdesk/bots"
	"frontdesk/chat"
	"frontdesk/faq"
)

// replaySummary is what a rehearsal came to.
type replaySummary struct {
	Messages int            `json:"messages"`
	Answered int            `json:"answered"`
	Offered  int            `json:"offered"`   // titles to choose from
	Pointed  int            `json:"pointed"`   // to the same answer a moment ago
	HeldBack int            `json:"held_back"` // known, and not said: the asker's limit, the same answer just now, staff
	Silent   int            `json:"silent"`
	Leaks    int            `json:"leaks"` // deleted, for they hold a secret
	Commands int            `json:"commands"`
	Bots     int            `json:"bots"`
	Empty    int            `json:"empty"`
	Bad      int            `json:"bad"`
	Entries  map[string]int `json:"entries"` // answered with

	Unanswered []unanswered `json:"unanswered"`

	stopped bool // before the end
}

// unanswered is questions alike that nothing was said to.
type unanswered struct {
	Askers   int      `json:"askers"`
	Asked    int      `json:"asked"`
	Nearest  string   `json:"nearest,omitempty"`
	Wordings []string `json:"wordings"`
}

// mostUnanswered is how many of them a summary lists.
const mostUnanswered = 20

func (s *replaySummary) add(r *bots.Reaction) {
	switch {
	case r.Leak:
		s.Leaks++
	case r.Said == faq.SaidAnswer:
		s.Answered++
		if s.Entries == nil {
			s.Entries = map[string]int{}
		}
		s.Entries[r.Entry]++
	case r.Said == faq.SaidPointer:
		s.Pointed++
	case r.Said != "":
		s.Offered++
	case r.Verdict.Kind != faq.Silent:
		s.HeldBack++
	default:
		s.Silent++
	}
}

// replayPrinter writes what was said to messages, and the sum of it.
type replayPrinter interface {
	line(e *chat.Posted, r *bots.Reaction) error
	summary(s *replaySummary) error
}

func newReplayPrinter(out io.Writer, asJSON bool) replayPrinter {
	if !asJSON {
		return replayText{out}
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	return replayJSON{enc}
}

// replayJSON prints one object a line.
type replayJSON struct{ *json.Encoder }

func (p replayJSON) line(e *chat.Posted, r *bots.Reaction) error {
	l := struct {
		At         time.Time `json:"at,omitzero"`
		From       string    `json:"from,omitempty"`
		Text       string    `json:"text"`
		Said       faq.Said  `json:"said"`
		Verdict    string    `json:"verdict"`
		Entry      string    `json:"entry"`
		Confidence float64   `json:"confidence"`
		Titles     []string  `json:"titles,omitempty"`
		Post       string    `json:"post,omitempty"`
	}{e.Message.Sent, e.Message.From.Name, e.Message.Text, r.Said, r.Verdict.Kind.String(), cmp.Or(r.Entry, r.Verdict.Entry), r.Verdict.Confidence, r.Titles, r.Post}
	if r.Leak {
		l.Said = "deleted"
	}
	return p.Encode(l)
}

func (p replayJSON) summary(s *replaySummary) error {
	return p.Encode(map[string]*replaySummary{"summary": s})
}

// replayText prints for people.
type replayText struct{ io.Writer }

func (p replayText) line(e *chat.Posted, r *bots.Reaction) error {
	when := ""
	if !e.Message.Sent.IsZero() {
		when = e.Message.Sent.Format("2006-01-02 15:04  ")
	}
	said, then := string(r.Said), firstLine(r.Post)
	switch {
	case r.Leak:
		_, err := fmt.Fprintf(p, "%sdeleted: it holds a secret  %s\n", when, firstLine(e.Message.Text))
		return err
	case r.Said == faq.SaidSuggest:
		then = strings.Join(r.Titles, " · ")
	}
	_, err := fmt.Fprintf(p, "%s%-7s %.2f  %s  «%s»\n    → %s\n",
		when, said, r.Verdict.Confidence, cmp.Or(r.Entry, r.Verdict.Entry), firstLine(e.Message.Text), then)
	return err
}

// lineColumns is how much of a message or answer is shown.
const lineColumns = 110

// firstLine is the beginning of a text, safe on a terminal.
func firstLine(s string) string {
	s, rest, cut := strings.Cut(strings.TrimSpace(s), "\n")
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r >= 0x80 && r < 0xA0 {
			return -1
		}
		return r
	}, s)
	if utf8.RuneCountInString(s) > lineColumns {
		s, cut, rest = string([]rune(s)[:lineColumns]), true, "…"
	}
	if cut && strings.TrimSpace(rest) != "" {
		s += " …"
	}
	return s
}

func (p replayText) summary(s *replaySummary) error {
	w := tabwriter.NewWriter(p, 0, 0, 2, ' ', 0)
	if s.stopped {
		fmt.Fprintln(w, "\nstopped before the end; until then:")
	}
	fmt.Fprintf(w, "\nmessages\t%d\n", s.Messages)
	for _, l := range []struct {
		name string
		n    int
	}{
		{"answered", s.Answered}, {"titles or staff offered", s.Offered}, {"pointed to the answer above", s.Pointed},
		{"known, but held back (limits, staff)", s.HeldBack}, {"silent", s.Silent}, {"deleted, with a secret", s.Leaks},
		{"commands, not looked at", s.Commands}, {"of bots, not looked at", s.Bots}, {"without text", s.Empty}, {"unreadable", s.Bad},
	} {
		if l.n > 0 || l.name == "answered" {
			fmt.Fprintf(w, "%s\t%d\n", l.name, l.n)
		}
	}
	if len(s.Entries) > 0 {
		fmt.Fprint(w, "\nentry\tanswered\n")
	}
	most := slices.SortedFunc(maps.Keys(s.Entries), func(a, b string) int {
		return cmp.Or(-cmp.Compare(s.Entries[a], s.Entries[b]), cmp.Compare(a, b))
	})
	for _, e := range most {
		fmt.Fprintf(w, "%s\t%d\n", e, s.Entries[e])
	}
	if len(s.Unanswered) > 0 {
		fmt.Fprint(w, "\nnot answered\taskers\tnearest entry\n")
	}
	for _, u := range s.Unanswered {
		fmt.Fprintf(w, "%s\t%d\t%s\n", firstLine(strings.Join(u.Wordings[:min(len(u.Wordings), 1)], "")), u.Askers, u.Nearest)
	}
	return w.Flush()
}
