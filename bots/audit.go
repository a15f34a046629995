package bots

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/store"
)

func (d declarer) auditCommand() command {
	c := d.group("audit", chat.Representative, (*Hub).cmdAudit,
		d.define("audit ticket", chat.Representative, (*Hub).cmdAudit, d.opt("ticket", num)))
	c.typed = "ticket <number>"
	return c
}

// auditMax is how many records are shown; the audit itself keeps all.
const auditMax = 40

// cmdAudit tells what happened to a ticket. It is not told where the member reads.
func (h *Hub) cmdAudit(tx store.Tx, c *call) ([]chat.Action, error) {
	number := c.args["ticket"]
	if number == "" {
		number = c.args[subcommand]
	}
	t, err := h.audited(tx, c, number)
	if err != nil {
		return nil, err
	}
	if read, err := readByMember(tx, c); err != nil {
		return nil, err
	} else if read {
		return nil, chat.Refuse("open-thread-only", "command", "audit")
	}
	rs, err := escalation.Audit(tx, t.ID)
	if err != nil {
		return nil, err
	}
	p := chat.Say("audit-head", "number", ticketNumber(t))
	if n := len(rs) - auditMax; n > 0 {
		p.Lines(chat.Say("audit-more", "count", strconv.Itoa(n)))
		rs = rs[n:]
	}
	for _, r := range rs {
		p.Lines(auditLine(r))
	}
	return []chat.Action{c.say(p)}, nil
}

// audited is the ticket that an audit is asked of: also one that was erased or has outlived its time, of which the audit is left.
func (h *Hub) audited(tx store.Tx, c *call, number string) (escalation.Ticket, error) {
	t, err := h.ticket(tx, c, number)
	if notRefusal(err) != nil || err == nil {
		return t, err
	}
	id, bad := strconv.ParseUint(strings.TrimPrefix(strings.TrimSpace(number), "#"), 10, 64)
	if bad != nil {
		return t, err
	}
	if rs, failed := escalation.Audit(tx, id); failed != nil || len(rs) > 0 {
		return escalation.Ticket{ID: id}, failed
	}
	return t, err
}

// done are acts of the desk that have words of their own in the audit.
var done = []string{"pass", "transfer", "assign", "alarm-duty", "alarm-lead", escalation.ActForgotten}

// auditLine is one record in words.
func auditLine(r escalation.Record) *chat.Phrase {
	when := chat.Arg{Time: r.At.UTC().Format(time.RFC3339)}
	what := chat.Arg{Text: r.What}
	switch {
	case slices.Contains(escalation.States, escalation.State(r.What)):
		what = chat.Arg{Phrase: chat.Say("state-" + r.What)}
	case slices.Contains(escalation.Acts, escalation.Act(r.What)):
		what = chat.Arg{Phrase: chat.Say("act-" + r.What)}
	case slices.Contains(done, r.What):
		what = chat.Arg{Phrase: chat.Say("done-" + r.What)}
	}
	who := chat.Arg{Text: r.Name}
	switch {
	case r.Erased:
		who = chat.Arg{Phrase: chat.Say("audit-erased")}
	case r.By.IsZero():
		who = chat.Arg{Phrase: chat.Say("audit-desk")}
	case strings.TrimSpace(r.Name) == "":
		who = chat.Arg{Text: r.By.Key}
	}
	if r.Why == "" {
		return chat.Say("audit-line", "time", when, "what", what, "name", who)
	}
	why := chat.Arg{Text: r.Why}
	if slices.Contains(escalation.Causes, escalation.Cause(r.Why)) {
		why = chat.Arg{Phrase: chat.Say("cause-" + r.Why)}
	}
	return chat.Say("audit-line-why", "time", when, "what", what, "name", who, "why", why)
}
