package discord

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"frontdesk/chat"
)

// receiver is one Run's intake: a bounded queue of packets and the one goroutine that decodes them and hands them to the
// hub, in order. While a room's history is read, its live messages wait.
type receiver struct {
	a  *Adapter
	in chat.Intake

	queue  chan packet
	filled chan filling
	wg     sync.WaitGroup // what run has started

	telling sync.Mutex // held while the hub is told, so that it hears last what happened last
	up      bool       // the hub was told that Discord serves

	// All below belongs to run's goroutine.
	begin   bool            // the server's state is still to come: a new session, or an outage of the server
	absent  bool            // the bot is not in the server
	hold    bool            // until it is known which rooms are read
	reading map[string]bool // rooms whose history is being read
	held    map[string][]item
	waiting int // items held
	stop    context.CancelFunc
	round   int

	places     *cursors
	missing    map[chat.RoomID]string // rights reported missing
	registered chan struct{}          // closed when registering the commands was tried; nil before
}

// item is an event on its way to the hub. A message moves its room's cursor.
type item struct {
	event   chat.Event
	channel string
	message string
	direct  string // the member whose private chat it is
}

// filling is a step of a backfill.
type filling struct {
	round int
	rooms []string // the first step: the rooms that will be read
	room  string
	items []item // a page
	done  bool   // the room is through; without a room: all are
	aside bool   // an event that has nothing to do with histories
}

// mostHeld is how many live events wait for histories before the gateway is not read any more.
const mostHeld = 20_000

func newReceiver(a *Adapter, in chat.Intake) *receiver {
	return &receiver{a: a, in: in, queue: make(chan packet, a.cfg.Limits.Queue), filled: make(chan filling), reading: map[string]bool{},
		held: map[string][]item{}, places: newCursors(in), missing: map[chat.RoomID]string{}, stop: func() {}}
}

