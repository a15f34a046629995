package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"

	"frontdesk/internal/control"
	"frontdesk/store"
)

// errand is work that needs the store. It is done by whichever process holds that: this one, or the one that serves, which is
// sent the errand as JSON. So its exported fields and its streams are all it knows of who sent it; files are opened by the
// sender and given as streams.
type errand interface {
	name() string
	do(ctx context.Context, d *desk, io streams) error
}

// newErrand is an empty errand of that name, nil if there is none.
func newErrand(name string) errand {
	for _, e := range []errand{&faqExport{}, &faqImport{}, &faqStats{}, &report{}, &forget{}, &exportMember{}, &auditVerify{}, &backupErrand{}, &export{}, &doctorErrand{}} {
		if e.name() == name {
			return e
		}
	}
	return nil
}

// sendTries bounds the waiting for a store whose holder does not listen: it starts, ends, or is on an errand of its own. Each
// try waits a second.
const sendTries = 5

// send has an errand done. The process that serves from the data directory is asked first; if there is none, the store is
// opened here.
func send(ctx context.Context, a *app, e errand, io streams) error {
	args, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("%s: %w", e.name(), err)
	}
	r := control.Request{Name: e.name(), Args: args, Screen: isTerminal(io.err)}
	for try := 1; ; try++ {
		err := control.Call(ctx, a.Data, r, control.Streams{In: io.in, Out: io.out, Err: io.err})
		if !errors.Is(err, control.ErrNobody) {
			return err
		}
		err = doHere(ctx, a, e, io)
		if !errors.Is(err, store.ErrInUse) || try == sendTries || ctx.Err() != nil {
			return err
		}
	}
}

// doHere does an errand in this process, which nobody else may have the store for.
func doHere(ctx context.Context, a *app, e errand, io streams) error {
	d, err := openFor(ctx, a, e, io)
	if err != nil {
		return err
	}
	defer d.close()
	return e.do(ctx, d, io)
}

// openFor opens what an errand needs: a bare one the store alone, however the FAQ may look.
func openFor(ctx context.Context, a *app, e errand, io streams) (*desk, error) {
	if _, bare := e.(interface{ bare() }); !bare {
		return openBook(ctx, a, io)
	}
	if _, err := os.Stat(filepath.Join(a.Data, storeFile)); err != nil {
		return nil, fmt.Errorf("there is no store in %s (%w); --data DIR names another place", a.Data, err)
	}
	s, err := openStore(a.Data)
	if err != nil {
		return nil, err
	}
	return &desk{data: a.Data, store: s, log: logger(a, io.err)}, nil
}

// handle does an errand that another process sent. It never takes the serving process down.
func (d *desk) handle(ctx context.Context, r control.Request, s control.Streams) (err error) {
	defer func() {
		if p := recover(); p != nil {
			d.log.Error().Str("command", r.Name).Bytes("stack", debug.Stack()).Msg("a subcommand panicked")
			err = fmt.Errorf("%s: panic: %v", r.Name, p)
		}
	}()
	e := newErrand(r.Name)
	if e == nil {
		return fmt.Errorf("the frontdesk that serves here does not know «%s»: restart it, so that both are of the same version", r.Name)
	}
	args := json.NewDecoder(bytes.NewReader(r.Args))
	args.DisallowUnknownFields()
	if err := args.Decode(e); err != nil {
		return fmt.Errorf("the frontdesk that serves here does not understand this «%s» (%w): restart it, so that both are of the same version", r.Name, err)
	}
	io := streams{in: s.In, out: s.Out, err: s.Err}
	if r.Screen {
		io.err = screen{s.Err}
	}
	d.log.Info().Str("command", r.Name).Msg("doing what a subcommand asks")
	if err := e.do(ctx, d, io); err != nil {
		return failed{err, status(err)}
	}
	return nil
}

// failed is an error with the exit status it makes.
type failed struct {
	error
	code int
}

func (f failed) ExitCode() int { return f.code }
