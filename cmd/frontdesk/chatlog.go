package main

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
)

// logged is one message of a chat's past, as far as its file tells. Every field but Text may be missing.
type logged struct {
	ID      string
	Room    int // files may hold several chats
	Text    string
	Name    string // of the author
	Author  string // account ID, or a name where there is none
	Bot     bool
	Forward string
	ReplyTo string
	At      time.Time
}

// logKind is how a file holds messages.
type logKind string

const (
	logExport logKind = "export" // one JSON document: Telegram Desktop's result.json, DiscordChatExporter's
	logLines  logKind = "jsonl"  // one JSON object a line
	logText   logKind = "text"   // one message a line
)

// errBadMessage is what a part of a file that is no message is reported with; the reading goes on behind it.
var errBadMessage = errors.New("no message")

// logPeek is how much of a file its kind is told by.
const logPeek = 64 << 10

// readLog calls fn with each message of a file, in their order, holding no more than one of them in memory. What is no message
// is told to bad, with where it stands, and skipped; empty ones and a platform's own notices are passed over in silence.
func readLog(ctx context.Context, in io.Reader, fn func(logged) error, bad func(where string, err error)) error {
	r := bufio.NewReaderSize(in, logPeek)
	head, err := r.Peek(logPeek)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	head = bytes.TrimPrefix(head, []byte("\uFEFF"))
	if kindOfLog(head) == logExport {
		return readExport(ctx, r, fn, bad)
	}
	plain, n := kindOfLog(head) == logText, 0
	return eachLine(ctx, r, func(line string) error {
		n++
		line = strings.TrimSuffix(strings.TrimPrefix(line, "\uFEFF"), "\r")
		if strings.TrimSpace(line) == "" {
			return nil
		}
		m := logged{Text: line}
		if !plain {
			var err error
			if m, err = lineMessage([]byte(line)); err != nil {
				bad(fmt.Sprintf("line %d", n), err)
				return nil
			}
		}
		return fn(m)
	})
}

// kindOfLog tells a file by its beginning: a first line that is a whole JSON object, and no export, begins lines of them.
func kindOfLog(head []byte) logKind {
	head = bytes.TrimSpace(head)
	if len(head) == 0 || head[0] != '{' && head[0] != '[' {
		return logText
	}
	first, _, whole := bytes.Cut(head, []byte("\n"))
	var keys map[string]json.RawMessage
	if json.Unmarshal(first, &keys) == nil && (whole || len(head) < logPeek) {
		if _, one := keys["messages"]; !one && keys["chats"] == nil {
			return logLines
		}
		return logExport
	}
	if head[0] == '[' && !bytes.HasPrefix(bytes.TrimSpace(head[1:]), []byte("{")) {
		return logText // «[12:04] hello»
	}
	if head[0] == '{' && !bytes.HasPrefix(bytes.TrimSpace(head[1:]), []byte(`"`)) {
		return logText
	}
	return logExport
}

// lineMessage reads an object of any of text, from, at, reply_to, id, bot.
func lineMessage(line []byte) (logged, error) {
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
		return logged{}, fmt.Errorf("%w: expected {\"text\": \"…\", \"from\": \"…\", \"at\": \"…\", \"reply_to\": \"…\"}: %s", errBadMessage, jsonTrouble(err))
	}
	m := logged{ID: scalar(o.ID), Text: o.Text, Author: scalar(o.From), ReplyTo: scalar(o.ReplyTo), Forward: o.Forward, Bot: o.Bot}
	m.Name = m.Author
	at, err := timeOf(scalar(o.At))
	if err != nil {
		return logged{}, fmt.Errorf("%w: at: %w", errBadMessage, err)
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

// earliest and latest bound the times that are believed: they are what JSON can write.
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
