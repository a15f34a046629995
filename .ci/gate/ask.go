package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// ask gives the program a line for each text and reads one JSON object back for each, in order.
func ask[T any](bin string, lines []string, args ...string) ([]T, error) {
	cmd := exec.Command(bin, args...) // the caller of gate sets the time limit
	cmd.Stdin = strings.NewReader(strings.Join(lines, "\n") + "\n")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("frontdesk %s: %w", strings.Join(args, " "), err)
	}
	var answers []T
	for line := range bytes.Lines(out) {
		var a T
		if err := json.Unmarshal(line, &a); err != nil {
			return nil, fmt.Errorf("frontdesk %s, line %d: %w", strings.Join(args, " "), len(answers)+1, err)
		}
		answers = append(answers, a)
	}
	if len(answers) != len(lines) {
		return nil, fmt.Errorf("frontdesk %s: %d lines in, %d out", strings.Join(args, " "), len(lines), len(answers))
	}
	return answers, nil
}

// rows reads a tab-separated file with a header; every row gets as many columns as the header.
func rows(path string) ([][]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	var all [][]string
	width := 0
	s := bufio.NewScanner(f)
	s.Buffer(nil, 4<<20)
	for s.Scan() {
		row := strings.Split(s.Text(), "\t")
		if width == 0 {
			width = len(row)
			continue
		}
		for len(row) < width {
			row = append(row, "")
		}
		all = append(all, row)
	}
	return all, s.Err()
}
