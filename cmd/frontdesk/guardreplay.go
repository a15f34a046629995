package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"frontdesk/bots"
	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/internal/chatlog"
	"frontdesk/moderation"
)

type guardCmd struct {
	Replay guardReplayCmd `cmd:"" help:"What the guard would have done: with a chat's past, or with a list of members."`
}

type guardReplayCmd struct {
	File   string   `arg:"" help:"Telegram Desktop's result.json, DiscordChatExporter's JSON, Discord's list of members (JSON, or CSV with the columns id, username, global_name, nick), JSON lines {text, from, at}, or plain lines; - is standard input."`
	Room   string   `help:"Rehearse in this room of --config what does not tell its platform." placeholder:"ID"`
	Ignore []string `help:"Leave out this account (ID or name): our own bot. May be repeated." placeholder:"WHO"`
	rosterFlags
}

// Run puts a file before the guard, with the roster and the policies that are configured.
func (c guardReplayCmd) Run(ctx context.Context, a *app, io streams) error {
	cfg, err := readConfiguration(a.Config)
	if err != nil {
		return err
	}
	roster, err := c.roster(a, io)
	if err != nil {
		return err
	}
	if len(roster.Officials()) == 0 {
		fmt.Fprintln(io.err, "no officials are configured: names, links and handles are like nobody's. Give --config or --roster.")
	}
	in, size, err := openPast(c.File, io)
	if err != nil {
		return err
	}
	defer in.Close()
	t, err := c.watch(ctx, cfg, roster, io)
	if err != nil {
		return err
	}
	defer t.rehearsal.close()
	p := newProgress(io.err, "replaying, MB", int(size>>20)+1)
	defer p.stop()
	read := &counted{in: &interruptible{ctx: ctx, in: in}, megabytes: &p.done}
	out := bufio.NewWriterSize(io.out, 64<<10)
	t.printer = newGuardPrinter(out, c.JSON)
	err = chatlog.ReadAll(ctx, read, chatlog.Sink{
		Message: func(m chatlog.Message) error { return t.message(ctx, m) },
		Member:  func(m chatlog.Member) error { return t.member(ctx, m) },
		Bad:     t.bad,
	})
	if err == nil || ctx.Err() == nil {
		err = errors.Join(t.flush(ctx), ofFile(c.File, err))
	}
	p.stop()
	if err == nil && t.sum.Messages+t.sum.Members == t.sum.Empty {
		err = fmt.Errorf("%s: no message and no member in it; expected what «frontdesk guard replay --help» names", c.File)
	}
	t.sum.stopped = ctx.Err() != nil
	return errors.Join(err, t.end(context.WithoutCancel(ctx)), out.Flush())
}

// watch prepares a rehearsal of the guard on both platforms: a file tells which one it is of.
func (c guardReplayCmd) watch(ctx context.Context, cfg *configuration, roster *moderation.Roster, io streams) (*guardTake, error) {
	fallback, err := replayRoom(c.Room, cfg)
	if err != nil {
		return nil, err
	}
	rooms := map[chat.Platform]chat.RoomID{}
	hub := cfg.hub
	hub.Platforms = map[chat.Platform]bots.PlatformConfig{}
	for _, p := range []chat.Platform{telegram.Platform, discord.Platform} {
		if rooms[p] = (chat.RoomID{Platform: p, Key: "replay"}); p == fallback.Platform {
			rooms[p] = fallback
		}
		hub.Platforms[p] = rehearsed(cfg.hub.Platforms[p], rooms[p])
	}
	r, err := newRehearsal(ctx, hub, roster, func(*faq.Book) error { return nil })
	if err != nil {
		return nil, err
	}
	return &guardTake{
		past: past{room: fallback}, rehearsal: r, rooms: rooms, fallback: fallback, ignore: c.Ignore, err: io.err,
		sum: guardSummary{Rules: map[moderation.Rule]*ruleSummary{}}, seen: map[chat.MemberID]bool{},
	}, nil
}

