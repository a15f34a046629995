package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"frontdesk/internal/control"
)

const newEntry = `entries:
  - id: hardware
    title: {en: Hardware wallets}
    questions: {en: ["Which hardware wallets are supported?", "Can I connect a hardware wallet?"]}
    answer: {en: "Ledger and Trezor, over USB."}
`

func TestAnImportAnswersTheVeryNextQuestionOfTheRunningProcess(t *testing.T) {
	data := t.TempDir()
	s := chatOn(t, data)
	s.says("can I connect a hardware wallet", "Talk to staff")
	got := cli(t, "", "faq", "import", file(t, "new.yaml", newEntry), "--data", data)
	if got.status != 0 || got.out != "1 entries read: 1 added, 0 changed, 0 removed\n" {
		t.Fatalf("status %d\n%s%s", got.status, got.out, got.err)
	}
	s.says("can I connect a hardware wallet", "Ledger and Trezor, over USB.")

	t.Run("and an edit by command is exported by the next export", func(t *testing.T) {
		s.says("/as max", "You are max now")
		s.says("/faq edit hardware | Ledger only.", "[1] Publish")
		s.says("1", "Changed hardware")
		out := filepath.Join(t.TempDir(), "out.yaml")
		if got := cli(t, "", "faq", "export", "-o", out, "--data", data); got.status != 0 || got.out != "" {
			t.Fatalf("status %d\n%s%s", got.status, got.out, got.err)
		}
		src, err := os.ReadFile(out)
		if err != nil || !strings.Contains(string(src), "Ledger only.") || !strings.Contains(string(src), "id: backup") {
			t.Errorf("%v\n%s", err, src)
		}
		if piped := cli(t, "", "faq", "export", "--data", data); piped.out != string(src) {
			t.Errorf("standard output differs from the file:\n%s", piped.out)
		}
	})
	t.Run("and a broken file is refused with its line, and serves nothing", func(t *testing.T) {
		broken := file(t, "broken.yaml", strings.Replace(newEntry, "answer:", "anwser:", 1))
		got := cli(t, "", "faq", "import", broken, "--data", data)
		if got.status != 1 || !strings.Contains(got.err, broken+": line 5: an entry: unknown key \"anwser\"") {
			t.Errorf("status %d\n%s", got.status, got.err)
		}
	})
	t.Run("and standard input is read where the caller is", func(t *testing.T) {
		got := cli(t, strings.ReplaceAll(newEntry, "Trezor", "others"), "faq", "import", "-", "--data", data)
		if got.status != 0 || !strings.Contains(got.out, "1 changed") {
			t.Errorf("status %d\n%s%s", got.status, got.out, got.err)
		}
	})
	t.Run("and a second console on the same data is told that it is in use", func(t *testing.T) {
		got := cli(t, "", "console", "--data", data, "--faq", testFAQ)
		if got.status != 1 || !strings.Contains(got.err, "the store is in use by another process: another frontdesk works on "+data) {
			t.Errorf("status %d\n%s", got.status, got.err)
		}
	})
	if o := s.leave(); o.status != 0 {
		t.Errorf("status %d\n%s", o.status, o.err)
	}
}

