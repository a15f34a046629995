package main

import (
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/term"
)

// screen is an output that is a terminal though it is no file of this process.
type screen struct{ io.Writer }

func isTerminal(v any) bool {
	switch v := v.(type) {
	case *os.File:
		return term.IsTerminal(int(v.Fd()))
	case screen:
		return true
	}
	return false
}

// logger writes JSON, or coloured lines on a terminal.
func logger(a *app, w io.Writer) zerolog.Logger {
	level, err := zerolog.ParseLevel(a.Log)
	if err != nil {
		level = zerolog.InfoLevel
	}
	if isTerminal(w) {
		w = zerolog.ConsoleWriter{Out: w, TimeFormat: time.TimeOnly}
	}
	return zerolog.New(w).Level(level).With().Timestamp().Logger()
}

// progressEvery is how often a progress line is written anew.
const progressEvery = 200 * time.Millisecond

// progress is a line on a terminal that tells how far something is, or how long it takes. Elsewhere it writes nothing.
type progress struct {
	done atomic.Int64
	end  func()
}

// newProgress shows «what: done of total», or without a total «what: seconds», until stop is called.
func newProgress(w io.Writer, what string, total int) *progress {
	p := &progress{end: func() {}}
	if !isTerminal(w) {
		return p
	}
	stop := make(chan struct{})
	var shown sync.WaitGroup
	shown.Go(func() {
		began, tick := time.Now(), time.NewTicker(progressEvery)
		defer tick.Stop()
		for {
			select {
			case <-stop:
				fmt.Fprint(w, "\r\x1b[K")
				return
			case <-tick.C:
			}
			if total > 0 {
				fmt.Fprintf(w, "\r\x1b[K%s: %d of %d", what, p.done.Load(), total)
			} else {
				fmt.Fprintf(w, "\r\x1b[K%s: %d s", what, int(time.Since(began).Seconds()))
			}
		}
	})
	p.end = sync.OnceFunc(func() { close(stop); shown.Wait() })
	return p
}

// stop takes the line away.
func (p *progress) stop() { p.end() }
