package bots

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/sahilm/fuzzy"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/faq/text"
	"frontdesk/store"
)

func (c *call) author() faq.Author { return faq.Author{ID: c.by.ID, Name: c.by.Name, At: c.meta.At} }

// cmdFAQ says which subcommands there are.
func (h *Hub) cmdFAQ(_ store.Tx, c *call) ([]chat.Action, error) {
	p := chat.Say("faq-usage")
	for _, s := range c.command.Subs {
		p.Lines(chat.Say("help-line", "command", "/faq "+s.Name+usage(s), "about", s.About[h.words.Speaks(c.lang)]))
	}
	return []chat.Action{c.say(p)}, nil
}

func (h *Hub) cmdFAQAdd(tx store.Tx, c *call) ([]chat.Action, error) {
	lang := c.entryLang(c.args["title"] + " " + c.args["questions"])
	e := faq.Entry{
		ID: strings.ToLower(c.args["id"]), Title: map[string]string{lang: c.args["title"]},
		Questions: map[string][]string{lang: questionList(c.args["questions"])}, Answer: map[string]string{lang: c.args["answer"]},
	}
	if _, err := h.book.Put(tx, e, c.author(), 0); err != nil {
		return nil, withText(h.faqRefusal(err), c.args["title"]+"\n"+c.args["questions"]+"\n"+c.args["answer"])
	}
	return []chat.Action{c.say(chat.Say("faq-added", "entry", e.ID))}, nil
}

// beforeAsking shows what stands there now to who edits without saying what, and spares who adds an entry that there is the
// other questions.
func (h *Hub) beforeAsking(tx store.Tx, c *call) error {
	if id := strings.ToLower(c.args["id"]); c.name == "faq add" && id != "" {
		v, err := h.book.Get(tx, id)
		if err == nil {
			return chat.Refuse("faq-exists", "entry", id, "name", v.By.Name)
		} else if !errors.Is(err, faq.ErrNotFound) {
			return err
		}
	}
	if c.name != "faq edit" || c.args["id"] == "" {
		return nil
	}
	v, err := h.entry(tx, c)
	if err != nil {
		return err
	}
	lang := c.entryLang("")
	if c.args["rev"] == "" {
		c.args["rev"] = strconv.FormatUint(v.Rev, 10)
	}
	c.args["id"], c.args["lang"] = v.Entry.ID, lang
	c.args["now:title"] = v.Entry.Title[lang]
	c.args["now:questions"] = strings.Join(v.Entry.Questions[lang], "\n")
	c.args["now:answer"] = v.Entry.Answer[lang]
	return nil
}

// cmdFAQEdit changes an entry in one language. Of two who edit at once the second is told, and shown his text.
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
	if _, err := h.book.Put(tx, e, c.author(), rev); err != nil {
		var conflict faq.ErrConflict
		if errors.As(err, &conflict) {
			return nil, chat.Refuse("faq-conflict", "entry", e.ID, "name", conflict.Now.By.Name, "text", c.args["answer"])
		}
		return nil, withText(h.faqRefusal(err), c.args["answer"])
	}
	return []chat.Action{c.say(chat.Say("faq-edited", "entry", e.ID))}, nil
}

// yesses are the words that confirm; any other word cancels.
var yesses = []string{"yes", "y", "ok", "sure", "是", "是的", "好", "好的", "确定", "删除", "да", "sí", "si", "oui", "ja", "sim"}

