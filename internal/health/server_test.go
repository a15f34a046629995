package health

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// serve runs a server for the length of the test and checks that it stops cleanly.
func serve(t *testing.T, o Options) *Server {
	t.Helper()
	s, err := Listen("127.0.0.1:0", o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("stopping: %v", err)
		}
	})
	return s
}

func get(t *testing.T, s *Server, path string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+s.Addr()+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(page)
}

func TestTheDefaultAddressIsOnTheLoopback(t *testing.T) {
	host, _, err := net.SplitHostPort(DefaultAddr)
	if err != nil || !net.ParseIP(host).IsLoopback() {
		t.Errorf("%q: %v", DefaultAddr, err)
	}
}

func TestReadinessNamesEveryPartAndItsReason(t *testing.T) {
	since := time.Date(2026, 3, 31, 10, 0, 0, 0, time.UTC)
	s := serve(t, Options{Ready: func() []Part {
		return []Part{
			{Name: "store", Serving: true},
			{Name: "telegram", Platform: true, Reason: "the token was refused", Since: since},
			{Name: "discord", Platform: true, Serving: true, Since: since},
		}
	}})
	status, page := get(t, s, "/readyz")
	want := `{"ready":true,"degraded":true,"reasons":["telegram: the token was refused"],"parts":[` +
		`{"name":"store","serving":true},` +
		`{"name":"telegram","platform":true,"serving":false,"reason":"the token was refused","since":"2026-03-31T10:00:00Z"},` +
		`{"name":"discord","platform":true,"serving":true,"since":"2026-03-31T10:00:00Z"}]}`
	if status != http.StatusOK || strings.TrimSpace(page) != want {
		t.Errorf("%d %s\nwant %s", status, page, want)
	}
}

func TestOneServingPlatformIsEnoughToBeReady(t *testing.T) {
	up := func(name string) Part { return Part{Name: name, Platform: true, Serving: true} }
	down := func(name string) Part { return Part{Name: name, Platform: true} }
	for name, c := range map[string]struct {
		parts           []Part
		ready, degraded bool
		reasons         []string
	}{
		"nothing to serve":       {nil, true, false, nil},
		"all serve":              {[]Part{up("telegram"), up("discord")}, true, false, nil},
		"one is down":            {[]Part{up("telegram"), down("discord")}, true, true, []string{"discord: not serving yet"}},
		"the only one is down":   {[]Part{down("discord")}, false, false, []string{"discord: not serving yet"}},
		"the store is down":      {[]Part{{Name: "store", Reason: "disk full"}, up("telegram")}, false, false, []string{"store: disk full"}},
		"no platform, the store": {[]Part{{Name: "store", Serving: true}}, true, false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := Judge(c.parts)
			if r.Ready != c.ready || r.Degraded != c.degraded || !slices.Equal(r.Reasons, c.reasons) {
				t.Errorf("got %+v", r)
			}
		})
	}
}

func TestAnUnreadyProgramAnswers503(t *testing.T) {
	s := serve(t, Options{Ready: func() []Part { return []Part{{Name: "store", Reason: "disk full"}} }})
	status, page := get(t, s, "/readyz")
	var r Report
	if err := json.Unmarshal([]byte(page), &r); err != nil || status != http.StatusServiceUnavailable || r.Ready {
		t.Errorf("%d %s (%v)", status, page, err)
	}
}

func TestMetricsComeFromTheGivenGatherer(t *testing.T) {
	reg := prometheus.NewRegistry()
	c := prometheus.NewCounter(prometheus.CounterOpts{Name: "frontdesk_answers_total", Help: "Answers given."})
	reg.MustRegister(c)
	c.Add(3)
	s := serve(t, Options{Metrics: reg})
	if status, page := get(t, s, "/metrics"); status != http.StatusOK || !strings.Contains(page, "frontdesk_answers_total 3") {
		t.Errorf("%d %s", status, page)
	}
}

func TestCheckTellsALiveProgramFromADeadOne(t *testing.T) {
	_, livePort, _ := net.SplitHostPort(serve(t, Options{Live: func(context.Context) error { return nil }}).Addr())
	dead := serve(t, Options{Live: func(context.Context) error { return errors.New("the store is stuck") }}).Addr()
	gone, err := Listen("127.0.0.1:0", Options{})
	if err != nil {
		t.Fatal(err)
	}
	goneAddr := gone.Addr()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := gone.Run(ctx); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ addr, want string }{
		"alive":                       {"127.0.0.1:" + livePort, ""},
		"alive, on every interface":   {"0.0.0.0:" + livePort, ""},
		"alive, with no host":         {":" + livePort, ""},
		"dead":                        {dead, "the store is stuck"},
		"gone":                        {goneAddr, "is frontdesk running"},
		"an address that is no such":  {"8090", "expected host:port"},
		"alive, on every interface 6": {"[::]:" + livePort, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := Check(t.Context(), c.addr)
			if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("got %v, want …%s…", err, c.want)
			}
		})
	}
}

func TestAStopLetsTheRequestUnderWayFinish(t *testing.T) {
	entered, release := make(chan struct{}), make(chan struct{})
	s, err := Listen("127.0.0.1:0", Options{Live: func(context.Context) error {
		close(entered)
		<-release
		return nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	stopped, checked := make(chan error, 1), make(chan error, 1)
	go func() { stopped <- s.Run(ctx) }()
	go func() { checked <- Check(t.Context(), s.Addr()) }()
	<-entered
	cancel()
	close(release)
	if err := <-checked; err != nil {
		t.Errorf("the request under way: %v", err)
	}
	if err := <-stopped; err != nil {
		t.Errorf("the stop: %v", err)
	}
}

func TestATakenAddressIsRefusedAtStart(t *testing.T) {
	s := serve(t, Options{})
	if _, err := Listen(s.Addr(), Options{}); err == nil || !strings.Contains(err.Error(), "--http") {
		t.Errorf("got %v", err)
	}
}

func TestHostileRequestsAreRefused(t *testing.T) {
	s := serve(t, Options{})
	for name, c := range map[string]struct {
		method, path, body string
		header             int
		want               int
	}{
		"another method":  {http.MethodPost, "/healthz", "x", 0, http.StatusMethodNotAllowed},
		"another page":    {http.MethodGet, "/debug/pprof/", "", 0, http.StatusNotFound},
		"no metrics":      {http.MethodGet, "/metrics", "", 0, http.StatusNotFound},
		"a long header":   {http.MethodGet, "/healthz", "", 64 << 10, http.StatusRequestHeaderFieldsTooLarge},
		"a HEAD is a GET": {http.MethodHead, "/healthz", "", 0, http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), c.method, "http://"+s.Addr()+c.path, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			if c.header > 0 {
				req.Header.Set("X-Long", strings.Repeat("x", c.header))
			}
			resp, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if resp.StatusCode != c.want {
				t.Errorf("got %s, want %d", resp.Status, c.want)
			}
		})
	}
}
