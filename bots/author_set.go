package bots

import (
	"maps"
	"slices"
	"strings"
	"time"

	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/store"
)

// What /faq set sets, and the value that takes it off.
const (
	setReview  = "review"
	setPicture = "picture"
	setLink    = "link"
	setNone    = "-"
)

var settables = []string{setReview, setPicture, setLink}

// cmdFAQSet makes a draft of an entry with another review date, picture or link below its answer.
func (h *Hub) cmdFAQSet(tx store.Tx, c *call) ([]chat.Action, error) {
	v, err := h.entry(tx, c)
	if err != nil {
		return nil, err
	}
	e, value := clone(v.Entry), strings.TrimSpace(c.args["value"])
	switch what := strings.ToLower(strings.TrimSpace(c.args["field"])); what {
	case setReview:
		e.Review = time.Time{}
		if value != setNone {
			if e.Review, err = time.Parse(time.DateOnly, value); err != nil {
				return nil, chat.Refuse("set-review", "value", cutRunes(value, 40))
			}
		}
	case setPicture:
		if e.Picture = value; value == setNone {
			e.Picture = ""
		}
	case setLink:
		if e.Buttons, err = c.links(e, value); err != nil {
			return nil, err
		}
	default:
		return nil, chat.Refuse("set-field", "field", cutRunes(what, 40))
	}
	return h.propose(tx, c, draft{Entry: e, Lang: preferred(e.Langs(), c.lang), Seen: v.Rev})
}

// links are an entry's links with one more, one called otherwise, «- ADDRESS» without one, or «-» without any.
func (c *call) links(e faq.Entry, value string) ([]faq.Button, error) {
	url, label := cutWord(value)
	off := url == setNone
	if off {
		url = label
	}
	at := slices.IndexFunc(e.Buttons, func(b faq.Button) bool { return b.URL == url })
	bs := slices.Clone(e.Buttons)
	switch {
	case off && url == "":
		return nil, nil
	case off && at < 0:
		return nil, chat.Refuse("set-no-link", "entry", e.ID, "url", cutRunes(url, 100))
	case off:
		return slices.Delete(bs, at, at+1), nil
	case label == "":
		return nil, chat.Refuse("set-link", "entry", e.ID)
	case at < 0:
		return append(bs, faq.Button{Text: map[string]string{c.entryLang(label): label}, URL: url}), nil
	}
	bs[at].Text = maps.Clone(bs[at].Text)
	bs[at].Text[c.entryLang(label)] = label
	return bs, nil
}
