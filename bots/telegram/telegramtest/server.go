// Package telegramtest is a small Bot API server for tests: real HTTP on loopback, chats with topics, members, rights
// and files behind it, and the eyes and hands of the members as a [chattest.Stage].
//
// It is strict where the real server is lax: a call the contract forbids, a text too long, an entity out of range, a
// callback answered twice, a call inside a flood penalty are complaints, which a test ends by wanting none of.
package telegramtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"frontdesk/chat"
	"frontdesk/chat/chattest"
)

// Token is the only one the server takes.
const Token = "7000000001:fake-token-for-tests"

// Server is the fake. Its zero value is of no use; see [New].
type Server struct {
	URL string // for Config.URL

	http     *httptest.Server
	contract *contract
	commands []chat.Command

	mu         sync.Mutex
	changed    chan struct{} // closed and renewed whenever anything changes
	world      *world
	feed       feed
	setup      setup
	down       bool
	failures   []*failure
	penalties  map[string]penalty // by chat_id
	calls      []string
	complaints []string
}

var _ chattest.Stage = (*Server)(nil)

// New starts a server that ends with the test. The commands are those whose options [Server.Command] knows by name.
func New(t testing.TB, commands ...chat.Command) *Server {
	s := &Server{contract: mustContract(t), commands: commands, changed: make(chan struct{}), penalties: make(map[string]penalty)}
	s.world = newWorld()
	s.http = httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = s.http.URL
	t.Cleanup(s.Close)
	return s
}

// Close ends the server; it may be called before the test ends.
func (s *Server) Close() {
	s.http.CloseClientConnections()
	s.http.Close()
}

// failure makes the next n calls with the prefix fail.
type failure struct {
	method, how string
	n           int
}

// penalty is when a chat may not be written to.
type penalty struct{ from, until time.Time }

// onItsWay is how long a call may have been on its way when its chat was punished.
const onItsWay = 100 * time.Millisecond

// request is one call with its parameters and uploads.
type request struct {
	method string
	params map[string]string
	files  map[string]upload
	ctx    context.Context
}

type upload struct {
	name string
	data []byte
}

// refusal is an answer that is not ok.
type refusal struct {
	code        int
	description string
	parameters  map[string]any
}

func refuse(code int, format string, args ...any) *refusal {
	return &refusal{code: code, description: fmt.Sprintf(format, args...)}
}

func (s *Server) serve(w http.ResponseWriter, hr *http.Request) {
	s.mu.Lock()
	down := s.down
	s.mu.Unlock()
	if down {
		cut(w)
		return
	}
	s.date(w.Header())
	rest, ok := strings.CutPrefix(hr.URL.Path, "/file/bot"+Token+"/")
	if ok {
		s.download(w, rest)
		return
	}
	method, ok := strings.CutPrefix(hr.URL.Path, "/bot"+Token+"/")
	if !ok {
		answer(w, nil, refuse(401, "Unauthorized"))
		return
	}
	r, err := parse(method, hr)
	if err != nil {
		answer(w, nil, refuse(400, "Bad Request: %v", err))
		return
	}
	s.call(w, r)
}

// call counts, checks, fails or does a call.
func (s *Server) call(w http.ResponseWriter, r *request) {
	s.mu.Lock()
	s.calls = append(s.calls, r.method)
	s.complaints = append(s.complaints, s.contract.check(r)...)
	s.checkPenalty(r)
	how := s.failing(r)
	s.tell()
	s.mu.Unlock()

	switch kind, arg, _ := strings.Cut(how, " "); {
	case kind == "429":
		s.limit(w, r, arg)
	case how == "500":
		answer(w, nil, refuse(500, "Internal Server Error"))
	case how == "502 html":
		w.WriteHeader(http.StatusBadGateway)
		io.WriteString(w, "<html><body>502 Bad Gateway</body></html>")
	case how == "403":
		answer(w, nil, refuse(400, "Bad Request: not enough rights to send text messages to the chat"))
	case how == "404":
		answer(w, nil, refuse(400, "Bad Request: message thread not found"))
	case strings.HasPrefix(how, "400 "):
		answer(w, nil, refuse(400, "Bad Request: %s", arg))
	case strings.HasPrefix(how, "403 "):
		answer(w, nil, refuse(403, "Forbidden: %s", arg))
	case how == "401", how == "409":
		code, _ := strconv.Atoi(how)
		answer(w, nil, refuse(code, "%s", http.StatusText(code)))
	case how == "slow":
		<-r.ctx.Done()
	case how == "cut before":
		cut(w)
	case how == "cut after":
		s.do(r)
		cut(w)
	default:
		result, no := s.do(r)
		answer(w, result, no)
	}
}

