package chatlog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// readExport reads the messages of every list called «messages» in a JSON document, wherever it lies, or those of a list that
// is the whole document: so one chat of Telegram Desktop is read like its export of all chats, and like DiscordChatExporter's.
// Where the document breaks off it returns an error, after all messages up to there.
func readExport(ctx context.Context, in io.Reader, to Sink) error {
	e := &exportReader{ctx: ctx, dec: json.NewDecoder(in), to: to}
	e.dec.UseNumber()
	err := e.value("messages", 0)
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("not JSON from byte %d on: %s; what stands before it was read", e.dec.InputOffset(), jsonTrouble(err))
	case err == nil && e.lists == 0:
		return errors.New("holds no list called «messages»; expected a chat export of Telegram Desktop (result.json) or DiscordChatExporter (JSON)")
	}
	return err
}

type exportReader struct {
	ctx   context.Context //nolint:containedctx // for the one call of readExport
	dec   *json.Decoder
	to    Sink
	lists int    // of messages, begun so far
	n     int    // messages of the present list
	chat  string // ID of the chat that they are in
}

// deepest is how deep lists of messages are looked for; exports have them at depth 1 or 4.
const deepest = 16

// value walks one value, which is called key.
func (e *exportReader) value(key string, depth int) error {
	t, err := e.dec.Token()
	if err != nil {
		return err
	}
	delim, nested := t.(json.Delim)
	switch {
	case !nested:
		if key == "id" {
			e.chat = scalar(t)
		}
		return nil
	case depth == deepest:
		return fmt.Errorf("is nested more than %d deep: that is no chat export", deepest)
	case delim == '[' && (key == "messages" || key == "members" && e.to.Member != nil):
		e.lists, e.n = e.lists+1, 0
		err = e.messages()
	default:
		err = e.inside(delim, depth)
	}
	if err == nil {
		_, err = e.dec.Token() // the closing bracket
	}
	return err
}

func (e *exportReader) inside(delim json.Delim, depth int) error {
	for e.dec.More() {
		key := ""
		if delim == '{' {
			t, err := e.dec.Token()
			if err != nil {
				return err
			}
			key, _ = t.(string)
		}
		if err := e.value(key, depth+1); err != nil {
			return err
		}
	}
	return nil
}

func (e *exportReader) messages() error {
	for e.dec.More() {
		if err := e.ctx.Err(); err != nil {
			return err
		}
		e.n++
		var raw json.RawMessage
		if err := e.dec.Decode(&raw); err != nil {
			return err
		}
		if err := e.one(raw); errors.Is(err, ErrNoMessage) {
			e.to.Bad(fmt.Sprintf("message %d", e.n), err)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// one takes one object of a list.
func (e *exportReader) one(raw json.RawMessage) error {
	if e.to.Member != nil {
		if m, ok, err := memberObject(raw); ok {
			return errors.Join(err, e.to.member(m, err))
		}
	}
	m, notice, err := exportMessage(raw)
	switch {
	case err != nil && !errors.Is(err, ErrNoMessage):
		return fmt.Errorf("%w: %w", ErrNoMessage, err)
	case err != nil:
		return err
	case !notice:
		m.Room = e.lists
		m.Chat = m.Channel && m.Author == e.chat
		return e.to.Message(m)
	case e.to.Member == nil:
		return nil
	}
	if m, came := cameIn(raw); came {
		return e.to.Member(m)
	}
	return nil
}

// exportMessage reads a message of either export: Discord's have an author, Telegram's a from.
func exportMessage(raw json.RawMessage) (m Message, notice bool, err error) {
	var o struct {
		// Both.
		ID   any    `json:"id"`
		Type string `json:"type"`

		// Telegram Desktop.
		Date    string          `json:"date"`
		Unix    any             `json:"date_unixtime"`
		From    string          `json:"from"`
		FromID  any             `json:"from_id"`
		ReplyTo any             `json:"reply_to_message_id"`
		Forward string          `json:"forwarded_from"`
		ViaBot  string          `json:"via_bot"`
		Text    json.RawMessage `json:"text"`

		// DiscordChatExporter.
		Timestamp string `json:"timestamp"`
		Content   string `json:"content"`
		Author    *struct {
			ID       string `json:"id"`
			Name     string `json:"name"`
			Nickname string `json:"nickname"`
			IsBot    bool   `json:"isBot"`
			Roles    []struct {
				ID string `json:"id"`
			} `json:"roles"`
		} `json:"author"`
		Reference *struct {
			MessageID string `json:"messageId"`
		} `json:"reference"`

		// JSON lines that somebody put into a list.
		At    any  `json:"at"`
		Reply any  `json:"reply_to"`
		Bot   bool `json:"bot"`
	}
	if err := decodeNumbers(raw, &o); err != nil {
		return m, false, fmt.Errorf("%w: %s", ErrNoMessage, jsonTrouble(err))
	}
	m.ID = scalar(o.ID)
	if a := o.Author; a != nil {
		m.Text, m.Author, m.Name, m.Bot, m.Handle, m.Platform = o.Content, a.ID, a.Nickname, a.IsBot, a.Name, "discord"
		if m.Name == "" {
			m.Name = a.Name
		}
		for _, r := range a.Roles {
			m.Groups = append(m.Groups, r.ID)
		}
		if o.Reference != nil {
			m.ReplyTo = o.Reference.MessageID
		}
		m.At, err = timeOf(o.Timestamp)
		return m, o.Type != "" && o.Type != "Default" && o.Type != "Reply", err
	}
	m.Text, m.Name, m.Forward, m.Bot = flatText(o.Text), o.From, o.Forward, o.ViaBot != "" || o.Bot
	m.Author, m.ReplyTo = strings.TrimPrefix(scalar(o.FromID), "user"), scalar(o.ReplyTo)+scalar(o.Reply)
	if id, channel := strings.CutPrefix(m.Author, "channel"); channel {
		m.Author, m.Channel, m.Bot = id, true, true // or an administrator behind the group's name
	}
	if o.FromID != nil {
		m.Platform, m.Links = "telegram", hrefs(o.Text)
	}
	if m.Author == "" {
		m.Author = o.From
	}
	when := scalar(o.Unix) + scalar(o.At)
	if when == "" {
		when = o.Date
	}
	m.At, err = timeOf(when)
	return m, o.Type != "" && o.Type != "message", err
}

// flatText joins the pieces that Telegram Desktop cuts a text into: texts, and objects with a text.
func flatText(raw json.RawMessage) string {
	var s string
	if len(raw) == 0 || json.Unmarshal(raw, &s) == nil {
		return s
	}
	var parts []json.RawMessage
	if json.Unmarshal(raw, &parts) != nil {
		return ""
	}
	var b strings.Builder
	for _, p := range parts {
		var o struct {
			Text string `json:"text"`
		}
		if json.Unmarshal(p, &s) == nil {
			b.WriteString(s)
		} else if json.Unmarshal(p, &o) == nil {
			b.WriteString(o.Text)
		}
	}
	return b.String()
}
