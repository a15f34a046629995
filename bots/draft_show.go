package bots

import (
	"slices"
	"strconv"
	"strings"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// showDraft shows a draft to who presses or types: the answer as members will see it, then what is about to change.
func (h *Hub) showDraft(tx store.Tx, c *call, d draft) ([]chat.Action, error) {
	p, strange, err := h.aboutDraft(tx, d)
	if err != nil {
		return nil, err
	}
	publish := d.button("button-publish", "publish")
	if len(strange) > 0 {
		publish = d.button("button-ask-second", "publish")
	}
	row := []chat.Button{publish, d.button("button-cancel", "cancel")}
	if d.changeable() {
		row = slices.Insert(row, 1, d.button("button-change", "change"))
	}
	return []chat.Action{c.preview(h.asMembersSee(d.Entry, d.Lang)), c.say(p, row)}, nil
}

// aboutDraft tells what a draft changes: the text, the answers to past questions, and what in it is not official.
func (h *Hub) aboutDraft(tx store.Tx, d draft) (*chat.Phrase, []string, error) {
	if len(d.Layer) > 0 {
		plan, err := h.book.PrepareIn(tx, d.Layer)
		if err != nil {
			return nil, nil, err
		}
		return h.aboutImport(tx, d, plan)
	}
	before, err := h.inForce(tx, d.Entry.ID)
	if err != nil {
		return nil, nil, err
	}
	var p *chat.Phrase
	switch {
	case d.Of != 0:
		p = chat.Say("draft-revert", "entry", d.Entry.ID, "revision", number(d.Of))
	case d.Seen == 0:
		p = chat.Say("draft-add", "entry", d.Entry.ID, "lang", d.Lang, "title", d.Entry.Title[d.Lang], "questions", bullets(d.Entry.Questions[d.Lang]))
	default:
		p = chat.Say("draft-edit", "entry", d.Entry.ID, "lang", d.Lang)
	}
	if before.Rev != 0 {
		p.And(chat.Say("draft-changes", "lines", changeLines(before.Entry, d.Entry, 60)))
	}
	differ, err := h.differences(tx, []faq.Entry{d.Entry})
	if err != nil {
		return nil, nil, err
	}
	p.And(differ)
	strange, err := h.unofficial(tx, d.Entry)
	if len(strange) > 0 {
		p.And(chat.Say("draft-unofficial", "list", "· "+strings.Join(strange, "\n· ")))
	}
	return p, strange, err
}

// previewOwner is told when a preview could not be sent: it goes without its picture then.
const previewOwner = "preview"

func (c *call) preview(p chat.Post) chat.Action {
	a := c.post(p)
	if a.Owner == "" {
		a.Owner = previewOwner
	}
	return a
}

// asMembersSee is an entry's answer as a member gets it, without what judges it.
func (h *Hub) asMembersSee(e faq.Entry, lang string) chat.Post {
	return h.entryPost(e, lang)
}

// How many past questions are looked at, and how many of those with another outcome are told.
const (
	pastMost  = 100
	pastLeast = 20
	pastWork  = 400_000 // past questions × entries: a large FAQ takes longer for each
	lookBack  = 4       // rows that are looked at for each past question
	pastTold  = 10
	pastRunes = 120
)

// differences tells which past questions would be answered otherwise with entries put and others deleted; nil: none.
func (h *Hub) differences(tx store.Tx, put []faq.Entry, deleted ...string) (*chat.Phrase, error) {
	now, then, err := h.book.Try(tx, put, deleted...)
	if err != nil {
		return nil, err
	}
	return h.compare(tx, now, then)
}

// compare tells which past questions two indexes answer otherwise. It is for moderators only: the questions are members'
// words, secrets taken out.
func (h *Hub) compare(tx store.Tx, before, after *faq.Index) (*chat.Phrase, error) {
	if before == nil || before == after {
		return nil, nil
	}
	past, err := pastQuestions(tx, min(pastMost, max(pastLeast, pastWork/(after.Len()+1))))
	if err != nil || len(past) == 0 {
		return nil, err
	}
	var told []*chat.Phrase
	n := 0
	for _, q := range past {
		a, was := outcome(before.Match(faq.Query{Text: q}))
		b, is := outcome(after.Match(faq.Query{Text: q}))
		if a == b {
			continue
		}
		if n++; n <= pastTold {
			told = append(told, chat.Say("past-line", "question", cutRunes(strings.Join(strings.Fields(q), " "), pastRunes), "before", was, "after", is))
		}
	}
	if n == 0 {
		n = len(past)
		return &chat.Phrase{ID: "past-same", Count: &n}, nil
	}
	p := &chat.Phrase{ID: "past-head", Count: &n}
	p.Lines(told...)
	if n > pastTold {
		p.Lines(chat.Say("past-more", "more", strconv.Itoa(n-pastTold)))
	}
	return p, nil
}

// pastQuestions are the newest questions that are kept, answered ones and gaps by turns, each once.
func pastQuestions(tx store.Tx, n int) ([]string, error) {
	asked, err := newestAsked(tx, n)
	if err != nil {
		return nil, err
	}
	gaps, err := faq.OpenGaps(tx, n)
	if err != nil {
		return nil, err
	}
	var out []string
	known := map[string]bool{}
	add := func(text string) {
		folded := strings.ToLower(strings.Join(strings.Fields(text), " "))
		if folded != "" && !known[folded] && len(out) < n {
			known[folded] = true
			out = append(out, text)
		}
	}
	for i := range n {
		if i < len(asked) {
			add(asked[i])
		}
		if i < len(gaps) {
			add(gaps[len(gaps)-1-i].Text)
		}
	}
	return out, nil
}

// newestAsked are the texts of the newest n rows of questions, newest first. It looks at the last numbers only.
func newestAsked(tx store.Tx, n int) (out []string, err error) {
	last, err := faq.NewestAnswer(tx)
	if err != nil {
		return nil, err
	}
	for row, err := range questions.Scan(tx, nil, store.Key(last-min(last, uint64(lookBack*n)))) {
		if err != nil {
			return nil, err
		}
		out = append(out, row.Value.Text)
	}
	slices.Reverse(out)
	return out[:min(len(out), n)], nil
}
