package discordtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"frontdesk/bots/discord/markdown"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

var _ chattest.Stage = (*Server)(nil)

// Room is the room of a name; besides a Stage's there are "forum" (its posts are threads) and "server".
func (s *Server) Room(name string) chat.RoomID {
	s.mu.Lock()
	defer s.mu.Unlock()
	if who, ok := strings.CutPrefix(name, "@"); ok {
		return chat.Direct(chat.MemberID{Platform: platform, Key: s.person(who).id})
	}
	if name == "server" {
		return chat.RoomID{Platform: platform, Key: s.guild}
	}
	if c := s.room(name); c != nil {
		return chat.RoomID{Platform: platform, Key: c.id}
	}
	return chat.RoomID{}
}

// Member is the ID of a member.
func (s *Server) Member(name string) chat.MemberID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return chat.MemberID{Platform: platform, Key: s.person(name).id}
}

// Name gives a member another display name and handle.
func (s *Server) Name(member, display, handle string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.person(member)
	u.display, u.handle = display, handle
	s.changedMember(u)
}

// Role gives a member a role; its ID is the name.
func (s *Server) Role(member, group string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.person(member)
	if !slices.ContainsFunc(s.roles, func(r role) bool { return r.id == group }) {
		s.roles = append(s.roles, role{id: group, name: group})
	}
	if !slices.Contains(u.roles, group) {
		u.roles = append(u.roles, group)
		s.changedMember(u)
	}
}

// Unrole takes a role from a member.
func (s *Server) Unrole(member, group string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.person(member)
	u.roles = slices.DeleteFunc(u.roles, func(r string) bool { return r == group })
	s.changedMember(u)
}

func (s *Server) changedMember(u *user) {
	if u.member {
		s.dispatchMember("GUILD_MEMBER_UPDATE", u)
		s.tell()
	}
}

// Join lets a member come into the server.
func (s *Server) Join(_, member string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.person(member)
	u.member, u.joined = true, time.Now()
	s.dispatchMember("GUILD_MEMBER_ADD", u)
	s.tell()
}

// Leave lets a member leave the server.
func (s *Server) Leave(member string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.leave(s.person(member))
	s.tell()
}

// Open lets a member open the private chat: nothing the bot could see.
func (s *Server) Open(member, _ string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.private(s.person(member))
}

// Block lets a member take no private messages any more.
func (s *Server) Block(member string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.person(member).closed = true
}

// Deny takes rights from the bot in a room; 0 gives them back.
func (s *Server) Deny(room string, rights int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.room(room)
	c.deny = rights
	s.dispatch("CHANNEL_UPDATE", s.channelJSON(c))
	s.tell()
}

// Reads reports whether a member can read in a room by now.
func (s *Server) Reads(room, member string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.room(room)
	return c != nil && s.sees(s.person(member), c)
}

// Remove deletes a channel or thread.
func (s *Server) Remove(room string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.room(room)
	c.gone = true
	kind := "CHANNEL_DELETE"
	if c.thread() {
		kind = "THREAD_DELETE"
	}
	s.dispatch(kind, s.channelJSON(c))
	s.tell()
}

// Lock archives and locks a thread, as a moderator would.
func (s *Server) Lock(room string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.room(room)
	c.archived, c.locked = true, true
	s.dispatch("THREAD_UPDATE", s.channelJSON(c))
	s.tell()
}

// Start lets a member start a public thread or a forum post, which Say reaches under its name.
func (s *Server) Start(parent, name string) chat.RoomID {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.add(name, discordgo.ChannelTypeGuildPublicThread, s.room(parent).id)
	s.dispatch("THREAD_CREATE", s.channelJSON(c))
	s.tell()
	return chat.RoomID{Platform: platform, Key: c.id}
}

// Crowd limits how many threads may be open at once.
func (s *Server) Crowd(limit int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.threadsMax = limit
}

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

// Disturb breaks the gateway: "drop" cuts the connection, "forget" cuts it and lets no session be resumed, "duplicate"
// delivers the last event again, "op 7", "op 9" and "op 9 resumable" send those packets, "zombie" leaves heartbeats
// unanswered, "close N" closes with that code, "expire" lets addresses of attachments expire, "outage" refuses
// everything until "recover".
func (s *Server) Disturb(how string) {
	if n, is := strings.CutPrefix(how, "close "); is {
		s.closeWith(n)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch how {
	case "drop", "forget", "outage":
		s.out = s.out || how == "outage"
		for _, ss := range s.sessions {
			ss.dead = ss.dead || how != "drop"
			ss.cut()
		}
	case "recover":
		s.out, s.zombie, s.fails = false, false, nil
		close(s.release)
		s.release = make(chan struct{})
	case "duplicate":
		for _, ss := range s.sessions {
			for i := len(ss.log) - 1; i >= 0 && !ss.dead; i-- {
				if ss.kinds[i] != "READY" && ss.kinds[i] != "RESUMED" && ss.kinds[i] != "GUILD_CREATE" {
					ss.log, ss.kinds = append(ss.log, ss.log[i]), append(ss.kinds, ss.kinds[i])
					break
				}
			}
		}
	case "op 7", "op 9", "op 9 resumable":
		for _, ss := range s.sessions {
			if ss.conn == nil {
				continue
			}
			if how == "op 7" {
				ss.conn.write(obj{"op": 7, "d": nil})
				continue
			}
			ss.dead = ss.dead || how == "op 9"
			ss.conn.write(obj{"op": 9, "d": how == "op 9 resumable"})
		}
	case "zombie":
		s.zombie = true
	case "expire":
		s.epoch++
	default:
		s.complain("the test: no disturbance %q", how)
	}
	s.tell()
}

// Invite takes the bot into the server, or ends an outage of the server.
func (s *Server) Invite() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dispatch("GUILD_CREATE", s.guildJSON())
	s.tell()
}