// cmdFAQDelete deletes an entry after a second word.
func (h *Hub) cmdFAQDelete(tx store.Tx, c *call) ([]chat.Action, error) {
	v, err := h.entry(tx, c)
	if err != nil {
		return nil, err
	}
	switch sure := strings.ToLower(strings.Trim(c.args["sure"], " .!。！")); {
	case sure != "" && !slices.Contains(yesses, sure):
		return []chat.Action{c.say(chat.Say("cancelled"))}, nil
	case sure == "":
		d := dialog{Command: c.name, Args: map[string]string{"id": v.Entry.ID}, Wants: "sure", At: c.meta.At}
		if err := dialogs.Put(tx, dialogKey(c.by.ID, c.meta.Room), d); err != nil {
			return nil, err
		}
		yes := chat.Button{Phrase: chat.Say("button-delete"), Data: "c:yes"}
		title := titleOf(v.Entry, c.lang, h.cfg.Langs)
		return []chat.Action{c.say(chat.Say("faq-sure", "entry", v.Entry.ID, "title", title), append([]chat.Button{yes}, cancelRow()...))}, nil
	}
	if err := h.book.Delete(tx, v.Entry.ID, c.author(), v.Rev); err != nil {
		return nil, h.faqRefusal(err)
	}
	return []chat.Action{c.say(chat.Say("faq-deleted", "entry", v.Entry.ID))}, nil
}

func (h *Hub) cmdFAQShow(tx store.Tx, c *call) ([]chat.Action, error) {
	v, err := h.entry(tx, c)
	if err != nil {
		return nil, err
	}
	e := v.Entry
	p := chat.Say("faq-show", "entry", e.ID, "name", v.By.Name, "time", chat.Arg{Time: v.By.At.UTC().Format("2006-01-02T15:04:05Z07:00")},
		"revision", strconv.FormatUint(v.Rev, 10))
	for _, lang := range e.Langs() {
		p.And(chat.Say("faq-show-lang", "lang", lang, "title", e.Title[lang], "answer", e.Answer[lang], "questions", "· "+strings.Join(e.Questions[lang], "\n· ")))
	}
	return []chat.Action{c.say(p)}, nil
}

// listPage is how many entries a page of /faq list shows.
const listPage = 30

func (h *Hub) cmdFAQList(tx store.Tx, c *call) ([]chat.Action, error) {
	all, err := h.book.List(tx, "", faqListMax)
	if err != nil {
		return nil, err
	}
	page := 1
	if s := c.args["page"]; s != "" {
		if page, err = strconv.Atoi(s); err != nil || page < 1 {
			return nil, chat.Refuse("faq-page")
		}
	}
	pages := max(1, (len(all)+listPage-1)/listPage)
	if page > pages {
		return nil, chat.Refuse("faq-page")
	}
	n := len(all)
	var lines []string
	for _, v := range all[(page-1)*listPage : min(page*listPage, n)] {
		lines = append(lines, fmt.Sprintf("%s — %s (%s)", v.Entry.ID, titleOf(v.Entry, c.lang, h.cfg.Langs), strings.Join(v.Entry.Langs(), ", ")))
	}
	p := chat.Say("faq-list", "page", strconv.Itoa(page), "pages", strconv.Itoa(pages), "lines", strings.Join(lines, "\n"))
	p.Count = &n
	return []chat.Action{c.say(p)}, nil
}

// faqListMax bounds one reading of the list.
const faqListMax = 10000

