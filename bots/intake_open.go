package bots

import (
	"slices"
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/escalation/intake"
	"frontdesk/faq"
	"frontdesk/store"
)

// cmdIntake goes on when there is nothing to ask for now: a second form is offered, then what the FAQ says, then there is a ticket.
func (h *Hub) cmdIntake(tx store.Tx, c *call) ([]chat.Action, error) {
	cat, ok := h.categoryOf(c.name)
	if !ok {
		return nil, chat.Refuse("press-stale")
	}
	c.leftAsItIs()
	if left := c.remaining(); len(left) > 0 && h.hasForms(c) {
		row := []chat.Button{step("button-more", "form", further), step("button-send", "enough", further)}
		return []chat.Action{c.say(chat.Say("intake-more"), append(row, cancelRow()[0]...))}, h.waitFor(tx, c, further)
	}
	if c.args[ofTicket] != "" {
		return h.openWithDetails(tx, c, cat)
	}
	switch helped := c.args[helping]; {
	case isYes(helped):
		return h.helpedByFAQ(tx, c)
	case helped == "":
		if as, offered, err := h.offerAnswer(tx, c); offered || err != nil {
			return as, err
		}
	}
	return h.openWithDetails(tx, c, cat)
}

// offerAnswer shows the FAQ's answer, if it is sure of one, before a ticket is opened.
func (h *Hub) offerAnswer(tx store.Tx, c *call) ([]chat.Action, bool, error) {
	said := strings.TrimSpace(c.args["happened"])
	if said == "" {
		return nil, false, nil
	}
	idx, _, err := h.book.At(tx)
	if err != nil {
		return nil, false, err
	}
	v := idx.Match(faq.Query{Text: said, Addressed: true})
	if v.Kind != faq.Answer {
		return nil, false, nil
	}
	e, err := h.indexed(tx, v.Entry)
	if err != nil {
		return nil, false, nil //nolint:nilerr // an entry that is gone answers nothing
	}
	a, err := faq.Remember(tx, faq.Answered{
		Question: chat.MessageID{Platform: c.by.ID.Platform, Key: askedByCommand + c.meta.Key}, Hash: faq.TextHash(said), Asker: c.by.ID,
		Room: c.meta.Room, At: c.meta.At, Lang: c.lang, Said: faq.SaidAnswer, Entry: v.Entry,
	})
	if err == nil {
		err = questions.Put(tx, store.Key(a.No), question{Text: said, At: c.meta.At})
	}
	if err != nil {
		return nil, true, err
	}
	h.metrics.verdicts.WithLabelValues(string(a.Said)).Inc()
	c.args[shownAnswer] = number(a.No)
	row := []chat.Button{{Phrase: chat.Say("button-yes"), Data: "c:set:" + helping + ":yes"}, {Phrase: chat.Say("button-no-staff"), Data: "c:set:" + helping + ":no"}}
	ask := c.say(chat.Say("intake-helped"), row)
	return []chat.Action{c.post(h.entryPost(e, c.lang)), ask}, true, h.waitFor(tx, c, helping)
}

// shownAnswer is the argument that names the answer of the FAQ that was shown.
const shownAnswer = "answer"

// shown is that answer.
func (c *call) shown(tx store.Tx) (faq.Answered, bool, error) {
	no, err := strconv.ParseUint(c.args[shownAnswer], 10, 64)
	if err != nil {
		return faq.Answered{}, false, nil //nolint:nilerr // none was shown
	}
	return faq.AnswerNo(tx, no)
}

// helpedByFAQ ends an intake whose matter the FAQ has settled.
func (h *Hub) helpedByFAQ(tx store.Tx, c *call) ([]chat.Action, error) {
	a, ok, err := c.shown(tx)
	if err == nil && ok {
		_, err = h.vote(tx, a, faq.Helped)
	}
	return []chat.Action{c.say(chat.Say("thanks-helped"))}, err
}

// openWithDetails opens the ticket with what was answered, or adds it to the one that is open.
func (h *Hub) openWithDetails(tx store.Tx, c *call, cat intake.Category) ([]chat.Action, error) {
	r, err := h.detailed(tx, c, cat)
	if err != nil {
		return nil, err
	}
	if no := c.args[ofTicket]; no != "" {
		return h.addToTicket(tx, c, r, no)
	}
	a, shown, err := c.shown(tx)
	if err != nil {
		return nil, err
	}
	if shown {
		r.Entry = a.Entry
	}
	t, as, err := h.desk.Open(tx, r)
	switch {
	case err != nil:
		return nil, err
	case shown:
		if err := h.failedOn(tx, a, a.Entry, faq.WhyEscalated, t.ID); err != nil {
			return nil, err
		}
		return as, faq.Escalate(tx, a.No)
	case r.Message != nil && r.Message.Text != "":
		return as, h.wanted(tx, c, r.Message.Text, t.ID)
	}
	return as, nil
}

func (h *Hub) addToTicket(tx store.Tx, c *call, r escalation.Request, number string) ([]chat.Action, error) {
	id, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return nil, chat.Refuse("press-stale")
	}
	t, err := escalation.Find(tx, id)
	if err != nil {
		return nil, err
	}
	if r.Message == nil && len(r.Details) == 0 {
		return []chat.Action{c.say(chat.Say("intake-nothing"))}, nil
	}
	as, err := h.desk.Detail(tx, t, r)
	if err != nil {
		return nil, err
	}
	return append([]chat.Action{c.say(chat.Say("intake-added", "number", ticketNumber(t)))}, as...), nil
}

