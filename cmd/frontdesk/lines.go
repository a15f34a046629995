package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// eachLine calls fn with every line, empty ones too. Lines end at LF only and may be of any length; invalid bytes become
// U+FFFD.
func eachLine(ctx context.Context, in io.Reader, fn func(string) error) error {
	r := bufio.NewReaderSize(in, 64<<10)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		line, err := r.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if err != nil && line == "" {
			return nil
		}
		line = strings.TrimSuffix(line, "\n")
		if !utf8.ValidString(line) {
			line = strings.ToValidUTF8(line, "\uFFFD")
		}
		if err := fn(line); err != nil {
			return err
		}
	}
}

// flushing writes out what is ready whenever the input has to be waited for, so that a caller who writes a line and waits
// gets its answer.
type flushing struct {
	in  io.Reader
	out *bufio.Writer
}

func (f flushing) Read(p []byte) (int, error) {
	if err := f.out.Flush(); err != nil {
		return 0, fmt.Errorf("writing verdicts: %w", err)
	}
	return f.in.Read(p)
}

// interruptible reads until ctx ends. The read that is under way then is left behind: a terminal cannot be interrupted.
type interruptible struct {
	ctx  context.Context //nolint:containedctx // a Reader has no other way to learn of it
	in   io.Reader
	rest []byte
	err  error
}

func (r *interruptible) Read(p []byte) (int, error) {
	if len(r.rest) == 0 && r.err == nil {
		type read struct {
			b   []byte
			err error
		}
		done := make(chan read, 1)
		go func() {
			b := make([]byte, 64<<10)
			n, err := r.in.Read(b)
			done <- read{b[:n], err}
		}()
		select {
		case <-r.ctx.Done():
			return 0, r.ctx.Err()
		case d := <-done:
			r.rest, r.err = d.b, d.err
		}
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	if n == 0 {
		return 0, r.err
	}
	return n, nil
}
