package bots

import (
	"errors"
	"slices"
	"strings"

	"frontdesk/chat"
	"frontdesk/escalation/intake"
	"frontdesk/store"
)

// askPaged asks for the fields of an intake: in a form, and a second one behind a button where five fields are not enough, or one
// after the other. It reports whether there is anything to ask.
func (h *Hub) askPaged(tx store.Tx, c *call) ([]chat.Action, bool, error) {
	c.guided = !h.hasForms(c)
	h.beforeIntake(c)
	if !c.guided {
		if !c.fresh {
			return nil, false, nil
		}
		as, err := h.openForm(tx, c, c.remaining())
		return as, true, err
	}
	want := c.next()
	if want == "" {
		return nil, false, nil
	}
	as, err := h.askFor(tx, c, want)
	return as, true, err
}

// hasForms reports whether the call can be answered by a form.
func (h *Hub) hasForms(c *call) bool { return !c.meta.Answer.IsZero() && h.caps(c.meta.Answer).Forms }

// askFor puts one question, after the words said before it.
func (h *Hub) askFor(tx store.Tx, c *call, want string, before ...*chat.Phrase) ([]chat.Action, error) {
	p := h.question(c, want)
	for i := len(before) - 1; i >= 0; i-- {
		p = also(before[i], p)
	}
	return []chat.Action{c.say(p, h.ways(c, want)...)}, h.waitFor(tx, c, want)
}

// waitFor keeps an intake until the next answer.
func (h *Hub) waitFor(tx store.Tx, c *call, want string) error {
	d := dialog{Command: c.name, Args: c.args, Wants: want, Asked: c.asked, Skipped: c.skipped, Files: c.files, At: c.meta.At}
	return dialogs.Put(tx, c.dialogKey(), d)
}

// remaining are the fields that were neither asked for nor left out.
func (c *call) remaining() (out []string) {
	for _, name := range c.command.asks {
		if c.args[name] == "" && !slices.Contains(c.asked, name) && !slices.Contains(c.skipped, name) {
			out = append(out, name)
		}
	}
	return out
}

// doubted are the fields whose answers do not have the form asked for, or held a secret and were not taken.
func (c *call) doubted() (out []string) {
	for _, name := range c.command.asks {
		if c.args[tried+name] != "" && c.args[name] == "" {
			out = append(out, name)
		}
	}
	return out
}

// openForm shows a form of the fields, as many as fit.
func (h *Hub) openForm(tx store.Tx, c *call, fields []string) ([]chat.Action, error) {
	if len(fields) > intake.FormFields {
		fields = fields[:intake.FormFields]
	}
	cat, _ := h.categoryOf(c.name)
	form := &chat.Form{Data: "f:" + c.name, Phrase: h.matter(cat, c.lang)}
	for _, id := range fields {
		f, _ := cat.Field(id)
		form.Fields = append(form.Fields, chat.Field{
			Name: id, Phrase: h.fieldName(f, c.lang), Value: c.args[doubt+id], Long: f.Long, Optional: !slices.Contains(c.command.needs, id),
		})
	}
	return []chat.Action{c.post(chat.Post{Form: form})}, h.waitFor(tx, c, inForm)
}

// answerIntake takes a typed answer. What looks like a mistake is asked for again, with what was expected; after a second try, or
// if the same is sent again, it can be kept as it is. Words that nothing waits for are not handled.
func (h *Hub) answerIntake(tx store.Tx, c *call, option string, e *chat.Posted) ([]chat.Action, bool, error) {
	c.lang = h.langOf(tx, c.by, c.meta.Room, "")
	c.files = append(c.files, e.Message.Files[:min(len(e.Message.Files), max(0, filesMax-len(c.files)))]...)
	switch {
	case option == helping:
		c.answer(option, e.Message.Text)
	case !c.field(option):
		return nil, false, nil
	default:
		if complaint := h.heed(c, option, e.Message.Text); complaint != nil {
			h.beforeIntake(c)
			as, err := h.askFor(tx, c, option, complaint)
			return as, true, err
		}
	}
	as, err := h.carryOut(tx, c)
	return as, true, err
}

