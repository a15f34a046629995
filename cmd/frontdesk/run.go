package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/rs/zerolog"
	"golang.org/x/term"

	"frontdesk/bots"
	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/bots/words"
	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/internal/health"
	"frontdesk/moderation"
	"frontdesk/moderation/secret"
	"frontdesk/store"
	"frontdesk/store/bolt"
)

// drainTime is how long an ending program lets what is due go out.
const drainTime = 8 * time.Second

type runCmd struct{}

// Run serves the platforms whose tokens are in the environment.
func (runCmd) Run(ctx context.Context, a *app, io streams, env environment) error {
	s, err := readSettings(a.Config)
	if err != nil {
		return err
	}
	tokens, err := env.tokens(s)
	if err != nil {
		return err
	}
	if len(tokens) == 0 {
		return openConsole(ctx, a, io, env)
	}
	cfg, err := s.community()
	if err != nil {
		return err
	}
	d, err := open(ctx, a, s, io)
	if err != nil {
		return err
	}
	defer d.close()
	var adapters []chat.Adapter
	if t := tokens[telegram.Platform]; t != "" {
		ad, err := d.telegram(t, cfg.Platforms[telegram.Platform], env)
		if err != nil {
			return err
		}
		adapters = append(adapters, ad)
	}
	if t := tokens[discord.Platform]; t != "" {
		ad, err := d.discord(t, s.Discord, cfg.Platforms[discord.Platform], env)
		if err != nil {
			return err
		}
		adapters = append(adapters, ad)
	}
	return d.serve(ctx, a, cfg, env, adapters...)
}

// tokens are those that are set. A platform whose rooms are configured must have one.
func (e environment) tokens(s *settings) (map[chat.Platform]string, error) {
	out := map[chat.Platform]string{}
	for _, p := range []struct {
		platform chat.Platform
		variable string
		named    bool
	}{{telegram.Platform, "TELEGRAM_TOKEN", s.Telegram != nil}, {discord.Platform, "DISCORD_TOKEN", s.Discord != nil}} {
		token, err := e.secret(p.variable)
		if err != nil {
			return nil, err
		}
		if token != "" {
			out[p.platform] = token
		} else if p.named {
			return nil, fmt.Errorf("the configuration names rooms of %s, but %s is not set: export %s=… or %s_FILE=FILE with a file that holds it",
				p.platform, p.variable, p.variable, p.variable)
		}
	}
	if out[discord.Platform] != "" && s.Discord == nil {
		return nil, errors.New("DISCORD_TOKEN is set, but the configuration does not name the server: " +
			"add discord: {server: \"…\"} to a file and give it with --config")
	}
	return out, nil
}

func (d *desk) telegram(token string, p bots.PlatformConfig, env environment) (chat.Adapter, error) {
	return telegram.New(telegram.Config{
		Token: token, URL: env.get("TELEGRAM_API_URL"), Commands: bots.Commands(d.words), Watched: p.Watched, Limits: env.telegram,
		Staff: nonZero(p.Place.Staff, p.Place.Queue, p.Moderators), Log: d.log.With().Str("platform", "telegram").Logger(), Metrics: d.metrics,
	})
}

func (d *desk) discord(token string, s *discordRooms, p bots.PlatformConfig, env environment) (chat.Adapter, error) {
	return discord.New(discord.Config{
		Token: token, URL: env.get("DISCORD_API_URL"), Server: s.Server, Watched: append(p.Watched, nonZero(p.Place.Queue, p.Moderators)...),
		Parents: nonZero(p.Place.Support, p.Place.Staff), Commands: bots.Commands(d.words), NoMembers: s.NoMembers, NoContent: s.NoContent,
		Limits: env.discord, Log: d.log.With().Str("platform", "discord").Logger(), Metrics: d.metrics,
	})
}

// desk is what a serving program holds: the store and all that lies over it.
type desk struct {
	store   *bolt.Store
	book    *faq.Book
	roster  *moderation.Roster
	words   *words.Catalogue
	secrets *secret.Detector
	log     zerolog.Logger
	metrics *prometheus.Registry
	faq     *faqFile
}

