package discord

import (
	"context"
	"net/http"
	"strings"

	"github.com/bwmarrin/discordgo"

	"frontdesk/chat"
)

// opening is what became of the last attempt of this process to open the thread of a mark; an attempt that was refused has
// no thread. Of a mark without an opening nothing is known: an earlier process may have tried.
type opening struct {
	thread  string
	unknown bool // there may be a thread
}

// opened finds the thread that an earlier attempt has opened. One whose answer came is known by its ID. Any other is
// looked for, when there can be one, under conditions that no member's name and no older thread can meet: it is of ours, of
// the same kind, below the same parent, the mark is the first word of its name, and nothing was said in it yet, for words
// come only after the answer. When a member was quicker than a restart, a second thread is opened.
func (a *Adapter) opened(ctx context.Context, parent string, t chat.Thread) (channelData, bool, error) {
	last, tried := a.openings.get(parent + " " + t.Mark)
	if t.Mark == "" || tried && last.thread == "" && !last.unknown {
		return channelData{}, false, nil
	}
	threads, err := a.active(ctx)
	if err != nil {
		return channelData{}, false, err
	}
	for _, c := range threads {
		switch {
		case last.thread != "":
			if c.ID == last.thread {
				return c, true, nil
			}
		case c.OwnerID == a.world.me() && c.ParentID == parent && (c.Type == discordgo.ChannelTypeGuildPrivateThread) == t.Private && bears(c.Name, t.Mark):
			silent, err := a.silent(ctx, c.ID)
			if err != nil || silent {
				return c, silent, err
			}
		}
	}
	return channelData{}, false, nil
}

// bears reports whether a name's first word is the mark. What follows may be a member's name, which can hold any mark.
func bears(name, mark string) bool {
	return name == mark || strings.HasPrefix(name, mark+" ")
}

// silent reports whether nothing was said in a thread; that members were added is told by messages too.
func (a *Adapter) silent(ctx context.Context, thread string) (bool, error) {
	var page []messageData
	if err := a.call(ctx, request{method: http.MethodGet, url: discordgo.EndpointChannelMessages(thread) + "?limit=100&after=" + thread}, &page); err != nil {
		return false, a.denied(err, thread, viewChannel, readHistory)
	}
	for _, m := range page {
		if m.Type != int(discordgo.MessageTypeRecipientAdd) {
			return false, nil
		}
	}
	return len(page) < 100, nil
}