// guardTake hands what a file holds to the rehearsal of the guard, and counts what comes of it.
type guardTake struct {
	past
	rehearsal *rehearsal
	rooms     map[chat.Platform]chat.RoomID
	fallback  chat.RoomID
	ignore    []string
	printer   guardPrinter
	err       io.Writer
	sum       guardSummary
	seen      map[chat.MemberID]bool // accounts

	waiting []chat.Event
	told    []time.Time // when what waits happened, as far as the file tells
	badTold int
}

// of is the room of what a file says of a platform.
func (t *guardTake) of(platform string) {
	if t.room = t.fallback; platform != "" {
		t.room = t.rooms[chat.Platform(platform)]
	}
}

func (t *guardTake) message(ctx context.Context, m chatlog.Message) error {
	t.sum.Messages++
	if m.Text == "" && m.Author == "" && len(m.Links) == 0 {
		t.sum.Empty++
		return nil
	}
	if slices.Contains(t.ignore, m.Author) || slices.Contains(t.ignore, m.Name) {
		t.sum.Ignored++
		return nil
	}
	t.of(m.Platform)
	return t.take(ctx, t.event(t.sum.Messages, m), m.At)
}

// member takes an account of a list as one that comes in now, in the list's order.
func (t *guardTake) member(ctx context.Context, m chatlog.Member) error {
	t.sum.Members++
	if slices.Contains(t.ignore, m.ID) || slices.Contains(t.ignore, m.Name) {
		t.sum.Ignored++
		return nil
	}
	if m.At.IsZero() && t.clock.IsZero() {
		t.clock = time.Now()
	}
	t.of(m.Platform)
	return t.take(ctx, t.joined(t.sum.Members, m), m.At)
}

func (t *guardTake) take(ctx context.Context, e chat.Event, at time.Time) error {
	t.told = append(t.told, at)
	if t.waiting = append(t.waiting, e); len(t.waiting) < replayBatch {
		return nil
	}
	return t.flush(ctx)
}

// flush puts what waits before the guard.
func (t *guardTake) flush(ctx context.Context) error {
	events, told := t.waiting, t.told
	t.waiting, t.told = nil, nil
	made, err := t.rehearsal.Watch(ctx, events...)
	if err != nil {
		return err
	}
	for i, w := range made {
		if err := t.tell(events[i], told[i], &w); err != nil {
			return err
		}
	}
	return nil
}

// tell counts and prints what came of one event.
func (t *guardTake) tell(e chat.Event, at time.Time, w *bots.Watched) error {
	s := situation{at: at}
	switch e := e.(type) {
	case *chat.Posted:
		s.by, s.text = e.Message.From, e.Message.Text
	case *chat.Joined:
		s.by = e.Member
	}
	if s.by.Kind != chat.Anonymous {
		t.seen[s.by.ID] = true
	}
	t.sum.add(w)
	if isSecret(w.Secret) {
		if err := t.printer.secret(s, w.Secret); err != nil {
			return err
		}
	}
	for i := range w.Raised {
		if err := t.printer.flag(s, &w.Raised[i]); err != nil {
			return err
		}
	}
	return nil
}

func (t *guardTake) bad(where string, err error) {
	t.sum.Bad++
	if t.badTold++; t.badTold <= badShown {
		fmt.Fprintf(t.err, "%s: skipped: %v\n", where, err)
	} else if t.badTold == badShown+1 {
		fmt.Fprintln(t.err, "… and so on; the summary counts them")
	}
}

// end sums up, with what became of each flag until then.
func (t *guardTake) end(ctx context.Context) error {
	flags, err := t.rehearsal.Flags(ctx)
	if err != nil {
		return err
	}
	t.sum.Accounts = len(t.seen)
	for _, f := range flags {
		t.sum.flag(&f)
	}
	return t.printer.summary(&t.sum)
}

// rules are those that a summary has, in the order in which people read of them.
func (s *guardSummary) rules() []moderation.Rule {
	have := slices.Collect(maps.Keys(s.Rules))
	slices.SortFunc(have, func(a, b moderation.Rule) int {
		return slices.Index(moderation.Rules, a) - slices.Index(moderation.Rules, b)
	})
	return have
}