// deliver queues a packet; it blocks while the queue is full. Interactions are noted at once, for their three seconds
// run, and those that the hub has no part in end here.
func (r *receiver) deliver(ctx context.Context, p packet) error {
	r.a.metrics.events.WithLabelValues(p.kind).Inc()
	if p.kind == "INTERACTION_CREATE" && r.a.answers.arrive(ctx, r, p) {
		return nil
	}
	select {
	case r.queue <- p:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// lost tells the hub that the connection broke.
func (r *receiver) lost(err error) {
	r.telling.Lock()
	defer r.telling.Unlock()
	r.up = false
	r.in.Serving(Platform, err)
}

// run takes what is there, decodes it and hands it over, until ctx ends.
func (r *receiver) run(ctx context.Context) {
	defer func() { r.stop() }()
	for {
		queue := r.queue
		if r.waiting > mostHeld {
			queue = nil
		}
		var items []item
		select {
		case <-ctx.Done():
			return
		case f := <-r.filled:
			items = r.fill(f)
		case p := <-queue:
			items = r.take(ctx, items, p)
			for more := true; more && len(items) < batch && r.waiting <= mostHeld; {
				select {
				case p := <-queue:
					items = r.take(ctx, items, p)
				default:
					more = false
				}
			}
		}
		r.accept(ctx, items)
	}
}

// batch bounds how many events the hub is given at once.
const batch = 256

// accept hands events to the hub until it has them on disk.
func (r *receiver) accept(ctx context.Context, items []item) {
	for len(items) > 0 {
		n := min(len(items), batch)
		events := make([]chat.Event, n)
		for i, it := range items[:n] {
			if it.message != "" {
				chat.MetaOf(it.event).Cursor = r.places.next(it)
			}
			events[i] = it.event
		}
		for wait := 50 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
			err := r.in.Accept(ctx, events...)
			if err == nil {
				break
			}
			r.a.log.Error().Err(err).Int("events", n).Msg("the hub does not take events; they are kept")
			if sleep(ctx, wait) != nil {
				return
			}
		}
		items = items[n:]
	}
}

// take decodes one packet and adds what may go on.
func (r *receiver) take(ctx context.Context, items []item, p packet) []item {
	switch p.kind {
	case "READY":
		r.ready(p)
		return items
	case "RESUMED":
		if !r.begin && !r.hold && len(r.reading) == 0 {
			r.serving()
		}
		return items
	}
	decoded := r.a.decode(p)
	if len(decoded) == 1 {
		if _, direct := chat.MetaOf(decoded[0].event).Room.Direct(); direct {
			r.a.recall(ctx, decoded)
		}
	}
	for _, it := range decoded {
		if it.channel != "" && (r.hold || r.reading[it.channel]) {
			r.held[it.channel] = append(r.held[it.channel], it)
			r.waiting++
			continue
		}
		items = append(items, it)
	}
	switch p.kind {
	case "GUILD_CREATE":
		if !r.ours(p) {
			return items
		}
		if r.absent {
			items = append(items, r.joined(p))
		}
		if r.begin {
			r.begin, r.absent = false, false
			r.backfill(ctx, r.register(ctx))
		}
		items = append(items, r.rights(p)...)
	case "GUILD_DELETE":
		if r.ours(p) {
			r.await(!r.outage(p))
		}
	case "CHANNEL_UPDATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE", "GUILD_MEMBER_UPDATE":
		items = append(items, r.rights(p)...)
	}
	return items
}

// ours reports whether an event of a whole server is about the bot's.
func (r *receiver) ours(p packet) bool {
	var g guildData
	return unmarshal(p.data, &g) == nil && g.ID == r.a.cfg.Server && (p.kind == "GUILD_DELETE" || !g.Unavailable)
}

// outage reports whether a server went away by itself and will come back, in contrast to the bot being put out.
func (r *receiver) outage(p packet) bool {
	var g guildData
	return unmarshal(p.data, &g) == nil && g.Unavailable
}

// ready begins a new session.
func (r *receiver) ready(p packet) {
	var d struct {
		User struct {
			ID string `json:"id"`
		} `json:"user"`
		Application struct {
			ID string `json:"id"`
		} `json:"application"`
		Guilds []guildData `json:"guilds"`
	}
	if err := unmarshal(p.data, &d); err != nil {
		r.a.metrics.undecodable.Inc()
		return
	}
	r.a.world.login(d.User.ID, d.Application.ID)
	r.await(!slices.ContainsFunc(d.Guilds, func(g guildData) bool { return g.ID == r.a.cfg.Server }))
}

// await lets everything wait until the server is there and the histories are read.
func (r *receiver) await(absent bool) {
	r.stop()
	r.round++
	r.begin, r.hold, r.absent = true, true, absent
	clear(r.reading)
	if absent {
		r.lost(errors.New("discord: the bot is not in the server " + r.a.cfg.Server + ": invite it there"))
	}
}

func (r *receiver) joined(p packet) item {
	return item{event: &chat.Joined{Meta: chat.Meta{Key: p.key(), Room: Room(r.a.cfg.Server), At: time.Now()},
		Member: chat.Member{ID: Member(r.a.world.me()), Kind: chat.Self}}}
}

// backfill starts to read the gap.
func (r *receiver) backfill(ctx context.Context, registered <-chan struct{}) {
	ctx, r.stop = context.WithCancel(ctx)
	b := &backfill{a: r.a, places: r.places, round: r.round, out: r.filled, fresh: r.a.world.newest(), registered: registered}
	r.wg.Go(func() { b.run(ctx) })
}

// fill takes a step of the backfill and returns what may go on.
func (r *receiver) fill(f filling) []item {
	switch {
	case f.aside:
		return f.items
	case f.round != r.round:
		return nil // of a session that is over
	case f.rooms != nil:
		r.hold = false
		for _, id := range f.rooms {
			r.reading[id] = true
		}
		var free []item
		for id := range r.held {
			if !r.reading[id] {
				free = append(free, r.release(id)...)
			}
		}
		return free
	case f.room == "":
		r.places.caughtUp()
		r.serving()
		return nil
	case f.done:
		delete(r.reading, f.room)
		return append(f.items, r.release(f.room)...)
	}
	return f.items
}

func (r *receiver) release(room string) []item {
	items := r.held[room]
	delete(r.held, room)
	r.waiting -= len(items)
	return items
}

// serving tells the hub that Discord serves: connected, and all that was missed is handed over.
func (r *receiver) serving() {
	r.telling.Lock()
	defer r.telling.Unlock()
	if !r.up {
		r.up = true
		r.in.Serving(Platform, nil)
	}
}
