package bots

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// Lines on a page.
const (
	listPage    = 30
	searchPage  = 10
	historyPage = 8
	stalePage   = 10
)

// cmdFAQShow shows an entry as it is kept: all languages, what is outdated, what it does not answer.
func (h *Hub) cmdFAQShow(tx store.Tx, c *call) ([]chat.Action, error) {
	v, err := h.entry(tx, c)
	if err != nil {
		return nil, err
	}
	e := v.Entry
	p := chat.Say("faq-show", "entry", e.ID, "name", v.By.Name, "time", whenArg(v.By.At), "revision", number(v.Rev))
	old, err := h.book.Outdated(tx, e.ID)
	if err != nil {
		return nil, err
	}
	for _, lang := range languagesOf(e) {
		p.And(chat.Say("faq-show-lang", "lang", lang, "title", e.Title[lang], "answer", e.Answer[lang], "questions", bullets(e.Questions[lang])))
		if slices.ContainsFunc(old, func(o faq.Outdated) bool { return o.Lang == lang }) {
			p.Lines(chat.Say("faq-show-stale", "entry", e.ID, "lang", lang))
		}
	}
	if err := errors.Join(showMuted(tx, p, e.ID), h.showRest(tx, p, e)); err != nil {
		return nil, err
	}
	rows, err := h.showButtons(tx, c, e, old)
	return []chat.Action{c.say(p, rows...)}, err
}

// showRest adds what an entry has beside its texts.
func (h *Hub) showRest(tx store.Tx, p *chat.Phrase, e faq.Entry) error {
	var rest []*chat.Phrase
	add := func(label, text string) {
		if text != "" {
			rest = append(rest, chat.Say("faq-show-line", "label", &chat.Phrase{ID: label}, "text", text))
		}
	}
	add("show-tags", strings.Join(e.Tags, ", "))
	add("show-tier", e.Tier)
	if e.Urgent {
		rest = append(rest, chat.Say("show-urgent"))
	}
	add("show-picture", e.Picture)
	for _, b := range e.Buttons {
		add("show-button", b.URL)
	}
	add("show-source", e.Source)
	if !e.Review.IsZero() {
		add("show-review", e.Review.Format(time.DateOnly))
	}
	for _, lang := range sorted(e.Not) {
		add("show-not", strings.Join(e.Not[lang], " · "))
	}
	wrong, err := h.book.Negatives(tx, e.ID)
	if err != nil {
		return err
	}
	var texts []string
	for _, n := range wrong[max(0, len(wrong)-10):] {
		texts = append(texts, cutRunes(n.Text, 100))
	}
	add("show-negatives", strings.Join(texts, " · "))
	if len(rest) > 0 {
		p.And(rest[0]).Lines(rest[1:]...)
	}
	return nil
}

func (h *Hub) showButtons(tx store.Tx, c *call, e faq.Entry, old []faq.Outdated) ([][]chat.Button, error) {
	edit, err := h.behind(tx, c, chat.Say("button-edit"), "faq edit", "id", e.ID)
	if err != nil {
		return nil, err
	}
	history, err := h.behind(tx, c, chat.Say("button-history"), "faq history", "id", e.ID)
	rows := [][]chat.Button{{edit, history}}
	for _, o := range old[:min(len(old), 5)] {
		if err != nil {
			break
		}
		var right chat.Button
		right, err = h.behind(tx, c, chat.Say("button-still-right", "lang", o.Lang), "faq stale", "id", e.ID, "lang", o.Lang)
		rows = append(rows, []chat.Button{right})
	}
	return rows, err
}

