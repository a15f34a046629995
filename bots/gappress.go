package bots

import (
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// pressedGaps takes a press on a listing of gaps. What is done is one letter, then the group's number or the page:
//
//	p2     page 2             a3   attach group 3 to its nearest entry     o3   choose another entry
//	x3     not for the bot    n3   write an entry                          e3.1 attach group 3 to its second entry
//	r7.3   take ruling 7 back, which was on group 3; without a group it was no listing that was pressed
func (h *Hub) pressedGaps(tx store.Tx, c *call, listing uint64, do string) ([]chat.Action, error) {
	if !c.by.Role.Has(chat.Moderator) {
		return nil, chat.Refuse("not-staff", "command", "gaps")
	}
	if do == "" {
		return nil, chat.Refuse("press-stale")
	}
	first, second, more := strings.Cut(do[1:], ".")
	n, err := strconv.Atoi(first)
	if err != nil || n < 0 {
		return nil, chat.Refuse("press-stale")
	}
	k := 0
	if more {
		if k, err = strconv.Atoi(second); err != nil || k < 0 {
			return nil, chat.Refuse("press-stale")
		}
	}
	switch do[0] {
	case 'p':
		return h.turnTo(tx, c, listing, n)
	case 'r':
		return h.undoRuling(tx, c, listing, uint64(n), k)
	}
	g, err := group(tx, listing, n)
	if err != nil {
		return nil, err
	}
	switch do[0] {
	case 'a':
		if len(g.Near) == 0 {
			return nil, chat.Refuse("press-stale")
		}
		_, err = h.book.Attach(tx, g, g.Near[0], c.author())
		return h.thenShow(tx, c, listing, n, h.gapRefusal(err, g.Near[0]))
	case 'x':
		_, err = h.book.Reject(tx, g, c.author())
		return h.thenShow(tx, c, listing, n, h.gapRefusal(err, ""))
	case 'o':
		return h.offerEntries(tx, c, listing, n, g)
	case 'e':
		if k >= len(g.Near) {
			return nil, chat.Refuse("press-stale")
		}
		return h.attach(tx, c, g, g.Near[k])
	case 'n':
		return h.beginEntry(tx, c, g)
	}
	return nil, chat.Refuse("press-stale")
}

// thenShow shows the page with group n again, as it is after a ruling.
func (h *Hub) thenShow(tx store.Tx, c *call, listing uint64, n int, err error) ([]chat.Action, error) {
	if err != nil {
		return nil, err
	}
	return h.turnTo(tx, c, listing, (n-1)/gapsPage+1)
}

// turnTo puts a page of a listing in place of the one that carries the button.
func (h *Hub) turnTo(tx store.Tx, c *call, listing uint64, page int) ([]chat.Action, error) {
	l, ok, err := faq.ListingNo(tx, listing)
	if err == nil && (!ok || page < 1 || page > gapPages(l)) {
		err = chat.Refuse("press-stale")
	}
	if err != nil {
		return nil, err
	}
	p, rows, err := h.gapPage(tx, l, page, c.meta.At)
	return []chat.Action{c.post(chat.Post{Phrase: p, Buttons: rows, Update: true})}, err
}

// undoRuling takes a ruling back: its gaps are listed again.
func (h *Hub) undoRuling(tx store.Tx, c *call, listing, ruling uint64, n int) ([]chat.Action, error) {
	r, err := h.book.Undo(tx, ruling, c.author())
	if err != nil {
		return nil, h.gapRefusal(err, r.Entry)
	}
	if n > 0 {
		return h.thenShow(tx, c, listing, n, nil)
	}
	return []chat.Action{c.say(chat.Say("gap-undone"))}, nil
}

// offerEntries offers the entries near to a group, and waits for the name of another one.
func (h *Hub) offerEntries(tx store.Tx, c *call, listing uint64, n int, g faq.Group) ([]chat.Action, error) {
	_, ruling, err := g.Read(tx, c.meta.At)
	if err == nil && ruling != nil {
		err = faq.ErrSettled{Ruling: *ruling}
	}
	if err != nil {
		return nil, h.gapRefusal(err, "")
	}
	name := number(listing) + "." + strconv.Itoa(n)
	d := dialog{Command: "gaps", Args: map[string]string{"gap": name}, Wants: "id", At: c.meta.At}
	if err := dialogs.Put(tx, c.dialogKey(), d); err != nil {
		return nil, err
	}
	var rows [][]chat.Button
	for i, id := range g.Near {
		e, err := h.book.Get(tx, id)
		if err != nil || len(rows) == 4 {
			continue // deleted meanwhile, or no room for more
		}
		b := chat.Button{Text: cutRunes(id+" — "+titleOf(e.Entry, c.lang, h.cfg.Langs), 60), Data: "q:" + number(listing) + ":e" + strconv.Itoa(n) + "." + strconv.Itoa(i)}
		rows = append(rows, []chat.Button{b})
	}
	p := chat.Say("gap-which", "gap", name)
	if !h.amongItself(c.meta) {
		p.And(chat.Say("want-reply"))
	}
	return []chat.Action{c.say(p, append(rows, cancelRow()...)...)}, nil
}

// beginEntry begins an entry with a group's questions and, as a proposal, what the staff said to one of them.
func (h *Hub) beginEntry(tx store.Tx, c *call, g faq.Group) ([]chat.Action, error) {
	_, questions, reply, err := h.book.Begin(tx, g, c.author())
	if err != nil {
		return nil, h.gapRefusal(err, "")
	}
	args := map[string]string{"lang": questions[0].Lang}
	var texts []string
	for _, q := range questions {
		if q.Lang == args["lang"] {
			texts = append(texts, strings.Join(strings.Fields(q.Text), " "))
		}
	}
	args["questions"] = strings.Join(texts, "\n")
	if reply != nil {
		args[proposal+"answer"] = reply.Text
	}
	c.target = nil // the listing is no example of a question
	return h.picked(tx, c, "faq add", args)
}
