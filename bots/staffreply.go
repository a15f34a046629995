package bots

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/store"
)

// keepReply keeps what a representative said to a gap, without secrets and without the name of the member it was said to: it may
// become an answer to all.
func (h *Hub) keepReply(tx store.Tx, g faq.Gap, m *chat.Message) error {
	said := h.secrets.Redact(m.Text)
	if g.Ticket != 0 {
		t, _, err := escalation.Get(tx, g.Ticket)
		if err != nil {
			return err
		}
		said = withoutName(said, t.Name, t.Handle)
	}
	if m.ReplyTo != nil {
		said = withoutName(said, m.ReplyTo.From.Name, m.ReplyTo.From.Handle)
	}
	return faq.Followed(tx, g, &faq.StaffReply{Message: m.ID, By: m.From.Name, Text: said})
}

// withoutName puts … for a member's names: all of the name, each word of it, and the handle.
func withoutName(s, name, handle string) string {
	handle = strings.TrimPrefix(handle, "@")
	all := append([]string{name, handle}, strings.Fields(name)...)
	slices.SortStableFunc(all, func(a, b string) int { return len(b) - len(a) })
	for _, n := range all {
		if !utf8.ValidString(n) || utf8.RuneCountInString(n) < 2 {
			continue
		}
		whole := "@?" + regexp.QuoteMeta(n)
		if n == handle {
			whole = "(?i)" + whole
		}
		var out strings.Builder
		done := 0
		for _, at := range regexp.MustCompile(whole).FindAllStringIndex(s, -1) {
			before, _ := utf8.DecodeLastRuneInString(s[:at[0]])
			after, _ := utf8.DecodeRuneInString(s[at[1]:])
			if !joins(before) && !joins(after) {
				out.WriteString(s[done:at[0]] + "…")
				done = at[1]
			}
		}
		s = out.String() + s[done:]
	}
	return s
}

// joins reports whether a character beside a name makes it part of a longer word.
func joins(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_') && !unicode.Is(unicode.Han, r)
}

// substantialLetters is how many letters and digits make more than «hi, one moment»; a Han character counts as three.
const substantialLetters = 24

// substantial reports whether a representative's words may be an answer: no note, no question alone, and long enough.
func substantial(s string) bool {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, "/") || strings.HasPrefix(s, "／") {
		return false
	}
	if asks := strings.HasSuffix(s, "?") || strings.HasSuffix(s, "？"); asks && !strings.ContainsAny(s[:len(s)-1], ".!。！\n") {
		return false
	}
	letters := 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			letters += 3
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			letters++
		}
		if letters >= substantialLetters {
			return true
		}
	}
	return false
}