// cmdFAQList lists the entries, those of one tag or language if one is named.
func (h *Hub) cmdFAQList(tx store.Tx, c *call) ([]chat.Action, error) {
	idx, _, err := h.book.At(tx)
	if err != nil {
		return nil, err
	}
	if s := c.args["tag"]; s != "" && strings.Trim(s, "0123456789") == "" { // «/faq list 2»
		c.args["page"], c.args["tag"] = s, ""
	}
	tag, lang := c.args["tag"], c.args["lang"]
	all := slices.DeleteFunc(idx.All(), func(e faq.Entry) bool {
		return tag != "" && !slices.ContainsFunc(e.Tags, func(t string) bool { return strings.EqualFold(t, tag) }) ||
			lang != "" && !slices.ContainsFunc(e.Langs(), func(l string) bool { return strings.EqualFold(l, lang) })
	})
	from, to, shown, row, err := h.pages(tx, c, len(all), listPage)
	if err != nil {
		return nil, err
	}
	n := len(all)
	p := chat.Say("faq-list", "page", shown)
	p.Count = &n
	for _, e := range all[from:to] {
		if err := h.listLine(tx, p, c, e); err != nil {
			return nil, err
		}
	}
	return []chat.Action{c.say(p, row)}, nil
}

// listLine adds an entry in one line, with the languages it has; those that are outdated or muted are marked.
func (h *Hub) listLine(tx store.Tx, p *chat.Phrase, c *call, e faq.Entry) error {
	old, err := h.book.Outdated(tx, e.ID)
	langs := e.Langs()
	mutes, err2 := faq.Muted(tx, e.ID)
	for i, l := range langs {
		if slices.ContainsFunc(mutes, func(m faq.Mute) bool { return m.Lang == l }) {
			langs[i] += "🔇"
		}
		if slices.ContainsFunc(old, func(o faq.Outdated) bool { return o.Lang == l }) {
			langs[i] += "⚠"
		}
	}
	p.Lines(chat.Say("faq-list-line", "entry", e.ID, "title", titleOf(e, c.lang, h.cfg.Langs), "langs", strings.Join(langs, ", ")))
	return errors.Join(err, err2)
}

// cmdFAQSearch finds entries by words, and by what they would answer.
func (h *Hub) cmdFAQSearch(tx store.Tx, c *call) ([]chat.Action, error) {
	idx, _, err := h.book.At(tx)
	if err != nil {
		return nil, err
	}
	words := c.args["words"]
	ids := idx.Search(words)
	for _, near := range h.titles().find(words, 5) {
		if _, live := idx.Entry(near.Value); live && !slices.Contains(ids, near.Value) {
			ids = append(ids, near.Value)
		}
	}
	if len(ids) == 0 {
		return nil, chat.Refuse("faq-none", "entry", cutRunes(words, 100))
	}
	from, to, shown, row, err := h.pages(tx, c, len(ids), searchPage)
	if err != nil {
		return nil, err
	}
	n := len(ids)
	p := chat.Say("faq-found", "words", cutRunes(words, 100), "page", shown)
	p.Count = &n
	for _, id := range ids[from:to] {
		e, _ := idx.Entry(id)
		if err := h.listLine(tx, p, c, e); err != nil {
			return nil, err
		}
	}
	rows := [][]chat.Button{row}
	if first, err := h.behind(tx, c, chat.Say("button-show", "entry", ids[from]), "faq show", "id", ids[from]); err == nil {
		rows = append(rows, []chat.Button{first})
	} else {
		return nil, err
	}
	return []chat.Action{c.say(p, rows...)}, nil
}

// cmdFAQTest says what the bot would make of a question.
func (h *Hub) cmdFAQTest(tx store.Tx, c *call) ([]chat.Action, error) {
	idx, _, err := h.book.At(tx)
	if err != nil {
		return nil, err
	}
	v := idx.Match(faq.Query{Text: c.args["question"]})
	var lines []string
	for _, k := range v.Candidates {
		lines = append(lines, fmt.Sprintf("%s  %.2f", k.Entry, k.Score))
	}
	if len(lines) == 0 {
		lines = []string{"—"}
	}
	return []chat.Action{c.say(chat.Say("faq-test", "verdict", chat.Say("verdict-"+v.Kind.String()), "confidence", fmt.Sprintf("%.2f", v.Confidence),
		"lines", strings.Join(lines, "\n")))}, nil
}

