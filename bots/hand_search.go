package bots

import (
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

// entriesFound is how many entries of the FAQ a search shows beside tickets.
const entriesFound = 5

// cmdSearch finds tickets, open and closed, and entries of the FAQ.
func (h *Hub) cmdSearch(tx store.Tx, c *call) ([]chat.Action, error) {
	words, from := strings.TrimSpace(c.args["words"]), c.args["from"]
	if words == "" {
		return nil, chat.Refuse("search-usage")
	}
	f, err := h.desk.Search(tx, cutRunes(words, 100), from)
	if err != nil {
		return nil, err
	}
	n := len(f.Found)
	p := &chat.Phrase{ID: "search-found", Count: &n, Args: map[string]chat.Arg{"words": {Text: cutRunes(words, 100)}}}
	if n == 0 {
		p = chat.Say("search-none", "words", cutRunes(words, 100))
	}
	for _, r := range f.Found {
		p.Lines(foundLine(r))
	}
	if from == "" {
		if err := h.findEntries(tx, c, p, words); err != nil {
			return nil, err
		}
	}
	if f.Next == "" {
		return []chat.Action{c.say(p)}, nil
	}
	p.And(chat.Say("search-looked", "count", strconv.Itoa(f.Looked)))
	more, err := h.shortcut(tx, c, chat.Say("button-search-on"), "go", "search", "words", words, "from", f.Next)
	return []chat.Action{c.say(p, []chat.Button{more})}, err
}

func foundLine(r escalation.Found) *chat.Phrase {
	t := r.Ticket
	line := chat.Say("search-line", "ticket", ticketArg(t), "state", t.Standing(), "name", accountName(chat.Member{ID: t.Member, Name: t.Name, Handle: t.Handle}),
		"time", whenArg(t.Opened))
	switch {
	case r.Line != nil && r.Line.Side == escalation.Note:
		line.Lines(chat.Say("search-note", "text", r.Text))
	case r.Line != nil && r.Line.From != "":
		line.Lines(chat.Say("search-said", "name", r.Line.From, "text", r.Text))
	case r.Text != "":
		line.Lines(chat.Say("search-text", "text", r.Text))
	}
	return line
}

// findEntries adds the entries of the FAQ that hold the words.
func (h *Hub) findEntries(tx store.Tx, c *call, p *chat.Phrase, words string) error {
	idx, _, err := h.book.At(tx)
	if err != nil {
		return err
	}
	for i, id := range idx.Search(cutRunes(words, 100)) {
		if i == entriesFound {
			break
		}
		if i == 0 {
			p.And(chat.Say("search-entries"))
		}
		e, _ := idx.Entry(id)
		p.Lines(chat.Say("search-entry", "entry", id, "title", titleOf(e, c.lang, h.cfg.Langs)))
	}
	return nil
}

// two are the tickets that a command about two names: both by number, or one of them by the room it was given in.
func (h *Hub) two(tx store.Tx, c *call, usage, first, second string) (a, b escalation.Ticket, err error) {
	if first == "" || strings.ContainsAny(strings.Trim(first, "#")+strings.Trim(second, "#"), " ") {
		return a, b, chat.Refuse(usage)
	}
	if second == "" {
		if a, err = h.ticket(tx, c, ""); err != nil {
			return a, b, chat.Refuse(usage)
		}
		b, err = h.ticket(tx, c, first)
		return a, b, err
	}
	if a, err = h.ticket(tx, c, first); err != nil {
		return a, b, err
	}
	b, err = h.ticket(tx, c, second)
	return a, b, err
}

// cmdMerge moves one ticket into another: «/merge 7 9», «/merge 7 into 9», in 7's room «/merge 9».
func (h *Hub) cmdMerge(tx store.Tx, c *call) ([]chat.Action, error) {
	into := strings.TrimSpace(c.args["into"])
	if word, rest := cutWord(into); strings.EqualFold(word, "into") {
		into = rest
	}
	from, to, err := h.two(tx, c, "merge-usage", c.args["ticket"], into)
	if err != nil {
		return nil, err
	}
	as, err := h.desk.Merge(tx, from, to, c.by, c.meta.At)
	if err != nil {
		return nil, err
	}
	return append([]chat.Action{c.say(chat.Say("merge-done", "from", ticketNumber(from), "into", ticketNumber(to)))}, as...), nil
}

// cmdLink names two tickets on each other's cards.
func (h *Hub) cmdLink(tx store.Tx, c *call) ([]chat.Action, error) {
	a, b, err := h.two(tx, c, "link-usage", c.args["ticket"], c.args["second"])
	if err != nil {
		return nil, err
	}
	as, err := h.desk.Relate(tx, a, b, c.by, c.meta.At)
	if err != nil {
		return nil, err
	}
	return append([]chat.Action{c.say(chat.Say("link-done", "a", ticketNumber(a), "b", ticketNumber(b)))}, as...), nil
}

// cmdUnlink takes that back.
func (h *Hub) cmdUnlink(tx store.Tx, c *call) ([]chat.Action, error) {
	a, b, err := h.two(tx, c, "unlink-usage", c.args["ticket"], c.args["second"])
	if err != nil {
		return nil, err
	}
	as, err := h.desk.Unrelate(tx, a, b, c.by, c.meta.At)
	if err != nil {
		return nil, err
	}
	return append([]chat.Action{c.say(chat.Say("unlink-done", "a", ticketNumber(a), "b", ticketNumber(b)))}, as...), nil
}
