package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"frontdesk/bots"
	"frontdesk/store"
	"frontdesk/store/bolt"
)

// outcome is how a run of the program ended.
type outcome struct {
	out, err string
	status   int
}

// cli runs the program in an environment without variables. It has all the time that the tests have: a slow machine may take
// minutes to train an index.
func cli(t *testing.T, stdin string, args ...string) outcome {
	t.Helper()
	return cliIn(t, environment{}, stdin, args...)
}

func cliIn(t *testing.T, env environment, stdin string, args ...string) outcome {
	t.Helper()
	if env.get == nil {
		env.get = func(string) string { return "" }
	}
	var out, errs bytes.Buffer
	status := run(t.Context(), args, streams{strings.NewReader(stdin), &out, &errs}, env)
	return outcome{out.String(), errs.String(), status}
}

// file writes a file for one test.
func file(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const testFAQ = "testdata/faq.yaml"

func TestWithoutTokenOrConfigurationTheConsoleOpens(t *testing.T) {
	t.Chdir(t.TempDir())
	got := cli(t, "")
	if got.status != 0 || !strings.Contains(got.out, "how do I back up my wallet") || got.err != "" {
		t.Fatalf("status %d\n%s\n%s", got.status, got.out, got.err)
	}
	for path, mode := range map[string]os.FileMode{"data": 0o700, "data/frontdesk.db": 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != mode {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
	}
	if _, err := os.Stat("data/frontdesk.sock"); err == nil {
		t.Error("the socket is left behind")
	}
}

func TestEachMistakeOnTheCommandLineIsToldWithWhatToDo(t *testing.T) {
	dir, none := t.TempDir(), filepath.Join(t.TempDir(), "none")
	plain := file(t, "plain", "x")
	for _, c := range []struct {
		args   string
		status int
		want   string
	}{
		{"--nope", 2, "unknown flag --nope\nfrontdesk --help"},
		{"consol", 2, `there is no command "consol"; there are run, console, doctor, faq, report`},
		{"consol --data x", 2, `there is no command "consol"`},
		{"faq", 2, `expected one of "check", "match"`},
		{"faq exprt", 2, `did you mean "export"`},
		{"--log loud", 2, "--log must be one of"},
		{"faq eval", 2, "missing flags: --questions"},
		{"faq import", 2, `expected "<file>"`},
		{"version more", 2, "unexpected argument more"},
		{"--config " + none, 1, "--config: open " + none},
		{"--config " + dir, 1, "--config: " + dir + " is a directory; expected a file"},
		{"--faq " + none + " faq check", 1, "--faq: open " + none},
		{"--faq " + dir + " console --data " + dir, 1, "--faq: " + dir + " is a directory"},
		{"faq match --faq " + dir, 1, "is a directory"},
		{"faq eval --faq " + testFAQ + " --questions " + none, 1, "--questions: open " + none},
		{"faq eval --faq " + testFAQ + " --questions " + dir, 1, "--questions: " + dir + " is a directory"},
		{"faq import " + none, 1, "open " + none},
		{"faq import " + dir, 1, "is a directory; expected a YAML, JSON or CSV file"},
		{"faq export -o " + dir + " --faq " + testFAQ + " --data " + dir, 1, "is a directory; name a file in it"},
		{"faq export -o " + none + "/x --faq " + testFAQ + " --data " + dir, 1, none + "/x cannot be written"},
		{"console --data " + plain, 1, "--data DIR names another place"},
		{"console --data " + plain + "/below", 1, "--data DIR names another place"},
		{"check names --roster " + none, 1, "--roster: open " + none},
		{"check links --roster " + dir, 1, "--roster: " + dir + " is a directory"},
		{"health --http off", 1, "there is no health server to ask"},
		{"health --http nonsense", 1, "expected host:port"},
	} {
		got := cli(t, "", strings.Fields(c.args)...)
		if got.status != c.status || !strings.HasPrefix(got.err, "frontdesk: ") || !strings.Contains(got.err, c.want) {
			t.Errorf("%s: status %d\n%s", c.args, got.status, got.err)
		}
		if n := strings.Count(got.err, "\n"); n > 2 {
			t.Errorf("%s: %d lines for one mistake:\n%s", c.args, n, got.err)
		}
	}
}

func TestEveryFlagHasItsTwinInTheEnvironment(t *testing.T) {
	env := variables("FRONTDESK_FAQ", testFAQ, "FRONTDESK_JSON", "true", "FRONTDESK_DATA", "")
	if got := cliIn(t, env, "What is gas?\n", "faq", "match"); got.status != 0 || !strings.Contains(got.out, `"entry":"gas"`) {
		t.Errorf("status %d\n%s%s", got.status, got.out, got.err)
	}
}

func TestAStoreThatCannotBeOpenedIsToldWithWhatToDo(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(path string) error
		want  string
	}{
		"damaged": {func(path string) error { return os.WriteFile(path, make([]byte, 1<<16), 0o600) }, "move it away and restore a backup"},
		"cut off": {func(path string) error { return os.Truncate(path, 8192) }, "move it away and restore a backup"},
		"of a newer program": {func(path string) error {
			s, err := bolt.Open(path, bolt.Options{})
			if err != nil {
				return err
			}
			defer s.Close()
			newer := store.Counter{Table: "meta", Key: "schema"}
			return s.Update(t.Context(), func(tx store.Tx) error { _, err := newer.Next(tx); return err })
		}, "start the newer frontdesk that wrote it, or restore a backup"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			args := []string{"console", "--data", dir, "--faq", testFAQ}
			if got := cli(t, "", args...); got.status != 0 {
				t.Fatal(got)
			}
			if err := c.spoil(filepath.Join(dir, "frontdesk.db")); err != nil {
				t.Fatal(err)
			}
			got := cli(t, "", args...)
			if got.status != 1 || !strings.Contains(got.err, dir) || !strings.Contains(got.err, c.want) {
				t.Errorf("status %d\n%s", got.status, got.err)
			}
		})
	}
}