// heed reads an answer into the call, or returns what is wrong with it.
func (h *Hub) heed(c *call, option, typed string) *chat.Phrase {
	cat, _ := h.categoryOf(c.name)
	f, ok := cat.Field(option)
	if !ok {
		return nil
	}
	typed = strings.TrimSpace(typed)
	r, err := h.cfg.Intake.Read(f.Kind, h.chainOf(c, cat), typed)
	var refusal *chat.Refusal
	switch {
	case !errors.As(err, &refusal):
		c.answer(option, r.Value)
		delete(c.args, doubt+option)
		h.learnChain(c, cat, r)
		return nil
	case c.args[doubt+option] == typed:
		c.answer(option, typed)
		return nil
	}
	if c.args[tried+option] != "" {
		refusal.Phrase.And(chat.Say("intake-anyway"))
	}
	c.args[tried+option] += "1"
	c.args[doubt+option] = cutRunes(typed, doubtMax)
	return refusal.Phrase
}

// doubtMax is how many characters of an answer are kept that does not have the form asked for.
const doubtMax = 300

// chainOf is the network that was named.
func (h *Hub) chainOf(c *call, cat intake.Category) string {
	for _, f := range cat.Fields {
		if f.Kind == intake.Chain {
			return c.args[f.ID]
		}
	}
	return ""
}

// learnChain spares the member the question for a network that an answer shows.
func (h *Hub) learnChain(c *call, cat intake.Category, r intake.Reading) {
	if r.Chain == "" || r.Kind == intake.Chain {
		return
	}
	for _, f := range cat.Fields {
		if f.Kind == intake.Chain && c.args[f.ID] == "" {
			c.args[f.ID] = r.Chain
		}
	}
}

// filledIn takes a form of an intake. Fields that held a secret were wiped before anything was written; they and those that look
// like a mistake are told, the others are taken.
func (h *Hub) filledIn(tx store.Tx, p *call, name string, values map[string]string, wiped []string) ([]chat.Action, error) {
	d, ok, err := dialogs.Get(tx, dialogKey(p.by.ID, p.meta.Room))
	if err != nil {
		return nil, err
	}
	if !ok || d.Command != name || d.over(p.meta.At) {
		d = dialog{Command: name}
	}
	c, ok := h.goOnWith(d)
	if !ok || !c.command.paged {
		return nil, chat.Refuse("press-stale")
	}
	c.meta, c.by, c.lang = p.meta, p.by, p.lang
	var complaints []*chat.Phrase
	cat, _ := h.categoryOf(name)
	for _, f := range inOrder(cat.Fields) {
		typed, there := values[f.ID]
		label := h.fieldName(f, c.lang)
		switch {
		case slices.Contains(wiped, f.ID):
			c.args[tried+f.ID] += "1"
			delete(c.args, doubt+f.ID)
			complaints = append(complaints, chat.Say("intake-wrong", "name", label, "why", chat.Say("leak-field")))
		case !there:
		case strings.TrimSpace(typed) == "":
			c.skipped = append(c.skipped, f.ID)
			delete(c.args, tried+f.ID)
		default:
			if why := h.heed(c, f.ID, typed); why != nil {
				complaints = append(complaints, chat.Say("intake-wrong", "name", label, "why", why))
			}
		}
	}
	if len(complaints) > 0 {
		return h.mend(tx, c, complaints)
	}
	as, err := h.cmdIntake(tx, c)
	return h.orSay(as, err, c), notRefusal(err)
}

// inOrder puts the network first: it decides how the others are read.
func inOrder(fields []intake.Field) []intake.Field {
	fields = slices.Clone(fields)
	slices.SortStableFunc(fields, func(a, b intake.Field) int {
		switch {
		case a.Kind == intake.Chain && b.Kind != intake.Chain:
			return -1
		case b.Kind == intake.Chain && a.Kind != intake.Chain:
			return 1
		}
		return 0
	})
	return fields
}

