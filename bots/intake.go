package bots

import (
	"slices"
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/escalation/intake"
	"frontdesk/store"
)

// What a member is asked before a ticket goes to the team is a command that waits for its arguments, as those of moderators do:
// «intake» asks for the category, «intake CATEGORY» for its fields. Neither can be typed or picked.
const (
	intakeName = "intake"
	categories = "category"
	skipIntake = "skip"
)

// Steps of an intake that are no fields: what waits is a press.
const (
	inForm  = "form"   // a form is open
	mending = "mend"   // what was filled in is to be corrected
	further = "more"   // there is a second form
	helping = "helped" // an answer of the FAQ is shown
)

// Arguments with these prefixes say what a member typed that does not have the form asked for, and that he was told so.
const (
	doubt = "doubt:"
	tried = "tried:"
)

// intakeCall is an intake as far as nothing was answered.
func (h *Hub) intakeCall(name string) (*call, bool) {
	c := &call{name: name, args: map[string]string{}}
	if name == intakeName {
		c.command = command{
			Command: chat.Command{Name: name, Options: []chat.Option{{Name: categories}}}, run: (*Hub).cmdCategory,
			needs: []string{categories}, asks: []string{categories},
		}
		return c, true
	}
	cat, ok := h.categoryOf(name)
	if !ok {
		return nil, false
	}
	c.command = command{Command: chat.Command{Name: name}, run: (*Hub).cmdIntake, paged: true}
	for _, f := range cat.Fields {
		c.command.Options = append(c.command.Options, chat.Option{Name: f.ID, Long: f.Long})
		c.command.asks = append(c.command.asks, f.ID)
		if f.Required {
			c.command.needs = append(c.command.needs, f.ID)
		}
	}
	return c, true
}

func (h *Hub) categoryOf(name string) (intake.Category, bool) {
	id, ok := strings.CutPrefix(name, intakeName+" ")
	if !ok {
		return intake.Category{}, false
	}
	return h.cfg.Intake.Category(id)
}

// matter is what a category is called.
func (h *Hub) matter(c intake.Category, lang string) *chat.Phrase {
	if c.Title != nil {
		return ownWords(inLang(c.Title, lang, h.cfg.Langs))
	}
	return chat.Say("matter-" + c.ID)
}

// fieldName is what a field is called, in forms and before answers.
func (h *Hub) fieldName(f intake.Field, lang string) *chat.Phrase {
	if f.Title != nil {
		return ownWords(inLang(f.Title, lang, h.cfg.Langs))
	}
	return chat.Say("field-" + f.ID)
}

// told is how the answer to a field is called where the team reads it.
func (h *Hub) told(f intake.Field, lang string) *chat.Phrase {
	if f.Title != nil {
		return h.fieldName(f, lang)
	}
	return chat.Say("told-" + f.ID)
}

// ownWords are words of the community, which no catalogue has.
func ownWords(s string) *chat.Phrase { return chat.Say("own-words", "text", s) }

// isIntake reports the payload of an intake's form.
func isIntake(data string) bool { return strings.HasPrefix(data, "f:"+intakeName+" ") }

// ownQuestion is how an intake asks for a field that the community has put in; nil: as the catalogue has it.
func (h *Hub) ownQuestion(c *call, option string) *chat.Phrase {
	if cat, ok := h.categoryOf(c.name); ok {
		if f, ok := cat.Field(option); ok && f.Title != nil {
			return h.fieldName(f, c.lang)
		}
	}
	return nil
}

// asksFirst reports whether a member who calls for a human without a word is asked what it is about: one who has an open ticket, or
// calls on a message, is not.
func (h *Hub) asksFirst(tx store.Tx, c *call) (bool, error) {
	t := c.target
	if h.cfg.Intake.Off || len(h.cfg.Intake.Categories) == 0 || c.args["text"] != "" || t != nil && t.Text != "" && t.From.Kind != chat.Self {
		return false, nil
	}
	if _, ok := h.desk.Places[c.by.ID.Platform]; !ok {
		return false, nil
	}
	ts, err := escalation.OpenOf(tx, c.by.ID)
	return len(ts) == 0, err
}

// begin asks a member who wants a human what it is about, unless something stands in the way of a ticket. Where just anybody
// reads it begins in private.
func (h *Hub) begin(tx store.Tx, c *call) ([]chat.Action, error) {
	if err := h.desk.Admit(tx, c.by.ID, escalation.General, c.meta.At); err != nil {
		return nil, err
	}
	if c.meta.Answer.IsZero() && !h.amongItself(c.meta) {
		if h.caps(c.meta.Room).DeepLinks {
			start := chat.Button{Phrase: chat.Say("button-open-chat"), Start: startIntake}
			return []chat.Action{c.say(chat.Say("intake-private"), []chat.Button{start})}, nil
		}
		c.aside = true
	}
	return h.askCategory(tx, c, c.args)
}

