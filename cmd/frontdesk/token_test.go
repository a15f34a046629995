package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"frontdesk/bots"
	"frontdesk/bots/discord"
	"frontdesk/bots/discord/discordtest"
	"frontdesk/bots/telegram"
	"frontdesk/bots/telegram/telegramtest"
	"frontdesk/internal/health"
)

// served is a program that runs until the test ends, with its health server.
type served struct {
	*testing.T
	hub    *bots.Hub
	stderr *lockedBuffer
	stop   func() int
}

func serveWith(t *testing.T, env environment, config string) *served {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	s := &served{T: t, stderr: &lockedBuffer{}}
	started, ended := make(chan *bots.Hub, 1), make(chan int, 1)
	env.started = func(h *bots.Hub) { started <- h }
	args := []string{"--config", file(t, "frontdesk.yaml", config), "--data", t.TempDir(), "--faq", testFAQ, "--http", "127.0.0.1:0"}
	go func() { ended <- run(ctx, args, streams{strings.NewReader(""), io.Discard, s.stderr}, env) }()
	select {
	case s.hub = <-started:
	case code := <-ended:
		cancel()
		t.Fatalf("status %d\n%s", code, s.stderr)
	}
	s.stop = func() int { cancel(); return <-ended }
	return s
}

var listening = regexp.MustCompile(`"address":"([^"]+)"`)

// ready asks /readyz until the report is as wanted.
func (s *served) ready(status int, want func(health.Report) bool) health.Report {
	s.Helper()
	address := listening.FindStringSubmatch(s.stderr.String())
	if address == nil {
		s.Fatalf("no address in\n%s", s.stderr)
	}
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for end := time.After(patience); ; {
		resp, err := http.Get("http://" + address[1] + "/readyz")
		if err != nil {
			s.Fatalf("%v\n%s", err, s.stderr)
		}
		var r health.Report
		err = json.NewDecoder(resp.Body).Decode(&r)
		resp.Body.Close()
		if err == nil && resp.StatusCode == status && want(r) {
			return r
		}
		select {
		case <-look.C:
		case <-end:
			s.Fatalf("status %d, %+v, %v\n%s", resp.StatusCode, r, err, s.stderr)
		}
	}
}

func TestARefusedTokenShowsInReadiness(t *testing.T) {
	tg := telegramtest.New(t, bots.Commands(catalogue(t))...)
	dc := discordtest.New()
	t.Cleanup(dc.Close)
	groups := fmt.Sprintf("telegram: {rooms: [%s]}\n", tg.Room("lobby").Key)
	both := groups + fmt.Sprintf("discord: {server: %s}\n", dc.Guild())
	env := func(telegramToken, discordToken string) environment {
		e := variables("TELEGRAM_TOKEN", telegramToken, "TELEGRAM_API_URL", tg.URL, "DISCORD_TOKEN", discordToken, "DISCORD_API_URL", dc.URL())
		e.telegram, e.discord = telegram.Unlimited(), discord.Limits{PerSecond: 10_000, Backoff: 5 * time.Millisecond, MaxWait: 50 * time.Millisecond, Identify: time.Millisecond}
		return e
	}
	refused := func(platform string) func(health.Report) bool {
		return func(r health.Report) bool {
			for _, reason := range r.Reasons {
				if strings.HasPrefix(reason, platform+": ") && !strings.Contains(reason, "not connected yet") {
					return true
				}
			}
			return false
		}
	}
	t.Run("the other platform serves", func(t *testing.T) {
		s := serveWith(t, env(telegramtest.Token, "wrong"), both)
		r := s.ready(http.StatusOK, func(r health.Report) bool { return r.Degraded && refused("discord")(r) })
		t.Log(r.Reasons)
		if code := s.stop(); code != 0 {
			t.Errorf("status %d\n%s", code, s.stderr)
		}
		if strings.Contains(s.stderr.String(), telegramtest.Token) {
			t.Error("the token is logged")
		}
	})
	t.Run("the only platform ends the program with the reason and what to do", func(t *testing.T) {
		got := cliIn(t, env("1:wrong", ""), "", "--config", file(t, "frontdesk.yaml", groups), "--data", t.TempDir(), "--faq", testFAQ, "--http", "off")
		if got.status != 1 || !strings.Contains(got.err, "no platform is left to serve: telegram: ") || !strings.Contains(got.err, "@BotFather") {
			t.Errorf("status %d\n%s", got.status, got.err)
		}
		if strings.Contains(got.err, "1:wrong") {
			t.Errorf("the token is logged:\n%s", got.err)
		}
	})
}