// mend tells what is wrong with a form, and opens it again at a press; left as it is after a second try, or left out.
func (h *Hub) mend(tx store.Tx, c *call, complaints []*chat.Phrase) ([]chat.Action, error) {
	row := []chat.Button{step("button-mend", "form", mending)}
	twice, must := true, false
	for _, name := range c.doubted() {
		twice = twice && len(c.args[tried+name]) > 1 && c.args[doubt+name] != ""
		must = must || slices.Contains(c.command.needs, name)
	}
	switch {
	case twice:
		row = append(row, step("button-anyway", "keep", mending))
	case !must:
		row = append(row, step("button-without", "skip", mending))
	}
	p := complaints[0]
	p.And(complaints[1:]...)
	return []chat.Action{c.say(p, append(row, cancelRow()[0]...))}, h.waitFor(tx, c, mending)
}

// step is a button of an intake that answers no field.
func step(label, do, wants string) chat.Button {
	return chat.Button{Phrase: &chat.Phrase{ID: label}, Data: "c:" + do + ":" + wants}
}

// formAgain opens the form that a button stands for: what is to be corrected, or what was not asked for yet.
func (h *Hub) formAgain(tx store.Tx, c *call, d dialog) ([]chat.Action, error) {
	if !c.command.paged || !h.hasForms(c) {
		return nil, chat.Refuse("press-stale")
	}
	if d.Wants == mending {
		return h.openForm(tx, c, c.doubted())
	}
	return h.openForm(tx, c, c.remaining())
}

// leftAsItIs settles what was to be corrected: kept, or left out.
func (c *call) leftAsItIs() {
	for _, name := range c.doubted() {
		switch {
		case slices.Contains(c.skipped, mending):
			c.skipped = append(c.skipped, name)
			delete(c.args, tried+name)
		case slices.Contains(c.asked, mending):
			c.args[name] = c.args[doubt+name]
		}
	}
	c.asked = slices.DeleteFunc(c.asked, func(s string) bool { return s == mending })
	c.skipped = slices.DeleteFunc(c.skipped, func(s string) bool { return s == mending })
}

// leakedAnswer goes on with an intake whose answer held a secret: it is not taken, and asked for again.
func (h *Hub) leakedAnswer(tx store.Tx, e *chat.Posted) ([]chat.Action, error) {
	d, ok, err := dialogs.Get(tx, dialogKey(e.Message.From.ID, e.Room))
	if err != nil || !ok || d.over(e.At) {
		return nil, err
	}
	c, ok := h.goOnWith(d)
	if !ok || !c.field(d.Wants) {
		return nil, nil
	}
	c.meta, c.by = &e.Meta, e.Message.From
	c.lang = h.langOf(tx, c.by, c.meta.Room, "")
	h.beforeIntake(c)
	return h.askFor(tx, c, d.Wants, chat.Say("leak-field"))
}

// field reports whether an option is a field of an intake.
func (c *call) field(option string) bool {
	return c.command.paged && slices.Contains(c.command.asks, option)
}

// pictured keeps files that were sent without words during an intake, and asks again.
func (h *Hub) pictured(tx store.Tx, d dialog, e *chat.Posted) (as []chat.Action, taken bool, err error) {
	c, ok := h.goOnWith(d)
	if !ok || !c.field(d.Wants) || len(e.Message.Files) == 0 || len(c.files) >= filesMax {
		return nil, false, nil
	}
	c.from(e)
	c.lang = h.langOf(tx, c.by, c.meta.Room, "")
	c.files = append(c.files, e.Message.Files...)
	h.beforeIntake(c)
	as, err = h.askFor(tx, c, d.Wants, chat.Say("intake-file"))
	return as, true, err
}

// filesMax is how many files an intake brings along: those of an album.
const filesMax = 10
