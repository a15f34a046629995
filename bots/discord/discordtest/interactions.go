package discordtest

import (
	"net/http"
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
