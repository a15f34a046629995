package main

import (
	"context"
	"errors"

	"frontdesk/bots"
	"frontdesk/bots/console"
	"frontdesk/chat"
	"frontdesk/escalation"
)

type consoleCmd struct{}

func (consoleCmd) Run(ctx context.Context, a *app, io streams, env environment) error {
	return openConsole(ctx, a, io, env)
}

// openConsole runs the desk over a chat on standard input and output: a member, a representative and a moderator.
func openConsole(ctx context.Context, a *app, io streams, env environment) error {
	s, err := readSettings(a.Config)
	if err != nil {
		return err
	}
	if a.Log == "info" {
		a.Log = "warn" // the screen belongs to the chat
	}
	d, err := open(ctx, a, s, io)
	if err != nil {
		return err
	}
	defer d.close()
	cfg, err := s.community()
	if err != nil {
		return err
	}
	cfg.Calls = 1 // one after the other: the same transcript every time
	cfg.Platforms = map[chat.Platform]bots.PlatformConfig{console.Platform: {
		Watched: []chat.RoomID{console.Room("lobby")}, Moderators: console.Room("mods"),
		Place: escalation.Place{Support: console.Room("support"), Staff: console.Room("staff"), Queue: console.Room("queue")},
		Roles: map[string]chat.Role{"mei": chat.Representative, "max": chat.Moderator},
	}}
	a.HTTP = "off"
	out := console.New(console.Config{
		In: io.in, Out: io.out, Terminal: isTerminal(io.in) && isTerminal(io.out),
		Seats: []console.Seat{
			{Name: "you", Role: "a member, in a private chat with the bot"},
			{Name: "mei", Room: "queue", Role: "a representative, in the staff's queue"},
			{Name: "max", Room: "mods", Role: "a moderator"},
		},
		Rooms:    []string{"lobby", "queue", "staff", "mods"},
		Greeting: greeting(cfg),
	})
	err = d.serve(ctx, a, cfg, env, out)
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func greeting(c bots.Config) []string {
	return []string{
		"Frontdesk, on this machine only: you are a member of " + c.Brand + ", in a private chat with the bot.",
		"",
		"  Ask       how do I back up my wallet        我的充值没到账",
		"  Look      /official   /verify @example_wallet_help   /help",
		"  A human   /support my withdrawal is stuck   then /as mei, /claim 1, /in ticket-1 and answer",
		"  The FAQ   /as max, /faq list, /faq add",
		"  Seats     /as you|mei|max|anyone   /in lobby|queue|mods|private   /quit",
		"",
		"A number presses a button of the last message.",
		"",
	}
}
