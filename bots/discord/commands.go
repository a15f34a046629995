package discord

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"frontdesk/chat"
)

const memoryCommands = "discord/commands"

// register registers the commands once a Run, if they are others than those of the last time: Discord takes 200 new ones
// a day. It goes on beside everything else until it is done or refused for good; the channel closes when it was tried.
func (r *receiver) register(ctx context.Context) <-chan struct{} {
	if r.registered != nil {
		return r.registered
	}
	tried := make(chan struct{})
	r.registered = tried
	r.wg.Go(func() {
		first := sync.OnceFunc(func() { close(tried) })
		defer first()
		wire := r.a.wireCommands()
		b, _ := json.Marshal(wire)
		sum := sha256.Sum256(append(b, r.a.world.application()...))
		hash := hex.EncodeToString(sum[:])
		known, err := r.in.Memory(ctx, memoryCommands)
		if len(wire) == 0 || err == nil && string(known) == hash {
			return
		}
		if !r.a.persist(ctx, "commands", func() error {
			defer first()
			return r.a.call(ctx, request{method: http.MethodPut, url: discordgo.EndpointApplicationGlobalCommands(r.a.world.application()), body: wire}, nil)
		}) {
			return
		}
		done := &chat.Changed{Meta: chat.Meta{Key: "dc:c" + hash + ":" + strconv.FormatInt(time.Now().UnixNano(), 36), Room: Room(r.a.cfg.Server), At: time.Now(),
			Cursor: chat.Cursor{Key: memoryCommands, Value: hash}}, Member: chat.Member{ID: Member(r.a.world.me()), Kind: chat.Self}, Missing: r.a.missing(r.a.cfg.Server)}
		select {
		case r.filled <- filling{aside: true, items: []item{{event: done}}}:
		case <-ctx.Done():
		}
	})
	return tried
}

// locales are the languages Discord knows beside plain ones; English is the default.
var locales = map[string][]discordgo.Locale{
	"zh": {discordgo.ChineseCN, discordgo.ChineseTW}, "pt": {discordgo.PortugueseBR}, "es": {discordgo.SpanishES, discordgo.SpanishLATAM},
	"sv": {discordgo.Swedish}, "zh-CN": {discordgo.ChineseCN}, "zh-TW": {discordgo.ChineseTW}, "pt-BR": {discordgo.PortugueseBR},
}

// about is a description with its translations.
func about(in map[string]string) (string, map[discordgo.Locale]string) {
	text := in["en"]
	for _, lang := range slices.Sorted(maps.Keys(in)) {
		if text == "" {
			text = in[lang]
		}
	}
	var out map[discordgo.Locale]string
	for _, lang := range slices.Sorted(maps.Keys(in)) {
		to, special := locales[lang]
		if _, known := discordgo.Locales[discordgo.Locale(lang)]; !special && known {
			to = []discordgo.Locale{discordgo.Locale(lang)}
		}
		for _, l := range to {
			if out == nil {
				out = map[discordgo.Locale]string{}
			}
			out[l] = clip(in[lang], 100)
		}
	}
	if text == "" {
		text = "…"
	}
	return clip(text, 100), out
}

func (a *Adapter) wireCommands() []*discordgo.ApplicationCommand {
	var out []*discordgo.ApplicationCommand
	for _, c := range a.cfg.Commands {
		contexts := []discordgo.InteractionContextType{discordgo.InteractionContextGuild}
		if c.Private {
			contexts = append(contexts, discordgo.InteractionContextBotDM)
		}
		types := []discordgo.ApplicationIntegrationType{discordgo.ApplicationIntegrationGuildInstall}
		text, translated := about(c.About)
		cmd := &discordgo.ApplicationCommand{Type: discordgo.ChatApplicationCommand, Name: c.Name, Description: text, Contexts: &contexts,
			IntegrationTypes: &types, Options: options(c.Options)}
		if translated != nil {
			cmd.DescriptionLocalizations = &translated
		}
		var menus []*discordgo.ApplicationCommand
		for _, s := range c.Subs {
			if s.Menu {
				menus = append(menus, onMessages(c.Name+" "+s.Name, s.Label, &contexts, &types))
			}
			text, translated := about(s.About)
			cmd.Options = append(cmd.Options, &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionSubCommand, Name: s.Name,
				Description: text, DescriptionLocalizations: translated, Options: options(s.Options)})
		}
		out = append(out, cmd)
		if c.Menu {
			menus = append(menus, onMessages(c.Name, c.Label, &contexts, &types))
		}
		out = append(out, menus...)
	}
	return out
}

// onMessages is a command in the menu of messages.
func onMessages(name string, label map[string]string, contexts *[]discordgo.InteractionContextType, types *[]discordgo.ApplicationIntegrationType) *discordgo.ApplicationCommand {
	cmd := &discordgo.ApplicationCommand{Type: discordgo.MessageApplicationCommand, Name: menuName(name, label), Contexts: contexts, IntegrationTypes: types}
	if _, translated := about(label); len(label) > 0 && translated != nil {
		for l, text := range translated {
			translated[l] = clip(text, 32)
		}
		cmd.NameLocalizations = &translated
	}
	return cmd
}

// menuName is what a command is called in the menu of messages.
func menuName(name string, label map[string]string) string {
	if len(label) > 0 {
		name, _ = about(label)
	}
	return clip(name, 32)
}

// inMenu finds the command behind a name in the menu of messages; a name that is nobody's label is a command's own.
func (a *Adapter) inMenu(name string) string {
	for _, c := range a.cfg.Commands {
		if c.Menu && menuName(c.Name, c.Label) == name {
			return c.Name
		}
		for _, s := range c.Subs {
			if full := c.Name + " " + s.Name; s.Menu && menuName(full, s.Label) == name {
				return full
			}
		}
	}
	return name
}

// options writes options; Discord wants the required ones first.
func options(in []chat.Option) []*discordgo.ApplicationCommandOption {
	out := []*discordgo.ApplicationCommandOption{}
	for _, o := range in {
		text, translated := about(o.About)
		w := &discordgo.ApplicationCommandOption{Type: discordgo.ApplicationCommandOptionString, Name: strings.ToLower(o.Name), Description: text,
			DescriptionLocalizations: translated, Required: o.Required, Autocomplete: o.Complete && len(o.Choices) == 0}
		switch {
		case o.Member:
			w.Type, w.Autocomplete = discordgo.ApplicationCommandOptionUser, false
		case o.Number:
			w.Type = discordgo.ApplicationCommandOptionInteger
		case o.File:
			w.Type = discordgo.ApplicationCommandOptionAttachment
		}
		for _, c := range o.Choices[:min(len(o.Choices), 25)] {
			w.Choices = append(w.Choices, &discordgo.ApplicationCommandOptionChoice{Name: clip(c, 100), Value: clip(c, 100)})
		}
		out = append(out, w)
	}
	slices.SortStableFunc(out, func(x, y *discordgo.ApplicationCommandOption) int {
		switch {
		case x.Required == y.Required:
			return 0
		case x.Required:
			return -1
		}
		return 1
	})
	return out
}
