package discordtest

import (
	"maps"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"frontdesk/bots/discord/markdown"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// Seen is what the member sees in the room, oldest first.
func (s *Server) Seen(room, member string) []chattest.Shown {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, u := s.room(room), s.person(member)
	if c == nil || !s.sees(u, c) {
		return nil
	}
	var out []chattest.Shown
	for _, m := range c.messages {
		if m.gone || m.thinking || m.only != nil && m.only != u {
			continue
		}
		out = append(out, s.shown(m))
	}
	return out
}

func (s *Server) shown(m *message) chattest.Shown {
	sh := chattest.Shown{ID: chat.MessageID{Platform: platform, Key: m.channel + "/" + m.id}, From: m.author.name, Text: s.read(m.content),
		Pinged: m.pinged, Edited: !m.edited.IsZero(), Pinned: m.pinned, Private: m.only != nil}
	if m.ref != "" {
		sh.ReplyTo = chat.MessageID{Platform: platform, Key: m.channel + "/" + m.ref}
	}
	plain, spans := markdown.Parse(m.content, markdown.Names{})
	for _, sp := range spans {
		switch sp.Kind {
		case chat.Mention, chat.ToRoom, chat.ToMessage:
		default:
			sh.Styles = append(sh.Styles, string(sp.Kind)+" "+plain[sp.Start:sp.End])
		}
	}
	for _, b := range buttons(m) {
		sh.Buttons = append(sh.Buttons, text(b, "label"))
	}
	for _, f := range m.files {
		kind, _, _ := strings.Cut(f.mime, "/")
		switch {
		case f.voice:
			kind = "voice"
		case kind == "image":
			kind = "photo"
		case kind != "video" && kind != "audio":
			kind = "document"
		}
		sh.Files = append(sh.Files, kind)
	}
	sh.Marks = slices.Sorted(maps.Keys(m.marks))
	for range m.stickers {
		sh.Files = append(sh.Files, "sticker")
	}
	return sh
}

// read is content as a reader reads it: links as «label (address)» where they differ.
func (s *Server) read(content string) string {
	plain, spans := markdown.Parse(content, markdown.Names{
		Member: func(id string) string {
			if u := s.users[id]; u != nil {
				return u.display
			}
			return ""
		},
		Room: func(id string) string {
			if c := s.channels[id]; c != nil {
				return c.name
			}
			return ""
		},
	})
	for i := len(spans) - 1; i >= 0; i-- {
		if sp := spans[i]; sp.Kind == chat.Link && sp.URL != plain[sp.Start:sp.End] {
			plain = plain[:sp.End] + " (" + sp.URL + ")" + plain[sp.End:]
		}
	}
	return plain
}

// Threads are all threads ever opened by the bot or a member.
func (s *Server) Threads() []chat.Thread {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []chat.Thread
	for _, c := range s.channels {
		if !c.thread() || c.gone {
			continue
		}
		th := chat.Thread{Parent: chat.RoomID{Platform: platform, Key: c.parent}, Name: c.name, Private: c.kind == discordgo.ChannelTypeGuildPrivateThread, State: chat.Opened}
		switch {
		case c.locked:
			th.State = chat.Locked
		case c.archived:
			th.State = chat.Closed
		}
		for id := range c.members {
			if id != s.bot.id {
				th.Members = append(th.Members, chat.MemberID{Platform: platform, Key: id})
			}
		}
		slices.SortFunc(th.Members, func(a, b chat.MemberID) int { return strings.Compare(a.Key, b.Key) })
		out = append(out, th)
	}
	slices.SortFunc(out, func(a, b chat.Thread) int { return strings.Compare(a.Name, b.Name) })
	return out
}