// variables is an environment with the given ones.
func variables(pairs ...string) environment {
	return environment{get: func(name string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}}
}

func TestMissingTokensAreToldAllAtOnce(t *testing.T) {
	config := file(t, "frontdesk.yaml", "telegram: {rooms: [-1001234567890]}\ndiscord: {server: 1234567890123456789}\n")
	empty := file(t, "token", "\n")
	for name, c := range map[string]struct {
		env  environment
		args []string
		want []string
	}{
		"neither is set":             {environment{}, []string{"--config", config}, []string{"TELEGRAM_TOKEN is not set: export TELEGRAM_TOKEN=…", "DISCORD_TOKEN is not set"}},
		"one is set":                 {variables("TELEGRAM_TOKEN", "1:a"), []string{"--config", config}, []string{"DISCORD_TOKEN is not set"}},
		"a file is missing":          {variables("TELEGRAM_TOKEN_FILE", "/none", "DISCORD_TOKEN", "x"), []string{"--config", config}, []string{"TELEGRAM_TOKEN_FILE: open /none"}},
		"a file is empty":            {variables("TELEGRAM_TOKEN_FILE", empty, "DISCORD_TOKEN", "x"), []string{"--config", config}, []string{empty + " is empty"}},
		"a server without its rooms": {variables("DISCORD_TOKEN", "x"), nil, []string{`add discord: {server: "…"}`}},
	} {
		got := cliIn(t, c.env, "", append(c.args, "--data", t.TempDir())...)
		if got.status != 1 {
			t.Errorf("%s: status %d\n%s", name, got.status, got.err)
		}
		for _, want := range c.want {
			if !strings.Contains(got.err, want) {
				t.Errorf("%s: does not say %q:\n%s", name, want, got.err)
			}
		}
	}
}

func TestAPortInUseIsToldBeforeAnythingIsServed(t *testing.T) {
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	env := variables("TELEGRAM_TOKEN", "1:a", "TELEGRAM_API_URL", "http://127.0.0.1:1")
	got := cliIn(t, env, "", "--data", t.TempDir(), "--faq", testFAQ, "--http", l.Addr().String())
	if got.status != 1 || !strings.Contains(got.err, "choose another address with --http") {
		t.Errorf("status %d\n%s", got.status, got.err)
	}
}

// session is a console that a test types into while it runs.
type session struct {
	t     *testing.T
	stdin *io.PipeWriter
	out   *lockedBuffer
	ended chan outcome
}

// chatOn runs a console on a data directory until the test ends or leave is called.
func chatOn(t *testing.T, data string, args ...string) *session {
	t.Helper()
	in, stdin := io.Pipe()
	s := &session{t: t, stdin: stdin, out: &lockedBuffer{}, ended: make(chan outcome, 1)}
	var errs lockedBuffer
	started := make(chan struct{})
	env := environment{get: func(string) string { return "" }, started: func(*bots.Hub) { close(started) }}
	go func() {
		status := run(t.Context(), append([]string{"console", "--data", data, "--faq", testFAQ}, args...), streams{in, s.out, &errs}, env)
		s.ended <- outcome{s.out.String(), errs.String(), status}
	}()
	select {
	case <-started:
	case o := <-s.ended:
		t.Fatalf("status %d\n%s", o.status, o.err)
	}
	t.Cleanup(func() { stdin.Close() })
	return s
}

// says types a line and waits until the console shows the text.
func (s *session) says(line, want string) {
	s.t.Helper()
	from := len(s.out.String())
	fmt.Fprintln(s.stdin, line)
	s.sees(from, want)
}

func (s *session) sees(from int, want string) {
	s.t.Helper()
	look := time.NewTicker(time.Millisecond)
	defer look.Stop()
	for end := time.After(patience); !strings.Contains(s.out.String()[from:], want); {
		select {
		case <-look.C:
		case <-end:
			s.t.Fatalf("does not show %q:\n%s", want, s.out)
		}
	}
}

// leave ends the input and returns how the console ended.
func (s *session) leave() outcome {
	s.stdin.Close()
	return <-s.ended
}

func TestWhoInterruptsACommandGetsItsPromptBack(t *testing.T) {
	questions := file(t, "q.tsv", "What is gas?\tgas\n")
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"faq", "match", "--faq", testFAQ}, interrupted, "frontdesk: interrupted\n"},
		{[]string{"check", "secrets"}, interrupted, "frontdesk: interrupted\n"},
		{[]string{"faq", "eval", "--faq", testFAQ, "--questions", questions}, interrupted, "stopped after 0 of 1 questions"},
		{[]string{"console", "--faq", testFAQ, "--data", t.TempDir()}, 0, ""}, // serving ends as it should
	} {
		in, stdin := io.Pipe() // nothing ever comes
		t.Cleanup(func() { _ = stdin.Close() })
		ctx, cancel := context.WithCancel(t.Context())
		env := environment{get: func(string) string { return "" }, started: func(*bots.Hub) { cancel() }}
		if c.args[0] != "console" {
			cancel()
		}
		var errs bytes.Buffer
		if status := run(ctx, c.args, streams{in, io.Discard, &errs}, env); status != c.status || !strings.Contains(errs.String(), c.want) {
			t.Errorf("%v: status %d\n%s", c.args, status, &errs)
		}
		cancel()
	}
}
