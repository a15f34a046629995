package main

import (
	"context"
	"errors"

	"frontdesk/internal/health"
)

type healthCmd struct{}

// Run asks a running program; it is what a container's health check calls.
func (healthCmd) Run(ctx context.Context, a *app) error {
	if a.HTTP == "off" {
		return errors.New("with --http off there is no health server to ask; give the address that the running frontdesk has")
	}
	return health.Check(ctx, a.HTTP)
}
