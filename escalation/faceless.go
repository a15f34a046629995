package escalation

import (
	"cmp"
	"slices"
	"strings"

	"frontdesk/chat"
	"frontdesk/store"
)

// theTeam stands in a representative's words where somebody of the staff was named.
const theTeam = "@team"

// faceless are a representative's words as the member may read them. Under the policy «answer as the team» mentions of others than
// the member, and colleagues' handles, give way to [theTeam]; masked tells whether there were any. A name that is only written out
// stays.
func (d *Desk) faceless(tx store.Tx, t *Ticket, m *chat.Message) (_ *chat.Message, masked bool, err error) {
	if !d.Policy.Team {
		return m, false, nil
	}
	cut, err := d.handlesIn(tx, m.Text)
	if err != nil {
		return nil, false, err
	}
	for _, s := range m.Spans {
		if s.Kind == chat.Mention && s.Member != t.Member && s.Start < s.End && s.End <= len(m.Text) {
			cut = append(cut, s)
		}
	}
	if len(cut) == 0 {
		return m, false, nil
	}
	slices.SortFunc(cut, func(a, b chat.Span) int { return cmp.Or(a.Start-b.Start, a.End-b.End) })
	out := *m
	out.Spans = slices.DeleteFunc(slices.Clone(m.Spans), func(s chat.Span) bool { return s.Kind == chat.Mention && s.Member != t.Member })
	for _, c := range slices.Backward(cut) {
		if c.End > len(out.Text) || strings.HasPrefix(out.Text[c.Start:], theTeam) {
			continue // the same words, found twice
		}
		out.Text = out.Text[:c.Start] + theTeam + out.Text[c.End:]
		for i, s := range out.Spans {
			out.Spans[i].Start, out.Spans[i].End = moveBy(s.Start, c), moveBy(s.End, c)
		}
	}
	return &out, true, nil
}

// moveBy is where a place in a text is after theTeam has taken the place of a part of it.
func moveBy(at int, c chat.Span) int {
	switch {
	case at <= c.Start:
		return at
	case at < c.End:
		return c.Start + len(theTeam)
	}
	return at + len(theTeam) - (c.End - c.Start)
}

// handlesIn finds colleagues' handles in a text.
func (d *Desk) handlesIn(tx store.Tx, text string) (out []chat.Span, err error) {
	if !strings.Contains(text, "@") {
		return nil, nil
	}
	all, err := d.Colleagues(tx)
	if err != nil {
		return nil, err
	}
	for at := strings.IndexByte(text, '@'); at >= 0; {
		end := at + 1
		for end < len(text) && inHandle(text[end]) {
			end++
		}
		handle := strings.TrimRight(text[at+1:end], ".")
		if slices.ContainsFunc(all, func(m chat.Member) bool { return handle != "" && strings.EqualFold(m.Handle, handle) }) {
			out = append(out, chat.Span{Start: at, End: at + 1 + len(handle)})
		}
		next := strings.IndexByte(text[end:], '@')
		if next < 0 {
			break
		}
		at = end + next
	}
	return out, nil
}

func inHandle(c byte) bool {
	return c == '_' || c == '.' || '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}
