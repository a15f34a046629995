package discordtest

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coder/websocket"
)

// session is what a bot may resume after its connection broke.
type session struct {
	id      string
	intents int64
	log     []json.RawMessage // packet n has sequence n+1
	kinds   []string
	conn    *conn
	dead    bool
}

// conn is one connection: its writer sends what the session's log holds beyond next.
type conn struct {
	ws    *websocket.Conn
	next  int
	wake  chan struct{}
	close context.CancelFunc
}

func (ss *session) nudge() {
	if ss.conn != nil {
		select {
		case ss.conn.wake <- struct{}{}:
		default:
		}
	}
}

func (ss *session) cut() {
	if ss.conn != nil {
		ss.conn.close()
		ss.conn = nil
	}
}

// Script tells what the next connections do, each once: "no hello", "op 7", "op 9", "op 9 resumable" (instead of Hello),
// "hello then op 7", "no ready", "cut" (at once), "close 4014" and other codes (after IDENTIFY).
func (s *Server) Script(next ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.scripts = append(s.scripts, next...)
}

// Heartbeat sets the interval that later connections ask for.
func (s *Server) Heartbeat(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.heartbeat = d
}

// Portal sets the privileged intents that are switched on, and how many session starts are left.
func (s *Server) Portal(intents int64, starts int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.portal, s.starts = intents, starts
}

// Connections counts gateway connections made so far.
func (s *Server) Connections() int { return s.Calls("/gateway?") }

// Dispatch sends the bot an event as it stands.
func (s *Server) Dispatch(kind string, data any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dispatch(kind, data)
	s.tell()
}

// Packet sends the bot a packet that is no event.
func (s *Server) Packet(p obj) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, ss := range s.sessions {
		if ss.conn != nil {
			ss.conn.write(p)
		}
	}
}

func (c *conn) write(p obj) {
	b, _ := json.Marshal(p)
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_ = c.ws.Write(ctx, websocket.MessageText, b)
}

// dispatch puts an event into the logs of the live sessions; s.mu is held.
func (s *Server) dispatch(kind string, data any) {
	d, err := json.Marshal(data)
	if err != nil {
		s.complain("event %s: %v", kind, err)
		return
	}
	for _, ss := range s.sessions {
		if ss.dead || strings.HasPrefix(kind, "GUILD_MEMBER") && ss.intents&(1<<1) == 0 {
			continue
		}
		ss.append(kind, d)
	}
}

func (ss *session) append(kind string, d json.RawMessage) {
	b, _ := json.Marshal(obj{"op": 0, "t": kind, "s": len(ss.log) + 1, "d": d})
	ss.log, ss.kinds = append(ss.log, b), append(ss.kinds, kind)
	ss.nudge()
}

func (s *Server) script() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, "GET /gateway?")
	s.tell()
	if s.out {
		return "cut"
	}
	if len(s.scripts) == 0 {
		return ""
	}
	next := s.scripts[0]
	s.scripts = s.scripts[1:]
	return next
}

// serveGateway is one WebSocket connection from Hello to its end.
func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	if q := r.URL.Query(); q.Get("v") == "" || q.Get("encoding") != "json" {
		s.note("gateway asked for with %q", r.URL.RawQuery)
	}
	ws, err := websocket.Accept(w, r, &websocket.AcceptOptions{CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		return
	}
	defer ws.CloseNow()
	ws.SetReadLimit(4096 + 64) // a larger payload closes the connection on the real gateway
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	c := &conn{ws: ws, wake: make(chan struct{}, 1), close: cancel}
	script := s.script()
	switch script {
	case "cut":
		return
	case "no hello":
		s.idle(ctx, ws)
		return
	case "op 7":
		c.write(obj{"op": 7, "d": nil})
		s.idle(ctx, ws)
		return
	case "op 9", "op 9 resumable":
		c.write(obj{"op": 9, "d": script == "op 9 resumable"})
		s.idle(ctx, ws)
		return
	}
	s.mu.Lock()
	beat := s.heartbeat
	s.mu.Unlock()
	c.write(obj{"op": 10, "d": obj{"heartbeat_interval": beat.Milliseconds()}})
	if script == "hello then op 7" {
		c.write(obj{"op": 7, "d": nil})
		script = ""
	}
	s.listen(ctx, c, script)
}

// idle keeps a connection open, saying nothing, until either side ends.
func (s *Server) idle(ctx context.Context, ws *websocket.Conn) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-s.closed:
			cancel()
		case <-ctx.Done():
		}
	}()
	for {
		if _, _, err := ws.Read(ctx); err != nil {
			return
		}
	}
}

