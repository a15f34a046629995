package chatlog

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// memberObject reads a member as Discord's API writes it; false: it is something else.
func memberObject(raw []byte) (m Member, ok bool, err error) {
	var o struct {
		User *struct {
			ID       any    `json:"id"`
			Username string `json:"username"`
			Global   string `json:"global_name"`
			Bot      bool   `json:"bot"`
		} `json:"user"`
		Nick  string   `json:"nick"`
		Roles []string `json:"roles"`
	}
	if !bytes.Contains(raw, []byte(`"user"`)) || decodeNumbers(raw, &o) != nil || o.User == nil || o.User.Username == "" {
		return m, false, nil //nolint:nilerr // it is something else
	}
	u := o.User
	m = Member{ID: scalar(u.ID), Name: first(o.Nick, u.Global, u.Username), Handle: u.Username, Platform: "discord", Bot: u.Bot, Groups: o.Roles}
	if m.ID == "" {
		return m, true, fmt.Errorf("%w: a member without an id", ErrNoMessage)
	}
	return m, true, nil
}

func first(names ...string) string {
	for _, n := range names {
		if n != "" {
			return n
		}
	}
	return ""
}

// cameIn is who a notice of Telegram Desktop's export says came in by himself; who was invited is named there without an account.
func cameIn(raw []byte) (m Member, ok bool) {
	var o struct {
		Action string `json:"action"`
		Actor  string `json:"actor"`
		ID     string `json:"actor_id"`
		Unix   any    `json:"date_unixtime"`
	}
	if decodeNumbers(raw, &o) != nil || !strings.HasPrefix(o.Action, "join_group") || o.ID == "" {
		return m, false
	}
	at, err := timeOf(scalar(o.Unix))
	if err != nil {
		at = time.Time{}
	}
	return Member{ID: strings.TrimPrefix(o.ID, "user"), Name: o.Actor, Platform: "telegram", At: at}, true
}

// hrefs are where the pieces of a text lead.
func hrefs(raw json.RawMessage) (out []Link) {
	var parts []json.RawMessage
	if !bytes.Contains(raw, []byte(`"href"`)) || json.Unmarshal(raw, &parts) != nil {
		return nil
	}
	for _, p := range parts {
		var o struct {
			Text string `json:"text"`
			Href string `json:"href"`
		}
		if json.Unmarshal(p, &o) == nil && o.Href != "" {
			out = append(out, Link{o.Text, o.Href})
		}
	}
	return out
}

// columns are where a table of members has what.
type columns struct{ id, username, global, nick int }

// isTable reports whether a file begins with the names of a table's columns.
func isTable(head []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimSpace(head), []byte("\n"))
	_, err := columnsOf(line)
	return err == nil
}

func columnsOf(line []byte) (columns, error) {
	row, err := cells(line)
	c := columns{-1, -1, -1, -1}
	for i, name := range row {
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "id", "user_id", "user id":
			c.id = i
		case "username":
			c.username = i
		case "global_name", "display_name", "display name":
			c.global = i
		case "nick", "nickname":
			c.nick = i
		}
	}
	if err == nil && (c.id < 0 || c.username < 0) {
		err = errors.New("the first line names no columns id and username")
	}
	return c, err
}

// cells of one line: names hold no line breaks, so that an open quotation mark spoils its own line alone.
func cells(line []byte) ([]string, error) {
	r := csv.NewReader(bytes.NewReader(line))
	r.LazyQuotes = true
	row, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("%w: not CSV", ErrNoMessage)
	}
	return row, nil
}

// readTable reads a member a line.
func readTable(ctx context.Context, r *bufio.Reader, to Sink) error {
	var c columns
	named := false
	return readLines(ctx, r, func(line []byte) (err error) {
		if !named {
			c, err = columnsOf(line)
			named = true
			return err
		}
		row, err := cells(line)
		if err != nil {
			return err
		}
		cell := func(i int) string {
			if i < 0 || i >= len(row) {
				return ""
			}
			return valid(row[i])
		}
		m := Member{ID: strings.TrimSpace(cell(c.id)), Handle: cell(c.username), Platform: "discord"}
		if m.Name = first(cell(c.nick), cell(c.global), m.Handle); m.ID == "" || m.Name == "" {
			return fmt.Errorf("%w: expected id,username,global_name,nick", ErrNoMessage)
		}
		return to.Member(m)
	}, to.Bad)
}
