package bots

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/store"
)

// incidentCommands are what representatives do about what many ask at once.
func (d declarer) incidentCommands() command {
	const rep = chat.Representative
	open := d.define("incident open", rep, (*Hub).cmdIncidentOpen, d.opt("title", must, long), d.opt("match"), d.opt("notice", long))
	g := d.group("incident", rep, (*Hub).cmdIncidents,
		open,
		d.define("incident update", rep, (*Hub).cmdIncidentUpdate, d.opt("incident", must, num), d.opt("notice", must, long)),
		d.define("incident end", rep, (*Hub).cmdIncidentEnd, d.opt("incident", must, num), d.opt("notice", long)),
		d.define("incident match", rep, (*Hub).cmdIncidentMatch, d.opt("incident", must, num), d.opt("match", must, long)),
		d.define("incident attach", rep, (*Hub).cmdIncidentAttach, d.opt("incident", must, num), d.opt("ticket", num)),
		d.define("incident list", rep, (*Hub).cmdIncidents),
	)
	g.secret, g.inside = true, true
	for name, sub := range g.subs {
		sub.secret, sub.inside = true, true
		g.subs[name] = sub
	}
	return g
}

// knownIssue meets a question that fits an incident with its notice, and counts who asked. What the FAQ marks as urgent, and a
// room in which the bot is to keep silent, are left to the FAQ.
func (h *Hub) knownIssue(tx store.Tx, meta *chat.Meta, m *chat.Message, v faq.Verdict, asked bool) ([]chat.Action, bool, error) {
	if m.From.Role.Staff() {
		return nil, false, nil
	}
	i, ok, err := h.desk.IncidentIn(tx, m.Text)
	if err != nil || !ok {
		return nil, false, err
	}
	if v.Kind == faq.Answer {
		if e, err := h.indexed(tx, v.Entry); err == nil && e.Urgent {
			return nil, false, nil
		}
	}
	if !asked {
		quiet, err := h.quiet(tx, meta)
		if err != nil || quiet {
			return nil, quiet, err
		}
		if hidden, err := h.inShadow(tx, meta); err != nil || hidden {
			return nil, hidden, err
		}
	}
	lang := h.langOf(tx, m.From, meta.Room, m.Text)
	show, err := h.desk.Asked(tx, i, m.From, lang, meta.Room, asked, h.cfg.Cooldown, meta.At)
	if err != nil || !show {
		return nil, true, err
	}
	h.metrics.verdicts.WithLabelValues(string(saidIncident)).Inc()
	a, err := faq.Remember(tx, faq.Answered{
		Question: m.ID, Hash: faq.TextHash(m.Text), Asker: m.From.ID, Room: meta.Room, At: meta.At, Lang: lang,
		Said: saidIncident, Offered: []string{number(i.ID)},
	})
	if err != nil {
		return nil, true, err
	}
	if err := questions.Put(tx, store.Key(a.No), question{Text: m.Text, At: meta.At}); err != nil {
		return nil, true, err
	}
	post, err := h.answerPost(tx, a)
	if err != nil {
		return nil, true, err
	}
	return []chat.Action{answerAction(meta, m, a.No, post)}, true, nil
}

// saidIncident is the answer to a question about an incident: its notice. What is offered is the incident's number.
const saidIncident faq.Said = "incident"

// notice is the words of the incident that an answer told of, as they are now.
func (h *Hub) notice(tx store.Tx, a faq.Answered) (*chat.Phrase, error) {
	if len(a.Offered) == 0 {
		return chat.Say("offer-staff"), nil
	}
	id, err := strconv.ParseUint(a.Offered[0], 10, 64)
	if err != nil {
		return nil, err
	}
	i, err := escalation.FindIncident(tx, id)
	return i.Notice(), err
}

// cmdIncidentOpen opens one. Typed, it is «title | match | notice», or the title in quotes and the others behind it.
func (h *Hub) cmdIncidentOpen(tx store.Tx, c *call) ([]chat.Action, error) {
	title, match, notice := c.args["title"], c.args["match"], c.args["notice"]
	if match == "" && notice == "" {
		title, match, notice = typedIncident(title)
	}
	title = strings.Trim(title, `"`)
	opening := escalation.Incident{Title: title, Match: phrases(match), Text: notice}
	var named []uint64
	if pile := c.args["draft"]; pile != "" {
		if err := h.desk.Fits(opening); err != nil {
			return nil, err // the proposal waits for a better one
		}
		no, err := strconv.ParseUint(pile, 10, 64)
		if err != nil {
			return nil, chat.Refuse("press-stale")
		}
		if named, _, err = h.desk.RulePile(tx, no, c.by); err != nil {
			return nil, err
		}
	}
	i, as, err := h.desk.OpenIncident(tx, opening, named, c.by, c.meta.At)
	if err != nil {
		return nil, err
	}
	p := chat.Say("incident-opened", "number", number(i.ID), "title", i.Title, "match", strings.Join(i.Match, " · "), "tickets", strconv.Itoa(i.Taking()))
	if i.Chosen {
		p.Lines(chat.Say("incident-chosen", "number", number(i.ID)))
	}
	return append([]chat.Action{c.say(p)}, as...), nil
}

