package discord

import (
	"context"
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
