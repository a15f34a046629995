package telegramtest

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

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
	s.world.keep("photo", "avatar of "+s.world.who(member).name, "image/jpeg", data)
}

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

// Press presses a button; one that opens the private chat does that, one that opens an address nothing.
func (s *Server) Press(name, member, label string) error {
	s.mu.Lock()
	on, pressed := s.button(name, member, label)
	if on == nil {
		s.mu.Unlock()
		return fmt.Errorf("%s sees no button %q in %s", member, label, name)
	}
	if start, ok := strings.CutPrefix(pressed.URL, "https://t.me/"+s.world.bot.handle+"?start="); ok {
		s.mu.Unlock()
		s.Open(member, start)
		return nil
	}
	defer s.mu.Unlock()
	if pressed.Data != "" {
		s.callback(on, s.world.who(member), pressed.Data)
	}
	return nil
}

// button finds a button on the newest message of a room that has it and that the member sees; no label: on any.
func (s *Server) button(name, member, label string) (on *message, found button) {
	p, _ := s.world.at(name)
	c := s.world.chats[p.chat]
	if c == nil || c.kind == "private" && c.id != s.world.who(member).id {
		return nil, button{}
	}
	for _, m := range c.messages {
		for _, b := range slices.Concat(m.buttons...) {
			if (b.Text == label || label == "") && m.thread == p.thread && !m.deleted {
				on, found = m, b
			}
		}
	}
	return on, found
}

func (s *Server) callback(on *message, by *user, data string) {
	s.world.serial++
	id := fmt.Sprint(4400000000, s.world.serial)
	s.world.queries[id] = &query{from: by, on: on}
	s.push("callback_query", dict{"id": id, "from": by.wire(), "message": on.wire(s.world), "chat_instance": "1", "data": data})
	s.tell()
}

// Payload is what a press on the button would send.
func (s *Server) Payload(name, member, label string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, b := s.button(name, member, label)
	return b.Data
}

// Forge presses a button that the newest message with buttons in the room does not have, as a changed client could.
func (s *Server) Forge(name, member, data string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	on, _ := s.button(name, member, "")
	if on == nil {
		return fmt.Errorf("%s sees no button in %s", member, name)
	}
	s.callback(on, s.world.who(member), data)
	return nil
}

// Command types a command; in groups as clients do, addressed to the bot. Values stand in the order of the command's
// options.
func (s *Server) Command(room, member, name string, values map[string]string, on chat.MessageID) error {
	c, ok := s.command(strings.Fields(name))
	if !ok {
		return fmt.Errorf("no command %q", name)
	}
	var names []string
	for v := range values {
		names = append(names, v)
	}
	sort.Slice(names, func(i, j int) bool { return order(c, names[i]) < order(c, names[j]) })
	word, rest, _ := strings.Cut(name, " ")
	line := "/" + word
	if !strings.HasPrefix(room, "@") {
		line += "@" + s.world.bot.handle
	}
	if rest != "" {
		line += " " + rest
	}
	for _, n := range names {
		line += " " + values[n]
	}
	s.Say(room, member, chattest.Said{Text: line, ReplyTo: on})
	return nil
}

func (s *Server) command(path []string) (found chat.Command, ok bool) {
	list := s.commands
	for _, name := range path {
		i := slices.IndexFunc(list, func(c chat.Command) bool { return c.Name == name })
		if i < 0 {
			return chat.Command{}, false
		}
		found, list, ok = list[i], list[i].Subs, true
	}
	return found, ok
}

func order(c chat.Command, option string) int {
	i := slices.IndexFunc(c.Options, func(o chat.Option) bool { return o.Name == option })
	if i < 0 {
		return len(c.Options)
	}
	return i
}

// Submit fails: Telegram has no forms.
func (s *Server) Submit(string, map[string]string) error {
	return fmt.Errorf("telegram has no forms")
}

// Form is none.
func (s *Server) Form(string) *chat.Form { return nil }

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
