// Package discordtest is a Discord of one server on the loopback interface: real HTTP and WebSocket, strict about what
// a bot sends, with the eyes and hands of its members (chattest.Stage). It keeps to what the documentation says, checks
// every request against Discord's published contract where FRONTDESK_TESTDATA/contracts holds it, and can break down in
// every way a bot has to survive.
package discordtest

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"frontdesk/chat"
)

// Token is what the bot logs in with.
const Token = "discordtest.bot.token-that-must-not-leak"

// Server is one fake Discord. All methods may be called concurrently.
type Server struct {
	mu      sync.Mutex
	changed chan struct{} // closed and replaced whenever anything changed
	closed  chan struct{}
	release chan struct{} // closed and replaced on "recover": ends slow answers
	wg      sync.WaitGroup
	http    *http.Server
	base    string

	last         int64 // newest snowflake
	epoch        int   // addresses of attachments made before it have expired
	users        map[string]*user
	byName       map[string]*user
	channels     map[string]*channel
	rooms        map[string]string // name → channel
	roles        []role
	bot          *user
	guild        string
	commands     []obj
	interactions map[string]*interaction
	tokens       map[string]*interaction
	forms        map[string]*form  // user → the form open for them
	enclosed     map[string][]byte // files that came with commands
	pictures     map[string][]byte // of profiles, by their hash
	nonces       map[string]*message
	bans         map[string]bool

	sessions  []*session
	scripts   []string // what the next connections do
	zombie    bool
	heartbeat time.Duration
	portal    int64 // privileged intents switched on in the portal
	starts    int   // IDENTIFYs left
	noResume  bool
	setup     setup

	out        bool // outage
	threadsMax int
	fails      []*failure
	calls      []string
	complaints []string
	audit      []string
}

type obj = map[string]any

// New starts a server with the rooms of a Stage, a forum and the bot in it. Close stops it.
func New() *Server {
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		panic("discordtest: no loopback: " + err.Error()) // the machine has no network at all
	}
	s := &Server{
		changed: make(chan struct{}), closed: make(chan struct{}), release: make(chan struct{}), base: "http://" + l.Addr().String(),
		users: map[string]*user{}, byName: map[string]*user{}, channels: map[string]*channel{}, rooms: map[string]string{},
		interactions: map[string]*interaction{}, tokens: map[string]*interaction{}, forms: map[string]*form{}, enclosed: map[string][]byte{},
		nonces: map[string]*message{}, bans: map[string]bool{},
		heartbeat: 41250 * time.Millisecond, portal: 1<<1 | 1<<15, starts: 1000, threadsMax: 1000,
	}
	s.found()
	s.http = &http.Server{Handler: s.handler(), ReadHeaderTimeout: time.Minute}
	s.wg.Go(func() { _ = s.http.Serve(l) })
	return s
}

// Close ends all connections and waits for them.
func (s *Server) Close() {
	s.mu.Lock()
	select {
	case <-s.closed:
	default:
		close(s.closed)
	}
	for _, ss := range s.sessions {
		ss.cut()
	}
	s.mu.Unlock()
	_ = s.http.Close()
	s.wg.Wait()
}

// URL is what DISCORD_API_URL is set to.
func (s *Server) URL() string { return s.base }

// Guild is the ID of the server.
func (s *Server) Guild() string { return s.guild }

// Platform is "discord".
func (s *Server) Platform() chat.Platform { return platform }

const platform chat.Platform = "discord"

// Wait blocks until cond holds, looking again whenever anything changed, or until ctx ends.
func (s *Server) Wait(ctx context.Context, cond func() bool) error {
	for {
		s.mu.Lock()
		changed := s.changed
		s.mu.Unlock()
		if cond() {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// tell wakes those who wait; s.mu is held.
func (s *Server) tell() {
	close(s.changed)
	s.changed = make(chan struct{})
	for _, ss := range s.sessions {
		ss.nudge()
	}
}

// complain notes a request that the contract forbids; s.mu is held.
func (s *Server) complain(format string, args ...any) {
	s.complaints = append(s.complaints, fmt.Sprintf(format, args...))
}

// Complaints are requests that Discord would not have taken, and interactions that were never acknowledged.
func (s *Server) Complaints() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := slices.Clone(s.complaints)
	for _, i := range s.interactions {
		if !i.acked && !i.offline && time.Since(i.at) > 3*time.Second {
			out = append(out, "an interaction was never acknowledged: "+i.what)
		}
	}
	return out
}

// Calls counts the requests made so far whose method and path, or path, begin with the prefix.
func (s *Server) Calls(prefix string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, c := range s.calls {
		if matches(prefix, c) {
			n++
		}
	}
	return n
}

// Audit is the reasons given in the audit log, oldest first.
func (s *Server) Audit() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.audit)
}

// snowflake makes the next ID: it tells the present time and is larger than every earlier one.
func (s *Server) snowflake() string {
	const epoch = 1420070400000
	s.last = max(s.last+1, (time.Now().UnixMilli()-epoch)<<22)
	return strconv.FormatInt(s.last, 10)
}

// words are names for routes that tests on every platform use.
var words = map[string]func(call string) bool{
	"send": func(c string) bool {
		return strings.HasPrefix(c, "POST /channels/") && strings.HasSuffix(c, "/messages")
	},
	"edit": func(c string) bool {
		return strings.HasPrefix(c, "PATCH /channels/") && strings.Contains(c, "/messages/")
	},
	"delete": func(c string) bool {
		return strings.HasPrefix(c, "DELETE /channels/") && strings.Contains(c, "/messages/") && !strings.Contains(c, "/reactions/") ||
			strings.HasSuffix(c, "/bulk-delete")
	},
	"open": func(c string) bool {
		return strings.HasPrefix(c, "POST /channels/") && strings.HasSuffix(c, "/threads")
	},
	"answer": func(c string) bool {
		return strings.Contains(c, " /interactions/") || strings.Contains(c, " /webhooks/")
	},
}

func matches(prefix, call string) bool {
	if is, ok := words[prefix]; ok {
		return is(call)
	}
	_, path, _ := strings.Cut(call, " ")
	if prefix == "" {
		return !strings.HasPrefix(path, "/gateway")
	}
	return strings.HasPrefix(call, prefix) || strings.HasPrefix(path, prefix)
}