func (s *Server) listen(ctx context.Context, c *conn, script string) {
	var ss *session
	var writers sync.WaitGroup
	defer func() {
		c.close()
		writers.Wait()
		s.mu.Lock()
		defer s.mu.Unlock()
		if ss != nil && ss.conn == c {
			ss.conn = nil
		}
		s.tell()
	}()
	for {
		_, b, err := c.ws.Read(ctx)
		if err != nil {
			if code := websocket.CloseStatus(err); ss != nil && (code == websocket.StatusNormalClosure || code == websocket.StatusGoingAway) {
				s.mu.Lock()
				ss.dead = true // such a close gives the session up
				s.mu.Unlock()
			}
			return
		}
		var p struct {
			Op int             `json:"op"`
			D  json.RawMessage `json:"d"`
		}
		if err := json.Unmarshal(b, &p); err != nil {
			_ = c.ws.Close(4002, "decode error")
			return
		}
		switch p.Op {
		case 1:
			s.mu.Lock()
			zombie := s.zombie
			s.mu.Unlock()
			if !zombie {
				c.write(obj{"op": 11})
			}
		case 2, 6:
			if code, is := strings.CutPrefix(script, "close "); is {
				n := 0
				for _, d := range code {
					n = n*10 + int(d-'0')
				}
				_ = c.ws.Close(websocket.StatusCode(n), "scripted")
				return
			}
			if script == "no ready" {
				continue
			}
			if ss = s.login(c, p.Op, p.D); ss == nil {
				continue
			}
			live := ss
			writers.Go(func() { s.write(ctx, c, live) })
		}
	}
}

// login answers IDENTIFY and RESUME; nil when it was refused.
func (s *Server) login(c *conn, op int, d json.RawMessage) *session {
	var p struct {
		Token   string `json:"token"`
		Intents int64  `json:"intents"`
		Session string `json:"session_id"`
		Seq     int    `json:"seq"`
	}
	if err := json.Unmarshal(d, &p); err != nil {
		_ = c.ws.Close(4002, "decode error")
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if p.Token != Token && p.Token != "Bot "+Token {
		go func() { _ = c.ws.Close(4004, "authentication failed") }()
		return nil
	}
	if op == 6 {
		for _, ss := range s.sessions {
			if ss.id == p.Session && !ss.dead && !s.noResume && p.Seq <= len(ss.log) {
				ss.cut()
				c.next, ss.conn = p.Seq, c
				ss.append("RESUMED", json.RawMessage(`{}`))
				s.tell()
				return ss
			}
		}
		c.write(obj{"op": 9, "d": false})
		return nil
	}
	if p.Intents&(1<<1|1<<8|1<<15)&^s.portal != 0 {
		go func() { _ = c.ws.Close(4014, "disallowed intents") }()
		return nil
	}
	s.starts--
	ss := &session{id: "session" + s.snowflake(), intents: p.Intents, conn: c}
	s.sessions = append(s.sessions, ss)
	ready, _ := json.Marshal(obj{"v": 9, "user": s.userJSON(s.bot), "guilds": []any{obj{"id": s.guild, "unavailable": true}}, "session_id": ss.id,
		"resume_gateway_url": strings.Replace(s.base, "http", "ws", 1) + "/gateway", "application": obj{"id": s.bot.id, "flags": 0}, "private_channels": []any{}})
	ss.append("READY", ready)
	guild, _ := json.Marshal(s.guildJSON())
	ss.append("GUILD_CREATE", guild)
	s.tell()
	return ss
}

func (s *Server) guildJSON() obj {
	channels, threads, roles := []any{}, []any{}, []any{}
	for _, c := range s.channels {
		switch {
		case c.recipient != nil || c.gone:
		case c.thread():
			if !c.archived {
				threads = append(threads, s.channelJSON(c))
			}
		default:
			channels = append(channels, s.channelJSON(c))
		}
	}
	for _, r := range s.roles {
		roles = append(roles, obj{"id": r.id, "name": r.name, "permissions": jsonInt(r.permissions), "position": r.position, "managed": r.id == s.bot.roles[0]})
	}
	return obj{"id": s.guild, "name": "Community", "owner_id": "1", "roles": roles, "channels": channels, "threads": threads,
		"members": []any{s.memberJSON(s.bot, true)}, "member_count": len(s.users), "unavailable": false}
}

// write sends the session's log until the connection ends.
func (s *Server) write(ctx context.Context, c *conn, ss *session) {
	for {
		s.mu.Lock()
		var todo []json.RawMessage
		if ss.conn == c {
			todo = ss.log[c.next:]
			c.next = len(ss.log)
		}
		s.mu.Unlock()
		for _, p := range todo {
			if err := c.ws.Write(ctx, websocket.MessageText, p); err != nil {
				return
			}
		}
		select {
		case <-c.wake:
		case <-ctx.Done():
			return
		case <-s.closed:
			return
		}
	}
}

// closeWith closes the live connections with a code of Discord's.
func (s *Server) closeWith(code string) {
	n, err := strconv.Atoi(code)
	if err != nil {
		s.note("the test: no close code %q", code)
		return
	}
	s.mu.Lock()
	var live []*conn
	for _, ss := range s.sessions {
		if ss.conn != nil {
			live = append(live, ss.conn)
		}
	}
	s.mu.Unlock()
	for _, c := range live {
		_ = c.ws.Close(websocket.StatusCode(n), "scripted")
	}
}
