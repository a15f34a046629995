package discord

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"frontdesk/chat"
)

// answers are the interactions whose tokens still work.
type answers struct {
	a      *Adapter
	wg     sync.WaitGroup
	ctx    context.Context // ends with the Run that they arrived in
	cancel context.CancelFunc
	busy   chan struct{} // completions and forms under way

	mu    sync.Mutex
	live  map[string]*answer
	forms *recent[chat.Form] // forms that came too late, by the key on the button that opens them
}

// answer is the state of one interaction. Whoever holds lock may answer it.
type answer struct {
	turn
	token string
	kind  int
	from  bool // a message carries the button or opened the form: only the asker may see it
	lock  chan struct{}

	acked    bool   // Discord has its first answer
	deferred bool   // the first answer only said that another one comes
	original bool   // what Discord calls the original answer is the message that carries the button
	by       string // the action that answered first or tried to
	timer    *time.Timer
	expiry   *time.Timer
}

func newAnswers(a *Adapter) *answers {
	s := &answers{a: a, live: map[string]*answer{}, busy: make(chan struct{}, 16), forms: newRecent[chat.Form](512)}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	return s
}

// stop forgets all interactions and waits for calls under way. A later Run begins anew.
func (s *answers) stop() {
	s.mu.Lock()
	for _, w := range s.live {
		w.timer.Stop()
		w.expiry.Stop()
	}
	clear(s.live)
	cancel := s.cancel
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.mu.Unlock()
	cancel()
	s.wg.Wait()
}

// arrive notes an interaction as it comes off the wire. It reports true when the interaction ends here: completions, and
// buttons that open a form.
func (s *answers) arrive(ctx context.Context, r *receiver, p packet) bool {
	var i interactionData
	if unmarshal(p.data, &i) != nil || !isID(i.ID) || i.Token == "" || i.GuildID != "" && i.GuildID != s.a.cfg.Server {
		return false // decode tells
	}
	switch {
	case i.Type == typedOption:
		s.side(ctx, func(ctx context.Context) { s.complete(ctx, r.in, &i) })
		return true
	case i.Type == pressedButton && strings.HasPrefix(i.Data.CustomID, openForm):
		s.side(ctx, func(ctx context.Context) { s.open(ctx, &i) })
		return true
	case i.Type != usedCommand && i.Type != pressedButton && i.Type != sentForm:
		return false
	}
	if meta, _, ok := s.a.invoked(&i); ok {
		s.begin(&i, s.a.turn(&i, meta.Room))
	}
	return false
}

// side does what must not wait for the hub. When too much is under way it is left out: these answers are only worth
// something at once.
func (s *answers) side(ctx context.Context, do func(context.Context)) {
	select {
	case s.busy <- struct{}{}:
	default:
		return
	}
	s.wg.Go(func() {
		defer func() { <-s.busy }()
		ctx, cancel := context.WithTimeout(ctx, discordgo.InteractionDeadline)
		defer cancel()
		do(ctx)
	})
}

// begin starts the clock of an interaction. One that came before is left alone.
func (s *answers) begin(i *interactionData, t turn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.live[i.ID] != nil {
		return
	}
	l := s.a.cfg.Limits
	w := &answer{turn: t, token: i.Token, kind: i.Type, from: i.Message != nil, lock: make(chan struct{}, 1)}
	ctx := s.ctx
	w.timer = time.AfterFunc(l.Defer, func() { s.later(ctx, w) })
	w.expiry = time.AfterFunc(l.Lifetime, func() { s.expire(ctx, w) })
	s.live[i.ID] = w
}

func (s *answers) get(id string) *answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.live[id]
}

// later defers an interaction that nobody has answered in time: silently where a message stands already, else as a
// private «thinking».
func (s *answers) later(ctx context.Context, w *answer) {
	if !s.enter(ctx) {
		return
	}
	defer s.wg.Done()
	select {
	case w.lock <- struct{}{}:
		defer func() { <-w.lock }()
	case <-ctx.Done():
		return
	}
	if w.acked {
		return
	}
	if err := s.a.postpone(ctx, w); err != nil {
		s.a.log.Warn().Err(err).Msg("an interaction could not be acknowledged")
	}
}

