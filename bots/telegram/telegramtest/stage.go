package telegramtest

import (
	"context"
	"maps"
	"slices"
	"strings"

	"frontdesk/bots/telegram"
	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// Platform is Telegram.
func (s *Server) Platform() chat.Platform { return telegram.Platform }

// Room finds a room by its name on the stage; "support" is none, for there are no private threads.
func (s *Server) Room(name string) chat.RoomID {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.world.at(name)
	if !ok {
		return chat.RoomID{}
	}
	return telegram.Room(p.chat, p.thread)
}

// Member names a member.
func (s *Server) Member(name string) chat.MemberID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return telegram.Member(s.world.who(name).id)
}

// Name changes a member's profile. Telegram tells nobody.
func (s *Server) Name(member, display, handle string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.world.who(member)
	u.first, u.handle = display, handle
}

// Role makes a member owner ("owner") or administrator ("admin") of the standing groups; other groups mean nothing.
func (s *Server) Role(member, group string) {
	status := map[string]string{"owner": "creator", "admin": "administrator"}[group]
	if status == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.world.chats {
		if c.kind != "private" {
			s.status(c, s.world.who(member), status)
		}
	}
}

// Join lets a member in: the bot, an administrator, is told twice, as by the real server.
func (s *Server) Join(room, member string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, _ := s.world.at(room)
	c, u := s.world.chats[p.chat], s.world.who(member)
	s.status(c, u, "member")
	m := s.world.message(c, u)
	m.service, m.extra = true, dict{"new_chat_members": []dict{u.wire()}}
	s.push("message", m.wire(s.world))
	s.tell()
}

// status changes a member's standing in a chat, with the update.
func (s *Server) status(c *room, u *user, status string) {
	before := c.member(u, s.world.bot)
	c.members[u.id] = status
	s.world.seq++
	s.push("chat_member", dict{"chat": c.wire(s.world), "from": u.wire(), "date": clock(), "old_chat_member": before, "new_chat_member": c.member(u, s.world.bot)})
}

// Open lets a member open the private chat: the client sends /start.
func (s *Server) Open(member, start string) {
	s.mu.Lock()
	u := s.world.who(member)
	c := s.world.direct(u)
	if c.blocked {
		c.blocked = false
		s.standing(c, u, "kicked", "member")
	}
	c.opened = true
	s.mu.Unlock()
	s.Say("@"+member, member, chattest.Said{Text: strings.TrimSpace("/start " + start)})
}

// Block lets a member block the bot.
func (s *Server) Block(member string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.world.who(member)
	c := s.world.direct(u)
	c.blocked = true
	s.standing(c, u, "member", "kicked")
	s.tell()
}

// standing reports a change of the bot's own status.
func (s *Server) standing(c *room, by *user, from, to string) {
	bot := s.world.bot
	member := func(status string) dict {
		d := dict{"user": bot.wire(), "status": status}
		if status == "kicked" {
			d["until_date"] = 0
		}
		return d
	}
	after := member(to)
	if to == "administrator" {
		after = c.member(bot, bot)
	}
	s.push("my_chat_member", dict{"chat": c.wire(s.world), "from": by.wire(), "date": clock(), "old_chat_member": member(from), "new_chat_member": after})
}

// Lack takes rights of the bot in a room away ("can_manage_topics" …), or gives all back if none is named, and tells it.
func (s *Server) Lack(room string, rights ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, _ := s.world.at(room)
	c := s.world.chats[p.chat]
	for _, r := range adminRights {
		c.rights[r] = c.rights[r] || len(rights) == 0
	}
	for _, r := range rights {
		delete(c.rights, r)
	}
	s.standing(c, s.world.bot, "administrator", "administrator")
	s.tell()
}

// Remove deletes a topic for good. The bot is not told.
func (s *Server) Remove(topic string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.world.at(topic); ok && p.thread != 0 {
		s.world.chats[p.chat].topic(p.thread).deleted = true
	}
	s.tell()
}

// Lock closes a topic, as an administrator would. The bot is not told.
func (s *Server) Lock(topic string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.world.at(topic); ok && p.thread != 0 {
		s.world.chats[p.chat].topic(p.thread).closed = true
	}
	s.tell()
}

// Basic makes a standing group a small one, which has no topics, before anything happened there.
func (s *Server) Basic(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.last++
	s.world.group(name, -4_000_000-int64(s.world.last), "group", false)
}

// Upgrade turns a group into another one, as enabling topics does, with its service messages; topics do not come along.
func (s *Server) Upgrade(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, _ := s.world.at(name)
	old := s.world.chats[p.chat]
	id, forum := old.id-100, old.forum
	if old.kind == "group" {
		id, forum = -1002000000000+old.id, true
	}
	next := s.world.group(name, id, "supergroup", forum)
	next.members = old.members
	s.world.moved[old.id] = next.id
	for _, tell := range []struct {
		in    *room
		field string
		other int64
	}{{old, "migrate_to_chat_id", next.id}, {next, "migrate_from_chat_id", old.id}} {
		m := s.world.message(tell.in, s.world.bot)
		m.service, m.extra = true, dict{tell.field: tell.other}
		s.push("message", m.wire(s.world))
	}
	s.tell()
}

// Picture gives a member a profile picture.
func (s *Server) Picture(member string, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := "avatar of " + s.world.who(member).name
	maps.DeleteFunc(s.world.files, func(_ string, f *file) bool { return f.kind == "photo" && f.name == name })
	s.world.keep("photo", name, "image/jpeg", data)
}

// Wait blocks until cond holds, which may call any method of the stage.
func (s *Server) Wait(ctx context.Context, cond func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if cond() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// Fail makes calls fail. Besides the stage's ways there are "429 SECONDS", "400 DESCRIPTION", "403 DESCRIPTION", "401"
// and "409".
func (s *Server) Fail(method, how string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failures = append(s.failures, &failure{method, how, n})
}

// Disturb does something to the connection or the feed.
func (s *Server) Disturb(how string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch how {
	case "drop":
		s.feed.cuts++
	case "outage":
		s.down = true
	case "recover":
		s.down = false
	case "duplicate":
		for kind := range s.feed.last {
			s.enqueue(kind, s.feed.last)
		}
	}
	s.tell()
}

// Deliver puts an update of any content into the feed, as a newer or broken server might.
func (s *Server) Deliver(kind string, body any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.push(kind, body)
	s.tell()
}

// Complaints are what the bot did wrong, callbacks left unanswered for good not among them: see [Server.Spinning].
func (s *Server) Complaints() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.complaints)
}

// Spinning counts the presses whose callback has no answer yet.
func (s *Server) Spinning() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, q := range s.world.queries {
		if !q.answered {
			n++
		}
	}
	return n
}

// Calls counts requests by method prefix; "" is all that act on a chat or message.
func (s *Server) Calls(method string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.calls {
		if matches(method, c) {
			n++
		}
	}
	return n
}
