package discord

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"frontdesk/chat"
)

// backfill reads, after every new session, what was written since the last seen message of each watched room, thread
// and private chat. What cannot be read for want of a right, or is gone, is left out with a line in the log; anything
// else is tried again until the session is over.
type backfill struct {
	a      *Adapter
	places *cursors
	round  int
	fresh  string // the newest message when the session began
	out    chan<- filling

	registered <-chan struct{} // waited for at the end
}

// width is how many rooms are read at once.
const width = 4

func (b *backfill) run(ctx context.Context) {
	rooms, ok := b.rooms(ctx)
	if !ok || !b.tell(ctx, filling{rooms: slices.Collect(maps.Keys(rooms))}) {
		return
	}
	var wg sync.WaitGroup
	slots := make(chan struct{}, width)
	for id, last := range rooms {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			b.room(ctx, id, last)
		})
	}
	wg.Wait()
	select {
	case <-b.registered:
	case <-ctx.Done():
	}
	b.tell(ctx, filling{})
}

func (b *backfill) tell(ctx context.Context, f filling) bool {
	f.round = b.round
	select {
	case b.out <- f:
		return true
	case <-ctx.Done():
		return false
	}
}

// rooms are the channels to read, each with its last message where that is known.
func (b *backfill) rooms(ctx context.Context) (map[string]string, bool) {
	out := map[string]string{}
	watched := func(id string) bool { return slices.Contains(b.a.cfg.Watched, Room(id)) }
	all := watched(b.a.cfg.Server)
	for _, c := range b.a.world.rooms() {
		if all || watched(c.ID) {
			out[c.ID] = c.LastMessageID
		}
	}
	var active struct {
		Threads []channelData `json:"threads"`
	}
	if !b.a.persist(ctx, "missed messages", func() error {
		return b.a.call(ctx, request{method: http.MethodGet, url: discordgo.EndpointGuildActiveThreads(b.a.cfg.Server)}, &active)
	}) && ctx.Err() != nil {
		return nil, false
	}
	b.a.world.put(active.Threads...)
	for _, c := range active.Threads {
		if all || watched(c.ID) || watched(c.ParentID) || c.OwnerID == b.a.world.me() {
			out[c.ID] = c.LastMessageID
		}
	}
	for {
		err := b.places.load(ctx, slices.Collect(maps.Keys(out)), b.fresh)
		if err == nil {
			break
		}
		b.a.log.Error().Err(err).Msg("the positions of the last run cannot be read yet")
		if sleep(ctx, b.a.cfg.Limits.Backoff) != nil {
			return nil, false
		}
	}
	for member, channel := range b.places.chats() {
		b.a.world.meet(member, channel)
	}
	for _, channel := range b.a.world.chats() {
		out[channel] = ""
	}
	return out, true
}

// persist does a call until it succeeds, is refused for good, or ctx ends. It reports success.
func (a *Adapter) persist(ctx context.Context, what string, do func() error) bool {
	for next := a.cfg.Limits.Backoff; ; {
		err := do()
		wait := next
		f := (*chat.Fault)(nil)
		switch {
		case err == nil:
			return true
		case errors.As(err, &f) && f.Class == chat.Limited:
			wait = time.Until(f.Until) // no failure: the next one waits no longer for it
		case errors.As(err, &f) && f.Class != chat.Transient:
			a.log.Warn().Err(err).Str("what", what).Msg("Discord refused; it is left out")
			return false
		default:
			next = min(2*next, a.cfg.Limits.MaxWait)
		}
		if sleep(ctx, wait) != nil {
			return false
		}
	}
}

// page is how many messages one call brings.
const page = 100

// room reads one room, oldest first, page by page.
func (b *backfill) room(ctx context.Context, id, last string) {
	after := b.places.after(id)
	for last == "" || newer(last, after) {
		var ms []messageData
		q := url.Values{"after": {after}, "limit": {"100"}}
		if !b.a.persist(ctx, "missed messages of "+id, func() error {
			ms = nil
			return b.a.call(ctx, request{method: http.MethodGet, url: discordgo.EndpointChannelMessages(id) + "?" + q.Encode()}, &ms)
		}) {
			break
		}
		slices.SortFunc(ms, func(x, y messageData) int {
			if newer(x.ID, y.ID) {
				return 1
			}
			return -1
		})
		if !b.tell(ctx, filling{room: id, items: b.items(ctx, id, ms)}) || len(ms) < page {
			break
		}
		after = ms[len(ms)-1].ID
	}
	b.tell(ctx, filling{room: id, done: true})
}

