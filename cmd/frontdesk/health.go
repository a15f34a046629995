package main

import (
	"context"

	"frontdesk/internal/health"
)

type healthCmd struct{}

// Run asks a running program; it is what a container's health check calls.
func (healthCmd) Run(ctx context.Context, a *app) error { return health.Check(ctx, a.HTTP) }
