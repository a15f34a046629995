package telegramtest

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"

	"frontdesk/bots/telegram"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// Seen is what the member sees in the room; toasts of the member's own presses stand among the messages.
func (s *Server) Seen(name, member string) []chattest.Shown {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.world.at(name)
	if !ok {
		return nil
	}
	c, who := s.world.chats[p.chat], s.world.who(member)
	if c.kind == "private" && c.id != who.id {
		return nil
	}
	type item struct {
		seq   int
		shown chattest.Shown
	}
	var items []item
	for _, m := range c.messages {
		if m.thread == p.thread && !m.deleted && !m.service {
			items = append(items, item{m.seq, s.show(m)})
		}
	}
	for _, t := range s.world.toasts {
		if t.to == who && t.in == p {
			items = append(items, item{t.seq, chattest.Shown{From: "bot", Text: t.text, Private: true}})
		}
	}
	slices.SortFunc(items, func(a, b item) int { return cmp.Compare(a.seq, b.seq) })
	out := make([]chattest.Shown, len(items))
	for i, it := range items {
		out[i] = it.shown
	}
	return out
}

func (s *Server) show(m *message) chattest.Shown {
	sh := chattest.Shown{ID: telegram.Message(m.chat.id, m.id), From: m.from.name, Text: rendered(m), Pinged: m.pinged, Edited: m.edited, Pinned: m.pinned}
	for _, row := range m.buttons {
		for _, b := range row {
			sh.Buttons = append(sh.Buttons, b.Text)
		}
	}
	if m.replyTo != 0 {
		sh.ReplyTo = telegram.Message(m.chat.id, m.replyTo)
	}
	if sign, ok := s.world.reacted[[2]int64{m.chat.id, int64(m.id)}]; ok {
		sh.Marks = []string{sign}
	}
	u := utf16.Encode([]rune(m.text))
	for _, e := range m.entities {
		if style := styles[e.Type]; style != "" && e.Offset >= 0 && e.Length >= 0 && e.Offset+e.Length <= len(u) {
			sh.Styles = append(sh.Styles, string(style)+" "+string(utf16.Decode(u[e.Offset:e.Offset+e.Length])))
		}
	}
	for _, f := range m.files {
		sh.Files = append(sh.Files, f.kind)
	}
	return sh
}

// styles are the kinds of formatting that a reader sees.
var styles = map[string]chat.SpanKind{
	"bold": chat.Bold, "italic": chat.Italic, "underline": chat.Underline, "strikethrough": chat.Strike, "spoiler": chat.Spoiler,
	"code": chat.Code, "pre": chat.Pre, "blockquote": chat.Quote, "text_link": chat.Link,
}

// rendered is the text with the address behind each label that hides one.
func rendered(m *message) string {
	u := utf16.Encode([]rune(m.text))
	links := slices.Clone(m.entities)
	links = slices.DeleteFunc(links, func(e entity) bool { return e.Type != "text_link" || e.Offset+e.Length > len(u) })
	slices.SortFunc(links, func(a, b entity) int { return cmp.Compare(a.Offset, b.Offset) })
	var b strings.Builder
	at := 0
	for _, e := range links {
		end := e.Offset + e.Length
		if end < at {
			continue
		}
		b.WriteString(string(utf16.Decode(u[at:end])))
		if label := string(utf16.Decode(u[e.Offset:end])); label != e.URL {
			b.WriteString(" (" + e.URL + ")")
		}
		at = end
	}
	b.WriteString(string(utf16.Decode(u[at:])))
	return b.String()
}

var handles = regexp.MustCompile(`@[A-Za-z][A-Za-z0-9_]{2,31}`)

// pings are the members a new message notifies: by a mention entity, or by a handle the platform finds in the text, which
// it does everywhere but in code.
func (s *Server) pings(m *message) []string {
	var out []string
	for _, e := range m.entities {
		if e.Type == "text_mention" && e.User != nil {
			if u := s.world.users[e.User.ID]; u != nil {
				out = append(out, u.name)
			}
		}
	}
	for _, at := range handles.FindAllStringIndex(m.text, -1) {
		if before := m.text[:at[0]]; before != "" && wordEnd.MatchString(before) {
			continue
		}
		from := units(m.text[:at[0]])
		in := slices.ContainsFunc(m.entities, func(e entity) bool {
			return (e.Type == "code" || e.Type == "pre") && e.Offset <= from && from < e.Offset+e.Length
		})
		if in {
			continue
		}
		for _, u := range s.world.names {
			if u.handle != "" && strings.EqualFold("@"+u.handle, m.text[at[0]:at[1]]) {
				out = append(out, u.name)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

var wordEnd = regexp.MustCompile(`[\pL\pN_]$`)

// Threads are all topics there ever were, oldest first.
func (s *Server) Threads() []chat.Thread {
	s.mu.Lock()
	defer s.mu.Unlock()
	var rooms []*room
	for _, c := range s.world.chats {
		rooms = append(rooms, c)
	}
	slices.SortFunc(rooms, func(a, b *room) int { return cmp.Compare(b.id, a.id) })
	var out []chat.Thread
	for _, c := range rooms {
		for _, t := range c.topics {
			th := chat.Thread{Parent: telegram.Room(c.id, 0), Name: t.name, State: chat.Opened}
			if t.closed {
				th.State = chat.Closed
			}
			if t.ours && !t.deleted {
				out = append(out, th)
			}
		}
	}
	return out
}
