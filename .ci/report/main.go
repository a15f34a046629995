// Command report reads `go test -json`, of one run or of several one after the other, and prints what a person wants of it: a
// line for each package, the output of what failed, the slowest tests, and the totals. What ran several times counts once: as
// failed if it ever failed, as skipped if it always was. It fails when a test failed or a package did not build.
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
	output map[key]*strings.Builder
	ended  map[key]event // the worst end of each, with the time of all its runs
	broken []key         // failed tests, and packages that failed without one
}

// weight orders ends from the one that any other outdoes.
var weight = map[string]int{"skip": 1, "pass": 2, "fail": 3}

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
	packages, tests := map[string]int{}, map[string]int{}
	for k, e := range r.ended {
		if k.test == "" {
			packages[e.Action]++
		} else {
			tests[e.Action]++
		}
	}
	fmt.Printf("%d packages: %d tests passed, %d failed, %d skipped\n",
		packages["pass"]+packages["fail"]+packages["skip"], tests["pass"], tests["fail"], tests["skip"])
	if !*total && len(r.broken) > 0 {
		os.Exit(1)
	}
}

func read(in *bufio.Reader) (*report, error) {
	r := &report{output: map[key]*strings.Builder{}, ended: map[key]event{}}
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
	if e.Action == "fail" && !slices.ContainsFunc(r.broken, func(b key) bool { return b == k || k.test == "" && b.pkg == k.pkg }) {
		r.broken = append(r.broken, k)
	}
	before := r.ended[k]
	e.Elapsed += before.Elapsed
	if weight[before.Action] > weight[e.Action] {
		e.Action = before.Action
	}
	r.ended[k] = e
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
	var slow []key
	reasons := map[string]int{}
	order := func(a, b key) int { return cmp.Or(cmp.Compare(a.pkg, b.pkg), cmp.Compare(a.test, b.test)) }
	for _, k := range slices.SortedFunc(maps.Keys(r.ended), order) {
		e := r.ended[k]
		switch {
		case k.test == "" && e.Action != "skip": // no test files
			fmt.Printf("%-5s %6.1fs  %s\n", e.Action, e.Elapsed, k.pkg)
		case k.test != "" && e.Action == "skip":
			reasons[r.reason(k)]++
		case k.test != "" && !strings.Contains(k.test, "/"):
			slow = append(slow, k)
		}
	}
	for _, k := range r.broken {
		fmt.Printf("\n-- %s %s\n", k.pkg, k.test)
		if r.output[k] != nil {
			fmt.Print(r.output[k].String())
		}
	}
	slices.SortStableFunc(slow, func(a, b key) int { return cmp.Compare(r.ended[b].Elapsed, r.ended[a].Elapsed) })
	fmt.Println("\nslowest:")
	for _, k := range slow[:min(len(slow), 10)] {
		fmt.Printf("      %6.1fs  %s %s\n", r.ended[k].Elapsed, k.pkg, k.test)
	}
	for _, why := range slices.Sorted(maps.Keys(reasons)) {
		fmt.Printf("skipped %d: %s\n", reasons[why], why)
	}
	fmt.Println()
}
