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

// Send posts a message. The same id within some minutes shows once, whatever became of the first attempt: Discord keeps
// the nonce so long, and messages of ours that came back over the gateway are remembered. A thread that was put away
// opens again.
func (a *Adapter) Send(ctx context.Context, id string, to chat.RoomID, p chat.Outgoing) (chat.MessageID, error) {
	if err := a.ready(); err != nil {
		return chat.MessageID{}, err
	}
	if strings.HasPrefix(to.Key, "!") {
		return a.respond(ctx, id, to, p)
	}
	msg, err := a.compose(ctx, p, false)
	if err != nil {
		return chat.MessageID{}, err
	}
	channel, err := a.channelOf(ctx, to)
	if err != nil {
		return chat.MessageID{}, err
	}
	msg.Nonce, msg.EnforceNonce = nonceOf(id), true
	if m, seen := a.echoes.get(msg.Nonce); seen && strings.HasPrefix(m.Key, channel+"/") {
		return m, nil
	}
	if at, err := placeOf(p.ReplyTo); err == nil && at.channel == channel && at.answer == "" {
		must := false
		msg.Reference = &discordgo.MessageReference{MessageID: at.message, FailIfNotExists: &must}
	}
	needs := a.needs(channel, len(msg.files) > 0)
	if f := a.shut(channel, needs); f != nil {
		return chat.MessageID{}, f
	}
	var out messageData
	err = a.awake(ctx, channel, func() error {
		return a.call(ctx, request{method: http.MethodPost, url: discordgo.EndpointChannelMessages(channel), body: msg, files: msg.files}, &out)
	})
	if err != nil {
		return chat.MessageID{}, a.denied(err, channel, needs...)
	}
	return messageID(channel, out.ID), nil
}

// needs are the rights that a message takes.
func (a *Adapter) needs(channel string, files bool) []right {
	out := []right{viewChannel, sendMessages}
	if c, _ := a.world.channel(channel); c.thread() {
		out[1] = sendInThreads
	}
	if files {
		out = append(out, attachFiles)
	}
	return out
}

// channelOf is the channel of a room; private chats are opened at need.
func (a *Adapter) channelOf(ctx context.Context, room chat.RoomID) (string, error) {
	who, direct := room.Direct()
	key := room.Key
	if direct {
		key = who.Key
	}
	switch {
	case room.Platform != Platform || !isID(key):
		return "", invalidf("%q is no room", room)
	case !direct:
		return key, nil
	}
	if channel := a.world.private(key); channel != "" {
		return channel, nil
	}
	var c channelData
	err := a.call(ctx, request{method: http.MethodPost, url: discordgo.EndpointUserChannels("@me"), body: map[string]string{"recipient_id": key}}, &c)
	if err != nil {
		return "", err
	}
	a.world.meet(key, c.ID)
	return c.ID, nil
}

// awake does a call in a thread; one that was archived or locked is opened first.
func (a *Adapter) awake(ctx context.Context, channel string, do func() error) error {
	err := do()
	switch codeOf(err) {
	case discordgo.ErrCodePerformedOperationOnArchivedThread:
		err = a.setThread(ctx, channel, threadPatch{Archived: new(false)})
	case discordgo.ErrCodeThreadIsLocked:
		err = a.setThread(ctx, channel, threadPatch{Archived: new(false), Locked: new(false)})
	default:
		return err
	}
	if err != nil {
		return err
	}
	return do()
}

// Edit replaces a message of ours. Files stay as they are. A thread that was put away opens for it.
func (a *Adapter) Edit(ctx context.Context, m chat.MessageID, p chat.Outgoing) error {
	if err := a.ready(); err != nil {
		return err
	}
	at, err := placeOf(m)
	if err != nil {
		return err
	}
	msg, err := a.compose(ctx, p, true)
	if err != nil {
		return err
	}
	r := request{method: http.MethodPatch, url: discordgo.EndpointChannelMessage(at.channel, at.message), body: msg, files: msg.files}
	if at.answer != "" {
		w := a.answers.get(at.answer)
		if w == nil || w.over(a.cfg.Limits.Lifetime) {
			return &chat.Fault{Class: chat.Gone, Err: errors.New("discord: the answer can no longer be changed")}
		}
		r.url, r.bare = a.webhook(w, at.message), true
	}
	err = a.awake(ctx, at.channel, func() error { return a.call(ctx, r, nil) })
	return a.denied(err, at.channel, viewChannel, sendInThreads)
}

