package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/bwmarrin/discordgo"

	"frontdesk/chat"
)

func escape(emoji string) string { return url.PathEscape(emoji) }

// weekly is how long Discord shows a quiet thread in its lists, in minutes; it closes nothing.
const weekly = 10080

// OpenThread opens a thread in a text channel, private ones with their members only, and adds the members. What an earlier
// attempt has opened is taken instead (see opening). When the server holds too many threads, the one of ours that was
// quiet for longest is put away once.
func (a *Adapter) OpenThread(ctx context.Context, t chat.Thread) (chat.RoomID, error) {
	if err := a.ready(); err != nil {
		return chat.RoomID{}, err
	}
	parent := t.Parent.Key
	if t.Parent.Platform != Platform || !isID(parent) {
		return chat.RoomID{}, invalidf("%q is no room", t.Parent)
	}
	if kind, known := a.world.kind(parent); known && kind != discordgo.ChannelTypeGuildText {
		return chat.RoomID{}, &chat.Fault{Class: chat.Unsupported, Err: errors.New("discord: threads can be opened in text channels only: name one as the parent")}
	}
	c, found, err := a.opened(ctx, parent, t)
	if err != nil {
		return chat.RoomID{}, err
	}
	if !found {
		c, err = a.createThread(ctx, parent, t)
		if codeOf(err) == discordgo.ErrCodeMaximumNumberOfActiveThreadsReached && a.makeRoom(ctx, parent) {
			c, err = a.createThread(ctx, parent, t)
		}
	}
	if t.Mark != "" {
		a.openings.put(parent+" "+t.Mark, opening{thread: c.ID, unknown: err != nil && chat.AsFault(err).Unknown})
	}
	if err != nil {
		return chat.RoomID{}, err
	}
	return Room(c.ID), a.addMembers(ctx, c.ID, t.Members)
}

func (a *Adapter) createThread(ctx context.Context, parent string, t chat.Thread) (channelData, error) {
	body := map[string]any{"name": threadName(t.Name), "auto_archive_duration": weekly, "type": discordgo.ChannelTypeGuildPublicThread}
	create := createPublic
	if t.Private {
		body["type"], body["invitable"], create = discordgo.ChannelTypeGuildPrivateThread, false, createPrivate
	}
	var c channelData
	err := a.call(ctx, request{method: http.MethodPost, url: discordgo.EndpointChannelThreads(parent), body: body}, &c)
	if err != nil {
		return c, a.denied(err, parent, viewChannel, sendInThreads, create)
	}
	a.world.put(c)
	return c, nil
}

func threadName(s string) string {
	if s = clip(strings.TrimSpace(valid(s)), 100); s == "" {
		return "…"
	}
	return s
}

// active are the open threads that the bot can see.
func (a *Adapter) active(ctx context.Context) ([]channelData, error) {
	var out struct {
		Threads []channelData `json:"threads"`
	}
	err := a.call(ctx, request{method: http.MethodGet, url: discordgo.EndpointGuildActiveThreads(a.cfg.Server)}, &out)
	a.world.put(out.Threads...)
	return out.Threads, err
}

// makeRoom puts away the thread of ours below parent whose last word is the oldest. A word opens it again.
func (a *Adapter) makeRoom(ctx context.Context, parent string) bool {
	threads, err := a.active(ctx)
	if err != nil {
		return false
	}
	quiet := func(c channelData) string { return max(c.LastMessageID, c.ID) }
	var oldest channelData
	for _, c := range threads {
		if c.ParentID == parent && c.OwnerID == a.world.me() && (oldest.ID == "" || newer(quiet(oldest), quiet(c))) {
			oldest = c
		}
	}
	return oldest.ID != "" && a.setThread(ctx, oldest.ID, threadPatch{Archived: new(true)}) == nil
}

