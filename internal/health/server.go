// Package health is the program's face to its operators: /healthz, /readyz and /metrics over HTTP, and the probe that asks
// them. It knows nothing of chats; cmd hands it functions that tell how things stand.
package health

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/net/netutil"
)

// DefaultAddr is where the server listens unless told otherwise: on the loopback interface, because nothing it says is
// meant for strangers.
const DefaultAddr = "127.0.0.1:8090"

const (
	maxConns     = 32               // at once; further ones wait
	maxScrapes   = 4                // at once; further ones get 503
	checkTimeout = 2 * time.Second  // for Live
	stopTimeout  = 3 * time.Second  // for requests under way when the server is told to stop
	callTimeout  = 10 * time.Second // for one request as a whole
)

// Options say how things stand. Every field may be nil; the functions are called concurrently, one call per request.
type Options struct {
	// Live returns an error when only a restart can help, for one when the store no longer answers. Its context ends
	// after 2 s; a call that ignores that is no answer, which Check takes for death as well.
	Live func(ctx context.Context) error

	// Ready returns the parts of the program. It must not block.
	Ready func() []Part

	Metrics prometheus.Gatherer
}

// Server serves the three pages, GET and HEAD only.
type Server struct {
	listener net.Listener
	http     *http.Server
}

// Listen takes the address, so that one in use is an error at start and not later. «host:0» picks a free port.
func Listen(addr string, o Options) (*Server, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("health: %w (choose another address with --http)", err)
	}
	return &Server{
		listener: l,
		http: &http.Server{
			Handler:           handler(o),
			ReadHeaderTimeout: callTimeout / 2,
			ReadTimeout:       callTimeout / 2,
			WriteTimeout:      callTimeout,
			IdleTimeout:       time.Minute,
			MaxHeaderBytes:    8 << 10,
		},
	}, nil
}

// Addr is the address in use, with the port that was picked.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Run serves until ctx ends, then lets requests under way finish for up to 3 s. It is called once.
func (s *Server) Run(ctx context.Context) error {
	done := make(chan error, 1)
	go func() { done <- s.http.Serve(netutil.LimitListener(s.listener, maxConns)) }()
	select {
	case err := <-done:
		return fmt.Errorf("health: %w", err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTimeout)
	defer cancel()
	if err := s.http.Shutdown(stop); err != nil {
		return errors.Join(fmt.Errorf("health: stop: %w", err), s.http.Close(), <-done)
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("health: %w", err)
	}
	return nil
}

func handler(o Options) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), checkTimeout)
		defer cancel()
		if o.Live != nil {
			if err := o.Live(ctx); err != nil {
				answer(w, http.StatusServiceUnavailable, map[string]string{"status": "dead", "reason": err.Error()})
				return
			}
		}
		answer(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		var parts []Part
		if o.Ready != nil {
			parts = o.Ready()
		}
		report := Judge(parts)
		status := http.StatusOK
		if !report.Ready {
			status = http.StatusServiceUnavailable
		}
		answer(w, status, report)
	})
	if o.Metrics != nil {
		mux.Handle("GET /metrics", promhttp.HandlerFor(o.Metrics, promhttp.HandlerOpts{
			MaxRequestsInFlight: maxScrapes,
			ErrorHandling:       promhttp.ContinueOnError, // one broken collector must not hide the others
		}))
	}
	return http.MaxBytesHandler(mux, 0) // no page reads a body
}

func answer(w http.ResponseWriter, status int, page any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(page) // the reader is gone: nobody is left to tell
}
