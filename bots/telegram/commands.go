package telegram

import (
	"context"
	"fmt"
	"hash/fnv"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	tg "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"frontdesk/chat"
)

const (
	mostCommands = 100
	aboutLimit   = 256
)

// menu is one list of commands: who is offered it, in which language ("": in any without a list of its own).
type menu struct {
	scope    scope
	lang     string
	commands []tg.BotCommand
}

// register tells Telegram the commands unless it was told the same before: everyone's in private chats and groups,
// staff's in the chats of staff.
func (a *Adapter) register(ctx context.Context, c *cursor) error {
	menus := a.menus()
	hash := fnv.New64a()
	hash.Write(fmt.Append(nil, menus))
	sum := strconv.FormatUint(hash.Sum64(), 36)
	if sum == c.commands() {
		return nil
	}
	if err := a.offer(ctx, menus); err != nil {
		return err
	}
	c.registered(sum)
	return nil
}

// offer tells Telegram the commands.
func (a *Adapter) offer(ctx context.Context, menus []menu) error {
	for _, m := range menus {
		p := args{Commands: m.commands, Scope: &m.scope, Lang: m.lang}
		if _, err := invoke[bool](ctx, a, setMyCommands, p, 0, patient); err != nil {
			return fmt.Errorf("%s: %w", m.scope.Type, err)
		}
	}
	return nil
}

func (a *Adapter) menus() []menu {
	var out []menu
	add := func(s scope, want func(chat.Command) bool) {
		for _, lang := range languages(a.config.Commands) {
			if list := listed(a.config.Commands, lang, want); len(list) > 0 {
				out = append(out, menu{s, lang, list})
			}
		}
	}
	everyone := func(c chat.Command) bool { return c.For == 0 }
	add(scope{Type: "all_private_chats"}, func(c chat.Command) bool { return c.For == 0 && c.Private })
	add(scope{Type: "all_group_chats"}, everyone)
	var staff []int64
	for _, room := range a.config.Staff {
		if at, err := placeOf(room); err == nil && !slices.Contains(staff, at.chat) {
			staff = append(staff, at.chat)
			add(scope{Type: "chat", Chat: at.chat}, func(chat.Command) bool { return true })
		}
	}
	return out
}

// languages are those of the descriptions, after "" for the default (English, where there is any).
func languages(cs []chat.Command) []string {
	var out []string
	for _, c := range cs {
		for lang := range c.About {
			if code, _, _ := strings.Cut(lang, "-"); len(code) == 2 && code != "en" {
				out = append(out, code)
			}
		}
	}
	slices.Sort(out)
	return append([]string{""}, slices.Compact(out)...)
}

var commandName = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)

// listed are the wanted commands with descriptions in a language, English where that is missing.
func listed(cs []chat.Command, lang string, want func(chat.Command) bool) []tg.BotCommand {
	var out []tg.BotCommand
	for _, c := range cs {
		if !want(c) || !commandName.MatchString(c.Name) || len(out) == mostCommands {
			continue
		}
		about := c.About["en"]
		for _, l := range slices.Sorted(maps.Keys(c.About)) {
			if code, _, _ := strings.Cut(l, "-"); code == lang && c.About[l] != "" {
				about = c.About[l]
				break
			}
		}
		if about == "" {
			about = c.Name
		}
		out = append(out, tg.BotCommand{Command: c.Name, Description: shorten(about, aboutLimit)})
	}
	return out
}