// addMembers adds each member; a role is none. Who cannot be added (left, or sees the parent no more) is left out with a line in the log;
// it is a fault when nobody could be.
func (a *Adapter) addMembers(ctx context.Context, thread string, members []chat.MemberID) error {
	var last error
	added := 0
	for _, m := range members {
		if m.Platform != Platform || !isID(m.Key) || a.world.isRole(m.Key) {
			continue
		}
		err := a.awake(ctx, thread, func() error {
			return a.call(ctx, request{method: http.MethodPut, url: discordgo.EndpointThreadMember(thread, m.Key)}, nil)
		})
		f := (*chat.Fault)(nil)
		switch {
		case err == nil:
			added++
		case errors.As(err, &f) && (f.Class == chat.Transient || f.Class == chat.Limited || f.Class == chat.Fatal):
			return err
		default:
			last = err
			a.log.Warn().Err(err).Str("thread", thread).Str("member", m.Key).Msg("a member cannot be added to a thread")
		}
	}
	if last != nil && added == 0 {
		return &chat.Fault{Class: chat.Unreachable, Err: fmt.Errorf("discord: thread %s: %w", thread, last)}
	}
	return nil
}

// threadPatch is what changes of a thread.
type threadPatch struct {
	Name     string `json:"name,omitempty"`
	Archived *bool  `json:"archived,omitempty"`
	Locked   *bool  `json:"locked,omitempty"`
}

func (a *Adapter) setThread(ctx context.Context, thread string, p threadPatch) error {
	var c channelData
	err := a.call(ctx, request{method: http.MethodPatch, url: discordgo.EndpointChannel(thread), body: p}, &c)
	if err != nil {
		return a.denied(err, thread, viewChannel, manageThreads)
	}
	a.world.put(c)
	return nil
}

// removeMembers takes each member out. Who is not in the thread, or on the server, is out already.
func (a *Adapter) removeMembers(ctx context.Context, thread string, members []chat.MemberID) error {
	for _, m := range members {
		if m.Platform != Platform || !isID(m.Key) {
			continue
		}
		err := a.awake(ctx, thread, func() error {
			return a.call(ctx, request{method: http.MethodDelete, url: discordgo.EndpointThreadMember(thread, m.Key)}, nil)
		})
		switch codeOf(err) {
		case discordgo.ErrCodeUnknownMember, discordgo.ErrCodeUnknownUser:
			continue
		}
		if err != nil {
			return a.denied(err, thread, viewChannel, manageThreads)
		}
	}
	return nil
}

// EditThread names a thread anew, adds members and takes some out, and opens, closes or locks it. What it is already is no error.
func (a *Adapter) EditThread(ctx context.Context, room chat.RoomID, t chat.Thread) error {
	if err := a.ready(); err != nil {
		return err
	}
	if room.Platform != Platform || !isID(room.Key) {
		return invalidf("%q is no thread", room)
	}
	p := threadPatch{}
	if t.Name != "" {
		p.Name = threadName(t.Name)
	}
	if t.State == chat.Opened {
		p.Archived, p.Locked = new(false), a.unlock(room.Key)
	}
	if p != (threadPatch{}) {
		if err := a.awake(ctx, room.Key, func() error { return a.setThread(ctx, room.Key, p) }); err != nil {
			return err
		}
	}
	if err := a.addMembers(ctx, room.Key, t.Members); err != nil {
		return err
	}
	if err := a.removeMembers(ctx, room.Key, t.Without); err != nil {
		return err
	}
	switch t.State {
	case chat.Closed:
		return a.setThread(ctx, room.Key, threadPatch{Archived: new(true), Locked: a.unlock(room.Key)})
	case chat.Locked:
		return a.setThread(ctx, room.Key, threadPatch{Archived: new(true), Locked: new(true)})
	}
	return nil
}

// unlock takes the lock off a thread that bears one; to say so of another takes a right for nothing.
func (a *Adapter) unlock(thread string) *bool {
	if c, known := a.world.channel(thread); known && c.Thread != nil && c.Thread.Locked {
		return new(false)
	}
	return nil
}

// Address is a channel's or thread's web address; it opens for those who see it.
func (a *Adapter) Address(room chat.RoomID) string {
	if room.Platform != Platform || !isID(room.Key) {
		return ""
	}
	return "https://discord.com/channels/" + a.cfg.Server + "/" + room.Key
}
