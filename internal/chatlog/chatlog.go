// Package chatlog reads the past of a chat from the files that people have of it: Telegram Desktop's export, that of
// DiscordChatExporter, JSON lines and plain lines. It holds one message in memory at a time.
package chatlog

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Message is one message, as far as its file tells. Every field but Text may be missing.
type Message struct {
	ID      string
	Room    int // files may hold several chats
	Text    string
	Name    string // of the author
	Author  string // account ID, or a name where there is none
	Bot     bool
	Forward string
	ReplyTo string
	At      time.Time

	Platform string // telegram or discord, where the format tells
	Handle   string // of the author
	Channel  bool   // the author is a channel that writes in its own name; its ID is in Author
	Chat     bool   // … an administrator who writes in the group's
	Groups   []string
	Links    []Link
}

// Link is where words lead.
type Link struct{ Shown, URL string }

// Member is an account that a file tells of beside messages: one of a list of members, or one that a notice says came in.
type Member struct {
	ID, Name, Handle string
	Platform         string // telegram or discord
	Bot              bool
	Groups           []string  // roles
	At               time.Time // when it came in, if a notice of the chat tells: lists are in another order
}

// Sink takes what a file holds, in its order. Member may be nil.
type Sink struct {
	Message func(Message) error
	Member  func(Member) error
	Bad     func(where string, err error)
}

// kind is how a file holds messages.
type kind uint8

const (
	export  kind = iota // one JSON document: Telegram Desktop's result.json, DiscordChatExporter's
	objects             // one JSON object a line
	table               // members as CSV, their columns named in the first line
	plain               // one message a line
)

// ErrNoMessage is what a part of a file that is no message is reported with; the reading goes on behind it.
var ErrNoMessage = errors.New("no message")

// peek is how much of a file its kind is told by.
const peek = 64 << 10

// Read calls fn with each message of a file, in their order, until ctx ends or fn returns an error. What is no message
// is told to bad, with where it stands, and skipped; empty ones and a platform's own notices are passed over in silence. The
// file is UTF-8, or begins with a byte order mark that says otherwise, as programs of Windows write it.
func Read(ctx context.Context, in io.Reader, fn func(Message) error, bad func(where string, err error)) error {
	return ReadAll(ctx, in, Sink{Message: fn, Bad: bad})
}

// ReadAll is Read for who wants the members too: of Discord's list as JSON (a list of member objects, or one a line) or CSV with the
// columns id, username, global_name, nick, and those who came in by the notices of Telegram Desktop's export.
func ReadAll(ctx context.Context, in io.Reader, to Sink) error {
	r := bufio.NewReaderSize(transform.NewReader(in, unicode.BOMOverride(transform.Nop)), peek)
	head, err := r.Peek(peek)
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return err
	case bytes.IndexByte(head, 0) >= 0:
		return errors.New("is no text; expected a chat export as JSON, or lines of text (of an archive: what is packed in it)")
	}
	kind := kindOf(head)
	if to.Member != nil && isTable(head) {
		kind = table
	}
	switch kind {
	case export:
		return readExport(ctx, r, to)
	case table:
		return readTable(ctx, r, to)
	case plain:
		return readLines(ctx, r, func(line []byte) error { return to.Message(Message{Text: valid(string(line))}) }, to.Bad)
	}
	return readLines(ctx, r, to.line, to.Bad)
}

// line takes an object a line.
func (to Sink) line(line []byte) error {
	if to.Member != nil {
		if m, ok, err := memberObject(line); ok {
			return errors.Join(err, to.member(m, err))
		}
	}
	m, err := lineMessage(line)
	if err != nil {
		return err
	}
	return to.Message(m)
}

func (to Sink) member(m Member, err error) error {
	if err != nil {
		return nil //nolint:nilerr // it is told with its place
	}
	return to.Member(m)
}

