// Command report reads `go test -json` and prints what a person wants of it: a line for each package, the output of what
// failed, the slowest tests, and the totals. It fails when a test failed or a package did not build.
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
)

type event struct {
	Action, Package, ImportPath, Test, Output string
	Elapsed                                   float64
}

// key names a test, or a package when test is empty.
type key struct{ pkg, test string }

type report struct {
	passed, failed, skipped int
	output                  map[key]*strings.Builder
	packages                map[string]event // the last word on each
	broken                  []key            // failed tests, and packages that failed without one
	reasons                 map[string]int   // why tests were skipped
	slow                    []event
}

func main() {
	total := flag.Bool("total", false, "print the totals alone")
	flag.Parse()
	r, err := read(bufio.NewReader(os.Stdin))
	if err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
		os.Exit(2)
	}
	if !*total {
		r.print()
	}
	fmt.Printf("%d packages: %d tests passed, %d failed, %d skipped\n", len(r.packages), r.passed, r.failed, r.skipped)
	if !*total && len(r.broken) > 0 {
		os.Exit(1)
	}
}

func read(in *bufio.Reader) (*report, error) {
	r := &report{output: map[key]*strings.Builder{}, packages: map[string]event{}, reasons: map[string]int{}}
	for d := json.NewDecoder(in); d.More(); {
		var e event
		if err := d.Decode(&e); err != nil {
			return nil, err
		}
		k := key{cmp.Or(e.Package, e.ImportPath), e.Test}
		switch e.Action {
		case "output", "build-output":
			if r.output[k] == nil {
				r.output[k] = &strings.Builder{}
			}
			r.output[k].WriteString(e.Output)
		case "build-fail":
			r.broken = append(r.broken, k)
		case "pass", "fail", "skip":
			r.end(k, e)
		}
	}
	return r, nil
}

func (r *report) end(k key, e event) {
	if k.test == "" {
		r.packages[k.pkg] = e
		if e.Action == "fail" && !slices.ContainsFunc(r.broken, func(b key) bool { return b.pkg == k.pkg }) {
			r.broken = append(r.broken, k)
		}
		return
	}
	switch e.Action {
	case "pass":
		r.passed++
	case "fail":
		r.failed++
		r.broken = append(r.broken, k)
	case "skip":
		r.skipped++
		r.reasons[r.reason(k)]++
	}
	if !strings.Contains(k.test, "/") {
		r.slow = append(r.slow, e)
	}
}

// reason is what a test said when it skipped itself: the text after «file.go:12: ».
func (r *report) reason(k key) string {
	if r.output[k] != nil {
		for line := range strings.Lines(r.output[k].String()) {
			if _, after, ok := strings.Cut(line, ".go:"); ok {
				if _, text, ok := strings.Cut(after, ": "); ok {
					return strings.TrimSpace(text)
				}
			}
		}
	}
	return "no reason given"
}

func (r *report) print() {
	for _, name := range slices.Sorted(maps.Keys(r.packages)) {
		e := r.packages[name]
		if e.Action != "skip" { // no test files
			fmt.Printf("%-5s %6.1fs  %s\n", e.Action, e.Elapsed, name)
		}
	}
	for _, k := range r.broken {
		fmt.Printf("\n-- %s %s\n", k.pkg, k.test)
		if r.output[k] != nil {
			fmt.Print(r.output[k].String())
		}
	}
	slices.SortStableFunc(r.slow, func(a, b event) int { return cmp.Compare(b.Elapsed, a.Elapsed) })
	fmt.Println("\nslowest:")
	for _, e := range r.slow[:min(len(r.slow), 10)] {
		fmt.Printf("      %6.1fs  %s %s\n", e.Elapsed, e.Package, e.Test)
	}
	for _, why := range slices.Sorted(maps.Keys(r.reasons)) {
		fmt.Printf("skipped %d: %s\n", r.reasons[why], why)
	}
	fmt.Println()
}
