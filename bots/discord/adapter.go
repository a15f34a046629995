// Package discord is the adapter of Discord: REST and gateway v9, one server.
//
// It takes its types and paths from discordgo and leaves that library's connection and limiter alone: the gateway is
// spoken here (gateway.go), so that every way it can break ends in a resumed or a new session, and all limits live in
// one RoundTripper (transport.go), which never sleeps: without budget a call is answered chat.Limited, unsent.
//
// Events come in by one goroutine (receiver.go). After every new session the messages of the gap are read from the
// channels' history (backfill.go); a room's live events wait until its own history is through. Edits, deletions and
// joins that happened in a gap which no session bridged are not replayed.
package discord

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/rs/zerolog"

	"frontdesk/chat"
)

// Platform is the adapter's name.
const Platform chat.Platform = "discord"

// Config is what an adapter needs to know. Token and Server are required.
type Config struct {
	Token    string
	URL      string         // where the API is, when not at https://discord.com: a proxy or a test server
	Server   string         // ID of the community's server
	Watched  []chat.RoomID  // rooms whose missed messages are fetched, with their threads; the server: all its rooms
	Parents  []chat.RoomID  // rooms in which private threads are opened: the rights for it are watched
	Commands []chat.Command // registered when they changed

	NoMembers bool // do without the privileged intent «Server Members»: joins and changes of members are not seen
	NoContent bool // do without the privileged intent «Message Content»: only mentions and private messages are read

	Log     zerolog.Logger
	Metrics prometheus.Registerer // nil: not measured
	Limits  Limits
}

// Limits are the adapter's times and sizes; what is zero gets the default named beside it.
type Limits struct {
	PerSecond int           // calls to the API, 45; Discord's limit is 50
	Call      time.Duration // one call, 30 s; uploads get four times as much
	Hello     time.Duration // from dialling to Hello, 20 s
	Ready     time.Duration // from Hello to READY, 30 s
	Backoff   time.Duration // between connections at first, 1 s; doubled up to MaxWait
	MaxWait   time.Duration // 60 s
	Identify  time.Duration // between new sessions, 5 s
	Defer     time.Duration // an interaction unanswered so long is deferred, 2 s; Discord gives up after 3 s
	Lifetime  time.Duration // an interaction's token is used so long, 14.5 min; Discord lets it expire after 15
	Queue     int           // events waiting for the hub, 4096; when they are full, the gateway is not read
}

func (l Limits) orDefault() Limits {
	or := func(d *time.Duration, def time.Duration) {
		if *d == 0 {
			*d = def
		}
	}
	or(&l.Call, 30*time.Second)
	or(&l.Hello, 20*time.Second)
	or(&l.Ready, 30*time.Second)
	or(&l.Backoff, time.Second)
	or(&l.MaxWait, time.Minute)
	or(&l.Identify, 5*time.Second)
	or(&l.Defer, 2*time.Second)
	or(&l.Lifetime, 14*time.Minute+30*time.Second)
	if l.PerSecond == 0 {
		l.PerSecond = 45
	}
	if l.Queue == 0 {
		l.Queue = 4096
	}
	return l
}

// Adapter is Discord as the hub sees it.
type Adapter struct {
	cfg     Config
	http    *http.Client
	files   *http.Client // for the CDN: no token, no limits
	log     zerolog.Logger
	metrics *metrics

	world   *world
	answers *answers
	echoes  *recent[chat.MessageID] // nonce → the message we have seen it on
	marks   *recent[chat.Mark]      // message → the mark it bears

	openings *recent[opening] // parent and mark → the last attempt to open that thread

	refusals *recent[struct{}] // channel and missing right → Discord has refused for it

	clock chat.Clock // compared with every answer's date

	running sync.Mutex
}

var _ chat.Adapter = (*Adapter)(nil)

