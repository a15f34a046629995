package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"frontdesk/bots"
	"frontdesk/bots/discord"
	"frontdesk/bots/telegram"
	"frontdesk/chat"
)

type runCmd struct{}

// Run serves the platforms whose tokens are in the environment.
func (runCmd) Run(ctx context.Context, a *app, io streams, env environment) error {
	c, err := readConfiguration(a.Config)
	if err != nil {
		return err
	}
	tokens, err := env.tokens(c)
	if err != nil {
		return err
	}
	if len(tokens) == 0 {
		return openConsole(ctx, a, io, env)
	}
	d, err := open(ctx, a, c, io)
	if err != nil {
		return ended(ctx, err)
	}
	defer d.close()
	if d.backups, err = newSchedule(d, c.Backup, env); err != nil {
		return err
	}
	var adapters []chat.Adapter
	if t := tokens[telegram.Platform]; t != "" {
		ad, err := d.telegram(t, c.hub.Platforms[telegram.Platform], env)
		if err != nil {
			return err
		}
		adapters = append(adapters, ad)
	}
	if t := tokens[discord.Platform]; t != "" {
		ad, err := d.discord(t, c.Discord, c.hub.Platforms[discord.Platform], env)
		if err != nil {
			return err
		}
		adapters = append(adapters, ad)
	}
	return d.serve(ctx, a, c.hub, env, adapters...)
}

// tokens are those that are set. A platform whose rooms are configured must have one.
func (e environment) tokens(c *configuration) (map[chat.Platform]string, error) {
	out := map[chat.Platform]string{}
	var problems []error
	for _, p := range []struct {
		platform chat.Platform
		variable string
		named    bool
	}{{telegram.Platform, "TELEGRAM_TOKEN", c.Telegram != nil}, {discord.Platform, "DISCORD_TOKEN", c.Discord != nil}} {
		token, err := e.secret(p.variable)
		switch {
		case err != nil:
			problems = append(problems, err)
		case token != "":
			out[p.platform] = token
		case p.named:
			problems = append(problems, fmt.Errorf("the configuration names rooms of %s, but %s is not set: export %s=… or %s_FILE=FILE with a file that holds it",
				p.platform, p.variable, p.variable, p.variable))
		}
	}
	if out[discord.Platform] != "" && c.Discord == nil {
		problems = append(problems, errors.New("DISCORD_TOKEN is set, but the configuration does not name the server: "+
			"add discord: {server: \"…\"} to a file and give it with --config"))
	}
	return out, errors.Join(problems...)
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

// secret reads a secret from its variable, or from the file that VARIABLE_FILE names.
func (e environment) secret(variable string) (string, error) {
	if v := strings.TrimSpace(e.get(variable)); v != "" {
		return v, nil
	}
	path := e.get(variable + "_FILE")
	if path == "" {
		return "", nil
	}
	b, err := os.ReadFile(path)
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
