package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"

	"frontdesk/chat"
)

// gateway keeps one session with Discord's gateway alive over any number of connections. A connection that breaks is
// resumed where it stopped; when Discord will not, a new session begins, and the receiver reads the gap from history.
type gateway struct {
	a       *Adapter
	deliver func(ctx context.Context, p packet) error // blocks while the queue is full
	lost    func(err error)                           // the connection broke

	session, resume string // empty: a new session
	seq             atomic.Int64
	identified      time.Time
	backoff         time.Duration
}

// packet is one event as it came.
type packet struct {
	session string
	seq     int64
	kind    string
	data    json.RawMessage
}

// key names a packet for good: redelivered after a resumption it has the same one.
func (p packet) key() string { return fmt.Sprintf("dc:p%s:%d", p.session, p.seq) }

// Operations of the gateway. Source: «Gateway Opcodes».
const (
	opDispatch = iota
	opHeartbeat
	opIdentify
	_
	_
	_
	opResume
	opReconnect
	_
	opInvalid
	opHello
	opAck
)

// run connects until ctx ends or Discord refuses the bot for good.
func (g *gateway) run(ctx context.Context) error {
	g.backoff = g.a.cfg.Limits.Backoff
	for {
		began := time.Now()
		err := g.connect(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if f := (*chat.Fault)(nil); errors.As(err, &f) && f.Class == chat.Fatal {
			g.lost(err)
			return err
		}
		g.a.metrics.connections.WithLabelValues(causeOf(err)).Inc()
		g.a.log.Warn().Err(err).Bool("resumes", g.session != "").Msg("the gateway connection ended")
		g.lost(err)
		if err := sleep(ctx, g.pause(err, time.Since(began))); err != nil {
			return err
		}
	}
}

// pause is how long to wait before the next connection: not at all to resume one that had lasted, else twice as long
// each time.
func (g *gateway) pause(err error, lasted time.Duration) time.Duration {
	l := g.a.cfg.Limits
	if f := (*chat.Fault)(nil); errors.As(err, &f) && f.Class == chat.Limited {
		return time.Until(f.Until)
	}
	if lasted > g.backoff {
		g.backoff = l.Backoff
		if g.session != "" {
			return 0
		}
	}
	wait := g.backoff
	g.backoff = min(2*g.backoff, l.MaxWait)
	wait += time.Duration(rand.Int64N(int64(wait)/4 + 1))
	if g.session == "" {
		wait = max(wait, l.Identify-time.Since(g.identified))
	}
	return wait
}

func sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Why a connection ended, beside what the network says.
var (
	errReconnect = errors.New("Discord asked to reconnect")
	errInvalid   = errors.New("Discord declared the session invalid")
	errZombie    = errors.New("Discord left a heartbeat unanswered")
	errSilent    = errors.New("Discord said nothing in time")
)

func causeOf(err error) string {
	closed := (*websocket.CloseError)(nil)
	switch {
	case errors.Is(err, errReconnect):
		return "reconnect"
	case errors.Is(err, errInvalid):
		return "invalid session"
	case errors.Is(err, errZombie), errors.Is(err, errSilent):
		return "silence"
	case errors.As(err, &closed):
		return "closed"
	}
	return "network"
}

// address is where to connect: the session's own address, or what the API says, which also tells how many sessions may
// still be started today. The last ones are spread over the rest of the day, for Discord resets the token after them.
func (g *gateway) address(ctx context.Context) (string, error) {
	at := g.resume
	if g.session == "" || at == "" {
		var bot discordgo.GatewayBotResponse
		if err := g.a.call(ctx, request{method: http.MethodGet, url: discordgo.EndpointGatewayBot}, &bot); err != nil {
			return "", err
		}
		if n := bot.SessionStartLimit.Remaining; n < scarce && bot.SessionStartLimit.Total > 0 && g.session == "" {
			wait := time.Duration(bot.SessionStartLimit.ResetAfter) * time.Millisecond / time.Duration(n+1)
			if due := g.identified.Add(wait); n == 0 || !g.identified.IsZero() && time.Now().Before(due) {
				f := chat.LimitedUntil(time.Now().Add(wait))
				f.Err = fmt.Errorf("discord: %d session starts are left: the next in %s", n, wait.Round(time.Second))
				return "", f
			}
		}
		at = bot.URL
	}
	u, err := url.Parse(at)
	if err != nil || u.Host == "" {
		return "", fmt.Errorf("discord: gateway address %q", at)
	}
	u.Path = "/" + trimSlash(u.Path)
	u.RawQuery = url.Values{"v": {discordgo.APIVersion}, "encoding": {"json"}}.Encode()
	return u.String(), nil
}

// scarce session starts are spread over what is left of the day.
const scarce = 50

func trimSlash(p string) string {
	for len(p) > 0 && p[0] == '/' {
		p = p[1:]
	}
	return p
}

// connect is one connection, from dialling to its end. It always returns an error: why it ended.
func (g *gateway) connect(ctx context.Context) error {
	l := g.a.cfg.Limits
	at, err := g.address(ctx)
	if err != nil {
		return err
	}
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: l.Hello, NetDialContext: (&net.Dialer{Timeout: l.Hello}).DialContext}
	ws, resp, err := dialer.DialContext(ctx, at, nil)
	if resp != nil {
		resp.Body.Close()
	}
	if err != nil {
		g.resume = "" // its host may be gone: the next attempt asks the API
		return fmt.Errorf("discord: gateway: %w", err)
	}
	c := &connection{ws: ws}
	outer := ctx
	ctx, cancel := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { // ends reads and writes that are under way
		<-ctx.Done()
		code := keepSession
		if outer.Err() != nil {
			code = websocket.CloseNormalClosure
		}
		c.close(code)
	})
	defer wg.Wait()
	defer cancel()
	interval, err := g.hello(c)
	if err != nil {
		return g.ended(err)
	}
	c.acked.Store(true)
	wg.Go(func() { c.beat(ctx, interval, &g.seq) })
	if err := g.login(c); err != nil {
		return g.ended(err)
	}
	return g.ended(g.read(ctx, c, interval))
}

