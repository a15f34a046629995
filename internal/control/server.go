// Package control lets a second process of the program work inside the one that serves: over a Unix socket in the data
// directory it names what is to be done and passes its standard streams. It knows neither stores nor commands.
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
	"sync"
	"time"

	"golang.org/x/net/netutil"
)

// Name of the socket in the data directory.
const Name = "frontdesk.sock"

const (
	maxCallers = 16               // at once; further ones wait
	helloTime  = 5 * time.Second  // for a caller to say what it wants
	callerTime = 30 * time.Second // for a caller to take one frame; one that was suspended holds up nobody for longer
	byeTime    = time.Second      // the same, once the server is told to stop
)

// Request is what a caller wants done.
type Request struct {
	Name   string          `json:"name"`
	Args   json.RawMessage `json:"args,omitempty"`
	Screen bool            `json:"screen,omitempty"` // the caller's error stream is a terminal: progress may be shown
}

// Streams are the caller's. In is read only as far as the handler reads it.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Handler does what a request names. Its context ends when the caller gives up or the server stops. The error's text goes
// to the caller, with the exit status that its method ExitCode() int tells, else 1.
type Handler func(context.Context, Request, Streams) error

// Server takes requests on the socket of one data directory.
type Server struct {
	listener net.Listener
	path     string
}

// Listen makes the socket with mode 0600, in place of one that an earlier process left. Who calls holds the store of that
// directory, and thereby knows that nobody else listens.
func Listen(dir string) (*Server, error) {
	private, err := os.MkdirTemp(dir, ".frontdesk-") // mode 0700: nobody reaches the socket before it has its own mode
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	defer os.RemoveAll(private) //nolint:errcheck // an empty directory at worst
	s := &Server{path: filepath.Join(dir, Name)}
	err = short(private, func(dir string) error {
		l, err := (&net.ListenConfig{}).Listen(context.Background(), "unix", filepath.Join(dir, "s"))
		if l, ok := l.(*net.UnixListener); ok {
			l.SetUnlinkOnClose(false) // it moves
			s.listener = netutil.LimitListener(l, maxCallers)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	made := filepath.Join(private, "s")
	if err := errors.Join(os.Chmod(made, 0o600), os.Rename(made, s.path)); err != nil {
		return nil, fmt.Errorf("control socket: %w", errors.Join(err, s.listener.Close()))
	}
	return s, nil
}

// Run takes requests until ctx ends; then it removes the socket, ends what is under way and waits for it. It is called once.
func (s *Server) Run(ctx context.Context, h Handler) error {
	var calls sync.WaitGroup
	defer calls.Wait()
	stop := context.AfterFunc(ctx, func() {
		_ = os.Remove(s.path) // left behind, it would be replaced by the next Listen
		_ = s.listener.Close()
	})
	defer stop()
	for {
		c, err := s.listener.Accept()
		if ctx.Err() != nil {
			if err == nil {
				_ = c.Close()
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("control socket: %w", err)
		}
		calls.Go(func() { serve(ctx, c, h) })
	}
}

// serve does one request.
func serve(ctx context.Context, c net.Conn, h Handler) {
	defer c.Close() //nolint:errcheck // everything that matters was written before
	w := &wire{conn: c}
	stop := context.AfterFunc(ctx, w.hurry)
	defer stop()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r, err := w.hello()
	if err != nil {
		w.bye(err)
		return
	}
	in := &remoteInput{wire: w, answers: make(chan frame), done: ctx.Done()}
	go func() { // ends with the connection, which is closed below at the latest
		defer cancel() // the caller hung up or gave up
		in.receive()
	}()
	w.bye(h(ctx, r, Streams{In: in, Out: output{w, toOut}, Err: output{w, toErr}}))
}

// remoteInput asks the caller for input when the handler wants some, so that nothing is taken from the caller's terminal or
// pipe that nobody reads.
type remoteInput struct {
	wire    *wire
	answers chan frame
	done    <-chan struct{}
	rest    []byte
	err     error
}

func (r *remoteInput) Read(p []byte) (int, error) {
	if len(r.rest) == 0 && r.err == nil {
		if r.err = r.wire.write(wantIn, nil); r.err == nil {
			select {
			case f := <-r.answers:
				r.take(f)
			case <-r.done:
				r.err = context.Canceled
			}
		}
	}
	if len(r.rest) == 0 && r.err != nil {
		return 0, r.err
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

func (r *remoteInput) take(f frame) {
	switch {
	case f.kind == inData:
		r.rest = f.payload
	case len(f.payload) > 0:
		r.err = errors.New(string(f.payload))
	default:
		r.err = io.EOF
	}
}

// receive hands over the caller's input until the caller hangs up.
func (r *remoteInput) receive() {
	for {
		f, err := r.wire.read()
		if err != nil || f.kind != inData && f.kind != inEnd {
			return
		}
		select {
		case r.answers <- f:
		case <-r.done:
			return
		}
	}
}

// output is one of the caller's streams.
type output struct {
	wire *wire
	kind byte
}

func (o output) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		part := p[:min(len(p), maxPayload)]
		if err := o.wire.write(o.kind, part); err != nil {
			return n, err
		}
		n += len(part)
		p = p[len(part):]
	}
	return n, nil
}
