package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"frontdesk/bots"
	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/bots/words"
	"frontdesk/chat"
	"frontdesk/faq"
	"frontdesk/internal/health"
	"frontdesk/moderation"
	"frontdesk/store"
	"frontdesk/store/bolt"
)

// configuration reads the file, each problem of which is a finding; nil when there is one.
func (e *examination) configuration() *configuration {
	c, err := readConfiguration(e.Config)
	if err == nil {
		return c
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) > 1 {
		lines = lines[1:] // the first names the file
	}
	for _, l := range lines {
		e.wrong("configuration", chat.Say("exam-config", "problem", l), chat.Say("exam-config-fix", "file", e.Config))
	}
	return nil
}

// tokens reads them, and looks at who else may.
func (e *examination) tokens(c *configuration) map[chat.Platform]string {
	for _, variable := range []string{"TELEGRAM_TOKEN", "DISCORD_TOKEN"} {
		path := e.env.get(variable + "_FILE")
		if info, err := os.Stat(path); path != "" && err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
			e.doubt("tokens", chat.Say("exam-token-mode", "file", path, "mode", octal(info)), chat.Say("exam-mode-fix", "file", path, "mode", "600"))
		}
	}
	if c == nil {
		c = &configuration{settings: settings{Discord: &discordRooms{}, Telegram: nil}} // what it lacks is not known
	}
	tokens, err := e.env.tokens(c)
	if err != nil {
		for problem := range strings.Lines(err.Error()) {
			e.wrong("tokens", chat.Say("exam-token", "problem", strings.TrimSuffix(problem, "\n")), chat.Say("exam-token-fix"))
		}
	} else if len(tokens) == 0 {
		e.wrong("tokens", chat.Say("exam-platform"), chat.Say("exam-platform-fix"))
	}
	return tokens
}

func octal(info fs.FileInfo) string { return fmt.Sprintf("%04o", info.Mode().Perm()) }

// directory proves that the store's directory takes what is written, has room, and is closed to others.
func (e *examination) directory() {
	dir := e.Data
	for info, err := os.Stat(dir); err != nil || !info.IsDir(); info, err = os.Stat(dir) { // it is made at the first start
		up := filepath.Dir(dir)
		if !errors.Is(err, fs.ErrNotExist) || up == dir {
			e.wrong("data", chat.Say("exam-data", "directory", e.Data, "error", fmt.Sprintf("%s is no directory", dir)), chat.Say("exam-data-fix", "directory", e.Data))
			return
		}
		dir = up
	}
	if err := tryWrite(dir); err != nil {
		e.wrong("data", chat.Say("exam-data", "directory", dir, "error", err.Error()), chat.Say("exam-data-fix", "directory", dir))
	}
	e.room(dir)
	if dir != e.Data {
		return
	}
	e.closed(dir, "700")
	files, _ := os.ReadDir(dir) // a directory that cannot be listed has failed above
	for _, f := range files {
		if f.Type().IsRegular() {
			e.closed(filepath.Join(dir, f.Name()), "600")
		} else if f.IsDir() {
			e.closed(filepath.Join(dir, f.Name()), "700")
		}
	}
}

// tryWrite writes a file to the disk and takes it away.
func tryWrite(dir string) error {
	f, err := os.CreateTemp(dir, ".doctor-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // it says so itself if it stays
	_, err = f.Write(make([]byte, 64<<10))
	return errors.Join(err, f.Sync(), f.Close())
}

func (e *examination) closed(path, mode string) {
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		e.doubt("data", chat.Say("exam-mode", "file", path, "mode", octal(info)), chat.Say("exam-mode-fix", "file", path, "mode", mode))
	}
}

// Room that there should be, and below which it is an error.
const (
	amplySpace  = 512 << 20
	barelySpace = 32 << 20
)

// room looks at the free disk: for the store to grow, and for a copy of it.
func (e *examination) room(dir string) {
	free := e.env.free
	if free == nil {
		free = freeBytes
	}
	n, err := free(dir)
	if err != nil {
		return // not known on this system; a full disk was found by writing
	}
	need := uint64(amplySpace)
	if info, err := os.Stat(filepath.Join(e.Data, storeFile)); err == nil {
		need = max(need, 2*uint64(info.Size()))
	}
	if n >= need {
		return
	}
	f := chat.Finding{Level: chat.Doubt, Fix: chat.Say("exam-disk-fix", "directory", dir),
		Says: chat.Say("exam-disk", "directory", dir, "free", strconv.FormatUint(n>>20, 10), "need", strconv.FormatUint(need>>20, 10))}
	if n < barelySpace {
		f.Level = chat.Wrong
	}
	e.add("data", f)
}

