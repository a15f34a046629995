package bots

import (
	"slices"
	"strings"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// cmdFAQAlias adds a question to an entry at once.
func (h *Hub) cmdFAQAlias(tx store.Tx, c *call) ([]chat.Action, error) {
	v, err := h.entry(tx, c)
	if err != nil {
		return nil, err
	}
	id, q := v.Entry.ID, c.args["question"]
	undo := chat.Say("undo-alias", "entry", id, "question", q)
	return h.atOnce(tx, c, chat.Say("faq-aliased", "entry", id, "question", q), undo, func() error {
		_, err := h.book.AddQuestion(tx, id, c.entryLang(q), q, c.author())
		return err
	})
}

// cmdFAQUnalias takes a question away from an entry at once.
func (h *Hub) cmdFAQUnalias(tx store.Tx, c *call) ([]chat.Action, error) {
	v, err := h.entry(tx, c)
	if err != nil {
		return nil, err
	}
	id, q := v.Entry.ID, c.args["question"]
	undo := chat.Say("undo-unalias", "entry", id, "question", q)
	return h.atOnce(tx, c, chat.Say("faq-unaliased", "entry", id, "question", q), undo, func() error {
		_, err := h.book.RemoveQuestion(tx, id, q, c.author())
		return err
	})
}

// What /faq tag does to a tag.
const (
	tagOn  = "add"
	tagOff = "remove"
)

// safetyTags begin the tags that bind an entry to a safety rule.
const safetyTags = "safety:"

// cmdFAQTag puts a tag on an entry or takes it off. One of the safety rules wants a second word: it decides what a member in
// danger is told.
func (h *Hub) cmdFAQTag(tx store.Tx, c *call) ([]chat.Action, error) {
	v, err := h.entry(tx, c)
	if err != nil {
		return nil, err
	}
	tag, off := strings.CutPrefix(strings.ToLower(strings.TrimSpace(c.args["tag"])), "-")
	off = off || c.args["do"] == tagOff
	id, has := v.Entry.ID, slices.Contains(v.Entry.Tags, tag)
	switch {
	case off && !has:
		return nil, chat.Refuse("tag-not-there", "entry", id, "tag", tag)
	case !off && has:
		return nil, chat.Refuse("tag-there", "entry", id, "tag", tag)
	}
	said, undo := chat.Say("tag-added", "entry", id, "tag", tag), chat.Say("undo-tag-added", "entry", id, "tag", tag)
	if off {
		said, undo = chat.Say("tag-removed", "entry", id, "tag", tag), chat.Say("undo-tag-removed", "entry", id, "tag", tag)
	}
	if strings.HasPrefix(tag, safetyTags) {
		c.args["id"] = id
		ask, err := h.safetyTag(tx, id, tag, off)
		if err != nil {
			return nil, err
		}
		if yes, as, err := h.sure(tx, c, ask, "button-yes"); !yes {
			return as, err
		}
	}
	e := clone(v.Entry)
	if off {
		e.Tags = slices.DeleteFunc(e.Tags, func(t string) bool { return t == tag })
	} else {
		e.Tags = append(e.Tags, tag)
	}
	return h.atOnce(tx, c, said, undo, func() error {
		_, err := h.book.Put(tx, e, c.author(), v.Rev)
		return err
	})
}

// safetyTag asks whether a change of a safety rule is meant, and tells which entry the rule answers with by now.
func (h *Hub) safetyTag(tx store.Tx, id, tag string, off bool) (*chat.Phrase, error) {
	ask := chat.Say("tag-safety", "entry", id, "tag", tag)
	if off {
		ask = chat.Say("tag-safety-off", "entry", id, "tag", tag)
	}
	idx, _, err := h.book.At(tx)
	if err != nil {
		return nil, err
	}
	for _, e := range idx.All() {
		if e.ID != id && slices.Contains(e.Tags, tag) {
			ask.And(chat.Say("tag-safety-other", "entry", e.ID))
		}
	}
	return ask, nil
}

// atOnce makes a change that needs no draft, and tells which past questions are answered differently now and how to take it
// back.
func (h *Hub) atOnce(tx store.Tx, c *call, said, undo *chat.Phrase, change func() error) ([]chat.Action, error) {
	before, _, err := h.book.At(tx)
	if err != nil {
		return nil, err
	}
	if err := change(); err != nil {
		return nil, h.faqRefusal(err)
	}
	after, _, err := h.book.At(tx)
	if err != nil {
		return nil, err
	}
	differ, err := h.compare(tx, before, after)
	if err != nil {
		return nil, err
	}
	if differ != nil {
		said.And(differ)
	}
	return []chat.Action{c.say(said.And(undo))}, nil
}

// outcome is what a verdict brings the asker, in words; equal words are equal outcomes.
func outcome(v faq.Verdict) (key string, words *chat.Phrase) {
	switch titles := v.Titles(); {
	case v.Kind == faq.Answer:
		return v.Entry, chat.Say("outcome-answer", "entry", v.Entry)
	case v.Kind == faq.Suggest && len(titles) > 0:
		list := strings.Join(titles, ", ")
		return "? " + list, chat.Say("outcome-suggest", "entries", list)
	}
	return "", chat.Say("outcome-silent")
}