func (h *Hub) cmdFAQAlias(tx store.Tx, c *call) ([]chat.Action, error) {
	v, err := h.entry(tx, c)
	if err != nil {
		return nil, err
	}
	q := c.args["question"]
	if _, err := h.book.AddQuestion(tx, v.Entry.ID, c.entryLang(q), q, c.author()); err != nil {
		return nil, h.faqRefusal(err)
	}
	return []chat.Action{c.say(chat.Say("faq-aliased", "entry", v.Entry.ID, "question", q))}, nil
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

// entry finds the entry a moderator means: by its ID, or by a few letters of ID or title if only one fits best.
func (h *Hub) entry(tx store.Tx, c *call) (faq.Version, error) {
	id := strings.ToLower(strings.TrimSpace(c.args["id"]))
	v, err := h.book.Get(tx, id)
	if err == nil || !errors.Is(err, faq.ErrNotFound) {
		return v, err
	}
	near := h.titles().find(c.args["id"], 3)
	if len(near) == 1 {
		return h.book.Get(tx, near[0].Value)
	}
	var ids []string
	for _, n := range near {
		ids = append(ids, n.Value)
	}
	if len(ids) == 0 {
		return v, chat.Refuse("faq-none", "entry", c.args["id"])
	}
	return v, chat.Refuse("faq-near", "entry", c.args["id"], "near", strings.Join(ids, ", "))
}

// entryLang is the language a moderator writes in: as told, else as the text looks.
func (c *call) entryLang(s string) string {
	if l := strings.ToLower(strings.TrimSpace(c.args["lang"])); l != "" {
		return l
	}
	if l := text.Parse(s).Lang(); l != "" {
		return l
	}
	base, _, _ := strings.Cut(c.lang, "-")
	return base
}

// faqRefusal turns the Book's errors into words for the moderator; what is no fault of his stays an error.
func (h *Hub) faqRefusal(err error) error {
	var conflict faq.ErrConflict
	switch {
	case errors.As(err, &conflict):
		return chat.Refuse("faq-exists", "entry", conflict.Now.Entry.ID, "name", conflict.Now.By.Name)
	case errors.Is(err, faq.ErrNotFound), errors.Is(err, faq.ErrNoQuestion), errors.Is(err, faq.ErrOwnQuestion), errors.Is(err, faq.ErrInvalid):
		return chat.Refuse("faq-invalid", "reason", err.Error())
	}
	return err
}

// withText gives what a moderator typed back with a refusal, so that nothing has to be typed twice.
func withText(err error, typed string) error {
	var r *chat.Refusal
	if errors.As(err, &r) {
		r.Phrase.And(chat.Say("faq-your-text", "text", typed))
	}
	return err
}

// questionList reads questions set apart by line feeds or semicolons.
func questionList(s string) (out []string) {
	for _, q := range strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || r == ';' || r == '；' }) {
		if q = strings.TrimSpace(q); q != "" {
			out = append(out, q)
		}
	}
	return out
}

func clone(e faq.Entry) faq.Entry {
	e.Title, e.Questions, e.Answer = maps.Clone(e.Title), maps.Clone(e.Questions), maps.Clone(e.Answer)
	if e.Title == nil {
		e.Title = map[string]string{}
	}
	if e.Questions == nil {
		e.Questions = map[string][]string{}
	}
	return e
}

// titles are the entries' IDs and titles in memory, for completion by a few letters.
type titles struct {
	rev     faq.Revision
	choices []chat.Choice
	keys    []string
}

// titles are read again when the FAQ has changed.
func (h *Hub) titles() *titles {
	_, rev := h.book.Snapshot()
	if t := h.named.Load(); t != nil && t.rev == rev {
		return t
	}
	t := &titles{rev: rev}
	err := h.store.View(h.life, func(tx store.Tx) error {
		vs, err := h.book.List(tx, "", faqListMax)
		for _, v := range vs {
			for _, lang := range sorted(v.Entry.Title) {
				t.keys = append(t.keys, v.Entry.ID+" "+v.Entry.Title[lang])
				t.choices = append(t.choices, chat.Choice{Name: cutRunes(v.Entry.Title[lang], 100), Value: v.Entry.ID})
			}
		}
		return err
	})
	if err != nil {
		h.log.Warn().Err(err).Msg("titles could not be read for completion")
	}
	h.named.Store(t)
	return t
}

// find returns up to n entries for a few letters, best first. The pattern is cut at 32 characters: beyond about 40 matches
// in a row the library's score overflows.
func (t *titles) find(pattern string, n int) (out []chat.Choice) {
	pattern = cutRunes(strings.TrimSpace(pattern), 32)
	if pattern == "" {
		return t.head(n)
	}
	seen := map[string]bool{}
	for _, m := range fuzzy.Find(pattern, t.keys) {
		c := t.choices[m.Index]
		if !seen[c.Value] {
			seen[c.Value] = true
			out = append(out, c)
		}
		if len(out) == n {
			break
		}
	}
	return out
}

func (t *titles) head(n int) (out []chat.Choice) {
	seen := map[string]bool{}
	for _, c := range t.choices {
		if !seen[c.Value] && len(out) < n {
			seen[c.Value] = true
			out = append(out, c)
		}
	}
	return out
}

func cutRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

func sorted[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