// New checks the configuration. It does no network.
func New(cfg Config) (*Adapter, error) {
	cfg.Limits = cfg.Limits.orDefault()
	if cfg.URL == "" {
		cfg.URL = "https://discord.com"
	}
	base, err := url.Parse(cfg.URL)
	switch {
	case cfg.Token == "":
		return nil, errors.New("discord: the token is missing")
	case !isID(cfg.Server):
		return nil, fmt.Errorf("discord: %q is no server ID: switch Developer Mode on, then «Copy Server ID»", cfg.Server)
	case err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https":
		return nil, fmt.Errorf("discord: %q is no address of an API", cfg.URL)
	}
	for _, r := range append(cfg.Watched[:len(cfg.Watched):len(cfg.Watched)], cfg.Parents...) {
		if r.Platform != Platform || !isID(r.Key) {
			return nil, fmt.Errorf("discord: %q is no channel", r)
		}
	}
	cfg.Token = strings.TrimPrefix(cfg.Token, "Bot ")
	m := newMetrics(cfg.Metrics)
	a := &Adapter{
		cfg: cfg, log: cfg.Log, metrics: m,
		world: newWorld(cfg.Server), echoes: newRecent[chat.MessageID](4096), marks: newRecent[chat.Mark](4096), openings: newRecent[opening](1024), refusals: newRecent[struct{}](1024),
	}
	redirect := &redirect{base: base, own: cfg.URL != "https://discord.com"}
	a.http = &http.Client{Transport: &transport{next: redirect, budget: newBudget(cfg.Limits.PerSecond), metrics: m, log: a.log}, CheckRedirect: noRedirect}
	a.files = &http.Client{Transport: redirect, CheckRedirect: noRedirect}
	a.answers = newAnswers(a)
	return a, nil
}

// noRedirect keeps the token from following an answer elsewhere.
func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// Platform is "discord".
func (a *Adapter) Platform() chat.Platform { return Platform }

// maxText is how long a text may be, in UTF-16 units. Discord takes 2,000 characters, escapes included.
const maxText = 1900

// maxUpload is what Discord takes on a server that is not boosted.
const maxUpload = 10 << 20

// Caps is the same in all rooms, but for interactions, which can show forms and private answers. Threads tells that a
// member who writes here can have a thread: in private chats and threads, too; not that one can be opened right here.
func (a *Adapter) Caps(room chat.RoomID) chat.Caps {
	c := chat.Caps{
		Text: maxText, Caption: maxText, Unit: chat.UTF16, Links: true, Buttons: 5, Rows: 5, Edit: true, Delete: true, DeleteOthers: true, Deletions: true,
		Albums: 10, Marks: true, Pins: true, Threads: true, MessageLinks: true, WritesFirst: true, Idempotent: true, Upload: maxUpload, Download: 500 << 20,
	}
	_, direct := room.Direct()
	answer := strings.HasPrefix(room.Key, "!")
	switch {
	case direct:
		c.DeleteOthers = false
	case answer:
		c.Forms, c.Ephemeral, c.DeleteOthers, c.Marks, c.Pins, c.Idempotent = true, true, false, false, false, false
	default:
		kind, known := a.world.kind(room.Key)
		c.Topics = !known || kind == discordgo.ChannelTypeGuildText
		c.Threads = kind != discordgo.ChannelTypeGuildForum && kind != discordgo.ChannelTypeGuildMedia
	}
	return c
}

// Run connects and reports until ctx ends or Discord refuses the bot for good. It may be called again afterwards, not
// at the same time.
func (a *Adapter) Run(ctx context.Context, in chat.Intake) error {
	a.running.Lock()
	defer a.running.Unlock()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	r := newReceiver(a, in)
	var wg sync.WaitGroup
	wg.Go(func() { r.run(ctx) })
	g := &gateway{a: a, deliver: r.deliver, lost: r.lost}
	err := g.run(ctx)
	cancel(err)
	wg.Wait()
	r.wg.Wait()
	a.answers.stop()
	return err
}

// ready is the fault of calls made before Run has connected.
func (a *Adapter) ready() error {
	if a.world.me() == "" {
		return &chat.Fault{Class: chat.Transient, Err: errors.New("discord: not connected yet")}
	}
	return nil
}