// startIntake is what the deep link to an intake brings.
const startIntake = "support"

func (h *Hub) askCategory(tx store.Tx, c *call, args map[string]string) ([]chat.Action, error) {
	next, _ := h.intakeCall(intakeName)
	next.meta, next.by, next.lang, next.aside = c.meta, c.by, c.lang, c.aside
	next.args, next.skipped, next.guided = args, c.skipped, true
	as, _, err := h.complete(tx, next)
	return as, err
}

// beforeIntake gives what is asked now its answers to choose from.
func (h *Hub) beforeIntake(c *call) {
	c.titles = map[string]*chat.Phrase{}
	switch {
	case c.name == intakeName:
		c.columns = 2
		var ids []string
		for _, cat := range h.cfg.Intake.Categories {
			ids = append(ids, cat.ID)
			c.titles[cat.ID] = h.matter(cat, c.lang)
		}
		c.titles[skipIntake] = chat.Say("button-straight")
		c.choices = map[string][]string{categories: append(ids, skipIntake)}
	case c.command.paged:
		c.columns, c.loose = 3, true
		cat, _ := h.categoryOf(c.name)
		for _, f := range cat.Fields {
			if f.Kind != intake.Chain {
				continue
			}
			ids := intake.Networks()[:chainsShown]
			for _, id := range ids {
				_, name, _ := intake.Network(id)
				c.titles[id] = ownWords(name)
			}
			c.choices = map[string][]string{f.ID: ids}
		}
	}
}

// chainsShown is how many networks are offered on buttons; others are typed.
const chainsShown = 6

// cmdCategory goes on with the category that was chosen. An urgent matter gets its ticket before anything else is asked; some are
// better off with another official contact.
func (h *Hub) cmdCategory(tx store.Tx, c *call) ([]chat.Action, error) {
	id := c.args[categories]
	if id == skipIntake {
		return h.openPlain(tx, c)
	}
	cat, ok := h.cfg.Intake.Category(id)
	if !ok {
		if cat, ok = h.categoryNamed(id); !ok {
			return h.openWords(tx, c, id)
		}
	}
	if cat.Urgent && c.args[ofTicket] == "" {
		return h.openUrgent(tx, c, cat)
	}
	if as, elsewhere, err := h.elsewhere(tx, c, cat); elsewhere || err != nil {
		return as, err
	}
	return h.askDetails(tx, c, cat)
}

// askDetails asks for the fields of a category.
func (h *Hub) askDetails(tx store.Tx, c *call, cat intake.Category) ([]chat.Action, error) {
	next, ok := h.intakeCall(intakeName + " " + cat.ID)
	if !ok {
		return nil, chat.Refuse("press-stale")
	}
	next.meta, next.by, next.lang, next.aside, next.files = c.meta, c.by, c.lang, c.aside, c.files
	for _, name := range []string{ofTicket, "happened"} {
		if v := c.args[name]; v != "" {
			next.args[name] = v
		}
	}
	next.fresh = true
	if next.args[ofTicket] != "" {
		next.command.needs, next.skipped = nil, c.skipped
	}
	return h.carryOut(tx, next)
}

// categoryNamed finds the category whose name somebody typed instead of pressing it.
func (h *Hub) categoryNamed(typed string) (intake.Category, bool) {
	typed = strings.TrimSpace(typed)
	for i, cat := range h.cfg.Intake.Categories {
		names := []string{cat.ID, strconv.Itoa(i + 1)}
		for _, lang := range h.words.Langs() {
			names = append(names, h.words.Text(h.matter(cat, lang), lang))
		}
		if slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, typed) }) {
			return cat, true
		}
	}
	return intake.Category{}, false
}

// ofTicket is the argument that names the open ticket to which the details belong.
const ofTicket = "ticket"

// addDetails asks the member of an open ticket what would help the team.
func (h *Hub) addDetails(tx store.Tx, c *call, t escalation.Ticket) ([]chat.Action, error) {
	if err := t.Of(tx, c.by.ID); err != nil {
		return nil, err
	}
	if !t.Open() {
		return nil, chat.Refuse("ticket-is-over", "number", ticketNumber(t))
	}
	c.args[ofTicket] = ticketNumber(t)
	if t.Lines > 0 { // what happened was told already
		c.skipped = []string{"happened"}
	}
	if cat, ok := h.cfg.Intake.Category(t.Category); ok {
		return h.askDetails(tx, c, cat)
	}
	return h.askCategory(tx, c, map[string]string{ofTicket: ticketNumber(t)})
}