// Pin keeps a message at the top of its channel's pins. A channel holds 250 of them; when it is full, that is invalid.
func (a *Adapter) Pin(ctx context.Context, m chat.MessageID) error {
	if err := a.ready(); err != nil {
		return err
	}
	at, err := placeOf(m)
	if err != nil {
		return err
	}
	needs := []right{viewChannel, readHistory, pinMessages}
	if f := a.shut(at.channel, needs); f != nil {
		return f
	}
	err = a.awake(ctx, at.channel, func() error {
		return a.call(ctx, request{method: http.MethodPut, url: discordgo.EndpointChannelMessages(at.channel) + "/pins/" + at.message}, nil)
	})
	return a.denied(err, at.channel, needs...)
}

// bulkAge is how old messages may be that are deleted together.
const bulkAge = 14*24*time.Hour - time.Hour

// Delete takes messages away, ours and others'. What is gone already is no error. Where one may not be deleted the others
// go all the same, and the fault tells of that one.
func (a *Adapter) Delete(ctx context.Context, room chat.RoomID, ms []chat.MessageID) error {
	if err := a.ready(); err != nil {
		return err
	}
	together := map[string][]string{}
	for _, m := range ms {
		at, err := placeOf(m)
		switch {
		case err != nil:
			return err
		case at.answer != "":
			if err := a.deleteAnswer(ctx, at); err != nil {
				return err
			}
		default:
			together[at.channel] = append(together[at.channel], at.message)
		}
	}
	var denied error
	for channel, ids := range together {
		err := a.denied(a.deleteIn(ctx, channel, ids), channel, viewChannel, manageMessages)
		switch {
		case isDenied(err):
			denied = err
		case err != nil:
			return err
		}
	}
	return denied
}

func isDenied(err error) bool { return err != nil && chat.AsFault(err).Class == chat.Denied }

func (a *Adapter) deleteAnswer(ctx context.Context, at place) error {
	w := a.answers.get(at.answer)
	if w == nil {
		return nil // only its reader sees it, until the reader closes it
	}
	return gone(a.call(ctx, request{method: http.MethodDelete, url: a.webhook(w, at.message), bare: true}, nil))
}

// deleteIn deletes together what may be, else one by one.
func (a *Adapter) deleteIn(ctx context.Context, channel string, ids []string) error {
	for len(ids) > 1 && a.world.peer(channel) == "" {
		n := min(len(ids), 100)
		old := false
		for _, id := range ids[:n] {
			old = old || time.Since(moment(id)) > bulkAge
		}
		if old || n < 2 {
			break
		}
		err := a.call(ctx, request{method: http.MethodPost, url: discordgo.EndpointChannelMessagesBulkDelete(channel), body: map[string]any{"messages": ids[:n]}}, nil)
		if f := (*chat.Fault)(nil); errors.As(err, &f) && (f.Class == chat.Denied || f.Class == chat.Invalid) {
			break // our own may still be deleted one by one
		}
		if err != nil {
			return gone(err)
		}
		ids = ids[n:]
	}
	var denied error
	for _, id := range ids {
		err := a.awake(ctx, channel, func() error {
			return a.call(ctx, request{method: http.MethodDelete, url: discordgo.EndpointChannelMessage(channel, id)}, nil)
		})
		if isDenied(err) {
			denied = err
		} else if err := gone(err); err != nil {
			return err
		}
	}
	return denied
}

// gone makes nothing of the fault that there is nothing to take away.
func gone(err error) error {
	if f := (*chat.Fault)(nil); errors.As(err, &f) && f.Class == chat.Gone {
		return nil
	}
	return err
}

// signs are the reactions that show marks.
var signs = map[chat.Mark]string{chat.Waiting: "⏳", chat.Delivered: "✅", chat.Undone: "❌", chat.Removed: "🗑️"}

// Mark shows a delivery state as a reaction of ours, instead of the one before. Of marks made before a restart nothing
// is known: they stay beside the new one.
func (a *Adapter) Mark(ctx context.Context, m chat.MessageID, mark chat.Mark) error {
	if err := a.ready(); err != nil {
		return err
	}
	at, err := placeOf(m)
	sign, known := signs[mark]
	switch {
	case err != nil:
		return err
	case !known:
		return invalidf("no mark %q", mark)
	}
	before, marked := a.marks.get(m.Key)
	if before == mark {
		return nil
	}
	err = a.awake(ctx, at.channel, func() error {
		return a.call(ctx, request{method: http.MethodPut, url: discordgo.EndpointMessageReaction(at.channel, at.message, escape(sign), "@me")}, nil)
	})
	if err != nil {
		return a.denied(err, at.channel, viewChannel, readHistory, addReactions)
	}
	a.marks.put(m.Key, mark)
	if marked {
		// The new mark stands; an old one left beside it is no failure.
		_ = a.call(ctx, request{method: http.MethodDelete, url: discordgo.EndpointMessageReaction(at.channel, at.message, escape(signs[before]), "@me")}, nil)
	}
	return nil
}
