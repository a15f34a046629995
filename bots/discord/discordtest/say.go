package discordtest

import (
	"fmt"
	"strings"
	"time"

	"frontdesk/bots/discord/markdown"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// Say posts what a member says; the text is written so that it reads as given, whatever is in it.
func (s *Server) Say(room, member string, said chattest.Said) chat.MessageID {
	content := markdown.Render(said.Text, said.Spans, nil)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.say(room, member, said, content)
}

// SayRaw posts mark-up as it stands.
func (s *Server) SayRaw(room, member, content string) chat.MessageID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.say(room, member, chattest.Said{}, content)
}

func (s *Server) say(room, member string, said chattest.Said, content string) chat.MessageID {
	c, u := s.room(room), s.person(member)
	if c == nil || !s.sees(u, c) || c.locked {
		s.complain("the test: %s cannot write in %s", member, room)
		return chat.MessageID{}
	}
	if said.As == chat.Bot {
		u.bot = true
	}
	m := &message{channel: c.id, author: u, content: content, webhook: said.As == chat.Channel}
	if said.Mention {
		m.content = "<@" + s.bot.id + "> " + content
	}
	if !said.ReplyTo.IsZero() {
		_, m.ref, _ = strings.Cut(said.ReplyTo.Key, "/")
		m.kind = 19
	}
	s.attach(m, said)
	if said.Forward != "" {
		name := strings.TrimPrefix(said.Forward, "hidden:")
		m.forward = &message{id: s.snowflake(), channel: c.id, author: s.person(name), content: content, files: m.files, created: time.Now()}
		m.content, m.files = "", nil
	}
	s.post(m)
	return chat.MessageID{Platform: platform, Key: c.id + "/" + m.id}
}

func (s *Server) attach(m *message, said chattest.Said) {
	add := func(name, mime string, voice bool) {
		id := s.snowflake()
		m.files = append(m.files, &file{id: id, name: name, mime: mime, bytes: []byte("bytes of " + id), weight: said.Size, voice: voice})
	}
	if said.Photo {
		add("photo.png", "image/png", false)
	}
	if said.Voice {
		add("voice-message.ogg", "audio/ogg", true)
		m.flags |= 1 << 13
	}
	if said.Doc != "" {
		add(said.Doc, "text/plain; charset=utf-8", false)
	}
	for n := range said.Album {
		add(fmt.Sprintf("photo%d.png", n+1), "image/png", false)
	}
	if said.Sticker != "" {
		m.stickers = []obj{{"id": s.snowflake(), "name": said.Sticker, "format_type": 1}}
	}
}

// Edit changes what a member said.
func (s *Server) Edit(id chat.MessageID, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel, key, _ := strings.Cut(id.Key, "/")
	if m := s.message(channel, key); m != nil {
		m.content = markdown.Render(text, nil, nil)
		s.edited(m)
		s.tell()
	}
}

// Delete takes a message away, as its author or a moderator would.
func (s *Server) Delete(id chat.MessageID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	channel, key, _ := strings.Cut(id.Key, "/")
	if m := s.message(channel, key); m != nil {
		s.remove(m)
		s.tell()
	}
}

// Lose is Delete: an attachment lies with its message.
func (s *Server) Lose(id chat.MessageID) { s.Delete(id) }
