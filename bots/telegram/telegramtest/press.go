package telegramtest

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

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
