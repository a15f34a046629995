package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

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
	return a.post(ctx, id, at, p, false)
}

// post sends a post's calls one after the other.
func (a *Adapter) post(ctx context.Context, id string, at place, p chat.Outgoing, urgent bool) (chat.MessageID, error) {
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
	err = a.budget.take(at.chat, total, urgent)
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
	if _, err := invoke[bool](ctx, a, reopenTopic, topic, 0, true); err != nil && !errors.Is(err, errSame) {
		return nil, err
	}
	for i, u := range s.uploads {
		s.uploads[i] = u.again()
	}
	ids, err = a.attempt(ctx, s)
	if _, closing := invoke[bool](ctx, a, closeTopic, topic, 0, true); closing != nil && err == nil {
		a.log.Warn().Err(closing).Msg("a topic stays open after a late message")
	}
	return ids, err
}

// either tells whose chat a copy could not reach: when the target is there, it was the original's.
func (a *Adapter) either(ctx context.Context, target int64, err error) error {
	if _, missing := invoke[chatInfo](ctx, a, getChat, args{Chat: target}, 0, false); missing != nil {
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

// Edit replaces text (or caption) and buttons of a message of ours. That nothing changes is no error.
func (a *Adapter) Edit(ctx context.Context, m chat.MessageID, p chat.Outgoing) error {
	if err := a.connected(); err != nil {
		return err
	}
	id, number, err := messageOf(m)
	if err != nil {
		return err
	}
	return a.edit(ctx, id, number, p, false)
}

func (a *Adapter) edit(ctx context.Context, id int64, number int, p chat.Outgoing, urgent bool) error {
	keys, err := a.keyboard(p.Buttons)
	if err != nil {
		return err
	}
	w := a.wordsOf(p.Post)
	text := args{Chat: id, Message: number, Text: w.text, Entities: w.entities, Keyboard: keys}
	if p.Quiet {
		text.Preview = &preview{Disabled: true}
	}
	caption := args{Chat: id, Message: number, Caption: w.text, CaptionEntities: w.entities, Keyboard: keys}
	switch {
	case w.units > textLimit:
		return invalid("text of %d units, %d are allowed", w.units, textLimit)
	case len(p.Files) == 0 && strings.TrimSpace(w.text) == "":
		return invalid("an edit without text")
	case len(p.Files) == 0:
		_, err = invoke[json.RawMessage](ctx, a, editText, text, 1, urgent)
		if errors.Is(err, errMedia) && w.units <= captionLimit { // the caller did not say that it is a file's caption
			_, err = invoke[json.RawMessage](ctx, a, editCaption, caption, 0, urgent)
		}
	case w.units > captionLimit:
		return invalid("caption of %d units, %d are allowed", w.units, captionLimit)
	default:
		_, err = invoke[json.RawMessage](ctx, a, editCaption, caption, 1, urgent)
		if errors.Is(err, errPlain) && strings.TrimSpace(w.text) != "" { // the text had gone by itself
			_, err = invoke[json.RawMessage](ctx, a, editText, text, 0, urgent)
		}
	}
	if errors.Is(err, errSame) {
		return nil
	}
	return err
}

// Pin keeps a message at the top of its chat, or of its topic; the members see it there and hear nothing.
func (a *Adapter) Pin(ctx context.Context, m chat.MessageID) error {
	id, number, err := messageOf(m)
	if err != nil {
		return err
	}
	return a.alter(ctx, pinMessage, args{Chat: id, Message: number, Silent: true})
}

// Delete takes messages away, up to 100 with a call; all parts of an album of ours go with its first. Telegram lets
// a bot do so for 48 hours. Where one cannot be deleted the others go all the same, and the fault tells of that one.
func (a *Adapter) Delete(ctx context.Context, _ chat.RoomID, ms []chat.MessageID) error {
	byChat := make(map[int64][]int)
	var order []int64
	for _, m := range ms {
		id, number, err := messageOf(m)
		if err != nil {
			return err
		}
		if byChat[id] == nil {
			order = append(order, id)
		}
		byChat[id] = append(byChat[id], a.albums.parts(id, number)...)
	}
	var denied error
	for _, id := range order {
		for part := range slices.Chunk(byChat[id], idsAtOnce) {
			err := a.delete(ctx, id, part)
			switch {
			case class(err) == chat.Denied:
				denied = err
			case err != nil:
				return err
			}
		}
	}
	return denied
}

// delete makes one call; what it refuses as a whole is tried one by one.
func (a *Adapter) delete(ctx context.Context, id int64, numbers []int) error {
	_, err := invoke[bool](ctx, a, deleteMessages, args{Chat: id, IDs: numbers}, 1, true)
	switch {
	case class(err) == chat.Gone:
		return nil
	case class(err) != chat.Denied || len(numbers) == 1:
		return err
	}
	var denied error
	for _, n := range numbers {
		if err := a.delete(ctx, id, []int{n}); err != nil && class(err) != chat.Denied {
			return err
		} else if err != nil {
			denied = err
		}
	}
	return denied
}

// albums remembers which messages one post became, so that deleting the post deletes them all. It keeps the newest
// thousand and starts empty: after a restart only the first part of an older album can be deleted.
type albums struct {
	mu    sync.Mutex
	of    map[[2]int64][]int
	order [][2]int64
}

const albumsKept = 1000

func (k *albums) keep(id int64, parts []int) {
	if len(parts) < 2 {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of == nil {
		k.of = make(map[[2]int64][]int)
	}
	first := [2]int64{id, int64(parts[0])}
	k.of[first] = parts
	k.order = append(k.order, first)
	if len(k.order) > albumsKept {
		delete(k.of, k.order[0])
		k.order = k.order[1:]
	}
}

func (k *albums) parts(id int64, first int) []int {
	k.mu.Lock()
	defer k.mu.Unlock()
	if parts, ok := k.of[[2]int64{id, int64(first)}]; ok {
		return parts
	}
	return []int{first}
}