// open takes the store, reads the FAQ and everything else that is needed to serve.
func open(ctx context.Context, a *app, s *settings, io streams) (*desk, error) {
	d := &desk{log: logger(a, io.err), metrics: prometheus.NewRegistry(), secrets: secret.New()}
	d.metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	var warnings []moderation.Warning
	var err error
	if d.roster, warnings, err = moderation.NewRoster(s.RosterSpec); err != nil {
		return nil, fmt.Errorf("roster: %w", err)
	}
	for _, w := range warnings {
		fmt.Fprintln(io.err, w)
	}
	if d.words, err = words.Load(); err != nil {
		return nil, err
	}
	if d.store, err = openStore(a); err != nil {
		return nil, err
	}
	if err := store.CheckSchema(ctx, d.store); err != nil {
		d.close()
		return nil, err
	}
	if d.book, err = faq.OpenBook(ctx, d.store, faq.Options{}); err != nil {
		d.close()
		return nil, err
	}
	d.faq = newFAQFile(a.FAQ, d.book, d.log)
	if err := d.faq.load(ctx); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

func openStore(a *app) (*bolt.Store, error) {
	s, err := bolt.Open(filepath.Join(a.Data, "frontdesk.db"), bolt.Options{})
	if errors.Is(err, store.ErrInUse) {
		return nil, fmt.Errorf("%w: another frontdesk serves from %s; stop it, or give this one its own --data", err, a.Data)
	}
	return s, err
}

func (d *desk) close() { _ = d.store.Close() }

// serve runs hub, health server and the watch on faq.yaml until ctx ends.
func (d *desk) serve(ctx context.Context, a *app, cfg bots.Config, env environment, adapters ...chat.Adapter) error {
	h, err := bots.New(ctx, cfg, bots.Parts{
		Store: d.store, Book: d.book, Roster: d.roster, Secrets: d.secrets, Words: d.words, Log: d.log, Metrics: d.metrics,
	}, adapters...)
	if err != nil {
		return err
	}
	beside, stop := context.WithCancel(context.WithoutCancel(ctx))
	var wg sync.WaitGroup
	defer wg.Wait()
	defer stop()
	if a.HTTP != "off" && a.HTTP != "" {
		srv, err := health.Listen(a.HTTP, health.Options{Live: d.live, Ready: ready(h), Metrics: d.metrics})
		if err != nil {
			return err
		}
		d.log.Info().Str("address", srv.Addr()).Msg("health, readiness and metrics")
		wg.Go(func() {
			if err := srv.Run(beside); err != nil {
				d.log.Error().Err(err).Msg("the health server ended")
			}
		})
	}
	wg.Go(func() { d.faq.watch(beside, h) })
	if env.started != nil {
		env.started(h)
	}
	return h.Run(ctx, drainTime)
}

// live reports an error when the store no longer answers.
func (d *desk) live(ctx context.Context) error {
	return d.store.View(ctx, func(store.Tx) error { return nil })
}

func ready(h *bots.Hub) func() []health.Part {
	return func() (parts []health.Part) {
		for p, err := range h.Ready() {
			part := health.Part{Name: string(p), Platform: true, Serving: err == nil}
			if err != nil {
				part.Reason = err.Error()
			}
			parts = append(parts, part)
		}
		return parts
	}
}

// logger writes JSON, or coloured lines on a terminal.
func logger(a *app, w io.Writer) zerolog.Logger {
	level, err := zerolog.ParseLevel(a.Log)
	if err != nil {
		level = zerolog.InfoLevel
	}
	if isTerminal(w) {
		w = zerolog.ConsoleWriter{Out: w, TimeFormat: time.TimeOnly}
	}
	return zerolog.New(w).Level(level).With().Timestamp().Logger()
}

func isTerminal(v any) bool {
	f, ok := v.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) //nolint:gosec // a file descriptor fits an int
}

// secret reads a secret from its variable, or from the file that VARIABLE_FILE names.
func (e environment) secret(variable string) (string, error) {
	if v := strings.TrimSpace(e.get(variable)); v != "" {
		return v, nil
	}
	path := e.get(variable + "_FILE")
	if path == "" {
		return "", nil
	}
	b, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return "", fmt.Errorf("%s_FILE: %w", variable, err)
	}
	if v := strings.TrimSpace(string(b)); v != "" {
		return v, nil
	}
	return "", fmt.Errorf("%s_FILE: %s is empty", variable, path)
}

func nonZero(rooms ...chat.RoomID) (out []chat.RoomID) {
	for _, r := range rooms {
		if !r.IsZero() {
			out = append(out, r)
		}
	}
	return out
}
