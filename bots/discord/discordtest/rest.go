package discordtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// call is one request under way.
type call struct {
	http.ResponseWriter
	*http.Request
	name  string // "POST /channels/1/messages"
	route string // "POST /channels/{channel_id}/messages"
	body  any    // decoded JSON, or the payload_json of a form
	files []*file
}

// failure is a scripted trouble of the next n matching calls.
type failure struct {
	match, how string
	n          int
}

// Fail makes the next n matching calls fail: "429", "429 global", "429 html", "500", "502 html", "401", "403", "404", "slow",
// "cut before", "cut after", or "STATUS CODE" with a code of Discord's.
func (s *Server) Fail(match, how string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fails = append(s.fails, &failure{match, how, n})
}

// handler routes the API, the CDN and the gateway.
func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	for route, handle := range s.routes() {
		method, path, _ := strings.Cut(route, " ")
		mux.HandleFunc(method+" /api/v9"+path, func(w http.ResponseWriter, r *http.Request) { s.serve(w, r, route, handle) })
	}
	mux.HandleFunc("GET /attachments/{channel}/{id}/{name}", s.serveAttachment)
	mux.HandleFunc("GET /ephemeral-attachments/{app}/{id}/{name}", s.serveAttachment)
	mux.HandleFunc("GET /avatars/{user}/{name}", s.servePicture)
	mux.HandleFunc("GET /stickers/{name}", s.servePicture)
	mux.HandleFunc("GET /gateway", s.serveGateway)
	mux.HandleFunc("GET /gateway/", s.serveGateway)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.note("no such route: %s %s", r.Method, r.URL.Path)
		refuse(w, 404, 0, "404: Not Found")
	})
	return mux
}

type handlerFunc func(*call) (status int, answer any)

// problem is an answer of Discord's that refuses.
type problem struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
}

func no(status, code int, message string) (int, any) { return status, problem{code, message} }

func refuse(w http.ResponseWriter, status, code int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(problem{code, message})
}

// note records a complaint.
func (s *Server) note(format string, args ...any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.complain(format, args...)
}

// serve takes one API request through troubles, checks and its handler.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, route string, handle handlerFunc) {
	c := &call{ResponseWriter: w, Request: r, route: route, name: r.Method + " " + strings.TrimPrefix(r.URL.Path, "/api/v9")}
	s.date(w.Header())
	raw, err := io.ReadAll(io.LimitReader(r.Body, 32<<20))
	if err != nil {
		return // the bot gave up in the middle of it
	}
	how := s.arrive(c)
	if how == "cut before" || how == "outage" {
		panic(http.ErrAbortHandler)
	}
	if how == "slow" {
		s.linger(r)
		how = ""
	}
	if how != "" && how != "cut after" {
		s.trouble(w, how, s.bucket(r, route))
		return
	}
	if err := c.decode(raw); err != nil {
		s.note("%s: %v", c.name, err)
		refuse(w, 400, 50109, "The request body contains invalid JSON.")
		return
	}
	s.mu.Lock()
	status, answer := s.admit(c, handle)
	s.tell()
	s.mu.Unlock()
	if how == "cut after" {
		panic(http.ErrAbortHandler)
	}
	h := w.Header()
	h.Set("X-RateLimit-Bucket", s.bucket(r, route))
	h.Set("X-RateLimit-Limit", "100")
	h.Set("X-RateLimit-Remaining", "99")
	h.Set("X-RateLimit-Reset-After", "1.000")
	if answer == nil {
		w.WriteHeader(status)
		return
	}
	h.Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}

// arrive counts a call and tells the trouble that awaits it.
func (s *Server) arrive(c *call) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, c.name)
	s.tell()
	if s.out {
		return "outage"
	}
	for i, f := range s.fails {
		if !matches(f.match, c.name) {
			continue
		}
		if f.n--; f.n <= 0 {
			s.fails = append(s.fails[:i:i], s.fails[i+1:]...)
		}
		return f.how
	}
	return ""
}

// linger holds an answer back until the bot gives up, a recovery, or a while.
func (s *Server) linger(r *http.Request) {
	s.mu.Lock()
	release := s.release
	s.mu.Unlock()
	t := time.NewTimer(2 * time.Second)
	defer t.Stop()
	select {
	case <-r.Context().Done():
	case <-release:
	case <-s.closed:
	case <-t.C:
	}
}

