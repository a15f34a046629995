package main

import (
	"context"
	"sync/atomic"
	"time"

	"frontdesk/chat"
)

// clock is that of the program in a theatre: it goes on by itself, and a script moves it.
type clock struct{ ahead atomic.Int64 } // nanoseconds

func (c *clock) now() time.Time { return time.Now().Add(c.lead()) }

func (c *clock) lead() time.Duration { return time.Duration(c.ahead.Load()) }

// between lets what a platform reports happen at the clock's time.
func (c *clock) between(a chat.Adapter) chat.Adapter { return clocked{a, c} }

type clocked struct {
	chat.Adapter
	clock *clock
}

func (a clocked) Run(ctx context.Context, in chat.Intake) error {
	return a.Adapter.Run(ctx, clockedIntake{in, a.clock})
}

type clockedIntake struct {
	chat.Intake
	clock *clock
}

func (in clockedIntake) Accept(ctx context.Context, events ...chat.Event) error {
	for _, e := range events {
		if meta := chat.MetaOf(e); !meta.At.IsZero() {
			meta.At = meta.At.Add(in.clock.lead())
		}
		if e, ok := e.(*chat.Posted); ok && !e.Message.Sent.IsZero() {
			e.Message.Sent = e.Message.Sent.Add(in.clock.lead())
		}
	}
	return in.Intake.Accept(ctx, events...)
}
