package bots

import (
	"slices"
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// historyMax bounds one reading of an entry's history.
const historyMax = 1000

// cmdFAQHistory tells who changed an entry, when and what, newest first.
func (h *Hub) cmdFAQHistory(tx store.Tx, c *call) ([]chat.Action, error) {
	v, err := h.past(tx, c)
	if err != nil {
		return nil, err
	}
	id := v.Entry.ID
	c.args["id"] = id
	all, err := h.book.History(tx, id, 0, historyMax)
	if err != nil {
		return nil, err
	}
	from, to, shown, row, err := h.pages(tx, c, len(all), historyPage)
	if err != nil {
		return nil, err
	}
	n := len(all)
	p := chat.Say("faq-history", "entry", id, "page", shown)
	p.Count = &n
	var back []chat.Button
	for i, v := range all[from:to] {
		p.Lines(h.historyLine(v, slices.Concat(all[from+i+1:], []faq.Version{{}})[0]))
		if v.Deleted || from+i == 0 || len(back) == 5 {
			continue
		}
		b, err := h.behind(tx, c, chat.Say("button-revert", "revision", number(v.Rev)), "faq revert", "id", id, "version", number(v.Rev))
		if err != nil {
			return nil, err
		}
		back = append(back, b)
	}
	p.And(chat.Say("faq-history-how", "entry", id))
	return []chat.Action{c.say(p, back, row)}, nil
}

// historyLine tells what a version changed; before is zero for the first.
func (h *Hub) historyLine(v, before faq.Version) *chat.Phrase {
	what := chat.Arg{Phrase: chat.Say("history-changed", "fields", changedFields(before.Entry, v.Entry))}
	switch {
	case v.Deleted:
		what.Phrase = chat.Say("history-deleted")
	case before.Rev == 0 || before.Deleted:
		what.Phrase = chat.Say("history-added")
	}
	return chat.Say("history-line", "revision", number(v.Rev), "time", whenArg(v.By.At), "name", v.By.Name, "what", what)
}

// changedFields names the fields that differ, as in «answer (en), tags».
func changedFields(a, b faq.Entry) string {
	var out []string
	for _, ch := range faq.Diff(a, b) {
		name := ch.Field
		if ch.Lang != "" {
			name += " (" + ch.Lang + ")"
		}
		out = append(out, name)
	}
	return strings.Join(out, ", ")
}

// cmdFAQDiff tells what two versions differ in; without any the last two, with one that and what is in force.
func (h *Hub) cmdFAQDiff(tx store.Tx, c *call) ([]chat.Action, error) {
	now, err := h.past(tx, c)
	if err != nil {
		return nil, err
	}
	id := now.Entry.ID
	var older faq.Version
	newer := now
	if from, to := c.args["version"], c.args["other"]; from == "" {
		older, err = h.before(tx, id, now.Rev)
	} else if older, err = h.version(tx, id, from); err == nil && to != "" {
		newer, err = h.version(tx, id, to)
	}
	if err != nil {
		return nil, err
	}
	if older.Rev > newer.Rev {
		older, newer = newer, older
	}
	p := chat.Say("faq-diff", "entry", id, "older", number(older.Rev), "newer", number(newer.Rev), "name", newer.By.Name, "time", whenArg(newer.By.At))
	lines := changeLines(older.Entry, newer.Entry, 200)
	switch {
	case newer.Deleted:
		p.Lines(chat.Say("history-deleted"))
	case lines == "":
		p.Lines(chat.Say("faq-diff-none"))
	default:
		p.Lines(chat.Say("faq-diff-lines", "lines", lines))
	}
	back, err := h.behind(tx, c, chat.Say("button-revert", "revision", number(older.Rev)), "faq revert", "id", id, "version", number(older.Rev))
	if err != nil {
		return nil, err
	}
	if older.Rev == 0 || older.Deleted {
		return []chat.Action{c.say(p)}, nil
	}
	return []chat.Action{c.say(p, []chat.Button{back})}, nil
}

// cmdFAQRevert makes a draft of an entry as it was in a version; without one, as it was before the last change. It brings
// back deleted entries.
func (h *Hub) cmdFAQRevert(tx store.Tx, c *call) ([]chat.Action, error) {
	now, err := h.past(tx, c)
	if err != nil {
		return nil, err
	}
	id := now.Entry.ID
	var old faq.Version
	if s := c.args["version"]; s != "" {
		old, err = h.version(tx, id, s)
	} else {
		old, err = h.before(tx, id, now.Rev)
	}
	switch {
	case err != nil:
		return nil, err
	case old.Rev == 0:
		return nil, chat.Refuse("faq-first", "entry", id)
	case old.Deleted:
		return nil, chat.Refuse("faq-was-deleted", "entry", id, "revision", number(old.Rev))
	}
	d := draft{Entry: old.Entry, Lang: preferred(old.Entry.Langs(), c.lang), Seen: now.Rev, Of: old.Rev}
	if now.Deleted {
		d.Seen = 0
	}
	return h.propose(tx, c, d)
}

// preferred is the language that a reader wants to see, or the first.
func preferred(langs []string, want string) string {
	base, _, _ := strings.Cut(want, "-")
	if slices.Contains(langs, base) || len(langs) == 0 {
		return base
	}
	return langs[0]
}

func (h *Hub) version(tx store.Tx, id, number string) (faq.Version, error) {
	rev, err := strconv.ParseUint(strings.TrimPrefix(strings.TrimSpace(number), "#"), 10, 64)
	if err == nil {
		var v faq.Version
		if v, err = h.book.Version(tx, id, rev); err == nil {
			return v, nil
		}
	}
	return faq.Version{}, chat.Refuse("faq-no-version", "entry", id, "revision", cutRunes(number, 20))
}

// before is the version before one; a zero one if that was the first.
func (h *Hub) before(tx store.Tx, id string, rev uint64) (faq.Version, error) {
	vs, err := h.book.History(tx, id, rev, 1)
	if err != nil || len(vs) == 0 {
		return faq.Version{}, err
	}
	return vs[0], nil
}
