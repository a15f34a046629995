package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/rs/zerolog"

	"frontdesk/bots"
	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/bots/words"
	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/internal/chatlog"
	"frontdesk/moderation"
	"frontdesk/moderation/secret"
	"frontdesk/store/bolt"
)

type faqReplayCmd struct {
	which
	File   string   `arg:"" help:"Telegram Desktop's result.json, DiscordChatExporter's JSON, JSON lines {text, from, at, reply_to}, or plain lines; - is standard input."`
	JSON   bool     `help:"One JSON object for each message that gets something, and one with the summary." name:"json"`
	Room   string   `help:"Rehearse in this room of --config: its language, offices and limits." placeholder:"ID"`
	Ignore []string `help:"Leave out what this account (ID or name) wrote: other bots. May be repeated." placeholder:"WHO"`
}

// Run shows what the bot would have said to each message of a chat's past.
func (c faqReplayCmd) Run(ctx context.Context, a *app, io streams) error {
	cfg, err := readConfiguration(a.Config)
	if err != nil {
		return err
	}
	room, err := replayRoom(c.Room, cfg)
	if err != nil {
		return err
	}
	in, size, err := openPast(c.File, io)
	if err != nil {
		return err
	}
	defer in.Close()
	src, name, err := c.source(ctx, a, io)
	if err != nil {
		return err
	}
	r, err := rehearse(ctx, src, name, cfg, room)
	if err != nil {
		return err
	}
	defer r.close()
	p := newProgress(io.err, "replaying, MB", int(size>>20)+1)
	defer p.stop()
	read := &counted{in: &interruptible{ctx: ctx, in: in}, megabytes: &p.done}
	out := bufio.NewWriterSize(io.out, 64<<10)
	t := &take{past: past{room: room}, rehearsal: r.Rehearsal, ignore: c.Ignore, printer: newReplayPrinter(out, c.JSON), err: io.err}
	err = chatlog.Read(ctx, read, func(m chatlog.Message) error { return t.hear(ctx, m) }, t.bad)
	if err == nil || ctx.Err() == nil {
		err = errors.Join(t.flush(ctx), ofFile(c.File, err))
	}
	p.stop()
	if err == nil && t.sum.Messages == t.sum.Empty {
		err = fmt.Errorf("%s: no message with a text in it; expected what «frontdesk faq replay --help» names", c.File)
	}
	t.sum.Unanswered, t.sum.stopped = t.unanswered(ctx), ctx.Err() != nil
	return errors.Join(err, t.printer.summary(&t.sum), out.Flush())
}

func ofFile(file string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", file, err)
}

// replayRoom is where the rehearsal takes place: the one told, else one that nothing is configured for.
func replayRoom(name string, cfg *configuration) (chat.RoomID, error) {
	switch {
	case name == "" && cfg.Discord != nil && cfg.Telegram == nil:
		return chat.RoomID{Platform: discord.Platform, Key: "replay"}, nil
	case name == "":
		return chat.RoomID{Platform: telegram.Platform, Key: "replay"}, nil
	}
	if room, err := discordRoom(name); err == nil {
		return room, nil
	}
	room, err := telegramRoom(name)
	if err != nil {
		return room, fmt.Errorf("--room: %w", err)
	}
	return room, nil
}

// openPast opens the file of a chat's past, and tells its size.
func openPast(file string, std streams) (io.ReadCloser, int64, error) {
	if file == "-" {
		return io.NopCloser(std.in), 0, nil
	}
	f, err := os.Open(file)
	if err != nil {
		return nil, 0, err
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = fmt.Errorf("%s is a directory; Telegram Desktop's export lies in it as result.json", file)
	}
	if err != nil {
		return nil, 0, errors.Join(err, f.Close())
	}
	return f, info.Size(), nil
}

// rehearsal is a hub that nobody hears, over a store that is thrown away.
type rehearsal struct {
	*bots.Rehearsal
	store *bolt.Store
	dir   string
}

// rehearse prepares a rehearsal of the FAQ with a community's own configuration.
func rehearse(ctx context.Context, src []byte, name string, cfg *configuration, room chat.RoomID) (r *rehearsal, err error) {
	hub := cfg.hub
	hub.Platforms = map[chat.Platform]bots.PlatformConfig{room.Platform: rehearsed(cfg.hub.Platforms[room.Platform], room)}
	return newRehearsal(ctx, hub, cfg.roster, func(book *faq.Book) error {
		_, err := book.Base(ctx, src, faq.Author{Name: filepath.Base(name)})
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		return nil
	})
}