func (s *Server) bucket(r *http.Request, route string) string {
	h := fnv.New64a()
	_, _ = io.WriteString(h, route)
	return strconv.FormatUint(h.Sum64(), 16)
}

// penalty is how long a scripted 429 asks to wait, in seconds.
const penalty = 0.3

func (s *Server) trouble(w http.ResponseWriter, how, bucket string) {
	h := w.Header()
	limited := func(global bool) {
		h.Set("Retry-After", "1")
		h.Set("Content-Type", "application/json")
		if global {
			h.Set("X-RateLimit-Global", "true")
			h.Set("X-RateLimit-Scope", "global")
		} else {
			h.Set("X-RateLimit-Bucket", bucket)
			h.Set("X-RateLimit-Scope", "user")
			h.Set("X-RateLimit-Remaining", "0")
			h.Set("X-RateLimit-Reset-After", fmt.Sprint(penalty))
		}
		w.WriteHeader(http.StatusTooManyRequests)
		_ = json.NewEncoder(w).Encode(obj{"message": "You are being rate limited.", "retry_after": penalty, "global": global})
	}
	html := func(status int) {
		h.Set("Content-Type", "text/html")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "<!DOCTYPE html><title>error | cloudflare</title>")
	}
	switch how {
	case "429":
		limited(false)
	case "429 global":
		limited(true)
	case "429 html":
		h.Set("Retry-After", "1")
		html(429)
	case "502 html":
		html(502)
	case "500", "503":
		n, _ := strconv.Atoi(how)
		refuse(w, n, 0, "Internal Server Error")
	case "401":
		refuse(w, 401, 0, "401: Unauthorized")
	case "403":
		refuse(w, 403, 50013, "Missing Permissions")
	case "404":
		refuse(w, 404, 10003, "Unknown Channel")
	default:
		var status, code int
		if n, _ := fmt.Sscanf(how, "%d %d", &status, &code); n != 2 {
			s.note("no such trouble: %q", how)
			status = 500
		}
		refuse(w, status, code, "scripted")
	}
}

// decode reads a JSON body, or the form of an upload.
func (c *call) decode(raw []byte) error {
	if len(raw) == 0 {
		return nil
	}
	kind, params, err := mime.ParseMediaType(c.Request.Header.Get("Content-Type"))
	switch {
	case err != nil:
		return fmt.Errorf("content type: %w", err)
	case kind == "application/json":
		return json.Unmarshal(raw, &c.body)
	case kind != "multipart/form-data":
		return fmt.Errorf("content type %q", kind)
	}
	form := multipart.NewReader(bytes.NewReader(raw), params["boundary"])
	for {
		p, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		b, err := io.ReadAll(p)
		if err != nil {
			return err
		}
		if p.FormName() == "payload_json" {
			if err := json.Unmarshal(b, &c.body); err != nil {
				return err
			}
			continue
		}
		if want := fmt.Sprintf("files[%d]", len(c.files)); p.FormName() != want {
			return fmt.Errorf("part %q, want %q", p.FormName(), want)
		}
		c.files = append(c.files, &file{name: p.FileName(), mime: p.Header.Get("Content-Type"), bytes: b})
	}
}

// admit checks who calls and what, and hands the call to its handler; s.mu is held.
func (s *Server) admit(c *call, handle handlerFunc) (int, any) {
	auth := c.Request.Header.Get("Authorization")
	byToken := strings.Contains(c.route, "token}")
	if !byToken && auth != "Bot "+Token {
		return no(401, 0, "401: Unauthorized")
	}
	if c.Request.Header.Get("User-Agent") == "" || !strings.HasPrefix(c.Request.Header.Get("User-Agent"), "DiscordBot (") {
		s.complain("%s: User-Agent is %q", c.name, c.Request.Header.Get("User-Agent"))
	}
	for _, complaint := range theContract().check(c.route, c.body) {
		s.complain("%s: %s", c.name, complaint)
	}
	return handle(c)
}

// path returns a path parameter.
func (c *call) path(name string) string { return c.Request.PathValue(name) }

// fields is the body as an object; empty when it is none.
func (c *call) fields() obj {
	o, _ := c.body.(obj)
	return o
}

func text(o obj, key string) string {
	s, _ := o[key].(string)
	return s
}

func number(o obj, key string) int {
	f, _ := o[key].(float64)
	return int(f)
}

func jsonInt(n int64) string { return strconv.FormatInt(n, 10) }