// keepSession closes a connection whose session goes on; a normal closure would give it up.
const keepSession = 4900

// hello waits for the first packet. Whatever else comes first ends the connection as it would later.
func (g *gateway) hello(c *connection) (time.Duration, error) {
	for {
		p, err := c.read(g.a.cfg.Limits.Hello)
		if err != nil {
			return 0, err
		}
		if p.Op != opHello {
			if err := g.control(c, p); err != nil {
				return 0, err
			}
			continue
		}
		var h struct {
			Interval int64 `json:"heartbeat_interval"`
		}
		if err := json.Unmarshal(p.D, &h); err != nil || h.Interval < 1 {
			return 0, fmt.Errorf("discord: Hello without an interval: %s", p.D)
		}
		return time.Duration(h.Interval) * time.Millisecond, nil
	}
}

func (g *gateway) login(c *connection) error {
	if g.session != "" {
		return c.write(opResume, map[string]any{"token": g.a.cfg.Token, "session_id": g.session, "seq": g.seq.Load()})
	}
	g.identified = time.Now()
	g.seq.Store(0)
	// The properties have had no $ since v8 of the gateway; the library's type still gives them one.
	return c.write(opIdentify, map[string]any{"token": g.a.cfg.Token, "intents": g.a.intents(), "compress": false, "large_threshold": 50,
		"properties": map[string]string{"os": runtime.GOOS, "browser": "frontdesk", "device": "frontdesk"}})
}

func (a *Adapter) intents() discordgo.Intent {
	i := discordgo.IntentGuilds | discordgo.IntentGuildMessages | discordgo.IntentDirectMessages
	if !a.cfg.NoMembers {
		i |= discordgo.IntentGuildMembers
	}
	if !a.cfg.NoContent {
		i |= discordgo.IntentMessageContent
	}
	return i
}

// read takes packets until the connection ends. A peer that neither speaks nor answers heartbeats for an interval and a
// half is gone.
func (g *gateway) read(ctx context.Context, c *connection, interval time.Duration) error {
	patience := min(interval+interval/2, g.a.cfg.Limits.Ready)
	deadline := time.Now().Add(g.a.cfg.Limits.Ready) // for READY or RESUMED
	for {
		p, err := c.read(patience)
		if err != nil {
			return err
		}
		if p.Op != opDispatch {
			if err := g.control(c, p); err != nil {
				return err
			}
			if !deadline.IsZero() && time.Now().After(deadline) {
				return errSilent
			}
			continue
		}
		if p.T == "READY" || p.T == "RESUMED" {
			deadline, patience = time.Time{}, interval+interval/2
			if p.T == "READY" {
				var r struct {
					Session string `json:"session_id"`
					Resume  string `json:"resume_gateway_url"`
				}
				if err := json.Unmarshal(p.D, &r); err != nil || r.Session == "" {
					return fmt.Errorf("discord: READY cannot be read")
				}
				g.session, g.resume = r.Session, r.Resume
			}
			g.a.log.Info().Str("type", p.T).Msg("connected to Discord")
		}
		if err := g.deliver(ctx, packet{session: g.session, seq: p.S, kind: p.T, data: p.D}); err != nil {
			return err
		}
		g.seq.Store(p.S)
	}
}

// control does what a packet asks that is no event. An error ends the connection.
func (g *gateway) control(c *connection, p frame) error {
	switch p.Op {
	case opHeartbeat:
		return c.write(opHeartbeat, seqOf(&g.seq))
	case opAck:
		c.acked.Store(true)
	case opReconnect:
		return errReconnect
	case opInvalid:
		var resumable bool
		if json.Unmarshal(p.D, &resumable) != nil || !resumable {
			g.session, g.resume = "", ""
		}
		return errInvalid
	}
	return nil
}

// ended says what the end of a connection means for the session: some close codes end it, some the bot.
// Source: «Gateway Close Event Codes».
func (g *gateway) ended(err error) error {
	closed := (*websocket.CloseError)(nil)
	if !errors.As(err, &closed) {
		return err
	}
	fix, fatal := map[int]string{
		4004: "the token was refused: make a new one in the developer portal under «Bot» and set DISCORD_TOKEN",
		4010: "the shard is invalid",
		4011: "the bot is in too many servers for one connection",
		4012: "this version of the gateway is no longer served: update Frontdesk",
		4013: "the intents are invalid: update Frontdesk",
		4014: "switch on «Server Members Intent» and «Message Content Intent» in the developer portal under «Bot», «Privileged Gateway Intents»",
	}[closed.Code]
	switch {
	case fatal:
		return &chat.Fault{Class: chat.Fatal, Right: rightOf(closed.Code), Err: fmt.Errorf("discord: %s (close code %d)", fix, closed.Code)}
	case closed.Code == 4007, closed.Code == 4009, closed.Code == websocket.CloseNormalClosure, closed.Code == websocket.CloseGoingAway:
		g.session, g.resume = "", ""
	}
	return fmt.Errorf("discord: gateway: %w", err)
}

func rightOf(code int) string {
	if code == 4014 {
		return "Privileged Gateway Intents"
	}
	return ""
}
