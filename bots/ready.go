package bots

import (
	"slices"
	"strconv"

	"frontdesk/chat"
)

// ready gives actions their IDs, renders their phrases in the reader's language and fits them to their rooms.
func (h *Hub) ready(key string, as ...chat.Action) []chat.Action {
	out := make([]chat.Action, 0, len(as))
	for i, a := range as {
		a.ID = key + "." + strconv.Itoa(i)
		switch e := a.Effect.(type) {
		case chat.Send:
			e.Post = h.render(e.Post, e.Room)
			a.Effect = e
		case chat.Edit:
			e.Post = h.render(e.Post, e.Room)
			a.Effect = e
		case chat.Remind:
			out = append(out, a)
			continue
		}
		if a.Target().IsZero() {
			continue // a room that the community does not have
		}
		out = append(out, chat.Fit(a, h.caps(a.Target()))...)
	}
	return out
}

// render puts what a domain says into words. Lang is the reader's, else the room's.
func (h *Hub) render(p chat.Post, room chat.RoomID) chat.Post {
	lang := p.Lang
	if lang == "" {
		lang = h.cfg.roomLang(room)
	}
	lang = h.speaks(lang)
	if p.Phrase != nil {
		p.Text, p.Spans = h.words.Render(p.Phrase, lang)
		p.Phrase = nil
	}
	p.Spans = h.afar(p.Spans, room)
	p.Buttons = slices.Clone(p.Buttons)
	for i, row := range p.Buttons {
		p.Buttons[i] = slices.Clone(row)
		for k, b := range row {
			if b.Phrase != nil {
				p.Buttons[i][k].Text, p.Buttons[i][k].Phrase = h.words.Text(b.Phrase, lang), nil
			}
		}
	}
	if p.Form != nil {
		f := *p.Form
		if f.Phrase != nil {
			f.Title, f.Phrase = h.words.Text(f.Phrase, lang), nil
		}
		f.Fields = slices.Clone(f.Fields)
		for i, field := range f.Fields {
			if field.Phrase != nil {
				f.Fields[i].Label, f.Fields[i].Phrase = h.words.Text(field.Phrase, lang), nil
			}
		}
		p.Form = &f
	}
	return p
}