// cmdFAQStale lists what is outdated and what was edited since, or takes the mark off a language that is still right.
func (h *Hub) cmdFAQStale(tx store.Tx, c *call) ([]chat.Action, error) {
	if c.args["id"] != "" {
		return h.stillRight(tx, c)
	}
	old, err := h.book.Outdated(tx, "")
	if err != nil {
		return nil, err
	}
	if len(old) == 0 {
		return []chat.Action{c.say(chat.Say("faq-stale-none"))}, nil
	}
	from, to, shown, row, err := h.pages(tx, c, len(old), stalePage)
	if err != nil {
		return nil, err
	}
	n := len(old)
	p := chat.Say("faq-stale", "page", shown)
	p.Count = &n
	var rows [][]chat.Button
	for _, o := range old[from:to] {
		v, err := h.book.Get(tx, o.ID)
		if err != nil {
			return nil, err
		}
		since, err := h.book.Version(tx, o.ID, o.Since)
		if err != nil {
			return nil, err
		}
		then := clone(since.Entry)
		then.Title[o.Lang], then.Answer[o.Lang] = v.Entry.Title[o.Lang], v.Entry.Answer[o.Lang] // what this one says is not in question
		p.And(chat.Say("faq-stale-line", "entry", o.ID, "lang", o.Lang, "name", v.By.Name, "changes", changeLines(then, v.Entry, 8, "title", "answer")))
		right, err := h.behind(tx, c, chat.Say("button-still-right", "lang", o.ID+" "+o.Lang), "faq stale", "id", o.ID, "lang", o.Lang)
		if err != nil {
			return nil, err
		}
		edit, err := h.behind(tx, c, chat.Say("button-edit-lang", "lang", o.ID+" "+o.Lang), "faq edit", "id", o.ID, "lang", o.Lang)
		if err != nil {
			return nil, err
		}
		rows = append(rows, []chat.Button{right, edit})
	}
	return []chat.Action{c.say(p, append(rows, row)...)}, nil
}

func (h *Hub) stillRight(tx store.Tx, c *call) ([]chat.Action, error) {
	v, err := h.entry(tx, c)
	if err != nil {
		return nil, err
	}
	old, err := h.book.Outdated(tx, v.Entry.ID)
	if err != nil {
		return nil, err
	}
	var done []string
	for _, o := range old {
		if lang := c.args["lang"]; lang != "" && !strings.EqualFold(lang, o.Lang) {
			continue
		}
		if _, err := h.book.StillRight(tx, o.ID, o.Lang); err != nil {
			return nil, err
		}
		done = append(done, o.Lang)
	}
	if len(done) == 0 {
		return nil, chat.Refuse("faq-not-stale", "entry", v.Entry.ID)
	}
	return []chat.Action{c.say(chat.Say("faq-still-right", "entry", v.Entry.ID, "langs", strings.Join(done, ", ")))}, nil
}

// languagesOf are all that an entry has any text in, sorted.
func languagesOf(e faq.Entry) []string {
	langs := slices.Concat(sorted(e.Title), sorted(e.Questions), sorted(e.Answer))
	slices.Sort(langs)
	return slices.Compact(langs)
}

func bullets(lines []string) string {
	if len(lines) == 0 {
		return ""
	}
	return "· " + strings.Join(lines, "\n· ")
}

// whenArg shows a time in the reader's words.
func whenArg(t time.Time) chat.Arg { return chat.Arg{Time: t.UTC().Format(time.RFC3339)} }

// changesMost bounds the letters that changes are told in: a few messages.
const changesMost = 12_000

// changeLines tells what makes b of a in at most n lines, of the fields named or of all.
func changeLines(a, b faq.Entry, n int, only ...string) string {
	var lines []string
	for _, ch := range faq.Diff(a, b) {
		if len(only) == 0 || slices.Contains(only, ch.Field) {
			lines = append(lines, strings.Split(ch.String(), "\n")...)
		}
	}
	if more := len(lines) - n; more > 0 {
		lines = append(lines[:n], "… +"+strconv.Itoa(more))
	}
	all := strings.Join(lines, "\n")
	if short := cutRunes(all, changesMost); short != all {
		return short + "…"
	}
	return all
}
