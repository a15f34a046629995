package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"frontdesk/chat"
)

const (
	textLimit    = 4096 // UTF-16 units
	captionLimit = 1024
	dataLimit    = 64 // bytes
	idsAtOnce    = 100
)

// Send posts. Most posts are one call; files that do not go together, or with text, take several. When a later one of
// these fails the outcome counts as unknown, and another attempt under the same ID goes on with that call. The ID returned
// is that of the text, or of the first file.
func (a *Adapter) Send(ctx context.Context, id string, to chat.RoomID, p chat.Outgoing) (chat.MessageID, error) {
	if err := a.connected(); err != nil {
		return chat.MessageID{}, err
	}
	if strings.HasPrefix(to.Key, answerPrefix) {
		return a.answer(ctx, id, to, p)
	}
	at, err := placeOf(to)
	if err != nil {
		return chat.MessageID{}, err
	}
	return a.post(ctx, id, at, p, patient)
}

// post sends a post's calls one after the other.
func (a *Adapter) post(ctx context.Context, id string, at place, p chat.Outgoing, h haste) (chat.MessageID, error) {
	steps, err := a.plan(ctx, at, p)
	if err != nil {
		return chat.MessageID{}, err
	}
	key := fmt.Sprint(id, " ", at)
	done := a.begun.take(key)
	if done.steps >= len(steps) {
		done = progress{} // of another post
	}
	rest := steps[done.steps:]
	total := 0
	for _, s := range rest {
		total += s.messages
	}
	err = a.budget.take(at.chat, total, h)
	for i := 0; err == nil && i < len(rest); i++ {
		var got []int
		if got, err = a.step(ctx, rest[i]); err == nil {
			done.steps++
			done.ids = append(done.ids, got...)
		} else if done.steps > 0 {
			err = halfway(err)
		}
	}
	if err != nil {
		if done.steps > 0 {
			a.begun.keep(key, done)
		}
		return chat.MessageID{}, err
	}
	a.albums.keep(at.chat, done.ids)
	return Message(at.chat, done.ids[0]), nil
}

// halfway is the fault of a post that was sent in part: never Limited, for that says that nothing was.
func halfway(err error) *chat.Fault {
	f := chat.AsFault(err)
	class := f.Class
	if class == chat.Limited {
		class = chat.Transient
	}
	return &chat.Fault{Class: class, To: f.To, Right: f.Right, Unknown: true, Err: f.Err}
}

// step is one call of a post, its budget already spent.
type step struct {
	method   method
	args     args
	uploads  []*upload
	messages int
}

// step makes the call; a topic that was closed is opened for it and closed again.
func (a *Adapter) step(ctx context.Context, s step) ([]int, error) {
	ids, err := a.attempt(ctx, s)
	if errors.Is(err, errEither) {
		return nil, a.either(ctx, s.args.Chat, err)
	}
	if !errors.Is(err, errClosed) {
		return ids, err
	}
	topic := args{Chat: s.args.Chat, Thread: s.args.Thread}
	if _, err := invoke[bool](ctx, a, reopenTopic, topic, 0, urgent); err != nil && !errors.Is(err, errSame) {
		return nil, err
	}
	for i, u := range s.uploads {
		s.uploads[i] = u.again()
	}
	ids, err = a.attempt(ctx, s)
	if _, closing := invoke[bool](ctx, a, closeTopic, topic, 0, urgent); closing != nil && err == nil {
		a.log.Warn().Err(closing).Msg("a topic stays open after a late message")
	}
	return ids, err
}

// either tells whose chat a copy could not reach: when the target is there, it was the original's.
func (a *Adapter) either(ctx context.Context, target int64, err error) error {
	if _, missing := invoke[chatInfo](ctx, a, getChat, args{Chat: target}, 0, patient); missing != nil {
		return err
	}
	return &chat.Fault{Class: chat.Invalid, Err: fmt.Errorf("telegram: %s: %w", copyMessage, errFile)}
}

