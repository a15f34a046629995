package discordtest

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"frontdesk/chat"
)

// interaction is a press, a command, a submitted form or a completion, and what has been answered.
type interaction struct {
	id, token string
	what      string // for complaints
	kind      int
	by        *user
	channel   *channel
	on        *message // what carries the button
	at        time.Time
	offline   bool // no bot was connected
	acked     bool
	first     *message // the original response
	choices   []chat.Choice
	completed bool
}

// form is a modal open before a member.
type form struct {
	of     *interaction
	fields []formField
	shown  chat.Form
}

type formField struct {
	id       string
	required bool
	max      int
}

// interact makes an interaction and reports it; s.mu is held.
func (s *Server) interact(i *interaction, data obj) {
	i.id, i.token, i.at = s.snowflake(), "interaction-token-"+s.snowflake(), time.Now()
	i.offline = true
	for _, ss := range s.sessions {
		i.offline = i.offline && ss.conn == nil
	}
	s.interactions[i.id], s.tokens[i.token] = i, i
	o := obj{"id": i.id, "application_id": s.bot.id, "type": i.kind, "token": i.token, "version": 1, "data": data, "channel_id": i.channel.id,
		"channel": s.channelJSON(i.channel), "locale": "en-US"}
	if i.channel.recipient != nil {
		o["user"] = s.userJSON(i.by)
		o["context"] = 1
	} else {
		o["member"] = s.memberJSON(i.by, true)
		o["guild_id"], o["context"] = s.guild, 0
	}
	if i.on != nil {
		o["message"] = s.messageJSON(i.on, false)
	}
	s.dispatch("INTERACTION_CREATE", o)
	s.tell()
}

// callback is the first answer to an interaction: once, within three seconds.
func (s *Server) callback(c *call) (int, any) {
	i := s.interactions[c.path("interaction_id")]
	switch {
	case i == nil || i.token != c.path("interaction_token") || time.Since(i.at) > 3*time.Second:
		return no(404, 10062, "Unknown interaction")
	case i.acked:
		return no(400, 40060, "Interaction has already been acknowledged.")
	}
	f := c.fields()
	kind := number(f, "type")
	data, _ := f["data"].(obj)
	c.body = data
	switch {
	case kind == 8 && i.kind == 4:
		return s.completedBy(i, c, data)
	case i.kind == 4, (kind == 6 || kind == 7) && i.on == nil, kind == 9 && i.kind == 5, kind < 4 || kind == 8 || kind > 9:
		s.complain("%s: response %d to interaction %d", c.name, kind, i.kind)
		return no(400, 50035, "Invalid Form Body: type")
	case kind == 9:
		return s.openForm(i, c, data)
	}
	i.acked = true
	m := &message{channel: i.channel.id, author: s.bot, interaction: i}
	switch kind {
	case 6:
		i.first = i.on
	case 7:
		if status, answer := s.compose(c, i.on, true); status != 0 {
			i.acked = false
			return status, answer
		}
		i.first = i.on
		s.edited(i.on)
	case 5:
		m.thinking = true
		s.answerBy(m, number(data, "flags"))
	case 4:
		if status, answer := s.compose(c, m, false); status != 0 {
			i.acked = false
			return status, answer
		}
		s.answerBy(m, number(data, "flags"))
	}
	if c.URL.Query().Get("with_response") != "true" {
		return 204, nil
	}
	o := obj{"interaction": obj{"id": i.id, "type": i.kind}, "resource": obj{"type": kind}}
	if kind == 4 || kind == 7 {
		o["resource"] = obj{"type": kind, "message": s.messageJSON(i.first, false)}
	}
	return 200, o
}

// answerBy posts the original response or a follow-up.
func (s *Server) answerBy(m *message, flags int) {
	if flags&64 != 0 {
		m.only = m.interaction.by
		m.flags |= 64
	}
	if m.interaction.first == nil {
		m.interaction.first = m
	}
	s.post(m)
}

