package bots

import (
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/outbox"
	"frontdesk/store"
)

// claimCommands are how tickets change hands and end.
func (d declarer) claimCommands() []command {
	const rep = chat.Representative
	pass := d.define("pass", rep, (*Hub).cmdPass, d.opt("tier", guess), d.opt("note", long), d.opt("ticket", num))
	pass.needs, pass.shape = []string{"tier", "note"}, (*Hub).shapePass
	transfer := d.define("transfer", rep, (*Hub).cmdTransfer, d.opt("rep", guess), d.opt("note", long), d.opt("ticket", num))
	transfer.needs, transfer.shape = []string{"rep", "note"}, (*Hub).shapeGive
	assign := d.define("assign", rep, (*Hub).cmdAssign, d.opt("rep", guess), d.opt("note", long), d.opt("ticket", num))
	assign.needs, assign.shape = []string{"rep"}, (*Hub).shapeGive
	cs := []command{d.define("solved", rep, (*Hub).cmdSolved, d.opt("ticket", num)), pass, transfer, assign, d.auditCommand()}
	cs[1].typed, cs[2].typed, cs[3].typed = "[#ticket] <tier> <note>", "[#ticket] <rep> <note>", "[#ticket] <rep> [note]"
	for i := range cs {
		cs[i].secret = true
	}
	return cs
}

func (h *Hub) cmdSolved(tx store.Tx, c *call) ([]chat.Action, error) {
	t, err := h.ticket(tx, c, c.args["ticket"])
	if err != nil {
		return nil, err
	}
	return h.act(c, t, "solve-done")(h.desk.Solve(tx, t, c.by, c.meta.At))
}

// pressedSolved takes the member's answer to «is it solved?». It takes the place of the question.
func (h *Hub) pressedSolved(tx store.Tx, c *call, t escalation.Ticket, do string) (as []chat.Action, err error) {
	c.lang = t.Lang
	if do == "confirm" {
		if as, err = h.desk.Confirm(tx, t, c.by, c.meta.At); err != nil {
			return nil, err
		}
		c.update = true
		return append([]chat.Action{c.say(chat.Say("solved-thanks"))}, as...), nil
	}
	if as, err = h.desk.Unsolved(tx, t, c.by, c.meta.At); err != nil || !t.Open() {
		return as, err
	}
	c.update = true
	return append([]chat.Action{c.say(chat.Say("member-unsolved", "number", ticketNumber(t)))}, as...), nil
}

// shapePass finds the ticket that typed words begin with, and proposes the tier that comes next.
func (h *Hub) shapePass(tx store.Tx, c *call) error {
	t, err := h.shaped(tx, c, "tier")
	if err != nil {
		return err
	}
	if c.args["tier"] != "" {
		_, err := h.tier(c.args["tier"])
		return err
	}
	tiers := h.cfg.Desk.Claims.Tiers
	if next, ok := h.cfg.Desk.Claims.After(h.desk.Tier(&t)); ok && !c.meta.Answer.IsZero() {
		c.args[proposal+"tier"] = next.Name
	}
	c.choices = map[string][]string{}
	for _, o := range tiers {
		if o.Name != h.desk.Tier(&t).Name {
			c.choices["tier"] = append(c.choices["tier"], o.Name)
		}
	}
	return nil
}

// shaped finds the ticket of a command whose first option, first, is followed by a note. Typed words may begin with its
// number: as #12 anywhere, or as 12 where no ticket's room is. Where the member reads, no note is typed.
func (h *Hub) shaped(tx store.Tx, c *call, first string) (escalation.Ticket, error) {
	here, in, err := escalation.In(tx, c.meta.Room)
	if err != nil {
		return escalation.Ticket{}, err
	}
	if in && here.MemberRoom == c.meta.Room && c.meta.Answer.IsZero() {
		return here, chat.Refuse("open-thread-only", "command", c.name)
	}
	word := c.args[first]
	digits := word != "" && strings.Trim(word, "0123456789") == ""
	if c.args["ticket"] == "" && (strings.HasPrefix(word, "#") || digits && !in) {
		c.args["ticket"] = strings.TrimPrefix(word, "#")
		c.args[first], c.args["note"] = cutWord(c.args["note"])
	}
	t, err := h.ticket(tx, c, c.args["ticket"])
	if err == nil && !t.Open() {
		err = chat.Refuse("ticket-is-closed", "number", ticketNumber(t))
	}
	return t, err
}