// do finds the method and runs it under the lock; only receiving updates waits.
func (s *Server) do(r *request) (any, *refusal) {
	if r.method == "getUpdates" {
		return s.getUpdates(r)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	defer s.tell()
	fn, ok := methods[r.method]
	if !ok {
		s.complain("%s: this server has no such method", r.method)
		return nil, refuse(404, "Not Found: method not found")
	}
	return fn(s, r)
}

// methods is what the server can do besides getUpdates.
var methods = map[string]func(*Server, *request) (any, *refusal){
	"getMe":                 func(s *Server, _ *request) (any, *refusal) { return s.world.bot.full(), nil },
	"deleteWebhook":         (*Server).deleteWebhook,
	"getWebhookInfo":        (*Server).getWebhookInfo,
	"setMyCommands":         (*Server).setMyCommands,
	"sendMessage":           (*Server).sendMessage,
	"sendPhoto":             (*Server).sendFile,
	"sendDocument":          (*Server).sendFile,
	"sendVideo":             (*Server).sendFile,
	"sendAudio":             (*Server).sendFile,
	"sendVoice":             (*Server).sendFile,
	"sendAnimation":         (*Server).sendFile,
	"sendSticker":           (*Server).sendFile,
	"sendVideoNote":         (*Server).sendFile,
	"sendMediaGroup":        (*Server).sendMediaGroup,
	"copyMessage":           (*Server).copyMessage,
	"editMessageText":       (*Server).editMessage,
	"editMessageCaption":    (*Server).editMessage,
	"deleteMessages":        (*Server).deleteMessages,
	"answerCallbackQuery":   (*Server).answerCallbackQuery,
	"setMessageReaction":    (*Server).setMessageReaction,
	"pinChatMessage":        (*Server).pinChatMessage,
	"createForumTopic":      (*Server).createForumTopic,
	"editForumTopic":        (*Server).editForumTopic,
	"closeForumTopic":       (*Server).closeForumTopic,
	"reopenForumTopic":      (*Server).closeForumTopic,
	"deleteForumTopic":      (*Server).deleteForumTopic,
	"banChatMember":         (*Server).sanction,
	"unbanChatMember":       (*Server).sanction,
	"restrictChatMember":    (*Server).sanction,
	"getChat":               (*Server).getChat,
	"getChatMember":         (*Server).getChatMember,
	"getChatAdministrators": (*Server).getChatAdministrators,
	"getChatMemberCount":    (*Server).getChatMemberCount,
	"getUserProfilePhotos":  (*Server).getUserProfilePhotos,
	"getFile":               (*Server).getFile,
}

// failing takes the failure that is due for the call; s.mu is held.
func (s *Server) failing(r *request) string {
	for _, f := range s.failures {
		if f.n > 0 && matches(f.method, r.method) {
			f.n--
			return f.how
		}
	}
	return ""
}

// matches reports whether a prefix means the method; the empty one means all that act on a chat or message.
func matches(prefix, method string) bool {
	if prefix != "" {
		return strings.HasPrefix(method, prefix)
	}
	return !strings.HasPrefix(method, "get") && method != "deleteWebhook" && method != "setMyCommands"
}

// limit refuses a call for flooding and remembers the penalty of its chat: 2 seconds, or as many as named.
func (s *Server) limit(w http.ResponseWriter, r *request, arg string) {
	seconds, err := strconv.Atoi(arg)
	if err != nil {
		seconds = 2
	}
	s.mu.Lock()
	if id := r.params["chat_id"]; id != "" {
		now := time.Now()
		s.penalties[id] = penalty{now.Add(onItsWay), now.Add(time.Duration(seconds) * time.Second)}
	}
	s.mu.Unlock()
	no := refuse(429, "Too Many Requests: retry after %d", seconds)
	no.parameters = map[string]any{"retry_after": seconds}
	answer(w, nil, no)
}

func (s *Server) checkPenalty(r *request) {
	now := time.Now()
	if p, ok := s.penalties[r.params["chat_id"]]; ok && matches("", r.method) && now.After(p.from) && now.Before(p.until) {
		s.complain("%s inside the flood penalty of chat %s", r.method, r.params["chat_id"])
	}
}

// complain notes a call that should not have been made; s.mu is held.
func (s *Server) complain(format string, args ...any) {
	s.complaints = append(s.complaints, fmt.Sprintf(format, args...))
}

// tell wakes all who wait for a change; s.mu is held.
func (s *Server) tell() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// answer writes a result or a refusal; an empty refusal cuts the connection.
func answer(w http.ResponseWriter, result any, no *refusal) {
	if no != nil && no.code == 0 {
		cut(w)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if no == nil {
		json.NewEncoder(w).Encode(map[string]any{"ok": true, "result": result})
		return
	}
	body := map[string]any{"ok": false, "error_code": no.code, "description": no.description}
	if no.parameters != nil {
		body["parameters"] = no.parameters
	}
	w.WriteHeader(no.code)
	json.NewEncoder(w).Encode(body)
}

// cut closes the connection without an answer.
func cut(w http.ResponseWriter) {
	if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
		if tcp, ok := conn.(*net.TCPConn); ok {
			tcp.SetLinger(0)
		}
		conn.Close()
	}
}

// parse reads a form or multipart body; a parameter named twice is refused.
func parse(method string, hr *http.Request) (*request, error) {
	r := &request{method: method, params: make(map[string]string), files: make(map[string]upload), ctx: hr.Context()}
	if !strings.HasPrefix(hr.Header.Get("Content-Type"), "multipart/") {
		if err := hr.ParseForm(); err != nil {
			return nil, err
		}
		for name, vs := range hr.Form {
			r.params[name] = vs[0]
		}
		return r, nil
	}
	mr, err := hr.MultipartReader()
	if err != nil {
		return nil, err
	}
	for {
		p, err := mr.NextPart()
		if errors.Is(err, io.EOF) {
			return r, nil
		}
		if err != nil {
			return nil, err
		}
		var b bytes.Buffer
		if _, err := io.Copy(&b, p); err != nil {
			return nil, err
		}
		if p.FileName() != "" {
			r.files[p.FormName()] = upload{p.FileName(), b.Bytes()}
			continue
		}
		r.params[p.FormName()] = b.String()
	}
}

// int64 reads a whole number; absent or malformed is 0.
func (r *request) int64(name string) int64 {
	n, _ := strconv.ParseInt(r.params[name], 10, 64)
	return n
}

func (r *request) int(name string) int { return int(r.int64(name)) }

func (r *request) bool(name string) bool {
	return slices.Contains([]string{"true", "True", "1"}, r.params[name])
}

// json reads a parameter that is JSON; absent leaves v as it is.
func (r *request) json(name string, v any) *refusal {
	p := r.params[name]
	if p == "" || p == "null" {
		return nil
	}
	if err := json.Unmarshal([]byte(p), v); err != nil {
		return refuse(400, "Bad Request: can't parse %s", name)
	}
	return nil
}