// detailed is the request that an intake comes to.
func (h *Hub) detailed(tx store.Tx, c *call, cat intake.Category) (escalation.Request, error) {
	r, said := request(c), strings.TrimSpace(c.args["happened"])
	if r.Lang = c.lang; said != "" {
		r.Lang = h.langOf(tx, c.by, c.meta.Room, said)
	}
	if said != "" || len(c.files) > 0 {
		r.Message = &chat.Message{From: c.by, Text: said, Files: c.files}
	}
	if said != "" {
		if err := h.grade(tx, &r, said); err != nil {
			return r, err
		}
	}
	h.classify(&r, cat)
	chain := ""
	for _, f := range inOrder(cat.Fields) {
		if f.Kind == intake.Chain {
			chain = c.args[f.ID]
		}
	}
	for _, f := range cat.Fields {
		if d, ok := h.detail(c, f, chain); ok {
			r.Details = append(r.Details, d)
		}
	}
	return r, nil
}

// classify makes a request what its category is: its tier and urgency weigh more than those of an entry.
func (h *Hub) classify(r *escalation.Request, cat intake.Category) {
	r.Category, r.Matter, r.Asked = cat.ID, h.matter(cat, h.cfg.roomLang(h.cfg.Platforms[r.Member.ID.Platform].Place.Staff)), true
	if tier := h.tierIfKnown(cat.Tier); tier != "" {
		r.Tier = tier
	}
	if cat.Urgent {
		r.Subject = escalation.Urgent
	}
}

// detail is one answer as the team gets it: what could be checked with the link to look it up.
func (h *Hub) detail(c *call, f intake.Field, chain string) (d escalation.Detail, ok bool) {
	text := c.args[f.ID]
	if f.ID == "happened" || text == "" {
		return d, false
	}
	staff := h.cfg.roomLang(h.cfg.Platforms[c.by.ID.Platform].Place.Staff)
	d = escalation.Detail{Name: h.told(f, staff), Text: text, Fact: f.Kind != intake.Text && f.Kind != ""}
	switch f.Kind {
	case intake.Chain:
		_, d.Text, _ = intake.Network(text)
	case intake.Hash, intake.Address, intake.Version:
		r, err := h.cfg.Intake.Read(f.Kind, chain, text)
		if d.Doubt = err != nil; d.Doubt {
			d.Text = cutRunes(text, doubtMax)
		} else {
			d.URL = h.cfg.Intake.Explorers.Link(r)
		}
	case intake.Text:
	}
	return d, true
}

// openPlain opens a ticket without a question.
func (h *Hub) openPlain(tx store.Tx, c *call) ([]chat.Action, error) {
	if c.args[ofTicket] != "" {
		return []chat.Action{c.say(chat.Say("intake-nothing"))}, nil
	}
	_, as, err := h.desk.Open(tx, request(c))
	return as, err
}

// openWords opens a ticket with what somebody wrote instead of choosing a category.
func (h *Hub) openWords(tx store.Tx, c *call, words string) ([]chat.Action, error) {
	i := slices.IndexFunc(h.cfg.Intake.Categories, func(cat intake.Category) bool { return cat.ID == "other" })
	if i < 0 {
		i = len(h.cfg.Intake.Categories) - 1
	}
	c.args["happened"] = words
	return h.askDetails(tx, c, h.cfg.Intake.Categories[i])
}

// openUrgent opens the ticket at once and tells what to do until somebody has read it.
func (h *Hub) openUrgent(tx store.Tx, c *call, cat intake.Category) ([]chat.Action, error) {
	r := request(c)
	h.classify(&r, cat)
	r.Asked = false // there is time for the details afterwards
	_, as, err := h.desk.Open(tx, r)
	if err != nil {
		return nil, err
	}
	post := chat.Post{Phrase: chat.Say("intake-emergency")}
	if e, err := h.indexed(tx, cat.Entry); err == nil && cat.Entry != "" {
		post = h.entryPost(e, c.lang)
	}
	return append([]chat.Action{c.post(post)}, as...), nil
}

// elsewhere names the official contact that a matter belongs to, where the roster has one; a ticket can be opened all the same.
func (h *Hub) elsewhere(tx store.Tx, c *call, cat intake.Category) ([]chat.Action, bool, error) {
	if cat.Contact == "" || c.args[ofTicket] != "" || c.args[helping] != "" {
		return nil, false, nil
	}
	for _, o := range h.official().Roster.Officials() {
		if o.ID != cat.Contact && !strings.EqualFold(o.Role, cat.Contact) || len(o.Handles) == 0 {
			continue
		}
		who := o.Name() + " · @" + strings.Join(o.Handles, " · @")
		c.args[helping] = "no"
		d := dialog{Command: intakeName, Args: c.args, Wants: categories, At: c.meta.At}
		row := []chat.Button{{Phrase: chat.Say("button-ticket"), Data: "c:set:" + categories + ":" + cat.ID}}
		as := []chat.Action{c.say(chat.Say("intake-elsewhere", "who", who), append(row, cancelRow()[0]...))}
		return as, true, dialogs.Put(tx, c.dialogKey(), d)
	}
	return nil, false, nil
}
