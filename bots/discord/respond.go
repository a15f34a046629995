package discord

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/bwmarrin/discordgo"

	"frontdesk/chat"
)

// respond is Send to an interaction's room. The first answer is the response itself: a message, an update of the message
// that carries the button, or a form. What comes when the token no longer works goes elsewhere.
func (a *Adapter) respond(ctx context.Context, id string, room chat.RoomID, p chat.Outgoing) (chat.MessageID, error) {
	t, err := turnOf(room)
	if err != nil {
		return chat.MessageID{}, err
	}
	w := a.answers.get(t.id)
	if w == nil || t.over(a.cfg.Limits.Lifetime) {
		return a.elsewhere(ctx, id, t, p)
	}
	select {
	case w.lock <- struct{}{}:
		defer func() { <-w.lock }()
	case <-ctx.Done():
		return chat.MessageID{}, broken("interaction", ctx.Err(), false)
	}
	if !w.acked && len(p.Files) > 0 && !(p.Update && w.from) { // fetching and sending them may take longer than Discord waits
		if err := a.postpone(ctx, w); err != nil && codeOf(err) != discordgo.ErrCodeUnknownInteraction {
			return chat.MessageID{}, err
		}
	}
	if !w.acked {
		m, err := a.answerFirst(ctx, w, p)
		switch codeOf(err) {
		case discordgo.ErrCodeUnknownInteraction: // the three seconds are over
			return a.elsewhere(ctx, id, t, p)
		case discordgo.ErrCodeInteractionHasAlreadyBeenAcknowledged:
			same := w.by == id // our own attempt, whose answer was lost
			w.acked, w.deferred = true, !same
			if same {
				return a.given(ctx, w, p)
			}
		default:
			w.by = id
			return m, err
		}
	}
	m, err := a.answerAgain(ctx, id, w, p)
	if f := (*chat.Fault)(nil); errors.As(err, &f) && f.Class == chat.Gone && codeOf(err) != discordgo.ErrCodeUnknownMessage {
		return a.elsewhere(ctx, id, t, p)
	}
	return m, err
}

// answerFirst gives the response.
func (a *Adapter) answerFirst(ctx context.Context, w *answer, p chat.Outgoing) (chat.MessageID, error) {
	r, kind := w.first(callback{}), answerMessage
	switch {
	case p.Form != nil && w.kind != sentForm:
		r.body = callback{Type: answerForm, Data: modal(p.Form)}
		err := a.call(ctx, r, nil)
		w.acked = w.acked || err == nil
		return chat.MessageID{}, err
	case p.Form != nil:
		p = a.button(p)
	case p.Update && w.from:
		kind = answerUpdate
	}
	msg, err := a.compose(ctx, p, kind == answerUpdate)
	if err != nil {
		return chat.MessageID{}, err
	}
	msg.private(p.Private && kind != answerUpdate)
	r.body, r.files = callback{Type: kind, Data: msg}, msg.files
	var out struct {
		Resource struct {
			Message messageData `json:"message"`
		} `json:"resource"`
	}
	if err := a.call(ctx, r, &out); err != nil {
		return chat.MessageID{}, err
	}
	w.acked, w.original = true, kind == answerUpdate
	return w.place(out.Resource.Message).id(), nil
}

// given is the response that was given before its answer was lost.
func (a *Adapter) given(ctx context.Context, w *answer, p chat.Outgoing) (chat.MessageID, error) {
	if p.Form != nil {
		return chat.MessageID{}, nil
	}
	var m messageData
	err := a.call(ctx, request{method: http.MethodGet, url: a.webhook(w, "@original"), bare: true}, &m)
	return w.place(m).id(), err
}

// place is where an answer lies; one that only the asker sees is reached by the interaction's token alone.
func (w *answer) place(m messageData) place {
	p := place{channel: w.channel, message: m.ID}
	if m.Flags&flagEphemeral != 0 {
		p.answer = w.id
	}
	return p
}

// answerAgain gives a later answer: instead of a deferred one, an update, or a follow-up.
func (a *Adapter) answerAgain(ctx context.Context, id string, w *answer, p chat.Outgoing) (chat.MessageID, error) {
	if p.Form != nil {
		p = a.button(p)
	}
	update := p.Update && w.original
	if p.Update && !update && w.on != "0" {
		at := place{channel: w.channel, message: w.on}
		return at.id(), a.Edit(ctx, at.id(), p)
	}
	msg, err := a.compose(ctx, p, update)
	if err != nil {
		return chat.MessageID{}, err
	}
	r := request{method: http.MethodPost, url: a.webhook(w, "") + "?wait=true", files: msg.files, bare: true}
	switch thinking := w.deferred && !w.from; {
	case update, thinking && p.Private:
		r.method, r.url = http.MethodPatch, a.webhook(w, "@original")
	case thinking: // it is private for good: a public answer stands beside its removal
		_ = a.call(ctx, request{method: http.MethodDelete, url: a.webhook(w, "@original"), bare: true}, nil)
	}
	msg.private(p.Private && r.method == http.MethodPost)
	r.body = msg
	var m messageData
	if err := a.call(ctx, r, &m); err != nil {
		return chat.MessageID{}, err
	}
	w.deferred, w.by = false, id
	return w.place(m).id(), nil
}

// elsewhere delivers an answer whose token is gone: private ones to the private chat, others to the room.
func (a *Adapter) elsewhere(ctx context.Context, id string, t turn, p chat.Outgoing) (chat.MessageID, error) {
	if p.Form != nil {
		p = a.button(p)
	}
	if p.Update && t.on != "0" {
		at := place{channel: t.channel, message: t.on}
		return at.id(), a.Edit(ctx, at.id(), p)
	}
	to := t.where
	if p.Private {
		to = chat.Direct(Member(t.user))
	}
	return a.Send(ctx, id, to, p)
}

// button replaces a form by a button that opens it.
func (a *Adapter) button(p chat.Outgoing) chat.Outgoing {
	f := *p.Form
	key := openForm + nonceOf(f.Data+f.Title+time.Now().String())
	a.answers.forms.put(key, f)
	title := f.Title
	if title == "" {
		title = "…"
	}
	p.Form, p.Update, p.Private = nil, false, true
	if strings.TrimSpace(p.Text) == "" {
		p.Text = title
	}
	p.Buttons = append(p.Buttons[:len(p.Buttons):len(p.Buttons)], []chat.Button{{Text: title, Data: key}})
	return p
}
