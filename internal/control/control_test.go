package control

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// serveIn runs a server in dir until the test ends, and reports how it ended.
func serveIn(t *testing.T, dir string, h Handler) (stop func()) {
	t.Helper()
	s, err := Listen(dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx, h) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return stop
}

type coded struct{ error }

func (coded) ExitCode() int { return 3 }

func TestARequestRunsWithItsCallersStreams(t *testing.T) {
	dir := t.TempDir()
	serveIn(t, dir, func(_ context.Context, r Request, s Streams) error {
		fmt.Fprintf(s.Err, "%s %s %v\n", r.Name, r.Args, r.Screen)
		_, err := io.Copy(s.Out, s.In)
		return err
	})
	long := strings.Repeat("words ", 100_000)
	var out, errs bytes.Buffer
	err := Call(t.Context(), dir, Request{Name: "echo", Args: []byte(`{"a":1}`), Screen: true}, Streams{strings.NewReader(long), &out, &errs})
	if err != nil {
		t.Fatal(err)
	}
	if out.String() != long {
		t.Errorf("%d bytes came back of %d", out.Len(), len(long))
	}
	if got := errs.String(); got != "echo {\"a\":1} true\n" {
		t.Errorf("got %q", got)
	}
}

func TestTheErrorAndItsStatusComeBack(t *testing.T) {
	dir := t.TempDir()
	serveIn(t, dir, func(_ context.Context, r Request, _ Streams) error {
		if r.Name == "coded" {
			return coded{errors.New("so it is")}
		}
		return errors.New(strings.Repeat("\x00", 1<<20))
	})
	var f *Failure
	if err := Call(t.Context(), dir, Request{Name: "coded"}, Streams{}); !errors.As(err, &f) || f.Text != "so it is" || f.ExitCode() != 3 {
		t.Errorf("got %v", err)
	}
	if err := Call(t.Context(), dir, Request{Name: "long"}, Streams{}); !errors.As(err, &f) || f.Status != 1 {
		t.Errorf("got %T", err)
	}
}