// store reads every page of a store that nobody serves from, and its schema.
func (e *examination) store(ctx context.Context) {
	path := filepath.Join(e.Data, storeFile)
	if _, err := os.Stat(path); err != nil {
		return // it is made at the first start; what keeps that from happening is wrong with its directory
	}
	_, err := bolt.Verify(ctx, path)
	if err == nil {
		err = checkSchema(ctx, path)
	}
	switch {
	case err == nil || ctx.Err() != nil:
	case errors.Is(err, store.ErrInUse):
		e.wrong("store", chat.Say("exam-store-used", "directory", e.Data), chat.Say("exam-store-used-fix", "file", path))
	case errors.Is(err, store.ErrCorrupted):
		e.wrong("store", chat.Say("exam-store-damaged", "error", err.Error()), chat.Say("exam-store-damaged-fix"))
	default:
		e.wrong("store", chat.Say("exam-store", "error", err.Error()), chat.Say("exam-store-fix", "file", path))
	}
}

func checkSchema(ctx context.Context, path string) error {
	s, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		return err
	}
	return errors.Join(store.CheckSchema(ctx, s), s.Close())
}

// http proves that the address is free, or that our own process answers there.
func (e *examination) http(ctx context.Context, serving bool) {
	if e.HTTP == "off" || e.HTTP == "" {
		return
	}
	l, err := net.Listen("tcp", e.HTTP)
	if err == nil {
		_ = l.Close()
		return
	}
	if serving && health.Check(ctx, e.HTTP) == nil {
		return
	}
	e.wrong("http", chat.Say("exam-http", "address", e.HTTP, "error", err.Error()), chat.Say("exam-http-fix"))
}

// faq reads the file and has it examined; only how much there is to mend is told here.
func (e *examination) faq(ctx context.Context, c *configuration, io streams) {
	src, name, err := readFAQ(faqPath(e.FAQ))
	var es []faq.Entry
	if err == nil {
		if es, err = faq.Parse(src); err != nil {
			err = fmt.Errorf("%s: %w", name, err)
		}
	}
	if err != nil {
		e.wrong("faq", chat.Say("exam-faq-refused", "problem", err.Error()), chat.Say("exam-faq-refused-fix"))
		return
	}
	checkup := faq.Checkup{Now: time.Now()}
	if c != nil && e.Config != "" {
		checkup.Variables = bots.Variables(c.roster)
		checkup.Unofficial = bots.Unofficial(moderation.NewDirectory(moderation.NewLinks(moderation.NewNames(c.roster))), checkup.Variables)
	}
	found, err := diagnose(ctx, es, checkup, io.err)
	w, bad := words.Load()
	if err != nil || bad != nil {
		return // interrupted, or without words nothing can be told at all
	}
	count := map[faq.Severity]int{}
	for _, f := range found {
		count[f.Severity]++
	}
	if count[faq.Error]+count[faq.Warning] == 0 {
		return
	}
	what, _ := bots.Explain(found[0])
	f := chat.Finding{Level: chat.Doubt, Fix: chat.Say("exam-faq-fix"), Says: chat.Say("exam-faq",
		"errors", strconv.Itoa(count[faq.Error]), "warnings", strconv.Itoa(count[faq.Warning]), "first", w.Text(what, "en"))}
	if count[faq.Error] > 0 {
		f.Level = chat.Wrong
	}
	e.add("faq", f)
}

// roster tells what of it cannot be protected or proved.
func (e *examination) roster(c *configuration) {
	for _, w := range c.warnings {
		e.doubt("roster", chat.Say("exam-roster-weak", "problem", w.String()), chat.Say("exam-roster-weak-fix"))
	}
	officials := c.roster.Officials()
	if len(officials) == 0 {
		e.doubt("roster", chat.Say("exam-roster-none"), chat.Say("exam-roster-none-fix"))
		return
	}
	for _, p := range sorted(c.hub.Platforms) {
		numbered := false
		for _, o := range officials {
			numbered = numbered || p == telegram.Platform && len(o.Telegram) > 0 || p == discord.Platform && len(o.Discord) > 0
		}
		if !numbered {
			e.doubt("roster", chat.Say("exam-roster-number", "platform", p.Title()), chat.Say("exam-roster-number-fix", "key", string(p)))
		}
	}
}

// offices tells where nobody could work on tickets.
func (e *examination) offices(c *configuration) {
	for _, p := range sorted(c.hub.Platforms) {
		config := c.hub.Platforms[p]
		var all chat.Role
		for _, r := range config.Roles {
			all |= r
		}
		if !all.Has(chat.Representative) {
			e.doubt(string(p), chat.Say("exam-office", "platform", p.Title()), chat.Say("exam-office-fix", "key", string(p)))
		}
		if config.Place.Queue.IsZero() {
			e.doubt(string(p), chat.Say("exam-queue", "platform", p.Title()), chat.Say("exam-queue-fix", "key", string(p)))
		}
	}
}
