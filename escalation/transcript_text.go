package escalation

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
)

// Style is how a transcript is put for its reader.
type Style struct {
	Words func(*chat.Phrase) string // puts a phrase into the reader's language
	Lang  string                    // that language
	Zone  *time.Location            // nil: UTC
}

func (s Style) time(at time.Time) string {
	zone := s.Zone
	if zone == nil {
		zone = time.UTC
	}
	return at.In(zone).Format("2006-01-02 15:04 MST")
}

// maxWritten bounds a transcript, in bytes: platforms take no longer files, and nobody reads them.
const maxWritten = 6 << 20

// Write writes the transcript in a format.
func (t Transcript) Write(w io.Writer, f Format, s Style) error {
	spoken := t
	spoken.Said = slices.Clone(t.Said)
	for i, said := range t.Said {
		if said.Phrase != nil {
			spoken.Said[i].Text = s.Words(said.Phrase)
		}
	}
	switch f {
	case Text:
		return spoken.text(w, s)
	case HTML:
		return spoken.html(w, s)
	case JSON:
		return spoken.json(w)
	}
	return fmt.Errorf("transcript of ticket %d: there is no format %q", t.Ticket.ID, f)
}

// text writes plain text: a head, then what was said, each with its time and author. Further lines are set in, so that nobody's
// words look like another's.
func (t Transcript) text(w io.Writer, s Style) error {
	var b strings.Builder
	b.WriteString(s.Words(chat.Say("transcript-title", "number", t.Ticket.number())) + "\n")
	for _, row := range t.head(s) {
		b.WriteString(row[0] + ": " + oneLine(row[1]) + "\n")
	}
	for _, said := range t.Said {
		if b.Len() > maxWritten {
			b.WriteString("\n" + s.Words(chat.Say("transcript-cut")) + "\n")
			break
		}
		fmt.Fprintf(&b, "\n[%s] %s\n", s.time(said.At), oneLine(t.author(said, s)))
		for _, l := range t.body(said, s) {
			b.WriteString("    " + l + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// head are the facts about the ticket, each with its name.
func (t Transcript) head(s Style) (rows [][2]string) {
	add := func(phrase, value string) {
		if value != "" {
			rows = append(rows, [2]string{s.Words(chat.Say(phrase)), value})
		}
	}
	add("transcript-member", t.Ticket.Name)
	if t.Staff {
		add("transcript-handle", prefixed("@", t.Ticket.Handle))
		add("transcript-tier", t.Ticket.Tier)
		add("transcript-holder", t.Ticket.Holding)
		add("transcript-language", t.Ticket.Lang)
	}
	add("transcript-subject", s.Words(chat.Say("subject-"+string(t.Ticket.Subject))))
	add("transcript-opened", s.time(t.Ticket.Opened))
	if !t.Ticket.Open() {
		add("transcript-closed", s.time(t.Ticket.Ended))
		add("transcript-reason", t.Ticket.Reason)
	}
	if t.Ticket.Rating > 0 {
		add("transcript-rating", strconv.Itoa(t.Ticket.Rating)+" / 5")
	}
	return rows
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// author is who said something: a name, and that it was the staff, the desk or a note.
func (t Transcript) author(said Spoken, s Style) string {
	switch said.Side {
	case StaffSide:
		if said.From == "" {
			return s.Words(chat.Say("transcript-team"))
		}
		return s.Words(chat.Say("transcript-staff", "name", said.From))
	case Note:
		return s.Words(chat.Say("transcript-note", "name", said.From))
	case System:
		return s.Words(chat.Say("transcript-context", "name", said.From))
	}
	return cmp.Or(said.From, t.Ticket.Name, s.Words(chat.Say("transcript-member")))
}

// body are the lines of what was said, with its files.
func (t Transcript) body(said Spoken, s Style) (out []string) {
	if said.Removed {
		return []string{s.Words(chat.Say("transcript-removed"))}
	}
	if said.Text != "" {
		out = strings.Split(lineEnds.Replace(said.Text), "\n")
	}
	for _, f := range said.Files {
		out = append(out, s.Words(chat.Say("transcript-file", "name", oneLine(fileName(f)), "size", size(f.Size))))
	}
	if said.Odd != "" {
		out = append(out, s.Words(chat.Say("transcript-odd", "kind", chat.Say("kind-"+known(said.Odd)))))
	}
	return out
}

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n")

// oneLine keeps a name from looking like more than a name.
func oneLine(s string) string { return strings.Join(strings.Fields(lineEnds.Replace(s)), " ") }

// size is a length as people read it; «?» if it is not known.
func size(n int64) string {
	switch {
	case n <= 0:
		return "?"
	case n < 1<<10:
		return strconv.FormatInt(n, 10) + " B"
	case n < 1<<20:
		return strconv.FormatInt(n>>10, 10) + " kB"
	}
	return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB"
}

// written is a transcript as JSON has it. Names of fields are a contract.
type written struct {
	Ticket  uint64        `json:"ticket"`
	State   State         `json:"state"`
	Subject Subject       `json:"subject"`
	Tier    string        `json:"tier,omitempty"`
	Member  string        `json:"member,omitempty"`
	Opened  time.Time     `json:"opened"`
	Closed  *time.Time    `json:"closed,omitempty"`
	Reason  string        `json:"reason,omitempty"`
	Rating  int           `json:"rating,omitempty"`
	Cut     bool          `json:"cut,omitempty"` // too long: what was said last is missing
	Said    []writtenLine `json:"said"`
}

type writtenLine struct {
	At      time.Time     `json:"at"`
	Side    Side          `json:"side"`
	From    string        `json:"from,omitempty"`
	Text    string        `json:"text,omitempty"`
	Removed bool          `json:"removed,omitempty"`
	Files   []writtenFile `json:"files,omitempty"`
	Odd     string        `json:"odd,omitempty"`
}

type writtenFile struct {
	Name string        `json:"name"`
	Kind chat.FileKind `json:"kind"`
	MIME string        `json:"mime,omitempty"`
	Size int64         `json:"size,omitempty"`
}

// json writes one object, with times in UTC.
func (t Transcript) json(w io.Writer) error {
	out := written{
		Ticket: t.Ticket.ID, State: t.Ticket.State, Subject: t.Ticket.Subject, Member: t.Ticket.Name, Opened: t.Ticket.Opened.UTC(),
		Reason: t.Ticket.Reason, Rating: max(t.Ticket.Rating, 0), Said: []writtenLine{},
	}
	if t.Staff {
		out.Tier = t.Ticket.Tier
	}
	if !t.Ticket.Open() {
		at := t.Ticket.Ended.UTC()
		out.Closed = &at
	}
	length := 0
	for _, s := range t.Said {
		if length += len(s.Text); length > maxWritten {
			out.Cut = true
			break
		}
		l := writtenLine{At: s.At.UTC(), Side: s.Side, From: s.From, Text: s.Text, Removed: s.Removed, Odd: s.Odd}
		for _, f := range s.Files {
			l.Files = append(l.Files, writtenFile{fileName(f), f.Kind, f.MIME, f.Size})
		}
		out.Said = append(out.Said, l)
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}
