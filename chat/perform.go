package chat

import (
	"context"
	"fmt"
	"io"
)

// Adapters finds the adapter of a platform.
type Adapters map[Platform]Adapter

// Origin is where files lie until they are sent: a platform, or a place of ours.
type Origin interface {
	Fetch(ctx context.Context, f File) (io.ReadCloser, error)
}

// Origins finds the origin of a file by its platform.
type Origins map[Platform]Origin

// Perform does one action that [Fit] has let through and returns what it brought. It blocks for one platform call (an
// edit or deletion of several parts: one each) and never retries. An error is a *Fault, or ctx's.
func Perform(ctx context.Context, as Adapters, from Origins, a Action) (Result, error) {
	ad, ok := as[a.Target().Platform]
	if !ok {
		return Result{}, &Fault{Class: Unsupported, Err: fmt.Errorf("platform %q is not running", a.Target().Platform)}
	}
	switch e := a.Effect.(type) {
	case Send:
		m, err := ad.Send(ctx, a.ID, e.Room, from.outgoing(e.Post))
		return Result{Message: m}, err
	case Edit:
		return Result{Message: e.Messages[0]}, ad.Edit(ctx, e.Messages[0], from.outgoing(e.Post))
	case Delete:
		return Result{}, ad.Delete(ctx, e.Room, e.Messages)
	case Pin:
		return Result{Message: e.Message}, ad.Pin(ctx, e.Message)
	case Open:
		room, err := ad.OpenThread(ctx, e.Thread)
		return Result{Room: room}, err
	case Change:
		return Result{Room: e.Room}, ad.EditThread(ctx, e.Room, e.Thread)
	case Sanction:
		return Result{}, ad.Sanction(ctx, e)
	case Marking:
		return Result{}, ad.Mark(ctx, e.Message, e.Mark)
	case Query:
		if e.About == AboutFile && e.File != nil {
			return from.read(ctx, e)
		}
		ans, err := ad.Look(ctx, e)
		return Result{Answer: &ans}, err
	}
	return Result{}, &Fault{Class: Unsupported, Err: fmt.Errorf("no platform does %q", a.Kind())}
}

func (from Origins) outgoing(p Post) Outgoing {
	return Outgoing{Post: p, Fetch: func(ctx context.Context, f File) (io.ReadCloser, error) {
		o, ok := from[f.Platform]
		if !ok {
			return nil, &Fault{Class: Unsupported, Err: fmt.Errorf("nothing is known of files of %q", f.Platform)}
		}
		return o.Fetch(ctx, f)
	}}
}

// read fetches the beginning of a file.
func (from Origins) read(ctx context.Context, q Query) (Result, error) {
	o, ok := from[q.File.Platform]
	if !ok {
		return Result{}, &Fault{Class: Unsupported, Err: fmt.Errorf("nothing is known of files of %q", q.File.Platform)}
	}
	r, err := o.Fetch(ctx, *q.File)
	if err != nil {
		return Result{}, err
	}
	defer r.Close()
	content, err := io.ReadAll(io.LimitReader(r, q.Most+1))
	if err != nil {
		return Result{}, &Fault{Class: Transient, Err: err}
	}
	return Result{Answer: &Answer{Found: true, Content: content}}, nil
}
