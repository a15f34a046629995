package main

import (
	"context"
	"strings"

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
	c, err := readConfiguration(a.Config)
	if err != nil {
		return err
	}
	if a.Log == "info" {
		a.Log = "warn" // the screen belongs to the chat
	}
	cfg := c.hub
	cfg.Calls = 1          // one after the other: the same transcript every time
	cfg.Guard.Pictures = 0 // here nobody has one
	cfg.Platforms = map[chat.Platform]bots.PlatformConfig{console.Platform: {
		Watched: []chat.RoomID{console.Room("lobby")}, Moderators: console.Room("mods"),
		Place: escalation.Place{Support: console.Room("support"), Staff: console.Room("staff"), Queue: console.Room("queue")},
		Roles: map[string]chat.Role{"mei": chat.Representative, "max": chat.Moderator},
	}}
	if c.Board.Show == nil {
		cfg.Desk.Board = 0 // it would come in between of what is tried out
	}
	a.HTTP = "off"
	screened := console.New(console.Config{
		In: io.in, Out: io.out, Terminal: isTerminal(io.in) && isTerminal(io.out),
		Seats: []console.Seat{
			{Name: "you", Role: "a member, in a private chat with the bot"},
			{Name: "mei", Room: "queue", Role: "a representative, in the staff's queue"},
			{Name: "max", Room: "mods", Role: "a moderator"},
		},
		Rooms:    []string{"lobby", "queue", "staff", "mods"},
		Greeting: greeting(c),
	})
	if isTerminal(io.err) {
		io.err = screen{screened.Aside(io.err)} // log lines between the lines of the chat
	}
	d, err := open(ctx, a, c, io)
	if err != nil {
		return ended(ctx, err)
	}
	defer d.close()
	return d.serve(ctx, a, cfg, env, screened)
}

// greeting tells what can be tried.
func greeting(c *configuration) []string {
	handle := "@somebody"
	for _, o := range c.roster.Officials() {
		if len(o.Handles) > 0 {
			handle = "@" + strings.TrimPrefix(o.Handles[0], "@")
			break
		}
	}
	brand := c.hub.Brand
	if brand == "" {
		brand = "the community"
	}
	return []string{
		"Frontdesk, on this machine only: you are a member of " + brand + ", in a private chat with the bot.",
		"",
		"  Ask       how do I back up my wallet        我的充值没到账",
		"  Look      /official   /verify " + handle + "   /help",
		"  A human   /support my withdrawal is stuck   then /as mei, /claim 1, /in ticket-1 and answer",
		"  The FAQ   /as max, /faq list, /faq add",
		"  Seats     /as you|mei|max|anyone   /in lobby|queue|mods|private   /quit",
		"",
		"A number presses a button of the last message; /seats tells what else you can type.",
		"",
	}
}