// tier is the one that somebody named.
func (h *Hub) tier(name string) (escalation.Tier, error) {
	t, ok := h.cfg.Desk.Claims.Find(name)
	if !ok {
		var names []string
		for _, o := range h.cfg.Desk.Claims.Tiers {
			names = append(names, o.Name)
		}
		return t, chat.Refuse("pass-tier", "tier", cutRunes(name, 50), "tiers", strings.Join(names, ", "))
	}
	return t, nil
}

// tierIfKnown is a tier that an entry or a category names; empty, which is the first line, if tickets cannot have it: entries are
// edited while the program runs.
func (h *Hub) tierIfKnown(name string) string {
	if name == "" {
		return ""
	}
	t, ok := h.cfg.Desk.Claims.Find(name)
	if !ok {
		h.log.Warn().Str("tier", name).Msg("there is no such tier; the ticket begins at the first line")
		return ""
	}
	return t.Name
}

func (h *Hub) tierChoices(typed string) (out []chat.Choice) {
	for _, t := range h.cfg.Desk.Claims.Tiers {
		if strings.HasPrefix(t.Name, strings.ToLower(strings.TrimSpace(typed))) {
			out = append(out, chat.Choice{Name: t.Name, Value: t.Name})
		}
	}
	return out
}

// cmdPass gives a ticket to another tier, with a note for its team.
func (h *Hub) cmdPass(tx store.Tx, c *call) ([]chat.Action, error) {
	t, err := h.ticket(tx, c, c.args["ticket"])
	if err != nil {
		return nil, err
	}
	tier, err := h.tier(c.args["tier"])
	if err != nil {
		return nil, err
	}
	return h.act(c, t, "pass-done")(h.desk.Pass(tx, t, c.by, tier, c.args["note"], c.meta.At))
}

// shapeGive finds the ticket and who is to get it.
func (h *Hub) shapeGive(tx store.Tx, c *call) error {
	if _, err := h.shaped(tx, c, "rep"); err != nil {
		return err
	}
	return h.shapeRep(tx, c)
}

// cmdTransfer hands a ticket to another representative, with a note.
func (h *Hub) cmdTransfer(tx store.Tx, c *call) ([]chat.Action, error) {
	return h.give(tx, c, "transfer-done")
}

// cmdAssign gives a ticket to a representative.
func (h *Hub) cmdAssign(tx store.Tx, c *call) ([]chat.Action, error) {
	return h.give(tx, c, "assign-done")
}

func (h *Hub) give(tx store.Tx, c *call, said string) ([]chat.Action, error) {
	t, err := h.ticket(tx, c, c.args["ticket"])
	if err != nil {
		return nil, err
	}
	to, ok, err := h.rep(tx, c, c.args["rep"])
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, chat.Refuse("rep-none", "who", cutRunes(c.args["rep"], 50))
	}
	return h.act(c, t, said)(h.desk.Give(tx, t, c.by, to, c.args["note"], c.meta.At))
}

// rearm sets the timers of the open tickets at a start.
func (h *Hub) rearm(tx store.Tx, now time.Time) error {
	as, err := h.desk.Rearm(tx, now)
	if err != nil || len(as) == 0 {
		return err
	}
	return outbox.Enqueue(tx, now, h.ready("rearm/"+now.UTC().Format(time.RFC3339Nano), as...)...)
}
