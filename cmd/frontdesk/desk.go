package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/rs/zerolog"

	"frontdesk/bots"
	"frontdesk/bots/archive"
	"frontdesk/bots/words"
	"frontdesk/chat"
	"frontdesk/escalation"
	"frontdesk/faq"
	"frontdesk/internal/control"
	"frontdesk/internal/health"
	"frontdesk/moderation"
	"frontdesk/moderation/secret"
	"frontdesk/store"
	"frontdesk/store/bolt"
)

// drainTime is how long an ending program lets what is due go out.
const drainTime = 8 * time.Second

// desk is what a serving program holds, and an errand works with: the store and all that lies over it.
type desk struct {
	data  string // the directory that it lies in
	store *bolt.Store
	book  *faq.Book
	faq   *faqFile
	log   zerolog.Logger

	// For serving only.
	roster  *moderation.Roster
	words   *words.Catalogue
	secrets *secret.Detector
	metrics *prometheus.Registry
	backups *schedule                // nil: none
	hub     atomic.Pointer[bots.Hub] // while it serves

	adapters []chat.Adapter                        // as they are, for who examines them
	places   map[chat.Platform]bots.PlatformConfig // … and what is decided for each
}

// openBook takes the store and brings the FAQ in it up to date: all that an errand needs. It builds no index. The error is
// store.ErrInUse when another process has the store.
func openBook(ctx context.Context, a *app, io streams) (*desk, error) {
	s, err := openStore(a.Data)
	if err != nil {
		return nil, err
	}
	d := &desk{data: a.Data, store: s, book: faq.NewBook(s, faq.Options{}), log: logger(a, io.err)}
	d.faq = newFAQFile(a.FAQ, d.book, d.log)
	if err = store.CheckSchema(ctx, s); err != nil {
		err = fmt.Errorf("store in %s: %w", a.Data, err)
	} else {
		err = d.faq.load(ctx)
	}
	if err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// open is openBook with everything else that serving needs.
func open(ctx context.Context, a *app, c *configuration, io streams) (*desk, error) {
	var secrets *secret.Detector
	var beside sync.WaitGroup // loads what needs nothing else
	defer beside.Wait()
	beside.Go(faq.Prepare)
	beside.Go(func() { secrets = secret.New() })
	beside.Go(func() { moderation.NewNames(c.roster) }) // the roster keeps them
	for _, w := range c.warnings {
		fmt.Fprintln(io.err, w)
	}
	if err := checkEntryTiers(a.FAQ, c.hub.Desk.Claims); err != nil {
		return nil, err
	}
	d, err := openBook(ctx, a, io)
	if err != nil {
		return nil, err
	}
	d.roster, d.metrics = c.roster, newRegistry(d.store.Size)
	if d.words, err = words.Load(); err == nil {
		err = d.book.Rebuild(ctx)
	}
	if err != nil {
		d.close()
		return nil, err
	}
	beside.Wait()
	d.secrets = secrets
	d.faq.claims = &c.hub.Desk.Claims
	return d, nil
}

// newRegistry holds the metrics of the process and of the store's file; the others come to it.
func newRegistry(size func() int64) *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "frontdesk_store_bytes", Help: "Length of the store's file."}, func() float64 { return float64(size()) }))
	return r
}

// storeFile is the store in its directory.
const storeFile = "frontdesk.db"

func openStore(dir string) (*bolt.Store, error) {
	s, err := bolt.Open(filepath.Join(dir, storeFile), bolt.Options{})
	switch {
	case errors.Is(err, store.ErrInUse):
		return nil, fmt.Errorf("%w: another frontdesk works on %s; stop it, or give this one its own --data DIR", err, dir)
	case err != nil && !errors.Is(err, store.ErrCorrupted):
		return nil, fmt.Errorf("%w (the store lies in %s; --data DIR names another place)", err, dir)
	}
	return s, err
}

func (d *desk) close() { _ = d.store.Close() }

// serve runs the hub, and beside it the health server, the control socket and the watch on faq.yaml, until ctx ends.
func (d *desk) serve(ctx context.Context, a *app, cfg bots.Config, env environment, adapters ...chat.Adapter) error {
	d.adapters, d.places = slices.Clone(adapters), cfg.Platforms
	if env.between != nil {
		for i, ad := range adapters {
			adapters[i] = env.between(ad)
		}
	}
	h, err := bots.New(ctx, cfg, bots.Parts{
		Store: d.store, Book: d.book, Roster: d.roster, Secrets: d.secrets, Words: d.words, Log: d.log, Metrics: d.metrics, Now: env.now,
		Origins: chat.Origins{faq.Pictures: pictures(d.faq.path, d.roster)},
		Archive: archive.New(escalation.Archive, filepath.Join(a.Data, "files"), 0, 0),
	}, adapters...)
	if err != nil {
		return ended(ctx, err)
	}
	d.hub.Store(h)
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
		wg.Go(func() { d.note(srv.Run(beside), "the health server ended") })
	}
	if srv, err := control.Listen(a.Data); err != nil {
		d.note(err, "subcommands that need the store will find it in use")
	} else {
		wg.Go(func() {
			d.note(srv.Run(beside, d.handle), "the control socket ended; subcommands that need the store will find it in use")
		})
	}
	wg.Go(func() { d.faq.watch(beside, h) })
	if d.backups != nil {
		wg.Go(func() { d.backups.run(beside) })
	}
	wg.Go(debug.FreeOSMemory) // a third of what is resident is the start's garbage, and an idle desk makes too little for a collection
	if env.started != nil {
		env.started(h)
	}
	err = h.Run(ctx, drainTime)
	if err != nil && ctx.Err() == nil && len(down(h)) == len(adapters) {
		return fmt.Errorf("no platform is left to serve: %w; a refused token is replaced where it came from (Telegram: @BotFather, Discord: the developer portal)", err)
	}
	return ended(ctx, err)
}

func (d *desk) note(err error, what string) {
	if err != nil {
		d.log.Error().Err(err).Msg(what)
	}
}

// live reports an error when the store no longer answers.
func (d *desk) live(ctx context.Context) error {
	return d.store.View(ctx, func(store.Tx) error { return nil })
}

func ready(h *bots.Hub) func() []health.Part {
	return func() (parts []health.Part) {
		platforms := h.Ready()
		for _, p := range sorted(platforms) {
			part := health.Part{Name: string(p), Platform: true, Serving: platforms[p] == nil}
			if err := platforms[p]; err != nil {
				part.Reason = err.Error()
			}
			parts = append(parts, part)
		}
		return parts
	}
}

// down are the platforms that do not serve.
func down(h *bots.Hub) (out []chat.Platform) {
	for p, err := range h.Ready() {
		if err != nil {
			out = append(out, p)
		}
	}
	return out
}
