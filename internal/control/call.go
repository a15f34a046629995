package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"time"
)

// ErrNobody tells that no process listens in a directory: there is no socket, or one that a dead process left.
var ErrNobody = errors.New("nobody listens on the control socket")

// patience is how long a caller who gave up waits for the last word: whether it was in time.
const patience = 10 * time.Second

// Failure is a handler's error at the caller.
type Failure struct {
	Text   string
	Status int
}

func (f *Failure) Error() string { return f.Text }

// ExitCode is the status to exit with.
func (f *Failure) ExitCode() int { return f.Status }

// Call has a request done by the process that listens in dir and returns when it is done: nil, a *Failure, ErrNobody, or that
// the connection broke. When ctx ends it tells the other side and waits a while for its last word. A read of io.In may be
// left behind: standard input cannot be interrupted.
func Call(ctx context.Context, dir string, r Request, io Streams) error {
	var c net.Conn
	err := short(dir, func(dir string) (err error) {
		c, err = (&net.Dialer{}).DialContext(ctx, "unix", filepath.Join(dir, Name))
		return err
	})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case nobody(err):
		return ErrNobody
	case err != nil:
		return fmt.Errorf("control socket: %w", err)
	}
	defer c.Close() //nolint:errcheck // whatever is left is of no interest
	w := &wire{conn: c}
	b, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("control socket: request: %w", err)
	}
	if err := w.write(hello, b); err != nil {
		return fmt.Errorf("control socket: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { giveUp(c) })
	defer stop()
	err = converse(w, io)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("the serving frontdesk said no more within %v, so it is not known whether this was done: %w", patience, ctx.Err())
	}
	return err
}

// giveUp closes the caller's side.
func giveUp(c net.Conn) {
	if u, ok := c.(*net.UnixConn); ok {
		_ = u.CloseWrite() // fails when the other side is gone, which the reader finds out
	}
	_ = c.SetReadDeadline(time.Now().Add(patience))
}

// converse does what the server says until it says bye.
func converse(w *wire, s Streams) error {
	for {
		f, err := w.read()
		if err != nil {
			return fmt.Errorf("the serving frontdesk ended before this was done: %w", err)
		}
		switch f.kind {
		case toOut:
			_, err = s.Out.Write(f.payload)
		case toErr:
			_, err = s.Err.Write(f.payload)
		case wantIn:
			go sendInput(w, s.In)
		case bye:
			var r result
			if err := json.Unmarshal(f.payload, &r); err != nil {
				return fmt.Errorf("control socket: %w", err)
			}
			if r.Error == "" {
				return nil
			}
			return &Failure{r.Error, r.Status}
		default:
			err = fmt.Errorf("control socket: a frame of unknown kind %q: is the serving frontdesk of another version?", f.kind)
		}
		if err != nil {
			return err
		}
	}
}

// sendInput reads once and sends what came.
func sendInput(w *wire, in io.Reader) {
	b := make([]byte, maxPayload/2)
	n, err := in.Read(b)
	switch {
	case n > 0: // an error with it comes again at the next read
		err = w.write(inData, b[:n])
	case err == nil:
		err = w.write(inData, nil)
	case errors.Is(err, io.EOF):
		err = w.write(inEnd, nil)
	default:
		err = w.write(inEnd, []byte(err.Error()))
	}
	_ = err // a broken connection is the reader's to report
}
