package discord

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"frontdesk/chat"
)

// redirect sends what is meant for Discord to another address, when one is configured.
type redirect struct {
	base *url.URL
	own  bool // the base is not Discord itself
}

// RoundTrip leaves hosts alone that are not Discord's.
func (d *redirect) RoundTrip(r *http.Request) (*http.Response, error) {
	if d.own && discords(r.URL.Host) {
		r = r.Clone(r.Context())
		r.URL.Scheme, r.URL.Host = d.base.Scheme, d.base.Host
		r.URL.Path = strings.TrimSuffix(d.base.Path, "/") + r.URL.Path
		r.Host = ""
	}
	return http.DefaultTransport.RoundTrip(r)
}

func discords(host string) bool {
	return host == "discord.com" || host == "cdn.discordapp.com" || host == "media.discordapp.net"
}

// transport keeps Discord's limits, for all calls of the process together. A call without budget, and one that Discord
// answers 429, end with a *chat.Fault of class Limited; nothing ever waits here.
type transport struct {
	next    http.RoundTripper
	budget  *budget
	metrics *metrics
	log     zerolog.Logger
}

// RoundTrip sends a request that has budget.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	rt := routeOf(r.Method, r.URL.Path)
	if until, ok := t.budget.take(rt, time.Now()); !ok {
		t.metrics.calls.WithLabelValues(rt.name, "unsent").Inc()
		return nil, chat.LimitedUntil(until)
	}
	resp, err := t.next.RoundTrip(r)
	now := time.Now()
	if err != nil {
		t.metrics.calls.WithLabelValues(rt.name, "error").Inc()
		return nil, err
	}
	t.metrics.calls.WithLabelValues(rt.name, strconv.Itoa(resp.StatusCode/100)+"xx").Inc()
	t.count(resp, now)
	if resp.StatusCode != http.StatusTooManyRequests {
		t.budget.learn(rt, resp.Header, now)
		return resp, nil
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<16))
	until := t.budget.refused(rt, resp.Header, body, now)
	t.log.Warn().Str("route", rt.name).Time("until", until).Str("scope", resp.Header.Get("X-RateLimit-Scope")).Msg("Discord limits calls")
	f := chat.LimitedUntil(until)
	f.Err = fmt.Errorf("discord: %s: 429", rt.name)
	return nil, f
}

// count keeps the number of invalid requests, for which Discord bans addresses.
func (t *transport) count(resp *http.Response, now time.Time) {
	switch resp.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
	case http.StatusTooManyRequests:
		if resp.Header.Get("X-RateLimit-Scope") == "shared" {
			return
		}
	default:
		return
	}
	n := t.budget.invalid(now)
	t.metrics.invalid.Set(float64(n))
	if n == alarm {
		t.log.Error().Int("invalid", n).Msg("many refused requests within ten minutes: look for a missing right; at 10,000 Discord bans this address")
	}
}

// overdraft is how many calls deletions may be ahead of the rate, which stays that far below what Discord takes in a second (50).
const overdraft = 5

const (
	alarm      = 500  // invalid requests in ten minutes that are told
	standstill = 5000 // that stop all calls until fewer are remembered; Discord bans at 10,000
)

// route is what Discord limits together until it names a bucket: method, path and the IDs that part buckets.
type route struct {
	name  string // without IDs and tokens: "POST channels/messages"
	major string
	free  bool // exempt from the global limit
}

// deletes reports deletions: what they take away must not stay.
func (rt route) deletes() bool { return rt.name == "DELETE channels/messages" }

// routeOf reads a route off a path below /api/v9/.
func routeOf(method, path string) route {
	_, path, _ = strings.Cut(path, "/api/v")
	parts := strings.Split(path, "/")[1:]
	rt := route{}
	var words []string
	for i, p := range parts {
		switch {
		case i == 1 && (parts[0] == "channels" || parts[0] == "guilds" || parts[0] == "webhooks"):
			rt.major = p
		case i == 2 && (parts[0] == "webhooks" || parts[0] == "interactions"):
			rt.major += "/" + p // an interaction's token: a bucket of its own, and never told
			rt.free = true
		case i > 0 && parts[i-1] == "reactions", p != "" && strings.Trim(p, "0123456789") == "":
		default:
			words = append(words, p)
		}
	}
	rt.name = method + " " + strings.Join(words, "/")
	return rt
}