func TestInputIsTakenOnlyWhenItIsWanted(t *testing.T) {
	dir := t.TempDir()
	serveIn(t, dir, func(_ context.Context, r Request, s Streams) error {
		if r.Name == "one" {
			_, err := s.In.Read(make([]byte, 1))
			return err
		}
		return nil
	})
	in := strings.NewReader(strings.Repeat("x", 1<<20))
	if err := Call(t.Context(), dir, Request{Name: "none"}, Streams{In: in}); err != nil || in.Len() != 1<<20 {
		t.Errorf("%v, %d left", err, in.Len())
	}
	if err := Call(t.Context(), dir, Request{Name: "one"}, Streams{In: in}); err != nil || in.Len() != 1<<20-maxPayload/2 {
		t.Errorf("%v, %d left", err, in.Len())
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("the disk is on fire") }

func TestAnErrorOfTheInputReachesTheHandler(t *testing.T) {
	dir := t.TempDir()
	serveIn(t, dir, func(_ context.Context, _ Request, s Streams) error {
		_, err := io.ReadAll(s.In)
		return err
	})
	if err := Call(t.Context(), dir, Request{}, Streams{In: brokenReader{}}); err == nil || err.Error() != "the disk is on fire" {
		t.Errorf("got %v", err)
	}
}

func TestACallerWhoGivesUpHearsTheLastWord(t *testing.T) {
	dir := t.TempDir()
	begun := make(chan struct{})
	serveIn(t, dir, func(ctx context.Context, _ Request, s Streams) error {
		close(begun)
		_, err := s.In.Read(make([]byte, 1)) // nothing will ever come
		if !errors.Is(err, context.Canceled) || ctx.Err() == nil {
			t.Errorf("got %v", err)
		}
		return errors.New("undone")
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-begun; cancel() }()
	r, w := io.Pipe()
	defer w.Close()
	var f *Failure
	if err := Call(ctx, dir, Request{}, Streams{In: r}); !errors.As(err, &f) || f.Text != "undone" {
		t.Errorf("got %v", err)
	}
}

func TestACallerWhoDiesCancelsTheRequest(t *testing.T) {
	dir := t.TempDir()
	begun, ended := make(chan struct{}), make(chan struct{})
	serveIn(t, dir, func(ctx context.Context, _ Request, _ Streams) error {
		close(begun)
		<-ctx.Done()
		close(ended)
		return nil
	})
	c, err := (&net.Dialer{}).DialContext(t.Context(), "unix", filepath.Join(dir, Name))
	if err != nil {
		t.Fatal(err)
	}
	if err := (&wire{conn: c}).write(hello, []byte("{}")); err != nil {
		t.Fatal(err)
	}
	<-begun
	c.Close()
	<-ended
}

func TestAStoppingServerEndsWhatIsUnderWay(t *testing.T) {
	dir := t.TempDir()
	begun := make(chan struct{})
	stop := serveIn(t, dir, func(ctx context.Context, _ Request, _ Streams) error {
		close(begun)
		<-ctx.Done()
		return errors.New("stopped")
	})
	called := make(chan error, 1)
	go func() { called <- Call(t.Context(), dir, Request{}, Streams{}) }()
	<-begun
	stop()
	if err := <-called; err == nil || err.Error() != "stopped" {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, Name)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the socket is still there: %v", err)
	}
}

func TestNobodyListens(t *testing.T) {
	for name, dir := range map[string]string{"in an empty directory": t.TempDir(), "in no directory": filepath.Join(t.TempDir(), "none"), "on a stale socket": stale(t)} {
		if err := Call(t.Context(), dir, Request{}, Streams{}); !errors.Is(err, ErrNobody) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// stale is a directory with the socket of a process that was killed.
func stale(t *testing.T) string {
	dir := t.TempDir()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", filepath.Join(dir, Name))
	if err != nil {
		t.Fatal(err)
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	l.Close()
	return dir
}

func TestAStaleSocketIsReplaced(t *testing.T) {
	dir := stale(t)
	serveIn(t, dir, func(context.Context, Request, Streams) error { return nil })
	if err := Call(t.Context(), dir, Request{}, Streams{}); err != nil {
		t.Error(err)
	}
}

func TestTheSocketIsForItsOwnerAlone(t *testing.T) {
	dir := t.TempDir()
	serveIn(t, dir, func(context.Context, Request, Streams) error { return nil })
	info, err := os.Stat(filepath.Join(dir, Name))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".frontdesk-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestADirectoryWithALongNameWorks(t *testing.T) {
	t.Setenv("TMPDIR", "/tmp")
	dir := filepath.Join(t.TempDir(), strings.Repeat("long", 40))
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	serveIn(t, dir, func(context.Context, Request, Streams) error { return nil })
	if err := Call(t.Context(), dir, Request{}, Streams{}); err != nil {
		t.Error(err)
	}
	t.Run("but not when the one for temporary files has one too", func(t *testing.T) {
		t.Setenv("TMPDIR", dir)
		if err := Call(t.Context(), dir, Request{}, Streams{}); err == nil || !strings.Contains(err.Error(), "at most 103 bytes") {
			t.Errorf("got %v", err)
		}
	})
}

func TestNoiseOnTheSocketIsAnswered(t *testing.T) {
	dir := t.TempDir()
	serveIn(t, dir, func(context.Context, Request, Streams) error { t.Error("handled"); return nil })
	for name, noise := range map[string]string{
		"another kind of frame": "o\x00\x00\x00\x00", "no JSON": "h\x00\x00\x00\x01{", "a frame too long": "h\xff\xff\xff\xff", "HTTP": "GET / HTTP/1.1\r\n\r\n",
	} {
		c, err := (&net.Dialer{}).DialContext(t.Context(), "unix", filepath.Join(dir, Name))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, noise); err != nil {
			t.Fatal(err)
		}
		w := &wire{conn: c}
		if f, err := w.read(); err != nil || f.kind != bye || !strings.Contains(string(f.payload), "request") {
			t.Errorf("%s: %c %q, %v", name, f.kind, f.payload, err)
		}
		c.Close()
	}
}
