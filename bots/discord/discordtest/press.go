package discordtest

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"frontdesk/chat"
)

// Press presses the button with the label on the newest message that has it and that the member sees.
func (s *Server) Press(room, member, label string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, b := s.button(room, member, label)
	if m == nil {
		return fmt.Errorf("%s sees no button %q in %s", member, label, room)
	}
	if number(b, "style") != 5 { // that opens a page; the bot learns nothing
		s.pressed(m, member, label, text(b, "custom_id"))
	}
	return nil
}

// button finds a button on the newest message of a room that has it and that the member sees; no label: any.
func (s *Server) button(room, member, label string) (*message, obj) {
	ch, u := s.room(room), s.person(member)
	if ch == nil || !s.sees(u, ch) {
		return nil, nil
	}
	for at := len(ch.messages) - 1; at >= 0; at-- {
		m := ch.messages[at]
		if m.gone || m.thinking || m.only != nil && m.only != u {
			continue
		}
		for _, b := range buttons(m) {
			if text(b, "label") == label || label == "" {
				return m, b
			}
		}
	}
	return nil, nil
}

func (s *Server) pressed(on *message, member, label, data string) {
	s.interact(&interaction{what: "button " + label, kind: 3, by: s.person(member), channel: s.channels[on.channel], on: on},
		obj{"component_type": 2, "custom_id": data})
}

// Payload is what a press on the button would send.
func (s *Server) Payload(room, member, label string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, b := s.button(room, member, label)
	return text(b, "custom_id")
}

// Forge presses a button that the newest message with buttons in the room does not have, as a changed client could.
func (s *Server) Forge(room, member, data string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m, _ := s.button(room, member, "")
	if m == nil {
		return fmt.Errorf("%s sees no button in %s", member, room)
	}
	s.pressed(m, member, "forged", data)
	return nil
}

func buttons(m *message) []obj {
	var out []obj
	for _, row := range m.components {
		list, _ := dig(row, "components").([]any)
		for _, b := range list {
			if o, ok := b.(obj); ok {
				out = append(out, o)
			}
		}
	}
	return out
}

// Command uses a registered slash command, or a menu command on a message.
func (s *Server) Command(room, member, name string, values map[string]string, on chat.MessageID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, u := s.room(room), s.person(member)
	if ch == nil || !s.sees(u, ch) {
		return fmt.Errorf("%s sees no room %s", member, room)
	}
	data, err := s.invoke(name, values, on)
	if err != nil {
		return err
	}
	s.interact(&interaction{what: "/" + name, kind: 2, by: u, channel: ch}, data)
	return nil
}

// invoke makes the data of a command from what is registered.
func (s *Server) invoke(name string, values map[string]string, on chat.MessageID) (obj, error) {
	if cmd := s.registered(3, name); cmd != nil && !on.IsZero() {
		channelID, id, _ := strings.Cut(on.Key, "/")
		m := s.message(channelID, id)
		if m == nil {
			return nil, fmt.Errorf("no message %s", on)
		}
		return obj{"id": "1", "name": name, "type": 3, "target_id": m.id, "resolved": obj{"messages": obj{m.id: s.messageJSON(m, false)}}}, nil
	}
	top, sub, _ := strings.Cut(name, " ")
	cmd := s.registered(1, top)
	if cmd == nil {
		return nil, fmt.Errorf("no command %q is registered", name)
	}
	attached := obj{}
	options, err := s.fill(cmd, sub, values, attached)
	return obj{"id": "1", "name": top, "type": 1, "options": options, "resolved": obj{"attachments": attached}}, err
}

// registered finds a command of the type: 1 is typed, 3 stands in the menu of messages.
func (s *Server) registered(kind int, name string) obj {
	for _, cmd := range s.commands {
		if number(cmd, "type") == kind && text(cmd, "name") == name {
			return cmd
		}
	}
	return nil
}

// fill makes the options of a command; sub names a subcommand. The value of an attachment is the name of its file.
func (s *Server) fill(cmd obj, sub string, values map[string]string, attached obj) ([]any, error) {
	known, _ := cmd["options"].([]any)
	if sub != "" {
		for _, k := range known {
			if o, _ := k.(obj); number(o, "type") == 1 && text(o, "name") == sub {
				inner, err := s.fill(o, "", values, attached)
				return []any{obj{"type": 1, "name": sub, "options": inner}}, err
			}
		}
		return nil, fmt.Errorf("no subcommand %q", sub)
	}
	out, used := []any{}, 0
	for _, k := range known {
		o, _ := k.(obj)
		if number(o, "type") == 1 {
			return nil, errors.New("a subcommand must be chosen")
		}
		v, given := values[text(o, "name")]
		if !given {
			if must, _ := o["required"].(bool); must {
				return nil, fmt.Errorf("option %q is required", text(o, "name"))
			}
			continue
		}
		used++
		value := any(v)
		switch number(o, "type") {
		case 4:
			n := 0
			if _, err := fmt.Sscan(v, &n); err != nil {
				return nil, fmt.Errorf("option %q is a number", text(o, "name"))
			}
			value = n
		case 11:
			id := s.snowflake()
			s.enclosed[id] = []byte("bytes of " + id)
			attached[id] = obj{"id": id, "filename": v, "size": len(s.enclosed[id]), "content_type": "text/plain; charset=utf-8", "ephemeral": true,
				"url": fmt.Sprintf("https://cdn.discordapp.com/ephemeral-attachments/1/%s/%s?ex=%d", id, v, s.epoch)}
			value = id
		}
		out = append(out, obj{"type": number(o, "type"), "name": text(o, "name"), "value": value})
	}
	if used != len(values) {
		return nil, fmt.Errorf("unknown option among %v", values)
	}
	return out, nil
}

// Type lets a member type into an option that completes itself, and returns how to read what is offered: not ok until
// the bot has answered.
func (s *Server) Type(room, member, command, option, value string) func() ([]chat.Choice, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	top, sub, _ := strings.Cut(command, " ")
	options := []any{obj{"type": 3, "name": option, "value": value, "focused": true}}
	if sub != "" {
		options = []any{obj{"type": 1, "name": sub, "options": options}}
	}
	i := &interaction{what: "completion of " + option, kind: 4, by: s.person(member), channel: s.room(room)}
	s.interact(i, obj{"id": "1", "name": top, "type": 1, "options": options})
	return func() ([]chat.Choice, bool) {
		s.mu.Lock()
		defer s.mu.Unlock()
		return i.choices, i.completed
	}
}

// Form is the form open for the member, if any.
func (s *Server) Form(member string) *chat.Form {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.forms[s.person(member).id]; f != nil {
		shown := f.shown
		return &shown
	}
	return nil
}

// Submit fills in the form open for the member.
func (s *Server) Submit(member string, values map[string]string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	u := s.person(member)
	f := s.forms[u.id]
	if f == nil {
		return fmt.Errorf("no form is open for %s", member)
	}
	rows := []any{}
	for _, field := range f.fields {
		v := values[field.id]
		if v == "" && field.required || field.max > 0 && utf8.RuneCountInString(v) > field.max {
			return fmt.Errorf("field %q does not take %q", field.id, v)
		}
		rows = append(rows, obj{"type": 1, "components": []any{obj{"type": 4, "custom_id": field.id, "value": v}}})
	}
	delete(s.forms, u.id)
	s.interact(&interaction{what: "form " + f.shown.Title, kind: 5, by: u, channel: f.of.channel, on: f.of.on},
		obj{"custom_id": f.shown.Data, "components": rows})
	return nil
}