func (s *Server) completedBy(i *interaction, c *call, data obj) (int, any) {
	choices, ok := data["choices"].([]any)
	if !ok || len(choices) > 25 {
		s.complain("%s: %d choices", c.name, len(choices))
		return no(400, 50035, "Invalid Form Body: choices")
	}
	for _, ch := range choices {
		o, _ := ch.(obj)
		if n := utf8.RuneCountInString(text(o, "name")); n < 1 || n > 100 {
			s.complain("%s: choice %v", c.name, o)
		}
		i.choices = append(i.choices, chat.Choice{Name: text(o, "name"), Value: text(o, "value")})
	}
	i.acked, i.completed = true, true
	return 204, nil
}

func (s *Server) openForm(i *interaction, c *call, data obj) (int, any) {
	f := &form{of: i, shown: chat.Form{Data: text(data, "custom_id"), Title: text(data, "title")}}
	rows, _ := data["components"].([]any)
	if len(rows) < 1 || len(rows) > 5 || f.shown.Title == "" || utf8.RuneCountInString(f.shown.Title) > 45 || f.shown.Data == "" {
		s.complain("%s: form %q of %d fields", c.name, f.shown.Title, len(rows))
		return no(400, 50035, "Invalid Form Body")
	}
	for _, row := range rows {
		in, _ := dig(row, "component").(obj)
		label, _ := dig(row, "label").(string)
		if list, _ := dig(row, "components").([]any); in == nil && len(list) == 1 {
			in, _ = list[0].(obj)
			label = text(in, "label")
		}
		required, set := in["required"].(bool)
		field := formField{id: text(in, "custom_id"), required: required || !set, max: number(in, "max_length")}
		if field.id == "" || label == "" || utf8.RuneCountInString(label) > 45 || field.max > 4000 || field.max > 0 && utf8.RuneCountInString(text(in, "value")) > field.max {
			s.complain("%s: field %v", c.name, in)
			return no(400, 50035, "Invalid Form Body")
		}
		f.fields = append(f.fields, field)
		f.shown.Fields = append(f.shown.Fields, chat.Field{Name: field.id, Label: label, Value: text(in, "value"), Long: number(in, "style") == 2,
			Optional: !field.required, Max: field.max})
	}
	i.acked = true
	s.forms[i.by.id] = f
	return 204, nil
}

// valid finds the interaction of a token that still works.
func (s *Server) valid(c *call) (*interaction, int, any) {
	i := s.tokens[c.path("webhook_token")]
	switch {
	case i == nil || c.path("webhook_id") != s.bot.id:
		status, answer := no(404, 10015, "Unknown Webhook")
		return nil, status, answer
	case time.Since(i.at) > 15*time.Minute:
		status, answer := no(401, 50027, "Invalid Webhook Token")
		return nil, status, answer
	case !i.acked:
		s.complain("%s: a follow-up before the first answer", c.name)
		status, answer := no(404, 10015, "Unknown Webhook")
		return nil, status, answer
	}
	return i, 0, nil
}

func (s *Server) followUp(c *call) (int, any) {
	i, status, answer := s.valid(c)
	if i == nil {
		return status, answer
	}
	m := &message{channel: i.channel.id, author: s.bot, interaction: i}
	if status, answer := s.compose(c, m, false); status != 0 {
		return status, answer
	}
	flags := number(c.fields(), "flags")
	if i.first != nil && i.first.thinking { // the first follow-up takes the place of the deferred answer, and its privacy
		i.first.gone = true
		if i.first.only != nil {
			flags |= 64
		}
		i.first = nil
	}
	s.answerBy(m, flags)
	return 200, s.messageJSON(m, false)
}

// original reads, edits or deletes the first answer, or a later one by its ID.
func (s *Server) original(c *call) (int, any) {
	i, status, answer := s.valid(c)
	if i == nil {
		return status, answer
	}
	m := i.first
	if id := c.path("message_id"); id != "" {
		m = s.message(i.channel.id, id)
		if m != nil && m.interaction != i && m != i.on {
			m = nil
		}
	}
	if m == nil || m.gone {
		return no(404, 10008, "Unknown Message")
	}
	switch c.Method {
	case http.MethodGet:
	case http.MethodDelete:
		s.remove(m)
		if m == i.first {
			i.first = nil
		}
		return 204, nil
	default:
		if status, answer := s.compose(c, m, !m.thinking); status != 0 {
			return status, answer
		}
		m.thinking = false
		s.edited(m)
	}
	return 200, s.messageJSON(m, false)
}

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