// budget knows how many calls Discord takes now.
type budget struct {
	mu      sync.Mutex
	rate    float64 // calls a second in all
	tokens  float64
	filled  time.Time
	pause   time.Time            // nothing but interactions before
	stop    time.Time            // nothing at all before
	buckets map[string]string    // route → bucket
	states  map[string]allowance // bucket and major ID
	faults  []time.Time          // invalid requests, oldest first
}

type allowance struct {
	left  int
	reset time.Time
}

func newBudget(perSecond int) *budget {
	return &budget{rate: float64(perSecond), tokens: float64(perSecond), buckets: map[string]string{}, states: map[string]allowance{}}
}

// take claims one call, or tells when to come again.
func (b *budget) take(rt route, now time.Time) (time.Time, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now.Before(b.stop) {
		return b.stop, false
	}
	key := b.key(rt)
	s, known := b.states[key]
	if known && s.left <= 0 && now.Before(s.reset) {
		return s.reset, false
	}
	if !rt.free {
		if now.Before(b.pause) {
			return b.pause, false
		}
		if elapsed := now.Sub(b.filled).Seconds(); elapsed > 0 {
			b.tokens = min(b.rate, b.tokens+elapsed*b.rate)
			b.filled = now
		}
		if b.tokens < 1 && !(rt.deletes() && b.tokens > -overdraft) {
			return now.Add(time.Duration((1 - b.tokens) / b.rate * float64(time.Second))), false
		}
		b.tokens--
	}
	if known && now.Before(s.reset) {
		s.left--
		b.states[key] = s
	}
	return time.Time{}, true
}

func (b *budget) key(rt route) string {
	if hash, ok := b.buckets[rt.name]; ok {
		return hash + "/" + rt.major
	}
	return rt.name + "/" + rt.major
}

// learn notes what an answer tells of its bucket. Answers may come out of order: within a window the lower count holds.
func (b *budget) learn(rt route, h http.Header, now time.Time) {
	left, err := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	after, err2 := strconv.ParseFloat(h.Get("X-RateLimit-Reset-After"), 64)
	if err != nil || err2 != nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if hash := h.Get("X-RateLimit-Bucket"); hash != "" {
		b.buckets[rt.name] = hash
	}
	key := b.key(rt)
	reset := now.Add(time.Duration(after * float64(time.Second)))
	if s, ok := b.states[key]; ok && now.Before(s.reset) {
		left = min(left, s.left)
	}
	b.states[key] = allowance{left, reset}
	if len(b.states) > 2048 {
		for k, s := range b.states {
			if now.After(s.reset) {
				delete(b.states, k)
			}
		}
	}
}

// refused notes a 429 and tells how long it holds.
func (b *budget) refused(rt route, h http.Header, body []byte, now time.Time) time.Time {
	var told struct {
		After  float64 `json:"retry_after"`
		Global bool    `json:"global"`
	}
	html := json.Unmarshal(bytes.TrimSpace(body), &told) != nil
	if after, err := strconv.ParseFloat(h.Get("Retry-After"), 64); err == nil && told.After <= 0 {
		told.After = after
	}
	if told.After <= 0 {
		told.After = 1
		if html {
			told.After = 60
		}
	}
	until := now.Add(time.Duration(told.After * float64(time.Second)))
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case html: // not Discord but the wall before it: whatever comes now counts against us
		b.stop = until
	case told.Global || h.Get("X-RateLimit-Global") == "true":
		b.pause = until
	default:
		if hash := h.Get("X-RateLimit-Bucket"); hash != "" {
			b.buckets[rt.name] = hash
		}
		b.states[b.key(rt)] = allowance{0, until}
	}
	return until
}

// invalid counts a refused request and returns how many there were within ten minutes.
func (b *budget) invalid(now time.Time) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.faults = append(b.faults, now)
	old := 0
	for old < len(b.faults) && now.Sub(b.faults[old]) > 10*time.Minute {
		old++
	}
	b.faults = b.faults[old:]
	if n := len(b.faults); n >= standstill {
		b.stop = b.faults[n-standstill].Add(10 * time.Minute)
	}
	return len(b.faults)
}