func TestExportImportsBackToTheSameEntries(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	s := chatOn(t, one)
	s.says("/as max", "You are max now")
	s.says("/faq add tricky | «Quotes», colons: and # signs | is it \"quoted\"?; yes: it is | First line", "[1] Publish")
	s.says("1", "Added tricky")
	s.says("/faq alias gas 为什么要付gas", "is a question of gas now")
	s.says("/faq delete stolen", "Delete stolen")
	s.says("1", "Deleted stolen")
	s.leave()
	exported := cli(t, "", "faq", "export", "--data", one, "--faq", testFAQ)
	if exported.status != 0 || !strings.Contains(exported.out, "tricky") || strings.Contains(exported.out, "id: stolen") {
		t.Fatalf("status %d\n%s%s", exported.status, exported.out, exported.err)
	}
	path := file(t, "export.yaml", exported.out)
	if got := cli(t, "", "faq", "check", "--faq", path); got.status != 0 || !strings.HasPrefix(got.out, "4 entries") {
		t.Errorf("check: status %d\n%s%s", got.status, got.out, got.err)
	}
	got := cli(t, "", "faq", "import", "--replace", path, "--data", two, "--faq", testFAQ)
	if got.status != 0 || got.out != "4 entries read: 1 added, 1 changed, 1 removed\n" {
		t.Errorf("import: status %d\n%s%s", got.status, got.out, got.err)
	}
	if again := cli(t, "", "faq", "export", "--data", two, "--faq", testFAQ); again.out != exported.out {
		t.Errorf("exported %s\nimported %s", exported.out, again.out)
	}
	t.Run("and as the base layer too", func(t *testing.T) {
		if again := cli(t, "", "faq", "export", "--data", t.TempDir(), "--faq", path); again.out != exported.out {
			t.Errorf("exported %s\nbase %s", exported.out, again.out)
		}
	})
}

func TestAnInterruptedImportLeavesNothingBehind(t *testing.T) {
	for _, serving := range []bool{true, false} {
		t.Run(fmt.Sprintf("with a serving process: %v", serving), func(t *testing.T) {
			data := t.TempDir()
			if serving {
				chatOn(t, data)
			}
			ctx, cancel := context.WithCancel(t.Context())
			in, stdin := io.Pipe()
			defer stdin.Close()
			go func() { // the whole file but for its end
				fmt.Fprint(stdin, newEntry)
				cancel()
			}()
			var out, errs bytes.Buffer
			status := run(ctx, []string{"faq", "import", "-", "--data", data, "--faq", testFAQ}, streams{in, &out, &errs}, environment{get: func(string) string { return "" }})
			if status != interrupted || !strings.Contains(errs.String(), "context canceled") {
				t.Errorf("status %d\n%s%s", status, &out, &errs)
			}
			if got := cli(t, "", "faq", "export", "--data", data, "--faq", testFAQ); strings.Contains(got.out, "hardware") {
				t.Error("the entry is there")
			}
		})
	}
}

func TestAProcessOfAnotherVersionIsToldApart(t *testing.T) {
	d := &desk{}
	for name, r := range map[string]control.Request{
		"an unknown command": {Name: "faq fold", Args: json.RawMessage("{}")},
		"an unknown flag":    {Name: "faq import", Args: json.RawMessage(`{"Everything":true}`)},
	} {
		if err := d.handle(t.Context(), r, control.Streams{}); err == nil || !strings.Contains(err.Error(), "restart it, so that both are of the same version") {
			t.Errorf("%s: %v", name, err)
		}
	}
	t.Run("and a panic stays with the command", func(t *testing.T) {
		if err := d.handle(t.Context(), control.Request{Name: "faq export", Args: json.RawMessage("{}")}, control.Streams{}); err == nil || !strings.Contains(err.Error(), "panic") {
			t.Errorf("got %v", err) // a desk without a store
		}
	})
}

func TestProgressIsShownOnATerminalOnly(t *testing.T) {
	for _, c := range []struct {
		total int
		want  string
	}{{3, "\r\x1b[Kquestions: 2 of 3\r\x1b[K"}, {0, "\r\x1b[Kquestions: 0 s\r\x1b[K"}} {
		synctest.Test(t, func(t *testing.T) {
			var b bytes.Buffer
			p := newProgress(screen{&b}, "questions", c.total)
			p.done.Add(2)
			<-time.After(progressEvery + progressEvery/2)
			p.stop()
			p.stop()
			if b.String() != c.want {
				t.Errorf("got %q", b.String())
			}
		})
	}
	var b bytes.Buffer
	p := newProgress(&b, "questions", 3)
	p.stop()
	if b.Len() > 0 {
		t.Errorf("in a file: %q", &b)
	}
}
