package telegramtest

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"frontdesk/bots/telegram"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

var automatic = regexp.MustCompile(`@[A-Za-z][A-Za-z0-9_]{3,31}|https?://\S+`)

// Say lets a member write; a member of no standing becomes one.
func (s *Server) Say(name, member string, said chattest.Said) chat.MessageID {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.world.at(name)
	if !ok {
		return chat.MessageID{}
	}
	c, u := s.world.chats[p.chat], s.world.who(member)
	if c.kind == "private" {
		c.opened = true
	} else if !inside(c.members[u.id]) {
		c.members[u.id] = "member"
	}
	var first *message
	s.world.serial++
	album := fmt.Sprint("album-", s.world.serial)
	for i := range max(said.Album, 1) {
		m := s.world.message(c, u)
		m.thread = p.thread
		s.attach(m, said)
		if said.Album > 0 {
			m.album = album
		}
		if i == 0 {
			first = m
			s.typed(m, said)
		}
		s.dress(m, u, said)
		s.push("message", m.wire(s.world))
	}
	s.tell()
	return telegram.Message(c.id, first.id)
}

// attach adds the file that was said.
func (s *Server) attach(m *message, said chattest.Said) {
	keep := func(field, name, mime string) {
		f := s.world.keep(field, name, mime, []byte("the bytes of a "+field))
		f.emoji, f.weight = said.Sticker, cmp.Or(said.Size, f.weight)
		m.media, m.files = field, []*file{f}
	}
	switch {
	case said.Photo || said.Album > 0:
		keep("photo", "", "image/jpeg")
	case said.Voice:
		keep("voice", "", "audio/ogg")
	case said.Doc != "":
		keep("document", said.Doc, "application/octet-stream")
	case said.Sticker != "":
		keep("sticker", "", "image/webp")
	}
}

// typed writes the text as a client does, which marks commands, handles and addresses.
func (s *Server) typed(m *message, said chattest.Said) {
	m.text = strings.ToValidUTF8(said.Text, "\uFFFD")
	if said.Mention {
		m.text = strings.TrimSpace("@" + s.world.bot.handle + " " + m.text)
	}
	if strings.HasPrefix(m.text, "/") {
		word, _, _ := strings.Cut(strings.ReplaceAll(m.text, "\n", " "), " ")
		m.entities = append(m.entities, entity{Type: "bot_command", Length: units(word)})
	}
	for _, at := range automatic.FindAllStringIndex(m.text, 50) {
		kind := "url"
		if m.text[at[0]] == '@' {
			kind = "mention"
		}
		if at[0] == 0 || !utf8.RuneStart(m.text[at[0]-1]) || m.text[at[0]-1] == ' ' {
			m.entities = append(m.entities, entity{Type: kind, Offset: units(m.text[:at[0]]), Length: units(m.text[at[0]:at[1]])})
		}
	}
	for _, sp := range said.Spans {
		for kind, is := range styles {
			if is == sp.Kind {
				m.entities = append(m.entities, entity{Type: kind, Offset: units(m.text[:sp.Start]), Length: units(m.text[sp.Start:sp.End]), URL: sp.URL})
			}
		}
	}
	if said.ReplyTo.Key != "" {
		if _, id, ok := number(said.ReplyTo); ok {
			m.replyTo = id
		}
	}
}

// dress adds who speaks through the account and where a forward comes from.
func (s *Server) dress(m *message, u *user, said chattest.Said) {
	m.extra = dict{}
	channel := dict{"id": -1002000000001, "type": "channel", "title": "Announcements", "username": "announcements"}
	switch said.As {
	case chat.Bot:
		u.bot = true
	case chat.Channel:
		m.as, m.extra["is_automatic_forward"] = channel, true
		m.extra["forward_origin"] = dict{"type": "channel", "date": m.date, "chat": channel, "message_id": 5}
	case chat.Anonymous:
		m.as = m.chat.wire(s.world)
	}
	if name, hidden := strings.CutPrefix(said.Forward, "hidden:"); hidden {
		m.extra["forward_origin"] = dict{"type": "hidden_user", "date": m.date, "sender_user_name": name}
	} else if name != "" {
		m.extra["forward_origin"] = dict{"type": "user", "date": m.date, "sender_user": s.world.who(name).wire()}
	}
}

// number reads a message's chat and number.
func number(m chat.MessageID) (int64, int, bool) {
	c, n, ok := strings.Cut(m.Key, ":")
	room, err1 := strconv.ParseInt(c, 10, 64)
	id, err2 := strconv.Atoi(n)
	return room, id, ok && err1 == nil && err2 == nil
}

// Edit lets the author of a message change it.
func (s *Server) Edit(id chat.MessageID, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.find(id); m != nil {
		m.entities = nil
		s.typed(m, chattest.Said{Text: text})
		m.edited = true
		m.date++ // so that a second edit bears another time
		s.push("edited_message", m.wire(s.world))
		s.tell()
	}
}

// Delete takes a message away. Telegram tells nobody.
func (s *Server) Delete(id chat.MessageID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.find(id); m != nil {
		m.deleted = true
		s.tell()
	}
}

// Lose takes a message away and its files from the server.
func (s *Server) Lose(id chat.MessageID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.find(id); m != nil {
		m.deleted = true
		for _, f := range m.files {
			delete(s.world.files, f.id)
		}
		s.tell()
	}
}

func (s *Server) find(id chat.MessageID) *message {
	c, n, ok := number(id)
	if !ok || s.world.chats[c] == nil {
		return nil
	}
	return s.world.chats[c].find(n)
}
