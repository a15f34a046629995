package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"frontdesk/chat"
)

const (
	pollTime   = 50 * time.Second // the server clamps it there
	pollGrace  = 20 * time.Second
	batch      = 100
	firstPause = 500 * time.Millisecond
	lastPause  = time.Minute
	idlePause  = 2 * time.Second    // at most, while a server does not hold polls open
	idPause    = 6 * 24 * time.Hour // update_id may start anew after a week without updates
)

// Run receives until ctx ends, which is no error, or until the platform refuses the token: then it returns a fault of
// class Fatal. It is called once at a time.
func (a *Adapter) Run(ctx context.Context, in chat.Intake) error {
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	defer a.client.http.CloseIdleConnections()
	defer wg.Wait()
	defer cancel()

	me, err := a.connect(ctx, in)
	if err != nil {
		return ended(ctx, err)
	}
	a.me.Store(me)
	in.Serving(Platform, nil)
	f := &feed{Adapter: a, in: in, cursor: cursor{key: "telegram/" + fmt.Sprint(me.ID)}, spin: func(p press) { wg.Go(func() { a.spin(ctx, p) }) }}
	if err := f.cursor.load(ctx, in); err != nil {
		return ended(ctx, err)
	}
	wg.Go(func() { a.introduce(ctx, in, &f.cursor) })
	return ended(ctx, f.receive(ctx))
}

// ended makes an end by ctx no error.
func ended(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	return nil
}

// connect asks who the bot is and takes updates over from a webhook, as often as it takes.
func (a *Adapter) connect(ctx context.Context, in chat.Intake) (*account, error) {
	var pause backoff
	for {
		me, err := call[tg.User](ctx, a.client, getMe, args{})
		if err == nil {
			if _, err = call[bool](ctx, a.client, deleteWebhook, args{}); err == nil {
				return &account{me}, nil
			}
		}
		if class(err) == chat.Fatal {
			in.Serving(Platform, err)
			return nil, err
		}
		a.trouble(in, err)
		if err := pause.wait(ctx, err); err != nil {
			return nil, err
		}
	}
}

// trouble tells that the platform is not reachable.
func (a *Adapter) trouble(in chat.Intake, err error) {
	in.Serving(Platform, err)
	a.log.Warn().Err(err).Msg("telegram is not reachable")
}

// feed is the receiving side of one Run.
type feed struct {
	*Adapter
	in     chat.Intake
	cursor cursor
	spin   func(press) // answers a press in time, in the background
}

// receive polls. An update is confirmed, by the next poll's offset, only after Accept has taken it. A server that
// answers at once with nothing new is asked less often.
func (f *feed) receive(ctx context.Context) error {
	var pause backoff
	idle := backoff{most: idlePause}
	last := time.Now()
	serving := true
	for ctx.Err() == nil {
		if time.Since(last) > idPause {
			f.cursor.set(0, time.Now())
		}
		timeout := pollTime
		if !serving {
			timeout = time.Second // to learn soon that it is over
		}
		started := time.Now()
		offset := f.cursor.offset()
		rows, err := f.poll(ctx, offset, timeout)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if class(err) == chat.Fatal {
				f.in.Serving(Platform, err)
				return err
			}
			serving = false
			f.trouble(f.in, err)
			if err := pause.wait(ctx, err); err != nil {
				return err
			}
			continue
		}
		if pause = (backoff{}); !serving {
			serving = true
			f.in.Serving(Platform, nil)
		}
		if len(rows) > 0 {
			last = time.Now()
			if err := f.take(ctx, rows); err != nil {
				return err
			}
		}
		if moved := f.cursor.offset() != offset; moved || time.Since(started) >= time.Second {
			idle.next = 0
		} else if err := idle.wait(ctx, nil); err != nil {
			return err
		}
	}
	return ctx.Err()
}

func (f *feed) poll(ctx context.Context, offset int, timeout time.Duration) ([]json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout+pollGrace)
	defer cancel()
	p := args{Offset: offset, Limit: batch, Timeout: int(timeout / time.Second), Allowed: allowed}
	return request[[]json.RawMessage](ctx, f.client, getUpdates, p, nil)
}

