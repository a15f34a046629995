package bots

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// cmdFAQAdd makes a draft of a new entry.
func (h *Hub) cmdFAQAdd(tx store.Tx, c *call) ([]chat.Action, error) {
	lang := c.entryLang(c.args["title"] + " " + c.args["questions"])
	e := faq.Entry{
		ID: strings.ToLower(strings.TrimSpace(c.args["id"])), Title: map[string]string{lang: c.args["title"]},
		Questions: map[string][]string{lang: questionList(c.args["questions"])}, Answer: map[string]string{lang: c.args["answer"]},
	}
	return h.propose(tx, c, draft{Entry: e, Lang: lang})
}

// cmdFAQEdit makes a draft of an entry with another text in one language.
func (h *Hub) cmdFAQEdit(tx store.Tx, c *call) ([]chat.Action, error) {
	v, err := h.entry(tx, c)
	if err != nil {
		return nil, err
	}
	rev := v.Rev
	if s := c.args["rev"]; s != "" {
		if rev, err = strconv.ParseUint(s, 10, 64); err != nil {
			return nil, chat.Refuse("press-stale")
		}
	}
	lang := c.entryLang(c.args["answer"])
	e := clone(v.Entry)
	e.Answer[lang] = c.args["answer"]
	if s := c.args["title"]; s != "" {
		e.Title[lang] = s
	}
	if s := c.args["questions"]; s != "" {
		e.Questions[lang] = questionList(s)
	}
	return h.propose(tx, c, draft{Entry: e, Lang: lang, Seen: rev})
}

// beforeAsking shows what stands there now to who edits without saying what, proposes a name to who adds an entry, and tells
// who took one that is taken before the other questions.
func (h *Hub) beforeAsking(tx store.Tx, c *call) error {
	switch {
	case c.name == "faq add":
		return h.beforeAdding(tx, c)
	case c.name == "roster add":
		beforeRosterAdd(c)
	case c.name == intakeName:
		h.beforeIntake(c)
	case c.name == "faq edit" && c.args["id"] != "":
		return h.beforeEditing(tx, c)
	case c.name == "faq set" && c.args["id"] != "":
		v, err := h.entry(tx, c)
		c.args["id"], c.choices = v.Entry.ID, map[string][]string{"field": settables}
		return err
	}
	return nil
}

func (h *Hub) beforeAdding(tx store.Tx, c *call) error {
	if id := strings.ToLower(strings.TrimSpace(c.args["id"])); id != "" {
		v, err := h.book.Get(tx, id)
		switch {
		case errors.Is(err, faq.ErrNotFound):
			return nil
		case err != nil:
			return err
		}
		return chat.Refuse("faq-exists", "entry", id, "name", v.By.Name)
	}
	words := c.args["title"]
	if words == "" {
		words = c.args["questions"]
	}
	if words == "" {
		return nil
	}
	id, err := h.freeID(tx, words)
	c.args[proposal+"id"] = id
	return err
}

func (h *Hub) beforeEditing(tx store.Tx, c *call) error {
	v, err := h.entry(tx, c)
	if err != nil {
		return err
	}
	if c.args["rev"] == "" {
		c.args["rev"] = number(v.Rev)
	}
	c.args["id"] = v.Entry.ID
	if c.args["lang"] == "" {
		langs := slices.Concat(v.Entry.Langs(), h.words.Langs())
		slices.Sort(langs)
		langs = slices.Compact(langs)
		if c.guided && len(langs) > 1 {
			c.choices = map[string][]string{"lang": langs}
			return nil
		}
		c.args["lang"] = c.entryLang("")
	}
	lang := lowerLang(c.args["lang"])
	c.args["lang"] = lang
	c.args[stands+"title"] = v.Entry.Title[lang]
	c.args[stands+"questions"] = strings.Join(v.Entry.Questions[lang], "\n")
	c.args[stands+"answer"] = v.Entry.Answer[lang]
	return nil
}

// freeID makes a short name of words, one that no entry has.
func (h *Hub) freeID(tx store.Tx, words string) (string, error) {
	base := slug(words)
	if base == "" {
		base = "entry"
	}
	for n := 1; ; n++ {
		id := base
		if n > 1 {
			id += "-" + strconv.Itoa(n)
		}
		if _, err := h.book.Get(tx, id); errors.Is(err, faq.ErrNotFound) {
			return id, nil
		} else if err != nil {
			return "", err
		}
	}
}

// fillers say nothing in a name.
var fillers = strings.Fields("a an and are can did do does for has have how i if in is it its me my not of on or our that the there this to was what when where which why will with you your")

// slug makes a short name of the first words that say something, as in withdraw-stuck; empty if none is written in a–z.
func slug(words string) string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(cutRunes(words, 200)), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		if !slices.Contains(fillers, w) && len(w) <= 20 && len(out) < 3 {
			out = append(out, w)
		}
	}
	return strings.Join(out, "-")
}

// yesses are the words that confirm; any other word cancels.
var yesses = []string{"yes", "y", "ok", "sure", "是", "是的", "好", "好的", "确定", "删除", "发布", "да", "sí", "si", "oui", "ja", "sim"}

func isYes(s string) bool {
	return slices.Contains(yesses, strings.ToLower(strings.Trim(s, " .!。！")))
}

// sure reports whether a moderator meant it: he is asked, once, and any word but a yes is a no. Then something is said.
func (h *Hub) sure(tx store.Tx, c *call, ask *chat.Phrase, button string) (bool, []chat.Action, error) {
	switch sure := c.args[confirmation]; {
	case isYes(sure):
		return true, nil, nil
	case sure != "":
		return false, []chat.Action{c.say(chat.Say("cancelled"))}, nil
	}
	d := dialog{Command: c.name, Args: c.args, Wants: confirmation, At: c.meta.At}
	if err := dialogs.Put(tx, c.dialogKey(), d); err != nil {
		return false, nil, err
	}
	yes := chat.Button{Phrase: &chat.Phrase{ID: button}, Data: "c:" + d.yes()}
	return false, []chat.Action{c.say(ask, append([]chat.Button{yes}, cancelRow()[0]...))}, nil
}

// cmdFAQDelete deletes an entry after a second word.
func (h *Hub) cmdFAQDelete(tx store.Tx, c *call) ([]chat.Action, error) {
	v, err := h.entry(tx, c)
	if err != nil {
		return nil, err
	}
	seen := v.Rev
	if s := c.args["rev"]; s != "" {
		if seen, err = strconv.ParseUint(s, 10, 64); err != nil {
			return nil, chat.Refuse("press-stale")
		}
	}
	c.args["id"], c.args["rev"] = v.Entry.ID, number(seen)
	title := titleOf(v.Entry, c.lang, h.cfg.Langs)
	ask := chat.Say("faq-sure", "entry", v.Entry.ID, "title", title)
	if c.args[confirmation] == "" {
		changes, err := h.differences(tx, nil, v.Entry.ID)
		if err != nil {
			return nil, err
		}
		ask.And(changes)
	}
	if yes, as, err := h.sure(tx, c, ask, "button-delete"); !yes {
		return as, err
	}
	var conflict faq.ErrConflict
	switch err := h.book.Delete(tx, v.Entry.ID, c.author(), seen); {
	case errors.As(err, &conflict):
		return nil, chat.Refuse("faq-changed", "entry", v.Entry.ID, "name", conflict.Now.By.Name)
	case err != nil:
		return nil, h.faqRefusal(err)
	}
	return []chat.Action{c.say(chat.Say("faq-deleted", "entry", v.Entry.ID).And(chat.Say("undo-delete", "entry", v.Entry.ID)))}, nil
}