// newRehearsal makes a hub for the platforms that are configured, over a store of its own.
func newRehearsal(ctx context.Context, hub bots.Config, roster *moderation.Roster, fill func(*faq.Book) error) (r *rehearsal, err error) {
	r = &rehearsal{}
	if r.dir, err = os.MkdirTemp("", "frontdesk-replay-"); err != nil {
		return nil, err
	}
	begun := r
	defer func() {
		if err != nil {
			begun.close()
		}
	}()
	if r.store, err = bolt.Open(filepath.Join(r.dir, "rehearsal.db"), bolt.Options{NoSync: true}); err != nil {
		return nil, err
	}
	book := faq.NewBook(r.store, faq.Options{})
	if err := fill(book); err != nil {
		return nil, err
	}
	if err := book.Rebuild(ctx); err != nil {
		return nil, err
	}
	w, err := words.Load()
	if err != nil {
		return nil, err
	}
	r.Rehearsal, err = bots.NewRehearsal(ctx, hub, bots.Parts{
		Store: r.store, Book: book, Roster: roster, Secrets: secret.New(), Words: w, Log: zerolog.Nop(),
	}, slices.Sorted(maps.Keys(hub.Platforms))...)
	return r, err
}

// rehearsed is what a rehearsal takes over of a platform's configuration: who holds an office, and the languages of rooms. All
// else would send somewhere, or keep silent.
func rehearsed(p bots.PlatformConfig, room chat.RoomID) bots.PlatformConfig {
	return bots.PlatformConfig{Watched: []chat.RoomID{room}, Roles: p.Roles, Langs: p.Langs}
}

// close throws the store away.
func (r *rehearsal) close() {
	if r.store != nil {
		_ = r.store.Close()
	}
	_ = os.RemoveAll(r.dir)
}

// replayBatch is how many messages are thought about at once.
const replayBatch = 256

// take hands messages to the rehearsal and counts what comes of them.
type take struct {
	past
	rehearsal *bots.Rehearsal
	ignore    []string
	printer   replayPrinter
	err       io.Writer
	sum       replaySummary

	waiting []*chat.Posted
	badTold int
}

// hear takes a message. Those that the program never sees as questions are passed over: commands, and what was told to be
// ignored.
func (t *take) hear(ctx context.Context, m chatlog.Message) error {
	t.sum.Messages++
	switch {
	case strings.TrimSpace(m.Text) == "":
		t.sum.Empty++
		return nil
	case strings.HasPrefix(m.Text, "/"):
		t.sum.Commands++
		return nil
	case m.Bot || slices.Contains(t.ignore, m.Author) || slices.Contains(t.ignore, m.Name):
		t.sum.Bots++
		return nil
	}
	if t.waiting = append(t.waiting, t.event(t.sum.Messages, m)); len(t.waiting) < replayBatch {
		return nil
	}
	return t.flush(ctx)
}

// flush lets what waits be heard.
func (t *take) flush(ctx context.Context) error {
	said := t.waiting
	t.waiting = nil
	reactions, err := t.rehearsal.Hear(ctx, said...)
	if err != nil {
		return err
	}
	for i, r := range reactions {
		t.sum.add(&r)
		if r.Said == "" && !r.Leak {
			continue
		}
		if err := t.printer.line(said[i], &r); err != nil {
			return err
		}
	}
	return nil
}

// badShown is how many bad messages are told one by one.
const badShown = 5

func (t *take) bad(where string, err error) {
	t.sum.Bad++
	if t.badTold++; t.badTold <= badShown {
		fmt.Fprintf(t.err, "%s: skipped: %v\n", where, err)
	} else if t.badTold == badShown+1 {
		fmt.Fprintln(t.err, "… and so on; the summary counts them")
	}
}

// unanswered is what a community might write entries for; of a rehearsal that was stopped too.
func (t *take) unanswered(ctx context.Context) (out []unanswered) {
	cs, err := t.rehearsal.Unanswered(context.WithoutCancel(ctx))
	if err != nil {
		return nil
	}
	for _, c := range cs[:min(len(cs), mostUnanswered)] {
		u := unanswered{Asked: len(c.Gaps), Askers: c.Askers, Nearest: c.Nearest}
		for _, g := range c.Wordings {
			u.Wordings = append(u.Wordings, g.Text)
		}
		out = append(out, u)
	}
	return out
}

// counted counts what was read, in whole megabytes.
type counted struct {
	in        io.Reader
	n         int64
	megabytes *atomic.Int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n += int64(n)
	c.megabytes.Store(c.n >> 20)
	return n, err
}