func (a *Adapter) attempt(ctx context.Context, s step) ([]int, error) {
	limit := callTime
	var files []tg.RequestFile
	for _, u := range s.uploads {
		limit = uploadTime
		files = append(files, tg.RequestFile{Name: u.field, Data: u})
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	raw, err := request[json.RawMessage](ctx, a.client, s.method, s.args, files)
	for _, u := range s.uploads {
		if fault := u.finish(); fault != nil && err != nil {
			return nil, fault
		}
	}
	a.heed(s.args.Chat, err)
	if err != nil {
		return nil, err
	}
	var many []sent
	if raw[0] != '[' {
		many = make([]sent, 1)
		err = json.Unmarshal(raw, &many[0])
	} else {
		err = json.Unmarshal(raw, &many)
	}
	if err != nil || len(many) == 0 {
		return nil, &chat.Fault{Class: chat.Transient, Unknown: true, Err: fmt.Errorf("telegram: %s: an answer without a message: %w", s.method, err)}
	}
	ids := make([]int, len(many))
	for i, m := range many {
		ids[i] = m.ID
	}
	return ids, nil
}

// plan decides which calls a post takes.
func (a *Adapter) plan(ctx context.Context, at place, p chat.Outgoing) ([]step, error) {
	base := args{Chat: at.chat, Thread: at.thread, Silent: p.Quiet, Reply: replyTo(at, p.ReplyTo)}
	keys, err := a.keyboard(p.Buttons)
	if err != nil {
		return nil, err
	}
	w := a.wordsOf(p.Post)
	if w.units > textLimit {
		return nil, invalid("text of %d units, %d are allowed", w.units, textLimit)
	}
	blank := strings.TrimSpace(w.text) == ""
	if len(p.Files) == 0 {
		if blank {
			return a.copied(base, p, keys)
		}
		return []step{textStep(base, w, keys, p.Quiet)}, nil
	}
	runs := albumsOf(p.Files)
	captioned := len(runs) == 1 && w.units <= captionLimit && bearsCaption(runs[0][0]) && (keys == nil || len(runs[0]) == 1)
	var steps []step
	if !captioned && (!blank || keys != nil) {
		if blank {
			return nil, invalid("buttons beside files want a text")
		}
		steps = append(steps, textStep(base, w, keys, p.Quiet))
		w, keys, base.Reply = words{}, nil, nil
	}
	for _, run := range runs {
		s, err := a.fileStep(ctx, base, run, p.Fetch, w, keys)
		if err != nil {
			return nil, err
		}
		steps = append(steps, s)
	}
	return steps, nil
}

// copied is the way for what has no word of ours (a poll, a place): the platform copies the original.
func (a *Adapter) copied(base args, p chat.Outgoing, keys *keyboard) ([]step, error) {
	if p.Relay.Platform != Platform {
		return nil, invalid("nothing to send")
	}
	from, id, err := messageOf(p.Relay)
	if err != nil {
		return nil, err
	}
	base.FromChat, base.Message, base.Keyboard = from, id, keys
	return []step{{method: copyMessage, args: base, messages: 1}}, nil
}

func textStep(base args, w words, keys *keyboard, quiet bool) step {
	base.Text, base.Entities, base.Keyboard = w.text, w.entities, keys
	if quiet {
		base.Preview = &preview{Disabled: true}
	}
	return step{method: sendMessage, args: base, messages: 1}
}

// replyTo names the message a post answers, if it lies in the same chat. One that is gone is no error.
func replyTo(at place, m chat.MessageID) *reply {
	if m.IsZero() {
		return nil
	}
	if id, number, err := messageOf(m); err == nil && id == at.chat {
		return &reply{Message: number, Without: true}
	}
	return nil
}

// keyboard renders buttons.
func (a *Adapter) keyboard(rows [][]chat.Button) (*keyboard, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	k := &keyboard{}
	for _, row := range rows {
		var keys []key
		for _, b := range row {
			one := key{Text: strings.ToValidUTF8(b.Text, "\uFFFD"), Data: b.Data, URL: b.URL}
			if b.Start != "" {
				one.URL = a.self().address() + "?start=" + b.Start
			}
			switch {
			case strings.TrimSpace(one.Text) == "":
				return nil, invalid("a button without a label")
			case len(one.Data) > dataLimit:
				return nil, invalid("button %q carries %d bytes, %d are allowed", one.Text, len(one.Data), dataLimit)
			case (one.Data == "") == (one.URL == ""):
				return nil, invalid("button %q wants either data or an address", one.Text)
			}
			keys = append(keys, one)
		}
		k.Rows = append(k.Rows, keys)
	}
	return k, nil
}
