package main

import (
	"context"
	"fmt"

	"frontdesk/moderation"
	"frontdesk/moderation/secret"
)

type checkCmd struct {
	Names   namesCmd   `cmd:"" help:"Lines «handle<TAB>display name»: who looks like an official?"`
	Links   linksCmd   `cmd:"" help:"One message a line: which links look like official ones?"`
	Secrets secretsCmd `cmd:"" help:"One message a line (\\n for line breaks): which hold a secret? The secret is never printed."`
}

// rosterFlags choose who is official.
type rosterFlags struct {
	Roster string `help:"File with the keys brand and officials; default: the configuration." type:"path" placeholder:"FILE"`
	JSON   bool   `help:"One JSON object a line." name:"json"`
}

type (
	namesCmd   struct{ rosterFlags }
	linksCmd   struct{ rosterFlags }
	secretsCmd struct {
		JSON bool `help:"One JSON object a line." name:"json"`
	}
)

func (f rosterFlags) roster(a *app, io streams) (*moderation.Roster, error) {
	var r *moderation.Roster
	var warnings []moderation.Warning
	if f.Roster != "" {
		src, err := readFile("--roster", f.Roster)
		if err != nil {
			return nil, err
		}
		if r, warnings, err = moderation.LoadRoster(src); err != nil {
			return nil, fmt.Errorf("roster %s: %w", f.Roster, err)
		}
	} else {
		c, err := readConfiguration(a.Config)
		if err != nil {
			return nil, err
		}
		r, warnings = c.roster, c.warnings
	}
	for _, w := range warnings {
		fmt.Fprintln(io.err, w)
	}
	return r, nil
}

func (c namesCmd) Run(ctx context.Context, a *app, io streams) error {
	r, err := c.roster(a, io)
	if err != nil {
		return err
	}
	return moderation.CheckNames(ctx, moderation.NewNames(r), &interruptible{ctx: ctx, in: io.in}, io.out, c.JSON)
}

func (c linksCmd) Run(ctx context.Context, a *app, io streams) error {
	r, err := c.roster(a, io)
	if err != nil {
		return err
	}
	return moderation.CheckLinks(ctx, moderation.NewLinks(moderation.NewNames(r)), &interruptible{ctx: ctx, in: io.in}, io.out, c.JSON)
}

func (c secretsCmd) Run(ctx context.Context, io streams) error {
	return moderation.CheckSecrets(ctx, secret.New(), &interruptible{ctx: ctx, in: io.in}, io.out, c.JSON)
}