// items are the messages of a page as events, the same as the gateway would have brought.
func (b *backfill) items(ctx context.Context, channel string, ms []messageData) []item {
	var out []item
	for i := range ms {
		m := &ms[i]
		m.ChannelID = channel
		if b.a.world.peer(channel) == "" {
			m.GuildID = b.a.cfg.Server
		}
		if it, ok := b.a.posted(m); ok {
			b.a.metrics.backfilled.Inc()
			out = append(out, it)
		}
	}
	b.a.recall(ctx, out)
	return out
}

// cursors are the last messages handed to the hub, by channel. They are written with the events themselves.
type cursors struct {
	in chat.Intake

	mu     sync.Mutex
	last   map[string]string
	floor  string   // what a room without a cursor of its own has seen
	behind bool     // some rooms are not read up to now: what is stored keeps the floor, as «message/floor»
	direct []dialog // private chats, the latest first
}

// dialog is a private chat: Discord does not list them to bots, so they are remembered.
type dialog struct {
	Member  string `json:"m"`
	Channel string `json:"c"`
	Last    string `json:"l"`
}

// mostDialogs bounds how many private chats are read after a gap.
const mostDialogs = 100

const (
	memoryRoom   = "discord/after/" // + channel
	memoryDirect = "discord/direct"
)

func newCursors(in chat.Intake) *cursors { return &cursors{in: in, last: map[string]string{}} }

// load reads what was committed about rooms. A program that remembers nothing begins with fresh.
func (c *cursors) load(ctx context.Context, rooms []string, fresh string) error {
	direct, err := c.in.Memory(ctx, memoryDirect)
	if err != nil {
		return err
	}
	known := map[string]string{}
	for _, id := range rooms {
		v, err := c.in.Memory(ctx, memoryRoom+id)
		if err != nil {
			return err
		}
		known[id] = string(v)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.direct == nil && json.Unmarshal(direct, &c.direct) != nil {
		c.direct = []dialog{}
	}
	for _, d := range c.direct {
		known[d.Channel] = d.Last
	}
	newest, floor := "", ""
	for id, v := range known {
		last, below, _ := strings.Cut(v, "/")
		if isID(last) && newer(last, c.last[id]) {
			c.last[id] = last
		}
		if newer(c.last[id], newest) {
			newest, floor = c.last[id], c.last[id]
			if below != "" {
				floor = below
			}
		}
	}
	if c.floor == "" {
		c.floor = floor
	}
	if c.floor == "" {
		c.floor = fresh
	}
	c.behind = true
	return nil
}

// after is the last seen message of a room. One without a cursor has held nothing for us up to the newest message seen
// anywhere at the start, nor anything before it was made.
func (c *cursors) after(room string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if last := c.last[room]; last != "" {
		return last
	}
	return c.floor
}

// caughtUp notes that all rooms are read: from now on a room without a cursor has held nothing up to the newest message.
func (c *cursors) caughtUp() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.behind = false
}

func (c *cursors) chats() map[string]string {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := map[string]string{}
	for _, d := range c.direct {
		out[d.Member] = d.Channel
	}
	return out
}

// next moves a room's cursor to a message and returns what to store; nothing when it stands behind it already.
func (c *cursors) next(it item) chat.Cursor {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !newer(it.message, c.last[it.channel]) {
		return chat.Cursor{}
	}
	c.last[it.channel] = it.message
	at := it.message
	if c.behind {
		at += "/" + c.floor
	}
	if it.direct == "" {
		return chat.Cursor{Key: memoryRoom + it.channel, Value: at}
	}
	c.direct = slices.DeleteFunc(c.direct, func(d dialog) bool { return d.Channel == it.channel })
	c.direct = slices.Insert(c.direct, 0, dialog{Member: it.direct, Channel: it.channel, Last: at})
	c.direct = c.direct[:min(len(c.direct), mostDialogs)]
	v, _ := json.Marshal(c.direct)
	return chat.Cursor{Key: memoryDirect, Value: strings.TrimSpace(string(v))}
}
