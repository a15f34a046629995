package bots

import (
	"maps"
	"strconv"
	"time"

	"frontdesk/chat"
	"frontdesk/store"
)

// shortcut is a command behind a button, with arguments that are too long for a payload. Whoever presses it gives the command:
// rights are checked as if it had been typed.
type shortcut struct {
	Command string            `json:"command"`
	Args    map[string]string `json:"args,omitempty"`
	At      time.Time         `json:"at"`
}

// keepShortcuts is how long such buttons work.
const keepShortcuts = 7 * 24 * time.Hour

var (
	shortcuts   = store.Table[shortcut]{Name: "shortcut"} // number → row
	shortcutNos = store.Counter{Table: "author", Key: "shortcut"}
)

func (s shortcut) over(now time.Time) bool { return now.Sub(s.At) > keepShortcuts }

// behind puts a command behind a button; its arguments are name, value pairs.
func (h *Hub) behind(tx store.Tx, c *call, label *chat.Phrase, command string, args ...string) (chat.Button, error) {
	return h.shortcut(tx, c, label, "go", command, args...)
}

// turning is a button that shows another page of the same command in place of this one.
func (h *Hub) turning(tx store.Tx, c *call, label *chat.Phrase, page int) (chat.Button, error) {
	args := []string{"page", strconv.Itoa(page)}
	for _, name := range sorted(c.args) {
		if name != "page" {
			args = append(args, name, c.args[name])
		}
	}
	return h.shortcut(tx, c, label, "turn", c.name, args...)
}

func (h *Hub) shortcut(tx store.Tx, c *call, label *chat.Phrase, how, command string, args ...string) (chat.Button, error) {
	s := shortcut{Command: command, Args: map[string]string{}, At: c.meta.At}
	for i := 0; i+1 < len(args); i += 2 {
		s.Args[args[i]] = args[i+1]
	}
	no, err := shortcutNos.Next(tx)
	if err != nil {
		return chat.Button{}, err
	}
	return chat.Button{Phrase: label, Data: "v:" + strconv.FormatUint(no, 10) + ":" + how}, shortcuts.Put(tx, store.Key(no), s)
}

// pressedShortcut gives the command behind a button.
func (h *Hub) pressedShortcut(tx store.Tx, c *call, no uint64, how string) ([]chat.Action, error) {
	s, ok, err := shortcuts.Get(tx, store.Key(no))
	if err != nil {
		return nil, err
	}
	if !ok || s.over(c.meta.At) {
		return nil, chat.Refuse("press-stale")
	}
	c.update = how == "turn"
	maps.Copy(c.args, s.Args)
	return h.picked(tx, c, s.Command, c.args)
}

// pages turns a page of a list: n lines a page of all lines, with the buttons that lead on and back.
func (h *Hub) pages(tx store.Tx, c *call, all, n int) (from, to int, shown string, row []chat.Button, err error) {
	page, last := 1, max(1, (all+n-1)/n)
	if s := c.args["page"]; s != "" {
		if page, err = strconv.Atoi(s); err != nil || page < 1 || page > last {
			return 0, 0, "", nil, chat.Refuse("faq-page")
		}
	}
	for _, b := range []struct {
		label string
		page  int
	}{{"button-previous", page - 1}, {"button-next", page + 1}} {
		if b.page < 1 || b.page > last {
			continue
		}
		button, err := h.turning(tx, c, &chat.Phrase{ID: b.label}, b.page)
		if err != nil {
			return 0, 0, "", nil, err
		}
		row = append(row, button)
	}
	return (page - 1) * n, min(page*n, all), strconv.Itoa(page) + "/" + strconv.Itoa(last), row, nil
}
