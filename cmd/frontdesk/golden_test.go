package main

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/console/*.golden anew")

// Left out of goldens: times and dates, what is drawn at random, and what better matching may change without anybody minding.
var (
	times   = regexp.MustCompile(`\d{4}-\d\d-\d\d( \d\d:\d\d( UTC)?)?`)
	drawn   = regexp.MustCompile(`(Check words of this ticket: )[a-z ]+`) // at random, for each ticket
	scores  = regexp.MustCompile(`(confidence )\d\.\d\d(\n    \S+)  \d\.\d\d(\n    \S+  \d\.\d\d)*`)
	tried   = regexp.MustCompile(`(?m)^(    «.*»: ).* → .*`)
	sure    = regexp.MustCompile(`(confidence )\d\.\d\d\)`)
	offered = regexp.MustCompile(`(Did you mean one of these\?\n    \[1\][^\[]*).*`)
)

// passing takes out what differs from one play to the next.
func passing(s string) string {
	return drawn.ReplaceAllString(times.ReplaceAllString(s, "TIME"), "${1}…")
}

func lasting(s string) string {
	s = passing(s)
	s = sure.ReplaceAllString(s, "${1}N)")
	s = scores.ReplaceAllString(s, "${1}N$2  N …")
	s = tried.ReplaceAllString(s, "$1… → …")
	return offered.ReplaceAllString(s, "$1…")
}

// TestConsoleTranscripts feeds testdata/console/*.in to a console with fresh data and compares what it shows with *.golden.
// In a script \x stands for a byte in hexadecimal, as in \xff.
func TestConsoleTranscripts(t *testing.T) {
	scripts, err := filepath.Glob("testdata/console/*.in")
	if err != nil || len(scripts) == 0 {
		t.Fatal("no scripts", err)
	}
	config := file(t, "frontdesk.yaml", roster)
	for _, path := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".in"), func(t *testing.T) {
			t.Parallel()
			src, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			script := strings.ReplaceAll(string(src), `\xff`, "\xff")
			golden := strings.TrimSuffix(path, ".in") + ".golden"
			play := func() string {
				got := cli(t, script, "console", "--config", config, "--data", t.TempDir(), "--faq", testFAQ)
				if got.status != 0 || got.err != "" {
					t.Fatalf("status %d\n%s", got.status, got.err)
				}
				return got.out
			}
			got, again := play(), play()
			if a, b := passing(got), passing(again); a != b {
				t.Errorf("not the same the second time:\n%s", difference(a, b))
			}
			got = lasting(got)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("-update writes it anew, if this is meant:\n%s", difference(string(want), got))
			}
		})
	}
}

// difference shows the first line that differs, with those around it.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	i := 0
	for i < len(w) && i < len(g) && w[i] == g[i] {
		i++
	}
	around := func(lines []string) string {
		return strings.Join(lines[min(max(i-2, 0), len(lines)):min(i+5, len(lines))], "\n")
	}
	return "want\n" + around(w) + "\ngot\n" + around(g)
}

func TestALineOfAMegabyteIsToldAndNotSent(t *testing.T) {
	config := file(t, "frontdesk.yaml", roster)
	got := cli(t, million+"\nWhat is gas?\n/as max\n/faq test "+million+"\n/verify "+million+"\n/"+million+"\n/as "+million+"\n/rename "+million+"\n",
		"console", "--config", config, "--data", t.TempDir(), "--faq", testFAQ)
	if got.status != 0 || !strings.Contains(got.out, "Fees go to the network, not to us.") {
		t.Errorf("status %d\n%s\n%s", got.status, got.out, got.err)
	}
	if strings.Count(got.out, "It was not sent.") != 6 {
		t.Errorf("shows\n%.5000s", got.out)
	}
}