// take decodes a batch, offers it until it is accepted, and moves the offset. A row that cannot be decoded is logged,
// without its text, and left behind: it must not hold up the rest.
func (f *feed) take(ctx context.Context, rows []json.RawMessage) error {
	now := time.Now()
	next := 0
	var events []chat.Event
	for _, row := range rows {
		d, err := f.decode(row, now)
		next = max(next, d.id+1)
		fate := "reported"
		switch {
		case err != nil:
			fate = "broken"
			f.log.Error().Err(err).Int("bytes", len(row)).Msg("an update is not understood")
		case len(d.events) == 0:
			fate = "ignored"
		}
		f.count.updates.WithLabelValues(fate).Inc()
		for _, e := range d.events {
			chat.MetaOf(e).Cursor = f.cursor.at(d.id+1, now)
		}
		events = append(events, d.events...)
		if d.press != nil {
			f.spin(*d.press)
		}
	}
	var pause backoff
	for len(events) > 0 {
		err := f.in.Accept(ctx, events...)
		if err == nil {
			break
		}
		f.log.Error().Err(err).Int("events", len(events)).Msg("updates are not accepted and will be offered again")
		if err := pause.wait(ctx, nil); err != nil {
			return err
		}
	}
	if next > 1 {
		f.cursor.set(next, now)
	}
	return nil
}

// backoff waits ever longer, with jitter: half a second at first, a minute at most unless it says otherwise.
type backoff struct{ next, most time.Duration }

// wait sleeps its turn, or as long as a flood limit says; an error is ctx's.
func (b *backoff) wait(ctx context.Context, cause error) error {
	most := b.most
	if most == 0 {
		most = lastPause
	}
	b.next = min(max(2*b.next, firstPause), most)
	pause := b.next/2 + rand.N(b.next/2)
	var f *chat.Fault
	if errors.As(cause, &f) && f.Class == chat.Limited {
		pause = time.Until(f.Until)
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// cursor is where to go on after a restart and which commands are registered. It rides on events.
type cursor struct {
	key string

	mu    sync.Mutex
	value position
}

type position struct {
	Offset   int    `json:"offset"`
	At       int64  `json:"at"` // Unix seconds: an old offset would skip updates whose numbers start anew
	Commands string `json:"commands,omitempty"`
}

func (c *cursor) load(ctx context.Context, in chat.Intake) error {
	b, err := in.Memory(ctx, c.key)
	if err != nil {
		return fmt.Errorf("telegram: cursor: %w", err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(b) == 0 || json.Unmarshal(b, &c.value) != nil {
		c.value = position{}
	}
	if time.Since(time.Unix(c.value.At, 0)) > idPause {
		c.value.Offset = 0
	}
	return nil
}

func (c *cursor) offset() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.value.Offset
}

func (c *cursor) set(offset int, now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.value.Offset, c.value.At = offset, now.Unix()
}

// at is the cursor as of an offset.
func (c *cursor) at(offset int, now time.Time) chat.Cursor {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := c.value
	v.Offset, v.At = offset, now.Unix()
	b, _ := json.Marshal(v) // numbers and a string: cannot fail
	return chat.Cursor{Key: c.key, Value: string(b)}
}

// commands is the hash of what is registered.
func (c *cursor) commands() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.value.Commands
}

func (c *cursor) registered(hash string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.value.Commands = hash
}

// introduce registers commands and looks at the bot's rights, once a start. What fails is tried again at the next.
func (a *Adapter) introduce(ctx context.Context, in chat.Intake, c *cursor) {
	if err := a.register(ctx, c); err != nil && ctx.Err() == nil {
		a.log.Warn().Err(err).Msg("commands are not registered")
	}
	seen := make(map[int64]bool)
	for _, room := range append(append([]chat.RoomID(nil), a.config.Watched...), a.config.Staff...) {
		at, err := placeOf(room)
		if err != nil || at.chat > 0 || seen[at.chat] {
			continue
		}
		seen[at.chat] = true
		if err := a.inspect(ctx, in, at.chat); err != nil && ctx.Err() == nil {
			a.log.Warn().Err(err).Stringer("room", Room(at.chat, 0)).Msg("the bot's rights are not known")
		}
	}
}

// inspect reports what the bot lacks in a chat and learns who its administrators are.
func (a *Adapter) inspect(ctx context.Context, in chat.Intake, id int64) error {
	missing, admin, err := a.rights(ctx, id)
	if err != nil {
		return err
	}
	if admin {
		list, err := invoke[[]chatMember](ctx, a, getAdmins, args{Chat: id}, 0, patient)
		if err != nil {
			return err
		}
		a.admins.know(id, list)
	}
	if len(missing) == 0 {
		return nil
	}
	me := memberFrom(&a.self().User, a.self().ID)
	return in.Accept(ctx, &chat.Changed{Member: me, Missing: missing,
		Meta: meta(place{chat: id}, time.Now(), "lacks", id, strings.Join(missing, ","))})
}
