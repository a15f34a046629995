package bots

import (
	"errors"
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/store"
)

// deskCommands are what representatives do with tickets; they are about tickets, so not for a room that everybody reads.
func (d declarer) deskCommands() []command {
	const rep = chat.Representative
	cs := []command{
		d.define("claim", rep, (*Hub).cmdClaim, d.opt("ticket", num)),
		d.define("release", rep, (*Hub).cmdRelease, d.opt("ticket", num)),
		d.define("close", rep, (*Hub).cmdClose, d.opt("reason", long)),
		d.define("reopen", rep, (*Hub).cmdReopen, d.opt("ticket", num)),
		d.define("note", rep, (*Hub).cmdNote, d.opt("text", must, long)),
		d.dutyCommand(),
	}
	cs[4].shape = (*Hub).shapeNote
	cs[2].typed, cs[4].typed = "[#ticket] [reason]", "[#ticket] <text>"
	for i := range cs {
		cs[i].secret = true
	}
	return cs
}

// request is a wish for a human made by a command or a press.
func request(c *call) escalation.Request {
	return escalation.Request{
		Member: c.by, Subject: escalation.General, Lang: c.lang, Room: c.meta.Room, Answer: c.meta.Answer,
		Source: c.message, At: c.meta.At,
	}
}

// cmdSupport opens a ticket; what the FAQ marks as urgent is an urgent one.
func (h *Hub) cmdSupport(tx store.Tx, c *call) ([]chat.Action, error) {
	if first, err := h.asksFirst(tx, c); first || err != nil {
		if err != nil {
			return nil, err
		}
		return h.begin(tx, c)
	}
	r := request(c)
	said := c.args["text"]
	if said != "" {
		r.Lang = h.langOf(tx, c.by, c.meta.Room, said)
		r.Message = &chat.Message{ID: c.message, From: c.by, Text: said}
		if c.said != nil {
			r.Message.Files = c.said.Files
		}
		if err := h.grade(tx, &r, said); err != nil {
			return nil, err
		}
	}
	switch t := c.target; {
	case t == nil || t.Text == "" || t.From.Kind == chat.Self:
	case t.From.ID == c.by.ID && said == "":
		r.Message, r.Source = t, t.ID
	default:
		r.Context = &chat.Reply{ID: t.ID, From: t.From, Text: t.Text}
	}
	t, as, err := h.desk.Open(tx, r)
	if err == nil && said != "" {
		err = h.wanted(tx, c, said, t.ID)
	}
	return as, err
}

// grade makes a request urgent, or gives it a tier, if the entry that fits its words says so.
func (h *Hub) grade(tx store.Tx, r *escalation.Request, said string) error {
	idx, _, err := h.book.At(tx)
	if err != nil {
		return err
	}
	v := idx.Match(faq.Query{Text: said, Addressed: true})
	if v.Kind != faq.Answer {
		return nil
	}
	e, err := h.book.Get(tx, v.Entry)
	if err != nil {
		return nil //nolint:nilerr // an entry that is gone grades nothing
	}
	r.Tier = h.tierIfKnown(e.Entry.Tier)
	if e.Entry.Urgent {
		r.Subject = escalation.Urgent
	}
	return nil
}

// ticket is the one a command is about: named by number, else the one whose room it was given in.
func (h *Hub) ticket(tx store.Tx, c *call, number string) (escalation.Ticket, error) {
	number = strings.TrimPrefix(strings.TrimSpace(number), "#")
	if number != "" {
		id, err := strconv.ParseUint(number, 10, 64)
		if err != nil {
			return escalation.Ticket{}, chat.Refuse("ticket-number", "command", c.name)
		}
		return escalation.Find(tx, id)
	}
	t, ok, err := escalation.In(tx, c.meta.Room)
	if err == nil && !ok {
		err = chat.Refuse("ticket-number", "command", c.name)
	}
	return t, err
}

func (h *Hub) cmdClaim(tx store.Tx, c *call) ([]chat.Action, error) {
	t, err := h.ticket(tx, c, c.args["ticket"])
	if err != nil {
		return nil, err
	}
	return h.act(c, t, "claim-done")(h.desk.Claim(tx, t, c.by, c.meta.At))
}