// postpone says that the answer comes later; the caller holds the interaction's lock.
func (a *Adapter) postpone(ctx context.Context, w *answer) error {
	body := callback{Type: answerLater, Data: map[string]any{"flags": flagEphemeral}}
	if w.from {
		body = callback{Type: answerNothing}
	}
	err := a.call(ctx, w.first(body), nil)
	if err != nil && codeOf(err) != discordgo.ErrCodeInteractionHasAlreadyBeenAcknowledged {
		return err
	}
	w.acked, w.deferred, w.original = true, true, w.from
	return nil
}

// enter counts a timer's work, unless its Run is over.
func (s *answers) enter(ctx context.Context) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if ctx.Err() != nil || ctx != s.ctx {
		return false
	}
	s.wg.Add(1)
	return true
}

// expire forgets an interaction; a «thinking» that nothing came of is taken away.
func (s *answers) expire(ctx context.Context, w *answer) {
	if !s.enter(ctx) {
		return
	}
	defer s.wg.Done()
	s.mu.Lock()
	delete(s.live, w.id)
	s.mu.Unlock()
	w.lock <- struct{}{}
	defer func() { <-w.lock }()
	if w.deferred && !w.from {
		_ = s.a.call(ctx, request{method: http.MethodDelete, url: s.a.webhook(w, "@original"), bare: true}, nil)
	}
}

// callback is the first answer to an interaction.
type callback struct {
	Type int `json:"type"`
	Data any `json:"data,omitempty"`
}

func (w *answer) first(c callback) request {
	return request{method: http.MethodPost, url: discordgo.EndpointInteractionResponse(w.id, w.token) + "?with_response=true", body: c, bare: true}
}

// webhook is where later answers go; of the message, if one is named.
func (a *Adapter) webhook(w *answer, message string) string {
	if message == "" {
		return discordgo.EndpointFollowupMessage(a.world.application(), w.token)
	}
	return discordgo.EndpointFollowupMessageActions(a.world.application(), w.token, message)
}

// complete answers a half-typed option. It must answer, be it with nothing.
func (s *answers) complete(ctx context.Context, in chat.Intake, i *interactionData) {
	choices := []*discordgo.ApplicationCommandOptionChoice{}
	if meta, from, ok := s.a.invoked(i); ok {
		name, options := named(i)
		for _, o := range options {
			if !o.Focused {
				continue
			}
			for _, c := range in.Complete(ctx, chat.Partial{From: from, Room: meta.Room, Within: meta.Within, Command: name, Option: o.Name, Value: valid(scalar(o.Value))}) {
				if c.Name != "" && len(choices) < 25 {
					choices = append(choices, &discordgo.ApplicationCommandOptionChoice{Name: clip(valid(c.Name), 100), Value: clip(valid(c.Value), 100)})
				}
			}
		}
	}
	w := &answer{turn: turn{id: i.ID}, token: i.Token}
	if err := s.a.call(ctx, w.first(callback{Type: answerChoices, Data: map[string]any{"choices": choices}}), nil); err != nil {
		s.a.log.Debug().Err(err).Msg("a completion came too late")
	}
}

// openForm begins the data of a button that opens a form which came too late to open by itself.
const openForm = "form" + twin

// open answers such a button with its form; if the form is forgotten, with nothing.
func (s *answers) open(ctx context.Context, i *interactionData) {
	w := &answer{turn: turn{id: i.ID}, token: i.Token}
	body := callback{Type: answerNothing}
	if f, ok := s.forms.get(i.Data.CustomID); ok {
		body = callback{Type: answerForm, Data: modal(&f)}
	}
	if err := s.a.call(ctx, w.first(body), nil); err != nil {
		s.a.log.Warn().Err(err).Msg("a form could not be opened")
	}
}

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