// typedIncident takes a typed line apart.
func typedIncident(s string) (title, match, notice string) {
	s = strings.TrimSpace(s)
	title, rest, _ := strings.Cut(s, "|")
	for _, q := range [][2]string{{`"`, `"`}, {"«", "»"}, {"“", "”"}, {"「", "」"}} {
		if in, ok := strings.CutPrefix(s, q[0]); ok {
			if t, behind, ok := strings.Cut(in, q[1]); ok {
				title, rest = t, strings.TrimPrefix(strings.TrimSpace(behind), "match ")
			}
		}
	}
	match, notice, _ = strings.Cut(rest, "|")
	return strings.TrimSpace(strings.Trim(title, `"«»“”「」`)), strings.TrimSpace(match), strings.TrimSpace(notice)
}

// phrases are what a match lists, set apart by commas or semicolons.
func phrases(s string) []string {
	return slices.DeleteFunc(strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",;，；、|\n", r) }),
		func(p string) bool { return strings.TrimSpace(p) == "" })
}

func (c *call) incident() (uint64, error) {
	id, err := strconv.ParseUint(strings.TrimPrefix(strings.TrimSpace(c.args["incident"]), "#"), 10, 64)
	if err != nil {
		return 0, chat.Refuse("incident-usage")
	}
	return id, nil
}

func (h *Hub) cmdIncidentUpdate(tx store.Tx, c *call) ([]chat.Action, error) {
	id, err := c.incident()
	if err != nil {
		return nil, err
	}
	i, as, err := h.desk.UpdateIncident(tx, id, c.args["notice"], c.by, c.meta.At)
	if err != nil {
		return nil, err
	}
	return append([]chat.Action{c.say(told("incident-told", "incident-told-nobody", i))}, as...), nil
}

func (h *Hub) cmdIncidentEnd(tx store.Tx, c *call) ([]chat.Action, error) {
	id, err := c.incident()
	if err != nil {
		return nil, err
	}
	i, as, err := h.desk.EndIncident(tx, id, c.args["notice"], c.by, c.meta.At)
	if err != nil {
		return nil, err
	}
	return append([]chat.Action{c.say(told("incident-done", "incident-done-nobody", i))}, as...), nil
}

// told says who hears of a new edition of an incident's notice.
func told(id, nobody string, i escalation.Incident) *chat.Phrase {
	if i.Askers+i.Taking() == 0 {
		id = nobody
	}
	return chat.Say(id, "number", number(i.ID), "askers", strconv.Itoa(i.Askers), "tickets", strconv.Itoa(i.Tickets))
}

func (h *Hub) cmdIncidentMatch(tx store.Tx, c *call) ([]chat.Action, error) {
	id, err := c.incident()
	if err != nil {
		return nil, err
	}
	i, err := h.desk.MatchIncident(tx, id, phrases(c.args["match"]))
	if err != nil {
		return nil, err
	}
	return []chat.Action{c.say(chat.Say("incident-matches", "number", number(id), "match", strings.Join(i.Match, " · ")))}, nil
}

func (h *Hub) cmdIncidentAttach(tx store.Tx, c *call) ([]chat.Action, error) {
	id, err := c.incident()
	if err != nil {
		return nil, err
	}
	t, err := h.ticket(tx, c, c.args["ticket"])
	if err != nil {
		return nil, err
	}
	as, err := h.desk.Attach(tx, id, t, c.meta.At)
	if err != nil {
		return nil, err
	}
	return append([]chat.Action{c.say(chat.Say("incident-attached", "number", number(id), "ticket", t.Mark()))}, as...), nil
}

// listed is how many incidents are listed.
const listed = 10

// cmdIncidents lists the incidents that last; without any, the last ones that ended.
func (h *Hub) cmdIncidents(tx store.Tx, c *call) ([]chat.Action, error) {
	if c.args[subcommand] != "" {
		return nil, chat.Refuse("incident-usage")
	}
	is, err := escalation.Incidents(tx, false, listed)
	if err != nil {
		return nil, err
	}
	p := chat.Say("incidents-head")
	if len(is) == 0 {
		if is, err = escalation.Incidents(tx, true, listed); err != nil {
			return nil, err
		}
		p = chat.Say("incidents-none")
	}
	for _, i := range is {
		line, at := "incident-line", i.Updated
		if !i.Open() {
			line, at = "incident-line-ended", i.Ended
		}
		p.And(chat.Say(line, "number", number(i.ID), "title", i.Title, "askers", strconv.Itoa(i.Askers), "tickets", strconv.Itoa(i.Tickets),
			"match", strings.Join(i.Match, " · "), "time", chat.Arg{Time: at.Format(time.RFC3339)}))
	}
	return []chat.Action{c.say(p)}, nil
}

// pressedIncident takes a button of a proposal to open an incident.
func (h *Hub) pressedIncident(tx store.Tx, c *call, no uint64, do string) ([]chat.Action, error) {
	switch do {
	case "open":
		return h.picked(tx, c, "incident open", nil, "draft", number(no))
	case "not":
		if !c.by.Role.Has(chat.Representative) {
			return nil, chat.Refuse("not-staff", "command", "incident")
		}
		if _, _, err := h.desk.RulePile(tx, no, c.by); err != nil {
			return nil, err
		}
		c.update = true
		return []chat.Action{c.say(chat.Say("pile-not", "name", c.by.Name))}, nil
	}
	return nil, chat.Refuse("press-stale")
}

// alike tells which texts ask the same as the first.
func alike(texts []string) (same []int) {
	gaps := make([]faq.Gap, len(texts))
	for n, text := range texts {
		gaps[n] = faq.Gap{No: uint64(n), Text: text}
	}
	for _, k := range faq.Clusters(gaps, nil) {
		same = same[:0]
		for _, g := range k.Gaps {
			same = append(same, int(g.No))
		}
		if slices.Contains(same, 0) {
			return same
		}
	}
	return []int{0}
}