func (h *Hub) cmdRelease(tx store.Tx, c *call) ([]chat.Action, error) {
	t, err := h.ticket(tx, c, c.args["ticket"])
	if err != nil {
		return nil, err
	}
	return h.act(c, t, "release-done")(h.desk.Release(tx, t, c.by, c.meta.At))
}

// numbered finds the ticket that typed words begin with, as #12 anywhere or as 12 where no ticket's room is, and the rest.
func (h *Hub) numbered(tx store.Tx, c *call, words string) (escalation.Ticket, string, error) {
	first, rest := cutWord(words)
	_, here, err := escalation.In(tx, c.meta.Room)
	if err != nil {
		return escalation.Ticket{}, "", err
	}
	alone := rest == "" && strings.Trim(first, "0123456789") == ""
	if !here || strings.HasPrefix(first, "#") || first != "" && alone {
		t, err := h.ticket(tx, c, first)
		return t, rest, err
	}
	t, err := h.ticket(tx, c, "")
	return t, words, err
}

// cmdClose closes the ticket of its room, or the one whose number begins the reason.
func (h *Hub) cmdClose(tx store.Tx, c *call) ([]chat.Action, error) {
	t, reason, err := h.numbered(tx, c, c.args["reason"])
	if err != nil {
		return nil, err
	}
	return h.act(c, t, "close-done")(h.desk.Close(tx, t, c.by, reason, c.meta.At))
}

func (h *Hub) cmdReopen(tx store.Tx, c *call) ([]chat.Action, error) {
	t, err := h.ticket(tx, c, c.args["ticket"])
	if err != nil {
		return nil, err
	}
	return h.act(c, t, "reopen-done")(h.desk.Reopen(tx, t, c.by, nil, false, c.meta.At))
}

// shapeNote asks for the words of a note only where it is known which ticket they are for.
func (h *Hub) shapeNote(tx store.Tx, c *call) error {
	if c.args["text"] != "" {
		return nil
	}
	_, err := h.ticket(tx, c, "")
	return err
}

// cmdNote keeps a note that only the staff sees. Typed where the member reads, it was read already.
func (h *Hub) cmdNote(tx store.Tx, c *call) ([]chat.Action, error) {
	t, note, err := h.numbered(tx, c, c.args["text"])
	if err != nil {
		return nil, err
	}
	if read, err := readByMember(tx, c); err != nil {
		return nil, err
	} else if read {
		return nil, chat.Refuse("note-seen")
	}
	var typed chat.RoomID
	if c.said != nil {
		typed = c.meta.Room
	}
	return h.act(c, t, "note-done")(h.desk.Note(tx, t, c.by, note, typed, c.meta.At))
}

// cmdWrong takes an answer back that did not fit, and keeps the pair so that it is not given again. An entry that lists the
// question goes on answering it until the FAQ is changed.
func (h *Hub) cmdWrong(tx store.Tx, c *call) ([]chat.Action, error) {
	if c.target == nil {
		return nil, chat.Refuse("wrong-usage")
	}
	a, ok, err := faq.AnswerIn(tx, c.target.ID)
	if err != nil {
		return nil, err
	}
	if !ok || a.Entry == "" {
		return nil, chat.Refuse("wrong-usage")
	}
	said, err := h.disown(tx, c, a)
	if err == nil {
		err = h.failedOn(tx, a, "", faq.WhyWrong, 0)
	}
	if err != nil {
		return nil, err
	}
	as, err := h.withdraw(tx, a)
	return append(as, c.say(chat.Say(said, "entry", a.Entry))), err
}

// disown keeps the question of an answer as one that its entry does not answer, as far as that can be done, and returns what
// to say of it.
func (h *Hub) disown(tx store.Tx, c *call, a faq.Answered) (said string, err error) {
	q, ok, err := questions.Get(tx, store.Key(a.No))
	if err != nil || !ok {
		return "wrong-taken", err
	}
	switch err = h.book.AddNegative(tx, a.Entry, a.Lang, q.Text, c.author()); {
	case errors.Is(err, faq.ErrOwnQuestion):
		return "wrong-own", nil
	case errors.Is(err, faq.ErrNotFound), errors.Is(err, faq.ErrInvalid):
		return "wrong-taken", nil
	}
	return "wrong-done", err
}