// readLines takes line by line. Lines end at LF and may be of any length. One that is no message is told to bad.
func readLines(ctx context.Context, r *bufio.Reader, take func([]byte) error, bad func(string, error)) error {
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		line, err := r.ReadBytes('\n')
		last := errors.Is(err, io.EOF)
		if err != nil && !last {
			return err
		}
		if line = bytes.TrimSpace(line); len(line) > 0 {
			if err := take(line); errors.Is(err, ErrNoMessage) {
				bad(fmt.Sprintf("line %d", n), err)
			} else if err != nil {
				return err
			}
		}
		if last {
			return nil
		}
	}
}

// kindOf tells a file by its beginning: a first line that is a whole JSON object, and no export, begins lines of them.
func kindOf(head []byte) kind {
	head = bytes.TrimSpace(head)
	if len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return plain
	}
	first, _, whole := bytes.Cut(head, []byte("\n"))
	var keys map[string]json.RawMessage
	if json.Unmarshal(first, &keys) == nil && (whole || len(head) < peek) {
		if _, one := keys["messages"]; !one && keys["chats"] == nil && keys["members"] == nil {
			return objects
		}
		return export
	}
	if head[0] == '[' && !bytes.HasPrefix(bytes.TrimSpace(head[1:]), []byte("{")) {
		return plain // «[12:04] hello»
	}
	if head[0] == '{' && !bytes.HasPrefix(bytes.TrimSpace(head[1:]), []byte(`"`)) {
		return plain
	}
	return export
}

// lineMessage reads an object of any of text, from, at, reply_to, id, bot.
func lineMessage(line []byte) (Message, error) {
	var o struct {
		ID      any    `json:"id"`
		Text    string `json:"text"`
		From    any    `json:"from"`
		At      any    `json:"at"`
		ReplyTo any    `json:"reply_to"`
		Forward string `json:"forwarded_from"`
		Bot     bool   `json:"bot"`
	}
	if err := decodeNumbers(line, &o); err != nil {
		return Message{}, fmt.Errorf("%w: expected {\"text\": \"…\", \"from\": \"…\", \"at\": \"…\", \"reply_to\": \"…\"}: %s", ErrNoMessage, jsonTrouble(err))
	}
	m := Message{ID: scalar(o.ID), Text: o.Text, Author: scalar(o.From), ReplyTo: scalar(o.ReplyTo), Forward: o.Forward, Bot: o.Bot}
	m.Name = m.Author
	at, err := timeOf(scalar(o.At))
	if err != nil {
		return Message{}, fmt.Errorf("%w: at: %w", ErrNoMessage, err)
	}
	m.At = at
	return m, nil
}

// decodeNumbers keeps the digits of numbers, which may be IDs longer than a float holds.
func decodeNumbers(src []byte, to any) error {
	d := json.NewDecoder(bytes.NewReader(src))
	d.UseNumber()
	if err := d.Decode(to); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("more than one value in a line")
	}
	return nil
}

// jsonTrouble is an error of the decoder without what the file holds.
func jsonTrouble(err error) string {
	var syntax *json.SyntaxError
	var typ *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax):
		return fmt.Sprintf("not JSON at byte %d", syntax.Offset)
	case errors.As(err, &typ) && typ.Field == "":
		return "it is a " + typ.Value
	case errors.As(err, &typ):
		return fmt.Sprintf("%s is a %s", typ.Field, typ.Value)
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "it breaks off"
	}
	return "not JSON"
}

// scalar is a text or number as text; anything else, false and null among it, is none.
func scalar(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		if v {
			return "true"
		}
	}
	return ""
}

// earliest and latest bound the times that are believed.
var earliest, latest = time.Unix(0, 0), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// timeOf reads RFC 3339, with or without its zone, or seconds since 1970; nothing is the zero time.
func timeOf(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		t, err = time.Parse("2006-01-02T15:04:05", strings.Replace(s, " ", "T", 1))
	}
	if err != nil {
		var n float64
		if n, err = strconv.ParseFloat(s, 64); err == nil && n >= 0 && n < float64(latest.Unix()) {
			t = time.Unix(int64(n), 0)
		}
	}
	if err != nil || t.Before(earliest) || t.After(latest) {
		return time.Time{}, fmt.Errorf("%.40q is no time; expected 2026-01-31T12:00:00Z, or seconds since 1970", s)
	}
	return t.UTC(), nil
}

func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}
